// /register: what the unit keeps. /register/{id}: the list with its sentence of filters, views, and work on many at once.
#include "modules/records/pages_shared.hpp"
#include "platform/core/text.hpp"
#include <algorithm>

namespace rt::records {
namespace {

using html::Out;

// ---- index ----

struct Area {
  std::string_view id, title;
};

void index_item(Out &out, const std::string &href, const std::string &title, const std::string &about) {
  out.open("div", {{"class", "item"}}).link(href, title).element("small", about).close("div");
}

http::Response index_page(const Desk &desk, const Actor &actor) {
  const Area areas[] = {{"cases", tr("Arbetet med brukarna")},
                        {"people", tr("Personer och hushåll")},
                        {"quality", tr("Kvalitet och synpunkter")},
                        {"collaboration", tr("Samverkan och uppsökande")},
                        {"economy", tr("Ekonomi")},
                        {"work", tr("Enhetens arbete")}};
  const auto registers = desk.registers(actor);
  const auto beside = desk.deps.beside ? desk.deps.beside(actor) : std::vector<Deps::Beside>{};
  Out out;
  out.open("div", {{"class", "shelves"}});
  for (const auto &area : areas) {
    std::vector<const Register *> here;
    for (const bool people : {true, false}) // what is about a person is what the day begins with
      for (const auto *reg : registers)
        if (reg->area == area.id && (reg->about == "person") == people) here.push_back(reg);
    const bool other = std::any_of(beside.begin(), beside.end(), [&](const auto &one) { return one.area == area.id; });
    if (here.empty() && !other) continue;
    out.open("section").element("h2", area.title);
    for (const auto &one : beside)
      if (one.area == area.id) index_item(out, one.href, one.title, one.about);
    for (const auto *reg : here) index_item(out, register_path(*reg), reg->title.str(), reg->about_text.str());
    out.close("section");
  }
  out.close("div");
  return desk.page(actor, std::string(tr("Register")),
                   std::string(tr("Det som enheten antecknar. Varje post räknas i måtten i samma ögonblick som den sparas.")), out.take());
}

// ---- list ----

struct List {
  const Desk &desk;
  const Actor &actor;
  const Register &reg;
  ListAddress address;
  ListPage page;
  Labels labels;
  std::vector<organisation::Team> teams;
  std::vector<std::int64_t> corrected = {}; ///< signed records that another one corrects
};

std::string with(const List &list, const std::string &name, const std::string &value) {
  auto address = list.address;
  if (value.empty()) address.filters.erase(name);
  else address.filters[name] = value;
  return register_path(list.reg) + address.query(1);
}

html::Field select_field(const List &list, const std::string &name, const std::string &label) {
  html::Field field(name, html::Label(label));
  const auto found = list.address.filters.find(name);
  if (found != list.address.filters.end()) field.value = found->second;
  return field;
}

void any_select(Out &out, const html::Field &field, std::string_view any, std::vector<html::Choice> choices) {
  choices.insert(choices.begin(), {"", std::string(any)});
  html::input_select(out, field, choices, false);
}

void write_filters(Out &out, const List &list) {
  html::begin_search_form(out, register_path(list.reg), "filters");
  if (list.teams.size() > 1) {
    std::vector<html::Choice> choices;
    for (const auto &team : list.teams) choices.push_back({std::to_string(team.id), team.name});
    any_select(out, select_field(list, "team", std::string(tr("Grupp"))), tr("alla grupper"), choices);
  }
  if (!list.reg.states.empty()) {
    std::vector<html::Choice> choices{{"open", std::string(tr("öppna"))}};
    for (const auto &state : list.reg.states) choices.push_back({state.id, state.title.str()});
    any_select(out, select_field(list, "state", std::string(tr("Läge"))), tr("alla lägen"), choices);
  }
  for (const auto *field : filter_fields(list.reg)) {
    std::vector<html::Choice> choices;
    if (field->type == FieldType::yes_no) choices = {{"yes", std::string(tr("Ja"))}, {"no", std::string(tr("Nej"))}};
    for (const auto &option : field->options) choices.push_back({option.id, option.title.str()});
    any_select(out, select_field(list, field->id, field->title.str()), tr("alla"), choices);
  }
  auto from = select_field(list, "from", std::string(tr("Från"))), to = select_field(list, "to", std::string(tr("Till och med")));
  from.width = to.width = "date";
  html::input_date(out, from);
  html::input_date(out, to);
  if (const auto staff = list.address.filters.find("staff"); staff != list.address.filters.end()) html::input_hidden(out, "staff", staff->second);
  if (const auto contact = list.address.filters.find("contact"); contact != list.address.filters.end())
    html::input_hidden(out, "contact", contact->second);
  if (const auto lacks = list.address.filters.find("saknar"); lacks != list.address.filters.end()) html::input_hidden(out, "saknar", lacks->second);
  if (const auto view = list.address.filters.find("vy"); view != list.address.filters.end()) html::input_hidden(out, "vy", view->second);
  for (const auto &column : list.address.columns) html::input_hidden(out, "kolumn", column);
  if (!list.address.sort.empty()) html::input_hidden(out, "sort", list.address.sort);
  html::button(out, tr("Visa"), html::Button::secondary);
  out.close("form");
}

/// Which answers stand in the list. The choice is in the address, so that a saved view keeps it.
void write_column_choice(Out &out, const List &list) {
  html::begin_disclosure(out, tr("Välj kolumner"), false, "columns");
  html::begin_search_form(out, register_path(list.reg), "form");
  for (const auto &[name, value] : list.address.filters) html::input_hidden(out, name, value);
  if (!list.address.sort.empty()) html::input_hidden(out, "sort", list.address.sort);
  std::vector<html::Choice> choices;
  std::vector<std::string> shown;
  for (const auto &field : list.reg.fields)
    if (can_be_column(field)) choices.push_back({field.id, field.title.str()});
  for (const auto *field : shown_fields(list.reg, list.address)) shown.push_back(field->id);
  html::input_checks(out, html::Field("kolumn", html::Label(tr("Kolumner i listan, högst tolv"))), choices, shown);
  out.open("div", {{"class", "actions"}});
  html::button(out, tr("Visa kolumnerna"), html::Button::secondary);
  if (!list.address.columns.empty()) {
    auto usual = list.address;
    usual.columns.clear();
    html::link_button(out, register_path(list.reg) + usual.query(1), tr("Som från början"), html::Button::quiet);
  }
  out.close("div").close("form");
  html::end_disclosure(out);
}

/// "88 poster · klagomål · Familjegruppen · sedan 2019-01-01" - the filter read aloud, each part with a way to drop it.
void write_sentence(Out &out, const List &list) {
  out.open("p", {{"class", "sentence"}});
  out.element("b", total_words(list.page));
  for (const auto &[name, value] : list.address.filters) {
    std::string said;
    if (name == "team") said = list.labels.teams.count(parse_integer(value).value_or(0)) != 0 ? list.labels.teams.at(*parse_integer(value)) : value;
    else if (name == "staff")
      said = value == "me"                                                    ? std::string(tr("mina"))
             : list.labels.staff.count(parse_integer(value).value_or(0)) != 0 ? list.labels.staff.at(*parse_integer(value))
                                                                              : "";
    else if (name == "state") said = value == "open" ? std::string(tr("öppna")) : list.reg.state(value)->title.str();
    else if (name == "vy") {
      for (const auto &view : list.reg.views)
        if (view.id == value) said = view.title.str();
    } else if (name == "from") said = tr_f("från {0}", {value});
    else if (name == "to") said = tr_f("till och med {0}", {value});
    else if (name == "saknar")
      said = tr_f("saknar {0}", {list.reg.field(value) != nullptr ? list.reg.field(value)->title.str() : std::string(tr("Grupp"))});
    else if (name == "contact") said = std::string(tr("en kontakt"));
    else if (const auto *field = list.reg.field(name)) {
      const auto *option = field->option(value);
      said = field->title.str() + ": " + (option != nullptr ? option->title.str() : std::string(value == "yes" ? tr("Ja") : tr("Nej")));
    }
    out.raw(" · ")
        .text(said)
        .raw(" <a class=\"drop\"")
        .attr("href", with(list, name, ""))
        .attr("aria-label", tr_f("Ta bort villkoret {0}", {said}))
        .raw(">×</a>");
  }
  out.close("p");
}

bool is_number(const Field &field) {
  switch (field.type) {
  case FieldType::integer:
  case FieldType::decimal:
  case FieldType::money:
  case FieldType::scale: return true;
  case FieldType::computed: return field.options.empty();
  default: return false;
  }
}

bool is_day(const Field &field) { return field.type == FieldType::date || field.type == FieldType::datetime; }

std::vector<html::Column> columns_of(const List &list, const std::vector<const Field *> &fields) {
  std::vector<html::Column> columns;
  if (list.actor.may(May::write_records)) columns.push_back({std::string(tr("Markera")), "mark-cell"});
  const auto current = list.address.sort.empty() ? "-" + list.reg.date_field : list.address.sort;
  for (const auto *field : fields) {
    html::Column column{field->title.str()};
    column.css = is_number(*field) ? "n" : is_day(*field) ? "date" : "";
    const bool names = field->type == FieldType::person || field->type == FieldType::reference || field->type == FieldType::staff ||
                       field->type == FieldType::long_text;
    // A long list is put in an order that an index has; a shorter one in any.
    if (!names && (!list.page.uncounted || is_indexed(list.reg, *field))) {
      auto address = list.address;
      address.sort = current == "-" + field->id ? field->id : "-" + field->id;
      column.sort_href = register_path(list.reg) + address.query(1);
      column.sorted = current == field->id ? html::Sorted::up : current == "-" + field->id ? html::Sorted::down : html::Sorted::no;
    }
    columns.push_back(std::move(column));
  }
  if (!list.reg.states.empty()) columns.push_back({std::string(tr("Läge"))});
  if (list.teams.size() > 1) columns.push_back({std::string(tr("Grupp"))});
  return columns;
}

void write_row(Out &out, const List &list, const Record &row, const std::vector<const Field *> &fields) {
  const auto href = record_path(list.reg, row.id);
  html::begin_row(out, href);
  const auto title = heading(list.reg, row, list.labels);
  if (list.actor.may(May::write_records)) {
    out.raw("<td class=\"mark-cell\"><input type=\"checkbox\" name=\"post\" form=\"many\"")
        .attr("value", std::to_string(row.id) + "." + std::to_string(row.version));
    out.attr("aria-label", tr_f("Markera {0}", {title})).raw("></td>");
  }
  bool first = true;
  for (const auto *field : fields) {
    auto text = words(*field, row, list.labels);
    if (field->type == FieldType::long_text) text = shorten(text, 90);
    if (first) {
      out.open("td", {{"class", is_day(*field) ? "date" : ""}}).link(href, text.empty() ? title : text);
      if (std::find(list.corrected.begin(), list.corrected.end(), row.id) != list.corrected.end()) out.raw(" ").element("small", tr("Rättad"));
      out.close("td");
      first = false;
    } else {
      // On a phone a row is a small text, and a bare "Ja" needs its question.
      const std::string_view css = field->type == FieldType::long_text ? "words" : is_number(*field) ? "n" : is_day(*field) ? "date" : "";
      out.raw("<td").attr("class", css);
      if (field->type != FieldType::long_text && field->type != FieldType::choice && !text.empty()) out.attr("data-label", field->title.str());
      out.raw(">").text(text).raw("</td>");
    }
  }
  if (!list.reg.states.empty()) {
    const auto *state = list.reg.state_by_code(row.state);
    html::cell(out, state != nullptr ? state->title.str() : "");
  }
  if (list.teams.size() > 1)
    html::cell(out, list.labels.teams.count(row.team) != 0 ? list.labels.teams.at(row.team) : std::string(tr("hela enheten")));
  html::end_row(out);
}

void write_table(Out &out, const List &list) {
  const auto fields = shown_fields(list.reg, list.address);
  html::begin_table(out, list.reg.title.str(), columns_of(list, fields), "list sticky register-list");
  for (const auto &row : list.page.rows) write_row(out, list, row, fields);
  html::end_table(out);
}

void write_pages(Out &out, const List &list) {
  const int page = list.address.before != 0 || list.address.after != 0 ? list.address.page : std::min(list.address.page, kMostWalked);
  const bool later = list.address.before != 0 || list.page.more; // with `before` we came from there
  if ((page <= 1 && !later) || list.page.rows.empty()) return;
  const auto path = register_path(list.reg);
  const auto beside = [&](int number, const char *way, std::int64_t record) {
    const auto query = list.address.query(number);
    return path + query + (number <= 1 ? "" : std::string(query.empty() ? "?" : "&") + way + std::to_string(record));
  };
  out.open("nav", {{"class", "pages"}, {"aria-label", tr("Sidor")}});
  if (page > 1) out.link(beside(page - 1, "fore=", list.page.rows.front().id), tr("Föregående"));
  const auto first_row = static_cast<std::int64_t>(page - 1) * 40 + 1, last_row = first_row + static_cast<std::int64_t>(list.page.rows.size()) - 1;
  const auto shown = list.page.uncounted ? number(static_cast<double>(list.page.total), 0) : std::to_string(list.page.total);
  out.raw(" <span>")
      .text(list.page.uncounted ? tr_f("{0}–{1} av fler än {2}", {std::to_string(first_row), std::to_string(last_row), shown})
                                : tr_f("{0}–{1} av {2}", {std::to_string(first_row), std::to_string(last_row), shown}))
      .raw("</span> ");
  if (later) out.link(beside(page + 1, "efter=", list.page.rows.back().id), tr("Nästa"));
  out.close("nav");
}

/// "En post är borttagen. Ångra" - its id stands in the address, nothing else. Of many: write_many_result.
void write_undo(Out &out, const List &list, const http::Request &request) {
  const auto &removed = request.query["angra"];
  if (!parse_integer(removed)) return;
  html::message(out, html::Tone::good, tr("Posten är borttagen."));
  html::begin_form(out, register_path(list.reg) + "/aterstall", false, "inline");
  html::input_hidden(out, "id", removed);
  html::button(out, tr("Ångra borttagningen"), html::Button::secondary);
  html::end_form(out);
}

void write_actions(Out &out, const List &list) {
  const auto path = register_path(list.reg);
  out.open("div", {{"class", "actions"}});
  if (list.actor.may(May::write_records))
    html::link_button(out, path + "/ny", tr_f("Ny: {0}", {in_sentence(list.reg.singular.str())}), html::Button::primary);
  if (list.actor.may(May::import_records)) html::link_button(out, path + "/import", tr("Läs in fil"), html::Button::secondary);
  if (list.actor.may(May::export_records) && list.page.total > 0) {
    const auto query = list.address.query(1);
    out.raw("<details class=\"fetch\"><summary>").text(tr("Hämta")).raw("</summary><ul>");
    const auto file = [&](const std::string &href, std::string_view words) { out.open("li").link(href, words).close("li"); };
    file(path + "/export.xlsx" + query, tr("Hämta som Excel"));
    file(path + "/export.csv" + query, tr("Hämta som CSV"));
    file(path + "/export.xlsx" + query + (query.empty() ? "?" : "&") + "syfte=uppfoljning", tr("Excel utan personuppgifter"));
    out.raw("</ul></details>");
  }
  out.close("div");
}

http::Response list_page(const Desk &desk, http::Request &request, const Actor &actor) {
  const auto *reg = desk.find(request.param(0));
  if (reg == nullptr) return not_found(request);
  List list{desk, actor, *reg, read_address(*reg, request.query), {}, {}, desk.teams(actor)};
  list.page = desk.deps.records.list(actor, reg->id, to_query(*reg, list.address, actor), purpose_of(*reg));
  list.labels = desk.labels(actor, *reg, list.page.rows, list.page.persons);
  const bool signs = reg->signed_notes || std::any_of(reg->transitions.begin(), reg->transitions.end(), [](const auto &t) { return t.signs; });
  if (signs) list.corrected = desk.deps.records.corrected(reg->id, list.page.rows);
  Out out;
  out.reserve(32 * 1024);
  write_undo(out, list, request);
  write_many_result(out, desk, actor, *reg, request);
  if (list.page.total == 0 && list.address.filters.empty()) {
    write_actions(out, list);
    html::empty_state(out, reg->empty_text.str().empty() ? std::string(tr("Inget här ännu.")) : reg->empty_text.str(), register_path(*reg) + "/ny",
                      tr("Lägg till den första"));
    return desk.page(actor, reg->title.str(), reg->about_text.str(), out.take());
  }
  out.open("div", {{"class", "list-head"}});
  write_view_tabs(out, desk, actor, *reg, list.address, "");
  write_shapes(out, *reg, list.address, "");
  write_actions(out, list);
  out.close("div");
  // Open without a script; on a phone the script folds it away until it is asked for.
  out.raw("<details class=\"filter-box\" open><summary>").text(tr("Filtrera")).raw("</summary>");
  write_filters(out, list);
  out.raw("</details>");
  write_sentence(out, list);
  if (list.page.total == 0)
    html::empty_state(out, tr("Ingen post passar. Ta bort ett villkor så ser du fler."), register_path(*reg), tr("Visa alla"));
  else {
    write_mark_all(out, actor, list.page);
    write_table(out, list);
    write_pages(out, list);
    write_many_bar(out, actor, *reg, list.address, list.page);
    write_column_choice(out, list);
  }
  write_view_forms(out, desk, actor, *reg, list.address);
  return desk.page(actor, reg->title.str(), reg->about_text.str(), out.take());
}

http::Response restore_one(const Desk &desk, http::Request &request, const Actor &actor) {
  const auto *reg = desk.find(request.param(0));
  if (reg == nullptr) return not_found(request);
  const auto back = desk.deps.records.restore(actor, reg->id, parse_integer(request.form["id"]).value_or(0));
  return back ? http::redirect(register_path(*reg)) : http::problem(request, back.error());
}

} // namespace

std::string total_words(const ListPage &page) {
  if (page.uncounted) return tr_f("fler än {0} poster", {number(static_cast<double>(page.total), 0)});
  return tr_n("{} post", "{} poster", page.total);
}

void add_list_pages(http::Router &router, const std::shared_ptr<Desk> &desk) {
  const auto page = [&](http::Response (*work)(const Desk &, http::Request &, const Actor &)) {
    return [desk, work](http::Request &request, const Actor &actor) { return work(*desk, request, actor); };
  };
  router.get("/register", access::guarded(May::read_records, [desk](http::Request &, const Actor &actor) { return index_page(*desk, actor); }));
  router.post("/register/{id}/aterstall", access::guarded(May::delete_records, page(restore_one)));
  router.get("/register/{id}", access::guarded(May::read_records, page(list_page)));
}

} // namespace rt::records
