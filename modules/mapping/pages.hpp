#pragma once
// Inside the module: what the pages share.
#include "modules/mapping/drawings.hpp"
#include "modules/mapping/service.hpp"
#include <memory>

namespace rt::mapping {

using html::Out;

/// A tool as one page shows it.
struct View {
  const Deps &deps;
  const Actor &actor;
  Sheet sheet;
  std::string edited_part = {}; ///< the card that is open for writing
  std::size_t edited_at = 0;
  bool big_paper = false;     ///< printed on A3
  bool staff_version = false; ///< with what only the staff reads
  Problem problem = {};       ///< why what was sent could not be done
  std::string failed_part = {};
  std::map<std::string, std::string> typed = {}; ///< then every word comes back
  bool can_write() const { return sheet.writes && !staff_version; }
};

std::string address_of(const Sheet &sheet);
std::string date_of(const Sheet &sheet);
std::string date_of(const Register &reg, const Record &record);

// ---- cards (pages_cards.cpp) ----
/// The cards of a part, each with its ways to change, and a way to write another.
void write_cards(Out &out, const View &view, const Part &part);
void write_add(Out &out, const View &view, const Part &part);
/// A small form's beginning: token, what card it is about.
void begin_act(Out &out, const View &view, const Part &part, const Card *card, std::string_view css);
/// A heading, the question under it, the cards.
void write_part(Out &out, const View &view, const Part &part, std::string_view css);
/// What a card is called where its words cannot stand: the beginning of them.
std::string called(const Card &card);
std::string option_id(const Register &reg, const records::GroupRow &row, std::string_view field);

// ---- one tool each (pages_tools.cpp) ----
void write_tool(Out &out, const View &view);
/// Those places that a narrow screen shows one at a time: id of the element and its words.
std::vector<std::pair<std::string, std::string>> stops_of(const View &view);

// ---- the child's drawing (pages_drawing.cpp) ----
void write_drawing(Out &out, const View &view);

// ---- then and now (pages_compare.cpp) ----
void write_comparison(Out &out, const View &now, const Record &then);

/// The page without a frame: nothing of the program, no number, first names only.
http::Response screen(const View &view, const std::string &heading, std::string_view body, int status, bool compares);

void add_compare_pages(http::Router &router, const std::shared_ptr<Deps> &deps);
void add_drawing_pages(http::Router &router, const std::shared_ptr<Deps> &deps);
void add_choose_pages(http::Router &router, const std::shared_ptr<Deps> &deps);

} // namespace rt::mapping
