#include "platform/i18n/catalogue.hpp"

#include <cstdint>
#include <cstring>

// RT_CATALOGUE is the .mo file that cmake/catalogue.cmake makes of locale/en.d/*.po.
__asm__(".section .rodata\n"
        ".global rt_catalogue_begin\n.global rt_catalogue_end\n.balign 8\n"
        "rt_catalogue_begin:\n.incbin \"" RT_CATALOGUE "\"\n"
        "rt_catalogue_end:\n.byte 0\n.previous\n");
extern "C" const char rt_catalogue_begin[];
extern "C" const char rt_catalogue_end[];

namespace rt::i18n {

namespace {

constexpr std::uint32_t kMoMagic = 0x950412de;

class MoReader {
public:
  explicit MoReader(std::string_view bytes) : bytes_(bytes) {}
  std::uint32_t word(std::size_t at) const {
    std::uint32_t value = 0;
    if (at + 4 <= bytes_.size()) std::memcpy(&value, bytes_.data() + at, 4);
    return value;
  }
  std::string_view text(std::size_t entry) const { // an entry is a length and an offset
    const std::size_t length = word(entry), offset = word(entry + 4);
    return offset + length <= bytes_.size() ? bytes_.substr(offset, length) : std::string_view{};
  }

private:
  std::string_view bytes_;
};

std::vector<std::string_view> forms(std::string_view text) {
  std::vector<std::string_view> out;
  for (std::size_t end; (end = text.find('\0')) != text.npos; text.remove_prefix(end + 1)) out.push_back(text.substr(0, end));
  out.push_back(text);
  return out;
}

} // namespace

Catalogue read_mo(std::string_view mo) {
  const MoReader reader(mo);
  Catalogue catalogue;
  if (mo.size() < 28 || reader.word(0) != kMoMagic) return catalogue;
  const std::size_t count = reader.word(8), originals = reader.word(12), translations = reader.word(16);
  if (originals + count * 8 > mo.size() || translations + count * 8 > mo.size()) return catalogue;
  for (std::size_t i = 0; i < count; ++i) {
    const auto key = forms(reader.text(originals + i * 8)).front();
    if (!key.empty()) catalogue.emplace(key, forms(reader.text(translations + i * 8))); // the empty key is the header
  }
  return catalogue;
}

const Catalogue &english() {
  static const Catalogue catalogue = read_mo({rt_catalogue_begin, static_cast<std::size_t>(rt_catalogue_end - rt_catalogue_begin)});
  return catalogue;
}

} // namespace rt::i18n
