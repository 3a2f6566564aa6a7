#pragma once
// The shipped registers and measures, for tests.
#include "modules/definitions/definitions.hpp"
#include "modules/definitions/tests/shipped.hpp"

namespace rt::measures::testing {

inline definitions::Catalog shipped_catalog() { return definitions::load(shipped_packs(), {"open-care"}).catalog; }

} // namespace rt::measures::testing
