// What a figure leaves out: the records that somebody may have expected to find in it, with the reason for each.
#include "modules/measures/impl.hpp"
#include <algorithm>

namespace rt::measures {
namespace {

using plan::Code;
using Why = LeftOut::Why;

/// The conditions that all must hold for a row to count, one by one.
void split(const plan::Base &base, int node, std::vector<int> &out) {
  if (node < 0) return;
  const auto &n = base.nodes[static_cast<std::size_t>(node)];
  if (n.code != Code::both) {
    out.push_back(node);
    return;
  }
  split(base, n.a, out);
  split(base, n.b, out);
}

/// The columns that a condition asks about, and the first linked register.
struct Asks {
  std::vector<int> columns;
  int link = -1;
  bool team = false;
};
void look(const plan::Base &base, int node, Asks &asks) {
  if (node < 0) return;
  const auto &n = base.nodes[static_cast<std::size_t>(node)];
  switch (n.code) {
  case Code::number: return;
  case Code::team: asks.team = true; return;
  case Code::column: asks.columns.push_back(n.a); return;
  case Code::linked:
    if (asks.link < 0) asks.link = n.a;
    return;
  default: break;
  }
  look(base, n.a, asks);
  look(base, n.b, asks);
}

bool is_share_of_all(const plan::Compiled &m, const plan::Part &part) {
  return part.role == plan::Role::whole && m.denominator.has_value() && (is_share(m.definition.kind) || m.definition.kind == Kind::distinct);
}

/// One part of a measure, and its reasons for leaving a row out.
class Reasons {
public:
  Reasons(const plan::Base &base, const plan::Compiled &m, const plan::Part &part) : base_(base), part_(part) {
    split(base, part.of, must_);
    if (!is_share_of_all(m, part)) split(base, part.condition, must_); // in a share these only miss the numerator
  }
  /// The first condition that fails; nothing when the row counts, or when it is another team's.
  std::optional<LeftOut> of(Evaluator &evaluator, const double *row) const {
    for (const int node : must_)
      if (!(evaluator.node(node, row) > 0)) return why(node, row);
    if (part_.value >= 0 && plan::nothing(evaluator.node(part_.value, row))) return why(part_.value, row);
    return std::nullopt;
  }
  bool counts(Evaluator &evaluator, const double *row) const {
    const bool holds = std::all_of(must_.begin(), must_.end(), [&](int node) { return evaluator.node(node, row) > 0; });
    return holds && (part_.value < 0 || !plan::nothing(evaluator.node(part_.value, row)));
  }
  LeftOut without_date(int column) const { return about(Why::no_date, column); }

private:
  LeftOut about(Why why, int column) const {
    const auto *field = base_.table.columns[static_cast<std::size_t>(column)].field;
    return {why, field == nullptr ? "" : field->id,
            field == nullptr ? std::string(column == plan::kSex         ? tr("Kön")
                                           : column == plan::kBirthYear ? tr("Födelseår")
                                                                        : tr("Tidsfristen"))
                             : field->title.str(),
            0};
  }
  std::optional<LeftOut> why(int node, const double *row) const {
    Asks asks;
    look(base_, node, asks);
    if (asks.team) return std::nullopt;
    for (const int column : asks.columns)
      if (column != plan::kState && plan::nothing(row[column])) return about(Why::no_value, column);
    for (const int column : asks.columns)
      if (column == plan::kState) return LeftOut{Why::state, "", "", 0};
    if (asks.link >= 0) {
      const auto &link = base_.links[static_cast<std::size_t>(asks.link)];
      return LeftOut{Why::outside, "", base_.link_tables[static_cast<std::size_t>(link.table)].table.reg->title.str(), 0};
    }
    return asks.columns.empty() ? std::optional<LeftOut>() : about(Why::outside, asks.columns.front());
  }
  const plan::Base &base_;
  const plan::Part &part_;
  std::vector<int> must_;
};

void count(std::vector<LeftOut> &all, const LeftOut &one) {
  const auto same =
      std::find_if(all.begin(), all.end(), [&](const auto &l) { return l.why == one.why && l.field == one.field && l.words == one.words; });
  if (same != all.end()) ++same->count;
  else all.push_back(one), all.back().count = 1;
}

} // namespace

std::vector<LeftOut> Measures::Impl::left_out(db::Connection &c, const plan::Compiled &m, Where where, const Period &period) const {
  std::vector<LeftOut> all;
  const TeamCodes teams = store::team_codes(c, plan.team_codes);
  for (const auto &place : m.parts) {
    const plan::Base &b = base(place.base);
    const plan::Part &part = this->part(place);
    if (part.role == plan::Role::numerator) continue; // the denominator says who belongs
    const Reasons reasons(b, m, part);
    const auto tables = link_tables_of(b, part);
    const auto each = [&](const store::Where &w, const auto &row) {
      const auto loaded = store::load(c, b, w, &tables);
      Evaluator evaluator(b, loaded.links, teams);
      for (std::size_t i = 0; i < loaded.rows.size(); ++i) {
        evaluator.on(loaded.rows.row(i));
        row(evaluator, loaded.rows.row(i));
      }
    };
    each(rows_of(m, place, where, period), [&](Evaluator &evaluator, const double *row) {
      if (!hits(part, row, period)) return;
      if (const auto why = reasons.of(evaluator, row)) count(all, *why);
    });
    const int date = part.at >= 0 ? part.at : part.from;
    each(within(m, where).without(b.table.columns[static_cast<std::size_t>(date)]), [&](Evaluator &evaluator, const double *row) {
      if (reasons.counts(evaluator, row)) count(all, reasons.without_date(date));
    });
  }
  std::stable_sort(all.begin(), all.end(), [](const auto &x, const auto &y) { return x.count > y.count; });
  return all;
}

std::vector<LeftOut> Measures::left_out(std::string_view measure, Where where, const Period &period) const {
  const plan::Compiled *m = impl_->version_at(measure, period.last);
  if (m == nullptr) return {};
  auto c = impl_->pool.read();
  db::Transaction one_moment(*c, db::Mode::read);
  return impl_->left_out(*c, *m, where, period);
}

} // namespace rt::measures
