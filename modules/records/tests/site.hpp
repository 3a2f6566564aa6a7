#pragma once
// The register pages as a browser without scripts meets them: plain links and forms.
#include "modules/records/pages.hpp"
#include "modules/records/tests/fixture.hpp"
#include "platform/core/text.hpp"
#include <gtest/gtest.h>

namespace rt::records {

using Form = std::vector<std::pair<std::string, std::string>>;

struct Site {
  explicit Site(const std::string &engine, const definitions::Catalog &catalog = shipped_catalog()) : w(engine, catalog), organisation(w.db.pool()) {
    add_pages(router,
              {w.records,
               w.persons,
               organisation,
               w.clock,
               [](const access::Actor &, std::string_view) { return html::Frame{}; },
               [](std::string_view, std::int64_t) { return std::vector<html::Knot>{{"Mått", "Synpunkter som lett till anpassning", "/mått/1"}}; },
               {}});
    as(w.maria);
  }
  void as(const access::Actor &actor) { access::current() = actor; }
  http::Response send(http::Method method, const std::string &address, const Form &form = {}) {
    http::Request request;
    request.method = method;
    const auto mark = address.find('?');
    request.path = address.substr(0, mark);
    if (mark != std::string::npos)
      for (const auto &pair : split(address.substr(mark + 1), '&')) {
        const auto equal = pair.find('=');
        request.query.add(url_decode(pair.substr(0, equal)).value(), url_decode(pair.substr(equal + 1)).value());
      }
    for (const auto &[name, value] : form) request.form.add(name, value);
    bool other = false;
    const auto *route = router.match(method, request.path, request.params, other);
    EXPECT_NE(route, nullptr) << address;
    return route != nullptr ? sent(route->handler(request)) : http::Response{404, "", "", {}, false};
  }
  http::Response get(const std::string &address) { return send(http::Method::get, address); }
  http::Response post(const std::string &address, const Form &form) { return send(http::Method::post, address, form); }
  static std::string location(const http::Response &response) {
    for (const auto &[name, value] : response.headers)
      if (lower(name) == "location") return value;
    return {};
  }
  static bool has(const http::Response &response, std::string_view words) { return response.body.find(words) != std::string::npos; }
  World w;
  organisation::Organisation organisation;
  http::Router router;
};

} // namespace rt::records
