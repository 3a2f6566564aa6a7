#include "modules/records/exchange.hpp"
#include "platform/core/text.hpp"

namespace rt::records {

namespace {

std::string name_of(const std::map<std::int64_t, std::string> &names, std::int64_t id) {
  const auto found = names.find(id);
  return found != names.end() ? found->second : std::string{};
}

std::string escaped(const std::string &text) {
  std::string out;
  for (const char c : text) {
    if (c == '\n') {
      out += "\\n";
      continue;
    }
    if (c == ';' || c == '|' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

} // namespace

std::string numbered(const std::string &name, std::int64_t id) { return name + (name.empty() ? "(nr " : " (nr ") + std::to_string(id) + ")"; }

Numbered numbered_from(std::string_view text) {
  const std::string said(trim(text));
  const auto open = said.rfind("(nr ");
  if (open == std::string::npos || said.back() != ')') return {said, 0};
  const auto id = parse_integer(said.substr(open + 4, said.size() - open - 5));
  return id && *id > 0 ? Numbered{std::string(trim(said.substr(0, open))), *id} : Numbered{said, 0};
}

std::string exchange_words(const Field &field, const db::Value &value, const Labels &labels) {
  const auto *id = std::get_if<std::int64_t>(&value);
  const auto *text = std::get_if<std::string>(&value);
  switch (field.type) {
  case FieldType::person:
    return id == nullptr ? "" : field.id == "person" ? name_of(labels.persons, *id) : numbered(name_of(labels.persons, *id), *id);
  case FieldType::persons: {
    std::vector<std::string> parts;
    for (const auto &one : persons_from_text(field, text != nullptr ? *text : "")) {
      const auto *role = field.option(one.role);
      parts.push_back((role != nullptr ? role->title.str() + ": " : std::string{}) + numbered(name_of(labels.persons, one.person), one.person));
    }
    return join(parts, "; ");
  }
  case FieldType::household:
  case FieldType::provider:
  case FieldType::reference: {
    if (id == nullptr) return {};
    if (field.target == "contact") return words(field, value, labels);
    const auto known = labels.records.find(field.target);
    return numbered(known != labels.records.end() ? name_of(known->second, *id) : std::string{}, *id);
  }
  case FieldType::file: return id != nullptr ? numbered(words(field, value, labels), *id) : std::string{};
  case FieldType::address: return text != nullptr ? *text : std::string{};
  default: break;
  }
  auto said = words(field, value, labels);
  const auto unit = field.unit.empty() ? std::string{} : " " + std::string(tr(field.unit));
  if (!unit.empty() && said.size() > unit.size() && said.compare(said.size() - unit.size(), unit.size(), unit) == 0)
    said.resize(said.size() - unit.size());
  return said;
}

std::string rows_to_cell(const Register &reg, const definitions::Group &group, const Record &record, const Labels &labels) {
  const auto rows = record.groups.find(group.id);
  std::vector<std::string> said;
  if (rows == record.groups.end()) return {};
  for (const auto &row : rows->second) {
    std::vector<std::string> parts;
    for (const auto &field : reg.fields) {
      if (field.group != group.id || field.type == FieldType::computed) continue;
      const auto value = row.find(field.id);
      const bool hidden = value == row.end() && record.hidden.count(field.id) != 0;
      if (value != row.end() || hidden)
        parts.push_back(field.title.str() + ": " + escaped(hidden ? std::string(tr("Dold")) : exchange_words(field, value->second, labels)));
    }
    said.push_back(join(parts, "; "));
  }
  return join(said, " | ");
}

std::vector<std::vector<std::pair<std::string, std::string>>> rows_from_cell(std::string_view text) {
  std::vector<std::vector<std::pair<std::string, std::string>>> rows(1);
  std::string part;
  const auto end_part = [&] {
    const auto said = std::string(trim(part));
    part.clear();
    if (said.empty()) return;
    const auto colon = said.find(':');
    if (colon == std::string::npos) rows.back().emplace_back("", said);
    else rows.back().emplace_back(std::string(trim(said.substr(0, colon))), std::string(trim(said.substr(colon + 1))));
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\\' && i + 1 < text.size()) {
      ++i;
      part += text[i] == 'n' ? '\n' : text[i];
    } else if (c == ';' || c == '|') {
      end_part();
      if (c == '|') rows.emplace_back();
    } else part += c;
  }
  end_part();
  while (!rows.empty() && rows.back().empty()) rows.pop_back();
  return rows;
}

} // namespace rt::records
