// Tagged PDF by WeasyPrint. lag (2018:1937) om tillgänglighet: a report that leaves the unit must be readable for all.
#include "platform/document/embedded.hpp"
#include "platform/document/parts.hpp"
#include "platform/document/tool.hpp"
#include "platform/i18n/i18n.hpp"

namespace rt::document {

Result<std::string> to_pdf(const Document &document) {
  const WorkFolder folder;
  folder.write("source-sans-3.woff2", embedded::print_font());
  folder.write("document.html", write_html(document, Surface::print));
  folder.write("render_pdf.py", embedded::render_pdf());
  RT_CHECK(run({{"/usr/bin/python3", "-I", "render_pdf.py", "document.html", "document.pdf"}, "weasyprint", 120, "WeasyPrint"}, folder));
  std::string pdf = folder.read("document.pdf");
  if (!pdf.starts_with("%PDF")) return fail(ProblemKind::busy, std::string(tr("Dokumentet kunde inte göras just nu. Försök igen om en stund.")));
  return pdf;
}

} // namespace rt::document
