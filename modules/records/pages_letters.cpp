// Letters and forms made from a record: to print, as Word and as PDF. Each that leaves is in the audit chain; a file's name
// says nothing of whom it is about. And phrases for long texts.
#include "modules/records/letters.hpp"
#include "platform/core/text.hpp"
#include <algorithm>

namespace rt::records {
namespace {

using html::Out;

struct Opened {
  const Register *reg = nullptr;
  const definitions::Letter *letter = nullptr;
  Record record;
  FilledLetter filled;
};

std::optional<Opened> open(const Desk &desk, http::Request &request, const Actor &actor) {
  Opened opened;
  opened.reg = desk.find(request.param(0));
  if (opened.reg == nullptr) return std::nullopt;
  for (const auto &letter : opened.reg->letters)
    if (letter.id == request.param(2)) opened.letter = &letter;
  if (opened.letter == nullptr) return std::nullopt;
  auto record = desk.deps.records.get(actor, opened.reg->id, id_param(request, 1), "brev");
  if (!record) return std::nullopt;
  opened.record = std::move(*record);
  const auto labels = desk.labels(actor, *opened.reg, {opened.record});
  const auto unit = desk.deps.organisation.unit(opened.record.unit);
  const auto team = labels.teams.find(opened.record.team);
  opened.filled = fill_letter(
      *opened.reg, *opened.letter, opened.record, labels,
      {long_date(desk.today()), actor.name, unit ? unit->name : std::string{}, team != labels.teams.end() ? team->second : std::string{}});
  return opened;
}

std::string letter_path(const Opened &opened) { return record_path(*opened.reg, opened.record.id) + "/brev/" + opened.letter->id; }

void trace(const Desk &desk, const Actor &actor, const Opened &opened, const char *format) {
  auto lease = desk.deps.records.pool().write();
  db::Transaction transaction(*lease);
  audit::append(*lease, actor, desk.deps.clock.now(),
                {audit::Act::export_, opened.reg->id + ":" + std::to_string(opened.record.id), purpose_of(*opened.reg),
                 "brev " + opened.letter->id + " " + format});
  transaction.commit();
}

http::Response letter_page(const Desk &desk, http::Request &request, const Actor &actor) {
  const auto opened = open(desk, request, actor);
  if (!opened) return not_found(request);
  trace(desk, actor, *opened, "utskrift");
  Out out;
  out.open("div", {{"class", "actions"}});
  out.raw("<button type=\"button\" class=\"button button--primary button--medium\" data-print hidden>").text(tr("Skriv ut")).raw("</button>");
  html::link_button(out, letter_path(*opened) + "/docx", tr("Hämta som Word"), html::Button::secondary);
  html::link_button(out, letter_path(*opened) + "/pdf", tr("Hämta som PDF"), html::Button::secondary);
  html::link_button(out, record_path(*opened->reg, opened->record.id), tr("Tillbaka till posten"), html::Button::quiet);
  out.close("div");
  if (!opened->filled.empty.empty()) {
    out.open("div", {{"class", "not-printed"}});
    html::message(out, html::Tone::partly, tr_f("Brevet har rader att fylla i, för att det här är tomt: {0}.", {join(opened->filled.empty, ", ")}));
    out.close("div");
  }
  out.open("article", {{"class", "letter report"}}).raw(document::to_html(opened->filled.document, false)).close("article");
  return desk.page(actor, opened->letter->title.str(), "", out.take());
}

http::Response letter_file(const Desk &desk, http::Request &request, const Actor &actor) {
  const auto &format = request.param(3);
  if (format != "docx" && format != "pdf") return not_found(request);
  const auto opened = open(desk, request, actor);
  if (!opened) return not_found(request);
  const bool word = format == "docx";
  auto bytes = word ? document::to_docx(opened->filled.document) : document::to_pdf(opened->filled.document);
  if (!bytes) return http::problem(request, bytes.error());
  trace(desk, actor, *opened, format.c_str());
  const auto name = opened->letter->id + "-" + to_iso(desk.today()) + "." + format;
  return http::download(std::move(*bytes), word ? "application/vnd.openxmlformats-officedocument.wordprocessingml.document" : "application/pdf",
                        name);
}

} // namespace

void write_letters(Out &out, const Register &reg, const Record &record, const Actor &actor) {
  if (reg.letters.empty() || !actor.may(May::write_records)) return;
  out.element("h2", tr("Brev och blanketter")).open("ul", {{"class", "plain"}});
  for (const auto &letter : reg.letters) out.open("li").link(record_path(reg, record.id) + "/brev/" + letter.id, letter.title.str()).close("li");
  out.close("ul");
}

void write_phrases(Out &out, const Register &reg, const Field &field) {
  const auto belongs = [&](const definitions::Phrase &p) { return p.field == field.id; };
  if (std::none_of(reg.phrases.begin(), reg.phrases.end(), belongs)) return;
  html::begin_disclosure(out, tr_f("Infoga fras i {0}", {in_sentence(field.title.str())}), false, "phrases");
  out.open("ul", {{"class", "plain"}});
  for (const auto &phrase : reg.phrases) {
    if (!belongs(phrase)) continue;
    out.open("li")
        .element("b", phrase.title.str())
        .raw(" <button type=\"button\" class=\"button button--secondary button--medium\" hidden")
        .attr("data-insert", "f-" + field.id);
    out.attr("aria-label", tr_f("Infoga {0}", {phrase.title.str()})).raw(">").text(tr("Infoga")).raw("</button>");
    out.open("p", {{"class", "pre"}}).text(phrase.text.str()).close("p").close("li");
  }
  out.close("ul");
  html::end_disclosure(out);
}

void add_letter_pages(http::Router &router, const std::shared_ptr<Desk> &desk) {
  router.get("/register/{id}/{record}/brev/{letter}",
             access::guarded(May::write_records, [desk](http::Request &r, const Actor &a) { return letter_page(*desk, r, a); }));
  router.get("/register/{id}/{record}/brev/{letter}/{format}",
             access::guarded(May::write_records, [desk](http::Request &r, const Actor &a) { return letter_file(*desk, r, a); }));
}

} // namespace rt::records
