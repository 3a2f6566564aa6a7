// A measure is judged, tried and completed while it is written. Without it the same page works by its buttons.
"use strict";
(() => {
  const form = document.querySelector(".measure-form"), area = form && form.querySelector("textarea"), answer = document.getElementById("svar");
  if (!area || !answer) return;
  const place = document.getElementById("plats"), address = form.getAttribute("action");
  Object.assign(area, { spellcheck: false, autocapitalize: "off", autocomplete: "off" });
  area.setAttribute("autocorrect", "off");
  area.setAttribute("aria-autocomplete", "list");
  place.hidden = false;
  const say = (words, ...values) => values.reduce((text, value, i) => text.replace("%" + (i + 1), value), place.dataset[words]);

  // Lines and characters, both from 1; a character is a code point, as the server counts.
  const spotOf = (offset) => { const lines = area.value.slice(0, offset).split("\n"); return { line: lines.length, column: [...lines.at(-1)].length + 1 }; };
  const offsetOf = (line, column) => {
    const lines = area.value.split("\n");
    const before = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
    return Math.min(area.value.length, before + [...(lines[line - 1] ?? "")].slice(0, column - 1).join("").length);
  };
  const tellPlace = () => { const { line, column } = spotOf(area.selectionStart); place.textContent = say("words", line, column); };

  // ── judged and tried, one request at a time ───────────────────────────────────────────────────────────────────────
  let waiting = 0, running = null, tried = area.value;
  async function tryIt(again = 0) {
    const text = area.value;
    if (text === tried && !again) return;
    running?.abort();
    const mine = running = new AbortController();
    answer.setAttribute("aria-busy", "true");
    try {
      const body = new URLSearchParams(new FormData(form));
      const reply = await fetch(address + "/prova", { method: "POST", body, credentials: "same-origin", headers: { "X-Fragment": "1" }, signal: mine.signal });
      if (reply.redirected) throw new Error("logged out");
      if (reply.status === 503 && again < 3) { setTimeout(() => { if (mine === running) tryIt(again + 1); }, 500); return; }
      const html = await reply.text();
      if (mine !== running) return;
      if (!reply.ok && reply.status !== 503) throw new Error(reply.status);
      tried = text;
      put(html);
    } catch (error) {
      if (error.name === "AbortError") return;
      place.textContent = place.dataset.lost;
    }
    if (mine === running) answer.removeAttribute("aria-busy");
  }
  /** What the reader has unfolded stays so, and the page does not jump. */
  function put(html) {
    const open = [...answer.querySelectorAll("details")].filter((d) => d.open).map((d) => d.querySelector("summary").textContent);
    answer.innerHTML = html;
    for (const part of answer.querySelectorAll("details")) if (open.includes(part.querySelector("summary").textContent)) part.open = true;
    arm();
  }
  function arm() { for (const button of answer.querySelectorAll("[data-fix]")) button.hidden = false; }
  arm();

  // A fault leads to its place, and what was meant is put in by one press.
  answer.addEventListener("click", (event) => {
    const to = event.target.closest("[data-line]");
    if (!to) return;
    event.preventDefault();
    const { line, column, length, fix } = to.dataset;
    const first = offsetOf(+line, +column), last = offsetOf(+line, +column + +length);
    area.focus();
    area.setSelectionRange(first, last);
    if (fix) write(first, last, fix, 0);
    else area.scrollIntoView({ block: "nearest" });
    tellPlace();
  });

  /** As if typed, so that Ctrl+Z takes it back. */
  function write(first, last, words, back) {
    area.focus();
    area.setSelectionRange(first, last);
    if (!document.execCommand("insertText", false, words)) {
      area.setRangeText(words, first, last, "end");
      area.dispatchEvent(new Event("input", { bubbles: true }));
    }
    const at = first + words.length - back;
    area.setSelectionRange(at, at);
  }

  // ── the words that fit ────────────────────────────────────────────────────────────────────────────────────────────
  const list = Object.assign(document.createElement("ul"), { id: "ord", className: "word-list", hidden: true, tabIndex: 0 });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", place.dataset.list);
  area.after(list);
  area.setAttribute("aria-controls", "ord");
  let found = null, at = -1, asking = null, pause = 0, quiet = false;
  function close() {
    asking?.abort();
    clearTimeout(pause);
    found = null;
    list.hidden = true;
    area.removeAttribute("aria-activedescendant");
  }
  function mark(i) {
    list.children[at]?.setAttribute("aria-selected", "false");
    at = (i + list.children.length) % list.children.length;
    const one = list.children[at];
    one.setAttribute("aria-selected", "true");
    area.setAttribute("aria-activedescendant", one.id);
    one.scrollIntoView({ block: "nearest" });
  }
  function show(words) {
    list.replaceChildren(...words.map(([id, title], i) => {
      const item = Object.assign(document.createElement("li"), { id: "ord-" + i });
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      item.append(Object.assign(document.createElement("code"), { textContent: id }), Object.assign(document.createElement("span"), { textContent: title }));
      return item;
    }));
    list.hidden = false;
    under();
    at = -1;
    mark(0);
    place.textContent = say("found", words.length);
  }
  /** Under the line of the cursor, or over it where there is more room; never over the buttons. A copy of the text says where the line is. */
  function under() {
    const style = getComputedStyle(area), copy = document.createElement("div"), end = document.createElement("span");
    for (const name of ["fontFamily", "fontSize", "fontWeight", "letterSpacing", "lineHeight", "padding", "borderWidth", "borderStyle", "boxSizing", "tabSize"]) copy.style[name] = style[name];
    Object.assign(copy.style, { position: "absolute", visibility: "hidden", whiteSpace: "pre-wrap", overflowWrap: "break-word", width: area.clientWidth + "px", top: 0, left: 0 });
    copy.append(area.value.slice(0, area.selectionStart));
    end.textContent = "\u200b";
    copy.append(end);
    area.parentElement.append(copy);
    const line = parseFloat(style.lineHeight) || 22;
    const top = Math.max(0, end.offsetTop - area.scrollTop), below = area.offsetHeight - top - line - 8, over = below < 150 && below < top;
    list.style.maxHeight = Math.max(96, Math.min(264, over ? top - 4 : below)) + "px";
    list.style.top = area.offsetTop + (over ? top - list.offsetHeight - 2 : top + line + 4) + "px";
    const room = area.offsetWidth - list.offsetWidth;
    list.style.left = area.offsetLeft + Math.max(0, Math.min(end.offsetLeft, room)) + "px";
    copy.remove();
  }
  async function ask(wanted) {
    asking?.abort();
    const mine = asking = new AbortController(), text = area.value, offset = area.selectionStart, { line, column } = spotOf(offset);
    const body = new URLSearchParams(new FormData(form));
    body.set("rad", line);
    body.set("tecken", column);
    try {
      const reply = await fetch(address + "/ord", { method: "POST", body, credentials: "same-origin", headers: { Accept: "application/json" }, signal: mine.signal });
      if (!reply.ok || reply.redirected) return close();
      const answered = await reply.json();
      if (mine !== asking || area.value !== text || area.selectionStart !== offset || document.activeElement !== area) return;
      const typed = text.slice(offsetOf(...answered.from), offset);
      const words = answered.words;
      const enough = !wanted && (words[0]?.[0] === typed && words.length === 1 || /^\d+$/.test(typed) || (!typed && answered.end));
      if (!words.length || enough) {
        close();
        if (wanted) place.textContent = place.dataset.none;
        return;
      }
      found = answered;
      show(words);
    } catch (error) { if (error.name !== "AbortError") close(); }
  }
  function take(i) {
    const [, , insert, back] = found.words[i];
    const first = offsetOf(...found.from), last = offsetOf(...found.to);
    const doubled = insert.endsWith(" ") && area.value[last] === " ";
    close();
    write(first, doubled ? last + 1 : last, insert, back);
    // What must come next is offered at once; a text that is whole is left alone.
    pause = setTimeout(() => ask(false), 60);
  }
  area.addEventListener("keydown", (event) => {
    if (event.ctrlKey && event.key === " ") {
      event.preventDefault();
      ask(true);
      return;
    }
    if (!found) return;
    const moves = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };
    if (event.key in moves) mark(Math.abs(moves[event.key]) === 1 ? at + moves[event.key] : Math.max(0, Math.min(list.children.length - 1, at + moves[event.key])));
    else if ((event.key === "Enter" && !event.ctrlKey) || (event.key === "Tab" && !event.shiftKey)) take(at);
    else if (event.key === "Escape") { quiet = true; close(); } // until the next word is begun
    else {
      if (["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) close();
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  });
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the cursor stays in the text
  list.addEventListener("click", (event) => {
    const item = event.target.closest("li");
    if (item && found) take([...list.children].indexOf(item));
  });
  area.addEventListener("blur", close);
  area.addEventListener("input", (event) => {
    tellPlace();
    clearTimeout(waiting);
    waiting = setTimeout(tryIt, 450);
    clearTimeout(pause);
    const letter = event.inputType === "insertText" && /^[\p{L}\d_."( ]$/u.test(event.data ?? "");
    if (/^[ ."(]$/.test(event.data ?? "")) quiet = false;
    if (found || (letter && !quiet)) pause = setTimeout(() => (letter || event.inputType.startsWith("delete") ? ask(false) : close()), 110);
  });
  for (const name of ["click", "keyup", "focus"]) area.addEventListener(name, () => { if (!found) tellPlace(); });
  tellPlace();
})();
