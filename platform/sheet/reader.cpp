// What kind of file is it? Content first, then the name; every refusal says what to do instead.
#include "platform/core/text.hpp"
#include "platform/i18n/i18n.hpp"
#include "platform/sheet/parts.hpp"
#include <algorithm>

namespace rt::sheet {

namespace detail {

Problem too_many_rows(const Limits &limits) {
  return {ProblemKind::too_large,
          tr_f("Bladet har fler än {0} rader. Dela upp det i flera filer och läs in dem en i taget.",
               {format_integer(static_cast<long long>(limits.rows))}),
          {}};
}
Problem too_many_columns(const Limits &limits) {
  return {ProblemKind::too_large,
          tr_f("Bladet har fler än {0} kolumner. Ta bort de kolumner som inte ska läsas in.",
               {format_integer(static_cast<long long>(limits.columns))}),
          {}};
}
Problem too_much(const Limits &) {
  return {ProblemKind::too_large, std::string(tr("Filen blir för stor när den packas upp. Dela upp den i mindre filer.")), {}};
}
Problem unreadable() {
  return {ProblemKind::invalid,
          std::string(tr("Filen går inte att läsa, den verkar vara trasig. Öppna den i Excel eller LibreOffice, spara den igen som .xlsx och försök på nytt.")),
          {}};
}

namespace {

std::uint32_t u16(std::string_view b, std::size_t at) {
  return static_cast<unsigned char>(b[at]) | static_cast<std::uint32_t>(static_cast<unsigned char>(b[at + 1])) << 8;
}
std::uint32_t u32(std::string_view b, std::size_t at) { return u16(b, at) | u16(b, at + 2) << 16; }

} // namespace

Result<std::vector<ZipEntry>> zip_entries(std::string_view bytes) {
  constexpr std::size_t kEnd = 22, kEntry = 46;
  if (bytes.size() < kEnd) return fail(unreadable());
  const auto end = bytes.rfind("PK\x05\x06");
  if (end == std::string_view::npos || end + kEnd > bytes.size()) return fail(unreadable());
  std::size_t at = u32(bytes, end + 16);
  const std::uint32_t count = u16(bytes, end + 10);
  std::vector<ZipEntry> entries;
  for (std::uint32_t i = 0; i < count; ++i) {
    if (at > bytes.size() || bytes.size() - at < kEntry || bytes.substr(at, 4) != "PK\x01\x02") return fail(unreadable());
    const std::size_t name = u16(bytes, at + 28), extra = u16(bytes, at + 30), comment = u16(bytes, at + 32);
    if (bytes.size() - at < kEntry + name + extra + comment) return fail(unreadable());
    ZipEntry entry;
    entry.name = bytes.substr(at + kEntry, name);
    entry.packed = u32(bytes, at + 20);
    entry.unpacked = u32(bytes, at + 24);
    entry.encrypted = (u16(bytes, at + 8) & 1) != 0;
    entries.push_back(std::move(entry));
    at += kEntry + name + extra + comment;
  }
  return entries;
}

namespace {

bool has_entry(const std::vector<ZipEntry> &entries, std::string_view name) {
  return std::any_of(entries.begin(), entries.end(), [&](const ZipEntry &e) { return e.name == name; });
}

/// Old binary Office files and encrypted new ones share one container; the encrypted one has a stream of this name.
bool ole_is_encrypted(std::string_view bytes) {
  std::string wide;
  for (const char c : std::string_view("EncryptedPackage")) wide += c, wide += '\0';
  return bytes.find(wide) != std::string_view::npos;
}

Result<Workbook> invalid(std::string_view sentence) { return fail(ProblemKind::invalid, std::string(sentence)); }

std::string_view password_words() {
  return tr("Filen är ett lösenordsskyddat Excel-dokument. Ta bort lösenordet (Arkiv, Information, Skydda arbetsboken), spara den och försök på nytt.");
}

Result<Workbook> read_zip(std::string_view bytes, const Limits &limits) {
  RT_TRY(const auto entries, zip_entries(bytes));
  std::uint64_t total = 0;
  for (const auto &entry : entries) {
    if (entry.encrypted) return invalid(password_words());
    total += entry.unpacked;
  }
  if (total > limits.unpacked) return fail(too_much(limits));
  if (has_entry(entries, "xl/workbook.xml")) return read_packed(bytes, false, limits);
  if (has_entry(entries, "xl/workbook.bin"))
    return invalid(tr("Filen är en binär Excel-arbetsbok (.xlsb). Öppna den i Excel och spara som .xlsx."));
  if (has_entry(entries, "word/document.xml"))
    return invalid(tr("Filen är ett Word-dokument. Kopiera tabellen till Excel, spara som .xlsx och läs in den filen."));
  if (has_entry(entries, "Index/Document.iwa"))
    return invalid(tr("Filen är gjord i Apple Numbers. Exportera den som Excel (.xlsx) eller CSV och läs in den filen."));
  if (has_entry(entries, "content.xml") && bytes.find("opendocument.spreadsheet") != std::string_view::npos)
    return read_packed(bytes, true, limits);
  if (has_entry(entries, "content.xml"))
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
  if (bytes.starts_with("%PDF"))
    return invalid(tr("Filen är en PDF. Läs in kalkylbladet som den gjordes av (.xlsx, .ods eller .csv)."));
  const std::string head = lower(trim(bytes.substr(0, 300)));
  if (head.find("<html") != std::string::npos || head.find("<table") != std::string::npos || head.starts_with("<?xml") ||
      head.starts_with("<!doctype"))
    return invalid(tr("Filen är en webbsida eller XML-fil, även om den heter som ett kalkylblad. Öppna den i Excel och spara som .xlsx."));
  if (looks_binary(bytes))
    return invalid(tr("Filen är ingen tabell som går att läsa. Läs in .xlsx, .ods eller .csv."));
  return read_text(bytes, limits);
}

} // namespace
} // namespace detail

Result<Workbook> read(std::string_view bytes, std::string_view filename, Limits limits) {
  if (bytes.empty()) return fail(ProblemKind::invalid, std::string(tr("Filen är tom. Välj filen igen, eller spara om den först.")));
  if (bytes.size() > limits.bytes)
    return fail(ProblemKind::too_large, tr_f("Filen är större än {0} MB. Dela upp den i mindre filer.",
                                             {format_integer(static_cast<long long>(limits.bytes >> 20))}));
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
