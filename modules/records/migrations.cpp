#include "modules/records/import.hpp"

namespace rt::records {

const std::vector<db::Migration> &migrations() {
  static const std::vector<db::Migration> kOwn{
      {400, "People: found by name, personnummer or case number only (2001:637 15 §).",
       R"sql(
CREATE TABLE person (
  id {{identity}}, unit_id {{integer}} NOT NULL, first_name TEXT NOT NULL, last_name TEXT NOT NULL, sought TEXT NOT NULL,
  personnummer TEXT, birth_date TEXT, sex {{integer}} NOT NULL DEFAULT 0, language TEXT, needs TEXT,
  is_protected {{integer}} NOT NULL DEFAULT 0, version {{integer}} NOT NULL DEFAULT 1, created_at TEXT NOT NULL, updated_at TEXT NOT NULL
){{strict}};
CREATE INDEX person_sought ON person (unit_id, sought);
CREATE UNIQUE INDEX person_personnummer ON person (unit_id, personnummer);
CREATE TABLE person_team (
  person_id {{integer}} NOT NULL REFERENCES person (id), team_id {{integer}} NOT NULL, PRIMARY KEY (person_id, team_id)
){{strict}};
)sql"},
      {401, "The append-only history of every record, and the givers of what several people gave together.",
       R"sql(
CREATE TABLE record_history (
  id {{identity}}, register_id TEXT NOT NULL, record_id {{integer}} NOT NULL, version {{integer}} NOT NULL, at TEXT NOT NULL,
  user_id {{integer}}, who TEXT, what TEXT NOT NULL, difference TEXT NOT NULL
){{strict}};
CREATE INDEX record_history_record ON record_history (register_id, record_id, version);
CREATE TABLE record_giver (
  id {{identity}}, register_id TEXT NOT NULL, record_id {{integer}} NOT NULL, position {{integer}} NOT NULL, role {{integer}} NOT NULL,
  sex {{integer}} NOT NULL, child {{integer}} NOT NULL
){{strict}};
CREATE INDEX record_giver_record ON record_giver (register_id, record_id);
)sql"},
      {402, "Nothing that a person typed disappears: drafts of forms, and lists saved as views.",
       R"sql(
CREATE TABLE draft (
  id {{identity}}, user_id {{integer}} NOT NULL, register_id TEXT NOT NULL, record_id {{integer}} NOT NULL, saved_at TEXT NOT NULL,
  form TEXT NOT NULL, UNIQUE (user_id, register_id, record_id)
){{strict}};
CREATE TABLE saved_view (
  id {{identity}}, unit_id {{integer}} NOT NULL, user_id {{integer}}, register_id TEXT NOT NULL, name TEXT NOT NULL, query TEXT NOT NULL
){{strict}};
CREATE INDEX saved_view_register ON saved_view (unit_id, register_id);
)sql"},
      {410, "Records that a step made from another, and corrections of signed records; a shared view keeps its maker.",
       R"sql(
CREATE TABLE record_tie (
  id {{identity}}, kind TEXT NOT NULL, register_id TEXT NOT NULL, record_id {{integer}} NOT NULL, from_register TEXT NOT NULL,
  from_record {{integer}} NOT NULL, step TEXT NOT NULL, at TEXT NOT NULL, user_id {{integer}}, who TEXT
){{strict}};
CREATE INDEX record_tie_record ON record_tie (register_id, record_id);
CREATE INDEX record_tie_from ON record_tie (from_register, from_record);
ALTER TABLE saved_view ADD COLUMN shared {{integer}} NOT NULL DEFAULT 0;
UPDATE saved_view SET shared = 1 WHERE user_id IS NULL;
)sql"},
      {420, "A person has many numbers over time, may want an interpreter, and may turn out to be another registered person.",
       R"sql(
ALTER TABLE person ADD COLUMN interpreter {{integer}} NOT NULL DEFAULT 0;
ALTER TABLE person ADD COLUMN flags TEXT;
ALTER TABLE person ADD COLUMN merged_into {{integer}};
CREATE INDEX person_born ON person (unit_id, birth_date);
CREATE TABLE person_number (
  id {{identity}}, unit_id {{integer}} NOT NULL, person_id {{integer}} NOT NULL REFERENCES person (id), kind TEXT NOT NULL, number TEXT NOT NULL,
  valid_from TEXT, valid_to TEXT
){{strict}};
CREATE INDEX person_number_number ON person_number (unit_id, number);
CREATE INDEX person_number_person ON person_number (person_id);
CREATE TABLE person_merge (
  id {{identity}}, unit_id {{integer}} NOT NULL, kept_id {{integer}} NOT NULL, gone_id {{integer}} NOT NULL, at TEXT NOT NULL,
  user_id {{integer}}, who TEXT, people_before TEXT NOT NULL, undone_at TEXT
){{strict}};
CREATE INDEX person_merge_kept ON person_merge (kept_id);
CREATE TABLE person_merge_row (
  id {{identity}}, merge_id {{integer}} NOT NULL REFERENCES person_merge (id), register_id TEXT NOT NULL, record_id {{integer}} NOT NULL, version {{integer}} NOT NULL
){{strict}};
CREATE INDEX person_merge_row_merge ON person_merge_row (merge_id);
)sql"},
      {430, "Everybody whom a record names in a role, and the files that belong to records.",
       R"sql(
CREATE TABLE record_person (
  id {{identity}}, register_id TEXT NOT NULL, record_id {{integer}} NOT NULL, field TEXT NOT NULL, person_id {{integer}} NOT NULL,
  role {{integer}} NOT NULL
){{strict}};
CREATE INDEX record_person_record ON record_person (register_id, record_id);
CREATE INDEX record_person_person ON record_person (person_id, register_id);
CREATE TABLE record_file (
  id {{identity}}, unit_id {{integer}} NOT NULL, register_id TEXT NOT NULL, record_id {{integer}}, field TEXT NOT NULL, filename TEXT NOT NULL,
  content_type TEXT NOT NULL, size {{integer}} NOT NULL, sha256 TEXT NOT NULL, uploaded_at TEXT NOT NULL, user_id {{integer}}, content TEXT NOT NULL
){{strict}};
CREATE INDEX record_file_record ON record_file (register_id, record_id);
CREATE INDEX record_file_unused ON record_file (uploaded_at) WHERE record_id IS NULL;
)sql"},
      {440, "A program that sends the same thing twice makes one record.", R"sql(
CREATE TABLE api_key (
  user_id {{integer}} NOT NULL, key_text TEXT NOT NULL, fingerprint TEXT NOT NULL, register TEXT NOT NULL,
  record_id {{integer}} NOT NULL, made_at TEXT NOT NULL, PRIMARY KEY (user_id, key_text)
){{strict}};
CREATE INDEX api_key_age ON api_key (made_at);
)sql"},
      {441, "Which version of each pack the tables were made for, so that an older one is refused.", R"sql(
CREATE TABLE pack_installed (
  position {{integer}} NOT NULL, id TEXT NOT NULL PRIMARY KEY, version {{integer}} NOT NULL, installed_at TEXT NOT NULL
){{strict}};
)sql"},
      {442, "Who has a record among several staff, so that one's own are found by an index at any size.", R"sql(
CREATE TABLE record_staff (
  staff_id {{integer}} NOT NULL, register_id TEXT NOT NULL, field TEXT NOT NULL, record_id {{integer}} NOT NULL,
  PRIMARY KEY (staff_id, register_id, field, record_id)
){{strict}};
CREATE INDEX record_staff_record ON record_staff (register_id, record_id);
)sql"},
      {443, "The words of people's names, so that who begins with what was typed is found by an index among a million.", R"sql(
CREATE TABLE person_word (
  unit_id {{integer}} NOT NULL, word TEXT {{bytes}} NOT NULL, person_id {{integer}} NOT NULL, PRIMARY KEY (unit_id, word, person_id)
){{strict}};
CREATE INDEX person_word_person ON person_word (person_id);
)sql"},
      {444, "One act on many records: what is to be done, how far it has come and what was refused.", R"sql(
CREATE TABLE many_job (
  id {{identity}}, unit_id {{integer}} NOT NULL, user_id {{integer}} NOT NULL, register_id TEXT NOT NULL, act TEXT NOT NULL, step TEXT NOT NULL,
  back TEXT NOT NULL, state TEXT NOT NULL, total {{integer}} NOT NULL, done {{integer}} NOT NULL DEFAULT 0,
  refused {{integer}} NOT NULL DEFAULT 0, made_at TEXT NOT NULL, beat_at TEXT NOT NULL, undo_of {{integer}}
){{strict}};
CREATE INDEX many_job_age ON many_job (made_at);
CREATE INDEX many_job_undo ON many_job (undo_of) WHERE undo_of IS NOT NULL;
CREATE TABLE many_row (
  job_id {{integer}} NOT NULL, position {{integer}} NOT NULL, record_id {{integer}} NOT NULL, version {{integer}} NOT NULL,
  outcome {{integer}} NOT NULL DEFAULT 0, reason TEXT, PRIMARY KEY (job_id, position)
){{strict}};
CREATE INDEX many_row_refused ON many_row (job_id, position) WHERE outcome = 2;
)sql"},
  };
  static const std::vector<db::Migration> kMigrations = [] {
    auto all = kOwn;
    all.insert(all.end(), import_migrations().begin(), import_migrations().end());
    return all;
  }();
  return kMigrations;
}

} // namespace rt::records
