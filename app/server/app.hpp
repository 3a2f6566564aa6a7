#pragma once
// Everything the program is made of, built once and in order, and handed on by reference. No globals, no locator: a page
// gets exactly the services that wire.cpp gives it.
#include "modules/assurance/assurance.hpp"
#include "modules/audit/audit.hpp"
#include "modules/casework/casework.hpp"
#include "modules/deadlines/deadlines.hpp"
#include "modules/definitions/definitions.hpp"
#include "modules/explore/explore.hpp"
#include "modules/identity/identity.hpp"
#include "modules/measures/measures.hpp"
#include "modules/organisation/organisation.hpp"
#include "modules/records/import.hpp"
#include "modules/records/records.hpp"
#include "modules/reports/reports.hpp"
#include "modules/steering/steering.hpp"
#include "modules/treatment/treatment.hpp"
#include "platform/core/clock.hpp"
#include "platform/db/db.hpp"
#include "platform/http/http.hpp"
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace rt::app {

struct Setup {
  std::string database = "rodatraden.sqlite"; ///< file, sqlite: or postgresql:// URL
  std::vector<std::string> packs;             ///< none = those that the database was made for; a new one gets open-care and stockholm
  std::string packs_folder;                   ///< "" = those embedded in the program
  std::int64_t clock_offset = 0;              ///< seconds; the demo lives in its own year
};

/// The services, alive as long as the object.
class App {
public:
  /// Opens the database and the packs. `migrate` = bring the schema up to date; else an old schema is a Problem that
  /// says which command to run. A newer schema is always refused.
  static Result<std::unique_ptr<App>> open(const Setup &setup, bool migrate);
  ~App();

  db::Pool &pool() { return *pool_; }
  const Clock &clock() const { return clock_; }
  const definitions::Catalog &catalog() const { return catalog_; }

  std::unique_ptr<db::Pool> pool_;
  SystemClock clock_;
  definitions::Catalog catalog_;
  std::unique_ptr<audit::ReadLog> read_log;
  std::unique_ptr<organisation::Organisation> organisation;
  std::unique_ptr<identity::Identity> identity;
  std::unique_ptr<records::Records> records;
  std::unique_ptr<records::Persons> persons;
  std::unique_ptr<records::Merges> merges;
  std::unique_ptr<casework::Casework> casework;
  std::unique_ptr<records::Imports> imports;
  std::unique_ptr<measures::Measures> measures;
  std::unique_ptr<deadlines::Deadlines> deadlines;
  bool remake_deadlines = false; ///< the rules are others and the records many: made again by housekeeping, beside the work
  std::unique_ptr<steering::Steering> steering;
  std::unique_ptr<treatment::Treatment> treatment;
  std::unique_ptr<reports::Reports> reports;
  std::unique_ptr<assurance::Assurance> assurance;
  std::unique_ptr<explore::Explore> explore;
  http::Live live;

private:
  explicit App(const Setup &setup) : clock_(setup.clock_offset) {}
};

/// Every migration of every module, by number.
std::vector<db::Migration> all_migrations();

/// What the settings say of the pages.
struct Web {
  bool secure_cookies = false;    ///< behind TLS
  std::string metrics_token = {}; ///< with it /metrics answers others than the own machine
  std::string public_url = {};    ///< what the kiosk's QR code leads to; "" = as the page was asked for
};
/// Every page, form and API route.
void add_routes(App &app, http::Router &router, const Web &web = {});
/// Finds the session and the language, sets the thread's marks, and says no to those who are not logged in.
http::Before before(App &app);
/// Who may hear that a figure changed: those who may read that unit's board.
std::function<bool(const http::Request &, std::string_view topic)> may_listen(App &app);

/// The demo unit with its goals, wheel and history: an empty database becomes Resursenheten.
/// `extra_contacts` more open contacts make the lists long, for measuring.
Result<void> make_demo(App &app, int extra_contacts, const std::function<void(const std::string &)> &progress);
/// The demo district: the demo unit and nine more, three years in every register of every pack. Needs kDistrictPacks.
/// About so many records in 120 units over ten years (demo/city.hpp).
Result<void> make_city_demo(App &app, std::int64_t records, const std::function<void(const std::string &)> &progress);
Result<void> make_district_demo(App &app, const std::vector<std::string> &only, const std::function<void(const std::string &)> &progress);
extern const std::vector<std::string> kDistrictPacks;

/// What must be done now and then while the server runs, until asked to stop: anonymous answers are stored in shuffled
/// order, uploads that nobody finished are thrown away.
void housekeeping(App &app, const std::stop_token &stop);

} // namespace rt::app
