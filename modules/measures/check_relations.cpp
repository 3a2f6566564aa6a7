// What a definition says must hold between measures: do the others exist, and can they be compared?
#include "modules/measures/check.hpp"
#include "platform/core/text.hpp"
#include "platform/i18n/i18n.hpp"
#include <algorithm>
#include <map>

namespace rt::measures::plan {
namespace {

using language::Mistake;

std::vector<std::string> one_or_none(const std::string &id) { return id.empty() ? std::vector<std::string>{} : std::vector{id}; }

class Relations {
public:
  explicit Relations(const Plan &plan) : plan_(plan) {
    for (std::size_t i = 0; i < plan.measures.size(); ++i) place_[plan.measures[i].definition.id] = i;
    for (const auto &[id, i] : place_) ids_.push_back(id);
  }

  std::optional<Mistake> mistake(const Definition &d, const std::string &key, const std::string &other) const {
    const auto found = place_.find(other);
    if (found == place_.end()) return Mistake{1, tr_f("Måttet {0} finns inte.", {other}), nearest(other, ids_).value_or("")};
    const Definition &o = plan_.measures[found->second].definition;
    if (other == d.id) return Mistake{1, std::string(tr("Ett mått kan inte jämföras med sig självt.")), {}};
    if (o.unit != d.unit) return Mistake{1, tr_f("{0} räknas i {1} och {2} i {3}. De går inte att jämföra.", {d.id, d.unit, other, o.unit}), {}};
    std::vector<std::string> way{other};
    if (leads_to(d.id, key, way)) return Mistake{1, tr_f("{0} går i ring: {1}.", {key, d.id + " → " + join(way, " → ") + " → " + d.id}), {}};
    return std::nullopt;
  }

private:
  const Plan &plan_;
  std::map<std::string, std::size_t, std::less<>> place_; ///< the latest version of each
  std::vector<std::string> ids_;

  /// Follows the same key from the last of `way`; true when it comes back to `id`.
  bool leads_to(const std::string &id, const std::string &key, std::vector<std::string> &way) const {
    const auto found = place_.find(way.back());
    if (found == place_.end()) return false;
    const Definition &d = plan_.measures[found->second].definition;
    for (const auto &next : key == "parts" ? d.parts : one_or_none(key == "at_most" ? d.at_most : d.same_as)) {
      if (next == id) return true;
      if (std::find(way.begin(), way.end(), next) != way.end()) continue;
      way.push_back(next);
      if (leads_to(id, key, way)) return true;
      way.pop_back();
    }
    return false;
  }
};

} // namespace

std::vector<RelationMistake> relation_mistakes(const Plan &plan) {
  std::vector<RelationMistake> found;
  const Relations relations(plan);
  for (std::size_t i = 0; i < plan.measures.size(); ++i) {
    const Definition &d = plan.measures[i].definition;
    const std::pair<const char *, std::vector<std::string>> said[] = {
        {"at_most", one_or_none(d.at_most)}, {"same_as", one_or_none(d.same_as)}, {"parts", d.parts}};
    for (const auto &[key, others] : said)
      for (const auto &other : others)
        if (auto mistake = relations.mistake(d, key, other)) found.push_back({i, key, other, std::move(*mistake)});
  }
  return found;
}

} // namespace rt::measures::plan
