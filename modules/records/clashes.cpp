// Two records may not take the same thing at the same time: a room, a car, a flat. Asked inside the transaction that saves, so that of two
// who book at once only one gets it.
#include "modules/records/engine.hpp"
#include "platform/core/text.hpp"
#include <functional>

namespace rt::records {
namespace {

constexpr std::int64_t kTaking = std::int64_t{401} << 40; // beside the turns of turns.cpp

/// From and to as texts that sort: "2019-03-22 13:00". A day without hours is the whole day.
struct Span {
  std::string from, to;
};

std::optional<Span> span_of(const definitions::Clash &clash, const Record &record) {
  const auto first = record.text(clash.day);
  if (first.empty()) return std::nullopt;
  auto last = clash.last_day.empty() ? first : record.text(clash.last_day);
  if (last.empty()) last = first;
  const auto begins = clash.begins.empty() ? "" : record.text(clash.begins), ends = clash.ends.empty() ? "" : record.text(clash.ends);
  return Span{first + " " + (begins.empty() ? "00:00" : begins), last + " " + (ends.empty() ? "24:00" : ends)};
}

bool overlap(const Span &a, const Span &b) { return a.from < b.to && b.from < a.to; }

/// "22 mars 2019 13:00–15:00", "22 mars 2019", "22–24 mars".
std::string in_words(const Span &span) {
  const auto day = [](const std::string &at) { return long_date(*date_from_iso(at.substr(0, 10))); };
  const auto from = span.from.substr(11), to = span.to.substr(11);
  const bool whole = from == "00:00" && to == "24:00";
  if (span.from.substr(0, 10) == span.to.substr(0, 10)) return day(span.from) + (whole ? "" : " " + from + "–" + to);
  return day(span.from) + (whole ? "" : " " + from) + " – " + day(span.to) + (whole ? "" : " " + to);
}

/// PostgreSQL lets two transactions look at the same time; this makes the second wait. SQLite has one writer anyway.
void take_turn(db::Connection &c, const Table &t, const definitions::Clash &clash, const Record &draft) {
  if (c.backend() != db::Backend::postgres) return;
  const auto what = static_cast<std::int64_t>(std::hash<std::string>{}(t.name + clash.of + draft.text(clash.of)) & 0xFFFFFFFF);
  c.query("SELECT pg_advisory_xact_lock(?)", {kTaking + what}, [](const db::Row &) {});
}

} // namespace

void Records::Impl::check_clashes(db::Connection &c, const Table &t, const Record &draft, std::vector<FieldError> &errors) const {
  for (const auto &clash : t.reg->clashes) {
    const auto mine = draft.has(clash.of) ? span_of(clash, draft) : std::nullopt;
    if (!mine || (!clash.when.empty() && !holds(*t.reg, draft, clash.when, today()).value_or(false))) continue;
    take_turn(c, t, clash, draft);
    const auto day = "r." + column_name(*t.reg->field(clash.day));
    const auto last = clash.last_day.empty() ? day : "COALESCE(r." + column_name(*t.reg->field(clash.last_day)) + ", " + day + ")";
    std::optional<Span> taken;
    c.query(t.select + " AND r.deleted_at IS NULL AND r." + column_name(*t.reg->field(clash.of)) + " = ? AND " + day + " <= ? AND " + last +
                " >= ? AND r.id <> ? ORDER BY " + day,
            {draft.value(clash.of), mine->to.substr(0, 10), mine->from.substr(0, 10), draft.id}, [&](const db::Row &row) {
              const auto other = store::read(row, t);
              const auto theirs = span_of(clash, other);
              if (taken || !theirs || !overlap(*mine, *theirs)) return;
              if (clash.when.empty() || holds(*t.reg, other, clash.when, today()).value_or(false)) taken = theirs;
            });
    if (taken)
      errors.push_back({clash.begins.empty() ? clash.day : clash.begins, tr_f("{0} Upptaget {1}.", {clash.message.str(), in_words(*taken)})});
  }
}

} // namespace rt::records
