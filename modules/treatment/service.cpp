// Tickets and answers: who may start, what opens, what is stored once.
#include "modules/treatment/service.hpp"
#include "modules/treatment/kiosk_texts.hpp"
#include "modules/treatment/reads.hpp"
#include "modules/treatment/store.hpp"
#include "platform/core/text.hpp"
#include <algorithm>
#include <chrono>
#include <sodium.h>
#include <thread>

namespace rt::treatment {

namespace {
constexpr int kOpenSeconds = 30 * 60;
constexpr int kClassOpenSeconds = 8 * 3600; // a class answers during a school day
constexpr int kLateSeconds = 7 * 24 * 3600; // a filled answer from a tablet that lost its network is still received
constexpr int kGuardSeconds = 15 * 60;
constexpr int kFailsPerAddress = 10;
constexpr int kFailsPerUnit = 300; // many addresses together: 300 of a million codes in a quarter
constexpr int kFailsInAll = 3000;  // all units' code pages together
constexpr int kAnonymousTogether = 5;
constexpr int kTries = 6; // at one answer, when the database says that writers stand in each other's way

std::string random_hex(std::size_t bytes) {
  std::string raw(bytes, '\0');
  randombytes_buf(raw.data(), raw.size());
  return to_hex(raw);
}

std::string six_digits() {
  auto n = std::to_string(randombytes_uniform(1000000));
  return std::string(6 - n.size(), '0') + n;
}

/// The address is kept for a quarter of an hour and never readable.
std::string address_mark(std::string_view remote) {
  unsigned char hash[16];
  crypto_generichash(hash, sizeof hash, reinterpret_cast<const unsigned char *>(remote.data()), remote.size(), nullptr, 0);
  return to_hex({reinterpret_cast<const char *>(hash), sizeof hash});
}

std::string day_of_moment(const std::string &timestamp) { return to_iso(swedish_day(from_iso(timestamp))); }

std::string pack(const std::vector<std::pair<std::string, std::string>> &fields) {
  std::string out;
  for (const auto &[name, value] : fields) out += (out.empty() ? "" : "&") + url_encode(name) + "=" + url_encode(value);
  return out;
}

std::vector<std::pair<std::string, std::string>> unpack(const std::string &text) {
  std::vector<std::pair<std::string, std::string>> fields;
  for (const auto &part : split(text, '&')) {
    const auto at = part.find('=');
    if (at == std::string::npos) continue;
    fields.emplace_back(url_decode(part.substr(0, at)).value_or(""), url_decode(part.substr(at + 1)).value_or(""));
  }
  return fields;
}

std::string of(const Answer &answer, std::string_view field) {
  for (const auto &[name, value] : answer.fields)
    if (name == field) return value;
  return {};
}

void set_choice(records::Draft &draft, const definitions::Register &reg, std::string_view field, std::string_view option_id) {
  const auto *f = reg.field(field);
  const auto *option = f ? f->option(option_id) : nullptr;
  if (!option) return;
  const bool scored = f->type == definitions::FieldType::item;
  draft.values[std::string(field)] = std::int64_t{scored ? option->score : option->code};
}

Result<void> fill_rating(records::Draft &draft, const definitions::Register &reg, const Ticket &ticket, const Answer &answer) {
  for (int i = 1; i <= kScales; ++i) {
    const auto name = "s" + std::to_string(i);
    const auto value = parse_integer(of(answer, name));
    if (!value || *value < 0 || *value > 100)
      return fail(ProblemKind::invalid, std::string(tr("Alla fyra områden behöver ett värde mellan 0 och 10.")),
                  {{name, std::string(tr("Markera området.")), 0}});
    draft.values[name] = std::int64_t{*value};
  }
  set_choice(draft, reg, "rater", ticket.rater);
  set_choice(draft, reg, "variant", answer.faces ? "faces" : "standard");
  draft.values["language"] = std::string(kiosk_language(answer.lang).id);
  draft.values["key"] = answer.key;
  if (ticket.session) draft.values["session"] = ticket.session;
  const auto comment = std::string(trim(of(answer, "comment")));
  if (!comment.empty() && reg.field("comment")) draft.values["comment"] = comment;
  return {};
}

Result<void> fill_questions(records::Draft &draft, const definitions::Register &reg, const Ticket &ticket,
                            const std::vector<std::pair<std::string, std::string>> &fields) {
  using T = definitions::FieldType;
  for (const auto &[name, value] : fields) {
    const auto *f = reg.field(name);
    if (!f) continue;
    if (f->type == T::long_text) {
      if (const auto words = trim(value); !words.empty()) draft.values[name] = std::string(words.substr(0, 4000));
    } else if (f->type == T::choice || f->type == T::item) {
      set_choice(draft, reg, name, value);
    }
  }
  if (!ticket.parent.empty()) set_choice(draft, reg, "parent", ticket.parent);
  if (!ticket.moment.empty()) set_choice(draft, reg, "moment", ticket.moment);
  for (const auto &f : reg.fields)
    if (f.required && (f.type == T::choice || f.type == T::item) && !draft.values.count(f.id))
      return fail(ProblemKind::invalid, std::string(tr("Svara på frågorna som är kvar.")), {{f.id, std::string(tr("Välj ett svar.")), 0}});
  return {};
}

/// The sex that an anonymous answer gives counts the record; there is no person to take it from.
void sex_from_answer(records::Draft &draft) {
  if (draft.values.count("sex")) draft.sex = static_cast<organisation::Sex>(draft.integer("sex"));
}
} // namespace

std::string_view id_of(Kind kind) {
  switch (kind) {
  case Kind::ors: return "ors";
  case Kind::srs: return "srs";
  case Kind::child_safety: return "child_safety";
  case Kind::talk_survey: return "talk_survey";
  case Kind::ros_survey: return "ros_survey";
  }
  return "";
}
std::optional<Kind> kind_from(std::string_view id) {
  for (const auto kind : {Kind::ors, Kind::srs, Kind::child_safety, Kind::talk_survey, Kind::ros_survey})
    if (id_of(kind) == id) return kind;
  return std::nullopt;
}
bool is_anonymous(Kind kind) { return kind == Kind::talk_survey || kind == Kind::ros_survey; }

Treatment::Treatment(db::Pool &pool, records::Records &records, const Clock &clock) : impl_(std::make_shared<Impl>(pool, records, clock)) {
  if (sodium_init() < 0) throw std::runtime_error("libsodium does not start");
  records.listen(impl_->lines);
  records.listen(impl_->effects);
}
Treatment::~Treatment() = default;
CaseLines &Treatment::lines() { return impl_->lines; }

Result<Ticket> Treatment::start(const access::Actor &actor, const TicketRequest &request) {
  RT_CHECK(access::require(actor, access::May::start_rating));
  const auto *reg = impl_->records.catalog().find(id_of(request.kind));
  if (!reg) return fail(ProblemKind::not_found, std::string(tr("Den enkäten är inte installerad.")));
  const auto now = impl_->clock.now();
  Ticket t;
  t.kind = request.kind;
  t.unit = actor.unit;
  t.lang = std::string(kiosk_language(request.lang).id);
  t.faces = request.faces;
  t.rater = "client";
  t.created_at = to_iso(now);
  t.expires_at = to_iso(now + (request.many ? kClassOpenSeconds : kOpenSeconds));
  if (is_anonymous(request.kind)) {
    // No contact and no session on the ticket: the answer must not lead back to anybody.
    if (!actor.scope().covers(actor.unit, request.team)) return fail(ProblemKind::not_found, std::string(tr("Välj ett av dina team.")));
    t.team = request.team;
    t.many = request.many;
  } else {
    RT_TRY(const auto contact, impl_->records.get(actor, "contact", request.contact, "start av skattning"));
    t.contact = contact.id;
    t.team = contact.team;
    if (request.session) {
      RT_TRY(const auto session, impl_->records.get(actor, "session", request.session, "start av skattning"));
      if (session.integer("contact") != contact.id && session.contact != contact.id)
        return fail(ProblemKind::not_found, std::string(tr("Samtalet hör till en annan kontakt.")));
      t.session = session.id;
    }
    const auto known = [&](std::string_view field, const std::string &option) {
      const auto *f = reg->field(field);
      return f && f->option(option);
    };
    if (request.kind == Kind::child_safety) {
      if (!known("parent", request.parent) || !known("moment", request.moment))
        return fail(ProblemKind::invalid, std::string(tr("Välj vilken förälder frågorna gäller och om det är i början eller vid avslut.")),
                    {{"parent", std::string(tr("Välj mamma eller pappa.")), 0}});
      t.parent = request.parent;
      t.moment = request.moment;
    } else {
      if (!known("rater", request.rater))
        return fail(ProblemKind::invalid, std::string(tr("Välj vem som ska skatta.")), {{"rater", std::string(tr("Välj vem som ska skatta.")), 0}});
      t.rater = request.rater;
    }
  }
  auto connection = impl_->pool.write();
  db::Transaction tx(*connection);
  store::free_old_pins(*connection, to_iso(now));
  do t.pin = six_digits();
  while (store::pin_taken(*connection, t.pin));
  t.token = random_hex(16);
  t.id = store::add_ticket(*connection, t, actor.user);
  if (!is_anonymous(t.kind))
    audit::append(*connection, actor, now,
                  {audit::Act::create, "ticket:" + std::to_string(t.id), "start av skattning",
                   std::string(id_of(t.kind)) + " contact:" + std::to_string(t.contact)});
  tx.commit();
  return t;
}

Result<Ticket> Treatment::ticket(const access::Actor &actor, std::int64_t id) {
  RT_CHECK(access::require(actor, access::May::start_rating));
  auto connection = impl_->pool.read();
  auto t = store::ticket(*connection, id);
  if (!t || !actor.scope().covers(t->unit, t->team)) return fail(ProblemKind::not_found, std::string(tr("Koden finns inte längre.")));
  return std::move(*t);
}

bool Treatment::may_hear(const access::Actor &actor, std::string_view topic) {
  const auto dash = topic.find('-');
  const auto id = dash == topic.npos ? std::nullopt : parse_integer(topic.substr(dash + 1));
  if (!id) return false;
  if (topic.substr(0, dash) == "ticket") return ticket(actor, *id).has_value();
  if (topic.substr(0, dash) != "contact" || !actor.may(access::May::read_records)) return false;
  auto connection = impl_->pool.read();
  return line_of(*connection, actor, *id).has_value();
}

Result<void> Treatment::close(const access::Actor &actor, std::int64_t id) {
  RT_TRY(const auto t, ticket(actor, id));
  const auto now = impl_->clock.now();
  auto connection = impl_->pool.write();
  db::Transaction tx(*connection);
  store::end_ticket(*connection, t.id, to_iso(now));
  audit::append(*connection, actor, now, {audit::Act::update, "ticket:" + std::to_string(id), "start av skattning", "stängd"});
  tx.commit();
  return {};
}

Result<Ticket> Treatment::by_pin(std::string_view pin, std::string_view remote, std::int64_t unit) {
  std::string digits;
  for (const char ch : pin)
    if (ch >= '0' && ch <= '9') digits += ch;
  const auto now = impl_->clock.now();
  const auto since = to_iso(now - kGuardSeconds);
  // A whole house may share one address: one unit's slips do not close the next unit's tablets.
  const std::pair<std::string, int> doors[] = {{address_mark(std::to_string(unit) + " " + std::string(remote)), kFailsPerAddress},
                                               {"unit " + std::to_string(unit), kFailsPerUnit},
                                               {"*", kFailsInAll}};
  {
    auto connection = impl_->pool.read();
    if (std::any_of(std::begin(doors), std::end(doors),
                    [&](const auto &door) { return store::fails(*connection, door.first, since) >= door.second; }))
      return fail(ProblemKind::busy, std::string(tr("Det blev fel för många gånger. Vänta en kvart.")));
    auto t = digits.size() == 6 ? store::ticket_by_pin(*connection, digits, to_iso(now)) : std::nullopt;
    if (t && !t->used && (unit == 0 || t->unit == unit)) return std::move(*t);
  }
  auto connection = impl_->pool.write();
  db::Transaction tx(*connection);
  for (const auto &door : doors) store::add_fail(*connection, door.first, since, to_iso(now));
  tx.commit();
  return fail(ProblemKind::not_found, std::string(tr("Koden stämmer inte.")));
}

Result<Ticket> Treatment::open(std::string_view token) {
  const auto now = to_iso(impl_->clock.now());
  std::optional<Ticket> t;
  {
    auto connection = impl_->pool.read();
    t = store::ticket_by_token(*connection, token);
  }
  if (!t) return fail(ProblemKind::not_found, std::string(tr("Koden finns inte längre.")));
  if (t->used) return fail(ProblemKind::conflict, std::string(tr("Svaret är redan lämnat.")));
  if (t->expires_at < now) return fail(ProblemKind::not_found, std::string(tr("Koden gäller inte längre.")));
  if (t->opened_at.empty()) {
    auto connection = impl_->pool.write();
    db::Transaction tx(*connection);
    store::mark_opened(*connection, t->id, now);
    tx.commit();
  }
  return std::move(*t);
}

Result<Receipt> Treatment::Impl::stored(db::Connection &connection, std::string_view token, const std::string &key) {
  const auto known = store::receipt(connection, key);
  if (!known) return fail(ProblemKind::not_found, "");
  const auto t = store::ticket_by_token(connection, token);
  // The key alone proves nothing: it belongs to the ticket it was shown on.
  if (!t || (known->single_ticket && known->single_ticket != t->id)) return fail(ProblemKind::conflict, std::string(tr("Svaret är redan lämnat.")));
  return Receipt{true, known->kind, known->record, 0, 0};
}

Result<Receipt> Treatment::submit(std::string_view token, const Answer &answer) {
  if (answer.key.size() < 16 || answer.key.size() > 64)
    return fail(ProblemKind::not_found, std::string(tr("Formuläret är ofullständigt. Öppna det igen.")));
  // Nobody who has rated is asked to try again because two writers stood in each other's way: the program does.
  for (int tries = 1;; ++tries) {
    try {
      return impl_->store_answer(token, answer);
    } catch (const db::ConstraintError &) {
      // Somebody else committed the same key or the same ticket between our look and our write.
      auto connection = impl_->pool.read();
      auto known = impl_->stored(*connection, token, answer.key);
      if (known) return known;
      return fail(ProblemKind::conflict, std::string(tr("Svaret är redan lämnat.")));
    } catch (const db::BusyError &) {
      if (tries == kTries) return fail(ProblemKind::busy, std::string(tr("Många sparar just nu. Försök igen om en stund.")));
      std::this_thread::sleep_for(std::chrono::milliseconds(20 * tries));
    }
  }
}

Result<Receipt> Treatment::Impl::store_answer(std::string_view token, const Answer &answer) {
  const auto now = clock.now();
  Receipt receipt;
  {
    auto connection = pool.write();
    db::Transaction tx(*connection);
    if (auto known = stored(*connection, token, answer.key); known || known.error().kind == ProblemKind::conflict) return known;
    const auto t = store::ticket_by_token(*connection, token);
    if (!t) return fail(ProblemKind::not_found, std::string(tr("Koden finns inte längre.")));
    if (t->used) { // by somebody else, or by this same answer, sent twice and stored a moment after we looked
      if (auto known = stored(*connection, token, answer.key)) return known;
      return fail(ProblemKind::conflict, std::string(tr("Svaret är redan lämnat.")));
    }
    const bool late = t->expires_at < to_iso(now);
    if (late && (t->opened_at.empty() || from_iso(t->expires_at) + kLateSeconds < now))
      return fail(ProblemKind::not_found, std::string(tr("Koden gäller inte längre.")));
    const auto wording = store::wording(*connection, t->unit, id_of(t->kind), kiosk_language(answer.lang).id, answer.faces ? "faces" : "standard");
    receipt.kind = t->kind;
    if (is_anonymous(t->kind)) {
      const auto *reg = records.catalog().find(id_of(t->kind));
      records::Draft probe;
      RT_CHECK(fill_questions(probe, *reg, *t, answer.fields));
      const auto day = to_iso(swedish_day(now));
      store::add_receipt(*connection, answer.key, *t, 0, day);
      store::add_waiting(*connection, {answer.key, t->unit, t->team, t->kind, day, pack(answer.fields)});
    } else {
      RT_TRY(auto draft, draft_of(*t, answer));
      store::add_receipt(*connection, answer.key, *t, wording ? wording->id : 0, day_of_moment(t->created_at));
      RT_TRY(const auto saved, records.save_in(*connection, access::system_actor(t->unit), id_of(t->kind), std::move(draft)));
      store::set_receipt_record(*connection, answer.key, saved.id);
      receipt.record = saved.id;
      receipt.ticket = t->id;
      receipt.contact = t->contact;
    }
    if (!t->many) store::drop_pin(*connection, t->id);
    tx.commit();
  }
  if (is_anonymous(receipt.kind)) {
    // The answer is safe already; moving the waiting ones may as well be done by the next.
    try {
      (void)move_waiting();
    } catch (const db::BusyError &) { // they wait a little longer
    }
  } else {
    records.committed();
  }
  return receipt;
}

Result<records::Draft> Treatment::Impl::draft_of(const Ticket &t, const Answer &answer) {
  const auto *reg = records.catalog().find(id_of(t.kind));
  records::Draft draft;
  draft.unit = t.unit;
  draft.team = t.team;
  draft.contact = t.contact;
  draft.values["contact"] = t.contact;
  // The day the form was handed over: an answer that waited for the network was still given then.
  draft.values["date"] = day_of_moment(t.created_at);
  if (t.kind == Kind::ors || t.kind == Kind::srs) RT_CHECK(fill_rating(draft, *reg, t, answer));
  else RT_CHECK(fill_questions(draft, *reg, t, answer.fields));
  return draft;
}

Result<int> Treatment::Impl::move_waiting() {
  const auto today = to_iso(swedish_day(clock.now()));
  {
    // Asked for often; the one writer is taken only when there is something to move.
    auto connection = pool.read();
    if (store::ready_answers(*connection, kAnonymousTogether, today).empty()) return 0;
  }
  int moved = 0;
  {
    auto connection = pool.write();
    db::Transaction tx(*connection);
    auto ready = store::ready_answers(*connection, kAnonymousTogether, today);
    for (std::size_t i = ready.size(); i > 1; --i) std::swap(ready[i - 1], ready[randombytes_uniform(static_cast<std::uint32_t>(i))]);
    for (const auto &w : ready) {
      const auto *reg = records.catalog().find(id_of(w.kind));
      if (!reg) continue;
      Ticket t;
      t.kind = w.kind;
      records::Draft draft;
      draft.unit = w.unit;
      draft.team = w.team;
      draft.values["date"] = w.day;
      RT_CHECK(fill_questions(draft, *reg, t, unpack(w.answer)));
      sex_from_answer(draft);
      RT_TRY(const auto saved, records.save_in(*connection, access::system_actor(w.unit), reg->id, std::move(draft)));
      (void)saved;
      store::drop_waiting(*connection, w.key);
      ++moved;
    }
    tx.commit();
  }
  if (moved) records.committed();
  return moved;
}

Result<int> Treatment::store_waiting_answers() { return impl_->move_waiting(); }

std::int64_t Treatment::waiting_answers(std::int64_t unit, Kind kind) {
  auto connection = impl_->pool.read();
  return store::waiting(*connection, unit, kind);
}

std::vector<chart::Rating> Treatment::own_curve(std::string_view token, std::string_view key) {
  std::vector<chart::Rating> own;
  auto connection = impl_->pool.read();
  const auto t = store::ticket_by_token(*connection, token);
  const auto known = store::receipt(*connection, key);
  if (!t || !known || known->single_ticket != t->id || !t->contact || (t->kind != Kind::ors && t->kind != Kind::srs)) return own;
  const auto *field = impl_->records.catalog().find(id_of(t->kind))->field("rater");
  const auto *rater = field ? field->option(t->rater) : nullptr;
  if (!rater) return own;
  for (const auto &[date, sum] : store::ratings_of(*connection, t->kind, t->contact, rater->code)) {
    const auto day = date_from_iso(date);
    own.push_back({day ? std::to_string(day_of(*day)) + "/" + std::to_string(month_of(*day)) : std::string(), sum / 10.0});
  }
  return own;
}

std::vector<std::pair<std::string, std::string>> Treatment::ticked(const access::Actor &actor) {
  constexpr int kRemember = 120 * 24 * 3600;
  auto connection = impl_->pool.read();
  return store::done_items(*connection, actor.user, to_iso(impl_->clock.now() - kRemember));
}

void Treatment::tick(const access::Actor &actor, std::string_view item, bool done) {
  if (actor.user <= 0 || item.empty() || item.size() > 80) return;
  auto connection = impl_->pool.write();
  db::Transaction tx(*connection);
  if (done) store::set_done(*connection, actor.user, item, to_iso(impl_->clock.now()));
  else store::set_undone(*connection, actor.user, item);
  tx.commit();
}

Habits Treatment::habits(std::int64_t team) {
  auto connection = impl_->pool.read();
  return store::habits(*connection, team).value_or(Habits{});
}

std::map<std::int64_t, Habits> Treatment::habits_of(std::int64_t unit) { return store::habits_of(*impl_->pool.read(), unit); }

Result<void> Treatment::set_habits(const access::Actor &actor, std::int64_t team, const Habits &habits) {
  RT_CHECK(access::require(actor, access::May::manage_unit));
  if (habits.review_days < 1 || habits.first_session_days < 0 || habits.book_next_days < 0 || habits.sessions_planned < 0)
    return fail(ProblemKind::invalid, std::string(tr("Skriv antal dagar som ett helt tal.")));
  auto connection = impl_->pool.write();
  db::Transaction tx(*connection);
  records::begin_alone(*connection); // every line of the unit's cases is counted anew
  store::set_habits(*connection, team, habits);
  audit::append(*connection, actor, impl_->clock.now(), {audit::Act::update, "habits:" + std::to_string(team), "arbetssätt", ""});
  impl_->lines.rebuild(*connection);
  tx.commit();
  return {};
}

} // namespace rt::treatment
