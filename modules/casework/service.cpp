// Reading, and what is done with a case. A case is a record: it is changed through modules/records, with its history and audit.
#include "modules/casework/service.hpp"
#include "platform/core/text.hpp"
#include <algorithm>
#include <set>

namespace rt::casework {

namespace {
constexpr int kMostOpen = 5000;
constexpr int kMostOfPerson = 100; ///< cases of one person; nobody has as many
constexpr const char *kPurpose = "arbete i ärendet";
} // namespace

Problem no_such_case() { return {ProblemKind::not_found, std::string(tr("Ärendet finns inte, eller så får du inte se det.")), {}}; }

Actor in_unit(const Actor &actor, std::int64_t unit) {
  Actor there = actor;
  there.unit = unit;
  there.role = access::Role::head;
  there.teams.clear();
  there.staff = 0;
  return there;
}

void Casework::Impl::name(const Actor &actor, std::vector<CaseLine> &lines) const {
  std::vector<std::int64_t> ids;
  for (const auto &line : lines) ids.push_back(line.person);
  const auto names = persons.names(actor, ids);
  for (auto &line : lines)
    if (const auto it = names.find(line.person); it != names.end()) line.person_name = it->second;
}

void Casework::Impl::log(const Actor &actor, std::string object, std::string detail) const {
  read_log.log(actor, {audit::Act::read, std::move(object), kPurpose, std::move(detail)});
}

Result<CaseLine> Casework::Impl::find(const Actor &actor, std::int64_t case_id) const {
  RT_CHECK(access::require(actor, May::read_records));
  auto lease = pool().read();
  auto lines = store::cases(*lease, known, actor.scope(), " AND r.id = ?", {case_id}, 1, store::Leads::where);
  if (lines.empty()) return fail(no_such_case());
  return std::move(lines.front());
}

Casework::Casework(records::Records &records, records::Persons &persons, organisation::Organisation &organisation, audit::ReadLog &read_log,
                   const Clock &clock)
    : impl_(new Impl{records, persons, organisation, read_log, clock, store::Known(records.catalog())}) {}
Casework::~Casework() = default;

bool Casework::has_cases() const { return impl_->known.cases != nullptr; }

// ---- reading ----

Timeline Casework::timeline(const Actor &actor, const TimelineQuery &query) {
  if (!actor.may(May::read_records)) return {};
  const auto person = impl_->persons.get(actor, query.person, kPurpose);
  if (!person) return {};
  const bool masked = person->is_protected && person->first_name == tr("Skyddad person");
  auto lease = impl_->pool().read();
  auto timeline = store::timeline(*lease, impl_->records.catalog(), actor, query, !masked);
  const auto today = to_iso(impl_->today());
  std::string ids;
  for (auto &event : timeline.events) {
    event.coming = event.date.substr(0, 10) > today;
    ids += (ids.empty() ? "" : " ") + event.register_id + ":" + std::to_string(event.record);
  }
  impl_->log(actor, "person:" + std::to_string(query.person) + ":timeline", ids);
  return timeline;
}

std::vector<NetworkPerson> Casework::network(const Actor &actor, std::int64_t person) {
  if (!actor.may(May::read_records)) return {};
  auto lease = impl_->pool().read();
  auto people = store::network(*lease, impl_->known, actor.scope(), person, impl_->today());
  std::vector<std::int64_t> ids;
  for (const auto &one : people)
    if (one.known != 0) ids.push_back(one.known);
  const auto names = impl_->persons.names(actor, ids);
  for (auto &one : people)
    if (one.known != 0) { // a protected relative is masked here too
      const auto it = names.find(one.known);
      if (it != names.end()) one.name = it->second;
      else one.known = 0;
    }
  if (!people.empty()) impl_->log(actor, "person:" + std::to_string(person) + ":network");
  return people;
}

std::vector<Household> Casework::households(const Actor &actor, std::int64_t person) {
  if (!actor.may(May::read_records)) return {};
  auto lease = impl_->pool().read();
  auto households = store::households(*lease, impl_->known, actor.scope(), person);
  std::vector<std::int64_t> ids;
  for (const auto &household : households)
    for (const auto &member : household.members) ids.push_back(member.person);
  const auto names = impl_->persons.names(actor, ids);
  for (auto &household : households)
    for (auto &member : household.members) {
      const auto it = names.find(member.person);
      member.name = it != names.end() ? it->second : std::string(tr("Någon som en annan grupp arbetar med"));
      if (it == names.end()) member.person = 0;
    }
  return households;
}

std::vector<Sibling> Casework::siblings(const Actor &actor, std::int64_t person, const std::vector<Household> &households) {
  std::vector<Sibling> found;
  const auto add = [&](std::int64_t id, std::string_view through) {
    if (id == 0 || id == person || std::any_of(found.begin(), found.end(), [&](const Sibling &s) { return s.person == id; })) return;
    found.push_back({id, "", std::string(through)});
  };
  for (const auto &household : households) {
    const bool child = std::any_of(household.members.begin(), household.members.end(), [&](const auto &m) { return m.person == person && m.child; });
    for (const auto &member : household.members)
      if (child && member.child) add(member.person, tr("samma hushåll"));
  }
  if (actor.may(May::read_records)) {
    auto lease = impl_->pool().read();
    for (const auto id : store::children_of_the_same(*lease, impl_->known, actor.scope(), person)) add(id, tr("samma vårdnadshavare"));
  }
  std::vector<std::int64_t> ids;
  for (const auto &one : found) ids.push_back(one.person);
  const auto names = impl_->persons.names(actor, ids);
  std::erase_if(found, [&](const Sibling &s) { return !names.contains(s.person); });
  for (auto &one : found) one.name = names.at(one.person);
  return found;
}

Plans Casework::plans(const Actor &actor, const std::vector<std::int64_t> &people) {
  Plans plans;
  const definitions::Register *reg = nullptr;
  for (const char *id : {"income_change_plan", "housing_plan", "action_plan"})
    if (reg == nullptr) reg = impl_->records.catalog().find(id);
  if (reg == nullptr || !actor.may(May::read_records)) return plans;
  plans.register_id = reg->id;
  auto lease = impl_->pool().read();
  plans.newest = store::newest_of(*lease, *reg, actor.scope(), people);
  impl_->log(actor, reg->id + ":list", staff_text(people));
  return plans;
}

std::vector<CaseLine> Casework::cases_of(const Actor &actor, std::int64_t person) {
  if (!actor.may(May::read_records)) return {};
  auto lease = impl_->pool().read();
  auto lines = store::cases(*lease, impl_->known, actor.scope(), " AND r.person_id = ?", {person}, kMostOfPerson, store::Leads::where);
  std::reverse(lines.begin(), lines.end());
  std::stable_partition(lines.begin(), lines.end(), [](const CaseLine &line) { return line.open; });
  return lines;
}

std::map<std::int64_t, std::vector<CaseLine>> Casework::cases_of(const Actor &actor, const std::vector<std::int64_t> &people) {
  std::map<std::int64_t, std::vector<CaseLine>> found;
  if (people.empty() || !actor.may(May::read_records)) return found;
  db::Values args;
  const auto where = " AND r.person_id IN (" + store::id_list(people, args) + ")";
  auto lease = impl_->pool().read();
  for (auto &line :
       store::cases(*lease, impl_->known, actor.scope(), where, args, kMostOfPerson * static_cast<int>(people.size()), store::Leads::where))
    found[line.person].push_back(std::move(line));
  for (auto &[person, lines] : found) {
    std::reverse(lines.begin(), lines.end());
    std::stable_partition(lines.begin(), lines.end(), [](const CaseLine &line) { return line.open; });
  }
  return found;
}

std::optional<NextStep> Casework::next_step(const Actor &actor, std::int64_t person, std::int64_t case_id) {
  if (!actor.may(May::read_records)) return std::nullopt;
  auto lease = impl_->pool().read();
  CaseLine line;
  line.person = person;
  const auto steps = store::next_steps(*lease, impl_->known, actor.scope(), {line});
  std::optional<NextStep> first;
  for (const auto &[of_case, step] : steps)
    if ((case_id == 0 || of_case == case_id) && (!first || step.due < first->due)) first = step;
  return first;
}

std::vector<CaseLine> Casework::open_cases(const Actor &actor) {
  if (!actor.may(May::read_records) || impl_->known.cases == nullptr) return {};
  std::vector<CaseLine> lines;
  {
    auto lease = impl_->pool().read();
    const auto open = store::open_states(*impl_->known.cases);
    lines =
        store::cases(*lease, impl_->known, actor.scope(), open.empty() ? "" : " AND r.state IN (" + open + ")", {}, kMostOpen, store::Leads::scope);
    const auto steps = store::next_steps(*lease, impl_->known, actor.scope(), lines);
    for (auto &line : lines)
      if (const auto it = steps.find(line.id); it != steps.end()) {
        line.next_step = it->second.what;
        line.next_due = it->second.due;
      }
  }
  impl_->name(actor, lines);
  impl_->log(actor, "case:list", "rader:" + std::to_string(lines.size()));
  return lines;
}

Result<CaseLine> Casework::get(const Actor &actor, std::int64_t case_id) {
  RT_TRY(auto line, impl_->find(actor, case_id));
  std::vector<CaseLine> one{std::move(line)};
  impl_->name(actor, one);
  {
    auto lease = impl_->pool().read();
    const auto steps = store::next_steps(*lease, impl_->known, actor.scope(), one);
    const auto notes = store::last_notes(*lease, impl_->known, actor.scope(), one);
    if (const auto it = steps.find(case_id); it != steps.end()) {
      one[0].next_step = it->second.what;
      one[0].next_due = it->second.due;
    }
    if (const auto it = notes.find(case_id); it != notes.end()) one[0].last_note = it->second;
  }
  impl_->log(actor, "case:" + std::to_string(case_id));
  return std::move(one[0]);
}

// ---- the case ----

namespace {

/// Changes the case through the register: version check, history, audit and measures come with it.
Result<void> change(records::Records &records, const Actor &actor, std::int64_t case_id, int version,
                    const std::map<std::string, db::Value> &values) {
  RT_TRY(auto record, records.get(actor, "case", case_id, kPurpose));
  const auto *reg = records.catalog().find("case");
  record.version = version;
  for (const auto &[field, value] : values)
    if (reg->field(field) != nullptr) record.values[field] = value;
  RT_CHECK(records.save(actor, "case", std::move(record)));
  return {};
}

/// The first step from the record's state to a state that is final, or that is not.
const definitions::Transition *step_to(const definitions::Register &reg, int state, bool final) {
  const auto *from = reg.state_by_code(state);
  if (from == nullptr) return nullptr;
  for (const auto &step : reg.transitions) {
    const auto *to = reg.state(step.to);
    if (to != nullptr && to->final == final && step.leaves(from->id)) return &step;
  }
  return nullptr;
}

db::Value ids_value(const std::vector<std::int64_t> &ids) { return db::opt(staff_text(ids)); }

} // namespace

Result<void> Casework::take(const Actor &actor, std::int64_t case_id, int version) {
  RT_CHECK(access::require(actor, May::write_records));
  if (actor.staff == 0)
    return fail(ProblemKind::forbidden,
                std::string(tr("Ditt konto hör inte till någon medarbetare. Be den som sköter användarna att koppla ihop dem.")));
  RT_TRY(auto line, impl_->find(actor, case_id));
  if (!line.open) return fail(ProblemKind::invalid, std::string(tr("Ärendet är avslutat. Öppna det igen först.")));
  auto handlers = line.handlers;
  if (std::find(handlers.begin(), handlers.end(), actor.staff) != handlers.end()) return {};
  if (static_cast<int>(handlers.size()) >= std::max(1, habits(actor.unit).handlers))
    return fail(ProblemKind::conflict, std::string(tr("Någon annan har redan tagit ärendet.")));
  const bool first = handlers.empty();
  handlers.push_back(actor.staff);
  std::map<std::string, db::Value> values{{"handlers", ids_value(handlers)}};
  if (first) values["allocated"] = to_iso(impl_->today());
  return change(impl_->records, actor, case_id, version, values);
}

Result<void> Casework::assign(const Actor &actor, std::int64_t case_id, int version, std::vector<std::int64_t> handlers,
                              std::vector<std::int64_t> co_workers, std::int64_t team) {
  RT_CHECK(access::require(actor, May::write_records));
  RT_TRY(const auto line, impl_->find(actor, case_id));
  const auto staff = impl_->organisation.staff(actor.unit);
  const auto known = [&](std::int64_t id) { return std::any_of(staff.begin(), staff.end(), [&](const auto &one) { return one.id == id; }); };
  std::erase_if(handlers, [&](std::int64_t id) { return !known(id); });
  std::erase_if(co_workers, [&](std::int64_t id) { return !known(id) || std::find(handlers.begin(), handlers.end(), id) != handlers.end(); });
  std::map<std::string, db::Value> values{{"handlers", ids_value(handlers)}, {"co_workers", ids_value(co_workers)}};
  if (line.handlers.empty() && !handlers.empty()) values["allocated"] = to_iso(impl_->today());
  if (team != 0) values["team"] = team;
  return change(impl_->records, actor, case_id, version, values);
}

Result<void> Casework::close(const Actor &actor, std::int64_t case_id, int version, std::string_view date, std::string_view reason) {
  RT_CHECK(access::require(actor, May::write_records));
  const auto *reg = impl_->known.cases;
  if (reg == nullptr) return fail(no_such_case());
  std::vector<FieldError> errors;
  const auto day = parse_date(date, impl_->today());
  if (!day) errors.push_back({"closed", std::string(tr("Skriv dagen som 2026-11-22 eller 22/11."))});
  const auto *why = reg->field("close_reason");
  const auto *option = why != nullptr ? why->option(reason) : nullptr;
  if (why != nullptr && option == nullptr) errors.push_back({"close_reason", std::string(tr("Välj varför ärendet avslutas."))});
  if (!errors.empty()) return fail(ProblemKind::invalid, std::string(tr("Det saknas uppgifter för att avsluta ärendet.")), std::move(errors));
  RT_TRY(const auto record, impl_->records.get(actor, "case", case_id, kPurpose));
  const auto *step = step_to(*reg, record.state, true);
  if (step == nullptr) return fail(ProblemKind::invalid, std::string(tr("Ärendet är redan avslutat.")));
  records::StepInput input{{{"closed", to_iso(*day)}}, {}};
  if (option != nullptr) input.values["close_reason"] = static_cast<std::int64_t>(option->code);
  RT_CHECK(impl_->records.move_state(actor, "case", case_id, version, step->id, input));
  return {};
}

Result<void> Casework::reopen(const Actor &actor, std::int64_t case_id, int version) {
  RT_CHECK(access::require(actor, May::write_records));
  const auto *reg = impl_->known.cases;
  if (reg == nullptr) return fail(no_such_case());
  RT_TRY(const auto record, impl_->records.get(actor, "case", case_id, kPurpose));
  const auto *step = step_to(*reg, record.state, false);
  const auto *state = reg->state_by_code(record.state);
  if (step == nullptr || state == nullptr || !state->final) return fail(ProblemKind::invalid, std::string(tr("Ärendet pågår redan.")));
  records::StepInput input; // what the ending said is kept by the history
  for (const char *field : {"closed", "close_reason", "planned", "remaining_need", "close_comment"})
    if (reg->field(field) != nullptr) input.values[field] = db::Null{};
  RT_CHECK(impl_->records.move_state(actor, "case", case_id, version, step->id, input));
  return {};
}

// ---- review and watch ----

std::vector<ReviewLine> Casework::review(const Actor &actor, std::int64_t handler, const std::vector<std::int64_t> &late_people) {
  std::vector<ReviewLine> review;
  if (!actor.may(May::read_records) || impl_->known.cases == nullptr) return review;
  const auto habits = this->habits(actor.unit);
  const auto open = store::open_states(*impl_->known.cases);
  const std::set<std::int64_t> late(late_people.begin(), late_people.end());
  auto where = open.empty() ? std::string{} : " AND r.state IN (" + open + ")";
  db::Values args;
  if (handler != 0) {
    where += " AND ',' || " + store::column(*impl_->known.cases, "handlers") + " || ',' LIKE ?";
    args.emplace_back("%," + std::to_string(handler) + ",%");
  }
  std::vector<CaseLine> lines;
  {
    auto lease = impl_->pool().read();
    const auto scope = actor.scope();
    lines = store::cases(*lease, impl_->known, scope, where, args, kMostOpen, store::Leads::scope);
    const auto steps = store::next_steps(*lease, impl_->known, scope, lines);
    const auto notes = store::last_notes(*lease, impl_->known, scope, lines);
    const auto guardians = store::guardians(*lease, impl_->known, scope, lines);
    const auto born = store::birth_years(*lease, scope, lines);
    const auto today = impl_->today();
    for (auto &line : lines) {
      Facts facts;
      facts.opened = line.opened;
      facts.handlers = static_cast<int>(line.handlers.size());
      facts.deadline_late = late.count(line.person) != 0;
      if (const auto it = notes.find(line.id); it != notes.end()) facts.last_note = line.last_note = it->second;
      if (const auto it = steps.find(line.id); it != steps.end()) {
        facts.has_step = true;
        facts.next_due = line.next_due = it->second.due;
        line.next_step = it->second.what;
      }
      if (const auto it = born.find(line.person); it != born.end()) facts.child = it->second != 0 && year_of(today) - it->second < 18;
      if (const auto it = guardians.find(line.person); it != guardians.end()) {
        facts.guardians = it->second.all;
        facts.guardians_contacted = it->second.contacted;
      }
      auto found = gaps(facts, habits, today);
      if (impl_->known.note == nullptr) std::erase(found, Gap::no_note);
      if (impl_->known.task == nullptr) std::erase(found, Gap::no_next_step);
      if (impl_->known.network == nullptr) std::erase(found, Gap::no_guardian);
      review.push_back({line, std::move(found)});
    }
  }
  lines.clear();
  for (auto &one : review) lines.push_back(one.line);
  impl_->name(actor, lines);
  for (std::size_t i = 0; i < review.size(); ++i) review[i].line = lines[i];
  std::stable_sort(review.begin(), review.end(), [](const auto &a, const auto &b) { return a.gaps.size() > b.gaps.size(); });
  impl_->log(actor, "case:review", "rader:" + std::to_string(review.size()));
  return review;
}

bool Casework::watches(const Actor &actor, std::int64_t case_id) {
  auto lease = impl_->pool().read();
  return store::watches(*lease, actor.user, case_id);
}

void Casework::watch(const Actor &actor, std::int64_t case_id, bool follow) {
  if (follow && !impl_->find(actor, case_id)) return;
  auto lease = impl_->pool().write();
  db::Transaction transaction(*lease);
  store::watch(*lease, actor, case_id, follow, impl_->now());
  transaction.commit();
}

std::vector<CaseLine> Casework::watched(const Actor &actor) {
  if (!actor.may(May::read_records) || impl_->known.cases == nullptr) return {};
  std::vector<CaseLine> lines;
  {
    auto lease = impl_->pool().read();
    lines = store::cases(*lease, impl_->known, actor.scope(), " AND r.id IN (SELECT w.case_id FROM case_watch w WHERE w.user_id = ?)", {actor.user},
                         200, store::Leads::where);
    const auto steps = store::next_steps(*lease, impl_->known, actor.scope(), lines);
    for (auto &line : lines)
      if (const auto it = steps.find(line.id); it != steps.end()) {
        line.next_step = it->second.what;
        line.next_due = it->second.due;
      }
  }
  impl_->name(actor, lines);
  return lines;
}

CaseHabits Casework::habits(std::int64_t unit) {
  auto lease = impl_->pool().read();
  return store::habits(*lease, unit);
}

Result<void> Casework::set_habits(const Actor &actor, const CaseHabits &habits) {
  RT_CHECK(access::require(actor, May::manage_unit));
  std::vector<FieldError> errors;
  if (habits.handlers < 1 || habits.handlers > 2) errors.push_back({"handlers", std::string(tr("Välj en eller två handläggare."))});
  if (habits.weeks_without_note < 1 || habits.weeks_without_note > 52)
    errors.push_back({"weeks", std::string(tr("Skriv ett antal veckor mellan 1 och 52."))});
  if (!errors.empty()) return fail(ProblemKind::invalid, std::string(tr("Rätta och spara igen.")), std::move(errors));
  auto lease = impl_->pool().write();
  db::Transaction transaction(*lease);
  store::set_habits(*lease, actor.unit, habits);
  audit::append(*lease, actor, impl_->clock.now(),
                {audit::Act::update, "case:habits", "systemet", std::to_string(habits.handlers) + " " + std::to_string(habits.weeks_without_note)});
  transaction.commit();
  return {};
}

} // namespace rt::casework
