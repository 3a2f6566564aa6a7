// Takes out of FKUI's stylesheet the rules for the blocks that our components write, and nothing else: no grid, no
// calendar, no element styles. Usage: node tools/extract-fkui.mjs FKUI.css VERSION > web/css/fkui.css
import { readFileSync } from "node:fs";

const blocks = ["text-field", "textarea-field", "select-field", "label", "fieldset", "checkbox", "checkbox-group",
  "radio-button", "radio-button-group", "button", "message-box", "error-list", "badge", "sr-only"];
const [file, version] = process.argv.slice(2);
const css = readFileSync(file, "utf8").replace(/\/\*[\s\S]*?\*\//g, "");

/** Splits at the top level of brackets. */
function split(text, separator) {
  const parts = [];
  let depth = 0, from = 0, quote = "";
  for (let i = 0; i < text.length; ++i) {
    const c = text[i];
    if (quote) { if (c === quote) quote = ""; }
    else if (c === '"' || c === "'") quote = c;
    else if ("([{".includes(c)) ++depth;
    else if (")]}".includes(c)) --depth;
    else if (c === separator && depth === 0) { parts.push(text.slice(from, i)); from = i + 1; }
  }
  parts.push(text.slice(from));
  return parts.map((p) => p.trim()).filter(Boolean);
}

/** [head, body] of each top-level `head { body }`. */
function rules(text) {
  const found = [];
  let at = 0;
  for (;;) {
    const open = text.indexOf("{", at);
    if (open < 0) return found;
    let depth = 1, i = open + 1;
    for (; depth > 0 && i < text.length; ++i) { if (text[i] === "{") ++depth; else if (text[i] === "}") --depth; }
    found.push([text.slice(at, open).replace(/@charset[^;]*;/, "").trim(), text.slice(open + 1, i - 1)]);
    at = i;
  }
}

const ours = (selector) => {
  const names = [...selector.matchAll(/\.([a-z][a-z0-9-]*?)(?:__[a-z0-9_-]+|--[a-z0-9-]+)*(?![a-z0-9_-])/g)].map((m) => m[1]);
  return names.length > 0 && names.every((name) => blocks.includes(name)) &&
    !/spinner|inflight|error-popup|banner|icon-stack|--chip|--border|--table|--inline|discrete|clear-button|calendar|ms-/.test(selector);
};

function extract(text) {
  let out = "";
  for (const [head, body] of rules(text)) {
    if (/^@(media|supports)/.test(head)) {
      const inner = extract(body);
      if (inner) out += `${head} {\n${inner}}\n`;
    } else if (!head.startsWith("@")) {
      const kept = split(head, ",").filter(ours);
      const declarations = split(body, ";").map((d) => d.replace(/\s+/g, " "));
      if (kept.length && declarations.length) out += `${kept.join(",\n")} {\n  ${declarations.join(";\n  ")};\n}\n`;
    }
  }
  return out;
}

process.stdout.write(`/* Form controls, messages and badges of FKUI (@fkui/design ${version}), Copyright Försäkringskassan, MIT licence: see
   fkui-LICENSE.md. Made by tools/build-web.sh; not to be edited. Our theme sets the variables in app.css, and as this is a
   layer, every rule there goes before these. */\n@layer fkui {\n${extract(css)}}\n`);
