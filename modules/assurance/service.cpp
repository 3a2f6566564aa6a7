// Draws, assigns, reviews: authorise, rule, store and trace in one transaction.
#include "modules/assurance/store.hpp"
#include "platform/core/text.hpp"
#include <algorithm>
#include <sodium.h>

namespace rt::assurance {

using access::Actor;
using access::May;

namespace {

constexpr std::size_t kMostWords = 4000;

tl::unexpected<Problem> no_such() { return fail(ProblemKind::not_found, std::string(tr("Granskningen finns inte, eller så får du inte se den."))); }
tl::unexpected<Problem> invalid(std::string_view field, std::string_view message) {
  return fail(ProblemKind::invalid, std::string(message), {{std::string(field), std::string(message), 0}});
}

/// What is drawn from: the reader's records of the span that the filter holds for, oldest first.
std::vector<records::Record> population_of(records::Records &records, const Actor &actor, const definitions::Audit &audit, const Span &span,
                                           Date today) {
  constexpr int kPage = 500;
  const auto &reg = *records.catalog().find(audit.register_id);
  std::vector<records::Record> found;
  records::ListQuery query;
  query.filters = {{"date", ">=", to_iso(span.first)}, {"date", "<=", to_iso(span.last)}};
  query.sort = "date";
  query.limit = kPage;
  query.with_total = false;
  for (;; query.offset += kPage) {
    auto page = records.list(actor, reg.id, query, tr("granskning på stickprov"));
    for (auto &record : page.rows)
      if (audit.filter.empty() || records::holds(reg, record, audit.filter, today).value_or(false)) found.push_back(std::move(record));
    if (page.rows.size() < kPage) return found;
  }
}

/// Whose record it is: its staff, else the first handler named in it.
std::int64_t staff_of(const definitions::Register &reg, const records::Record &record) {
  if (record.staff != 0) return record.staff;
  for (const auto &field : reg.fields) {
    if (!field.group.empty() || !record.has(field.id)) continue;
    if (field.type == definitions::FieldType::staff) return record.integer(field.id);
    if (field.type == definitions::FieldType::staff_list)
      if (const auto first = parse_integer(split(record.text(field.id), ',').front())) return *first;
  }
  return 0;
}

/// The colleague in the record's team who has the fewest reviews waiting; 0 when there is none.
std::int64_t reviewer_for(const std::vector<organisation::Staff> &staff, const Item &item, bool by_colleague, std::string_view today,
                          std::map<std::int64_t, int> &load) {
  const organisation::Staff *best = nullptr;
  for (const auto &one : staff) {
    const bool works = one.ended.empty() || one.ended >= today;
    const bool same_team = item.team == 0 || std::find(one.teams.begin(), one.teams.end(), item.team) != one.teams.end();
    if (!works || !same_team || (by_colleague && one.id == item.staff)) continue;
    if (best == nullptr || load[one.id] < load[best->id]) best = &one;
  }
  if (best == nullptr) return 0;
  ++load[best->id];
  return best->id;
}

std::int64_t fresh_seed() {
  std::uint64_t seed = 0;
  randombytes_buf(&seed, sizeof seed);
  return static_cast<std::int64_t>(seed >> 2);
}

} // namespace

bool Assurance::may_lead(const Actor &actor) const { return actor.may(May::edit_goals) && actor.may(May::read_records); }

Result<Draw> Assurance::draw(const Actor &actor, std::string_view audit_id, const Span &span, std::optional<std::uint64_t> seed) {
  RT_CHECK(access::require(actor, May::edit_goals));
  RT_CHECK(access::require(actor, May::read_records));
  const auto *audit = catalog().audit(audit_id);
  if (audit == nullptr) return no_such();
  const auto &reg = *catalog().find(audit->register_id);
  auto population = population_of(records_, actor, *audit, span, today());
  const auto before = store::drawn_records(*pool_.read(), actor.unit, audit->id, span.label);
  std::erase_if(population, [&](const auto &r) { return std::binary_search(before.begin(), before.end(), r.id); });
  if (population.empty())
    return invalid("period", before.empty() ? tr("Det finns inget att dra från i den perioden.") : tr("Allt i den perioden är redan draget."));
  Draw draw;
  draw.unit = actor.unit, draw.audit = audit->id, draw.period = span.label, draw.drawn_at = to_iso(clock_.now()), draw.drawn_by = actor.name;
  draw.seed = seed ? static_cast<std::int64_t>(*seed) : fresh_seed(), draw.population = static_cast<int>(population.size());
  const auto staff = organisation_.staff(actor.unit);
  std::map<std::int64_t, std::string> teams;
  for (const auto &team : organisation_.teams(actor.unit)) teams[team.id] = team.name;
  const auto chosen = choose(audit->draw, audit->count, population.size(), static_cast<std::uint64_t>(draw.seed));
  auto c = pool_.write();
  db::Transaction tx(*c);
  auto load = store::load(*c, actor.unit);
  draw.id = store::insert_draw(*c, draw);
  for (const auto index : chosen) {
    const auto &record = population[index];
    Item item;
    item.draw = draw.id, item.unit = actor.unit, item.record = record.id, item.team = record.team, item.staff = staff_of(reg, record);
    if (audit->group_by == "team") item.group = teams[record.team];
    else if (const auto *field = audit->group_by.empty() ? nullptr : reg.field(audit->group_by))
      item.group = records::show(*field, record.value(field->id));
    item.reviewer = reviewer_for(staff, item, audit->by_colleague, to_iso(today()), load);
    store::insert_item(*c, item);
  }
  draw.items = static_cast<int>(chosen.size());
  audit::append(*c, actor, clock_.now(),
                {audit::Act::create, "sample:" + std::to_string(draw.id), "granskning på stickprov", std::to_string(draw.items)});
  tx.commit();
  return draw;
}

std::vector<Draw> Assurance::draws(const Actor &actor, std::string_view audit) const { return store::draws(*pool_.read(), actor.unit, audit); }

Result<Draw> Assurance::find(const Actor &actor, std::int64_t id) const {
  auto found = store::draw(*pool_.read(), actor.unit, id);
  if (!found) return no_such();
  return *found;
}

std::vector<Item> Assurance::items(const Actor &actor, std::int64_t draw) const {
  if (!may_lead(actor)) return store::items(*pool_.read(), actor.unit, "i.draw_id = ? AND i.reviewer_id = ?", {draw, actor.staff});
  return store::items(*pool_.read(), actor.unit, "i.draw_id = ?", {draw});
}

std::vector<Item> Assurance::mine(const Actor &actor) const {
  if (actor.staff == 0) return {};
  return store::items(*pool_.read(), actor.unit, "i.reviewer_id = ? AND i.done_at = ''", {actor.staff});
}

std::vector<Item> Assurance::feedback(const Actor &actor) const {
  if (actor.staff == 0) return {};
  return store::items(*pool_.read(), actor.unit, "i.staff_id = ? AND i.seen_at = '' AND i.done_at <> '' AND i.reviewer_id <> ?",
                      {actor.staff, actor.staff});
}

Result<Item> Assurance::item(const Actor &actor, std::int64_t id) const {
  RT_CHECK(access::require(actor, May::read_records));
  auto found = store::item(*pool_.read(), actor.unit, id);
  if (!found) return no_such();
  const bool own_work = actor.staff != 0 && found->staff == actor.staff && !found->done_at.empty();
  const bool reviewer = actor.staff != 0 && found->reviewer == actor.staff;
  if (!may_lead(actor) && !own_work && !reviewer) return no_such();
  return *found;
}

Result<void> Assurance::assign(const Actor &actor, std::int64_t id, std::int64_t reviewer) {
  if (!may_lead(actor)) return fail(ProblemKind::forbidden, std::string(tr("Bara enhetens chefer delar ut granskningar.")));
  RT_TRY(const auto found, item(actor, id));
  const auto staff = organisation_.staff_member(reviewer);
  if (!staff || staff->unit != actor.unit) return invalid("reviewer", tr("Välj en kollega i enheten."));
  const auto *audit = catalog().audit(found.audit);
  if (audit != nullptr && audit->by_colleague && reviewer == found.staff)
    return invalid("reviewer", tr("Ingen granskar sitt eget arbete. Välj en kollega."));
  if (found.team != 0 && std::find(staff->teams.begin(), staff->teams.end(), found.team) == staff->teams.end())
    return invalid("reviewer", tr("Den som granskar måste arbeta i postens grupp för att få läsa den."));
  auto c = pool_.write();
  db::Transaction tx(*c);
  if (!store::assign(*c, actor.unit, id, reviewer)) return fail(ProblemKind::conflict, std::string(tr("Granskningen är redan klar.")));
  audit::append(*c, actor, clock_.now(),
                {audit::Act::update, "review:" + std::to_string(id), "granskning på stickprov", "staff:" + std::to_string(reviewer)});
  tx.commit();
  return {};
}

Result<void> Assurance::save(const Actor &actor, Item asked, bool done) {
  RT_CHECK(access::require(actor, May::review_cases));
  RT_TRY(auto stored, item(actor, asked.id));
  if (actor.staff != stored.reviewer && !may_lead(actor)) return no_such();
  const auto *audit = catalog().audit(stored.audit);
  if (audit == nullptr) return no_such();
  if (audit->by_colleague && actor.staff != 0 && actor.staff == stored.staff)
    return fail(ProblemKind::forbidden, std::string(tr("Ingen granskar sitt eget arbete.")));
  if (asked.version != stored.version)
    return fail(ProblemKind::conflict, std::string(tr("Någon annan har sparat granskningen under tiden. Ladda om sidan och se vad som ändrats.")));
  std::vector<FieldError> missing;
  for (const auto &question : audit->questions) {
    auto &reply = asked.replies[question.id];
    if (done && reply.answer == Answer::none) missing.push_back({question.id, tr_f("Svara på: {0}", {question.title.str()}), 0});
    if (reply.comment.size() > kMostWords) missing.push_back({question.id, std::string(tr("Kommentaren är för lång.")), 0});
  }
  if (asked.feedback.size() > kMostWords) missing.push_back({"feedback", std::string(tr("Återkopplingen är för lång.")), 0});
  if (!missing.empty()) return fail(ProblemKind::invalid, std::string(tr("Granskningen är inte klar än.")), std::move(missing));
  std::erase_if(asked.replies, [&](const auto &reply) {
    return std::none_of(audit->questions.begin(), audit->questions.end(), [&](const auto &q) { return q.id == reply.first; });
  });
  stored.replies = std::move(asked.replies);
  stored.feedback = std::string(trim(asked.feedback));
  if (done) stored.done_at = to_iso(clock_.now()), stored.done_by = actor.name;
  auto c = pool_.write();
  db::Transaction tx(*c);
  if (!store::update(*c, stored))
    return fail(ProblemKind::conflict, std::string(tr("Någon annan har sparat granskningen under tiden. Ladda om sidan och se vad som ändrats.")));
  audit::append(*c, actor, clock_.now(), {audit::Act::update, "review:" + std::to_string(stored.id), "granskning på stickprov", done ? "klar" : ""});
  tx.commit();
  return {};
}

Result<void> Assurance::seen(const Actor &actor, std::int64_t id) {
  RT_TRY(const auto found, item(actor, id));
  if (found.staff != actor.staff || found.done_at.empty()) return no_such();
  auto c = pool_.write();
  db::Transaction tx(*c);
  store::see(*c, id, to_iso(clock_.now()));
  audit::append(*c, actor, clock_.now(), {audit::Act::update, "review:" + std::to_string(id), "granskning på stickprov", "läst"});
  tx.commit();
  return {};
}

Compliance Assurance::compliance(const Actor &actor, const definitions::Audit &audit) const {
  Compliance result;
  std::map<std::string, std::string> area_of;
  for (const auto &question : audit.questions) area_of[question.id] = question.area;
  for (const auto &row : store::answers(*pool_.read(), actor.unit, audit.id)) {
    Share share;
    if (row.answer == Answer::yes) share.yes = row.times;
    else if (row.answer == Answer::partly) share.partly = row.times;
    else if (row.answer == Answer::no) share.no = row.times;
    else share.not_relevant = row.times;
    result.questions[row.question][row.period] += share;
    if (const auto area = area_of.find(row.question); area != area_of.end()) result.areas[area->second][row.period] += share;
    if (!row.group.empty()) result.groups[row.group][row.period] += share;
    result.all[row.period] += share;
  }
  std::vector<Span> spans;
  for (const auto &[period, share] : result.all)
    if (const auto span = span_from(audit.period, period)) spans.push_back(*span);
  std::sort(spans.begin(), spans.end(), [](const Span &a, const Span &b) { return a.first < b.first; });
  for (const auto &span : spans) result.periods.push_back(span.label);
  return result;
}

} // namespace rt::assurance
