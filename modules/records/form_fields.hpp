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
};

void write_field(html::Out &out, const FormPage &page, const Field &field);
/// The team, when the reader has several and nothing else decides it.
void write_team(html::Out &out, const FormPage &page);
std::vector<html::Choice> sex_choices();

} // namespace rt::records
