// /granskningar: what is reviewed and how it goes; one audit over time; one sample; one record under review.
#include "modules/assurance/assurance.hpp"
#include "platform/chart/chart.hpp"
#include "platform/core/text.hpp"
#include <algorithm>

namespace rt::assurance {

using access::Actor;
using access::May;
using html::Out;

namespace {

struct Names {
  std::map<std::int64_t, std::string> staff, teams;
};
Names names_of(const Assurance &assurance, std::int64_t unit) {
  Names names;
  for (const auto &one : assurance.organisation().staff(unit)) names.staff[one.id] = one.name;
  for (const auto &team : assurance.organisation().teams(unit)) names.teams[team.id] = team.name;
  return names;
}

std::string audit_path(const std::string &id) { return "/granskningar/" + id; }
std::string draw_path(std::int64_t id) { return "/granskningar/stickprov/" + std::to_string(id); }
std::string item_path(std::int64_t id) { return "/granskningar/post/" + std::to_string(id); }
std::string record_path(const definitions::Audit &audit, std::int64_t record) {
  return "/register/" + audit.register_id + "/" + std::to_string(record);
}
std::string day_of(const std::string &stored) { return stored.empty() ? std::string() : long_date(swedish_day(from_iso(stored))); }
std::string period_words(const definitions::Audit &audit, const std::string &label) {
  const auto span = span_from(audit.period, label);
  return span ? words_of(*span) : label;
}
std::string rule_words(const definitions::Audit &audit) {
  return audit.draw == "every" ? tr_f("var {0}:e post dras", {std::to_string(audit.count)})
                               : tr_n("{} slumpvis vald post dras", "{} slumpvis valda poster dras", audit.count);
}
std::string share_words(const Share &share) {
  const auto value = share.percent();
  return value ? percent(*value) : std::string("–");
}

/// What the records are called, one query for each register: "Elsa Ek, 2019-01-10".
std::map<std::string, std::map<std::int64_t, std::string>> called(const Assurance &assurance, const Actor &actor, const std::vector<Item> &items) {
  std::map<std::string, std::vector<std::int64_t>> ids;
  for (const auto &item : items)
    if (const auto *audit = assurance.catalog().audit(item.audit)) ids[audit->register_id].push_back(item.record);
  std::map<std::string, std::map<std::int64_t, std::string>> names;
  for (const auto &[reg, records] : ids) names[reg] = assurance.records().reference_names(actor, reg, records);
  return names;
}
/// The record in words; its kind when it is gone or its name is not for the reader.
std::string called(const std::map<std::string, std::map<std::int64_t, std::string>> &names, const definitions::Catalog &catalog,
                   const definitions::Audit &audit, std::int64_t record) {
  if (const auto reg = names.find(audit.register_id); reg != names.end())
    if (const auto name = reg->second.find(record); name != reg->second.end()) return name->second;
  const auto *reg = catalog.find(audit.register_id);
  return reg != nullptr ? reg->singular.str() : std::string(tr("Post"));
}
std::string kind_of(const definitions::Catalog &catalog, const definitions::Audit &audit) {
  const auto *reg = catalog.find(audit.register_id);
  return lower(reg != nullptr ? reg->singular.str() : std::string(tr("Post")));
}

std::int64_t number_param(const http::Request &request) { return parse_integer(request.param(0)).value_or(0); }

html::Frame frame_of(const Deps &deps, const Actor &actor) {
  auto frame = deps.frame(actor, "reviews");
  frame.styles.insert(frame.styles.end(), {"register.css", "assurance.css"});
  return frame;
}

// ---- the list of audits ----

void write_waiting(Out &out, const Assurance &assurance, const Actor &actor) {
  const auto mine = assurance.mine(actor);
  const auto feedback = assurance.feedback(actor);
  if (mine.empty() && feedback.empty()) return;
  out.element("h2", tr("Väntar på dig"));
  out.raw("<ul class=\"plain waiting\">");
  auto all = mine;
  all.insert(all.end(), feedback.begin(), feedback.end());
  const auto names = called(assurance, actor, all);
  const auto line = [&](const Item &item, std::string_view what) {
    const auto *audit = assurance.catalog().audit(item.audit);
    if (audit == nullptr) return;
    out.raw("<li class=\"item\">").link(item_path(item.id), called(names, assurance.catalog(), *audit, item.record));
    out.raw("<small>").text(std::string(what) + " · " + audit->title.str() + ", " + period_words(*audit, item.period)).raw("</small></li>");
  };
  for (const auto &item : mine) line(item, tr("du granskar"));
  for (const auto &item : feedback) line(item, tr("återkoppling till dig"));
  out.raw("</ul>");
}

http::Response list_page(const Deps &deps, http::Request &, const Actor &actor) {
  const auto &assurance = deps.assurance;
  const auto chosen = assurance.organisation().packs(actor.unit);
  std::vector<definitions::Audit> audits;
  for (const auto &audit : assurance.catalog().audits)
    if (assurance.catalog().keeps_file(chosen, audit.file)) audits.push_back(audit);
  Out out;
  if (audits.empty()) {
    html::empty_state(
        out,
        tr("Enheten har inga granskningar ännu. Den som förvaltar enhetens paket lägger till dem: vad som dras, vem som granskar och vad som frågas."));
  } else {
    write_waiting(out, assurance, actor);
    std::map<std::string, Draw> newest;
    for (const auto &draw : assurance.draws(actor, "")) newest.emplace(draw.audit, draw);
    out.element("h2", tr("Enhetens granskningar"));
    html::begin_table(out, tr("Enhetens granskningar"),
                      {{std::string(tr("Granskning"))},
                       {std::string(tr("Senaste stickprov"))},
                       {std::string(tr("Klara")), "n"},
                       {std::string(tr("Uppfyllt")), "n"}},
                      "list");
    for (const auto &audit : audits) {
      const auto found = newest.find(audit.id);
      html::begin_row(out, audit_path(audit.id));
      out.raw("<td>").link(audit_path(audit.id), audit.title.str()).raw("<div class=\"team\">").text(rule_words(audit)).raw("</div></td>");
      html::cell(out, found == newest.end() ? std::string(tr("inget ännu")) : period_words(audit, found->second.period));
      html::cell(out,
                 found == newest.end() ? std::string("–")
                                       : tr_f("{0} av {1}", {std::to_string(found->second.done), std::to_string(found->second.items)}),
                 "n");
      const auto kept = found == newest.end() ? Compliance{} : assurance.compliance(actor, audit);
      html::cell(out, kept.periods.empty() ? std::string("–") : share_words(kept.all.at(kept.periods.back())), "n");
      html::end_row(out);
    }
    html::end_table(out);
  }
  auto frame = frame_of(deps, actor);
  frame.title = tr("Granskningar");
  frame.lead = tr("Egenkontroll på stickprov: en kollega läser, svarar på frågor och ger återkoppling direkt.");
  return http::html(html::page(frame, out.take()));
}

// ---- one audit ----

void write_draw_form(Out &out, const definitions::Audit &audit, Date today) {
  std::vector<html::Choice> spans;
  Date day = today;
  for (int i = 0; i < 6; ++i) {
    const auto span = span_of(audit.period, day);
    spans.push_back({span.label, words_of(span)});
    day = span.first - 1;
  }
  html::begin_form(out, audit_path(audit.id) + "/dra", false, "filters draw");
  html::Field field("period", html::Label(tr("Dra stickprov från")));
  field.value = spans.size() > 1 ? spans[1].value : spans.front().value;
  html::input_select(out, field, spans, false);
  html::button(out, tr("Dra och dela ut"));
  html::end_form(out);
}

using Shares = std::map<std::string, Share>; ///< by period

void share_cells(Out &out, const std::vector<std::string> &periods, const Shares &shares) {
  for (const auto &period : periods) {
    const auto found = shares.find(period);
    const Share share = found == shares.end() ? Share{} : found->second;
    out.raw("<td class=\"n\">").text(share_words(share));
    if (share.counted() > 0)
      out.raw(" <small>").text(tr_f("{0} av {1}", {std::to_string(share.yes), std::to_string(share.counted())})).raw("</small>");
    out.raw("</td>");
  }
}

void share_row(Out &out, const std::string &words, const std::vector<std::string> &periods, const Shares &shares) {
  html::begin_row(out);
  out.element("th", words, {{"scope", "row"}});
  share_cells(out, periods, shares);
  html::end_row(out);
}

std::vector<html::Column> share_columns(std::string_view what, const definitions::Audit &audit, const std::vector<std::string> &periods) {
  std::vector<html::Column> columns{{std::string(what)}};
  for (const auto &period : periods) columns.push_back({period_words(audit, period), "n"});
  return columns;
}

/// One table, so that every area's figures stand under one another; an area's own share is on its heading.
void write_questions_kept(Out &out, const definitions::Audit &audit, const Compliance &kept) {
  html::begin_table(out, tr("Andel ja av det som är aktuellt"), share_columns(tr("Fråga"), audit, kept.periods), "list shares");
  for (const auto &area : audit.areas) {
    const auto whole = kept.areas.find(area.id);
    if (whole == kept.areas.end()) continue;
    out.raw("<tr class=\"goal\">").element("th", area.title.str(), {{"scope", "row"}});
    share_cells(out, kept.periods, whole->second);
    out.raw("</tr>");
    for (const auto &question : audit.questions)
      if (const auto found = kept.questions.find(question.id); question.area == area.id && found != kept.questions.end())
        share_row(out, question.title.str(), kept.periods, found->second);
  }
  html::end_table(out);
}

void write_compliance(Out &out, const definitions::Audit &audit, const Compliance &kept) {
  out.element("h2", tr("Hur väl det följs"));
  if (kept.periods.empty())
    return html::empty_state(out, tr("När den första granskningen är klar visas här hur ofta svaret är ja, per fråga, område och grupp över tid."));
  chart::Chart picture;
  picture.title = tr("Andel ja av det som är aktuellt");
  picture.unit = "%";
  picture.max = 100;
  int color = 0;
  const auto points = [&](const Shares &shares) {
    std::vector<chart::Point> out_points;
    for (const auto &period : kept.periods) {
      const auto found = shares.find(period);
      const auto value = found == shares.end() ? std::nullopt : found->second.percent();
      out_points.push_back({period_words(audit, period), value, value ? chart::Gap::value : chart::Gap::missing});
    }
    return out_points;
  };
  for (const auto &area : audit.areas)
    if (const auto found = kept.areas.find(area.id); found != kept.areas.end() && color < 5)
      picture.series.push_back({area.title.str(), ++color, points(found->second)});
  out.raw(chart::figure(picture, kept.periods.size() == 1));
  write_questions_kept(out, audit, kept);
  if (kept.groups.empty()) return;
  out.element("h2", tr("Per grupp"));
  html::begin_table(out, tr("Per grupp"), share_columns(tr("Grupp"), audit, kept.periods), "list shares");
  for (const auto &[group, shares] : kept.groups) share_row(out, group, kept.periods, shares);
  html::end_table(out);
}

http::Response audit_page(const Deps &deps, http::Request &request, const Actor &actor, const Problem *problem = nullptr) {
  const auto *audit = deps.assurance.catalog().audit(request.param(0));
  if (audit == nullptr) return http::problem(request, {ProblemKind::not_found, std::string(tr("Granskningen finns inte.")), {}});
  Out out;
  if (problem != nullptr) html::error_summary(out, *problem);
  if (!audit->law.empty()) out.element("p", audit->law, {{"class", "quiet"}});
  const bool leads = actor.may(May::edit_goals) && actor.may(May::read_records);
  if (leads) write_draw_form(out, *audit, deps.assurance.today());
  const auto draws = deps.assurance.draws(actor, audit->id);
  if (!draws.empty()) {
    out.element("h2", tr("Stickprov"));
    html::begin_table(out, tr("Stickprov"),
                      {{std::string(tr("Period"))}, {std::string(tr("Draget"))}, {std::string(tr("Ur")), "n"}, {std::string(tr("Klara")), "n"}},
                      "list");
    for (const auto &draw : draws) {
      html::begin_row(out, draw_path(draw.id));
      out.raw("<td>").link(draw_path(draw.id), period_words(*audit, draw.period)).raw("</td>");
      html::cell(out, day_of(draw.drawn_at) + ", " + draw.drawn_by);
      html::cell(out, tr_n("{} post", "{} poster", draw.population), "n");
      html::cell(out, tr_f("{0} av {1}", {std::to_string(draw.done), std::to_string(draw.items)}), "n");
      html::end_row(out);
    }
    html::end_table(out);
  }
  write_compliance(out, *audit, deps.assurance.compliance(actor, *audit));
  auto frame = frame_of(deps, actor);
  frame.title = audit->title.str();
  frame.lead = audit->about_text.str();
  return http::html(html::page(frame, out.take()), problem == nullptr ? 200 : http::status_of(problem->kind));
}

http::Response draw_action(const Deps &deps, http::Request &request, const Actor &actor) {
  const auto *audit = deps.assurance.catalog().audit(request.param(0));
  const auto span = audit == nullptr ? std::nullopt : span_from(audit->period, request.form["period"]);
  if (!span) return http::problem(request, {ProblemKind::invalid, std::string(tr("Välj en period.")), {}});
  const auto drawn = deps.assurance.draw(actor, audit->id, *span);
  if (!drawn)
    return drawn.error().kind == ProblemKind::invalid ? audit_page(deps, request, actor, &drawn.error()) : http::problem(request, drawn.error());
  return http::redirect(draw_path(drawn->id));
}

// ---- one sample ----

void write_reviewer(Out &out, const Item &item, const std::string &name, const std::vector<organisation::Staff> &staff, const Names &names,
                    bool by_colleague) {
  if (!item.done_at.empty()) return html::cell(out, item.done_by);
  out.raw("<td>");
  html::begin_form(out, item_path(item.id) + "/tilldela", false, "inline assign");
  html::Field field("reviewer", html::Label(tr("Granskas av")));
  field.value = item.reviewer == 0 ? std::string() : std::to_string(item.reviewer);
  std::vector<html::Choice> choices;
  for (const auto &one : staff) {
    const bool same_team = item.team == 0 || std::find(one.teams.begin(), one.teams.end(), item.team) != one.teams.end();
    if (same_team && !(by_colleague && one.id == item.staff)) choices.push_back({std::to_string(one.id), one.name});
  }
  if (choices.empty())
    out.text(item.reviewer == 0                 ? std::string(tr("ingen kollega i gruppen"))
             : names.staff.count(item.reviewer) ? names.staff.at(item.reviewer)
                                                : std::string());
  else {
    out.raw("<label class=\"sr-only\"")
        .attr("for", "reviewer-" + std::to_string(item.id))
        .raw(">")
        .text(tr_f("Granskas av, {0}", {name}))
        .raw("</label><select name=\"reviewer\" class=\"select-field__select\"")
        .attr("id", "reviewer-" + std::to_string(item.id))
        .raw(">");
    if (item.reviewer == 0) out.raw("<option value=\"\">").text(tr("ingen ännu")).raw("</option>");
    for (const auto &choice : choices) {
      out.raw("<option").attr("value", choice.value);
      if (choice.value == field.value) out.raw(" selected");
      out.raw(">").text(choice.words).raw("</option>");
    }
    out.raw("</select> ");
    html::button(out, tr("Byt"), html::Button::quiet);
  }
  html::end_form(out);
  out.raw("</td>");
}

http::Response sample_page(const Deps &deps, http::Request &request, const Actor &actor) {
  const auto draw = deps.assurance.find(actor, number_param(request));
  if (!draw) return http::problem(request, draw.error());
  const auto *audit = deps.assurance.catalog().audit(draw->audit);
  if (audit == nullptr)
    return http::problem(request, {ProblemKind::not_found, std::string(tr("Granskningen finns inte i enhetens paket längre.")), {}});
  const auto names = names_of(deps.assurance, actor.unit);
  const auto staff = deps.assurance.organisation().staff(actor.unit);
  auto items = deps.assurance.items(actor, draw->id);
  std::stable_partition(items.begin(), items.end(), [](const Item &item) { return item.done_at.empty(); }); // what remains comes first
  const auto called_by = called(deps.assurance, actor, items);
  const bool leads = actor.may(May::edit_goals) && actor.may(May::read_records);
  Out out;
  html::begin_table(out, tr("Poster i stickprovet"),
                    {{deps.assurance.catalog().find(audit->register_id) != nullptr ? deps.assurance.catalog().find(audit->register_id)->singular.str()
                                                                                   : std::string(tr("Post"))},
                     {std::string(tr("Grupp"))},
                     {std::string(tr("Handlägger"))},
                     {std::string(tr("Granskas av"))},
                     {std::string(tr("Läge"))}},
                    "list sample stacked");
  for (const auto &item : items) {
    html::begin_row(out);
    const auto name = called(called_by, deps.assurance.catalog(), *audit, item.record);
    out.raw("<td>").link(item_path(item.id), name).raw("</td>");
    const auto team = names.teams.find(item.team);
    html::cell(out, team == names.teams.end() ? std::string("–") : team->second);
    const auto worker = names.staff.find(item.staff);
    html::cell(out, worker == names.staff.end() ? std::string("–") : worker->second);
    if (leads) write_reviewer(out, item, name, staff, names, audit->by_colleague);
    else html::cell(out, actor.name);
    out.raw("<td>");
    if (item.done_at.empty()) html::badge(out, html::Tone::info, "–", tr("inte klar"));
    else html::badge(out, html::Tone::good, "●", tr_f("klar {0}", {day_of(item.done_at)}));
    out.raw("</td>");
    html::end_row(out);
  }
  html::end_table(out);
  out.raw("<p class=\"actions\">").link(audit_path(audit->id), tr_f("Till granskningen: {0}", {lower(audit->title.str())})).raw("</p>");
  auto frame = frame_of(deps, actor);
  frame.title = tr_f("Stickprov {0}", {period_words(*audit, draw->period)});
  frame.lead =
      tr_f("{0} ur {1}. Dragningen kan upprepas med frönumret {2}.",
           {tr_n("{} post dragen", "{} poster dragna", draw->items), tr_n("{} post", "{} poster", draw->population), std::to_string(draw->seed)});
  return http::html(html::page(frame, out.take()));
}

// ---- one record under review ----

Item item_from(const http::Request &request, const definitions::Audit &audit, std::int64_t id) {
  Item item;
  item.id = id;
  item.version = static_cast<int>(parse_integer(request.form["version"]).value_or(0));
  item.feedback = request.form["feedback"];
  for (const auto &question : audit.questions) {
    auto &reply = item.replies[question.id];
    const auto answer = parse_integer(request.form[question.id]).value_or(0);
    if (answer >= 1 && answer <= 4) reply.answer = static_cast<Answer>(answer);
    reply.comment = std::string(trim(request.form["comment_" + question.id]));
  }
  return item;
}

void write_questions(Out &out, const definitions::Audit &audit, const Item &item, const Problem *problem) {
  const auto error_of = [&](const std::string &id) {
    if (problem != nullptr)
      for (const auto &error : problem->fields)
        if (error.field == id) return error.message;
    return std::string();
  };
  std::vector<html::Choice> answers;
  for (const auto answer : {Answer::yes, Answer::partly, Answer::no, Answer::not_relevant})
    answers.push_back({std::to_string(static_cast<int>(answer)), std::string(title_of(answer))});
  for (const auto &area : audit.areas) {
    out.element("h2", area.title.str());
    for (const auto &question : audit.questions) {
      if (question.area != area.id) continue;
      const auto found = item.replies.find(question.id);
      const Reply reply = found == item.replies.end() ? Reply{} : found->second;
      html::Field field(question.id, html::Label(question.title.str()));
      field.help = question.help.str();
      field.law = question.law;
      field.error = error_of(question.id);
      if (reply.answer != Answer::none) field.value = std::to_string(static_cast<int>(reply.answer));
      html::input_radios(out, field, answers);
      html::Field comment("comment_" + question.id, html::Label(tr("Kommentar")));
      comment.value = reply.comment;
      html::begin_disclosure(out, reply.comment.empty() ? tr("Lägg till kommentar") : tr("Kommentar"), !reply.comment.empty());
      html::input_area(out, comment, 2);
      html::end_disclosure(out);
    }
  }
  html::Field feedback("feedback", html::Label(tr("Återkoppling till den som handlägger")));
  feedback.help = tr("Skriv något som är bra och något att tänka på nästa gång. Den som handlägger läser det när du är klar.");
  feedback.value = item.feedback;
  feedback.error = error_of("feedback");
  html::input_area(out, feedback, 5);
}

void write_result(Out &out, const definitions::Audit &audit, const Item &item) {
  html::begin_table(out, audit.title.str(), {{std::string(tr("Fråga"))}, {std::string(tr("Svar"))}, {std::string(tr("Kommentar"))}},
                    "list answers stacked");
  for (const auto &area : audit.areas) {
    out.raw("<tr class=\"goal\">").element("th", area.title.str(), {{"scope", "rowgroup"}, {"colspan", "3"}}).raw("</tr>");
    for (const auto &question : audit.questions) {
      if (question.area != area.id) continue;
      const auto found = item.replies.find(question.id);
      const Reply reply = found == item.replies.end() ? Reply{} : found->second;
      html::begin_row(out);
      html::cell(out, question.title.str());
      html::cell(out, title_of(reply.answer));
      html::cell(out, reply.comment);
      html::end_row(out);
    }
  }
  html::end_table(out);
  if (item.feedback.empty()) return;
  out.element("h2", tr("Återkoppling"));
  out.element("p", item.feedback, {{"class", "reading"}});
}

http::Response item_page(const Deps &deps, http::Request &request, const Actor &actor, const Item *typed = nullptr,
                         const Problem *problem = nullptr) {
  auto found = deps.assurance.item(actor, number_param(request));
  if (!found) return http::problem(request, found.error());
  const auto *audit = deps.assurance.catalog().audit(found->audit);
  if (audit == nullptr)
    return http::problem(request, {ProblemKind::not_found, std::string(tr("Granskningen finns inte i enhetens paket längre.")), {}});
  const auto names = names_of(deps.assurance, actor.unit);
  Out out;
  if (problem != nullptr) html::error_summary(out, *problem);
  const auto worker = names.staff.find(found->staff);
  out.raw("<p>").link(record_path(*audit, found->record), tr_f("Öppna: {0}", {kind_of(deps.assurance.catalog(), *audit)}));
  if (worker != names.staff.end()) out.raw(" · <span class=\"quiet\">").text(tr_f("Handläggs av {0}", {worker->second})).raw("</span>");
  out.raw("</p>");
  if (!found->done_at.empty()) {
    html::message(out, html::Tone::good, tr_f("Granskningen blev klar {0}, av {1}.", {day_of(found->done_at), found->done_by}));
    write_result(out, *audit, *found);
    if (actor.staff != 0 && actor.staff == found->staff && found->seen_at.empty()) {
      html::begin_form(out, item_path(found->id) + "/last", false, "actions");
      html::button(out, tr("Jag har läst återkopplingen"));
      html::end_form(out);
    }
  } else {
    html::begin_form(out, item_path(found->id), false, "form review");
    html::input_hidden(out, "version", std::to_string(typed != nullptr ? typed->version : found->version));
    write_questions(out, *audit, typed != nullptr ? *typed : *found, problem);
    out.raw("<div class=\"actions\">");
    html::button(out, tr("Klar, lämna återkoppling"), html::Button::primary, "done", "1");
    html::button(out, tr("Spara och fortsätt senare"), html::Button::secondary, "done", "0");
    out.raw("</div>");
    html::end_form(out);
  }
  auto frame = frame_of(deps, actor);
  frame.title = audit->title.str();
  frame.lead =
      called(called(deps.assurance, actor, {*found}), deps.assurance.catalog(), *audit, found->record) + " · " + period_words(*audit, found->period);
  return http::html(html::page(frame, out.take()), problem == nullptr ? 200 : http::status_of(problem->kind));
}

http::Response save_action(const Deps &deps, http::Request &request, const Actor &actor) {
  const auto id = number_param(request);
  const auto found = deps.assurance.item(actor, id);
  if (!found) return http::problem(request, found.error());
  const auto *audit = deps.assurance.catalog().audit(found->audit);
  if (audit == nullptr)
    return http::problem(request, {ProblemKind::not_found, std::string(tr("Granskningen finns inte i enhetens paket längre.")), {}});
  const auto typed = item_from(request, *audit, id);
  const auto saved = deps.assurance.save(actor, typed, request.form["done"] == "1");
  if (saved) return http::redirect(request.form["done"] == "1" ? std::string("/granskningar") : item_path(id));
  if (saved.error().kind == ProblemKind::invalid || saved.error().kind == ProblemKind::conflict)
    return item_page(deps, request, actor, &typed, &saved.error());
  return http::problem(request, saved.error());
}

http::Response answer(const http::Request &request, const Result<void> &result, const std::string &where) {
  return result ? http::redirect(where) : http::problem(request, result.error());
}

} // namespace

void add_pages(http::Router &router, Deps deps) {
  using access::guarded;
  router.get("/granskningar", guarded(May::read_board, [deps](http::Request &r, const Actor &a) { return list_page(deps, r, a); }),
             {.help = "Granskningar på stickprov", .permission = "read_board"});
  router.get("/granskningar/stickprov/{id}", guarded(May::read_records, [deps](http::Request &r, const Actor &a) { return sample_page(deps, r, a); }),
             {.help = "Ett stickprov", .permission = "read_records"});
  router.get("/granskningar/post/{id}", guarded(May::read_records, [deps](http::Request &r, const Actor &a) { return item_page(deps, r, a); }),
             {.help = "En granskning", .permission = "read_records"});
  router.post("/granskningar/post/{id}", guarded(May::review_cases, [deps](http::Request &r, const Actor &a) { return save_action(deps, r, a); }),
              {.help = "Sparar en granskning", .permission = "review_cases"});
  router.post("/granskningar/post/{id}/tilldela",
              guarded(May::edit_goals,
                      [deps](http::Request &r, const Actor &a) {
                        const auto id = number_param(r);
                        const auto found = deps.assurance.item(a, id);
                        const auto done = deps.assurance.assign(a, id, parse_integer(r.form["reviewer"]).value_or(0));
                        return answer(r, done, found ? draw_path(found->draw) : std::string("/granskningar"));
                      }),
              {.help = "Ger en granskning till en kollega", .permission = "edit_goals"});
  router.post("/granskningar/post/{id}/last",
              guarded(May::read_records,
                      [deps](http::Request &r, const Actor &a) { return answer(r, deps.assurance.seen(a, number_param(r)), "/granskningar"); }),
              {.help = "Återkopplingen är läst", .permission = "read_records"});
  router.get("/granskningar/{audit}", guarded(May::read_board, [deps](http::Request &r, const Actor &a) { return audit_page(deps, r, a); }),
             {.help = "En granskning över tid", .permission = "read_board"});
  router.post("/granskningar/{audit}/dra", guarded(May::edit_goals, [deps](http::Request &r, const Actor &a) { return draw_action(deps, r, a); }),
              {.help = "Drar ett stickprov", .permission = "edit_goals"});
}

} // namespace rt::assurance
