#include "modules/definitions/reader.hpp"
#include "platform/core/embedded.hpp"
#include "platform/core/text.hpp"
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

namespace fs = std::filesystem;

namespace rt::definitions {
namespace {

/// "registers/contact.toml" → the file's text.
using Files = std::map<std::string, std::string>;

Files read_folder(const fs::path &folder) {
  Files files;
  std::error_code error;
  for (fs::recursive_directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    if (!it->is_regular_file(error) || it->path().extension() != ".toml") continue;
    std::ifstream in(it->path(), std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    files[fs::relative(it->path(), folder, error).generic_string()] = text.str();
  }
  return files;
}

/// pack.toml: id, version and the packs that must be there too.
using Head = PackInfo;

Head read_head(Loading &loading, const std::string &folder_name, const Files &files) {
  const std::string file = folder_name + "/pack.toml";
  Head nameless;
  nameless.id = folder_name;
  const auto found = files.find("pack.toml");
  if (found == files.end()) {
    loading.find(file, {1, 1}, std::string(tr("Paketet saknar filen pack.toml.")));
    return nameless;
  }
  const auto node = parse_toml(found->second, file, loading.findings);
  TableReader root(loading, file, node, {1, 1});
  root.used("pack");
  const auto *table = node.find("pack");
  if (table == nullptr || table->kind != Node::Kind::table) {
    root.find({1, 1}, std::string(tr("Filen saknar tabellen [pack].")));
    return nameless;
  }
  root.finish();
  TableReader head(loading, file, *table, table->place);
  Head result;
  result.id = head.text("id", true);
  result.version = head.integer("version", true).value_or(1);
  result.title = head.words("title", true);
  result.shared = head.flag("shared");
  result.requires_packs = head.texts("requires");
  for (const auto &needed : result.requires_packs)
    loading.later.push_back([file, place = head.at("requires"), needed](Loading &l) {
      const auto is = [&](const std::string &pack) { return starts_with(pack, needed + " "); };
      if (std::none_of(l.catalog.packs.begin(), l.catalog.packs.end(), is))
        l.find(file, place, tr_f("Paketet behöver ”{0}”, som inte är med.", {needed}));
    });
  head.finish();
  if (result.id != folder_name) loading.find(file, head.at("id"), tr_f("Paketets id ska vara mappens namn, ”{0}”.", {folder_name}));
  return result;
}

/// Only the names: their faults are found when the pack itself is read.
std::vector<std::string> required(const Files &files) {
  Loading unheard;
  const auto found = files.find("pack.toml");
  if (found == files.end()) return {};
  const auto node = parse_toml(found->second, "pack.toml", unheard.findings);
  const auto *head = node.find("pack");
  const auto *list = head != nullptr ? head->find("requires") : nullptr;
  std::vector<std::string> names;
  if (list != nullptr)
    for (const auto &item : list->items) names.push_back(item.text);
  return names;
}

void read_pack(Loading &loading, const std::string &folder_name, const Files &files) {
  static const std::vector<std::string> kFolders{"codelists", "registers", "instruments", "measures", "goals", "audits"};
  const auto head = read_head(loading, folder_name, files);
  loading.catalog.packs.push_back(head.id + " " + std::to_string(head.version));
  loading.catalog.pack_infos.push_back(head);
  for (const auto &[path, text] : files) {
    const auto file = folder_name + "/" + path;
    const auto slash = path.find('/');
    const auto kind = slash == std::string::npos ? std::string{} : path.substr(0, slash);
    if (std::find(kFolders.begin(), kFolders.end(), kind) == kFolders.end()) {
      // Other folders belong to other modules; a name that is nearly ours is a slip that would lose definitions.
      const auto near = nearest(kind, kFolders);
      if (near) loading.find(file, {1, 1}, tr_f("Mappen ”{0}” läses inte.", {kind}), tr_f("Menade du ”{0}”?", {*near}));
      continue;
    }
    const auto before = loading.findings.size();
    const auto node = parse_toml(text, file, loading.findings);
    if (loading.findings.size() != before) continue;
    if (kind == "registers") read_register(loading, head.id, head.version, file, node);
    else if (kind == "instruments") read_instrument(loading, file, node);
    else if (kind == "measures") read_measures(loading, file, node);
    else if (kind == "codelists") read_code_lists(loading, file, node);
    else if (kind == "audits") read_audit(loading, file, node);
    else read_goals(loading, file, node);
  }
}

Loaded finish(Loading &loading) {
  for (const auto &check : loading.later) check(loading);
  std::stable_sort(loading.findings.begin(), loading.findings.end(),
                   [](const Finding &a, const Finding &b) { return std::tie(a.file, a.line, a.column) < std::tie(b.file, b.line, b.column); });
  return {std::move(loading.catalog), std::move(loading.findings)};
}

std::map<std::string, Files> packs_on_disk(const std::string &folder) {
  std::map<std::string, Files> packs;
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error))
    if (it->is_directory(error) && fs::exists(it->path() / "pack.toml", error)) packs[it->path().filename().string()] = read_folder(it->path());
  return packs;
}

/// "open-care/registers/contact.toml" of the program's own packs.
std::map<std::string, Files> packs_inside() {
  std::map<std::string, Files> packs;
  for (const auto &file : embedded_packs()) {
    const auto slash = file.name.find('/');
    if (slash == std::string_view::npos || !file.name.ends_with(".toml")) continue;
    packs[std::string(file.name.substr(0, slash))][std::string(file.name.substr(slash + 1))] = std::string(file.bytes);
  }
  std::erase_if(packs, [](const auto &pack) { return pack.second.count("pack.toml") == 0; });
  return packs;
}

/// A pack's code lists and registers may be used by those that require it: the required are read first.
void read_with_required(Loading &loading, const std::map<std::string, Files> &packs, const std::string &name, std::set<std::string> &read) {
  const auto pack = packs.find(name);
  if (pack == packs.end() || !read.insert(name).second) return; // what is missing is found when all are read
  for (const auto &needed : required(pack->second)) read_with_required(loading, packs, needed, read);
  read_pack(loading, name, pack->second);
}

} // namespace

Loaded load(const std::string &packs_folder, const std::vector<std::string> &names) {
  Loading loading;
  // Those of the folder go before; what they require may come with the program.
  auto packs = packs_inside();
  std::vector<std::string> own, known;
  if (!packs_folder.empty())
    for (auto &[name, files] : packs_on_disk(packs_folder)) {
      own.push_back(name);
      packs[name] = std::move(files);
    }
  for (const auto &[name, files] : packs) known.push_back(name);
  std::set<std::string> read;
  for (const auto &name : !names.empty() ? names : packs_folder.empty() ? known : own) {
    if (packs.count(name) != 0) read_with_required(loading, packs, name, read);
    else loading.find(name, {}, tr_f("Paketet ”{0}” finns inte.", {name}), did_you_mean(name, known));
  }
  return finish(loading);
}

Loaded check(const std::string &folder) {
  Loading loading;
  auto path = fs::path(folder).lexically_normal();
  if (!path.has_filename()) path = path.parent_path();
  if (path == "." || path.empty()) path = fs::absolute(folder).lexically_normal().parent_path();
  std::error_code error;
  if (!fs::is_directory(folder, error)) {
    loading.find(folder, {}, tr_f("Mappen ”{0}” finns inte.", {folder}));
    return finish(loading);
  }
  // What it requires lies beside it, or comes with the program.
  auto packs = packs_inside();
  for (auto &[name, files] : packs_on_disk(fs::absolute(path).parent_path().string())) packs[name] = std::move(files);
  packs[path.filename().string()] = read_folder(folder);
  std::set<std::string> read;
  read_with_required(loading, packs, path.filename().string(), read);
  return finish(loading);
}

} // namespace rt::definitions
