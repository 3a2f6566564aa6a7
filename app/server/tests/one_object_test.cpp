// One object, every surface: the measure's page, its records' page, the list, Explore, the board, the unit's report (its document and
// its HTML), the API and the command line say the same figure byte for byte, whatever kind of measure and whatever the figure says.
#include "app/cli/cli.hpp"
#include "app/server/app.hpp"
#include "app/server/tests/one_object_pack.hpp"
#include "platform/core/text.hpp"
#include "platform/testing/databases.hpp"
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iostream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <unistd.h>

namespace rt {
namespace {

using measures::State;
using nlohmann::json;

/// The text of HTML without its tags and entities.
std::string plain(std::string html) {
  std::string text;
  bool inside = false;
  for (const char c : html) {
    if (c == '<') inside = true;
    if (!inside) text += c;
    if (c == '>') inside = false;
  }
  for (const auto &[entity, c] : {std::pair{"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}, {"&amp;", "&"}})
    text = replace_all(std::move(text), entity, c);
  return text;
}
/// What stands between `from` (its first place after `after`) and `to`; nothing when it is not there.
std::optional<std::string> between(const std::string &text, const std::string &from, const std::string &to, std::size_t after = 0) {
  const auto start = text.find(from, after);
  if (start == std::string::npos) return std::nullopt;
  const auto begin = start + from.size(), end = text.find(to, begin);
  return text.substr(begin, end == std::string::npos ? end : end - begin);
}
/// The cells of a table's row as a reader sees them, its heading first.
std::vector<std::string> cells(const std::string &row) {
  std::vector<std::string> found;
  for (std::size_t at = row.find("<t"); at != std::string::npos; at = row.find("<t", at + 1))
    if (row.compare(at, 3, "<td") == 0 || row.compare(at, 3, "<th") == 0) {
      const auto begin = row.find('>', at) + 1;
      found.push_back(plain(row.substr(begin, std::min(row.find("</td>", begin), row.find("</th>", begin)) - begin)));
    }
  return found;
}

/// Asks every surface of one app as its unit's head and sets the answers beside one another.
class Surface {
public:
  Surface(app::App &app, const app::Setup &setup, std::int64_t unit) : app_(app), unit_(unit) {
    common_.setup = setup;
    app::add_routes(app, router_);
  }
  ~Surface() { access::current() = {}; }

  access::Actor head() const {
    access::Actor actor;
    actor.user = 1, actor.name = "Anna Lindqvist", actor.role = access::Role::head, actor.unit = unit_;
    return actor;
  }
  http::Response ask(const std::string &address) {
    html::marks() = {};
    access::current() = head();
    http::Request request;
    const auto mark = address.find('?');
    request.path = address.substr(0, mark);
    if (mark != std::string::npos)
      for (const auto &pair : split(address.substr(mark + 1), '&'))
        request.query.add(pair.substr(0, pair.find('=')), url_decode(pair.substr(pair.find('=') + 1)).value());
    bool elsewhere = false;
    const auto *route = router_.match(http::Method::get, request.path, request.params, elsewhere);
    return route == nullptr ? http::text("no route", 404) : route->handler(request);
  }
  std::string page(const std::string &address) {
    const auto answer = ask(address);
    EXPECT_EQ(answer.status, 200) << address << answer.body;
    return answer.body;
  }
  /// The measures by the API, which says what all the others must say: [measure][period] → rows, the whole first.
  using Told = std::map<std::string, std::map<std::string, std::vector<json>>>;
  Told by_api(const std::vector<std::string> &periods, const std::string &split) {
    Told told;
    const auto listed = json::parse(page("/api/v1/measures"));
    for (const auto &measure : listed["measures"]) {
      const auto id = measure["id"].get<std::string>();
      const bool divided = std::any_of(measure["splits"].begin(), measure["splits"].end(), [&](const auto &one) { return one["id"] == split; });
      const auto answer = page("/api/v1/measures/" + id + "/figures?period=" + join(periods, ",") + (divided ? "&split=" + split : ""));
      const auto figures = json::parse(answer)["figures"];
      for (const auto &row : figures) told[id][row["period"]].push_back(row);
    }
    return told;
  }
  std::string by_command(const std::string &period, const std::string &split, const std::string &format) {
    const std::ostringstream out;
    auto *kept = std::cout.rdbuf(out.rdbuf());
    const int code = cli::measure(common_, {"unit", "", period, split, format, ""});
    std::cout.rdbuf(kept);
    EXPECT_EQ(code, 0) << split;
    return out.str();
  }

  // ---- each surface against the API ----

  static void has(const std::string &said, const std::string &words) {
    EXPECT_TRUE(said.find(words) != std::string::npos) << words << " in\n" << said;
  }

  void command_line(const Told &told, const std::vector<std::string> &periods, const std::string &split) {
    for (const auto &period : periods) {
      std::map<std::string, std::vector<json>> rows;
      auto said = json::parse(by_command(period, split, "json"));
      for (auto &row : said) {
        if (row.contains("part") && row["part"] == "") row.erase("part"); // the whole: the API tells of parts only where there are any
        rows[row["measure"]].push_back(row);
      }
      const auto table = by_command(period, split, "csv");
      for (const auto &[id, by_period] : told) {
        SCOPED_TRACE(id + " " + period + " " + split);
        auto expected = by_period.at(period);
        for (auto &row : expected)
          if (row.contains("part") && row["part"] == "") row.erase("part");
        ASSERT_EQ(rows[id].size(), expected.size());
        for (std::size_t i = 0; i < expected.size(); ++i) {
          EXPECT_EQ(rows[id][i].dump(), expected[i].dump()) << "--json";
          const auto shown = expected[i]["shown"].get<std::string>(), state = expected[i]["state"].get<std::string>();
          has(table, ";" + state + ";" + shown + ";");
        }
      }
    }
  }

  void measures_page(const std::string &id, const std::map<std::string, std::vector<json>> &by_period) {
    const auto card = page("/matt/" + id);
    for (const auto &[period, rows] : by_period) {
      SCOPED_TRACE("/matt/" + id + " " + period);
      const auto row = between(card, "data-live-key=\"" + id + "-" + period + "\"", "</tr>");
      if (!row) continue; // years before the first that is known are not listed
      ++compared;
      EXPECT_EQ(plain("<" + row->substr(0, row->find("</td>"))), rows[0]["shown"]);
      for (std::size_t i = 1; i < rows.size(); ++i)
        if (rows[i]["state"] == "figure") has(plain(*row), " " + rows[i]["shown"].get<std::string>());
      has(plain(*row), rows[0]["note"]);
    }
  }
  void records_page(const std::string &id, const std::string &period, const std::vector<json> &rows) {
    SCOPED_TRACE("/matt/" + id + "/poster " + period);
    const auto figure = between(page("/matt/" + id + "/poster?period=" + period), "<p class=\"fig\"", "</p>");
    ASSERT_TRUE(figure);
    const auto said = plain("<" + *figure);
    EXPECT_EQ(said.substr(0, said.find(' ') == std::string::npos ? said.size() : rows[0]["shown"].get<std::string>().size()), rows[0]["shown"]);
  }
  void explore(const std::string &id, const std::map<std::string, std::vector<json>> &by_period) {
    const auto asked = page("/utforska?m=" + id + "&per=ar&fran=2016&till=2018&delat=kon&bild=staplar");
    const auto at = asked.find("Siffrorna, med vägen till posterna");
    for (const auto &[period, rows] : by_period) {
      SCOPED_TRACE("/utforska " + id + " " + period);
      const auto row = between(asked, "<th scope=\"row\">" + period + "</th>", "</tr>", at);
      ASSERT_TRUE(row);
      auto said = *row;
      for (std::size_t flag; (flag = said.find("<br><small")) != std::string::npos;) said.erase(flag, said.find("</small>", flag) + 8 - flag);
      const auto shown = cells(said);
      EXPECT_EQ(shown.at(0), rows[0]["shown"]);
      for (std::size_t i = 1; i < rows.size(); ++i)
        if (rows[i]["state"] == "figure") has("|" + join(shown, "|") + "|", "|" + rows[i]["shown"].get<std::string>() + "|");
      has(plain(asked.substr(0, at)), rows[0]["shown"]); // the picture itself
    }
  }
  void board() {
    const auto found = app_.steering->board(unit_, 0, year_period(2018), 2018);
    const auto drawn = page("/tavla?period=2018");
    for (const auto &group : found.groups)
      for (const auto &row : group.rows) {
        if (row.measure == nullptr) continue;
        SCOPED_TRACE("/tavla " + row.measure->id);
        const auto told = json::parse(page("/api/v1/measures/" + row.measure->id + "/figures?period=2018"))["figures"][0];
        const auto at = drawn.find("id=\"r-" + std::to_string(row.expected.id) + "\"");
        const auto figure = between(drawn, "<a class=\"fig", "</a>", at);
        ASSERT_TRUE(figure);
        const auto said = plain("<" + *figure), shown = told["shown"].get<std::string>();
        EXPECT_EQ(said.substr(0, shown.size()), shown);
        ++compared;
      }
  }
  /// Outside the unit what is small is not shown; everything that is shown is the same.
  void same_or_hidden(const std::string &said, const json &told) {
    const bool hidden = said == "visas inte";
    EXPECT_EQ(said, hidden ? said : told["shown"].get<std::string>());
    EXPECT_TRUE(!hidden || told["state"] == "figure") << "there is nothing to hide";
    compared += hidden ? 0 : 1;
  }
  void report(const Told &told) {
    const auto document = app_.reports->document(head(), unit_, 2018);
    ASSERT_TRUE(document) << document.error().message;
    const auto file = app_.reports->file(head(), unit_, 2018, reports::Kind::year, "html").value(), shown = page("/rapporter/2018");
    std::map<std::string, std::vector<std::string>> ids; // titles may be shared by several measures
    for (const auto &[id, periods] : told) ids[app_.measures->find(id)->title.str()].push_back(id);
    for (const auto &block : document->blocks) {
      if (const auto *figure = std::get_if<document::Figure>(&block)) {
        const auto id = ids[figure->chart.title];
        if (id.size() != 1) continue;
        for (std::size_t i = 0; i < 3; ++i) {
          const auto year = std::to_string(2016 + i);
          SCOPED_TRACE("report, " + id[0] + " " + year);
          for (const auto &series : figure->chart.series)
            if (series.name == "alla") same_or_hidden(series.points.at(i).words, told.at(id[0]).at(year)[0]);
          for (const auto *one : {&file, &shown}) { // the table under the picture
            const auto table = one->find("<figcaption>" + html::escape(figure->chart.title));
            ASSERT_NE(table, std::string::npos);
            const auto row = between(*one, ">" + year + "</th>", "</tr>", table);
            ASSERT_TRUE(row);
            same_or_hidden(cells(*row).at(0), told.at(id[0]).at(year)[0]);
          }
        }
      } else if (const auto *table = std::get_if<document::Table>(&block); table != nullptr && table->header.size() >= 2) {
        for (const auto &row : table->rows) {
          if (const auto drawn = ids[table->caption]; drawn.size() == 1) same_or_hidden(row[1], told.at(drawn[0]).at(row[0])[0]);
          const auto id = ids[row[0]];
          for (std::size_t i = 0; i < 3 && id.size() == 1 && row.size() == 4; ++i) {
            SCOPED_TRACE("report, others, " + id[0]);
            same_or_hidden(row[1 + i], told.at(id[0]).at(std::to_string(2016 + i))[0]);
          }
        }
      }
    }
  }

  void all() {
    const std::vector<std::string> years{"2016", "2017", "2018"}, others{"2018-T1", "2018-03", "R12-2018-06", "YTD-2018-02"};
    const auto told = by_api(years, "sex");
    ASSERT_GT(told.size(), 5u);
    command_line(told, years, "sex");
    command_line(by_api(others, "sex"), others, "sex");
    const auto list = page("/matt");
    for (const auto &[id, by_period] : told) {
      measures_page(id, by_period);
      records_page(id, "2018", by_period.at("2018"));
      explore(id, by_period);
      const auto cell = between(list, "data-live-key=\"" + id + "-2018\"", "</td>");
      ASSERT_TRUE(cell) << id;
      EXPECT_EQ(plain("<" + *cell), by_period.at("2018")[0]["shown"]);
    }
    board();
    report(told);
  }
  int compared = 0;

private:
  app::App &app_;
  std::int64_t unit_;
  cli::Common common_;
  http::Router router_;
};

std::int64_t seconds_to(const char *day) { return from_swedish(*date_from_iso(day), 9 * 60 + 40) - SystemClock().now(); }

// ---- a small unit with a measure of every kind, and a figure of every sort ----

class OneObject : public ::testing::TestWithParam<std::string> {
protected:
  OneObject() : folder(std::filesystem::temp_directory_path() / ("rt-one-object-" + std::to_string(::getpid()))) {
    write("pack.toml", "[pack]\nid = \"stuga\"\nversion = 1\ntitle = { sv = \"Stugan\", en = \"The cabin\" }\n");
    write("registers/visit.toml", kVisit);
    write("registers/mood.toml", kMood);
    write("measures/stuga.toml", kMeasures);
    setup.database = database.url(), setup.packs_folder = folder.string(), setup.packs = {"stuga"}, setup.clock_offset = seconds_to("2019-03-22");
    auto opened = app::App::open(setup, true);
    if (!opened) {
      std::string why = opened.error().message;
      for (const auto &field : opened.error().fields) why += "\n" + field.field + ": " + field.message;
      throw std::runtime_error(why);
    }
    app = std::move(*opened);
    auto c = app->pool().write();
    db::Transaction tx(*c);
    organisation::Unit made;
    made.name = "Stugan", made.code = "STU";
    unit = app->organisation->add_unit(*c, made).value();
    app->organisation->set_packs(*c, unit, {"stuga"});
    tx.commit();
  }
  ~OneObject() override { std::filesystem::remove_all(folder); }
  void write(const std::string &name, std::string_view text) {
    const auto file = folder / "stuga" / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file) << text;
  }
  void visit(const std::string &day, int sex, int way, std::int64_t days, int good, int change) {
    const auto system = access::system_actor(unit);
    records::Record one;
    one.unit = unit;
    one.values = {{"came", day}, {"sex", std::int64_t{sex}}, {"way", std::int64_t{way}}, {"days", days}, {"good", std::int64_t{good}}};
    const auto saved = app->records->save(system, "visit", one);
    ASSERT_TRUE(saved) << saved.error().message;
    for (const int score : {10, 10 + change}) {
      records::Record mood;
      mood.unit = unit;
      mood.values = {{"asked", day}, {"visit", saved->id}, {"score", std::int64_t{score}}};
      ASSERT_TRUE(app->records->save(system, "mood", mood));
    }
  }
  void print(const std::string &measure, const std::string &period, State state, double value = 0) {
    auto c = app->pool().write();
    db::Transaction tx(*c);
    app->measures->store_printed(*c, {measure, unit, period, std::nullopt, state, value, "tabellen", ""});
    tx.commit();
  }
  void expect(const std::string &text, const std::string &measure, std::int64_t goal) {
    steering::Expected e;
    e.unit = unit, e.year = 2018, e.goal = goal, e.text = text, e.measure = measure, e.target = steering::parse_target("60 %").value();
    const auto saved = app->steering->save_expected(access::system_actor(unit), e);
    ASSERT_TRUE(saved) << saved.error().message;
  }

  testing::TestDatabase database{GetParam()};
  std::filesystem::path folder;
  app::Setup setup;
  std::unique_ptr<app::App> app;
  std::int64_t unit = 0;
};

TEST_P(OneObject, EverySurfaceSaysTheSameOfEveryKindOfMeasure) {
  // 2018: 8 visits, 5 content: 62,5 %, which rounds to 63 wherever it is said. The days: 100 / 8 = 12,5.
  const int days[] = {1, 2, 3, 14, 15, 16, 17, 32};
  for (int i = 0; i < 8; ++i) visit("2018-0" + std::to_string(1 + i) + "-10", i < 6 ? 1 : 2, 1 + i % 2, days[i], i < 5, i);
  for (int i = 0; i < 12; ++i) visit("2017-1" + std::to_string(i % 3) + "-03", i < 6 ? 1 : 2, 1, i, i < 6, -i);
  print("visits_good", "2017", State::figure, 87); // the records say 50 %: told beside it
  print("visits", "2016", State::not_comparable);  // somebody has judged so
  print("visits_sum", "2016", State::removed);
  print("visits_days", "2016", State::missing);
  print("people_near", "2018", State::figure, 12345);
  print("people_near", "2017", State::missing);
  print("visits_good_old", "2018", State::figure, 61.5);
  steering::Goal goal;
  goal.unit = unit, goal.year = 2018, goal.level = steering::Level::unit, goal.title = "Alla känner sig välkomna";
  const auto id = app->steering->save_goal(access::system_actor(unit), goal).value().id;
  for (const auto *measure : {"visits_good", "visits", "visits_days", "content"}) expect(std::string("Vi följer ") + measure, measure, id);

  Surface surface(*app, setup, unit);
  const auto told = surface.by_api({"2016", "2017", "2018"}, "sex");
  const auto first = [&](const char *measure, const char *period) { return told.at(measure).at(period)[0]; };
  EXPECT_EQ(first("visits_good", "2018")["shown"], "63\u202f%");
  EXPECT_EQ(first("visits_good", "2018")["value"], 62.5);
  EXPECT_EQ(first("visits_good", "2018")["numerator"], 5);
  EXPECT_EQ(first("visits_good", "2017")["note"], "Registret ger 50\u202f%, men tryckt uppgift är 87\u202f%.");
  EXPECT_EQ(first("visits_days", "2018")["shown"], "13 dagar");
  EXPECT_EQ(first("visits_half", "2018")["shown"], "14,5 dagar");
  EXPECT_EQ(first("moods", "2018")["shown"], "3,5");
  EXPECT_EQ(first("visits_per", "2018")["state"], "figure");
  EXPECT_EQ(first("visits_per", "2017")["state"], "missing");
  EXPECT_EQ(first("content", "2018")["shown"], "62\u202f%");
  EXPECT_EQ(first("changed", "2018")["state"], "not_comparable");
  EXPECT_EQ(first("visits", "2016")["shown"], "ej jämförbart");
  EXPECT_EQ(first("visits_sum", "2016")["state"], "removed");
  EXPECT_EQ(first("visits_days", "2016")["value"], nullptr);
  EXPECT_EQ(first("people_near", "2018")["numerator"], nullptr) << "typed: not put together of anything";
  surface.all();
  surface.command_line(surface.by_api({"2018", "2018-T1"}, "way"), {"2018", "2018-T1"}, "way");
  EXPECT_GT(surface.compared, 60);
}

TEST_P(OneObject, TheApiRefusesInWords) {
  Surface surface(*app, setup, unit);
  const auto refused = [&](const std::string &address, int status, const std::string &words) {
    const auto answer = surface.ask("/api/v1/measures/" + address);
    EXPECT_EQ(answer.status, status) << address;
    EXPECT_EQ(answer.content_type, "application/problem+json");
    EXPECT_TRUE(answer.body.find(words) != std::string::npos) << answer.body;
  };
  refused("finns_inte", 404, "Måttet finns inte.");
  refused("visits/figures", 422, "Säg vilken period");
  refused("visits/figures?period=i%20fjol", 422, "Skriv perioden som 2018, 2018-T1");
  refused("visits/figures?period=2018&split=age_group", 422, "Det går att dela på sex (kön)");
  refused("visits/figures?period=2018&team=ANNAN", 404, "Verksamheten finns inte");
  access::current() = {};
  http::Request nobody;
  bool elsewhere = false;
  http::Router router;
  app::add_routes(*app, router);
  const auto *route = router.match(http::Method::get, "/api/v1/measures", nobody.params, elsewhere);
  ASSERT_NE(route, nullptr);
  EXPECT_EQ(route->handler(nobody).status, 401);
  const auto described = json::parse(surface.page("/api/v1/openapi.json"));
  EXPECT_TRUE(described["paths"].contains("/api/v1/measures/{measure}/figures"));
  EXPECT_TRUE(described["paths"].contains("/api/v1/registers/visit")) << "beside the registers";
  EXPECT_TRUE(described["components"]["schemas"].contains("Figure"));
}
RT_BOTH_DATABASES(OneObject);

// ---- the demo unit, every measure it has ----

TEST(OneObjectDemo, EverySurfaceSaysTheSameOfEveryMeasureOfTheDemo) {
  testing::TestDatabase database{"sqlite"};
  app::Setup setup;
  setup.database = database.url(), setup.clock_offset = seconds_to("2019-03-22");
  auto app = std::move(app::App::open(setup, true)).value();
  ASSERT_TRUE(app::make_demo(*app, 0, [](const std::string &) {}));
  Surface surface(*app, setup, app->organisation->units().at(0).id);
  surface.all();
  EXPECT_GT(surface.compared, 150);
}

} // namespace
} // namespace rt
