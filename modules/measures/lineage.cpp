// The records behind a figure, and the figures that a record is in.
#include "modules/measures/impl.hpp"
#include "modules/measures/rules.hpp"
#include "platform/core/text.hpp"
#include <algorithm>
#include <set>

namespace rt::measures {
namespace {

using definitions::FieldType;

/// "Kontakt · flicka, 17 år · Nedstämdhet och ångest" – what tells rows apart without telling who.
std::string words_of(const definitions::Register &reg, std::string_view people_id, const double *row, double day) {
  const std::string words = reg.singular.str().empty() ? reg.title.str() : reg.singular.str();
  std::string who;
  for (int sex = 1; sex < organisation::kSexes; ++sex)
    if (people(row, sex) > 0)
      who += (who.empty() ? std::string() : std::string(tr(" och "))) +
             std::string(organisation::word(static_cast<Sex>(sex), organisation::people_from(people_id), false));
  const double born = row[plan::kBirthYear];
  if (!reg.anonymous && !plan::nothing(born) && born > 0 && !plan::nothing(day)) {
    const int years = year_of(Date{static_cast<std::int32_t>(day)}) - static_cast<int>(born);
    who += (who.empty() ? "" : ", ") + tr_f("{0} år", {std::to_string(years)});
  }
  return who.empty() ? words : words + " · " + who;
}

/// The record's own choices, for those rows that are shown: it may be one page of many thousands.
void add_choices(db::Connection &c, const definitions::Register &reg, const std::vector<LineageRow *> &rows) {
  std::vector<const definitions::Field *> chosen;
  std::string sql = "SELECT r.id";
  for (const auto &field : reg.fields)
    if (field.type == FieldType::choice && !field.personal && field.group.empty() && field.read_roles.empty() && field.id != "sex" &&
        chosen.size() < 3) {
      chosen.push_back(&field);
      sql += ", r." + records::column_name(field);
    }
  if (chosen.empty()) return;
  constexpr std::size_t kAtATime = 500;
  for (std::size_t at = 0; at < rows.size(); at += kAtATime) {
    std::multimap<std::int64_t, LineageRow *> by_id; // several rows of a group are of the same record
    db::Values ids;
    std::string marks;
    for (std::size_t i = at; i < std::min(at + kAtATime, rows.size()); ++i) {
      if (by_id.count(rows[i]->record) == 0) ids.emplace_back(rows[i]->record), marks += marks.empty() ? "?" : ", ?";
      by_id.emplace(rows[i]->record, rows[i]);
    }
    c.query(sql + " FROM r_" + reg.id + " r WHERE r.id IN (" + marks + ")", ids, [&](const db::Row &row) {
      std::string words;
      for (std::size_t i = 0; i < chosen.size(); ++i) {
        const auto *option =
            row.null(static_cast<int>(i) + 1) ? nullptr : chosen[i]->option_by_code(static_cast<int>(row.integer(static_cast<int>(i) + 1)));
        if (option != nullptr) words += " · " + option->title.str();
      }
      const auto [first, last] = by_id.equal_range(row.integer(0));
      for (auto one = first; one != last; ++one) one->second->words += words;
    });
  }
}

Sex sex_of_row(const double *row) { return plan::nothing(row[plan::kSex]) ? Sex::unknown : static_cast<Sex>(static_cast<int>(row[plan::kSex])); }

/// For a figure that counts each person once, the first row of a person carries the one.
struct Once {
  std::set<double> numerator, denominator;
  void apply(Contribution &c) {
    if (c.numerator > 0 && !numerator.insert(c.value).second) c.numerator = 0;
    if (c.denominator > 0 && !denominator.insert(c.value).second) c.denominator = 0;
  }
};

bool only_numerator(Kind kind, const plan::Compiled &m) {
  return kind == Kind::count || kind == Kind::sum || (kind == Kind::distinct && !m.denominator);
}

} // namespace

Lineage Measures::Impl::lineage(db::Connection &c, const access::Actor &actor, const plan::Compiled &m, Where where, const Period &period,
                                std::optional<Sex> sex) const {
  Lineage lineage;
  const TeamCodes teams = store::team_codes(c, plan.team_codes);
  const Kind kind = m.definition.kind;
  Once once;
  for (const auto &place : m.parts) {
    const plan::Base &b = base(place.base);
    const plan::Part &one = part(place);
    store::Where w = rows_of(m, place, where, period);
    w.scope(actor.scope());
    const auto tables = link_tables_of(b, one);
    const auto loaded = store::load(c, b, w, &tables);
    const std::string &of_whom = m.definition.people.empty() ? b.table.reg->people : m.definition.people;
    Evaluator evaluator(b, loaded.links, teams);
    for (std::size_t i = 0; i < loaded.rows.size(); ++i) {
      const double *row = loaded.rows.row(i);
      const double day = row[one.at >= 0 ? one.at : one.from];
      if (!hits(one, row, period) || !in_force(m, one.at >= 0 ? month_of_day(day) : period.last)) continue;
      const double weight = sex ? people(row, static_cast<int>(*sex)) : 1;
      if (!(weight > 0)) continue;
      evaluator.on(row);
      Contribution contribution = evaluator.part(one, kind);
      if (!contribution.counts) continue;
      if (kind == Kind::distinct) once.apply(contribution);
      LineageRow made;
      made.register_id = b.table.reg->id;
      made.record = b.table.reg->anonymous ? 0 : static_cast<std::int64_t>(row[plan::kId]); // an answer leads nowhere
      made.date = b.table.reg->anonymous ? to_iso(month_of_day(day)) : to_iso(Date{static_cast<std::int32_t>(day)});
      made.team = plan::nothing(row[plan::kTeam]) ? 0 : static_cast<std::int64_t>(row[plan::kTeam]);
      made.sex = sex ? *sex : sex_of_row(row);
      made.numerator = contribution.numerator * (kind == Kind::distinct || kind == Kind::median ? 1 : weight);
      made.denominator = only_numerator(kind, m) ? 0 : contribution.denominator * (kind == Kind::distinct || kind == Kind::median ? 1 : weight);
      made.words = words_of(*b.table.reg, of_whom, row, day);
      lineage.rows.push_back(std::move(made));
    }
  }
  std::stable_sort(lineage.rows.begin(), lineage.rows.end(), [](const LineageRow &a, const LineageRow &b) { return a.date < b.date; });
  return lineage;
}

void Measures::Impl::add_words(db::Connection &c, std::vector<LineageRow> &rows, Slice slice) const {
  std::map<std::string, std::vector<LineageRow *>> by_register;
  for (std::size_t i = slice.first; i < rows.size() && i - slice.first < slice.count; ++i)
    if (rows[i].record != 0) by_register[rows[i].register_id].push_back(&rows[i]);
  for (const auto &[id, of] : by_register)
    if (const auto *reg = cat.find(id)) add_choices(c, *reg, of);
}

Result<Lineage> Measures::lineage(const access::Actor &actor, std::string_view measure, Where where, const Period &period, std::optional<Sex> sex,
                                  Slice slice) const {
  const plan::Compiled *m = impl_->version_at(measure, period.last);
  if (m == nullptr) m = impl_->latest(measure);
  if (m == nullptr) return fail(ProblemKind::not_found, std::string(tr("Måttet finns inte.")));
  auto c = impl_->pool.read();
  db::Transaction one_moment(*c, db::Mode::read); // the figure and its records are of the same moment
  Lineage result;
  if (sex && !m->definition.by_sex) return result;
  const auto versions = impl_->versions.find(measure);
  if (actor.may(access::May::read_records) && versions != impl_->versions.end())
    for (int version : versions->second) { // a period may cross from one definition to the next
      const auto &one = impl_->measure(version);
      if (one.last < period.first || one.first > period.last) continue;
      auto rows = impl_->lineage(*c, actor, one, where, period, sex).rows;
      result.rows.insert(result.rows.end(), std::make_move_iterator(rows.begin()), std::make_move_iterator(rows.end()));
    }
  impl_->add_words(*c, result.rows, slice);
  result.figure = impl_->values(*c, {std::string(measure)}, where, {period}).front().front();
  const Value &total = sex ? result.figure.sex[static_cast<int>(*sex)] : result.figure.all;
  if (total.printed) {
    result.rows.clear();
    return result;
  }
  const Kind kind = m->definition.kind;
  result.hidden_numerator = total.numerator;
  result.hidden_denominator = total.denominator;
  result.hidden = total.n;
  for (const LineageRow &row : result.rows) {
    result.hidden_numerator -= row.numerator;
    result.hidden_denominator -= row.denominator;
    if (kind != Kind::distinct || row.numerator > 0 || row.denominator > 0) --result.hidden;
  }
  if (kind == Kind::median) result.hidden_numerator = 0; // the middle one is not a sum
  if (result.hidden < 0) result.hidden = 0;
  return result;
}

std::vector<Measures::Fed> Measures::feeds(std::string_view register_id, std::int64_t record) const {
  std::vector<Fed> fed;
  auto c = impl_->pool.read();
  db::Transaction one_moment(*c, db::Mode::read);
  const TeamCodes teams = store::team_codes(*c, impl_->plan.team_codes);
  auto add = [&](const plan::Base &b, const store::Where &where, int table) {
    const auto loaded = store::load(*c, b, where);
    Evaluator evaluator(b, loaded.links, teams);
    for (std::size_t i = 0; i < loaded.rows.size(); ++i) {
      const double *row = loaded.rows.row(i);
      evaluator.on(row);
      for (const auto &part : b.parts) {
        const auto &m = impl_->measure(part.measure);
        if (table >= 0 && link_tables_of(b, part).count(table) == 0) continue;
        const double day = row[part.at >= 0 ? part.at : part.from];
        if (plan::nothing(day) || !in_force(m, month_of_day(day))) continue;
        const Contribution contribution = evaluator.part(part, m.definition.kind);
        if (!contribution.counts) continue;
        const Month month = month_of_day(day);
        const bool told = std::any_of(fed.begin(), fed.end(), [&](const Fed &f) { return f.measure == m.definition.id && f.month == month; });
        if (!told)
          fed.push_back({m.definition.id, month, contribution.numerator, only_numerator(m.definition.kind, m) ? 0 : contribution.denominator});
      }
    }
  };
  for (const auto &b : impl_->plan.bases) {
    const bool of_its_own = b.table.reg->id == register_id;
    const bool linked = std::any_of(b.link_tables.begin(), b.link_tables.end(),
                                    [&](const auto &link) { return link.table.reg->id == register_id && link.table.group == nullptr; });
    if ((!of_its_own && !linked) || !store::has_tables(*c, b)) continue;
    if (of_its_own) add(b, store::Where{}.record(record), -1);
    for (std::size_t t = 0; t < b.link_tables.size(); ++t) {
      const auto &link = b.link_tables[t];
      if (link.table.reg->id != register_id || link.table.group != nullptr) continue; // its own rows: counted above
      const std::int64_t key =
          c->count("SELECT l." + link.key_sql + " FROM r_" + link.table.reg->id + " l WHERE l.id = ? AND l.deleted_at IS NULL", {record});
      if (key != 0) add(b, store::Where{}.key(b.table.columns[static_cast<std::size_t>(link.base_key)].sql, key), static_cast<int>(t));
    }
  }
  return fed;
}

} // namespace rt::measures
