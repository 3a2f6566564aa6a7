#include "modules/mapping/service.hpp"
#include "platform/core/text.hpp"
#include "platform/i18n/i18n.hpp"
#include <algorithm>
#include <array>
#include <mutex>

namespace rt::mapping {

namespace {

constexpr int kTries = 8; ///< for those who write the same record from its form or through the API
constexpr int kMostTools = 40;

Problem not_there() { return {ProblemKind::not_found, std::string(tr("Det här finns inte, eller så får du inte se det.")), {}}; }

std::string child_of(const Deps &deps, const Actor &actor, std::int64_t person) {
  if (person == 0) return {};
  const auto found = deps.persons.get(actor, person, kPurpose);
  if (!found) return {};
  // Who may not know who a protected person is gets no name here either; the mask is no name.
  return found->is_protected && found->last_name.empty() ? std::string{} : first_name(found->first_name);
}

/// The person's case, when there is one and one only that is open.
std::int64_t only_case(const Deps &deps, const Actor &actor, const Register &reg, std::int64_t person) {
  const auto *field = reg.field("case");
  const auto *cases = field != nullptr && field->type == FieldType::reference ? deps.records.catalog().find(field->target) : nullptr;
  if (cases == nullptr) return 0;
  records::ListQuery query;
  query.filters = {{"person", "=", std::to_string(person)}};
  query.with_total = false;
  std::int64_t found = 0;
  for (const auto &one : deps.records.list(actor, cases->id, query, kPurpose).rows) {
    const auto *state = cases->state_by_code(one.state);
    if (state != nullptr && state->final) continue;
    if (found != 0) return 0;
    found = one.id;
  }
  return found;
}

/// Whose turn it is on a sheet. A whole group writes at the same moment; without a line the unlucky would lose the race again and again.
std::mutex &turn_of(const Sheet &sheet) {
  static std::array<std::mutex, 64> turns;
  return turns.at(static_cast<std::size_t>(sheet.record.id) % turns.size());
}

/// Runs `change` on the record as it is now and saves; again when somebody else was first.
template<class Change> Result<Outcome> save_with(const Deps &deps, const Actor &actor, const Sheet &sheet, Change change) {
  RT_CHECK(access::require(actor, May::write_records));
  const std::lock_guard turn(turn_of(sheet));
  Record record = sheet.record;
  for (int tries = 0;; ++tries) {
    RT_TRY(const Done done, change(record));
    auto saved = deps.records.save(actor, sheet.reg->id, record);
    if (saved) {
      if (deps.live != nullptr) deps.live->publish(topic_of(sheet), "{\"version\":" + std::to_string(saved->version) + "}");
      return Outcome{done, saved->version};
    }
    if (saved.error().kind != ProblemKind::conflict || tries == kTries) return fail(saved.error());
    RT_TRY(record, deps.records.get(actor, sheet.reg->id, sheet.record.id, kPurpose));
  }
}

} // namespace

Date today(const Deps &deps) { return swedish_day(deps.clock.now()); }

std::string topic_of(const Sheet &sheet) { return "tillsammans:" + sheet.reg->id + ":" + std::to_string(sheet.record.id); }

bool may_hear(records::Records &records, const Actor &actor, std::string_view topic) {
  const auto parts = split(topic, ':');
  if (parts.size() != 3 || parts[0] != "tillsammans") return false;
  const auto *reg = records.catalog().find(parts[1]);
  const auto id = parse_integer(parts[2]);
  return reg != nullptr && tool_of(*reg) && id && records.get(actor, reg->id, *id, kPurpose).has_value();
}

Result<Sheet> open(const Deps &deps, const Actor &actor, std::string_view register_id, std::int64_t id) {
  const auto *reg = deps.records.catalog().find(register_id);
  auto tool = reg != nullptr ? tool_of(*reg) : std::nullopt;
  if (!tool) return fail(not_there());
  Sheet sheet;
  sheet.reg = reg;
  sheet.tool = std::move(*tool);
  RT_TRY(sheet.record, deps.records.get(actor, register_id, id, kPurpose));
  sheet.child = child_of(deps, actor, sheet.record.person);
  // What the reader's role may not see has no place on a screen that others look at.
  std::erase_if(sheet.tool.parts, [&](const Part &p) { return sheet.record.hidden.count(p.field) != 0 || sheet.record.hidden.count(p.words) != 0; });
  if (sheet.record.locked) sheet.why_not = tr("Det här är signerat och låst. Det kan läsas och skrivas ut.");
  else if (!actor.may(May::write_records)) sheet.why_not = tr("Du kan läsa men inte ändra.");
  sheet.writes = sheet.why_not.empty();
  return sheet;
}

Result<Outcome> act(const Deps &deps, const Actor &actor, const Sheet &sheet, Act act) {
  return save_with(deps, actor, sheet, [&](Record &record) { return apply(sheet.tool, *sheet.reg, record, act, today(deps)); });
}

Result<Outcome> put_back(const Deps &deps, const Actor &actor, const Sheet &sheet, int version, std::string_view part_id, std::size_t at) {
  const auto *part = sheet.tool.part(part_id);
  if (part == nullptr || version < 2) return fail(not_there());
  RT_TRY(const Record before, deps.records.replayed(actor, sheet.reg->id, sheet.record.id, version - 1));
  const auto cards = cards_of(*sheet.reg, *part, before);
  if (at >= cards.size()) return fail(not_there());
  return save_with(deps, actor, sheet, [&](Record &record) -> Result<Done> { return restore(*sheet.reg, record, *part, at, cards[at]); });
}

Result<void> hang_up(const Deps &deps, const Actor &actor, const Sheet &sheet, std::string_view filename, std::string_view bytes) {
  const bool png = starts_with(bytes, "\x89PNG"), jpeg = starts_with(bytes, "\xff\xd8\xff");
  if (!png && !jpeg) return fail(ProblemKind::invalid, std::string(tr("Bilden ska vara en PNG eller JPEG.")));
  RT_TRY(const auto file, deps.records.add_file(actor, sheet.reg->id, *sheet.reg->field(sheet.tool.drawing), filename, bytes));
  RT_CHECK(save_with(deps, actor, sheet, [&](Record &record) -> Result<Done> {
    record.values[sheet.tool.drawing] = file;
    return Done{};
  }));
  return {};
}

std::vector<Record> all_of(const Deps &deps, const Actor &actor, const Register &reg, std::int64_t person) {
  if (person == 0) return {};
  records::ListQuery query;
  query.filters = {{"person", "=", std::to_string(person)}};
  query.limit = kMostTools;
  query.with_total = false;
  query.with_groups = true;
  return deps.records.list(actor, reg.id, query, kPurpose).rows;
}

Result<std::int64_t> begin(const Deps &deps, const Actor &actor, const Register &reg, std::int64_t person) {
  RT_TRY(const auto known, deps.persons.get(actor, person, kPurpose));
  auto draft = records::blank(reg, actor, today(deps));
  draft.values["person"] = known.id;
  if (const auto open = only_case(deps, actor, reg, person); open != 0) draft.values["case"] = open;
  // What must be answered gets its first answer ("Familjen tillsammans"); the form changes it.
  for (const auto &field : reg.fields)
    if (field.group.empty() && field.required && field.type == FieldType::choice && !draft.has(field.id) && !field.options.empty())
      draft.values[field.id] = std::int64_t{field.options.front().code};
  RT_TRY(const auto saved, deps.records.save(actor, reg.id, std::move(draft)));
  return saved.id;
}

std::vector<const Register *> tools_of(const Deps &deps, const Actor &actor) {
  std::vector<const Register *> found;
  const auto packs = deps.organisation.packs(actor.unit);
  for (const auto &tool : tools()) {
    const auto *reg = deps.records.catalog().find(tool.register_id);
    if (reg != nullptr && deps.records.catalog().keeps(packs, reg->pack) && tool_of(*reg)) found.push_back(reg);
  }
  return found;
}

std::vector<std::pair<std::string, std::string>> actions(const records::Records &records, const Actor &actor, std::string_view register_id,
                                                         std::int64_t record) {
  const auto *reg = records.catalog().find(register_id);
  if (reg == nullptr || !tool_of(*reg) || !actor.may(May::read_records)) return {};
  const auto address = "/tillsammans/" + reg->id + "/" + std::to_string(record);
  std::vector<std::pair<std::string, std::string>> ways{{address, std::string(tr("Arbeta tillsammans på skärm"))}};
  // Here and not on the shared screen, where a hand could slip.
  if (!tool_of(*reg)->internal.empty()) ways.emplace_back(address + "?version=var", std::string(tr("Skriv ut med våra anteckningar")));
  return ways;
}

std::string person_href(const Deps &deps, const Actor &actor, std::int64_t person) {
  return tools_of(deps, actor).empty() ? std::string{} : "/tillsammans/person/" + std::to_string(person);
}

} // namespace rt::mapping
