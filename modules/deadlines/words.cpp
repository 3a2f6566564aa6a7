// What a rule and a last day say in plain words: "Varför detta datum?".
#include "modules/deadlines/rules.hpp"
#include "platform/i18n/i18n.hpp"
#include <algorithm>

namespace rt::deadlines {

using Unit = definitions::Within::Unit;

namespace {

std::string capital(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

std::string clock_of(Instant at) {
  const int minute = swedish_minute(at);
  char text[16];
  std::snprintf(text, sizeof text, "%02d.%02d", minute / 60 % 24, minute % 60);
  return text;
}

/// "fredag 22 mars 2019"
std::string whole_day(Date d) { return weekday_date(d) + " " + std::to_string(year_of(d)); }

std::string length_words(const definitions::Within &within) {
  switch (within.unit) {
  case Unit::same_day: return std::string(tr("samma dag"));
  case Unit::hours: return tr_n("en timme", "{} timmar", within.count);
  case Unit::days: return tr_n("en dag", "{} dagar", within.count);
  case Unit::working_days: return tr_n("en vardag", "{} vardagar", within.count);
  case Unit::weeks: return tr_n("en vecka", "{} veckor", within.count);
  case Unit::months: return tr_n("en månad", "{} månader", within.count);
  case Unit::years: return tr_n("ett år", "{} år", within.count);
  case Unit::none: break;
  }
  return {};
}

std::string per_words(std::string_view per) {
  if (per == "week") return std::string(tr("vecka"));
  if (per == "month") return std::string(tr("månad"));
  if (per == "quarter") return std::string(tr("kvartal"));
  if (per == "term") return std::string(tr("termin"));
  if (per == "tertial") return std::string(tr("tertial"));
  return std::string(tr("år"));
}

/// Why a day is not one to be kept: "julafton", "lördag".
std::string why_not(Date d) {
  if (const auto name = holiday_name(d)) return i18n::current() == Lang::en ? std::string(tr("en helgdag eller helgdagsafton")) : std::string(*name);
  return std::string(weekday(d) == 6 ? tr("en lördag") : tr("en söndag"));
}

void tell_count(const Occurrence &o, std::vector<std::string> &steps) {
  const auto &within = o.rule->within;
  switch (within.unit) {
  case Unit::same_day: steps.emplace_back(tr("Det ska göras genast, senast samma dag. Därför flyttas dagen inte, även om det är helg.")); return;
  case Unit::hours:
    if (o.days.last_at >= 0)
      steps.push_back(tr_f("Timmarna räknas dygnet runt, även helger: till {0} klockan {1}.", {whole_day(o.days.last), clock_of(o.days.last_at)}));
    else steps.push_back(tr_f("Klockslaget när tiden började är inte antecknat. Därför gäller hela dagen {0}.", {whole_day(o.days.natural)}));
    return;
  case Unit::days:
  case Unit::weeks: steps.push_back(tr_f("Räknat från dagen efter är måldagen {0}.", {whole_day(o.days.natural)})); return;
  case Unit::working_days:
    steps.push_back(tr_f("Bara vardagar räknas. Lördagar, söndagar, helgdagar, midsommarafton, julafton och nyårsafton räknas inte: {0}.",
                         {whole_day(o.days.natural)}));
    return;
  case Unit::months:
  case Unit::years:
    if (day_of(o.days.natural) == day_of(o.start.day))
      steps.push_back(tr_f("Månader och år räknas efter kalendern: samma dag i slutmånaden, {0} (lag 1930:173 1 §).", {whole_day(o.days.natural)}));
    else
      steps.push_back(tr_f("Månader och år räknas efter kalendern. Slutmånaden har ingen dag {0}, så dess sista dag gäller: {1} (lag 1930:173 1 §).",
                           {std::to_string(day_of(o.start.day)), whole_day(o.days.natural)}));
    return;
  case Unit::none: return;
  }
}

void tell_pauses(const Occurrence &o, const Telling &telling, std::vector<std::string> &steps) {
  for (const auto &pause : telling.pauses) {
    if (!pause.to) {
      if (o.days.resting)
        steps.push_back(tr_f("Tiden vilar sedan {0}. Då var det {1} kvar.", {whole_day(pause.from), tr_n("en dag", "{} dagar", o.days.left)}));
      continue;
    }
    if (o.days.paused_days > 0)
      steps.push_back(tr_f("Tiden vilade från {0} till {1}: {2} räknas inte. Ny dag: {3}.",
                           {whole_day(pause.from), whole_day(*pause.to), tr_n("en dag", "{} dagar", o.days.paused_days),
                            whole_day(o.days.extended_to ? o.days.natural + o.days.paused_days : o.days.target)}));
  }
}

void tell_extension(const Occurrence &o, const Telling &telling, std::vector<std::string> &steps) {
  if (!o.days.extended_to) return;
  const auto day = whole_day(*o.days.extended_to);
  steps.push_back(telling.extended_by.empty()
                      ? tr_f("Tiden är förlängd till {0} genom ett beslut.", {day})
                      : tr_f("Tiden är förlängd till {0} genom ett beslut som {1} har antecknat.", {day, telling.extended_by}));
  if (!telling.extended_why.empty()) steps.push_back(tr_f("Skälet till förlängningen: {0}", {telling.extended_why}));
}

void tell_last(const Occurrence &o, std::vector<std::string> &steps) {
  if (o.days.resting) return;
  if (o.days.last != o.days.target)
    steps.push_back(tr_f("{0} är {1}. Då räcker det att göra det nästa vardag, {2} (lag 1930:173 2 §).",
                         {capital(whole_day(o.days.target)), why_not(o.days.target), whole_day(o.days.last)}));
  steps.push_back(tr_f("Sista dagen är alltså {0}.", {whole_day(o.days.last)}));
}

void tell_met(const Occurrence &o, std::vector<std::string> &steps) {
  if (!o.met) {
    if (o.phase == Phase::ended) steps.emplace_back(tr("Regeln frågar inte längre efter något här."));
    if (o.phase == Phase::never_done) steps.emplace_back(tr("Det blev aldrig gjort: sista dagen var passerad när regeln slutade gälla här."));
    return;
  }
  const int late = o.met->day - o.days.last;
  if (o.phase == Phase::met_in_time) steps.push_back(tr_f("Klart {0}: i tid.", {whole_day(o.met->day)}));
  else if (late > 0) steps.push_back(tr_f("Klart {0}: {1} för sent.", {whole_day(o.met->day), tr_n("en dag", "{} dagar", late)}));
  else steps.push_back(tr_f("Klart {0}: för sent.", {whole_day(o.met->day)}));
}

void tell_version(const Occurrence &o, std::vector<std::string> &steps) {
  const auto from = date_from_iso(o.rule->valid_from), to = date_from_iso(o.rule->valid_to);
  if (from && to)
    steps.push_back(tr_f("Det är den version av regeln som gäller för det som börjar från {0} till {1}.", {long_date(*from), long_date(*to)}));
  else if (from) steps.push_back(tr_f("Det är den version av regeln som gäller för det som börjar från {0}.", {long_date(*from)}));
  else if (to)
    steps.push_back(tr_f("Det är den version av regeln som gäller för det som började senast {0}. Regeln har ändrats sedan dess.", {long_date(*to)}));
}

void tell_window(const Occurrence &o, std::vector<std::string> &steps) {
  steps.push_back(tr_f("Perioden går från {0} till {1}.", {long_date(o.start.day), long_date(o.days.last)}));
  if (o.times < o.rule->times)
    steps.push_back(tr_f("Perioden hade redan börjat. För den tid som är kvar krävs {0}.", {tr_n("en gång", "{} gånger", o.times)}));
  steps.push_back(tr_f("Hittills gjort: {0} av {1}.", {std::to_string(o.done), std::to_string(o.times)}));
}

} // namespace

std::string rule_words(const Deadline &rule) {
  if (!rule.before.empty()) return std::string(tr("före en viss dag"));
  if (!rule.per.empty()) return tr_f("{0} per {1}", {tr_n("en gång", "{} gånger", rule.times), per_words(rule.per)});
  if (rule.within.unit == Unit::same_day) return std::string(tr("samma dag"));
  if (rule.repeats) return tr_f("inom {0} från senaste gången", {length_words(rule.within)});
  return tr_f("inom {0}", {length_words(rule.within)});
}

std::string_view title_of(State state) {
  switch (state) {
  case State::not_started: return tr("inte börjat");
  case State::running: return tr("pågår");
  case State::due_soon: return tr("snart");
  case State::overdue: return tr("försenad");
  case State::missed: return tr("missad period");
  case State::resting: return tr("vilar");
  case State::met_in_time: return tr("klar i tid");
  case State::met_late: return tr("klar för sent");
  case State::ended: return tr("gäller inte längre");
  case State::never_done: return tr("blev aldrig gjord");
  }
  return {};
}

std::vector<std::string> explain(const Occurrence &o, const Telling &telling) {
  std::vector<std::string> steps;
  const auto &rule = *o.rule;
  steps.push_back(rule.law.empty() ? tr_f("Regeln: {0}, {1}.", {rule.title.str(), rule_words(rule)})
                                   : tr_f("Regeln: {0}, {1} ({2}).", {rule.title.str(), rule_words(rule), rule.law}));
  tell_version(o, steps);
  if (!rule.per.empty()) {
    tell_window(o, steps);
  } else if (!rule.before.empty()) {
    steps.push_back(tr_f("Det ska vara gjort före {0}, {1}. Dagen flyttas inte av en helg.", {telling.before_title, whole_day(o.days.natural + 1)}));
  } else {
    const auto day = o.start.at >= 0 && rule.within.unit == Unit::hours ? whole_day(o.start.day) + " " + tr_f("klockan {0}", {clock_of(o.start.at)})
                                                                        : whole_day(o.start.day);
    steps.push_back(o.number > 1 ? tr_f("Tiden räknas från senaste gången, {0}.", {day})
                                 : tr_f("Tiden räknas från {0}, {1}.", {telling.start_title, day}));
    tell_count(o, steps);
    tell_pauses(o, telling, steps);
    tell_extension(o, telling, steps);
  }
  tell_last(o, steps);
  tell_met(o, steps);
  return steps;
}

} // namespace rt::deadlines
