// Stores the plan through the same services that people use, so that rules, history, audit and figures are the real ones.
#include "app/demo/demo.hpp"
#include "app/demo/plan_tools.hpp"
#include "platform/core/text.hpp"
#include <map>

namespace rt::demo {
namespace {

using records::Draft;

struct Teller {
  db::Connection &connection;
  records::Records &records;
  records::Persons &persons;
  const access::Actor &system;
  const std::map<std::string, std::int64_t> &teams;
  const std::map<std::string, std::vector<std::int64_t>> &staff_of;
  std::int64_t unit;
  Made &made;
  Random random{77};
  std::map<std::string, std::size_t> turn{};

  std::int64_t next_staff(const std::string &team) {
    const auto &staff = staff_of.at(team);
    return staff[turn[team]++ % staff.size()];
  }
};

db::Value date_value(Date d) { return to_iso(d); }
db::Value date_value(const std::optional<Date> &d) { return d ? db::Value{to_iso(*d)} : db::Value{db::Null{}}; }
db::Value yes_no(const std::optional<bool> &b) { return b ? db::Value{std::int64_t{*b}} : db::Value{db::Null{}}; }
db::Value code(int c) { return c != 0 ? db::Value{std::int64_t{c}} : db::Value{db::Null{}}; }
std::string choice_list(const std::vector<int> &codes) {
  std::vector<std::string> words;
  for (int c : codes) words.push_back(std::to_string(c));
  return join(words, ",");
}
std::string hour(int minute) {
  const std::string m = std::to_string(minute % 60);
  return std::to_string(minute / 60) + "." + (m.size() == 1 ? "0" + m : m);
}

Result<std::int64_t> save(Teller &t, std::string_view register_id, Draft draft) {
  draft.unit = t.unit;
  RT_TRY(auto saved, t.records.save_in(t.connection, t.system, register_id, std::move(draft)));
  return saved.id;
}

Result<void> tell_rating(Teller &t, std::string_view register_id, const RatingPlan &rating, std::int64_t contact, std::int64_t session, Date date) {
  Draft d;
  d.contact = contact;
  d.values["contact"] = contact;
  d.values["session"] = session;
  d.values["date"] = date_value(date);
  d.values["rater"] = std::int64_t{rating.rater};
  for (int i = 0; i < 4; ++i) d.values["s" + std::to_string(i + 1)] = std::int64_t{rating.tenths[i]};
  d.values["variant"] = std::int64_t{rating.faces ? 2 : 1};
  d.values["language"] = rating.language;
  if (!rating.comment.empty()) d.values["comment"] = rating.comment;
  RT_CHECK(save(t, register_id, std::move(d)));
  ++t.made.ratings;
  return {};
}

Result<void> tell_session(Teller &t, const SessionPlan &session, std::int64_t contact, std::int64_t staff) {
  Draft d;
  d.contact = contact;
  d.staff = staff;
  d.state = session.booked ? 1 : session.held ? 2 : 3;
  d.values["contact"] = contact;
  d.values["date"] = date_value(session.date);
  d.values["time"] = hour(session.minute);
  d.values["place"] = std::int64_t{session.place};
  d.values["present"] = choice_list(session.present);
  d.values["handler"] = staff;
  RT_TRY(const std::int64_t id, save(t, "session", std::move(d)));
  ++t.made.sessions;
  for (const auto &rating : session.ors) RT_CHECK(tell_rating(t, "ors", rating, contact, id, session.date));
  if (session.srs) RT_CHECK(tell_rating(t, "srs", *session.srs, contact, id, session.date));
  return {};
}

Result<void> tell_satellites(Teller &t, const ContactPlan &c, std::int64_t contact) {
  for (const auto &rent : c.rents) {
    Draft d;
    d.contact = contact;
    d.values = {{"contact", contact},
                {"due", date_value(rent.due)},
                {"paid", date_value(rent.paid)},
                {"amount", static_cast<double>(rent.amount)},
                {"housing", std::int64_t{1 + (rent.amount % 200 == 0)}},
                {"risk", std::int64_t{rent.risk}},
                {"plan_b", db::opt(rent.plan_b)}};
    RT_CHECK(save(t, "rent", std::move(d)));
    ++t.made.other;
  }
  for (const auto &s : c.safety) {
    Draft d;
    d.contact = contact;
    d.values = {{"contact", contact}, {"date", date_value(s.date)}, {"parent", std::int64_t{s.parent}}, {"moment", std::int64_t{s.moment}}};
    // The questions' stored value is the score: 1-4 as they stand for the first, turned round for the other two.
    d.values["q1"] = std::int64_t{s.q[0]};
    d.values["q2"] = std::int64_t{5 - s.q[1]};
    d.values["q3"] = std::int64_t{5 - s.q[2]};
    RT_CHECK(save(t, "child_safety", std::move(d)));
    ++t.made.other;
  }
  if (c.kbt && !c.sessions.empty()) {
    Draft d;
    d.contact = contact;
    d.values = {{"contact", contact},
                {"substance", std::int64_t{c.kbt->substance}},
                {"start_date", date_value(c.sessions.front().date)},
                {"start_extent", std::int64_t{c.kbt->start_tenths}}};
    if (c.kbt->outcome) {
      d.values["end_date"] = date_value(*c.ended);
      d.values["end_extent"] = std::int64_t{*c.kbt->end_tenths};
      d.values["outcome"] = std::int64_t{*c.kbt->outcome};
    }
    RT_CHECK(save(t, "kbt", std::move(d)));
    ++t.made.other;
  }
  if (c.exit) {
    Draft d;
    d.contact = contact;
    d.values = {{"contact", contact},
                {"ended", date_value(*c.ended)},
                {"need_left", std::int64_t{c.exit->need_left}},
                {"housing", std::int64_t{c.exit->housing}}};
    RT_CHECK(save(t, "housing_exit", std::move(d)));
    ++t.made.other;
  }
  if (c.reviewed) {
    Draft d;
    d.contact = contact;
    d.values = {{"contact", contact},
                {"date", date_value(*c.reviewed)},
                {"srs_done", std::int64_t{c.review_srs}},
                {"file_current", std::int64_t{c.review_file}},
                {"both_parents", yes_no(c.both_parents)}};
    RT_CHECK(save(t, "case_review", std::move(d)));
    ++t.made.other;
  }
  return {};
}

int state_of(const ContactPlan &c) {
  if (c.ended) return 5;
  if (!c.started) return c.info_meeting ? 2 : 1;
  if (c.team == "KBT" && !c.motivation_done) return 3;
  return 4;
}

Result<void> tell_contact(Teller &t, const ContactPlan &c, std::uint64_t number) {
  records::Person person;
  person.unit = t.unit;
  person.sex = c.sex;
  person.first_name = first_name(c.sex, t.random.next() % 4000);
  person.last_name = last_name(t.random.next() % 4000);
  person.birth_date = to_iso(c.birth);
  person.language =
      t.random.chance(80) ? "svenska" : t.random.pick(std::vector<std::string>{"arabiska", "somaliska", "engelska", "tigrinja", "turkiska"});
  person.is_protected = number % 211 == 17;
  const std::int64_t person_id = t.persons.insert(t.connection, person);
  ++t.made.people;

  const std::int64_t staff = t.next_staff(c.team);
  Draft d;
  d.person = person_id;
  d.team = t.teams.at(c.team);
  d.staff = staff;
  d.state = state_of(c);
  d.values = {{"person", person_id},
              {"received", date_value(c.received)},
              {"commissioner", code(c.commissioner)},
              {"reason", code(c.reason)},
              {"handler", staff},
              {"info_meeting", date_value(c.info_meeting)},
              {"both_parents", yes_no(c.both_parents)},
              {"started", date_value(c.started)},
              {"continued", yes_no(c.continued)},
              {"motivation_done", date_value(c.motivation_done)},
              {"ended", date_value(c.ended)},
              {"ending", code(c.ending)},
              {"referral", code(c.referral)}};
  if (c.info_meeting) d.values["info_present"] = std::string(c.info_all_present ? "1,2,3" : "1,2");
  if (c.referral == 1) d.values["referral_reason"] = std::string("Ungdomen ville pröva själv och hör av sig vid behov.");
  RT_TRY(const std::int64_t contact, save(t, "contact", std::move(d)));
  ++t.made.contacts;
  for (const auto &session : c.sessions) RT_CHECK(tell_session(t, session, contact, staff));
  return tell_satellites(t, c, contact);
}

Result<void> tell_unit_registers(Teller &t, const Plan &plan) {
  std::uint64_t n = 0;
  for (const auto &v : plan.viewpoints) {
    Draft d;
    d.team = t.teams.at(v.team);
    d.state = v.handled ? 2 : 1;
    for (const auto &[role, sex] : v.givers)
      d.givers.push_back({role == 1 ? "client" : role == 2 ? "mother" : role == 3 ? "father" : "other", sex, v.child});
    d.values = {{"received", date_value(v.received)}, {"category", code(v.category)}, {"concerns", code(v.concerns)},  {"way", code(v.way)},
                {"child", std::int64_t{v.child}},     {"description", v.description}, {"measure", db::opt(v.measure)}, {"adapted", yes_no(v.adapted)},
                {"fed_back", date_value(v.fed_back)}, {"next_srs", code(v.next_srs)}};
    RT_CHECK(save(t, "viewpoint", std::move(d)));
    ++t.made.viewpoints;
  }
  for (const auto &l : plan.links) {
    Draft d;
    d.team = t.teams.at("FUG");
    d.sex = l.sex;
    d.values = {{"identified", date_value(l.identified)},  {"alias", "U" + std::to_string(1000 + n++)},
                {"sex", static_cast<std::int64_t>(l.sex)}, {"activity", code(l.activity)},
                {"linked", date_value(l.linked)},          {"confirmed", date_value(l.confirmed)}};
    RT_CHECK(save(t, "youth_link", std::move(d)));
    ++t.made.other;
  }
  for (const auto &p : plan.parents) {
    Draft d;
    d.team = t.teams.at("FUG");
    d.sex = p.sex;
    d.values = {{"date", date_value(p.date)},
                {"alias", "U" + std::to_string(1000 + n++)},
                {"sex", static_cast<std::int64_t>(p.sex)},
                {"child_sex", std::int64_t{p.child_sex}},
                {"way", std::int64_t{p.way}},
                {"other_parent", std::int64_t{p.other_parent}}};
    RT_CHECK(save(t, "parent_informed", std::move(d)));
    ++t.made.other;
  }
  for (const auto &a : plan.talk_answers) {
    Draft d;
    d.team = t.teams.at("FORALDRAR");
    d.sex = a.sex;
    d.values = {{"date", date_value(a.date)}, {"sex", static_cast<std::int64_t>(a.sex)}, {"helpful", std::int64_t{a.first}}};
    RT_CHECK(save(t, "talk_survey", std::move(d)));
    ++t.made.other;
  }
  for (const auto &a : plan.ros_answers) {
    Draft d;
    d.team = t.teams.at("FUG");
    d.sex = a.sex;
    d.values = {{"date", date_value(a.date)},
                {"sex", static_cast<std::int64_t>(a.sex)},
                {"own_limits", std::int64_t{a.first}},
                {"others_limits", std::int64_t{a.second}}};
    RT_CHECK(save(t, "ros_survey", std::move(d)));
    ++t.made.other;
  }
  return {};
}

std::vector<organisation::Team> demo_teams(std::int64_t unit) {
  auto team = [unit, order = 0](std::string code, std::string name, std::string brief, std::string entry, std::string people) mutable {
    organisation::Team t;
    t.unit = unit;
    t.code = std::move(code);
    t.name = std::move(name);
    t.short_name = std::move(brief);
    t.entry = std::move(entry);
    t.people = std::move(people);
    t.order = ++order;
    return t;
  };
  return {team("UM", "Ungdomsmottagningen", "Ungdomsmottagningen", "service", "children"),
          team("FNG", "Familj- och nätverksgruppen", "Familj och nätverk", "assessed", "children"),
          team("BOSTOD", "Bostödsverksamheten", "Bostöd", "assessed", "adults"),
          team("KBT", "KBT-teamet", "KBT", "assessed", "adults"),
          team("FUG", "Förebyggande ungdomsgruppen", "Förebyggande", "service", "children"),
          team("FORALDRAR", "Föräldrarådgivarna", "Föräldraråd", "service", "parents"),
          team("SKOLA", "Skolsociala teamet", "Skolsociala", "service", "children"),
          team("SIG", "Sociala insatsgrupper 18–29 år", "Insatsgrupper", "service", "adults")};
}

} // namespace

Result<Made> make_unit(db::Pool &pool, records::Records &records, records::Persons &persons, organisation::Organisation &organisation,
                       identity::Identity &identity, const Clock &, const std::function<void(const std::string &)> &progress) {
  const Plan plan = make_plan();
  Made made;
  std::map<std::string, std::int64_t> teams;
  std::map<std::string, std::vector<std::int64_t>> staff_of;
  std::vector<std::pair<StaffPlan, std::int64_t>> logins;
  {
    auto c = pool.write();
    db::Transaction tx(*c);
    organisation::Unit unit;
    unit.name = "Resursenheten";
    unit.administration = "Skärholmens stadsdelsförvaltning";
    unit.board = "Skärholmens stadsdelsnämnd";
    unit.city = "Stockholms stad";
    unit.code = "RES";
    RT_TRY(made.unit, organisation.add_unit(*c, unit));
    for (const auto &team : demo_teams(made.unit)) { RT_TRY(teams[team.code], organisation.add_team(*c, team)); }
    for (const auto &person : plan.staff) {
      organisation::Staff staff;
      staff.unit = made.unit;
      staff.name = person.name;
      staff.title = person.title;
      staff.languages = person.languages;
      staff.started = "2016-01-04";
      for (const auto &code : person.teams) staff.teams.push_back(teams.at(code));
      RT_TRY(const std::int64_t id, organisation.add_staff(*c, staff));
      if (person.role != "head" && person.role != "deputy" && person.role != "administrator")
        for (const auto &code : person.teams) staff_of[code].push_back(id);
      if (!person.login.empty()) logins.emplace_back(person, id);
    }
    tx.commit();
  }
  const access::Actor system = access::system_actor(made.unit);
  for (const auto &[person, staff] : logins) {
    identity::User user;
    user.login = person.login;
    user.name = person.name;
    user.role = access::role_from(person.role);
    user.unit = made.unit;
    user.staff = staff;
    if (access::works_with_clients(user.role))
      for (const auto &code : person.teams) user.teams.push_back(teams.at(code));
    RT_CHECK(identity.add_user(system, user, kPassword));
  }
  auto stored = records.bulk([&](db::Connection &connection) -> Result<void> {
    Teller teller{connection, records, persons, system, teams, staff_of, made.unit, made};
    std::uint64_t number = 0;
    for (const auto &contact : plan.contacts) {
      RT_CHECK(tell_contact(teller, contact, ++number));
      if (number % 400 == 0) progress(std::to_string(number) + " av " + std::to_string(plan.contacts.size()) + " kontakter");
    }
    return tell_unit_registers(teller, plan);
  });
  if (!stored) return fail(stored.error());
  return made;
}

} // namespace rt::demo
