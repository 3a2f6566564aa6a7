// LIBS rt_modules_measures
// The measure language: any text is either read or refused with a place in it, and what is read can be put in words.
#include "modules/measures/plan.hpp"
#include "modules/measures/words.hpp"
#include <cstdlib>

using namespace rt;

namespace {

definitions::Field field(const char *id, definitions::FieldType type) {
  definitions::Field f;
  f.id = id;
  f.type = type;
  f.title = {id, id};
  f.options = {{"planned", 1, {"Planerat", "Planned"}, "", "", {}, 1}, {"other", 9, {"Annat", "Other"}, "", "", {}, 4}};
  return f;
}

definitions::Catalog small_catalog() {
  using T = definitions::FieldType;
  definitions::Catalog catalog;
  definitions::Register contact;
  contact.id = "contact", contact.about = "person", contact.date_field = "started";
  contact.fields = {field("person", T::person), field("started", T::date), field("ended", T::date), field("ending", T::choice),
                    field("months", T::computed)};
  contact.states = {{"closed", 5, {"Avslutad", "Closed"}, false, true}};
  definitions::Register ors;
  ors.id = "ors", ors.about = "contact", ors.date_field = "date";
  ors.fields = {field("contact", T::reference), field("date", T::date), field("rater", T::choice), field("total", T::scale),
                field("present", T::choices)};
  ors.fields[0].target = "contact";
  catalog.registers = {contact, ors};
  return catalog;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, std::size_t size) {
  if (size > 4096) return 0;
  static const definitions::Catalog base = small_catalog();
  const std::string text(reinterpret_cast<const char *>(data), size);
  for (const char *kind : {"count", "share", "mean", "distinct", "index"}) {
    auto catalog = base;
    definitions::MeasureSource source;
    source.id = "m";
    source.keys[kind] = text;
    catalog.measures.push_back(source);
    const auto plan = measures::plan::compile(catalog);
    if (plan.findings.empty() && plan.measures.empty()) std::abort(); // neither read nor refused
    for (const auto &finding : plan.findings)
      if (finding.column < 1 || finding.message.empty()) std::abort();
    for (const auto &m : plan.measures) (void)measures::words::reading(catalog, m);
  }
  return 0;
}
