#include "modules/casework/store.hpp"
#include "platform/core/text.hpp"
#include <algorithm>

namespace rt::casework::store {

using definitions::Register;

namespace {

const Register *with_fields(const definitions::Catalog &catalog, std::string_view id, std::initializer_list<std::string_view> needed) {
  const auto *reg = catalog.find(id);
  if (reg == nullptr) return nullptr;
  for (const auto field : needed)
    if (reg->field(field) == nullptr) return nullptr;
  return reg;
}

std::string text_of(const std::string &column) { return "CAST(" + column + " AS TEXT)"; }

std::string id_list(const std::vector<CaseLine> &lines, db::Values &args, std::int64_t CaseLine::*member) {
  std::vector<std::int64_t> ids;
  ids.reserve(lines.size());
  for (const auto &line : lines) ids.push_back(line.*member);
  return store::id_list(ids, args);
}

} // namespace

std::string id_list(const std::vector<std::int64_t> &ids, db::Values &args) {
  std::string marks;
  const auto padded = (ids.size() + 49) / 50 * 50;
  for (std::size_t i = 0; i < padded; ++i) {
    marks += i == 0 ? "?" : ", ?";
    args.emplace_back(ids[i < ids.size() ? i : 0]);
  }
  return marks;
}

Known::Known(const definitions::Catalog &catalog)
    : cases(with_fields(catalog, "case", {"person", "opened", "handlers"})), task(with_fields(catalog, "task", {"case", "what", "due"})),
      note(with_fields(catalog, "note", {"case", "happened"})), network(with_fields(catalog, "network_person", {"person", "name", "relation"})),
      household(with_fields(catalog, "household", {"member", "role"})) {}

std::string column(const Register &reg, std::string_view field, std::string_view alias) {
  const auto *found = reg.field(field);
  return found != nullptr ? std::string(alias) + "." + records::column_name(*found) : "NULL";
}

std::string open_states(const Register &reg) {
  std::string codes;
  for (const auto &state : reg.states)
    if (!state.final) codes += (codes.empty() ? "" : ", ") + std::to_string(state.code);
  return codes;
}

std::vector<CaseLine> cases(db::Connection &c, const Known &known, const access::Scope &scope, const std::string &where, const db::Values &more,
                            int limit, Leads leads) {
  std::vector<CaseLine> lines;
  if (known.cases == nullptr) return lines;
  const auto &reg = *known.cases;
  db::Values args;
  auto sql = "SELECT r.id, COALESCE(r.person_id, 0), COALESCE(r.team_id, 0), " + text_of(column(reg, "number")) + ", " +
             text_of(column(reg, "kind")) + ", " + text_of(column(reg, "opened")) + ", " + text_of(column(reg, "closed")) + ", r.state, " +
             text_of(column(reg, "handlers")) + ", " + text_of(column(reg, "co_workers")) + ", r.version FROM r_case r WHERE r.deleted_at IS NULL" +
             (leads == Leads::scope ? scope.where("r", args) : scope.beside("r", args));
  args.insert(args.end(), more.begin(), more.end());
  args.emplace_back(static_cast<std::int64_t>(limit));
  sql += where + " ORDER BY " + column(reg, "opened") + ", r.id LIMIT ?";
  const auto *kind = reg.field("kind");
  c.query(sql, args, [&](const db::Row &row) {
    CaseLine line;
    line.id = row.integer(0);
    line.person = row.integer(1);
    line.team = row.integer(2);
    line.number = row.str(3);
    if (const auto code = parse_integer(row.text(4)); kind != nullptr && code) line.kind = records::show(*kind, static_cast<std::int64_t>(*code));
    line.opened = row.str(5).substr(0, 10);
    line.closed = row.str(6).substr(0, 10);
    if (const auto *state = reg.state_by_code(static_cast<int>(row.integer(7)))) {
      line.state = state->title.str();
      line.open = !state->final;
    }
    line.handlers = staff_ids(row.text(8));
    line.co_workers = staff_ids(row.text(9));
    line.version = static_cast<int>(row.integer(10));
    lines.push_back(std::move(line));
  });
  return lines;
}

std::map<std::int64_t, NextStep> next_steps(db::Connection &c, const Known &known, const access::Scope &scope, const std::vector<CaseLine> &lines) {
  std::map<std::int64_t, NextStep> steps;
  if (known.task == nullptr || lines.empty()) return steps;
  const auto &reg = *known.task;
  db::Values args;
  auto sql = "SELECT " + column(reg, "case") + ", r.id, " + column(reg, "what") + ", " + text_of(column(reg, "due")) + ", " +
             column(reg, "responsible") + " FROM r_task r WHERE r.person_id IN (" + id_list(lines, args, &CaseLine::person) +
             ") AND r.deleted_at IS NULL";
  sql += scope.beside("r", args); // after the ids: the values stand in the order of the text
  if (const auto open = open_states(reg); !open.empty()) sql += " AND r.state IN (" + open + ")";
  if (reg.field("done") != nullptr) sql += " AND " + column(reg, "done") + " IS NULL";
  sql += " ORDER BY " + column(reg, "due") + ", r.id";
  c.query(sql, args,
          [&](const db::Row &row) { steps.try_emplace(row.integer(0), NextStep{row.integer(1), row.str(2), row.str(3), row.integer(4)}); });
  return steps;
}

std::map<std::int64_t, std::string> last_notes(db::Connection &c, const Known &known, const access::Scope &scope,
                                               const std::vector<CaseLine> &lines) {
  std::map<std::int64_t, std::string> notes;
  if (known.note == nullptr || lines.empty()) return notes;
  const auto &reg = *known.note;
  db::Values args;
  auto sql = "SELECT " + column(reg, "case") + ", MAX(" + text_of(column(reg, "happened")) + ") FROM r_note r WHERE r.person_id IN (" +
             id_list(lines, args, &CaseLine::person) + ") AND r.deleted_at IS NULL";
  sql += scope.beside("r", args) + " GROUP BY " + column(reg, "case");
  c.query(sql, args, [&](const db::Row &row) { notes[row.integer(0)] = row.str(1).substr(0, 10); });
  return notes;
}

std::map<std::int64_t, Guardians> guardians(db::Connection &c, const Known &known, const access::Scope &scope, const std::vector<CaseLine> &lines) {
  std::map<std::int64_t, Guardians> found;
  if (known.network == nullptr || lines.empty() || known.network->field("guardian") == nullptr) return found;
  const auto &reg = *known.network;
  db::Values args;
  auto sql = "SELECT r.person_id, COUNT(*), SUM(CASE WHEN " + column(reg, "contacted") +
             " IS NOT NULL THEN 1 ELSE 0 END) FROM r_network_person r WHERE r.person_id IN (" + id_list(lines, args, &CaseLine::person) +
             ") AND r.deleted_at IS NULL AND " + column(reg, "guardian") + " = 1";
  sql += scope.beside("r", args);
  if (reg.field("ended") != nullptr) sql += " AND " + column(reg, "ended") + " IS NULL";
  c.query(sql + " GROUP BY r.person_id", args,
          [&](const db::Row &row) { found[row.integer(0)] = {static_cast<int>(row.integer(1)), static_cast<int>(row.integer(2))}; });
  return found;
}

std::map<std::int64_t, int> birth_years(db::Connection &c, const access::Scope &scope, const std::vector<CaseLine> &lines) {
  std::map<std::int64_t, int> years;
  if (lines.empty()) return years;
  db::Values args;
  auto sql = "SELECT r.person_id, r.birth_year FROM r_case r WHERE r.id IN (" + id_list(lines, args, &CaseLine::id) + ")";
  sql += scope.beside("r", args);
  c.query(sql, args, [&](const db::Row &row) { years[row.integer(0)] = static_cast<int>(row.integer(1)); });
  return years;
}

std::vector<NetworkPerson> network(db::Connection &c, const Known &known, const access::Scope &scope, std::int64_t person, Date today) {
  std::vector<NetworkPerson> people;
  if (known.network == nullptr) return people;
  const auto &reg = *known.network;
  const auto words = [&](std::string_view field, const std::string &code) {
    const auto *found = reg.field(field);
    const auto number = parse_integer(code);
    return found != nullptr && number ? records::show(*found, static_cast<std::int64_t>(*number)) : code;
  };
  db::Values args{person};
  auto sql = "SELECT r.id, COALESCE(" + column(reg, "known") + ", 0), " + column(reg, "name");
  for (const char *field :
       {"relation", "phone", "language", "consent", "consent_scope", "consent_until", "contacted", "guardian", "professional", "circle"})
    sql += ", " + text_of(column(reg, field));
  sql += " FROM r_network_person r WHERE r.person_id = ? AND r.deleted_at IS NULL" + scope.beside("r", args);
  if (reg.field("ended") != nullptr) {
    sql += " AND (" + column(reg, "ended") + " IS NULL OR " + column(reg, "ended") + " >= ?)";
    args.emplace_back(to_iso(today));
  }
  c.query(sql + " ORDER BY " + column(reg, "guardian") + " DESC, " + column(reg, "circle") + ", r.id", args, [&](const db::Row &row) {
    NetworkPerson one;
    one.record = row.integer(0);
    one.known = row.integer(1);
    one.name = row.str(2);
    one.relation = words("relation", row.str(3));
    one.phone = row.str(4);
    one.language = row.str(5);
    one.consent = words("consent", row.str(6));
    one.consent_scope = row.str(7);
    one.consent_until = row.str(8).substr(0, 10);
    one.contacted = row.str(9).substr(0, 10);
    one.guardian = row.text(10) == "1";
    one.professional = row.text(11) == "1";
    one.circle = static_cast<int>(parse_integer(row.text(12)).value_or(0));
    people.push_back(std::move(one));
  });
  // NULLs sort differently on the two engines.
  std::stable_sort(people.begin(), people.end(), [](const auto &a, const auto &b) {
    const auto order = [](const NetworkPerson &p) { return (p.guardian ? 0 : 10) + (p.circle == 0 ? 9 : p.circle); };
    return order(a) < order(b);
  });
  return people;
}

std::vector<Household> households(db::Connection &c, const Known &known, const access::Scope &scope, std::int64_t person) {
  std::vector<Household> found;
  if (known.household == nullptr || known.household->field("member")->group.empty()) return found;
  const auto &reg = *known.household;
  const auto table = records::group_table_name(reg, reg.field("member")->group);
  const auto stays = [&](const char *alias) {
    return reg.field("moved_out") != nullptr ? " AND " + column(reg, "moved_out", alias) + " IS NULL" : std::string{};
  };
  db::Values args{person, person};
  auto sql =
      "SELECT r.id, " + column(reg, "name") + ", " + text_of(column(reg, "registered")) + ", " + column(reg, "member", "m") + ", " +
      text_of(column(reg, "role", "m")) + " FROM r_household r JOIN " + table + " m ON m.record_id = r.id" + stays("m") +
      " WHERE r.id IN (SELECT l.record_id FROM record_person l WHERE l.person_id = ? AND l.register_id = 'household') AND EXISTS (SELECT 1 FROM " +
      table + " x WHERE x.record_id = r.id AND " + column(reg, "member", "x") + " = ?" + stays("x") + ") AND r.deleted_at IS NULL";
  sql += scope.beside("r", args);
  if (reg.field("ended") != nullptr) sql += " AND " + column(reg, "ended") + " IS NULL";
  const auto *role = reg.field("role");
  c.query(sql + " ORDER BY r.id DESC, m.position", args, [&](const db::Row &row) {
    if (found.empty() || found.back().record != row.integer(0)) found.push_back({row.integer(0), row.str(1), row.str(2).substr(0, 10), {}});
    const auto code = parse_integer(row.text(4));
    const auto *option = code ? role->option_by_code(static_cast<int>(*code)) : nullptr;
    found.back().members.push_back({row.integer(3), "", option != nullptr ? option->title.str() : "", option != nullptr && option->id == "child"});
  });
  return found;
}

std::vector<std::int64_t> children_of_the_same(db::Connection &c, const Known &known, const access::Scope &scope, std::int64_t person) {
  std::vector<std::int64_t> ids;
  if (known.network == nullptr || known.network->field("known") == nullptr || known.network->field("guardian") == nullptr) return ids;
  const auto &reg = *known.network;
  db::Values args{person, person};
  auto sql =
      "SELECT DISTINCT r.person_id FROM r_network_person r WHERE r.id IN (SELECT l.record_id FROM record_person l WHERE l.register_id = 'network_person' AND "
      "l.person_id IN (SELECT " +
      column(reg, "known", "g") + " FROM r_network_person g WHERE g.person_id = ? AND g.deleted_at IS NULL AND " + column(reg, "guardian", "g") +
      " = 1 AND " + column(reg, "known", "g") + " IS NOT NULL)) AND r.person_id <> ? AND r.deleted_at IS NULL AND " + column(reg, "guardian") +
      " = 1";
  sql += scope.beside("r", args);
  c.query(sql, args, [&](const db::Row &row) { ids.push_back(row.integer(0)); });
  return ids;
}

std::map<std::int64_t, std::pair<std::int64_t, std::string>> newest_of(db::Connection &c, const Register &reg, const access::Scope &scope,
                                                                       const std::vector<std::int64_t> &people) {
  std::map<std::int64_t, std::pair<std::int64_t, std::string>> newest;
  if (people.empty() || reg.field(reg.date_field) == nullptr) return newest;
  db::Values args;
  std::string marks;
  for (const auto id : people) {
    marks += marks.empty() ? "?" : ", ?";
    args.emplace_back(id);
  }
  const auto day = text_of(column(reg, reg.date_field));
  auto sql =
      "SELECT r.person_id, r.id, " + day + " FROM " + records::table_name(reg) + " r WHERE r.person_id IN (" + marks + ") AND r.deleted_at IS NULL";
  sql += scope.beside("r", args);
  c.query(sql + " ORDER BY " + day + ", r.id", args,
          [&](const db::Row &row) { newest[row.integer(0)] = {row.integer(1), row.str(2).substr(0, 10)}; });
  return newest;
}

bool watches(db::Connection &c, std::int64_t user, std::int64_t case_id) {
  return c.exists("SELECT 1 FROM case_watch WHERE user_id = ? AND case_id = ?", {user, case_id});
}

void watch(db::Connection &c, const Actor &actor, std::int64_t case_id, bool follow, const std::string &now) {
  if (follow)
    c.exec("INSERT INTO case_watch (user_id, unit_id, case_id, since) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
           {actor.user, actor.unit, case_id, now});
  else c.exec("DELETE FROM case_watch WHERE user_id = ? AND case_id = ?", {actor.user, case_id});
}

CaseHabits habits(db::Connection &c, std::int64_t unit) {
  CaseHabits habits;
  c.query("SELECT handlers, weeks_without_note FROM case_habits WHERE unit_id = ?", {unit},
          [&](const db::Row &row) { habits = {static_cast<int>(row.integer(0)), static_cast<int>(row.integer(1))}; });
  return habits;
}

void set_habits(db::Connection &c, std::int64_t unit, const CaseHabits &habits) {
  c.exec(
      "INSERT INTO case_habits (unit_id, handlers, weeks_without_note) VALUES (?, ?, ?) ON CONFLICT (unit_id) DO UPDATE SET handlers = excluded.handlers, "
      "weeks_without_note = excluded.weeks_without_note",
      {unit, static_cast<std::int64_t>(habits.handlers), static_cast<std::int64_t>(habits.weeks_without_note)});
}

namespace {
db::Value id_or_null(std::int64_t id) { return id != 0 ? db::Value{id} : db::Value{db::Null{}}; }
} // namespace

std::int64_t offer(db::Connection &c, const Transfer &t, std::int64_t user) {
  return c.insert(
      "INSERT INTO case_handover (case_id, person_id, from_unit, from_team, to_unit, to_team, at, user_id, who, reason, kind, state) VALUES "
      "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'offered') RETURNING id",
      {t.case_id, t.person, t.from_unit, id_or_null(t.from_team), t.to_unit, id_or_null(t.to_team), t.at, user, t.who, t.reason, db::opt(t.kind)});
}

std::vector<Transfer> transfers(db::Connection &c, const std::string &where, const db::Values &args) {
  std::vector<Transfer> found;
  c.query(
      "SELECT id, case_id, person_id, from_unit, from_team, to_unit, to_team, at, who, reason, kind, state, answered_at, answered_by, answer, new_case, new_person "
      "FROM case_handover WHERE " +
          where + " ORDER BY id DESC LIMIT 200",
      args, [&](const db::Row &row) {
        Transfer t;
        t.id = row.integer(0);
        t.case_id = row.integer(1);
        t.person = row.integer(2);
        t.from_unit = row.integer(3);
        t.from_team = row.integer(4);
        t.to_unit = row.integer(5);
        t.to_team = row.integer(6);
        t.at = row.str(7);
        t.who = row.str(8);
        t.reason = row.str(9);
        t.kind = row.str(10);
        t.state = row.str(11);
        t.answered_at = row.str(12);
        t.answered_by = row.str(13);
        t.answer = row.str(14);
        t.new_case = row.integer(15);
        t.new_person = row.integer(16);
        found.push_back(std::move(t));
      });
  return found;
}

std::optional<Transfer> transfer(db::Connection &c, std::int64_t id) {
  auto found = transfers(c, "id = ?", {id});
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

void answer(db::Connection &c, const Transfer &t) {
  c.exec("UPDATE case_handover SET state = ?, answered_at = ?, answered_by = ?, answer = ?, new_case = ?, new_person = ? WHERE id = ?",
         {t.state, t.answered_at, t.answered_by, db::opt(t.answer), id_or_null(t.new_case), id_or_null(t.new_person), t.id});
}

} // namespace rt::casework::store
