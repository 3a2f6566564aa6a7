#include "platform/html/html.hpp"

namespace rt::html {
namespace {

void escape_into(std::string &out, std::string_view words) {
  std::size_t from = 0;
  for (std::size_t i = 0; i < words.size(); ++i) {
    std::string_view entity;
    switch (words[i]) {
    case '&': entity = "&amp;"; break;
    case '<': entity = "&lt;"; break;
    case '>': entity = "&gt;"; break;
    case '"': entity = "&quot;"; break;
    case '\'': entity = "&#39;"; break;
    case '\0': entity = "\xef\xbf\xbd"; break;
    default: continue;
    }
    out.append(words, from, i - from).append(entity);
    from = i + 1;
  }
  out.append(words, from);
}

} // namespace

std::string escape(std::string_view words) {
  std::string out;
  escape_into(out, words);
  return out;
}

Out &Out::text(std::string_view words) {
  escape_into(buffer_, words);
  return *this;
}

Out &Out::attr(std::string_view name, std::string_view value) {
  buffer_.append(" ").append(name).append("=\"");
  escape_into(buffer_, value);
  buffer_ += '"';
  return *this;
}

Out &Out::open(std::string_view name, std::initializer_list<std::pair<std::string_view, std::string_view>> attributes) {
  buffer_.append("<").append(name);
  for (const auto &[key, value] : attributes) attr(key, value);
  buffer_ += '>';
  return *this;
}

Out &Out::close(std::string_view name) {
  buffer_.append("</").append(name).append(">");
  return *this;
}

Out &Out::element(std::string_view name, std::string_view words, std::initializer_list<std::pair<std::string_view, std::string_view>> attributes) {
  return open(name, attributes).text(words).close(name);
}

Out &Out::link(std::string_view href, std::string_view words, std::string_view css) {
  raw("<a").attr("href", href);
  if (!css.empty()) attr("class", css);
  return raw(">").text(words).raw("</a>");
}

RequestMarks &marks() {
  thread_local RequestMarks current;
  return current;
}

} // namespace rt::html
