#pragma once
// Expected failures are values: Result<T> holds a T or a Problem that can be shown to a person.
// Exceptions mean that the environment broke (disk, database gone) and are caught once per request or job.
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace rt {

/// Why something asked for could not be done. Decides the HTTP status and the exit code.
enum class ProblemKind {
  invalid,   ///< the input breaks a rule; `fields` says where (HTTP 422, exit 2)
  not_found, ///< no such thing, or the reader may not know that it exists (404, exit 3)
  forbidden, ///< the actor may not do this (403, exit 4)
  conflict,  ///< somebody else changed it first (409, exit 5)
  too_large, ///< a limit was passed (413, exit 2)
  busy,      ///< try again in a moment (503, exit 6)
};

/// One broken rule at one field. `message` is a finished sentence in the reader's language that says what to do.
struct FieldError {
  std::string field; ///< id of the field, empty for the whole
  std::string message;
  int row = 0; ///< 1-based row of an import, else 0
};

struct Problem {
  ProblemKind kind = ProblemKind::invalid;
  std::string message; ///< a finished sentence in the reader's language; never names, personnummer or SQL
  std::vector<FieldError> fields;
};

template<class T> using Result = tl::expected<T, Problem>;

inline auto fail(ProblemKind kind, std::string message, std::vector<FieldError> fields = {}) {
  return tl::unexpected<Problem>(Problem{kind, std::move(message), std::move(fields)});
}
inline auto fail(Problem problem) { return tl::unexpected<Problem>(std::move(problem)); }

} // namespace rt

/// Evaluates a Result; returns its Problem from the enclosing function, else binds the value: RT_TRY(auto unit, units.find(id));
#define RT_CONCAT_(a, b) a##b
#define RT_CONCAT(a, b) RT_CONCAT_(a, b)
#define RT_TRY_(tmp, decl, expr)                                                                                                                     \
  auto tmp = (expr);                                                                                                                                 \
  if (!tmp) return ::tl::unexpected(std::move(tmp).error());                                                                                         \
  decl = std::move(*tmp)
#define RT_TRY(decl, expr) RT_TRY_(RT_CONCAT(rt_try_, __LINE__), decl, expr)
/// The same for Result<void> or when the value is of no interest.
#define RT_CHECK(expr)                                                                                                                               \
  do {                                                                                                                                               \
    if (auto rt_check_ = (expr); !rt_check_) return ::tl::unexpected(std::move(rt_check_).error());                                                  \
  } while (false)
