// XLSX and ODS through liborcus. Orcus hands over cells one by one; we keep what a person would see. It is used with our own
// factory instead of its document model, because the model drops the number formats that tell a day from a number.
#include "platform/calendar/date.hpp"
#include "platform/core/text.hpp"
#include "platform/i18n/i18n.hpp"
#include "platform/sheet/parts.hpp"
#include <cmath>
#include <deque>
#include <limits>
#include <map>
#include <orcus/orcus_ods.hpp>
#include <orcus/orcus_xlsx.hpp>
#include <orcus/spreadsheet/import_interface.hpp>
#include <unordered_map>

namespace rt::sheet::detail {

namespace {

namespace ss = orcus::spreadsheet;

/// Thrown out of orcus when a limit is passed; the Problem is what the user reads.
struct LimitPassed {
  Problem problem;
};

constexpr std::size_t kMostCells = 4'000'000; // 200 000 rows of 20 columns; a bomb of nearly empty wide rows stops here
constexpr int kSerialOf1970 = 25569;

class Strings final : public ss::iface::import_shared_strings {
public:
  explicit Strings(const Limits &limits) : limits_(limits) {}
  std::size_t append(std::string_view s) override {
    size_ += s.size() + sizeof(std::string);
    if (size_ > limits_.unpacked) throw LimitPassed{too_much(limits_)};
    texts_.emplace_back(s);
    return texts_.size() - 1;
  }
  std::size_t add(std::string_view s) override {
    const auto [it, is_new] = index_.try_emplace(std::string(s), texts_.size());
    if (is_new) append(s);
    return it->second;
  }
  void set_segment_font(std::size_t) override {}
  void set_segment_bold(bool) override {}
  void set_segment_italic(bool) override {}
  void set_segment_font_name(std::string_view) override {}
  void set_segment_font_size(double) override {}
  void set_segment_font_color(ss::color_elem_t, ss::color_elem_t, ss::color_elem_t, ss::color_elem_t) override {}
  void append_segment(std::string_view s) override { segments_ += s; }
  std::size_t commit_segments() override {
    const std::size_t id = append(segments_);
    segments_.clear();
    return id;
  }
  std::string text(std::size_t index) const { return index < texts_.size() ? texts_[index] : std::string(); }

private:
  const Limits &limits_;
  std::deque<std::string> texts_;
  std::unordered_map<std::string, std::size_t> index_;
  std::string segments_;
  std::size_t size_ = 0;
};

/// Only number formats interest us; the rest of the interface is answered with running numbers.
class Styles final : public ss::iface::import_styles {
public:
  void set_font_count(std::size_t) override {}
  void set_font_bold(bool) override {}
  void set_font_italic(bool) override {}
  void set_font_name(std::string_view) override {}
  void set_font_size(double) override {}
  void set_font_underline(ss::underline_t) override {}
  void set_font_underline_width(ss::underline_width_t) override {}
  void set_font_underline_mode(ss::underline_mode_t) override {}
  void set_font_underline_type(ss::underline_type_t) override {}
  using Color = ss::color_elem_t;
  void set_font_underline_color(Color, Color, Color, Color) override {}
  void set_font_color(Color, Color, Color, Color) override {}
  void set_strikethrough_style(ss::strikethrough_style_t) override {}
  void set_strikethrough_type(ss::strikethrough_type_t) override {}
  void set_strikethrough_width(ss::strikethrough_width_t) override {}
  void set_strikethrough_text(ss::strikethrough_text_t) override {}
  std::size_t commit_font() override { return fonts_++; }
  void set_fill_count(std::size_t) override {}
  void set_fill_pattern_type(ss::fill_pattern_t) override {}
  void set_fill_fg_color(Color, Color, Color, Color) override {}
  void set_fill_bg_color(Color, Color, Color, Color) override {}
  std::size_t commit_fill() override { return fills_++; }
  void set_border_count(std::size_t) override {}
  void set_border_style(ss::border_direction_t, ss::border_style_t) override {}
  void set_border_color(ss::border_direction_t, Color, Color, Color, Color) override {}
  void set_border_width(ss::border_direction_t, double, orcus::length_unit_t) override {}
  std::size_t commit_border() override { return borders_++; }
  void set_cell_hidden(bool) override {}
  void set_cell_locked(bool) override {}
  void set_cell_print_content(bool) override {}
  void set_cell_formula_hidden(bool) override {}
  std::size_t commit_cell_protection() override { return protections_++; }
  void set_number_format_count(std::size_t) override {}
  void set_number_format_identifier(std::size_t id) override { format_id_ = id; }
  void set_number_format_code(std::string_view s) override { format_code_ = s; }
  std::size_t commit_number_format() override {
    codes_[format_id_] = format_code_;
    format_code_.clear();
    return formats_++;
  }
  void set_cell_xf_count(std::size_t) override {}
  void set_cell_style_xf_count(std::size_t) override {}
  void set_dxf_count(std::size_t) override {}
  void set_xf_font(std::size_t) override {}
  void set_xf_fill(std::size_t) override {}
  void set_xf_border(std::size_t) override {}
  void set_xf_protection(std::size_t) override {}
  void set_xf_number_format(std::size_t index) override { xf_format_ = index; }
  void set_xf_style_xf(std::size_t) override {}
  void set_xf_apply_alignment(bool) override {}
  void set_xf_horizontal_alignment(ss::hor_alignment_t) override {}
  void set_xf_vertical_alignment(ss::ver_alignment_t) override {}
  std::size_t commit_cell_xf() override {
    xfs_.push_back(xf_format_);
    xf_format_ = 0;
    return xfs_.size() - 1;
  }
  std::size_t commit_cell_style_xf() override {
    xf_format_ = 0;
    return style_xfs_++;
  }
  std::size_t commit_dxf() override {
    xf_format_ = 0;
    return dxfs_++;
  }
  void set_cell_style_count(std::size_t) override {}
  void set_cell_style_name(std::string_view) override {}
  void set_cell_style_xf(std::size_t) override {}
  void set_cell_style_builtin(std::size_t) override {}
  void set_cell_style_parent_name(std::string_view) override {}
  std::size_t commit_cell_style() override { return cell_styles_++; }

  Format format(std::size_t xf) const {
    if (xf >= xfs_.size()) return Format::general;
    const std::size_t id = xfs_[xf];
    const auto code = codes_.find(id);
    return format_of(static_cast<int>(std::min<std::size_t>(id, 100000)), code == codes_.end() ? std::string_view() : code->second);
  }

private:
  std::size_t fonts_ = 0, fills_ = 0, borders_ = 0, protections_ = 0, formats_ = 0, style_xfs_ = 0, dxfs_ = 0, cell_styles_ = 0;
  std::size_t format_id_ = 0, xf_format_ = 0;
  std::string format_code_;
  std::map<std::size_t, std::string> codes_;
  std::vector<std::size_t> xfs_;
};

struct Raw {
  enum Kind : unsigned char { empty, shared, own, value, yes_no, day } kind = empty;
  std::uint32_t xf = 0;
  double number = 0; ///< also the index of a shared or own text
};

/// What all sheets share while reading.
struct Book {
  explicit Book(const Limits &l) : limits(l), strings(l) {}
  const Limits &limits;
  Strings strings;
  Styles styles;
  std::deque<std::string> texts;
  std::size_t cells = 0, bytes = 0;
  int origin_shift = 0; ///< 1462 days in books that count from 1904
};

class RawSheet;

class Formula final : public ss::iface::import_formula {
public:
  explicit Formula(RawSheet &sheet) : sheet_(sheet) {}
  void set_position(ss::row_t row, ss::col_t col) override { row_ = row, col_ = col; }
  void set_formula(ss::formula_grammar_t, std::string_view) override {}
  void set_shared_formula_index(std::size_t) override {}
  void set_result_string(std::string_view value) override;
  void set_result_value(double value) override;
  void set_result_bool(bool value) override;
  void set_result_empty() override {}
  void commit() override {}

private:
  RawSheet &sheet_;
  ss::row_t row_ = 0;
  ss::col_t col_ = 0;
};

class ArrayFormula final : public ss::iface::import_array_formula {
public:
  explicit ArrayFormula(RawSheet &sheet) : sheet_(sheet) {}
  void set_range(const ss::range_t &) override {}
  void set_formula(ss::formula_grammar_t, std::string_view) override {}
  void set_result_string(ss::row_t row, ss::col_t col, std::string_view value) override;
  void set_result_value(ss::row_t row, ss::col_t col, double value) override;
  void set_result_bool(ss::row_t row, ss::col_t col, bool value) override;
  void set_result_empty(ss::row_t, ss::col_t) override {}
  void commit() override {}

private:
  RawSheet &sheet_;
};

class RawSheet final : public ss::iface::import_sheet {
public:
  RawSheet(Book &book, std::string_view name) : book_(book), name_(name), formula_(*this), array_(*this) {}

  ss::iface::import_formula *get_formula() override { return &formula_; }
  ss::iface::import_array_formula *get_array_formula() override { return &array_; }
  void set_auto(ss::row_t row, ss::col_t col, std::string_view s) override { own_text(row, col, s); }
  void set_string(ss::row_t row, ss::col_t col, ss::string_id_t index) override {
    put(row, col, Raw::shared, static_cast<double>(index));
  }
  void set_value(ss::row_t row, ss::col_t col, double value) override { put(row, col, Raw::value, value); }
  void set_bool(ss::row_t row, ss::col_t col, bool value) override { put(row, col, Raw::yes_no, value ? 1 : 0); }
  void set_date_time(ss::row_t row, ss::col_t col, int year, int month, int day, int hour, int minute, double second) override {
    char iso[32];
    std::snprintf(iso, sizeof iso, "%04d-%02d-%02d", year, month, day);
    const auto date = date_from_iso(iso);
    if (!date) return own_text(row, col, iso);
    put(row, col, Raw::day, date->days + kSerialOf1970 + (hour * 3600 + minute * 60 + second) / 86400.0);
  }
  void set_format(ss::row_t row, ss::col_t col, std::size_t xf) override {
    // A format alone makes no cell: a sheet may be painted down to its last row.
    if (inside(row, col) && xf != 0) formats_[{row, col}] = static_cast<std::uint32_t>(xf);
    if (formats_.size() > kMostCells) throw LimitPassed{too_much(book_.limits)};
  }
  void set_format(ss::row_t, ss::col_t, ss::row_t, ss::col_t, std::size_t) override {}
  void fill_down_cells(ss::row_t row, ss::col_t col, ss::row_t count) override {
    if (!inside(row, col)) return;
    const Raw source = rows_[static_cast<std::size_t>(row)][static_cast<std::size_t>(col)];
    for (ss::row_t i = 1; i <= count; ++i) put(row + i, col, source.kind, source.number);
  }
  ss::range_size_t get_sheet_size() const override {
    ss::range_size_t size;
    size.rows = 1048576;
    size.columns = 16384;
    return size;
  }

  void own_text(ss::row_t row, ss::col_t col, std::string_view s) {
    book_.bytes += s.size();
    if (book_.bytes > book_.limits.unpacked) throw LimitPassed{too_much(book_.limits)};
    book_.texts.emplace_back(s);
    put(row, col, Raw::own, static_cast<double>(book_.texts.size() - 1));
  }

  void put(ss::row_t row, ss::col_t col, Raw::Kind kind, double number) {
    if (row < 0 || col < 0 || kind == Raw::empty) return;
    const auto r = static_cast<std::size_t>(row), c = static_cast<std::size_t>(col);
    if (r >= book_.limits.rows) throw LimitPassed{too_many_rows(book_.limits)};
    if (c >= book_.limits.columns) throw LimitPassed{too_many_columns(book_.limits)};
    if (rows_.size() <= r) rows_.resize(r + 1);
    auto &cells = rows_[r];
    if (cells.size() <= c) {
      book_.cells += c + 1 - cells.size();
      if (book_.cells > kMostCells) throw LimitPassed{too_much(book_.limits)};
      cells.resize(c + 1);
    }
    cells[c].kind = kind;
    cells[c].number = number;
  }

  Sheet finish() {
    Sheet sheet;
    sheet.name = name_;
    sheet.rows.resize(rows_.size());
    for (std::size_t r = 0; r < rows_.size(); ++r) {
      auto &out = sheet.rows[r];
      out.reserve(rows_[r].size());
      for (std::size_t c = 0; c < rows_[r].size(); ++c)
        out.push_back(cell(rows_[r][c], static_cast<ss::row_t>(r), static_cast<ss::col_t>(c)));
      rows_[r] = {};
    }
    return sheet;
  }

private:
  bool inside(ss::row_t row, ss::col_t col) const {
    return row >= 0 && col >= 0 && static_cast<std::size_t>(row) < book_.limits.rows &&
           static_cast<std::size_t>(col) < book_.limits.columns;
  }
  Cell text_cell(std::string text) {
    if (text.empty()) return {};
    book_.bytes += text.size();
    if (book_.bytes > 2 * book_.limits.unpacked) throw LimitPassed{too_much(book_.limits)};
    if (!is_utf8(text)) text = decode(text).text;
    return Cell{CellKind::text, std::move(text), 0};
  }
  Cell cell(const Raw &raw, ss::row_t row, ss::col_t col) {
    switch (raw.kind) {
    case Raw::empty: return {};
    case Raw::shared: return text_cell(book_.strings.text(static_cast<std::size_t>(raw.number)));
    case Raw::own: return text_cell(book_.texts[static_cast<std::size_t>(raw.number)]);
    case Raw::yes_no: return Cell{CellKind::text, raw.number != 0 ? "ja" : "nej", raw.number};
    case Raw::day: return cell_of(raw.number, Format::date_time);
    case Raw::value: break;
    }
    if (!std::isfinite(raw.number)) return {};
    const auto found = formats_.find({row, col});
    const Format format = found == formats_.end() ? Format::general : book_.styles.format(found->second);
    const bool shift = format == Format::date || format == Format::date_time;
    return cell_of(raw.number + (shift ? book_.origin_shift : 0), format);
  }

  Book &book_;
  std::string name_;
  Formula formula_;
  ArrayFormula array_;
  std::vector<std::vector<Raw>> rows_;
  struct Place {
    ss::row_t row;
    ss::col_t col;
    bool operator==(const Place &) const = default;
  };
  struct Hash {
    std::size_t operator()(const Place &p) const {
      return static_cast<std::size_t>(p.row) * 16411u + static_cast<std::size_t>(p.col);
    }
  };
  std::unordered_map<Place, std::uint32_t, Hash> formats_;
};

void Formula::set_result_string(std::string_view value) { sheet_.own_text(row_, col_, value); }
void Formula::set_result_value(double value) { sheet_.set_value(row_, col_, value); }
void Formula::set_result_bool(bool value) { sheet_.set_bool(row_, col_, value); }
void ArrayFormula::set_result_string(ss::row_t row, ss::col_t col, std::string_view value) { sheet_.own_text(row, col, value); }
void ArrayFormula::set_result_value(ss::row_t row, ss::col_t col, double value) { sheet_.set_value(row, col, value); }
void ArrayFormula::set_result_bool(ss::row_t row, ss::col_t col, bool value) { sheet_.set_bool(row, col, value); }

class Settings final : public ss::iface::import_global_settings {
public:
  explicit Settings(Book &book) : book_(book) {}
  void set_origin_date(int year, int, int) override { book_.origin_shift = year == 1904 ? 1462 : 0; }
  void set_default_formula_grammar(ss::formula_grammar_t grammar) override { grammar_ = grammar; }
  ss::formula_grammar_t get_default_formula_grammar() const override { return grammar_; }
  void set_character_set(orcus::character_set_t) override {}

private:
  Book &book_;
  ss::formula_grammar_t grammar_ = ss::formula_grammar_t::unknown;
};

/// Orcus asks for addresses to be read when a book has tables or merged cells; A1 is all that is needed.
class Resolver final : public ss::iface::import_reference_resolver {
public:
  ss::src_address_t resolve_address(std::string_view text) override {
    ss::src_address_t at{};
    std::size_t i = 0;
    long long column = 0, row = 0;
    for (; i < text.size() && (text[i] == '$' || std::isalpha(static_cast<unsigned char>(text[i]))); ++i)
      if (text[i] != '$' && column < 100000) column = column * 26 + (std::toupper(static_cast<unsigned char>(text[i])) - 'A' + 1);
    for (; i < text.size() && (text[i] == '$' || std::isdigit(static_cast<unsigned char>(text[i]))); ++i)
      if (text[i] != '$' && row < 100000000) row = row * 10 + (text[i] - '0');
    at.column = static_cast<ss::col_t>(std::max(0LL, column - 1));
    at.row = static_cast<ss::row_t>(std::max(0LL, row - 1));
    return at;
  }
  ss::src_range_t resolve_range(std::string_view text) override {
    const auto colon = text.find(':');
    ss::src_range_t range{};
    range.first = resolve_address(text.substr(0, colon));
    range.last = colon == std::string_view::npos ? range.first : resolve_address(text.substr(colon + 1));
    return range;
  }
};

class Factory final : public ss::iface::import_factory {
public:
  Factory(Book &book, bool with_styles) : book_(book), settings_(book), with_styles_(with_styles) {}
  ss::iface::import_global_settings *get_global_settings() override { return &settings_; }
  ss::iface::import_shared_strings *get_shared_strings() override { return &book_.strings; }
  ss::iface::import_styles *get_styles() override { return with_styles_ ? &book_.styles : nullptr; }
  ss::iface::import_reference_resolver *get_reference_resolver(ss::formula_ref_context_t) override { return &resolver_; }
  ss::iface::import_sheet *append_sheet(ss::sheet_t, std::string_view name) override {
    if (sheets.size() >= 1000) throw LimitPassed{too_much(book_.limits)};
    names_.emplace_back(name);
    sheets.emplace_back(book_, name);
    return &sheets.back();
  }
  ss::iface::import_sheet *get_sheet(std::string_view name) override {
    for (std::size_t i = 0; i < names_.size(); ++i)
      if (names_[i] == name) return &sheets[i];
    return nullptr;
  }
  ss::iface::import_sheet *get_sheet(ss::sheet_t index) override {
    return index >= 0 && static_cast<std::size_t>(index) < sheets.size() ? &sheets[static_cast<std::size_t>(index)] : nullptr;
  }
  void finalize() override {}
  std::deque<RawSheet> sheets;

private:
  Book &book_;
  Settings settings_;
  Resolver resolver_;
  bool with_styles_;
  std::vector<std::string> names_;
};

} // namespace

Result<Workbook> read_packed(std::string_view bytes, bool ods, const Limits &limits) {
  Book book(limits);
  Factory factory(book, !ods);
  Workbook workbook;
  try {
    if (ods) {
      orcus::orcus_ods filter(&factory);
      filter.read_stream(bytes);
    } else {
      orcus::orcus_xlsx filter(&factory);
      filter.read_stream(bytes);
    }
    for (auto &sheet : factory.sheets) workbook.sheets.push_back(sheet.finish());
  } catch (const LimitPassed &limit) {
    return fail(limit.problem);
  } catch (const std::bad_alloc &) {
    return fail(too_much(limits));
  } catch (const std::exception &) {
    return fail(unreadable()); // its own words are English and may quote the file
  }
  const std::string kind(ods ? tr("OpenDocument-kalkylblad (.ods)") : tr("Excel (.xlsx)"));
  workbook.understood = kind + ", " + tr_n("{} blad", "{} blad", static_cast<long long>(workbook.sheets.size()));
  return workbook;
}

} // namespace rt::sheet::detail
