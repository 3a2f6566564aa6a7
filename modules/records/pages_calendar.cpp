// The calendar: a month of records by the field that places them in time. A grid on a wide screen, a list on a phone.
#include "modules/records/pages_shared.hpp"
#include "platform/core/text.hpp"
#include <algorithm>

namespace rt::records {
namespace {

using html::Out;

constexpr int kMostOfMonth = 1000;
constexpr std::size_t kMostOfDay = 4;

std::optional<Month> month_from(const std::string &text) {
  if (text.size() != 7) return std::nullopt;
  const auto first = date_from_iso(text + "-01");
  return first ? std::optional(month_containing(*first)) : std::nullopt;
}

/// "mars 2019"
std::string month_words(Month month) {
  const auto words = long_date(first_day(month));
  return words.substr(words.find(' ') + 1);
}

std::string day_of_record(const Register &reg, const Record &record) {
  const auto text = record.text(reg.date_field);
  const auto at = from_iso(text);
  return at >= 0 ? to_iso(swedish_day(at)) : text.substr(0, 10);
}

struct Calendar {
  const Desk &desk;
  const Actor &actor;
  const Register &reg;
  ListAddress address;
  Month month;
  std::map<std::string, std::vector<const Record *>> days;
  Labels labels;
};

std::string address_of(const Calendar &calendar, Month month) {
  const auto query = calendar.address.query(1);
  return shape_path(calendar.reg, "kalender") + query + (query.empty() ? "?" : "&") + "manad=" + to_iso(month);
}

void write_entry(Out &out, const Calendar &calendar, const Record &record) {
  out.open("li").link(record_path(calendar.reg, record.id), calendar.reg.field("person") != nullptr || calendar.reg.field("contact") != nullptr
                                                                ? heading(calendar.reg, record, calendar.labels)
                                                                : calendar.reg.singular.str());
  if (const auto *state = calendar.reg.state_by_code(record.state)) out.raw(" ").element("small", state->title.str());
  out.close("li");
}

void write_day(Out &out, const Calendar &calendar, Date day) {
  const auto iso = to_iso(day);
  const auto found = calendar.days.find(iso);
  const bool inside = month_containing(day) == calendar.month;
  std::string css = inside ? "" : "outside";
  if (found == calendar.days.end() || !inside) css += " empty";
  if (day == calendar.desk.today()) css += " today";
  const auto holiday = holiday_name(day);
  if (holiday || weekday(day) == 7) css += " holiday";
  out.open("td", {{"class", trim(css)}});
  if (inside) {
    out.open("span", {{"class", "day"}})
        .element("span", std::to_string(day_of(day)), {{"aria-hidden", "true"}})
        .element("span", long_date(day), {{"class", "day__long"}});
    if (holiday) out.raw(" ").element("small", *holiday);
    out.close("span");
  }
  if (found != calendar.days.end() && inside) {
    const auto &records = found->second;
    out.open("ul");
    for (std::size_t i = 0; i < std::min(records.size(), kMostOfDay); ++i) write_entry(out, calendar, *records[i]);
    out.close("ul");
    if (records.size() > kMostOfDay) {
      auto address = calendar.address;
      address.filters["from"] = address.filters["to"] = iso;
      out.link(register_path(calendar.reg) + address.query(1), tr_n("en till", "{} till", static_cast<long long>(records.size() - kMostOfDay)),
               "more");
    }
  }
  out.close("td");
}

void write_month(Out &out, const Calendar &calendar) {
  const std::string_view days[] = {tr("må"), tr("ti"), tr("on"), tr("to"), tr("fr"), tr("lö"), tr("sö")};
  out.open("table", {{"class", "month"}}).element("caption", month_words(calendar.month), {{"class", "sr-only"}}).open("thead").open("tr");
  out.open("th", {{"scope", "col"}}).element("span", tr("Vecka"), {{"class", "sr-only"}}).close("th");
  for (const auto name : days) out.element("th", name, {{"scope", "col"}});
  out.close("tr").close("thead").open("tbody");
  const auto first = first_day(calendar.month), last = last_day(calendar.month);
  for (auto monday = first - (weekday(first) - 1); monday <= last; monday = monday + 7) {
    out.open("tr").element("th", tr_f("v. {0}", {std::to_string(iso_week(monday).week)}), {{"scope", "row"}});
    for (int i = 0; i < 7; ++i) write_day(out, calendar, monday + i);
    out.close("tr");
  }
  out.close("tbody").close("table");
}

http::Response calendar_page(const Desk &desk, http::Request &request, const Actor &actor) {
  const auto *reg = desk.find(request.param(0));
  if (reg == nullptr) return not_found(request);
  Calendar calendar{desk, actor, *reg, read_address(*reg, request.query), month_from(request.query["manad"]).value_or(month_containing(desk.today())),
                    {},   {}};
  for (const char *name : {"from", "to"}) calendar.address.filters.erase(name);
  calendar.address.columns.clear();
  calendar.address.sort.clear();
  auto query = to_query(*reg, calendar.address, actor);
  query.filters.push_back({"date", ">=", to_iso(first_day(calendar.month) - 1)}); // a moment late in the evening is stored as the day before
  query.filters.push_back({"date", "<", to_iso(first_day(calendar.month + 1))});
  query.sort = reg->date_field;
  query.limit = kMostOfMonth;
  query.offset = 0;
  query.with_total = false;
  const auto page = desk.deps.records.list(actor, reg->id, query, purpose_of(*reg));
  for (const auto &record : page.rows) calendar.days[day_of_record(*reg, record)].push_back(&record);
  calendar.labels = desk.labels(actor, *reg, page.rows);
  Out out;
  write_head(out, desk, actor, *reg, calendar.address, "kalender");
  out.open("nav", {{"class", "pages month-nav"}, {"aria-label", tr("Månad")}});
  const auto step = [&](auto month, std::string_view arrow) {
    out.open("a", {{"href", address_of(calendar, month)}, {"aria-label", tr_f("Till {0}", {month_words(month)})}}).text(arrow).close("a");
  };
  step(calendar.month - 1, "←");
  out.element("h2", month_words(calendar.month));
  step(calendar.month + 1, "→");
  if (calendar.month != month_containing(desk.today())) out.link(address_of(calendar, month_containing(desk.today())), tr("Till i dag"));
  out.close("nav");
  if (static_cast<int>(page.rows.size()) == kMostOfMonth)
    html::message(out, html::Tone::info, tr_f("Månaden har fler än {0} poster. Välj ett villkor så syns alla.", {std::to_string(kMostOfMonth)}));
  const bool any =
      std::any_of(calendar.days.begin(), calendar.days.end(), [&](const auto &d) { return d.first.substr(0, 7) == to_iso(calendar.month); });
  if (!any) out.element("p", tr("Inget den här månaden."), {{"class", "quiet"}});
  write_month(out, calendar);
  const auto *field = reg->field(reg->date_field);
  return desk.page(actor, reg->title.str(),
                   tr_f("Posterna står på sin dag: {0}.", {in_sentence(field != nullptr ? field->title.str() : std::string{})}), out.take());
}

} // namespace

void add_calendar_pages(http::Router &router, const std::shared_ptr<Desk> &desk) {
  router.get("/register/{id}/kalender",
             access::guarded(May::read_records, [desk](http::Request &r, const Actor &a) { return calendar_page(*desk, r, a); }));
}

} // namespace rt::records
