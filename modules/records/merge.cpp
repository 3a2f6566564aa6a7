// The records keep their own history: each gets a row "sammanförd" with what was changed, and undoing reads it backwards.
#include "modules/records/store.hpp"
#include "platform/core/text.hpp"
#include <algorithm>
#include <utility>

namespace rt::records {

using access::Actor;
using access::May;
using definitions::FieldType;

namespace {

constexpr const char *kMerged = "sammanförd";
constexpr const char *kUnmerged = "isärförd";

/// The records that are about the person or name the person anywhere; both ways have an index.
constexpr const char *kNames =
    " AND (r.person_id = ? OR r.id IN (SELECT l.record_id FROM record_person l WHERE l.person_id = ? AND l.register_id = ?))";

std::vector<Record> records_of(db::Connection &c, const Table &table, std::int64_t person) {
  std::vector<Record> found;
  c.query(table.select + kNames + " ORDER BY r.id", {person, person, table.reg->id},
          [&](const db::Row &row) { found.push_back(store::read(row, table)); });
  store::read_groups(c, table, found);
  return found;
}

bool holds_people(const definitions::Field &field) { return field.type == FieldType::person || field.type == FieldType::persons; }

/// The value with one person instead of another.
db::Value exchanged(const definitions::Field &field, const db::Value &value, std::int64_t from, std::int64_t to) {
  if (const auto *id = std::get_if<std::int64_t>(&value); id != nullptr && field.type == FieldType::person)
    return *id == from ? db::Value{to} : value;
  const auto *text = std::get_if<std::string>(&value);
  if (text == nullptr || field.type != FieldType::persons) return value;
  auto people = persons_from_text(field, *text);
  for (auto &one : people)
    if (one.person == from) one.person = to;
  return persons_to_text(field, people);
}

/// The same record about the kept person. What was unknown is known now; what was known stays as it was at the event.
Record moved(const Table &table, const Record &before, std::int64_t from, const Person &to) {
  auto after = before;
  if (before.person == from) {
    after.person = to.id;
    if (after.birth_year == 0 && to.birth_date.size() >= 4)
      after.birth_year = static_cast<int>(parse_integer(to.birth_date.substr(0, 4)).value_or(0));
    if (after.sex == Sex::unknown && to.sex != Sex::unknown && table.givers == nullptr && !table.sex_field) {
      after.sex = to.sex;
      after.counts[static_cast<int>(to.sex)] += std::exchange(after.counts[0], 0);
    }
  }
  for (const auto *field : table.fields)
    if (holds_people(*field) && before.has(field->id)) after.values[field->id] = exchanged(*field, before.value(field->id), from, to.id);
  for (const auto &group : table.groups)
    for (auto &row : after.groups[group.group->id])
      for (const auto *field : group.fields)
        if (const auto it = row.find(field->id); it != row.end() && holds_people(*field)) it->second = exchanged(*field, it->second, from, to.id);
  return after;
}

/// As it was before it was moved; everything else as it is.
Record moved_back(const Table &table, const Record &record, const Record &was) {
  auto after = record;
  after.person = was.person;
  after.sex = was.sex;
  after.birth_year = was.birth_year;
  for (int i = 0; i < organisation::kSexes; ++i) after.counts[i] = was.counts[i];
  for (const auto *field : table.fields)
    if (holds_people(*field)) after.values[field->id] = was.value(field->id);
  after.groups = was.groups;
  return after;
}

/// Removed and locked records too: whose they are is not what they say.
void store_moved(db::Connection &c, const Table &table, const Record &before, const Record &after, const Stamp &by) {
  std::string sets = "person_id = ?, sex = ?, birth_year = ?, n0 = ?, n1 = ?, n2 = ?, n3 = ?";
  db::Values args{after.person != 0 ? db::Value{after.person} : db::Value{db::Null{}}, static_cast<std::int64_t>(after.sex),
                  after.birth_year != 0 ? db::Value{static_cast<std::int64_t>(after.birth_year)} : db::Value{db::Null{}}};
  for (const int n : after.counts) args.emplace_back(static_cast<std::int64_t>(n));
  for (std::size_t i = 0; i < table.columns.size(); ++i)
    if (holds_people(*table.fields[i])) {
      sets += ", " + table.columns[i] + " = ?";
      args.push_back(after.value(table.fields[i]->id));
    }
  args.insert(args.end(), {by.at, by.user, after.id});
  c.exec("UPDATE " + table.name + " SET " + sets + ", version = version + 1, updated_at = ?, updated_by = ? WHERE id = ?", args);
  store::write_groups(c, table, after, &before);
  store::write_persons(c, table, after, true);
}

struct Mover {
  db::Connection &c;
  Records &records;
  Stamp by;
  std::map<std::string, std::int64_t> moved = {};

  void write(const Table &table, const Record &before, Record after, std::string_view what) {
    after.version = before.version + 1;
    after.updated_at = by.at;
    store_moved(c, table, before, after, by);
    store::append_history(c, table, after.id, after.version, what, store::difference(table, &before, after), by);
    if (!before.deleted) records.announce(c, {table.reg, &before, &after});
    ++moved[table.reg->id];
  }
};

std::optional<Person> find_person(db::Connection &c, std::int64_t unit, std::int64_t id) {
  std::optional<Person> found;
  c.query(
      "SELECT id, first_name, last_name, personnummer, birth_date, sex, language, needs, is_protected, interpreter, flags, merged_into, version FROM person WHERE id = ? AND unit_id = ?",
      {id, unit}, [&](const db::Row &row) {
        Person p;
        p.id = row.integer(0);
        p.unit = unit;
        p.first_name = row.str(1);
        p.last_name = row.str(2);
        p.personnummer = row.str(3);
        p.birth_date = row.str(4);
        p.sex = static_cast<Sex>(row.integer(5));
        p.language = row.str(6);
        p.needs = row.str(7);
        p.is_protected = row.flag(8);
        p.interpreter = row.flag(9);
        p.flags = row.str(10);
        p.merged_into = row.integer(11);
        p.version = static_cast<int>(row.integer(12));
        found = std::move(p);
      });
  return found;
}

void store_person(db::Connection &c, const Person &p, const std::string &sought, const std::string &now) {
  c.exec(
      "UPDATE person SET personnummer = ?, birth_date = ?, sex = ?, language = ?, needs = ?, is_protected = ?, interpreter = ?, flags = ?, merged_into = ?, sought = ?, "
      "version = version + 1, updated_at = ? WHERE id = ?",
      {db::opt(p.personnummer), db::opt(p.birth_date), static_cast<std::int64_t>(p.sex), db::opt(p.language), db::opt(p.needs),
       static_cast<std::int64_t>(p.is_protected ? 1 : 0), static_cast<std::int64_t>(p.interpreter ? 1 : 0), db::opt(p.flags),
       p.merged_into != 0 ? db::Value{p.merged_into} : db::Value{db::Null{}}, sought, now, p.id});
  store::write_words(c, p.unit, p.id, sought, true);
}

std::string sought(const Person &p) { return " " + fold(p.first_name + " " + p.last_name); }

/// What the two rows said, to go back to: name=value lines, percent-encoded.
std::string remember(const Person &kept, const Person &gone, const std::string &teams, const std::string &numbers) {
  std::string text;
  const auto add = [&](const std::string &name, const std::string &value) { text += name + "=" + url_encode(value) + "\n"; };
  for (const auto *p : {&kept, &gone}) {
    const std::string who = p == &kept ? "kept." : "gone.";
    add(who + "personnummer", p->personnummer);
    add(who + "birth_date", p->birth_date);
    add(who + "sex", std::to_string(static_cast<int>(p->sex)));
    add(who + "language", p->language);
    add(who + "needs", p->needs);
    add(who + "flags", p->flags);
    add(who + "protected", p->is_protected ? "1" : "0");
    add(who + "interpreter", p->interpreter ? "1" : "0");
  }
  add("kept.version", std::to_string(kept.version + 1));
  add("teams", teams);
  add("numbers", numbers);
  return text;
}

std::map<std::string, std::string> recall(const std::string &text) {
  std::map<std::string, std::string> values;
  for (const auto &line : split(text, '\n'))
    if (const auto equal = line.find('='); equal != std::string::npos)
      values[line.substr(0, equal)] = url_decode(line.substr(equal + 1)).value_or("");
  return values;
}

void restore(Person &p, const std::map<std::string, std::string> &values, const std::string &who) {
  const auto value = [&](const char *name) {
    const auto it = values.find(who + name);
    return it != values.end() ? it->second : std::string{};
  };
  p.personnummer = value("personnummer");
  p.birth_date = value("birth_date");
  p.sex = static_cast<Sex>(parse_integer(value("sex")).value_or(0));
  p.language = value("language");
  p.needs = value("needs");
  p.flags = value("flags");
  p.is_protected = value("protected") == "1";
  p.interpreter = value("interpreter") == "1";
}

Problem not_two() {
  return {ProblemKind::not_found,
          std::string(tr("Båda personerna måste finnas i enheten, och ingen av dem får redan vara sammanförd med någon annan.")),
          {}};
}

Result<std::pair<Person, Person>> both(db::Connection &c, const Actor &actor, std::int64_t kept, std::int64_t gone) {
  auto one = find_person(c, actor.unit, kept), other = find_person(c, actor.unit, gone);
  if (kept == gone || !one || !other || one->merged_into != 0 || other->merged_into != 0) return fail(not_two());
  return std::pair{std::move(*one), std::move(*other)};
}

std::vector<std::string> differences(const Person &kept, const Person &gone) {
  std::vector<std::string> lines;
  const auto differ = [&](std::string_view what, const std::string &a, const std::string &b) {
    if (a == b || b.empty()) return;
    if (a.empty()) lines.push_back(tr_f("{0}: {1} tas med.", {std::string(what), b}));
    else lines.push_back(tr_f("{0}: {1} står kvar, inte {2}.", {std::string(what), a, b}));
  };
  differ(tr("Namn"), kept.first_name + " " + kept.last_name, gone.first_name + " " + gone.last_name);
  if (!kept.personnummer.empty() && !gone.personnummer.empty() && kept.personnummer != gone.personnummer)
    lines.emplace_back(tr("De har olika personnummer. Det gamla numret finns kvar att söka på."));
  differ(tr("Född"), kept.birth_date, gone.birth_date);
  if (gone.sex != Sex::unknown)
    differ(tr("Kön"), kept.sex == Sex::unknown ? "" : std::string(word(kept.sex, organisation::People::adults, false)),
           std::string(word(gone.sex, organisation::People::adults, false)));
  differ(tr("Språk"), kept.language, gone.language);
  if (gone.is_protected != kept.is_protected) lines.emplace_back(tr("En av dem har skyddade uppgifter. Då är personen skyddad också efteråt."));
  return lines;
}

/// What the kept person lacks comes from the other; protection is never lost.
void complete(Person &kept, const Person &gone) {
  if (kept.personnummer.empty()) kept.personnummer = gone.personnummer;
  if (kept.birth_date.empty()) kept.birth_date = gone.birth_date;
  if (kept.sex == Sex::unknown) kept.sex = gone.sex;
  if (kept.language.empty()) kept.language = gone.language;
  if (kept.needs.empty()) kept.needs = gone.needs;
  if (kept.flags.empty()) kept.flags = gone.flags;
  kept.interpreter = kept.interpreter || gone.interpreter;
  kept.is_protected = kept.is_protected || gone.is_protected;
}

std::string ids_of(db::Connection &c, const std::string &sql, const db::Values &args) {
  std::string ids;
  c.query(sql, args, [&](const db::Row &row) { ids += (ids.empty() ? "" : ",") + std::to_string(row.integer(0)); });
  return ids;
}

struct Stored {
  std::int64_t kept = 0, gone = 0;
  std::string at, before;
};
std::optional<Stored> find_merge(db::Connection &c, const Actor &actor, std::int64_t merge) {
  std::optional<Stored> found;
  c.query("SELECT kept_id, gone_id, at, people_before FROM person_merge WHERE id = ? AND unit_id = ? AND undone_at IS NULL", {merge, actor.unit},
          [&](const db::Row &row) { found = Stored{row.integer(0), row.integer(1), row.str(2), row.str(3)}; });
  return found;
}

/// "" when nothing was written since; else the sentence that says what.
std::string written_since(db::Connection &c, const definitions::Catalog &catalog, std::int64_t merge, const Stored &stored) {
  const auto values = recall(stored.before);
  const auto person = c.count("SELECT version FROM person WHERE id = ?", {stored.kept});
  if (std::to_string(person) != values.at("kept.version")) return std::string(tr("Personens uppgifter har ändrats sedan dess."));
  std::string sql;
  db::Values args;
  for (const auto &reg : catalog.registers) {
    if (reg.anonymous) continue;
    const auto name = table_name(reg);
    sql +=
        std::string(sql.empty() ? "" : " UNION ALL ") + "SELECT 1 FROM " + name +
        " r WHERE r.person_id = ? AND r.created_at >= ? AND NOT EXISTS (SELECT 1 FROM person_merge_row x WHERE x.merge_id = ? AND x.register_id = ? AND x.record_id = r.id) UNION ALL SELECT 1 FROM person_merge_row m JOIN " +
        name + " r ON r.id = m.record_id WHERE m.merge_id = ? AND m.register_id = ? AND r.version <> m.version";
    args.insert(args.end(), {stored.kept, stored.at, merge, reg.id, merge, reg.id});
  }
  if (!sql.empty() && c.exists("SELECT 1 FROM (" + sql + ") written LIMIT 1", args))
    return std::string(tr("Något nytt har skrivits om personen sedan dess."));
  return {};
}

} // namespace

Result<MergePreview> Merges::preview(const Actor &actor, std::int64_t kept, std::int64_t gone) {
  RT_CHECK(access::require(actor, May::delete_records));
  MergePreview preview;
  RT_TRY(preview.kept, persons_.get(actor, kept, "sammanföring"));
  RT_TRY(preview.gone, persons_.get(actor, gone, "sammanföring"));
  auto lease = records_.pool().read();
  RT_TRY(const auto pair, both(*lease, actor, kept, gone));
  const bool birth = pair.first.birth_date.size() >= 4, sex = pair.first.sex != Sex::unknown;
  for (const auto &reg : records_.catalog().registers) {
    if (reg.anonymous) continue;
    const auto table = make_table(reg);
    const auto sql =
        "SELECT COUNT(*), COALESCE(SUM(CASE WHEN r.person_id = ? AND ((r.sex = 0 AND 1 = ?) OR (COALESCE(r.birth_year, 0) = 0 AND 1 = ?)) THEN 1 ELSE 0 END), 0) FROM " +
        table.name + " r WHERE 1=1" + kNames;
    const db::Values args{gone, static_cast<std::int64_t>(sex), static_cast<std::int64_t>(birth), gone, gone, reg.id};
    lease->query(sql, args, [&](const db::Row &row) {
      if (row.integer(0) == 0) return;
      preview.moves.emplace_back(reg.id, row.integer(0));
      preview.records += row.integer(0);
      preview.told_sex += row.integer(1);
    });
  }
  preview.differences = differences(preview.kept, preview.gone);
  return preview;
}

Result<std::int64_t> Merges::merge(const Actor &actor, std::int64_t kept_id, std::int64_t gone_id) {
  RT_CHECK(access::require(actor, May::delete_records));
  auto lease = records_.pool().write();
  auto &c = *lease;
  db::Transaction transaction(c);
  wait_for_bulk(c);
  RT_TRY(auto pair, both(c, actor, kept_id, gone_id));
  auto &[kept, gone] = pair;
  const auto now = to_iso(clock_.now());
  const auto teams =
      ids_of(c, "SELECT team_id FROM person_team WHERE person_id = ? AND team_id NOT IN (SELECT team_id FROM person_team WHERE person_id = ?)",
             {gone_id, kept_id});
  const auto numbers = ids_of(c, "SELECT id FROM person_number WHERE person_id = ?", {gone_id});
  const auto id =
      c.insert("INSERT INTO person_merge (unit_id, kept_id, gone_id, at, user_id, who, people_before) VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id",
               {actor.unit, kept_id, gone_id, now, actor.user, actor.name, remember(kept, gone, teams, numbers)});
  auto signpost = gone;
  signpost.personnummer.clear();
  signpost.merged_into = kept_id;
  store_person(c, signpost, "", now); // no longer found by name or number
  if (!kept.personnummer.empty() && kept.personnummer != gone.personnummer)
    store::keep_number(c, actor.unit, kept_id, "official", gone.personnummer, now.substr(0, 10));
  complete(kept, gone);
  store_person(c, kept, sought(kept), now);
  c.exec("UPDATE person_number SET person_id = ? WHERE person_id = ?", {kept_id, gone_id});
  c.exec("INSERT INTO person_team (person_id, team_id) SELECT " + std::to_string(kept_id) +
             ", team_id FROM person_team WHERE person_id = ? ON CONFLICT DO NOTHING",
         {gone_id});
  Mover mover{c, records_, {actor.user, actor.name, now}};
  for (const auto &reg : records_.catalog().registers) {
    if (reg.anonymous) continue;
    const auto table = make_table(reg);
    for (const auto &record : records_of(c, table, gone_id)) {
      mover.write(table, record, moved(table, record, gone_id, kept), kMerged);
      c.exec("INSERT INTO person_merge_row (merge_id, register_id, record_id, version) VALUES (?, ?, ?, ?)",
             {id, reg.id, record.id, static_cast<std::int64_t>(record.version + 1)});
    }
  }
  std::string detail = "person:" + std::to_string(gone_id);
  for (const auto &[reg, count] : mover.moved) detail += " " + reg + " " + std::to_string(count);
  audit::append(c, actor, clock_.now(), {audit::Act::update, "person:" + std::to_string(kept_id), "sammanföring", detail});
  transaction.commit();
  records_.committed();
  return id;
}

Result<void> Merges::undo(const Actor &actor, std::int64_t merge) {
  RT_CHECK(access::require(actor, May::delete_records));
  auto lease = records_.pool().write();
  auto &c = *lease;
  db::Transaction transaction(c);
  wait_for_bulk(c);
  const auto stored = find_merge(c, actor, merge);
  if (!stored) return fail(ProblemKind::not_found, std::string(tr("Sammanföringen finns inte, eller så är den redan ångrad.")));
  if (const auto why = written_since(c, records_.catalog(), merge, *stored); !why.empty())
    return fail(ProblemKind::conflict, why + " " + std::string(tr("Därför går det inte att föra isär personerna.")));
  const auto now = to_iso(clock_.now());
  const auto values = recall(stored->before);
  auto kept = find_person(c, actor.unit, stored->kept), gone = find_person(c, actor.unit, stored->gone);
  if (!kept || !gone) return fail(not_two());
  c.exec("DELETE FROM person_number WHERE person_id = ? AND number = ? AND kind = 'official'", {stored->kept, values.at("gone.personnummer")});
  restore(*kept, values, "kept.");
  restore(*gone, values, "gone.");
  gone->merged_into = 0;
  store_person(c, *kept, sought(*kept), now); // first: the number is unique
  store_person(c, *gone, sought(*gone), now);
  for (const auto &number : split(values.at("numbers"), ','))
    if (const auto row = parse_integer(number))
      c.exec("UPDATE person_number SET person_id = ? WHERE id = ?", {stored->gone, static_cast<std::int64_t>(*row)});
  for (const auto &team : split(values.at("teams"), ','))
    if (const auto row = parse_integer(team))
      c.exec("DELETE FROM person_team WHERE person_id = ? AND team_id = ?", {stored->kept, static_cast<std::int64_t>(*row)});
  Mover mover{c, records_, {actor.user, actor.name, now}};
  for (const auto &reg : records_.catalog().registers) {
    if (reg.anonymous) continue;
    const auto table = make_table(reg);
    std::vector<Record> rows;
    c.query(table.select + " AND r.id IN (SELECT m.record_id FROM person_merge_row m WHERE m.merge_id = ? AND m.register_id = ?) ORDER BY r.id",
            {merge, reg.id}, [&](const db::Row &row) { rows.push_back(store::read(row, table)); });
    store::read_groups(c, table, rows);
    for (const auto &record : rows) {
      RT_TRY(const auto was, records_.replayed(actor, reg.id, record.id, record.version - 1));
      mover.write(table, record, moved_back(table, record, was), kUnmerged);
    }
  }
  c.exec("UPDATE person_merge SET undone_at = ? WHERE id = ?", {now, merge});
  audit::append(c, actor, clock_.now(),
                {audit::Act::undo, "person:" + std::to_string(stored->kept), "sammanföring", "person:" + std::to_string(stored->gone)});
  transaction.commit();
  records_.committed();
  return {};
}

std::vector<Merged> Merges::of(const Actor &actor, std::int64_t person) {
  std::vector<Merged> found;
  if (!actor.may(May::read_records)) return found;
  auto lease = records_.pool().read();
  lease->query(
      "SELECT m.id, m.kept_id, m.gone_id, m.at, m.who, (SELECT COUNT(*) FROM person_merge_row r WHERE r.merge_id = m.id) FROM person_merge m "
      "WHERE m.unit_id = ? AND m.kept_id = ? AND m.undone_at IS NULL ORDER BY m.id DESC",
      {actor.unit, person},
      [&](const db::Row &row) { found.push_back({row.integer(0), row.integer(1), row.integer(2), row.str(3), row.str(4), row.integer(5), ""}); });
  for (auto &merge : found)
    if (const auto stored = find_merge(*lease, actor, merge.id)) merge.why_not = written_since(*lease, records_.catalog(), merge.id, *stored);
  return found;
}

} // namespace rt::records
