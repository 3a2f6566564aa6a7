// Every field of every register of every shipped pack, as a browser sends it: what is right is saved, and each kind of bad value is refused
// at its field with the sentence that a worker must be able to act on. The sentences stand here in full, so that a change of
// one is a choice.
#include "modules/records/tests/shipped_world.hpp"
#include <cmath>

namespace rt::records {
namespace {

struct Bad {
  std::string text, message; ///< the message after "Fältets namn: "
};

std::string whole_words(double limit) { return number(limit, limit == std::floor(limit) ? 0 : 2); }

/// Below and above what is allowed.
void add_limits(const Field &field, std::vector<Bad> &bads, double low_default, double high_default) {
  const double low = field.min.value_or(low_default), high = field.max.value_or(high_default);
  const bool has_low = low > -1e15, has_high = high < 1e15;
  const auto both = "skriv ett tal mellan " + whole_words(low) + " och " + whole_words(high) + ".";
  if (has_low)
    bads.push_back({std::to_string(static_cast<long long>(low) - 1), has_high ? both : "talet får inte vara mindre än " + whole_words(low) + "."});
  if (has_high)
    bads.push_back({std::to_string(static_cast<long long>(high) + 1), has_low ? both : "talet får inte vara större än " + whole_words(high) + "."});
}

/// What nobody may write in the field, and what is said.
std::vector<Bad> bad_values(const Field &field) {
  std::vector<Bad> bads;
  const auto too_long = [&](int own) {
    const int limit = field.max_length > 0 ? field.max_length : own;
    bads.push_back({std::string(static_cast<std::size_t>(limit) + 1, 'x'),
                    "texten är för lång, " + std::to_string(limit + 1) + " tecken. Korta den till högst " + std::to_string(limit) + " tecken."});
  };
  switch (field.type) {
  case FieldType::text: too_long(500); break;
  case FieldType::long_text: too_long(20000); break;
  case FieldType::integer:
    bads = {{"tolv", "”tolv” är inget heltal. Skriv till exempel 12."}, {"1,5", "”1,5” är inget heltal. Skriv till exempel 12."}};
    add_limits(field, bads, -1e15, 1e15);
    break;
  case FieldType::decimal:
  case FieldType::money:
    bads = {{"mycket", "”mycket” är inget tal. Skriv till exempel 1 234,50."}};
    add_limits(field, bads, -1e15, 1e15);
    break;
  case FieldType::scale:
    bads = {{"hög", "”hög” är inget tal. Skriv till exempel 6,3."}, {"6,35", "”6,35” har för många decimaler. Skriv med en, till exempel 6,3."}};
    add_limits(field, bads, 0, 10);
    break;
  case FieldType::date:
    bads = {{"2019-02-29", "”2019-02-29” är inget datum. Skriv datumet som 2026-11-22 eller 22/11."},
            {"i går kväll", "”i går kväll” är inget datum. Skriv datumet som 2026-11-22 eller 22/11."},
            {"1819-02-28", "året ser fel ut."}};
    break;
  case FieldType::datetime:
    bads = {{"2019-02-29 10:00", "”2019-02-29 10:00” är ingen tid. Skriv till exempel 2026-11-22 14:30."}, {"1819-02-28 10:00", "året ser fel ut."}};
    break;
  case FieldType::time:
    bads = {{"25:00", "”25:00” är inget klockslag. Skriv till exempel 14:30."},
            {"halv tre", "”halv tre” är inget klockslag. Skriv till exempel 14:30."}};
    break;
  case FieldType::month: bads = {{"2019-13", "”2019-13” är ingen månad. Skriv till exempel 2026-11."}}; break;
  case FieldType::choice:
  case FieldType::choices:
  case FieldType::item:
  case FieldType::faces: bads = {{"qqqqqq", "”qqqqqq” finns inte bland svaren. Välj mellan "}}; break;
  case FieldType::yes_no: bads = {{"kanske", "”kanske” är varken ja eller nej."}}; break;
  case FieldType::address: bads = {{"Storgatan 1\n1273\nSkärholmen", "postnumret ska ha fem siffror, till exempel 127 32."}}; break;
  case FieldType::personnummer:
    bads = {{"19701063-2392", "Sista siffran i personnumret stämmer inte. Kontrollera att du skrev rätt."},
            {"19700230-2391", "Personnumret börjar med ett datum som inte finns."},
            {"20080102-1T23", "Ett reservnummer har en bokstav först efter datumet, till exempel 20080102-T123."},
            {"20080230-T123", "Personnumret börjar med ett datum som inte finns."},
            {"123", "Skriv personnumret med tolv siffror, ÅÅÅÅMMDD-NNNN."}};
    break;
  default: break;
  }
  return bads;
}

/// What only the database knows: nobody reaches what is outside their scope by writing its number.
std::optional<std::string> outside(const Field &field) {
  switch (field.type) {
  case FieldType::person:
    return field.id == "person" ? "Personen finns inte, eller så får du inte se hen."
                                : field.title.sv + ": personen finns inte, eller så får du inte se hen.";
  case FieldType::persons: return field.title.sv + ": personen finns inte, eller så får du inte se hen.";
  case FieldType::reference:
    if (field.id == "contact") return "Kontakten finns inte, eller så får du inte se den.";
    [[fallthrough]];
  case FieldType::household:
  case FieldType::provider: return field.title.sv + ": posten finns inte, eller så får du inte se den.";
  case FieldType::staff:
  case FieldType::staff_list: return field.title.sv + ": medarbetaren finns inte i enheten.";
  case FieldType::team: return field.title.sv + ": gruppen finns inte i enheten.";
  default: return std::nullopt;
  }
}

std::string missing(const Field &field) {
  switch (field.type) {
  case FieldType::choice:
  case FieldType::choices:
  case FieldType::yes_no:
  case FieldType::item:
  case FieldType::faces:
  case FieldType::reference:
  case FieldType::person:
  case FieldType::staff:
  case FieldType::staff_list:
  case FieldType::team:
  case FieldType::household:
  case FieldType::provider: return field.title.sv + ": välj ett svar.";
  case FieldType::date:
  case FieldType::datetime: return field.title.sv + ": skriv ett datum.";
  case FieldType::scale: return field.title.sv + ": sätt ett märke på skalan.";
  case FieldType::givers:
  case FieldType::persons: return field.title.sv + ": lägg till minst en person.";
  case FieldType::file: return field.title.sv + ": välj en fil.";
  default: return field.title.sv + ": fyll i fältet.";
  }
}

std::string control_of(const Field &field) { return field.group.empty() ? field.id : row_prefix(field.group, 0) + field.id; }

/// "Barn 1, " before what is said of a row.
std::string row_words(const Register &reg, const Field &field) { return field.group.empty() ? "" : reg.group(field.group)->singular.sv + " 1, "; }

std::string escaped(const std::string &text) {
  html::Out out;
  out.text(text);
  return out.take();
}

/// The sentence stands in the list of what is to be corrected, and leads to its field.
bool says(const http::Response &page, const std::string &control, const std::string &message) {
  return Site::has(page, "href=\"#f-" + control + "\" class=\"error-list__link\">" + escaped(message)) ||
         Site::has(page, "class=\"error-list__link\" href=\"#f-" + control + "\">" + escaped(message));
}

class ShippedForms : public ::testing::TestWithParam<std::string>, public ShippedWorld {
protected:
  ShippedForms() : ShippedWorld(GetParam()) {}
  static std::string path(const Register &reg) { return "/register/" + reg.id + "/ny"; }

  void right_is_saved(const Register &reg, const Record &draft) {
    const auto form = site.get(path(reg));
    EXPECT_EQ(form.status, 200);
    for (const auto &field : reg.fields) {
      if (!in_form(field) || field.type == FieldType::givers || !field.group.empty()) continue;
      EXPECT_TRUE(Site::has(form, escaped(field.title.sv))) << field.id << " finns i formuläret";
    }
    const auto reply = site.post(path(reg), form_of(reg, draft));
    ASSERT_EQ(reply.status, 303) << reply.body.substr(reply.body.find("error-list") == std::string::npos ? 0 : reply.body.find("error-list"), 1500);
    const auto to = Site::location(reply);
    const auto id = parse_integer(to.substr(to.rfind('/') + 1, to.find('?') - to.rfind('/') - 1)).value_or(0);
    const auto back = w.records.get(head, reg.id, id, "test");
    ASSERT_TRUE(back.has_value()) << to;
    for (const auto &[field_id, value] : draft.values) {
      const auto *field = reg.field(field_id);
      if (field == nullptr || !in_form(*field) || std::holds_alternative<db::Null>(value)) continue;
      EXPECT_EQ(back->value(field_id), value) << field_id;
    }
    EXPECT_EQ(back->groups, draft.groups);
    EXPECT_EQ(site.get("/register/" + reg.id + "/" + std::to_string(id)).status, 200);
  }

  /// The k:th bad value of every field in one form, until no field has one more.
  void wrong_is_refused(const Register &reg, const Form &right) {
    for (std::size_t round = 0;; ++round) {
      auto form = right;
      std::vector<std::pair<const Field *, std::string>> expected;
      for (const auto &field : reg.fields) {
        if (!in_form(field)) continue;
        const auto bads = bad_values(field);
        if (round >= bads.size()) continue;
        type(form, control_of(field), bads[round].text);
        expected.emplace_back(&field, bads[round].message);
      }
      if (expected.empty()) return;
      const auto reply = site.post(path(reg), form);
      EXPECT_EQ(reply.status, 422);
      for (const auto &[field, message] : expected) {
        EXPECT_TRUE(says(reply, control_of(*field), row_words(reg, *field) + field->title.sv + ": " + message)) << field->id << ": " << message;
        ++refused;
      }
    }
  }

  void what_is_outside_is_refused(const Register &reg, const Form &right) {
    auto form = right;
    std::vector<std::pair<std::string, std::string>> expected;
    for (const auto &field : reg.fields) {
      const auto message = in_form(field) ? outside(field) : std::nullopt;
      if (!message) continue;
      // Records and people of another unit: there, and not for these eyes.
      const bool is_person = field.type == FieldType::person || field.type == FieldType::persons;
      const auto id = std::to_string(is_person ? stranger : 987654);
      type(form, control_of(field) + (field.type == FieldType::persons ? ".0" : ""), id);
      expected.emplace_back(control_of(field), *message);
    }
    if (expected.empty()) return;
    const auto reply = site.post(path(reg), form);
    EXPECT_EQ(reply.status, 422);
    for (const auto &[control, message] : expected) {
      EXPECT_TRUE(says(reply, control, message)) << control << ": " << message;
      ++refused;
    }
  }

  void what_is_missing_is_asked_for(const Register &reg, const Record &draft) {
    for (const auto &field : reg.fields) {
      if (!in_record(field) || field.type == FieldType::computed || (!field.required && field.required_when.empty())) continue;
      auto bare = draft;
      bare.values.erase(field.id);
      if (field.type == FieldType::givers) bare.givers.clear();
      const bool asked = shown(reg, field, bare, kToday) && (field.required || holds(reg, bare, field.required_when, kToday).value_or(false));
      if (!asked) continue;
      const auto faults = check(reg, bare, kToday);
      const auto is = [&](const FieldError &error) { return error.field == field.id && error.message == missing(field); };
      EXPECT_TRUE(std::any_of(faults.begin(), faults.end(), is)) << field.id << ": " << missing(field);
      EXPECT_FALSE(w.records.save(head, reg.id, bare).has_value()) << field.id;
      ++refused;
    }
  }

  std::int64_t stranger = 0;
  int refused = 0;
};
RT_BOTH_DATABASES(ShippedForms);

TEST_P(ShippedForms, SaveWhatIsRightAndRefuseEachKindOfBadValueWithItsSentence) {
  {
    auto c = w.db.pool().write();
    db::Transaction t(*c);
    const auto other = site.organisation.add_unit(*c, {0, "Grannenheten", "Förvaltningen", "Nämnden", "Staden", "GE", ""}).value();
    Person person;
    person.unit = other;
    person.first_name = "Okänd";
    person.last_name = "Granne";
    stranger = w.persons.insert(*c, person);
    t.commit();
  }
  for (const auto &reg : w.catalog.registers) {
    SCOPED_TRACE(reg.pack + "/" + reg.id);
    const auto draft = full(reg);
    right_is_saved(reg, draft);
    if (HasFatalFailure()) return;
    const auto form = form_of(reg, full(reg));
    wrong_is_refused(reg, form);
    what_is_outside_is_refused(reg, form);
    what_is_missing_is_asked_for(reg, full(reg));
  }
  EXPECT_GT(refused, 5000) << "varje fält prövas på varje sätt";
}

// ---- the rules over several fields ----

/// A record that breaks this rule; nothing when none of the tries does.
std::optional<Record> breaking(const Register &reg, const definitions::Check &rule, Record record) {
  const auto broken = [&](const Record &tried) {
    auto whole = tried;
    compute(reg, whole);
    if (holds(reg, whole, rule.rule, kToday) != false) return false;
    const auto faults = check(reg, whole, kToday);
    const auto same = [&](const FieldError &error) { return error.field == rule.field && error.message == rule.message.sv; };
    return std::any_of(faults.begin(), faults.end(), same);
  };
  return try_until(fields_of_rule(reg, rule.rule), record, broken) ? std::optional(record) : std::nullopt;
}

TEST_P(ShippedForms, EveryRuleOverSeveralFieldsIsKeptWithItsOwnSentence) {
  int rules = 0;
  for (const auto &reg : w.catalog.registers)
    for (const auto &rule : reg.checks) {
      SCOPED_TRACE(reg.pack + "/" + reg.id + ": " + rule.rule);
      ++rules;
      const auto broken = breaking(reg, rule, full(reg));
      if (!broken) {
        ADD_FAILURE() << "ingenting bryter mot regeln, så den kan aldrig säga ifrån";
        continue;
      }
      const auto reply = site.post(path(reg), form_of(reg, *broken));
      EXPECT_EQ(reply.status, 422);
      EXPECT_TRUE(says(reply, rule.field, rule.message.sv)) << rule.message.sv;
    }
  EXPECT_GE(rules, 60);
}

} // namespace
} // namespace rt::records
