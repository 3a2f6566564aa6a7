#pragma once
#include <string_view>

namespace rt::document::embedded {
std::string_view reference_docx();
std::string_view print_font(); ///< woff2
std::string_view print_css();
std::string_view render_pdf(); ///< the program that drives WeasyPrint
} // namespace rt::document::embedded
