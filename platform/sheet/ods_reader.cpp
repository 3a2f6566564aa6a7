// ODS: content.xml, where values are attributes and texts are paragraphs.
#include "platform/calendar/date.hpp"
#include "platform/core/text.hpp"
#include "platform/i18n/i18n.hpp"
#include "platform/sheet/parts.hpp"
#include <algorithm>
#include <charconv>
#include <cstdio>

namespace rt::sheet::detail {

namespace {

std::size_t repeated(const std::string &text) {
  std::size_t n = 1;
  std::from_chars(text.data(), text.data() + text.size(), n);
  return std::clamp<std::size_t>(n, 1, 1u << 21);
}

/// The cell's paragraphs, one per line; comments and drawings in the cell are not its text.
std::string cell_text(Xml &xml) {
  std::string out;
  bool in_paragraph = false, any = false;
  for (int depth = 1; depth > 0;) {
    switch (xml.next()) {
    case Xml::open:
      if (xml.name() == "annotation" || xml.name() == "frame" || xml.name() == "custom-shape" || xml.name() == "table") {
        xml.skip();
        break;
      }
      ++depth;
      if (xml.name() == "p") {
        if (any) out += '\n';
        any = in_paragraph = true;
      } else if (xml.name() == "s") {
        out.append(std::min<std::size_t>(repeated(xml.attribute("c")), 100), ' ');
      } else if (xml.name() == "line-break") {
        out += '\n';
      } else if (xml.name() == "tab") {
        out += '\t';
      }
      break;
    case Xml::close:
      if (xml.name() == "p") in_paragraph = false;
      --depth;
      break;
    case Xml::text:
      if (in_paragraph) out += xml.words();
      break;
    default: return out;
    }
  }
  return out;
}

Cell day_cell(const std::string &value) {
  const auto day = date_from_iso(std::string_view(value).substr(0, 10));
  if (!day) return Cell{CellKind::text, value, 0};
  double serial = day->days + 25569;
  int hour = 0, minute = 0;
  if (value.size() >= 16 && std::sscanf(value.c_str() + 10, "T%2d:%2d", &hour, &minute) == 2) serial += (hour * 60 + minute) / 1440.0;
  return cell_of(serial, Format::date_time);
}

Cell read_cell(Xml &xml) {
  const std::string type = xml.attribute("value-type"), value = xml.attribute("value"), day = xml.attribute("date-value");
  const std::string clock = xml.attribute("time-value"), yes = xml.attribute("boolean-value"), words = xml.attribute("string-value");
  std::string text = cell_text(xml);
  if (type == "date" && !day.empty()) return day_cell(day);
  if (type == "boolean") return Cell{CellKind::text, yes == "true" ? "ja" : "nej", yes == "true" ? 1.0 : 0.0};
  if (type == "float" || type == "currency" || type == "percentage")
    if (const auto number = plain_number(value)) return cell_of(*number, type == "percentage" ? Format::percent : Format::general);
  int hours = 0, minutes = 0;
  if (type == "time" && std::sscanf(clock.c_str(), "PT%4dH%2dM", &hours, &minutes) == 2)
    return cell_of((hours * 60 + minutes) / 1440.0, Format::time);
  if (text.empty()) text = words;
  if (trim(text).empty()) return {};
  return Cell{CellKind::text, std::move(text), 0};
}

class Table {
public:
  Table(const Limits &limits, std::size_t &cells, std::size_t &bytes) : grid_(limits, cells, bytes) {}

  /// Reads until </table>; the open token has been read.
  Result<std::vector<std::vector<Cell>>> read(Xml &xml) {
    for (;;) {
      const auto token = xml.next();
      if (token == Xml::broken || token == Xml::end) return fail(unreadable());
      if (token == Xml::close && xml.name() == "table") return grid_.take();
      if (token == Xml::open && xml.name() == "shapes") xml.skip();
      if (token == Xml::open && xml.name() == "table-row") RT_CHECK(read_row(xml));
    }
  }

private:
  Result<void> read_row(Xml &xml) {
    const std::size_t times = repeated(xml.attribute("number-rows-repeated"));
    std::vector<std::pair<std::size_t, Cell>> filled;
    std::size_t column = 0;
    for (;;) {
      const auto token = xml.next();
      if (token == Xml::broken || token == Xml::end) return fail(unreadable());
      if (token == Xml::close && xml.name() == "table-row") break;
      if (token != Xml::open || (xml.name() != "table-cell" && xml.name() != "covered-table-cell")) continue;
      const std::size_t count = repeated(xml.attribute("number-columns-repeated"));
      const Cell cell = read_cell(xml);
      // Styled empty cells are repeated to the edge of the sheet; only filled ones are kept.
      if (cell.kind != CellKind::empty)
        for (std::size_t i = 0; i < std::min<std::size_t>(count, 20000); ++i) filled.emplace_back(column + i, cell);
      if (filled.size() > 20000) return fail(too_much());
      column += count;
    }
    if (!filled.empty())
      for (std::size_t i = 0; i < times; ++i)
        for (const auto &[at, cell] : filled)
          if (!grid_.put(row_ + i, at, cell)) return fail(grid_.problem());
    row_ += times;
    return {};
  }

  Grid grid_;
  std::size_t row_ = 0;
};

} // namespace

Result<Workbook> read_ods(const Zip &zip, const Limits &limits) {
  if (const auto manifest = zip.part("META-INF/manifest.xml"); manifest && manifest->find("encryption-data") != std::string::npos)
    return fail(ProblemKind::invalid, std::string(tr("Filen är ett lösenordsskyddat kalkylblad. Spara det utan lösenord och försök på nytt.")));
  const auto content = zip.part("content.xml");
  if (!content) return fail(unreadable());
  Workbook workbook;
  std::size_t cells = 0, bytes = 0;
  Xml xml(*content);
  for (;;) {
    const auto token = xml.next();
    if (token == Xml::broken) return fail(unreadable());
    if (token == Xml::end) break;
    if (token != Xml::open || xml.name() != "table") continue;
    Sheet sheet;
    sheet.name = xml.attribute("name");
    RT_TRY(sheet.rows, Table(limits, cells, bytes).read(xml));
    workbook.sheets.push_back(std::move(sheet));
  }
  if (workbook.sheets.empty()) return fail(unreadable());
  workbook.understood = "OpenDocument (.ods), " + tr_n("{} blad", "{} blad", static_cast<long long>(workbook.sheets.size()));
  return workbook;
}

} // namespace rt::sheet::detail
