#include "platform/db/engine.hpp"
#include <fcntl.h>
#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <limits>
#include <mutex>
#include <sqlite3.h>
#include <thread>
#include <unistd.h>

namespace rt::db {
namespace {

constexpr Dialect kDialect{Backend::sqlite};

[[noreturn]] void raise(sqlite3 *handle, std::string_view sql) {
  const int code = sqlite3_errcode(handle) & 0xff;
  const std::string words = sqlite3_errmsg(handle); // names tables and columns, never values
  if (code == SQLITE_CONSTRAINT) throw ConstraintError(words);
  if (code == SQLITE_BUSY || code == SQLITE_LOCKED) throw BusyError(words);
  throw Error(words + " in: " + excerpt(sql));
}

void close(sqlite3 *handle) { sqlite3_close_v2(handle); }
using Handle = std::unique_ptr<sqlite3, decltype(&close)>;

struct Statement {
  sqlite3_stmt *prepared = nullptr;
  bool running = false;
};

class SqliteRow final : public Row {
public:
  explicit SqliteRow(sqlite3_stmt *statement) : statement_(statement) {}
  int columns() const override { return sqlite3_column_count(statement_); }
  std::string_view name(int column) const override { return sqlite3_column_name(statement_, column); }
  bool null(int column) const override { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
  std::int64_t integer(int column) const override { return sqlite3_column_int64(statement_, column); }
  double real(int column) const override { return sqlite3_column_double(statement_, column); }
  // Of a million rows each look at the statement is felt: the value is fetched once and asked.
  double figure(int column) const override {
    sqlite3_value *const value = sqlite3_column_value(statement_, column);
    return sqlite3_value_type(value) == SQLITE_NULL ? std::numeric_limits<double>::quiet_NaN() : sqlite3_value_double(value);
  }
  std::string_view text(int column) const override {
    sqlite3_value *const value = sqlite3_column_value(statement_, column);
    const auto *bytes = reinterpret_cast<const char *>(sqlite3_value_text(value));
    if (bytes == nullptr) return {};
    return {bytes, static_cast<std::size_t>(sqlite3_value_bytes(value))};
  }
  Value value(int column) const override {
    switch (sqlite3_column_type(statement_, column)) {
    case SQLITE_NULL: return Null{};
    case SQLITE_INTEGER: return integer(column);
    case SQLITE_FLOAT: return real(column);
    default: return str(column);
    }
  }

private:
  sqlite3_stmt *statement_;
};

int bind(sqlite3_stmt *statement, int position, const Value &value) {
  if (const auto *number = std::get_if<std::int64_t>(&value)) return sqlite3_bind_int64(statement, position, *number);
  if (const auto *real = std::get_if<double>(&value)) return sqlite3_bind_double(statement, position, *real);
  if (const auto *text = std::get_if<std::string>(&value)) {
    refuse_nul(*text);
    return sqlite3_bind_text64(statement, position, text->data(), text->size(), SQLITE_STATIC, SQLITE_UTF8);
  }
  return sqlite3_bind_null(statement, position);
}

/// Moves what writers have put in the WAL into the file itself, beside them. SQLite would else let the writer who passes a thousand
/// pages do it within her own save, and one save in fifty would take as long as the disk.
class Checkpointer {
public:
  explicit Checkpointer(std::function<Handle()> open) : open_(std::move(open)) {}

  void watch(sqlite3 *writer) { sqlite3_wal_hook(writer, &Checkpointer::committed, this); }

private:
  static constexpr int kEnough = 1000; // pages, as SQLite itself has it
  static constexpr int kTooMany = 8000;
  static constexpr std::chrono::milliseconds kRest{100};

  static int committed(void *self, sqlite3 *writer, const char *, int pages) {
    auto *one = static_cast<Checkpointer *>(self);
    // Whoever writes faster than the disk moves takes her part, so that the WAL does not grow without end.
    if (pages >= kTooMany) sqlite3_wal_checkpoint_v2(writer, nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
    else if (pages >= kEnough) one->wake();
    return SQLITE_OK;
  }

  void wake() {
    const std::lock_guard lock(mutex_);
    asked_ = true;
    if (!thread_.joinable()) thread_ = std::jthread([this](const std::stop_token &stop) { work(stop); });
    changed_.notify_one();
  }

  void work(const std::stop_token &stop) {
    Handle own(nullptr, &close);
    std::unique_lock lock(mutex_);
    while (changed_.wait(lock, stop, [&] { return asked_; })) {
      asked_ = false;
      lock.unlock();
      try {
        if (!own) {
          own = open_();
          sqlite3_exec(own.get(), "PRAGMA schema_version", nullptr, nullptr, nullptr); // a connection that has read nothing knows of no WAL
        }
        sqlite3_wal_checkpoint_v2(own.get(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr); // what readers hold back is moved the next time
      } catch (const Error &) {
        // The next commit asks again; past kTooMany the writer does it herself.
      }
      lock.lock();
      changed_.wait_for(lock, stop, kRest, [] { return false; }); // the disk is the savers' too
    }
  }

  std::function<Handle()> open_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  bool asked_ = false;
  std::jthread thread_; // last: it ends before what it uses
};

/// Half of what the machine could give without taking from others; 0 when it does not say.
std::int64_t spare_memory() {
  std::ifstream memory("/proc/meminfo");
  for (std::string line; std::getline(memory, line);)
    if (line.starts_with("MemAvailable:")) return std::atoll(line.c_str() + 13) * 1024 / 2;
  return 0;
}

class SqliteConnection final : public Connection {
public:
  explicit SqliteConnection(Handle handle) : handle_(std::move(handle)) {}
  sqlite3 *handle() const { return handle_.get(); }
  ~SqliteConnection() override { forget_statements(); }

  const Dialect &dialect() const override { return kDialect; }

  std::int64_t exec(std::string_view sql, const Values &args) override {
    const auto before = sqlite3_total_changes64(handle_.get());
    run(sql, args, nullptr);
    // The engine keeps the last figure through statements that change no rows (DDL).
    return sqlite3_total_changes64(handle_.get()) == before ? 0 : sqlite3_changes64(handle_.get());
  }

  void query(std::string_view sql, const Values &args, const RowFn &row) override { run(sql, args, &row); }
  void walk(std::string_view sql, const Values &args, const RowFn &row) override { run(sql, args, &row); }

  std::int64_t fill(std::string_view table, std::string_view columns, const std::function<bool(Values &)> &next) override {
    std::string sql = "INSERT INTO " + std::string(table) + " (" + std::string(columns) + ") VALUES (?";
    for (const char c : columns)
      if (c == ',') sql += ", ?";
    sql += ')';
    std::int64_t rows = 0;
    for (Values row; next(row); row.clear(), ++rows) exec(sql, row);
    return rows;
  }

  void script(std::string_view sql) override {
    if (sqlite3_exec(handle_.get(), std::string(sql).c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) raise(handle_.get(), sql);
  }

  std::int64_t statements_run() const override { return statements_run_; }

  bool has_table(std::string_view name) override {
    return exists("SELECT 1 FROM pragma_table_info(?) LIMIT 1", {std::string(name)}); // looked up by name; sqlite_master is read through
  }

  std::vector<std::string> columns_of(std::string_view table) override {
    std::vector<std::string> names;
    query("SELECT name FROM pragma_table_info(?) ORDER BY cid", {std::string(table)}, [&](const Row &row) { names.push_back(row.str(0)); });
    return names;
  }

  bool in_transaction() const override { return sqlite3_get_autocommit(handle_.get()) == 0; }

private:
  void run(std::string_view sql, const Values &args, const RowFn *row) {
    ++statements_run_;
    count_statement();
    const auto found = statements_.find(sql);
    // A callback may run the text that is running already; then it gets a statement of its own.
    if (found != statements_.end() && found->second.running) {
      Statement own{prepare(sql)};
      const std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)> finalized(own.prepared, &sqlite3_finalize);
      return step(own, sql, args, row);
    }
    step(found != statements_.end() ? found->second : remember(sql), sql, args, row);
  }

  Statement &remember(std::string_view sql) {
    if (statements_.size() >= kMostStatements) forget_statements();
    Statement statement{prepare(sql)};
    return statements_.emplace(sql, statement).first->second;
  }

  sqlite3_stmt *prepare(std::string_view sql) {
    sqlite3_stmt *statement = nullptr;
    if (sqlite3_prepare_v3(handle_.get(), sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &statement, nullptr) != SQLITE_OK)
      raise(handle_.get(), sql);
    if (statement == nullptr) throw Error("an empty statement");
    return statement;
  }

  void step(Statement &statement, std::string_view sql, const Values &args, const RowFn *row) {
    sqlite3_stmt *const prepared = statement.prepared;
    if (static_cast<std::size_t>(sqlite3_bind_parameter_count(prepared)) != args.size())
      throw Error("the number of values and of ? differ in: " + excerpt(sql));
    struct Running {
      Statement &statement;
      explicit Running(Statement &s) : statement(s) { statement.running = true; }
      ~Running() {
        sqlite3_reset(statement.prepared);
        sqlite3_clear_bindings(statement.prepared);
        statement.running = false;
      }
    } const running(statement);
    for (std::size_t i = 0; i < args.size(); ++i)
      if (bind(prepared, static_cast<int>(i + 1), args[i]) != SQLITE_OK) raise(handle_.get(), sql);
    int result = SQLITE_OK;
    while ((result = sqlite3_step(prepared)) == SQLITE_ROW)
      if (row != nullptr) (*row)(SqliteRow(prepared));
    if (result != SQLITE_DONE) raise(handle_.get(), sql);
  }

  void forget_statements() {
    std::erase_if(statements_, [](const auto &entry) {
      if (entry.second.running) return false;
      sqlite3_finalize(entry.second.prepared);
      return true;
    });
  }

  Handle handle_;
  ByText<Statement> statements_;
  std::int64_t statements_run_ = 0;
};

Handle open_file(const std::string &path, const Options &options) {
  // The file holds data about persons: made readable by its owner only (the WAL and SHM files inherit it).
  // Only when it is new: to close any descriptor of an existing file would drop this process's locks on it (POSIX), and the
  // next program that opens and closes the file would then take the WAL away from under us.
  if (const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600); file >= 0) ::close(file);
  sqlite3 *raw = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  const int result = sqlite3_open_v2(path.c_str(), &raw, flags, nullptr);
  Handle handle(raw, &close);
  if (result != SQLITE_OK) throw Error("the database file cannot be opened: " + std::string(sqlite3_errstr(result)));
  // First of all, so that even the switch to WAL waits for its turn when several connections open at once.
  sqlite3_busy_timeout(raw, options.busy_timeout_ms);
  // A misspelled column in double quotes is an error, as on PostgreSQL, not a text.
  sqlite3_db_config(raw, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
  sqlite3_db_config(raw, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
  sqlite3_db_config(raw, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  return handle;
}

/// The database file; for ":memory:" a directory of its own in memory, so that a test has the same WAL as operation.
class SqliteEngine final : public Engine {
public:
  SqliteEngine(std::string_view path, const Options &options) : path_(path), options_(options) {
    if (path_ == ":memory:") make_directory();
  }
  ~SqliteEngine() override {
    checkpointer_.reset();
    std::error_code ignored;
    if (!directory_.empty()) std::filesystem::remove_all(directory_, ignored);
  }

  Backend backend() const override { return Backend::sqlite; }

  std::unique_ptr<Connection> connect(Mode mode) override {
    auto connection = std::make_unique<SqliteConnection>(open_file(path_, options_));
    if (mode == Mode::write) checkpointer_->watch(connection->handle());
    connection->script("PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA journal_size_limit = 67108864;");
    connection->script(!directory_.empty()  ? "PRAGMA synchronous = OFF"
                       : options_.full_sync ? "PRAGMA synchronous = FULL"
                                            : "PRAGMA synchronous = NORMAL");
    // Readers sort in memory. The writer's statement journal must not stay there: SQLite walks an in-memory journal from its beginning
    // after every statement of many rows, so that a transaction of many statements would take the square of their number.
    connection->script(mode == Mode::read ? "PRAGMA query_only = ON; PRAGMA temp_store = MEMORY" : "PRAGMA cache_size = -16384");
    return connection;
  }

  /// Written beside and renamed, so that a broken copy never bears the name of a whole one.
  void backup_to(const std::string &file) override {
    const std::string unfinished = file + ".part";
    ::unlink(unfinished.c_str());
    {
      const Handle from = open_file(path_, options_), to = open_file(unfinished, options_);
      sqlite3_backup *backup = sqlite3_backup_init(to.get(), "main", from.get(), "main");
      if (backup == nullptr) raise(to.get(), "backup");
      sqlite3_backup_step(backup, -1); // all pages of one moment; in WAL writers go on meanwhile
      if (sqlite3_backup_finish(backup) != SQLITE_OK) raise(to.get(), "backup");
    }
    std::filesystem::rename(unfinished, file);
  }

  /// Through the engine's own file: to open and close it ourselves would drop this process's locks on it (POSIX).
  std::int64_t warm(const std::stop_token &stop) override {
    constexpr int kPiece = 1 << 18; // small, so that whoever waits for the disk meanwhile waits for little
    const Handle own = open_file(path_, options_);
    sqlite3_exec(own.get(), "PRAGMA schema_version", nullptr, nullptr, nullptr); // opens the file
    sqlite3_file *file = nullptr;
    sqlite3_int64 size = 0;
    sqlite3_file_control(own.get(), "main", SQLITE_FCNTL_FILE_POINTER, static_cast<void *>(&file));
    if (file == nullptr || file->pMethods == nullptr || file->pMethods->xFileSize(file, &size) != SQLITE_OK) return 0;
    std::vector<char> piece(kPiece);
    // What was written last lies last, and is what people work with.
    const std::int64_t first = std::max<std::int64_t>(0, size - spare_memory());
    std::int64_t at = first;
    for (; at < size && !stop.stop_requested(); at += kPiece)
      if (file->pMethods->xRead(file, piece.data(), static_cast<int>(std::min<std::int64_t>(kPiece, size - at)), at) != SQLITE_OK) break;
    return std::min<std::int64_t>(at, size) - first;
  }

private:
  void make_directory() {
    std::string place = std::filesystem::is_directory("/dev/shm") ? "/dev/shm" : std::filesystem::temp_directory_path();
    place += "/rt-XXXXXX";
    if (::mkdtemp(place.data()) == nullptr) throw Error("no place for a database in memory");
    directory_ = place;
    path_ = directory_ + "/memory.sqlite";
  }

  std::string path_, directory_;
  Options options_;
  std::unique_ptr<Checkpointer> checkpointer_ = std::make_unique<Checkpointer>([this] { return open_file(path_, options_); });
};

} // namespace

std::unique_ptr<Engine> sqlite_engine(std::string_view path, const Options &options) { return std::make_unique<SqliteEngine>(path, options); }

} // namespace rt::db
