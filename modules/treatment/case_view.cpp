#include "modules/treatment/case_view.hpp"
#include "modules/treatment/kiosk_texts.hpp"
#include "platform/core/text.hpp"
#include <algorithm>

namespace rt::treatment {

namespace {
std::vector<records::Record> of_contact(records::Records &records, const access::Actor &actor, std::string_view reg, std::int64_t contact) {
  const auto *definition = records.catalog().find(reg);
  if (!definition) return {};
  records::ListQuery query;
  query.filters.push_back({"contact", "=", std::to_string(contact)});
  query.sort = definition->date_field;
  query.limit = 500;
  query.with_total = false;
  auto rows = records.list(actor, reg, query, "arbete i ärendet").rows;
  // Two on the same day keep the order they were given in.
  std::stable_sort(rows.begin(), rows.end(), [&](const auto &a, const auto &b) {
    const auto x = a.text(definition->date_field), y = b.text(definition->date_field);
    return x != y ? x < y : a.id < b.id;
  });
  return rows;
}

/// The year is written only when the series goes over a new year.
std::string short_date(const std::string &iso, bool with_year) {
  const auto date = date_from_iso(iso);
  if (!date) return {};
  auto words = std::to_string(day_of(*date)) + " " + month_name(month_of(*date), true);
  return with_year ? words + " " + std::to_string(year_of(*date)) : words;
}

/// One line per rater in the order of the definition, so that the client is always drawn alike; the rater of the
/// highlighted rating first, because the chart lights a point of its first line.
struct Drawn {
  std::vector<chart::Rater> raters;
  int highlight = -1;
};
Drawn by_rater(const definitions::Register &reg, const std::vector<records::Record> &ratings, std::int64_t highlighted) {
  Drawn drawn;
  const auto *field = reg.field("rater");
  if (!field || ratings.empty()) return drawn;
  const bool with_year = ratings.front().text("date").substr(0, 4) != ratings.back().text("date").substr(0, 4);
  for (const auto &option : field->options) {
    chart::Rater rater;
    rater.name = option.title.str();
    rater.color = static_cast<int>(drawn.raters.size()) % 5 + 1;
    int highlight = -1;
    for (const auto &r : ratings) {
      if (r.integer("rater") != option.code) continue;
      if (r.id == highlighted) highlight = static_cast<int>(rater.ratings.size());
      rater.ratings.push_back({short_date(r.text("date"), with_year), r.integer("total") / 10.0});
    }
    if (rater.ratings.empty()) continue;
    if (highlight >= 0) drawn.highlight = highlight;
    drawn.raters.insert(highlight >= 0 ? drawn.raters.begin() : drawn.raters.end(), std::move(rater));
  }
  return drawn;
}

std::string drawn_curve(const definitions::Catalog &catalog, std::string_view instrument_id, const std::vector<records::Record> &ratings,
                        std::optional<int> age, std::int64_t highlight, std::string_view label) {
  const auto *reg = catalog.find(instrument_id);
  const auto *instrument = catalog.instrument(instrument_id);
  if (!reg || !instrument || ratings.empty()) return {};
  const auto drawn = by_rater(*reg, ratings, highlight);
  const auto p = parameters(*instrument, age);
  const auto words = tr_f("gräns {0}", {points(p.cutoff)});
  const auto cutoff = p.cutoff ? std::optional<double>(p.cutoff / 10.0) : std::nullopt;
  return chart::for_both(
      720, [&](int width) { return chart::curve(drawn.raters, cutoff, words, instrument->item_max * kScales, label, width, 220, drawn.highlight); });
}
} // namespace

Scores scores_of(const records::Record &r) {
  return {static_cast<int>(r.integer("s1")), static_cast<int>(r.integer("s2")), static_cast<int>(r.integer("s3")), static_cast<int>(r.integer("s4"))};
}

std::optional<Tenths> deciding_ors(const definitions::Catalog &catalog, const std::vector<records::Record> &ors) {
  const int client = code_of(catalog, "ors", "rater", "client");
  for (auto it = ors.rbegin(); it != ors.rend(); ++it)
    if (it->integer("rater") == client) return static_cast<Tenths>(it->integer("total"));
  if (ors.empty()) return std::nullopt;
  return static_cast<Tenths>(ors.back().integer("total"));
}

int number_of(const std::vector<records::Record> &sessions, std::int64_t session, int cancelled_code) {
  int number = 0;
  for (const auto &s : sessions) {
    if (s.state == cancelled_code) continue;
    ++number;
    if (s.id == session) return number;
  }
  return 0;
}

Result<CaseView> load_case(const Deps &deps, const access::Actor &actor, std::int64_t contact) {
  CaseView v;
  RT_TRY(v.contact, deps.records.get(actor, "contact", contact, "arbete i ärendet"));
  {
    auto connection = deps.records.pool().read();
    if (auto line = line_of(*connection, actor, contact)) v.line = std::move(*line);
  }
  v.name = v.line.name;
  v.is_protected = v.line.is_protected;
  if (const auto person = deps.persons.get(actor, v.contact.person, "arbete i ärendet"); person && !v.is_protected) {
    v.needs = std::string(trim(person->needs));
    v.language = kiosk_language_from(person->language);
  }
  auto &r = deps.records;
  v.sessions = of_contact(r, actor, "session", contact);
  v.ors = of_contact(r, actor, "ors", contact);
  v.srs = of_contact(r, actor, "srs", contact);
  v.safety = of_contact(r, actor, "child_safety", contact);
  v.reviews = of_contact(r, actor, "case_review", contact);
  v.viewpoints = of_contact(r, actor, "viewpoint", contact);
  v.habits = deps.treatment.habits(v.contact.team);
  const auto start = date_from_iso(v.contact.has("started") ? v.contact.text("started") : v.contact.text("received"));
  if (start && v.contact.birth_year > 0) v.age_at_start = year_of(*start) - v.contact.birth_year;
  return v;
}

std::string ors_curve(const definitions::Catalog &catalog, const std::vector<records::Record> &ors, std::optional<int> age, std::int64_t highlight) {
  return drawn_curve(catalog, "ors", ors, age, highlight, tr("ORS över tid"));
}
std::string srs_curve(const definitions::Catalog &catalog, const std::vector<records::Record> &srs) {
  return drawn_curve(catalog, "srs", srs, std::nullopt, 0, tr("SRS över tid"));
}

std::string curve(records::Records &records, const access::Actor &actor, std::int64_t contact, std::int64_t highlight) {
  const auto found = records.get(actor, "contact", contact, "röda tråden");
  if (!found) return {};
  const auto start = date_from_iso(found->has("started") ? found->text("started") : found->text("received"));
  std::optional<int> age;
  if (start && found->birth_year > 0) age = year_of(*start) - found->birth_year;
  return ors_curve(records.catalog(), of_contact(records, actor, "ors", contact), age, highlight);
}

} // namespace rt::treatment
