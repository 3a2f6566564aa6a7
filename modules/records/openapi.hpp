#pragma once
// The API's own description, made from the definitions: a register that is installed is in it. OpenAPI 3.1.0.
#include "modules/definitions/definitions.hpp"
#include <string>

namespace rt::records {

/// The document as JSON, titles and help in the current language. `more` = paths and components of another module's API, as JSON.
std::string openapi(const definitions::Catalog &catalog, const std::string &more = {});

} // namespace rt::records
