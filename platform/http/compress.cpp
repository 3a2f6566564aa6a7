#include "platform/http/form.hpp"
#include "platform/http/internal.hpp"
#include <brotli/encode.h>
#include <stdexcept>
#include <zlib.h>

namespace rt::http {
namespace {

// Cheap levels: the page is made once and read once. Embedded files are compressed hard when the program is built.
constexpr int kGzipLevel = 1;
constexpr int kBrotliQuality = 2;
constexpr std::size_t kWorthIt = 1024;

bool is_text(std::string_view content_type) {
  return content_type.substr(0, 5) == "text/" || content_type.find("json") != std::string_view::npos ||
         content_type.find("xml") != std::string_view::npos || content_type.find("javascript") != std::string_view::npos;
}

} // namespace

std::string gzip(std::string_view bytes, int level) {
  z_stream stream{};
  if (deflateInit2(&stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) throw std::bad_alloc();
  std::string out(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef *>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int done = deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  if (done != Z_STREAM_END) throw std::runtime_error("gzip did not finish");
  return out;
}

std::string brotli(std::string_view bytes, int quality) {
  std::size_t size = BrotliEncoderMaxCompressedSize(bytes.size());
  std::string out(size, '\0');
  if (!BrotliEncoderCompress(quality, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_TEXT, bytes.size(), reinterpret_cast<const std::uint8_t *>(bytes.data()),
                             &size, reinterpret_cast<std::uint8_t *>(out.data())))
    throw std::runtime_error("brotli did not finish");
  out.resize(size);
  return out;
}

void compress(std::string_view accept_encoding, Response &response) {
  if (response.more || response.body.size() < kWorthIt || !is_text(response.content_type)) return;
  for (const auto &[name, value] : response.headers)
    if (name == "Content-Encoding") return;
  response.header("Vary", "Accept-Encoding");
  if (accepts_coding(accept_encoding, "br")) {
    response.body = brotli(response.body, kBrotliQuality);
    response.header("Content-Encoding", "br");
  } else if (accepts_coding(accept_encoding, "gzip")) {
    response.body = gzip(response.body, kGzipLevel);
    response.header("Content-Encoding", "gzip");
  }
}

} // namespace rt::http
