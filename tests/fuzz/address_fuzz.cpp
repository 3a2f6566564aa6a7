// LIBS rt_modules_records
// Whatever stands after the ? of a list's address: only ids, codes and days of that register go on, and what goes on reads back the same.
#include "modules/records/pages_shared.hpp"
#include "platform/http/form.hpp"
#include <cstdlib>

using namespace rt;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, std::size_t size) {
  static const auto kLoaded = definitions::load("", {"open-care"});
  if (size < 2) return 0;
  const auto &reg = kLoaded.catalog.registers.at(data[0] % kLoaded.catalog.registers.size());
  http::Fields fields, again;
  if (!http::parse_urlencoded({reinterpret_cast<const char *>(data) + 1, size - 1}, fields)) return 0;
  const auto address = records::read_address(reg, fields);
  const auto query = address.query(address.page);
  if (!query.empty() && !http::parse_urlencoded(query.substr(1), again)) std::abort();
  if (query.size() > 2048 || records::read_address(reg, again).query(address.page) != query) std::abort();
  (void)records::to_query(reg, address, {});
  return 0;
}
