// shipped.golden: every deadline of the shipped packs with two starts and the days that they must give (shipped_golden.py beside it works
// them out without the program). Here a record is made for each line, in a database, and the day that is kept is compared.
#include "modules/deadlines/deadlines.hpp"
#include "modules/records/tests/shipped_world.hpp"
#include <filesystem>
#include <fstream>

namespace rt::deadlines {
namespace {

using records::Record;

struct Line {
  std::string pack, reg, rule, valid_from, title, from, words, start, before, last, why;
};

std::vector<Line> golden() {
  std::ifstream file((std::filesystem::path(shipped_packs()).parent_path() / "modules/deadlines/tests/shipped.golden").string());
  std::vector<Line> lines;
  std::string text;
  std::getline(file, text); // the headings
  while (std::getline(file, text)) {
    const auto c = split(text, ';');
    if (c.size() < 11) ADD_FAILURE() << text;
    else lines.push_back({c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7], c[8], c[9], c[10]});
  }
  return lines;
}

/// The rule as the pack writes it: "14 days", "every 6 months", "before planned_end", "2 per term".
std::string rule_text(const definitions::Deadline &rule) {
  using Unit = definitions::Within::Unit;
  if (!rule.before.empty()) return "before " + rule.before;
  if (!rule.per.empty()) return std::to_string(rule.times) + " per " + rule.per + (rule.of_unit ? " of the unit" : "");
  if (rule.within.unit == Unit::same_day) return "same day";
  const std::map<Unit, std::string> units{{Unit::hours, "hour"}, {Unit::days, "day"},     {Unit::working_days, "working day"},
                                          {Unit::weeks, "week"}, {Unit::months, "month"}, {Unit::years, "year"}};
  return (rule.repeats ? "every " : "") + std::to_string(rule.within.count) + " " + units.at(rule.within.unit) + (rule.within.count == 1 ? "" : "s");
}

const Deadline *rule_of(const definitions::Register &reg, const Line &line) {
  for (const auto &rule : reg.deadlines)
    if (rule.id == line.rule && rule.valid_from == line.valid_from) return &rule;
  return nullptr;
}

/// A day, or ten in the morning of it.
db::Value moment_in(const definitions::Field &field, const std::string &day) {
  return field.type == definitions::FieldType::datetime ? to_iso(from_swedish(*date_from_iso(day), 10 * 60)) : day;
}

class ShippedDeadlines : public ::testing::TestWithParam<std::string>, public records::ShippedWorld {
protected:
  ShippedDeadlines() : ShippedWorld(GetParam()) {
    auto c = w.db.pool().write();
    (void)db::migrate(*c,
                      [] {
                        auto all = records::all_migrations();
                        all.insert(all.end(), migrations().begin(), migrations().end());
                        return all;
                      }())
        .value();
    w.records.listen(deadlines);
  }

  /// What must be there and the rule's start, so that the rule applies and has neither been met nor ended.
  std::optional<Record> begun(const definitions::Register &reg, const Deadline &rule, const Line &line) {
    auto draft = draft_of(reg, true);
    for (const auto &group : reg.groups)
      if (group.min > 0) fill_group(reg, group, draft, 0);
    for (const auto &field : reg.fields)
      if (field.required && (field.type == definitions::FieldType::date || field.type == definitions::FieldType::datetime))
        draft.values[field.id] = moment_in(field, line.start);
    if (const auto *givers = records::givers_field(reg)) draft.values[givers->id] = records::givers_to_text(*givers, draft.givers);
    const bool of_state = starts_with(rule.from, "state:");
    if (of_state) draft.state = reg.state(rule.from.substr(6))->code;
    const auto *from = reg.field(of_state || rule.from.empty() ? reg.date_field : rule.from);
    draft.values[from->id] = moment_in(*from, line.start);
    if (!rule.before.empty()) draft.values[rule.before] = line.before;
    // The unit's rhythm begins with the first record that counts; any other rule waits for the day that meets it.
    if (const auto *met = reg.field(rule.met_by); met != nullptr && rule.of_unit) draft.values[met->id] = moment_in(*met, line.start);
    else if (met != nullptr && met != from) draft.values.erase(met->id);
    const auto today = *date_from_iso(line.start);
    const auto applies = [&](const Record &tried) {
      auto whole = tried;
      records::compute(reg, whole);
      const auto holds = [&](const std::string &condition) { return records::holds(reg, whole, condition, today).value_or(false); };
      if (!rule.when.empty() && !holds(rule.when)) return false;
      if (rule.of_unit && !rule.met_when.empty() && !holds(rule.met_when)) return false;
      return rule.until.empty() || !holds(rule.until);
    };
    const auto good = [&](const Record &tried) { return applies(tried) && records::check(reg, tried, today).empty(); };
    auto fields = records::fields_of_rule(reg, rule.when + " " + (rule.of_unit ? rule.met_when : ""));
    std::erase_if(fields, [&](const auto *field) { return field == from || field->id == rule.before || field->id == rule.met_by; });
    if (records::try_until(fields, draft, good)) return draft;
    // Answers bring other questions: what is asked for because of them is filled in too.
    if (!records::try_until(fields, draft, applies)) return std::nullopt;
    for (int round = 0; round < 3; ++round)
      for (const auto &error : records::check(reg, draft, today))
        if (const auto *field = reg.field(error.field); field != nullptr && !draft.has(field->id)) draft.values[field->id] = value_for(*field);
    return good(draft) ? std::optional(draft) : std::nullopt;
  }

  std::string kept(const Line &line, std::int64_t record) {
    std::string last;
    w.db.pool().read()->query("SELECT last_day FROM deadline WHERE register_id = ? AND rule_id = ? AND record_id = ? ORDER BY occurrence DESC",
                              {line.reg, line.rule, record}, [&](const db::Row &row) { last = row.str(0); });
    return last;
  }

  Deadlines deadlines{w.db.pool(), w.records, w.persons, site.organisation, w.clock};
};
RT_BOTH_DATABASES(ShippedDeadlines);

TEST_P(ShippedDeadlines, EachFallsOnTheDayThatTheFileSays) {
  const auto lines = golden();
  ASSERT_GT(lines.size(), 400u);
  for (const auto &line : lines) {
    SCOPED_TRACE(line.pack + "/" + line.reg + ":" + line.rule + " " + line.start);
    const auto *reg = w.catalog.find(line.reg);
    ASSERT_NE(reg, nullptr);
    const auto *rule = rule_of(*reg, line);
    ASSERT_NE(rule, nullptr);
    EXPECT_EQ(rule_text(*rule), line.words);
    EXPECT_EQ(rule->title.sv, line.title);
    w.clock.set(from_swedish(*date_from_iso(line.start), 10 * 60));
    const auto draft = begun(*reg, *rule, line);
    if (!draft) {
      ADD_FAILURE() << "ingen post får tidsgränsen att börja";
      continue;
    }
    const auto saved = w.records.save(head, line.reg, *draft);
    ASSERT_TRUE(saved.has_value()) << records::words_of(saved.error());
    if (rule->of_unit) {
      // The unit's rhythm: the period of this record is among those that are kept.
      EXPECT_TRUE(w.db.pool().read()->exists("SELECT 1 FROM deadline WHERE register_id = ? AND rule_id = ? AND record_id = 0 AND last_day = ?",
                                             {line.reg, line.rule, line.last}))
          << line.last;
      ASSERT_TRUE(w.records.remove(head, line.reg, saved->id, saved->version).has_value());
      continue;
    }
    EXPECT_EQ(kept(line, saved->id), line.last) << line.why;
  }
}

TEST(ShippedDeadlinesFile, HasEveryDeadlineOfEveryPack) {
  std::map<std::string, int> said;
  for (const auto &line : golden()) ++said[line.reg + ":" + line.rule + ":" + line.valid_from];
  for (const auto &reg : records::every_pack().registers)
    for (const auto &rule : reg.deadlines) {
      const auto key = reg.id + ":" + rule.id + ":" + rule.valid_from;
      EXPECT_EQ(said[key], 2) << key << ": kör shipped_golden.py och läs vad som ändrades";
      said.erase(key);
    }
  for (const auto &[key, count] : said) ADD_FAILURE() << key << " finns inte längre";
}

} // namespace
} // namespace rt::deadlines
