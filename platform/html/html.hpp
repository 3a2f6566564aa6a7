#pragma once
// HTML is written by typed components onto an Out that escapes by default. A form field cannot be made without a label,
// an image not without its words. Components know FKUI's class names; pages do not.
#include "platform/core/result.hpp"
#include "platform/i18n/i18n.hpp"
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rt::html {

/// The text being written. `<<` writes raw markup (literals only); text() and attr() escape.
class Out {
public:
  Out &raw(std::string_view markup) {
    buffer_.append(markup);
    return *this;
  }
  Out &text(std::string_view words);
  /// ` name="value"`, escaped.
  Out &attr(std::string_view name, std::string_view value);
  /// Opens `<name a="b">`; close with close("name").
  Out &open(std::string_view name, std::initializer_list<std::pair<std::string_view, std::string_view>> attributes = {});
  Out &close(std::string_view name);
  /// `<name …>words</name>`
  Out &element(std::string_view name, std::string_view words, std::initializer_list<std::pair<std::string_view, std::string_view>> attributes = {});
  /// `<a href>words</a>`
  Out &link(std::string_view href, std::string_view words, std::string_view css = {});
  const std::string &str() const { return buffer_; }
  std::string take() { return std::move(buffer_); }
  void reserve(std::size_t bytes) { buffer_.reserve(bytes); }

private:
  std::string buffer_;
};

std::string escape(std::string_view words);

/// Words that name a control. There is no default: a field without a label does not compile.
struct Label {
  explicit Label(std::string_view words) : words(words) {}
  std::string words;
};

struct Choice {
  std::string value;
  std::string words;
  bool retired = false; ///< shown only when it is the chosen one
};

/// What every control has.
struct Field {
  Field(std::string_view id, Label label) : id(id), label(std::move(label)) {}
  std::string id; ///< name in the form and basis of the element's id
  Label label;
  std::string value;
  std::string help;  ///< under the label: units and examples
  std::string law;   ///< behind an "i"
  std::string error; ///< a finished sentence; sets aria-invalid and aria-describedby
  bool required = false;
  bool readonly = false;
  int max_length = 0;       ///< of texts, in characters; 0 = no limit in the browser
  std::string width;        ///< "", "short", "date", "number", "wide"
  std::string autocomplete; ///< what the browser may fill in: "username", "current-password" (WCAG 1.3.5); "" = off
};

void input_text(Out &out, const Field &field, std::string_view type = "text", std::string_view inputmode = {});
void input_area(Out &out, const Field &field, int rows = 4);
void input_date(Out &out,
                const Field &field); ///< text field that takes what people write, with the browser's picker beside
void input_select(Out &out, const Field &field, const std::vector<Choice> &choices, bool empty_choice = true);
void input_radios(Out &out, const Field &field, const std::vector<Choice> &choices);
/// Radios with drawn faces, from worst to best; each is named by its choice's words.
void input_faces(Out &out, const Field &field, const std::vector<Choice> &choices);
/// Questions that share their answers: a table with a row per question, and stacked questions on a phone. Each row is a group of
/// radios of its own.
void input_matrix(Out &out, std::string_view title, const std::vector<Field> &questions, const std::vector<Choice> &answers);
void input_checks(Out &out, const Field &field, const std::vector<Choice> &choices, const std::vector<std::string> &chosen);
void input_check(Out &out, const Field &field); ///< one box, value "1"
void input_file(Out &out, const Field &field, std::string_view accept);
void input_hidden(Out &out, std::string_view name, std::string_view value);

enum class Button { primary, secondary, quiet, danger };
/// A submit button; says what happens: "Spara och skicka till Anna".
void button(Out &out, std::string_view words, Button kind = Button::primary, std::string_view name = {}, std::string_view value = {});
void link_button(Out &out, std::string_view href, std::string_view words, Button kind = Button::secondary);

/// <form method=post action> with the CSRF token of the current request; close with end_form.
void begin_form(Out &out, std::string_view action, bool files = false, std::string_view css = {});
void end_form(Out &out);
/// A form that reads: GET.
void begin_search_form(Out &out, std::string_view action, std::string_view css = {});

/// The summary at the top of a form with links to the fields that are wrong. Writes nothing when there are none.
void error_summary(Out &out, const Problem &problem);

enum class Tone { info, good, partly, bad };
/// A message in the page (never a toast): role=status, or role=alert for bad.
void message(Out &out, Tone tone, std::string_view words);
/// A small word with a sign: ● uppfylls helt.
void badge(Out &out, Tone tone, std::string_view sign, std::string_view words);

struct Tab {
  std::string href;
  std::string words;
  bool current = false;
};
void tabs(Out &out, std::string_view name, const std::vector<Tab> &tabs); ///< a nav of links with aria-current

enum class Sorted { no, up, down };
struct Column {
  std::string words;
  std::string css = {};       ///< "n" for figures, "date"
  std::string sort_href = {}; ///< the link that sorts by it; "" = cannot
  Sorted sorted = Sorted::no;
};
/// A table with a caption for those who cannot see it, scrolling inside itself on a phone. css: "list sticky"
/// (default), "board" …
void begin_table(Out &out, std::string_view caption, const std::vector<Column> &columns, std::string_view css = {});
void end_table(Out &out);
/// A row; with `href` a click anywhere opens it (put the same link on its first words for the keyboard).
void begin_row(Out &out, std::string_view href = {}, std::string_view css = {});
void end_row(Out &out);
void cell(Out &out, std::string_view words, std::string_view css = {});
/// "Visa som tabell": opens in place, without a script.
void begin_disclosure(Out &out, std::string_view words, bool is_open = false, std::string_view css = {});
void end_disclosure(Out &out);
/// What is shown where nothing is yet: says what comes here and how to begin.
void empty_state(Out &out, std::string_view words, std::string_view href = {}, std::string_view link_words = {});

/// A knot on the red thread. `href` empty = where you stand.
struct Knot {
  std::string level; ///< "Kommunfullmäktiges mål"
  std::string title;
  std::string href = {};
  std::string id = {}; ///< element id for live glow, e.g. "knot-goal-12"
};
/// The thread at the left edge: named knots above the place where you stand (walk up with Alt+↑), and below (Alt+↓).
void thread(Out &out, const std::vector<Knot> &above, const Knot &here, const std::vector<Knot> &below);

/// Who is reading; what the frame shows.
struct Frame {
  std::string title;          ///< of the page, in the <title> and as h1 unless `own_heading`
  std::string lead;           ///< one sentence under the title
  std::string section;        ///< id of the menu item that is on: "board"
  std::string unit;           ///< "Resursenheten"
  std::string administration; ///< "Skärholmens stadsdelsförvaltning"
  std::string when;           ///< "Mars 2019"
  std::string who;            ///< "Anna Lindqvist"
  std::string role;           ///< "enhetschef"
  std::vector<Tab> menu;      ///< at most nine
  std::vector<Tab> units;     ///< for the unit switch; empty = one unit
  bool own_heading = false;
  bool wide = false;                ///< TV mode: no rail
  std::string live;                 ///< topic that this page listens to; "" = none
  std::vector<std::string> styles;  ///< further stylesheets: "print-a3.css"
  std::vector<std::string> scripts; ///< further scripts: "wheel.js"
  std::string search;               ///< where "/" leads: "/sok"; "" = no search. People are sought by POST, never in a URL
};
/// A whole page: doctype, head, skip link, rail, top, main with `body`, key help.
std::string page(const Frame &frame, std::string_view body);
/// A page without frame (kiosk, login, survey).
std::string bare_page(std::string_view title, std::string_view body, std::string_view body_class = {}, std::string_view lang = {}, bool rtl = false,
                      const std::vector<std::string> &scripts = {}, const std::vector<std::string> &styles = {});

/// URL of an embedded file with its content hash: asset("css/app.css") = "/s/css/app.css?v=1a2b3c4d".
std::string asset(std::string_view name);

/// CSRF token and path of the current request; set by http at the edge, thread-local. A session's own token is put here
/// by http::Before.
struct RequestMarks {
  std::string csrf;
  std::string path;
  std::string lang; ///< the reader's own language, set by http::Before ("en"); "" = by cookie rt_lang or the browser
};
RequestMarks &marks();

} // namespace rt::html
