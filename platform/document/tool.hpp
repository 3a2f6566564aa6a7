#pragma once
// Runs the programs that make PDF and DOCX: no shell, a folder of their own, a time limit, nothing inherited.
#include "platform/core/result.hpp"
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace rt::document {

/// A folder that only we can read; gone with all its files at the end. Reports may name people.
class WorkFolder {
public:
  WorkFolder();
  ~WorkFolder();
  WorkFolder(const WorkFolder &) = delete;
  WorkFolder &operator=(const WorkFolder &) = delete;
  std::filesystem::path path(std::string_view name) const { return folder_ / name; }
  const std::filesystem::path &folder() const { return folder_; }
  void write(std::string_view name, std::string_view bytes) const;
  std::string read(std::string_view name) const; ///< "" when it is not there

private:
  std::filesystem::path folder_;
};

struct Tool {
  std::vector<std::string> command; ///< found through PATH
  std::string package;              ///< the Debian package that has it, for the message
  int seconds = 60;
  std::string name = {}; ///< for the message; the command's first word when empty
};
/// Runs the tool in the folder. busy when the program is not installed (also: exits with 127), fails or does not finish in time.
Result<void> run(const Tool &tool, const WorkFolder &folder);

} // namespace rt::document
