#!/usr/bin/env bash
# The demo city in small: as many units as the large one, each of the copied districts whole, and every figure and date what the records say.
set -euo pipefail
program=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$program" demo --size city --records 100000 --db "$folder/city.sqlite" > "$folder/log" 2>&1 || { tail -5 "$folder/log"; exit 1; }
tail -1 "$folder/log"
count() { sqlite3 "$folder/city.sqlite" "$1"; }
[ "$(count "SELECT COUNT(*) FROM unit")" = 120 ] || { echo "fel antal enheter"; exit 1; }
# The twelve districts have the same figures; nobody is in two units.
[ "$(count "SELECT COUNT(DISTINCT n) FROM (SELECT COUNT(*) AS n FROM cell c JOIN unit u ON u.id = c.unit_id GROUP BY rtrim(u.code, '0123456789') HAVING COUNT(DISTINCT c.unit_id) = 12)")" -gt 5 ] || { echo "enheterna är tomma"; exit 1; }
[ "$(count "SELECT COUNT(*) FROM r_case r JOIN person p ON p.id = r.person_id WHERE p.unit_id <> r.unit_id")" = 0 ] || { echo "en person i två enheter"; exit 1; }
"$program" rebuild --check --today 2019-03-22 --db "$folder/city.sqlite" | tail -1
# The same on PostgreSQL, where the copies are written by other statements.
if [ -n "${RT_TEST_PG:-}" ]; then
  name=city_$$
  psql -q "$RT_TEST_PG" -c "CREATE DATABASE $name"
  trap 'rm -rf "$folder"; psql -q "$RT_TEST_PG" -c "DROP DATABASE IF EXISTS $name WITH (FORCE)"' EXIT
  city=${RT_TEST_PG%/*}/$name
  "$program" demo --size city --records 100000 --db "$city" > "$folder/log" 2>&1 || { tail -5 "$folder/log"; exit 1; }
  "$program" rebuild --check --today 2019-03-22 --db "$city" | tail -1
fi
