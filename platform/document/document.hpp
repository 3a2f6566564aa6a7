#pragma once
// One document model, four surfaces: HTML, tagged PDF (PDF/UA by WeasyPrint), DOCX (pandoc with a reference document), XLSX.
#include "platform/chart/chart.hpp"
#include "platform/core/result.hpp"
#include "platform/sheet/sheet.hpp"
#include <string>
#include <variant>
#include <vector>

namespace rt::document {

struct Heading {
  int level;
  std::string text;
};
struct Paragraph {
  std::string text;
  bool lead = false;
};
struct List {
  std::vector<std::string> items;
};
struct Table {
  std::string caption;
  std::vector<std::string> header;
  std::vector<bool> numeric;
  std::vector<std::vector<std::string>> rows;
};
struct Figure {
  chart::Chart chart;
  bool bars = false;
};
/// The red thread as a heading path in print.
struct ThreadPath {
  std::vector<std::string> names;
};
struct PageBreak {};
using Block = std::variant<Heading, Paragraph, List, Table, Figure, ThreadPath, PageBreak>;

struct Document {
  std::string title, subtitle, author, date, lang = "sv";
  std::string header; ///< running header: unit and, where persons are named, "Sekretess 26 kap. 1 § OSL"
  std::vector<Block> blocks;
  std::vector<sheet::OutSheet> sheets; ///< extra data sheets of the XLSX
};
std::string to_html(const Document &document, bool standalone); ///< standalone = with styles, for print and file
Result<std::string> to_pdf(const Document &document);
Result<std::string> to_docx(const Document &document);
std::string to_xlsx(const Document &document);

} // namespace rt::document
