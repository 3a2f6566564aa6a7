#pragma once
// The server's settings: a TOML file, then the environment (RT_DATABASE …), which wins. Documented in
// docs/drift/konfiguration.md.
#include "platform/core/result.hpp"
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rt::config {

struct Config {
  std::string database = "rodatraden.sqlite"; ///< a file, or postgresql://…
  std::string address = "127.0.0.1";
  int port = 8080;
  int threads = 0;             ///< 0 = chosen by the number of processors
  bool secure_cookies = false; ///< true behind TLS
  std::string log_level = "info";
  std::string log_file;                     ///< "" = standard error
  std::string today;                        ///< "2019-03-22": the clock begins there (the demo); "" = the real day
  std::int64_t offset = 0;                  ///< seconds added to the clock; not together with `today`
  std::string packs_folder;                 ///< "" = those inside the program
  std::string public_url;                   ///< what the QR code leads to: "https://rodatraden.kommunen.se"; "" = as the page was asked for
  std::vector<std::string> trusted_proxies; ///< addresses whose X-Forwarded-For and -Proto are believed; empty = nobody's
  std::vector<std::string> packs;           ///< none = those of the database
  std::string metrics_token;                ///< with it /metrics answers others than the own machine
};

/// Gives the value of an environment variable; tests pass their own.
using Environment = std::function<std::optional<std::string>(const std::string &name)>;
Environment process_environment();

/// The text of a settings file. `file` is only named in errors: "rodatraden.toml:4: …".
Result<Config> parse(std::string_view toml, const std::string &file, const Environment &environment);
/// Reads a file; "" = no file, only the environment.
Result<Config> load(const std::string &file, const Environment &environment = process_environment());

/// One documented key, for `rodatraden serve --help` and the manual.
struct Key {
  std::string_view name;        ///< "secure_cookies"
  std::string_view environment; ///< "RT_SECURE_COOKIES"
  std::string_view meaning;     ///< a sentence in the reader's language
};
std::vector<Key> keys();

/// Seconds to add to the clock: from `offset`, or so that it is `today` at this time of day.
std::int64_t clock_offset(const Config &config, std::int64_t now);

} // namespace rt::config
