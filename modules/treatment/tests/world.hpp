#pragma once
// The records' test unit with ratings on top: a contact, its sessions, a treatment service.
#include "modules/records/tests/fixture.hpp"
#include "modules/treatment/treatment.hpp"

namespace rt::treatment {

struct Clinic : records::World {
  explicit Clinic(const std::string &engine) : records::World(engine) {
    auto c = db.pool().write();
    auto all = records::all_migrations();
    all.insert(all.end(), migrations().begin(), migrations().end());
    (void)db::migrate(*c, all).value();
  }
  std::int64_t session(std::int64_t contact, const char *date, int state, const char *time = "10.00") {
    records::Record draft;
    draft.values["contact"] = contact;
    draft.values["date"] = std::string(date);
    draft.values["time"] = std::string(time);
    draft.values["handler"] = maria_staff;
    draft.state = state;
    return records.save(maria, "session", draft).value().id;
  }
  std::int64_t rating(std::string_view reg, std::int64_t contact, const char *date, Scores scores, std::int64_t rater = 1) {
    records::Record draft;
    draft.values["contact"] = contact;
    draft.values["date"] = std::string(date);
    draft.values["rater"] = rater;
    for (int i = 0; i < kScales; ++i) draft.values["s" + std::to_string(i + 1)] = std::int64_t{scores[i]};
    auto saved = records.save(maria, reg, draft);
    return saved ? saved->id : 0;
  }
  /// In treatment since 1 February.
  std::int64_t treated() {
    auto draft = contact();
    draft.values["started"] = std::string("2019-02-01");
    const auto saved = records.save(maria, "contact", draft).value();
    return records.move_state(maria, "contact", saved.id, saved.version, "start_direct").value().id;
  }
  Ticket ticket(std::int64_t contact, Kind kind, std::string rater = "client") {
    TicketRequest ask;
    ask.kind = kind;
    ask.contact = contact;
    ask.rater = std::move(rater);
    return treatment.start(maria, ask).value();
  }
  static Answer answer(std::string key, Scores s) {
    Answer a;
    a.key = std::move(key);
    a.lang = "sv";
    for (int i = 0; i < kScales; ++i) a.fields.emplace_back("s" + std::to_string(i + 1), std::to_string(s[i]));
    return a;
  }
  std::int64_t count(std::string_view table) { return db.pool().read()->count("SELECT COUNT(*) FROM " + std::string(table)); }
  Treatment treatment{db.pool(), records, clock};
};

} // namespace rt::treatment
