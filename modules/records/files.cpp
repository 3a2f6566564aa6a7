// Uploaded files: kept in the database with their sha256, of kinds that people read, with the rights of their record.
#include "modules/records/engine.hpp"
#include "modules/records/import_store.hpp"
#include "platform/core/text.hpp"
#include <sodium.h>

namespace rt::records {

using access::Actor;
using access::May;
using definitions::Register;

namespace {

constexpr std::int64_t kUnusedSeconds = 24 * 3600;

std::string sha256_of(std::string_view bytes) {
  std::string digest(crypto_hash_sha256_BYTES, '\0');
  crypto_hash_sha256(reinterpret_cast<unsigned char *>(digest.data()), reinterpret_cast<const unsigned char *>(bytes.data()), bytes.size());
  return to_hex(digest);
}

bool has(std::string_view bytes, std::string_view sought) { return bytes.find(sought) != std::string_view::npos; }

/// A zip is told by the names inside it; one with macros is refused.
std::string kind_of_zip(std::string_view bytes) {
  if (has(bytes, "vbaProject")) return {};
  if (has(bytes.substr(0, 200), "mimetypeapplication/vnd.oasis.opendocument.text")) return "application/vnd.oasis.opendocument.text";
  if (has(bytes.substr(0, 200), "mimetypeapplication/vnd.oasis.opendocument.spreadsheet")) return "application/vnd.oasis.opendocument.spreadsheet";
  if (!has(bytes, "[Content_Types].xml")) return {};
  if (has(bytes, "word/document.xml")) return "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
  if (has(bytes, "xl/workbook.xml")) return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
  if (has(bytes, "ppt/presentation.xml")) return "application/vnd.openxmlformats-officedocument.presentationml.presentation";
  return {};
}

/// By what is in the file, never by its name or what the browser says; "" = not a kind that is kept.
std::string kind_of_file(std::string_view bytes) {
  if (starts_with(bytes, "%PDF-")) return "application/pdf";
  if (starts_with(bytes, "\x89PNG\r\n\x1a\n")) return "image/png";
  if (starts_with(bytes, "\xFF\xD8\xFF")) return "image/jpeg";
  if (starts_with(bytes, "PK\x03\x04")) return kind_of_zip(bytes);
  const bool control = bytes.find_first_of(std::string_view("\0\1\2\3\4\5\6\7\x08\x0e\x0f\x10\x1b\x7f", 14)) != std::string_view::npos;
  if (bytes.empty() || control || !is_utf8(bytes)) return {};
  const auto start = lower(trim(bytes.substr(0, 200)));
  const bool markup = starts_with(start, "<") || starts_with(start, "\xEF\xBB\xBF<"); // a browser might run what is in it
  return markup || starts_with(start, "#!") ? std::string{} : "text/plain; charset=utf-8";
}

/// A name that any system can keep: no path, no control characters, not too long.
std::string sound_name(std::string_view name) {
  std::string out;
  for (const char c : trim(name))
    out += static_cast<unsigned char>(c) < 0x20 || std::string_view("/\\:*?\"<>|;").find(c) != std::string_view::npos ? '_' : c;
  while (out.size() > 120) out.erase(0, 1);
  while (!out.empty() && (static_cast<unsigned char>(out[0]) & 0xC0) == 0x80) out.erase(0, 1);
  return out.empty() || out[0] == '.' ? "fil" + out : out;
}

StoredFile read_file(const db::Row &row) {
  StoredFile file;
  file.id = row.integer(0);
  file.filename = row.str(1);
  file.content_type = row.str(2);
  file.size = row.integer(3);
  file.sha256 = row.str(4);
  file.uploaded_at = row.str(5);
  return file;
}

constexpr const char *kFile = "SELECT id, filename, content_type, size, sha256, uploaded_at";

/// Is the file one that the record's fields name, as far as the reader sees them?
bool names_file(const Register &reg, const Record &record, std::int64_t file) {
  const auto is = [&](const GroupRow &row, const definitions::Field &field) {
    const auto found = row.find(field.id);
    return found != row.end() && found->second == db::Value{file};
  };
  for (const auto &field : reg.fields) {
    if (field.type != definitions::FieldType::file) continue;
    if (in_record(field) && record.integer(field.id) == file) return true;
    const auto rows = record.groups.find(field.group);
    if (!in_record(field) && rows != record.groups.end())
      for (const auto &row : rows->second)
        if (is(row, field)) return true;
  }
  return false;
}

} // namespace

namespace store {

std::int64_t insert_file(db::Connection &c, std::int64_t unit, std::string_view register_id, std::string_view field, const StoredFile &file,
                         const Stamp &stamp) {
  return c.insert("INSERT INTO record_file (unit_id, register_id, field, filename, content_type, size, sha256, uploaded_at, user_id, content) "
                  "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
                  {unit, std::string(register_id), std::string(field), file.filename, file.content_type, file.size, file.sha256, stamp.at,
                   stamp.user != 0 ? db::Value{stamp.user} : db::Value{db::Null{}}, importing::base64(file.bytes)});
}

std::optional<StoredFile> file_of(db::Connection &c, std::int64_t unit, std::string_view register_id, std::int64_t record, std::int64_t file) {
  std::optional<StoredFile> found;
  c.query(std::string(kFile) + ", content FROM record_file WHERE id = ? AND unit_id = ? AND register_id = ? AND record_id = ?",
          {file, unit, std::string(register_id), record}, [&](const db::Row &row) {
            found = read_file(row);
            found->bytes = importing::from_base64(row.text(6));
          });
  return found;
}

std::map<std::int64_t, StoredFile> file_names(db::Connection &c, std::int64_t unit, const std::vector<std::int64_t> &ids) {
  std::map<std::int64_t, StoredFile> files;
  if (ids.empty()) return files;
  db::Values args;
  auto sql = std::string(kFile) + " FROM record_file WHERE id IN (" + id_marks(ids, args) + ") AND unit_id = ?";
  args.emplace_back(unit);
  c.query(sql, args, [&](const db::Row &row) { files[row.integer(0)] = read_file(row); });
  return files;
}

bool may_have_file(db::Connection &c, std::int64_t unit, std::string_view register_id, std::int64_t record, std::int64_t user, std::int64_t file) {
  return c.exists(
      "SELECT 1 FROM record_file WHERE id = ? AND unit_id = ? AND register_id = ? AND (record_id = ? OR (record_id IS NULL AND user_id = ?))",
      {file, unit, std::string(register_id), record, user});
}

void give_file(db::Connection &c, std::int64_t file, std::int64_t record) {
  c.exec("UPDATE record_file SET record_id = ? WHERE id = ? AND record_id IS NULL", {record, file});
}

int purge_files(db::Connection &c, std::string_view before) {
  return static_cast<int>(c.exec("DELETE FROM record_file WHERE record_id IS NULL AND uploaded_at < ?", {std::string(before)}));
}

} // namespace store

Result<std::int64_t> Records::add_file(const Actor &actor, std::string_view register_id, const definitions::Field &field, std::string_view filename,
                                       std::string_view bytes) {
  RT_CHECK(access::require(actor, May::write_records));
  const auto refuse = [&](ProblemKind kind, const std::string &message) {
    return fail(kind, message, {{field.id, field.title.str() + ": " + message}});
  };
  if (!may_write(field, actor)) return refuse(ProblemKind::forbidden, std::string(tr("din roll får inte ändra det här.")));
  if (bytes.size() > kMostFileBytes) return refuse(ProblemKind::too_large, std::string(tr("filen är för stor. Den får vara högst 10 MB.")));
  StoredFile file;
  file.content_type = kind_of_file(bytes);
  if (file.content_type.empty())
    return refuse(ProblemKind::invalid,
                  std::string(tr("den sortens fil tas inte emot. Spara den som PDF, bild (PNG, JPEG), Word, Excel, OpenDocument eller ren text.")));
  file.filename = sound_name(filename);
  file.size = static_cast<std::int64_t>(bytes.size());
  file.sha256 = sha256_of(bytes);
  file.bytes = std::string(bytes);
  const auto *table = impl_->table(register_id);
  if (table == nullptr) return fail(not_there());
  return impl_->in_transaction([&](db::Connection &c) -> Result<std::int64_t> {
    store::purge_files(c, to_iso(impl_->clock.now() - kUnusedSeconds));
    return store::insert_file(c, actor.unit, register_id, field.id, file, {actor.user, actor.name, to_iso(impl_->clock.now())});
  });
}

Result<StoredFile> Records::file(const Actor &actor, std::string_view register_id, std::int64_t record_id, std::int64_t id) {
  RT_TRY(const auto record, get(actor, register_id, record_id, "fil"));
  const auto *reg = catalog().find(register_id);
  if (!names_file(*reg, record, id)) return fail(not_there());
  auto lease = impl_->pool.read();
  auto found = store::file_of(*lease, actor.unit, register_id, record_id, id);
  if (!found) return fail(not_there());
  return std::move(*found);
}

std::map<std::int64_t, StoredFile> Records::file_names(const Actor &actor, const std::vector<std::int64_t> &ids) {
  if (ids.empty() || !actor.may(May::read_records)) return {};
  auto lease = impl_->pool.read();
  return store::file_names(*lease, actor.unit, ids);
}

} // namespace rt::records
