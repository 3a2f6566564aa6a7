// Lists as files. Every export is in the audit chain; what is personal is masked where the file is for follow-up only.
#include "modules/records/pages_shared.hpp"
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

using SheetCell = std::variant<std::monostate, std::string, double, std::int64_t>;

SheetCell cell_of(const Register &reg, const Field &field, const Record &row, const Labels &labels, const Actor &actor) {
  if (!row.has(field.id)) return std::monostate{};
  if (masked(reg, field, actor)) return std::string(tr("(visas inte)"));
  const auto &value = row.value(field.id);
  const bool number = field.options.empty() && (field.type == FieldType::integer || field.type == FieldType::computed || field.type == FieldType::scale);
  if (number && field.tenths) return static_cast<double>(row.integer(field.id)) / 10;
  if (number && std::holds_alternative<std::int64_t>(value)) return row.integer(field.id);
  if (const auto *real = std::get_if<double>(&value)) return *real;
  if (field.type == FieldType::reference && field.target != "contact") return row.integer(field.id);
  return words(field, row, labels);
}

std::string sex_words(const Record &row) {
  std::vector<std::string> parts;
  for (int i = 0; i < organisation::kSexes; ++i)
    for (int n = 0; n < row.counts[i]; ++n) parts.emplace_back(organisation::word(static_cast<Sex>(i), organisation::People::adults, false));
  return join(parts, "/");
}

sheet::OutSheet to_sheet(const Desk &desk, const Actor &actor, const Register &reg, const std::vector<Record> &rows) {
  sheet::OutSheet out;
  out.name = reg.title.str().substr(0, 31);
  const bool own_sex = reg.field("sex") == nullptr;
  for (const auto &field : reg.fields)
    if (field.id != "key") out.header.push_back(field.title.str());
  if (own_sex) out.header.emplace_back(tr("Kön"));
  if (!reg.states.empty()) out.header.emplace_back(tr("Läge"));
  out.header.emplace_back(tr("Grupp"));
  const auto labels = desk.labels(actor, reg, rows);
  for (const auto &row : rows) {
    std::vector<SheetCell> cells;
    for (const auto &field : reg.fields)
      if (field.id != "key") cells.push_back(cell_of(reg, field, row, labels, actor));
    if (own_sex) cells.emplace_back(sex_words(row));
    if (!reg.states.empty()) {
      const auto *state = reg.state_by_code(row.state);
      cells.emplace_back(state != nullptr ? state->title.str() : std::string{});
    }
    const auto team = labels.teams.find(row.team);
    cells.emplace_back(team != labels.teams.end() ? team->second : std::string(tr("hela enheten")));
    out.rows.push_back(std::move(cells));
  }
  return out;
}

std::vector<Record> chosen_rows(const Desk &desk, const Actor &actor, const Register &reg, const http::Request &request) {
  ListQuery query = to_query(reg, read_address(reg, request.query), actor);
  query.limit = kMostRows;
  query.offset = 0;
  query.with_total = false;
  if (request.query["poster"].empty()) return desk.deps.records.list(actor, reg.id, query, "export").rows;
  std::vector<Record> rows;
  for (const auto &id : split(request.query["poster"], '.'))
    if (auto row = desk.deps.records.get(actor, reg.id, parse_integer(id).value_or(0), "export")) rows.push_back(std::move(*row));
  return rows;
}

http::Response export_file(const Desk &desk, http::Request &request, const Actor &actor, bool csv) {
  const auto *reg = desk.find(request.param(0));
  if (reg == nullptr) return not_found(request);
  const auto rows = chosen_rows(desk, actor, *reg, request);
  {
    auto lease = desk.deps.records.pool().write();
    db::Transaction transaction(*lease);
    audit::append(*lease, actor, desk.deps.clock.now(), {audit::Act::export_, reg->id + ":list", purpose_of(*reg), std::to_string(rows.size()) + " poster"});
    transaction.commit();
  }
  const auto table = to_sheet(desk, actor, *reg, rows);
  const auto name = reg->id + "-" + to_iso(desk.today());
  if (csv) return http::download(sheet::write_csv(table), "text/csv; charset=utf-8", name + ".csv");
  return http::download(sheet::write_xlsx({table}, actor.name), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", name + ".xlsx");
}

} // namespace

void add_export_pages(http::Router &router, const std::shared_ptr<Desk> &desk) {
  router.get("/register/{id}/export.csv", access::guarded(May::export_records, [desk](http::Request &r, const Actor &a) { return export_file(*desk, r, a, true); }));
  router.get("/register/{id}/export.xlsx", access::guarded(May::export_records, [desk](http::Request &r, const Actor &a) { return export_file(*desk, r, a, false); }));
}

} // namespace rt::records
