#include "modules/definitions/definitions.hpp"
#include <algorithm>

namespace rt::definitions {
namespace {
template<class List> auto by_id(const List &list, std::string_view id) -> decltype(&list.front()) {
  for (const auto &item : list)
    if (item.id == id) return &item;
  return nullptr;
}
template<class List> auto by_code(const List &list, int code) -> decltype(&list.front()) {
  for (const auto &item : list)
    if (item.code == code) return &item;
  return nullptr;
}
} // namespace

const Option *Field::option(std::string_view option_id) const { return by_id(options, option_id); }
const Option *Field::option_by_code(int code) const { return by_code(options, code); }
const Field *Register::field(std::string_view field_id) const { return by_id(fields, field_id); }
bool Transition::leaves(std::string_view state_id) const { return std::find(from.begin(), from.end(), state_id) != from.end(); }
const Group *Register::group(std::string_view group_id) const { return by_id(groups, group_id); }
const State *Register::state(std::string_view state_id) const { return by_id(states, state_id); }
const State *Register::state_by_code(int code) const { return by_code(states, code); }
const Register *Catalog::find(std::string_view register_id) const { return by_id(registers, register_id); }
const Instrument *Catalog::instrument(std::string_view instrument_id) const { return by_id(instruments, instrument_id); }
const Audit *Catalog::audit(std::string_view audit_id) const { return by_id(audits, audit_id); }

bool Catalog::keeps(const std::vector<std::string> &chosen, std::string_view pack) const {
  if (chosen.empty() || std::find(chosen.begin(), chosen.end(), pack) != chosen.end()) return true;
  for (const auto &info : pack_infos) {
    if (info.id == pack && info.shared) return true;
    const bool needed = std::find(info.requires_packs.begin(), info.requires_packs.end(), pack) != info.requires_packs.end();
    if (needed && std::find(chosen.begin(), chosen.end(), info.id) != chosen.end()) return true;
  }
  return false;
}
bool Catalog::keeps_file(const std::vector<std::string> &chosen, std::string_view file) const {
  return keeps(chosen, file.substr(0, file.find('/')));
}

} // namespace rt::definitions
