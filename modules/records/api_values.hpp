#pragma once
// Records as JSON, and JSON as drafts. Values are told as a program wants them: option ids, numbers, true and false, ISO dates,
// ids of other things. Internal.
#include "modules/records/records.hpp"
#include <nlohmann/json_fwd.hpp>

namespace rt::records {

/// What the reader may see of a record, with its version and state.
nlohmann::json to_json(const definitions::Register &reg, const Record &record);
/// Puts the body's `fields` (and `team`) onto the draft. A field that is absent becomes empty, as PUT demands; what cannot be
/// understood becomes an error at its field. Nothing is stored.
std::vector<FieldError> from_json(const definitions::Register &reg, const nlohmann::json &body, Date today, Record &draft);

} // namespace rt::records
