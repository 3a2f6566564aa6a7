#pragma once
// A file as rows with named columns: what every importer of this module starts from. Internal.
#include "platform/core/result.hpp"
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace rt::steering {

struct Table {
  std::vector<std::string> header; ///< folded
  struct Row {
    int number = 0; ///< as the file's program shows it
    std::vector<std::string> cells;
  };
  std::vector<Row> rows;
  /// The first of the names that is a column, -1 when none is.
  int column(std::initializer_list<std::string_view> names) const;
  bool has(std::initializer_list<std::string_view> names) const { return column(names) >= 0; }
};
/// The cell, trimmed; "" past the row's end or for a column that is not there.
std::string cell(const Table::Row &row, int column);
/// The first sheet; its first row that is not empty is the header.
Result<Table> read_table(std::string_view bytes, std::string_view filename);
/// invalid when one of the columns is missing, with the ones that were found.
Result<void> need(const Table &table, std::initializer_list<std::string_view> columns);
/// "resursenheten-outcomes.csv rad 5"
std::string source_of(std::string_view filename, int row);

} // namespace rt::steering
