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
  int base_version = 0;        ///< the version that my text began from, when two have written
  std::int64_t corrects = 0;   ///< the signed record that this new one corrects
};

void write_field(html::Out &out, const FormPage &page, const Field &field);
/// What the other wrote in a field or group that both changed, with the choice; nothing when there is no such thing.
void write_other(html::Out &out, const FormPage &page, std::string_view id);
/// What only the other changed: it follows along.
void write_taken(html::Out &out, const FormPage &page);
/// The team, when the reader has several and nothing else decides it.
void write_team(html::Out &out, const FormPage &page);
std::vector<html::Choice> sex_choices();

} // namespace rt::records
