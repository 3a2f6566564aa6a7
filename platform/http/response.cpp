#include "platform/core/text.hpp"
#include "platform/html/html.hpp"
#include "platform/http/internal.hpp"
#include "platform/i18n/i18n.hpp"
#include <nlohmann/json.hpp>

namespace rt::http {
namespace {

struct Words {
  std::string_view title, text;
};

Words words_of(int status) {
  switch (status) {
  case 400: return {tr("Webbläsaren skickade något som inte går att läsa"), tr("Gå tillbaka, ladda om sidan och försök igen.")};
  case 403:
    return {tr("Du kommer inte åt det här"), tr("Din roll har inte den rättigheten, eller så har sidan legat öppen för "
                                                "länge. Ladda om sidan och försök igen.")};
  case 404: return {tr("Sidan finns inte"), tr("Länken kan vara gammal. Börja om från startsidan eller sök.")};
  case 405: return {tr("Så går det inte att använda adressen"), tr("Gå tillbaka till sidan och använd knapparna där.")};
  case 413: return {tr("Det är för stort"), tr("Dela upp filen eller texten i mindre delar och försök igen.")};
  case 431: return {tr("Webbläsaren skickade för mycket på en gång"), tr("Rensa webbplatsens kakor och försök igen.")};
  case 503: return {tr("Det är många som arbetar just nu"), tr("Vänta några sekunder och försök igen. Inget av det du skrev har sparats ännu.")};
  default: return {tr("Något gick fel hos oss"), tr("Felet är antecknat. Försök igen om en stund.")};
  }
}

std::string problem_json(int status, std::string_view title, const std::vector<FieldError> &fields, std::string_view id) {
  nlohmann::json out = {{"status", status}, {"title", title}, {"request", id}};
  for (const auto &field : fields) out["errors"].push_back({{"field", field.field}, {"message", field.message}, {"row", field.row}});
  return out.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string page_of(std::string_view title, std::string_view text, const std::vector<FieldError> &fields, std::string_view id) {
  html::Out out;
  out.open("main", {{"id", "main"}, {"class", "plain"}});
  out.element("h1", title);
  if (!text.empty()) out.element("p", text, {{"class", "lead"}});
  if (!fields.empty()) {
    out.open("ul");
    for (const auto &field : fields) out.element("li", field.message);
    out.close("ul");
  }
  out.open("p").link("/", tr("Till startsidan")).close("p");
  out.element("p", tr_f("Nummer för felsökning: {0}", {id}), {{"class", "quiet"}});
  out.close("main");
  return html::bare_page(title, out.str(), "bare");
}

Response answer(const Request &request, int status, std::string_view title, std::string_view text, const std::vector<FieldError> &fields) {
  if (!request.wants_json()) return html(page_of(title, text, fields, request.id), status);
  Response out = json(problem_json(status, title, fields, request.id), status);
  out.content_type = "application/problem+json; charset=utf-8";
  return out;
}

/// A file name for the header's two forms: ASCII only, and percent-encoded UTF-8.
std::string ascii_name(std::string_view name) {
  std::string out;
  for (unsigned char c : name) out += c >= 0x20 && c < 0x7f && c != '"' && c != '\\' ? static_cast<char>(c) : '_';
  return out;
}

} // namespace

Response &Response::header(std::string name, std::string value) {
  // A line break here would let data write headers of its own.
  std::erase_if(value, [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
  headers.emplace_back(std::move(name), std::move(value));
  return *this;
}

Response &Response::cookie(std::string_view name, std::string_view value, std::int64_t max_age_s, bool http_only) {
  std::string text = std::string(name) + "=" + std::string(value) + "; Path=/; SameSite=Lax";
  if (max_age_s >= 0) text += "; Max-Age=" + std::to_string(max_age_s);
  if (http_only) text += "; HttpOnly";
  return header("Set-Cookie", std::move(text));
}

Response html(std::string body, int status) {
  Response out;
  out.status = status;
  out.body = std::move(body);
  return out;
}

Response json(std::string body, int status) {
  Response out = html(std::move(body), status);
  out.content_type = "application/json; charset=utf-8";
  return out;
}

Response redirect(std::string where) {
  Response out = html({}, 303);
  out.header("Location", std::move(where));
  return out;
}

Response download(std::string bytes, std::string content_type, const std::string &filename) {
  Response out = html(std::move(bytes));
  out.content_type = std::move(content_type);
  out.header("Content-Disposition", "attachment; filename=\"" + ascii_name(filename) + "\"; filename*=UTF-8''" + url_encode(filename));
  return out;
}

Response text(std::string body, int status) {
  Response out = html(std::move(body), status);
  out.content_type = "text/plain; charset=utf-8";
  return out;
}

int status_of(ProblemKind kind) {
  switch (kind) {
  case ProblemKind::invalid: return 422;
  case ProblemKind::not_found: return 404;
  case ProblemKind::forbidden: return 403;
  case ProblemKind::conflict: return 409;
  case ProblemKind::too_large: return 413;
  case ProblemKind::busy: return 503;
  }
  return 500;
}

Response problem(const Request &request, const Problem &problem) {
  const int status = status_of(problem.kind);
  const auto words = words_of(status);
  if (problem.message.empty()) return answer(request, status, words.title, words.text, problem.fields);
  return answer(request, status, problem.message, {}, problem.fields);
}

Response status_page(const Request &request, int status) {
  const auto words = words_of(status);
  return answer(request, status, words.title, words.text, {});
}

const std::vector<std::pair<std::string, std::string>> &security_headers() {
  static const std::vector<std::pair<std::string, std::string>> headers = {
      {"Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
                                  "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'; "
                                  "worker-src 'self'"},
      {"Referrer-Policy", "no-referrer"},
      {"X-Content-Type-Options", "nosniff"},
      {"Cross-Origin-Opener-Policy", "same-origin"},
      {"Cross-Origin-Resource-Policy", "same-origin"},
      {"Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()"}};
  return headers;
}

} // namespace rt::http
