#pragma once
// What is odd about a figure, so that a person looks at it. Pure rules: figures in, sentences out. Nothing is corrected.
#include "modules/measures/measures.hpp"

namespace rt::measures::quality {

/// One odd figure.
struct Flag {
  Odd what = Odd::none;
  std::string measure;
  Period period;
  std::string words;               ///< what is odd and why, in the current language
  std::string plain;               ///< the same without any other figure than the flagged one
  std::string figures;             ///< what it stands on, the same in every language: when it changes, what was seen is new again
  std::vector<std::string> others; ///< measures it is compared with
  Value value;
  struct Seen {
    std::string note, by, at, figures; ///< `at`: ISO time
  };
  std::optional<Seen> seen;
  bool new_since_seen() const { return seen && seen->figures != figures; }
  bool open() const { return !seen || new_since_seen(); }
};
/// Somebody has looked at a flag.
struct Sight {
  std::string measure, what, period, figures, note; ///< `what`: id_of the kind
};

std::string_view id_of(Odd what); ///< "impossible" …
std::optional<Odd> odd_from(std::string_view id);
std::string_view title_of(Odd what); ///< "Omöjligt", in the current language

/// Puts the sentence beside the figure, after what is said already.
void say(Value &value, Odd what, const std::string &words);

// ---- what must hold between measures ----

/// A measure and its figure in the same period.
struct Figure {
  const Definition *definition = nullptr;
  BySex value;
};
/// `at_most`: 3,1 % of short sick leave cannot be more than 2,8 % of all. Judged for everybody, then sex by sex.
std::optional<Flag> above(const Figure &figure, const Figure &limit);
/// `same_as`: two figures about the same people.
std::optional<Flag> unlike(const Figure &figure, const Figure &other);
/// `parts`: 41 + 9 is not 52. Nothing is said while a part has no figure.
std::optional<Flag> not_the_sum(const Figure &whole, const std::vector<Figure> &parts);

// ---- what the earlier figures say ----

inline constexpr std::size_t kFewestEarlier = 8; ///< fewer earlier figures than this say nothing about what is usual
inline constexpr double kFar = 4;                ///< so many widths from the usual is far

/// `earlier`: whole periods of the same kind and definition, oldest first; those without a figure are left out.
/// Far is: outside every earlier figure, and more than four times the usual distance from the median (1,48 × MAD), and more
/// than four times what chance alone gives – a count's own square root, a share's by how many it is of. So 0, 1, 2 never are.
std::optional<Flag> outlier(const Definition &definition, const std::vector<Value> &earlier, const Period &period, const Value &now);

/// A figure that is typed or read in: `given` are the periods that have one. The next should be there a month after its
/// month, two after its tertial, three after its year. `every`: else as often as the last ones came.
struct Awaited {
  Period last; ///< the newest that is there
  Period next; ///< the one that should be
  Date due;
};
std::optional<Awaited> overdue(std::optional<PeriodKind> every, const std::vector<Period> &given, Date today);
Flag old_figure(const Definition &definition, const Awaited &awaited);

/// Records that stopped coming: `months` are those with records, oldest first. Silence counts whole months only. It is told
/// when it is three months or more, over twice as long as any silence before, and would have brought eight records or more.
struct MonthCount {
  Month month;
  double count = 0;
};
std::optional<Flag> stopped(const Definition &definition, const std::vector<MonthCount> &months, Date today);

// What must not be drawn together: not_together() and breaks() in measures.hpp, for the pages that draw.

} // namespace rt::measures::quality
