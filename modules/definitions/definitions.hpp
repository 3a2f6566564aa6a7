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
  text,
  long_text,
  integer,
  decimal,
  money,
  date,
  datetime,
  choice,
  choices,
  yes_no,    ///< yes_no: 1, 0 or null = not asked
  scale,     ///< 0.0-10.0, stored as whole tenths (63 = 6,3)
  item,      ///< an answer on a form with few steps (1-4), stored as its score
  computed,  ///< from other fields when saved: sum of scales or items, days or months between dates, lowest item
  reference, ///< id of a record of another register (`target`)
  person,    ///< id of a person (name, birth date, sex); the record's sex and birth year come from here unless given
  staff,
  team,
  givers,       ///< one or several people, each with role and sex (a couple gives one viewpoint: two givers)
  time,         ///< "14:30"
  month,        ///< "2026-11"
  staff_list,   ///< several members of staff, ids "3,7": the two handlers of an investigation
  persons,      ///< several people, each with a role (`options`): kept in record_person, here "role.person,…"
  household,    ///< id of a record of the register `household`
  provider,     ///< id of a record of the register `provider`
  file,         ///< id of an uploaded file
  faces,        ///< an item answered with faces, worst (1) to best; the options' titles are read aloud
  address,      ///< street, postcode and town on lines of their own; personal
  personnummer, ///< personnummer, samordningsnummer or reserve number, checked; personal
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
  bool in_list = false;  ///< a column of the list
  bool personal = false; ///< masked in exports for follow-up, never in logs
  std::vector<Option> options;
  std::string target;  ///< register id of a reference
  std::string compute; ///< "sum(a, b, c)", "months(started, ended)", "lowest(a, b, c, d)", "days(received, started)"
  std::optional<double> min, max;
  std::string unit;                     ///< "kr", "min", "mån"
  std::string default_value;            ///< "today", "now", "me", or a value
  std::string section;                  ///< id of the form's section
  std::string show_when;                ///< "ending = planned": field is asked only then
  std::string required_when;            ///< the same form
  std::vector<std::string> columns;     ///< headings in import files that mean this field
  std::vector<std::string> sex_columns; ///< givers: headings of the column that holds the givers' sex
  /// Stored as whole tenths: every scale, and what is computed from scales (263 = 26,3). Set by the loader.
  bool tenths = false;
  std::string group;                    ///< the repeated group it belongs to; such a field has its column in the group's own table
  std::string matrix;                   ///< the matrix it is a question of (the loader makes one item field per question)
  std::vector<std::string> read_roles;  ///< who sees the value; empty = all who see the record. Others read "Dold"
  std::vector<std::string> write_roles; ///< who may change it; empty = all who may write
  int max_length = 0;                   ///< of texts, in characters; 0 = the type's own
  bool retired = false;                 ///< no longer asked for: in no form and never required; what was written stays in records, history and files
  const Option *option(std::string_view id) const;
  const Option *option_by_code(int code) const;
  /// Its value is the id of one record of the register `target`.
  bool points_at_record() const { return type == FieldType::reference || type == FieldType::household || type == FieldType::provider; }
};

struct Section {
  std::string id;
  Text title;
};
/// A record that a step makes in another register: an opened report of concern makes an investigation.
struct Creation {
  std::string register_id;
  std::string link;                                        ///< the field there that points back here (a reference); may be empty
  std::string when;                                        ///< only if the condition holds here; empty = always
  std::vector<std::pair<std::string, std::string>> copies; ///< field there, field here
};
struct Transition {
  std::string id;
  Text title;                    ///< the button: "Starta behandlingen"
  std::vector<std::string> from; ///< states, at least one
  bool leaves(std::string_view state_id) const;
  std::string to;
  std::vector<std::string> requires_fields;
  std::vector<std::string> roles;
  std::string when;                                      ///< offered only if the condition holds
  std::vector<std::pair<std::string, std::string>> sets; ///< field, "today", "now", "me" or a value
  std::vector<Creation> creates;
  /// The step may not be taken by whoever took that step (approval by a second person); "" = no such rule.
  std::string not_by;
  bool signs = false; ///< the record is signed and locked by the step
};
struct State {
  std::string id;
  int code = 0;
  Text title;
  bool initial = false, final = false;
};
/// Rows that repeat inside a record (children in a household, measures in a plan): table "r_<register>__<group>".
struct Group {
  std::string id;
  Text title, singular;
  std::string section;
  int min = 0, max = 50;
};
/// Questions that share their answers, drawn as one table. Each becomes a field "<matrix>_<question>".
struct Matrix {
  std::string id;
  Text title;
  std::string section;
  std::vector<std::string> fields; ///< of the questions, in order
};
/// A text that a worker can put into a long text and then change.
struct Phrase {
  std::string field;
  Text title, text;
};
/// A letter or form made from a record: Markdown with {{field}}, printed, or as Word and PDF.
struct Letter {
  std::string id;
  Text title, text;
};
/// A list that everybody has from the start: watch list, "mine", "without follow-up".
struct View {
  std::string id;
  Text title;
  std::string filter; ///< a condition; "me" is the reader
  std::string sort;   ///< field, "-field" for the newest first
};

/// How long from the start to the last day. Meaning and law: modules/deadlines.
struct Within {
  enum class Unit { same_day, hours, days, working_days, weeks, months, years, none };
  Unit unit = Unit::none;
  int count = 0;
};
/// A date that must be kept. Several with the same id are the versions of one rule, each with its own time of validity;
/// what began under one keeps it.
struct Deadline {
  std::string id;
  Text title;
  std::string law, source;
  std::string from; ///< field with the start, or "state:<id>": when the record came to the state; empty for `per`
  Within within;
  bool next_weekday = true; ///< lag (1930:173) 2 §: a last day on a Sunday, holiday or Saturday moves to the next weekday
  std::string before;       ///< instead of `within`: field with the day before which it must be met
  bool repeats = false;     ///< "every": again from each time that it was met
  std::string per;          ///< "week" | "quarter" | "term" | "tertial" | "year": `times` in each such period from the start
  int times = 0;
  bool of_unit = false;                     ///< counts the unit's records, without a start of their own: self-control eight times a year
  std::string met_by;                       ///< field with the day, "state:<id>", or "register.field" of records that refer to this one
  std::string met_when;                     ///< condition on the record that meets it
  std::string until;                        ///< condition: the rule no longer asks anything
  std::string when;                         ///< condition: the rule applies only then
  std::string suspended_from, suspended_to; ///< date fields: days between do not count
  std::string extended_to;                  ///< date field of a decision to extend
  std::string extended_why;                 ///< field with the reason: an extension without it does not count
  std::string responsible;                  ///< staff or staff_list field; else the record's staff
  std::vector<int> remind{7, 3, 0};         ///< days before the last day
  std::string valid_from, valid_to;
};

/// A review by sample: which records are drawn, who looks, what is asked.
struct Audit {
  std::string id, file;
  Text title, about_text;
  std::string law;
  std::string register_id;        ///< drawn from
  std::string filter;             ///< condition on what may be drawn
  std::string draw = "random";    ///< "random" | "every"
  int count = 10;                 ///< n random, or every k-th
  std::string period = "tertial"; ///< "month" | "quarter" | "term" | "tertial" | "year": what the sample is drawn from
  bool by_colleague = true;       ///< nobody reviews their own
  std::string group_by;           ///< field by which the compliance is also shown
  std::vector<Section> areas;
  struct Question {
    std::string id, area;
    Text title, help;
    std::string law;
  };
  std::vector<Question> questions; ///< answered yes, partly, no or not relevant
};

/// A rule over several fields with the sentence shown when it is broken.
struct Check {
  std::string rule; ///< "ended >= started"
  Text message;
  std::string field;
};

/// What is told but does not hinder: a rule that does not hold, or an age outside the unit's own limits.
struct Warning {
  std::string rule;       ///< told when it does not hold
  std::string age_limits; ///< instead of `rule`: a register whose rows say for whom the team is (age_from, age_to, valid_from, valid_to, team)
  Text message;
};
/// Two records may not take the same thing at the same time.
struct Clash {
  std::string of;            ///< field that says what is taken; records with different values never clash
  std::string day, last_day; ///< date fields; without `last_day`, or while it is empty, it is taken that day only
  std::string begins, ends;  ///< time fields; while they are empty the whole day is taken
  std::string when;          ///< condition: only such records take it
  Text message;
};

struct Register {
  std::string id; ///< table name is "r_" + id
  Text title, singular, about_text, empty_text;
  std::string about;   ///< "person" | "contact" | "case" | "household" | "unit" | "none"
  std::string purpose; ///< "case" | "quality": decides search (2001:637 15 §)
  std::string law;
  std::string date_field; ///< the field that places a record in time
  std::string people;     ///< "children" | "adults" | "parents" | "" = the team's
  bool signed_notes = false;
  bool anonymous = false; ///< answers that may not be joined to a person or a moment
  std::string unique;     ///< fields that tell a repeated row in an import: "person, received"
  std::vector<Field> fields;
  std::vector<Section> sections;
  std::vector<State> states;
  std::vector<Transition> transitions;
  std::vector<Check> checks;
  std::vector<Warning> warnings;
  std::vector<Clash> clashes;
  std::string record = "here"; ///< where the legal record lives: "here" or the name of the city's system
  std::string area;            ///< of the menu: "cases" | "quality" | "people" | "economy" | "collaboration" | "work"
  std::vector<Group> groups;
  std::vector<Matrix> matrices;
  std::vector<Deadline> deadlines;
  std::vector<Phrase> phrases;
  std::vector<Letter> letters;
  std::vector<View> views;
  std::string pack, file;
  int version = 1; ///< of the pack it came from
  const Field *field(std::string_view id) const;
  const Group *group(std::string_view id) const;
  const State *state(std::string_view id) const;
  const State *state_by_code(int code) const;
};

/// A scored scale (ORS, SRS). Item wordings that are licensed are never in a pack: `items` have neutral names; the unit
/// loads its licensed texts (treatment::Licence).
struct Instrument {
  std::string id;
  int version = 1;
  Text title;
  std::string when;        ///< "before" | "after" the session
  std::string register_id; ///< where its ratings are kept
  struct Item {
    std::string id, field;
    Text title; ///< neutral name of the area, shown to staff
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
  std::vector<std::string> raters; ///< "child", "parent", "social_worker", …
  struct Variant {
    std::string id;
    Text title;
    bool faces = false;
    int from_age = 0, to_age = 150;
  };
  std::vector<Variant> variants;
  std::vector<std::string> languages; ///< "sv", "en", "ar", "so"
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

struct PackInfo {
  std::string id;
  int version = 1;
  Text title;
  std::vector<std::string> requires_packs;
  bool shared = false; ///< `shared = true`: belongs to every unit
};

/// Everything that the installed packs define. A value: made once by load, then only read.
struct Catalog {
  std::vector<Register> registers;
  std::vector<Instrument> instruments;
  std::vector<MeasureSource> measures;
  std::vector<GoalSource> goals;
  std::vector<Audit> audits;
  std::vector<std::string> packs; ///< "open-care 1"
  std::vector<PackInfo> pack_infos;
  const Register *find(std::string_view register_id) const;
  const Instrument *instrument(std::string_view id) const;
  const Audit *audit(std::string_view id) const;
  /// Does a unit that has chosen these packs keep what the pack defines: chosen, shared, or required by a chosen one? A unit that
  /// has chosen none keeps everything.
  bool keeps(const std::vector<std::string> &chosen, std::string_view pack) const;
  /// The same of a measure, audit or goal by the file it stands in ("open-care/audits/x.toml").
  bool keeps_file(const std::vector<std::string> &chosen, std::string_view file) const;
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
