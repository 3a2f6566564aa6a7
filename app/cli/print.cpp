#include "app/cli/cli.hpp"
#include "platform/core/text.hpp"
#include "platform/sheet/sheet.hpp"
#include <algorithm>
#include <fstream>
#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>

namespace rt::cli {
namespace {

std::string words(const db::Value &value) {
  if (const auto *i = std::get_if<std::int64_t>(&value)) return std::to_string(*i);
  if (const auto *d = std::get_if<double>(&value)) return number(*d, *d == static_cast<std::int64_t>(*d) ? 0 : 2);
  if (const auto *s = std::get_if<std::string>(&value)) return *s;
  return "";
}

nlohmann::json to_json(const db::Value &value) {
  if (const auto *i = std::get_if<std::int64_t>(&value)) return *i;
  if (const auto *d = std::get_if<double>(&value)) return *d;
  if (const auto *s = std::get_if<std::string>(&value)) return *s;
  return nullptr;
}

std::size_t width(const std::string &text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

void print_aligned(const Table &table) {
  std::vector<std::vector<std::string>> cells{table.headings};
  for (const auto &row : table.rows) {
    auto &line = cells.emplace_back();
    for (const auto &value : row) line.push_back(words(value));
  }
  std::vector<std::size_t> widths(table.headings.size(), 0);
  for (const auto &row : cells)
    for (std::size_t i = 0; i < row.size() && i < widths.size(); ++i) widths[i] = std::max(widths[i], width(row[i]));
  for (std::size_t r = 0; r < cells.size(); ++r) {
    std::string line;
    for (std::size_t i = 0; i < cells[r].size() && i < widths.size(); ++i) {
      const std::string pad(widths[i] - width(cells[r][i]), ' ');
      const bool numeric = r > 0 && !std::holds_alternative<std::string>(table.rows[r - 1][i]);
      line += (i ? "  " : "") + (numeric ? pad + cells[r][i] : cells[r][i] + pad);
    }
    while (!line.empty() && line.back() == ' ') line.pop_back();
    std::cout << line << '\n';
  }
}

} // namespace

int exit_code(ProblemKind kind) {
  switch (kind) {
  case ProblemKind::invalid:
  case ProblemKind::too_large: return 2;
  case ProblemKind::not_found: return 3;
  case ProblemKind::forbidden: return 4;
  case ProblemKind::conflict: return 5;
  case ProblemKind::busy: return 6;
  }
  return 1;
}

int complain(const Problem &problem) {
  std::cerr << problem.message << '\n';
  for (const auto &field : problem.fields) {
    std::cerr << "  ";
    if (field.row > 0) std::cerr << tr_f("rad {0}", {std::to_string(field.row)}) << ": ";
    if (!field.field.empty()) std::cerr << field.field << ": ";
    std::cerr << field.message << '\n';
  }
  return exit_code(problem.kind);
}

void print(const Table &table, Format format) {
  if (format == Format::json) {
    auto list = nlohmann::json::array();
    for (const auto &row : table.rows) {
      auto object = nlohmann::json::object();
      for (std::size_t i = 0; i < row.size(); ++i) object[table.keys[i]] = to_json(row[i]);
      list.push_back(std::move(object));
    }
    std::cout << list.dump(2) << '\n';
  } else if (format == Format::csv) {
    sheet::OutSheet sheet;
    sheet.header = table.headings;
    for (const auto &row : table.rows) {
      auto &line = sheet.rows.emplace_back();
      for (const auto &value : row) {
        if (const auto *i = std::get_if<std::int64_t>(&value)) line.emplace_back(*i);
        else if (const auto *d = std::get_if<double>(&value)) line.emplace_back(*d);
        else if (const auto *s = std::get_if<std::string>(&value)) line.emplace_back(*s);
        else line.emplace_back(std::monostate{});
      }
    }
    std::cout << sheet::write_csv(sheet);
  } else {
    print_aligned(table);
  }
}

void print_json_object(const std::vector<std::pair<std::string, db::Value>> &fields) {
  auto object = nlohmann::ordered_json::object();
  for (const auto &[key, value] : fields) object[key] = to_json(value);
  std::cout << object.dump(2) << '\n';
}

std::string read_all(const std::string &file) {
  if (file == "-") return {std::istreambuf_iterator<char>(std::cin), {}};
  std::ifstream in(file, std::ios::binary);
  if (!in) throw std::runtime_error(tr_f("Filen {0} går inte att läsa.", {file}));
  return {std::istreambuf_iterator<char>(in), {}};
}

void write_all(const std::string &file, std::string_view bytes) {
  if (file.empty() || file == "-") {
    std::cout.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    return;
  }
  std::ofstream out(file, std::ios::binary);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (!out) throw std::runtime_error(tr_f("Filen {0} går inte att skriva.", {file}));
}

} // namespace rt::cli
