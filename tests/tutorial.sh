#!/usr/bin/env bash
# Follows docs/anvandare/egen-enhet.md to the letter: every ```sh block is run, in order, in an empty folder; then the
# figures and the Word file that the tutorial promises are looked at.
set -euo pipefail
bin=$(readlink -f "$1")
docs=$(readlink -f "$(dirname "$0")/../docs/anvandare")
work=$(mktemp -d /tmp/rodatraden-tutorial-XXXXXX)
trap 'rm -rf "$work"' EXIT
mkdir "$work/bin" && ln -s "$bin" "$work/bin/rodatraden"
cp -r "$docs/exempel" "$work/"
awk '/^```sh$/ {on=1; next} /^```/ {on=0} on' "$docs/egen-enhet.md" >"$work/walk.sh"
cd "$work"
PATH="$work/bin:$PATH" RT_LANG=sv bash -euo pipefail walk.sh >out 2>err || { cat out err; echo "promenaden stannade"; exit 1; }
export PATH="$work/bin:$PATH"
fail() { echo "FEL: $1"; cat out; exit 1; }
row() { rodatraden measure --db min.sqlite --measure viewpoints_adapted --period 2019 --split sex --format csv | grep -c "$1" || true; }
[ "$(rodatraden measure --db min.sqlite --measure viewpoints_adapted --period 2019 --format csv | tail -1 | cut -d';' -f5)" = 7 ] || fail "sju synpunkter ledde till anpassning"
[ "$(row ';female;4;')" = 1 ] || fail "fyra kvinnor och flickor"
[ "$(row ';male;4;')" = 1 ] || fail "fyra män och pojkar"
[ "$(rodatraden explain --db min.sqlite --measure viewpoints_adapted --period 2019 --format csv | tail -n +2 | grep -c viewpoint)" = 7 ] || fail "sju poster bakom siffran"
[ "$(rodatraden plan export --db min.sqlite --year 2019 | grep -c '75 %')" -ge 1 ] || fail "målvärdet finns i planen"
[ "$(head -c 2 arsresultat.docx)" = PK ] || fail "Word-filen är en Word-fil"
pandoc -f docx -t plain arsresultat.docx >plain.txt
for words in "Flickor och pojkar görs delaktiga" "20 synpunkter" "68" "saknas"; do grep -q "$words" plain.txt || fail "Word-filen säger $words"; done
rodatraden audit verify --db min.sqlite | grep -q "Kedjan är hel" || fail "loggkedjan är hel"
echo "Promenaden går: 1 passed, 0 failed"
