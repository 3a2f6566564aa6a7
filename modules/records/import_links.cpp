// Cells that name people, staff, records of other registers and files; and the rows of groups, from a cell or a sheet of their own.
#include "modules/records/exchange.hpp"
#include "modules/records/import_plan.hpp"
#include "platform/core/text.hpp"
#include <algorithm>

namespace rt::records::importing {

namespace {

auto wrong(std::string message) { return fail(ProblemKind::invalid, std::move(message)); }

std::vector<std::string> parts_of(std::string_view text, const char *signs) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (std::string_view(signs).find(c) != std::string_view::npos) parts.emplace_back();
    else parts.back() += c;
  }
  std::vector<std::string> out;
  for (const auto &part : parts)
    if (const auto word = trim(part); !word.empty()) out.emplace_back(word);
  return out;
}

Result<std::int64_t> staff_named(const Known &known, std::string_view words) {
  const std::string sought = bare(words);
  std::vector<std::int64_t> found;
  std::vector<std::string> names;
  for (const auto &one : known.staff) {
    names.push_back(one.name);
    if (bare(one.name) == sought) return one.id;
    const auto parts = split(one.name, ' ');
    if (!parts.empty() && bare(parts[0]) == sought) found.push_back(one.id);
  }
  if (found.size() == 1) return found[0];
  if (found.size() > 1) return wrong(tr_f("Flera medarbetare heter {0}. Skriv hela namnet.", {words}));
  const auto near = nearest(words, names);
  return wrong(near ? tr_f("Medarbetaren ”{0}” finns inte. Menade du ”{1}”?", {words, *near})
                    : tr_f("Medarbetaren ”{0}” finns inte i enheten. Rätta namnet, eller lägg upp medarbetaren först.", {words}));
}

Result<std::int64_t> person_named(const Known &known, std::string_view words, Date today) {
  const auto said = numbered_from(words);
  const auto sought = fold(said.name);
  if (said.id != 0) {
    const auto found = std::find_if(known.people.begin(), known.people.end(), [&](const auto &p) { return p.id == said.id; });
    const bool same = found != known.people.end() && (found->name == sought || found->name.empty()); // a protected person has no name here
    if (same) return said.id;
    return wrong(tr_f("Person nr {0} heter inte {1}.", {std::to_string(said.id), said.name}));
  }
  const auto number = normal_personnummer(words, today);
  std::vector<std::int64_t> found;
  for (const auto &person : known.people)
    if ((!number.empty() && person.personnummer == number) || (number.empty() && person.name == sought)) found.push_back(person.id);
  if (found.size() == 1) return found[0];
  if (found.size() > 1) return wrong(std::string(tr("Flera personer heter så. Skriv personnumret.")));
  return wrong(tr_f("Personen ”{0}” finns inte. Lägg upp personen först, eller skriv personnumret.", {words}));
}

Result<std::int64_t> record_named(const Known &known, const std::string &target, std::string_view words) {
  const auto said = numbered_from(words);
  const auto sought = fold(said.name);
  const auto list = known.records.find(target);
  std::vector<std::int64_t> whole, begins;
  if (list != known.records.end())
    for (const auto &[id, name] : list->second) {
      if (said.id != 0 && id != said.id) continue;
      if (said.id != 0 && (sought.empty() || fold(name) == sought)) return id;
      if (fold(name) == sought) whole.push_back(id);
      else if (starts_with(fold(name), sought + ",")) begins.push_back(id);
    }
  if (said.id != 0) return wrong(tr_f("Nr {0} är inte {1}, eller så får du inte se det.", {std::to_string(said.id), said.name}));
  if (whole.empty()) whole = begins;
  if (whole.size() == 1) return whole[0];
  if (whole.size() > 1) return wrong(tr_f("Flera heter ”{0}”. Skriv numret efter, till exempel ”{0} (nr 12)”.", {words}));
  return wrong(tr_f("”{0}” finns inte, eller så får du inte se det.", {words}));
}

Result<db::Value> people_named(const Known &known, const Field &field, std::string_view text, Date today) {
  std::vector<PersonRole> people;
  for (const auto &part : parts_of(text, ";\n")) {
    const auto colon = part.find(':');
    if (colon == std::string::npos)
      return wrong(tr_f("Skriv roll och namn, till exempel ”{0}: Anna Ek”.", {field.options.empty() ? "" : field.options.front().title.str()}));
    definitions::Field role = field;
    role.type = FieldType::choice;
    RT_TRY(const auto code, parse(role, part.substr(0, colon), today));
    RT_TRY(const auto person, person_named(known, trim(std::string_view(part).substr(colon + 1)), today));
    people.push_back({field.option_by_code(static_cast<int>(std::get<std::int64_t>(code)))->id, person});
  }
  return db::opt(persons_to_text(field, people));
}

} // namespace

bool is_link(const Field &field) {
  switch (field.type) {
  case FieldType::staff_list:
  case FieldType::persons:
  case FieldType::household:
  case FieldType::provider:
  case FieldType::file: return true;
  case FieldType::person: return field.id != "person";
  case FieldType::reference: return field.id != "contact";
  default: return false;
  }
}

Result<db::Value> read_link(const Known &known, const Field &field, std::string_view text, Date today) {
  const auto words = trim(text);
  if (words.empty()) return db::Value{db::Null{}};
  switch (field.type) {
  case FieldType::staff_list: {
    std::vector<std::string> ids;
    for (const auto &part : parts_of(words, ",;/&")) {
      RT_TRY(const auto id, staff_named(known, part));
      ids.push_back(std::to_string(id));
    }
    return parse(field, join(ids, ","), today);
  }
  case FieldType::persons: return people_named(known, field, words, today);
  case FieldType::person: {
    RT_TRY(const auto id, person_named(known, words, today));
    return db::Value{id};
  }
  case FieldType::file: {
    const auto said = numbered_from(words);
    if (said.id == 0) return wrong(std::string(tr("En fil kan inte läsas in härifrån. Lämna rutan tom och lägg till filen i posten.")));
    return db::Value{said.id};
  }
  default: {
    RT_TRY(const auto id, record_named(known, field.target, words));
    return db::Value{id};
  }
  }
}

namespace {

/// One row's cell into the row; the error has the heading first.
Result<void> read_into(const Input &in, const Field &field, const sheet::Cell &cell, GroupRow &row) {
  const auto words = trim(cell.text);
  if (words.empty() || field.type == FieldType::computed || (words == tr("Dold") && !may_write(field, in.actor))) return {};
  auto value = is_link(field) ? read_link(in.known, field, words, in.today) : field.type == FieldType::staff ? [&]() -> Result<db::Value> {
    RT_TRY(const auto id, staff_named(in.known, words));
    return db::Value{id};
  }()
      : read_value(field, cell, in.today);
  if (!value) return fail(ProblemKind::invalid, field.title.str() + ": " + value.error().message);
  if (!std::holds_alternative<db::Null>(*value)) row[field.id] = std::move(*value);
  return {};
}

const Field *field_called(const Register &reg, const std::string &group, const std::string &heading) {
  for (const auto &field : reg.fields) {
    const bool called = bare(field.title.sv) == bare(heading) || bare(field.title.en) == bare(heading) ||
                        std::any_of(field.columns.begin(), field.columns.end(), [&](const auto &c) { return bare(c) == bare(heading); });
    if (field.group == group && called) return &field;
  }
  return nullptr;
}

std::string text_at(const std::vector<sheet::Cell> &row, std::size_t column) {
  return column < row.size() ? std::string(trim(row[column].text)) : std::string{};
}

} // namespace

Result<std::vector<GroupRow>> read_rows(const Input &in, const definitions::Group &group, std::string_view text) {
  std::vector<GroupRow> rows;
  int number = 0;
  for (const auto &cells : rows_from_cell(text)) {
    ++number;
    auto &row = rows.emplace_back();
    for (const auto &[heading, words] : cells) {
      const auto *field = field_called(in.reg, group.id, heading);
      const auto where = group.singular.str() + " " + std::to_string(number) + ", ";
      if (field == nullptr) return wrong(where + tr_f("”{0}” är inget fält. Skriv som ”Namn: Elsa; Född: 2008-07-08 | Namn: Nils”.", {heading}));
      sheet::Cell cell;
      cell.kind = sheet::CellKind::text;
      cell.text = words;
      if (auto done = read_into(in, *field, cell, row); !done) return wrong(where + done.error().message);
    }
    if (row.empty()) rows.pop_back();
  }
  return rows;
}

GroupSheets read_group_sheets(const Input &in) {
  GroupSheets out;
  if (in.book == nullptr) return out;
  for (const auto &group : in.reg.groups)
    for (const auto &sheet : in.book->sheets) {
      const auto begins = [&](const std::string &title) {
        return !title.empty() && starts_with(bare(title), bare(sheet.name));
      }; // sheet names are cut
      if (&sheet == &in.sheet || bare(sheet.name).empty() || !(begins(group.title.sv) || begins(group.title.en))) continue;
      std::size_t header = 0;
      const auto is_number_heading = [](const std::string &text) { return bare(text) == "nr" || bare(text) == "no"; };
      while (header < sheet.rows.size() && !is_number_heading(text_at(sheet.rows[header], 0))) ++header;
      if (header == sheet.rows.size()) continue;
      auto &found = out[group.id];
      for (std::size_t r = header + 1; r < sheet.rows.size(); ++r) {
        const auto number = text_at(sheet.rows[r], 0);
        if (number.empty()) continue;
        auto &read = found[number];
        GroupRow row;
        for (std::size_t c = 1; c < sheet.rows[r].size(); ++c) {
          const auto *field = field_called(in.reg, group.id, text_at(sheet.rows[header], c));
          if (field == nullptr) continue;
          if (auto done = read_into(in, *field, sheet.rows[r][c], row); !done && read.error.empty())
            read.error = tr_f("Bladet {0}, rad {1}: {2}", {sheet.name, std::to_string(r + 1), done.error().message});
        }
        if (!row.empty()) read.rows.push_back(std::move(row));
      }
    }
  return out;
}

} // namespace rt::records::importing
