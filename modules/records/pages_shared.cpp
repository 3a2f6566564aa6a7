#include "modules/records/pages_shared.hpp"
#include "platform/core/text.hpp"
#include <algorithm>

namespace rt::records {

namespace {
constexpr Instant kUnitSeconds = 5;

std::string name_in(const std::map<std::int64_t, std::string> &names, std::int64_t id) {
  const auto found = names.find(id);
  return found != names.end() ? found->second : std::string{};
}
} // namespace

std::shared_ptr<const Desk::Unit> Desk::unit(std::int64_t id) const {
  const auto now = deps.clock.now();
  {
    const std::scoped_lock lock(mutex_);
    const auto found = units_.find(id);
    if (found != units_.end() && found->second->until > now) return found->second;
  }
  auto fresh = std::make_shared<Unit>();
  fresh->until = now + kUnitSeconds;
  fresh->teams = deps.organisation.teams(id);
  fresh->staff = deps.organisation.staff(id);
  fresh->packs = deps.organisation.packs(id);
  const std::scoped_lock lock(mutex_);
  return units_[id] = fresh;
}

std::vector<organisation::Team> Desk::teams(const Actor &actor) const {
  const auto scope = actor.scope();
  std::vector<organisation::Team> mine;
  for (const auto &team : unit(actor.unit)->teams)
    if (team.active && scope.covers(team.unit, team.id)) mine.push_back(team);
  return mine;
}

std::vector<const Register *> Desk::registers(const Actor &actor) const {
  const auto &catalog = deps.records.catalog();
  const auto chosen = unit(actor.unit)->packs;
  std::vector<const Register *> kept;
  for (const auto &reg : catalog.registers)
    if (catalog.keeps(chosen, reg.pack)) kept.push_back(&reg);
  return kept;
}

std::vector<organisation::Staff> Desk::staff(const Actor &actor) const { return unit(actor.unit)->staff; }

Labels Desk::labels(const Actor &actor, const Register &reg, const std::vector<Record> &rows,
                    const std::map<std::int64_t, std::string> &known) const {
  Labels labels;
  const auto all = unit(actor.unit);
  for (const auto &team : all->teams) labels.teams[team.id] = team.short_name.empty() ? team.name : team.short_name;
  for (const auto &one : all->staff) labels.staff[one.id] = one.name;
  std::vector<std::int64_t> persons, contacts, files;
  std::map<std::string, std::vector<std::int64_t>> records;
  const bool by_contact = reg.field("contact") != nullptr;
  const auto collect = [&](const Field &field, const db::Value &value) {
    const auto *id = std::get_if<std::int64_t>(&value);
    const auto *text = std::get_if<std::string>(&value);
    if (field.type == FieldType::persons && text != nullptr)
      for (const auto &one : persons_from_text(field, *text)) persons.push_back(one.person);
    if (id == nullptr || *id == 0) return;
    if (field.type == FieldType::person) persons.push_back(*id);
    else if (field.type == FieldType::file) files.push_back(*id);
    else if (field.type == FieldType::household || field.type == FieldType::provider ||
             (field.type == FieldType::reference && field.target != "contact"))
      records[field.target].push_back(*id);
  };
  std::vector<const Field *> pointing;
  for (const auto &field : reg.fields) switch (field.type) {
    case FieldType::person:
    case FieldType::persons:
    case FieldType::file:
    case FieldType::household:
    case FieldType::provider:
    case FieldType::reference: pointing.push_back(&field); break;
    default: break;
    }
  for (const auto &row : rows) {
    if (row.person != 0 && reg.field("person") != nullptr && known.count(row.person) == 0) persons.push_back(row.person);
    if (by_contact && row.contact != 0) contacts.push_back(row.contact);
    for (const auto *field : pointing) {
      if (in_record(*field) && (field->id != "person" || known.count(row.person) == 0)) collect(*field, row.value(field->id));
      else if (in_record(*field)) continue;
      else if (const auto group = row.groups.find(field->group); group != row.groups.end())
        for (const auto &inner : group->second)
          if (const auto value = inner.find(field->id); value != inner.end()) collect(*field, value->second);
    }
  }
  labels.persons = deps.persons.names(actor, persons);
  labels.persons.insert(known.begin(), known.end());
  labels.contacts = deps.records.contact_names(actor, contacts);
  for (const auto &[target, ids] : records) labels.records[target] = deps.records.reference_names(actor, target, ids);
  labels.files = deps.records.file_names(actor, files);
  return labels;
}

http::Response Desk::page(const Actor &actor, const std::string &title, const std::string &lead, const std::string &body, int status,
                          bool own_heading) const {
  auto frame = deps.frame(actor, "register");
  frame.title = title;
  frame.lead = lead;
  frame.own_heading = own_heading;
  frame.styles.push_back("register.css");
  frame.scripts.push_back("register.js");
  html::Out out; // on paper only: a sheet that lies about says from when it is and whose it is
  out.element("div", tr_f("Utskrivet {0} av {1}", {long_date(today()), actor.name}), {{"class", "printed"}}).raw(body);
  return http::html(html::page(frame, out.take()), status);
}

std::string words(const Field &field, const Record &record, const Labels &labels) {
  if (record.hidden.count(field.id) != 0) return std::string(tr("Dold"));
  return words(field, record.value(field.id), labels);
}

namespace {
std::string record_in(const Labels &labels, const std::string &target, std::int64_t id) {
  const auto found = labels.records.find(target);
  const auto name = found != labels.records.end() ? name_in(found->second, id) : std::string{};
  return name.empty() ? std::string(tr("en post som du inte får se")) : name;
}

std::string several_in(const Field &field, const std::string &text, const Labels &labels) {
  std::vector<std::string> parts;
  if (field.type == FieldType::staff_list) {
    for (const auto id : ids_from_text(text)) parts.push_back(name_in(labels.staff, id));
  } else {
    for (const auto &one : persons_from_text(field, text)) {
      const auto *role = field.option(one.role);
      auto name = name_in(labels.persons, one.person);
      if (name.empty()) name = std::string(tr("en person som du inte får se"));
      parts.push_back((role != nullptr ? role->title.str() + ": " : std::string{}) + name);
    }
  }
  return join(parts, ", ");
}
} // namespace

std::string words(const Field &field, const db::Value &value, const Labels &labels) {
  if (std::holds_alternative<db::Null>(value)) return {};
  const auto *whole = std::get_if<std::int64_t>(&value);
  const auto id = whole != nullptr ? *whole : 0;
  switch (field.type) {
  case FieldType::person: return name_in(labels.persons, id);
  case FieldType::staff: return name_in(labels.staff, id);
  case FieldType::team: return name_in(labels.teams, id);
  case FieldType::staff_list:
  case FieldType::persons:
    return several_in(field, std::holds_alternative<std::string>(value) ? std::get<std::string>(value) : std::string{}, labels);
  case FieldType::reference: return field.target == "contact" ? name_in(labels.contacts, id) : record_in(labels, field.target, id);
  case FieldType::household:
  case FieldType::provider: return record_in(labels, field.target, id);
  case FieldType::file: {
    const auto found = labels.files.find(id);
    return found != labels.files.end() ? found->second.filename : std::string(tr("en fil"));
  }
  default: {
    auto text = show(field, value);
    if (!field.unit.empty() && !text.empty()) text += " " + std::string(tr(field.unit));
    return text;
  }
  }
}

std::string file_size(std::int64_t bytes) {
  if (bytes >= 1000000) return number(static_cast<double>(bytes) / 1000000, 1) + " MB";
  return number(static_cast<double>(std::max<std::int64_t>(1, bytes / 1000)), 0) + " kB";
}

std::string heading(const Register &reg, const Record &record, const Labels &labels) {
  if (auto name = name_in(labels.persons, record.person); reg.field("person") != nullptr && !name.empty()) return name;
  const auto day = record.text(reg.date_field);
  return reg.singular.str() + (day.empty() ? "" : " " + day.substr(0, 10));
}

std::string shorten(const std::string &text, std::size_t characters) {
  std::size_t at = 0, count = 0;
  while (at < text.size() && count < characters) {
    ++at;
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) ++at;
    ++count;
  }
  if (at >= text.size()) return text;
  const auto blank = text.rfind(' ', at);
  return text.substr(0, blank != std::string::npos && blank > at / 2 ? blank : at) + " …";
}

std::string in_sentence(const std::string &name) {
  // "Synpunkt" becomes "synpunkt", but KBT and SRS stay as they are said.
  const bool abbreviation = name.size() > 1 && name[1] >= 'A' && name[1] <= 'Z';
  if (abbreviation || name.empty()) return name;
  const auto first = static_cast<std::size_t>((static_cast<unsigned char>(name[0]) & 0xE0) == 0xC0 ? 2 : 1);
  return lower(name.substr(0, first)) + name.substr(first);
}

std::string register_path(const Register &reg) { return "/register/" + reg.id; }
std::string record_path(const Register &reg, std::int64_t id) { return register_path(reg) + "/" + std::to_string(id); }

http::Response not_found(const http::Request &request) {
  return http::problem(request, {ProblemKind::not_found, std::string(tr("Sidan finns inte, eller så får du inte se den.")), {}});
}

std::int64_t id_param(const http::Request &request, std::size_t index) {
  const auto &text = request.param(index);
  if (text.empty() || text.find_first_not_of("0123456789") != std::string::npos) return 0;
  return parse_integer(text).value_or(0);
}

std::string purpose_of(const Register &reg) { return reg.purpose == "quality" ? "uppföljning" : "arbete i ärendet"; }

void add_pages(http::Router &router, const Deps &deps) {
  const auto desk = std::make_shared<Desk>(deps);
  // The most exact addresses first: /register/{id}/ny before /register/{id}/{record}.
  add_export_pages(router, desk);
  add_file_pages(router, desk);
  add_board_pages(router, desk);
  add_calendar_pages(router, desk);
  add_letter_pages(router, desk);
  add_view_pages(router, desk);
  add_form_pages(router, desk);
  add_many_pages(router, desk);
  add_list_pages(router, desk);
  add_history_pages(router, desk);
  add_step_pages(router, desk);
  add_record_pages(router, desk);
  add_api(router, desk);
}

} // namespace rt::records
