#include "modules/mapping/rules.hpp"
#include "platform/core/text.hpp"
#include "platform/i18n/i18n.hpp"
#include <algorithm>
#include <cmath>
#include <cstdint>

namespace rt::mapping {

using records::GroupRow;

const Part *Tool::part(std::string_view id) const {
  const auto found = std::find_if(parts.begin(), parts.end(), [&](const Part &p) { return p.id == id; });
  return found != parts.end() ? &*found : nullptr;
}

namespace {

Part lines(std::string id) {
  Part part;
  part.field = id;
  part.id = std::move(id);
  return part;
}
Part rows(const std::string &group, std::string words, std::vector<std::string> more) {
  return Part{group, "", group, std::move(words), std::move(more)};
}
Part rows_in(std::string id, std::string group, std::string words, std::vector<std::string> more, std::string where, std::string in) {
  return Part{std::move(id), "", std::move(group), std::move(words), std::move(more), std::move(where), std::move(in)};
}

} // namespace

const std::vector<Tool> &tools() {
  static const std::vector<Tool> kTools{
      {.register_id = "mapping",
       .shape = Shape::columns,
       .parts = {lines("worries"), lines("works"), lines("needs"), rows("marks", "who", {"whose_name", "number", "reason"}), lines("score_why")},
       .internal = {"own_notes"}},
      {.register_id = "three_houses",
       .shape = Shape::houses,
       .parts = {lines("worries"), lines("good"), lines("dreams"), rows_in("symbols-worries", "symbols", "symbol", {}, "house", "worries"),
                 rows_in("symbols-good", "symbols", "symbol", {}, "house", "good"),
                 rows_in("symbols-dreams", "symbols", "symbol", {}, "house", "dreams")},
       .internal = {"own_notes"},
       .drawing = "drawing",
       .for_child = true},
      {.register_id = "safe_circles",
       .shape = Shape::circles,
       .parts = {rows_in("inner", "circle_people", "name", {"relation"}, "circle", "inner"),
                 rows_in("middle", "circle_people", "name", {"relation"}, "circle", "middle"),
                 rows_in("outer", "circle_people", "name", {"relation"}, "circle", "outer")},
       .internal = {"inward", "thoughts"}},
      {.register_id = "child_scale",
       .shape = Shape::faces,
       .parts = {lines("tells"), rows("face_names", "called", {"face"})},
       .single = {"home", "mother", "father", "school", "night", "now"},
       .internal = {"own_notes"},
       .drawing = "drawing",
       .for_child = true},
      {.register_id = "words_and_pictures",
       .shape = Shape::story,
       .parts = {rows("story", "words", {"picture", "picture_2"}), lines("child_said")},
       .internal = {"own_notes"},
       .for_child = true},
      {.register_id = "safety_plan",
       .shape = Shape::columns,
       .parts = {lines("danger"), lines("triggers"), lines("goal"), rows("rules", "rule", {"who", "if_not"}),
                 rows("safe_people", "name", {"phone", "does"})},
       .internal = {"code_word", "changes"}}, // the word that the child alone and the safe people know never stands on a shared screen
      {.register_id = "safe_home",
       .shape = Shape::columns,
       .parts = {lines("who_lives"), lines("together"), lines("rules"), lines("helpers")},
       .drawing = "drawing",
       .for_child = true},
  };
  return kTools;
}

std::optional<Tool> tool_of(const Register &reg) {
  const auto found = std::find_if(tools().begin(), tools().end(), [&](const Tool &t) { return t.register_id == reg.id; });
  if (found == tools().end()) return std::nullopt;
  Tool tool = *found;
  const auto field_is = [&](const std::string &id, const std::string &group) {
    const auto *field = reg.field(id);
    return field != nullptr && field->group == group;
  };
  const auto lacks = [&](const Part &p) {
    if (!p.field.empty()) return !field_is(p.field, "") || reg.field(p.field)->type != FieldType::long_text;
    if (reg.group(p.group) == nullptr || !field_is(p.words, p.group)) return true;
    return !p.where.empty() && (!field_is(p.where, p.group) || reg.field(p.where)->option(p.in) == nullptr);
  };
  std::erase_if(tool.parts, lacks);
  for (auto &part : tool.parts) std::erase_if(part.more, [&](const std::string &id) { return !field_is(id, part.group); });
  std::erase_if(tool.single, [&](const std::string &id) { return !field_is(id, ""); });
  std::erase_if(tool.internal, [&](const std::string &id) { return !field_is(id, ""); });
  if (!field_is(tool.drawing, "") || reg.field(tool.drawing)->type != FieldType::file) tool.drawing.clear();
  if (tool.parts.empty() && tool.single.empty()) return std::nullopt;
  return tool;
}

std::string title_of(const Register &reg, const Part &part) {
  if (!part.field.empty()) return reg.field(part.field)->title.str();
  if (!part.where.empty()) return reg.field(part.where)->option(part.in)->title.str();
  return reg.group(part.group)->title.str();
}

std::string help_of(const Register &reg, const Part &part) { return part.field.empty() ? std::string{} : reg.field(part.field)->help.str(); }

// ---- cards ----

namespace {

/// Of what a card holds, so that a page can say which card it saw without repeating the words (FNV-1a).
std::string fingerprint(std::string_view content) {
  std::uint64_t hash = 1469598103934665603ULL;
  for (const char c : content) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  std::string bytes;
  for (int i = 0; i < 8; ++i) bytes += static_cast<char>((hash >> (8 * i)) & 0xff);
  return to_hex(bytes);
}

std::string content_of(const GroupRow &row) {
  std::string all;
  for (const auto &[id, value] : row) {
    all += id + "=";
    if (const auto *text = std::get_if<std::string>(&value)) all += *text;
    else if (const auto *whole = std::get_if<std::int64_t>(&value)) all += std::to_string(*whole);
    else if (const auto *number = std::get_if<double>(&value)) all += std::to_string(*number);
    all += '\n';
  }
  return all;
}

/// A long text as its cards: every line that says something, without the dash that people put before it.
std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> found;
  for (const auto &line : split(text, '\n')) {
    auto words = std::string(trim(line));
    for (const std::string_view dash : {"- ", "• ", "* ", "– "})
      if (starts_with(words, dash)) words = std::string(trim(std::string_view(words).substr(dash.size())));
    if (!words.empty()) found.push_back(std::move(words));
  }
  return found;
}

/// "Leo: jag vill sova" → "Leo". A short name only: no sentence, no clock.
std::size_t name_before(std::string_view words) {
  const auto colon = words.find(": ");
  if (colon == std::string_view::npos || colon == 0 || colon > 30) return 0;
  const auto name = words.substr(0, colon);
  if (name.find_first_of("0123456789.,;!?(") != std::string_view::npos || std::count(name.begin(), name.end(), ' ') > 1) return 0;
  const auto first = static_cast<unsigned char>(name.front());
  return (first >= 'A' && first <= 'Z') || first >= 0x80 ? colon : 0;
}

/// One line: a card has no line breaks of its own.
std::string one_line(std::string_view typed) {
  std::vector<std::string> parts;
  for (const auto &part : split(replace_all(std::string(typed), "\r", "\n"), '\n'))
    if (!trim(part).empty()) parts.emplace_back(trim(part));
  return join(parts, " ");
}

std::vector<GroupRow> rows_of(const Record &record, const std::string &group) {
  const auto found = record.groups.find(group);
  return found != record.groups.end() ? found->second : std::vector<GroupRow>{};
}

bool lies_in(const Register &reg, const Part &part, const GroupRow &row) {
  if (part.where.empty()) return true;
  const auto value = row.find(part.where);
  return value != row.end() && value->second == db::Value{std::int64_t{reg.field(part.where)->option(part.in)->code}};
}

/// Where the part's cards lie among the group's rows.
std::vector<std::size_t> places(const Register &reg, const Part &part, const std::vector<GroupRow> &all) {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < all.size(); ++i)
    if (lies_in(reg, part, all[i])) found.push_back(i);
  return found;
}

std::string shown(const Register &reg, const GroupRow &row, const std::string &id) {
  const auto value = row.find(id);
  return value == row.end() ? std::string{} : records::show(*reg.field(id), value->second);
}

} // namespace

std::vector<Card> cards_of(const Register &reg, const Part &part, const Record &record) {
  std::vector<Card> cards;
  if (!part.field.empty()) {
    for (auto &line : lines_of(record.text(part.field))) {
      Card card;
      card.at = cards.size();
      const auto colon = name_before(line);
      card.by = line.substr(0, colon);
      card.words = colon == 0 ? line : std::string(trim(std::string_view(line).substr(colon + 1)));
      card.mark = fingerprint(line);
      card.raw = std::move(line);
      cards.push_back(std::move(card));
    }
    return cards;
  }
  for (const auto &row : rows_of(record, part.group)) {
    if (!lies_in(reg, part, row)) continue;
    Card card;
    card.at = cards.size();
    card.words = card.raw = shown(reg, row, part.words);
    card.mark = fingerprint(content_of(row));
    card.row = row;
    cards.push_back(std::move(card));
  }
  return cards;
}

// ---- acts ----

namespace {

auto refuse(ProblemKind kind, std::string_view words) { return fail(kind, std::string(words)); }

/// The card that was seen: where it was, else wherever it has gone.
std::optional<std::size_t> find(const std::vector<Card> &cards, const Act &act) {
  if (act.at < cards.size() && cards[act.at].mark == act.mark) return act.at;
  for (const auto &card : cards)
    if (card.mark == act.mark) return card.at;
  return std::nullopt;
}

/// What was typed, as values of a row; `row` has what stays.
Result<GroupRow> filled(const Register &reg, const Part &part, GroupRow row, const Act &act, Date today) {
  std::vector<FieldError> errors;
  auto asked = part.more;
  asked.insert(asked.begin(), part.words);
  for (const auto &id : asked) {
    const auto typed = act.values.find(id);
    if (typed == act.values.end()) continue;
    auto value = records::parse(*reg.field(id), reg.field(id)->type == FieldType::text ? one_line(typed->second) : typed->second, today);
    if (!value) errors.push_back({id, value.error().message});
    else if (std::holds_alternative<db::Null>(*value)) row.erase(id);
    else row[id] = std::move(*value);
  }
  if (!errors.empty()) return fail(ProblemKind::invalid, errors.front().message, errors);
  for (const auto &id : asked)
    if (reg.field(id)->required && row.find(id) == row.end())
      return fail(ProblemKind::invalid, tr_f("Fyll i: {0}.", {reg.field(id)->title.str()}), {{id, ""}});
  if (!part.where.empty()) row[part.where] = std::int64_t{reg.field(part.where)->option(part.in)->code};
  return row;
}

/// Cards taken out of a part and put into one, whatever holds them.
class Hand {
public:
  Hand(const Register &reg, Record &record) : reg_(reg), record_(record) {}

  void put_line(const Part &part, std::size_t place, std::string line) {
    auto all = lines_of(record_.text(part.field));
    all.insert(all.begin() + static_cast<std::ptrdiff_t>(std::min(place, all.size())), std::move(line));
    store(part, all);
  }
  std::string take_line(const Part &part, std::size_t at) {
    auto all = lines_of(record_.text(part.field));
    auto line = std::move(all[at]);
    all.erase(all.begin() + static_cast<std::ptrdiff_t>(at));
    store(part, all);
    return line;
  }
  void put_row(const Part &part, std::size_t place, GroupRow row) {
    auto all = rows_of(record_, part.group);
    const auto at = places(reg_, part, all);
    const auto before = place < at.size() ? at[place] : at.empty() ? all.size() : at.back() + 1;
    all.insert(all.begin() + static_cast<std::ptrdiff_t>(before), std::move(row));
    record_.groups[part.group] = std::move(all);
  }
  GroupRow take_row(const Part &part, std::size_t at) {
    auto all = rows_of(record_, part.group);
    const auto index = places(reg_, part, all)[at];
    auto row = std::move(all[index]);
    all.erase(all.begin() + static_cast<std::ptrdiff_t>(index));
    record_.groups[part.group] = std::move(all);
    return row;
  }

private:
  void store(const Part &part, const std::vector<std::string> &all) {
    if (all.empty()) record_.values.erase(part.field);
    else record_.values[part.field] = join(all, "\n");
  }
  const Register &reg_;
  Record &record_;
};

Result<Done> add(const Register &reg, Record &record, const Part &part, const Act &act, Date today, bool met) {
  const auto count = cards_of(reg, part, record).size();
  const auto place = std::min(act.place, count);
  Hand hand(reg, record);
  if (!part.field.empty()) {
    const auto typed = act.values.find("words");
    auto line = one_line(typed != act.values.end() ? typed->second : "");
    if (lines_of(line).empty() || line == "-") return refuse(ProblemKind::invalid, tr("Skriv något på kortet först."));
    hand.put_line(part, place, std::move(line));
  } else {
    RT_TRY(auto row, filled(reg, part, {}, act, today));
    hand.put_row(part, place, std::move(row));
  }
  return Done{part.id, place, met};
}

Result<Done> edit(const Register &reg, Record &record, const Part &part, const Act &act, Date today) {
  const auto cards = cards_of(reg, part, record);
  const auto at = find(cards, act);
  if (!at) { // another wrote on the same card meanwhile: theirs stays, and so do these words, beside it
    auto again = act;
    again.place = std::min(act.at + 1, cards.size());
    return add(reg, record, part, again, today, true);
  }
  Hand hand(reg, record);
  if (!part.field.empty()) {
    const auto typed = act.values.find("words");
    auto line = one_line(typed != act.values.end() ? typed->second : "");
    if (lines_of(line).empty() || line == "-") return refuse(ProblemKind::invalid, tr("Kortet är tomt. Skriv något, eller ta bort kortet."));
    hand.take_line(part, *at);
    hand.put_line(part, *at, std::move(line));
  } else {
    RT_TRY(auto row, filled(reg, part, cards[*at].row, act, today));
    hand.take_row(part, *at);
    hand.put_row(part, *at, std::move(row));
  }
  return Done{part.id, *at, false};
}

Result<Done> move(const Tool &tool, const Register &reg, Record &record, const Part &part, const Act &act) {
  const auto *to = tool.part(act.to);
  if (to == nullptr || to->group != part.group || to->field.empty() != part.field.empty())
    return refuse(ProblemKind::invalid, tr("Kortet kan inte flyttas dit."));
  const auto at = find(cards_of(reg, part, record), act);
  if (!at) return refuse(ProblemKind::conflict, tr("Någon annan har ändrat kortet. Titta på det en gång till och flytta det sedan."));
  Hand hand(reg, record);
  if (!part.field.empty()) {
    auto line = hand.take_line(part, *at);
    const auto place = std::min(act.place, cards_of(reg, *to, record).size());
    hand.put_line(*to, place, std::move(line));
    return Done{to->id, place, false};
  }
  auto row = hand.take_row(part, *at);
  if (!to->where.empty()) row[to->where] = std::int64_t{reg.field(to->where)->option(to->in)->code};
  const auto place = std::min(act.place, cards_of(reg, *to, record).size());
  hand.put_row(*to, place, std::move(row));
  return Done{to->id, place, false};
}

Result<Done> take_away(const Register &reg, Record &record, const Part &part, const Act &act) {
  const auto at = find(cards_of(reg, part, record), act);
  if (!at) return refuse(ProblemKind::conflict, tr("Någon annan har ändrat kortet. Titta på det en gång till innan du tar bort det."));
  Hand hand(reg, record);
  if (!part.field.empty()) hand.take_line(part, *at);
  else hand.take_row(part, *at);
  return Done{part.id, *at, false};
}

Result<Done> set(const Tool &tool, const Register &reg, Record &record, const Act &act, Date today) {
  for (const auto &[id, typed] : act.values) {
    if (std::find(tool.single.begin(), tool.single.end(), id) == tool.single.end())
      return refuse(ProblemKind::invalid, tr("Det går inte att svara på det här."));
    RT_TRY(auto value, records::parse(*reg.field(id), typed, today));
    if (std::holds_alternative<db::Null>(value)) record.values.erase(id);
    else record.values[id] = std::move(value);
  }
  return Done{act.part, 0, false};
}

} // namespace

Result<Done> apply(const Tool &tool, const Register &reg, Record &record, const Act &act, Date today) {
  if (act.kind == Act::Kind::set) return set(tool, reg, record, act, today);
  const auto *part = tool.part(act.part);
  if (part == nullptr) return refuse(ProblemKind::not_found, tr("Det finns ingen sådan plats för kort."));
  switch (act.kind) {
  case Act::Kind::add: return add(reg, record, *part, act, today, false);
  case Act::Kind::edit: return edit(reg, record, *part, act, today);
  case Act::Kind::move: return move(tool, reg, record, *part, act);
  default: return take_away(reg, record, *part, act);
  }
}

Result<Done> restore(const Register &reg, Record &record, const Part &part, std::size_t at, const Card &card) {
  Hand hand(reg, record);
  const auto place = std::min(at, cards_of(reg, part, record).size());
  if (!part.field.empty()) hand.put_line(part, place, card.raw);
  else hand.put_row(part, place, card.row);
  return Done{part.id, place, false};
}

// ---- then and now ----

bool may_compare(const Register &reg, const Record &now, const Record &other) {
  if (reg.field("with") == nullptr || now.value("with") == other.value("with")) return true;
  return other.has("shared");
}

Compared compare(const std::vector<Card> &then, const std::vector<Card> &now) {
  Compared result;
  std::vector<bool> used(then.size(), false);
  for (const auto &card : now) {
    bool kept = false;
    for (std::size_t i = 0; i < then.size() && !kept; ++i)
      if (!used[i] && fold(then[i].raw) == fold(card.raw)) used[i] = kept = true;
    (kept ? result.kept : result.fresh).push_back(card);
  }
  for (std::size_t i = 0; i < then.size(); ++i)
    if (!used[i]) result.gone.push_back(then[i]);
  return result;
}

std::vector<Mark> marks_of(const Register &reg, const Record &record) {
  std::vector<Mark> marks;
  for (const auto &row : rows_of(record, "marks")) {
    const auto number = row.find("number");
    if (number == row.end() || !std::holds_alternative<std::int64_t>(number->second)) continue;
    auto name = shown(reg, row, "whose_name");
    marks.push_back({name.empty() ? shown(reg, row, "who") : std::move(name), static_cast<int>(std::get<std::int64_t>(number->second)),
                     shown(reg, row, "reason"), 0});
  }
  // A number of the mapping as a whole, from before everybody's own number was asked for.
  if (marks.empty() && record.has("score")) {
    const auto *with = reg.field("with");
    marks.push_back({with != nullptr && record.has("with") ? records::show(*with, record.value("with")) : std::string(tr("Tillsammans")),
                     static_cast<int>(record.integer("score")), "", 0});
  }
  return marks;
}

void set_lanes(std::vector<Mark> &marks, double letter) {
  const auto half = [letter](const Mark &m) { return std::max(4, static_cast<int>(static_cast<double>(m.who.size()) * letter / 2) + 1); };
  std::vector<std::size_t> order(marks.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return marks[a].tenths < marks[b].tenths; });
  std::vector<int> last;
  for (const auto i : order) {
    std::size_t lane = 0;
    while (lane < last.size() && marks[i].tenths - half(marks[i]) < last[lane]) ++lane;
    if (lane == last.size()) last.push_back(0);
    last[lane] = marks[i].tenths + half(marks[i]);
    marks[i].lane = static_cast<int>(lane);
  }
}

std::vector<Moved> moved(const std::vector<Mark> &then, const std::vector<Mark> &now) {
  std::vector<Moved> all;
  const auto line = [&](const std::string &who) -> Moved & {
    for (auto &one : all)
      if (fold(one.who) == fold(who)) return one;
    return all.emplace_back(Moved{who, {}, {}});
  };
  for (const auto &mark : now) line(mark.who).now = mark.tenths;
  for (const auto &mark : then) line(mark.who).then = mark.tenths;
  return all;
}

Spot spot(std::size_t ring, std::size_t at, std::size_t count) {
  const double inner = ring == 0 ? 66 : kRings[ring - 1], radius = (inner + kRings[ring]) / 2;
  // Each ring begins a little further round, so that names in different rings do not stand in a row.
  const double turn = -90 + static_cast<double>(ring) * 35 + 360.0 * static_cast<double>(at) / static_cast<double>(std::max<std::size_t>(count, 1));
  const double angle = turn * 3.14159265358979 / 180;
  return {radius * std::cos(angle), radius * std::sin(angle)};
}

std::string first_name(std::string_view names) {
  const auto name = trim(names);
  return std::string(name.substr(0, name.find(' ')));
}

} // namespace rt::mapping
