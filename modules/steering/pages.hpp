#pragma once
// What the pages of this module share. Internal.
#include "modules/steering/steering.hpp"

namespace rt::steering::pages {

using access::Actor;
using html::Out;
using Request = http::Request;
using Response = http::Response;

/// The frame of a page of this module with its own stylesheet and, when the page lives, its topic and script.
html::Frame frame(const Deps &deps, const Actor &actor, std::string_view section, std::string_view title, std::string_view lead = {});
std::string topic(std::int64_t unit); ///< "board:3"

/// The period asked for, "hittills i år" when none or a broken one is.
Period asked_period(const Request &request, Date today);
std::string period_words(const Period &period, Date today); ///< "Hittills i år", "mars 2019" …

/// "flickor 9 · pojkar 14 · annan 1": only those there is something to say about.
void sexes(Out &out, const Figures &figures, const measures::Definition &measure, const measures::BySex &values);
/// ● uppfylls helt, with a mark when a person says otherwise than the figure.
void status(Out &out, Judgement judgement);
std::string last_saved(const std::string &at, const std::string &by); ///< "Senast 2019-03-22 av Anna", "" when never
/// How the figure is counted, in words: for the board's card and the thread's margin.
void definition(Out &out, const Figures &figures, const measures::Definition &measure, const measures::BySex &now, const Target &target);
/// The twelve months as a small curve, with the target each month should reach.
std::string spark_of(const BoardRow &row);
std::string bullet_of(const BoardRow &row);
std::string forecast_words(const BoardRow &row); ///< "prognos 82", "" without one

/// "/traden?niva=resultat&id=12&period=2018"
std::string thread_href(std::string_view level, std::int64_t id, const Period &period);

/// A number from a query or form; 0 when it is none.
std::int64_t number_of(const std::string &words);
Problem no_such_part(); ///< not found, in words
/// 303 back, or the problem as a page.
Response done_or(const Request &request, const Result<void> &result, std::string_view where);
template<class T> Response done_or(const Request &request, const Result<T> &result, std::string_view where) {
  return result ? http::redirect(std::string(where)) : http::problem(request, result.error());
}
/// What the unit is shown, and what the result already stands on: the plan may be older than the unit's choice of packs.
std::vector<html::Choice> measure_choices(const Figures &figures, const Expected &expected);
/// A text area in a form of which a page may have several: `key` makes its id its own.
void area(Out &out, std::string_view name, std::string_view label, const std::string &value, std::int64_t key);
/// A person's judgement of one result and period, folded in under its figure; `back` is where the reader returns.
void judge_form(Out &out, const BoardRow &row, const Assessment *given, const Period &period, const std::string &back);
/// Who changed what, newest first.
void history(Out &out, const std::vector<HistoryRow> &rows);
/// The list of what an import did, with its row errors and flags.
void report(Out &out, const ImportReport &report);

void add_board(http::Router &router, const Deps &deps);
void add_thread(http::Router &router, const Deps &deps);
void add_plan(http::Router &router, const Deps &deps);
void add_wheel(http::Router &router, const Deps &deps);
void add_followup(http::Router &router, const Deps &deps);
void add_ideas(http::Router &router, const Deps &deps);
void add_numbers(http::Router &router, const Deps &deps);
void add_imports(http::Router &router, const Deps &deps);

} // namespace rt::steering::pages
