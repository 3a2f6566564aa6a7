// Instruments, measures and goals.
#include "modules/definitions/reader.hpp"
#include "platform/core/text.hpp"
#include <algorithm>

namespace rt::definitions {
namespace {

std::vector<std::string> option_ids(const Register &reg, std::string_view field_id) {
  std::vector<std::string> ids;
  if (const auto *field = reg.field(field_id))
    for (const auto &option : field->options) ids.push_back(option.id);
  return ids;
}

bool contains(const std::vector<std::string> &list, const std::string &word) { return std::find(list.begin(), list.end(), word) != list.end(); }

/// The instrument's register, fields, raters and variants must exist there.
void check_instrument(Loading &loading, const std::string &file, const Node &head, const Instrument &instrument) {
  const auto at = [&](const Node *node) { return node != nullptr ? node->place : head.place; };
  const auto *reg = loading.catalog.find(instrument.register_id);
  if (reg == nullptr) {
    std::vector<std::string> known;
    for (const auto &r : loading.catalog.registers) known.push_back(r.id);
    loading.find(file, at(head.find("register")), tr_f("Registret ”{0}” finns inte.", {instrument.register_id}),
                 did_you_mean(instrument.register_id, known));
    return;
  }
  std::vector<std::string> scales;
  for (const auto &f : reg->fields)
    if (f.type == FieldType::scale || f.type == FieldType::item) scales.push_back(f.id);
  const auto *items = head.find("items");
  for (std::size_t i = 0; i < instrument.items.size(); ++i) {
    const auto &name = instrument.items[i].field;
    if (contains(scales, name)) continue;
    const auto place = at(items->items[i].find("field"));
    if (reg->field(name) == nullptr) loading.find(file, place, tr_f("Fältet ”{0}” finns inte i registret.", {name}), did_you_mean(name, scales));
    else loading.find(file, place, tr_f("Fältet ”{0}” är ingen skala och kan inte vara ett område i instrumentet.", {name}));
  }
  const auto raters = option_ids(*reg, "rater");
  for (const auto &rater : instrument.raters)
    if (!raters.empty() && !contains(raters, rater))
      loading.find(file, at(head.find("raters")), tr_f("”{0}” finns inte bland dem som kan skatta (fältet rater).", {rater}),
                   did_you_mean(rater, raters));
  const auto variants = option_ids(*reg, "variant");
  for (const auto &variant : instrument.variants)
    if (!variants.empty() && !contains(variants, variant.id))
      loading.find(file, at(head.find("variants")), tr_f("Varianten ”{0}” finns inte i fältet variant.", {variant.id}),
                   did_you_mean(variant.id, variants));
}

template<class Fn> void each_table(TableReader &table, std::string_view key, Fn read) {
  for (const auto *node : table.tables(key)) {
    TableReader part(table.loading(), table.file(), *node, node->place);
    read(part);
    part.finish();
  }
}

std::string as_text(TableReader &table, const Node::Member &member) {
  const auto &value = member.value;
  if (value.kind != Node::Kind::array) return value.text;
  std::vector<std::string> parts;
  for (const auto &item : value.items) {
    if (item.kind == Node::Kind::array || item.kind == Node::Kind::table)
      table.find(item.place, tr_f("”{0}” ska vara en text eller en lista med texter.", {member.key}));
    parts.push_back(item.text);
  }
  return join(parts, ", ");
}

} // namespace

void read_instrument(Loading &loading, const std::string &file, const Node &node) {
  TableReader root(loading, file, node, {1, 1});
  root.used("instrument");
  const auto *head = node.find("instrument");
  if (head == nullptr || head->kind != Node::Kind::table) {
    root.find({1, 1}, std::string(tr("Filen saknar tabellen [instrument].")));
    return;
  }
  root.finish();
  TableReader table(loading, file, *head, head->place);
  Instrument instrument;
  instrument.id = table.id();
  instrument.version = table.integer("version").value_or(1);
  instrument.title = table.words("title", true);
  instrument.when = table.one_of("when", {"before", "after"}, "before", true);
  instrument.register_id = table.text("register", true);
  instrument.item_max = table.number("item_max").value_or(10);
  each_table(table, "items", [&](TableReader &t) { instrument.items.push_back({t.id(), t.text("field", true), t.words("title", true)}); });
  each_table(table, "cutoffs", [&](TableReader &t) {
    Instrument::Cutoff cutoff{t.integer("from_age").value_or(0), t.integer("to_age").value_or(150), t.number("value").value_or(0)};
    if (cutoff.from_age > cutoff.to_age) t.find(t.place(), std::string(tr("”from_age” är större än ”to_age”.")));
    instrument.cutoffs.push_back(cutoff);
  });
  instrument.alert_below = table.number("alert_below").value_or(0);
  instrument.alert_drop = table.number("alert_drop").value_or(0);
  instrument.reliable_change = table.number("reliable_change").value_or(5);
  instrument.smallest_rise = table.number("smallest_rise").value_or(0.1);
  instrument.raters = table.texts("raters");
  each_table(table, "variants", [&](TableReader &t) {
    instrument.variants.push_back(
        {t.id(), t.words("title", true), t.flag("faces"), t.integer("from_age").value_or(0), t.integer("to_age").value_or(150)});
  });
  instrument.languages = table.texts("languages");
  table.finish();
  if (instrument.items.empty()) table.find(table.place(), std::string(tr("Instrumentet har inga områden (items).")));
  if (loading.catalog.instrument(instrument.id) != nullptr) table.find(table.at("id"), tr_f("Instrumentet ”{0}” finns redan.", {instrument.id}));
  loading.catalog.instruments.push_back(instrument);
  loading.later.push_back([file, head = *head, instrument](Loading &l) { check_instrument(l, file, head, instrument); });
}

/// A changed definition is a new version of the same measure; both stay in the pack.
static std::string version_of(const MeasureSource &source) {
  const auto found = source.keys.find("version");
  return found == source.keys.end() ? "1" : found->second;
}

void read_measures(Loading &loading, const std::string &file, const Node &node) {
  TableReader root(loading, file, node, {1, 1});
  for (const auto *measure : root.tables("measure")) {
    TableReader table(loading, file, *measure, measure->place);
    MeasureSource source;
    source.file = file;
    source.id = table.id();
    source.line = measure->place.line;
    source.title = table.words("title", true);
    source.reads = table.words("reads");
    source.printed = table.texts("printed");
    for (const auto &member : measure->members) {
      source.lines[member.key] = member.value.place.line;
      source.columns[member.key] = member.value.place.column;
      if (member.key == "id" || member.key == "title" || member.key == "reads" || member.key == "printed") continue;
      table.used(member.key); // the measure language itself is checked by modules/measures
      if (member.value.kind == Node::Kind::table || member.value.kind == Node::Kind::other)
        table.find(member.value.place, tr_f("”{0}” ska vara en text eller en lista med texter.", {member.key}));
      else source.keys[member.key] = as_text(table, member);
    }
    const bool known = std::any_of(loading.catalog.measures.begin(), loading.catalog.measures.end(),
                                   [&](const MeasureSource &m) { return m.id == source.id && version_of(m) == version_of(source); });
    if (known) table.find(table.at("id"), tr_f("Måttet ”{0}” finns redan.", {source.id}));
    else if (!source.id.empty()) loading.catalog.measures.push_back(std::move(source));
  }
  root.finish();
}

void read_goals(Loading &loading, const std::string &file, const Node &node) {
  TableReader root(loading, file, node, {1, 1});
  for (const auto *goal : root.tables("goal")) {
    TableReader table(loading, file, *goal, goal->place);
    GoalSource source;
    source.file = file;
    source.line = goal->place.line;
    source.id = table.name();
    source.parent = table.text("parent");
    source.level = table.one_of("level", {"council", "board", "unit", "team"}, "unit", true);
    const auto *title = goal->find("title");
    source.title = title != nullptr && title->kind == Node::Kind::table ? table.words("title", true).sv : table.text("title", true);
    source.year = table.integer("year", true).value_or(0);
    table.finish();
    const auto same = [&](const GoalSource &g) { return !source.id.empty() && g.id == source.id && g.year == source.year; };
    if (std::any_of(loading.catalog.goals.begin(), loading.catalog.goals.end(), same))
      table.find(table.at("id"), tr_f("Målet ”{0}” finns redan för {1}.", {source.id, std::to_string(source.year)}));
    if (!source.parent.empty())
      loading.later.push_back([file, place = table.at("parent"), parent = source.parent](Loading &l) {
        std::vector<std::string> known;
        for (const auto &g : l.catalog.goals) known.push_back(g.id);
        if (!contains(known, parent)) l.find(file, place, tr_f("Målet ”{0}” finns inte.", {parent}), did_you_mean(parent, known));
      });
    loading.catalog.goals.push_back(std::move(source));
  }
  root.finish();
}

} // namespace rt::definitions
