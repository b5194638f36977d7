/* Regard's tracker: pages, page time, clicks, forms, errors and slow pages of this site, sent to its own Regard.
   No fingerprint, never what was typed. Where the browser asks not to be tracked (Global Privacy Control, Do Not Track)
   it stores nothing and sends pages alone, without any identifier. docs/connect.md says how to use it. */
(() => {
  "use strict";
  const script = document.currentScript;
  if (window.regard && window.regard.isOn) return;
  const { key, to, slow = "2500", ask } = script.dataset;
  const address = to || new URL("/v1/tracker", script.src).href;
  const signal = navigator.globalPrivacyControl ? "gpc" : navigator.doNotTrack === "1" || window.doNotTrack === "1" ? "dnt" : "";
  const STORE = "regard", IDLE = 30 * 60000, MOST_WAITING = 200, MOST_AT_ONCE = 20, MOST_ERRORS = 10, LEAST_SEEN = 250;
  const LONGEST = 200, LONGEST_DETAIL = 1000, SLOWEST_RETRY = 60000, KEPT_ALIVE = 20000;
  const iso = at => new Date(at).toISOString();
  const clip = text => String(text == null ? "" : text).slice(0, LONGEST);
  const random = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), one => one.toString(16).padStart(2, "0")).join("");

  // What the device keeps: {id, session, last, account}, or {off: 1} for whoever wants none of it.
  let memory = {};
  const kept = () => {
    if (signal) return memory;
    try { return JSON.parse(localStorage.getItem(STORE)) || memory; } catch { return memory; }
  };
  const keep = what => {
    memory = what;
    if (!signal) try { localStorage.setItem(STORE, JSON.stringify(what)); } catch { /* It stays in this page. */ }
  };
  const isOff = () => kept().off || (ask !== undefined && !kept().id);
  const who = () => {
    const now = Date.now(), { id = random(), session, last = 0, account } = kept();
    const one = { id, session: session && now - last < IDLE ? session : random(), last: now, account };
    keep(one);
    return { cookie: one.id, session: one.session, account: one.account };
  };

  // Sending: a batch at a time, in order; what did not arrive comes again with the same ids, so that it is known.
  let waiting = [], sending = false, timer = 0, failures = 0, isDead = false;
  const later = wait => { clearTimeout(timer); timer = setTimeout(flush, wait); };
  const bodyOf = events => JSON.stringify({ key, sent_at: iso(Date.now()), events });
  function post(events) {
    const body = bodyOf(events);
    // What is kept alive goes on when the page is left; browsers allow that to little at a time.
    const keepalive = body.length < KEPT_ALIVE;
    // As text it needs no preflight.
    const headers = { "Content-Type": "text/plain" };
    return fetch(address, { method: "POST", body, headers, keepalive, credentials: "omit", referrerPolicy: "no-referrer" });
  }
  const mustComeAgain = status => status === 429 || status >= 500;
  async function flush() {
    if (sending || isDead || !waiting.length) return;
    sending = true;
    const batch = waiting.splice(0, MOST_AT_ONCE);
    let status = 0, wait = 0;
    try {
      const answer = await post(batch);
      status = answer.status;
      wait = 1000 * answer.headers.get("Retry-After");
    } catch { /* No network: as if the server were busy. */ }
    sending = false;
    if (!status || mustComeAgain(status)) {
      waiting = batch.concat(waiting).slice(0, MOST_WAITING);
      failures += 1;
      later(Math.max(wait, Math.min(SLOWEST_RETRY, 1000 * 2 ** failures) * (0.5 + Math.random() / 2)));
    } else {
      failures = 0;
      // A key that opens nothing will not open anything later.
      isDead = status === 401 || status === 403;
      if (waiting.length) later(0);
    }
  }
  function flushForGood() {
    while (waiting.length && !isDead) {
      const batch = waiting.splice(0, MOST_AT_ONCE);
      const back = () => { waiting = batch.concat(waiting); };
      if ("keepalive" in Request.prototype) post(batch).then(({ status }) => mustComeAgain(status) && back(), back);
      else navigator.sendBeacon(address, bodyOf(batch));
    }
  }

  // A page is its path; of hashes only those that name a page. Queries may hold anything and are not sent.
  const where = () => clip(location.pathname + (/^#!?\//.test(location.hash) ? location.hash.split("?")[0] : ""));
  function tell(kind, more = {}) {
    if (isOff() || (signal && kind !== "page")) return;
    const event = { id: random(), kind: clip(kind), at: iso(Date.now()), path, language: document.documentElement.lang || undefined };
    if (signal) event.privacy = signal;
    else Object.assign(event, who(), more);
    if (event.detail && JSON.stringify(event.detail).length > LONGEST_DETAIL) event.detail = { left_out: "too long" };
    waiting.push(event);
    if (waiting.length > MOST_WAITING) waiting.shift();
    if (!failures) later(waiting.length >= MOST_AT_ONCE ? 0 : 500);
  }

  // Pages, and how long each was seen: one stretch of time after another, each with its end.
  let path = "", seenSince = 0;
  function page() {
    path = where();
    const campaign = new URLSearchParams(location.search).get("utm_campaign");
    const from = document.referrer && new URL(document.referrer).origin;
    tell("page", { campaign: campaign ? clip(campaign) : undefined, detail: from && from !== location.origin ? { from } : undefined });
    look();
  }
  function look() { seenSince = document.visibilityState === "visible" ? Date.now() : 0; }
  function lookAway() {
    const now = Date.now();
    if (seenSince && now - seenSince >= LEAST_SEEN) tell("page_time", { at: iso(seenSince), until: iso(now) });
    seenSince = 0;
  }
  function moved() {
    if (where() === path) return;
    lookAway();
    page();
  }
  for (const name of ["pushState", "replaceState"]) {
    const before = history[name];
    history[name] = function (...given) { const found = before.apply(this, given); moved(); return found; };
  }

  // Clicks and forms: where, by the name you gave (data-regard) or by the way through the page. Never a value.
  function place(element) {
    const named = element.closest("[data-regard]");
    if (named) return clip(named.dataset.regard);
    const way = [];
    for (let one = element; one && one !== document.body && way.length < 5; one = one.parentElement) {
      const id = one.getAttribute("id"), name = one.localName;
      if (id) { way.unshift(name + "#" + id); break; }
      const same = one.parentElement ? [...one.parentElement.children].filter(each => each.localName === name) : [];
      way.unshift(same.length > 1 ? `${name}:nth-of-type(${same.indexOf(one) + 1})` : name);
    }
    return clip(way.join(">"));
  }
  function leadsTo(link) {
    if (!link || !link.getAttribute("href")) return undefined;
    const url = new URL(link.href, location.href);
    return { to: clip(url.origin === location.origin ? url.pathname : url.host ? url.origin : url.protocol) };
  }
  const CLICKED = "[data-regard],a,button,summary,[role=button],input[type=submit],input[type=button]";
  function clicked({ target }) {
    const element = target instanceof Element && target.closest(CLICKED);
    if (element) tell("click", { place: place(element), detail: leadsTo(target.closest("a")) });
  }
  function sent({ target }) {
    const named = target.getAttribute("data-regard") || target.getAttribute("name") || target.getAttribute("id");
    tell("form", { place: clip(named || place(target)) });
  }

  // Errors: the first at once, the others counted, told when the page is left.
  let errors = new Map();
  function failed(message, file, line) {
    const at = clip((file || "").split(/[?#]/)[0] + (line ? ":" + line : ""));
    const found = message + at, one = errors.get(found);
    if (one) one.again += 1;
    else if (errors.size < MOST_ERRORS) {
      errors.set(found, { message: clip(message), at, again: 0 });
      tell("error", { place: at || undefined, detail: { message: clip(message), count: 1 } });
    }
  }
  function tellErrors() {
    for (const one of errors.values()) {
      if (one.again) tell("error", { place: one.at || undefined, detail: { message: one.message, count: one.again } });
      one.again = 0;
    }
  }

  // A slow page: when its largest piece was painted, when it had loaded; once, and only above the limit.
  let largest = 0, isTimed = false;
  try {
    new PerformanceObserver(list => { for (const one of list.getEntries()) largest = one.startTime; })
      .observe({ type: "largest-contentful-paint", buffered: true });
  } catch { /* Not in this browser. */ }
  function timed() {
    const [one] = performance.getEntriesByType("navigation");
    if (isTimed || !one || !one.loadEventStart) return;
    isTimed = true;
    const detail = { largest_paint_ms: Math.round(largest), loaded_ms: Math.round(one.loadEventStart), answered_ms: Math.round(one.responseStart), limit_ms: +slow };
    if (Math.max(largest, one.loadEventStart) >= +slow) tell("slow_page", { detail });
  }

  // What the site may say: regard("event", "trial started", {plan: "team"}), regard("identify", "u-1"), regard("forget").
  const SAYS = {
    event: (name, detail) => name && tell(name, detail && typeof detail === "object" ? { detail } : {}),
    identify(account) {
      if (signal || isOff()) return;
      const before = kept(), now = account == null ? undefined : clip(account);
      // Somebody else at the same browser is somebody else.
      if (before.account && before.account !== now) keep({});
      if (now) { who(); keep({ ...kept(), account: now }); tell("identify"); }
    },
    forget() { waiting = []; keep({ off: 1 }); },
    remember() { if (isOff()) { keep({ id: random() }); page(); } },
  };
  const say = (what, ...given) => { if (Object.keys(SAYS).includes(what)) SAYS[what](...given); };

  function start() {
    const before = (window.regard && window.regard.q) || [];
    window.regard = say;
    say.isOn = true;
    addEventListener("popstate", moved);
    addEventListener("hashchange", moved);
    addEventListener("click", clicked, true);
    addEventListener("submit", sent, true);
    addEventListener("error", one => { if (one.message) failed(one.message, one.filename, one.lineno); });
    addEventListener("unhandledrejection", ({ reason }) => failed((reason && reason.message) || reason, "", 0));
    addEventListener("pageshow", one => { if (one.persisted) page(); });
    addEventListener("load", () => setTimeout(timed, 3000));
    const leave = () => { timed(); tellErrors(); lookAway(); flushForGood(); };
    addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") leave(); else look(); });
    addEventListener("pagehide", leave);
    page();
    for (const given of before) say(...given);
  }
  if (document.prerendering) document.addEventListener("prerenderingchange", start, { once: true });
  else start();
})();
