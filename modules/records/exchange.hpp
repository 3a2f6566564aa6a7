#pragma once
// Inside modules/records: what a file says about a record, so that it can be read back equal. People and records of other registers are
// named with their number, "Solgläntan (nr 4)": two may be called the same.
#include "modules/records/pages_shared.hpp"

namespace rt::records {

/// "Solgläntan (nr 4)".
std::string numbered(const std::string &name, std::int64_t id);
/// The name and the number of such a text; 0 when it has none.
struct Numbered {
  std::string name;
  std::int64_t id = 0;
};
Numbered numbered_from(std::string_view text);

/// A value as a file has it.
std::string exchange_words(const Field &field, const db::Value &value, const Labels &labels);

/// The rows of a group as one text: "Namn: Elsa; Född: 2008-07-08 | Namn: Nils". ; | \ and line ends inside are written with a \.
std::string rows_to_cell(const Register &reg, const definitions::Group &group, const Record &record, const Labels &labels);
/// Back: each row as heading and words.
std::vector<std::vector<std::pair<std::string, std::string>>> rows_from_cell(std::string_view text);

} // namespace rt::records
