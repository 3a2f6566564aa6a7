// The server as a browser meets it: real sockets on a free port.
#include "platform/db/db.hpp"
#include "platform/html/html.hpp"
#include "platform/http/internal.hpp"
#include "platform/http/operations.hpp"
#include "platform/http/tests/client.hpp"
#include "platform/log/log.hpp"
#include <gtest/gtest.h>
#include <thread>

using namespace rt;
using namespace rt::http;
using rt::http::testing::Client;
using rt::http::testing::Reply;
using rt::http::testing::seconds_since;

namespace {

const std::string kBigPage = "<p>" + std::string(5000, 'a') + "</p>";

Response form_page(Request &) {
  html::Out out;
  html::begin_form(out, "/save");
  html::end_form(out);
  return http::html(out.take());
}

Router make_router() {
  Router router;
  router.get("/", [](Request &) { return http::html("hej"); });
  router.get("/form", form_page);
  router.get("/big", [](Request &) { return http::html(kBigPage); });
  router.get("/cached", [](Request &) {
    Response out = http::html("<p>" + html::marks().csrf + "</p> 42");
    out.cacheable = true;
    return out;
  });
  router.get("/item/{id}", [](Request &r) { return http::text("item " + r.param(0)); });
  router.get("/item/new", [](Request &) { return http::text("new item"); });
  router.get("/throws", [](Request &) -> Response { throw std::runtime_error("disk gone\nsecret row"); });
  router.get("/busy", [](Request &) -> Response { throw db::BusyError("locked"); });
  router.get("/slow", [](Request &) {
    std::this_thread::sleep_for(std::chrono::milliseconds(700));
    return http::text("slow");
  });
  router.post("/save", [](Request &r) { return http::text("saved " + r.form["a"] + "|" + r.form["b"]); });
  router.post("/upload",
              [](Request &r) {
                const auto &file = r.files["file"];
                return http::text(file.filename + " " + file.content_type + " " + std::to_string(file.bytes.size()) + " " + r.form["note"]);
              },
              {.csrf = false, .max_body = 200000});
  router.post("/api", [](Request &r) { return http::json(r.body); }, {.csrf = false});
  return router;
}

class HttpServer : public ::testing::Test {
protected:
  Router router = make_router();
  Live live;
  Config config = [] {
    Config c;
    c.port = 0;
    c.threads = 4;
    c.header_timeout_s = 2;
    return c;
  }();
  std::string secret = "a session's secret";
  std::unique_ptr<Server> server;

  void start(Before before = {}) { server = std::make_unique<Server>(router, config, before, After{}, &live); }
  void start_with_session() {
    start([this](Request &) -> std::optional<Response> {
      html::marks().csrf = csrf_token(secret);
      return std::nullopt;
    });
  }
  Reply get(const std::string &path, const std::string &headers = {}) { return Client(server->port()).get(path, headers); }
};

} // namespace

TEST_F(HttpServer, a_page_has_the_security_headers_and_is_not_stored) {
  start();
  const Reply reply = get("/");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.body, "hej");
  EXPECT_NE(reply.headers.at("content-security-policy").find("default-src 'none'; script-src 'self'"), std::string::npos);
  EXPECT_EQ(reply.headers.at("content-security-policy").find("unsafe"), std::string::npos);
  EXPECT_EQ(reply.headers.at("referrer-policy"), "no-referrer");
  EXPECT_EQ(reply.headers.at("x-content-type-options"), "nosniff");
  EXPECT_EQ(reply.headers.at("cache-control"), "no-store");
}

TEST_F(HttpServer, the_longest_literal_prefix_wins_and_params_are_decoded) {
  start();
  EXPECT_EQ(get("/item/new").body, "new item");
  EXPECT_EQ(get("/item/%C3%A5rlig").body, "item årlig");
}

TEST_F(HttpServer, unknown_address_is_404_wrong_method_405_broken_address_400) {
  start();
  const Reply missing = get("/nowhere");
  EXPECT_EQ(missing.status, 404);
  EXPECT_NE(missing.body.find("Sidan finns inte"), std::string::npos);
  EXPECT_NE(missing.body.find("Nummer för felsökning"), std::string::npos);
  EXPECT_EQ(Client(server->port()).post("/", "").status, 405);
  EXPECT_EQ(get("/%zz").status, 400);
  EXPECT_EQ(get("/item/%00").status, 400);
  EXPECT_EQ(get("/item/%FF").status, 400);
}

TEST_F(HttpServer, a_script_that_asks_gets_the_problem_as_json) {
  start();
  const Reply reply = get("/nowhere", "Accept: application/json\r\n");
  EXPECT_EQ(reply.headers.at("content-type"), "application/problem+json; charset=utf-8");
  EXPECT_NE(reply.body.find("\"status\":404"), std::string::npos);
}

namespace {
/// "…0\r\n\r\n" of a body in chunks, put together; "broken" when the last one never came.
std::string whole_of_chunks(std::string_view bytes) {
  std::string whole;
  for (;;) {
    const auto line = bytes.find("\r\n");
    if (line == std::string_view::npos) return "broken";
    const auto size = std::stoul(std::string(bytes.substr(0, line)), nullptr, 16);
    if (size == 0) return whole;
    if (bytes.size() < line + 2 + size) return "broken";
    whole += bytes.substr(line + 2, size);
    bytes.remove_prefix(std::min(bytes.size(), line + 2 + size + 2));
  }
}

/// A file of so many pieces, each 100 000 letters of its own; counts what was made.
Handler in_pieces(std::atomic<int> &made, int pieces, int breaks_at = -1) {
  return [&made, pieces, breaks_at](Request &) {
    Response out = download("first", "text/csv; charset=utf-8", "a.csv");
    out.more = [&made, pieces, breaks_at, i = 0](std::string &piece) mutable {
      if (i == breaks_at) throw std::runtime_error("the disk is gone");
      if (i == pieces) return false;
      piece.assign(100000, static_cast<char>('a' + i++ % 26));
      ++made;
      return true;
    };
    return out;
  };
}
} // namespace

TEST_F(HttpServer, a_body_is_made_while_it_is_sent_and_no_further_ahead_than_the_reader) {
  std::atomic<int> made = 0;
  router.get("/pieces", in_pieces(made, 200));
  start();
  Client client(server->port());
  client.send("GET /pieces HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n");
  std::this_thread::sleep_for(std::chrono::milliseconds(500));
  EXPECT_LT(made, 190) << "nobody has read yet: only what the socket takes may have been made";
  EXPECT_EQ(get("/").body, "hej") << "the others are not held up";
  const auto all = client.read_until("");
  const auto gap = all.find("\r\n\r\n");
  const auto body = whole_of_chunks(std::string_view(all).substr(gap + 4));
  ASSERT_EQ(body.size(), 5u + 200u * 100000u);
  EXPECT_EQ(body.substr(0, 6), "firsta");
  EXPECT_EQ(body.substr(5 + 25 * 100000, 1), "z");
  EXPECT_EQ(body.back(), static_cast<char>('a' + 199 % 26));
  EXPECT_EQ(made, 200);
}

TEST_F(HttpServer, half_a_body_is_never_taken_for_a_whole_one) {
  std::atomic<int> made = 0;
  router.get("/pieces", in_pieces(made, 20, 3));
  start();
  Client client(server->port());
  client.send("GET /pieces HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n");
  const auto all = client.read_until("");
  EXPECT_EQ(whole_of_chunks(std::string_view(all).substr(all.find("\r\n\r\n") + 4)), "broken");
  EXPECT_EQ(get("/").body, "hej");
}

TEST_F(HttpServer, head_gives_the_headers_of_get_without_body) {
  start();
  Client client(server->port());
  client.send("HEAD /big HTTP/1.1\r\nHost: t\r\n\r\n");
  const Reply head = client.reply(true);
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.headers.at("content-length"), std::to_string(kBigPage.size()));
  EXPECT_EQ(client.get("/").body, "hej") << "nothing of a body may lie in the way of the next answer";
}

TEST_F(HttpServer, an_exception_is_a_500_page_without_details_and_a_log_line_without_the_second_line) {
  start();
  std::string lines;
  Reply reply;
  {
    log::Capture capture([&](std::string_view line) { lines += line; });
    reply = get("/throws");
  }
  EXPECT_EQ(reply.status, 500);
  EXPECT_EQ(reply.body.find("disk"), std::string::npos);
  EXPECT_NE(lines.find("disk gone"), std::string::npos);
  EXPECT_EQ(lines.find("secret row"), std::string::npos);
  EXPECT_EQ(get("/").status, 200);
}

TEST_F(HttpServer, a_busy_database_is_503_with_retry_after) {
  start();
  const Reply reply = get("/busy");
  EXPECT_EQ(reply.status, 503);
  EXPECT_EQ(reply.headers.at("retry-after"), "2");
}

TEST_F(HttpServer, a_form_without_the_sessions_token_is_refused) {
  start_with_session();
  Client client(server->port());
  EXPECT_EQ(client.post("/save", "a=1").status, 403);
  EXPECT_EQ(client.post("/save", "a=1&_csrf=" + csrf_token("another session")).status, 403);
  EXPECT_EQ(client.post("/save", "a=1&_csrf=" + std::string(64, '0')).status, 403);
  const std::string token = csrf_token(secret);
  EXPECT_EQ(client.post("/save", "a=%C3%A5+1&b=x&_csrf=" + token).body, "saved å 1|x");
  EXPECT_EQ(client.post("/save", "a=1", "X-CSRF-Token: " + token + "\r\n").status, 200);
}

TEST_F(HttpServer, another_site_may_not_write_even_with_the_token) {
  start_with_session();
  const std::string body = "a=1&_csrf=" + csrf_token(secret);
  Client client(server->port());
  EXPECT_EQ(client.post("/save", body, "Sec-Fetch-Site: cross-site\r\n").status, 403);
  EXPECT_EQ(client.post("/save", body, "Sec-Fetch-Site: same-site\r\n").status, 403);
  EXPECT_EQ(client.post("/save", body, "Origin: https://evil.example\r\n").status, 403);
  EXPECT_EQ(client.post("/api", "{}", "Origin: https://evil.example\r\n", "application/json").status, 403);
  EXPECT_EQ(client.post("/save", body, "Origin: http://t\r\n").status, 200);
  EXPECT_EQ(client.post("/save", body, "Origin: null\r\nSec-Fetch-Site: same-origin\r\n").status, 200);
}

TEST_F(HttpServer, a_form_before_login_is_protected_by_a_cookie_of_its_own) {
  start();
  Client client(server->port());
  const Reply page = client.get("/form");
  const auto cookie = page.headers.at("set-cookie");
  EXPECT_NE(cookie.find("HttpOnly"), std::string::npos);
  const auto at = page.body.find("value=\"") + 7;
  const std::string token = page.body.substr(at, page.body.find('"', at) - at);
  EXPECT_EQ(client.post("/save", "a=1&_csrf=" + token).status, 403) << "a token alone is not enough";
  EXPECT_EQ(client.post("/save", "a=1&_csrf=" + token, "Cookie: " + cookie.substr(0, cookie.find(';')) + "\r\n").status, 200);
  EXPECT_EQ(get("/").headers.count("set-cookie"), 0u) << "no cookie where no form asks for it";
  EXPECT_EQ(get("/favicon.ico").headers.count("set-cookie"), 0u) << "it would replace the one the open form belongs to";
}

TEST_F(HttpServer, an_upload_comes_as_it_was_sent) {
  start();
  std::string bytes = "rad 1\r\n--gr\xe4ns-\r\n";
  bytes += '\0';
  bytes += std::string(100000, 'z');
  const std::string body = "--XX\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nåtta\r\n--XX\r\nContent-Disposition: form-data; "
                           "name=\"file\"; filename=\"C:\\mapp\\synpunkter å.csv\"\r\nContent-Type: text/csv\r\n\r\n" +
                           bytes + "\r\n--XX--\r\n";
  const Reply reply = Client(server->port()).post("/upload", body, {}, "multipart/form-data; boundary=XX");
  EXPECT_EQ(reply.body, "synpunkter å.csv text/csv " + std::to_string(bytes.size()) + " åtta");
  EXPECT_EQ(Client(server->port()).post("/upload", "--XX\r\nhalf", {}, "multipart/form-data; boundary=XX").status, 400);
}

TEST_F(HttpServer, a_body_over_the_limit_is_413_and_a_page_that_says_so) {
  start();
  const Reply reply = Client(server->port()).post("/upload", std::string(300000, 'x'), {}, "multipart/form-data; boundary=XX");
  EXPECT_EQ(reply.status, 413);
  EXPECT_NE(reply.body.find("Det är för stort"), std::string::npos);
}

TEST_F(HttpServer, a_chunked_body_over_the_limit_is_413_too) {
  start();
  Client client(server->port());
  client.send("POST /upload HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\nContent-Type: text/plain\r\n\r\n");
  for (int i = 0; i < 30; ++i) client.send("2710\r\n" + std::string(10000, 'x') + "\r\n");
  client.send("0\r\n\r\n");
  EXPECT_EQ(client.reply().status, 413);
}

TEST_F(HttpServer, headers_over_the_limit_are_refused) {
  start();
  const int status = get("/", "X-Big: " + std::string(20000, 'x') + "\r\n").status;
  EXPECT_EQ(status, 431);
}

TEST_F(HttpServer, json_bodies_reach_the_handler) {
  start();
  EXPECT_EQ(Client(server->port()).post("/api", "{\"a\":1}", {}, "application/json").body, "{\"a\":1}");
}

TEST_F(HttpServer, pages_are_compressed_for_those_who_take_it) {
  start();
  const Reply br = get("/big", "Accept-Encoding: gzip, br\r\n"), gz = get("/big", "Accept-Encoding: gzip, br;q=0\r\n");
  EXPECT_EQ(br.headers.at("content-encoding"), "br");
  EXPECT_LT(br.body.size(), 300u);
  EXPECT_EQ(gz.headers.at("content-encoding"), "gzip");
  EXPECT_EQ(gz.body.substr(0, 2), "\x1f\x8b");
  EXPECT_EQ(get("/big").body, kBigPage);
  EXPECT_EQ(get("/", "Accept-Encoding: br\r\n").headers.count("content-encoding"), 0u) << "a few bytes are not worth it";
}

TEST_F(HttpServer, an_unchanged_page_is_304_though_its_token_is_new) {
  start_with_session();
  const Reply first = get("/cached"), other = get("/cached");
  EXPECT_NE(first.body, other.body) << "the token is masked anew each time";
  const Reply again = get("/cached", "If-None-Match: " + first.headers.at("etag") + "\r\n");
  EXPECT_EQ(again.status, 304);
  EXPECT_TRUE(again.body.empty());
}

TEST_F(HttpServer, embedded_files_are_immutable_by_hash_and_304_by_tag) {
  start();
  const std::string url = html::asset("css/app.css");
  const Reply full = get(url);
  EXPECT_EQ(full.status, 200);
  EXPECT_EQ(full.headers.at("content-type"), "text/css; charset=utf-8");
  EXPECT_NE(full.headers.at("cache-control").find("immutable"), std::string::npos);
  EXPECT_EQ(get("/s/css/app.css").headers.at("cache-control"), "no-cache");
  EXPECT_EQ(get(url, "If-None-Match: " + full.headers.at("etag") + "\r\n").status, 304);
  EXPECT_EQ(get("/s/css/missing.css").status, 404);
  EXPECT_EQ(get("/s/../http.hpp").status, 404);
}

TEST_F(HttpServer, sixty_four_slow_sockets_do_not_delay_a_request_and_are_cut_off) {
  start();
  std::vector<std::unique_ptr<Client>> slow;
  for (int i = 0; i < 64; ++i) {
    slow.push_back(std::make_unique<Client>(server->port(), 8));
    slow.back()->send(i % 2 ? "GET / HTTP/1.1\r\nHost: t\r\nX-Slow: " : "POST /api HTTP/1.1\r\nHost: t\r\nContent-Length: 100\r\n\r\nab");
  }
  const auto start_at = std::chrono::steady_clock::now();
  for (int i = 0; i < 20; ++i) EXPECT_EQ(get("/").status, 200);
  EXPECT_LT(seconds_since(start_at), 1.0);
  for (int i = 0; i < 50; ++i) { // one drips a byte at a time and never falls silent
    slow[1]->send("x");
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  EXPECT_TRUE(slow[1]->is_closed()) << "a client that never finishes its headers is cut off";
  EXPECT_EQ(get("/").status, 200);
}

TEST_F(HttpServer, a_slow_page_does_not_delay_the_others) {
  start();
  std::vector<std::unique_ptr<Client>> waiting;
  for (int i = 0; i < 3; ++i) {
    waiting.push_back(std::make_unique<Client>(server->port()));
    waiting.back()->send("GET /slow HTTP/1.1\r\nHost: t\r\n\r\n");
  }
  const auto start_at = std::chrono::steady_clock::now();
  for (int i = 0; i < 10; ++i) EXPECT_EQ(get("/").status, 200);
  EXPECT_LT(seconds_since(start_at), 0.6);
  for (auto &client : waiting) EXPECT_EQ(client->reply().body, "slow");
}

TEST_F(HttpServer, an_event_reaches_the_open_page_within_a_second_and_only_its_topic) {
  start();
  Client client(server->port()), other(server->port(), 1);
  client.send("GET /live?topic=unit-1 HTTP/1.1\r\nHost: t\r\n\r\n");
  other.send("GET /live?topic=unit-2 HTTP/1.1\r\nHost: t\r\n\r\n");
  EXPECT_NE(client.read_until("retry: 2000").find("text/event-stream"), std::string::npos);
  other.read_until("retry: 2000");
  std::this_thread::sleep_for(std::chrono::milliseconds(2500)); // longer than the idle timeout: listeners stay
  const auto start_at = std::chrono::steady_clock::now();
  live.publish("unit-1", "{\"cell\":\"viewpoints_adapted\"}");
  EXPECT_NE(client.read_until("viewpoints_adapted\"}").find("data: {\"cell\":\"viewpoints_adapted\"}"), std::string::npos);
  EXPECT_LT(seconds_since(start_at), 1.0);
  EXPECT_EQ(other.read_until("viewpoints").find("viewpoints"), std::string::npos);
}

TEST_F(HttpServer, who_may_not_listen_does_not) {
  config.may_listen = [](const Request &, std::string_view topic) { return topic == "mine"; };
  start();
  EXPECT_EQ(get("/live?topic=yours").status, 403);
  EXPECT_EQ(get("/live").status, 400);
  Client client(server->port());
  client.send("GET /live?topic=mine HTTP/1.1\r\nHost: t\r\n\r\n");
  EXPECT_NE(client.read_until("retry").find("200 OK"), std::string::npos);
}

TEST_F(HttpServer, five_hundred_listen_without_holding_threads) {
  start();
  std::vector<std::unique_ptr<Client>> pages;
  for (int i = 0; i < 500; ++i) {
    pages.push_back(std::make_unique<Client>(server->port()));
    pages.back()->send("GET /live?topic=all HTTP/1.1\r\nHost: t\r\n\r\n");
  }
  for (auto &page : pages) ASSERT_NE(page->read_until("retry").find("200 OK"), std::string::npos);
  EXPECT_EQ(get("/live?topic=all").status, 503);
  EXPECT_EQ(get("/").status, 200);
  const auto start_at = std::chrono::steady_clock::now();
  live.publish("all", "{\"n\":1}");
  for (auto &page : pages) ASSERT_NE(page->read_until("{\"n\":1}").find("{\"n\":1}"), std::string::npos);
  EXPECT_LT(seconds_since(start_at), 2.0);
}

TEST_F(HttpServer, stop_finishes_what_runs_and_ends_the_streams) {
  start();
  Client slow(server->port()), stream(server->port());
  slow.send("GET /slow HTTP/1.1\r\nHost: t\r\n\r\n");
  stream.send("GET /live?topic=a HTTP/1.1\r\nHost: t\r\n\r\n");
  stream.read_until("retry");
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  const int port = server->port();
  const auto start_at = std::chrono::steady_clock::now();
  server->stop();
  EXPECT_LT(seconds_since(start_at), 2.5);
  EXPECT_EQ(slow.reply().body, "slow");
  EXPECT_THROW(Client{port}, std::runtime_error);
}

TEST_F(HttpServer, before_may_answer_itself) {
  start([](Request &r) -> std::optional<Response> {
    if (r.path == "/") return redirect("/login");
    return std::nullopt;
  });
  const Reply reply = get("/");
  EXPECT_EQ(reply.status, 303);
  EXPECT_EQ(reply.headers.at("location"), "/login");
}

TEST_F(HttpServer, cookies_are_secure_behind_tls) {
  config.secure_cookies = true;
  start();
  EXPECT_NE(get("/form").headers.at("set-cookie").find("; Secure"), std::string::npos);
}

TEST_F(HttpServer, metrics_count_by_route_never_by_path) {
  start();
  get("/item/19121212-1212");
  const std::string text = metrics::text();
  EXPECT_NE(text.find("rt_http_requests_total{route=\"/item/{id}\",method=\"GET\",status=\"200\"}"), std::string::npos);
  EXPECT_NE(text.find("rt_http_seconds_bucket{route=\"/item/{id}\",method=\"GET\",le=\"+Inf\"}"), std::string::npos);
  EXPECT_EQ(text.find("1212"), std::string::npos);
}

TEST_F(HttpServer, health_is_503_when_something_does_not_work) {
  bool good = true;
  router.get("/halsa", health_handler({{"databas", [&] { return good; }}, {"paket", [] { return true; }}}));
  start();
  EXPECT_EQ(get("/halsa").body, "{\"status\":\"ok\",\"databas\":\"ok\",\"paket\":\"ok\"}\n");
  good = false;
  const Reply reply = get("/halsa");
  EXPECT_EQ(reply.status, 503);
  EXPECT_NE(reply.body.find("\"databas\":\"fel\""), std::string::npos);
}

TEST_F(HttpServer, metrics_are_for_the_own_machine_or_who_has_the_token) {
  router.get("/metrics", metrics_handler("a-token-of-16-chars"));
  start();
  EXPECT_NE(get("/metrics").body.find("rt_memory_bytes "), std::string::npos);
  const std::string other = "X-Forwarded-For: 10.0.0.7\r\n";
  EXPECT_EQ(get("/metrics", other).status, 404);
  EXPECT_EQ(get("/metrics", other + "Authorization: Bearer wrong\r\n").status, 404);
  EXPECT_EQ(get("/metrics", other + "Authorization: Bearer a-token-of-16-chars\r\n").status, 200);
}

TEST_F(HttpServer, a_proxy_is_believed_only_when_the_settings_name_it) {
  router.get("/who", [](Request &r) { return http::text(r.remote + " " + r.header("x-forwarded-proto")); });
  start();
  const std::string said = "X-Forwarded-For: 192.0.2.7, 10.9.9.9\r\nX-Forwarded-Proto: https\r\n";
  EXPECT_EQ(get("/who", said).body, "127.0.0.1 ");
  server.reset();
  config.trusted_proxies = {"127.0.0.1", "10.9.9.9"};
  start();
  EXPECT_EQ(get("/who", said).body, "192.0.2.7 https");
  EXPECT_EQ(get("/who", "X-Forwarded-For: 203.0.113.5, 192.0.2.7\r\n").body, "192.0.2.7 ")
      << "what the asker wrote further to the left is no more than words";
  EXPECT_EQ(get("/who").body, "127.0.0.1 ");
}

TEST_F(HttpServer, the_reader_s_own_language_goes_before_the_browser_s) {
  router.get("/lang", [](Request &) { return http::text(std::string(i18n::code(i18n::current()))); });
  std::string own;
  start([&](Request &) -> std::optional<Response> {
    html::marks().lang = own;
    return std::nullopt;
  });
  EXPECT_EQ(get("/lang").body, "sv");
  EXPECT_EQ(get("/lang", "Accept-Language: en-GB,en\r\n").body, "en");
  EXPECT_EQ(get("/lang", "Accept-Language: en\r\nCookie: rt_lang=sv\r\n").body, "sv");
  own = "sv";
  EXPECT_EQ(get("/lang", "Accept-Language: en\r\n").body, "sv");
}
