// The units of the district, as ten real ones describe themselves; the people are invented.
#include "app/demo/district.hpp"

namespace rt::demo {

const std::vector<DistrictUnit> &district_units() {
  static const std::vector<DistrictUnit> kUnits{
      {"Barn- och ungdomsenheten", "BOU", "bou", {"child-and-youth"},
       {{"MOTT", "Mottagningsgruppen"}, {"BARN", "Barngruppen"}, {"UNGD", "Ungdomsgruppen"}, {"PLAC", "Placeringsgruppen"}}, "children", "Socialsekreterare", 5, 120, 0, 20},
      {"Familjeenheten", "FAM", "fam", {"family", "child-and-youth"},
       {{"FRATT", "Familjerätten"}, {"FHEM", "Familjehemsgruppen"}}, "children", "Familjerättssekreterare", 4, 60, 0, 17},
      {"Beställarenheten för omsorg om äldre", "BOA", "boa", {"elderly-care"},
       {{"NORR", "Biståndsgrupp norr"}, {"SODER", "Biståndsgrupp söder"}, {"VPL", "Vårdplaneringsgruppen"}}, "adults", "Biståndshandläggare", 5, 110, 65, 99},
      {"Försörjningsstödsenheten", "FSE", "fse", {"income-support"},
       {{"NYB", "Nybesöksgruppen"}, {"VUX1", "Vuxengrupp 1"}, {"UNG", "Ungdomsgruppen 18–24"}, {"BOEND", "Boendegruppen"}}, "adults", "Socialsekreterare", 5, 120, 18, 64},
      {"Enheten för biståndsbedömning, funktionsnedsättning", "FUN", "fun", {"disability"},
       {{"LSS", "LSS-gruppen"}, {"SOL", "SoL-gruppen"}}, "adults", "LSS-handläggare", 4, 60, 0, 64},
      {"Enheten för sysselsättning", "SYS", "sys", {"daily-activity"},
       {{"DV1", "Daglig verksamhet Ateljén"}, {"DV2", "Daglig verksamhet Trädgården"}}, "adults", "Stödpedagog", 5, 40, 20, 66},
      {"Enheten för prevention och familjebehandling", "PRE", "pre", {"prevention"},
       {{"FALT", "Fältgruppen"}, {"FBEH", "Familjebehandlarna"}, {"FRITID", "Fritidsgårdarna"}}, "children", "Fältassistent", 4, 70, 7, 25},
      {"Enheten för stöd och service i hemmet", "SSH", "ssh", {"housing-support"},
       {{"BOST", "Boendestödet"}, {"LEDS", "Ledsagning och avlösning"}}, "adults", "Boendestödjare", 5, 45, 20, 80},
      {"Vuxenenheten", "VUX", "vux", {"adults"},
       {{"BEH", "Utredningsgruppen"}, {"SOCPS", "Socialpsykiatrin"}, {"VALD", "Våld i nära relation"}}, "adults", "Socialsekreterare", 4, 80, 21, 70},
  };
  return kUnits;
}

Date district_begins(Date today) { return make_date(year_of(today) - 3, month_of(today), 1); }

} // namespace rt::demo
