#include "modules/treatment/pages.hpp"
#include "platform/core/text.hpp"
#include <mutex>

namespace rt::treatment {

Date today(const Clock &clock) { return swedish_day(clock.now()); }

std::string near_date(std::string_view iso, Date today) {
  const auto date = date_from_iso(iso);
  if (!date) return {};
  const int away = *date - today;
  if (away == 0) return std::string(tr("i dag"));
  if (away == -1) return std::string(tr("i går"));
  if (away == 1) return std::string(tr("i morgon"));
  auto words = std::to_string(day_of(*date)) + " " + month_name(month_of(*date), true);
  if (year_of(*date) != year_of(today)) words += " " + std::to_string(year_of(*date));
  if (away > 1 && away < 14) {
    const std::string_view days[] = {tr("mån"), tr("tis"), tr("ons"), tr("tor"), tr("fre"), tr("lör"), tr("sön")};
    words = std::string(days[weekday(*date) - 1]) + " " + words;
  }
  return words;
}

std::string points(Tenths tenths) { return number(tenths / 10.0, 1); }

int code_of(const definitions::Catalog &catalog, std::string_view reg, std::string_view field, std::string_view option) {
  const auto *r = catalog.find(reg);
  const auto *f = r ? r->field(field) : nullptr;
  const auto *o = f ? f->option(option) : nullptr;
  return o ? o->code : -1;
}

int state_code(const definitions::Catalog &catalog, std::string_view reg, std::string_view state) {
  const auto *r = catalog.find(reg);
  const auto *s = r ? r->state(state) : nullptr;
  return s ? s->code : -1;
}

std::string option_title(const definitions::Catalog &catalog, std::string_view reg, std::string_view field, std::int64_t code) {
  const auto *r = catalog.find(reg);
  const auto *f = r ? r->field(field) : nullptr;
  const auto *o = f ? f->option_by_code(static_cast<int>(code)) : nullptr;
  return o ? o->title.str() : std::string();
}

std::shared_ptr<const Names> names_of(const Deps &deps, std::int64_t unit) {
  struct Kept {
    Instant until = 0;
    std::shared_ptr<const Names> names;
  };
  static std::mutex mutex;
  static std::map<std::pair<const void *, std::int64_t>, Kept> kept;
  const auto now = deps.clock.now();
  const std::pair<const void *, std::int64_t> key{&deps.organisation, unit};
  {
    std::lock_guard lock(mutex);
    if (const auto it = kept.find(key); it != kept.end() && it->second.until > now) return it->second.names;
  }
  auto names = std::make_shared<Names>();
  for (const auto &team : deps.organisation.teams(unit)) {
    names->teams[team.id] = team.name;
    names->team_short[team.id] = team.short_name.empty() ? team.name : team.short_name;
  }
  for (const auto &person : deps.organisation.staff(unit)) names->staff[person.id] = person.name;
  std::lock_guard lock(mutex);
  constexpr int kKeepSeconds = 30;
  kept[key] = {now + kKeepSeconds, names};
  return names;
}

StepWords step_words(const ListRow &row, Date today) {
  const auto on = date_from_iso(row.next.on);
  StepWords w;
  w.late = on && *on < today;
  w.when = near_date(row.next.on, today);
  switch (row.next.what) {
  case Step::none: return {};
  case Step::first_session: w.what = tr("Boka första samtalet"); break;
  case Step::session:
    if (w.late) w.what = tr("Skriv om samtalet blev av");
    else w.what = row.next_time.empty() ? std::string(tr("Samtal")) : tr_f("Samtal {0}", {row.next_time});
    break;
  case Step::missing_srs: w.what = tr("SRS saknas efter samtalet"); break;
  case Step::review: w.what = tr("Ärendegenomgång"); break;
  case Step::book_next: w.what = tr("Boka nästa samtal"); break;
  case Step::ending: w.what = tr("Avsluta eller lotsa vidare"); break;
  }
  return w;
}

std::string topic_words(const definitions::Catalog &catalog, int topic) {
  const auto *ors = catalog.instrument("ors");
  std::string words;
  for (std::size_t i = 0; ors && i < ors->items.size(); ++i)
    if (topic & (1 << i)) words += (words.empty() ? "" : std::string(" ") + std::string(tr("och")) + " ") + lower(ors->items[i].title.str());
  return words;
}

std::int64_t id_param(const http::Request &request, std::size_t i) {
  const auto id = parse_integer(request.param(i));
  return id && *id > 0 ? *id : 0;
}

http::Response not_found(const http::Request &request) {
  return http::problem(request, {ProblemKind::not_found, std::string(tr("Sidan finns inte, eller så hör den till ett team du inte arbetar i.")), {}});
}

html::Frame make_frame(const Deps &deps, const access::Actor &actor, std::string_view section, std::string title, std::string lead) {
  auto frame = deps.frame(actor, section);
  frame.section = section;
  frame.title = std::move(title);
  frame.lead = std::move(lead);
  frame.styles.emplace_back("treatment.css");
  return frame;
}

void add_pages(http::Router &router, const Deps &deps) {
  add_kiosk_pages(router, deps);
  add_ticket_pages(router, deps);
  add_list_pages(router, deps);
  add_contact_pages(router, deps);
  add_day_pages(router, deps);
  add_review_pages(router, deps);
  add_viewpoint_pages(router, deps);
  add_licence_pages(router, deps);
}

} // namespace rt::treatment
