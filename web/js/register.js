// Register pages: drafts that keep themselves, fields that appear when they are asked for, rows that are marked.
// Without it every page works: fields stand with their help, drafts are not kept, the bar of marked rows is always there.
"use strict";
(() => {
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];

  // ── fields that are asked for only sometimes ──────────────────────────────────────────────────────────────────────
  const valueOf = (form, name) => {
    const controls = all(`[name="${CSS.escape(name)}"]`, form);
    const radio = controls.find((c) => c.type === "radio");
    if (radio) return (controls.find((c) => c.checked) || { value: "" }).value;
    const boxes = controls.filter((c) => c.type === "checkbox");
    if (boxes.length) return boxes.filter((c) => c.checked).map((c) => c.value).join(",");
    return controls.length ? controls[0].value.trim() : "";
  };
  // The same three answers as on the server: yes, no, and "cannot be said" (null), which leaves the field as it is.
  const numberOf = (text) => (text.trim() === "" ? null : Number(text.replace(/[\s\u00a0\u202f]/g, "").replace(",", ".")));
  const sides = {
    day: (text) => (/^\d{4}-\d{2}-\d{2}/.test(text) ? text.slice(0, 10) : null),
    clock: (text) => (/^\d{2}:\d{2}$|^\d{4}-\d{2}$/.test(text) ? text : null),
    number: (text) => { const n = numberOf(text); return n === null || Number.isNaN(n) ? null : n; },
  };
  const compares = { "=": (a, b) => a === b, "!=": (a, b) => a !== b, "<": (a, b) => a < b, "<=": (a, b) => a <= b, ">": (a, b) => a > b, ">=": (a, b) => a >= b };
  const holds = (form, c) => {
    if (c.is === "kept") return null;
    if (c.is === "has") return valueOf(form, c.field) !== "";
    if (c.is === "not") { const inner = holds(form, c.parts[0]); return inner === null ? null : !inner; }
    if (c.is === "any" || c.is === "all") {
      const answers = c.parts.map((part) => holds(form, part));
      if (answers.includes(c.is === "any")) return c.is === "any";
      return answers.includes(null) ? null : c.is === "all";
    }
    const now = valueOf(form, c.field), other = c.other ? valueOf(form, c.other) : c.value;
    if (now === "" || other === "") return false; // what is empty is not asked about
    if (c.kind === "word") return now.split(",").includes(other) === (c.op === "=");
    const a = sides[c.kind](now), b = sides[c.kind](other);
    return a === null || b === null ? null : compares[c.op](a, b);
  };
  const refresh = (form) => {
    all("[data-when]", form).forEach((holder) => {
      const answer = holds(form, JSON.parse(holder.dataset.when));
      if (answer !== null) holder.hidden = !answer && !holder.querySelector("[aria-invalid]");
      const phrases = holder.nextElementSibling;
      if (phrases && phrases.matches(".phrases")) phrases.hidden = holder.hidden;
    });
    // A heading with nothing under it says nothing; nor does a link to it.
    all("fieldset.group > div", form).forEach((body) => {
      const group = body.parentElement;
      group.hidden = body.children.length > 0 && [...body.children].every((child) => child.hidden);
      all(`.jumps a[href="#${CSS.escape(group.id)}"]`, form).forEach((link) => { link.hidden = group.hidden; });
    });
  };
  for (const form of all("form")) {
    if (!form.querySelector("[data-when], [data-rows]")) continue;
    form.addEventListener("input", () => refresh(form));
    form.addEventListener("change", () => refresh(form));
    refresh(form);
  }

  // Enter in a field that searches presses its own button, not the one that saves.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey || !event.target.matches(".with-button input[type=search]")) return;
    const button = event.target.closest(".with-button").querySelector("button");
    if (!button) return;
    event.preventDefault();
    button.click();
  });

  // ── rows of a group: the server draws them anew, only they are exchanged, and what is typed elsewhere is not touched ──
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-rows] button[name=gor]");
    if (!button || !/^(rad[+-]:|annan:|sok$|giver$)/.test(button.value)) return;
    const holder = button.closest("[data-rows]"), form = button.form, name = holder.dataset.rows;
    event.preventDefault();
    const sent = new FormData(form);
    for (const [key, value] of [...sent.entries()]) if (value instanceof File) sent.delete(key);
    sent.set("gor", button.value);
    try {
      const reply = await fetch(form.action, { method: "POST", body: form.enctype === "multipart/form-data" ? sent : new URLSearchParams(sent), credentials: "same-origin" });
      const fresh = new DOMParser().parseFromString(await reply.text(), "text/html").querySelector(`[data-rows="${CSS.escape(name)}"]`);
      if (!reply.ok || !fresh) throw new Error("no rows");
      const files = all("input[type=file]", holder).filter((input) => input.files.length);
      holder.replaceWith(fresh);
      for (const input of files) { const place = fresh.querySelector(`[name="${CSS.escape(input.name)}"]`); if (place) place.files = input.files; }
      const rows = all(".row", fresh);
      const next = button.value.startsWith("rad+") && rows.length ? rows[rows.length - 1].querySelector("input:not([type=hidden]), select, textarea") : fresh;
      if (next) next.focus();
      refresh(form);
      form.dispatchEvent(new Event("input", { bubbles: true }));
    } catch { // the ordinary way
      const hidden = Object.assign(document.createElement("input"), { type: "hidden", name: "gor", value: button.value });
      form.append(hidden);
      form.submit();
    }
  });

  // ── drafts: kept on the server, a moment after the last key ───────────────────────────────────────────────────────
  for (const form of all("form[data-draft]")) {
    const words = form.querySelector("[data-draft-words]");
    let timer = 0, sending = false;
    const keep = async () => {
      const written = new FormData(form);
      try {
        const reply = await fetch(form.dataset.draft, { method: "POST", body: new URLSearchParams([...written].filter(([, value]) => typeof value === "string")), credentials: "same-origin" });
        const kept = reply.status === 401; // kept, but somebody must log in to go on: the answer says so
        if ((!reply.ok && !kept) || reply.redirected) return;
        form.dispatchEvent(new CustomEvent("rt:kept", { bubbles: true, detail: written }));
        const said = await reply.text();
        if (words) words.textContent = kept ? said : words.dataset.words.replace("{}", said);
      } catch { /* the line is down; the next key tries again */ }
    };
    const later = () => { clearTimeout(timer); if (!sending) timer = setTimeout(keep, 1200); };
    form.addEventListener("input", later);
    form.addEventListener("submit", () => { sending = true; clearTimeout(timer); });
  }

  // ── phrases: put in where the cursor is; without it they are copied from the list ────────────────────────────────
  for (const button of all("[data-insert]")) {
    const area = document.getElementById(button.dataset.insert);
    if (!area || typeof area.setRangeText !== "function") continue;
    button.hidden = false;
    button.addEventListener("click", () => {
      const words = button.parentElement.querySelector(".pre").textContent;
      const before = area.value.slice(0, area.selectionStart);
      area.focus();
      area.setRangeText((before && !/\s$/.test(before) ? " " : "") + words, area.selectionStart, area.selectionEnd, "end");
      area.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }
  for (const button of all("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }

  // ── the board: a card may be dragged to a state that one of its steps leads to; the step itself does the work ─────
  for (const card of all(".card")) {
    const targets = all("[data-to]", card);
    if (!targets.length) continue;
    card.draggable = true;
    card.addEventListener("dragstart", (event) => {
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", card.id);
      for (const lane of all(".lane")) lane.classList.toggle("lane--open", targets.some((t) => t.dataset.to === lane.dataset.state));
    });
    card.addEventListener("dragend", () => all(".lane--open").forEach((lane) => lane.classList.remove("lane--open")));
  }
  for (const lane of all(".lane")) {
    lane.addEventListener("dragover", (event) => { if (lane.classList.contains("lane--open")) event.preventDefault(); });
    lane.addEventListener("drop", (event) => {
      const card = document.getElementById(event.dataTransfer.getData("text/plain"));
      const step = card && card.querySelector(`[data-to="${CSS.escape(lane.dataset.state)}"]`);
      if (!step) return;
      event.preventDefault();
      const control = step.querySelector("button, a");
      if (control) control.click();
    });
  }

  // ── marked rows ───────────────────────────────────────────────────────────────────────────────────────────────────
  const bar = document.getElementById("many");
  if (bar) {
    const boxes = all('input[form="many"][name="post"]');
    const everything = document.getElementById("mark-all");
    const words = bar.querySelector("[data-marked]");
    const update = () => {
      const whole = Boolean(everything && everything.checked);
      const number = boxes.filter((box) => box.checked).length;
      bar.hidden = number === 0 && !whole;
      words.textContent = whole ? words.dataset.all : number === 1 ? words.dataset.one : words.dataset.many.replace("{}", String(number));
      boxes.forEach((box) => box.closest("tr").classList.toggle("chosen", box.checked || whole));
    };
    if (everything) everything.addEventListener("change", update);
    let last = null;
    boxes.forEach((box) => box.addEventListener("click", (event) => {
      if (event.shiftKey && last) { // a run of rows
        const from = boxes.indexOf(last), to = boxes.indexOf(box);
        boxes.slice(Math.min(from, to), Math.max(from, to) + 1).forEach((b) => { b.checked = box.checked; });
      }
      last = box;
      update();
    }));
    update();
  }

  // On a phone the rows come first: the filters are folded away until they are asked for or used.
  const box = document.querySelector(".filter-box");
  if (box && matchMedia("(max-width: 760px)").matches && !document.querySelector(".sentence .drop")) box.open = false;

  // A filter chosen is a filter used; the button remains for the keyboard and for dates.
  for (const form of all("form.filters")) form.addEventListener("change", (event) => { if (event.target.tagName === "SELECT") form.requestSubmit(); });
})();
