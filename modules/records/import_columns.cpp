// Which heading means which field. The definition's headings come first, then its titles, then what was chosen last time.
#include "modules/records/import_plan.hpp"
#include "platform/core/text.hpp"
#include <algorithm>
#include <set>

namespace rt::records::importing {

using definitions::Field;
using definitions::FieldType;

namespace {

std::string kind_of(const Field &field) {
  switch (field.type) {
  case FieldType::integer: return std::string(tr("heltal"));
  case FieldType::decimal:
  case FieldType::scale: return std::string(tr("tal"));
  case FieldType::money: return std::string(tr("kronor"));
  case FieldType::date: return std::string(tr("datum"));
  case FieldType::datetime: return std::string(tr("datum och tid"));
  case FieldType::choice:
  case FieldType::item:
  case FieldType::faces: return std::string(tr("ett val"));
  case FieldType::time: return std::string(tr("klockslag"));
  case FieldType::month: return std::string(tr("månad"));
  case FieldType::staff_list: return std::string(tr("en eller flera medarbetare"));
  case FieldType::persons: return std::string(tr("en eller flera personer"));
  case FieldType::household: return std::string(tr("hushåll"));
  case FieldType::provider: return std::string(tr("utförare"));
  case FieldType::address: return std::string(tr("adress"));
  case FieldType::personnummer: return std::string(tr("personnummer"));
  case FieldType::file: return std::string(tr("fil"));
  case FieldType::choices: return std::string(tr("ett eller flera val"));
  case FieldType::yes_no: return std::string(tr("ja eller nej"));
  case FieldType::givers: return std::string(tr("en eller flera personer"));
  case FieldType::reference: return std::string(tr("ärende"));
  case FieldType::person: return std::string(tr("person"));
  case FieldType::staff: return std::string(tr("medarbetare"));
  case FieldType::team: return std::string(tr("grupp"));
  default: return std::string(tr("text"));
  }
}

void add_person_targets(std::vector<Target> &out, const Field &field) {
  const std::string before = field.title.str() + ": ";
  const auto add = [&](const char *key, std::string_view title, std::string kind, std::vector<std::string> headings) {
    out.push_back({key, before + std::string(title), std::move(kind), std::move(headings), nullptr});
  };
  add("person.personnummer", tr("personnummer"), std::string(tr("personnummer")), {"Personnummer", "Persnr", "Pnr", "Personnr"});
  auto names = field.columns;
  names.push_back(field.title.sv);
  if (!field.title.en.empty()) names.push_back(field.title.en);
  for (const char *word : {"Namn", "Brukare", "Klient", "Barnets namn", "Brukarens namn"}) names.emplace_back(word);
  add("person.name", tr("namn"), std::string(tr("text")), names);
  add("person.first_name", tr("förnamn"), std::string(tr("text")), {"Förnamn", "Tilltalsnamn"});
  add("person.last_name", tr("efternamn"), std::string(tr("text")), {"Efternamn"});
  add("person.birth_date", tr("födelsedatum"), std::string(tr("datum")), {"Födelsedatum", "Född", "Födelsetid"});
  add("person.sex", tr("kön"), std::string(tr("kön")), {"Kön"});
}

void add_field(std::vector<Target> &out, const Field &field) {
  if (field.type == FieldType::computed || !in_record(field)) return;
  if (field.type == FieldType::person && field.id == "person") return add_person_targets(out, field);
  Target target{field.id, field.title.str(), kind_of(field), field.columns, &field};
  target.headings.push_back(field.title.sv);
  if (!field.title.en.empty()) target.headings.push_back(field.title.en);
  if (field.type == FieldType::reference)
    for (const char *word : {"Ärendenummer", "Ärende", "Ärendenr", "Kontaktnummer", "Personnummer", "Brukare", "Klient", "Namn"})
      if (field.id == "contact") target.headings.emplace_back(word);
  out.push_back(std::move(target));
  if (field.type == FieldType::givers)
    out.push_back({field.id + ".sex", field.title.str() + ": " + std::string(tr("kön")), std::string(tr("kön")), field.sex_columns, nullptr});
}

std::string text_at(const sheet::Sheet &sheet, int row, int column) {
  const auto &cells = sheet.rows[static_cast<std::size_t>(row)];
  return static_cast<std::size_t>(column) < cells.size() ? std::string(trim(cells[static_cast<std::size_t>(column)].text)) : std::string();
}

/// A field's own title goes before the other words that may mean something; what another column is read as already is not meant again.
const Target *by_heading(const std::vector<Target> &targets, const std::string &heading, const std::set<std::string> &taken = {}) {
  const std::string sought = bare(heading);
  if (sought.empty()) return nullptr;
  for (const bool own : {true, false})
    for (const auto &target : targets) {
      if (taken.count(target.key) != 0 || (own && target.field == nullptr)) continue;
      if (own ? bare(target.field->title.sv) == sought || bare(target.field->title.en) == sought
              : std::any_of(target.headings.begin(), target.headings.end(), [&](const auto &known) { return bare(known) == sought; }))
        return &target;
    }
  return nullptr;
}

/// A heading with a slip of the pen. Short words are too alike to guess.
const Target *by_likeness(const std::vector<Target> &targets, const std::string &heading) {
  const std::string sought = bare(heading);
  if (sought.size() < 6) return nullptr;
  for (const auto &target : targets)
    for (const auto &known : target.headings)
      if (const auto other = bare(known); other.size() >= 6 && edit_distance(other, sought) <= 2) return &target;
  return nullptr;
}

} // namespace

std::string bare(std::string_view text) {
  static const std::pair<std::string_view, std::string_view> kPlain[] = {{"å", "a"}, {"ä", "a"}, {"ö", "o"}, {"é", "e"}, {"è", "e"}, {"ü", "u"}};
  std::string folded = fold(text), out;
  for (const auto &[from, to] : kPlain) folded = replace_all(std::move(folded), from, to);
  for (const char c : folded)
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c & 0x80)) out += c;
  return out;
}

std::vector<Target> targets(const definitions::Register &reg) {
  std::vector<Target> out;
  for (const auto &field : reg.fields) add_field(out, field);
  for (const auto &group : reg.groups) {
    std::vector<std::string> headings{group.title.sv};
    if (!group.title.en.empty()) headings.push_back(group.title.en);
    out.push_back({group.id, group.title.str(), std::string(tr("rader")), std::move(headings), nullptr});
  }
  if (!reg.groups.empty()) out.push_back({"_nr", std::string(tr("Nr")), std::string(tr("radens nummer i filen")), {"Nr", "No"}, nullptr});
  if (!reg.field("team"))
    out.push_back({"team", std::string(tr("Grupp")), std::string(tr("grupp")), {"Grupp", "Team", "Arbetsgrupp", "Enhet/grupp"}, nullptr});
  if (!reg.states.empty() && !reg.field("state"))
    out.push_back({"state", std::string(tr("Läge")), std::string(tr("ett val")), {"Läge", "Status", "State"}, nullptr});
  return out;
}

const Target *find(const std::vector<Target> &targets, std::string_view key) {
  for (const auto &target : targets)
    if (target.key == key) return &target;
  return nullptr;
}

int header_row(const sheet::Sheet &sheet, const std::vector<Target> &targets, const std::map<std::string, std::string> &remembered) {
  int best = -1, most = 0;
  const int last = std::min<int>(25, static_cast<int>(sheet.rows.size()));
  for (int r = 0; r < last; ++r) {
    std::set<std::string> named;
    const int width = static_cast<int>(sheet.rows[static_cast<std::size_t>(r)].size());
    for (int c = 0; c < width; ++c) {
      const std::string text = text_at(sheet, r, c);
      if (const auto *target = by_heading(targets, text)) named.insert(target->key);
      else if (!text.empty() && remembered.count(bare(text)) != 0) named.insert(bare(text));
    }
    if (static_cast<int>(named.size()) > most) best = r, most = static_cast<int>(named.size());
  }
  return best;
}

std::vector<ImportColumn> map_columns(const sheet::Sheet &sheet, int header, const std::vector<Target> &targets,
                                      const std::map<std::string, std::string> &remembered, const std::map<std::string, std::string> &chosen) {
  std::size_t width = 0;
  for (std::size_t r = static_cast<std::size_t>(header); r < sheet.rows.size(); ++r) width = std::max(width, sheet.rows[r].size());
  std::vector<ImportColumn> columns;
  std::set<std::string> taken;
  for (std::size_t c = 0; c < width; ++c) {
    ImportColumn column;
    column.index = static_cast<int>(c);
    column.header = text_at(sheet, header, column.index);
    for (std::size_t r = static_cast<std::size_t>(header) + 1; r < sheet.rows.size() && column.examples.size() < 3; ++r)
      if (auto text = text_at(sheet, static_cast<int>(r), column.index); !text.empty()) column.examples.push_back(std::move(text));
    columns.push_back(std::move(column));
  }
  const auto take = [&](ImportColumn &column, const Target *target, std::string_view why) {
    if (target == nullptr || !taken.insert(target->key).second) return;
    column.key = target->key;
    column.title = target->title;
    column.kind = target->kind;
    column.why = why;
  };
  // What a person chose goes before what was chosen last time, and that before what the program finds by itself.
  std::set<int> decided;
  for (auto &column : columns) {
    auto choice = chosen.find("#" + std::to_string(column.index + 1));
    if (choice == chosen.end() && !column.header.empty()) choice = chosen.find(column.header);
    if (choice == chosen.end()) continue;
    decided.insert(column.index);
    take(column, find(targets, choice->second), tr("du valde"));
  }
  for (auto &column : columns) {
    const auto memory = remembered.find(bare(column.header));
    if (decided.count(column.index) != 0 || column.header.empty() || memory == remembered.end()) continue;
    decided.insert(column.index);
    take(column, find(targets, memory->second), tr("som förra gången"));
  }
  for (auto &column : columns)
    if (decided.count(column.index) == 0 && column.key.empty()) take(column, by_heading(targets, column.header, taken), tr("samma rubrik"));
  for (auto &column : columns)
    if (decided.count(column.index) == 0 && column.key.empty()) take(column, by_likeness(targets, column.header), tr("liknande rubrik"));
  while (!columns.empty() && columns.back().header.empty() && columns.back().examples.empty()) columns.pop_back();
  return columns;
}

std::string signature(const sheet::Sheet &sheet, int header) {
  std::string out;
  const auto width = static_cast<int>(sheet.rows[static_cast<std::size_t>(header)].size());
  for (int c = 0; c < width; ++c) out += bare(text_at(sheet, header, c)) + "|";
  return out;
}

} // namespace rt::records::importing
