// Runs before the page's own scripts. Notes when the form is painted, and does what a quick person would do from that
// moment on: types an email address and submits it, with every frame, until the app asks Cognito. Times are milliseconds
// since the navigation began.
(() => {
  if (window !== top) return;
  const seen = (window.bench = { form: null, sent: null, tries: 0 });
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
    if (seen.sent !== null) return;
    const field = document.querySelector("input[autocomplete^=username]");
    if (field?.form && field.getClientRects().length > 0) {
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
