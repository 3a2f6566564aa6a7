// What the buttons inside a form do without saving: search, rows, other people. Everything typed stays.
#include "modules/records/form_fields.hpp"
#include "platform/core/text.hpp"
#include <algorithm>

namespace rt::records {
namespace {

constexpr int kMostFound = 20;

void search(FormPage &page) {
  for (const auto &control : person_controls(page.reg, page.state)) {
    auto &input = page.state.people[control];
    if (trim(input.words).empty() || parse_integer(page.state.typed[control])) continue;
    input.sought = true;
    input.found = page.desk.deps.persons.search(page.actor, input.words, kMostFound);
  }
}

/// Moves everything under "children.3." to "children.2." when row 2 goes.
template<class Values> void close_gap(Values &values, const std::string &name, std::size_t row, std::size_t rows) {
  const auto inside = [&](std::size_t i, const std::string &key) {
    const auto at = name + "." + std::to_string(i);
    return key == at || starts_with(key, at + ".");
  };
  for (std::size_t i = row; i < rows; ++i) {
    for (auto it = values.begin(); it != values.end();) it = inside(i, it->first) ? values.erase(it) : std::next(it);
    const auto from = name + "." + std::to_string(i + 1), to = name + "." + std::to_string(i);
    std::vector<std::pair<std::string, typename Values::mapped_type>> moved;
    for (const auto &[key, value] : values)
      if (inside(i + 1, key)) moved.emplace_back(to + key.substr(from.size()), value);
    for (auto &[key, value] : moved) values[key] = std::move(value);
  }
}

void remove_row(FormState &state, const std::string &what) {
  const auto dot = what.rfind('.');
  if (dot == std::string::npos) return;
  const auto name = what.substr(0, dot);
  const auto row = static_cast<std::size_t>(parse_integer(what.substr(dot + 1)).value_or(-1));
  std::size_t rows = 0;
  if (const auto group = state.rows.find(name); group != state.rows.end()) {
    rows = group->second.size();
    if (row < rows) group->second.erase(group->second.begin() + static_cast<std::ptrdiff_t>(row));
  } else if (const auto people = state.role_rows.find(name); people != state.role_rows.end()) {
    rows = people->second;
    if (row < rows) --people->second;
  }
  if (row >= rows) return;
  close_gap(state.typed, name, row, rows);
  close_gap(state.chosen, name, row, rows);
  close_gap(state.people, name, row, rows);
  close_gap(state.sought_words, name, row, rows);
  close_gap(state.role_rows, name, row, rows);
}

void add_row(FormPage &page, const std::string &name) {
  const auto *group = page.reg.group(name);
  if (group == nullptr) {
    ++page.state.role_rows[name];
    return;
  }
  auto &rows = page.state.rows[name];
  if (static_cast<int>(rows.size()) >= group->max) return;
  const auto prefix = row_prefix(name, rows.size());
  rows.emplace_back();
  Record fresh;
  fresh.groups[name] = {blank_row(page.reg, name, page.actor, page.desk.today())};
  const auto defaults = from_record(page.reg, fresh);
  const auto first = row_prefix(name, 0);
  for (const auto &[control, value] : defaults.typed)
    if (starts_with(control, first)) page.state.typed[prefix + control.substr(first.size())] = value;
  for (const auto &[control, value] : defaults.chosen)
    if (starts_with(control, first)) page.state.chosen[prefix + control.substr(first.size())] = value;
}

} // namespace

bool do_form_work(FormPage &page, const std::string &what) {
  if (what == "giver") page.state.givers.emplace_back();
  else if (what == "annan") page.state.typed["person"].clear();
  else if (starts_with(what, "annan:")) page.state.typed[what.substr(6)].clear();
  else if (starts_with(what, "rad+:")) add_row(page, what.substr(5));
  else if (starts_with(what, "rad-:")) remove_row(page.state, what.substr(5));
  else if (what == "sok") search(page);
  else return false;
  return true;
}

std::optional<Problem> add_new_people(FormPage &page) {
  for (const auto &control : person_controls(page.reg, page.state)) {
    auto &input = page.state.people[control];
    const bool typed_some = !trim(input.fresh.first_name).empty() || !trim(input.fresh.last_name).empty();
    if (!page.state.typed[control].empty() || !typed_some) continue;
    auto id = page.desk.deps.persons.save(page.actor, input.fresh);
    if (!id) {
      auto problem = id.error();
      for (auto &error : problem.fields) error.field = control + "." + error.field;
      return problem;
    }
    page.state.typed[control] = std::to_string(*id);
    input = {};
  }
  return std::nullopt;
}

std::vector<FieldError> take_files(FormPage &page, const http::Request &request) {
  std::vector<FieldError> errors;
  const auto take = [&](const Field &field, const std::string &control) {
    if (field.type != FieldType::file || !may_write(field, page.actor)) return;
    if (request.form[control + ".bort"] == "1") page.state.typed[control].clear();
    const auto upload = request.files.find(control + ".fil");
    if (upload == request.files.end()) return;
    auto kept = field;
    if (const auto dot = kept.id.rfind('.'); dot != std::string::npos) kept.id.erase(0, dot + 1); // on a step's page: "steg.0.decision"
    auto id = page.desk.deps.records.add_file(page.actor, page.reg.id, kept, upload->second.filename, upload->second.bytes);
    if (id) page.state.typed[control] = std::to_string(*id);
    else errors.push_back({control, id.error().fields.empty() ? id.error().message : id.error().fields[0].message});
  };
  for (const auto &field : page.reg.fields) {
    if (in_record(field)) take(field, field.id);
    else
      for (std::size_t i = 0; i < page.state.rows[field.group].size(); ++i) take(field, row_prefix(field.group, i) + field.id);
  }
  return errors;
}

std::set<std::string> locked_fields(const Register &reg, const Actor &actor) {
  std::set<std::string> locked;
  for (const auto &field : reg.fields)
    if (!may_write(field, actor)) locked.insert(field.id);
  return locked;
}

} // namespace rt::records
