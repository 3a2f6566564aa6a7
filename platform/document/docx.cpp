// DOCX by pandoc, with our look from reference.docx; charts become pictures, because Word draws SVG differently in each version.
#include "platform/core/text.hpp"
#include "platform/document/embedded.hpp"
#include "platform/document/parts.hpp"
#include "platform/document/tool.hpp"
#include "platform/html/html.hpp"
#include "platform/i18n/i18n.hpp"
#include "platform/sheet/zip.hpp"

namespace rt::document {

namespace {

/// The reference document with this document's running header.
Result<std::string> reference(const Document &document) {
  RT_TRY(const auto zip, sheet::Zip::open(embedded::reference_docx()));
  std::vector<sheet::ZipPart> parts;
  for (const auto &entry : zip.entries()) {
    std::string bytes = zip.part(entry.name).value_or("");
    if (entry.name == "word/header1.xml") bytes = replace_all(std::move(bytes), "@HEADER@", html::escape(document.header));
    if (entry.name == "word/footer1.xml" && document.lang == "en")
      bytes = replace_all(replace_all(std::move(bytes), "Sida ", "Page "), " av ", " of ");
    if (entry.name == "word/styles.xml" && document.lang == "en") bytes = replace_all(std::move(bytes), "sv-SE", "en-GB");
    parts.push_back({entry.name, std::move(bytes)});
  }
  return sheet::write_zip(parts);
}

Result<void> draw_figures(const Document &document, const WorkFolder &folder) {
  int n = 0;
  for (const auto &block : document.blocks) {
    const auto *figure = std::get_if<Figure>(&block);
    if (!figure) continue;
    const std::string name = "figure" + std::to_string(++n);
    folder.write(name + ".svg", svg_of(*figure));
    // Twice the size on the page: sharp in print.
    RT_CHECK(
        run({{"rsvg-convert", "--zoom", "2", "--background-color", "white", "--output", name + ".png", name + ".svg"}, "librsvg2-bin", 30}, folder));
  }
  return {};
}

} // namespace

Result<std::string> to_docx(const Document &document) {
  const WorkFolder folder;
  RT_TRY(const auto look, reference(document));
  folder.write("reference.docx", look);
  RT_CHECK(draw_figures(document, folder));
  folder.write("document.html", write_html(document, Surface::word));
  RT_CHECK(run({{"pandoc", "--from", "html", "--to", "docx", "--reference-doc", "reference.docx", "--shift-heading-level-by", "-1", "--metadata",
                 "lang=" + document.lang, "--output", "document.docx", "document.html"},
                "pandoc",
                60},
               folder));
  std::string docx = folder.read("document.docx");
  if (!docx.starts_with("PK")) return fail(ProblemKind::busy, std::string(tr("Dokumentet kunde inte göras just nu. Försök igen om en stund.")));
  return docx;
}

} // namespace rt::document
