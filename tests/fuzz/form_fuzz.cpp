// LIBS rt_platform_http
// Whatever a browser (or somebody else) sends as a form: nothing crashes, and what is taken is clean text.
#include "platform/core/text.hpp"
#include "platform/http/form.hpp"
#include <cstdlib>

using namespace rt;

namespace {
void must(bool good) {
  if (!good) std::abort();
}
void check(const http::Fields &fields) {
  must(fields.items().size() <= http::kMaxFields + 1);
  for (const auto &[name, value] : fields.items())
    must(is_utf8(name) && is_utf8(value) && value.find('\r') == std::string::npos && value.find('\0') == std::string::npos);
}
} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char *>(data), size);
  const auto line = text.substr(0, text.find('\n'));
  http::Fields simple, fields;
  if (http::parse_urlencoded(text, simple)) check(simple);
  std::map<std::string, http::Upload> files;
  for (const auto &boundary : {std::string("b"), http::multipart_boundary(line)})
    if (http::parse_multipart(text, boundary, fields, files))
      for (const auto &[name, file] : files)
        must(is_utf8(file.filename) && file.filename.find('/') == std::string::npos && file.filename.find('\\') == std::string::npos);
  http::parse_cookies(line);
  http::accepts_coding(line, "br");
  http::header_parameter(line, "name");
  return 0;
}
