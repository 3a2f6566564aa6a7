// Writes a C++ file that holds the bytes of every file in a folder: embed web|packs FOLDER OUTPUT.cpp
// or only the names with their content's hash, for links to them: embed links FOLDER OUTPUT.cpp
// Text files of web/ are also kept compressed (brotli, gzip at their hardest), which costs time here and none at run.
#include <algorithm>
#include <brotli/encode.h>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <string>
#include <vector>
#include <zlib.h>

namespace fs = std::filesystem;

namespace {

std::string read(const fs::path &path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

void write(const fs::path &path, const std::string &bytes) { std::ofstream(path, std::ios::binary) << bytes; }

std::string hash8(const std::string &bytes) {
  std::uint64_t hash = 1469598103934665603ull;
  for (unsigned char c : bytes) hash = (hash ^ c) * 1099511628211ull;
  char text[9];
  std::snprintf(text, sizeof text, "%08x", static_cast<unsigned>(hash ^ (hash >> 32)));
  return text;
}

/// A file as it is served: url(../fonts/x.woff2) in a stylesheet gets the hash of that file, so that it may be kept for
/// good.
std::string content(const fs::path &folder, const std::string &name) {
  std::string bytes = read(folder / name);
  if (fs::path(name).extension() != ".css") return bytes;
  const std::string start = "url(../";
  for (auto at = bytes.find(start); at != std::string::npos; at = bytes.find(start, at + 1)) {
    const auto end = bytes.find(')', at);
    if (end == std::string::npos) break;
    const fs::path target = folder / bytes.substr(at + start.size(), end - at - start.size());
    if (fs::is_regular_file(target)) bytes.insert(end, "?v=" + hash8(read(target)));
  }
  return bytes;
}

const char *type_of(const std::string &extension) {
  static const std::map<std::string, const char *> types = {{".css", "text/css; charset=utf-8"},
                                                            {".js", "text/javascript; charset=utf-8"},
                                                            {".svg", "image/svg+xml; charset=utf-8"},
                                                            {".png", "image/png"},
                                                            {".ico", "image/x-icon"},
                                                            {".woff2", "font/woff2"},
                                                            {".json", "application/json; charset=utf-8"},
                                                            {".webmanifest", "application/manifest+json; charset=utf-8"},
                                                            {".txt", "text/plain; charset=utf-8"},
                                                            {".html", "text/html; charset=utf-8"}};
  const auto it = types.find(extension);
  return it == types.end() ? nullptr : it->second;
}

std::string brotli(const std::string &in) {
  std::size_t size = BrotliEncoderMaxCompressedSize(in.size());
  std::string out(size, '\0');
  BrotliEncoderCompress(11, 22, BROTLI_MODE_TEXT, in.size(), reinterpret_cast<const std::uint8_t *>(in.data()), &size,
                        reinterpret_cast<std::uint8_t *>(out.data()));
  out.resize(size);
  return out;
}

std::string gzip(const std::string &in) {
  z_stream stream{};
  deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, in.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(in.data()));
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef *>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

/// The assembler reads the bytes itself; the symbols are local to the generated file.
void emit_bytes(std::ostream &out, const std::string &symbol, const fs::path &file) {
  out << "asm(\".section .rodata\\n.balign 16\\n.global " << symbol << "\\n"
      << symbol << ":\\n.incbin \\\"" << fs::absolute(file).string() << "\\\"\\n.byte 0\\n.text\\n\");\nextern \"C\" const char " << symbol
      << "[];\n";
}

struct Item {
  std::string name, type, hash, symbol;
  std::size_t size = 0, brotli = 0, gzip = 0;
};

std::string view(const std::string &symbol, std::size_t size) { return size ? "{" + symbol + ", " + std::to_string(size) + "}" : "{}"; }

int embed(bool web, const fs::path &folder, const fs::path &output) {
  std::vector<std::string> names;
  for (const auto &entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file()) names.push_back(fs::relative(entry.path(), folder).generic_string());
  std::sort(names.begin(), names.end());
  const fs::path side = output.string() + ".d";
  fs::create_directories(side);
  std::ofstream out(output);
  out << "// Made by tools/embed.cpp. Not to be edited.\n"
      << (web ? "#include \"platform/http/http.hpp\"\n" : "#include \"platform/core/embedded.hpp\"\n");
  std::vector<Item> items;
  for (const auto &name : names) {
    const char *type = type_of(fs::path(name).extension().string());
    if (web && !type) continue; // notes and licences stay outside
    const std::string bytes = web ? content(folder, name) : read(folder / name);
    Item item{name, type ? type : "", hash8(bytes), std::string(web ? "rt_web_" : "rt_pack_") + std::to_string(items.size()), bytes.size()};
    out << "// " << name << ' ' << item.hash << '\n';
    const bool changed = web && fs::path(name).extension() == ".css";
    if (changed) write(side / (item.symbol + ".css"), bytes);
    emit_bytes(out, item.symbol, changed ? side / (item.symbol + ".css") : folder / name);
    if (web && bytes.size() > 200 && item.type.find("charset") != std::string::npos) {
      const std::string br = brotli(bytes), gz = gzip(bytes);
      write(side / (item.symbol + ".br"), br);
      write(side / (item.symbol + ".gz"), gz);
      emit_bytes(out, item.symbol + "_br", side / (item.symbol + ".br"));
      emit_bytes(out, item.symbol + "_gz", side / (item.symbol + ".gz"));
      item.brotli = br.size();
      item.gzip = gz.size();
    }
    items.push_back(item);
  }
  out << (web ? "const std::vector<rt::http::Asset> &rt::http::assets() {\n  static const std::vector<Asset> all = {\n"
              : "const std::vector<rt::File> &rt::embedded_packs() {\n  static const std::vector<File> all = {\n");
  for (const auto &item : items) {
    out << "    {\"" << item.name << "\", ";
    if (web) out << '"' << item.type << "\", ";
    out << view(item.symbol, item.size);
    if (web) out << ", \"" << item.hash << "\", " << view(item.symbol + "_br", item.brotli) << ", " << view(item.symbol + "_gz", item.gzip);
    out << "},\n";
  }
  out << "  };\n  return all;\n}\n";
  return out ? 0 : 1;
}

int links(const fs::path &folder, const fs::path &output) {
  std::ofstream out(output);
  std::vector<std::string> names;
  for (const auto &entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file() && type_of(entry.path().extension().string())) names.push_back(fs::relative(entry.path(), folder).generic_string());
  std::sort(names.begin(), names.end());
  out << "// Made by tools/embed.cpp. Not to be edited.\n#include \"platform/html/html.hpp\"\n"
      << "std::string rt::html::asset(std::string_view name) {\n"
      << "  static constexpr std::pair<std::string_view, std::string_view> kAll[] = {\n";
  for (const auto &name : names) out << "    {\"" << name << "\", \"" << hash8(content(folder, name)) << "\"},\n";
  out << "  };\n  std::string url = \"/s/\" + std::string(name);\n"
      << "  for (const auto &[key, hash] : kAll)\n    if (key == name) return url.append(\"?v=\").append(hash);\n  "
         "return url;\n}\n";
  return out ? 0 : 1;
}

} // namespace

int main(int argc, char **argv) {
  const std::string kind = argc == 4 ? argv[1] : "";
  if (kind == "links") return links(argv[2], argv[3]);
  if (kind == "web" || kind == "packs") return embed(kind == "web", argv[2], argv[3]);
  std::cerr << "usage: embed web|packs|links FOLDER OUTPUT.cpp\n";
  return 2;
}
