// Runs before the page's own scripts. Notes what happens in a sign-in and when, in window.bench: {what, at}, at in
// milliseconds.
(() => {
  if (window !== top) return;
  const marks = (window.bench = []);
  const mark = (what) => marks.push({ what, at: performance.now() });

  addEventListener("click", () => mark("click"), true);
  addEventListener("message", ({ data }) => {
    try {
      if (JSON.parse(data).token) mark("token");
    } catch {
      // Not the pre-built UI's result.
    }
  });

  const realFetch = window.fetch;
  window.fetch = async (request, options) => {
    const headers = new Headers(options?.headers ?? request?.headers);
    const { origin, pathname } = new URL(request?.url ?? request, location.href);
    if (origin === location.origin) return realFetch(request, options);
    const operation = headers.get("x-amz-target")?.split(".").pop() ?? pathname;
    mark(`${operation} sent`);
    const answer = await realFetch(request, options);
    // The app reads the body, which has arrived by then.
    const content = await answer.arrayBuffer();
    mark(`${operation} answered`);
    return new Response(content, { status: answer.status, headers: answer.headers });
  };

  const setItem = Storage.prototype.setItem;
  Storage.prototype.setItem = function (key, value) {
    setItem.call(this, key, value);
    if (key.endsWith(".LastAuthUser")) mark("session kept");
  };

  const afterPaint = (then) =>
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = then;
      channel.port2.postMessage(null);
    });
  let shown = null;
  new MutationObserver(() => {
    const heading = document.querySelector("h1")?.textContent ?? null;
    if (heading === shown) return;
    shown = heading;
    if (heading !== null) afterPaint(() => mark(`heading ${heading}`));
  }).observe(document, { childList: true, characterData: true, subtree: true });
})();
