#!/usr/bin/env bash
# Writes SQL that fills a fresh database with one unit of N cases: a person, a history row and a team's right for each, a signed note for every
# third, an investigation with its dates for another third. The same tables, columns and triggers as the product's own; nothing is left out that
# a list, a form or a search reads. Deterministic but for today's date.
# Usage: bench/registers_data.sh sqlite|postgres N | sqlite3 FILE (or psql URL)
set -euo pipefail
engine=$1 n=$2
unit=1 teams=100 staff=1000
if [ "$engine" = sqlite ]; then
  series() { echo "(WITH RECURSIVE s(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < $1) SELECT i FROM s)"; }
  ago() { echo "date('now', (-($1)) || ' days')"; }
  padded() { echo "printf('%06d', $1)"; }
  echo "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA cache_size = -400000; PRAGMA temp_store = MEMORY; BEGIN;"
else
  series() { echo "(SELECT i FROM generate_series(1, $1) AS g(i))"; }
  ago() { echo "(current_date - ($1)::int)"; }
  padded() { echo "lpad(($1)::text, 6, '0')"; }
  echo "SET synchronous_commit = off; SET client_min_messages = warning; BEGIN;"
fi
now="'2026-01-01T08:00:00Z'"

# A hundred teams and a thousand social workers beside those that the program made; a team's ten people share its cases, two to each.
cat <<SQL
INSERT INTO team (id, unit_id, code, name, short_name, entry, people, sort_order, active)
  SELECT 1000 + i, $unit, 'T' || i, 'Grupp ' || i, 'Grupp ' || i, 'application', 'children', i, 1 FROM $(series $teams) n;
INSERT INTO staff (id, unit_id, name, title, languages, started)
  SELECT 1000 + i, $unit, 'Handläggare ' || i, 'Socialsekreterare', 'sv', '2015-01-01' FROM $(series $staff) n;
CREATE TEMP TABLE first_word (k INTEGER PRIMARY KEY, w TEXT); CREATE TEMP TABLE last_word (k INTEGER PRIMARY KEY, w TEXT);
SQL
k=0; for w in Alma Axel Bea Bo Cilla Carl Disa David Elsa Emil Fanny Filip Gerda Gustav Hedda Hugo Ida Ivar Jenny Johan Karin Kalle Lova Lars Maja Max Nora Nils Olga Olle Petra Per Rut Rolf Saga Sven Tove Tor Ulla Uno Vera Vide Ylva Yngve Aida Amir Leila Omar Zara Yusuf; do
  echo "INSERT INTO first_word VALUES ($k, '$w');"; k=$((k + 1)); done; firsts=$k
k=0; for a in Berg Lund Sand Ek Lind Björk Gran Sten Holm Strand Ström Dal Ny Hög Söder Norr Väster Öster Fors Sjö; do for b in man gren kvist mark berg qvist lund by vall ling; do
  echo "INSERT INTO last_word VALUES ($k, '$a$b');"; k=$((k + 1)); done; done; lasts=$k
fold() { echo "lower(replace(replace(replace(replace(replace(replace($1, 'ö', 'o'), 'ä', 'a'), 'å', 'a'), 'Ö', 'o'), 'Ä', 'a'), 'Å', 'a'))"; }

cat <<SQL
CREATE TEMP TABLE one AS SELECT i, 1001 + (i % $staff) AS handler, 1001 + ((i * 7 + 3) % $staff) AS second, 1001 + (i % $teams) AS team,
  ((i % 3650) * 7919 % 3650) AS days, 1 + (i % 2) AS sex, 2026 - (i % 90) AS born FROM $(series "$n") n;
CREATE TEMP TABLE life AS SELECT i, handler, second, team, days, sex, born, 
  CASE WHEN days > 400 AND i % 97 <> 0 THEN 3 WHEN i % 7 = 0 THEN 2 ELSE 1 END AS state FROM one;
INSERT INTO person (id, unit_id, first_name, last_name, sought, birth_date, sex, created_at, updated_at)
  SELECT l.i, $unit, f.w, e.w, ' ' || $(fold "f.w || ' ' || e.w"), l.born || '-03-14', l.sex, $now, $now
  FROM life l JOIN first_word f ON f.k = (l.i % 100000 * 31) % $firsts JOIN last_word e ON e.k = (l.i % 100000 * 17 + l.i / 50) % $lasts;
INSERT INTO person_team (person_id, team_id) SELECT i, team FROM life;
INSERT INTO r_case (id, unit_id, team_id, person_id, sex, birth_year, n1, n2, state, created_at, created_by, updated_at, updated_by,
    person, number, kind, opened, origin, handlers, team, allocated, closed, close_reason)
  SELECT i, $unit, team, i, sex, born, CASE WHEN sex = 1 THEN 1 ELSE 0 END, CASE WHEN sex = 2 THEN 1 ELSE 0 END, state, $now, -1, $now, -1,
    i, 'N' || $(padded i), CASE WHEN i % 16 = 0 THEN 99 ELSE i % 16 END, $(ago days), 1 + i % 6, CASE WHEN i % 211 = 0 AND state <> 3 THEN NULL ELSE handler || ',' || second END, team,
    $(ago "days - 1"), CASE WHEN state = 3 THEN $(ago "days - 200") END, CASE WHEN state = 3 THEN 1 + i % 9 END FROM life;
INSERT INTO record_history (register_id, record_id, version, at, user_id, who, what, difference)
  SELECT 'case', r.id, 1, r.created_at, -1, 'system', 'skapad', '{"_unit":[0,$unit],"_team":[0,' || r.team_id || '],"_person":[0,' || r.id || '],"_sex":[0,' || r.sex ||
    '],"_birth_year":[0,' || r.birth_year || '],"_n' || r.sex || '":[0,1],"_state":[0,' || r.state || '],"person":[null,' || r.id || '],"number":[null,"' || r.number || '"],"kind":[null,' || r.kind || '],"opened":[null,"' ||
    r.opened || '"],"origin":[null,' || r.origin || '],' || COALESCE('"handlers":[null,"' || r.handlers || '"],', '') || '"team":[null,' || r.team_id || '],"allocated":[null,"' || r.allocated || '"]' ||
    COALESCE(',"closed":[null,"' || r.closed || '"],"close_reason":[null,' || r.close_reason || ']', '') || '}' FROM r_case r;
INSERT INTO r_note (id, unit_id, team_id, staff_id, person_id, sex, birth_year, n1, n2, state, locked, created_at, created_by, updated_at, updated_by,
    f_case, happened, kind, author, text)
  SELECT i, $unit, team, handler, i, sex, born, CASE WHEN sex = 1 THEN 1 ELSE 0 END, CASE WHEN sex = 2 THEN 1 ELSE 0 END, CASE WHEN i % 51 = 0 THEN 1 ELSE 2 END, CASE WHEN i % 51 = 0 THEN 0 ELSE 1 END, $now, -1, $now, -1,
    i, $(ago "days") || 'T09:15:00Z', 1 + i % 12, handler, 'Samtal med familjen. Båda har fått information och tycker att planen stämmer. Vi ses igen om två veckor.' FROM life WHERE i % 3 = 0;
INSERT INTO record_history (register_id, record_id, version, at, user_id, who, what, difference)
  SELECT 'note', r.id, 1, r.happened, -1, 'system', 'skapad', '{"_unit":[0,$unit],"_team":[0,' || r.team_id || '],"_staff":[0,' || r.staff_id || '],"_person":[0,' || r.id || '],"_sex":[0,' || r.sex ||
    '],"_birth_year":[0,' || r.birth_year || '],"_n' || r.sex || '":[0,1],"_state":[0,' || r.state || '],' || CASE WHEN r.locked = 1 THEN '"_locked":[0,1],' ELSE '' END || '"case":[null,' || r.id || '],"happened":[null,"' || r.happened ||
    '"],"kind":[null,' || r.kind || '],"author":[null,' || r.author || '],"text":[null,"' || r.text || '"]}' FROM r_note r;
INSERT INTO r_investigation (id, unit_id, team_id, person_id, sex, birth_year, n1, n2, state, created_at, created_by, updated_at, updated_by,
    person, f_case, opened, kind, handlers, reason, plan_made, closed)
  SELECT i, $unit, team, i, sex, born, CASE WHEN sex = 1 THEN 1 ELSE 0 END, CASE WHEN sex = 2 THEN 1 ELSE 0 END, CASE WHEN state = 3 THEN 4 ELSE 1 END, $now, -1, $now, -1,
    i, i, $(ago days), 1 + i % 3, handler || ',' || second, 1 + i % 8, $(ago "days - 10"), CASE WHEN state = 3 THEN $(ago "days - 100") END FROM life WHERE i % 3 = 1;
INSERT INTO record_history (register_id, record_id, version, at, user_id, who, what, difference)
  SELECT 'investigation', r.id, 1, r.created_at, -1, 'system', 'skapad', '{"_unit":[0,$unit],"_team":[0,' || r.team_id || '],"_person":[0,' || r.id || '],"_sex":[0,' || r.sex ||
    '],"_birth_year":[0,' || r.birth_year || '],"_n' || r.sex || '":[0,1],"_state":[0,' || r.state || '],"person":[null,' || r.id || '],"case":[null,' || r.id || '],"opened":[null,"' ||
    r.opened || '"],"kind":[null,' || r.kind || '],"handlers":[null,"' || r.handlers || '"],"reason":[null,' || r.reason || '],"plan_made":[null,"' || r.plan_made || '"]' ||
    COALESCE(',"closed":[null,"' || r.closed || '"]', '') || '}' FROM r_investigation r;
DROP TABLE one; DROP TABLE life; DROP TABLE first_word; DROP TABLE last_word;
COMMIT;
SQL
# Rows were given their numbers: the next ones come after.
if [ "$engine" = postgres ]; then
  for table in team staff person r_case r_note r_investigation; do echo "SELECT setval(pg_get_serial_sequence('$table', 'id'), (SELECT MAX(id) FROM $table)) \\g /dev/null"; done
  echo "ANALYZE;"
fi
