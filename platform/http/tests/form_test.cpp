#include "platform/http/form.hpp"
#include "platform/http/internal.hpp"
#include <gtest/gtest.h>

using namespace rt;
using namespace rt::http;

TEST(Urlencoded, names_repeat_in_order_and_plus_is_a_blank) {
  Fields f;
  ASSERT_TRUE(parse_urlencoded("a=1&b=%C3%A5+%26&a=2&empty=&bare&&x=%0D%0Ay", f));
  EXPECT_EQ(f["a"], "1");
  EXPECT_EQ(f.all("a"), (std::vector<std::string>{"1", "2"}));
  EXPECT_EQ(f["b"], "å &");
  EXPECT_TRUE(f.has("empty"));
  EXPECT_TRUE(f.has("bare"));
  EXPECT_FALSE(f.has("c"));
  EXPECT_EQ(f["c"], "");
  EXPECT_EQ(f["x"], "\ny");
}

TEST(Urlencoded, broken_escapes_nul_and_latin_1_are_refused) {
  Fields f;
  EXPECT_FALSE(parse_urlencoded("a=%2", f));
  EXPECT_FALSE(parse_urlencoded("a=%00", f));
  EXPECT_FALSE(parse_urlencoded("a=%E5", f));
}

TEST(Urlencoded, a_flood_of_fields_is_refused) {
  std::string flood;
  for (int i = 0; i < 6000; ++i) flood += "a=1&";
  Fields f;
  EXPECT_FALSE(parse_urlencoded(flood, f));
}

TEST(Multipart, an_empty_file_input_is_no_file) {
  Fields f;
  std::map<std::string, Upload> files;
  ASSERT_TRUE(parse_multipart("--b\r\nContent-Disposition: form-data; name=\"x\"; filename=\"\"\r\nContent-Type: "
                              "application/octet-stream\r\n\r\n\r\n--b--\r\n",
                              "b", f, files));
  EXPECT_TRUE(files.empty());
}

TEST(Multipart, whatever_is_broken_is_refused) {
  for (const char *body : {"", "--b", "--b\r\n", "--b\r\n\r\n", "--b\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\nno end",
                           "--b\r\nno gap\r\n--b--", "--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--"}) {
    Fields f;
    std::map<std::string, Upload> files;
    EXPECT_FALSE(parse_multipart(body, "b", f, files)) << body;
  }
}

TEST(Multipart, boundary_is_read_from_the_type) {
  EXPECT_EQ(multipart_boundary("multipart/form-data; boundary=----x1"), "----x1");
  EXPECT_EQ(multipart_boundary("Multipart/Form-Data; charset=utf-8; boundary=\"a b\""), "a b");
  EXPECT_EQ(multipart_boundary("text/plain; boundary=x"), "");
}

TEST(Cookies, are_split_and_trimmed) {
  const auto cookies = parse_cookies("a=1; b = x=y ;broken; a=2");
  EXPECT_EQ(cookies.at("a"), "1");
  EXPECT_EQ(cookies.at("b"), "x=y");
  EXPECT_EQ(cookies.size(), 2u);
}

TEST(Coding, q_zero_means_no) {
  EXPECT_TRUE(accepts_coding("gzip, br", "br"));
  EXPECT_TRUE(accepts_coding("br;q=0.5", "br"));
  EXPECT_FALSE(accepts_coding("br;q=0, gzip", "br"));
  EXPECT_FALSE(accepts_coding("", "br"));
}

TEST(Csrf, token_belongs_to_its_session_and_is_new_each_time) {
  const auto token = csrf_token("s");
  EXPECT_NE(token, csrf_token("s"));
  EXPECT_TRUE(csrf_ok("s", token));
  EXPECT_TRUE(same_csrf(token, csrf_token("s")));
  EXPECT_FALSE(csrf_ok("t", token));
  EXPECT_FALSE(csrf_ok("", csrf_token("")));
  EXPECT_FALSE(csrf_ok("s", ""));
  EXPECT_FALSE(csrf_ok("s", std::string(64, 'x')));
  EXPECT_FALSE(same_csrf("", ""));
}

TEST(Etag, lists_weak_tags_and_star_match) {
  EXPECT_TRUE(etag_matches("\"x\", W/\"abc\"", "abc"));
  EXPECT_TRUE(etag_matches("*", "abc"));
  EXPECT_FALSE(etag_matches("\"ab\"", "abc"));
  EXPECT_EQ(etag_of("a TOKEN b", "TOKEN"), etag_of("a OTHER b", "OTHER"));
  EXPECT_NE(etag_of("a TOKEN b", "TOKEN"), etag_of("a TOKEN c", "TOKEN"));
}

TEST(Response, data_cannot_write_headers_of_its_own) {
  Response r;
  r.header("Location", "/x\r\nSet-Cookie: a=b");
  EXPECT_EQ(r.headers[0].second, "/xSet-Cookie: a=b");
  EXPECT_EQ(download("x", "text/csv", "år \"1\".csv").headers[0].second,
            "attachment; filename=\"__r _1_.csv\"; filename*=UTF-8''%C3%A5r%20%221%22.csv");
}

TEST(Router, the_same_route_twice_is_a_mistake_at_start) {
  Router router;
  router.get("/a", [](Request &) { return http::text(""); });
  EXPECT_THROW(router.get("/a", [](Request &) { return http::text(""); }), std::logic_error);
}

TEST(Router, the_most_literal_pattern_wins_whatever_the_order) {
  Router router;
  const auto none = [](Request &) { return http::text(""); };
  router.get("/register/{id}/{record}", none);
  router.get("/register/{id}/import", none);
  router.get("/register/new/{record}", none);
  std::vector<std::string> params;
  bool other = false;
  EXPECT_EQ(router.match(Method::get, "/register/srs/import", params, other)->pattern, "/register/{id}/import");
  EXPECT_EQ(router.match(Method::get, "/register/new/import", params, other)->pattern, "/register/new/{record}");
  EXPECT_EQ(router.match(Method::get, "/register/srs/7", params, other)->pattern, "/register/{id}/{record}");
  EXPECT_EQ(params, (std::vector<std::string>{"srs", "7"}));
  EXPECT_EQ(router.match(Method::get, "/register/srs/", params, other), nullptr);
  EXPECT_EQ(router.match(Method::post, "/register/srs/7", params, other), nullptr);
  EXPECT_TRUE(other);
}
