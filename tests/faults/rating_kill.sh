#!/usr/bin/env bash
# The server is killed with -9 while clients rate. Afterwards every rating that was thanked for is there exactly once, and
# a tablet that got no answer may send its rating again until it does: then all are there, none twice.
# Usage: tests/faults/rating_kill.sh [path to rodatraden]   (needs curl and sqlite3; writes only to a temporary folder)
set -euo pipefail
program=${1:-${RT_BINARY:-build/release/bin/rodatraden}}
ratings=${RT_RATINGS:-60}
folder=$(mktemp -d)
server=0
finish() { [ "$server" -gt 0 ] && kill -9 "$server" 2>/dev/null; rm -rf "$folder"; }
trap finish EXIT
say() { printf '%s\n' "$*"; }
fail() { say "FEL: $*"; exit 1; }

start() {
  "$program" serve --db "$folder/unit.sqlite" --port "${port:-0}" --demo > "$folder/log" 2>&1 &
  server=$!
  for _ in $(seq 300); do
    url=$(grep -ao 'http://127\.0\.0\.1:[0-9]*' "$folder/log" | head -1 || true)
    [ -n "$url" ] && curl -s -o /dev/null "$url/halsa" && break
    kill -0 "$server" 2>/dev/null || { cat "$folder/log"; fail "servern startade inte"; }
    sleep 0.1
  done
  port=${url##*:}
}
get() { curl -s -b "$folder/jar" -c "$folder/jar" "$url$1"; }
csrf() { grep -o 'name="_csrf" value="[^"]*"' | head -1 | sed 's/.*value="//;s/"$//'; }
post() { curl -s -b "$folder/jar" -c "$folder/jar" -o /dev/null -w '%{redirect_url}' "$url$1" --data-urlencode "_csrf=$token" "${@:2}"; }

"$program" demo --size unit --db "$folder/unit.sqlite" > "$folder/demo" 2>&1 || { cat "$folder/demo"; fail "demon gick inte att skapa"; }
start
page=$(get /login)
token=$(csrf <<< "$page")
user=$(grep -o '<input[^>]*>' <<< "$page" | grep -v 'type="hidden"\|type="password"\|type="checkbox"' | head -1 | sed 's/.* name="\([^"]*\)".*/\1/')
password=$(grep -o '<input[^>]*type="password"[^>]*>' <<< "$page" | head -1 | sed 's/.* name="\([^"]*\)".*/\1/')
post /login --data-urlencode "$user=maja" --data-urlencode "$password=roda-traden-demo" > /dev/null
list=$(get '/arenden?visa=mina')
contact=$(grep -o '/arenden/[0-9]\+' <<< "$list" | head -1)
[ -n "$contact" ] || fail "inloggningen gav ingen lista med kontakter"
token=$(get "$contact" | csrf)

say "Startar $ratings skattningar"
for i in $(seq "$ratings"); do
  ticket=$(post "$contact/skatta" --data-urlencode kind=ors --data-urlencode rater=client)
  code=$(get "/skatta/${ticket##*/}" | grep -o '/k/[0-9a-f]\{32\}' | head -1)
  [ -n "$code" ] || fail "ingen kod för skattning $i"
  curl -s -o /dev/null "$url$code" # the form is opened
  printf '%s %s %d\n' "$code" "$(printf 'kill%028d' "$i")" $((i % 100)) >> "$folder/tickets"
done

# Eight tablets at once; each writes down which keys the server thanked for.
rate() {
  local status
  while read -r code key value; do
    status=$(curl -s -o /dev/null -w '%{http_code}' --max-time 10 "$url$code" -d "key=$key&lang=sv&s1=$value&s2=$value&s3=$value&s4=$value" || true)
    [ "$status" = 200 ] && printf '%s %d\n' "$key" $((value * 4)) >> "$folder/thanked"
  done
  return 0
}
export -f rate
: > "$folder/thanked"
split -n l/8 "$folder/tickets" "$folder/tablet."
tablets=()
for part in "$folder"/tablet.*; do rate < "$part" & tablets+=($!); done
# Killed when about a third is stored, wherever the others happen to be.
until [ "$(wc -l < "$folder/thanked")" -ge $((ratings / 3)) ]; do sleep 0.002; done
kill -9 "$server"
wait "$server" 2>/dev/null || true
wait "${tablets[@]}" || true
thanked=$(wc -l < "$folder/thanked")
say "Dödad efter $thanked tack av $ratings"
[ "$thanked" -lt "$ratings" ] || fail "servern hann klart före kill -9: provet visar ingenting (höj RT_RATINGS)"

start
stored() { sqlite3 "$folder/unit.sqlite" "SELECT COUNT(*) FROM r_ors WHERE key = '$1' AND total = $2"; }
while read -r key sum; do
  [ "$(stored "$key" "$sum")" = 1 ] || fail "en skattning som tackades för finns $(stored "$key" "$sum") gånger"
done < "$folder/thanked"
say "Alla $thanked finns, en gång var"

# The tablets send everything again, also what was thanked for.
: > "$folder/thanked"
rate < "$folder/tickets"
[ "$(wc -l < "$folder/thanked")" = "$ratings" ] || fail "bara $(wc -l < "$folder/thanked") av $ratings fick tack andra gången"
total=$(sqlite3 "$folder/unit.sqlite" "SELECT COUNT(*) || ' ' || COUNT(DISTINCT key) FROM r_ors WHERE key LIKE 'kill%'")
[ "$total" = "$ratings $ratings" ] || fail "$total skattningar i registret i stället för $ratings"
say "Skickade igen: $ratings skattningar, ingen dubbel"
"$program" audit verify --db "$folder/unit.sqlite" || fail "loggkedjan är bruten"
say "OK"
