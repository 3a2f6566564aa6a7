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

/// A socket that listens where the settings say; ListenError when it cannot.
int listen_on(const Config &config, int &real_port);
/// Who asks. A proxy that the settings name says it; anybody else's word is nothing, or limits per address would be a joke.
std::string remote_of(const std::string &peer, Request &request, const std::vector<std::string> &trusted);

Plan plan_for(Request &request, const Setup &setup);
Response dispatch(Request &request, const Plan &plan, const Setup &setup);

} // namespace rt::http
