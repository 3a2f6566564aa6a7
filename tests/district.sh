#!/usr/bin/env bash
# The demo district is whole, sound and the same each time: ten units, every register of every pack kept by some unit.
set -euo pipefail
program=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
for n in 1 2; do "$program" demo --size district --db "$folder/$n.sqlite" > "$folder/$n.log" 2>&1 & done
wait %1 && wait %2
tail -1 "$folder/1.log"
units=$(sqlite3 "$folder/1.sqlite" "SELECT COUNT(*) FROM unit")
[ "$units" = 10 ] || { echo "fel antal enheter: $units"; exit 1; }
# Every table of a register has rows; how many, and what stands in them, is the same in both.
tables=$(sqlite3 "$folder/1.sqlite" "SELECT name FROM sqlite_master WHERE type='table' AND name LIKE 'r\_%' ESCAPE '\' AND name NOT LIKE '%\_\_%' ESCAPE '\' ORDER BY name")
for table in $tables; do
  rows=$(sqlite3 "$folder/1.sqlite" "SELECT COUNT(*) FROM $table")
  [ "$rows" -gt 0 ] || { echo "tomt register: $table"; exit 1; }
  columns=$(sqlite3 "$folder/1.sqlite" "SELECT group_concat(name) FROM pragma_table_info('$table') WHERE name NOT IN ('created_at','updated_at','created_by','updated_by')")
  for n in 1 2; do sqlite3 "$folder/$n.sqlite" "SELECT $columns FROM $table ORDER BY id" | sha256sum > "$folder/$n.sum"; done
  cmp -s "$folder/1.sum" "$folder/2.sum" || { echo "inte lika: $table"; exit 1; }
done
"$program" audit verify --db "$folder/1.sqlite" | tail -1
echo "Distriktet är helt: $units enheter, $(echo "$tables" | wc -l) register."
