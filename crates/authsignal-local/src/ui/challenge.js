// What popup and window need besides the form: the Web SDK's messages, resizing, focus.
// Their shapes are those of @authsignal/browser: JSON strings with an `event`, and a bare object `{height}`.
"use strict";

const page = document.getElementById("widget_container");
const { popup, targetOrigin, close, token, fallback, errorCode, errorStatus } = page.dataset;
const framed = window.parent !== window;
const host = framed ? window.parent : window.opener;
// The page around an iframe is known to the browser, except to an old Firefox.
const framedBy = framed ? window.location.ancestorOrigins?.[0] : undefined;
const target = targetOrigin ?? framedBy;

/** Posts what is no secret to the page that opened this one, whichever that is. */
function post(message) {
  host?.postMessage(message, "*");
}

function explain(text) {
  const paragraph = document.createElement("p");
  paragraph.className = "problem";
  paragraph.setAttribute("role", "alert");
  paragraph.textContent = text;
  page.append(paragraph);
}

/** Ends the visit. A result goes to a known origin only. */
function finish(result) {
  if (!host) {
    if (fallback) window.location.replace(fallback);
    return;
  }
  if (result && !target) {
    explain("The page that opened this one is unknown, so it cannot be told. For developers: pass redirectUrl when tracking the action.");
    return;
  }
  const message = JSON.stringify({ event: "AUTHSIGNAL_CLOSE_POPUP", token: result });
  if (result) host.postMessage(message, target);
  else post(message);
}

function postHeight() {
  post({ height: Math.ceil(page.getBoundingClientRect().height) });
}

if (popup !== undefined) {
  if (framed) {
    postHeight();
    new ResizeObserver(postHeight).observe(page);
  }
  post(JSON.stringify({ event: "AUTHSIGNAL_READY" }));
  if (errorCode) {
    post(JSON.stringify({ event: "AUTHSIGNAL_API_ERROR", errorCode, statusCode: Number(errorStatus) }));
  }
  if (framedBy && targetOrigin && framedBy !== targetOrigin) {
    explain(`This page is shown by ${framedBy}, but its result goes to ${targetOrigin} only. For developers: redirectUrl must have the origin of the page that opens this one.`);
  }
  if (close !== undefined) finish(token);
  // Leaving needs no server, and so works without one. The Web SDK's own Escape does not reach into a frame.
  const dismiss = page.querySelector("[data-dismiss]");
  dismiss?.addEventListener("click", (event) => {
    if (!host) return;
    event.preventDefault();
    finish(undefined);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing) dismiss?.click();
  });
}

// A second press while the first is on its way would count as a second answer.
page.querySelectorAll("form").forEach((form) => {
  form.addEventListener("submit", (event) => {
    if (form.getAttribute("aria-busy") === "true") event.preventDefault();
    else form.setAttribute("aria-busy", "true");
  });
});
// Coming back with the Back button may show the page as it was left.
window.addEventListener("pageshow", () => {
  page.querySelectorAll("form").forEach((form) => form.removeAttribute("aria-busy"));
});

page.querySelector("[data-focus]")?.focus();
