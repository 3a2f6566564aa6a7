// Registers as JSON for other programs of the city: the same service, the same scope, problem+json when refused.
// What is written needs the version that was read (If-Match), and a repeated POST with the same Idempotency-Key makes nothing new.
#include "modules/records/api_values.hpp"
#include "modules/records/openapi.hpp"
#include "modules/records/pages_shared.hpp"
#include "platform/core/text.hpp"
#include "platform/http/api.hpp"
#include <functional>
#include <nlohmann/json.hpp>

namespace rt::records {
namespace {

using nlohmann::json;

constexpr int kMostRows = 500;
constexpr std::int64_t kKeysLive = 7 * 24 * 3600; ///< seconds that an Idempotency-Key is remembered

http::Response refuse(const Problem &problem, int status = 0) { return http::api_problem(problem, status); }

Problem not_there() { return {ProblemKind::not_found, std::string(tr("Posten finns inte, eller så får du inte se den.")), {}}; }

/// A program gets a refusal that it can read, never a login page.
http::Handler answer(May what, std::function<http::Response(http::Request &, const Actor &)> work) {
  return [what, work = std::move(work)](http::Request &request) {
    const auto &actor = access::current();
    if (auto allowed = access::require(actor, what); !allowed) return refuse(allowed.error(), actor.user == 0 ? 401 : 0);
    return work(request, actor);
  };
}

http::Response tagged(http::Response response, const Record &record) {
  response.header("ETag", "\"" + std::to_string(record.version) + "\"").header("Cache-Control", "private, no-cache");
  return response;
}

http::Response with_tag(const Register &reg, const Record &record, int status) {
  return tagged(http::json(to_json(reg, record).dump(), status), record);
}

/// What was saved, and beside it what the definition warns of: told, never a hindrance.
http::Response saved_answer(const Desk &desk, const Actor &actor, const Register &reg, const Record &record, int status) {
  auto body = to_json(reg, record);
  body["warnings"] = desk.deps.records.warnings(actor, reg, record);
  return tagged(http::json(body.dump(), status), record);
}

/// The version in If-Match: "7" in quotes, weak or not. Nothing when it is missing or something else.
std::optional<int> version_asked(const http::Request &request) {
  auto tag = request.header("if-match");
  if (starts_with(tag, "W/")) tag = tag.substr(2);
  if (tag.size() < 3 || tag.front() != '"' || tag.back() != '"') return std::nullopt;
  const auto version = parse_integer(tag.substr(1, tag.size() - 2));
  if (!version || *version < 1 || *version > 1000000000) return std::nullopt;
  return static_cast<int>(*version);
}

http::Response version_needed() {
  return refuse({ProblemKind::invalid, std::string(tr("Skicka If-Match med versionen som du har läst (ETag).")), {}}, 428);
}

/// A stale version is 412 here: the condition that the program set does not hold.
http::Response refuse_change(const Problem &problem) { return refuse(problem, problem.kind == ProblemKind::conflict ? 412 : 0); }

Result<json> body_of(const http::Request &request) {
  auto body = json::parse(request.body, nullptr, false);
  if (body.is_discarded()) return fail(ProblemKind::invalid, std::string(tr("Innehållet är inte giltig JSON.")));
  return body;
}

// ---- reading ----

http::Response registers(const Desk &desk, http::Request &, const Actor &actor) {
  auto list = json::array();
  for (const auto *reg : desk.registers(actor))
    list.push_back({{"id", reg->id},
                    {"title", reg->title.str()},
                    {"about", reg->about},
                    {"purpose", reg->purpose},
                    {"pack", reg->pack},
                    {"href", "/api/v1/registers/" + reg->id}});
  return http::json(json{{"registers", list}}.dump());
}

http::Response list(const Desk &desk, http::Request &request, const Actor &actor) {
  const auto *reg = desk.find(request.param(0));
  if (reg == nullptr) return refuse(not_there());
  const auto address = read_address(*reg, request.query);
  auto query = to_query(*reg, address, actor);
  if (const auto limit = parse_integer(request.query["limit"])) query.limit = static_cast<int>(std::clamp<long long>(*limit, 1, kMostRows));
  query.offset = query.after != 0 || query.before != 0 ? 0 : (address.page - 1) * query.limit;
  query.with_groups = true;
  const auto page = desk.deps.records.list(actor, reg->id, query, purpose_of(*reg));
  json body{{"register", reg->id}, {"total", page.total}, {"page", address.page}, {"limit", query.limit}, {"records", json::array()}};
  for (const auto &row : page.rows) body["records"].push_back(to_json(*reg, row));
  if (page.uncounted) body["total_is_at_least"] = true; // counted so far and no further
  auto response = http::json(body.dump());
  if (page.more && !page.rows.empty() && query.before == 0) {
    auto next = address.query(address.page + 1) + "&efter=" + std::to_string(page.rows.back().id);
    if (request.query.has("limit")) next += "&limit=" + std::to_string(query.limit);
    response.header("Link", "</api/v1/registers/" + reg->id + next + ">; rel=\"next\"");
  }
  return response;
}

http::Response one(const Desk &desk, http::Request &request, const Actor &actor) {
  const auto *reg = desk.find(request.param(0));
  if (reg == nullptr) return refuse(not_there());
  const auto record = desk.deps.records.get(actor, reg->id, id_param(request, 1), purpose_of(*reg));
  if (!record) return refuse(record.error());
  auto response = with_tag(*reg, *record, 200);
  if (request.header("if-none-match") == "\"" + std::to_string(record->version) + "\"") response.status = 304, response.body.clear();
  return response;
}

http::Response history(const Desk &desk, http::Request &request, const Actor &actor) {
  const auto *reg = desk.find(request.param(0));
  if (reg == nullptr) return refuse(not_there());
  const auto id = id_param(request, 1);
  if (const auto record = desk.deps.records.get(actor, reg->id, id, purpose_of(*reg)); !record) return refuse(record.error());
  auto list = json::array();
  for (const auto &entry : desk.deps.records.history(actor, reg->id, id)) {
    json one{{"at", entry.at}, {"who", entry.who}, {"what", entry.what}, {"differences", json::array()}};
    for (const auto &difference : entry.differences)
      one["differences"].push_back({{"field", difference.field}, {"before", difference.before}, {"after", difference.after}});
    list.push_back(std::move(one));
  }
  return http::json(json{{"history", list}}.dump());
}

// ---- writing ----

struct Key {
  std::string text, fingerprint;
};

std::string fingerprint_of(const http::Request &request) {
  // Only told apart from another request with the same key, never trusted: a plain hash will do.
  return std::to_string(std::hash<std::string>{}(request.path + "\n" + request.body)) + ":" + std::to_string(request.body.size());
}

/// The record that this key made before, if any.
Result<std::int64_t> made_before(db::Connection &c, const Actor &actor, const Key &key, std::string_view register_id, Instant now) {
  c.exec("DELETE FROM api_key WHERE made_at < ?", {to_iso(now - kKeysLive)});
  std::int64_t id = 0;
  bool same = true;
  c.query("SELECT fingerprint, register, record_id FROM api_key WHERE user_id = ? AND key_text = ?", {actor.user, key.text}, [&](const db::Row &row) {
    same = row.text(0) == key.fingerprint && row.text(1) == register_id;
    id = row.integer(2);
  });
  if (!same) return fail(ProblemKind::invalid, std::string(tr("Samma Idempotency-Key har använts till något annat.")));
  return id;
}

http::Response create(const Desk &desk, http::Request &request, const Actor &actor) {
  const auto *reg = desk.find(request.param(0));
  if (reg == nullptr) return refuse(not_there());
  const auto body = body_of(request);
  if (!body) return refuse(body.error());
  Record draft = blank(*reg, actor, desk.today());
  draft.values.clear(); // a program says all it means; the form's defaults are for people
  if (auto errors = from_json(*reg, *body, desk.today(), draft); !errors.empty())
    return refuse({ProblemKind::invalid, std::string(tr("Några fält går inte att spara.")), std::move(errors)});
  const Key key{request.header("idempotency-key"), fingerprint_of(request)};
  if (key.text.size() > 200) return refuse({ProblemKind::invalid, std::string(tr("Idempotency-Key är för lång.")), {}});
  auto &records = desk.deps.records;
  std::optional<Record> saved;
  {
    auto c = records.pool().write();
    db::Transaction tx(*c);
    if (!key.text.empty()) {
      const auto before = made_before(*c, actor, key, reg->id, desk.deps.clock.now());
      if (!before) return refuse(before.error());
      if (*before != 0) {
        tx.commit();
        auto same = records.get(actor, reg->id, *before, purpose_of(*reg));
        return same ? std::move(saved_answer(desk, actor, *reg, *same, 201).header("Idempotency-Replayed", "true")) : refuse(same.error());
      }
    }
    auto result = records.save_in(*c, actor, reg->id, std::move(draft));
    if (!result) return refuse(result.error());
    saved = std::move(*result);
    if (!key.text.empty())
      c->exec("INSERT INTO api_key (user_id, key_text, fingerprint, register, record_id, made_at) VALUES (?,?,?,?,?,?)",
              {actor.user, key.text, key.fingerprint, reg->id, saved->id, to_iso(desk.deps.clock.now())});
    tx.commit();
  }
  records.committed();
  return std::move(saved_answer(desk, actor, *reg, *saved, 201).header("Location", "/api/v1/registers/" + reg->id + "/" + std::to_string(saved->id)));
}

http::Response replace(const Desk &desk, http::Request &request, const Actor &actor) {
  const auto *reg = desk.find(request.param(0));
  if (reg == nullptr) return refuse(not_there());
  const auto version = version_asked(request);
  if (!version) return version_needed();
  const auto body = body_of(request);
  if (!body) return refuse(body.error());
  auto draft = desk.deps.records.get(actor, reg->id, id_param(request, 1), purpose_of(*reg));
  if (!draft) return refuse(draft.error());
  draft->version = *version;
  if (auto errors = from_json(*reg, *body, desk.today(), *draft); !errors.empty())
    return refuse({ProblemKind::invalid, std::string(tr("Några fält går inte att spara.")), std::move(errors)});
  auto saved = desk.deps.records.save(actor, reg->id, std::move(*draft));
  return saved ? saved_answer(desk, actor, *reg, *saved, 200) : refuse_change(saved.error());
}

http::Response remove(const Desk &desk, http::Request &request, const Actor &actor) {
  const auto *reg = desk.find(request.param(0));
  if (reg == nullptr) return refuse(not_there());
  const auto version = version_asked(request);
  if (!version) return version_needed();
  const auto removed = desk.deps.records.remove(actor, reg->id, id_param(request, 1), *version);
  if (!removed) return refuse_change(removed.error());
  auto response = http::json("");
  response.status = 204;
  return response;
}

http::Response step(const Desk &desk, http::Request &request, const Actor &actor) {
  const auto *reg = desk.find(request.param(0));
  if (reg == nullptr) return refuse(not_there());
  const auto version = version_asked(request);
  if (!version) return version_needed();
  auto moved = desk.deps.records.move_state(actor, reg->id, id_param(request, 1), *version, request.param(2));
  return moved ? saved_answer(desk, actor, *reg, *moved, 200) : refuse_change(moved.error());
}

http::Response sign(const Desk &desk, http::Request &request, const Actor &actor) {
  const auto *reg = desk.find(request.param(0));
  if (reg == nullptr) return refuse(not_there());
  const auto version = version_asked(request);
  if (!version) return version_needed();
  auto signed_record = desk.deps.records.sign(actor, reg->id, id_param(request, 1), *version);
  return signed_record ? saved_answer(desk, actor, *reg, *signed_record, 200) : refuse_change(signed_record.error());
}

} // namespace

void add_api(http::Router &router, const std::shared_ptr<Desk> &desk) {
  using http::Method;
  const auto route = [&](Method method, const std::string &path, May what, auto work, const char *help) {
    http::RouteOptions options;
    options.help = help;
    options.permission = method == Method::get ? "read_records" : "write_records";
    router.add(method, "/api/v1" + path, answer(what, [desk, work](http::Request &r, const Actor &a) { return work(*desk, r, a); }), options);
  };
  route(
      Method::get, "/openapi.json", May::read_board,
      [](const Desk &d, http::Request &, const Actor &) {
        return http::json(openapi(d.deps.records.catalog(), d.deps.described ? d.deps.described() : std::string()));
      },
      "API:et beskrivet som OpenAPI 3.1");
  route(Method::get, "/registers", May::read_board, registers, "Registren");
  route(Method::get, "/registers/{id}", May::read_records, list, "Poster i ett register");
  route(Method::post, "/registers/{id}", May::write_records, create, "Ny post");
  route(Method::get, "/registers/{id}/{record}", May::read_records, one, "En post");
  route(Method::put, "/registers/{id}/{record}", May::write_records, replace, "Ersätter postens fält");
  route(Method::del, "/registers/{id}/{record}", May::delete_records, remove, "Tar bort en post");
  route(Method::get, "/registers/{id}/{record}/history", May::read_records, history, "Postens historik");
  route(Method::post, "/registers/{id}/{record}/steps/{step}", May::write_records, step, "Tar ett steg");
  route(Method::post, "/registers/{id}/{record}/sign", May::sign_records, sign, "Signerar och låser");
}

} // namespace rt::records
