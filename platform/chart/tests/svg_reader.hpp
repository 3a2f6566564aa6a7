#pragma once
// A reader strict enough to prove that a picture is well-formed XML, and to ask where its elements are.
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rt::chart::testing {

struct Element {
  std::string tag;
  std::map<std::string, std::string> attributes;
  std::string text; ///< what stands in it, its children's words included
  double num(const std::string &name) const { return std::stod(attributes.at(name)); }
  bool is(std::string_view klass) const {
    const auto found = attributes.find("class");
    return found != attributes.end() && (" " + found->second + " ").find(" " + std::string(klass) + " ") != std::string::npos;
  }
};

/// All elements in document order; nullopt with a reason in `error` when the text is not well-formed.
inline std::optional<std::vector<Element>> read_xml(std::string_view xml, std::string &error) {
  std::vector<Element> all;
  std::vector<std::size_t> open;
  bool root_closed = false;
  const auto fail = [&](const std::string &why, std::size_t at) {
    error = why + " near: " + std::string(xml.substr(at, 60));
    return std::nullopt;
  };
  std::size_t i = 0;
  while (i < xml.size()) {
    if (xml[i] != '<') {
      const std::size_t end = std::min(xml.find('<', i), xml.size());
      const std::string words(xml.substr(i, end - i));
      if (open.empty()) return fail("text outside the root", i);
      for (std::size_t amp = words.find('&'); amp != words.npos; amp = words.find('&', amp + 1)) {
        const auto name = words.substr(amp, words.find(';', amp) - amp + 1);
        if (name != "&amp;" && name != "&lt;" && name != "&gt;" && name != "&quot;") return fail("bad entity", i);
      }
      for (const auto index : open) all[index].text += words;
      i = end;
      continue;
    }
    const std::size_t end = xml.find('>', i);
    if (end == xml.npos) return fail("tag without end", i);
    if (xml[i + 1] == '/') {
      const auto name = xml.substr(i + 2, end - i - 2);
      if (open.empty() || all[open.back()].tag != name) return fail("closes what is not open", i);
      open.pop_back();
      root_closed = open.empty();
      i = end + 1;
      continue;
    }
    if (root_closed) return fail("second root", i);
    std::size_t p = i + 1;
    Element element;
    while (p < end && xml[p] != ' ' && xml[p] != '/') element.tag += xml[p++];
    while (p < end && xml[p] != '/') {
      while (xml[p] == ' ') ++p;
      const std::size_t equals = xml.find("=\"", p), quote = equals == xml.npos ? xml.npos : xml.find('"', equals + 2);
      if (equals > end || quote > end) return fail("bad attribute", p);
      const std::string name(xml.substr(p, equals - p)), value(xml.substr(equals + 2, quote - equals - 2));
      if (name.find(' ') != name.npos || value.find('<') != value.npos) return fail("bad attribute", p);
      if (!element.attributes.emplace(name, value).second) return fail("attribute twice", p);
      p = quote + 1;
    }
    all.push_back(element);
    if (xml[p] != '/') open.push_back(all.size() - 1);
    i = end + 1;
  }
  if (!open.empty()) return fail("never closed: " + all[open.back()].tag, 0);
  return all;
}

} // namespace rt::chart::testing
