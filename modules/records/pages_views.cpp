// Views of a register: the same records as list, board and calendar; the definition's views; views that people save and share.
#include "modules/records/pages_shared.hpp"
#include "platform/core/text.hpp"
#include <algorithm>

namespace rt::records {
namespace {

using html::Out;

constexpr std::size_t kLongestName = 60;

bool is(const ListAddress &address, const std::string &name, const std::string &value) {
  const auto found = address.filters.find(name);
  return found != address.filters.end() && found->second == value;
}

/// A shape shows what it can of an address: a board is sorted by itself and has every state.
ListAddress for_shape(ListAddress address, std::string_view shape) {
  if (shape.empty()) return address;
  address.columns.clear();
  address.sort.clear();
  if (shape == "tavla") address.filters.erase("state");
  if (shape == "kalender") address.filters.erase("from"), address.filters.erase("to");
  return address;
}

/// The address is read and written anew, so that nothing but what the list itself could have written is stored.
std::string sound_query(const Register &reg, const std::string &query) { return read_address(reg, query).query(1); }

http::Response save_view(const Desk &desk, http::Request &request, const Actor &actor) {
  const auto *reg = desk.find(request.param(0));
  if (reg == nullptr) return not_found(request);
  const auto address = sound_query(*reg, request.form["query"]);
  const auto name = std::string(trim(request.form["name"]));
  if (!name.empty() && name.size() <= kLongestName)
    keep_view(desk.deps.records.pool(), actor, reg->id, name, address, request.form["for_all"] == "1");
  return http::redirect(register_path(*reg) + address);
}

/// "Ändra" and "Ta bort" of one view: the same form, two buttons.
http::Response change(const Desk &desk, http::Request &request, const Actor &actor) {
  const auto *reg = desk.find(request.param(0));
  if (reg == nullptr) return not_found(request);
  const auto id = parse_integer(request.form["id"]).value_or(0);
  const auto name = std::string(trim(request.form["name"]));
  auto &pool = desk.deps.records.pool();
  if (request.form["gor"] == "bort") drop_view(pool, actor, id);
  else if (!name.empty() && name.size() <= kLongestName) change_view(pool, actor, id, name, request.form["for_all"] == "1");
  return http::redirect(register_path(*reg) + sound_query(*reg, request.form["query"]));
}

void write_one_view(Out &out, const Register &reg, const SavedView &view, const std::string &here) {
  html::begin_form(out, register_path(reg) + "/vy/andra", false, "form form--row inline view-form");
  html::input_hidden(out, "id", std::to_string(view.id));
  html::input_hidden(out, "query", here);
  html::Field name("name", html::Label(tr_f("Namn på vyn {0}", {view.name})));
  name.value = view.name;
  name.required = true;
  html::input_text(out, name);
  html::Field all("for_all", html::Label(tr("Visa för hela enheten")));
  all.value = view.shared ? "1" : "";
  html::input_check(out, all);
  html::button(out, tr("Spara namn och delning"), html::Button::secondary, "gor", "spara");
  html::button(out, tr_f("Ta bort vyn {0}", {view.name}), html::Button::quiet, "gor", "bort");
  html::end_form(out);
}

} // namespace

std::string shape_path(const Register &reg, std::string_view shape) { return register_path(reg) + (shape.empty() ? "" : "/" + std::string(shape)); }

void write_shapes(Out &out, const Register &reg, const ListAddress &address, std::string_view shape) {
  out.open("nav", {{"class", "shapes"}, {"aria-label", tr("Visa som")}});
  const auto link = [&](std::string_view other, std::string_view words) {
    out.raw("<a").attr("href", shape_path(reg, other) + for_shape(address, other).query(1));
    if (other == shape) out.raw(" aria-current=\"page\"");
    out.raw(">").text(words).raw("</a> ");
  };
  link("", tr("Lista"));
  if (!reg.states.empty()) link("tavla", tr("Tavla"));
  link("kalender", tr("Kalender"));
  out.close("nav");
}

void write_view_tabs(Out &out, const Desk &desk, const Actor &actor, const Register &reg, const ListAddress &address, std::string_view shape) {
  const auto path = shape_path(reg, shape);
  const auto here = address.query(1);
  const bool has_final = shape != "tavla" && std::any_of(reg.states.begin(), reg.states.end(), [](const auto &s) { return s.final; });
  std::vector<html::Tab> tabs{{path, std::string(tr("Alla")), address.filters.empty() && address.columns.empty()}};
  if (has_final) tabs.push_back({path + "?state=open", std::string(tr("Öppna")), address.filters.size() == 1 && is(address, "state", "open")});
  const auto mine = std::string(has_final ? tr("Mina öppna") : tr("Mina"));
  const bool has_own =
      std::any_of(reg.views.begin(), reg.views.end(), [&](const auto &view) { return view.title.str() == mine || view.title.str() == tr("Mina"); });
  if (actor.staff != 0 && !reg.anonymous && !has_own) // the definition's own "mine" says it better
    tabs.push_back(
        {path + "?staff=me" + (has_final ? "&state=open" : ""), mine, is(address, "staff", "me") && address.filters.size() == (has_final ? 2U : 1U)});
  for (const auto &view : reg.views)
    tabs.push_back({path + "?vy=" + view.id, view.title.str(), is(address, "vy", view.id) && address.filters.size() == 1});
  for (const auto &view : views_of(desk.deps.records.pool(), actor, reg.id)) tabs.push_back({path + view.query, view.name, view.query == here});
  html::tabs(out, tr("Sparade vyer"), tabs);
}

void write_head(Out &out, const Desk &desk, const Actor &actor, const Register &reg, const ListAddress &address, std::string_view shape) {
  out.open("div", {{"class", "list-head"}});
  write_view_tabs(out, desk, actor, reg, address, shape);
  write_shapes(out, reg, address, shape);
  out.open("div", {{"class", "actions"}});
  if (actor.may(May::write_records))
    html::link_button(out, register_path(reg) + "/ny", tr_f("Ny: {0}", {in_sentence(reg.singular.str())}), html::Button::primary);
  out.close("div").close("div");
}

void write_view_forms(Out &out, const Desk &desk, const Actor &actor, const Register &reg, const ListAddress &address) {
  const auto here = address.query(1);
  if (!here.empty()) {
    html::begin_disclosure(out, tr("Spara som vy"));
    html::begin_form(out, register_path(reg) + "/vy", false, "form form--row inline");
    html::input_hidden(out, "query", here);
    html::Field name("name", html::Label(tr("Vyns namn")));
    name.help = std::string(tr("Villkor, ordning och kolumner sparas."));
    name.required = true;
    html::input_text(out, name);
    html::input_check(out, html::Field("for_all", html::Label(tr("Visa för hela enheten"))));
    html::button(out, tr("Spara vyn"), html::Button::secondary);
    html::end_form(out);
    html::end_disclosure(out);
  }
  std::vector<SavedView> mine;
  for (const auto &view : views_of(desk.deps.records.pool(), actor, reg.id))
    if (view.own || actor.may(May::manage_unit)) mine.push_back(view);
  if (mine.empty()) return;
  html::begin_disclosure(out, tr("Ändra vyer"));
  for (const auto &view : mine) write_one_view(out, reg, view, here);
  html::end_disclosure(out);
}

void add_view_pages(http::Router &router, const std::shared_ptr<Desk> &desk) {
  router.post("/register/{id}/vy", access::guarded(May::read_records, [desk](http::Request &r, const Actor &a) { return save_view(*desk, r, a); }));
  router.post("/register/{id}/vy/andra",
              access::guarded(May::read_records, [desk](http::Request &r, const Actor &a) { return change(*desk, r, a); }));
}

} // namespace rt::records
