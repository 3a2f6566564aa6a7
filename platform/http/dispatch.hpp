#pragma once
// From a read request to a finished response: language, marks, Before, CSRF, handler, headers, compression, log,
// metrics. Nothing here knows the socket.
#include "platform/http/internal.hpp"

namespace rt::http {

struct Setup {
  const Router &router;
  Config config;
  Before before;
  After after;
  Live *live;
};

/// What was decided when the headers had come.
struct Plan {
  const Router::Route *route = nullptr;
  bool live = false;    ///< /live: Before and may_listen decide, then the socket streams
  int early_status = 0; ///< 400, 404, 405, 413 …: answered without a handler
};

Plan plan_for(Request &request, const Setup &setup);
Response dispatch(Request &request, const Plan &plan, const Setup &setup);

} // namespace rt::http
