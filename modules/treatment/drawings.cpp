#include "modules/treatment/drawings.hpp"
#include "platform/html/html.hpp"
#include <array>
#include <memory>
#include <qrencode.h>

namespace rt::treatment {

std::string face(int mood) {
  // Only the mouth changes: from a deep arch to a wide smile. The eyes are the same, so that nobody looks angry.
  static constexpr std::array<std::string_view, 5> mouths = {"M14 34q10 -11 20 0", "M15 33q9 -5 18 0", "M15 31h18", "M15 29q9 6 18 0",
                                                             "M13 28q11 13 22 0"};
  const auto &mouth = mouths[static_cast<std::size_t>(mood < 0 ? 0 : mood > 4 ? 4 : mood)];
  return R"(<svg viewBox="0 0 48 48" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" aria-hidden="true" focusable="false">)"
         R"(<circle cx="24" cy="24" r="21"/><circle cx="17" cy="19" r="1.6" fill="currentColor"/><circle cx="31" cy="19" r="1.6" fill="currentColor"/><path d=")" +
         std::string(mouth) + R"("/></svg>)";
}

std::string qr_code(std::string_view address, std::string_view label) {
  const std::string text(address);
  const std::unique_ptr<QRcode, void (*)(QRcode *)> code(QRcode_encodeString(text.c_str(), 0, QR_ECLEVEL_M, QR_MODE_8, 1), QRcode_free);
  if (!code) return {};
  constexpr int kQuiet = 4; // the standard's quiet zone, or cameras do not find it
  const int size = code->width + 2 * kQuiet;
  std::string path;
  for (int y = 0; y < code->width; ++y) {
    for (int x = 0; x < code->width;) {
      int run = 0;
      while (x + run < code->width && (code->data[y * code->width + x + run] & 1)) ++run;
      if (run)
        path += "M" + std::to_string(x + kQuiet) + " " + std::to_string(y + kQuiet) + "h" + std::to_string(run) + "v1h-" + std::to_string(run) + "z";
      x += run ? run : 1;
    }
  }
  const auto n = std::to_string(size);
  return R"(<svg class="qr" role="img" aria-label=")" + html::escape(label) + R"(" viewBox="0 0 )" + n + " " + n +
         R"(" shape-rendering="crispEdges"><rect width=")" + n + R"(" height=")" + n + R"(" fill="#fff"/><path fill="#000" d=")" + path +
         R"("/></svg>)";
}

} // namespace rt::treatment
