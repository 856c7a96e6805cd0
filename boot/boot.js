// Runs while index.html is parsed, long before the app is there: chooses the language, shows the form or, where that is
// not what will come, that something is awaited; asks for what the app will need; and keeps what somebody does
// meanwhile for the app, which takes the form over (src/browser/boot.rs).
(() => {
  "use strict";
  const root = document.documentElement;
  const boot = document.getElementById("boot");
  const form = boot.querySelector("form");
  const field = form.querySelector("input");
  const [otherAccount, submit, passkey] = boot.querySelectorAll("button");
  const texts = latchkeyTexts;
  const stored = (key) => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  };

  // The same choice as crates/messages makes.
  const language = (() => {
    const wanted = [new URLSearchParams(location.search).get("lang"), stored("latchkey:language"), ...(navigator.languages || [])];
    const primary = (tag) => tag.trim().split(/[-_]/)[0].toLowerCase();
    const find = (wish) => Object.keys(texts).find((tag) => primary(tag) === primary(wish));
    return wanted.map((wish) => wish && find(wish)).find(Boolean) || "en";
  })();
  const words = texts[language];
  root.lang = language;
  root.dir = language === "ar" ? "rtl" : "ltr";
  for (const element of boot.querySelectorAll("[data-text]")) {
    element.textContent = words[element.dataset.text];
  }
  document.title = words.title;

  // Requests that are under way already, by what they ask for; the app takes their answers instead of asking again.
  const early = {};
  const request = (key, url, init) => {
    const answer = fetch(url, { ...init, signal: AbortSignal.timeout?.(15_000) });
    // The app asks anew after a failure.
    answer.catch(() => {});
    return (early[key] = answer);
  };
  const state = { early, wanted: null };
  window.latchkeyBoot = state;
  request(`/messages/${language}.json`, `/messages/${language}.json`);

  // Where nobody is signed in, and people sign in with an email address, the form will be the same.
  const signedIn = () =>
    ["localStorage", "sessionStorage"].some((name) => {
      try {
        return Object.keys(window[name]).some((key) => key.startsWith("CognitoIdentityServiceProvider."));
      } catch {
        return false;
      }
    });
  const parse = (text) => {
    try {
      return JSON.parse(text);
    } catch {
      return null;
    }
  };
  const address = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
  // Greets who comes back as the app will (crates/auth/src/last_sign_in.rs).
  const greet = (key) => {
    const { username, method } = parse(stored(key)) || {};
    const lead = boot.querySelector(".lead");
    const greeting = method === "passkey" ? words.lastPasskey : method === "challenge" && words.lastEmail;
    if (!greeting || !address.test(username)) return;
    lead.textContent = greeting;
    field.value ||= username;
    otherAccount.hidden = false;
    otherAccount.addEventListener("click", () => {
      if (state.wanted) return;
      localStorage.removeItem(key);
      lead.textContent = words.lead;
      otherAccount.hidden = true;
      field.value = "";
      field.focus();
    });
  };
  const show = ({ usernames = ["email"], cognito }) => {
    if (["/", "/sign-in"].includes(location.pathname) && !signedIn() && String(usernames) === "email") {
      greet(`latchkey.${cognito?.userPoolClientId}.lastSignIn`);
      boot.classList.replace("boot-awaits", "boot-form");
    }
  };
  boot.classList.add("boot-awaits");
  const embedded = document.getElementById("latchkey-config");
  let config = embedded && parse(embedded.textContent);
  if (config) {
    show(config);
  } else {
    request("/config.json", "/config.json").then(async (response) => {
      config = response.ok && parse(await response.clone().text());
      if (config) show(config);
    }).catch(() => {});
  }

  // Cognito is asked at once: by the time that the app is there, its answer may be, too. The app takes that answer for its
  // own question, provided that it is the same to the last byte.
  const ask = () => {
    const name = field.value.trim();
    const { cognito, usernameLookup } = config || {};
    if (!cognito || usernameLookup || !address.test(name)) return;
    // With the slash that the app sends to.
    const url = cognito.endpoint?.replace(/\/?$/, "/") || `https://cognito-idp.${cognito.region}.amazonaws.com/`;
    const body = JSON.stringify({ AuthFlow: "CUSTOM_AUTH", AuthParameters: { USERNAME: name }, ClientId: cognito.userPoolClientId });
    const headers = {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": "AWSCognitoIdentityProviderService.InitiateAuth",
    };
    request(`${url}\n${body}`, url, { method: "POST", body, headers, mode: "cors", credentials: "omit", redirect: "error" });
  };
  const begin = (wanted, button) => {
    if (state.wanted) return;
    state.wanted = wanted;
    button.setAttribute("aria-busy", "true");
    submit.setAttribute("aria-disabled", "true");
    passkey.setAttribute("aria-disabled", "true");
    field.readOnly = true;
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!state.wanted) {
      begin("submit", submit);
      ask();
    }
  });
  passkey.addEventListener("click", () => begin("passkey", passkey));

  // Nobody waits for what will not come. What starts the app (Trunk.toml) says whether it could: errors and rejections that the
  // window hears of may be those of a browser extension. What was typed stays, in case that the app comes after all.
  const runs = typeof WebAssembly === "object";
  const retry = boot.querySelector(".boot-retry");
  retry.addEventListener("click", () => location.reload());
  retry.hidden = !runs;
  state.failed = (error) => {
    console.error("The app could not be started:", error);
    boot.classList.add("boot-failed");
    boot.querySelector(".boot-problem").textContent = runs ? words.failed : words.noWasm;
  };
  if (!runs) state.failed("no WebAssembly");
})();
