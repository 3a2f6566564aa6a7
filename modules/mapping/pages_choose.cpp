// Which tool, for whom: from a person's page. Here the frame is still there; behind it the shared screen begins.
#include "modules/mapping/pages.hpp"
#include "platform/core/text.hpp"
#include "platform/i18n/i18n.hpp"

namespace rt::mapping {

namespace {

void write_one(Out &out, const Deps &deps, const Actor &actor, const Register &reg, std::int64_t person) {
  out.open("section", {{"class", "tool"}}).element("h2", reg.title.str());
  if (const auto about = reg.about_text.str(); !about.empty()) out.element("p", about, {{"class", "reading"}});
  const auto made = all_of(deps, actor, reg, person);
  if (!made.empty()) {
    out.open("ul", {{"class", "plain"}});
    for (const auto &record : made) {
      out.open("li").link("/tillsammans/" + reg.id + "/" + std::to_string(record.id), tr_f("Öppna den från {0}", {date_of(reg, record)}));
      if (const auto *with = reg.field("with"); with != nullptr && record.has("with"))
        out.raw(" ").element("small", records::show(*with, record.value("with")));
      out.close("li");
    }
    out.close("ul");
  }
  if (actor.may(May::write_records)) {
    html::begin_form(out, "/tillsammans/person/" + std::to_string(person), false, "inline");
    html::input_hidden(out, "register", reg.id);
    html::button(out, tr_f("Börja: {0}", {lower(reg.singular.str())}), html::Button::secondary);
    html::end_form(out);
  }
  out.close("section");
}

http::Response choose(const Deps &deps, const http::Request &request, const Actor &actor) {
  const auto id = parse_integer(request.param(0)).value_or(0);
  const auto person = deps.persons.get(actor, id, kPurpose);
  if (!person) return http::problem(request, person.error());
  Out out;
  const auto found = tools_of(deps, actor);
  if (found.empty()) html::empty_state(out, tr("Enhetens paket har inga verktyg för samtal vid skärm."));
  out.open("div", {{"class", "tool-list"}});
  for (const auto *reg : found) write_one(out, deps, actor, *reg, id);
  out.close("div");
  auto frame = deps.frame(actor, "cases");
  frame.title = tr("Arbeta tillsammans på skärm");
  frame.lead = tr("Välj verktyg. På skärmen syns bara förnamnet, aldrig personnummer eller ärendenummer.");
  frame.styles.emplace_back("mapping.css");
  return http::html(html::page(frame, out.str()));
}

http::Response start(const Deps &deps, const http::Request &request, const Actor &actor) {
  const auto *reg = deps.records.catalog().find(request.form["register"]);
  if (reg == nullptr || !tool_of(*reg))
    return http::problem(request, {ProblemKind::not_found, std::string(tr("Det finns inget sådant verktyg.")), {}});
  const auto made = begin(deps, actor, *reg, parse_integer(request.param(0)).value_or(0));
  if (!made) return http::problem(request, made.error());
  return http::redirect("/tillsammans/" + reg->id + "/" + std::to_string(*made));
}

} // namespace

void add_choose_pages(http::Router &router, const std::shared_ptr<Deps> &deps) {
  router.get("/tillsammans/person/{id}", access::guarded(May::read_records, [deps](http::Request &r, const Actor &a) { return choose(*deps, r, a); }),
             {.help = "Välj verktyg för ett samtal vid skärm", .permission = "read_records"});
  router.post("/tillsammans/person/{id}",
              access::guarded(May::write_records, [deps](http::Request &r, const Actor &a) { return start(*deps, r, a); }),
              {.help = "Börja en ny kartläggning, nya hus eller cirklar", .permission = "write_records"});
}

} // namespace rt::mapping
