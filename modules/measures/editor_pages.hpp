#pragma once
// /matt/redigera: the unit's drafts of measures · /matt/redigera/{draft}: one of them, judged and tried while it is written.
#include "modules/measures/editor.hpp"
#include "modules/measures/pages.hpp"

namespace rt::measures {

/// Serves the page whose address stands in Deps::editor. `read` is the definitions' own reader of a pack's text.
void add_editor_pages(http::Router &router, const Deps &deps, editor::Reader read);

namespace editor {
/// What came of a text: the faults, or what it means and what it gives.
void write_answer(html::Out &out, const Deps &deps, const access::Actor &actor, std::string_view text, const Judged &judged,
                  const Result<Tried> &tried);
} // namespace editor

} // namespace rt::measures
