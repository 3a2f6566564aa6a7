// The kiosk: code page, form, thanks. No login, no cookie, no frame; works as a plain form without JavaScript.
#include "modules/treatment/drawings.hpp"
#include "modules/treatment/kiosk_texts.hpp"
#include "modules/treatment/pages.hpp"
#include "platform/core/text.hpp"
#include <algorithm>
#include <map>
#include <mutex>
#include <sodium.h>

namespace rt::treatment {

namespace {

std::string words(const FormView &v, const std::string &key, const std::string &loaded_key = {}) {
  if (v.wording && !loaded_key.empty())
    for (const auto &[k, text] : v.wording->texts)
      if (k == loaded_key && !text.empty()) return text;
  return std::string(kiosk_text(key, v.lang));
}

std::string random_key() {
  unsigned char bytes[16];
  randombytes_buf(bytes, sizeof bytes);
  return to_hex({reinterpret_cast<const char *>(bytes), sizeof bytes});
}

std::string given(const FormView &v, std::string_view field) {
  for (const auto &[name, value] : v.given)
    if (name == field) return value;
  return {};
}

std::string address(const FormView &v, std::string_view lang, bool faces) {
  std::string url = "/k/" + v.ticket->token + "?lang=" + std::string(lang);
  if (faces) url += "&v=faces";
  if (!v.device.empty()) url += "&p=" + v.device;
  return url;
}

bool is_rating(Kind kind) { return kind == Kind::ors || kind == Kind::srs; }

void top(Out &out, const FormView &v) {
  out.open("nav", {{"class", "k-top"}, {"aria-label", kiosk_text("language", v.lang)}});
  for (const auto &language : kiosk_languages()) {
    const auto dir = language.rtl ? "rtl" : "ltr";
    if (language.id == v.lang) out.element("b", language.name, {{"lang", language.id}, {"dir", dir}, {"aria-current", "true"}});
    else
      out.open("a", {{"href", address(v, language.id, v.faces)}, {"lang", language.id}, {"dir", dir}, {"hreflang", language.id}})
          .text(language.name)
          .close("a");
  }
  if (is_rating(v.ticket->kind)) {
    out.open("a", {{"class", "k-variant"}, {"href", address(v, v.lang, !v.faces)}});
    out.raw(face(v.faces ? 2 : 4)).text(kiosk_text(v.faces ? "lines" : "faces", v.lang)).close("a");
  }
  out.close("nav");
}

/// A wording may name the ends of each line, or all lines' ends alike.
std::string end_words(const FormView &v, const std::string &end, const std::string &scale) {
  const auto own = words(v, "", end + "." + scale);
  return own.empty() ? words(v, end, end) : own;
}

void scale(Out &out, const FormView &v, int number) {
  const auto n = std::to_string(number);
  const auto name = "s" + n;
  const auto label = words(v, std::string(id_of(v.ticket->kind)) + "." + n, n);
  const auto chosen = given(v, name);
  out.open("fieldset", {{"class", "k-step k-scale"}});
  out.element("legend", label);
  if (v.faces) {
    out.open("div", {{"class", "k-faces"}, {"aria-hidden", "true"}});
    for (int mood = 0; mood < 5; ++mood) out.open("span", {{"class", "k-face"}}).raw(face(mood)).close("span");
    out.close("div");
  }
  out.open("div", {{"class", "k-radios"}, {"data-name", name}, {"data-label", label}});
  for (int value = 0; value <= 10; ++value) {
    const auto tenths = std::to_string(value * 10);
    out.raw("<label><input type=\"radio\"").attr("name", name).attr("value", tenths);
    if (chosen == tenths) out.raw(" checked");
    out.raw(value == 0 ? " required>" : ">").text(std::to_string(value)).raw("</label>");
  }
  out.close("div");
  out.open("div", {{"class", "k-ends"}});
  out.element("span", end_words(v, "low", n)).element("span", end_words(v, "high", n));
  out.close("div").close("fieldset");
}

/// The words of one of the unit's own questions: our translation, else the definition's Swedish.
std::string question(const FormView &v, const definitions::Field &field) {
  const auto key = v.reg->id + "." + field.id;
  const auto text = kiosk_text(key, v.lang);
  return text.empty() ? field.title.sv : std::string(text);
}

std::string option_words(const FormView &v, const definitions::Field &field, const definitions::Option &option) {
  // Questions that share their answers share the translation: child_safety.q.*, ros_survey.limits.*
  std::string stem = field.id;
  if (v.reg->id == "child_safety") stem = "q";
  if (v.reg->id == "ros_survey" && field.id.ends_with("limits")) stem = "limits";
  const auto text = kiosk_text(v.reg->id + "." + stem + "." + option.id, v.lang);
  return text.empty() ? option.title.sv : std::string(text);
}

bool asked(const definitions::Field &f) {
  using T = definitions::FieldType;
  return (f.type == T::choice || f.type == T::item || f.type == T::yes_no || f.type == T::long_text) && f.id != "parent" && f.id != "moment";
}

void free_text(Out &out, const FormView &v, const std::string &id, const std::string &label) {
  out.open("div", {{"class", "k-step"}, {"data-optional", "1"}});
  out.element("label", label, {{"for", "k-" + id}});
  out.element("p", kiosk_text("optional", v.lang), {{"class", "k-note"}, {"id", "k-" + id + "-note"}});
  out.open("textarea", {{"id", "k-" + id}, {"name", id}, {"rows", "4"}, {"maxlength", "4000"}, {"aria-describedby", "k-" + id + "-note"}});
  out.text(given(v, id)).close("textarea").close("div");
}

void questions(Out &out, const FormView &v) {
  for (const auto &field : v.reg->fields) {
    if (!asked(field)) continue;
    if (field.type == definitions::FieldType::long_text) {
      free_text(out, v, field.id, question(v, field));
      continue;
    }
    out.open("fieldset", {{"class", "k-step"}}).element("legend", question(v, field));
    out.open("div", {{"class", "k-answers"}});
    for (const auto &option : field.options) {
      out.raw("<label><input type=\"radio\"").attr("name", field.id).attr("value", option.id);
      if (given(v, field.id) == option.id) out.raw(" checked");
      out.raw(&option == &field.options.front() ? " required>" : ">").element("span", option_words(v, field, option)).raw("</label>");
    }
    out.close("div").close("fieldset");
  }
}

std::string title_key(const Ticket &t) {
  if (t.kind == Kind::ors) return t.rater == "client" ? "ors.title" : "ors.title.other";
  if (t.kind == Kind::child_safety) return "child_safety.title." + (t.parent.empty() ? std::string("mother") : t.parent);
  return std::string(id_of(t.kind)) + ".title";
}

std::string page_around(std::string_view title, std::string_view lang, std::string_view inner) {
  Out out;
  out.raw("<main id=\"main\">").raw(inner).raw("</main>");
  const auto &language = kiosk_language(lang);
  return html::bare_page(title, out.str(), "kiosk", language.id, language.rtl, {"kiosk.js"}, {"kiosk.css"});
}

} // namespace

std::string kiosk_form(const FormView &v) {
  const auto &t = *v.ticket;
  Out out;
  top(out, v);
  out.element("h1", words(v, title_key(t), t.rater == "client" ? "title" : "title.other"));
  if (is_rating(t.kind)) {
    out.element("p", words(v, "lead", "lead"), {{"class", "k-lead k-line-lead"}});
    out.element("p", kiosk_text("lead.plain", v.lang), {{"class", "k-lead k-plain"}});
  } else {
    out.element("p", kiosk_text(std::string(id_of(t.kind)) + ".lead", v.lang), {{"class", "k-lead"}});
  }
  if (!v.error.empty()) out.element("p", v.error, {{"class", "k-error"}, {"role", "alert"}});
  const auto say = [&](std::string_view key) { return kiosk_text(key, v.lang); };
  out.open("form", {{"method", "post"},
                    {"action", "/k/" + t.token},
                    {"class", "k-form"},
                    {"novalidate", ""},
                    {"data-token", t.token},
                    {"data-unset", say("unset")},
                    {"data-of-ten", say("of.ten")},
                    {"data-step", say("step")},
                    {"data-missing", say("missing")},
                    {"data-missing-one", say("missing.one")},
                    {"data-missing-some", say("missing.some")},
                    {"data-offline", say("offline")},
                    {"data-wait", say("wait")},
                    {"data-not-saved", say("not.saved")}});
  html::input_hidden(out, "key", v.key);
  html::input_hidden(out, "lang", v.lang);
  html::input_hidden(out, "v", v.faces ? "faces" : "standard");
  if (!v.device.empty()) html::input_hidden(out, "p", v.device);
  out.open("p", {{"class", "k-progress"}, {"hidden", ""}, {"aria-live", "polite"}}).close("p");
  if (is_rating(t.kind)) {
    for (int i = 1; i <= kScales; ++i) scale(out, v, i);
    if (t.kind == Kind::srs) free_text(out, v, "comment", words(v, "comment", "comment"));
  } else {
    questions(out, v);
  }
  out.open("div", {{"class", "k-actions"}});
  out.open("button", {{"type", "button"}, {"class", "k-btn quiet k-back"}, {"hidden", ""}}).text(say("back")).close("button");
  out.open("button", {{"type", "button"}, {"class", "k-btn k-next"}, {"hidden", ""}}).text(say("next")).close("button");
  out.open("button", {{"type", "submit"}, {"class", "k-btn k-done"}}).text(say("done")).close("button");
  out.element("p", say(is_anonymous(t.kind) ? "anonymous" : "privacy"), {{"class", "k-privacy"}});
  out.open("p", {{"class", "k-status"}, {"role", "status"}}).close("p").close("div").close("form");
  return out.take();
}

namespace {

/// The code page that a tablet came from: "1" = the page of all units, else the unit's own. "" = one's own phone.
std::string device_of(const http::Fields &fields) {
  const std::string &given = fields["p"];
  const bool sound = given.size() <= 60 && given.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos;
  return sound ? given : std::string("1");
}
std::string code_path(const std::string &device) { return device.empty() || device == "1" ? std::string("/kiosk") : "/kiosk/" + device; }

void to_code_page(Out &out, std::string_view lang, const std::string &device) {
  if (device.empty()) return;
  out.open("p", {{"class", "k-after"}});
  out.open("a", {{"href", code_path(device) + "?lang=" + std::string(lang)}, {"data-soon", "30"}})
      .text(kiosk_text("to.code", lang))
      .close("a")
      .close("p");
}

std::string thanks(const Ticket &t, std::string_view lang, const std::string &device, const std::vector<chart::Rating> &own, const Parameters &p) {
  Out out;
  out.open("div", {{"class", "k-thanks"}});
  out.element("h1", kiosk_text("thanks", lang));
  out.element("p", kiosk_text("thanks.text", lang), {{"class", "k-lead"}});
  if (is_rating(t.kind)) {
    out.open("details").element("summary", kiosk_text("thanks.curve", lang));
    if (own.size() < 2) out.element("p", kiosk_text("curve.first", lang));
    // Without the cut-off's words: the line is for the talk with the therapist, not a verdict on a tablet.
    const auto cutoff = p.cutoff ? std::optional<double>(p.cutoff / 10.0) : std::nullopt;
    out.raw(
        chart::for_both(640, [&](int width) { return chart::curve({{"", 1, own}}, cutoff, "", 40, kiosk_text("thanks.curve", lang), width, 220); }));
    out.close("details");
  }
  to_code_page(out, lang, device);
  out.close("div");
  return out.take();
}

std::string code_page(std::string_view lang, std::string_view error_key, const std::string &device) {
  const std::string path = code_path(device);
  Out out;
  out.open("nav", {{"class", "k-top"}, {"aria-label", kiosk_text("language", lang)}});
  for (const auto &language : kiosk_languages()) {
    const auto dir = language.rtl ? "rtl" : "ltr";
    if (language.id == lang) out.element("b", language.name, {{"lang", language.id}, {"dir", dir}, {"aria-current", "true"}});
    else
      out.open("a", {{"href", path + "?lang=" + std::string(language.id)}, {"lang", language.id}, {"dir", dir}, {"hreflang", language.id}})
          .text(language.name)
          .close("a");
  }
  out.close("nav");
  out.element("h1", kiosk_text("pin.title", lang));
  if (!error_key.empty()) out.element("p", kiosk_text(error_key, lang), {{"class", "k-error"}, {"role", "alert"}, {"id", "pin-error"}});
  out.open("form", {{"method", "post"}, {"action", path}, {"class", "k-pin k-step"}});
  html::input_hidden(out, "lang", lang);
  out.element("label", kiosk_text("pin.label", lang), {{"for", "pin"}});
  out.raw(
      "<input id=\"pin\" name=\"pin\" inputmode=\"numeric\" autocomplete=\"one-time-code\" pattern=\"[0-9 ]*\" maxlength=\"7\" required autofocus");
  if (!error_key.empty()) out.raw(" aria-invalid=\"true\" aria-describedby=\"pin-error\"");
  out.raw(">");
  out.open("button", {{"type", "submit"}, {"class", "k-btn"}}).text(kiosk_text("pin.start", lang)).close("button");
  out.close("form");
  return page_around(kiosk_text("pin.title", lang), lang, out.str());
}

/// At most so many posts a minute from one address: a school class behind one address fits, a flood does not.
class Gate {
public:
  bool let_in(const std::string &remote, Instant now) {
    constexpr int kPerMinute = 180;
    std::lock_guard lock(mutex_);
    if (now / 60 != minute_) {
      minute_ = now / 60;
      seen_.clear();
    }
    return ++seen_[remote] <= kPerMinute;
  }

private:
  std::mutex mutex_;
  Instant minute_ = 0;
  std::map<std::string, int> seen_;
};

http::Response message_page(const http::Request &request, std::string_view lang, int status, std::string_view title_key, std::string_view text_key,
                            const std::string &device) {
  const auto inner = kiosk_message(lang, title_key, text_key, device);
  return request.wants_fragment() ? http::html(inner, status) : http::html(page_around(kiosk_text(title_key, lang), lang, inner), status);
}

std::string lang_of(const http::Fields &fields, std::string_view otherwise) {
  return std::string(kiosk_language(fields.has("lang") ? std::string_view(fields["lang"]) : otherwise).id);
}

http::Response show_form(const Deps &deps, const http::Request &request, const Ticket &ticket, const http::Fields &fields, std::string error = {}) {
  FormView view;
  view.ticket = &ticket;
  view.reg = deps.records.catalog().find(id_of(ticket.kind));
  view.lang = lang_of(fields, ticket.lang);
  view.faces = fields.has("v") ? fields["v"] == "faces" : ticket.faces;
  view.device = device_of(fields);
  view.key = error.empty() ? random_key() : fields["key"];
  view.error = std::move(error);
  if (!view.error.empty()) view.given = fields.items();
  const auto wording = deps.treatment.wording(ticket.unit, ticket.kind, view.lang, view.faces);
  if (wording) view.wording = &*wording;
  const auto inner = kiosk_form(view);
  const int status = view.error.empty() ? 200 : 422;
  if (request.wants_fragment()) return http::html(inner, status);
  return http::html(page_around(kiosk_text(title_key(ticket), view.lang), view.lang, inner), status);
}

http::Response take_answer(const Deps &deps, http::Request &request, Gate &gate) {
  const auto lang = lang_of(request.form, "sv");
  const std::string device = device_of(request.form);
  if (!gate.let_in(request.remote, deps.clock.now())) return message_page(request, lang, 429, "slow.down", "", device);
  Answer answer{request.form["key"], lang, request.form["v"] == "faces", {}};
  for (const auto &[name, value] : request.form.items())
    if (name != "key" && name != "lang" && name != "v" && name != "p") answer.fields.emplace_back(name, value);
  const auto &token = request.param(0);
  const auto receipt = deps.treatment.submit(token, answer);
  if (!receipt) {
    switch (receipt.error().kind) {
    case ProblemKind::conflict: return message_page(request, lang, 409, "used", "", device);
    case ProblemKind::busy: return message_page(request, lang, 503, "slow.down", "", device);
    case ProblemKind::invalid: {
      const auto ticket = deps.treatment.open(token);
      if (ticket)
        return show_form(deps, request, *ticket, request.form, std::string(kiosk_text(is_rating(ticket->kind) ? "missing" : "missing.some", lang)));
      break;
    }
    default: break;
    }
    return message_page(request, lang, http::status_of(receipt.error().kind), "expired", "", device);
  }
  if (deps.live && receipt->ticket) {
    deps.live->publish("ticket-" + std::to_string(receipt->ticket), "{}");
    deps.live->publish("contact-" + std::to_string(receipt->contact), "{}");
  }
  Ticket shown;
  shown.kind = receipt->kind;
  const auto *instrument = deps.records.catalog().instrument(id_of(receipt->kind));
  const auto own = is_rating(receipt->kind) ? deps.treatment.own_curve(token, answer.key) : std::vector<chart::Rating>{};
  const auto inner = thanks(shown, lang, device, own, instrument ? parameters(*instrument, std::nullopt) : Parameters{.cutoff = 0});
  return request.wants_fragment() ? http::html(inner) : http::html(page_around(kiosk_text("thanks", lang), lang, inner));
}

} // namespace

std::string unit_slug(const organisation::Unit &unit) {
  std::string slug;
  std::string words = fold(unit.code.empty() ? unit.name : unit.code);
  for (const auto &[letter, plain] : {std::pair{"å", "a"}, {"ä", "a"}, {"ö", "o"}, {"é", "e"}}) words = replace_all(std::move(words), letter, plain);
  for (const char c : words) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (plain) slug += c;
    else if (!slug.empty() && slug.back() != '-') slug += '-';
  }
  while (!slug.empty() && slug.back() == '-') slug.pop_back();
  return slug.substr(0, 60);
}

std::string kiosk_message(std::string_view lang, std::string_view title_key, std::string_view text_key, const std::string &device) {
  Out out;
  out.open("div", {{"class", "k-thanks"}}).element("h1", kiosk_text(title_key, lang));
  if (!text_key.empty()) out.element("p", kiosk_text(text_key, lang), {{"class", "k-lead"}});
  to_code_page(out, lang, device);
  out.close("div");
  return out.take();
}

void add_kiosk_pages(http::Router &router, const Deps &given_deps) {
  const auto deps = std::make_shared<Deps>(given_deps);
  const auto gate = std::make_shared<Gate>();
  const http::RouteOptions open_to_all{
      .csrf = false, .max_body = 32 * 1024, .help = "Kiosken: skattning och enkät utan inloggning", .permission = ""};
  const auto show_code = [](http::Request &r, const std::string &device) { return http::html(code_page(lang_of(r.query, "sv"), "", device)); };
  const auto try_code = [deps](http::Request &r, const std::string &device, std::int64_t unit) {
    const auto lang = lang_of(r.form, "sv");
    const auto ticket = deps->treatment.by_pin(r.form["pin"], r.remote, unit);
    if (!ticket)
      return http::html(code_page(lang, ticket.error().kind == ProblemKind::busy ? "pin.closed" : "pin.wrong", device),
                        http::status_of(ticket.error().kind));
    // The language chosen on the code page wins over what the therapist guessed.
    const auto chosen = lang == "sv" ? ticket->lang : lang;
    return http::redirect("/k/" + ticket->token + "?p=" + device + "&lang=" + chosen + (ticket->faces ? "&v=faces" : ""));
  };
  router.get("/kiosk", [show_code](http::Request &r) { return show_code(r, "1"); }, open_to_all);
  router.post("/kiosk", [try_code](http::Request &r) { return try_code(r, "1", 0); }, open_to_all);
  // A unit's own code page: wrong codes elsewhere never close it.
  const auto of_unit = [deps](const auto &what) {
    return [deps, what](http::Request &r) {
      for (const auto &unit : deps->organisation.units())
        if (const auto slug = unit_slug(unit); slug == r.param(0)) return what(r, slug, unit.id);
      return http::problem(r, {ProblemKind::not_found, std::string(tr("Sidan finns inte.")), {}});
    };
  };
  router.get("/kiosk/{unit}", of_unit([show_code](http::Request &r, const std::string &slug, std::int64_t) { return show_code(r, slug); }),
             open_to_all);
  router.post("/kiosk/{unit}", of_unit(try_code), open_to_all);
  router.get(
      "/k/{token}",
      [deps](http::Request &r) {
        const auto ticket = deps->treatment.open(r.param(0));
        const auto lang = lang_of(r.query, ticket ? ticket->lang : "sv");
        const std::string device = device_of(r.query);
        if (!ticket)
          return message_page(r, lang, http::status_of(ticket.error().kind), ticket.error().kind == ProblemKind::conflict ? "used" : "expired", "",
                              device);
        return show_form(*deps, r, *ticket, r.query);
      },
      open_to_all);
  router.post("/k/{token}", [deps, gate](http::Request &r) { return take_answer(*deps, r, *gate); }, open_to_all);
}

} // namespace rt::treatment
