// The form when two have written: what the other changed stands at its field, with a choice where both did.
#include "modules/records/difference.hpp"
#include "modules/records/form_fields.hpp"
#include "modules/records/two_writers.hpp"
#include <algorithm>

namespace rt::records {

using html::Out;

void write_other(Out &out, const FormPage &page, std::string_view id) {
  const auto found = std::find_if(page.others.begin(), page.others.end(), [&](const auto &o) { return o.both && o.id == id; });
  if (found == page.others.end()) return;
  const auto &other = *found;
  const std::string name = "_valj." + other.id;
  out.open("fieldset", {{"class", "other"}}).element("legend", tr_f("{0}: {1} har också skrivit", {other.title, other.who}));
  out.open("p", {{"class", "theirs"}});
  if (other.theirs.empty()) out.element("i", tr_f("{0} har tömt fältet.", {other.who}));
  else if (is_long(other.before, other.theirs)) write_difference(out, other.before, other.theirs);
  else out.open("span", {{"class", "pre"}}).text(other.theirs).close("span");
  out.close("p");
  const auto choice = [&](const char *value, const std::string &words) {
    const auto control = "v-" + other.id + "-" + value;
    const std::string_view chosen = other.choice.empty() ? std::string_view("mitt") : std::string_view(other.choice);
    out.raw("<span class=\"pick-one\"><input type=\"radio\"").attr("name", name).attr("value", value).attr("id", control);
    if (chosen == value) out.raw(" checked");
    out.raw("> <label").attr("for", control).raw(">").text(words).raw("</label></span> ");
  };
  choice("mitt", std::string(tr("Behåll mitt, som står nedan")));
  choice("deras", tr_f("Ta det som {0} skrev", {other.who}));
  if (can_keep_both(page.reg, other.id)) choice("bada", tr_f("Behåll båda, det som {0} skrev sist", {other.who}));
  out.close("fieldset");
}

void write_taken(Out &out, const FormPage &page) {
  const auto is_taken = [](const FormPage::Other &o) { return !o.both; };
  if (std::none_of(page.others.begin(), page.others.end(), is_taken)) return;
  out.open("div", {{"class", "taken"}}).element("p", tr("Det här har bara den andra ändrat. Det följer med när du sparar:")).open("ul");
  for (const auto &other : page.others) {
    if (!is_taken(other)) continue;
    out.open("li").element("b", other.title).raw(" ");
    if (is_long(other.before, other.theirs)) write_difference(out, other.before, other.theirs);
    else if (other.theirs.empty()) out.element("i", tr("tömt"));
    else out.open("span", {{"class", "pre"}}).text(other.theirs).close("span");
    out.raw(" ").element("small", other.who).close("li");
  }
  out.close("ul").close("div");
}

} // namespace rt::records
