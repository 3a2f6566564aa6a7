#include "modules/audit/audit.hpp"
#include "modules/reports/store.hpp"
#include <algorithm>
#include <set>

namespace rt::reports {

using access::Actor;
using access::May;

namespace {

std::string approved_words(const store::Frozen &frozen) {
  return tr_f("Godkänd {0} av {1}", {long_date(swedish_day(from_iso(frozen.at))), frozen.by});
}

std::vector<const ResultFacts *> results_of(const Facts &facts) {
  std::vector<const ResultFacts *> out;
  for (const auto &goal : facts.goals)
    for (const auto &result : goal.results) out.push_back(&result);
  for (const auto &result : facts.others) out.push_back(&result);
  return out;
}

/// How many figures of the frozen report would be others today.
int differences(const Facts &then, const Facts &now) {
  int n = 0;
  const auto later = results_of(now);
  for (const auto *old : results_of(then)) {
    const auto same = std::find_if(later.begin(), later.end(),
                                   [&](const auto *one) { return one->measure == old->measure && one->team == old->team && one->text == old->text; });
    if (same == later.end() || (*same)->years.size() != old->years.size()) {
      ++n;
      continue;
    }
    for (std::size_t y = 0; y < old->years.size(); ++y) n += old->years[y].all.words != (*same)->years[y].all.words;
  }
  return n;
}

Result<void> may_read(const Actor &actor, std::int64_t unit) {
  RT_CHECK(access::require(actor, May::make_reports));
  if (actor.unit != unit) return fail(ProblemKind::not_found, std::string(tr("Enheten finns inte, eller så får du inte se den.")));
  return {};
}

std::string object_of(int year, Kind kind) { return "report:" + std::to_string(year) + (kind == Kind::year ? "" : "-" + std::string(id_of(kind))); }

} // namespace

std::vector<Kind> Reports::kinds(std::int64_t unit, int year) const {
  const bool planned = !steering_.plan(unit, year).expected.empty();
  const auto today = month_containing(steering_.today());
  std::vector<Kind> out;
  if (planned) out.push_back(Kind::plan);
  if (planned && today >= make_month(year, 1)) out.push_back(Kind::tertial1);
  if (planned && today >= make_month(year, 5)) out.push_back(Kind::tertial2);
  out.push_back(Kind::year);
  return out;
}

std::vector<int> Reports::years(std::int64_t unit) const {
  std::set<int> found;
  for (const int year : steering_.years(unit)) found.insert(year);
  for (const auto &value : steering_.series(unit)) found.insert(value.year);
  for (const auto &row : steering_.economy(unit))
    if (!row.forecast) found.insert(row.year);
  return {found.rbegin(), found.rend()};
}

Result<document::Document> Reports::document(const Actor &actor, std::int64_t unit, int year, Kind kind) const {
  RT_CHECK(may_read(actor, unit));
  if (year < 1990 || year > 2200) return fail(ProblemKind::invalid, std::string(tr("Skriv året med fyra siffror, till exempel 2018.")));
  const auto no_unit = [] { return fail(ProblemKind::not_found, std::string(tr("Enheten finns inte, eller så får du inte se den."))); };
  if (kind == Kind::plan) {
    const PlanFacts plan = gather_plan(unit, year);
    if (plan.unit.empty()) return no_unit();
    if (plan.goals.empty())
      return fail(ProblemKind::not_found,
                  tr_f("Enheten har ingen plan för {0}. Skriv den på sidan Planen eller läs in den.", {std::to_string(year)}));
    return compose(plan);
  }
  {
    auto lease = pool_.read();
    if (const auto frozen = store::frozen(*lease, unit, year, kind)) return compose(frozen->facts, approved_words(*frozen));
  }
  Facts facts = gather(unit, year, kind);
  if (facts.unit.empty()) return no_unit();
  return compose(facts, std::nullopt);
}

Result<std::string> Reports::file(const Actor &actor, std::int64_t unit, int year, Kind kind, std::string_view format) const {
  RT_TRY(const auto document, this->document(actor, unit, year, kind));
  const auto make = [&]() -> Result<std::string> {
    if (format == "html") return document::to_html(document, true);
    if (format == "pdf") return document::to_pdf(document);
    if (format == "docx") return document::to_docx(document);
    if (format == "xlsx") return document::to_xlsx(document);
    return fail(ProblemKind::invalid, tr_f("Formatet {0} finns inte. Välj html, pdf, docx eller xlsx.", {format}));
  };
  auto bytes = make();
  if (bytes) {
    auto lease = pool_.write();
    db::Transaction transaction(*lease);
    audit::append(*lease, actor, clock_.now(), {audit::Act::export_, object_of(year, kind), "uppföljning", std::string(format)});
    transaction.commit();
  }
  return bytes;
}

Status Reports::status(std::int64_t unit, int year, Kind kind, bool compare) const {
  Status out;
  out.year = year;
  out.kind = kind;
  std::optional<store::Frozen> frozen;
  {
    auto lease = pool_.read();
    frozen = store::frozen(*lease, unit, year, kind);
  }
  if (!frozen) return out;
  out.approved = true;
  out.at = frozen->at;
  out.by = frozen->by;
  if (compare) out.changed_since = differences(frozen->facts, gather(unit, year, kind));
  return out;
}

Result<void> Reports::approve(const Actor &actor, std::int64_t unit, int year, Kind kind) {
  RT_CHECK(may_read(actor, unit));
  RT_CHECK(access::require(actor, May::edit_goals));
  if (kind == Kind::plan) return fail(ProblemKind::invalid, std::string(tr("En plan godkänns inte här.")));
  Facts facts = gather(unit, year, kind);
  facts.author = actor.name;
  if (facts.goals.empty() && facts.others.empty())
    return fail(ProblemKind::invalid, std::string(tr("Året har varken plan eller siffror. Det finns inget att godkänna.")));
  auto lease = pool_.write();
  db::Transaction transaction(*lease);
  if (store::frozen(*lease, unit, year, kind))
    return fail(ProblemKind::conflict, std::string(tr("Rapporten är redan godkänd. Öppna den igen om den ska göras om.")));
  store::insert(*lease, unit, facts, actor, to_iso(clock_.now()));
  audit::append(*lease, actor, clock_.now(), {audit::Act::sign, object_of(year, kind), "uppföljning", "approved"});
  transaction.commit();
  return {};
}

Result<void> Reports::reopen(const Actor &actor, std::int64_t unit, int year, Kind kind) {
  RT_CHECK(may_read(actor, unit));
  RT_CHECK(access::require(actor, May::edit_goals));
  auto lease = pool_.write();
  db::Transaction transaction(*lease);
  if (!store::reopen(*lease, unit, year, kind, to_iso(clock_.now())))
    return fail(ProblemKind::conflict, std::string(tr("Rapporten är inte godkänd.")));
  audit::append(*lease, actor, clock_.now(), {audit::Act::undo, object_of(year, kind), "uppföljning", "reopened"});
  transaction.commit();
  return {};
}

} // namespace rt::reports
