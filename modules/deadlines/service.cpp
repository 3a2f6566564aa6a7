// Lists, explanations, extensions, the signed week and the calendar's secret. Every read is inside the reader's scope.
#include "modules/deadlines/impl.hpp"
#include "platform/core/text.hpp"
#include <algorithm>
#include <sodium.h>

namespace rt::deadlines {

using access::Actor;
using access::May;

namespace {

constexpr int kNamesSeconds = 30;
constexpr int kMissedShownDays = 31; ///< a period that was missed stays on the list for a month
constexpr int kOldDays = 183;        ///< late for longer: in a list of its own
constexpr int kMostWalked = 5000;    ///< rows; a page further away sorts what is there
constexpr int kFeedAheadDays = 120, kFeedBackDays = 30;

constexpr Group kCounted[] = {Group::overdue, Group::today, Group::week, Group::fortnight};

Problem not_there() { return {ProblemKind::not_found, std::string(tr("Tidsgränsen finns inte, eller så får du inte se den.")), {}}; }

std::string hash_of(const std::string &token) {
  unsigned char hash[crypto_generichash_BYTES];
  crypto_generichash(hash, sizeof hash, reinterpret_cast<const unsigned char *>(token.data()), token.size(), nullptr, 0);
  return to_hex({reinterpret_cast<const char *>(hash), sizeof hash});
}

Date sunday_of(Date day) { return day + (7 - weekday(day)); }

/// The last day of each group that has one.
Date end_of(Group group, Date today) {
  switch (group) {
  case Group::overdue: return today - 1;
  case Group::today: return today;
  case Group::week: return sunday_of(today);
  default: return sunday_of(today) + 14;
  }
}

Group group_of(State state, Date last, Date today) {
  if (state == State::overdue || state == State::missed) return Group::overdue;
  for (const Group group : {Group::today, Group::week, Group::fortnight})
    if (last <= end_of(group, today)) return group;
  return Group::later;
}

/// What the reader may list, but whose it is.
std::string where(const access::Scope &scope, const Ask &ask, Date today, db::Values &args) {
  std::string sql = scope.where("d", args);
  if (ask.team != 0) sql += " AND d.team_id = ?", args.emplace_back(ask.team);
  if (const auto dot = ask.rule.find('.'); dot != std::string::npos) {
    sql += " AND d.register_id = ? AND d.rule_id = ?";
    args.insert(args.end(), {ask.rule.substr(0, dot), ask.rule.substr(dot + 1)});
  }
  sql += " AND d.phase = ?";
  args.emplace_back(static_cast<std::int64_t>(ask.show == Show::resting ? Phase::resting : Phase::open));
  if (ask.show != Show::resting) {
    sql += std::string(ask.show == Show::old ? " AND d.last_day < ?" : " AND d.last_day >= ?") + " AND (d.per_period = 0 OR d.last_day >= ?)";
    args.insert(args.end(), {to_iso(today - kOldDays), to_iso(today - kMissedShownDays)});
  }
  if (ask.horizon >= 0) sql += " AND d.last_day <= ?", args.emplace_back(to_iso(today + ask.horizon));
  return sql;
}

/// The list is merged from stretches that each lie in order in one index: a person's own and those where they are the second, or one per
/// team. A million dates of others are not looked at.
class Stretches {
public:
  Stretches(const Actor &actor, const Ask &ask) {
    scopes_ = {actor.scope()};
    staff_ = ask.whose == Whose::mine ? actor.staff : ask.staff;
    if (ask.whose == Whose::mine && ask.staff != 0 && ask.staff != actor.staff) also_ = ask.staff;
    const auto teams = scopes_.front().teams;
    if (staff_ != 0 || ask.team != 0 || teams.size() < 2 || teams.size() > 8) return;
    scopes_.clear();
    for (const auto team : teams) {
      scopes_.push_back(actor.scope());
      scopes_.back().teams = {team};
    }
  }

  /// "SELECT … FROM deadline d WHERE …" + `end` for each, joined.
  std::string of(std::string_view select, const Ask &ask, Date today, std::string_view more, const db::Values &more_args, std::string_view end,
                 db::Values &args) const {
    std::string sql;
    for (const auto &scope : scopes_)
      for (const bool second : {false, true}) {
        if (second && staff_ == 0) break;
        sql += std::string(sql.empty() ? "" : " UNION ALL ") + "SELECT * FROM (SELECT " + std::string(select) + " FROM deadline d WHERE 1=1" +
               where(scope, ask, today, args);
        if (staff_ != 0 && !second) sql += " AND d.staff_id = ?", args.emplace_back(staff_);
        if (second) {
          sql += " AND d.other_staff_id = ? AND COALESCE(d.staff_id, 0) <> ?";
          args.insert(args.end(), {staff_, staff_});
        }
        if (also_ != 0) {
          sql += " AND (d.staff_id = ? OR d.other_staff_id = ?)";
          args.insert(args.end(), {also_, also_});
        }
        sql += more;
        args.insert(args.end(), more_args.begin(), more_args.end());
        sql += std::string(end) + ") s";
      }
    return sql;
  }

private:
  std::vector<access::Scope> scopes_;
  std::int64_t staff_ = 0, also_ = 0;
};

} // namespace

std::string count_words(std::int64_t count) {
  return count > kMostCounted ? tr_f("fler än {0}", {number(static_cast<double>(kMostCounted), 0)}) : std::to_string(count);
}

std::string_view title_of(Group group) {
  switch (group) {
  case Group::overdue: return tr("Försenade");
  case Group::today: return tr("I dag");
  case Group::week: return tr("Resten av veckan");
  case Group::fortnight: return tr("De två kommande veckorna");
  case Group::later: return tr("Senare");
  }
  return {};
}

Deadlines::Deadlines(db::Pool &pool, records::Records &records, records::Persons &persons, const organisation::Organisation &organisation,
                     const Clock &clock)
    : impl_(new Impl{pool, records, persons, organisation, clock, {}, {}, {}, {}, {}, {}, 0, {}}) {
  impl_->prepare();
}
Deadlines::~Deadlines() = default;
const std::vector<Rule> &Deadlines::rules() const { return impl_->rules; }
Date Deadlines::today() const { return impl_->today(); }

std::shared_ptr<const Deadlines::Impl::Names> Deadlines::Impl::names_of(std::int64_t unit) {
  const std::scoped_lock lock(mutex);
  auto &known = names[unit];
  if (known && known->until > clock.now()) return known;
  auto fresh = std::make_shared<Names>();
  fresh->until = clock.now() + kNamesSeconds;
  for (const auto &team : organisation.teams(unit)) fresh->teams[team.id] = team.name;
  for (const auto &one : organisation.staff(unit)) fresh->staff[one.id] = one.name;
  const auto chosen = organisation.packs(unit);
  for (const auto &[id, w] : watched)
    if (!records.catalog().keeps(chosen, w.reg->pack)) fresh->hidden.insert(id);
  return known = fresh;
}

std::string Deadlines::Impl::Names::shown(std::string_view alias) const {
  if (hidden.empty()) return {};
  std::string sql; // ids of registers: small letters, digits and _
  for (const auto &id : hidden) sql += (sql.empty() ? "'" : ", '") + id + "'";
  return " AND " + std::string(alias) + ".register_id NOT IN (" + sql + ")";
}

std::vector<const Rule *> Deadlines::rules_of(const Actor &actor) const {
  const auto names = impl_->names_of(actor.unit);
  std::vector<const Rule *> kept;
  for (const auto &rule : impl_->rules)
    if (names->hidden.count(rule.reg->id) == 0) kept.push_back(&rule);
  return kept;
}

namespace {

Item item_of(Deadlines::Impl &impl, const Actor &actor, Kept kept, const Deadlines::Impl::Names &names) {
  Item item;
  const Date today = impl.today();
  const Date last = date_from_iso(kept.last).value_or(today), start = date_from_iso(kept.started.substr(0, 10)).value_or(today);
  if (const auto *rule = impl.find(kept.register_id, kept.rule)) {
    const auto *version = version_at(rule->versions, start);
    const auto &one = version != nullptr ? *version : rule->newest();
    item.title = one.title.str();
    item.about = rule->reg->singular.str();
    item.state = state_of(kept.phase, start, last, kept.last_at.empty() ? -1 : from_iso(kept.last_at), kept.per_period, first_reminder(one), today,
                          impl.clock.now());
    item.reminder = is_open(item.state) && item.state != State::resting && (item.state == State::overdue || reminds(one.remind, last, today));
    item.href = kept.record != 0 ? "/register/" + kept.register_id + "/" + std::to_string(kept.record) : "/register/" + kept.register_id;
    if (kept.register_id == "contact" && kept.record != 0) item.href = "/arenden/" + std::to_string(kept.record);
  }
  item.days = kept.last.empty() ? kept.days_left : last - today;
  item.group = group_of(item.state, last, today);
  const auto name = [](const auto &all, std::int64_t id) {
    const auto found = all.find(id);
    return found != all.end() ? found->second : std::string();
  };
  item.responsible = name(names.staff, kept.staff);
  if (const auto other = name(names.staff, kept.other_staff); !other.empty()) item.responsible += (item.responsible.empty() ? "" : ", ") + other;
  item.team = name(names.teams, kept.team);
  item.kept = std::move(kept);
  (void)actor;
  return item;
}

/// The persons of a page of rows, in one query.
void put_names(Deadlines::Impl &impl, const Actor &actor, std::vector<Item> &items) {
  std::set<std::int64_t> ids;
  for (const auto &item : items)
    if (item.kept.person != 0) ids.insert(item.kept.person);
  if (ids.empty()) return;
  const auto names = impl.persons.names(actor, {ids.begin(), ids.end()});
  for (auto &item : items)
    if (const auto found = names.find(item.kept.person); found != names.end()) item.who = found->second;
}

} // namespace

Queue Deadlines::queue(const Actor &actor, const Ask &ask) {
  Queue queue;
  if (!actor.may(May::read_records) || (ask.whose == Whose::mine && actor.staff == 0)) return queue;
  roll();
  const Date today = this->today();
  const auto names = impl_->names_of(actor.unit);
  const Stretches stretches(actor, ask);
  const auto shown = names->shown("d");
  const std::string most = ask.exact ? std::string{} : " LIMIT " + std::to_string(kMostCounted + 1);
  db::Values args;
  // One query: how many, and the rows. No more is counted than a reader can use.
  const auto count = [&](Show show, Date from, Date to) {
    auto counted = ask;
    counted.show = show;
    counted.horizon = -1;
    const bool days = show == Show::current;
    const auto sql = stretches.of("1 AS one", counted, today, (days ? " AND d.last_day >= ? AND d.last_day <= ?" : "") + shown,
                                  days ? db::Values{to_iso(from), to_iso(to)} : db::Values{}, most, args);
    return "(SELECT COUNT(*) FROM (" + sql + most + ") n)";
  };
  std::string sql = "SELECT ";
  Date from = today - kOldDays;
  for (const Group group : kCounted) {
    sql += count(Show::current, from, end_of(group, today)) + ", ";
    from = end_of(group, today) + 1;
  }
  sql += count(Show::resting, {}, {}) + ", "; // one at a time: each adds its values
  sql += count(Show::old, {}, {}) + ", r.*";
  const auto order = [&](const std::string &alias, const std::string &id) {
    return " ORDER BY " + (ask.by_responsible ? alias + "staff_id, " : std::string{}) + alias + "last_day, " + alias + id;
  };
  const std::string page = ask.limit + ask.offset < kMostWalked ? " LIMIT " + std::to_string(ask.limit + ask.offset + 1) : std::string{};
  const auto rows = stretches.of(store::columns("d") + ", d.id AS row_id", ask, today, shown, {}, order("d.", "id") + page, args);
  sql += " FROM (SELECT 1 AS one) o LEFT JOIN (SELECT * FROM (" + rows + ") m" + order("m.", "row_id") + " LIMIT ? OFFSET ?) r ON 1=1" +
         order("r.", "row_id");
  args.insert(args.end(), {std::int64_t{ask.limit + 1}, std::int64_t{ask.offset}});
  {
    constexpr int kColumns = static_cast<int>(std::size(kCounted)) + 2;
    auto lease = impl_->pool.read();
    lease->query(sql, args, [&](const db::Row &row) {
      int column = 0;
      for (const Group group : kCounted) queue.counts[group] = row.integer(column++);
      queue.resting = row.integer(column++);
      queue.old = row.integer(column);
      if (!row.null(kColumns)) queue.items.push_back(item_of(*impl_, actor, store::read(row, kColumns), *names));
    });
  }
  if (static_cast<int>(queue.items.size()) > ask.limit) {
    queue.more = true;
    queue.items.pop_back();
  }
  put_names(*impl_, actor, queue.items);
  return queue;
}

std::vector<Item> Deadlines::of_record(const Actor &actor, std::string_view register_id, std::int64_t record) {
  std::vector<Item> items;
  if (!actor.may(May::read_records) || impl_->watched.find(register_id) == impl_->watched.end()) return items;
  roll();
  const auto names = impl_->names_of(actor.unit);
  db::Values args{std::string(register_id), record};
  const auto scope = actor.scope().beside("d", args);
  auto lease = impl_->pool.read();
  lease->query("SELECT " + store::columns("d") + " FROM deadline d WHERE d.register_id = ? AND d.record_id = ?" + scope +
                   " ORDER BY d.phase = 0 DESC, d.last_day DESC, d.id LIMIT 12",
               args, [&](const db::Row &row) { items.push_back(item_of(*impl_, actor, store::read(row), *names)); });
  return items;
}

std::vector<Item> Deadlines::of_person(const Actor &actor, std::int64_t person) {
  std::vector<Item> items;
  if (person == 0 || !actor.may(May::read_records)) return items;
  roll();
  const auto names = impl_->names_of(actor.unit);
  db::Values args{person};
  const auto scope = actor.scope().beside("d", args) + names->shown("d");
  auto lease = impl_->pool.read();
  lease->query("SELECT " + store::columns("d") + " FROM deadline d WHERE d.person_id = ? AND d.phase = 0" + scope +
                   " ORDER BY d.last_day, d.id LIMIT 20",
               args, [&](const db::Row &row) { items.push_back(item_of(*impl_, actor, store::read(row), *names)); });
  return items;
}

std::vector<std::int64_t> Deadlines::late_people(const Actor &actor) {
  std::vector<std::int64_t> people;
  if (!actor.may(May::read_records)) return people;
  roll();
  db::Values args{to_iso(swedish_day(impl_->clock.now()))};
  const auto scope = actor.scope().where("d", args) + impl_->names_of(actor.unit)->shown("d");
  auto lease = impl_->pool.read();
  lease->query("SELECT DISTINCT d.person_id FROM deadline d WHERE d.phase = 0 AND d.last_day < ? AND d.person_id IS NOT NULL" + scope, args,
               [&](const db::Row &row) { people.push_back(row.integer(0)); });
  return people;
}

namespace {

/// Who wrote the extension, from the record's own history.
void tell_decision(Deadlines::Impl &impl, const Actor &actor, const Rule &rule, const Deadline &version, const records::Record &record,
                   Telling &telling) {
  if (version.extended_to.empty()) return;
  const auto *field = rule.reg->field(version.extended_to);
  telling.extended_why = record.text(version.extended_why);
  for (const auto &entry : impl.records.history(actor, rule.reg->id, record.id))
    for (const auto &difference : entry.differences)
      if (telling.extended_by.empty() && difference.field == field->title.str() && !difference.after.empty()) telling.extended_by = entry.who;
}

std::string field_title(const definitions::Register &reg, const std::string &from) {
  if (starts_with(from, "state:")) {
    const auto *state = reg.state(from.substr(6));
    return state != nullptr ? tr_f("läget {0}", {lower(state->title.str())}) : std::string();
  }
  const auto *field = reg.field(from.empty() ? reg.date_field : from);
  return field != nullptr ? lower(field->title.str()) : std::string();
}

} // namespace

Result<Detail> Deadlines::detail(const Actor &actor, std::string_view register_id, std::int64_t record, std::string_view rule_id, int occurrence) {
  RT_CHECK(access::require(actor, May::read_records));
  const auto *rule = impl_->find(register_id, rule_id);
  const auto found = impl_->watched.find(register_id);
  if (rule == nullptr || found == impl_->watched.end()) return fail(not_there());
  const auto &w = found->second;
  std::optional<records::Record> whole;
  if (record != 0) { RT_TRY(whole, impl_->records.get(actor, register_id, record, tr("bevakning"))); }
  roll();
  std::vector<Impl::Worked> worked;
  {
    auto lease = impl_->pool.read();
    worked = record != 0 ? impl_->work_out(*lease, w, {record}) : impl_->work_out_unit(*lease, w, actor.unit);
  }
  for (const auto &one : worked) {
    if (one.rule != rule) continue;
    const auto rows = impl_->kept_of(w, one);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (rows[i].occurrence != occurrence) continue;
      Detail detail;
      std::vector<Item> items{item_of(*impl_, actor, rows[i], *impl_->names_of(actor.unit))};
      put_names(*impl_, actor, items);
      detail.item = std::move(items.front());
      const auto &o = one.occurrences[i];
      Telling telling;
      telling.start_title = field_title(*rule->reg, o.rule->from);
      telling.before_title = field_title(*rule->reg, o.rule->before);
      telling.pauses = one.facts.pauses;
      if (whole && o.days.extended_to) tell_decision(*impl_, actor, *rule, *o.rule, *whole, telling);
      detail.steps = explain(o, telling);
      detail.law = o.rule->law;
      detail.source = o.rule->source;
      const bool open = o.phase == Phase::open || o.phase == Phase::resting;
      detail.may_extend =
          whole && open && !whole->locked && !o.rule->extended_to.empty() && !o.rule->extended_why.empty() && actor.may(May::write_records);
      detail.version = whole ? whole->version : 0;
      return detail;
    }
  }
  return fail(not_there());
}

Result<void> Deadlines::extend(const Actor &actor, std::string_view register_id, std::int64_t record, std::string_view rule_id, int occurrence,
                               int version, std::string_view to, std::string_view why) {
  RT_CHECK(access::require(actor, May::write_records));
  RT_TRY(auto seen, detail(actor, register_id, record, rule_id, occurrence));
  if (!seen.may_extend) return fail(ProblemKind::invalid, std::string(tr("Den här tiden går inte att förlänga.")));
  const auto day = parse_date(to, today());
  std::vector<FieldError> errors;
  if (!day) errors.push_back({"to", std::string(tr("Skriv datumet som 2026-11-22 eller 22/11."))});
  else if (const auto target = date_from_iso(seen.item.kept.target); target && *day <= *target)
    errors.push_back({"to", tr_f("En förlängning måste gå längre än {0}.", {long_date(*target)})});
  if (trim(why).empty()) errors.push_back({"why", std::string(tr("Skriv skälet. Utan skäl gäller inte förlängningen."))});
  if (!errors.empty()) return fail(ProblemKind::invalid, std::string(tr("Förlängningen är inte sparad.")), std::move(errors));
  RT_TRY(auto draft, impl_->records.get(actor, register_id, record, tr("bevakning")));
  const auto *rule = impl_->find(register_id, rule_id);
  const auto start = date_from_iso(seen.item.kept.started.substr(0, 10));
  const auto *one = start ? version_at(rule->versions, *start) : nullptr;
  if (one == nullptr) one = &rule->newest();
  draft.version = version;
  draft.values[one->extended_to] = to_iso(*day);
  draft.values[one->extended_why] = std::string(trim(why));
  RT_CHECK(impl_->records.save(actor, register_id, std::move(draft)));
  return {};
}

std::string Deadlines::summary(const Actor &actor, Whose whose) {
  Ask ask;
  ask.whose = whose;
  ask.limit = 0;
  const auto found = queue(actor, ask);
  const auto count = [&](Group group) {
    const auto at = found.counts.find(group);
    return at != found.counts.end() ? static_cast<long long>(at->second) : 0;
  };
  const auto late = count(Group::overdue), today = count(Group::today), week = count(Group::week), next = count(Group::fortnight);
  const auto capped = [](long long n, const std::string &exact, const auto &over) {
    return n > kMostCounted ? over(number(static_cast<double>(kMostCounted), 0)) : exact;
  };
  const auto old = found.old ? " " + capped(found.old,
                                            tr_n("En är försenad sedan mer än ett halvår.", "{} är försenade sedan mer än ett halvår.",
                                                 static_cast<long long>(found.old)),
                                            [](const std::string &n) { return tr_f("Fler än {0} är försenade sedan mer än ett halvår.", {n}); })
                             : std::string();
  if (late + today + week + next == 0) return std::string(tr("Inget är nyligen försenat och inget går ut de närmaste två veckorna.")) + old;
  std::string words = late ? capped(late, tr_n("En är försenad.", "{} är försenade.", late),
                                    [](const std::string &n) { return tr_f("Fler än {0} är försenade.", {n}); })
                           : std::string(tr("Inget är försenat."));
  if (today)
    words += " " + capped(today, tr_n("En går ut i dag.", "{} går ut i dag.", today),
                          [](const std::string &n) { return tr_f("Fler än {0} går ut i dag.", {n}); });
  if (week)
    words += " " + capped(week, tr_n("En till går ut i veckan.", "{} till går ut i veckan.", week),
                          [](const std::string &n) { return tr_f("Fler än {0} till går ut i veckan.", {n}); });
  if (next)
    words += " " + capped(next, tr_n("En går ut inom två veckor.", "{} går ut inom två veckor.", next),
                          [](const std::string &n) { return tr_f("Fler än {0} går ut inom två veckor.", {n}); });
  return words + old;
}

std::vector<Share> Deadlines::shares(const Actor &actor, const Period &period, bool by_team) {
  std::map<std::tuple<std::string, std::string, std::int64_t>, Share> found;
  if (!actor.may(May::read_board)) return {};
  roll();
  // Whole units and teams without persons: what everybody in the unit may see, as on the board.
  const auto shown = impl_->names_of(actor.unit)->shown("d");
  auto lease = impl_->pool.read();
  const auto end = std::min(last_day(period.last), today() - 1);
  lease->query(
      "SELECT d.register_id, d.rule_id, d.team_id, d.phase, COUNT(*) FROM deadline d WHERE d.unit_id = ? AND d.last_day >= ? AND d.last_day <= ? AND d.phase IN (0,1,2,5)" +
          shown + " GROUP BY d.register_id, d.rule_id, d.team_id, d.phase",
      {actor.unit, to_iso(first_day(period.first)), to_iso(end)}, [&](const db::Row &row) {
        auto &share = found[{row.str(0), row.str(1), by_team ? row.integer(2) : 0}];
        share.register_id = row.str(0);
        share.rule = row.str(1);
        share.team = by_team ? row.integer(2) : 0;
        const auto phase = static_cast<Phase>(row.integer(3));
        (phase == Phase::met_in_time ? share.in_time : phase == Phase::met_late ? share.late : share.not_done) += row.integer(4);
      });
  std::vector<Share> shares;
  for (auto &[key, share] : found) {
    const auto *rule = impl_->find(share.register_id, share.rule);
    if (rule == nullptr) continue;
    share.title = rule->newest().title.str();
    shares.push_back(std::move(share));
  }
  return shares;
}

// ---- the week ----

Result<void> Deadlines::sign_week(const Actor &actor, std::int64_t team, std::string_view note) {
  RT_CHECK(access::require(actor, May::write_followup));
  const bool whole = actor.scope().teams.empty() && !actor.scope().nothing;
  if (team == 0 ? !whole : !actor.scope().covers(actor.unit, team))
    return fail(ProblemKind::forbidden, std::string(tr("Du kan bara signera för en egen grupp.")));
  Ask ask;
  ask.team = team;
  ask.limit = 0;
  ask.exact = true; // it is written down
  const auto found = queue(actor, ask);
  const auto count = [&](Group group) {
    const auto at = found.counts.find(group);
    return at != found.counts.end() ? at->second : std::int64_t{0};
  };
  const auto week = iso_week(today());
  auto lease = impl_->pool.write();
  db::Transaction tx(*lease);
  if (lease->exists("SELECT 1 FROM deadline_check WHERE unit_id = ? AND team_id = ? AND year = ? AND week = ?",
                    {actor.unit, team, std::int64_t{week.year}, std::int64_t{week.week}}))
    return fail(ProblemKind::conflict, std::string(tr("Veckans bevakning är redan signerad.")));
  lease->exec("INSERT INTO deadline_check (unit_id, team_id, year, week, user_id, who, at, overdue, soon, note) VALUES (?,?,?,?,?,?,?,?,?,?)",
              {actor.unit, team, std::int64_t{week.year}, std::int64_t{week.week}, actor.user, actor.name, to_iso(impl_->clock.now()),
               count(Group::overdue) + found.old, count(Group::today) + count(Group::week), std::string(trim(note)).substr(0, 500)});
  audit::append(
      *lease, actor, impl_->clock.now(),
      {audit::Act::sign, "deadline_check:" + std::to_string(team), "bevakning", std::to_string(week.year) + "-" + std::to_string(week.week)});
  tx.commit();
  return {};
}

std::vector<Check> Deadlines::checks(const Actor &actor, int limit) {
  std::vector<Check> found;
  const auto scope = actor.scope();
  if (scope.nothing) return found;
  auto lease = impl_->pool.read();
  db::Values args{actor.unit};
  std::string teams;
  if (!scope.teams.empty()) {
    teams = " AND team_id IN (" + store::placeholders(scope.teams.size()) + ")";
    for (const auto team : scope.teams) args.emplace_back(team);
  }
  args.emplace_back(std::int64_t{limit});
  lease->query("SELECT team_id, year, week, who, at, note, overdue, soon FROM deadline_check WHERE unit_id = ?" + teams +
                   " ORDER BY year DESC, week DESC, id DESC LIMIT ?",
               args, [&](const db::Row &row) {
                 found.push_back({row.integer(0), static_cast<int>(row.integer(1)), static_cast<int>(row.integer(2)), row.str(3), row.str(4),
                                  row.str(5), static_cast<int>(row.integer(6)), static_cast<int>(row.integer(7))});
               });
  return found;
}

// ---- the calendar ----

Result<std::string> Deadlines::make_feed(const Actor &actor) {
  RT_CHECK(access::require(actor, May::read_records));
  if (actor.staff == 0)
    return fail(ProblemKind::invalid, std::string(tr("Du är inte upplagd som medarbetare och har därför inga egna tidsgränser.")));
  unsigned char bytes[24];
  randombytes_buf(bytes, sizeof bytes);
  auto token = to_hex({reinterpret_cast<const char *>(bytes), sizeof bytes});
  const auto now = to_iso(impl_->clock.now());
  auto lease = impl_->pool.write();
  db::Transaction tx(*lease);
  lease->exec("UPDATE deadline_feed SET revoked_at = ? WHERE user_id = ? AND unit_id = ? AND revoked_at = ''", {now, actor.user, actor.unit});
  lease->exec("INSERT INTO deadline_feed (unit_id, user_id, staff_id, token_hash, created_at) VALUES (?,?,?,?,?)",
              {actor.unit, actor.user, actor.staff, hash_of(token), now});
  audit::append(*lease, actor, impl_->clock.now(),
                {audit::Act::right_changed, "deadline_feed:" + std::to_string(actor.user), "bevakning", "kalenderlänk skapad"});
  tx.commit();
  return token;
}

Result<void> Deadlines::revoke_feed(const Actor &actor) {
  RT_CHECK(access::require(actor, May::read_records));
  auto lease = impl_->pool.write();
  db::Transaction tx(*lease);
  lease->exec("UPDATE deadline_feed SET revoked_at = ? WHERE user_id = ? AND unit_id = ? AND revoked_at = ''",
              {to_iso(impl_->clock.now()), actor.user, actor.unit});
  audit::append(*lease, actor, impl_->clock.now(),
                {audit::Act::right_changed, "deadline_feed:" + std::to_string(actor.user), "bevakning", "kalenderlänk återkallad"});
  tx.commit();
  return {};
}

std::optional<Deadlines::Feed> Deadlines::feed(std::string_view token) {
  if (token.size() != 48) return std::nullopt;
  std::int64_t unit = 0, staff = 0;
  Feed feed;
  impl_->pool.read()->query("SELECT unit_id, user_id, staff_id FROM deadline_feed WHERE token_hash = ? AND revoked_at = ''",
                            {hash_of(std::string(token))}, [&](const db::Row &row) {
                              unit = row.integer(0);
                              feed.user = row.integer(1);
                              staff = row.integer(2);
                            });
  if (unit == 0) return std::nullopt;
  const auto shown = impl_->names_of(unit)->shown("d");
  auto lease = impl_->pool.read();
  lease->query(
      "SELECT d.last_day, COUNT(*) FROM deadline d WHERE d.unit_id = ? AND (d.staff_id = ? OR d.other_staff_id = ?) AND d.phase = 0 AND d.last_day >= ? AND d.last_day <= ?" +
          shown + " GROUP BY d.last_day ORDER BY d.last_day",
      {unit, staff, staff, to_iso(today() - kFeedBackDays), to_iso(today() + kFeedAheadDays)}, [&](const db::Row &row) {
        if (const auto day = date_from_iso(row.text(0))) feed.days.push_back({*day, static_cast<int>(row.integer(1))});
      });
  return feed;
}

} // namespace rt::deadlines
