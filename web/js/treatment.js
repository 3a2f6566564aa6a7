// The page of a contact or a code follows along: when an answer is saved, its middle part is fetched again.
(function () {
  "use strict";
  const part = document.getElementById("live-part");
  const topic = document.body.dataset.live || (document.querySelector("[data-live]") || {}).dataset?.live;
  if (!part || !topic || !("EventSource" in window)) return;
  const source = new EventSource("/live?topic=" + encodeURIComponent(topic));
  async function renew() {
    const reply = await fetch(location.href, { credentials: "same-origin" }).catch(() => null);
    if (!reply || !reply.ok) return;
    const fresh = new DOMParser().parseFromString(await reply.text(), "text/html").getElementById("live-part");
    if (fresh) part.replaceChildren(...fresh.childNodes);
  }
  source.onmessage = renew;
  source.addEventListener("change", renew);
  addEventListener("pagehide", () => source.close());
})();
