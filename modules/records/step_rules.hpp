#pragma once
// Inside the module: the pure rules of a step. No clock, no database.
#include "modules/records/store.hpp"

namespace rt::records {

/// The step with this id that leaves the record's state, or null.
const definitions::Transition *step_of(const definitions::Register &reg, const Record &record, std::string_view id);
/// Is the step offered at all: from the record's state, with its condition met?
bool offered(const definitions::Register &reg, const Record &record, const definitions::Transition &step, Date today);
/// Why the reader may not take the step, as a sentence; "" = may. `taken` = who took which step of this record.
std::string why_not(const access::Actor &actor, const definitions::Register &reg, const Record &record, const definitions::Transition &step,
                    const std::vector<store::Taken> &taken);
/// What the step fills in by itself ("today", "now", "me" or a value); what the person typed on the step's page stays.
void fill_in(const access::Actor &actor, const definitions::Register &reg, const definitions::Transition &step, Instant now,
             const std::map<std::string, db::Value> &typed, Record &record);
/// Fields that the step asks for and that are empty, though they are asked for as the record is.
std::vector<std::string> missing_fields(const definitions::Register &reg, const definitions::Transition &step, const Record &record, Date today);
/// The record that a step makes in another register: its defaults, what is copied, and the link back.
Record made_from(const definitions::Register &here, const Record &record, const definitions::Creation &creation, const definitions::Register &there,
                 const access::Actor &actor, Date today);
/// A value of one field as a value of another; nothing when it cannot be one.
db::Value carried(const definitions::Field &from, const db::Value &value, const definitions::Field &to);
/// "steg.0.handler": a field of the record that the step's first `creates` makes, in the step's form.
std::string created_name(std::size_t creation, std::string_view field);

} // namespace rt::records
