#pragma once
// A table is filled many times quicker without its indexes.
#include "platform/db/db.hpp"

namespace rt::db {

/// The plain indexes of tables that are to be filled, put aside and made again. What keeps rows unique stays. Belongs in a transaction,
/// or where nobody else uses the database: what is aside when the work breaks is gone.
class IndexesAside {
public:
  explicit IndexesAside(Connection &connection) : connection_(connection) {}
  void put_aside(std::string_view table);
  void make_again();

private:
  Connection &connection_;
  std::vector<std::string> made_by_; ///< the statements
};

/// Names of the indexes whose name begins so, on tables whose name begins so.
std::vector<std::string> indexes_named(Connection &connection, const std::string &beginning, const std::string &table_beginning);

} // namespace rt::db
