#pragma once
// SQL of the samples. Internal: the service authorises.
#include "modules/assurance/assurance.hpp"

namespace rt::assurance::store {

std::int64_t insert_draw(db::Connection &c, const Draw &draw);
std::int64_t insert_item(db::Connection &c, const Item &item);
std::vector<Draw> draws(db::Connection &c, std::int64_t unit, std::string_view audit);
std::optional<Draw> draw(db::Connection &c, std::int64_t unit, std::int64_t id);
std::vector<std::int64_t> drawn_records(db::Connection &c, std::int64_t unit, std::string_view audit, std::string_view period);
/// `where` is the condition after "i.unit_id = ?", with its values.
std::vector<Item> items(db::Connection &c, std::int64_t unit, const std::string &where, const db::Values &args);
std::optional<Item> item(db::Connection &c, std::int64_t unit, std::int64_t id); ///< with its answers
bool update(db::Connection &c, const Item &item);                                ///< false when the version is another
bool assign(db::Connection &c, std::int64_t unit, std::int64_t item, std::int64_t reviewer);
void see(db::Connection &c, std::int64_t item, std::string_view at);
/// Open reviews per reviewer of the unit.
std::map<std::int64_t, int> load(db::Connection &c, std::int64_t unit);
struct AnswerRow {
  std::string question, period, group;
  Answer answer;
  int times;
};
std::vector<AnswerRow> answers(db::Connection &c, std::int64_t unit, std::string_view audit);

} // namespace rt::assurance::store
