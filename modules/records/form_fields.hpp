#pragma once
#include "modules/records/form_state.hpp"

namespace rt::records {

/// Everything that a form shows.
struct FormPage {
  const Desk &desk;
  const Actor &actor;
  const Register &reg;
  FormState state;
  Problem problem; ///< empty message = nothing wrong
  /// Two have written: what only the other changed, said; and what both changed, to choose between.
  struct Other {
    std::string id, title, who, before, theirs; ///< `before` and `theirs` in words
    bool both = false;                          ///< both changed it
    std::string choice;                         ///< "deras", "bada", "" = mine
  };
  std::vector<Other> others = {};
  int base_version = 0;      ///< the version that my text began from, when two have written
  std::int64_t corrects = 0; ///< the signed record that this new one corrects
};

/// A field with everything around it. The first question of a matrix brings the whole table, the first field of a group its rows.
void write_field(html::Out &out, const FormPage &page, const Field &field);
/// What the other wrote in a field or group that both changed, with the choice; nothing when there is no such thing.
void write_other(html::Out &out, const FormPage &page, std::string_view id);
/// What only the other changed: it follows along.
void write_taken(html::Out &out, const FormPage &page);
/// The team, when the reader has several and nothing else decides it.
void write_team(html::Out &out, const FormPage &page);
std::vector<html::Choice> sex_choices();
/// Links to the sections, when there are so many that one loses one's way.
void write_jumps(html::Out &out, const Register &reg, const std::function<bool(const std::string &section)> &has);
std::string section_anchor(const std::string &section);
bool has_files(const Register &reg);

// ---- parts of a form (form_fields.cpp, form_people.cpp, form_groups.cpp); `control` is the name in the form ----
html::Field control_of(const FormPage &page, const Field &field, const std::string &control);
std::string error_of(const Problem &problem, std::string_view control);
std::vector<html::Choice> choices_of(const FormPage &page, const Field &field);
void write_control(html::Out &out, const FormPage &page, const Field &field, const std::string &control);
void write_person(html::Out &out, const FormPage &page, const Field &field, const std::string &control);
void write_people(html::Out &out, const FormPage &page, const Field &field, const std::string &control);
void write_givers(html::Out &out, const FormPage &page, const Field &field);
void write_reference(html::Out &out, const FormPage &page, const Field &field, const std::string &control);
void write_group(html::Out &out, const FormPage &page, const definitions::Group &group);
void write_matrix(html::Out &out, const FormPage &page, const definitions::Matrix &matrix);
/// Opens the field's holder with what the script needs to show it only when it is asked for; without it the field stands.
void begin_condition(html::Out &out, const FormPage &page, const Field &field, const std::string &prefix);

// ---- what the form's buttons do (form_work.cpp) ----
/// Search, add and remove rows, choose another: the form again with more in it. False when the button saves.
bool do_form_work(FormPage &page, const std::string &what);
/// People typed beside the searches are added first; their ids are then the form's.
std::optional<Problem> add_new_people(FormPage &page);
/// Uploaded files are kept at once, so that they are there when something else must be corrected.
std::vector<FieldError> take_files(FormPage &page, const http::Request &request);
/// Which fields the reader may not change.
std::set<std::string> locked_fields(const Register &reg, const Actor &actor);

} // namespace rt::records
