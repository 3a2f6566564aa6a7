#pragma once
// A small pack with a measure of every kind, for the test that sets the surfaces beside one another.
#include <string_view>

namespace rt {

inline constexpr std::string_view kVisit = R"toml([register]
id = "visit"
title = { sv = "Besök", en = "Visits" }
singular = { sv = "Besök", en = "Visit" }
about = "unit"
purpose = "quality"
area = "quality"
date_field = "came"
[[field]]
id = "came"
type = "date"
title = { sv = "Kom", en = "Came" }
required = true
in_list = true
[[field]]
id = "sex"
type = "choice"
title = { sv = "Kön", en = "Sex" }
required = true
options = [
  { id = "unknown", code = 0, title = { sv = "Vet inte", en = "Not known" } },
  { id = "female", code = 1, title = { sv = "Kvinna", en = "Woman" } },
  { id = "male", code = 2, title = { sv = "Man", en = "Man" } },
]
[[field]]
id = "way"
type = "choice"
title = { sv = "Väg in", en = "Way in" }
in_list = true
options = [
  { id = "phone", code = 1, title = { sv = "Telefon", en = "Phone" } },
  { id = "door", code = 2, title = { sv = "Dörr", en = "Door" } },
]
[[field]]
id = "days"
type = "integer"
title = { sv = "Dagar", en = "Days" }
[[field]]
id = "good"
type = "yes_no"
title = { sv = "Nöjd", en = "Content" }
)toml";
inline constexpr std::string_view kMood = R"toml([register]
id = "mood"
title = { sv = "Mående", en = "Moods" }
singular = { sv = "Mående", en = "Mood" }
about = "unit"
purpose = "quality"
area = "quality"
date_field = "asked"
[[field]]
id = "asked"
type = "date"
title = { sv = "Frågad", en = "Asked" }
required = true
in_list = true
[[field]]
id = "visit"
type = "reference"
target = "visit"
title = { sv = "Besök", en = "Visit" }
[[field]]
id = "score"
type = "integer"
title = { sv = "Poäng", en = "Score" }
)toml";
inline constexpr std::string_view kMeasures = R"toml([[measure]]
id = "visits"
title = { sv = "Besök i stugan", en = "Visits to the cabin" }
count = "visit came in period"
split = ["sex", "way"]
[[measure]]
id = "visits_good"
title = { sv = "Nöjda besökare", en = "Content visitors" }
share = "visit came in period where good = yes"
of = "visit came in period where good is set"
split = ["sex", "way"]
[[measure]]
id = "visits_days"
title = { sv = "Dagar till besök, medeltal", en = "Days to a visit, mean" }
mean = "days of visit came in period"
unit = "days"
decimals = 0
split = ["sex", "way"]
[[measure]]
id = "visits_half"
title = { sv = "Dagar till besök, median", en = "Days to a visit, median" }
median = "days of visit came in period"
unit = "days"
decimals = 1
split = ["sex"]
[[measure]]
id = "visits_sum"
title = { sv = "Dagar tillsammans", en = "Days together" }
sum = "days of visit came in period"
split = ["sex"]
[[measure]]
id = "moods"
title = { sv = "Måendets förändring", en = "Change of mood" }
change = "mood.score of same visit of visit came in period"
unit = "points"
decimals = 1
split = ["sex"]
[[measure]]
id = "changed"
title = { sv = "Besök med ny definition", en = "Visits with a new definition" }
count = "visit came in period"
split = ["sex"]
[[measure]]
id = "changed"
title = { sv = "Besök med ny definition", en = "Visits with a new definition" }
count = "visit came in period where good = yes"
split = ["sex"]
valid_from = "2018-07-01"
version = 2
[[measure]]
id = "people_near"
title = { sv = "Boende i närheten", en = "People living near" }
imported = "value"
source = "Befolkningsregistret"
[[measure]]
id = "visits_per"
title = { sv = "Besök per 1 000 boende", en = "Visits per 1,000 living near" }
ratio = "visits per 1000 people_near"
decimals = 1
[[measure]]
id = "content"
title = { sv = "Nöjdindex", en = "Index of content" }
index = "mean(visits_good, visits_good_old)"
unit = "percent"
[[measure]]
id = "visits_good_old"
title = { sv = "Nöjda enligt enkät", en = "Content in the survey" }
imported = "value"
unit = "percent"
source = "Enkäten"
)toml";

} // namespace rt
