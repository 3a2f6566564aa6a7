// People: found by name, personnummer or case number only, inside the reader's scope (2001:637 15 §).
#include "modules/records/store.hpp"
#include "platform/core/text.hpp"
#include <algorithm>
#include <tuple>

namespace rt::records {

using access::Actor;
using access::May;

namespace {

constexpr const char *kColumns =
    "SELECT p.id, p.unit_id, p.first_name, p.last_name, p.personnummer, p.language, p.needs, p.sex, p.birth_date, p.is_protected, p.version, p.interpreter, p.flags, p.merged_into FROM person p WHERE 1=1";

Person read(const db::Row &row) {
  Person p;
  p.id = row.integer(0);
  p.unit = row.integer(1);
  p.first_name = row.str(2);
  p.last_name = row.str(3);
  p.personnummer = row.str(4);
  p.language = row.str(5);
  p.needs = row.str(6);
  p.sex = static_cast<Sex>(row.integer(7));
  p.birth_date = row.str(8);
  p.is_protected = row.flag(9);
  p.version = static_cast<int>(row.integer(10));
  p.interpreter = row.flag(11);
  p.flags = row.str(12);
  p.merged_into = row.integer(13);
  return p;
}

/// Only those who work in one of the person's own groups see who a protected person is.
void mask(Person &p) {
  p.first_name = std::string(tr("Skyddad person"));
  p.last_name.clear();
  p.personnummer.clear();
  p.birth_date.clear();
  p.language.clear();
  p.needs.clear();
  p.flags.clear();
}

bool works_with(db::Connection &c, const Actor &actor, std::int64_t person) {
  if (actor.user == -1) return true;
  bool found = false;
  c.query("SELECT team_id FROM person_team WHERE person_id = ?", {person},
          [&](const db::Row &row) { found = found || std::find(actor.teams.begin(), actor.teams.end(), row.integer(0)) != actor.teams.end(); });
  return found;
}

std::string sought(const Person &p) { return " " + fold(p.first_name + " " + p.last_name); }

/// A samordningsnummer has 60 added to the day of birth. "" for a reserve number without a date.
std::string birth_date_of(const std::string &personnummer) {
  if (personnummer.size() < 8 || !parse_integer(personnummer.substr(0, 8))) return {};
  int day = static_cast<int>(parse_integer(personnummer.substr(6, 2)).value_or(0));
  if (day > 60) day -= 60;
  char iso[16];
  std::snprintf(iso, sizeof iso, "%s-%s-%02d", personnummer.substr(0, 4).c_str(), personnummer.substr(4, 2).c_str(), day);
  return date_from_iso(iso) ? iso : std::string{};
}

/// The last digit but one is odd for men and even for women (folkbokföringslagen 18 §).
Sex sex_of(const std::string &personnummer) {
  const char digit = personnummer.size() > 1 ? personnummer[personnummer.size() - 2] : 'x';
  if (digit < '0' || digit > '9') return Sex::unknown;
  return (digit - '0') % 2 == 0 ? Sex::female : Sex::male;
}

std::vector<FieldError> faults(Person &p, Date today) {
  std::vector<FieldError> errors;
  if (trim(p.first_name).empty() && trim(p.last_name).empty()) errors.push_back({"first_name", std::string(tr("Skriv personens namn."))});
  if (!trim(p.personnummer).empty()) {
    auto fault = personnummer_fault(p.personnummer);
    if (!fault.empty()) errors.push_back({"personnummer", std::move(fault)});
    else p.personnummer = normal_personnummer(p.personnummer, today);
  }
  if (!p.birth_date.empty()) {
    const auto date = parse_date(p.birth_date, today);
    if (!date || *date > today) errors.push_back({"birth_date", std::string(tr("Skriv födelsedatumet som 2008-11-22."))});
    else p.birth_date = to_iso(*date);
  }
  if (!errors.empty() || p.personnummer.empty()) return errors;
  if (p.birth_date.empty()) p.birth_date = birth_date_of(p.personnummer);
  if (p.sex == Sex::unknown) p.sex = sex_of(p.personnummer);
  return errors;
}

Result<void> update(db::Connection &c, const Actor &actor, const Person &p, const std::string &now) {
  db::Values args{p.id};
  const auto where = store::person_scope(actor.scope(), args);
  std::optional<Person> before;
  c.query(std::string(kColumns) + " AND p.id = ?" + where, args, [&](const db::Row &row) { before = read(row); });
  if (!before) return fail(ProblemKind::not_found, std::string(tr("Personen finns inte, eller så får du inte se hen.")));
  if (before->merged_into != 0)
    return fail(ProblemKind::conflict, std::string(tr("Personen är sammanförd med en annan. Öppna den personen i stället.")));
  if (before->is_protected && !works_with(c, actor, p.id))
    return fail(ProblemKind::forbidden, std::string(tr("Personen har skyddade uppgifter. Bara de som arbetar med personen får ändra dem.")));
  const auto changed =
      c.exec("UPDATE person SET first_name = ?, last_name = ?, sought = ?, personnummer = ?, birth_date = ?, sex = ?, language = ?, needs = ?, "
             "is_protected = ?, interpreter = ?, flags = ?, version = version + 1, updated_at = ? WHERE id = ? AND version = ?",
             {p.first_name, p.last_name, sought(p), db::opt(p.personnummer), db::opt(p.birth_date), static_cast<std::int64_t>(p.sex),
              db::opt(p.language), db::opt(p.needs), static_cast<std::int64_t>(p.is_protected ? 1 : 0),
              static_cast<std::int64_t>(p.interpreter ? 1 : 0), db::opt(p.flags), now, p.id, static_cast<std::int64_t>(p.version)});
  if (changed == 0)
    return fail(ProblemKind::conflict, std::string(tr("Någon annan har ändrat personens uppgifter. Ladda om sidan och gör om din ändring.")));
  store::write_words(c, before->unit, p.id, sought(p), true);
  if (!before->personnummer.empty() && before->personnummer != p.personnummer) // a number that the person had still finds the person
    store::keep_number(c, p.unit, p.id, "official", before->personnummer, now.substr(0, 10));
  return {};
}

} // namespace

namespace {

/// A case's number, a contact's number (its id), or any other number that the person has: never part of a name.
std::string by_number(db::Connection &c, const Actor &actor, std::string_view words, std::optional<long long> number, db::Values &args) {
  std::string sql = "p.id IN (SELECT n.person_id FROM person_number n WHERE n.unit_id = ? AND n.number = ?";
  args.insert(args.end(), {actor.unit, std::string(words)});
  if (number && c.has_table("r_contact")) {
    sql += " UNION SELECT r.person_id FROM r_contact r WHERE r.id = ?";
    args.emplace_back(static_cast<std::int64_t>(*number));
    sql += actor.scope().where("r", args);
  }
  if (c.has_table("r_case")) {
    const auto columns = c.columns_of("r_case");
    if (std::find(columns.begin(), columns.end(), "number") != columns.end()) {
      // From the number to the person, never the other way about: the number has an index. (PostgreSQL drops a cast of a text to text.)
      const std::string column = c.backend() == db::Backend::postgres ? "CAST(r.number AS TEXT)" : "r.number";
      sql += " UNION SELECT r.person_id FROM r_case r WHERE r.deleted_at IS NULL AND " + column + " = ?";
      args.emplace_back(std::string(words));
      sql += actor.scope().where("r", args);
    }
  }
  return sql + ")";
}

} // namespace

Result<Person> Persons::get(const Actor &actor, std::int64_t id, std::string_view purpose) {
  RT_CHECK(access::require(actor, May::read_records));
  auto lease = pool_.read();
  db::Values args{id};
  const auto where = store::person_scope(actor.scope(), args);
  std::optional<Person> found;
  lease->query(std::string(kColumns) + " AND p.id = ?" + where, args, [&](const db::Row &row) { found = read(row); });
  if (!found) return fail(ProblemKind::not_found, std::string(tr("Personen finns inte, eller så får du inte se hen.")));
  if (found->is_protected && !works_with(*lease, actor, id)) mask(*found);
  read_log_.log(actor, {audit::Act::read, "person:" + std::to_string(id), std::string(purpose), ""});
  return std::move(*found);
}

std::int64_t Persons::insert(db::Connection &connection, const Person &p) {
  const auto now = to_iso(clock_.now());
  const auto id = connection.insert(
      "INSERT INTO person (unit_id, first_name, last_name, sought, personnummer, birth_date, sex, language, needs, is_protected, interpreter, flags, created_at, updated_at) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
      {p.unit, p.first_name, p.last_name, sought(p), db::opt(p.personnummer), db::opt(p.birth_date), static_cast<std::int64_t>(p.sex),
       db::opt(p.language), db::opt(p.needs), static_cast<std::int64_t>(p.is_protected ? 1 : 0), static_cast<std::int64_t>(p.interpreter ? 1 : 0),
       db::opt(p.flags), now, now});
  store::write_words(connection, p.unit, id, sought(p), false);
  return id;
}

Result<std::int64_t> Persons::save(const Actor &actor, Person person) {
  RT_CHECK(access::require(actor, May::write_records));
  person.first_name = std::string(trim(person.first_name));
  person.last_name = std::string(trim(person.last_name));
  auto errors = faults(person, swedish_day(clock_.now()));
  if (!errors.empty())
    return fail(ProblemKind::invalid, std::string(tr("Personens uppgifter behöver rättas innan de kan sparas.")), std::move(errors));
  person.unit = actor.unit;
  auto lease = pool_.write();
  db::Transaction transaction(*lease);
  const bool fresh = person.id == 0;
  try {
    if (fresh) person.id = insert(*lease, person);
    else RT_CHECK(update(*lease, actor, person, to_iso(clock_.now())));
  } catch (const db::ConstraintError &) {
    return fail(ProblemKind::invalid, std::string(tr("Personen finns redan. Sök på personnumret i stället.")),
                {{"personnummer", std::string(tr("Det finns redan en person med det personnumret."))}});
  }
  if (fresh)
    for (const auto team : actor.teams) store::link_person_team(*lease, person.id, team);
  audit::append(*lease, actor, clock_.now(),
                {fresh ? audit::Act::create : audit::Act::update, "person:" + std::to_string(person.id), "arbete i ärendet", ""});
  transaction.commit();
  return person.id;
}

std::vector<Person> Persons::search(const Actor &actor, std::string_view words, int limit) {
  std::vector<Person> found;
  const auto sought_words = trim(words);
  const auto number = parse_integer(sought_words);
  if ((sought_words.size() < 2 && !number) || !actor.may(May::read_records)) return found;
  auto lease = pool_.read();
  db::Values args;
  std::string where = store::person_scope(actor.scope(), args) + " AND p.merged_into IS NULL", by_word;
  const auto personnummer = normal_personnummer(sought_words, swedish_day(clock_.now()));
  const bool has_digit = sought_words.find_first_of("0123456789") != std::string_view::npos;
  if (!personnummer.empty()) {
    where +=
        " AND p.id IN (SELECT q.id FROM person q WHERE q.unit_id = ? AND q.personnummer = ? UNION SELECT n.person_id FROM person_number n WHERE n.unit_id = ? AND n.number = ?)";
    args.insert(args.end(), {actor.unit, personnummer, actor.unit, personnummer});
  } else if (has_digit) {
    where += " AND " + by_number(*lease, actor, sought_words, number, args);
  } else {
    where += " AND p.is_protected = 0"; // a protected person is found by number only
    std::string longest;
    for (const auto &one : split(sought_words, ' ')) {
      const auto word = fold(trim(one));
      if (word.empty()) continue;
      where += " AND p.sought LIKE ? ESCAPE '\\'";
      args.emplace_back("% " + replace_all(replace_all(replace_all(word, "\\", "\\\\"), "%", "\\%"), "_", "\\_") + "%");
      const auto first = word.substr(0, word.find(' '));
      if (first.size() > longest.size()) longest = first;
    }
    // The longest word is likely the rarest: from its place in the index, those who have the others too.
    by_word = " AND w.unit_id = ? AND w.word >= ? AND w.word < ?";
    args.insert(args.end(), {actor.unit, longest, longest + "\xf4\x8f\xbf\xbf"});
  }
  const bool named = !by_word.empty();
  args.emplace_back(static_cast<std::int64_t>(named ? limit * 3 : limit)); // two words of a name may begin alike
  auto sql = std::string(kColumns) + where + by_word + (named ? " ORDER BY w.word, w.person_id LIMIT ?" : " ORDER BY p.sought, p.id LIMIT ?");
  if (named)
    sql = replace_all(std::move(sql), " FROM person p WHERE 1=1",
                      lease->backend() == db::Backend::sqlite ? " FROM person_word w CROSS JOIN person p WHERE p.id = w.person_id"
                                                              : " FROM person_word w JOIN person p ON p.id = w.person_id WHERE 1=1");
  lease->query(sql, args, [&](const db::Row &row) {
    const bool twice = std::any_of(found.begin(), found.end(), [&](const Person &one) { return one.id == row.integer(0); });
    if (!twice && static_cast<int>(found.size()) < limit) found.push_back(read(row));
  });
  if (named)
    std::sort(found.begin(), found.end(), [](const Person &a, const Person &b) { return std::tuple(sought(a), a.id) < std::tuple(sought(b), b.id); });
  std::string ids;
  for (auto &person : found) {
    ids += (ids.empty() ? "" : " ") + std::to_string(person.id);
    if (person.is_protected && !works_with(*lease, actor, person.id)) mask(person);
  }
  read_log_.log(actor, {audit::Act::read, "person:search", "arbete i ärendet", ids});
  return found;
}

std::map<std::int64_t, std::string> Persons::names(const Actor &actor, const std::vector<std::int64_t> &ids) {
  if (ids.empty() || !actor.may(May::read_records)) return {};
  auto lease = pool_.read();
  return store::person_names(*lease, actor, ids);
}

} // namespace rt::records
