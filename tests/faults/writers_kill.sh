#!/usr/bin/env bash
# The server is killed with -9 again and again while several people write: drafts that save themselves, forms, rows of groups, steps. After each
# start everything that was thanked for is there, nothing is there twice, the audit chain is whole, and the dates and figures are what the
# records say.
# Usage: tests/faults/writers_kill.sh [path to rodatraden]   (needs curl and sqlite3; writes only to a temporary folder)
set -euo pipefail
program=${1:-${RT_BINARY:-build/release/bin/rodatraden}}
rounds=${RT_ROUNDS:-4} writers=${RT_WRITERS:-4}
folder=$(mktemp -d)
db="$folder/unit.sqlite"
server=0
finish() { [ "$server" -gt 0 ] && kill -9 "$server" 2>/dev/null; rm -rf "$folder"; }
trap finish EXIT
fail() { printf 'FEL: %s\n' "$*"; exit 1; }
password=skriv-och-bli-dodad

"$program" unit add --db "$db" --packs child-and-youth --name Provenheten --code PROV --teams A=Alfa >/dev/null
for n in $(seq "$writers"); do printf %s "$password" | "$program" user add "skribent$n" --db "$db" --name "Skribent $n" --role social_worker --teams A --password-file - >/dev/null; done
# A case each, whose person the writer works with.
sqlite3 "$db" "WITH RECURSIVE s(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < $writers)
  INSERT INTO person (unit_id, first_name, last_name, sought, sex, created_at, updated_at) SELECT 1, 'Barn', 'Nummer' || i, ' barn nummer' || i, 1, '2026-01-01T08:00:00Z', '2026-01-01T08:00:00Z' FROM s;
  INSERT INTO person_team (person_id, team_id) SELECT p.id, t.id FROM person p, team t WHERE t.code = 'A'"

start() {
  "$program" serve --db "$db" --port "${port:-0}" --log-level warn > "$folder/log" 2>&1 &
  server=$!
  for _ in $(seq 600); do
    url=$(grep -ao 'http://127\.0\.0\.1:[0-9]*' "$folder/log" | head -1 || true)
    [ -n "$url" ] && curl -s -o /dev/null "$url/halsa" && break
    kill -0 "$server" 2>/dev/null || { cat "$folder/log"; fail "servern startade inte"; }
    sleep 0.1
  done
  port=${url##*:}
}

csrf() { grep -o 'name="_csrf" value="[^"]*"' | head -1 | sed 's/.*value="//;s/"$//'; }
log_in() { # writer
  local jar="$folder/jar$1" token
  rm -f "$jar"
  token=$(curl -s -c "$jar" "$url/login" | csrf)
  curl -s -b "$jar" -c "$jar" -o /dev/null -H "Origin: $url" --data-urlencode "_csrf=$token" --data-urlencode "login=skribent$1" --data-urlencode "password=$password" "$url/login"
  grep -q rt_session "$jar" || fail "inloggningen misslyckades"
}

# Posts a form; says the status and where it led, nothing when the server died.
post() { # jar, path, fields…
  curl -s --max-time 10 -b "$1" -o /dev/null -w '%{http_code} %{redirect_url}' -H "Origin: $url" "${@:3}" "$url$2" 2>/dev/null || true
}

# One writer: a new investigation with rows of a group, a draft of a change, the change, and a step; over and over until the server is gone.
write() { # writer, round
  local n=$1 round=$2 i=0 jar="$folder/jar$1" token answer id words
  local thanked="$folder/thanked$1" drafts="$folder/drafts$1" moved="$folder/moved$1"
  token=$(curl -s -b "$jar" "$url/register/investigation/ny" | csrf) || return 0
  [ -n "$token" ] || return 0
  local day=$((round % 27 + 1))
  while [ ! -e "$folder/stop" ]; do
    i=$((i + 1))
    words="Text-$n-$round-$i"
    local opened; opened=$(date -d "2020-01-01 + $((round * 400 + i)) days" +%F)
    answer=$(post "$jar" /register/investigation/ny --data-urlencode "_csrf=$token" --data-urlencode "gor=spara" --data-urlencode "person=$n" --data-urlencode "opened=$opened" \
      --data-urlencode "kind=ordinary" --data-urlencode "plan=$words" --data-urlencode "areas.0._rad=" --data-urlencode "areas.0.area=health" --data-urlencode "areas.0.resources=Styrka $words")
    [ -n "$answer" ] && [ "${answer%% *}" != 000 ] || return 0
    [ "${answer%% *}" = 303 ] || { echo "$words $answer" >> "$folder/refused"; continue; }
    id=$(grep -o 'investigation/[0-9]*' <<< "$answer" | head -1); id=${id##*/}
    echo "$id $words" >> "$thanked"
    answer=$(post "$jar" "/register/investigation/utkast/$id" --data-urlencode "_csrf=$token" --data-urlencode "_version=1" --data-urlencode "person=$n" --data-urlencode "opened=$opened" --data-urlencode "kind=ordinary" --data-urlencode "plan=Utkast $words" \
      --data-urlencode "areas.0._rad=0" --data-urlencode "areas.0.area=health" --data-urlencode "areas.0.resources=Styrka $words")
    case "${answer%% *}" in 200|204) echo "$id Utkast $words" > "$drafts.$id" ;; 000|'') return 0 ;; esac
    [ $((i % 2)) = 0 ] && continue # every other draft stays a draft
    answer=$(post "$jar" "/register/investigation/$id/andra" --data-urlencode "_csrf=$token" --data-urlencode "gor=spara" --data-urlencode "_version=1" --data-urlencode "person=$n" --data-urlencode "opened=$opened" \
      --data-urlencode "kind=ordinary" --data-urlencode "plan=$words" --data-urlencode "analysis=Analys $words" \
      --data-urlencode "areas.0._rad=0" --data-urlencode "areas.0.area=health" --data-urlencode "areas.0.resources=Styrka $words")
    rm -f "$drafts.$id" # the change takes the draft with it; whether it was done before the death is not known without an answer
    case "${answer%% *}" in 303) echo "$id Analys $words" >> "$moved" ;; 000|'') return 0 ;; *) echo "$words ändring $answer" >> "$folder/refused" ;; esac
    answer=$(post "$jar" "/register/investigation/$id/steg" --data-urlencode "_csrf=$token" --data-urlencode "steg=write" --data-urlencode "_version=2")
    case "${answer%% *}" in 303) echo "$id" >> "$folder/stepped$n" ;; 000|'') return 0 ;; *) echo "$words steg $answer" >> "$folder/refused" ;; esac
  done
}

check() {
  local missing
  "$program" audit verify --db "$db" >/dev/null || fail "loggkedjan är bruten"
  cat "$folder"/thanked* 2>/dev/null | while read -r id words; do
    [ "$(sqlite3 "$db" "SELECT COUNT(*) FROM r_investigation WHERE id = $id AND plan = '$words'")" = 1 ] || fail "en utredning som tackades för saknas: $words"
    [ "$(sqlite3 "$db" "SELECT COUNT(*) FROM r_investigation WHERE plan = '$words'")" = 1 ] || fail "en utredning finns två gånger: $words"
    [ "$(sqlite3 "$db" "SELECT COUNT(*) FROM r_investigation__areas WHERE record_id = $id AND resources = 'Styrka $words'")" = 1 ] || fail "en rad i en grupp saknas eller finns två gånger: $words"
    [ "$(sqlite3 "$db" "SELECT COUNT(*) FROM record_history WHERE register_id = 'investigation' AND record_id = $id AND version = 1")" = 1 ] || fail "historien saknas: $words"
  done
  cat "$folder"/moved* 2>/dev/null | while read -r id words; do
    [ "$(sqlite3 "$db" "SELECT COUNT(*) FROM r_investigation WHERE id = $id AND analysis = '$words' AND version >= 2")" = 1 ] || fail "en ändring som tackades för saknas: $words"
  done
  cat "$folder"/stepped* 2>/dev/null | while read -r id; do
    [ "$(sqlite3 "$db" "SELECT (SELECT COUNT(*) FROM r_investigation WHERE id = $id AND state = 2) * (SELECT COUNT(*) FROM record_history WHERE register_id = 'investigation' AND record_id = $id AND what = 'steg:write')")" = 1 ] || fail "ett steg som tackades för är inte taget en gång: $id"
  done
  for draft in "$folder"/drafts*.*; do
    [ -e "$draft" ] || continue
    read -r id words < "$draft"
    sqlite3 "$db" "SELECT form FROM draft WHERE register_id = 'investigation' AND record_id = $id" | tr '+' ' ' | sed 's/%20/ /g' | grep -qF "$words" || fail "ett utkast som tackades för saknas: $words"
  done
  # Nothing half: no row of a group without its record, no record without its history.
  missing=$(sqlite3 "$db" "SELECT (SELECT COUNT(*) FROM r_investigation__areas a WHERE NOT EXISTS (SELECT 1 FROM r_investigation r WHERE r.id = a.record_id)) + (SELECT COUNT(*) FROM r_investigation r WHERE NOT EXISTS (SELECT 1 FROM record_history h WHERE h.register_id = 'investigation' AND h.record_id = r.id AND h.version = r.version))")
  [ "$missing" = 0 ] || fail "$missing halva poster"
  "$program" rebuild --check --db "$db" > "$folder/rebuilt" || { cat "$folder/rebuilt"; fail "siffror eller tidsgränser stämmer inte med posterna"; }
}

for round in $(seq "$rounds"); do
  rm -f "$folder/stop"
  start
  for n in $(seq "$writers"); do log_in "$n"; done
  pids=()
  for n in $(seq "$writers"); do write "$n" "$round" & pids+=($!); done
  sleep "$((1 + RANDOM % 3)).$((RANDOM % 10))" # killed wherever they happen to be
  kill -9 "$server"
  wait "$server" 2>/dev/null || true
  touch "$folder/stop"
  wait "${pids[@]}" 2>/dev/null || true
  server=0
  [ -e "$folder/refused" ] && { head -3 "$folder/refused"; fail "en riktig post nekades: provet skriver fel"; }
  check
  printf 'Omgång %s: %s poster, %s ändringar, %s utkast tackade för; alla finns en gång\n' "$round" "$(cat "$folder"/thanked* 2>/dev/null | wc -l)" "$(cat "$folder"/moved* 2>/dev/null | wc -l)" "$(ls "$folder" | grep -c '^drafts.*\.' || true)"
done
[ "$(cat "$folder"/thanked* | wc -l)" -gt $((rounds * writers)) ] || fail "för få hann skrivas: provet visar ingenting"
echo OK
