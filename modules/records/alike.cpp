// The same human registered twice is found before it happens: by number, or by birth date and a name written differently.
// And the numbers that a person has had.
#include "modules/records/store.hpp"
#include "platform/core/text.hpp"
#include <algorithm>

namespace rt::records {

using access::Actor;
using access::May;

namespace {

/// Letters that sound alike become one: what Swedes, passports and foreign keyboards write of the same name.
std::string plain_name(std::string_view name) {
  std::string text = fold(name);
  static const std::pair<const char *, const char *> kSpellings[] = {{"å", "a"},   {"ä", "a"},
                                                                     {"æ", "a"},   {"ö", "o"},
                                                                     {"ø", "o"},   {"é", "e"},
                                                                     {"è", "e"},   {"ê", "e"},
                                                                     {"ë", "e"},   {"ü", "u"},
                                                                     {"á", "a"},   {"à", "a"},
                                                                     {"ó", "o"},   {"í", "i"},
                                                                     {"ï", "i"},   {"ç", "c"},
                                                                     {"ñ", "n"},   {"aa", "a"},
                                                                     {"ae", "a"},  {"oe", "o"},
                                                                     {"ue", "u"},  {"ph", "f"},
                                                                     {"th", "t"},  {"ck", "k"},
                                                                     {"qv", "kv"}, {"w", "v"},
                                                                     {"z", "s"},   {"x", "ks"},
                                                                     {"c", "k"},   {"hj", "j"},
                                                                     {"lj", "j"},  {"dj", "j"},
                                                                     {"y", "i"},   {"mohammed", "muhammed"},
                                                                     {"-", " "},   {"'", ""}};
  for (const auto &[from, to] : kSpellings) text = replace_all(std::move(text), from, to);
  text.erase(std::unique(text.begin(), text.end()), text.end()); // Nilsson, Nilson
  return text;
}

std::vector<std::string> words_of(std::string_view name) {
  std::vector<std::string> words;
  for (auto &word : split(plain_name(name), ' '))
    if (!word.empty()) words.push_back(std::move(word));
  return words;
}

bool near(const std::string &a, const std::string &b) {
  const auto shorter = std::min(a.size(), b.size());
  return edit_distance(a, b) <= (shorter < 4 ? 0 : shorter < 8 ? 1 : 2);
}

bool linked(db::Connection &c, const Actor &actor, std::int64_t person) {
  db::Values args{person};
  const auto where = store::person_scope(actor.scope(), args);
  return c.exists("SELECT 1 FROM person p WHERE p.id = ?" + where, args);
}

struct Candidate {
  std::int64_t id;
  std::string first, last, born;
  bool is_protected, same_number;
};

} // namespace

bool similar_names(std::string_view a, std::string_view b) {
  auto left = words_of(a), right = words_of(b);
  if (left.empty() || right.empty()) return false;
  if (left.size() > right.size()) std::swap(left, right);
  // Every word of the shorter name has one of its own in the longer: a middle name or a second surname may be left out.
  std::size_t met = 0;
  for (const auto &word : left) {
    const auto found = std::find_if(right.begin(), right.end(), [&](const std::string &other) { return near(word, other); });
    if (found == right.end()) continue;
    right.erase(found);
    ++met;
  }
  return met == left.size() && (met > 1 || right.empty());
}

namespace store {

void keep_number(db::Connection &c, std::int64_t unit, std::int64_t person, std::string_view kind, const std::string &number,
                 const std::string &valid_to) {
  if (number.empty() || c.exists("SELECT 1 FROM person_number WHERE unit_id = ? AND number = ? AND person_id = ?", {unit, number, person})) return;
  c.exec("INSERT INTO person_number (unit_id, person_id, kind, number, valid_to) VALUES (?, ?, ?, ?, ?)",
         {unit, person, std::string(kind), number, db::opt(valid_to)});
}

} // namespace store

std::vector<Likeness> Persons::alike(const Actor &actor, const Person &person) {
  std::vector<Likeness> found;
  if (!actor.may(May::read_records) || actor.unit == 0) return found;
  const auto today = swedish_day(clock_.now());
  const auto number = normal_personnummer(person.personnummer, today);
  auto born = person.birth_date;
  if (const auto date = parse_date(born, today)) born = to_iso(*date);
  if (born.empty() && number.size() > 8 && date_from_iso(number.substr(0, 4) + "-" + number.substr(4, 2) + "-" + number.substr(6, 2)))
    born = number.substr(0, 4) + "-" + number.substr(4, 2) + "-" + number.substr(6, 2);
  if (number.empty() && born.empty()) return found;
  auto lease = pool_.read();
  std::vector<Candidate> candidates;
  lease->query(
      "SELECT p.id, p.first_name, p.last_name, p.birth_date, p.is_protected, CASE WHEN p.personnummer = ? THEN 1 WHEN EXISTS (SELECT 1 FROM person_number n "
      "WHERE n.unit_id = p.unit_id AND n.number = ? AND n.person_id = p.id) THEN 1 ELSE 0 END FROM person p WHERE p.unit_id = ? AND p.merged_into IS NULL "
      "AND p.id <> ? AND (p.birth_date = ? OR p.personnummer = ? OR p.id IN (SELECT n.person_id FROM person_number n WHERE n.unit_id = ? AND n.number = ?)) ORDER BY p.id",
      {number, number, actor.unit, person.id, born, number, actor.unit, number},
      [&](const db::Row &row) { candidates.push_back({row.integer(0), row.str(1), row.str(2), row.str(3), row.flag(4), row.flag(5)}); });
  const auto name = person.first_name + " " + person.last_name;
  std::string ids;
  for (const auto &one : candidates) {
    if (!one.same_number && (one.is_protected || !similar_names(name, one.first + " " + one.last))) continue;
    Likeness likeness;
    likeness.same_number = one.same_number;
    likeness.outside = !linked(*lease, actor, one.id);
    if (!likeness.outside) {
      likeness.person.id = one.id;
      likeness.person.is_protected = one.is_protected;
      likeness.person.first_name = one.is_protected ? std::string(tr("Skyddad person")) : one.first;
      if (!one.is_protected) {
        likeness.person.last_name = one.last;
        likeness.person.birth_date = one.born;
      }
    }
    found.push_back(std::move(likeness));
    ids += (ids.empty() ? "" : " ") + std::to_string(one.id);
  }
  if (!found.empty()) read_log_.log(actor, {audit::Act::read, "person:alike", "dubblettkontroll", ids});
  return found;
}

Result<std::int64_t> Persons::take_in(const Actor &actor, std::string_view personnummer) {
  RT_CHECK(access::require(actor, May::write_records));
  const auto number = normal_personnummer(personnummer, swedish_day(clock_.now()));
  auto lease = pool_.write();
  db::Transaction transaction(*lease);
  std::int64_t id = 0;
  bool is_protected = false;
  lease->query("SELECT p.id, p.is_protected FROM person p WHERE p.unit_id = ? AND p.merged_into IS NULL AND (p.personnummer = ? OR p.id IN "
               "(SELECT n.person_id FROM person_number n WHERE n.unit_id = ? AND n.number = ?)) ORDER BY p.id DESC",
               {actor.unit, number, actor.unit, number}, [&](const db::Row &row) {
                 id = row.integer(0);
                 is_protected = row.flag(1);
               });
  if (number.empty() || id == 0) return fail(ProblemKind::not_found, std::string(tr("Ingen i enheten har det numret.")));
  if (is_protected && !linked(*lease, actor, id))
    return fail(ProblemKind::forbidden,
                std::string(tr("Personen har skyddade uppgifter. Bara chefen kan ge din grupp rätt att arbeta med personen.")));
  for (const auto team : actor.teams) store::link_person_team(*lease, id, team);
  audit::append(*lease, actor, clock_.now(), {audit::Act::right_changed, "person:" + std::to_string(id), "arbete i ärendet", "ny grupp"});
  transaction.commit();
  return id;
}

std::vector<PersonNumber> Persons::numbers(const Actor &actor, std::int64_t person) {
  std::vector<PersonNumber> numbers;
  if (!actor.may(May::read_records)) return numbers;
  auto lease = pool_.read();
  if (!linked(*lease, actor, person)) return numbers;
  lease->query("SELECT kind, number, valid_from, valid_to FROM person_number WHERE person_id = ? ORDER BY id DESC", {person},
               [&](const db::Row &row) { numbers.push_back({row.str(0), row.str(1), row.str(2), row.str(3)}); });
  return numbers;
}

Result<void> Persons::add_number(const Actor &actor, std::int64_t person, PersonNumber number) {
  RT_CHECK(access::require(actor, May::write_records));
  number.number = std::string(trim(number.number));
  if (number.number.empty() || number.number.size() > 40)
    return fail(ProblemKind::invalid, std::string(tr("Skriv numret.")), {{"number", std::string(tr("Skriv numret, högst 40 tecken."))}});
  auto lease = pool_.write();
  db::Transaction transaction(*lease);
  if (!linked(*lease, actor, person)) return fail(ProblemKind::not_found, std::string(tr("Personen finns inte, eller så får du inte se hen.")));
  store::keep_number(*lease, actor.unit, person, number.kind, number.number, number.valid_to);
  audit::append(*lease, actor, clock_.now(), {audit::Act::update, "person:" + std::to_string(person), "arbete i ärendet", "number"});
  transaction.commit();
  return {};
}

} // namespace rt::records
