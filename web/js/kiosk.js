// The kiosk's form: a line to touch or slide, one scale at a time on a phone, and a queue that keeps a filled answer
// until the server has acknowledged it. Kept in the browser: numbers, the random key and the token. Never free text.
(function () {
  "use strict";
  const QUEUE = "rt-kiosk-queue";
  const root = document.documentElement;
  const form = document.querySelector("form.k-form");
  const say = (key) => (form && form.dataset[key]) || "";

  // ---- the queue ----
  const read = () => { try { return JSON.parse(localStorage.getItem(QUEUE)) || []; } catch (e) { return []; } };
  const write = (items) => { try { localStorage.setItem(QUEUE, JSON.stringify(items)); return true; } catch (e) { return false; } };
  // What somebody wrote in words stays in this page's memory only: it may name people (it is sent with the numbers as
  // long as the page is open; a tablet that is switched off meanwhile loses the words, not the rating).
  const words = new Map();
  const keep = (item) => write(read().filter((i) => i.key !== item.key).concat([item]));
  const drop = (key) => write(read().filter((i) => i.key !== key));

  // "done": acknowledged (or known before); "refused": the server will never take it; "again": try later.
  async function send(item) {
    let reply;
    try {
      reply = await fetch("/k/" + item.token, {
        method: "POST", credentials: "omit", headers: { "Content-Type": "application/x-www-form-urlencoded", "X-Fragment": "1" }, body: item.body + (words.get(item.key) || "") });
    } catch (e) { return { state: "again" }; }
    const page = await reply.text().catch(() => "");
    if (reply.ok) return { state: "done", page };
    if (reply.status >= 500 || reply.status === 429 || reply.status === 408) return { state: "again" };
    return { state: "refused", page };
  }

  let running = false;
  let pause = 2000;
  async function flush() {
    if (running) return;
    running = true;
    for (const item of read()) {
      const result = await send(item);
      if (result.state === "again") { pause = Math.min(pause * 1.6, 30000); setTimeout(flush, pause); break; }
      pause = 2000;
      drop(item.key);
      if (form && form.elements.key && form.elements.key.value === item.key) show(result);
    }
    running = false;
  }
  addEventListener("online", flush);

  function show(result) {
    const main = document.querySelector("main");
    if (!main) return;
    if (result.page) main.innerHTML = result.page;
    else main.querySelector(".k-status").textContent = say("notSaved");
    document.body.classList.remove("k-sending");
    const heading = main.querySelector("h1");
    if (heading) { heading.tabIndex = -1; heading.focus(); }
    scrollTo(0, 0);
    goBackSoon();
  }

  // On a shared tablet the thanks page makes room for the next person by itself.
  function goBackSoon() {
    const link = document.querySelector("a[data-soon]");
    if (!link) return;
    let left = Number(link.dataset.soon);
    let timer = setInterval(() => { if (--left <= 0) location.replace(link.href); }, 1000);
    addEventListener("pointerdown", () => { left = Number(link.dataset.soon); });
    addEventListener("keydown", () => { left = Number(link.dataset.soon); });
    addEventListener("pagehide", () => clearInterval(timer));
  }

  if (form) set_up(form);
  flush();
  goBackSoon();

  function set_up(form) {
    root.classList.add("k-js");
    const scales = [...form.querySelectorAll(".k-scale")];
    scales.forEach(line);
    const steps = [...form.querySelectorAll(".k-step")];
    const small = matchMedia("(max-width: 699px)");
    let at = 0;
    const status = form.querySelector(".k-status");
    const next = form.querySelector(".k-next");
    const back = form.querySelector(".k-back");
    const progress = form.querySelector(".k-progress");

    function filled(step) {
      if (step.dataset.optional) return true;
      if (step.classList.contains("k-scale")) return step.classList.contains("set");
      return !!step.querySelector("input:checked");
    }
    function draw() {
      const stepping = small.matches && steps.length > 1;
      form.classList.toggle("k-stepping", stepping);
      steps.forEach((s, i) => { s.hidden = stepping && i !== at; });
      const last = at === steps.length - 1;
      next.hidden = !stepping || last;
      back.hidden = !stepping || at === 0;
      form.querySelector(".k-done").hidden = stepping && !last;
      progress.hidden = !stepping;
      progress.textContent = say("step").replace("{0}", at + 1).replace("{1}", steps.length);
    }
    function go(to) {
      at = to; status.textContent = ""; draw();
      const first = steps[at].querySelector("input:not([type=hidden]),textarea");
      if (first) first.focus({ preventScroll: true });
      scrollTo(0, 0);
    }
    next.addEventListener("click", () => {
      if (!filled(steps[at])) { status.textContent = steps[at].classList.contains("k-scale") ? say("missingOne") : say("missingSome"); return; }
      go(at + 1);
    });
    back.addEventListener("click", () => go(at - 1));
    small.addEventListener("change", draw);
    draw();

    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const missing = steps.findIndex((s) => !filled(s));
      if (missing >= 0) {
        steps.forEach((s) => s.classList.toggle("k-lacking", !filled(s)));
        if (form.classList.contains("k-stepping")) go(missing);
        status.textContent = say(scales.length ? "missing" : "missingSome");
        const field = steps[missing].querySelector("input:not([type=hidden])");
        if (field) field.focus();
        return;
      }
      if (document.body.classList.contains("k-sending")) return;
      const given = new URLSearchParams(new FormData(form));
      const written = new URLSearchParams();
      form.querySelectorAll("textarea").forEach((t) => { given.delete(t.name); if (t.value.trim()) written.append(t.name, t.value); });
      const item = { token: form.dataset.token, key: form.elements.key.value, body: given.toString() };
      if (written.toString()) words.set(item.key, "&" + written);
      // Without storage the browser's own submit is the safer way: the answer is never only in this script's memory.
      if (!keep(item)) { form.submit(); return; }
      document.body.classList.add("k-sending");
      status.textContent = say("wait");
      const result = await send(item);
      if (result.state === "again") {
        status.textContent = say("offline");
        setTimeout(flush, pause);
        return;
      }
      drop(item.key);
      show(result);
    });
  }

  // The plain form's eleven radio buttons become a line; the value is in tenths either way.
  function line(scale) {
    const plain = scale.querySelector(".k-radios");
    const name = plain.dataset.name;
    const chosen = plain.querySelector("input:checked");
    const range = document.createElement("input");
    const held = document.createElement("input");
    range.type = "range"; range.min = 0; range.max = 100; range.step = 1; range.value = 50;
    range.className = "k-range";
    range.setAttribute("aria-label", plain.dataset.label);
    held.type = "hidden"; held.name = name; held.value = "";
    const spoken = () => say("ofTen").replace("{0}", (Number(range.value) / 10).toLocaleString(root.lang || "sv"));
    const faces = [...scale.querySelectorAll(".k-face")];
    function set() {
      held.value = range.value;
      scale.classList.add("set");
      scale.classList.remove("k-lacking");
      range.setAttribute("aria-valuetext", spoken());
      const nearest = Math.round(Number(range.value) / 25);
      faces.forEach((f, i) => f.classList.toggle("near", i === nearest));
    }
    range.setAttribute("aria-valuetext", say("unset"));
    range.addEventListener("input", set);
    range.addEventListener("change", set);
    // A touch exactly in the middle changes nothing, yet it is an answer.
    range.addEventListener("pointerup", set);
    range.addEventListener("keydown", (e) => { if (e.key === " " || e.key === "Enter") { e.preventDefault(); set(); } });
    faces.forEach((f, i) => {
      f.addEventListener("click", () => { range.value = i * 25; set(); });
    });
    plain.replaceWith(range, held);
    if (chosen) { range.value = chosen.value; set(); }
  }
})();
