#pragma once
#include "modules/records/import.hpp"
#include "platform/html/html.hpp"
#include "platform/http/http.hpp"

namespace rt::records {

struct ImportDeps {
  Imports &imports;
  organisation::Organisation &organisation;
  std::function<html::Frame(const access::Actor &, std::string_view section)> frame;
};
/// /register/{id}/import, /register/{id}/import/{job} …
void add_import_pages(http::Router &router, const ImportDeps &deps);

} // namespace rt::records
