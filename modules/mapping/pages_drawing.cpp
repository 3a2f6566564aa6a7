// The child's own drawing: made with a finger on the screen, or a photo of the paper. One file of the record.
#include "modules/mapping/pages.hpp"
#include "platform/core/text.hpp"
#include "platform/i18n/i18n.hpp"

namespace rt::mapping {

namespace {

constexpr std::size_t kMostBody = records::kMostFileBytes + (1u << 16);
constexpr const char *kPens[] = {"ink", "blue", "green", "yellow", "red", "plum"};

std::string_view pen_words(std::string_view pen) {
  if (pen == "blue") return tr("Blå");
  if (pen == "green") return tr("Grön");
  if (pen == "yellow") return tr("Gul");
  if (pen == "red") return tr("Röd");
  return pen == "plum" ? tr("Lila") : tr("Svart");
}

std::string picture_address(const Sheet &sheet) {
  const auto file = sheet.record.integer(sheet.tool.drawing);
  return file == 0 ? std::string{} : "/register/" + sheet.reg->id + "/" + std::to_string(sheet.record.id) + "/fil/" + std::to_string(file);
}

void write_sketch(Out &out, const std::string &address) {
  out.raw("<details class=\"sketch choose with-script\"><summary>")
      .text(address.empty() ? tr("Rita på skärmen") : tr("Rita vidare"))
      .raw("</summary>");
  out.raw("<canvas width=\"1600\" height=\"900\" role=\"img\"")
      .attr("aria-label", tr("Rityta för finger, penna eller mus. Den som inte ritar kan lägga in ett foto."))
      .attr("data-picture", address)
      .raw("></canvas>");
  out.raw("<fieldset class=\"pens\">").element("legend", tr("Penna"), {{"class", "sr-only"}});
  for (const auto *pen : kPens) {
    const auto id = std::string("penna-") + pen;
    out.raw("<input type=\"radio\" name=\"penna\"").attr("id", id).attr("value", pen).raw(pen == kPens[0] ? " checked>" : ">");
    out.open("label", {{"for", id}, {"class", std::string("pen pen-") + pen}}).element("span", pen_words(pen)).close("label");
  }
  out.close("fieldset").open("p", {{"class", "edit-row"}});
  out.raw("<button type=\"button\" class=\"act main\" data-sketch=\"keep\">").text(tr("Spara teckningen")).close("button");
  out.raw("<button type=\"button\" class=\"act\" data-sketch=\"undo\">").text(tr("Ta bort sista strecket")).close("button");
  out.close("p").close("details");
}

http::Response receive(const Deps &deps, const http::Request &request, const Actor &actor) {
  auto sheet = open(deps, actor, request.param(0), parse_integer(request.param(1)).value_or(0));
  if (!sheet) return http::problem(request, sheet.error());
  const auto file = request.files.find("fil");
  if (sheet->tool.drawing.empty() || file == request.files.end() || file->second.bytes.empty())
    return http::problem(request, {ProblemKind::invalid, std::string(tr("Välj en bild först.")), {}});
  const auto kept = hang_up(deps, actor, *sheet, file->second.filename, file->second.bytes);
  if (!kept) return http::problem(request, kept.error());
  return http::redirect(address_of(*sheet) + "?sagt=sparat#del-teckning");
}

} // namespace

void write_drawing(Out &out, const View &view) {
  const auto &sheet = view.sheet;
  const auto address = picture_address(sheet);
  const bool hidden = sheet.record.hidden.count(sheet.tool.drawing) != 0;
  if (sheet.tool.drawing.empty() || hidden || (address.empty() && !view.can_write())) return;
  out.raw("<section id=\"del-teckning\" data-section=\"teckning\" aria-labelledby=\"rubrik-teckning\"")
      .attr("class", address.empty() ? "part beside drawing no-picture" : "part beside drawing")
      .raw(">");
  const auto title = sheet.reg->field(sheet.tool.drawing)->title.str();
  out.element("h2", title, {{"id", "rubrik-teckning"}});
  if (!address.empty()) out.raw("<img class=\"by-child\"").attr("src", address).attr("alt", title).raw(">");
  if (view.can_write()) {
    write_sketch(out, address);
    html::begin_form(out, address_of(sheet) + "/teckning", true, "inline upload");
    out.raw("<label for=\"foto\">")
        .text(tr("Lägg in ett foto av en teckning"))
        .raw("</label><input type=\"file\" id=\"foto\" name=\"fil\" accept=\"image/png,image/jpeg\" required>");
    out.raw("<button type=\"submit\" class=\"act main\">").text(tr("Lägg in bilden")).raw("</button>");
    html::end_form(out);
  }
  out.close("section");
}

void add_drawing_pages(http::Router &router, const std::shared_ptr<Deps> &deps) {
  router.post("/tillsammans/{register}/{id}/teckning",
              access::guarded(May::write_records, [deps](http::Request &r, const Actor &a) { return receive(*deps, r, a); }),
              {.max_body = kMostBody, .help = "Lägg in barnets teckning", .permission = "write_records"});
}

} // namespace rt::mapping
