// Utvecklingslistan: proposals out of the analyses; what is done leaves the list and stays in history.
#include "modules/steering/pages.hpp"
#include "platform/core/text.hpp"
#include <algorithm>

namespace rt::steering::pages {
namespace {
void idea_form(Out &out, const Idea &i, const std::vector<html::Choice> &teams) {
  html::begin_form(out, "/utveckling", false, "form");
  html::input_hidden(out, "id", std::to_string(i.id));
  html::input_hidden(out, "version", std::to_string(i.version));
  const std::string key = i.id == 0 ? "ny" : std::to_string(i.id);
  area(out, "words", tr("Förslaget"), i.words, i.id);
  const auto input = [&](std::string_view name, std::string_view label, const std::string &value) {
    out.raw("<div class=\"text-field\"><label class=\"label\"")
        .attr("for", std::string(name) + "-" + key)
        .raw(">")
        .text(label)
        .raw("</label><div class=\"text-field__input-wrapper\"><input class=\"text-field__input\" type=\"text\" autocomplete=\"off\"")
        .attr("name", name)
        .attr("id", std::string(name) + "-" + key)
        .attr("value", value)
        .raw("></div></div>");
  };
  input("source", tr("Vilken analys kommer det ur?"), i.source);
  input("owner", tr("Vem håller i det?"), i.owner);
  const auto select = [&](std::string_view name, std::string_view label, const std::vector<html::Choice> &choices, const std::string &value) {
    const std::string id = std::string(name) + "-" + key;
    out.raw("<div class=\"select-field\"><label class=\"label\"")
        .attr("for", id)
        .raw(">")
        .text(label)
        .raw("</label><div class=\"select-field__icon-wrapper\"><select class=\"select-field__select\"")
        .attr("name", name)
        .attr("id", id)
        .raw(">");
    for (const auto &c : choices) {
      out.raw("<option").attr("value", c.value);
      if (c.value == value) out.raw(" selected");
      out.raw(">").text(c.words).raw("</option>");
    }
    out.raw("</select></div></div>");
  };
  select("team", tr("Verksamhet"), teams, std::to_string(i.team));
  std::vector<html::Choice> states;
  for (const auto s : {IdeaState::active, IdeaState::resting, IdeaState::done})
    states.push_back({std::to_string(static_cast<int>(s)), std::string(title_of(s))});
  select("state", tr("Läge"), states, std::to_string(static_cast<int>(i.state)));
  html::button(out, i.id == 0 ? tr("Lägg till förslaget") : tr("Spara förslaget"), i.id == 0 ? html::Button::primary : html::Button::secondary);
  html::end_form(out);
}

Response show_ideas(const Deps &deps, Request &request, const Actor &actor) {
  const bool all = request.query["visa"] == "alla";
  const auto ideas = deps.steering.ideas(actor.unit, all);
  std::vector<html::Choice> teams{{"0", std::string(tr("Hela enheten"))}};
  std::map<std::int64_t, std::string> names;
  for (const auto &t : deps.steering.organisation().teams(actor.unit)) teams.push_back({std::to_string(t.id), t.name}), names[t.id] = t.name;
  const std::string month = to_iso(month_containing(deps.steering.today()));
  const bool may = actor.may(access::May::write_followup), leads = actor.may(access::May::edit_goals);
  Out out;
  html::tabs(out, tr("Visa"),
             {{"/utveckling", std::string(tr("På listan")), !all}, {"/utveckling?visa=alla", std::string(tr("Också det som är klart")), all}});
  if (ideas.empty())
    html::empty_state(out, tr("Här samlas utvecklingsförslag så att de inte tappas bort. De kommer ur uppföljningens lärdomar eller skrivs här."),
                      "/uppfoljning", tr("Till uppföljningen"));
  else {
    int unseen = 0;
    for (const auto &i : ideas) unseen += i.state != IdeaState::done && i.reviewed != month;
    if (leads && unseen > 0) {
      html::begin_form(out, "/utveckling/genomgang", false, "inline");
      for (const auto &i : ideas)
        if (i.state != IdeaState::done) html::input_hidden(out, "id", std::to_string(i.id));
      out.raw("<p class=\"actions\">");
      html::button(out, tr_n("Markera {} förslag som genomgånget i dag", "Markera {} förslag som genomgångna i dag", unseen),
                   html::Button::secondary);
      out.raw("</p>");
      html::end_form(out);
    }
    html::begin_table(out, tr("Utvecklingslista"),
                      {{std::string(tr("Läge")), "", "", html::Sorted::no},
                       {std::string(tr("Förslag")), "", "", html::Sorted::no},
                       {std::string(tr("Ur vilken analys")), "", "", html::Sorted::no},
                       {std::string(tr("Håller i det")), "", "", html::Sorted::no},
                       {std::string(tr("Genomgånget")), "", "", html::Sorted::no},
                       {std::string(tr("Ändra")), "", "", html::Sorted::no}},
                      "list ideas");
    for (const auto &i : ideas) {
      html::begin_row(out, "", i.state == IdeaState::done ? "done" : "");
      html::cell(out, title_of(i.state), "state s" + std::to_string(static_cast<int>(i.state)));
      out.raw("<td>")
          .text(i.words)
          .raw("<div class=\"team\">")
          .text(i.team == 0 ? std::string(tr("Hela enheten")) : names[i.team])
          .raw("</div></td>");
      html::cell(out, i.source);
      html::cell(out, i.owner);
      const auto reviewed = period_from_text(i.reviewed);
      html::cell(out, i.state == IdeaState::done ? tr_f("klart {0}", {i.done_at.substr(0, 10)})
                      : reviewed                 ? long_month(reviewed->first)
                                                 : std::string(tr("inte ännu")));
      out.raw("<td>");
      if (may) {
        html::begin_disclosure(out, tr("Ändra"));
        idea_form(out, i, teams);
        out.raw("<p class=\"quiet\">").link("/planen/historik?slag=idea&id=" + std::to_string(i.id), tr("Vem ändrade vad")).raw("</p>");
        html::end_disclosure(out);
      }
      out.raw("</td>");
      html::end_row(out);
    }
    html::end_table(out);
  }
  if (may) {
    html::begin_disclosure(out, tr("Nytt förslag"), ideas.empty());
    idea_form(out, {}, teams);
    html::end_disclosure(out);
  }
  return http::html(html::page(frame(deps, actor, "utveckling", tr("Utvecklingslista"),
                                     tr("Grönt pågår, gult vilar. Det som är klart lämnar listan men finns kvar i historiken.")),
                               out.take()));
}

Response save_idea(const Deps &deps, Request &request, const Actor &actor) {
  Idea i;
  i.id = number_of(request.form["id"]), i.unit = actor.unit, i.version = static_cast<int>(number_of(request.form["version"])),
  i.team = number_of(request.form["team"]);
  i.words = std::string(trim(request.form["words"])), i.source = std::string(trim(request.form["source"])),
  i.owner = std::string(trim(request.form["owner"]));
  i.state = static_cast<IdeaState>(std::clamp<std::int64_t>(number_of(request.form["state"]), 1, 3));
  for (const auto &old : deps.steering.ideas(actor.unit, true))
    if (old.id == i.id) i.reviewed = old.reviewed;
  return done_or(request, deps.steering.save_idea(actor, i), "/utveckling");
}
} // namespace

void add_ideas(http::Router &router, const Deps &deps) {
  using access::guarded;
  using access::May;
  router.get("/utveckling", guarded(May::read_board, [deps](Request &r, const Actor &a) { return show_ideas(deps, r, a); }),
             {.help = "Utvecklingslistan", .permission = "read_board"});
  router.post("/utveckling", guarded(May::write_followup, [deps](Request &r, const Actor &a) { return save_idea(deps, r, a); }),
              {.help = "Sparar ett förslag", .permission = "write_followup"});
  router.post("/utveckling/genomgang",
              guarded(May::edit_goals,
                      [deps](Request &r, const Actor &a) {
                        std::vector<std::int64_t> ids;
                        for (const auto &id : r.form.all("id")) ids.push_back(number_of(id));
                        return done_or(r, deps.steering.review_ideas(a, ids), "/utveckling");
                      }),
              {.help = "Markerar listan som genomgången", .permission = "edit_goals"});
}

} // namespace rt::steering::pages
