#pragma once
// Small drawings as SVG text: the five faces and a QR code.
#include <string>
#include <string_view>

namespace rt::treatment {

/// 0 = sad … 4 = glad; our own drawing, decorative (the line beside carries the meaning for those who cannot see it).
std::string face(int mood);
/// The QR code of an address; `label` says in words what it opens. "" when it does not fit.
std::string qr_code(std::string_view address, std::string_view label);

} // namespace rt::treatment
