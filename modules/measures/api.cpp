// The measures for other programs of the city: what each one means, and its figures. They are read, never written: a figure is
// made by the records behind it. The unit and the words are those of the reader's own pages.
#include "modules/measures/pages.hpp"
#include "platform/core/text.hpp"
#include "platform/http/api.hpp"
#include <algorithm>
#include <nlohmann/json.hpp>

namespace rt::measures {
namespace {

using access::Actor;
using access::May;
using nlohmann::json;

constexpr std::size_t kMostPeriods = 120; ///< ten years of months

using Work = http::Response (*)(const Deps &, http::Request &, const Actor &);

/// A program gets a refusal that it can read, never a login page.
http::Handler answer(const Deps &deps, Work work) {
  return [deps, work](http::Request &request) {
    const auto &actor = access::current();
    if (auto allowed = access::require(actor, May::read_board); !allowed) return http::api_problem(allowed.error(), actor.user == 0 ? 401 : 0);
    return work(deps, request, actor);
  };
}

http::Response told(const json &body) {
  auto response = http::json(body.dump(-1, ' ', false, json::error_handler_t::replace));
  response.header("Cache-Control", "private, no-cache");
  return response;
}

/// Only what the unit is shown: another pack's measures and another unit's own do not exist here.
const Definition *asked(const Deps &deps, const http::Request &request, const Actor &actor) {
  for (const auto *d : deps.measures.definitions_of(actor.unit, deps.organisation.packs(actor.unit)))
    if (d->id == request.param(0)) return d;
  return nullptr;
}
http::Response not_there() { return http::api_problem({ProblemKind::not_found, std::string(tr("Måttet finns inte.")), {}}); }
http::Response wrong(std::string field, std::string words) {
  return http::api_problem({ProblemKind::invalid, words, {{std::move(field), words, 0}}});
}

json splits_json(const Definition &d) {
  auto list = json::array();
  for (const auto &[id, title] : splits_of(d)) {
    json split{{"id", id}, {"title", title}};
    for (const auto &one : d.splits)
      if (one.id == id)
        for (const auto &part : one.parts) split["parts"].push_back(part.title.str());
    list.push_back(std::move(split));
  }
  return list;
}

std::string_view id_of_better(Better better) { return better == Better::higher ? "higher" : better == Better::lower ? "lower" : "none"; }

json card(const Deps &deps, const Definition &d) {
  const auto words = deps.measures.card(d.id);
  return {{"id", d.id},
          {"title", d.title.str()},
          {"reads", d.reads.str()},
          {"kind", id_of(d.kind)},
          {"unit", d.unit},
          {"decimals", d.decimals},
          {"better", id_of_better(d.better)},
          {"counts", words.numerator},
          {"of", words.denominator},
          {"moment", words.moment},
          {"register", d.base},
          {"team", d.team},
          {"source", d.source},
          {"law", d.law},
          {"version", d.version},
          {"valid_from", d.valid_from},
          {"own", d.own_of != 0},
          {"splits", splits_json(d)},
          {"href", "/api/v1/measures/" + d.id}};
}

http::Response list(const Deps &deps, http::Request &, const Actor &actor) {
  auto all = json::array();
  for (const auto *d : deps.measures.definitions_of(actor.unit, deps.organisation.packs(actor.unit))) all.push_back(card(deps, *d));
  return told({{"measures", std::move(all)}});
}

http::Response one(const Deps &deps, http::Request &request, const Actor &actor) {
  const auto *d = asked(deps, request, actor);
  if (d == nullptr) return not_there();
  auto body = card(deps, *d);
  for (const auto &version : deps.measures.versions(d->id))
    body["versions"].push_back({{"version", version.version}, {"valid_from", version.valid_from}, {"reads", version.reads.str()}});
  return told(body);
}

/// "period=2018&period=2018-T1" and "period=2018,2018-T1" ask the same.
Result<std::vector<Period>> periods_in(const http::Request &request) {
  std::vector<Period> periods;
  for (const auto &texts : request.query.all("period"))
    for (const auto &text : split(texts, ',')) {
      const auto period = period_from_text(trim(text));
      if (!period) return fail(ProblemKind::invalid, std::string(tr("Skriv perioden som 2018, 2018-T1, 2018-03, R12-2018-03 eller YTD-2019-03.")));
      if (std::find(periods.begin(), periods.end(), *period) == periods.end()) periods.push_back(*period);
    }
  if (periods.empty()) return fail(ProblemKind::invalid, std::string(tr("Säg vilken period: till exempel period=2018.")));
  if (periods.size() > kMostPeriods) return fail(ProblemKind::invalid, tr_f("Högst {0} perioder på en gång.", {std::to_string(kMostPeriods)}));
  return periods;
}

/// By code as on the command line, or by id as in the registers.
std::optional<std::int64_t> team_in(const Deps &deps, const http::Request &request, const Actor &actor) {
  const auto &text = request.query["team"];
  if (text.empty()) return 0;
  for (const auto &team : deps.organisation.teams(actor.unit))
    if (team.code == text || std::to_string(team.id) == text) return team.id;
  return std::nullopt;
}

json row_json(const std::vector<std::string> &keys, const std::vector<db::Value> &cells) {
  auto row = json::object();
  for (std::size_t i = 0; i < keys.size(); ++i) {
    auto &cell = row[keys[i]];
    if (const auto *whole = std::get_if<std::int64_t>(&cells[i])) cell = *whole;
    else if (const auto *real = std::get_if<double>(&cells[i])) cell = *real;
    else if (const auto *text = std::get_if<std::string>(&cells[i])) cell = *text;
  }
  return row;
}

http::Response figures(const Deps &deps, http::Request &request, const Actor &actor) {
  const auto *d = asked(deps, request, actor);
  if (d == nullptr) return not_there();
  const auto periods = periods_in(request);
  if (!periods) return wrong("period", periods.error().message);
  const auto team = team_in(deps, request, actor);
  if (!team) return http::api_problem({ProblemKind::not_found, std::string(tr("Verksamheten finns inte i din enhet.")), {}});
  const Asking asking{{d}, {actor.unit, *team}, Level::unit, *periods, request.query["split"]};
  const auto rows = rows_of(deps.measures, asking);
  if (!rows) return http::api_problem(rows.error());
  auto list = json::array();
  for (const auto &row : *rows) list.push_back(row_json(keys_of(asking), cells_of(asking, row)));
  return told({{"measure", d->id}, {"figures", std::move(list)}});
}

// ---- the description ----

json see(const std::string &to) { return {{"$ref", "#/components/" + to}}; }

json operation(const std::string &id, const std::string &summary, const std::string &schema, std::initializer_list<const char *> refusals) {
  json made{{"operationId", id}, {"tags", {"measures"}}, {"summary", summary}};
  made["responses"]["200"] = {{"description", "OK"}, {"content", {{"application/json", {{"schema", see("schemas/" + schema)}}}}}};
  for (const char *status : refusals) made["responses"][status] = see("responses/Problem");
  return made;
}

json strings(std::initializer_list<const char *> names) {
  json properties = json::object();
  for (const char *name : names) properties[name] = {{"type", "string"}};
  return properties;
}

json list_of(const json &items) { return {{"type", "array"}, {"items", items}}; }

json card_schema() {
  auto properties = strings({"id", "title", "reads", "unit", "counts", "of", "moment", "register", "team", "source", "law", "valid_from", "href"});
  for (int kind = 0; kind <= static_cast<int>(Kind::imported); ++kind) properties["kind"]["enum"].push_back(id_of(static_cast<Kind>(kind)));
  properties["kind"]["type"] = "string";
  properties["better"] = {{"type", "string"}, {"enum", {"higher", "lower", "none"}}};
  properties["own"] = {{"type", "boolean"}};
  for (const char *name : {"version", "decimals"}) properties[name] = {{"type", "integer"}};
  auto split = strings({"id", "title"});
  split["parts"] = list_of({{"type", "string"}});
  properties["splits"] = list_of({{"type", "object"}, {"properties", split}});
  auto version = strings({"valid_from", "reads"});
  version["version"] = {{"type", "integer"}};
  properties["versions"] = list_of({{"type", "object"}, {"properties", version}});
  return {{"type", "object"}, {"required", {"id", "title", "kind"}}, {"properties", properties}};
}

json figure_schema() {
  auto properties = strings({"measure", "title", "period", "part", "shown", "note"});
  properties["sex"] = {{"type", "string"}, {"enum", {"all", "unknown", "female", "male", "other"}}};
  for (int state = 0; state <= static_cast<int>(State::suppressed); ++state) properties["state"]["enum"].push_back(id_of(static_cast<State>(state)));
  properties["state"]["type"] = "string";
  for (const char *name : {"value", "numerator", "denominator"}) properties[name] = {{"type", json::array({"number", "null"})}};
  properties["n"] = {{"type", "integer"}};
  return {{"type", "object"}, {"required", {"measure", "period", "sex", "value", "n", "state", "shown", "note"}}, {"properties", properties}};
}

json in_query(const char *name, json schema, bool required) {
  return {{"name", name}, {"in", "query"}, {"required", required}, {"schema", std::move(schema)}};
}

} // namespace

std::string api_description() {
  const std::string base = "/api/v1/measures";
  const json text{{"type", "string"}};
  auto all = operation("measures", std::string(tr("Mått")), "Measures", {"401", "403"});
  auto card = operation("measure", std::string(tr("Ett måtts betydelse och historia")), "Measure", {"401", "403", "404"});
  auto asked = operation("figures", std::string(tr("Ett måtts siffror")), "Figures", {"401", "403", "404", "422"});
  const json period{{"type", "string"}, {"examples", {"2018", "2018-T1", "2018-03", "R12-2018-03", "YTD-2019-03"}}};
  asked["parameters"] =
      json::array({in_query("period", {{"type", "array"}, {"items", period}, {"minItems", 1}, {"maxItems", kMostPeriods}}, true),
                   in_query("split", {{"type", "string"}, {"examples", {"sex", "team", "age_group"}}}, false), in_query("team", text, false)});
  const json of_one = json::array({{{"name", "measure"}, {"in", "path"}, {"required", true}, {"schema", text}}});
  json document;
  document["paths"] = {{base, {{"get", all}}},
                       {base + "/{measure}", {{"parameters", of_one}, {"get", card}}},
                       {base + "/{measure}/figures", {{"parameters", of_one}, {"get", asked}}}};
  auto &schemas = document["components"]["schemas"];
  schemas["Measure"] = card_schema();
  schemas["Measures"] = {{"type", "object"}, {"properties", {{"measures", list_of(see("schemas/Measure"))}}}};
  schemas["Figure"] = figure_schema();
  schemas["Figures"] = {{"type", "object"}, {"properties", {{"measure", text}, {"figures", list_of(see("schemas/Figure"))}}}};
  return document.dump();
}

void add_api(http::Router &router, const Deps &deps) {
  const auto route = [&](const std::string &path, Work work, const char *help) {
    router.get("/api/v1/measures" + path, answer(deps, work), {.help = help, .permission = "read_board"});
  };
  route("", list, "Måtten som enheten har, med definition");
  route("/{id}", one, "Ett måtts definition");
  route("/{id}/figures", figures, "Ett måtts siffror");
}

} // namespace rt::measures
