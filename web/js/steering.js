// Autosave of texts that are written at leisure, the print button, and Esc that puts a card away. All works without it.
"use strict";
(() => {
  const print = document.querySelector("[data-print]");
  if (print) { print.hidden = false; print.addEventListener("click", () => window.print()); }

  // WCAG 1.4.13: what opens on hover or focus can be put away without moving.
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") document.body.classList.add("dismissed");
  });
  document.addEventListener("mouseover", (event) => {
    if (!event.target.closest(".figcell")) document.body.classList.remove("dismissed");
  });
  document.addEventListener("focusin", () => document.body.classList.remove("dismissed"));

  // A form with data-autosave is sent a moment after the last key. The answer is JSON: the new version and a word to show;
  // at a conflict the form is left as it is and the reader saves by hand, which shows both texts.
  for (const form of document.querySelectorAll("form[data-autosave]")) {
    const says = form.querySelector("[data-saved]");
    let timer = 0, running = false, again = false;
    const save = async () => {
      if (running) { again = true; return; }
      running = true;
      try {
        const body = new URLSearchParams(new FormData(form));
        const reply = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json", "X-Fragment": "1" }, credentials: "same-origin" });
        const answer = await reply.json();
        if (reply.ok) form.elements.version.value = answer.version;
        if (says) says.textContent = answer.words || answer.detail || answer.title || "";
        form.dataset.state = reply.ok ? "saved" : "stopped";
      } catch {
        if (says) says.textContent = form.dataset.offline;
      } finally {
        running = false;
        if (again) { again = false; save(); }
      }
    };
    form.addEventListener("input", () => {
      if (form.dataset.state === "stopped") return;
      clearTimeout(timer);
      timer = setTimeout(save, 1200);
    });
  }
})();
