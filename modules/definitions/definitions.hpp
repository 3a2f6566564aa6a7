#pragma once
// Packs: what a unit keeps and measures, as data. A pack is a folder of TOML files, checked as a whole; unknown keys,
// dangling references and type errors are refused with file, line and a suggestion. docs/utveckling/definitionsspraket.md.
#include "modules/definitions/expression.hpp"
#include "platform/core/result.hpp"
#include "platform/i18n/i18n.hpp"
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace rt::definitions {

/// One thing that is wrong in a pack.
struct Finding {
  std::string file;
  int line = 0, column = 0;
  std::string message;    ///< Swedish sentence
  std::string suggestion; ///< "menade du …?", may be empty
};

enum class FieldType {
  text, long_text, integer, decimal, money, date, datetime, choice, choices, yes_no, ///< yes_no: 1, 0 or null = not asked
  scale,     ///< 0.0-10.0, stored as whole tenths (63 = 6,3)
  item,      ///< an answer on a form with few steps (1-4), stored as its score
  computed,  ///< from other fields when saved: sum of scales or items, days or months between dates, lowest item
  reference, ///< id of a record of another register (`target`)
  person,    ///< id of a person (name, birth date, sex); the record's sex and birth year come from here unless given
  staff, team,
  givers,    ///< one or several people, each with role and sex (a couple gives one viewpoint: two givers)
};

/// One value of a code list. The code is what is stored; it never changes meaning. A retired value stays readable.
struct Option {
  std::string id;
  int code = 0;
  Text title;
  std::string valid_from, valid_to;   ///< ISO dates, empty = always
  std::vector<std::string> spellings; ///< what import files say: "klagomal", "Klagomål "
  int score = 0;                      ///< for items
};

struct Field {
  std::string id;
  FieldType type = FieldType::text;
  Text title, help;
  std::string law;
  bool required = false;
  bool in_list = false;      ///< a column of the list
  bool personal = false;     ///< masked in exports for follow-up, never in logs
  std::vector<Option> options;
  std::string target;        ///< register id of a reference
  std::string compute;       ///< "sum(a, b, c)", "months(started, ended)", "lowest(a, b, c, d)", "days(received, started)"
  std::optional<double> min, max;
  std::string unit;          ///< "kr", "min", "mån"
  std::string default_value; ///< "today", "now", "me", or a value
  std::string section;       ///< id of the form's section
  std::string show_when;     ///< "ending = planned": field is asked only then
  std::string required_when; ///< the same form
  std::vector<std::string> columns; ///< headings in import files that mean this field
  std::vector<std::string> sex_columns; ///< givers: headings of the column that holds the givers' sex
  /// Stored as whole tenths: every scale, and what is computed from scales (263 = 26,3). Set by the loader.
  bool tenths = false;
  const Option *option(std::string_view id) const;
  const Option *option_by_code(int code) const;
};

struct Section {
  std::string id;
  Text title;
};
struct Transition {
  std::string id;
  Text title;               ///< the button: "Starta behandlingen"
  std::string from, to;
  std::vector<std::string> requires_fields;
  std::vector<std::string> roles;
};
struct State {
  std::string id;
  int code = 0;
  Text title;
  bool initial = false, final = false;
};
/// A rule over several fields with the sentence shown when it is broken.
struct Check {
  std::string rule; ///< "ended >= started"
  Text message;
  std::string field;
};

struct Register {
  std::string id;           ///< table name is "r_" + id
  Text title, singular, about_text, empty_text;
  std::string about;        ///< "person" | "contact" | "unit" | "none"
  std::string purpose;      ///< "case" | "quality": decides search (2001:637 15 §)
  std::string law;
  std::string date_field;   ///< the field that places a record in time
  std::string people;       ///< "children" | "adults" | "parents" | "" = the team's
  bool signed_notes = false;
  bool anonymous = false;   ///< answers that may not be joined to a person or a moment
  std::string unique;       ///< fields that tell a repeated row in an import: "person, received"
  std::vector<Field> fields;
  std::vector<Section> sections;
  std::vector<State> states;
  std::vector<Transition> transitions;
  std::vector<Check> checks;
  std::string pack, file;
  int version = 1;          ///< of the pack it came from
  const Field *field(std::string_view id) const;
  const State *state(std::string_view id) const;
  const State *state_by_code(int code) const;
};

/// A scored scale (ORS, SRS). Item wordings that are licensed are never in a pack: `items` have neutral names; the unit
/// loads its licensed texts (treatment::Licence).
struct Instrument {
  std::string id;
  int version = 1;
  Text title;
  std::string when;               ///< "before" | "after" the session
  std::string register_id;        ///< where its ratings are kept
  struct Item {
    std::string id, field;
    Text title;                   ///< neutral name of the area, shown to staff
  };
  std::vector<Item> items;
  double item_max = 10;
  struct Cutoff {
    int from_age = 0, to_age = 150;
    double value = 0;
  };
  std::vector<Cutoff> cutoffs;
  double alert_below = 0, alert_drop = 0; ///< SRS: below 36 or a drop of 1 or more
  double reliable_change = 5;
  double smallest_rise = 0.1;
  std::vector<std::string> raters;        ///< "child", "parent", "social_worker", …
  struct Variant {
    std::string id;
    Text title;
    bool faces = false;
    int from_age = 0, to_age = 150;
  };
  std::vector<Variant> variants;
  std::vector<std::string> languages;     ///< "sv", "en", "ar", "so"
};

/// The source of a measure; parsed and checked by modules/measures.
struct MeasureSource {
  std::string id, file;
  int line = 0;
  std::map<std::string, std::string> keys; ///< kind words as written: count, share, of, at, unit, better, split …
  std::map<std::string, int> lines;        ///< line of each key
  std::map<std::string, int> columns;      ///< column where each key's value begins (its quote)
  std::vector<std::string> printed;        ///< "Verksamhet/mått" of the history file
  Text title, reads;                       ///< name and plain-Swedish reading
};

/// A goal tree's node in a pack (council and board goals, read-only in plans).
struct GoalSource {
  std::string id, parent, level, title; ///< level: "council" | "board" | "unit"
  int year = 0;
  std::string file;
  int line = 0;
};

/// Everything that the installed packs define. A value: made once by load, then only read.
struct Catalog {
  std::vector<Register> registers;
  std::vector<Instrument> instruments;
  std::vector<MeasureSource> measures;
  std::vector<GoalSource> goals;
  std::vector<std::string> packs; ///< "open-care 1"
  const Register *find(std::string_view register_id) const;
  const Instrument *instrument(std::string_view id) const;
};

/// Reads the packs from a folder (packs/) or, for "", from those embedded in the program.
/// All findings at once; an empty list of findings means that the catalog is good.
struct Loaded {
  Catalog catalog;
  std::vector<Finding> findings;
};
Loaded load(const std::string &packs_folder, const std::vector<std::string> &names);
/// One pack folder, for `rodatraden pack check DIR`.
Loaded check(const std::string &folder);

} // namespace rt::definitions
