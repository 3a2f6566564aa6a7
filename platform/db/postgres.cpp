#include "platform/core/text.hpp"
#include "platform/db/engine.hpp"
#include <charconv>
#include <cstring>
#include <fmt/format.h>
#include <iterator>
#include <libpq-fe.h>
#include <limits>
#include <utility>

namespace rt::db {
namespace {

constexpr Dialect kDialect{Backend::postgres};

// Type numbers that never change (pg_type.dat).
enum : Oid { kBool = 16, kInt8 = 20, kInt2 = 21, kInt4 = 23, kFloat4 = 700, kFloat8 = 701, kNumeric = 1700 };

using Answer = std::unique_ptr<PGresult, decltype(&PQclear)>;

std::string field(const PGresult *result, int code) {
  const char *words = PQresultErrorField(result, code);
  return words == nullptr ? std::string() : words;
}

/// The engine's own words may quote the value (class 22, the DETAIL line); what we say names only the rule or the
/// column.
std::string broken_rule(const PGresult *result, const std::string &state) {
  if (state.starts_with("22")) return "a value has the wrong type or size (" + state + ")";
  const std::string constraint = field(result, PG_DIAG_CONSTRAINT_NAME), column = field(result, PG_DIAG_COLUMN_NAME);
  return "constraint failed: " + field(result, PG_DIAG_TABLE_NAME) + "." + (constraint.empty() ? column : constraint) + " (" + state + ")";
}

[[noreturn]] void raise(PGconn *handle, const PGresult *result, std::string_view sql) {
  const std::string state = field(result, PG_DIAG_SQLSTATE);
  if (PQstatus(handle) == CONNECTION_BAD) throw Error("the connection to the database server was lost");
  if (state.starts_with("23") || state.starts_with("22")) throw ConstraintError(broken_rule(result, state));
  if (state.starts_with("40") || state == "55P03") throw BusyError(field(result, PG_DIAG_MESSAGE_PRIMARY));
  throw Error(field(result, PG_DIAG_MESSAGE_PRIMARY) + " (" + state + ") in: " + excerpt(sql));
}

bool fine(const PGresult *result) {
  const auto status = PQresultStatus(result);
  return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY;
}

template<class T> T number(std::string_view text) {
  T value{};
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

/// What a value's words mean, as SQLite has it.
std::string_view words_of(Oid type, std::string_view words) {
  if (type != kBool || words.empty()) return words;
  return words == "t" ? "1" : "0";
}
Value value_of(Oid type, std::string_view words) {
  switch (type) {
  case kBool:
  case kInt2:
  case kInt4:
  case kInt8: return number<std::int64_t>(words);
  case kFloat4:
  case kFloat8: return number<double>(words);
  case kNumeric: // the sum of integers is numeric here, an integer on SQLite
    if (words.find('.') == std::string_view::npos) return number<std::int64_t>(words);
    return number<double>(words);
  default: return std::string(words);
  }
}

class PostgresRow final : public Row {
public:
  PostgresRow(const PGresult *result, int row) : result_(result), row_(row) {}
  int columns() const override { return PQnfields(result_); }
  std::string_view name(int column) const override { return PQfname(result_, column); }
  bool null(int column) const override { return PQgetisnull(result_, row_, column) != 0; }
  std::int64_t integer(int column) const override { return number<std::int64_t>(text(column)); }
  double real(int column) const override { return number<double>(text(column)); }
  double figure(int column) const override { return null(column) ? std::numeric_limits<double>::quiet_NaN() : real(column); }
  std::string_view text(int column) const override {
    return words_of(PQftype(result_, column), {PQgetvalue(result_, row_, column), static_cast<std::size_t>(PQgetlength(result_, row_, column))});
  }
  Value value(int column) const override {
    if (null(column)) return Null{};
    return value_of(PQftype(result_, column), text(column));
  }

private:
  const PGresult *result_;
  int row_;
};

/// A row as COPY sends it: one line, values between tabs, \N for NULL. `described` says what the columns are.
class CopiedRow final : public Row {
public:
  explicit CopiedRow(const PGresult *described) : described_(described), fields_(static_cast<std::size_t>(PQnfields(described))) {
    for (std::size_t i = 0; i < fields_.size(); ++i) fields_[i].type = PQftype(described, static_cast<int>(i));
  }
  /// The line is read where it lies, which must be until the next one.
  void read(char *line, std::size_t length) {
    const char *at = line, *const end = line + length - 1; // less the line's own end
    for (Field &field : fields_) {
      const char *const tab = static_cast<const char *>(std::memchr(at, '\t', static_cast<std::size_t>(end - at)));
      const char *const until = tab == nullptr ? end : tab;
      field.words = {at, static_cast<std::size_t>(until - at)};
      field.null = field.words == "\\N";
      if (field.null) field.words = {};
      else if (std::memchr(at, '\\', field.words.size()) != nullptr) field.words = plain(line + (at - line), field.words.size());
      at = until + (tab == nullptr ? 0 : 1);
    }
  }
  int columns() const override { return static_cast<int>(fields_.size()); }
  std::string_view name(int column) const override { return PQfname(described_, column); }
  bool null(int column) const override { return at(column).null; }
  std::int64_t integer(int column) const override { return number<std::int64_t>(text(column)); }
  double real(int column) const override { return number<double>(text(column)); }
  double figure(int column) const override { return null(column) ? std::numeric_limits<double>::quiet_NaN() : real(column); }
  std::string_view text(int column) const override { return words_of(at(column).type, at(column).words); }
  Value value(int column) const override {
    if (null(column)) return Null{};
    return value_of(at(column).type, text(column));
  }

private:
  struct Field {
    std::string_view words;
    Oid type = 0;
    bool null = false;
  };
  const Field &at(int column) const { return fields_[static_cast<std::size_t>(column)]; }
  /// A backslash stands before what else would end a value, and for signs that cannot be seen.
  static std::string_view plain(char *words, std::size_t length) {
    char *to = words;
    for (const char *from = words, *const end = words + length; from < end; ++from) {
      if (*from != '\\' || ++from == end) *to++ = *from;
      else if (const auto letter = std::string_view("bfnrtv").find(*from); letter != std::string_view::npos) *to++ = "\b\f\n\r\t\v"[letter];
      else *to++ = *from;
    }
    return {words, static_cast<std::size_t>(to - words)};
  }

  const PGresult *described_;
  std::vector<Field> fields_;
};

/// Values as the texts that the server reads; types are inferred from the statement.
class Parameters {
public:
  explicit Parameters(const Values &args) : texts_(args.size()) {
    for (std::size_t i = 0; i < args.size(); ++i) pointers_.push_back(write(args[i], texts_[i]));
  }
  int count() const { return static_cast<int>(pointers_.size()); }
  const char *const *data() const { return pointers_.data(); }

private:
  static const char *write(const Value &value, std::string &buffer) {
    if (std::holds_alternative<Null>(value)) return nullptr;
    if (const auto *text = std::get_if<std::string>(&value)) {
      refuse_nul(*text);
      return text->c_str();
    }
    const auto *integer = std::get_if<std::int64_t>(&value);
    buffer = integer != nullptr ? std::to_string(*integer) : fmt::format("{}", std::get<double>(value));
    return buffer.c_str();
  }

  std::vector<std::string> texts_; // never grows, so that the pointers stay
  std::vector<const char *> pointers_;
};

/// A row as COPY reads it: values between tabs, \N for NULL.
void write_line(const Values &row, std::string &lines) {
  bool first = true;
  for (const Value &value : row) {
    if (!first) lines += '\t';
    first = false;
    if (const auto *text = std::get_if<std::string>(&value)) {
      refuse_nul(*text);
      for (const char c : *text) {
        if (c == '\\') lines += "\\\\";
        else if (c == '\t') lines += "\\t";
        else if (c == '\n') lines += "\\n";
        else if (c == '\r') lines += "\\r";
        else lines += c;
      }
    } else if (const auto *integer = std::get_if<std::int64_t>(&value)) {
      fmt::format_to(std::back_inserter(lines), "{}", *integer);
    } else if (const auto *real = std::get_if<double>(&value)) {
      fmt::format_to(std::back_inserter(lines), "{}", *real);
    } else {
      lines += "\\N";
    }
  }
  lines += '\n';
}

class PostgresConnection final : public Connection {
public:
  explicit PostgresConnection(PGconn *handle) : handle_(handle, &PQfinish) {}

  const Dialect &dialect() const override { return kDialect; }

  std::int64_t exec(std::string_view sql, const Values &args) override { return number<std::int64_t>(PQcmdTuples(run(sql, args).get())); }

  /// The whole answer is fetched first, so that the callback may ask further questions on the same connection.
  void query(std::string_view sql, const Values &args, const RowFn &row) override {
    const Answer answer = run(sql, args);
    for (int i = 0; i < PQntuples(answer.get()); ++i) row(PostgresRow(answer.get(), i));
  }

  // COPY sends the rows one after another as they are found. It takes no parameters: they stand in the text, quoted.
  void walk(std::string_view sql, const Values &args, const RowFn &row) override {
    const Answer described(PQdescribePrepared(handle_.get(), prepared(sql).c_str()), &PQclear);
    if (!fine(described.get())) raise(handle_.get(), described.get(), sql);
    const std::string copy = "COPY (" + with_values(sql, args) + ") TO STDOUT";
    ++statements_run_;
    count_statement();
    const Answer begun(PQexec(handle_.get(), copy.c_str()), &PQclear);
    if (PQresultStatus(begun.get()) != PGRES_COPY_OUT) raise(handle_.get(), begun.get(), sql);
    CopiedRow copied(described.get());
    char *line = nullptr;
    try {
      for (int length = 0; (length = PQgetCopyData(handle_.get(), &line, 0)) > 0; PQfreemem(std::exchange(line, nullptr))) {
        copied.read(line, static_cast<std::size_t>(length));
        row(copied);
      }
    } catch (...) {
      PQfreemem(line);
      give_up();
      throw;
    }
    const Answer ended(PQgetResult(handle_.get()), &PQclear);
    while (PGresult *rest = PQgetResult(handle_.get())) PQclear(rest);
    if (!fine(ended.get())) raise(handle_.get(), ended.get(), sql);
  }

  std::int64_t fill(std::string_view table, std::string_view columns, const std::function<bool(Values &)> &next) override {
    const std::string sql = "COPY " + std::string(table) + " (" + std::string(columns) + ") FROM STDIN";
    ++statements_run_;
    count_statement();
    const Answer begun(PQexec(handle_.get(), sql.c_str()), &PQclear);
    if (PQresultStatus(begun.get()) != PGRES_COPY_IN) raise(handle_.get(), begun.get(), sql);
    std::int64_t rows = 0;
    std::string lines;
    const auto send = [&] {
      const bool sent = PQputCopyData(handle_.get(), lines.data(), static_cast<int>(lines.size())) == 1;
      lines.clear();
      return sent;
    };
    try {
      for (Values row; next(row); row.clear(), ++rows) {
        write_line(row, lines);
        if (lines.size() > 60000 && !send()) break; // the answer says what was wrong
      }
      send();
    } catch (...) {
      PQputCopyEnd(handle_.get(), "given up");
      while (PGresult *rest = PQgetResult(handle_.get())) PQclear(rest);
      throw;
    }
    PQputCopyEnd(handle_.get(), nullptr);
    const Answer answer(PQgetResult(handle_.get()), &PQclear);
    while (PGresult *rest = PQgetResult(handle_.get())) PQclear(rest);
    if (!fine(answer.get())) raise(handle_.get(), answer.get(), sql);
    return rows;
  }

  void script(std::string_view sql) override {
    const Answer answer(PQexec(handle_.get(), std::string(sql).c_str()), &PQclear);
    if (!fine(answer.get())) raise(handle_.get(), answer.get(), sql);
    // The server answers COMMIT of a failed transaction with a quiet ROLLBACK.
    if (sql == "COMMIT" && std::string_view(PQcmdStatus(answer.get())) == "ROLLBACK")
      throw Error("nothing was saved: a statement in the transaction had failed");
  }

  std::int64_t statements_run() const override { return statements_run_; }

  bool has_table(std::string_view name) override {
    return exists("SELECT 1 FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = ?", {std::string(name)});
  }

  std::vector<std::string> columns_of(std::string_view table) override {
    std::vector<std::string> names;
    query("SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema() "
          "AND table_name = ? ORDER BY ordinal_position",
          {std::string(table)}, [&](const Row &row) { names.push_back(row.str(0)); });
    return names;
  }

  bool in_transaction() const override { return PQtransactionStatus(handle_.get()) != PQTRANS_IDLE; }
  bool usable() const override { return PQstatus(handle_.get()) == CONNECTION_OK; }

private:
  Answer run(std::string_view sql, const Values &args) {
    ++statements_run_;
    count_statement();
    const Parameters parameters(args);
    Answer answer = run_prepared(sql, parameters);
    if (fine(answer.get())) return answer;
    if (!outdated(answer.get())) raise(handle_.get(), answer.get(), sql);
    // A table got a new column since the statement was prepared.
    statements_.erase(statements_.find(sql));
    if (in_transaction()) throw BusyError("the schema changed during the transaction");
    answer = run_prepared(sql, parameters);
    if (!fine(answer.get())) raise(handle_.get(), answer.get(), sql);
    return answer;
  }

  Answer run_prepared(std::string_view sql, const Parameters &parameters) {
    return {PQexecPrepared(handle_.get(), prepared(sql).c_str(), parameters.count(), parameters.data(), nullptr, nullptr, 0), &PQclear};
  }

  static bool outdated(const PGresult *result) {
    return field(result, PG_DIAG_SQLSTATE) == "0A000" && field(result, PG_DIAG_SOURCE_FUNCTION) == "RevalidateCachedQuery";
  }

  std::string with_values(std::string_view sql, const Values &args) const {
    const Parameters parameters(args);
    return replaced_parameters(sql, [&](int number) -> std::string {
      const char *const words = parameters.data()[number - 1];
      if (words == nullptr) return "NULL";
      char *const quoted = PQescapeLiteral(handle_.get(), words, std::strlen(words));
      if (quoted == nullptr) throw Error("a value cannot be written in a statement");
      std::string made = quoted;
      PQfreemem(quoted);
      return made;
    });
  }

  /// Whoever was given the rows wants no more. The rest is read past: to stop the server might stop the next statement instead.
  void give_up() {
    for (char *line = nullptr; PQgetCopyData(handle_.get(), &line, 0) > 0;) PQfreemem(line);
    while (PGresult *rest = PQgetResult(handle_.get())) PQclear(rest);
  }

  /// The name of the prepared statement with this text.
  const std::string &prepared(std::string_view sql) {
    if (const auto found = statements_.find(sql); found != statements_.end()) return found->second;
    if (statements_.size() >= kMostStatements) {
      script("DEALLOCATE ALL");
      statements_.clear();
    }
    std::string name = "s" + std::to_string(++prepared_);
    const Answer answer(PQprepare(handle_.get(), name.c_str(), numbered_parameters(sql).c_str(), 0, nullptr), &PQclear);
    if (!fine(answer.get())) raise(handle_.get(), answer.get(), sql);
    return statements_.emplace(sql, std::move(name)).first->second;
  }

  std::unique_ptr<PGconn, decltype(&PQfinish)> handle_;
  ByText<std::string> statements_;
  std::int64_t statements_run_ = 0, prepared_ = 0;
};

class PostgresEngine final : public Engine {
public:
  PostgresEngine(std::string_view url, const Options &options) : url_(url), options_(options) {}

  Backend backend() const override { return Backend::postgres; }

  std::unique_ptr<Connection> connect(Mode mode) override {
    const char *names[] = {"dbname", "client_encoding", "application_name", "connect_timeout", nullptr};
    const char *values[] = {url_.c_str(), "UTF8", "rodatraden", "10", nullptr};
    PGconn *handle = PQconnectdbParams(names, values, 1);
    auto connection = std::make_unique<PostgresConnection>(handle);
    if (PQstatus(handle) != CONNECTION_OK) throw Error("the database server cannot be reached");
    // Notices may quote values; nobody reads them.
    PQsetNoticeProcessor(handle, [](void *, const char *) {}, nullptr);
    connection->script("SET datestyle TO ISO, YMD; SET timezone TO 'UTC'; SET lock_timeout TO " + std::to_string(options_.busy_timeout_ms));
    if (mode == Mode::read) connection->script("SET default_transaction_read_only TO on");
    return connection;
  }

  void backup_to(const std::string &) override { throw BusyError("use pg_dump"); }

private:
  std::string url_;
  Options options_;
};

} // namespace

std::unique_ptr<Engine> postgres_engine(std::string_view url, const Options &options) { return std::make_unique<PostgresEngine>(url, options); }

} // namespace rt::db
