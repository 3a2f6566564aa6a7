// From the pack's lines to a plan: kinds, keys, versions, and the registers each measure reads.
#include "modules/measures/check.hpp"
#include "platform/core/text.hpp"
#include <algorithm>
#include <set>

namespace rt::measures::plan {
namespace {

using definitions::Catalog;
using definitions::Field;
using definitions::FieldType;
using definitions::MeasureSource;
using definitions::Register;
using language::Mistake;
using language::Phrase;
using language::Selection;

const std::vector<std::string> kKinds{"count", "sum", "share", "mean", "median", "distinct", "index", "manual"};
const std::vector<std::string> kKeys{"count",  "sum",    "share",    "mean",       "median",  "distinct",
                                     "index",  "manual", "of",       "unit",       "better",  "split",
                                     "team",   "people", "decimals", "valid_from", "version", "law",
                                     "source", "where",  "printed",  "id",         "title",   "reads"};

/// A mistake together with the key whose text it stands in.
struct KeyMistake {
  std::string key;
  Mistake mistake;
};

class Compiler {
public:
  Compiler(const Catalog &catalog, Plan &plan) : catalog_(catalog), plan_(plan) {}
  void all() {
    for (const MeasureSource &source : catalog_.measures) one(source);
    set_versions();
    check_indexes();
  }

private:
  const Catalog &catalog_;
  Plan &plan_;
  std::vector<const MeasureSource *> sources_;

  void finding(const MeasureSource &source, const std::string &key, const Mistake &mistake) {
    const auto line = source.lines.find(key);
    definitions::Finding f;
    f.file = source.file;
    f.line = line != source.lines.end() ? line->second : source.line;
    const auto column = source.columns.find(key);
    f.column = column != source.columns.end() ? column->second + mistake.column : mistake.column; // after the quote
    f.message =
        tr_f("Mått {0}, {1}, tecken {2}: {3}", {source.id, key, std::to_string(mistake.column), mistake.message});
    if (!mistake.suggestion.empty()) f.suggestion = tr_f("Menade du {0}?", {mistake.suggestion});
    plan_.findings.push_back(std::move(f));
  }
  static std::string key_of(const MeasureSource &source, const std::string &key) {
    const auto found = source.keys.find(key);
    return found == source.keys.end() ? std::string() : found->second;
  }

  void one(const MeasureSource &source) {
    Compiled m;
    const std::size_t bases = plan_.bases.size();
    try {
      describe(source, m);
      read(source, m);
    } catch (const KeyMistake &wrong) {
      finding(source, wrong.key, wrong.mistake);
      forget(bases);
      return;
    }
    sources_.push_back(&source);
    plan_.measures.push_back(std::move(m));
  }
  /// A measure that does not hold together leaves no parts behind.
  void forget(std::size_t bases) {
    const int number = static_cast<int>(plan_.measures.size());
    for (Base &base : plan_.bases) std::erase_if(base.parts, [&](const Part &p) { return p.measure == number; });
    plan_.bases.resize(std::min(bases, plan_.bases.size()));
  }

  void describe(const MeasureSource &source, Compiled &m) {
    Definition &d = m.definition;
    d.id = source.id;
    d.title = source.title;
    d.reads = source.reads;
    d.printed = source.printed;
    for (const auto &[key, text] : source.keys)
      if (std::find(kKeys.begin(), kKeys.end(), key) == kKeys.end()) {
        Mistake mistake{1, tr_f("Nyckeln {0} finns inte för ett mått.", {key}), {}};
        if (auto near = nearest(key, kKeys)) mistake.suggestion = *near;
        throw KeyMistake{key, mistake};
      }
    int kinds = 0;
    for (std::size_t i = 0; i < kKinds.size(); ++i)
      if (source.keys.count(kKinds[i]) != 0) d.kind = static_cast<Kind>(i), ++kinds;
    if (kinds != 1)
      throw KeyMistake{
          "id",
          {1,
           std::string(tr("Ett mått ska ha precis en av count, sum, share, mean, median, distinct, index och manual.")),
           {}}};
    const std::string better = key_of(source, "better");
    if (!better.empty() && better != "higher" && better != "lower" && better != "none")
      throw KeyMistake{"better",
                       {1, std::string(tr("better ska vara higher, lower eller none.")),
                        nearest(better, {"higher", "lower", "none"}).value_or("")}};
    d.better = better == "lower" ? Better::lower : better == "none" ? Better::none : Better::higher;
    d.unit = key_of(source, "unit");
    const bool percent = d.kind == Kind::share || (d.kind == Kind::distinct && source.keys.count("of") != 0);
    if (d.unit.empty()) d.unit = percent ? "percent" : "count";
    static const std::vector<std::string> units{"percent", "count", "months", "days", "points", "kr", "tkr"};
    if (std::find(units.begin(), units.end(), d.unit) == units.end())
      throw KeyMistake{"unit", {1, tr_f("Enheten {0} finns inte.", {d.unit}), nearest(d.unit, units).value_or("")}};
    d.team = key_of(source, "team");
    d.people = key_of(source, "people");
    d.valid_from = key_of(source, "valid_from");
    if (!d.valid_from.empty() && !date_from_iso(d.valid_from))
      throw KeyMistake{"valid_from", {1, std::string(tr("Skriv datumet som 2019-01-01.")), {}}};
    d.version = static_cast<int>(parse_integer(key_of(source, "version")).value_or(1));
    d.decimals = static_cast<int>(parse_integer(key_of(source, "decimals")).value_or(0));
    d.law = key_of(source, "law");
    d.source = key_of(source, "source");
    if (d.source.empty())
      d.source = d.kind == Kind::manual  ? std::string(tr("skrivs in för hand eller läses in"))
                 : d.kind == Kind::index ? std::string(tr("räknas ur andra mått"))
                                         : std::string(tr("beräknas ur register"));
    m.fingerprint = fingerprint(source, d);
  }

  static std::string fingerprint(const MeasureSource &source, const Definition &d) {
    std::string text;
    for (const auto &kind : kKinds)
      if (source.keys.count(kind) != 0) text += kind + "=" + key_of(source, kind);
    return text + "|of=" + key_of(source, "of") + "|where=" + key_of(source, "where") + "|team=" + d.team +
           "|from=" + d.valid_from + "|v=" + std::to_string(d.version);
  }

  void read(const MeasureSource &source, Compiled &m) {
    const Definition &d = m.definition;
    const std::string kind = kKinds[static_cast<std::size_t>(d.kind)];
    const bool has_of = source.keys.count("of") != 0;
    if (has_of && d.kind != Kind::share && d.kind != Kind::distinct)
      throw KeyMistake{"of", {1, std::string(tr("of hör till share och distinct: det som andelen räknas av.")), {}}};
    if (d.kind == Kind::manual) return;
    if (d.kind == Kind::index) return read_index(source, m);
    const bool with_value =
        d.kind == Kind::sum || d.kind == Kind::mean || d.kind == Kind::median || d.kind == Kind::distinct;
    m.numerator = phrase(source, kind, with_value);
    if (has_of) m.denominator = phrase(source, "of", d.kind == Kind::distinct);
    m.direct = d.kind == Kind::median || d.kind == Kind::distinct || !m.numerator.selection.from.empty() ||
               (m.denominator && !m.denominator->selection.from.empty());
    add_parts(source, m, kind);
  }

  static Phrase phrase(const MeasureSource &source, const std::string &key, bool with_value) {
    auto parsed = language::parse_phrase(source.keys.at(key), with_value);
    if (!parsed.phrase) throw KeyMistake{key, parsed.mistakes.front()};
    return std::move(*parsed.phrase);
  }

  void read_index(const MeasureSource &source, Compiled &m) {
    auto parsed = language::parse_index(source.keys.at("index"));
    if (!parsed.mistakes.empty()) throw KeyMistake{"index", parsed.mistakes.front()};
    for (const auto &[id, column] : parsed.measures) m.index_of.push_back(id);
  }

  int base_for(const Selection &s, const std::string &key) {
    const Register *reg = catalog_.find(s.reg);
    if (reg == nullptr) {
      std::vector<std::string> ids;
      for (const auto &r : catalog_.registers) ids.push_back(r.id);
      throw KeyMistake{key,
                       {s.reg_column, tr_f("Registret {0} finns inte.", {s.reg}), nearest(s.reg, ids).value_or("")}};
    }
    for (std::size_t i = 0; i < plan_.bases.size(); ++i)
      if (plan_.bases[i].table.reg == reg) return static_cast<int>(i);
    Base base;
    base.table.reg = reg;
    static const char *const fixed[kFixedColumns] = {"id", "unit_id", "team_id", "sex",   "birth_year", "n0",
                                                     "n1", "n2",      "n3",      "state", "contact_id", "person_id"};
    for (const char *column : fixed) base.table.columns.push_back({column, Read::number, 1, nullptr});
    plan_.bases.push_back(std::move(base));
    return static_cast<int>(plan_.bases.size()) - 1;
  }

  /// The date that places a row, and the state that its moment may mean.
  void place(Checker &checker, const Selection &s, Part &part, int &condition) {
    if (!s.from.empty()) {
      part.from = checker.date_column(s.from, s.from_column);
      part.to = checker.date_column(s.to, s.to_column);
      return;
    }
    const Register &reg = *catalog_.find(s.reg);
    const definitions::State *state = s.moment.empty() ? nullptr : reg.state(s.moment);
    if (reg.field(s.moment) != nullptr) state = nullptr; // a date says more than a state of the same name
    if (state != nullptr) condition = checker.both(condition, checker.equals_state(*state));
    const bool own = s.moment.empty() || state != nullptr;
    part.at = checker.date_column(own ? reg.date_field : s.moment, s.moment_column);
  }

  struct Half {
    int base = 0;
    Part part;
    int condition = -1;
  };
  Half half(const MeasureSource &source, const Phrase &phrase, const std::string &key, const Definition &d) {
    Half h;
    h.base = base_for(phrase.selection, key);
    Checker checker(catalog_, plan_, h.base);
    try {
      place(checker, phrase.selection, h.part, h.condition);
      if (!phrase.selection.where.empty())
        h.condition = checker.both(h.condition, checker.condition(phrase.selection.where[0]));
      if (!phrase.value.empty()) h.part.value = value(checker, phrase.value[0], d.kind);
    } catch (const Mistake &mistake) {
      throw KeyMistake{key, mistake};
    }
    if (!d.team.empty()) h.condition = checker.both(checker.equals_team(d.team), h.condition);
    const auto where = source.keys.find("where");
    if (where == source.keys.end()) return h;
    auto parsed = language::parse_condition(where->second);
    if (!parsed.condition) throw KeyMistake{"where", parsed.mistakes.front()};
    try {
      h.condition = checker.both(h.condition, checker.condition(*parsed.condition));
    } catch (const Mistake &mistake) {
      throw KeyMistake{"where", mistake};
    }
    return h;
  }
  static int value(Checker &checker, const language::Expr &e, Kind kind) {
    const Typed v = checker.value(e);
    const bool ok = kind == Kind::distinct ? v.type != Type::text && v.type != Type::truth : v.type == Type::number;
    if (!ok)
      throw Mistake{e.column,
                    std::string(kind == Kind::distinct
                                    ? tr("Före of ska det som ska räknas en gång var stå, till exempel person.")
                                    : tr("Före of ska ett tal stå, till exempel months.")),
                    {}};
    return v.node;
  }

  bool asks_sex(int base, int node) const {
    if (node < 0) return false;
    const auto &n = plan_.bases[static_cast<std::size_t>(base)].nodes[static_cast<std::size_t>(node)];
    if (n.code == Code::column) return n.a == kSex;
    if (n.code == Code::number || n.code == Code::team || n.code == Code::linked) return false;
    return asks_sex(base, n.a) || asks_sex(base, n.b);
  }

  void add_parts(const MeasureSource &source, Compiled &m, const std::string &kind) {
    const Definition &d = m.definition;
    const int number = static_cast<int>(plan_.measures.size());
    Half top = half(source, m.numerator, kind, d);
    top.part.measure = number;
    top.part.condition = top.condition;
    m.definition.base = m.numerator.selection.reg;
    if (top.part.at >= 0)
      m.definition.at = plan_.bases[static_cast<std::size_t>(top.base)]
                            .table.columns[static_cast<std::size_t>(top.part.at)]
                            .field->id;
    if (!m.denominator && d.kind == Kind::share) {
      m.denominator = m.numerator;
      m.denominator->selection.where.clear();
    }
    if (!m.denominator) return put(m, top);
    Half below = half(source, *m.denominator, "of", d);
    const Part &a = top.part, &b = below.part;
    if (top.base == below.base && a.at == b.at && a.from == b.from && a.to == b.to) {
      top.part.of = below.condition; // one row is asked both questions, so that the share never passes 100
      return put(m, top);
    }
    below.part.measure = number;
    below.part.condition = below.condition;
    top.part.role = Role::numerator;
    below.part.role = Role::denominator;
    put(m, top);
    put(m, below);
  }
  void put(Compiled &m, const Half &h) {
    if (asks_sex(h.base, h.part.condition) || asks_sex(h.base, h.part.of)) m.definition.by_sex = false;
    auto &parts = plan_.bases[static_cast<std::size_t>(h.base)].parts;
    parts.push_back(h.part);
    m.parts.push_back({h.base, static_cast<int>(parts.size()) - 1});
  }

  /// Versions of one id: each counts from its valid_from to the month before the next one's.
  void set_versions() {
    auto &all = plan_.measures;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (const auto from = date_from_iso(all[i].definition.valid_from)) all[i].first = month_containing(*from);
      for (std::size_t j = 0; j < i; ++j)
        if (all[j].definition.id == all[i].definition.id) order(j, i);
    }
  }
  void order(std::size_t older, std::size_t newer) {
    Compiled &a = plan_.measures[older], &b = plan_.measures[newer];
    if (b.first > a.first && b.definition.version > a.definition.version) {
      a.last = std::min(a.last, b.first - 1);
      return;
    }
    finding(
        *sources_[newer], "id",
        {1,
         std::string(tr(
             "Måttet finns redan. En ny version ska ha högre version och senare valid_from, och stå efter den gamla.")),
         {}});
  }
  void check_indexes() {
    std::vector<std::string> ids;
    for (const Compiled &m : plan_.measures) ids.push_back(m.definition.id);
    for (std::size_t i = 0; i < plan_.measures.size(); ++i)
      for (const std::string &id : plan_.measures[i].index_of) {
        const auto found = std::find(ids.begin(), ids.end(), id);
        const bool loop =
            found != ids.end() && !plan_.measures[static_cast<std::size_t>(found - ids.begin())].index_of.empty();
        if (found != ids.end() && !loop) continue;
        const auto text = sources_[i]->keys.at("index");
        finding(*sources_[i], "index",
                {static_cast<int>(text.find(id)) + 1,
                 loop ? tr_f("Ett index kan inte räknas ur ett annat index ({0}).", {id})
                      : tr_f("Måttet {0} finns inte.", {id}),
                 loop ? std::string() : nearest(id, ids).value_or("")});
      }
  }
};

} // namespace

int Table::add(const Column &column) {
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (columns[i].sql == column.sql && columns[i].read == column.read && columns[i].divide == column.divide) {
      if (columns[i].field == nullptr) columns[i].field = column.field;
      return static_cast<int>(i);
    }
  columns.push_back(column);
  return static_cast<int>(columns.size()) - 1;
}

Plan compile(const Catalog &catalog) {
  Plan plan;
  Compiler(catalog, plan).all();
  return plan;
}

} // namespace rt::measures::plan
