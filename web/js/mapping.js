// The shared screen: everything is a plain form; with this a card is written and moved in place, saves itself, and a second screen follows.
"use strict";
(() => {
  const one = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  document.documentElement.classList.add("js");
  const print = one("[data-print]");
  if (print) print.addEventListener("click", () => window.print());
  const board = one("#board");
  if (!board) return;
  const kept = one("#sparat"), said = one("#sagt");
  const address = location.pathname;
  let version = Number(board.dataset.version), sending = 0, dragged = null, stale = false;

  // ── tabs on a narrow screen ───────────────────────────────────────────────────────────────────────────────────────
  const stops = all(".stops:not(.always) a");
  let stop = stops.findIndex((a) => a.hash === location.hash);
  if (stop < 0) stop = 0;
  function tab() {
    if (!stops.length) return;
    board.classList.add("tabbed");
    stops.forEach((a, i) => {
      const section = document.getElementById(a.hash.slice(1));
      for (const part of [section, one(".with-" + a.hash.slice(1), board)]) if (part) part.classList.toggle("off", i !== stop);
      if (i === stop) a.setAttribute("aria-current", "true"); else a.removeAttribute("aria-current");
    });
  }
  stops.forEach((a, i) => a.addEventListener("click", (event) => { event.preventDefault(); stop = i; tab(); }));
  const showTabOf = (part) => { const i = stops.findIndex((a) => a.hash === "#del-" + part); if (i >= 0) { stop = i; tab(); } };
  tab();

  // ── the page as it is now ─────────────────────────────────────────────────────────────────────────────────────────
  const tell = (word) => { if (kept) { kept.textContent = kept.dataset[word] || ""; kept.classList.toggle("lost", ["lost", "refused", "out"].includes(word)); } };
  const parse = (text) => new DOMParser().parseFromString(text, "text/html");

  /** What is half written in a section, so that it stands there again when the section is drawn anew. */
  function written(section) {
    const focus = section.contains(document.activeElement) ? document.activeElement : null;
    const controls = all("form.add input:not([type=hidden]), form.add textarea, form.add select", section).map((c) => [c.id, c.type === "radio" ? c.checked : c.value]);
    const unfolded = all("details", section).map((d, i) => (d.open ? i : -1)).filter((i) => i >= 0);
    return { section, controls, unfolded, id: focus && focus.id, from: focus && "selectionStart" in focus ? focus.selectionStart : null };
  }
  function rewrite({ section, controls, unfolded, id, from }) {
    const folds = all("details", section);
    if (!one(".menu[open]", section)) unfolded.forEach((i) => { if (folds[i] && folds[i].classList.contains("choose")) folds[i].open = true; });
    for (const [name, value] of controls) {
      const control = document.getElementById(name);
      if (!control) continue;
      if (control.type === "radio") control.checked = value; else control.value = value;
    }
    const focus = id && document.getElementById(id);
    if (focus) { focus.focus({ preventScroll: true }); if (from !== null && focus.setSelectionRange && focus.type !== "radio") focus.setSelectionRange(from, from); }
  }

  // Each page carries a token of its own; that is no difference.
  const said_by_server = (html) => html.replace(/ name="_csrf" value="[^"]*"/g, "");
  const shown = new WeakMap();
  for (const section of all("[data-section]", board)) shown.set(section, said_by_server(section.innerHTML));

  /** Puts in what differs. A section with an open card or a card in the hand waits. */
  function take(page, { empty = null } = {}) {
    const next = one("#board", page);
    if (!next) return false;
    version = Math.max(version, Number(next.dataset.version));
    stale = false;
    for (const section of all("[data-section]", board)) {
      const fresh = one(`[data-section="${CSS.escape(section.dataset.section)}"]`, next);
      if (!fresh) continue;
      const html = said_by_server(fresh.innerHTML);
      if (html === shown.get(section) && section !== empty) continue;
      if (section !== empty && (one(".editing", section) || (dragged && section.contains(dragged)))) { stale = true; continue; }
      const words = section === empty ? null : written(section);
      section.innerHTML = fresh.innerHTML;
      shown.set(section, html);
      if (words) rewrite(words);
    }
    tab();
    return true;
  }
  function announce(page) {
    const next = one("#sagt", page);
    if (said && next) said.innerHTML = next.innerHTML;
  }
  async function refresh(url = address) {
    const reply = await fetch(url, { credentials: "same-origin", headers: { "X-Fragment": "1" } });
    if (reply.ok) take(parse(await reply.text()));
  }

  // ── one thing done ────────────────────────────────────────────────────────────────────────────────────────────────
  // One after the other, in the order they were done; what cannot be sent is tried again and stays on the screen meanwhile.
  let line = Promise.resolve();
  /** A new session has a new token. */
  async function freshToken() {
    const reply = await fetch(address, { credentials: "same-origin", headers: { "X-Fragment": "1" } });
    if (!reply.ok || new URL(reply.url).pathname !== address) return "";
    const field = one("#board input[name=_csrf]", parse(await reply.text()));
    if (field) all("input[name=_csrf]", board).forEach((own) => { own.value = field.value; });
    return field ? field.value : "";
  }
  function send(values) {
    const body = new URLSearchParams(values);
    const once = async () => {
      let word = "lost", asked = false;
      for (let wait = 500; ; wait = Math.min(wait * 2, 8000)) {
        try {
          const reply = await fetch(address, { method: "POST", body, credentials: "same-origin" });
          const refused = reply.status === 401 || reply.status === 403 || new URL(reply.url).pathname === "/login";
          if (!refused) { if (reply.status < 500) return { ok: reply.ok, page: parse(await reply.text()) }; word = "lost"; } else {
            // Logged out: whoever logs in again, in another tab, finds everything sent from here, with the new session's token.
            const fresh = await freshToken();
            if (fresh && asked) return { ok: false, page: parse(await reply.text()) };
            asked = Boolean(fresh);
            if (fresh) { body.set("_csrf", fresh); continue; }
            word = "out";
          }
        } catch { word = "lost"; } // the line is down
        tell(word);
        await new Promise((resolve) => setTimeout(resolve, wait));
      }
    };
    sending += 1;
    tell("sending");
    const result = line.then(once);
    line = result.then(() => { sending -= 1; if (!sending) tell("kept"); }, () => { sending -= 1; });
    return result;
  }
  addEventListener("beforeunload", (event) => { if (sending || open.size) { event.preventDefault(); event.returnValue = ""; } });

  const values = (form, button) => {
    const data = [...new FormData(form)].filter(([, v]) => typeof v === "string");
    if (button && button.name) data.push([button.name, button.value]);
    return data;
  };
  const token = () => (one("input[name=_csrf]", board) || {}).value || "";

  async function act(data, { empty = null, focus = null } = {}) {
    const done = await send(data);
    if (!done) return null;
    take(done.page, { empty });
    announce(done.page);
    const next = one("#board", done.page);
    const id = done.ok && next ? next.dataset.focus : "";
    if (focus && id) focus(id);
    return done;
  }
  const focusCard = (id) => {
    const card = document.getElementById(id);
    if (!card) return;
    showTabOf(card.dataset.part);
    const target = one(".rings .who[data-part='" + CSS.escape(card.dataset.part) + "'][data-at='" + card.dataset.at + "']");
    if (ringFocus && target) target.focus(); else { const s = one(".menu > summary", card); if (s) s.focus({ preventScroll: true }); }
    card.scrollIntoView({ block: "nearest" });
  };
  let ringFocus = false;

  // ── forms ─────────────────────────────────────────────────────────────────────────────────────────────────────────
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || !form.action.endsWith(address)) return;
    event.preventDefault();
    const button = event.submitter;
    const section = form.closest("[data-section]");
    if (form.classList.contains("edit")) return finish(form);
    if (form.classList.contains("undo")) { said.innerHTML = ""; act(values(form, button), { focus: focusCard }); return; }
    if (form.classList.contains("add") || form.classList.contains("add-symbol")) {
      const words = one("textarea, input[type=text]", form);
      act(values(form, button || one("button", form)), {}).then((done) => {
        if (!done || !done.ok) return;
        const now = section && one("form.add", section);
        if (now && form.classList.contains("add")) { now.reset(); all("textarea, input[type=text]", now).forEach((c) => { c.value = ""; }); all("details.choose", now).forEach((d) => { d.open = false; }); const first = one("textarea, select, input[type=text]", now); if (first && words) first.focus(); }
      });
      return;
    }
    ringFocus = false;
    act(values(form, button), { focus: focusCard });
  });

  // ── writing on a card ─────────────────────────────────────────────────────────────────────────────────────────────
  const open = new Map(); // form → { timer, last }
  const words = (form) => values(form).filter(([name]) => name.startsWith("v_")).map(String).join("\n");

  async function write(card) {
    const link = one(".change", card);
    if (!link) return;
    for (const form of [...open.keys()]) await finish(form);
    const now = document.getElementById(card.id);
    if (!now || !one(".change", now)) return;
    const reply = await fetch(one(".change", now).href, { credentials: "same-origin", headers: { "X-Fragment": "1" } });
    if (!reply.ok) return;
    const fresh = one(".editing", parse(await reply.text()));
    if (!fresh) return;
    shown.delete(now.closest("[data-section]"));
    now.replaceWith(fresh);
    const form = one("form.edit", fresh);
    open.set(form, { timer: 0, last: words(form) });
    const text = one("textarea, input[type=text]", form);
    text.focus();
    if (text.setSelectionRange) text.setSelectionRange(text.value.length, text.value.length);
  }

  /** Saves what is written so far; the card stays open. */
  async function keep(form) {
    const state = open.get(form);
    if (!state || words(form) === state.last || !form.checkValidity()) return;
    const now = words(form);
    const done = await send([...values(form), ["gor", "spara"]]);
    if (!done || !done.ok || !form.isConnected) return;
    state.last = now;
    const next = one("#board", done.page);
    const card = next && one("#" + CSS.escape(next.dataset.focus), done.page);
    if (card) { form.elements.plats.value = card.dataset.at; form.elements.marke.value = card.dataset.mark; }
    take(done.page);
    if (one("#sagt .met", done.page)) announce(done.page);
  }
  async function finish(form) {
    const state = open.get(form);
    if (!state) return;
    clearTimeout(state.timer);
    if (!form.reportValidity()) return;
    const section = form.closest("[data-section]");
    const here = form.closest(".card").id;
    const back = form.contains(document.activeElement);
    if (words(form) === state.last) {
      open.delete(form);
      const reply = await fetch(address, { credentials: "same-origin", headers: { "X-Fragment": "1" } });
      if (reply.ok) take(parse(await reply.text()), { empty: section });
      if (back) focusChange(here);
      return;
    }
    const done = await send([...values(form), ["gor", "spara"]]);
    if (!done) return;
    if (!done.ok) { announceFault(form, done.page); return; }
    open.delete(form);
    take(done.page, { empty: section });
    announce(done.page);
    if (back) focusChange(one("#board", done.page).dataset.focus);
  }
  const focusChange = (id) => { const link = one("#" + CSS.escape(id) + " .change"); if (link) link.focus({ preventScroll: true }); };
  function announceFault(form, page) {
    const fault = one(".fault", page);
    const here = one(".fault", form) || form.insertBefore(Object.assign(document.createElement("p"), { className: "fault" }), form.firstChild);
    here.setAttribute("role", "alert");
    here.textContent = fault ? fault.textContent : "";
  }

  document.addEventListener("input", (event) => {
    const form = event.target.closest("form");
    const state = form && open.get(form);
    if (state) { clearTimeout(state.timer); state.timer = setTimeout(() => keep(form), 1500); }
  });
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form.answer");
    if (form) act([...values(form), ["gor", "svara"]]).then(() => { const again = document.getElementById(event.target.id); if (again) again.focus({ preventScroll: true }); });
    const name = event.target.closest("form.name-face");
    if (name) act([...values(name), ["gor", "namn"]]);
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.change");
    if (link) { event.preventDefault(); write(link.closest(".card")); return; }
    const spoken = event.target.closest(".card:not(.editing) .words, .card:not(.editing) .further");
    if (spoken && !String(getSelection())) { write(spoken.closest(".card")); return; }
    const scale = event.target.closest(".scale-line[data-left]");
    if (scale) choose(scale, event);
    for (const menu of all("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  });
  /** A touch on the line chooses the number nearest to it. */
  function choose(scale, event) {
    const box = scale.getBoundingClientRect();
    const x = (event.clientX - box.left) / box.width * Number(scale.dataset.all);
    const number = Math.max(0, Math.min(10, Math.round((x - Number(scale.dataset.left)) / Number(scale.dataset.width) * 10)));
    const radio = one(`.scale form.add input[type=radio][value="${number}"]`);
    if (!radio) return;
    radio.checked = true;
    const who = one(".scale form.add select");
    (who && !who.value ? who : radio).focus();
  }

  // ── keys ──────────────────────────────────────────────────────────────────────────────────────────────────────────
  const ARROWS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
  const lists = (kind) => all(`[data-list][data-kind="${CSS.escape(kind)}"]`, board).filter((list) => !list.closest(".beside") || kind !== "lines");

  function moveTo(item, part, place) {
    return act([["_csrf", token()], ["gor", "flytta"], ["del", item.dataset.part], ["plats", item.dataset.at], ["marke", item.dataset.mark], ["till", part], ["till_plats", String(Math.max(0, place))]], { focus: focusCard });
  }
  function arrow(item, [across, along]) {
    const list = item.closest("[data-list]");
    const at = Number(item.dataset.at);
    if (along) { if (at + along >= 0 && at + along < list.children.length) moveTo(item, item.dataset.part, at + along); return; }
    const beside = lists(list.dataset.kind);
    const next = beside[beside.indexOf(list) + across];
    if (next) moveTo(item, next.dataset.list, Math.min(at, next.children.length));
  }
  function ringArrow(who, [across, along]) {
    const parts = [...new Set(all(".ring-list [data-list]").map((l) => l.dataset.list))];
    const at = Number(who.dataset.at), count = one(`[data-list="${CSS.escape(who.dataset.part)}"]`).children.length;
    ringFocus = true;
    if (along) { const next = parts[parts.indexOf(who.dataset.part) - along]; if (next) moveTo(who, next, Infinity === at ? 0 : 999); return; }
    if (count > 1) moveTo(who, who.dataset.part, (at + across + count) % count);
  }
  document.addEventListener("keydown", (event) => {
    const target = event.target;
    if (target.matches("form.edit textarea, form.edit input[type=text]")) {
      if (event.key === "Escape" || (event.key === "Enter" && !event.shiftKey)) { event.preventDefault(); finish(target.form); }
      return;
    }
    if (target.matches("form.add textarea") && event.key === "Enter" && !event.shiftKey) { event.preventDefault(); if (target.value.trim()) target.form.requestSubmit(one("button", target.form)); return; }
    if (event.key === "Escape") { const menu = target.closest("details[open]"); if (menu) { menu.open = false; one("summary", menu).focus(); } return; }
    const way = ARROWS[event.key];
    const who = target.closest(".rings .who[tabindex]");
    if (who && way) { event.preventDefault(); ringArrow(who, way); return; }
    if (who && (event.key === "Enter" || event.key === " ")) { event.preventDefault(); const card = document.getElementById(`k-${who.dataset.part}-${who.dataset.at}`); if (card) { showTabOf(who.dataset.part); write(card); } return; }
    if (way && target.matches(".menu > summary") && !target.parentElement.open) { event.preventDefault(); ringFocus = false; arrow(target.closest("[data-mark]"), way); }
  });

  // ── drag: mouse and pen anywhere on the card, a finger at its edge ────────────────────────────────────────────────
  let hand = null;
  document.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || event.target.closest("a, button, input, textarea, select, .menu-box, .editing")) return;
    const who = event.target.closest(".rings .who[tabindex]");
    const item = who || event.target.closest(".card[data-mark], .symbol[data-mark]");
    if (!item || !board.contains(item) || (!who && !one("form", item))) return;
    if (event.pointerType === "touch" && !who && !event.target.closest(".grip, .symbol")) return;
    hand = { item, who: Boolean(who), x: event.clientX, y: event.clientY, moved: false, id: event.pointerId };
  });
  const marker = Object.assign(document.createElement("li"), { className: "gap" });
  marker.setAttribute("aria-hidden", "true");

  function overList(event) {
    const kind = hand.item.closest("[data-list]").dataset.kind;
    const found = document.elementsFromPoint(event.clientX, event.clientY).map((e) => e.closest && (e.closest("[data-list]") || (e.closest("[data-section]") && one(`[data-list][data-kind="${CSS.escape(kind)}"]`, e.closest("[data-section]"))))).find((l) => l && l.dataset.kind === kind);
    return found || null;
  }
  function hover(event) {
    const list = overList(event);
    all(".drop-here", board).forEach((l) => { if (l.dataset.list) l.classList.remove("drop-here"); });
    marker.remove();
    hand.list = list;
    if (!list) return;
    list.classList.add("drop-here");
    const others = [...list.children].filter((c) => c !== hand.item && c !== marker);
    const sideways = list.classList.contains("symbols") || getComputedStyle(list).flexDirection === "row" || getComputedStyle(list).display === "grid";
    let place = others.findIndex((c) => { const b = c.getBoundingClientRect(); return sideways ? event.clientY < b.bottom && event.clientX < b.left + b.width / 2 : event.clientY < b.top + b.height / 2; });
    if (place < 0) place = others.length;
    hand.place = place;
    if (!sideways) list.insertBefore(marker, others[place] || null);
  }
  /** Which ring, and after whom round it. */
  function ringAt(event) {
    const svg = hand.item.ownerSVGElement, point = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    const far = Math.hypot(point.x, point.y), rings = all(".ring", svg).map((r) => Number(r.getAttribute("r"))).sort((a, b) => a - b);
    let ring = rings.findIndex((r) => far <= r);
    if (ring < 0) ring = rings.length - 1;
    const part = all(".ring-list [data-list]")[ring].dataset.list;
    const first = (-90 + ring * 35) * Math.PI / 180;
    const turn = (x, y) => { const t = (Math.atan2(y, x) - first) % (2 * Math.PI); return t < -1e-6 ? t + 2 * Math.PI : t; };
    const mine = turn(point.x, point.y);
    const before = all(`.who[data-part="${CSS.escape(part)}"]`, svg).filter((w) => w !== hand.item).filter((w) => { const m = w.dataset.home || w.getAttribute("transform"); const [x, y] = m.match(/-?\d+(\.\d+)?/g).map(Number); return turn(x, y) < mine; }).length;
    return { point, ring, part, place: before };
  }
  document.addEventListener("pointermove", (event) => {
    if (!hand || event.pointerId !== hand.id) return;
    const dx = event.clientX - hand.x, dy = event.clientY - hand.y;
    if (!hand.moved && Math.hypot(dx, dy) < 7) return;
    event.preventDefault();
    if (!hand.moved) {
      hand.moved = true;
      dragged = hand.item;
      document.body.classList.add("busy");
      hand.item.classList.add("dragging");
      try { hand.item.setPointerCapture(hand.id); } catch { /* gone already */ }
      for (const menu of all("details.menu[open]")) menu.open = false;
    }
    if (hand.who) {
      const at = ringAt(event);
      hand.item.dataset.home = hand.item.dataset.home || hand.item.getAttribute("transform");
      hand.item.setAttribute("transform", `translate(${at.point.x} ${at.point.y})`);
      all(".ring", hand.item.ownerSVGElement).forEach((r) => r.classList.toggle("drop-here", r.classList.contains("ring-" + at.ring)));
      return;
    }
    hand.item.style.transform = `translate(${dx}px, ${dy}px)`;
    if (event.clientY > innerHeight - 60) scrollBy(0, 12); else if (event.clientY < 60) scrollBy(0, -12);
    hover(event);
  }, { passive: false });
  function drop(event) {
    if (!hand || event.pointerId !== hand.id) return;
    const { item, moved, who, list, place } = hand;
    const at = moved && who && event.type === "pointerup" ? ringAt(event) : null;
    hand = null;
    if (!moved) return;
    document.body.classList.remove("busy");
    item.classList.remove("dragging");
    item.style.transform = "";
    marker.remove();
    all(".drop-here", board).forEach((l) => l.classList.remove("drop-here"));
    dragged = null;
    addEventListener("click", (click) => { click.stopPropagation(); click.preventDefault(); }, { capture: true, once: true });
    setTimeout(() => document.body.click(), 0);
    if (who) shown.delete(item.closest("[data-section]"));
    if (at) { ringFocus = true; moveTo(item, at.part, at.place); return; }
    if (who) { item.setAttribute("transform", item.dataset.home); delete item.dataset.home; return; }
    if (event.type !== "pointerup" || !list) { if (stale) refresh(); return; }
    if (list.dataset.list === item.dataset.part && place === Number(item.dataset.at)) { if (stale) refresh(); return; }
    for (const part of [item.closest("[data-section]"), list.closest("[data-section]")]) shown.delete(part);
    list.insertBefore(item, [...list.children].filter((c) => c !== item)[place] || null); // it lies there while it is sent
    ringFocus = false;
    moveTo(item, list.dataset.list, place);
  }
  document.addEventListener("pointerup", drop);
  document.addEventListener("pointercancel", drop);
  document.addEventListener("dragstart", (event) => { if (board.contains(event.target)) event.preventDefault(); });

  // ── the child draws ───────────────────────────────────────────────────────────────────────────────────────────────
  const strokes = []; // of the drawing that is being made: { colour, points }
  let background = null, stroke = null;
  const canvas = () => one(".sketch canvas", board);
  function redraw() {
    const on = canvas();
    if (!on) return;
    const pen = on.getContext("2d");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, on.width, on.height);
    if (background) {
      const scale = Math.min(on.width / background.naturalWidth, on.height / background.naturalHeight);
      pen.drawImage(background, (on.width - background.naturalWidth * scale) / 2, (on.height - background.naturalHeight * scale) / 2, background.naturalWidth * scale, background.naturalHeight * scale);
    }
    pen.lineCap = pen.lineJoin = "round";
    pen.lineWidth = 9;
    for (const { colour, points } of strokes) {
      pen.strokeStyle = colour;
      pen.beginPath();
      points.forEach(([x, y], i) => (i ? pen.lineTo(x, y) : pen.moveTo(x, y)));
      if (points.length === 1) pen.lineTo(points[0][0] + 0.1, points[0][1]);
      pen.stroke();
    }
    on.closest(".sketch").classList.toggle("editing", strokes.length > 0);
  }
  const onPaper = (event) => { const on = canvas(), box = on.getBoundingClientRect(); return [(event.clientX - box.left) / box.width * on.width, (event.clientY - box.top) / box.height * on.height]; };
  document.addEventListener("toggle", (event) => {
    if (!event.target.matches || !event.target.matches(".sketch") || !event.target.open) return;
    background = null;
    redraw();
    const address = canvas().dataset.picture;
    if (!address) return;
    const image = new Image();
    image.addEventListener("load", () => { background = image; redraw(); });
    image.src = address;
  }, true);
  document.addEventListener("pointerdown", (event) => {
    if (event.target !== canvas() || event.button !== 0 || stroke) return;
    event.preventDefault();
    const chosen = one(".pens input:checked + .pen", board);
    stroke = { colour: getComputedStyle(chosen).color, points: [onPaper(event)], id: event.pointerId };
    strokes.push(stroke);
    try { event.target.setPointerCapture(event.pointerId); } catch { /* lifted already */ }
    redraw();
  });
  document.addEventListener("pointermove", (event) => {
    if (!stroke || event.pointerId !== stroke.id) return;
    for (const point of event.getCoalescedEvents ? event.getCoalescedEvents() : [event]) stroke.points.push(onPaper(point));
    redraw();
  });
  for (const kind of ["pointerup", "pointercancel"]) document.addEventListener(kind, (event) => { if (stroke && event.pointerId === stroke.id) stroke = null; });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-sketch]");
    if (!button) return;
    if (button.dataset.sketch === "undo") { strokes.pop(); redraw(); return; }
    if (strokes.length) canvas().toBlob(hangUp, "image/png");
  });
  async function hangUp(blob) {
    const form = new FormData();
    form.append("_csrf", token());
    form.append("fil", blob, "teckning.png");
    tell("sending");
    try {
      const reply = await fetch(address + "/teckning", { method: "POST", body: form, credentials: "same-origin" });
      if (!reply.ok) { tell("refused"); return; }
      const page = parse(await reply.text());
      strokes.length = 0;
      take(page, { empty: one("[data-section=teckning]", board) });
      tell("kept");
    } catch { tell("lost"); setTimeout(() => { if (strokes.length) hangUp(blob); }, 3000); }
  }
  addEventListener("beforeunload", (event) => { if (strokes.length) { event.preventDefault(); event.returnValue = ""; } });

  // ── a second screen follows ───────────────────────────────────────────────────────────────────────────────────────
  const topic = board.dataset.topic;
  if (!topic || !("EventSource" in window)) return;
  let stream = null, lost = false, timer = 0;
  const soon = () => { clearTimeout(timer); timer = setTimeout(() => { if (sending) soon(); else refresh().catch(() => { /* the stream says when the line is back */ }); }, 120); };
  function listen() {
    stream = new EventSource("/live?topic=" + encodeURIComponent(topic));
    stream.onmessage = (event) => { try { if (JSON.parse(event.data).version > version) soon(); } catch { soon(); } };
    stream.onopen = () => { if (lost) soon(); lost = false; };
    stream.onerror = () => { lost = true; };
  }
  listen();
  document.addEventListener("visibilitychange", () => {
    if (document.hidden && stream) { stream.close(); stream = null; lost = true; } else if (!document.hidden && !stream) listen();
  });
})();
