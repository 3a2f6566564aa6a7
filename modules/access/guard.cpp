#include "modules/access/access.hpp"
#include "platform/core/text.hpp"

namespace rt::access {
namespace {

/// The page asked for, with its filters, to come back to after the login.
std::string address_of(const http::Request &request) {
  std::string address = request.path;
  char separator = '?';
  for (const auto &[name, value] : request.query.items()) {
    address += separator + url_encode(name) + "=" + url_encode(value);
    separator = '&';
  }
  return address;
}

http::Response to_login(const http::Request &request) {
  // What was posted cannot be posted again by itself; the page it came from has the draft.
  if (request.method != http::Method::get && request.method != http::Method::head) return http::redirect("/login");
  return http::redirect("/login?next=" + url_encode(address_of(request)));
}

} // namespace

http::Handler guarded(May what, Page page) {
  return [what, page = std::move(page)](http::Request &request) -> http::Response {
    const Actor &actor = current();
    const Result<void> allowed = require(actor, what);
    if (allowed) return page(request, actor);
    if (actor.user == 0 && !request.wants_json()) return to_login(request);
    return http::problem(request, allowed.error());
  };
}

http::Handler logged_in(Page page) {
  return [page = std::move(page)](http::Request &request) { return current().user > 0 ? page(request, current()) : to_login(request); };
}

} // namespace rt::access
