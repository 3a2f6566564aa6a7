// Lists as files. Every export is in the audit chain; what is personal is masked where the file is for follow-up only.
#include "modules/records/exchange.hpp"
#include "platform/core/text.hpp"
#include "platform/sheet/sheet.hpp"
#include <algorithm>

namespace rt::records {
namespace {

constexpr int kMostRows = 100000;

/// A quality register's free texts and names stay inside unless the reader handles the records.
bool masked(const Register &reg, const Field &field, const Actor &actor) {
  return field.personal && reg.purpose == "quality" && !(actor.may(May::read_records) && actor.may(May::write_records));
}

std::string shorten_bytes(std::string text) {
  while (text.size() > 31 || (!text.empty() && !is_utf8(text))) text.pop_back();
  return text;
}

/// A sheet's name is at most 31 characters and without some signs.
std::string sheet_name(const std::string &title) {
  std::string name;
  for (const char c : title) name += std::string_view("[]:*?/\\").find(c) != std::string_view::npos ? ' ' : c;
  return shorten_bytes(name);
}

using SheetCell = std::variant<std::monostate, std::string, double, std::int64_t>;

bool is_plain_number(const Field &field) {
  return field.options.empty() && (field.type == FieldType::integer || field.type == FieldType::computed || field.type == FieldType::scale);
}

SheetCell cell_of(const Field &field, const db::Value &value, const Labels &labels) {
  if (std::holds_alternative<db::Null>(value)) return std::monostate{};
  const auto *whole = std::get_if<std::int64_t>(&value);
  if (is_plain_number(field) && whole != nullptr) return field.tenths ? SheetCell{static_cast<double>(*whole) / 10} : SheetCell{*whole};
  if (const auto *real = std::get_if<double>(&value)) return *real;
  return exchange_words(field, value, labels);
}

SheetCell cell_of(const Register &reg, const Field &field, const Record &row, const Labels &labels, const Actor &actor) {
  if (row.hidden.count(field.id) != 0) return std::string(tr("Dold"));
  if (row.has(field.id) && masked(reg, field, actor)) return std::string(tr("(visas inte)"));
  return cell_of(field, row.value(field.id), labels);
}

std::string sex_words(const Record &row) {
  std::vector<std::string> parts;
  for (int i = 0; i < organisation::kSexes; ++i)
    for (int n = 0; n < row.counts[i]; ++n) parts.emplace_back(organisation::word(static_cast<Sex>(i), organisation::People::adults, false));
  return join(parts, "/");
}

bool is_column(const Field &field) { return in_record(field) && field.id != "key"; }

/// Groups as sheets of their own, tied to their record by its number.
sheet::OutSheet group_sheet(const Register &reg, const definitions::Group &group, const std::vector<Record> &rows, const Labels &labels) {
  sheet::OutSheet out;
  out.name = sheet_name(group.title.str());
  out.header.emplace_back(tr("Nr"));
  for (const auto &field : reg.fields)
    if (field.group == group.id) out.header.push_back(field.title.str());
  static const db::Value kNothing{db::Null{}};
  for (const auto &row : rows) {
    const auto inner = row.groups.find(group.id);
    if (inner == row.groups.end()) continue;
    for (const auto &values : inner->second) {
      std::vector<SheetCell> cells{row.id};
      for (const auto &field : reg.fields) {
        if (field.group != group.id) continue;
        const auto value = values.find(field.id);
        if (value == values.end() && row.hidden.count(field.id) != 0) cells.emplace_back(std::string(tr("Dold")));
        else cells.push_back(cell_of(field, value != values.end() ? value->second : kNothing, labels));
      }
      out.rows.push_back(std::move(cells));
    }
  }
  return out;
}

/// `own_sheets` = the groups are in sheets beside this one; else each is one cell here.
sheet::OutSheet to_sheet(const Actor &actor, const Register &reg, const std::vector<Record> &rows, const Labels &labels, bool own_sheets) {
  sheet::OutSheet out;
  out.name = sheet_name(reg.title.str());
  const bool own_sex = reg.field("sex") == nullptr;
  for (const auto &field : reg.fields)
    if (is_column(field)) out.header.push_back(field.title.str());
  for (const auto &group : reg.groups)
    if (!own_sheets) out.header.push_back(group.title.str());
  if (own_sex) out.header.emplace_back(tr("Kön"));
  if (!reg.states.empty()) out.header.emplace_back(tr("Läge"));
  out.header.emplace_back(tr("Grupp"));
  if (own_sheets) out.header.emplace_back(tr("Nr"));
  for (const auto &row : rows) {
    std::vector<SheetCell> cells;
    for (const auto &field : reg.fields)
      if (is_column(field)) cells.push_back(cell_of(reg, field, row, labels, actor));
    for (const auto &group : reg.groups)
      if (!own_sheets) cells.emplace_back(rows_to_cell(reg, group, row, labels));
    if (own_sex) cells.emplace_back(sex_words(row));
    if (!reg.states.empty()) {
      const auto *state = reg.state_by_code(row.state);
      cells.emplace_back(state != nullptr ? state->title.str() : std::string{});
    }
    const auto team = labels.teams.find(row.team);
    cells.emplace_back(team != labels.teams.end() ? team->second : std::string(tr("hela enheten")));
    if (own_sheets) cells.emplace_back(row.id);
    out.rows.push_back(std::move(cells));
  }
  return out;
}

std::vector<Record> chosen_rows(const Desk &desk, const Actor &actor, const Register &reg, const http::Request &request) {
  ListQuery query = to_query(reg, read_address(reg, request.query), actor);
  query.limit = kMostRows;
  query.offset = 0;
  query.with_total = false;
  query.with_groups = true;
  if (request.query["poster"].empty()) return desk.deps.records.list(actor, reg.id, query, "export").rows;
  std::vector<Record> rows;
  for (const auto &id : split(request.query["poster"], '.'))
    if (auto row = desk.deps.records.get(actor, reg.id, parse_integer(id).value_or(0), "export")) rows.push_back(std::move(*row));
  return rows;
}

http::Response export_file(const Desk &desk, http::Request &request, const Actor &actor, bool csv) {
  const auto *reg = desk.find(request.param(0));
  if (reg == nullptr) return not_found(request);
  auto rows = chosen_rows(desk, actor, *reg, request);
  const bool for_followup = request.query["syfte"] == "uppfoljning"; // what leaves the unit for follow-up says nothing about who
  if (for_followup)
    for (auto &row : rows) row = without_personal(*reg, std::move(row));
  {
    auto lease = desk.deps.records.pool().write();
    db::Transaction transaction(*lease);
    audit::append(*lease, actor, desk.deps.clock.now(),
                  {audit::Act::export_, reg->id + ":list", for_followup ? "uppföljning" : purpose_of(*reg), std::to_string(rows.size()) + " poster"});
    transaction.commit();
  }
  const auto labels = desk.labels(actor, *reg, rows);
  const auto name = reg->id + "-" + to_iso(desk.today());
  if (csv) return http::download(sheet::write_csv(to_sheet(actor, *reg, rows, labels, false)), "text/csv; charset=utf-8", name + ".csv");
  std::vector<sheet::OutSheet> sheets{to_sheet(actor, *reg, rows, labels, !reg->groups.empty())};
  for (const auto &group : reg->groups) sheets.push_back(group_sheet(*reg, group, rows, labels));
  return http::download(sheet::write_xlsx(sheets, actor.name), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", name + ".xlsx");
}

} // namespace

void add_export_pages(http::Router &router, const std::shared_ptr<Desk> &desk) {
  router.get("/register/{id}/export.csv",
             access::guarded(May::export_records, [desk](http::Request &r, const Actor &a) { return export_file(*desk, r, a, true); }));
  router.get("/register/{id}/export.xlsx",
             access::guarded(May::export_records, [desk](http::Request &r, const Actor &a) { return export_file(*desk, r, a, false); }));
}

} // namespace rt::records
