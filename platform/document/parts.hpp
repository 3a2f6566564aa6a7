#pragma once
// Inside platform/document only.
#include "platform/document/document.hpp"

namespace rt::document {

enum class Surface { page, print, word };
std::string write_html(const Document &document, Surface surface);
std::string svg_of(const Figure &figure);
/// What the figure shows, in words: alternative text.
std::string words_of(const std::string &svg, const Figure &figure);
Table table_of(const chart::Chart &chart);
std::string point_words(const chart::Point &point, const chart::Chart &chart);

} // namespace rt::document
