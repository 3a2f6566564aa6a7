#include "platform/http/api.hpp"
#include <nlohmann/json.hpp>

namespace rt::http {
namespace {

std::string_view type_of(int status) {
  switch (status) {
  case 401: return "login";
  case 403: return "forbidden";
  case 404: return "not-found";
  case 409:
  case 412: return "conflict";
  case 428: return "version-needed";
  case 422: return "invalid";
  default: return "problem";
  }
}

} // namespace

Response api_problem(const Problem &problem, int status) {
  if (status == 0) status = status_of(problem.kind);
  nlohmann::json body{{"type", "urn:rodatraden:" + std::string(type_of(status))}, {"title", problem.message}, {"status", status}};
  for (const auto &error : problem.fields) body["errors"].push_back({{"field", error.field}, {"message", error.message}});
  auto response = http::json(body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace), status);
  response.content_type = "application/problem+json";
  return response;
}

} // namespace rt::http
