// The board: a column per state, a card per record, moved by the steps themselves - with the keyboard, or dragged.
#include "modules/records/pages_shared.hpp"
#include "platform/core/text.hpp"
#include <algorithm>

namespace rt::records {
namespace {

using html::Out;

constexpr int kCards = 25, kDoneCards = 8; ///< what is done is only glanced at

struct Column {
  const definitions::State *state = nullptr;
  ListPage page;
};

struct Board {
  const Desk &desk;
  const Actor &actor;
  const Register &reg;
  ListAddress address;
  std::vector<Column> columns;
  Labels labels;
  std::map<std::int64_t, std::vector<Step>> steps;
  std::map<std::int64_t, std::string> due;
};

/// A few words of the record, when its title is only its kind and day.
std::string words_on_card(const Board &board, const Record &record) {
  for (const auto &field : board.reg.fields) {
    const bool tells =
        field.type == FieldType::choice || field.type == FieldType::text || field.type == FieldType::long_text || field.type == FieldType::choices;
    if (field.in_list && tells && in_record(field) && record.has(field.id)) return shorten(words(field, record, board.labels), 90);
  }
  return {};
}

void write_card(Out &out, const Board &board, const Record &record) {
  out.open("li", {{"class", "card"}, {"id", "post-" + std::to_string(record.id)}});
  out.link(record_path(board.reg, record.id), heading(board.reg, record, board.labels), "card__title");
  if (const auto said = words_on_card(board, record); !said.empty()) out.element("span", said, {{"class", "card__words"}});
  out.open("small");
  out.text(record.text(board.reg.date_field).substr(0, 10));
  if (const auto staff = board.labels.staff.find(record.staff); staff != board.labels.staff.end()) out.raw(" · ").text(staff->second);
  out.close("small");
  if (const auto due = board.due.find(record.id); due != board.due.end()) out.element("small", due->second, {{"class", "card__due"}});
  const auto steps = board.steps.find(record.id);
  if (steps != board.steps.end() && !steps->second.empty()) {
    out.raw("<details class=\"move\"><summary")
        .attr("aria-label", tr_f("Flytta {0}", {heading(board.reg, record, board.labels)}))
        .raw(">")
        .text(tr("Flytta"))
        .raw("</summary>");
    write_step_buttons(out, board.desk, board.actor, board.reg, record, steps->second, "tavla");
    write_step_reasons(out, steps->second);
    out.raw("</details>");
  }
  out.close("li");
}

void write_column(Out &out, const Board &board, const Column &column) {
  const auto id = "lage-" + column.state->id;
  out.open("section", {{"class", column.state->final ? "lane lane--done" : "lane"}, {"data-state", column.state->id}, {"aria-labelledby", id}});
  out.open("h2", {{"id", id}})
      .text(column.state->title.str())
      .raw(" ")
      .element("small", (column.page.uncounted ? ">" : "") + number(static_cast<double>(column.page.total), 0))
      .close("h2");
  if (column.page.rows.empty()) out.element("p", tr("Inget här nu."), {{"class", "quiet"}});
  out.open("ol", {{"class", "cards"}});
  for (const auto &record : column.page.rows) write_card(out, board, record);
  out.close("ol");
  if (column.page.total > static_cast<std::int64_t>(column.page.rows.size())) {
    auto address = board.address;
    address.filters["state"] = column.state->id;
    out.open("p")
        .link(register_path(board.reg) + address.query(1),
              column.page.uncounted ? tr_f("Visa fler än {0} i listan", {number(static_cast<double>(column.page.total), 0)})
                                    : tr_f("Visa alla {0} i listan", {std::to_string(column.page.total)}))
        .close("p");
  }
  out.close("section");
}

/// One query per state, one for the names, one for who took which step: the same however many cards.
void fill(Board &board) {
  auto &records = board.desk.deps.records;
  std::vector<Record> all;
  std::map<std::int64_t, std::string> named;
  for (const auto &state : board.reg.states) {
    auto query = to_query(board.reg, board.address, board.actor);
    query.filters.push_back({"state", "=", state.id});
    query.limit = state.final ? kDoneCards : kCards;
    query.offset = 0;
    Column column{&state, records.list(board.actor, board.reg.id, query, purpose_of(board.reg))};
    all.insert(all.end(), column.page.rows.begin(), column.page.rows.end());
    named.insert(column.page.persons.begin(), column.page.persons.end());
    board.columns.push_back(std::move(column));
  }
  board.labels = board.desk.labels(board.actor, board.reg, all, named);
  const auto steps = records.steps(board.actor, board.reg.id, all);
  std::vector<std::int64_t> ids;
  for (std::size_t i = 0; i < all.size(); ++i) {
    board.steps[all[i].id] = steps[i];
    ids.push_back(all[i].id);
  }
  if (board.desk.deps.due && !ids.empty()) board.due = board.desk.deps.due(board.actor, board.reg.id, ids);
}

http::Response board_page(const Desk &desk, http::Request &request, const Actor &actor) {
  const auto *reg = desk.find(request.param(0));
  if (reg == nullptr || reg->states.empty()) return not_found(request);
  Board board{desk, actor, *reg, read_address(*reg, request.query), {}, {}, {}, {}};
  board.address.filters.erase("state");
  board.address.columns.clear();
  fill(board);
  Out out;
  out.reserve(32 * 1024);
  write_head(out, desk, actor, *reg, board.address, "tavla");
  out.open("div", {{"class", "lanes"}});
  for (const auto &column : board.columns) write_column(out, board, column);
  out.close("div");
  return desk.page(actor, reg->title.str(), std::string(tr("Varje post står under sitt läge. Flytta den med dess steg.")), out.take());
}

} // namespace

void add_board_pages(http::Router &router, const std::shared_ptr<Desk> &desk) {
  router.get("/register/{id}/tavla",
             access::guarded(May::read_records, [desk](http::Request &r, const Actor &a) { return board_page(*desk, r, a); }));
}

} // namespace rt::records
