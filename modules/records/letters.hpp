#pragma once
// Inside the module: a letter made from a record. The definition's text with {{field}} in it becomes a document.
#include "modules/records/pages_shared.hpp"
#include "platform/document/document.hpp"

namespace rt::records {

/// What every letter may say beside the record's own fields: {{today}} {{me}} {{unit}} {{team}} {{state}}.
struct LetterFrame {
  std::string today, me, unit, team;
};
struct FilledLetter {
  document::Document document;
  std::vector<std::string> empty; ///< titles of fields that the letter names and that have no value
};
/// Headings (#), lists (-) and paragraphs; a word without a value leaves a line to write on.
FilledLetter fill_letter(const Register &reg, const definitions::Letter &letter, const Record &record, const Labels &labels,
                         const LetterFrame &frame);

} // namespace rt::records
