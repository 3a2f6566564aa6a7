// The history of a record: who did what and when, and what differs, field by field and word by word.
#include "modules/records/difference.hpp"
#include "modules/records/pages_shared.hpp"
#include "modules/records/store.hpp"
#include "platform/core/text.hpp"

namespace rt::records {
namespace {

using html::Out;

/// "Inled utredning" for a step, else what was done.
std::string what_words(const Register &reg, const std::string &what) {
  if (what.rfind("steg:", 0) == 0) {
    for (const auto &step : reg.transitions)
      if (step.id == what.substr(5)) return step.title.str();
    return std::string(tr("Nytt läge"));
  }
  if (what == "skapad") return std::string(tr("Skapad"));
  if (what == "borttagen") return std::string(tr("Borttagen"));
  if (what == "återställd") return std::string(tr("Återställd"));
  if (what == "sammanförd") return std::string(tr("Flyttad när två personer fördes samman"));
  if (what == "isärförd") return std::string(tr("Flyttad tillbaka när personerna fördes isär"));
  if (what == "rättad") return std::string(tr("Rättad"));
  if (what == "signerad") return std::string(tr("Signerad"));
  return std::string(tr("Ändrad"));
}

/// "Åtgärd: Karta → Ny skylt"; a long text word by word.
void write_change(Out &out, const HistoryEntry::Difference &difference, bool whole) {
  out.open("small").text(difference.field + ": ");
  if (is_long(difference.before, difference.after)) {
    write_difference(out, difference.before, difference.after);
  } else {
    const auto said = [&](const std::string &words) { return whole ? words : shorten(words, 200); };
    if (!difference.before.empty()) out.element("del", said(difference.before)).raw(" → ");
    if (difference.after.empty()) out.element("i", tr("tomt"));
    else out.element("ins", said(difference.after));
  }
  out.close("small");
}

http::Response history_page(const Desk &desk, http::Request &request, const Actor &actor) {
  const auto *reg = desk.find(request.param(0));
  const auto id = id_param(request, 1);
  if (reg == nullptr || id == 0) return not_found(request);
  const auto record = desk.deps.records.get(actor, reg->id, id, purpose_of(*reg));
  if (!record) return not_found(request);
  Out out;
  html::link_button(out, record_path(*reg, id), tr("Tillbaka till posten"), html::Button::quiet);
  write_history_entries(out, *reg, desk.deps.records.history(actor, reg->id, id), true);
  const auto title = tr_f("Historik: {0}", {heading(*reg, *record, desk.labels(actor, *reg, {*record}))});
  return desk.page(
      actor, title,
      std::string(tr("Vem som har gjort vad, det senaste överst. Det som har tagits bort är överstruket, det som har lagts till är understruket.")),
      out.take());
}

} // namespace

void write_history_entries(Out &out, const Register &reg, const std::vector<HistoryEntry> &entries, bool whole) {
  constexpr std::size_t kShort = 6;
  std::size_t written = 0;
  out.open("ol", {{"class", "timeline"}});
  for (const auto &entry : entries) {
    if (!whole && ++written > kShort) break;
    out.open("li").element("time", moment_text(entry.at)).open("div");
    out.element("b", what_words(reg, entry.what));
    if (!entry.who.empty()) out.raw(" ").text(tr_f("av {0}", {entry.who}));
    if (whole || entry.what != "skapad")
      for (const auto &difference : entry.differences) write_change(out, difference, whole);
    out.close("div").close("li");
  }
  out.close("ol");
}

void add_history_pages(http::Router &router, const std::shared_ptr<Desk> &desk) {
  router.get("/register/{id}/{record}/historik",
             access::guarded(May::read_records, [desk](http::Request &r, const Actor &a) { return history_page(*desk, r, a); }));
}

} // namespace rt::records
