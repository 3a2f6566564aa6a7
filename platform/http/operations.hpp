#pragma once
// What those who run the server ask it: does it live, how does it do. Wired by app/server.
#include "platform/http/http.hpp"

namespace rt::http {

/// One thing that must work for the server to be of use: {"databas", [] { … }}. An exception means that it does not.
struct Check {
  std::string name;
  std::function<bool()> works;
};

/// /halsa: 200 {"status":"ok","databas":"ok"} or 503 with what does not work. No details: anybody may ask.
Handler health_handler(std::vector<Check> checks);

/// /metrics: for the own machine, or for who has the token (Authorization: Bearer …). Others get 404.
/// A proxy on the same machine must send X-Forwarded-For, else all it lets through count as the own machine.
Handler metrics_handler(std::string token = {});

} // namespace rt::http
