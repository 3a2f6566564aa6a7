// From the pack's lines to a plan: kinds, keys, versions, and the registers each measure reads.
#include "modules/measures/check.hpp"
#include "modules/measures/splits.hpp"
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

const std::vector<std::string> kKinds{"count", "sum",    "share",  "mean",   "median", "distinct",
                                      "index", "manual", "change", "ontime", "ratio",  "imported"};
const std::vector<std::string> kKeys{"count",  "sum",      "share",      "mean",    "median", "distinct", "index", "manual",     "change",
                                     "ontime", "ratio",    "imported",   "of",      "unit",   "better",   "split", "age_groups", "team",
                                     "people", "decimals", "valid_from", "version", "law",    "source",   "where", "printed",    "id",
                                     "title",  "reads",    "at_most",    "same_as", "parts",  "every"};

/// A mistake together with the key whose text it stands in.
struct KeyMistake {
  std::string key;
  Mistake mistake;
};

class Compiler {
public:
  Compiler(const Catalog &catalog, const std::vector<MeasureSource> &measures, Plan &plan) : catalog_(catalog), measures_(measures), plan_(plan) {}
  void all() {
    for (const MeasureSource &source : measures_) one(source);
    set_versions();
    check_indexes();
    check_relations();
    number_splits();
  }

private:
  const Catalog &catalog_;
  const std::vector<MeasureSource> &measures_;
  Plan &plan_;
  std::vector<const MeasureSource *> sources_;
  bool rule_read_ = false;

  void finding(const MeasureSource &source, const std::string &key, const Mistake &mistake) {
    const auto line = source.lines.find(key);
    definitions::Finding f;
    f.file = source.file;
    f.line = line != source.lines.end() ? line->second : source.line;
    const auto column = source.columns.find(key);
    f.column = column != source.columns.end() ? column->second + mistake.column : mistake.column; // after the quote
    f.message = tr_f("Mått {0}, {1}, tecken {2}: {3}", {source.id, key, std::to_string(mistake.column), mistake.message});
    if (!mistake.suggestion.empty()) f.suggestion = tr_f("Menade du {0}?", {mistake.suggestion});
    plan_.findings.push_back(std::move(f));
    plan_.mistakes.emplace_back(key, mistake);
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
    d.file = source.file;
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
           std::string(
               tr("Ett mått ska ha precis en av count, sum, share, mean, median, distinct, change, ontime, index, ratio, manual och imported.")),
           {}}};
    const std::string better = key_of(source, "better");
    if (!better.empty() && better != "higher" && better != "lower" && better != "none")
      throw KeyMistake{"better",
                       {1, std::string(tr("better ska vara higher, lower eller none.")), nearest(better, {"higher", "lower", "none"}).value_or("")}};
    d.better = better == "lower" ? Better::lower : better == "none" ? Better::none : Better::higher;
    d.unit = key_of(source, "unit");
    const bool percent = is_share(d.kind) || (d.kind == Kind::distinct && source.keys.count("of") != 0);
    if (d.unit.empty()) d.unit = percent ? "percent" : "count";
    static const std::vector<std::string> units{"percent", "count", "months", "days", "points", "kr", "tkr", "hours"};
    if (std::find(units.begin(), units.end(), d.unit) == units.end())
      throw KeyMistake{"unit", {1, tr_f("Enheten {0} finns inte.", {d.unit}), nearest(d.unit, units).value_or("")}};
    d.team = key_of(source, "team");
    d.people = key_of(source, "people");
    d.valid_from = key_of(source, "valid_from");
    if (!d.valid_from.empty() && !date_from_iso(d.valid_from))
      throw KeyMistake{"valid_from", {1, std::string(tr("Skriv datumet som 2019-01-01.")), {}}};
    d.version = static_cast<int>(parse_integer(key_of(source, "version")).value_or(1));
    d.decimals = static_cast<int>(parse_integer(key_of(source, "decimals")).value_or(d.kind == Kind::ratio || d.kind == Kind::change ? 1 : 0));
    d.law = key_of(source, "law");
    d.source = key_of(source, "source");
    if (d.kind == Kind::imported && d.source.empty())
      throw KeyMistake{"imported", {1, std::string(tr("Ett mått som läses in ska säga varifrån: source = \"…\".")), {}}};
    if (d.source.empty())
      d.source = d.kind == Kind::manual ? std::string(tr("skrivs in för hand eller läses in"))
                 : of_others(d.kind)    ? std::string(tr("räknas ur andra mått"))
                                        : std::string(tr("beräknas ur register"));
    m.fingerprint = fingerprint(source, d);
    relations(source, d);
  }
  /// What must hold between this figure and others; whether they fit is seen when every measure is read.
  void relations(const MeasureSource &source, Definition &d) {
    d.at_most = key_of(source, "at_most");
    d.same_as = key_of(source, "same_as");
    for (const auto &part : ::rt::split(key_of(source, "parts"), ','))
      if (!trim(part).empty()) d.parts.emplace_back(trim(part));
    if (source.keys.count("parts") != 0 && d.parts.size() < 2)
      throw KeyMistake{"parts", {1, std::string(tr("parts ska ha minst två mått: de som tillsammans är hela talet.")), {}}};
    if (!d.parts.empty() && (d.unit == "percent" || d.unit == "points"))
      throw KeyMistake{"parts", {1, std::string(tr("Andelar och poäng blir inte en helhet när de läggs ihop. Ta bort parts.")), {}}};
    const std::string every = key_of(source, "every");
    if (every.empty()) return;
    if (!from_outside(d.kind)) throw KeyMistake{"every", {1, std::string(tr("every hör till manual och imported: hur ofta uppgiften kommer.")), {}}};
    static const std::vector<std::string> kinds{"month", "tertial", "year"};
    const auto found = std::find(kinds.begin(), kinds.end(), every);
    if (found == kinds.end())
      throw KeyMistake{"every", {1, std::string(tr("every ska vara month, tertial eller year.")), nearest(every, kinds).value_or("")}};
    d.every = static_cast<PeriodKind>(found - kinds.begin());
  }

  static std::string fingerprint(const MeasureSource &source, const Definition &d) {
    std::string text;
    for (const auto &kind : kKinds)
      if (source.keys.count(kind) != 0) text += kind + "=" + key_of(source, kind);
    return text + "|of=" + key_of(source, "of") + "|where=" + key_of(source, "where") + "|team=" + d.team + "|split=" + key_of(source, "split") +
           "|ages=" + key_of(source, "age_groups") + "|from=" + d.valid_from + "|v=" + std::to_string(d.version);
  }

  void read(const MeasureSource &source, Compiled &m) {
    const Definition &d = m.definition;
    const std::string &kind = kKinds[static_cast<std::size_t>(d.kind)];
    const bool has_of = source.keys.count("of") != 0;
    if (has_of && d.kind != Kind::share && d.kind != Kind::distinct)
      throw KeyMistake{"of", {1, std::string(tr("of hör till share och distinct: det som andelen räknas av.")), {}}};
    if (from_outside(d.kind)) return;
    if (d.kind == Kind::index) return read_index(source, m);
    if (d.kind == Kind::ratio) return read_ratio(source, m);
    const bool with_value = d.kind == Kind::sum || d.kind == Kind::mean || d.kind == Kind::median || d.kind == Kind::distinct;
    if (d.kind == Kind::ontime) {
      m.numerator = phrase(source, kind, language::parse_kept);
      m.denominator = m.numerator;
      in_time(m.numerator.selection.where);
    } else if (d.kind == Kind::change) {
      m.numerator = phrase(source, kind, language::parse_change);
    } else {
      m.numerator = phrase(source, kind, [&](std::string_view text) { return language::parse_phrase(text, with_value); });
    }
    if (has_of) m.denominator = phrase(source, "of", [&](std::string_view text) { return language::parse_phrase(text, d.kind == Kind::distinct); });
    m.direct = d.kind == Kind::median || d.kind == Kind::distinct || !m.numerator.selection.from.empty() ||
               (m.denominator && !m.denominator->selection.from.empty());
    add_parts(source, m, kind);
  }

  /// "… and in_time = yes"
  static void in_time(std::vector<language::Expr> &where) {
    language::Expr met;
    met.what = language::What::compare, met.word = "=";
    met.parts.resize(2);
    met.parts[0].word = "in_time", met.parts[1].word = "yes";
    if (where.empty()) return where.push_back(std::move(met));
    language::Expr both;
    both.what = language::What::both;
    both.parts.push_back(std::move(where[0]));
    both.parts.push_back(std::move(met));
    where[0] = std::move(both);
  }

  template<typename Parse> static Phrase phrase(const MeasureSource &source, const std::string &key, Parse parse) {
    auto parsed = parse(source.keys.at(key));
    if (!parsed.phrase) throw KeyMistake{key, parsed.mistakes.front()};
    return std::move(*parsed.phrase);
  }

  void read_index(const MeasureSource &source, Compiled &m) {
    auto parsed = language::parse_index(source.keys.at("index"));
    if (!parsed.mistakes.empty()) throw KeyMistake{"index", parsed.mistakes.front()};
    for (const auto &[id, column] : parsed.measures) m.index_of.push_back(id);
  }

  void read_ratio(const MeasureSource &source, Compiled &m) {
    const auto parsed = language::parse_ratio(source.keys.at("ratio"));
    if (!parsed.mistakes.empty()) throw KeyMistake{"ratio", parsed.mistakes.front()};
    m.index_of = {parsed.above, parsed.below};
    m.per = parsed.per;
    if (!(m.per > 0)) throw KeyMistake{"ratio", {1, std::string(tr("Talet efter per ska vara större än noll.")), {}}};
  }

  /// A group of rows or a deadline of the register: "household.children", "report_of_concern.protective_assessment".
  static void part_of(const Selection &s, const std::string &key, const Register &reg, Table &table) {
    if (s.part.empty()) return;
    table.group = reg.group(s.part);
    if (table.group != nullptr) return;
    std::vector<std::string> ids;
    for (const auto &group : reg.groups) ids.push_back(group.id);
    for (const auto &deadline : reg.deadlines) {
      ids.push_back(deadline.id);
      if (deadline.id != s.part) continue;
      if (deadline.of_unit)
        throw KeyMistake{key,
                         {s.part_column, tr_f("Tidsfristen {0} gäller enheten och inte en post. Den går inte att räkna per post.", {s.part}), {}}};
      table.rule = s.part;
      return;
    }
    throw KeyMistake{key,
                     {s.part_column, tr_f("Registret {0} har varken en grupp med rader eller en tidsfrist som heter {1}.", {reg.id, s.part}),
                      nearest(s.part, ids).value_or("")}};
  }

  int base_for(const Selection &s, const std::string &key) {
    const Register *reg = catalog_.find(s.reg);
    if (reg == nullptr) {
      std::vector<std::string> ids;
      for (const auto &r : catalog_.registers) ids.push_back(r.id);
      throw KeyMistake{key, {s.reg_column, tr_f("Registret {0} finns inte.", {s.reg}), nearest(s.reg, ids).value_or("")}};
    }
    Base base;
    base.table.reg = reg;
    part_of(s, key, *reg, base.table);
    for (std::size_t i = 0; i < plan_.bases.size(); ++i)
      if (const Table &known = plan_.bases[i].table; known.reg == reg && known.group == base.table.group && known.rule == base.table.rule)
        return static_cast<int>(i);
    static const char *const fixed[kFixedColumns] = {"id", "unit_id", "team_id", "sex",   "birth_year", "n0",
                                                     "n1", "n2",      "n3",      "state", "contact_id", "person_id"};
    for (const char *column : fixed) base.table.columns.push_back({column, Read::number, 1, nullptr});
    plan_.bases.push_back(std::move(base));
    return static_cast<int>(plan_.bases.size()) - 1;
  }

  struct Half {
    int base = 0;
    Part part;
    int condition = -1;
  };
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
    const bool kept = reg.group(s.part) == nullptr && !s.part.empty();
    if (kept && !s.moment.empty() && s.moment != "due")
      throw Mistake{s.moment_column, std::string(tr("Det som har en tidsfrist hör till perioden där sista dagen ligger. Skriv due.")), "due"};
    part.at = checker.date_column(kept ? "due" : own ? reg.date_field : s.moment, s.moment_column);
  }

  // ---- splits ----
  /// The measure's `split` gives each half its columns; both halves of a share must have the field.
  void add_splits(const MeasureSource &source, Definition &d, Half &half, bool first) {
    Checker checker(catalog_, plan_, half.base);
    const auto key = source.keys.find("split");
    if (key == source.keys.end()) return;
    for (const auto &one : ::rt::split(key->second, ',')) {
      const std::string id(trim(one));
      if (id.empty() || id == "sex" || id == "team") continue; // every measure has them
      MadeSplit made;
      const Register &reg = *plan_.bases[static_cast<std::size_t>(half.base)].table.reg;
      if (id == "age_group") {
        try {
          made = split_by_age(key_of(source, "age_groups"), d.people);
        } catch (const Mistake &mistake) { throw KeyMistake{"age_groups", mistake}; }
      } else {
        const Field *field = nullptr;
        const int column = checker.split_column(id, &field);
        if (column < 0) throw no_split(id, key->second, reg);
        made = split_by_field(*field, column);
      }
      half.part.splits.push_back(std::move(made.by));
      if (first) d.splits.push_back(std::move(made.split));
    }
  }
  static KeyMistake no_split(const std::string &id, const std::string &text, const Register &reg) {
    std::vector<std::string> ids{"sex", "team", "age_group"};
    for (const Field &f : reg.fields)
      if (f.group.empty() && (f.type == FieldType::choice || f.type == FieldType::choices || f.type == FieldType::yes_no)) ids.push_back(f.id);
    return {"split",
            {static_cast<int>(text.find(id)) + 1,
             tr_f("Det går inte att dela på {0}. Dela på sex, team, age_group eller ett fält med val i {1}.", {id, reg.id}),
             nearest(id, ids).value_or("")}};
  }
  /// The same split has the same number in every version of a measure, so that its series goes on.
  void number_splits() {
    std::map<std::string, std::vector<std::string>> known;
    for (Compiled &m : plan_.measures)
      for (const Split &split : m.definition.splits) {
        auto &ids = known[m.definition.id];
        auto found = std::find(ids.begin(), ids.end(), split.id);
        if (found == ids.end()) found = ids.insert(ids.end(), split.id);
        m.split_numbers.push_back(static_cast<int>(found - ids.begin()) + 1);
      }
  }

  Half half(const MeasureSource &source, const Phrase &phrase, const std::string &key, const Definition &d) {
    Half h;
    h.base = base_for(phrase.selection, key);
    Checker checker(catalog_, plan_, h.base);
    try {
      place(checker, phrase.selection, h.part, h.condition);
      if (!phrase.selection.where.empty()) h.condition = checker.both(h.condition, checker.condition(phrase.selection.where[0]));
      if (!phrase.value.empty()) h.part.value = value(checker, phrase.value[0], d.kind);
    } catch (const Mistake &mistake) { throw KeyMistake{key, mistake}; }
    if (!plan_.bases[static_cast<std::size_t>(h.base)].table.rule.empty()) rule_read_ = true;
    if (!d.team.empty()) h.condition = checker.both(checker.equals_team(d.team), h.condition);
    const auto where = source.keys.find("where");
    if (where == source.keys.end()) return h;
    auto parsed = language::parse_condition(where->second);
    if (!parsed.condition) throw KeyMistake{"where", parsed.mistakes.front()};
    try {
      h.condition = checker.both(h.condition, checker.condition(*parsed.condition));
    } catch (const Mistake &mistake) { throw KeyMistake{"where", mistake}; }
    return h;
  }
  static int value(Checker &checker, const language::Expr &e, Kind kind) {
    const Typed v = checker.value(e);
    const bool ok = kind == Kind::distinct ? v.type != Type::text && v.type != Type::truth : v.type == Type::number;
    if (!ok)
      throw Mistake{e.column,
                    std::string(kind == Kind::distinct ? tr("Före of ska det som ska räknas en gång var stå, till exempel person.")
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
    rule_read_ = false;
    Half top = half(source, m.numerator, kind, d);
    add_splits(source, m.definition, top, true);
    top.part.measure = number;
    top.part.condition = top.condition;
    m.definition.base = m.numerator.selection.reg;
    if (top.part.at >= 0) {
      const auto &table = plan_.bases[static_cast<std::size_t>(top.base)].table;
      const Field *field = table.columns[static_cast<std::size_t>(top.part.at)].field;
      m.definition.at = field == nullptr ? "due" : field->id;
    }
    if (!m.denominator && d.kind == Kind::share) {
      m.denominator = m.numerator;
      m.denominator->selection.where.clear();
    }
    if (rule_read_) m.direct = true; // what is late depends on today
    if (!m.denominator) return put(m, top);
    Half below = half(source, *m.denominator, d.kind == Kind::ontime ? kind : "of", d);
    if (rule_read_) m.direct = true;
    add_splits(source, m.definition, below, false);
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
    finding(*sources_[newer], "id",
            {1, std::string(tr("Måttet finns redan. En ny version ska ha högre version och senare valid_from, och stå efter den gamla.")), {}});
  }
  // ---- what must hold between measures ----
  void check_relations() {
    for (auto &found : relation_mistakes(plan_)) {
      const auto at = sources_[found.measure]->keys.at(found.key).find(found.other);
      found.mistake.column = static_cast<int>(at) + 1;
      finding(*sources_[found.measure], found.key, found.mistake);
    }
  }
  void check_indexes() {
    std::vector<std::string> ids;
    for (const Compiled &m : plan_.measures) ids.push_back(m.definition.id);
    for (std::size_t i = 0; i < plan_.measures.size(); ++i)
      for (const std::string &id : plan_.measures[i].index_of) {
        const auto found = std::find(ids.begin(), ids.end(), id);
        const bool loop = found != ids.end() && !plan_.measures[static_cast<std::size_t>(found - ids.begin())].index_of.empty();
        if (found != ids.end() && !loop) continue;
        const std::string key = plan_.measures[i].definition.kind == Kind::ratio ? "ratio" : "index";
        const auto text = sources_[i]->keys.at(key);
        finding(*sources_[i], key,
                {static_cast<int>(text.find(id)) + 1,
                 loop ? tr_f("{0} räknas själv ur andra mått och kan inte stå här.", {id}) : tr_f("Måttet {0} finns inte.", {id}),
                 loop ? std::string() : nearest(id, ids).value_or("")});
      }
  }
};

} // namespace

int Table::add(const Column &column) {
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (columns[i].sql == column.sql && columns[i].from == column.from && columns[i].read == column.read && columns[i].divide == column.divide) {
      if (columns[i].field == nullptr) columns[i].field = column.field;
      return static_cast<int>(i);
    }
  columns.push_back(column);
  return static_cast<int>(columns.size()) - 1;
}

Plan compile(const Catalog &catalog) { return compile(catalog, catalog.measures); }
Plan compile(const Catalog &catalog, const std::vector<MeasureSource> &measures) {
  Plan plan;
  Compiler(catalog, measures, plan).all();
  return plan;
}

} // namespace rt::measures::plan
