// Every shipped pack as its next version might be: a field added, one retired, an answer retired and one added, a title changed, a short
// text made long. What was kept is kept; the older program is refused. On both databases.
#include "modules/definitions/tests/shipped.hpp"
#include "modules/records/tests/fixture.hpp"
#include "platform/core/text.hpp"
#include <gtest/gtest.h>

namespace rt::records {
namespace {

using definitions::Catalog;
using definitions::Field;
using definitions::FieldType;
using definitions::Register;

const Catalog &this_version() {
  static const definitions::Loaded kLoaded = definitions::load(shipped_packs(), {});
  return kLoaded.catalog;
}

const Date kToday = make_date(2019, 3, 22);

bool is_choice(const Field &field) { return field.type == FieldType::choice && field.options.size() > 1 && in_record(field); }

/// Does anything else in the register speak of the field? Then it is not one that a next version would drop.
bool stands_alone(const Register &reg, const Field &field) {
  std::string all = reg.unique + " " + reg.date_field;
  for (const auto &other : reg.fields) all += " " + other.show_when + " " + other.required_when + " " + other.compute + " " + other.group;
  for (const auto &check : reg.checks) all += " " + check.rule + " " + check.field;
  for (const auto &step : reg.transitions) all += " " + step.when + " " + join(step.requires_fields, " ");
  for (const auto &rule : reg.deadlines)
    all += " " + rule.from + " " + rule.before + " " + rule.when + " " + rule.met_by + " " + rule.until + " " + rule.suspended_from + " " +
           rule.suspended_to + " " + rule.extended_to + " " + rule.extended_why + " " + rule.responsible;
  for (const auto &view : reg.views) all += " " + view.filter + " " + view.sort;
  return all.find(field.id) == std::string::npos;
}

struct Retired {
  std::string field, column; ///< of the register; "" when it has none to spare
};

/// Version n + 1 of every pack.
Catalog next_version(const Catalog &now, std::map<std::string, Retired> &retired) {
  Catalog next = now;
  for (auto &pack : next.pack_infos) ++pack.version;
  for (auto &reg : next.registers) {
    ++reg.version;
    reg.title.sv += " (ny)";
    bool widened = false, answered = false;
    for (auto &field : reg.fields) {
      if (!widened && field.type == FieldType::text && in_record(field) && field.id != "key") field.type = FieldType::long_text, widened = true;
      if (!answered && is_choice(field)) {
        field.options.front().valid_to = "2019-03-22";
        definitions::Option more = field.options.back();
        more.id = "added_later";
        more.code = 9876;
        more.title = {"Nytt svar", "New answer"};
        more.spellings.clear();
        field.options.push_back(more);
        answered = true;
      }
    }
    for (auto field = reg.fields.rbegin(); field != reg.fields.rend(); ++field) {
      const bool plain = field->type == FieldType::text || field->type == FieldType::long_text || field->type == FieldType::yes_no ||
                         field->type == FieldType::integer;
      if (!plain || field->required || !in_record(*field) || !field->show_when.empty() || !stands_alone(reg, *field)) continue;
      retired[reg.id] = {field->id, column_name(*field)};
      reg.fields.erase(std::next(field).base());
      break;
    }
    Field added;
    added.id = "added_later";
    added.type = FieldType::text;
    added.title = {"Tillagt", "Added"};
    reg.fields.push_back(added);
  }
  return next;
}

class PackUpgrades : public ::testing::TestWithParam<std::string> {
protected:
  PackUpgrades() {
    head = w.actor(11, w.maria_staff, "Maria Berg", access::Role::head, {});
    elsa = w.person("Elsa", Sex::female, "2006-05-06");
  }
  db::Value value_for(const Field &field) {
    switch (field.type) {
    case FieldType::integer:
    case FieldType::decimal:
    case FieldType::money: {
      const double number = std::clamp(12.0, field.min.value_or(-1e9), field.max.value_or(1e9));
      return field.type == FieldType::integer ? db::Value{static_cast<std::int64_t>(number)} : db::Value{number};
    }
    case FieldType::date: return std::string("2019-03-22");
    case FieldType::time: return std::string("14:30");
    case FieldType::month: return std::string("2019-03");
    case FieldType::choice:
    case FieldType::choices:
      for (const auto &option : field.options)
        if (option.valid_to.empty() && option.valid_from.empty())
          return field.type == FieldType::choice ? db::Value{std::int64_t{option.code}} : db::Value{std::to_string(option.code)};
      return db::Null{};
    case FieldType::item:
    case FieldType::faces: return std::int64_t{field.options.front().score};
    case FieldType::person: return elsa;
    case FieldType::persons: return persons_to_text(field, {{field.options.front().id, elsa}});
    case FieldType::staff: return w.maria_staff;
    case FieldType::staff_list: return std::to_string(w.maria_staff);
    case FieldType::team: return w.family;
    case FieldType::address: return std::string("Storgatan 1\n127 32\nSkärholmen");
    case FieldType::personnummer: return std::string("19701063-2391");
    case FieldType::reference:
    case FieldType::household:
    case FieldType::provider: return field.required ? db::Value{a_record(field.target)} : db::Value{db::Null{}};
    case FieldType::text: return std::string("ord");
    case FieldType::yes_no: return std::int64_t{1};
    case FieldType::scale: return std::int64_t{50};
    case FieldType::long_text: return std::string("Åsa sa: ”vi behöver mer tid”.\n\nVi ses igen.");
    default: return good_value(field, 3);
    }
  }
  std::int64_t a_record(const std::string &register_id) {
    if (const auto found = made.find(register_id); found != made.end()) return found->second;
    const auto &reg = *w.catalog.find(register_id);
    Record draft = blank(reg, head, kToday);
    for (const auto &field : reg.fields)
      if (in_record(field) && field.type != FieldType::computed && field.type != FieldType::file && field.type != FieldType::givers)
        draft.values[field.id] = value_for(field);
      else if (field.type == FieldType::givers) draft.givers = {{field.options.front().id, Sex::female, false}};
    for (const auto &group : reg.groups) {
      GroupRow row;
      for (const auto &field : reg.fields)
        if (field.group == group.id && field.type != FieldType::computed && field.type != FieldType::file) row[field.id] = value_for(field);
      draft.groups[group.id] = {row};
    }
    for (int days = 1; days <= 3; ++days) // what must end after its beginning ends the day after
      for (const auto &error : check(reg, draft, kToday))
        if (const auto *field = reg.field(error.field); field != nullptr && field->type == FieldType::date)
          draft.values[field->id] = to_iso(kToday + days);
    const auto saved = w.records.save(head, register_id, draft);
    EXPECT_TRUE(saved.has_value()) << register_id << ": "
                                   << (saved ? ""
                                             : saved.error().message + (saved.error().fields.empty() ? ""
                                                                                                     : " " + saved.error().fields[0].field + ": " +
                                                                                                           saved.error().fields[0].message));
    return made[register_id] = saved ? saved->id : 0;
  }
  World w{GetParam(), this_version()};
  access::Actor head;
  std::int64_t elsa = 0;
  std::map<std::string, std::int64_t> made;
};
RT_BOTH_DATABASES(PackUpgrades);

TEST_P(PackUpgrades, EveryValueOfEveryPackIsKeptAndTheOlderProgramIsRefused) {
  std::map<std::string, Record> before;
  {
    auto c = w.db.pool().write();
    ASSERT_TRUE(w.records.remember_packs(*c));
  }
  for (const auto &reg : w.catalog.registers)
    if (const auto id = a_record(reg.id); id != 0) before[reg.id] = w.records.get(head, reg.id, id, "test").value();
  std::map<std::string, Retired> retired;
  const auto catalog = next_version(w.catalog, retired);
  Records next(w.db.pool(), catalog, w.clock, w.read_log);
  {
    auto c = w.db.pool().write();
    const auto done = next.install(*c);
    EXPECT_GE(done.size(), catalog.registers.size()) << "each register says that it has got a field";
    ASSERT_TRUE(next.remember_packs(*c));
  }
  std::map<std::string, int> kept; // values by pack
  for (const auto &reg : catalog.registers) {
    if (before.count(reg.id) == 0) continue; // told above
    const auto &was = before.at(reg.id);
    auto is = next.get(head, reg.id, was.id, "test").value();
    EXPECT_EQ(is.version, was.version) << reg.id << ": an upgrade is no change of the record";
    EXPECT_EQ(is.groups, was.groups) << reg.id;
    EXPECT_EQ(is.givers.size(), was.givers.size()) << reg.id;
    for (const auto &[id, value] : was.values) {
      const auto *field = reg.field(id);
      if (field == nullptr) {
        ASSERT_EQ(retired[reg.id].field, id) << reg.id;
        const auto there = w.db.pool().read()->scalar("SELECT " + retired[reg.id].column + " FROM " + table_name(reg) + " WHERE id = ?", {was.id});
        EXPECT_EQ(there, value) << reg.id << "." << id << ": a retired field's column stays";
      } else {
        EXPECT_EQ(is.value(id), value) << reg.id << "." << id;
        EXPECT_EQ(show(*field, is.value(id)), show(*w.catalog.find(reg.id)->field(id), value)) << reg.id << "." << id << ": and reads as it did";
      }
      ++kept[reg.pack];
    }
    if (is.locked) continue;
    is.values["added_later"] = std::string("ny uppgift");
    const auto saved = next.save(head, reg.id, is);
    EXPECT_TRUE(saved.has_value()) << reg.id << ": "
                                   << (saved ? ""
                                             : saved.error().message + (saved.error().fields.empty() ? "" : " " + saved.error().fields[0].field));
    if (!saved) continue;
    EXPECT_EQ(next.get(head, reg.id, was.id, "test").value().text("added_later"), "ny uppgift");
    if (const auto &gone = retired[reg.id]; !gone.field.empty() && was.has(gone.field)) {
      EXPECT_EQ(w.db.pool().read()->scalar("SELECT " + gone.column + " FROM " + table_name(reg) + " WHERE id = ?", {was.id}), was.value(gone.field))
          << reg.id << ": a save of the new version leaves it";
    }
    for (const auto &field : reg.fields) { // a new answer can be given, a retired one no longer from its last day on
      if (!is_choice(field) || field.options.back().id != "added_later" || !field.show_when.empty()) continue;
      auto again = *saved;
      again.values[field.id] = std::int64_t{9876};
      EXPECT_TRUE(check(reg, again, kToday, &*saved).empty() || !check(reg, *saved, kToday, &*saved).empty()) << reg.id << "." << field.id;
      EXPECT_EQ(show(field, std::int64_t{9876}), "Nytt svar");
      EXPECT_EQ(show(field, std::int64_t{field.options.front().code}), field.options.front().title.str()) << "a retired answer stays readable";
    }
  }
  for (const auto &pack : catalog.pack_infos) {
    const bool has_registers =
        std::any_of(catalog.registers.begin(), catalog.registers.end(), [&](const Register &reg) { return reg.pack == pack.id; });
    if (has_registers) { EXPECT_GT(kept[pack.id], 5) << pack.id; }
  }
  auto c = w.db.pool().write();
  const auto refused = w.records.remember_packs(*c);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ProblemKind::conflict);
  EXPECT_NE(refused.error().message.find("Använd den nyare versionen: en äldre skulle tappa uppgifter."), std::string::npos);
}

/// The database and the rules read a view's condition alike; one record of each register in each of its states.
TEST_P(PackUpgrades, EveryViewOfEveryPackShowsWhatItsConditionSays) {
  int views = 0, shown = 0;
  for (const auto &reg : w.catalog.registers) {
    const auto id = a_record(reg.id);
    if (id == 0) continue; // told above
    for (const auto &view : reg.views) {
      ListQuery query;
      query.condition = view.filter, query.sort = view.sort, query.me = head.staff;
      std::vector<int> states{0};
      for (const auto &state : reg.states) states.push_back(state.code);
      for (const int state : states) {
        if (state != 0) w.db.pool().write()->exec("UPDATE " + table_name(reg) + " SET state = ? WHERE id = ?", {std::int64_t{state}, id});
        const auto record = w.records.get(head, reg.id, id, "test").value();
        const auto rows = w.records.list(head, reg.id, query, "test").rows;
        const bool is_there = std::any_of(rows.begin(), rows.end(), [&](const auto &row) { return row.id == id; });
        const bool should = view.filter.empty() || holds(reg, record, view.filter, kToday, head.staff).value_or(false);
        EXPECT_EQ(is_there, should) << reg.id << ": " << view.filter << " in state " << state;
        shown += is_there ? 1 : 0;
      }
      ++views;
    }
  }
  EXPECT_GT(views, 200);
  EXPECT_GT(shown, 100);
}

TEST_P(PackUpgrades, ADatabaseOfANewerProgramIsRefused) {
  auto c = w.db.pool().write();
  c->exec("INSERT INTO schema_migration (number, why) VALUES (99999, 'framtiden')");
  const auto refused = db::migrate(*c, all_migrations());
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("nyare version av programmet"), std::string::npos);
}

} // namespace
} // namespace rt::records
