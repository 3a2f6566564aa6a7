#pragma once
// The same figures worked out the slow and obvious way: every record of every register in memory, the measure's text read as a tree and asked of
// each record in turn. Shares nothing with the engine but the parser and the calendar.
#include "modules/measures/language.hpp"
#include "modules/measures/tests/fixture.hpp"

namespace rt::measures::testing {

struct SlowFigure {
  double numerator[5] = {}, denominator[5] = {}; ///< by sex code, all last
};
class Slow {
public:
  explicit Slow(World &world);
  /// Nothing for what is put together from other figures, typed, or kept elsewhere (deadlines).
  std::optional<SlowFigure> figure(const definitions::MeasureSource &source, const Period &period) const;

private:
  using Record = records::Record;
  using Register = definitions::Register;
  using Number = std::optional<double>;
  struct Row {
    const Register *reg;
    const Record *record;
  };
  World &w_;
  std::map<std::string, std::vector<Record>> all_;

  const std::vector<Record> &of(const std::string &reg) const;
  Number stored(const definitions::Field &field, const Record &record) const;
  Number word(const language::Expr &left, const std::string &word, const Register &reg) const;
  Number value(const language::Expr &e, Row row) const;
  bool holds(const language::Expr &e, Row row) const;
  bool compares(const language::Expr &e, Row row) const;
  Number linked(const language::Expr &e, Row row) const;
  std::vector<const Record *> tied(const language::Linked &l, Row row, const Register &linked) const;
  bool in_period(const language::Selection &s, Row row, const Period &period) const;
  bool counts(const language::Selection &s, const definitions::MeasureSource &source, Row row) const;
};

} // namespace rt::measures::testing
