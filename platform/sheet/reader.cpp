// What kind of file is it? Content first, then the name; every refusal says what to do instead.
#include "platform/core/text.hpp"
#include "platform/i18n/i18n.hpp"
#include "platform/sheet/parts.hpp"
#include <algorithm>

namespace rt::sheet {

namespace detail {

namespace {

/// Old binary Office files and encrypted new ones share one container; the encrypted one has a stream of this name.
bool ole_is_encrypted(std::string_view bytes) {
  std::string wide;
  for (const char c : std::string_view("EncryptedPackage")) wide += c, wide += '\0';
  return bytes.find(wide) != std::string_view::npos;
}

Result<Workbook> invalid(std::string_view sentence) { return fail(ProblemKind::invalid, std::string(sentence)); }

std::string_view password_words() {
  return tr(
      "Filen är ett lösenordsskyddat Excel-dokument. Ta bort lösenordet (Arkiv, Information, Skydda arbetsboken), spara den och försök på nytt.");
}

Result<Workbook> read_zip(std::string_view bytes, const Limits &limits) {
  RT_TRY(const auto zip, Zip::open(bytes));
  std::uint64_t total = 0;
  for (const auto &entry : zip.entries()) {
    if (entry.encrypted) return invalid(password_words());
    total += entry.unpacked;
  }
  if (total > limits.unpacked) return fail(too_much());
  if (zip.has("xl/workbook.xml")) return read_xlsx(zip, limits);
  if (zip.has("xl/workbook.bin")) return invalid(tr("Filen är en binär Excel-arbetsbok (.xlsb). Öppna den i Excel och spara som .xlsx."));
  if (zip.has("word/document.xml"))
    return invalid(tr("Filen är ett Word-dokument. Kopiera tabellen till Excel, spara som .xlsx och läs in den filen."));
  if (zip.has("Index/Document.iwa"))
    return invalid(tr("Filen är gjord i Apple Numbers. Exportera den som Excel (.xlsx) eller CSV och läs in den filen."));
  if (zip.has("content.xml") && bytes.find("opendocument.spreadsheet") != std::string_view::npos) return read_ods(zip, limits);
  if (zip.has("content.xml"))
    return invalid(tr("Filen är ett OpenDocument-dokument men inget kalkylblad. Spara tabellen som .ods, .xlsx eller CSV."));
  return invalid(tr("Filen är ett zip-arkiv. Packa upp det och läs in kalkylbladet (.xlsx, .ods eller .csv) som ligger i det."));
}

bool looks_binary(std::string_view bytes) {
  const auto head = bytes.substr(0, 4096);
  const auto odd = std::count_if(head.begin(), head.end(), [](char c) {
    const auto b = static_cast<unsigned char>(c);
    return b < 32 && b != '\n' && b != '\r' && b != '\t' && b != 0 && b != 0x1A;
  });
  return odd * 50 > static_cast<long>(head.size());
}

void drop_empty_ends(Workbook &book) {
  for (auto &sheet : book.sheets) {
    for (auto &row : sheet.rows)
      while (!row.empty() && row.back().kind == CellKind::empty) row.pop_back();
    while (!sheet.rows.empty() && sheet.rows.back().empty()) sheet.rows.pop_back();
  }
}

Result<Workbook> read_any(std::string_view bytes, const Limits &limits) {
  if (bytes.starts_with("PK")) return read_zip(bytes, limits);
  if (bytes.starts_with("\xD0\xCF\x11\xE0")) {
    if (ole_is_encrypted(bytes)) return invalid(password_words());
    return invalid(tr(".xls är Excels gamla format. Öppna filen i Excel eller LibreOffice, välj Spara som, .xlsx, och läs in den nya filen."));
  }
  if (bytes.starts_with("%PDF")) return invalid(tr("Filen är en PDF. Läs in kalkylbladet som den gjordes av (.xlsx, .ods eller .csv)."));
  const std::string head = lower(trim(bytes.substr(0, 300)));
  if (head.find("<html") != std::string::npos || head.find("<table") != std::string::npos || head.starts_with("<?xml") ||
      head.starts_with("<!doctype"))
    return invalid(tr("Filen är en webbsida eller XML-fil, även om den heter som ett kalkylblad. Öppna den i Excel och spara som .xlsx."));
  if (looks_binary(bytes)) return invalid(tr("Filen är ingen tabell som går att läsa. Läs in .xlsx, .ods eller .csv."));
  return read_text(bytes, limits);
}

} // namespace
} // namespace detail

Result<Workbook> read(std::string_view bytes, std::string_view filename, Limits limits) {
  if (bytes.empty()) return fail(ProblemKind::invalid, std::string(tr("Filen är tom. Välj filen igen, eller spara om den först.")));
  if (bytes.size() > limits.bytes)
    return fail(ProblemKind::too_large,
                tr_f("Filen är större än {0} MB. Dela upp den i mindre filer.", {format_integer(static_cast<long long>(limits.bytes >> 20))}));
  RT_TRY(auto book, detail::read_any(bytes, limits));
  detail::drop_empty_ends(book);
  const bool nothing = std::all_of(book.sheets.begin(), book.sheets.end(), [](const Sheet &s) { return s.rows.empty(); });
  if (nothing) return fail(ProblemKind::invalid, std::string(tr("Filen har inga ifyllda celler.")));
  if (book.sheets.size() == 1 && book.sheets[0].name.empty()) {
    const auto slash = filename.find_last_of("/\\");
    book.sheets[0].name = slash == std::string_view::npos ? filename : filename.substr(slash + 1);
  }
  return book;
}

} // namespace rt::sheet
