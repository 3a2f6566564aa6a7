// Tries a measure on the unit's own records: the engine's evaluator over the draft alone. No cell is read or written.
#include "modules/measures/editor.hpp"
#include "modules/measures/impl.hpp"
#include "platform/core/text.hpp"
#include <algorithm>
#include <chrono>
#include <condition_variable>

namespace rt::measures::editor {
namespace {

constexpr auto kLongestWait = std::chrono::seconds(5);

/// Rows that a reading of the periods would touch, counted no further than one past the most.
std::int64_t rows_touched(db::Connection &c, const Measures::Impl &impl, const plan::Compiled &m, Where where, const Period &all, std::int64_t most) {
  std::int64_t sum = 0;
  for (const auto &place : m.parts) {
    const plan::Base &base = impl.base(place.base);
    const store::Where w = impl.rows_of(m, place, where, all);
    const std::string rows = store::from(base.table) + " WHERE r.deleted_at IS NULL" + w.sql;
    const std::string limit = " LIMIT " + std::to_string(most + 1);
    sum += c.count("SELECT COUNT(*) FROM (SELECT 1 AS one" + rows + limit + ") AS counted", w.args);
    if (sum > most) return sum;
    for (const int number : link_tables_of(base, impl.part(place))) {
      const auto &link = base.link_tables[static_cast<std::size_t>(number)];
      const std::string table = "r_" + link.table.reg->id + (link.table.group == nullptr ? "" : "__" + link.table.group->id);
      sum += c.count("SELECT COUNT(*) FROM (SELECT 1 AS one FROM " + table + " l WHERE l." + link.key_sql + " IN (SELECT " +
                         store::sql_of(base.table.columns[static_cast<std::size_t>(link.base_key)]) + rows + ")" + limit + ") AS counted",
                     w.args);
      if (sum > most) return sum;
    }
  }
  return sum;
}

/// A field that the actor may not read may not be asked for either: the answer would tell it.
const definitions::Field *hidden_field(const plan::Plan &plan, const access::Actor &actor) {
  const auto hidden = [&](const plan::Table &table) -> const definitions::Field * {
    for (const auto &column : table.columns)
      if (column.field != nullptr && !records::may_read(*column.field, actor)) return column.field;
    return nullptr;
  };
  for (const auto &base : plan.bases) {
    if (const auto *field = hidden(base.table)) return field;
    for (const auto &link : base.link_tables)
      if (const auto *field = hidden(link.table)) return field;
  }
  return nullptr;
}

std::vector<Period> closed_months(Month now) {
  std::vector<Period> months;
  for (int back = 12; back >= 1; --back) months.push_back(month_period(now - back));
  return months;
}

} // namespace

struct Tries::Impl {
  db::Pool &pool;
  const definitions::Catalog &catalog;
  const Clock &clock;
  std::mutex mutex;
  std::condition_variable changed;
  struct User {
    bool running = false;
    std::int64_t newest = 0; ///< ticket of the one that waits, or runs
  };
  std::map<std::int64_t, User> users;
  int running = 0;
  std::int64_t tickets = 0;

  Result<void> enter(std::int64_t user) {
    std::unique_lock lock(mutex);
    const auto ticket = ++tickets;
    users[user].newest = ticket;
    changed.notify_all(); // the one that waited sees that it is not the newest
    const auto free = [&] { return users[user].newest != ticket || (!users[user].running && running < kMostTries); };
    if (!changed.wait_for(lock, kLongestWait, free))
      return fail(ProblemKind::busy, std::string(tr("Många prövar mått just nu. Vänta en stund och pröva igen.")));
    if (users[user].newest != ticket) return fail(ProblemKind::busy, std::string(tr("En nyare prövning har tagit över.")));
    users[user].running = true;
    ++running;
    return {};
  }
  void leave(std::int64_t user) {
    const std::lock_guard lock(mutex);
    --running;
    const auto found = users.find(user);
    found->second.running = false;
    changed.notify_all();
  }
};

namespace {
struct Turn {
  Tries::Impl &impl;
  std::int64_t user;
  ~Turn() { impl.leave(user); }
};

bool nought(const BySex &v) { return v.all.state == State::figure && v.all.n == 0; }
void unknown(BySex &v) {
  for (Value *value : {&v.all, &v.sex[0], &v.sex[1], &v.sex[2], &v.sex[3]})
    if (value->state == State::figure) *value = Value{}, value->state = State::missing;
}
/// Nought is a figure once the measure has counted something; before that nothing is known. The cells will say so too.
void not_begun(db::Connection &c, Measures::Impl &engine, const std::string &id, Where where, Tried &tried) {
  const Month long_ago = make_month(1900, 1);
  const Period before_years{PeriodKind::year, long_ago, tried.years.front().first - 1},
      before_months{PeriodKind::year, long_ago, tried.months.front().first - 1};
  const auto earlier = engine.values(c, {id}, where, {before_years, before_months}).front();
  const auto set = [](std::vector<BySex> &values, bool begun) {
    for (BySex &v : values) {
      begun = begun || v.all.n > 0;
      if (!begun && nought(v)) unknown(v);
    }
  };
  set(tried.by_year, earlier[0].all.n > 0);
  set(tried.by_month, earlier[1].all.n > 0);
}

/// Everything about the twelve months and the years, in one moment of the database.
Tried look(db::Connection &c, Measures::Impl &engine, const access::Actor &actor, const plan::Compiled &m, Tried tried, bool from_the_first) {
  const Where where{actor.unit, 0};
  const std::string id = m.definition.id;
  tried.by_month = engine.values(c, {id}, where, tried.months).front();
  tried.by_year = engine.values(c, {id}, where, tried.years).front();
  if (!tried.of_records) return tried;
  if (from_the_first &&
      (std::any_of(tried.by_month.begin(), tried.by_month.end(), nought) || std::any_of(tried.by_year.begin(), tried.by_year.end(), nought)))
    not_begun(c, engine, id, where, tried);
  tried.lineage = engine.lineage(c, actor, m, where, tried.whole, std::nullopt);
  engine.add_words(c, tried.lineage.rows, {});
  tried.left_out = engine.left_out(c, m, where, tried.whole);
  return tried;
}
} // namespace

Tries::Tries(db::Pool &pool, const definitions::Catalog &catalog, const Clock &clock) : impl_(new Impl{pool, catalog, clock, {}, {}, {}, 0, 0}) {}
Tries::~Tries() = default;

Result<Tried> Tries::run(const access::Actor &actor, const Judged &judged, std::int64_t most_rows) {
  RT_CHECK(access::require(actor, access::May::manage_unit));
  RT_CHECK(access::require(actor, access::May::read_records));
  if (!judged.whole) return fail(ProblemKind::invalid, std::string(tr("Måttet går att pröva när texten är rätt.")));
  if (const auto *field = hidden_field(*judged.plan, actor))
    return fail(ProblemKind::forbidden, tr_f("Din roll får inte läsa ”{0}”, så måttet kan inte prövas av dig.", {field->title.str()}));
  RT_CHECK(impl_->enter(actor.user));
  const Turn turn{*impl_, actor.user};

  Measures::Impl engine(impl_->pool, impl_->catalog, impl_->clock, *judged.plan);
  engine.draft = true;
  engine.prepare();
  const plan::Compiled &m = engine.plan.measures.back();
  const Month now = month_containing(swedish_day(impl_->clock.now()));
  Tried tried;
  tried.of_records = !from_outside(m.definition.kind) && !of_others(m.definition.kind);
  if (from_outside(m.definition.kind)) return tried;
  tried.months = closed_months(now);
  tried.whole = rolling12(now - 1);
  for (int year = now.year() - 3; year < now.year(); ++year) tried.years.push_back(year_period(year));
  tried.years.push_back(tried.whole);

  auto c = impl_->pool.read();
  db::Transaction one_moment(*c, db::Mode::read);
  for (const auto &base : engine.plan.bases)
    if (!store::has_tables(*c, base)) return fail(ProblemKind::not_found, std::string(tr("Registret har ännu inga tabeller i databasen.")));
  const Period everything{PeriodKind::year, tried.years.front().first, tried.whole.last};
  const auto too_many = [&](const Period &period) {
    std::int64_t rows = 0;
    for (const auto &one : engine.plan.measures) rows += rows_touched(*c, engine, one, {actor.unit, 0}, period, most_rows);
    return rows > most_rows;
  };
  if (too_many(everything)) {
    if (too_many(tried.whole))
      return fail(
          ProblemKind::too_large,
          tr_f(
              "Måttet läser fler än {0} poster på tolv månader. Det är för mycket att pröva på en gång: begränsa det med team eller where medan du skriver.",
              {format_integer(most_rows)}));
    tried.years = {tried.whole};
    tried.only = tr_f("Åren visas inte: tillsammans är de fler än {0} poster.", {format_integer(most_rows)});
  }
  const bool from_the_first = judged.by_month && !too_many({PeriodKind::year, make_month(1900, 1), tried.whole.last});
  return look(*c, engine, actor, m, std::move(tried), from_the_first);
}

} // namespace rt::measures::editor
