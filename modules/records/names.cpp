// Names of people, always inside the reader's scope and masked when protected (OSL 2009:400 21 kap. 3 a §).
#include "modules/records/store.hpp"
#include "platform/core/text.hpp"
#include <algorithm>

namespace rt::records::store {
namespace {

std::string like_word(std::string_view word) {
  return "% " + replace_all(replace_all(replace_all(fold(word), "\\", "\\\\"), "%", "\\%"), "_", "\\_") + "%";
}

} // namespace

std::string id_marks(const std::vector<std::int64_t> &ids, db::Values &args) {
  std::string text;
  const auto padded = (ids.size() + 49) / 50 * 50;
  for (std::size_t i = 0; i < padded; ++i) {
    text += i == 0 ? "?" : ", ?";
    args.emplace_back(i < ids.size() ? ids[i] : ids.front());
  }
  return text;
}

std::string person_scope(const access::Scope &scope, db::Values &args) {
  if (scope.nothing) return " AND 1=0";
  args.emplace_back(scope.unit);
  std::string sql = " AND +p.unit_id = ?"; // ids or words lead to the persons; the unit has too many
  if (scope.teams.empty()) return sql;
  sql += " AND EXISTS (SELECT 1 FROM person_team t WHERE t.person_id = p.id AND t.team_id IN (";
  for (std::size_t i = 0; i < scope.teams.size(); ++i) {
    sql += i == 0 ? "?" : ", ?";
    args.emplace_back(scope.teams[i]);
  }
  return sql + "))";
}

std::string shown_name(const db::Row &row, int first) {
  if (row.flag(first + 2)) return std::string(tr("Skyddad person"));
  return std::string(trim(row.str(first) + " " + row.str(first + 1)));
}

std::map<std::int64_t, std::string> person_names(db::Connection &c, const access::Actor &actor, const std::vector<std::int64_t> &ids) {
  std::map<std::int64_t, std::string> names;
  if (ids.empty()) return names;
  db::Values args;
  auto sql = "SELECT p.id, p.first_name, p.last_name, p.is_protected FROM person p WHERE p.id IN (" + id_marks(ids, args) + ")";
  sql += person_scope(actor.scope(), args);
  c.query(sql, args, [&](const db::Row &row) { names[row.integer(0)] = shown_name(row, 1); });
  return names;
}

std::map<std::int64_t, std::string> contact_names(db::Connection &c, const access::Actor &actor, const std::vector<std::int64_t> &ids) {
  std::map<std::int64_t, std::string> names;
  if (ids.empty()) return names;
  db::Values args;
  auto sql = "SELECT r.id, p.first_name, p.last_name, p.is_protected FROM r_contact r JOIN person p ON p.id = r.person_id WHERE r.id IN (" +
             id_marks(ids, args) + ")";
  sql += actor.scope().beside("r", args);
  c.query(sql, args, [&](const db::Row &row) { names[row.integer(0)] = shown_name(row, 1); });
  return names;
}

std::vector<std::pair<std::int64_t, std::string>> open_contacts(db::Connection &c, const access::Actor &actor, const std::string &closed_states,
                                                                std::string_view words, int limit) {
  std::vector<std::pair<std::int64_t, std::string>> contacts;
  db::Values args;
  auto sql =
      "SELECT r.id, p.first_name, p.last_name, p.is_protected, r.received FROM r_contact r JOIN person p ON p.id = r.person_id WHERE r.deleted_at IS NULL" +
      actor.scope().where("r", args);
  if (!closed_states.empty()) sql += " AND r.state NOT IN (" + closed_states + ")";
  for (const auto &word : split(words, ' ')) {
    if (trim(word).empty()) continue;
    args.emplace_back(like_word(word));
    sql += " AND p.is_protected = 0 AND p.sought LIKE ? ESCAPE '\\'";
  }
  args.emplace_back(static_cast<std::int64_t>(limit));
  sql += " ORDER BY r.received DESC, r.id DESC LIMIT ?";
  c.query(sql, args, [&](const db::Row &row) { contacts.emplace_back(row.integer(0), tr_f("{0}, inkom {1}", {shown_name(row, 1), row.str(4)})); });
  return contacts;
}

void inherit_reference(db::Connection &c, const Table &table, const access::Scope &scope, Record &draft, const Record *before) {
  for (const auto &field : table.reg->fields) {
    if (field.type != definitions::FieldType::reference || !field.group.empty() || !draft.has(field.id)) continue;
    const auto id = draft.integer(field.id);
    if (before != nullptr && before->person != 0 && before->integer(field.id) == id) {
      draft.person = before->person;
      draft.birth_year = before->birth_year;
      if (!table.sex_field && table.givers == nullptr) draft.sex = before->sex;
      return;
    }
    db::Values args{id};
    bool found = false;
    c.query("SELECT r.person_id, r.sex, r.birth_year, r.team_id FROM r_" + field.target +
                " r WHERE r.id = ? AND r.person_id IS NOT NULL AND r.deleted_at IS NULL" + scope.where("r", args),
            args, [&](const db::Row &row) {
              found = true;
              draft.person = row.integer(0);
              if (!table.sex_field && table.givers == nullptr) draft.sex = static_cast<Sex>(row.integer(1));
              draft.birth_year = static_cast<int>(row.integer(2));
              if (draft.team == 0) draft.team = row.integer(3);
            });
    if (found) return;
  }
}

// ---- what records of other registers are called ----

const definitions::Field *naming_field(const definitions::Register &reg) {
  using definitions::FieldType;
  const definitions::Field *first = nullptr;
  for (const auto &field : reg.fields) {
    if (field.type != FieldType::text || !field.group.empty() || !field.read_roles.empty()) continue;
    if (field.id == "name" || field.in_list) return &field;
    if (first == nullptr && field.required) first = &field;
  }
  return first;
}

namespace {

/// A record may have its person from the record that it points at.
bool names_people(const definitions::Register &reg) {
  return reg.field("person") != nullptr || std::any_of(reg.fields.begin(), reg.fields.end(), [](const auto &field) {
           return field.type == definitions::FieldType::reference && field.group.empty();
         });
}

/// id, first and last name, protected, the naming text, the day.
struct Naming {
  const definitions::Register &reg;
  const definitions::Field *text, *date;
  bool people;
  explicit Naming(const definitions::Register &r) : reg(r), text(naming_field(r)), date(r.field(r.date_field)), people(names_people(r)) {}

  std::string select() const {
    const std::string person = people ? "p.first_name, p.last_name, p.is_protected" : "'', '', 0";
    return "SELECT r.id, " + person + ", " + (text != nullptr ? "r." + column_name(*text) : std::string("''")) + ", " +
           (date != nullptr ? "r." + column_name(*date) : std::string("''")) + " FROM " + table_name(reg) + " r" +
           (people ? " LEFT JOIN person p ON p.id = r.person_id" : "") + " WHERE r.deleted_at IS NULL";
  }
  std::string words(const db::Row &row) const {
    const auto person = people ? shown_name(row, 1) : std::string{};
    auto name = row.str(4);
    const auto day = row.str(5).substr(0, 10);
    // A place or a household is known by its name; what happened to somebody by whom and when.
    if (person.empty() && !name.empty()) return name;
    auto said = person.empty() ? reg.singular.str() : name.empty() ? person : person + ", " + name;
    return day.empty() ? said : said + ", " + day;
  }
};

} // namespace

std::map<std::int64_t, std::string> reference_names(db::Connection &c, const access::Actor &actor, const definitions::Register &reg,
                                                    const std::vector<std::int64_t> &ids) {
  std::map<std::int64_t, std::string> names;
  if (ids.empty()) return names;
  const Naming naming(reg);
  db::Values args;
  auto sql = naming.select() + " AND r.id IN (" + id_marks(ids, args) + ")";
  sql += actor.scope().beside("r", args);
  c.query(sql, args, [&](const db::Row &row) { names[row.integer(0)] = naming.words(row); });
  return names;
}

std::vector<std::pair<std::int64_t, std::string>> reference_choices(db::Connection &c, const access::Actor &actor, const definitions::Register &reg,
                                                                    std::string_view words, int limit) {
  std::vector<std::pair<std::int64_t, std::string>> choices;
  const Naming naming(reg);
  db::Values args;
  auto sql = naming.select() + actor.scope().where("r", args);
  const auto sought = trim(words);
  // 2001:637 15 §: what is about people is sought by name or number; places and other things by what they are called.
  const bool by_text = naming.text != nullptr && (reg.purpose == "quality" || reg.about == "none" || reg.about == "unit" || reg.id == "household");
  if (const auto number = parse_integer(sought)) {
    sql += " AND r.id = ?";
    args.emplace_back(static_cast<std::int64_t>(*number));
  } else if (!sought.empty()) {
    for (const auto &word : split(sought, ' ')) {
      if (trim(word).empty()) continue;
      std::string any;
      if (naming.people) {
        any = "(p.is_protected = 0 AND p.sought LIKE ? ESCAPE '\\')";
        args.emplace_back(like_word(word));
      }
      if (by_text) {
        any += std::string(any.empty() ? "" : " OR ") + "lower(r." + column_name(*naming.text) + ") LIKE ? ESCAPE '\\'";
        args.emplace_back("%" + replace_all(replace_all(replace_all(lower(word), "\\", "\\\\"), "%", "\\%"), "_", "\\_") + "%");
      }
      sql += any.empty() ? " AND 1=0" : " AND (" + any + ")";
    }
  }
  args.emplace_back(static_cast<std::int64_t>(limit));
  sql += " ORDER BY " + (naming.date != nullptr ? "r." + column_name(*naming.date) + " DESC, " : std::string{}) +
         "r.id DESC LIMIT ?"; // in the order of the index
  c.query(sql, args, [&](const db::Row &row) { choices.emplace_back(row.integer(0), naming.words(row)); });
  return choices;
}

} // namespace rt::records::store
