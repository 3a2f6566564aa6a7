#!/usr/bin/env bash
# The command line against a unit with plan, figures and words: every kind of report in every format, the monthly follow-up from a
# file, and a taken port said in the user's language with an exit code that a script can act on.
set -euo pipefail
bin=$(readlink -f "$1")
root=$(readlink -f "$(dirname "$0")/..")
work=$(mktemp -d /tmp/rodatraden-commands-XXXXXX)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; rm -rf "$work"' EXIT
cd "$work"
export RT_LANG=sv
checks=0
fail() { echo "FEL: $1"; exit 1; }
says() { grep -qF -- "$2" "$1" || { cat "$1"; fail "$1 säger inte: $2"; }; checks=$((checks + 1)); }
code() { local want=$1 got=0; shift; "$@" >out 2>err || got=$?; [ "$got" = "$want" ] || { cat out err; fail "slutkod $got, inte $want: $*"; }; checks=$((checks + 1)); }

"$bin" init --db u.sqlite >/dev/null
"$bin" unit add --db u.sqlite --name Resursenheten --board "Exempel stadsdelsnämnd" --teams "FUG=Förebyggande ungdomsgruppen,UM=Ungdomsmottagningen,FNG=Familjegruppen,BOSTOD=Bostöd,KBT=KBT-teamet,FORALDRAR=Föräldrarådgivarna" >/dev/null
"$bin" plan import --db u.sqlite --year 2018 "$root/packs/open-care/plan-2018.csv" >/dev/null
"$bin" plan import --db u.sqlite --year 2019 "$root/packs/open-care/plan-2019.csv" >/dev/null
"$bin" import --db u.sqlite --history outcomes "$root/packs/demo-unit/outcomes.csv" >/dev/null

# The monthly follow-up: tried first, then read.
code 0 "$bin" import --db u.sqlite --history followup --dry-run "$root/packs/demo-unit/followup.csv"
"$bin" report vb --db u.sqlite --year 2018 >vb.html
grep -q "Stabil personal ger relationer som håller." vb.html && fail "provet sparade något"
code 0 "$bin" import --db u.sqlite --history followup --json "$root/packs/demo-unit/followup.csv"
says out '"errors": 0'
"$bin" report vb --db u.sqlite --year 2018 >vb.html
says vb.html "Stabil personal ger relationer som håller."
says vb.html "årets resultat 2018"

"$bin" report t1 --db u.sqlite --year 2018 >t1.html
says t1.html "tertialrapport 1 2018"
says t1.html "januari–april 2018"
"$bin" report t2 --db u.sqlite --year 2018 >t2.html
says t2.html "januari–augusti 2018"
"$bin" report vp --db u.sqlite --year 2019 >vp.html
for words in "verksamhetsplan 2019" "Förväntat resultat" "Arbetssätt" "Uppföljning" "Indikatorer" "Flickor och pojkar lever ett liv utan destruktivt beteende"; do says vp.html "$words"; done
"$bin" --lang en report t1 --db u.sqlite --year 2018 >t1en.html
says t1en.html "tertial report 1 2018"
code 3 "$bin" report vp --db u.sqlite --year 2031
says err "Enheten har ingen plan för 2031"
code 2 "$bin" report t3 --db u.sqlite --year 2018
for format in pdf docx xlsx; do
  "$bin" report vp --db u.sqlite --year 2019 --format "$format" --out "vp.$format"
  case $(head -c 4 "vp.$format") in %PDF | PK*) checks=$((checks + 1)) ;; *) fail "vp.$format är ingen $format" ;; esac
done
pandoc -f docx -t plain vp.docx >vp.txt
says vp.txt "Fältassistenterna söker upp unga där de är"

# The unit's licensed texts; the words here are made up.
printf 'instrument;språk;licens;text;ord\nors;sv;Avtal 17;område 1;Prov ett\n;;;område 2;Prov två\n;;;område 3;Prov tre\n' >texter.csv
code 2 "$bin" licence import texter.csv --db u.sqlite
says err "område 4"
echo ';;;område 4;Prov fyra' >>texter.csv
code 0 "$bin" licence import texter.csv --db u.sqlite
says out "1 uppsättning texter är inläst"

# A figure is divided by whatever its measure can be divided by; a no says what it can. A unit sees its own packs' measures.
"$bin" init --db k.sqlite --packs common,elderly-care >/dev/null
"$bin" unit add --db k.sqlite --packs common --name Familjeenheten --board "Exempel stadsdelsnämnd" --teams "FAM=Familjeteamet,MOT=Mottagningen" >/dev/null
printf 'Inkom;Typ;Kanal;Gäller;Beskrivning\n2019-02-0%s;Klagomål;%s;Bemötande;Ord %s\n' 1 Telefon 1 >fam.csv
printf '2019-02-0%s;Klagomål;%s;Kvalitet;Ord %s\n' 2 Telefon 2 3 Brev 3 >>fam.csv
printf 'Inkom;Typ;Kanal;Gäller;Beskrivning\n2019-02-04;Klagomål;Telefon;Kvalitet;Ord 4\n' >mot.csv
code 0 "$bin" import --db k.sqlite --register complaint --team FAM fam.csv
code 0 "$bin" import --db k.sqlite --register complaint --team MOT mot.csv
code 0 "$bin" measure --db k.sqlite --measure complaints --period 2019 --split channel --format csv
says out ";2019;all;;4;"
says out ";2019;all;Telefon;3;"
says out ";2019;all;Brev;1;"
code 0 "$bin" --lang en measure --db k.sqlite --measure complaints --period 2019 --split team --json
says out '"part": "Familjeteamet"'
code 0 "$bin" measure --db k.sqlite --period 2019 --split age_group --format csv
says out "violence_exposed;"
grep -q "elderly_" out && fail "ett annat pakets mått står i listan"
code 2 "$bin" measure --db k.sqlite --measure complaints --period 2019 --split age_group
says err "Klagomål går inte att dela på age_group. Det går att dela på sex (kön), team (verksamhet), theme (gäller), channel (kom genom)"
code 2 "$bin" --lang en measure --db k.sqlite --measure complaints --period 2019 --split age_group
says err "It can be split by sex (sex), team (team)"
code 2 "$bin" measure --db k.sqlite --period 2019 --split skonummer
says err "Inget av enhetens mått går att dela på skonummer."
code 0 "$bin" --lang en measure --help
says out "split by sex, team, age_group or a field with choices"

# The API says the same figures as the command line, byte for byte, to a program with a key; nothing to one without.
head -c 24 /dev/urandom | base64 >losen
"$bin" user add system.x --db k.sqlite --name "Nattlig överföring" --role head --password-file losen >/dev/null
key=$("$bin" token add system.x --name Nattlig --db k.sqlite | grep -o 'rt_[^ ]*' | head -1)
"$bin" serve --db k.sqlite --port 0 >apis 2>apis.log &
server=$!
for _ in $(seq 100); do grep -q http apis && break; sleep 0.1; done
api=$(sed -n 's/.*\(http:[^ ]*\).*/\1/p' apis | head -1)/api/v1
for split in channel team sex; do
  curl -fsS -H "Authorization: Bearer $key" "$api/measures/complaints/figures?period=2019&split=$split" >api.json
  "$bin" measure --db k.sqlite --measure complaints --period 2019 --split $split --json >cli.json
  tr -d ' \n' <api.json >api.bytes # what a person reads of spaces is no part of the figure
  grep -qF -- "\"figures\":$(tr -d ' \n' <cli.json)" api.bytes || { cat api.json cli.json; fail "API och kommandorad säger olika ($split)"; }
  checks=$((checks + 1))
done
says api.json '"state":"figure"'
[ "$(curl -s -o out -w '%{http_code}' "$api/measures")" = 401 ] || fail "måtten visas utan nyckel"
says out "urn:rodatraden:login"
kill "$server" && wait "$server" 2>/dev/null || true
server=

# A port that somebody else has.
"$bin" serve --db u.sqlite --port 0 >serving 2>serving.log &
server=$!
for _ in $(seq 100); do grep -q http serving && break; sleep 0.1; done
grep -q http serving || fail "servern startade inte"
port=$(sed -n 's/.*:\([0-9]*\)$/\1/p' serving | head -1)
code 6 "$bin" serve --db u.sqlite --port "$port"
says err "Port $port på 127.0.0.1 är upptagen"
code 6 "$bin" --lang en serve --db u.sqlite --port "$port"
says err "Port $port on 127.0.0.1 is taken"
code 2 "$bin" serve --db u.sqlite --address 203.0.113.7 --port 0
says err "Datorn har inte adressen 203.0.113.7"
kill "$server" && wait "$server" 2>/dev/null || true
server=
echo "Kommandona går: $checks passed, 0 failed"
