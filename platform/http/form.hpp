#pragma once
// Reading what browsers send. Pure functions over untrusted bytes; fuzzed.
#include "platform/http/http.hpp"

namespace rt::http {

/// "a=1&b=%C3%A5" appended to `into`; false for a broken escape, text that is not UTF-8 or too many fields.
bool parse_urlencoded(std::string_view text, Fields &into);
/// The boundary of a multipart content type, "" when there is none.
std::string multipart_boundary(std::string_view content_type);
/// Texts to `fields`, parts with a file name to `files` (an empty file input is left out); false when it is not
/// well-formed.
bool parse_multipart(std::string_view body, std::string_view boundary, Fields &fields, std::map<std::string, Upload> &files);
std::map<std::string, std::string> parse_cookies(std::string_view header);
/// The value of `key` in a header such as `form-data; name="x"; filename="y"`.
std::string header_parameter(std::string_view header, std::string_view key);
/// q-values respected: does the client take this coding?
bool accepts_coding(std::string_view accept_encoding, std::string_view coding);

inline constexpr std::size_t kMaxFields = 5000;

} // namespace rt::http
