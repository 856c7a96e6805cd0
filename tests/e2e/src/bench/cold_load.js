// Runs before the page's own scripts. Notes when the form is painted, and does what a quick person would do from that
// moment on: types an email address and submits it, with every frame, until the page asks Cognito. Notes when the app has
// painted, too, which may be later. Times are milliseconds
// since the navigation began.
(() => {
  if (window !== top) return;
  const seen = (window.bench = { form: null, sent: null, app: null, tries: 0 });
  const setValue = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set;

  const realFetch = window.fetch;
  window.fetch = (request, options) => {
    const headers = new Headers(options?.headers ?? request?.headers);
    if (headers.get("x-amz-target")?.endsWith(".InitiateAuth")) seen.sent ??= performance.now();
    return realFetch(request, options);
  };
  // A form that nobody handles would leave the page.
  addEventListener("submit", (event) => event.preventDefault());

  const afterPaint = (then) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = then;
    channel.port2.postMessage(null);
  };
  const frame = () => {
    if (seen.app === null && document.querySelector("#app:not([hidden]) h1")) {
      afterPaint(() => (seen.app ??= performance.now()));
    }
    if (seen.sent !== null && seen.app !== null) return;
    // The form that comes with the page may give way to the app's.
    const field = [...document.querySelectorAll("input[autocomplete^=username]")].find(
      (field) => field.form && field.getClientRects().length > 0,
    );
    if (field && seen.sent === null) {
      if (seen.form === null) {
        afterPaint(() => (seen.form ??= performance.now()));
      } else {
        seen.tries += 1;
        setValue.call(field, "ada@example.com");
        field.dispatchEvent(new InputEvent("input", { bubbles: true }));
        field.form.requestSubmit();
      }
    }
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
})();
