// Lists as files. Every export is in the audit chain; what is personal is masked where the file is for follow-up only.
#include "modules/records/exchange.hpp"
#include "platform/core/text.hpp"
#include "platform/sheet/sheet.hpp"
#include <algorithm>
#include <utility>

namespace rt::records {
namespace {

constexpr int kMostRows = 1000000;     ///< as many as a sheet in Excel has
constexpr std::size_t kPerPiece = 500; ///< records in memory at once, whatever the file's length

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

/// Which records the file has, in its order; decided before its first line is sent.
std::vector<std::int64_t> chosen(const Desk &desk, const Actor &actor, const Register &reg, const http::Request &request) {
  std::vector<std::int64_t> ids;
  if (request.query["poster"].empty()) {
    for (const auto &[id, version] : desk.deps.records.matching(actor, reg.id, to_query(reg, read_address(reg, request.query), actor), kMostRows))
      ids.push_back(id);
    return ids;
  }
  std::vector<std::int64_t> asked;
  for (const auto &id : split(request.query["poster"], '.')) asked.push_back(parse_integer(id).value_or(0));
  for (const auto &row : desk.deps.records.some(actor, reg.id, asked, "export")) ids.push_back(row.id);
  return ids;
}

/// A file that is made while it is sent: some records at a time.
struct Export {
  std::shared_ptr<Desk> desk;
  Actor actor;
  const Register &reg;
  std::vector<std::int64_t> ids;
  bool for_followup = false; ///< what leaves the unit for follow-up says nothing about who
  Lang lang = i18n::current();
  std::size_t next = 0;
  std::unique_ptr<sheet::XlsxFile> xlsx = {};
  bool begun = false, closed = false;

  std::vector<Record> next_rows() {
    const auto from = ids.begin() + static_cast<std::ptrdiff_t>(next);
    next = std::min(ids.size(), next + kPerPiece);
    auto rows = desk->deps.records.some(actor, reg.id, {from, ids.begin() + static_cast<std::ptrdiff_t>(next)}, "export");
    if (for_followup)
      for (auto &row : rows) row = without_personal(reg, std::move(row));
    return rows;
  }

  bool csv_piece(std::string &piece) {
    if (begun && next == ids.size()) return false;
    const i18n::Scope reader(lang);
    const bool first = !std::exchange(begun, true);
    const auto rows = next_rows();
    const auto sheet = to_sheet(actor, reg, rows, desk->labels(actor, reg, rows), false);
    piece = (first ? sheet::csv_head(sheet.header) : std::string{}) + sheet::csv_rows(sheet.rows);
    return true;
  }

  /// A workbook is packed when all its rows are known: they wait in a temporary file, and it leaves from there.
  bool xlsx_piece(std::string &piece) {
    const i18n::Scope reader(lang);
    if (closed) return xlsx->read(piece);
    const auto rows = next_rows();
    const auto labels = desk->labels(actor, reg, rows);
    std::vector<sheet::OutSheet> sheets{to_sheet(actor, reg, rows, labels, !reg.groups.empty())};
    for (const auto &group : reg.groups) sheets.push_back(group_sheet(reg, group, rows, labels));
    if (xlsx == nullptr) {
      xlsx = std::make_unique<sheet::XlsxFile>(actor.name);
      for (const auto &sheet : sheets) xlsx->add(sheet);
    } else
      for (std::size_t i = 0; i < sheets.size(); ++i) xlsx->write(i, sheets[i].rows);
    if (next == ids.size()) {
      xlsx->close();
      closed = true;
    }
    return true;
  }
};

http::Response export_file(const std::shared_ptr<Desk> &desk, http::Request &request, const Actor &actor, bool csv) {
  const auto *reg = desk->find(request.param(0));
  if (reg == nullptr) return not_found(request);
  const auto file = std::make_shared<Export>(Export{desk, actor, *reg, chosen(*desk, actor, *reg, request), request.query["syfte"] == "uppfoljning"});
  {
    auto lease = desk->deps.records.pool().write();
    db::Transaction transaction(*lease);
    audit::append(*lease, actor, desk->deps.clock.now(),
                  {audit::Act::export_, reg->id + ":list", file->for_followup ? "uppföljning" : purpose_of(*reg),
                   std::to_string(file->ids.size()) + " poster"});
    transaction.commit();
  }
  const auto name = reg->id + "-" + to_iso(desk->today());
  auto response = csv ? http::download({}, "text/csv; charset=utf-8", name + ".csv")
                      : http::download({}, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", name + ".xlsx");
  response.more = [file, csv](std::string &piece) { return csv ? file->csv_piece(piece) : file->xlsx_piece(piece); };
  return response;
}

} // namespace

void add_export_pages(http::Router &router, const std::shared_ptr<Desk> &desk) {
  router.get("/register/{id}/export.csv",
             access::guarded(May::export_records, [desk](http::Request &r, const Actor &a) { return export_file(desk, r, a, true); }));
  router.get("/register/{id}/export.xlsx",
             access::guarded(May::export_records, [desk](http::Request &r, const Actor &a) { return export_file(desk, r, a, false); }));
}

} // namespace rt::records
