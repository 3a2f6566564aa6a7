#include "modules/treatment/rules.hpp"
#include <algorithm>
#include <cmath>
#include <numeric>

namespace rt::treatment {

namespace {
Tenths tenths(double points) { return static_cast<Tenths>(std::lround(points * 10)); }

std::string days_after(const std::string &iso, int days) {
  const auto date = date_from_iso(iso);
  return date ? to_iso(*date + days) : std::string(kNoDate);
}
} // namespace

Tenths total(const Scores &scores) { return std::accumulate(scores.begin(), scores.end(), 0); }

Scores scores_from_total(Tenths sum) {
  Scores scores{};
  for (int i = 0; i < kScales; ++i) scores[i] = sum / kScales + (i < sum % kScales ? 1 : 0);
  return scores;
}

std::vector<int> lowest_scales(const Scores &scores) {
  const auto [low, high] = std::minmax_element(scores.begin(), scores.end());
  std::vector<int> lowest;
  if (*low == *high) return lowest;
  for (int i = 0; i < kScales; ++i)
    if (scores[i] == *low) lowest.push_back(i);
  return lowest;
}

Parameters parameters(const definitions::Instrument &instrument, std::optional<int> age) {
  Parameters p;
  p.cutoff = 0;
  for (const auto &cutoff : instrument.cutoffs) {
    const bool fits = !age || (*age >= cutoff.from_age && *age <= cutoff.to_age);
    // Without an age the last row (the adults') holds.
    if (fits) p.cutoff = tenths(cutoff.value);
    if (fits && age) break;
  }
  p.alert_below = tenths(instrument.alert_below);
  p.alert_drop = tenths(instrument.alert_drop);
  p.reliable_change = tenths(instrument.reliable_change);
  p.smallest_rise = std::max(1, tenths(instrument.smallest_rise));
  return p;
}

Alert alert(Tenths sum, std::optional<Tenths> before, const Parameters &p) {
  Alert a;
  a.below = p.alert_below > 0 && sum < p.alert_below;
  if (p.alert_drop > 0 && before && *before - sum >= p.alert_drop) a.dropped = *before - sum;
  return a;
}

bool positive_change(Tenths first, Tenths last, const Parameters &p) { return last - first >= p.smallest_rise; }

Zone zone(const std::vector<Tenths> &sums, const Parameters &p) {
  if (sums.size() < 2) return Zone::none;
  const Tenths change = sums.back() - sums.front();
  if (change >= p.reliable_change) return Zone::better;
  if (change <= -p.reliable_change) return Zone::worse;
  return Zone::same;
}

bool referral_question(std::optional<Tenths> last_ors, const Parameters &p) { return last_ors && *last_ors < p.cutoff; }

int safety_sum(const std::array<int, 3> &answers) { return answers[0] + answers[1] + answers[2]; }

bool safer(int start, int end, bool low_is_safer) { return low_is_safer ? end < start : end > start; }

NextSrs next_srs(Tenths then, Tenths next) {
  if (next > then) return NextSrs::up;
  return next < then ? NextSrs::down : NextSrs::same;
}

bool srs_missing(const CaseFacts &f, const Habits &h) { return h.uses_srs && !f.last_held.empty() && f.last_srs_on < f.last_held; }

std::string review_due(const CaseFacts &f, const Habits &h) {
  if (!f.last_review.empty()) return days_after(f.last_review, h.review_days);
  return days_after(f.started.empty() ? f.received : f.started, h.review_days);
}

NextStep next_step(const CaseFacts &f, const Habits &h) {
  if (!f.open) return {Step::none, kNoDate};
  NextStep best{Step::none, kNoDate};
  const auto consider = [&](Step what, const std::string &on) {
    if (!on.empty() && on < best.on) best = {what, on};
  };
  consider(Step::session, f.next_booked);
  if (srs_missing(f, h)) consider(Step::missing_srs, f.last_held);
  if (f.in_treatment && f.next_booked.empty()) {
    const bool used_up = h.sessions_planned > 0 && f.held >= h.sessions_planned;
    if (!f.last_held.empty()) consider(used_up ? Step::ending : Step::book_next, days_after(f.last_held, h.book_next_days));
    else consider(Step::first_session, days_after(f.started.empty() ? f.received : f.started, h.first_session_days));
  }
  if (!f.in_treatment && f.next_booked.empty()) consider(Step::first_session, days_after(f.received, h.first_session_days));
  if (f.in_treatment) consider(Step::review, review_due(f, h));
  return best;
}

} // namespace rt::treatment
