#pragma once
// A form between the browser and a record: what was typed stays as typed until it can be understood. Everything is kept by the name of
// its control: "received" for a field, "children.0.born" for a field in a row of a group, "persons.1" for a row of people.
#include "modules/records/pages_shared.hpp"

namespace rt::records {

struct GiverInput {
  std::string role, sex;
  bool child = false;
};

/// What is typed beside a person that is not chosen yet.
struct PersonInput {
  std::string words;         ///< what the person is sought by
  Person fresh;              ///< typed as a new person
  std::vector<Person> found; ///< people to choose from
  bool sought = false;
};

struct FormState {
  std::int64_t id = 0;
  int version = 0;
  std::map<std::string, std::string> typed;               ///< by control, as written
  std::map<std::string, std::vector<std::string>> chosen; ///< option ids, or ids of staff, of fields with several answers
  std::vector<GiverInput> givers;
  std::string team;
  std::map<std::string, PersonInput> people;            ///< by control
  std::map<std::string, std::vector<std::string>> rows; ///< by group: which stored row each row was, "1", "2" … or "" = new
  std::map<std::string, std::size_t> role_rows;         ///< by control of a persons field: how many rows it has
  std::set<std::string> locked;                         ///< ids of fields that the reader may not change: kept unless something is sent
  std::map<std::string, std::string> sought_words;      ///< by control: what a record or member of staff is sought by
};

/// "children.0." before the field's id.
std::string row_prefix(std::string_view group, std::size_t row);
/// A stored value as it is typed or chosen in a form.
std::string typed(const Field &field, const db::Value &value);
FormState from_record(const Register &reg, const Record &record);
FormState from_form(const Register &reg, const http::Fields &form);
/// The draft and what could not be understood, in Swedish, at its field.
struct Understood {
  Draft draft;
  std::vector<FieldError> errors;
};
/// `base` keeps what the form does not show (state, session, fields set by others).
Understood understand(const Register &reg, const FormState &state, const Record &base, Date today);
/// Is the field part of the form? Computed fields and what other parts of the product fill in are not.
bool in_form(const Field &field);
/// Does the field have several answers, kept in `chosen`?
bool has_several(const Field &field);
/// People that a register's form asks for, by control.
std::vector<std::string> person_controls(const Register &reg, const FormState &state);

} // namespace rt::records
