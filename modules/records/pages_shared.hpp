#pragma once
// What the register pages share: the reader's teams and staff, names behind ids, values as words.
#include "modules/records/many.hpp"
#include "modules/records/pages.hpp"
#include <memory>
#include <mutex>

namespace rt::records {

using access::Actor;
using access::May;
using definitions::Field;
using definitions::FieldType;
using definitions::Register;

/// Names behind the ids of a page of records; a constant number of queries however many records.
struct Labels {
  std::map<std::int64_t, std::string> teams, staff, persons, contacts;
  std::map<std::string, std::map<std::int64_t, std::string>> records; ///< of other registers, by register
  std::map<std::int64_t, StoredFile> files;
};

/// The pages' own copy of Deps with small helpers; lives as long as the routes.
class Desk {
public:
  explicit Desk(const Deps &deps) : deps(deps), many(std::make_unique<Many>(deps.records, deps.clock)) {}
  Deps deps;
  std::unique_ptr<Many> many;
  const Register *find(std::string_view id) const { return deps.records.catalog().find(id); }
  Date today() const { return swedish_day(deps.clock.now()); }
  /// The teams that the actor works in (a head: all of the unit's).
  std::vector<organisation::Team> teams(const Actor &actor) const;
  std::vector<organisation::Staff> staff(const Actor &actor) const;
  /// The registers of the packs that the actor's unit has chosen, in the packs' order.
  std::vector<const Register *> registers(const Actor &actor) const;
  Labels labels(const Actor &actor, const Register &reg, const std::vector<Record> &rows,
                const std::map<std::int64_t, std::string> &known = {}) const;
  http::Response page(const Actor &actor, const std::string &title, const std::string &lead, const std::string &body, int status = 200,
                      bool own_heading = false) const;

private:
  struct Unit {
    Instant until = 0;
    std::vector<organisation::Team> teams;
    std::vector<organisation::Staff> staff;
    std::vector<std::string> packs;
  };
  std::shared_ptr<const Unit> unit(std::int64_t id) const;
  mutable std::mutex mutex_;
  mutable std::map<std::int64_t, std::shared_ptr<const Unit>> units_; ///< a few seconds old at most
};

/// A value with names instead of ids; "Dold" when the reader may not see it.
std::string words(const Field &field, const Record &record, const Labels &labels);
std::string words(const Field &field, const db::Value &value, const Labels &labels);
std::string file_size(std::int64_t bytes); ///< "1,2 MB"
/// What a record is called in a heading: the client's name, else its kind and date.
std::string heading(const Register &reg, const Record &record, const Labels &labels);
std::string shorten(const std::string &text, std::size_t characters);
std::string in_sentence(const std::string &name); ///< "Synpunkt" inside a sentence: "synpunkt"
std::string register_path(const Register &reg);
std::string record_path(const Register &reg, std::int64_t id);
http::Response not_found(const http::Request &request);
std::int64_t id_param(const http::Request &request, std::size_t index);
/// What reads are logged with.
std::string purpose_of(const Register &reg);

// ---- the list's address (list_address.cpp) ----
/// Filters and order as they stand in the address; only ids, codes and dates, never words of a record.
struct ListAddress {
  std::map<std::string, std::string> filters; ///< "team", "state", "staff", "from", "to", "contact" or a field id
  std::vector<std::string> columns;           ///< field ids that the reader has chosen; empty = the register's own choice
  std::string sort;
  int page = 1;
  std::int64_t after = 0, before = 0;     ///< the record that the page follows or comes before; its id, never what it says
  std::string query(int with_page) const; ///< "?state=new&sort=-received", "" when nothing is chosen
};
/// Without the record to begin at, a page is found by walking past those before it: so far and no further.
inline constexpr int kMostWalked = 250;
/// The address as it stands in a form of the list, "?state=open&sort=-received".
ListAddress read_address(const Register &reg, const std::string &query);
std::string total_words(const ListPage &page); ///< "88 poster", "fler än 10 000 poster"
ListAddress read_address(const Register &reg, const http::Fields &query);
ListQuery to_query(const Register &reg, const ListAddress &address, const Actor &actor);
/// Fields that can be columns, and those that are when nobody has chosen.
bool can_be_column(const Field &field);
std::vector<const Field *> shown_fields(const Register &reg, const ListAddress &address);
/// Fields that the list offers as filters.
std::vector<const Field *> filter_fields(const Register &reg);

// ---- drafts and saved views (drafts.cpp) ----
struct StoredDraft {
  std::string saved_at, form; ///< urlencoded, as the browser sent it
};
std::string form_path(const Register &reg, std::int64_t id); ///< 0 = a new record
/// The form as it is kept; nothing when it is too long.
std::optional<std::string> draft_text(const http::Fields &form);
void keep_draft(db::Pool &pool, std::int64_t user, const std::string &register_id, std::int64_t record, const std::string &form,
                const std::string &at);
std::optional<StoredDraft> draft_of(db::Pool &pool, std::int64_t user, const std::string &register_id, std::int64_t record);
void drop_draft(db::Pool &pool, std::int64_t user, const std::string &register_id, std::int64_t record);
struct SavedView {
  std::int64_t id = 0;
  std::string name, query;
  bool own = false, shared = false;
};
std::vector<SavedView> views_of(db::Pool &pool, const Actor &actor, const std::string &register_id);
void keep_view(db::Pool &pool, const Actor &actor, const std::string &register_id, const std::string &name, const std::string &query, bool shared);
void change_view(db::Pool &pool, const Actor &actor, std::int64_t id, const std::string &name, bool shared);
void drop_view(db::Pool &pool, const Actor &actor, std::int64_t id);

// ---- views (pages_views.cpp) ----
/// Views, shapes and the way to a new record, at the same place on board and calendar.
void write_head(html::Out &out, const Desk &desk, const Actor &actor, const Register &reg, const ListAddress &address, std::string_view shape);
/// Lista, Tavla, Kalender: the same choice of records in another shape. `shape` = "", "tavla", "kalender".
void write_shapes(html::Out &out, const Register &reg, const ListAddress &address, std::string_view shape);
/// Everybody's, one's own, the definition's and the saved views as tabs.
void write_view_tabs(html::Out &out, const Desk &desk, const Actor &actor, const Register &reg, const ListAddress &address, std::string_view shape);
/// Save what is shown as a view; rename, share and remove those there are.
void write_view_forms(html::Out &out, const Desk &desk, const Actor &actor, const Register &reg, const ListAddress &address);
std::string shape_path(const Register &reg, std::string_view shape); ///< "/register/report/tavla"

// ---- letters and phrases (pages_letters.cpp) ----
/// "Infoga fras" under a long text: put in where the cursor is, or copied where there is no script.
void write_phrases(html::Out &out, const Register &reg, const Field &field);
void write_letters(html::Out &out, const Register &reg, const Record &record, const Actor &actor);

// ---- history (pages_history.cpp) ----
/// Newest first. `whole` = all of it, with whole texts; else the latest, shortened.
void write_history_entries(html::Out &out, const Register &reg, const std::vector<HistoryEntry> &entries, bool whole);

// ---- steps (pages_steps.cpp) ----
/// Does the step need its own page: something to fill in, here or in a record that it makes?
bool asks(const Desk &desk, const Actor &actor, const Register &reg, const Record &record, const Step &step);
/// The steps that the reader may take, as buttons; what must be filled in first has a page of its own. `back` = "tavla".
void write_step_buttons(html::Out &out, const Desk &desk, const Actor &actor, const Register &reg, const Record &record,
                        const std::vector<Step> &steps, std::string_view back);
/// Why the other steps cannot be taken, as sentences.
void write_step_reasons(html::Out &out, const std::vector<Step> &steps);

// ---- work on many (pages_many.cpp) ----
/// What the bar under a list asks for: an act on the marked rows, or on everything that the list shows.
void write_many_bar(html::Out &out, const Actor &actor, const Register &reg, const ListAddress &address, const ListPage &page);
void write_mark_all(html::Out &out, const Actor &actor, const ListPage &page);
/// How the act ended that the list is shown after.
void write_many_result(html::Out &out, const Desk &desk, const Actor &actor, const Register &reg, const http::Request &request);

// ---- what a record says (record_facts.cpp) ----
/// `presenting` = for others to look at: what is personal is left out.
void write_facts(html::Out &out, const Desk &desk, const Register &reg, const Record &record, const Labels &labels, bool presenting = false);
/// The record without what is personal, for a shared screen or a file for follow-up.
Record without_personal(const Register &reg, Record record);

// ---- routes of each page file ----
void add_many_pages(http::Router &router, const std::shared_ptr<Desk> &desk);
void add_list_pages(http::Router &router, const std::shared_ptr<Desk> &desk);
void add_form_pages(http::Router &router, const std::shared_ptr<Desk> &desk);
void add_view_pages(http::Router &router, const std::shared_ptr<Desk> &desk);
void add_board_pages(http::Router &router, const std::shared_ptr<Desk> &desk);
void add_calendar_pages(http::Router &router, const std::shared_ptr<Desk> &desk);
void add_letter_pages(http::Router &router, const std::shared_ptr<Desk> &desk);
void add_history_pages(http::Router &router, const std::shared_ptr<Desk> &desk);
void add_step_pages(http::Router &router, const std::shared_ptr<Desk> &desk);
void add_record_pages(http::Router &router, const std::shared_ptr<Desk> &desk);
void add_file_pages(http::Router &router, const std::shared_ptr<Desk> &desk);
void add_export_pages(http::Router &router, const std::shared_ptr<Desk> &desk);
void add_api(http::Router &router, const std::shared_ptr<Desk> &desk);

} // namespace rt::records
