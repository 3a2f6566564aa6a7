#include "modules/records/pages_shared.hpp"
#include "platform/core/text.hpp"
#include <algorithm>

namespace rt::records {
namespace {

constexpr std::size_t kMostFilters = 4; ///< more would make a form of what should be a sentence
constexpr std::size_t kMostColumns = 8, kMostChosen = 12;

bool is_digits(const std::string &text) { return !text.empty() && text.size() < 18 && text.find_first_not_of("0123456789") == std::string::npos; }

/// Nothing but what the list itself could have written goes on: an id, an option, a day.
bool sound(const Register &reg, const std::string &name, const std::string &value) {
  if (name == "team" || name == "contact" || name == "person") return is_digits(value);
  if (name == "staff") return value == "me" || is_digits(value);
  if (name == "vy") return std::any_of(reg.views.begin(), reg.views.end(), [&](const auto &v) { return v.id == value; });
  if (name == "state") return value == "open" || reg.state(value) != nullptr;
  if (name == "saknar") return value == "team" || reg.field(value) != nullptr;
  if (name == "from" || name == "to") return date_from_iso(value).has_value();
  const auto *field = reg.field(name);
  if (field == nullptr) return false;
  if (field->type == FieldType::yes_no) return value == "yes" || value == "no";
  return field->option(value) != nullptr;
}

} // namespace

std::vector<const Field *> filter_fields(const Register &reg) {
  std::vector<const Field *> fields;
  for (const auto &field : reg.fields) {
    const bool choosable = (field.type == FieldType::choice || field.type == FieldType::yes_no) && field.in_list;
    if (choosable && fields.size() < kMostFilters) fields.push_back(&field);
  }
  return fields;
}

bool can_be_column(const Field &field) { return field.id != "key" && (field.type != FieldType::reference || field.target == "contact"); }

std::vector<const Field *> shown_fields(const Register &reg, const ListAddress &address) {
  std::vector<const Field *> fields;
  for (const auto &field : reg.fields) {
    const bool chosen = std::find(address.columns.begin(), address.columns.end(), field.id) != address.columns.end();
    if (address.columns.empty() ? field.in_list && fields.size() < kMostColumns : chosen) fields.push_back(&field);
  }
  return fields;
}

ListAddress read_address(const Register &reg, const http::Fields &query) {
  ListAddress address;
  for (const auto &[name, value] : query.items()) {
    if (name == "sort" && reg.field(value[0] == '-' ? value.substr(1) : value) != nullptr) address.sort = value;
    else if (name == "kolumn") {
      const auto *field = reg.field(value);
      const bool twice = std::find(address.columns.begin(), address.columns.end(), value) != address.columns.end();
      if (field != nullptr && can_be_column(*field) && !twice && address.columns.size() < kMostChosen) address.columns.push_back(value);
    } else if (name == "sida") address.page = static_cast<int>(std::clamp(parse_integer(value).value_or(1), 1LL, 1000000LL));
    else if (name == "efter" && is_digits(value)) address.after = parse_integer(value).value_or(0);
    else if (name == "fore" && is_digits(value)) address.before = parse_integer(value).value_or(0);
    else if (name == "from" || name == "to") {
      if (const auto day = parse_date(value, make_date(2100, 1, 1)); date_from_iso(value)) address.filters[name] = value;
      else if (day) address.filters[name] = to_iso(*day);
    } else if (!value.empty() && sound(reg, name, value)) address.filters[name] = value;
  }
  return address;
}

ListAddress read_address(const Register &reg, const std::string &query) {
  http::Fields fields;
  for (const auto &pair : split(query.empty() ? query : query.substr(1), '&')) {
    const auto equal = pair.find('=');
    if (equal != std::string::npos) fields.add(url_decode(pair.substr(0, equal)).value_or(""), url_decode(pair.substr(equal + 1)).value_or(""));
  }
  return read_address(reg, fields);
}

std::string ListAddress::query(int with_page) const {
  std::string text;
  const auto add = [&](const std::string &name, const std::string &value) {
    text += (text.empty() ? "?" : "&") + url_encode(name) + "=" + url_encode(value);
  };
  for (const auto &[name, value] : filters) add(name, value);
  for (const auto &column : columns) add("kolumn", column);
  if (!sort.empty()) add("sort", sort);
  if (with_page > 1) add("sida", std::to_string(with_page));
  return text;
}

ListQuery to_query(const Register &reg, const ListAddress &address, const Actor &actor) {
  ListQuery query;
  query.sort = address.sort;
  query.me = actor.staff;
  query.after = address.after;
  query.before = address.after != 0 ? 0 : address.before;
  if (address.after == 0 && address.before == 0) query.offset = (std::min(address.page, kMostWalked) - 1) * query.limit;
  for (const auto &[name, value] : address.filters) {
    if (name == "vy") {
      for (const auto &view : reg.views)
        if (view.id == value) {
          query.condition = view.filter;
          if (query.sort.empty()) query.sort = view.sort;
        }
    } else if (name == "from") query.filters.push_back({"date", ">=", value});
    else if (name == "to") query.filters.push_back({"date", "<=", value});
    else if (name == "saknar") query.filters.push_back({value, "none", ""});
    else if (name == "staff") query.filters.push_back({"staff", "=", value == "me" ? std::to_string(actor.staff) : value});
    else if (name == "state" && value == "open") {
      for (const auto &state : reg.states)
        if (state.final) query.filters.push_back({"state", "!=", state.id});
    } else query.filters.push_back({name, "=", value});
  }
  return query;
}

} // namespace rt::records
