// The measure engine at city size, in one run on one database that `rodatraden demo --size city` made: all cells anew, beside the same
// figures as one SQL query each and beside a bare reading of the same tables; a record saved with its cells current; a board of figures;
// and a day's work by fifty people, after which cells must be what the records say.
//   rt_bench_measures city.sqlite|postgresql://… [writes [utan-fragor]]
#include "app/demo/demo.hpp"
#include "app/server/app.hpp"
#include "bench/queries.hpp"
#include "platform/core/text.hpp"
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <map>
#include <set>
#include <fstream>
#include <thread>

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
void say(const std::string &what, double value, const std::string &unit) {
  // The width counts bytes, so the letters å, ä and ö are given their room.
  const auto wide = std::count_if(what.begin(), what.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; });
  std::printf("  %-*s %10.2f %s\n", static_cast<int>(72 + wide), what.c_str(), value, unit.c_str());
}
double percentile(std::vector<double> &all, double p) {
  std::sort(all.begin(), all.end());
  return all.empty() ? 0 : all[static_cast<std::size_t>(p * static_cast<double>(all.size() - 1))] * 1000;
}
std::int64_t memory_mb() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (starts_with(line, "VmHWM:")) return parse_integer(trim(line.substr(6, line.find("kB") - 6))).value_or(0) / 1024;
  return 0;
}

/// The same numbers in every run and on every machine.
struct Random {
  std::uint64_t state = 20261122;
  std::int64_t below(std::int64_t n) {
    state ^= state << 13, state ^= state >> 7, state ^= state << 17;
    return static_cast<std::int64_t>(state % static_cast<std::uint64_t>(n));
  }
};

/// Registers that a day's work writes in, with a date field to move and one to change.
struct Written {
  const definitions::Register *reg = nullptr;
  const definitions::Field *date = nullptr, *choice = nullptr;
};
std::vector<Written> written_registers(app::App &app) {
  std::vector<Written> found;
  for (const auto &reg : app.catalog().registers) {
    Written w{&reg};
    w.date = reg.field(reg.date_field);
    if (w.date == nullptr || w.date->type != definitions::FieldType::date) continue;
    for (const auto &field : reg.fields)
      if (field.group.empty() && field.type == definitions::FieldType::choice && field.id != "kind" && field.options.size() > 1 &&
          field.show_when.empty()) {
        w.choice = &field;
        break;
      }
    if (w.choice != nullptr) found.push_back(w);
  }
  return found;
}

struct Work {
  std::vector<double> saves;
  std::int64_t refused = 0, removed = 0, busy = 0;
};
/// Records of one unit that a day's work touches: the latest of each register.
using Places = std::vector<std::pair<Written, std::vector<std::int64_t>>>;

/// One person's writes: a field changed, a date moved, a record removed or brought back, in her own unit.
Work work(app::App &app, std::int64_t unit, const Places &places, std::uint64_t seed, int writes) {
  Work done;
  Random random{seed};
  const auto actor = access::system_actor(unit);
  for (int i = 0; i < writes; ++i) {
    const auto &[w, ids] = places[static_cast<std::size_t>(random.below(static_cast<std::int64_t>(places.size())))];
    const auto id = ids[static_cast<std::size_t>(random.below(static_cast<std::int64_t>(ids.size())))];
    const auto kind = random.below(10);
    try {
      const auto found = app.records->get(actor, w.reg->id, id, "mätning");
      if (!found) continue; // removed
      auto record = *found;
      if (kind == 0) {
        if (const auto removed = app.records->remove(actor, w.reg->id, id, record.version); removed) ++done.removed;
        else ++done.refused;
        continue;
      }
      if (kind < 4) {
        if (const auto day = date_from_iso(record.text(w.date->id)))
          record.values[w.date->id] = to_iso(*day - 1 - static_cast<int>(random.below(40)));
      } else {
        const auto &options = w.choice->options;
        auto at = static_cast<std::size_t>(random.below(static_cast<std::int64_t>(options.size())));
        if (record.has(w.choice->id) && options[at].code == record.integer(w.choice->id)) at = (at + 1) % options.size(); // a change, in every run
        record.values[w.choice->id] = std::int64_t{options[at].code};
      }
      bool saved = false;
      const auto took = timed([&] { saved = static_cast<bool>(app.records->save(actor, w.reg->id, record)); });
      if (saved) done.saves.push_back(took);
      else ++done.refused;
    } catch (const db::BusyError &) { ++done.busy; }
  }
  return done;
}

/// The same figures as queries, beside the rebuild and the bare reading. How many of them say something else than the cells.
int ask(db::Connection &c, const measures::plan::Plan &plan, double full, double scan) {
  std::vector<std::string> left_out;
  std::set<std::string> measures;
  std::vector<std::pair<double, std::string>> each;
  std::map<std::string, double> answers; // the sum of each measure's numerators: the same question was asked
  double all = 0;
  for (const auto &query : bench::queries(plan, c.backend(), left_out)) {
    double took = 0;
    try {
      took = timed([&] {
        c.query(query.sql, {}, [&](const db::Row &row) {
          if (query.whole) answers[query.measure] += row.real(3);
        });
      });
    } catch (const db::Error &) {
      std::fprintf(stderr, "%s\n%s\n", query.measure.c_str(), query.sql.c_str());
      throw;
    }
    all += took;
    each.emplace_back(took, query.measure);
    measures.insert(query.measure);
  }
  say("samma siffror som " + std::to_string(each.size()) + " frågor (" + std::to_string(measures.size()) + " mått och deras delningar)", all, "s");
  std::sort(each.rbegin(), each.rend());
  for (std::size_t i = 0; i < std::min<std::size_t>(each.size(), 5); ++i)
    std::printf("    längst: %s %.1f s\n", each[i].second.c_str(), each[i].first);
  std::printf("  om allt är %.1f gånger snabbare än frågorna (mål 40); kostade den bara genomläsningen vore den %.1f gånger snabbare\n", all / full,
              all / scan);
  int wrong = 0;
  c.query("SELECT k.measure, SUM(c.numerator) FROM cell c JOIN measure_key k ON k.id = c.measure_id GROUP BY k.measure", {}, [&](const db::Row &row) {
    const auto answer = answers.find(row.str(0));
    if (answer == answers.end() || !(std::abs(answer->second - row.real(1)) > 1e-6 * std::max(1.0, std::abs(row.real(1))))) return;
    ++wrong;
    std::printf("    OBS: %s är %g i frågan och %g i cellerna\n", answer->first.c_str(), answer->second, row.real(1));
  });
  for (const auto &id : left_out) std::printf("    utan fråga, bara i motorn: %s\n", id.c_str());
  return wrong;
}

} // namespace

int main(int argc, char **argv) {
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  if (argc < 2) return std::fprintf(stderr, "rt_bench_measures stad.sqlite|postgresql://… [skrivningar [utan-fragor]]\n"), 2;
  app::Setup setup;
  setup.database = argv[1];
  setup.clock_offset = from_swedish(make_date(2019, 3, 22), 9 * 60 + 40) - SystemClock().now();
  auto opened = app::App::open(setup, false);
  if (!opened) return std::fprintf(stderr, "%s\n", opened.error().message.c_str()), 2;
  app::App &app = **opened;
  db::Pool &pool = app.pool();
  auto &engine = *app.measures;
  const auto units = app.organisation->units();
  const auto plan = measures::plan::compile(app.catalog());
  const bool pg = pool.read()->backend() == db::Backend::postgres;
  std::int64_t records = 0;
  {
    auto c = pool.read();
    for (const auto &reg : app.catalog().registers) records += c->count("SELECT COUNT(*) FROM " + records::table_name(reg));
  }
  std::printf("%s poster, %zu enheter, %s\n", number(static_cast<double>(records), 0).c_str(), units.size(), pg ? "PostgreSQL" : "SQLite");

  std::int64_t warmed = 0; // as the server does when it starts
  const double warming = timed([&] { warmed = pool.warm({}); });
  if (!pg) say("databasfilen läst in i maskinens minne, " + number(static_cast<double>(warmed) / 1e9, 1) + " GB", warming, "s");

  // At the largest sizes the queries alone take long; the rest can be measured without them.
  const bool with_queries = argc <= 3 || std::string(argv[3]) != "utan-fragor";
  double full = 0, empty = 0;
  int wrong = 0; // queries that do not agree with the cells
  {
    auto c = pool.write();
    engine.rebuild(*c); // warms the cache
    auto before = used();
    full = timed([&] { engine.rebuild(*c); });
    say("alla celler om, jämförda med dem som finns: " + number(static_cast<double>(c->count("SELECT COUNT(*) FROM cell")), 0) + " celler", full,
        "s");
    say("  varav processortid", used() - before, "s");
    c->exec("DELETE FROM cell");
    empty = timed([&] { engine.rebuild(*c); });
    say("alla celler när inga finns", empty, "s");
  }
  {
    auto c = pool.read();
    double scan = 0;
    const auto reads = bench::bare_reads(plan);
    for (int run = 0; run < 2; ++run) {
      scan = 0;
      for (const auto &sql : reads) scan += timed([&] { (void)c->count(sql); });
    }
    say("samma " + std::to_string(reads.size()) + " tabeller lästa rakt igenom", scan, "s");
    std::printf("  om allt: %.1f gånger en genomläsning (mål 5), när inga finns %.1f\n", full / scan, empty / scan);
    if (with_queries) wrong = ask(*c, plan, full, scan);
  }

  const auto registers = written_registers(app);
  std::map<std::int64_t, Places> places;
  {
    auto c = pool.read();
    for (const auto &w : registers)
      for (const auto &unit : units) {
        std::vector<std::int64_t> ids;
        c->query("SELECT id FROM " + records::table_name(*w.reg) + " WHERE unit_id = ? AND deleted_at IS NULL ORDER BY " + w.reg->date_field +
                     " DESC LIMIT 300",
                 {unit.id}, [&](const db::Row &row) { ids.push_back(row.integer(0)); });
        if (!ids.empty()) places[unit.id].emplace_back(w, std::move(ids));
      }
  }
  std::vector<double> alone;
  for (std::size_t i = 0; i < units.size(); ++i) {
    auto done = work(app, units[i].id, places[units[i].id], 77 + i, 20);
    alone.insert(alone.end(), done.saves.begin(), done.saves.end());
  }
  say("en post sparad med sina celler, " + std::to_string(alone.size()) + " sparade, p50", percentile(alone, 0.5), "ms");
  say(std::string("  p99 (mål ") + (pg ? "20" : "10") + ")", percentile(alone, 0.99), "ms");

  std::vector<std::string> ids;
  const auto packs = app.organisation->packs(units[1].id);
  for (const auto *d : engine.definitions_of(units[1].id, packs))
    if (!d->base.empty() && ids.size() < 40) ids.push_back(d->id);
  std::vector<Period> months;
  for (int m = 1; m <= 12; ++m) months.push_back(month_period(make_month(2018, m)));
  std::vector<double> first, again;
  for (const auto &unit : units) { // those of the same kind, which have these measures
    if (app.organisation->packs(unit.id) != packs) continue;
    const auto board = [&] { return timed([&] { (void)engine.values(ids, {unit.id, 0}, months); }); };
    first.push_back(board());
    for (int i = 0; i < 5; ++i) again.push_back(board());
  }
  say("tavla: " + std::to_string(ids.size()) + " mått × 12 månader × kön, " + std::to_string(first.size()) + " enheter, p50 (mål 10)",
      percentile(again, 0.5), "ms");
  say("  p99", percentile(again, 0.99), "ms");
  say("  första gången, när filen ska läsas in, p50", percentile(first, 0.5), "ms");
  say("ett mått för hela staden och var enhet i den, ett år, skyddat",
      timed([&] { (void)engine.compare(ids[0], units[1].id, measures::Level::city, {year_period(2018)}); }) * 1000, "ms");

  const int writes = argc > 2 ? static_cast<int>(parse_integer(argv[2]).value_or(0)) : 0;
  if (writes > 0) {
    constexpr int kPeople = 50;
    std::vector<std::thread> people;
    std::vector<Work> done(kPeople);
    const auto took = timed([&] {
      for (int p = 0; p < kPeople; ++p)
        people.emplace_back([&, p] {
          const auto &unit = units[static_cast<std::size_t>(p * 7) % units.size()];
          done[static_cast<std::size_t>(p)] = work(app, unit.id, places[unit.id], 1000 + static_cast<std::uint64_t>(p), writes / kPeople);
        });
      for (auto &one : people) one.join();
    });
    std::vector<double> saves;
    std::int64_t removed = 0, refused = 0, busy = 0;
    for (auto &one : done)
      saves.insert(saves.end(), one.saves.begin(), one.saves.end()), removed += one.removed, refused += one.refused, busy += one.busy;
    std::printf("  %d försök av %d samtidiga: %zu sparade, %lld borttagna, %lld avvisade av reglerna, %lld fick vänta för länge\n", writes, kPeople,
                saves.size(), static_cast<long long>(removed), static_cast<long long>(refused), static_cast<long long>(busy));
    say("  skrivningar per sekund", (static_cast<double>(saves.size()) + static_cast<double>(removed)) / took, "");
    say("  p50 med köandet", percentile(saves, 0.5), "ms");
  }
  std::size_t differences = 0;
  {
    auto w = pool.write();
    for (const auto &one : engine.check(*w)) {
      if (++differences <= 5) std::printf("    %s %s: %g mot %g\n", one.measure.c_str(), one.where.c_str(), one.stored, one.fresh);
    }
  }
  say("skillnader mellan celler och poster", static_cast<double>(differences), "");
  say("minne som mest", static_cast<double>(memory_mb()), "MB");
  return differences == 0 && wrong == 0 ? 0 : 1;
}
