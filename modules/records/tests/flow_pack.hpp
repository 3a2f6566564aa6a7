#pragma once
// A small pack made for these tests: a report of concern that becomes an investigation, whose decision a second person
// approves, and a signed note. Read and checked like any other pack.
#include "modules/records/tests/fixture.hpp"
#include <filesystem>
#include <fstream>
#include <unistd.h>

namespace rt::records {

inline constexpr const char *kReport = R"toml(
[register]
id = "report"
title = { sv = "Orosanmälningar", en = "Reports" }
singular = { sv = "Orosanmälan", en = "Report" }
about = "none"
purpose = "case"
date_field = "received"
[[section]]
id = "what"
title = { sv = "Anmälan", en = "Report" }
[[field]]
id = "received"
type = "date"
title = { sv = "Inkommen", en = "Received" }
required = true
in_list = true
section = "what"
[[field]]
id = "words"
type = "long_text"
title = { sv = "Innehåll", en = "Content" }
in_list = true
section = "what"
[[field]]
id = "reason"
type = "choice"
title = { sv = "Orsak", en = "Reason" }
section = "what"
options = [
  { id = "violence", code = 1, title = { sv = "Våld", en = "Violence" } },
  { id = "neglect", code = 2, title = { sv = "Omsorgsbrist", en = "Neglect" } },
]
[[field]]
id = "urgent"
type = "yes_no"
title = { sv = "Akut", en = "Urgent" }
section = "what"
[[field]]
id = "meeting"
type = "date"
title = { sv = "Möte", en = "Meeting" }
section = "what"
[[field]]
id = "decided"
type = "date"
title = { sv = "Beslutad", en = "Decided" }
[[field]]
id = "decider"
type = "staff"
title = { sv = "Beslutad av", en = "Decided by" }
[[state]]
id = "new"
code = 1
title = { sv = "Ny", en = "New" }
initial = true
[[state]]
id = "assessed"
code = 2
title = { sv = "Bedömd", en = "Assessed" }
[[state]]
id = "opened"
code = 3
title = { sv = "Inledd", en = "Opened" }
final = true
[[transition]]
id = "assess"
title = { sv = "Bedöm skyddsbehov", en = "Assess" }
from = "new"
to = "assessed"
[[transition]]
id = "open"
title = { sv = "Inled utredning", en = "Open investigation" }
from = ["new", "assessed"]
to = "opened"
requires_fields = ["reason"]
sets = { decided = "today", decider = "me" }
creates = [
  { register = "investigation", link = "report", copies = { opened = "decided", cause = "reason" } },
  { register = "talk", link = "report", when = "urgent = yes", copies = { day = "decided" } },
]
[[transition]]
id = "alarm"
title = { sv = "Larma jouren", en = "Alarm" }
from = "new"
to = "assessed"
when = "urgent = yes"
[[phrase]]
field = "words"
title = { sv = "Anmälaren är anonym", en = "Anonymous" }
text = { sv = "Anmälaren vill vara anonym och har fått veta vad det innebär.", en = "The reporter wants to be anonymous." }
[[letter]]
id = "invitation"
title = { sv = "Kallelse till möte", en = "Invitation" }
text = { sv = "# Kallelse\n\nHej,\n\nvi fick en anmälan {{received}} och vill träffa dig {{meeting}}.\n\n- Orsak: {{reason}}\n- Skrivet {{today}} av {{me}}", en = "We meet {{meeting}}." }
[[view]]
id = "urgent_open"
title = { sv = "Akuta som väntar", en = "Urgent waiting" }
filter = "urgent = yes and not state = opened"
sort = "-received"
[[view]]
id = "mine"
title = { sv = "Beslutade av mig", en = "Decided by me" }
filter = "decider = me"
)toml";

inline constexpr const char *kInvestigation = R"toml(
[register]
id = "investigation"
title = { sv = "Utredningar", en = "Investigations" }
singular = { sv = "Utredning", en = "Investigation" }
about = "none"
purpose = "case"
date_field = "opened"
[[field]]
id = "opened"
type = "date"
title = { sv = "Inledd", en = "Opened" }
required = true
in_list = true
[[field]]
id = "cause"
type = "choice"
title = { sv = "Orsak", en = "Cause" }
options = [
  { id = "neglect", code = 7, title = { sv = "Omsorgsbrist", en = "Neglect" } },
  { id = "violence", code = 8, title = { sv = "Våld", en = "Violence" } },
]
[[field]]
id = "plan"
type = "text"
title = { sv = "Utredningsplan", en = "Plan" }
required = true
[[field]]
id = "report"
type = "reference"
target = "report"
title = { sv = "Anmälan", en = "Report" }
[[field]]
id = "decision"
type = "long_text"
title = { sv = "Beslut", en = "Decision" }
[[state]]
id = "ongoing"
code = 1
title = { sv = "Pågår", en = "Ongoing" }
initial = true
[[state]]
id = "handed_in"
code = 2
title = { sv = "Hos den som godkänner", en = "Handed in" }
[[state]]
id = "approved"
code = 3
title = { sv = "Godkänd", en = "Approved" }
final = true
[[transition]]
id = "hand_in"
title = { sv = "Lämna in beslutet", en = "Hand in" }
from = "ongoing"
to = "handed_in"
requires_fields = ["decision"]
[[transition]]
id = "send_back"
title = { sv = "Skicka tillbaka", en = "Send back" }
from = "handed_in"
to = "ongoing"
[[transition]]
id = "approve"
title = { sv = "Godkänn beslutet", en = "Approve" }
from = "handed_in"
to = "approved"
roles = ["head", "deputy", "therapist"]
not_by = "hand_in"
signs = true
)toml";

inline constexpr const char *kTalk = R"toml(
[register]
id = "talk"
title = { sv = "Samtal", en = "Talks" }
singular = { sv = "Samtal", en = "Talk" }
about = "none"
purpose = "case"
date_field = "day"
signed_notes = true
[[field]]
id = "day"
type = "date"
title = { sv = "Dag", en = "Day" }
required = true
in_list = true
[[field]]
id = "note"
type = "long_text"
title = { sv = "Anteckning", en = "Note" }
in_list = true
[[field]]
id = "place"
type = "text"
title = { sv = "Plats", en = "Place" }
[[field]]
id = "report"
type = "reference"
target = "report"
title = { sv = "Anmälan", en = "Report" }
)toml";

/// The pack's files with `more` added at the end of the report's definition.
inline definitions::Loaded load_flow_pack(const std::string &more = {}) {
  namespace fs = std::filesystem;
  const auto folder = fs::temp_directory_path() / ("flow-pack-" + std::to_string(getpid())) / "flow";
  fs::remove_all(folder);
  fs::create_directories(folder / "registers");
  const auto put = [&](const char *name, const std::string &text) { std::ofstream(folder / name) << text; };
  put("pack.toml", "[pack]\nid = \"flow\"\nversion = 1\ntitle = { sv = \"Prov\", en = \"Test\" }\n");
  put("registers/report.toml", std::string(kReport) + more);
  put("registers/investigation.toml", kInvestigation);
  put("registers/talk.toml", kTalk);
  auto loaded = definitions::load(folder.parent_path().string(), {"flow"});
  fs::remove_all(folder.parent_path());
  return loaded;
}

inline const definitions::Catalog &flow_catalog() {
  static const definitions::Loaded kLoaded = load_flow_pack();
  for (const auto &f : kLoaded.findings) std::fprintf(stderr, "%s:%d: %s %s\n", f.file.c_str(), f.line, f.message.c_str(), f.suggestion.c_str());
  return kLoaded.catalog;
}

inline Record report() {
  Record draft;
  draft.values["received"] = std::string("2019-03-20");
  draft.values["words"] = std::string("Skolan är orolig.");
  return draft;
}

} // namespace rt::records
