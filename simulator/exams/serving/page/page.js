// The page around the terminal: it gets the fonts ready, starts textual-serve's terminal, and says what happened when the line ends.
"use strict";
(() => {
  const script = document.currentScript;
  const cover = document.getElementById("cover");
  const again = document.getElementById("again");
  const terminal = document.getElementById("terminal");
  const REASONS = { 4000: "ended", 4001: "idle", 4002: "way", 4003: "stopping", 4004: "failed", 4005: "flood", 1001: "stopping" };
  let live = false;

  function say(reason) {
    for (const part of document.querySelectorAll("[data-for]")) part.classList.toggle("now", part.dataset.for === reason);
    cover.classList.toggle("over", reason !== "wait");
    again.hidden = reason === "wait";
    if (!again.hidden) again.focus();
  }

  // asked first, so that a candidate never lands on the browser's own page of errors, from which nothing leads back
  async function answers() {
    try {
      return await fetch(location.pathname, { method: "HEAD", cache: "no-store" });
    } catch {
      return null;
    }
  }

  again.addEventListener("click", async () => {
    again.disabled = true;
    const answer = await answers();
    again.disabled = false;
    if (answer) location.reload();
    else say("away");
  });

  // a slip of the finger (Ctrl+W, F5) is asked about while the line stands; leaving costs a new sign-in, nothing else
  window.addEventListener("beforeunload", (event) => {
    if (live) event.preventDefault();
  });

  window.WebSocket = class extends WebSocket {
    constructor(url) {
      super(url);
      let opened = false;
      this.addEventListener("open", () => (opened = live = true));
      this.addEventListener("close", async (event) => {
        live = false;
        if (opened) return say(REASONS[event.code] || "lost");
        const answer = await answers(); // refused: the server says why on a page of its own
        if (answer && !answer.ok) location.reload();
        else say(answer ? "refused" : "away");
      });
    }
    send(data) {
      if (this.readyState === WebSocket.OPEN) super.send(data);
    }
  };

  // pages that came without TLS have no clipboard; the terminal would stumble over that
  if (!navigator.clipboard)
    Object.defineProperty(navigator, "clipboard", { value: { writeText: async () => {}, readText: async () => "" } });

  const line = new URL("ws", location.href);
  line.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  line.search = line.hash = "";
  terminal.dataset.sessionWebsocketUrl = line.href;
  history.replaceState(null, "", location.pathname); // textual.js looks for orders there

  async function fonts() {
    const wanted = ["15px", "bold 15px", "italic 15px", "italic bold 15px"].map((kind) => document.fonts.load(`${kind} "Roboto Mono"`, "W中"));
    await Promise.race([Promise.allSettled(wanted), new Promise((done) => setTimeout(done, 3000))]);
  }

  // keys go to the terminal without a click; the program is told of the focus once it listens
  function focus() {
    const keys = terminal.querySelector("textarea");
    if (!keys || cover.classList.contains("over")) return;
    keys.blur();
    keys.focus();
  }
  window.addEventListener("focus", focus);
  new MutationObserver((_, observer) => {
    if (!document.body.classList.contains("-first-byte")) return;
    observer.disconnect();
    focus();
  }).observe(document.body, { attributeFilter: ["class"] });

  say("wait");
  const loaded = document.createElement("script");
  loaded.src = script.dataset.terminal;
  loaded.addEventListener("error", () => say("away"));
  loaded.addEventListener("load", async () => {
    const begin = window.onload; // textual.js waits for it; it may have passed
    window.onload = null;
    await fonts();
    begin.call(window, new Event("load"));
  });
  document.head.append(loaded);
})();
