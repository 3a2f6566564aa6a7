// The network as three circles. People are spread evenly on their circle; the words beside are the same list.
#include "modules/casework/pages.hpp"
#include "platform/core/text.hpp"
#include <cmath>

namespace rt::casework {
namespace {

constexpr double kPi = 3.14159265358979;
constexpr double kWidth = 720, kHeight = 460, kMiddleX = kWidth / 2, kMiddleY = kHeight / 2;
constexpr double kRadius[3] = {86, 150, 212};

std::string number(double value) { return std::to_string(static_cast<int>(std::lround(value))); }

std::string first_word(const std::string &name) {
  constexpr std::size_t kMost = 16;
  auto word = name.substr(0, name.find(' '));
  return word.size() > kMost ? word.substr(0, kMost) : word;
}

} // namespace

std::string circles_svg(const std::vector<NetworkPerson> &people, std::string_view centre) {
  Out out;
  out.raw("<svg class=\"circles\" role=\"img\" viewBox=\"0 0 720 460\"")
      .attr("aria-label", tr("Nätverket i tre cirklar. Samma personer står i listan nedanför."))
      .raw(">");
  for (int ring = 2; ring >= 0; --ring) out.raw("<circle class=\"ring\" cx=\"360\" cy=\"230\" r=\"").raw(number(kRadius[ring])).raw("\"/>");
  out.raw("<circle class=\"centre\" cx=\"360\" cy=\"230\" r=\"30\"/><text class=\"centre-name\" x=\"360\" y=\"235\" text-anchor=\"middle\">")
      .text(first_word(std::string(centre)))
      .raw("</text>");
  int in_ring[4] = {}, placed[4] = {};
  for (const auto &one : people) ++in_ring[one.circle >= 1 && one.circle <= 3 ? one.circle : 3];
  for (const auto &one : people) {
    const int ring = one.circle >= 1 && one.circle <= 3 ? one.circle : 3;
    // Each circle begins a little further on, so that names do not stand above each other.
    const double angle = 2 * kPi * placed[ring]++ / in_ring[ring] - kPi / 2 + ring * 0.45;
    const double x = kMiddleX + kRadius[ring - 1] * std::cos(angle) * (ring == 3 ? 1.15 : 1),
                 y = kMiddleY + kRadius[ring - 1] * std::sin(angle) * 0.96;
    const bool right = x >= kMiddleX;
    if (one.professional)
      out.raw("<rect class=\"pro\" width=\"12\" height=\"12\" x=\"").raw(number(x - 6)).raw("\" y=\"").raw(number(y - 6)).raw("\"/>");
    else
      out.raw(one.guardian ? "<circle class=\"guardian\" r=\"8\" cx=\"" : "<circle class=\"person\" r=\"6\" cx=\"")
          .raw(number(x))
          .raw("\" cy=\"")
          .raw(number(y))
          .raw("\"/>");
    out.raw("<text x=\"")
        .raw(number(right ? x + 13 : x - 13))
        .raw("\" y=\"")
        .raw(number(y + 1))
        .raw(right ? "\">" : "\" text-anchor=\"end\">")
        .text(first_word(one.name));
    out.raw("<tspan class=\"rel\" x=\"").raw(number(right ? x + 13 : x - 13)).raw("\" dy=\"15\">").text(lower(one.relation)).raw("</tspan></text>");
  }
  out.raw("</svg>");
  return out.take();
}

void write_network(Out &out, const Deps &deps, const Actor &actor, const std::vector<NetworkPerson> &people, std::int64_t person, bool masked) {
  const auto *reg = deps.records.catalog().find("network_person");
  if (reg == nullptr) return;
  const auto add_href = "/register/network_person/ny?person=" + std::to_string(person);
  if (masked) return html::message(out, html::Tone::partly, tr("Nätverket visas bara för dem som arbetar med personen."));
  if (people.empty()) {
    html::empty_state(
        out,
        tr("Här syns de som finns runt personen: vårdnadshavare, släkt, vänner och de som möter personen i sitt yrke. Börja med vårdnadshavarna."),
        actor.may(May::write_records) ? add_href : "", tr("Lägg till den första"));
    return;
  }
  out.open("figure", {{"class", "network"}}).raw(circles_svg(people, tr("Personen"))).open("figcaption", {{"class", "quiet"}});
  out.text(tr("Innerst de närmaste. Fylld stor prick: vårdnadshavare. Fyrkant: möter personen i sitt yrke.")).close("figcaption").close("figure");
  html::begin_table(out, tr("De som finns runt personen"),
                    {{std::string(tr("Namn"))},
                     {std::string(tr("Relation"))},
                     {std::string(tr("Cirkel"))},
                     {std::string(tr("Kontaktad"))},
                     {std::string(tr("Samtycke"))},
                     {std::string(tr("Telefon"))}},
                    "list");
  for (const auto &one : people) {
    html::begin_row(out);
    out.open("td").link(one.known != 0 ? person_href(one.known) : "/register/network_person/" + std::to_string(one.record), one.name);
    if (!one.language.empty()) out.element("small", tr_f("talar {0}", {one.language}));
    out.close("td");
    html::cell(out, one.relation + (one.guardian ? ", " + std::string(tr("vårdnadshavare")) : "") +
                        (one.professional ? ", " + std::string(tr("i sitt yrke")) : ""));
    html::cell(out, one.circle == 1 ? tr("inre") : one.circle == 2 ? tr("mellersta") : one.circle == 3 ? tr("yttre") : "–");
    html::cell(out, one.contacted.empty() ? std::string(tr("inte än")) : one.contacted, "date");
    auto consent = one.consent.empty() ? std::string(tr("inte frågat")) : one.consent;
    if (!one.consent_scope.empty()) consent += ": " + one.consent_scope;
    if (!one.consent_until.empty()) consent += ", " + tr_f("till {0}", {one.consent_until});
    html::cell(out, consent);
    html::cell(out, one.phone);
    html::end_row(out);
  }
  html::end_table(out);
  if (actor.may(May::write_records)) {
    out.open("p", {{"class", "actions"}});
    html::link_button(out, add_href, tr("Lägg till någon i nätverket"));
    out.close("p");
  }
}

} // namespace rt::casework
