#include "platform/document/embedded.hpp"

// The paths come from cmake/document.cmake.
#define RT_EMBED(NAME, FILE)                                                                                                                         \
  __asm__(".section .rodata\n.global " NAME "_begin\n.global " NAME "_end\n.balign 8\n" NAME "_begin:\n.incbin \"" FILE "\"\n" NAME                  \
          "_end:\n.byte 0\n.previous\n")
RT_EMBED("rt_reference_docx", RT_REFERENCE_DOCX);
RT_EMBED("rt_print_font", RT_PRINT_FONT);
RT_EMBED("rt_print_css", RT_PRINT_CSS);
RT_EMBED("rt_render_pdf", RT_RENDER_PDF);
extern "C" const char rt_reference_docx_begin[], rt_reference_docx_end[];
extern "C" const char rt_print_font_begin[], rt_print_font_end[];
extern "C" const char rt_print_css_begin[], rt_print_css_end[];
extern "C" const char rt_render_pdf_begin[], rt_render_pdf_end[];

namespace rt::document::embedded {

namespace {
std::string_view between(const char *begin, const char *end) { return {begin, static_cast<std::size_t>(end - begin)}; }
} // namespace

std::string_view reference_docx() { return between(rt_reference_docx_begin, rt_reference_docx_end); }
std::string_view print_font() { return between(rt_print_font_begin, rt_print_font_end); }
std::string_view render_pdf() { return between(rt_render_pdf_begin, rt_render_pdf_end); }
std::string_view print_css() { return between(rt_print_css_begin, rt_print_css_end); }

} // namespace rt::document::embedded
