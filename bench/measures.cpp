// The measure engine on generated records, in one run: all cells anew, beside the same figures as one hand-written query each and beside a
// bare reading of the same tables; one record saved with its cells current; one board of figures.
//   rt_bench_measures [records] [sqlite-file or postgres-URL]
#include "modules/definitions/tests/shipped.hpp"
#include "modules/deadlines/deadlines.hpp"
#include "modules/measures/measures.hpp"
#include "platform/core/text.hpp"
#include <algorithm>
#include <chrono>
#include <ctime>
#include <cstdio>
#include <filesystem>

using namespace rt;

namespace {

using Seconds = std::chrono::duration<double>;
template<typename Fn> double timed(Fn work) {
  const auto began = std::chrono::steady_clock::now();
  work();
  return Seconds(std::chrono::steady_clock::now() - began).count();
}
/// Beside the clock: what this process itself used, which a busy machine changes less.
double used() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }
void say(const std::string &what, double value, const std::string &unit) { std::printf("  %-74s %10.2f %s\n", what.c_str(), value, unit.c_str()); }

/// The same numbers in every run and on every machine.
struct Random {
  std::uint64_t state = 20261122;
  std::int64_t below(std::int64_t n) {
    state ^= state << 13, state ^= state >> 7, state ^= state << 17;
    return static_cast<std::int64_t>(state % static_cast<std::uint64_t>(n));
  }
};

constexpr int kUnits = 120, kTeams = 5, kYears = 10;
const Date kFirst = make_date(2016, 1, 1);

struct City {
  std::vector<std::pair<std::int64_t, std::vector<std::int64_t>>> units;
};

City found_city(db::Pool &pool) {
  City city;
  organisation::Organisation organisation(pool);
  auto c = pool.write();
  db::Transaction t(*c);
  for (int u = 0; u < kUnits; ++u) {
    const std::string n = std::to_string(u);
    const auto unit =
        organisation.add_unit(*c, {0, "Enhet " + n, "Förvaltning " + std::to_string(u / 10), "Nämnd " + std::to_string(u / 20), "Staden", "E" + n})
            .value();
    city.units.push_back({unit, {}});
    for (int k = 0; k < kTeams; ++k)
      city.units.back().second.push_back(
          organisation.add_team(*c, {0, unit, "T" + std::to_string(k), "Grupp " + std::to_string(k), "", "assessed", "children", k, true}).value());
  }
  t.commit();
  return city;
}

/// Rows by the hundred in a statement on PostgreSQL; SQLite takes them quicker one by one.
class Filler {
public:
  Filler(db::Connection &c, std::string table, const std::string &columns)
      : c_(c), head_("INSERT INTO " + std::move(table) + " (" + columns + ") VALUES ") {
    width_ = static_cast<std::size_t>(std::count(columns.begin(), columns.end(), ',')) + 1;
    one_ = "(";
    for (std::size_t i = 0; i < width_; ++i) one_ += i == 0 ? "?" : ",?";
    one_ += ")";
  }
  void add(std::initializer_list<db::Value> row) {
    args_.insert(args_.end(), row);
    if (++rows_ == (c_.backend() == db::Backend::postgres ? 100U : 1U)) flush();
  }
  void flush() {
    if (rows_ == 0) return;
    std::string sql = head_;
    for (std::size_t i = 0; i < rows_; ++i) sql += (i == 0 ? "" : ",") + one_;
    c_.exec(sql, args_);
    args_.clear(), rows_ = 0;
  }

private:
  db::Connection &c_;
  std::string head_, one_;
  std::size_t width_, rows_ = 0;
  db::Values args_;
};

/// Six reports of ten, three investigations of ten and their consulted bodies, over ten years.
void fill(db::Pool &pool, const City &city, std::int64_t records) {
  Random random;
  auto c = pool.write();
  db::Transaction t(*c);
  const std::string fixed = "unit_id, team_id, person_id, sex, birth_year, n0, n1, n2, n3, state, created_at, updated_at, ";
  Filler reports(*c, "r_report_of_concern", fixed + "received, reporter, main_reason, duty, decided, outcome, feedback");
  Filler investigations(*c, "r_investigation", fixed + "opened, closed, kind, outcome, child_opinion, child_told, school_contacted, days_taken");
  Filler consulted(*c, "r_investigation__consulted", "record_id, position, body, asked");
  const std::string now = "2026-01-01T00:00:00Z";
  const std::int64_t people = std::max<std::int64_t>(1, records / 4);
  std::int64_t investigation = 0;
  for (std::int64_t i = 0; i < records * 6 / 10; ++i) {
    const std::int64_t person = 1 + random.below(people);
    const auto &[unit, teams] = city.units[static_cast<std::size_t>(person % kUnits)]; // a family stays in its district
    const std::int64_t team = teams[static_cast<std::size_t>(random.below(kTeams))],
                       sex = random.below(50) == 0 ? random.below(2) * 3 : 1 + person % 2;
    const auto day = kFirst + static_cast<int>(random.below(kYears * 365));
    const std::int64_t born = year_of(day) - random.below(18);
    const auto n = [&](std::int64_t s) { return db::Value{std::int64_t{s == sex ? 1 : 0}}; };
    reports.add({unit, team, person, sex, born, n(0), n(1), n(2), n(3), random.below(5), now, now, to_iso(day) + "T09:00:00Z", 1 + random.below(14),
                 1 + random.below(8), random.below(2), to_iso(day + static_cast<int>(random.below(20))), 1 + random.below(3),
                 random.below(2) == 0 ? db::Value{} : db::Value{to_iso(day + 25)}});
    if (i % 2 != 0) continue;
    const int taken = static_cast<int>(30 + random.below(120));
    investigations.add({unit,
                        team,
                        person,
                        sex,
                        born,
                        n(0),
                        n(1),
                        n(2),
                        n(3),
                        random.below(4),
                        now,
                        now,
                        to_iso(day + 14),
                        to_iso(day + 14 + taken),
                        1 + random.below(4),
                        1 + random.below(6),
                        1 + random.below(4),
                        random.below(3) == 0 ? db::Value{} : db::Value{to_iso(day + 100)},
                        1 + random.below(3),
                        std::int64_t{taken}});
    if (++investigation % 3 == 0) consulted.add({investigation, std::int64_t{0}, 1 + random.below(11), to_iso(day + 20)});
  }
  reports.flush(), investigations.flush(), consulted.flush();
  t.commit();
  c->script(c->backend() == db::Backend::postgres ? "ANALYZE" : "PRAGMA optimize");
}

/// One hand-written query for each figure: the whole, and one more for each split.
struct ByHand {
  std::string from, date, where, part;
};
std::vector<ByHand> by_hand() {
  const std::string reports = "r_report_of_concern r WHERE r.deleted_at IS NULL AND r.received IS NOT NULL",
                    closed = "r_investigation r WHERE r.deleted_at IS NULL AND r.closed IS NOT NULL";
  const std::string received = "substr(r.received, 1, 7)", ended = "substr(CAST(r.closed AS TEXT), 1, 7)";
  const std::string age =
      "CASE WHEN r.birth_year IS NULL OR r.birth_year = 0 THEN -1 WHEN {y} - r.birth_year BETWEEN 0 AND 5 THEN 0 WHEN {y} - r.birth_year BETWEEN 6 AND 12 THEN 1 "
      "WHEN {y} - r.birth_year BETWEEN 13 AND 17 THEN 2 WHEN {y} - r.birth_year BETWEEN 18 AND 20 THEN 3 ELSE -1 END";
  const std::string age_r = replace_all(age, "{y}", "CAST(substr(r.received, 1, 4) AS INTEGER)"),
                    age_i = replace_all(age, "{y}", "CAST(substr(CAST(r.closed AS TEXT), 1, 4) AS INTEGER)");
  const std::string again =
      "CASE WHEN EXISTS (SELECT 1 FROM r_report_of_concern l WHERE l.deleted_at IS NULL AND l.person_id = r.person_id AND substr(l.received, 1, 10) >= CAST(r.closed AS TEXT) AND substr(l.received, 1, 10) <= {end}) THEN 1 ELSE 0 END";
  return {
      {reports, received, "1", ""},
      {reports, received, "1", age_r},
      {reports, received, "1", "r.reporter"},
      {reports, received, "1", "r.main_reason"},
      {reports, received, "CASE WHEN r.reporter = 3 THEN 1 ELSE 0 END", ""},
      {reports, received, "CASE WHEN r.reporter = 3 THEN 1 ELSE 0 END", age_r},
      {closed, ended, "1", ""},
      {closed, ended, "1", age_i},
      {closed, ended, "1", "r.outcome"},
      {closed, ended, "r.days_taken", ""},
      {closed, ended, again, ""},
      {closed, ended, again, age_i},
      {closed, ended, "CASE WHEN r.child_opinion = 1 AND r.child_told IS NOT NULL THEN 1 ELSE 0 END", ""},
      {closed, ended, "CASE WHEN r.child_opinion = 1 AND r.child_told IS NOT NULL THEN 1 ELSE 0 END", age_i},
      {closed, ended, "CASE WHEN r.school_contacted = 1 THEN 1 ELSE 0 END", ""},
      {"r_investigation__consulted g JOIN r_investigation r ON r.id = g.record_id WHERE r.deleted_at IS NULL AND g.asked IS NOT NULL",
       "substr(CAST(g.asked AS TEXT), 1, 7)", "1", ""},
      {"r_investigation__consulted g JOIN r_investigation r ON r.id = g.record_id WHERE r.deleted_at IS NULL AND g.asked IS NOT NULL",
       "substr(CAST(g.asked AS TEXT), 1, 7)", "1", "g.body"},
      {closed, ended, "CASE WHEN EXISTS (SELECT 1 FROM r_investigation__areas a WHERE a.record_id = r.id AND a.judged = 3) THEN 1 ELSE 0 END", ""}};
}
double run_by_hand(db::Connection &c, const ByHand &q) {
  const bool pg = c.backend() == db::Backend::postgres;
  const std::string end = pg ? "CAST(CAST(r.closed + INTERVAL '1 year' AS DATE) AS TEXT)" : "date(r.closed, '+1 year')";
  const std::string part = q.part.empty() ? "" : ", " + q.part;
  std::int64_t rows = 0;
  return timed([&] {
    c.query("SELECT r.unit_id, r.team_id, " + q.date + ", r.sex" + part + ", COUNT(*), SUM(" + replace_all(q.where, "{end}", end) + ") FROM " +
                q.from + " GROUP BY 1, 2, 3, 4" + (q.part.empty() ? "" : ", 5"),
            {}, [&](const db::Row &) { ++rows; });
  });
}

double percentile(std::vector<double> &all, double p) {
  std::sort(all.begin(), all.end());
  return all[static_cast<std::size_t>(p * static_cast<double>(all.size() - 1))] * 1000;
}

} // namespace

int main(int argc, char **argv) {
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  const std::int64_t records = argc > 1 ? parse_integer(argv[1]).value_or(1000000) : 1000000;
  const std::string where = argc > 2 ? argv[2] : "/tmp/rodatraden-bench-measures.sqlite";
  if (where.find("://") == std::string::npos)
    for (const char *end : {"", "-wal", "-shm"}) std::filesystem::remove(where + end);
  const auto opened = db::Pool::open(where);
  db::Pool &pool = *opened;
  std::vector<db::Migration> steps;
  for (const auto *part :
       {&organisation::migrations(), &audit::migrations(), &records::migrations(), &deadlines::migrations(), &measures::migrations()})
    steps.insert(steps.end(), part->begin(), part->end());
  if (const auto done = db::migrate(*pool.write(), steps); !done) return std::fprintf(stderr, "%s\n", done.error().message.c_str()), 2;
  auto catalog = definitions::load(shipped_packs(), {"common", "child-and-youth"}).catalog;
  std::erase_if(catalog.measures, [](const auto &m) { return m.file.find("child-and-youth/measures/reports.toml") == std::string::npos; });
  const FixedClock clock(from_iso("2026-01-01T10:00:00Z"));
  audit::ReadLog log(pool, clock);
  records::Records registers(pool, catalog, clock, log);
  registers.install(*pool.write());
  const City city = found_city(pool);
  std::printf("%lld poster, %d enheter, %d år, %s\n", static_cast<long long>(records), kUnits, kYears,
              where.find("://") == std::string::npos ? "SQLite" : "PostgreSQL");
  say("poster skapade", timed([&] { fill(pool, city, records); }), "s");
  measures::Measures engine(pool, catalog, clock);
  {
    auto c = pool.write();
    engine.rebuild(*c);
  } // makes the indexes, warms the cache
  double full = 0, before = used();
  {
    auto c = pool.write();
    full = timed([&] { engine.rebuild(*c); });
    before = used() - before;
    say("alla celler om, " + std::to_string(c->count("SELECT COUNT(*) FROM cell")) + " celler", full, "s");
    say("  varav processortid", before, "s");
  }
  auto c = pool.read();
  double scan = 0;
  for (const char *table : {"r_report_of_concern", "r_investigation", "r_investigation__consulted", "r_investigation__areas"})
    scan += timed([&] {
      (void)c->count(std::string("SELECT SUM(LENGTH(") +
                     (std::string_view(table).find("__") == std::string_view::npos ? "updated_at" : "CAST(record_id AS TEXT)") + ")) FROM " + table);
    });
  say("samma tabeller lästa rakt igenom", scan, "s");
  double hand = 0;
  int queries = 0;
  for (const ByHand &q : by_hand()) hand += run_by_hand(*c, q), ++queries;
  say("samma siffror som " + std::to_string(queries) + " handskrivna frågor", hand, "s");
  std::printf("  om allt: %.1f gånger snabbare än frågorna (mål 40), %.1f gånger en genomläsning (mål 5)\n", hand / full, full / scan);

  registers.listen(engine);
  std::vector<double> saves;
  Random random;
  for (int i = 0; i < 300; ++i) {
    const auto &[unit, teams] = city.units[static_cast<std::size_t>(random.below(kUnits))];
    const auto actor = access::system_actor(unit);
    const auto id = c->count("SELECT id FROM r_investigation WHERE unit_id = ? ORDER BY closed DESC LIMIT 1 OFFSET ?", {unit, random.below(500)});
    auto found = registers.get(actor, "investigation", id, "mätning");
    if (!found) continue;
    found->values["school_contacted"] = 1 + random.below(3);
    saves.push_back(timed([&] {
      if (!registers.save(actor, "investigation", *found)) found->id = 0;
    }));
  }
  if (!saves.empty()) {
    say("en post sparad med sina celler, p50", percentile(saves, 0.5), "ms");
    say("en post sparad med sina celler, p99 (mål 10, PostgreSQL 20)", percentile(saves, 0.99), "ms");
  }
  std::vector<std::string> ids;
  for (const auto &d : engine.definitions())
    if (d.kind != measures::Kind::median && d.kind != measures::Kind::ontime && d.at != "due" && d.id != "cy_investigations_open")
      ids.push_back(d.id);
  while (ids.size() < 40) ids.push_back(ids[ids.size() % 10]);
  std::vector<Period> months;
  for (int m = 1; m <= 12; ++m) months.push_back(month_period(make_month(2024, m)));
  std::vector<double> boards;
  for (int i = 0; i < 20; ++i) boards.push_back(timed([&] { (void)engine.values(ids, {city.units[static_cast<std::size_t>(i)].first, 0}, months); }));
  say("tavla: 40 mått × 12 månader × kön, p50 (mål 10)", percentile(boards, 0.5), "ms");
  const auto whole = timed([&] { (void)engine.values({"cy_reports"}, {city.units[0].first, 0, measures::Level::city}, {year_period(2024)}); });
  say("ett mått för hela staden, ett år", whole * 1000, "ms");
  std::size_t differences = 0;
  {
    auto w = pool.write();
    differences = engine.check(*w).size();
  }
  say("skillnader mellan celler och poster", static_cast<double>(differences), "");
  return differences == 0 ? 0 : 1;
}
