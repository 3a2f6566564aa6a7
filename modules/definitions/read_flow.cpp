// What a register does over time: steps between states, deadlines, and the texts and lists that come with it.
#include "modules/definitions/reader.hpp"
#include "platform/core/text.hpp"
#include <algorithm>

namespace rt::definitions {
namespace {

Creation read_creation(Loading &loading, const std::string &file, const Node &node) {
  TableReader table(loading, file, node, node.place);
  Creation creation;
  creation.register_id = table.text("register", true);
  creation.link = table.text("link");
  creation.when = table.text("when");
  creation.copies = table.pairs("copies");
  table.finish();
  return creation;
}

Transition read_transition(Loading &loading, const std::string &file, const Node &node) {
  TableReader table(loading, file, node, node.place);
  Transition transition;
  transition.id = table.id();
  transition.title = table.words("title", true);
  transition.from = table.one_or_more("from", true);
  transition.to = table.text("to", true);
  transition.requires_fields = table.texts("requires_fields");
  transition.roles = table.texts("roles");
  transition.when = table.text("when");
  transition.sets = table.pairs("sets");
  for (const auto *part : table.tables("creates")) transition.creates.push_back(read_creation(loading, file, *part));
  transition.not_by = table.text("not_by");
  transition.signs = table.flag("signs");
  table.finish();
  return transition;
}

/// "same day", "48 hours", "14 days", "10 working days", "2 weeks", "4 months", "1 year".
std::optional<Within> within_from(std::string_view text) {
  if (trim(text) == "same day") return Within{Within::Unit::same_day, 0};
  static const std::vector<std::pair<std::string, Within::Unit>> kUnits{
      {"hour", Within::Unit::hours}, {"day", Within::Unit::days},     {"working day", Within::Unit::working_days},
      {"week", Within::Unit::weeks}, {"month", Within::Unit::months}, {"year", Within::Unit::years}};
  const auto words = trim(text);
  const auto space = words.find(' ');
  if (space == std::string_view::npos) return std::nullopt;
  const auto count = parse_number(words.substr(0, space));
  if (!count || *count < 1 || *count > 1000 || *count != static_cast<int>(*count)) return std::nullopt;
  const auto unit = trim(words.substr(space));
  for (const auto &[name, kind] : kUnits)
    if (unit == name || unit == name + "s") return Within{kind, static_cast<int>(*count)};
  return std::nullopt;
}

Deadline read_deadline(Loading &loading, const std::string &file, const Node &node) {
  TableReader table(loading, file, node, node.place);
  Deadline rule;
  rule.id = table.id();
  rule.title = table.words("title", true);
  rule.law = table.text("law");
  rule.source = table.text("source");
  rule.from = table.text("from");
  const auto within = table.text("within");
  const auto every = table.text("every");
  for (const auto &[key, text] : {std::pair{"within", within}, std::pair{"every", every}}) {
    if (text.empty()) continue;
    const auto length = within_from(text);
    if (length) rule.within = *length;
    else
      table.find(
          table.at(key),
          tr_f(
              "”{0}” är ingen tid. Skriv som \"same day\", \"48 hours\", \"14 days\", \"10 working days\", \"2 weeks\", \"4 months\" eller \"1 year\".",
              {text}));
  }
  rule.repeats = !every.empty();
  rule.next_weekday = node.find("next_weekday") == nullptr || table.flag("next_weekday");
  rule.before = table.text("before");
  rule.per = table.one_of("per", {"week", "month", "quarter", "term", "tertial", "year"}, "");
  rule.times = table.integer("times").value_or(rule.per.empty() ? 0 : 1);
  rule.of_unit = table.flag("of_unit");
  rule.met_by = table.text("met_by");
  rule.met_when = table.text("met_when");
  rule.until = table.text("until");
  rule.when = table.text("when");
  rule.suspended_from = table.text("suspended_from");
  rule.suspended_to = table.text("suspended_to");
  rule.extended_to = table.text("extended_to");
  rule.extended_why = table.text("extended_why");
  rule.responsible = table.text("responsible");
  if (const auto *days = node.find("remind"); days != nullptr) {
    rule.remind.clear();
    for (const auto &day : days->items) rule.remind.push_back(static_cast<int>(day.number));
  }
  table.used("remind");
  table.optional_date("valid_from", rule.valid_from);
  table.optional_date("valid_to", rule.valid_to);
  table.finish();
  const int ways = (within.empty() ? 0 : 1) + (every.empty() ? 0 : 1) + (rule.before.empty() ? 0 : 1) + (rule.per.empty() ? 0 : 1);
  if (ways != 1) table.find(table.place(), std::string(tr("En tidsgräns har precis en av within, every, before och per.")));
  if (rule.from.empty() && rule.per.empty()) table.find(table.place(), std::string(tr("Tidsgränsen säger inte vad den räknas från (from).")));
  return rule;
}

template<class Fn> void each_table(TableReader &root, std::string_view key, Fn read) {
  for (const auto *node : root.tables(key)) {
    TableReader part(root.loading(), root.file(), *node, node->place);
    read(part);
    part.finish();
  }
}

} // namespace

const std::vector<std::string> &role_ids() {
  static const std::vector<std::string> kRoles{"head", "deputy", "therapist", "social_worker", "administrator", "kiosk"};
  return kRoles;
}

void read_flow(TableReader &root, Register &reg) {
  for (const auto *node : root.tables("transition")) reg.transitions.push_back(read_transition(root.loading(), root.file(), *node));
  for (const auto *node : root.tables("deadline")) reg.deadlines.push_back(read_deadline(root.loading(), root.file(), *node));
  each_table(root, "phrase", [&](TableReader &t) { reg.phrases.push_back({t.text("field", true), t.words("title", true), t.words("text", true)}); });
  each_table(root, "letter", [&](TableReader &t) { reg.letters.push_back({t.id(), t.words("title", true), t.words("text", true)}); });
  each_table(root, "view", [&](TableReader &t) { reg.views.push_back({t.id(), t.words("title", true), t.text("filter"), t.text("sort")}); });
}

void read_code_lists(Loading &loading, const std::string &file, const Node &node) {
  TableReader root(loading, file, node, {1, 1});
  for (const auto *list : root.tables("codelist")) {
    TableReader table(loading, file, *list, list->place);
    const auto id = table.id();
    table.words("title");
    std::vector<Option> options;
    for (const auto *option : table.tables("options")) options.push_back(read_option(loading, file, *option));
    table.finish();
    std::map<int, int> codes;
    for (const auto &option : options)
      if (++codes[option.code] == 2) table.find(table.place(), tr_f("Koden {0} står två gånger i kodlistan.", {std::to_string(option.code)}));
    if (!loading.code_lists.emplace(id, std::move(options)).second) table.find(table.at("id"), tr_f("Kodlistan ”{0}” finns redan.", {id}));
  }
  root.finish();
}

void read_audit(Loading &loading, const std::string &file, const Node &node) {
  TableReader root(loading, file, node, {1, 1});
  root.used("audit");
  const auto *head = node.find("audit");
  if (head == nullptr || head->kind != Node::Kind::table) return root.find({1, 1}, std::string(tr("Filen saknar tabellen [audit].")));
  TableReader table(loading, file, *head, head->place);
  Audit audit;
  audit.file = file;
  audit.id = table.id();
  audit.title = table.words("title", true);
  audit.about_text = table.words("about_text");
  audit.law = table.text("law");
  audit.register_id = table.text("register", true);
  audit.filter = table.text("filter");
  audit.draw = table.one_of("draw", {"random", "every"}, "random");
  audit.count = table.integer("count", true).value_or(1);
  audit.period = table.one_of("period", {"month", "quarter", "term", "tertial", "year"}, "tertial", true);
  audit.by_colleague = head->find("by_colleague") == nullptr || table.flag("by_colleague");
  audit.group_by = table.text("group_by");
  table.finish();
  each_table(root, "area", [&](TableReader &t) { audit.areas.push_back({t.id(), t.words("title", true)}); });
  each_table(root, "question", [&](TableReader &t) {
    Audit::Question question{t.id(), t.text("area", true), t.words("title", true), t.words("help"), t.text("law")};
    const auto known = [&](const Section &area) { return area.id == question.area; };
    if (std::none_of(audit.areas.begin(), audit.areas.end(), known)) t.find(t.at("area"), tr_f("Området ”{0}” finns inte.", {question.area}));
    audit.questions.push_back(std::move(question));
  });
  root.finish();
  if (audit.count < 1 || audit.count > 1000) table.find(table.at("count"), std::string(tr("”count” ska vara mellan 1 och 1000.")));
  if (audit.questions.empty()) table.find(head->place, std::string(tr("Granskningen har inga frågor (question).")));
  loading.later.push_back([audit, place = table.at("register"), by = table.at("group_by")](Loading &l) {
    const auto *reg = l.catalog.find(audit.register_id);
    std::vector<std::string> known;
    for (const auto &r : l.catalog.registers) known.push_back(r.id);
    if (reg == nullptr) l.find(audit.file, place, tr_f("Registret ”{0}” finns inte.", {audit.register_id}), did_you_mean(audit.register_id, known));
    else if (!audit.group_by.empty() && audit.group_by != "team" && reg->field(audit.group_by) == nullptr)
      l.find(audit.file, by, tr_f("Fältet ”{0}” finns inte i registret.", {audit.group_by}));
  });
  loading.catalog.audits.push_back(std::move(audit));
}

} // namespace rt::definitions
