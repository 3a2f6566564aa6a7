// From rows to drafts: what would be new, what would change, what does not fit and why. Pure: the same input gives the same plan.
#include "modules/records/import_plan.hpp"
#include "platform/core/text.hpp"
#include <algorithm>
#include <set>

namespace rt::records::importing {

using definitions::Field;
using definitions::FieldType;
using definitions::Register;

namespace {

constexpr std::int64_t kToBeStored = -1; ///< person id of somebody who is stored together with the row

std::string text_of(const db::Value &value) {
  if (const auto *text = std::get_if<std::string>(&value)) return *text;
  if (const auto *whole = std::get_if<std::int64_t>(&value)) return std::to_string(*whole);
  if (const auto *real = std::get_if<double>(&value)) return number(*real, 6);
  return {};
}

class RowReader {
public:
  RowReader(const Input &in, const GroupSheets &groups, const std::vector<sheet::Cell> &cells, int row) : in_(in), groups_(groups), cells_(cells) {
    out_.row = row;
  }

  PlannedRow read() {
    out_.draft.unit = in_.actor.unit;
    out_.draft.team = in_.options.team;
    for (const auto &column : in_.columns)
      if (!column.key.empty()) read_column(column);
    read_givers_columns();
    read_group_sheets();
    read_person();
    fill_date();
    compute(in_.reg, out_.draft);
    if (out_.errors.empty()) check_rules();
    return std::move(out_);
  }

private:
  sheet::Cell cell(int column) const {
    if (const auto fix = in_.fixes.cells.find({out_.row, column}); fix != in_.fixes.cells.end()) return {sheet::CellKind::text, fix->second, 0};
    return static_cast<std::size_t>(column) < cells_.size() ? cells_[static_cast<std::size_t>(column)] : sheet::Cell{};
  }
  std::string text(std::string_view key) const {
    for (const auto &column : in_.columns)
      if (column.key == key) return std::string(trim(cell(column.index).text));
    return {};
  }
  const ImportColumn *column_of(std::string_view key) const {
    for (const auto &column : in_.columns)
      if (column.key == key) return &column;
    const std::string prefix = std::string(key) + ".";
    for (const auto &column : in_.columns)
      if (starts_with(column.key, prefix)) return &column;
    return nullptr;
  }
  void wrong(std::string_view key, std::string message) {
    const auto *column = column_of(key);
    ImportError error;
    error.row = out_.row;
    error.message = std::move(message);
    if (column != nullptr) {
      error.column = column->index;
      error.header = column->header;
      error.value = std::string(trim(cell(column->index).text));
    } else if (const auto *target = find(in_.targets, key)) {
      error.header = target->title;
    }
    out_.errors.push_back(std::move(error));
  }

  void read_column(const ImportColumn &column) {
    const auto words = cell(column.index);
    if (trim(words.text).empty()) return;
    const auto *target = find(in_.targets, column.key);
    if (target == nullptr) return;
    if (const auto *group = in_.reg.group(column.key)) return read_group(*group, words.text);
    if (target->field != nullptr && trim(words.text) == tr("Dold") && !may_write(*target->field, in_.actor)) return; // as it was exported
    if (column.key == "team") return read_team(words.text);
    if (column.key == "state") return read_state(words.text);
    if (target->field == nullptr || target->field->type == FieldType::givers) return; // read together with their other columns
    const Field &field = *target->field;
    if (field.type == FieldType::team && field.id == "team") return read_team(words.text);
    if (field.type == FieldType::team) return read_other_team(field, words.text);
    if (field.type == FieldType::staff) return read_staff(field, words.text);
    if (field.type == FieldType::reference && field.id == "contact") return read_contact(words.text);
    auto value = is_link(field) ? read_link(in_.known, field, words.text, in_.today) : read_value(field, words, in_.today);
    if (!value) return wrong(field.id, value.error().message);
    if (!std::holds_alternative<db::Null>(*value)) out_.draft.values[field.id] = std::move(*value);
  }

  // ---- groups ----
  void read_group(const definitions::Group &group, std::string_view words) {
    auto rows = read_rows(in_, group, words);
    if (!rows) return wrong(group.id, rows.error().message);
    out_.draft.groups[group.id] = std::move(*rows);
  }
  void read_group_sheets() {
    const auto number = text("_nr");
    if (number.empty()) return;
    for (const auto &[group, records] : groups_) {
      auto &rows = out_.draft.groups[group];
      const auto found = records.find(number);
      rows.clear();
      if (found == records.end()) continue;
      if (!found->second.error.empty()) wrong(group, found->second.error);
      rows = found->second.rows;
    }
  }

  const organisation::Team *team_named(std::string_view words) const {
    const std::string sought = bare(words);
    for (const auto &team : in_.known.teams)
      if (bare(team.code) == sought || bare(team.name) == sought || bare(team.short_name) == sought) return &team;
    return nullptr;
  }

  void read_other_team(const Field &field, std::string_view words) {
    if (const auto *team = team_named(words)) out_.draft.values[field.id] = team->id;
    else no_such_team(field.id, words);
  }

  void read_team(std::string_view words) {
    const std::string sought = bare(words);
    if (sought == bare("hela enheten") || sought == bare(tr("hela enheten"))) { // what an export says of a record without a team
      out_.draft.team = 0;
      no_team_ = true;
      return;
    }
    const auto *team = team_named(words);
    if (team == nullptr) return no_such_team("team", words);
    out_.draft.team = team->id;
    if (in_.reg.field("team")) out_.draft.values["team"] = team->id;
  }

  void no_such_team(const std::string &field, std::string_view words) {
    std::vector<std::string> names;
    for (const auto &team : in_.known.teams) names.push_back(team.name);
    const auto near = nearest(words, names);
    wrong(field, near ? tr_f("Gruppen ”{0}” finns inte. Menade du ”{1}”?", {words, *near})
                      : tr_f("Gruppen ”{0}” finns inte. Skriv en av enhetens grupper: {1}.", {words, join(names, ", ")}));
  }

  void read_state(std::string_view words) {
    const std::string sought = bare(words);
    std::vector<std::string> titles;
    for (const auto &state : in_.reg.states) {
      titles.push_back(state.title.str());
      if (bare(state.title.sv) == sought || bare(state.title.en) == sought || state.id == sought) {
        out_.draft.state = state.code;
        return;
      }
    }
    wrong("state", tr_f("”{0}” är inget läge. Skriv något av {1}.", {words, join(titles, ", ")}));
  }

  void read_staff(const Field &field, std::string_view words) {
    const std::string sought = bare(words);
    std::vector<std::int64_t> found;
    std::vector<std::string> names;
    for (const auto &one : in_.known.staff) {
      names.push_back(one.name);
      const auto parts = split(one.name, ' ');
      if (bare(one.name) == sought) {
        found.assign(1, one.id);
        break;
      }
      if (!parts.empty() && bare(parts[0]) == sought) found.push_back(one.id);
    }
    if (found.size() == 1) {
      out_.draft.values[field.id] = found[0];
      return;
    }
    if (found.size() > 1) return wrong(field.id, tr_f("Flera medarbetare heter {0}. Skriv hela namnet.", {words}));
    const auto near = nearest(words, names);
    wrong(field.id, near ? tr_f("Medarbetaren ”{0}” finns inte. Menade du ”{1}”?", {words, *near})
                         : tr_f("Medarbetaren ”{0}” finns inte i enheten. Rätta namnet, eller lägg upp medarbetaren först.", {words}));
  }

  // ---- people ----
  std::vector<const KnownPerson *> people_called(std::string_view name, std::string_view born) const {
    std::vector<const KnownPerson *> found;
    const std::string sought = fold(name);
    for (const auto &person : in_.known.people)
      if (!sought.empty() && person.name == sought && (born.empty() || person.birth_date == born)) found.push_back(&person);
    return found;
  }
  const KnownPerson *person_numbered(std::string_view words) const {
    const std::string number = normal_personnummer(words, in_.today);
    for (const auto &person : in_.known.people)
      if (!number.empty() && person.personnummer == number) return &person;
    return nullptr;
  }

  /// A contact by its number, or by whom it is about: the one that was open at the row's date.
  void read_contact(std::string_view words) {
    const std::string_view said = trim(words);
    if (const auto id = parse_integer(said); id && said.size() < 10) {
      for (const auto &contact : in_.known.contacts)
        if (contact.id == *id) return set_contact(contact.id);
      return wrong("contact", tr_f("Ärendet {0} finns inte, eller så får du inte se det.", {said}));
    }
    const KnownPerson *person = person_numbered(said);
    if (person == nullptr) {
      const auto people = people_called(said, "");
      if (people.size() > 1) return wrong("contact", std::string(tr("Flera personer heter så. Skriv personnumret eller ärendets nummer.")));
      if (people.size() == 1) person = people[0];
    }
    if (person == nullptr)
      return wrong(
          "contact",
          std::string(tr("Personen har inget ärende här. Skriv ärendets nummer, personnumret eller hela namnet, eller läs in ärendena först.")));
    contact_person_ = person->id; // chosen when the row's date is known
  }
  void set_contact(std::int64_t id) { out_.draft.values["contact"] = id; }

  void choose_contact() {
    if (contact_person_ == 0) return;
    const std::string date = out_.draft.text(in_.reg.date_field);
    const KnownContact *best = nullptr;
    for (const auto &contact : in_.known.contacts) {
      if (contact.person != contact_person_) continue;
      const bool open_then = contact.received <= date && (contact.ended.empty() || contact.ended >= date);
      if (best == nullptr || open_then || (contact.received <= date && contact.received > best->received)) best = &contact;
      if (open_then) break;
    }
    if (best != nullptr) return set_contact(best->id);
    wrong("contact",
          std::string(tr("Personen har inget ärende här. Skriv ärendets nummer, personnumret eller hela namnet, eller läs in ärendena först.")));
  }

  void read_person() {
    const Field *field = in_.reg.field("person");
    if (field == nullptr || field->type != FieldType::person) return;
    const std::string number = text("person.personnummer");
    std::string name = text("person.name"), born = text("person.birth_date");
    std::string first = text("person.first_name"), last = text("person.last_name");
    if (number.empty() && name.empty() && first.empty() && last.empty()) return; // "required" says the rest
    if (!number.empty())
      if (auto fault = personnummer_fault(number); !fault.empty()) return wrong("person.personnummer", std::move(fault));
    if (!born.empty()) {
      const auto day = parse_date(born, in_.today);
      if (!day || *day > in_.today) return wrong("person.birth_date", tr_f("”{0}” är inget födelsedatum. Skriv som 2008-11-22.", {born}));
      born = to_iso(*day);
    }
    if (name.empty()) name = std::string(trim(first + " " + last));
    if (const auto comma = name.find(','); comma != std::string::npos && first.empty()) // "Ek, Anna"
      name = std::string(trim(std::string_view(name).substr(comma + 1))) + " " + std::string(trim(std::string_view(name).substr(0, comma)));
    if (const auto *known = person_numbered(number)) return set_person(known->id);
    if (number.empty()) {
      const auto called = people_called(name, born);
      if (called.size() > 1) return wrong("person.name", std::string(tr("Flera personer heter så. Lägg till personnummer eller födelsedatum.")));
      if (called.size() == 1) return set_person(called[0]->id);
    }
    if (in_.reg.id != "contact") return wrong("person", std::string(tr("Personen finns inte. Läs in ärendena först, då läggs personerna upp.")));
    if (name.empty()) return wrong("person.personnummer", std::string(tr("Personen är ny. Lägg till en kolumn med namnet.")));
    new_person(name, first, last, number, born);
  }
  void set_person(std::int64_t id) { out_.draft.values["person"] = id; }

  void new_person(const std::string &name, const std::string &first, const std::string &last, const std::string &number, const std::string &born) {
    Person person;
    person.unit = in_.actor.unit;
    const auto blank = name.find(' ');
    person.first_name = !first.empty() ? first : name.substr(0, blank);
    person.last_name = !last.empty() ? last : blank == std::string::npos ? "" : name.substr(blank + 1);
    person.personnummer = normal_personnummer(number, in_.today);
    person.birth_date = born;
    const std::string sex = text("person.sex");
    person.sex = organisation::sex_from(sex);
    if (person.sex == Sex::unknown && !sex.empty() && bare(sex) != "okant" && bare(sex) != "okand")
      return wrong("person.sex", tr_f("”{0}” går inte att läsa som kön. Skriv kvinna, man, annat eller okänt.", {sex}));
    out_.person_key = !person.personnummer.empty() ? person.personnummer : fold(name) + "|" + born;
    out_.new_person = std::move(person);
    set_person(kToBeStored);
  }

  void read_givers_columns() {
    const Field *field = givers_field(in_.reg);
    if (field == nullptr) return;
    auto givers = read_givers(*field, text(field->id), text(field->id + ".sex"));
    if (!givers) {
      const bool in_roles = givers.error().message.find("kön") == std::string::npos;
      return wrong(in_roles ? field->id : field->id + ".sex", givers.error().message);
    }
    out_.draft.givers = std::move(*givers);
    if (!out_.draft.givers.empty()) out_.draft.values[field->id] = givers_to_text(*field, out_.draft.givers);
  }

  /// A file without a date column: another day in the row, else the day chosen for the file. Never today by itself: it would put
  /// last year's rows into this month.
  void fill_date() {
    const std::string &date_field = in_.reg.date_field;
    const Field *field = in_.reg.field(date_field);
    if (field != nullptr && !out_.draft.has(date_field)) {
      std::string day;
      if (column_of(date_field) == nullptr)
        for (const auto &other : in_.reg.fields)
          if (day.empty() && other.type == FieldType::date && other.id != date_field) day = out_.draft.text(other.id);
      if (day.empty()) day = in_.options.date;
      if (!day.empty() && field->type == FieldType::date) out_.draft.values[date_field] = day;
      if (!day.empty() && field->type == FieldType::datetime)
        if (const auto date = date_from_iso(day)) out_.draft.values[date_field] = to_iso(from_swedish(*date, 0));
    }
    choose_contact();
  }

  void check_rules() {
    for (auto &error : check(in_.reg, out_.draft, in_.today)) wrong(error.field, std::move(error.message));
    if (out_.draft.team == 0 && !no_team_ && in_.actor.teams.empty() && in_.known.teams.size() > 1 && column_of("contact") == nullptr &&
        out_.errors.empty())
      wrong("team", std::string(tr("Raden har ingen grupp. Välj grupp för hela filen.")));
  }

  bool no_team_ = false; ///< the row itself says that it is the whole unit's
  const Input &in_;
  const GroupSheets &groups_;
  const std::vector<sheet::Cell> &cells_;
  PlannedRow out_;
  std::int64_t contact_person_ = 0;
};

bool is_empty(const Input &in, const std::vector<sheet::Cell> &cells) {
  return std::all_of(cells.begin(), cells.end(), [](const auto &cell) { return trim(cell.text).empty(); }) || in.columns.empty();
}

/// The heading again further down, as in a file that was pasted together of several.
bool is_heading(const Input &in, const std::vector<sheet::Cell> &cells) {
  int same = 0, filled = 0;
  for (const auto &column : in.columns) {
    if (static_cast<std::size_t>(column.index) >= cells.size()) continue;
    const auto text = bare(cells[static_cast<std::size_t>(column.index)].text);
    filled += text.empty() ? 0 : 1;
    same += !text.empty() && text == bare(column.header) ? 1 : 0;
  }
  return same >= 2 && same == filled;
}

/// What the row says, laid over what is stored: empty cells change nothing.
Record merged(const Input &in, const Record &stored, const Draft &draft, bool has_team) {
  const Register &reg = in.reg;
  Record after = stored;
  for (const auto &[id, rows] : draft.groups) {
    auto &kept = after.groups[id];
    const auto before = kept;
    kept = rows;
    // What the reader may not change is as it was, row by row.
    for (std::size_t i = 0; i < kept.size() && i < before.size(); ++i)
      for (const auto &field : reg.fields)
        if (const auto was = before[i].find(field.id); field.group == id && !may_write(field, in.actor) && was != before[i].end())
          kept[i][field.id] = was->second;
  }
  for (const auto &[id, value] : draft.values)
    if (!std::holds_alternative<db::Null>(value)) after.values[id] = value;
  if (!draft.givers.empty()) after.givers = draft.givers;
  if (draft.state != 0) after.state = draft.state;
  if (has_team && draft.team != 0) after.team = draft.team;
  compute(reg, after);
  return after;
}

bool same_rows(const Register &reg, const std::string &group, const Record &a, const Record &b) {
  static const std::vector<GroupRow> kNone;
  const auto left = a.groups.find(group), right = b.groups.find(group);
  const auto &ours = left != a.groups.end() ? left->second : kNone;
  const auto &theirs = right != b.groups.end() ? right->second : kNone;
  const auto text_in = [](const GroupRow &row, const std::string &id) {
    const auto found = row.find(id);
    return found != row.end() ? text_of(found->second) : std::string{};
  };
  return std::equal(ours.begin(), ours.end(), theirs.begin(), theirs.end(), [&](const GroupRow &x, const GroupRow &y) {
    return std::all_of(reg.fields.begin(), reg.fields.end(),
                       [&](const Field &field) { return field.group != group || text_in(x, field.id) == text_in(y, field.id); });
  });
}

bool same(const Register &reg, const Record &a, const Record &b) {
  if (a.team != b.team || a.state != b.state) return false;
  const auto *givers = givers_field(reg);
  if (givers != nullptr && givers_to_text(*givers, a.givers) != givers_to_text(*givers, b.givers)) return false;
  for (const auto &group : reg.groups)
    if (!same_rows(reg, group.id, a, b)) return false;
  return std::all_of(reg.fields.begin(), reg.fields.end(), [&](const Field &field) {
    return (givers != nullptr && field.id == givers->id) || text_of(a.value(field.id)) == text_of(b.value(field.id));
  });
}

void compare_with_stored(const Input &in, PlannedRow &row, std::set<std::string> &seen, bool has_team) {
  const std::string key = row.new_person && row.draft.integer("person") == kToBeStored ? row.person_key + "|" + unique_key(in.reg, row.draft)
                                                                                       : unique_key(in.reg, row.draft);
  if (key.empty()) return;
  if (!seen.insert(key).second) {
    row.outcome = Outcome::repeated;
    return;
  }
  const auto found = in.known.existing.find(key);
  if (found == in.known.existing.end()) return;
  const auto stored = in.known.load(found->second);
  if (!stored) return;
  const Record after = merged(in, *stored, row.draft, has_team);
  if (same(in.reg, *stored, after)) {
    row.outcome = Outcome::unchanged;
    return;
  }
  if (stored->locked) {
    row.outcome = Outcome::bad;
    row.errors.push_back({row.row, -1, "", "",
                          std::string(tr("Posten finns redan och är signerad och låst. Hoppa över raden, eller skriv en ny post som rättar den."))});
    return;
  }
  row.outcome = Outcome::change;
  row.draft = after;
  hide(in.reg, in.actor, row.draft); // what the reader may not see stays as it is
}

/// A file belongs to one record: a new one cannot have another's.
void refuse_files(const Register &reg, PlannedRow &row) {
  const auto refuse = [&](const Field &field) {
    row.outcome = Outcome::bad;
    row.errors.push_back(
        {row.row, -1, field.title.str(), "", std::string(tr("En fil kan inte läsas in härifrån. Lämna rutan tom och lägg till filen i posten."))});
  };
  for (const auto &field : reg.fields) {
    if (field.type != FieldType::file) continue;
    if (in_record(field) && row.draft.has(field.id)) refuse(field);
    for (const auto &inner : (in_record(field) ? std::vector<GroupRow>{} : row.draft.groups[field.group]))
      if (!in_record(field) && inner.count(field.id) != 0) refuse(field);
  }
}

void note_dates(const Input &in, std::vector<std::string> &notes) {
  const auto *field = in.reg.field(in.reg.date_field);
  const auto mapped = [&](std::string_view key) {
    return std::any_of(in.columns.begin(), in.columns.end(), [&](const auto &column) { return column.key == key; });
  };
  if (field == nullptr || mapped(field->id)) return;
  for (const auto &other : in.reg.fields)
    if (other.type == FieldType::date && other.id != field->id && mapped(other.id)) {
      notes.push_back(tr_f("Filen har ingen kolumn för {0}. Dagen tas från {1}.", {field->title.str(), other.title.str()}));
      return;
    }
  if (in.options.date.empty())
    notes.push_back(tr_f("Filen har ingen kolumn för {0}. Välj ett datum för hela filen, eller säg vilken kolumn det är.", {field->title.str()}));
}

} // namespace

std::vector<std::string> unique_fields(const Register &reg) {
  std::vector<std::string> out;
  for (const auto &part : split(reg.unique, ','))
    if (const auto id = trim(part); !id.empty()) out.emplace_back(id);
  return out;
}

std::string unique_key(const Register &reg, const Record &record) {
  const auto fields = unique_fields(reg);
  if (fields.empty()) return {};
  std::string key;
  bool any = false;
  for (const auto &id : fields) {
    const std::string text = fold(text_of(record.value(id)));
    any = any || !text.empty();
    key += text + "\x1f";
  }
  return any ? key : std::string();
}

std::vector<PlannedRow> plan(const Input &in, std::vector<std::string> &notes) {
  std::vector<PlannedRow> rows;
  std::set<std::string> seen;
  const bool has_team = std::any_of(in.columns.begin(), in.columns.end(), [](const auto &column) { return column.key == "team"; });
  const std::set<int> skipped(in.fixes.skipped.begin(), in.fixes.skipped.end());
  const auto groups = read_group_sheets(in);
  int couples = 0;
  for (std::size_t r = static_cast<std::size_t>(in.header) + 1; r < in.sheet.rows.size(); ++r) {
    const auto &cells = in.sheet.rows[r];
    const int number = static_cast<int>(r) + 1;
    if (is_empty(in, cells) || is_heading(in, cells)) continue;
    if (skipped.count(number) != 0) {
      rows.push_back({number, Outcome::skipped, {}, {}, {}, {}});
      continue;
    }
    PlannedRow row = RowReader(in, groups, cells, number).read();
    if (!row.errors.empty()) row.outcome = in.options.skip_bad_rows ? Outcome::skipped : Outcome::bad;
    else compare_with_stored(in, row, seen, has_team);
    if (row.outcome == Outcome::create) refuse_files(in.reg, row);
    const auto &givers = row.draft.givers;
    if (givers.size() == 2 && givers[0].sex == Sex::unknown && givers[1].sex == Sex::unknown) ++couples;
    rows.push_back(std::move(row));
  }
  note_dates(in, notes);
  if (couples > 0)
    notes.push_back(tr_n("En rad har ett par utan att säga deras kön. De räknas som två personer med okänt kön; skriv ”kvinna och man” om ni vet.",
                         "{} rader har par utan att säga deras kön. De räknas som två personer med okänt kön; skriv ”kvinna och man” om ni vet.",
                         couples));
  return rows;
}

} // namespace rt::records::importing
