// Everything about a person in one query: a UNION over every register that the reader may see, with the scope in each part.
#include "modules/casework/store.hpp"
#include "platform/core/text.hpp"
#include <algorithm>

namespace rt::casework::store {

using definitions::Field;
using definitions::FieldType;
using definitions::Register;

namespace {

constexpr int kTelling = 3;

bool may_see(const Field &field, const Actor &actor) {
  return field.read_roles.empty() || actor.user == access::kSystemUser ||
         std::find(field.read_roles.begin(), field.read_roles.end(), access::id_of(actor.role)) != field.read_roles.end();
}

/// What one line of the file says: the list's columns with words of their own, not who, when and where.
std::vector<const Field *> telling_fields(const Register &reg, const Actor &actor) {
  std::vector<const Field *> fields;
  for (const auto &field : reg.fields) {
    if (!field.in_list || field.id == reg.date_field || !field.group.empty() || !may_see(field, actor)) continue;
    switch (field.type) {
    case FieldType::choice:
    case FieldType::choices:
    case FieldType::yes_no:
    case FieldType::item:
    case FieldType::scale:
    case FieldType::faces:
    case FieldType::text:
    case FieldType::integer:
    case FieldType::decimal:
    case FieldType::money:
    case FieldType::computed:
    case FieldType::date: fields.push_back(&field); break;
    default: break;
    }
    if (fields.size() == kTelling) break;
  }
  return fields;
}

/// The value as the register shows it, from the text that the UNION needs.
std::string shown(const Field &field, const std::string &text) {
  if (text.empty()) return {};
  db::Value value = text;
  const bool real = field.type == FieldType::decimal || field.type == FieldType::money;
  if (real) value = parse_number(text).value_or(0);
  else if (field.type != FieldType::text && field.type != FieldType::choices && field.type != FieldType::date) {
    if (const auto number = parse_integer(text)) value = static_cast<std::int64_t>(*number);
    else if (const auto decimal = parse_number(text)) value = *decimal;
  }
  if (field.type == FieldType::yes_no) return text == "1" ? fold(field.title.str()) : std::string{}; // a no says nothing in one line
  auto words = records::show(field, value);
  if (words.empty()) return {};
  const bool says_itself = field.type == FieldType::choice || field.type == FieldType::choices || field.type == FieldType::text;
  if (says_itself) return words;
  return fold(field.title.str()) + " " + words;
}

std::string short_words(const std::string &text) {
  constexpr std::size_t kMost = 120;
  if (text.size() <= kMost) return text;
  auto end = text.rfind(' ', kMost);
  if (end == std::string::npos) end = kMost;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end) + " …";
}

/// The part of one register; `columns` "" = only what is counted.
std::string part(const Register &reg, const Actor &actor, const TimelineQuery &query, bool counting, db::Values &args) {
  const auto *date = reg.field(reg.date_field);
  const auto day = date != nullptr ? "COALESCE(CAST(r." + records::column_name(*date) + " AS TEXT), substr(r.created_at, 1, 10))"
                                   : std::string("substr(r.created_at, 1, 10)");
  std::string sql = "SELECT '" + reg.id + "' AS reg, ";
  if (counting) {
    sql += "COUNT(*) AS many";
  } else {
    sql += "r.id AS id, " + day + " AS day, COALESCE(r.team_id, 0) AS team, COALESCE(r.staff_id, 0) AS staff, r.state AS state, r.locked AS locked";
    const auto fields = telling_fields(reg, actor);
    for (int i = 0; i < kTelling; ++i) {
      const auto at = static_cast<std::size_t>(i);
      sql += ", CAST(" + (at < fields.size() ? "r." + records::column_name(*fields[at]) : std::string("NULL")) + " AS TEXT) AS w" + std::to_string(i);
    }
  }
  sql += " FROM " + records::table_name(reg) + " r WHERE r.person_id = ? AND r.deleted_at IS NULL";
  args.emplace_back(query.person);
  // The person's index is the shorter way; the scope must not choose another.
  sql += actor.scope().beside("r", args);
  if (!query.until.empty()) {
    sql += " AND substr(" + day + ", 1, 10) <= ?";
    args.emplace_back(query.until);
  }
  return sql;
}

bool in_timeline(const Register &reg) { return !reg.anonymous; }

} // namespace

Timeline timeline(db::Connection &c, const definitions::Catalog &catalog, const Actor &actor, const TimelineQuery &query, bool with_words) {
  Timeline result;
  std::string counts, events;
  db::Values count_args, event_args;
  for (const auto &reg : catalog.registers) {
    if (!in_timeline(reg)) continue;
    counts += (counts.empty() ? "" : " UNION ALL ") + part(reg, actor, query, true, count_args);
    if (query.register_id.empty() || query.register_id == reg.id)
      events += (events.empty() ? "" : " UNION ALL ") + part(reg, actor, query, false, event_args);
  }
  if (counts.empty()) return result;
  c.query(counts, count_args, [&](const db::Row &row) {
    if (row.integer(1) == 0) return;
    result.counts.emplace_back(row.str(0), row.integer(1));
    if (query.register_id.empty() || query.register_id == row.str(0)) result.total += row.integer(1);
  });
  if (events.empty() || result.total == 0) return result;
  event_args.insert(event_args.end(), {static_cast<std::int64_t>(query.limit), static_cast<std::int64_t>(query.offset)});
  c.query("SELECT * FROM (" + events + ") t ORDER BY day DESC, reg, id DESC LIMIT ? OFFSET ?", event_args, [&](const db::Row &row) {
    const auto *reg = catalog.find(row.text(0));
    if (reg == nullptr) return;
    Event event;
    event.register_id = reg->id;
    event.title = reg->singular.str();
    event.record = row.integer(1);
    event.date = row.str(2);
    event.team = row.integer(3);
    event.staff = row.integer(4);
    if (const auto *state = reg->state_by_code(static_cast<int>(row.integer(5)))) event.state = state->title.str();
    event.locked = row.flag(6);
    const auto fields = with_words ? telling_fields(*reg, actor) : std::vector<const Field *>{};
    for (std::size_t i = 0; i < fields.size(); ++i)
      if (auto words = shown(*fields[i], row.str(7 + static_cast<int>(i))); !words.empty()) event.words += (event.words.empty() ? "" : " · ") + words;
    event.words = short_words(event.words);
    result.events.push_back(std::move(event));
  });
  return result;
}

} // namespace rt::casework::store
