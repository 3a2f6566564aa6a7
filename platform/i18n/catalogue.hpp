#pragma once
// The English catalogue (gettext .mo) that is embedded in the program.
#include <string_view>
#include <unordered_map>
#include <vector>

namespace rt::i18n {

/// The forms of a text: one, or singular and plural. The views live as long as the program.
using Catalogue = std::unordered_map<std::string_view, std::vector<std::string_view>>;

/// Reads a .mo file's bytes; an empty catalogue when they are not one. `mo` must outlive the result.
Catalogue read_mo(std::string_view mo);
const Catalogue &english();

} // namespace rt::i18n
