#!/usr/bin/env bash
# Follows docs/drift/ny-enhet.md to the letter, in an empty folder: writes its files, runs its commands, and looks for what it says that
# one will see. What a person does in a browser or an editor is done by the lines in <!-- prov … -->, which no reader sees.
#   ```toml path                       a file, written whole
#   ```toml i stället för X i path     replaces the [[field]] with the id X
#   ```sh   ```sh fel   ```sh server   is run; must fail; is left running
#   ```text                            each line must stand in what the last command wrote
set -euo pipefail
bin=$(readlink -f "$1")
doc=$(readlink -f "${2:-$(dirname "$0")/../docs/drift/ny-enhet.md}")
work=$(mktemp -d /tmp/rodatraden-new-unit-XXXXXX)
server= port=
finish() { [ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$work"; }
trap finish EXIT
mkdir "$work/bin" && ln -s "$bin" "$work/bin/rodatraden"
export PATH="$work/bin:$PATH" RT_LANG=sv
cd "$work"
where=början checks=0
stop() { echo "FEL i $doc, rad $where: $1"; [ ! -s out ] || sed 's/^/  | /' out; exit 1; }
good() { checks=$((checks + 1)); }

# ---- what stands in for a person with a browser ----
get() { curl -s -b jar -c jar "http://127.0.0.1:$port$1"; }
token_in() { grep -o 'name="_csrf" value="[^"]*"' | head -1 | sed 's/.*value="//;s/"$//'; }
post() { # address, name=value …: the status and the page
  local address=$1 fields=() pair; shift
  for pair in "$@"; do fields+=(--data-urlencode "$pair"); done
  curl -s -b jar -c jar -o page -w '%{http_code}' "http://127.0.0.1:$port$address" --data-urlencode "_csrf=$(get "$form_page" | token_in)" "${fields[@]}"
}
log_in() {
  rm -f jar
  form_page=/login
  [ "$(post /login login="$1" password=ett-langt-losenord)" = 303 ] || stop "$1 kommer inte in"
  form_page=/
}
send() { local status; form_page=${1%/steg}; status=$(post "$@"); [ "$status" = 303 ] || { sed 's/<[^>]*>/ /g' page | grep -v '^ *$' > out; stop "$1 svarade $status"; }; good; }
refuse() { local status; form_page=$1; status=$(post "$@"); [ "$status" = 422 ] || echo "svarade $status i stället för 422"; cat page; }
says() { local page=$1 words; shift; for words in "$@"; do [[ "$page" == *"$words"* ]] || { echo "$page" | sed 's/<[^>]*>/ /g' | grep -v '^ *$' > out; stop "sidan säger inte: $words"; }; good; done; }
stop_server() { kill "$server"; wait "$server" 2>/dev/null || true; server=; }

run() { # what kind of block, its text
  : > out
  case $1 in
  sh) eval "$2" > out 2>&1 || stop "kommandot gick inte: $2" ;;
  "sh fel") if (eval "$2") > out 2>&1; then stop "kommandot skulle inte gå: $2"; fi ;;
  "sh server")
    eval "exec_server() { exec $2; }"
    (exec_server) > server.log 2>&1 &
    server=$!
    for _ in $(seq 200); do
      port=$(sed -n 's/.*http:\/\/127\.0\.0\.1:\([0-9]*\).*/\1/p' server.log | head -1)
      [ -n "$port" ] && curl -s -o /dev/null "http://127.0.0.1:$port/halsa" && break
      kill -0 "$server" 2>/dev/null || { cp server.log out; stop "servern startade inte"; }
      sleep 0.1
    done ;;
  text) while IFS= read -r line; do
      [ -z "$line" ] || grep -qF -- "$line" seen || { cp seen out; stop "kommandot sa inte: $line"; }
      good
    done <<< "$2" ;;
  prov) eval "$2" ;;
  "toml i stället för "*)
    local field=${1#toml i stället för }; local file=${field#* i }; field=${field%% i *}
    printf '%s\n' "$2" > new_field
    # A field goes from its [[field]] to the next empty line.
    awk -v id="id = \"$field\"" 'BEGIN { RS = ""; ORS = "\n\n" } index($0, "[[field]]") == 1 && index($0, id "\n") { while ((getline line < "new_field") > 0) text = text line "\n"; printf "%s\n", text; next } { print }' "$file" > changed
    cmp -s "$file" changed && stop "fältet $field finns inte i $file"
    mv changed "$file" ;;
  toml*) mkdir -p "$(dirname "${1#toml }")"; printf '%s\n' "$2" > "${1#toml }" ;;
  esac
  [ "$1" = text ] || cp out seen
}

kind= text= number=0
while IFS= read -r line <&3; do
  number=$((number + 1))
  if [ -z "$kind" ]; then
    case $line in
    '```'?*) kind=${line#'```'} text= where=$number ;;
    '<!-- prov') kind=prov text= where=$number ;;
    esac
  elif [ "$line" = '```' ] || { [ "$kind" = prov ] && [ "$line" = '-->' ]; }; then
    [ "$kind" = prov ] && [ -f seen ] && cp seen kept_seen
    run "$kind" "${text%$'\n'}"
    [ "$kind" = prov ] && [ -f kept_seen ] && mv kept_seen seen
    kind=
  else
    text+=$line$'\n'
  fi
done 3< "$doc"
[ "$checks" -ge 30 ] || stop "bara $checks saker prövades"
echo "En ny enhet från ingenting går: $checks saker prövade, 0 fel"
