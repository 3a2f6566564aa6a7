#pragma once
// A form between the browser and a record: what was typed stays as typed until it can be understood.
#include "modules/records/pages_shared.hpp"

namespace rt::records {

struct GiverInput {
  std::string role, sex;
  bool child = false;
};

struct FormState {
  std::int64_t id = 0;
  int version = 0;
  std::map<std::string, std::string> typed;               ///< by field id, as written
  std::map<std::string, std::vector<std::string>> chosen; ///< option ids of choices fields
  std::vector<GiverInput> givers;
  std::string team;
  std::string person_words;            ///< what a person is sought by
  Person new_person;                   ///< typed beside the search
  std::vector<Person> found;           ///< people to choose from
  bool sought = false;
  std::map<std::string, std::string> contact_words; ///< by field id: what a contact is sought by
};

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

} // namespace rt::records
