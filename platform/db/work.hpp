#pragma once
#include <cstdint>

namespace rt::db {

/// Statements that this thread has run, on any connection: the difference over a request is what its page cost.
std::int64_t statements_here();

} // namespace rt::db
