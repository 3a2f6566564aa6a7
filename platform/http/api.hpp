#pragma once
// How the API says no: the same for every address under /api.
#include "platform/http/http.hpp"

namespace rt::http {

/// application/problem+json with type, title, status and the errors by field. `status` 0 = what the problem is; a caller with a more
/// exact one (412, 428) gives it.
Response api_problem(const Problem &problem, int status = 0);

} // namespace rt::http
