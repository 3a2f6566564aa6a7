#!/usr/bin/env bash
# Takes web/css/fkui.css anew from the FKUI version in package-lock.json. Needed only when FKUI is upgraded: the result is
# kept in the repository, so that building the program needs neither npm nor node.
set -euo pipefail
cd "$(dirname "$0")/.."
npm ci --ignore-scripts --no-audit --no-fund
version=$(node -p 'require("./node_modules/@fkui/design/package.json").version')
node tools/extract-fkui.mjs node_modules/@fkui/design/lib/fkui.css "$version" >web/css/fkui.css.new
mv web/css/fkui.css.new web/css/fkui.css
cp node_modules/@fkui/design/LICENSE.md web/css/fkui-LICENSE.md
wc -c web/css/fkui.css
