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
  const asked = (form, holder) => {
    const { when, op, value } = holder.dataset;
    const now = valueOf(form, when);
    if (!op) return now !== "";
    if (op === "=") return now.split(",").includes(value);
    if (op === "!=") return now !== "" && !now.split(",").includes(value);
    return true; // other comparisons are the server's
  };
  for (const form of all("form")) {
    const holders = all("[data-when]", form);
    if (!holders.length) continue;
    const update = () => holders.forEach((holder) => { holder.hidden = !asked(form, holder) && !holder.querySelector("[aria-invalid]"); });
    form.addEventListener("input", update);
    form.addEventListener("change", update);
    update();
  }

  // ── drafts: kept on the server, a moment after the last key ───────────────────────────────────────────────────────
  for (const form of all("form[data-draft]")) {
    const words = form.querySelector("[data-draft-words]");
    let timer = 0, sending = false;
    const keep = async () => {
      const written = new FormData(form);
      try {
        const reply = await fetch(form.dataset.draft, { method: "POST", body: new URLSearchParams(written), credentials: "same-origin" });
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

  // ── marked rows ───────────────────────────────────────────────────────────────────────────────────────────────────
  const bar = document.getElementById("many");
  if (bar) {
    const boxes = all('input[form="many"]');
    const words = bar.querySelector("[data-marked]");
    const update = () => {
      const number = boxes.filter((box) => box.checked).length;
      bar.hidden = number === 0;
      words.textContent = number === 1 ? words.dataset.one : words.dataset.many.replace("{}", String(number));
      boxes.forEach((box) => box.closest("tr").classList.toggle("chosen", box.checked));
    };
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
