#include "platform/config/config.hpp"
#include "platform/core/clock.hpp"
#include "platform/core/text.hpp"
#include "platform/i18n/i18n.hpp"
#include <cstdlib>
#include <fstream>
#include <iterator>
// The library asserts what it reports as a syntax error a line later ("[[["): a broken file must never end the program.
#define TOML_ASSERT(expr) static_assert(true)
#include <toml++/toml.h>

namespace rt::config {
namespace {

using Apply = std::function<bool(Config &, const std::string &)>;

bool apply_int(int &into, const std::string &text, long long from, long long to) {
  const auto value = parse_integer(text);
  if (!value || *value < from || *value > to) return false;
  into = static_cast<int>(*value);
  return true;
}

bool is_date(const std::string &text) { return text.size() == 10 && from_iso(text + "T00:00:00Z") >= 0; }

struct Setting {
  Key key;
  std::string_view expected; ///< what to write, as a part of the error
  Apply apply;               ///< false when the text does not fit
};

/// Made anew each time, in the reader's language.
std::vector<Setting> settings() {
  return {
      {{"database", "RT_DATABASE", tr("Databasen: en fil för SQLite eller en adress som börjar med postgresql://.")},
       tr("en fil eller postgresql://…"),
       [](Config &c, const std::string &t) { return !(c.database = t).empty(); }},
      {{"address", "RT_ADDRESS", tr("Adressen som servern lyssnar på.")},
       tr("till exempel 127.0.0.1"),
       [](Config &c, const std::string &t) { return !(c.address = t).empty(); }},
      {{"port", "RT_PORT", tr("Porten som servern lyssnar på; 0 väljer en ledig.")},
       tr("ett heltal 0–65535"),
       [](Config &c, const std::string &t) { return apply_int(c.port, t, 0, 65535); }},
      {{"threads", "RT_THREADS", tr("Antal trådar som gör sidor; 0 väljer efter antalet processorer.")},
       tr("ett heltal 0–256"),
       [](Config &c, const std::string &t) { return apply_int(c.threads, t, 0, 256); }},
      {{"secure_cookies", "RT_SECURE_COOKIES", tr("Kakor skickas bara över TLS. Sätt till true bakom en proxy med TLS.")},
       tr("true eller false"),
       [](Config &c, const std::string &t) {
         c.secure_cookies = t == "true" || t == "1";
         return c.secure_cookies || t == "false" || t == "0";
       }},
      {{"log_level", "RT_LOG_LEVEL", tr("Vad som skrivs i loggen.")},
       tr("debug, info, warn eller error"),
       [](Config &c, const std::string &t) {
         c.log_level = t;
         return t == "debug" || t == "info" || t == "warn" || t == "error";
       }},
      {{"log_file", "RT_LOG_FILE", tr("Fil som loggen skrivs till; tomt ger standard error.")},
       tr("en fil"),
       [](Config &c, const std::string &t) {
         c.log_file = t;
         return true;
       }},
      {{"today", "RT_TODAY", tr("Den dag som klockan börjar på, för demonstration; tomt är den riktiga dagen.")},
       tr("ett datum som 2019-03-22"),
       [](Config &c, const std::string &t) {
         c.today = t;
         return t.empty() || is_date(t);
       }},
      {{"offset", "RT_OFFSET", tr("Sekunder som läggs till klockan, för demonstration.")},
       tr("ett heltal"),
       [](Config &c, const std::string &t) {
         const auto v = parse_integer(t);
         c.offset = v.value_or(0);
         return v.has_value();
       }},
      {{"packs_folder", "RT_PACKS_FOLDER", tr("Mapp med paket; tomt använder dem som följer med programmet.")},
       tr("en mapp"),
       [](Config &c, const std::string &t) {
         c.packs_folder = t;
         return true;
       }},
      {{"packs", "RT_PACKS", tr("Paketen som enheten använder, med kommatecken emellan.")},
       tr("en lista med paket"),
       [](Config &c, const std::string &t) {
         c.packs.clear();
         for (const auto &name : split(t, ','))
           if (!trim(name).empty()) c.packs.emplace_back(trim(name));
         return !c.packs.empty();
       }},
      {{"public_url", "RT_PUBLIC_URL", tr("Adressen som kiosken nås på utifrån: den står i QR-koden. Tomt tar adressen som sidan öppnades med.")},
       tr("en adress som https://rodatraden.kommunen.se"),
       [](Config &c, const std::string &t) {
         c.public_url = t;
         while (!c.public_url.empty() && c.public_url.back() == '/') c.public_url.pop_back();
         const bool web = c.public_url.starts_with("https://") || c.public_url.starts_with("http://");
         return c.public_url.empty() || (web && c.public_url.find_first_of(" \"<>?#") == std::string::npos);
       }},
      {{"trusted_proxies", "RT_TRUSTED_PROXIES", tr("Proxyer vars X-Forwarded-For servern tror på; tomt tror inte på någon.")},
       tr("en lista med IP-adresser"),
       [](Config &c, const std::string &t) {
         c.trusted_proxies.clear();
         for (const auto &part : split(t, ','))
           if (const auto address = trim(part); !address.empty()) {
             if (address.find_first_not_of("0123456789abcdefABCDEF.:") != std::string_view::npos) return false;
             c.trusted_proxies.emplace_back(address);
           }
         return true;
       }},
      {{"metrics_token", "RT_METRICS_TOKEN", tr("Med den får även andra maskiner läsa /metrics (Authorization: Bearer …).")},
       tr("minst 16 tecken"),
       [](Config &c, const std::string &t) {
         c.metrics_token = t;
         return t.empty() || t.size() >= 16;
       }},
  };
}

std::optional<std::string> text_of(const toml::node &node) {
  if (const auto *text = node.as_string()) return text->get();
  if (const auto *number = node.as_integer()) return std::to_string(number->get());
  if (const auto *flag = node.as_boolean()) return flag->get() ? "true" : "false";
  if (const auto *date = node.as_date()) {
    char text[16];
    std::snprintf(text, sizeof text, "%04d-%02d-%02d", date->get().year, date->get().month, date->get().day);
    return text;
  }
  if (const auto *list = node.as_array()) {
    std::vector<std::string> parts;
    for (const auto &item : *list) {
      if (!item.is_string()) return std::nullopt;
      parts.push_back(item.as_string()->get());
    }
    return join(parts, ",");
  }
  return std::nullopt;
}

std::string where(const std::string &file, const toml::source_region &at) { return file + ":" + std::to_string(at.begin.line) + ": "; }

Result<void> apply_file(Config &config, const toml::table &table, const std::string &file) {
  const auto all = settings();
  for (const auto &[name, node] : table) {
    const Setting *found = nullptr;
    std::vector<std::string> names;
    for (const auto &setting : all) {
      names.emplace_back(setting.key.name);
      if (setting.key.name == name.str()) found = &setting;
    }
    if (!found) {
      const auto near = nearest(name.str(), names);
      const auto words =
          near ? tr_f("Inställningen {0} finns inte. Menar du {1}?", {name.str(), *near}) : tr_f("Inställningen {0} finns inte.", {name.str()});
      return fail(ProblemKind::invalid, where(file, name.source()) + words);
    }
    const auto text = text_of(node);
    if (!text || !found->apply(config, *text))
      return fail(ProblemKind::invalid, where(file, node.source()) + tr_f("{0} ska vara {1}.", {name.str(), found->expected}));
  }
  return {};
}

} // namespace

Environment process_environment() {
  return [](const std::string &name) -> std::optional<std::string> {
    const char *value = std::getenv(name.c_str());
    return value ? std::optional<std::string>(value) : std::nullopt;
  };
}

Result<Config> parse(std::string_view text, const std::string &file, const Environment &environment) {
  Config config;
  try {
    const toml::table table = toml::parse(text, file);
    RT_CHECK(apply_file(config, table, file));
  } catch (const toml::parse_error &error) {
    return fail(ProblemKind::invalid, where(file, error.source()) + tr_f("Filen går inte att läsa som TOML: {0}", {error.description()}));
  }
  for (const auto &setting : settings())
    if (const auto value = environment(std::string(setting.key.environment)))
      if (!setting.apply(config, *value))
        return fail(ProblemKind::invalid, tr_f("Miljövariabeln {0} ska vara {1}.", {setting.key.environment, setting.expected}));
  if (!config.today.empty() && config.offset != 0) return fail(ProblemKind::invalid, std::string(tr("Ange antingen today eller offset, inte båda.")));
  return config;
}

Result<Config> load(const std::string &file, const Environment &environment) {
  if (file.empty()) return parse("", "", environment);
  std::ifstream in(file, std::ios::binary);
  if (!in) return fail(ProblemKind::not_found, tr_f("Filen {0} går inte att öppna.", {file}));
  const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  return parse(text, file, environment);
}

std::vector<Key> keys() {
  std::vector<Key> out;
  for (const auto &setting : settings()) out.push_back(setting.key);
  return out;
}

std::int64_t clock_offset(const Config &config, std::int64_t now) {
  if (config.today.empty()) return config.offset;
  const auto midnight = now - now % 86400;
  return from_iso(config.today + "T00:00:00Z") - midnight;
}

} // namespace rt::config
