// Registers as JSON for other programs of the city: the same service, the same scope, problem+json when refused.
#include "modules/records/pages_shared.hpp"
#include "platform/core/text.hpp"
#include <nlohmann/json.hpp>

namespace rt::records {
namespace {

using nlohmann::json;

json value_of(const Field &field, const Record &record) {
  if (!record.has(field.id)) return nullptr;
  const auto &value = record.value(field.id);
  const auto *whole = std::get_if<std::int64_t>(&value);
  switch (field.type) {
  case FieldType::choice: case FieldType::item: {
    for (const auto &option : field.options)
      if (whole != nullptr && (field.type == FieldType::item ? option.score : option.code) == *whole) return option.id;
    return nullptr;
  }
  case FieldType::computed:
    if (!field.options.empty() && whole != nullptr)
      if (const auto *option = field.option_by_code(static_cast<int>(*whole))) return option->id;
    break;
  case FieldType::choices: {
    auto list = json::array();
    for (const auto &code : split(record.text(field.id), ','))
      if (const auto *option = field.option_by_code(static_cast<int>(parse_integer(code).value_or(-1)))) list.push_back(option->id);
    return list;
  }
  case FieldType::yes_no: return whole != nullptr && *whole != 0;
  case FieldType::givers: {
    auto list = json::array();
    for (const auto &giver : record.givers) list.push_back({{"role", giver.role}, {"sex", organisation::id_of(giver.sex)}, {"child", giver.child}});
    return list;
  }
  default: break;
  }
  if (whole != nullptr) {
    if (field.tenths) return static_cast<double>(*whole) / 10;
    return *whole;
  }
  if (const auto *real = std::get_if<double>(&value)) return *real;
  return record.text(field.id);
}

json to_json(const Register &reg, const Record &record) {
  json object{{"id", record.id}, {"version", record.version}, {"unit", record.unit}, {"sex", organisation::id_of(record.sex)},
              {"people", {{"unknown", record.counts[0]}, {"female", record.counts[1]}, {"male", record.counts[2]}, {"other", record.counts[3]}}}};
  if (record.team != 0) object["team"] = record.team;
  if (record.birth_year != 0) object["birth_year"] = record.birth_year;
  if (const auto *state = reg.state_by_code(record.state)) object["state"] = state->id;
  auto &fields = object["fields"] = json::object();
  for (const auto &field : reg.fields)
    if (auto value = value_of(field, record); !value.is_null()) fields[field.id] = std::move(value);
  return object;
}

http::Response refuse(const Problem &problem) {
  json body{{"title", problem.message}, {"status", http::status_of(problem.kind)}};
  for (const auto &error : problem.fields) body["errors"].push_back({{"field", error.field}, {"message", error.message}});
  auto response = http::json(body.dump(), http::status_of(problem.kind));
  response.content_type = "application/problem+json";
  return response;
}

Problem not_there() { return {ProblemKind::not_found, std::string(tr("Posten finns inte, eller så får du inte se den.")), {}}; }

/// A program gets a refusal that it can read, never a login page.
http::Handler answer(May what, std::function<http::Response(http::Request &, const Actor &)> work) {
  return [what, work = std::move(work)](http::Request &request) {
    const auto &actor = access::current();
    if (auto allowed = access::require(actor, what); !allowed) {
      auto response = refuse(allowed.error());
      if (actor.user == 0) response.status = 401;
      return response;
    }
    return work(request, actor);
  };
}

http::Response list(const Desk &desk, http::Request &request, const Actor &actor) {
  const auto *reg = desk.find(request.param(0));
  if (reg == nullptr) return refuse(not_there());
  const auto address = read_address(*reg, request.query);
  const auto page = desk.deps.records.list(actor, reg->id, to_query(*reg, address, actor), purpose_of(*reg));
  json body{{"register", reg->id}, {"total", page.total}, {"page", address.page}, {"records", json::array()}};
  for (const auto &row : page.rows) body["records"].push_back(to_json(*reg, row));
  return http::json(body.dump());
}

http::Response one(const Desk &desk, http::Request &request, const Actor &actor) {
  const auto *reg = desk.find(request.param(0));
  if (reg == nullptr) return refuse(not_there());
  const auto record = desk.deps.records.get(actor, reg->id, id_param(request, 1), purpose_of(*reg));
  return record ? http::json(to_json(*reg, *record).dump()) : refuse(record.error());
}

} // namespace

void add_api(http::Router &router, const std::shared_ptr<Desk> &desk) {
  router.get("/api/v1/registers/{id}", answer(May::read_records, [desk](http::Request &r, const Actor &a) { return list(*desk, r, a); }));
  router.get("/api/v1/registers/{id}/{record}", answer(May::read_records, [desk](http::Request &r, const Actor &a) { return one(*desk, r, a); }));
}

} // namespace rt::records
