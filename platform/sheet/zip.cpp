// Zip as workbooks use it: stored and deflated parts, found through the central directory.
#include "platform/sheet/parts.hpp"
#include <zlib.h>

namespace rt::sheet {

namespace {

std::uint32_t u16(std::string_view b, std::size_t at) {
  return static_cast<unsigned char>(b[at]) | static_cast<std::uint32_t>(static_cast<unsigned char>(b[at + 1])) << 8;
}
std::uint32_t u32(std::string_view b, std::size_t at) { return u16(b, at) | u16(b, at + 2) << 16; }

std::optional<std::string> inflated(std::string_view packed, std::size_t size) {
  std::string out(size, '\0');
  z_stream stream{};
  if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) return std::nullopt;
  stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  stream.next_out = reinterpret_cast<Bytef *>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int result = inflate(&stream, Z_FINISH);
  inflateEnd(&stream);
  // A part that unpacks to more or less than the directory says was made to deceive, or is cut off.
  if (result != Z_STREAM_END || stream.avail_out != 0) return std::nullopt;
  return out;
}

} // namespace

Result<Zip> Zip::open(std::string_view bytes) {
  constexpr std::size_t kEnd = 22, kEntry = 46;
  const auto end = bytes.rfind("PK\x05\x06");
  if (end == std::string_view::npos || bytes.size() - end < kEnd) return fail(detail::unreadable());
  std::size_t at = u32(bytes, end + 16);
  const std::uint32_t count = u16(bytes, end + 10);
  Zip zip;
  zip.bytes_ = bytes;
  for (std::uint32_t i = 0; i < count; ++i) {
    if (at > bytes.size() || bytes.size() - at < kEntry || bytes.substr(at, 4) != "PK\x01\x02") return fail(detail::unreadable());
    const std::size_t name = u16(bytes, at + 28), rest = u16(bytes, at + 30) + u16(bytes, at + 32);
    if (bytes.size() - at < kEntry + name + rest) return fail(detail::unreadable());
    Entry entry;
    entry.name = bytes.substr(at + kEntry, name);
    entry.encrypted = (u16(bytes, at + 8) & 1) != 0;
    entry.method = static_cast<int>(u16(bytes, at + 10));
    entry.packed = u32(bytes, at + 20);
    entry.unpacked = u32(bytes, at + 24);
    entry.offset = u32(bytes, at + 42);
    zip.entries_.push_back(std::move(entry));
    at += kEntry + name + rest;
  }
  return zip;
}

const Zip::Entry *Zip::find(std::string_view name) const {
  for (const auto &entry : entries_)
    if (entry.name == name) return &entry;
  return nullptr;
}

std::optional<std::string> Zip::part(std::string_view name) const {
  constexpr std::size_t kLocal = 30;
  const Entry *entry = find(name);
  if (!entry || entry->offset > bytes_.size() || bytes_.size() - entry->offset < kLocal) return std::nullopt;
  if (bytes_.substr(entry->offset, 4) != "PK\x03\x04") return std::nullopt;
  const std::size_t start = entry->offset + kLocal + u16(bytes_, entry->offset + 26) + u16(bytes_, entry->offset + 28);
  if (start > bytes_.size() || entry->packed > bytes_.size() - start) return std::nullopt;
  const auto packed = bytes_.substr(start, entry->packed);
  if (entry->method == 0) return entry->packed == entry->unpacked ? std::optional(std::string(packed)) : std::nullopt;
  if (entry->method != 8) return std::nullopt;
  return inflated(packed, entry->unpacked);
}

std::string write_zip(const std::vector<ZipPart> &parts) {
  const auto little = [](std::uint64_t value, int bytes) {
    std::string out;
    for (int i = 0; i < bytes; ++i, value >>= 8) out += static_cast<char>(value & 0xFF);
    return out;
  };
  std::string body, directory;
  for (const auto &part : parts) {
    const auto crc = crc32(0, reinterpret_cast<const Bytef *>(part.bytes.data()), static_cast<uInt>(part.bytes.size()));
    const auto size = part.bytes.size();
    const std::string common = little(20, 2) + little(0, 4) + little(0, 2) + little(0x21, 2) + little(crc, 4) + little(size, 4) + little(size, 4) +
                               little(part.name.size(), 2) + little(0, 2);
    directory += "PK\x01\x02" + little(20, 2) + common + little(0, 10) + little(body.size(), 4) + part.name;
    body += "PK\x03\x04" + common + part.name + part.bytes;
  }
  return body + directory + "PK\x05\x06" + little(0, 4) + little(parts.size(), 2) + little(parts.size(), 2) + little(directory.size(), 4) +
         little(body.size(), 4) + little(0, 2);
}

} // namespace rt::sheet
