// A new person, and what is known about one. Before a person is registered, the same human is looked for.
#include "modules/casework/pages.hpp"
#include "platform/core/text.hpp"
#include <algorithm>

namespace rt::casework {
namespace {

struct Form {
  records::Person person;
  std::vector<std::string> marked;
  std::string reserve; ///< a number of another kind: reserve number, the city system's
  Problem problem;
  std::vector<records::Likeness> alike;
};

std::string error_at(const Problem &problem, std::string_view field) {
  for (const auto &error : problem.fields)
    if (error.field == field) return error.message;
  return {};
}

html::Field field(const Form &form, std::string_view id, std::string_view label, std::string value, std::string_view help = {}) {
  html::Field f(id, html::Label(label));
  f.value = std::move(value);
  f.help = help;
  f.error = error_at(form.problem, id);
  return f;
}

void fields(Out &out, const Form &form) {
  const auto &p = form.person;
  html::error_summary(out, form.problem);
  out.open("fieldset", {{"class", "group"}}).element("legend", tr("Vem"));
  out.open("div", {{"class", "pair"}});
  html::input_text(out, field(form, "first_name", tr("Förnamn"), p.first_name));
  html::input_text(out, field(form, "last_name", tr("Efternamn"), p.last_name));
  out.close("div").open("div", {{"class", "pair"}});
  html::input_text(out, field(form, "personnummer", tr("Personnummer eller samordningsnummer"), p.personnummer,
                              tr("Tolv siffror. Lämna tomt om personen inte har något.")));
  html::input_text(
      out, field(form, "reserve", tr("Reservnummer eller nummer i annat system"), form.reserve, tr("Till exempel för en nyfödd. Går att söka på.")));
  out.close("div");
  auto born = field(form, "birth_date", tr("Född"), p.birth_date, tr("Räknas ut av personnumret om du lämnar fältet tomt."));
  born.width = "date";
  html::input_date(out, born);
  html::input_radios(out,
                     field(form, "sex", tr("Kön"), p.sex == organisation::Sex::unknown ? "" : std::string(organisation::id_of(p.sex)),
                           tr("Fyll i det personen själv uppger.")),
                     {{"female", std::string(tr("Kvinna eller flicka"))},
                      {"male", std::string(tr("Man eller pojke"))},
                      {"other", std::string(tr("Annat"))},
                      {"unknown", std::string(tr("Vet inte"))}});
  auto secret = field(form, "is_protected", tr("Skyddade personuppgifter"), p.is_protected ? "1" : "",
                      tr("Då ser bara de som arbetar med personen vem det är."));
  html::input_check(out, secret);
  out.close("fieldset").open("fieldset", {{"class", "group"}}).element("legend", tr("Att tänka på"));
  html::input_text(out, field(form, "language", tr("Språk"), p.language, tr("Det språk personen helst talar.")));
  html::input_check(out, field(form, "interpreter", tr("Behöver tolk"), p.interpreter ? "1" : ""));
  html::input_text(out, field(form, "needs", tr("Anpassning"), p.needs, tr("Till exempel lugnt rum, påminnelse samma dag, skriv kort.")));
  std::vector<html::Choice> choices;
  for (const auto &flag : flags()) choices.push_back({std::string(flag.id), std::string(flag.words)});
  html::input_checks(out, field(form, "flags", tr("Stämmer något av det här?"), ""), choices, form.marked);
  out.close("fieldset");
}

void read_form(const http::Request &request, Form &form) {
  auto &p = form.person;
  p.first_name = std::string(trim(request.form["first_name"]));
  p.last_name = std::string(trim(request.form["last_name"]));
  p.personnummer = std::string(trim(request.form["personnummer"]));
  p.birth_date = std::string(trim(request.form["birth_date"]));
  p.sex = organisation::sex_from(request.form["sex"]);
  p.is_protected = request.form["is_protected"] == "1";
  p.language = std::string(trim(request.form["language"]));
  p.interpreter = request.form["interpreter"] == "1";
  p.needs = std::string(trim(request.form["needs"]));
  p.version = static_cast<int>(parse_integer(request.form["version"]).value_or(0));
  form.reserve = std::string(trim(request.form["reserve"]));
  form.marked.clear();
  const auto chosen = request.form.all("flags");
  for (const auto &flag : flags())
    if (std::find(chosen.begin(), chosen.end(), flag.id) != chosen.end()) form.marked.emplace_back(flag.id);
  p.flags = join(form.marked, ",");
}

/// The clear choice: take the one that is there, or say that it is somebody else.
void write_alike(Out &out, const Form &form) {
  if (form.alike.empty()) return;
  const bool same_number = std::any_of(form.alike.begin(), form.alike.end(), [](const auto &one) { return one.same_number; });
  out.open("section", {{"class", "alike"}, {"aria-labelledby", "alike-h"}})
      .element("h2", same_number ? tr("Personen finns redan") : tr("Är det någon av dem?"), {{"id", "alike-h"}});
  out.element("p", same_number ? tr("Det finns redan en person med det numret. Använd den i stället för att lägga upp en till.")
                               : tr("Samma födelsedag och ett liknande namn. Är det samma person, så använd den som finns."));
  out.open("ul", {{"class", "plain"}});
  for (const auto &one : form.alike) {
    out.open("li");
    if (!one.outside) {
      out.link(person_href(one.person.id), trim(one.person.first_name + " " + one.person.last_name));
      if (!one.person.birth_date.empty()) out.element("small", tr_f("född {0}", {one.person.birth_date}));
    } else if (one.same_number) {
      out.element("span", tr("En annan grupp i enheten arbetar med personen.")).raw(" ");
      html::button(out, tr("Ta in personen också i min grupp"), html::Button::secondary, "gor", "ta-in");
      out.element("small", tr("Det syns i loggen att du gjorde det."));
    } else out.element("span", tr("En person som en annan grupp i enheten arbetar med. Fråga din chef om det kan vara samma."));
    out.close("li");
  }
  out.close("ul");
  if (!same_number) html::button(out, tr("Nej, det är någon annan. Lägg upp personen"), html::Button::secondary, "gor", "ny");
  out.close("section");
}

http::Response new_page(const Deps &deps, const Actor &actor, const Form &form, int status = 200) {
  Out out;
  html::begin_form(out, "/person/ny", false, "form");
  write_alike(out, form);
  fields(out, form);
  out.open("p", {{"class", "actions"}});
  html::button(out, tr("Kontrollera och spara personen"), html::Button::primary, "gor", "spara");
  out.close("p");
  html::end_form(out);
  return page(deps, actor, "cases", std::string(tr("Ny person")),
              std::string(tr("Först letar vi efter personen, så att ingen läggs upp två gånger.")), out.take(), false, status);
}

http::Response create(const Deps &deps, const http::Request &request, const Actor &actor) {
  Form form;
  read_form(request, form);
  const auto act = request.form["gor"];
  if (act == "ta-in") {
    const auto taken = deps.persons.take_in(actor, form.person.personnummer);
    if (taken) return http::redirect(person_href(*taken));
    form.problem = taken.error();
    return new_page(deps, actor, form, http::status_of(form.problem.kind));
  }
  form.alike = deps.persons.alike(actor, form.person);
  const bool same_number = std::any_of(form.alike.begin(), form.alike.end(), [](const auto &one) { return one.same_number; });
  if (!form.alike.empty() && (same_number || act != "ny")) return new_page(deps, actor, form, 409);
  const auto saved = deps.persons.save(actor, form.person);
  if (!saved) {
    form.problem = saved.error();
    return new_page(deps, actor, form, http::status_of(form.problem.kind));
  }
  if (!form.reserve.empty()) (void)deps.persons.add_number(actor, *saved, {"reserve", form.reserve, to_iso(today(deps)), ""});
  return http::redirect(person_href(*saved));
}

http::Response edit_page(const Deps &deps, const Actor &actor, const Form &form, int status = 200) {
  Out out;
  html::begin_form(out, person_href(form.person.id) + "/uppgifter", false, "form");
  html::input_hidden(out, "version", std::to_string(form.person.version));
  fields(out, form);
  out.open("p", {{"class", "actions"}});
  html::button(out, tr("Spara uppgifterna"));
  html::link_button(out, person_href(form.person.id), tr("Tillbaka utan att spara"), html::Button::quiet);
  out.close("p");
  html::end_form(out);
  return page(deps, actor, "cases", std::string(tr("Personens uppgifter")), "", out.take(), false, status);
}

http::Response edit(const Deps &deps, const http::Request &request, const Actor &actor) {
  auto stored = deps.persons.get(actor, id_param(request), tr("arbete i ärendet"));
  if (!stored) return http::problem(request, stored.error());
  if (stored->is_protected && stored->last_name.empty() && stored->first_name == tr("Skyddad person"))
    return http::problem(
        request, {ProblemKind::forbidden, std::string(tr("Personen har skyddade uppgifter. Bara de som arbetar med personen får ändra dem.")), {}});
  Form form;
  form.person = *stored;
  form.marked = split(stored->flags, ',');
  if (request.method != http::Method::post) return edit_page(deps, actor, form);
  read_form(request, form);
  form.person.id = stored->id;
  const auto saved = deps.persons.save(actor, form.person);
  if (!saved) {
    form.problem = saved.error();
    return edit_page(deps, actor, form, http::status_of(form.problem.kind));
  }
  if (!form.reserve.empty()) (void)deps.persons.add_number(actor, *saved, {"reserve", form.reserve, to_iso(today(deps)), ""});
  return http::redirect(person_href(*saved) + "?flik=uppgifter");
}

} // namespace

void add_person_forms(http::Router &router, const std::shared_ptr<Deps> &deps) {
  router.get("/person/ny", access::guarded(May::write_records, [deps](http::Request &, const Actor &a) { return new_page(*deps, a, {}); }),
             {.help = "Lägg upp en person, med kontroll av dubbletter", .permission = "write_records"});
  router.post("/person/ny", access::guarded(May::write_records, [deps](http::Request &r, const Actor &a) { return create(*deps, r, a); }),
              {.help = "Lägg upp en person", .permission = "write_records"});
  router.get("/person/{id}/uppgifter", access::guarded(May::write_records, [deps](http::Request &r, const Actor &a) { return edit(*deps, r, a); }),
             {.help = "Personens uppgifter", .permission = "write_records"});
  router.post("/person/{id}/uppgifter", access::guarded(May::write_records, [deps](http::Request &r, const Actor &a) { return edit(*deps, r, a); }),
              {.help = "Spara personens uppgifter", .permission = "write_records"});
}

} // namespace rt::casework
