#pragma once
#include <string_view>

namespace rt::document::embedded {
std::string_view reference_docx();
std::string_view print_font(); ///< woff2
std::string_view print_css();
} // namespace rt::document::embedded
