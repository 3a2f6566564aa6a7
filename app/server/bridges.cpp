#include "app/server/pages.hpp"
#include "modules/measures/pages.hpp"
#include "platform/core/text.hpp"
#include <algorithm>

namespace rt::app {

std::vector<html::Knot> feeds_of(App &app, std::string_view reg, std::int64_t id) {
  std::vector<html::Knot> knots;
  for (const auto &fed : app.measures->feeds(reg, id))
    if (const auto *definition = app.measures->find(fed.measure))
      knots.push_back({long_month(fed.month), definition->title.str(), measures::records_href(fed.measure, month_period(fed.month)),
                       "knot-measure-" + fed.measure});
  return knots;
}

namespace {

/// Min dag already tells these in words of its own.
constexpr std::string_view kToldOnMinDag[] = {"contact.review", "youth_link.confirm", "viewpoint.answer", "rent.paid"};
constexpr int kMostOfMine = 12;

} // namespace

std::vector<treatment::TodoItem> deadline_todos(App &app, const access::Actor &actor) {
  std::vector<treatment::TodoItem> items;
  deadlines::Ask ask;
  ask.whose = actor.staff != 0 ? deadlines::Whose::mine : deadlines::Whose::all;
  ask.horizon = 14;
  ask.limit = kMostOfMine * 3;
  if (!access::works_with_clients(actor.role)) { // who leads sees how many are late, not each of them
    ask.whose = deadlines::Whose::all;
    ask.limit = 1;
    const auto queue = app.deadlines->queue(actor, ask);
    const auto late = queue.counts.find(deadlines::Group::overdue);
    if (late == queue.counts.end() || late->second == 0) return items;
    treatment::TodoItem item;
    item.key = "deadlines:" + to_iso(app.deadlines->today());
    item.title = late->second > deadlines::kMostCounted
                     ? tr_f("{0} tidsgränser är försenade", {deadlines::count_words(late->second)})
                     : tr_n("{} tidsgräns är försenad", "{} tidsgränser är försenade", static_cast<long long>(late->second));
    item.detail = tr("Gå igenom bevakningslistan och signera veckan");
    item.href = "/bevakning";
    if (!queue.items.empty()) item.due = queue.items.front().kept.last;
    item.can_tick = false;
    items.push_back(std::move(item));
    return items;
  }
  for (const auto &due : app.deadlines->queue(actor, ask).items) {
    const auto id = due.kept.register_id + "." + due.kept.rule;
    const bool soon = due.state == deadlines::State::overdue || due.state == deadlines::State::missed || due.state == deadlines::State::due_soon;
    if (!soon || static_cast<int>(items.size()) >= kMostOfMine ||
        std::find(std::begin(kToldOnMinDag), std::end(kToldOnMinDag), id) != std::end(kToldOnMinDag))
      continue;
    treatment::TodoItem item;
    item.key = "deadline:" + id + ":" + std::to_string(due.kept.record) + ":" + std::to_string(due.kept.occurrence);
    item.title = due.title;
    item.detail = lower(due.about) + (due.who.empty() ? std::string() : " · " + due.who);
    item.href = due.href;
    item.due = due.kept.last;
    item.can_tick = false;
    items.push_back(std::move(item));
  }
  return items;
}

std::map<std::int64_t, std::string> due_on_cards(App &app, const access::Actor &actor, std::string_view reg,
                                                 const std::vector<std::int64_t> &records) {
  deadlines::Ask ask;
  ask.limit = 500;
  std::map<std::int64_t, std::string> due;
  for (const auto &item : app.deadlines->queue(actor, ask).items) // soonest first: the first of a record is its nearest
    if (item.kept.register_id == reg && std::find(records.begin(), records.end(), item.kept.record) != records.end())
      due.emplace(item.kept.record, item.title + " " + item.kept.last);
  return due;
}

std::vector<treatment::TodoItem> steering_todos(App &app, const access::Actor &actor) {
  std::vector<treatment::TodoItem> items;
  const Date today = swedish_day(app.clock().now());
  for (const auto &event : app.steering->due_events(actor.unit, today, 14)) {
    if (!actor.may(access::May::edit_goals) && event.team == 0) continue;
    treatment::TodoItem item;
    item.column = treatment::TodoItem::Column::promised;
    item.key = "wheel:" + std::to_string(event.id);
    item.title = event.words;
    item.detail = std::string(tr("Från årshjulet"));
    item.href = "/arshjul";
    item.due = event.date;
    items.push_back(std::move(item));
  }
  for (const auto &due : app.steering->due_follow_ups(actor.unit, today)) {
    const bool mine =
        actor.teams.empty() ? actor.may(access::May::edit_goals) : std::find(actor.teams.begin(), actor.teams.end(), due.team) != actor.teams.end();
    if (!mine) continue;
    const auto team = app.organisation->team(due.team);
    const auto month = period_from_text(due.month);
    treatment::TodoItem item;
    item.column = treatment::TodoItem::Column::promised;
    item.key = "followup:" + std::to_string(due.team) + ":" + due.month;
    item.title = month ? tr_f("Månadsuppföljning {0}", {period_name(*month)}) : std::string(tr("Månadsuppföljning"));
    item.detail = (team ? team->name + " · " : std::string()) + tr_n("{} mål väntar på svar", "{} mål väntar på svar", due.missing);
    item.href = "/uppfoljning?manad=" + due.month + (team ? "&team=" + team->code : std::string());
    item.can_tick = false;
    items.push_back(std::move(item));
  }
  return items;
}

std::vector<casework::Due> deadlines_of(App &app, const access::Actor &actor, std::int64_t person) {
  std::vector<casework::Due> due;
  for (const auto &item : app.deadlines->of_person(actor, person)) {
    const bool late = item.days < 0;
    const auto words = late ? tr_n("en dag sen", "{} dagar sen", -item.days) : tr_n("en dag kvar", "{} dagar kvar", item.days);
    due.push_back({item.title, item.kept.last, item.about + " · " + words, late, item.href});
  }
  return due;
}

std::vector<treatment::TodoItem> case_todos(App &app, const access::Actor &actor) {
  std::vector<treatment::TodoItem> items;
  if (!app.casework->has_cases()) return items;
  for (const auto &line : app.casework->watched(actor)) {
    treatment::TodoItem item;
    item.column = treatment::TodoItem::Column::promised;
    item.key = "watch:" + std::to_string(line.id) + ":" + line.next_due; // ticked off until the next step is another
    item.title = line.person_name.empty() ? std::string(tr("Ärende du följer")) : line.person_name;
    item.detail = line.next_step.empty() ? tr_f("Du följer ärendet · {0}", {line.state}) : tr_f("Du följer ärendet · {0}", {line.next_step});
    item.href = "/arende/" + std::to_string(line.id);
    item.due = line.next_due;
    items.push_back(std::move(item));
  }
  for (const auto &offer : app.casework->offers_to(actor)) {
    const auto unit = app.organisation->unit(offer.from_unit);
    treatment::TodoItem item;
    item.column = treatment::TodoItem::Column::must;
    item.key = "handover:" + std::to_string(offer.id);
    item.title = std::string(tr("Svara på en överlämning"));
    item.detail = (unit ? unit->name : std::string{}) + (offer.kind.empty() ? "" : " · " + offer.kind);
    item.href = "/overlamningar";
    item.can_tick = false;
    items.push_back(std::move(item));
  }
  return items;
}

std::vector<records::Deps::Beside> beside_registers(App &app, const access::Actor &actor) {
  std::vector<records::Deps::Beside> found;
  const auto chosen = app.organisation->packs(actor.unit);
  const auto &audits = app.catalog().audits;
  if (std::any_of(audits.begin(), audits.end(), [&](const auto &audit) { return app.catalog().keeps_file(chosen, audit.file); }))
    found.push_back({"quality", "/granskningar", std::string(tr("Granskningar")),
                     std::string(tr("Egenkontroll på stickprov: en kollega läser, svarar på frågor och ger återkoppling direkt."))});
  return found;
}

std::vector<treatment::TodoItem> review_todos(App &app, const access::Actor &actor) {
  std::vector<treatment::TodoItem> items;
  const auto add = [&](const assurance::Item &review, std::string detail) {
    const auto *audit = app.catalog().audit(review.audit);
    if (audit == nullptr) return;
    treatment::TodoItem item;
    item.column = treatment::TodoItem::Column::promised;
    item.key = "review:" + std::to_string(review.id);
    item.title = audit->title.str();
    item.detail = std::move(detail);
    item.href = "/granskningar/post/" + std::to_string(review.id);
    item.can_tick = false;
    items.push_back(std::move(item));
  };
  for (const auto &review : app.assurance->mine(actor)) add(review, std::string(tr("Granska en kollegas post")));
  for (const auto &review : app.assurance->feedback(actor)) add(review, std::string(tr("Du har fått återkoppling på en post")));
  return items;
}

std::optional<steering::Deps::RecordWords> words_of_record(App &app, const access::Actor &actor, std::string_view reg, std::int64_t id) {
  const auto *definition = app.catalog().find(reg);
  if (definition == nullptr) return std::nullopt;
  const auto record = app.records->get(actor, reg, id, tr("uppföljning"));
  if (!record) return std::nullopt;
  steering::Deps::RecordWords words;
  words.contact = record->contact;
  words.href = reg == "contact" ? "/arenden/" + std::to_string(id) : "/register/" + std::string(reg) + "/" + std::to_string(id);
  words.words = definition->singular.str();
  for (const auto &field : definition->fields) {
    using definitions::FieldType;
    const bool id_of_somebody =
        field.type == FieldType::reference || field.type == FieldType::staff || field.type == FieldType::team || field.type == FieldType::person;
    if (!field.in_list || field.personal || id_of_somebody || !record->has(field.id)) continue;
    const auto date = field.type == FieldType::date ? date_from_iso(record->text(field.id)) : std::nullopt;
    // A day alone says nothing beside other days; the day that places the record needs no name.
    if (date)
      words.words +=
          " · " + (field.id == definition->date_field && field.id == "date" ? std::string() : lower(field.title.str()) + " ") + long_date(*date);
    else words.words += (field.id == "total" ? " " : " · ") + records::show(field, record->value(field.id));
  }
  return words;
}

std::vector<steering::Deps::Step> ratings_of(App &app, const access::Actor &actor, std::int64_t contact) {
  std::vector<steering::Deps::Step> steps;
  for (const char *reg : {"ors", "srs"}) {
    records::ListQuery query;
    query.filters = {{"contact", "=", std::to_string(contact)}};
    query.sort = "date";
    query.limit = 200;
    query.with_total = false;
    const auto *definition = app.catalog().find(reg);
    for (const auto &row : app.records->list(actor, reg, query, tr("uppföljning")).rows) {
      const auto date = date_from_iso(row.text("date"));
      steps.push_back({reg, row.id,
                       (reg[0] == 'o' ? "ORS " : "SRS ") + records::show(*definition->field("total"), row.value("total")) +
                           (date ? " · " + long_date(*date) : std::string())});
    }
  }
  return steps;
}

} // namespace rt::app
