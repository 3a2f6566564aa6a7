// What pages do beyond plain forms and links: keys, live updates, the guard for unsaved words. Without it everything works.
"use strict";
(() => {
  const one = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const typing = (target) => target.closest("input, textarea, select, [contenteditable], dialog");
  const quietKeys = () => localStorage.getItem("rt-keys") === "off";

  // ── keys ──────────────────────────────────────────────────────────────────────────────────────────────────────────
  const keys = one("#keys");
  const keysButton = one("[data-keys]");
  if (keys && keysButton) {
    keysButton.hidden = false;
    keysButton.addEventListener("click", () => keys.showModal());
    const box = one("#keys-on", keys);
    box.checked = !quietKeys();
    box.addEventListener("change", () => localStorage.setItem("rt-keys", box.checked ? "on" : "off"));
  }

  /** Alt+↑ goes to the nearest named knot above where you stand, Alt+↓ below. */
  function walk(step) {
    const knots = all(".thread .knot, .threaded > .knot");
    const focused = document.activeElement && document.activeElement.closest(".knot");
    const here = focused || knots.find((knot) => knot.classList.contains("here"));
    for (let i = knots.indexOf(here) + step; here && i >= 0 && i < knots.length; i += step) {
      const link = one("a[href]", knots[i]);
      if (!link) continue;
      // On a page that shows the whole thread the links lead within it: move there; elsewhere open the next level.
      if (knots[i].closest("[data-walk='focus']")) link.focus(); else location.assign(link.href);
      return true;
    }
    return false;
  }

  function search() {
    const field = one("input[type=search]");
    const link = one("[data-search]");
    if (field) field.focus(); else if (link) location.assign(link.href);
    return Boolean(field || link);
  }

  let row = -1;
  function moveRow(step) {
    const rows = all("tr[data-href]");
    if (!rows.length) return false;
    if (rows[row]) rows[row].classList.remove("at");
    row = Math.max(0, Math.min(rows.length - 1, row + step));
    rows[row].classList.add("at");
    rows[row].scrollIntoView({ block: "nearest" });
    const link = one("a[href]", rows[row]);
    if (link) link.focus({ preventScroll: true });
    return true;
  }

  let waitsForNumber = 0;
  function plainKey(event) {
    if (Date.now() - waitsForNumber < 1500 && event.key >= "1" && event.key <= "9") {
      waitsForNumber = 0;
      const link = all(".rail nav a")[Number(event.key) - 1];
      if (link) location.assign(link.href);
      return Boolean(link);
    }
    switch (event.key) {
      case "/": return search();
      case "?": if (keys) keys.showModal(); return Boolean(keys);
      case "g": waitsForNumber = Date.now(); return true;
      case "j": return moveRow(1);
      case "k": return moveRow(-1);
      default: return false;
    }
  }

  document.addEventListener("keydown", (event) => {
    let done = false;
    if (event.altKey && !event.ctrlKey && event.key === "ArrowUp") done = walk(-1);
    else if (event.altKey && !event.ctrlKey && event.key === "ArrowDown") done = walk(1);
    else if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
      const form = event.target.closest("form");
      if (form) { form.requestSubmit(one("button[type=submit], button:not([type])", form)); done = true; }
    } else if (!event.altKey && !event.ctrlKey && !event.metaKey && !typing(event.target) && !quietKeys()) done = plainKey(event);
    if (done) event.preventDefault();
  });

  // ── a click anywhere on a row opens it ────────────────────────────────────────────────────────────────────────────
  document.addEventListener("click", (event) => {
    const line = event.target.closest("tr[data-href]");
    if (!line || event.target.closest("a, button, input, label, select, summary, details")) return;
    if (String(getSelection())) return; // somebody marks text
    if (event.ctrlKey || event.metaKey) open(line.dataset.href, "_blank", "noopener"); else location.assign(line.dataset.href);
  });

  // ── forms ─────────────────────────────────────────────────────────────────────────────────────────────────────────
  const summary = one("[data-focus]");
  if (summary) summary.focus();

  // Nothing that a person typed is lost by a stray click.
  const words = (data) => JSON.stringify([...data].map(([name, value]) => [name, value instanceof File ? value.name : value]));
  const state = (form) => words(new FormData(form));
  const guarded = all("form[method=post]:not(.inline, .search)").map((form) => ({ form, at: state(form) }));
  let sending = false;
  document.addEventListener("submit", (event) => { if (event.target.method === "post") sending = true; });
  addEventListener("beforeunload", (event) => {
    if (sending || !guarded.some(({ form, at }) => form.isConnected && state(form) !== at)) return;
    event.preventDefault();
    event.returnValue = document.body.dataset.unsaved || "";
  });
  addEventListener("pageshow", () => { sending = false; });
  // What is kept as a draft on the server is not lost by leaving.
  document.addEventListener("rt:kept", (event) => guarded.filter(({ form }) => form === event.target).forEach((one) => { one.at = words(event.detail); }));

  // A second press of a button that is being sent does nothing.
  document.addEventListener("submit", (event) => {
    if (event.target.method !== "post") return;
    if (event.target.dataset.sent) { event.preventDefault(); return; }
    event.target.dataset.sent = "1";
    setTimeout(() => delete event.target.dataset.sent, 4000);
  });

  // The date field takes what people write; beside it the browser's own calendar for those who want to point.
  for (const holder of all("[data-date]")) {
    const text = one("input", holder);
    if (text.readOnly || !("showPicker" in HTMLInputElement.prototype)) continue;
    const native = Object.assign(document.createElement("input"), { type: "date", className: "pick-native", tabIndex: -1 });
    native.setAttribute("aria-hidden", "true");
    const button = Object.assign(document.createElement("button"), { type: "button", className: "pick" });
    button.textContent = document.documentElement.lang === "en" ? "Calendar" : "Kalender";
    button.addEventListener("click", () => {
      if (/^\d{4}-\d{2}-\d{2}$/.test(text.value)) native.value = text.value;
      native.showPicker();
    });
    native.addEventListener("change", () => {
      text.value = native.value;
      text.dispatchEvent(new Event("change", { bubbles: true }));
      text.focus();
    });
    holder.append(button, native);
  }

  // ── live ──────────────────────────────────────────────────────────────────────────────────────────────────────────
  // An event says which cell changed. The page is fetched anew and every element with data-live-key whose content is
  // another is put in; its knot and row glow once. data-live-src names another page to fetch a fragment from.
  const topic = document.body.dataset.live;
  if (!topic || !("EventSource" in window)) return;

  const fresh = async (url) => {
    const reply = await fetch(url, { headers: { "X-Fragment": "1" }, credentials: "same-origin" });
    if (!reply.ok || reply.redirected) return null;
    return new DOMParser().parseFromString(await reply.text(), "text/html");
  };
  const glow = (element) => {
    const target = element.closest(".knot, tr, .item") || element;
    target.classList.remove("glow");
    void target.offsetWidth; // lets the animation begin anew
    target.classList.add("glow");
  };
  // The thread lights from the bottom up: what was counted last glows last.
  const glowUp = (changed) => changed.reverse().forEach((element, i) => setTimeout(() => glow(element), i * 120));

  async function refresh() {
    const changed = [];
    const sources = new Map([[location.href, all("[data-live-key]:not([data-live-src])")]]);
    for (const element of all("[data-live-src]")) {
      const url = new URL(element.dataset.liveSrc, location.href).href;
      sources.set(url, [...(sources.get(url) || []), element]);
    }
    for (const [url, elements] of sources) {
      if (!elements.length) continue;
      const page = await fresh(url);
      if (!page) continue;
      for (const element of elements) {
        if (element.contains(document.activeElement) && typing(document.activeElement)) continue; // never under a pen
        const key = element.dataset.liveKey;
        const next = key ? page.querySelector(`[data-live-key="${CSS.escape(key)}"]`) : page.body;
        if (!next || next.innerHTML === element.innerHTML) continue;
        element.innerHTML = next.innerHTML;
        if (key) element.className = next.className;
        changed.push(element);
      }
    }
    glowUp(changed);
    const words = one("#live-words");
    if (changed.length && words) words.textContent = words.dataset.words;
  }

  let timer = 0, busy = false, again = false;
  async function soon() {
    if (busy) { again = true; return; }
    busy = true;
    try { await refresh(); } catch { /* the line is down; the stream says when it is back */ } finally { busy = false; }
    if (again) { again = false; later(); }
  }
  const later = () => { clearTimeout(timer); timer = setTimeout(soon, 150); };

  let stream = null, lost = false;
  function listen() {
    const query = topic.split(/\s+/).map((t) => "topic=" + encodeURIComponent(t)).join("&");
    stream = new EventSource("/live?" + query);
    stream.onmessage = (event) => {
      document.dispatchEvent(new CustomEvent("rt:live", { detail: event.data }));
      later();
    };
    stream.onopen = () => { if (lost) later(); lost = false; };
    stream.onerror = () => { lost = true; };
  }
  listen();
  // A hidden page holds no line; when it is shown it reads what it missed.
  document.addEventListener("visibilitychange", () => {
    if (document.hidden && stream) { stream.close(); stream = null; lost = true; }
    else if (!document.hidden && !stream) listen();
  });
})();
