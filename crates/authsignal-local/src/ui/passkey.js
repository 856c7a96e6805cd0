// Asks the browser for a passkey and sends what it signed with the form that asked.

/** Bytes of base64url text. */
function decode(text) {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

/** Base64url text of bytes. */
function encode(buffer) {
  const binary = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** The signed credential as JSON; a password manager's own object may have no toJSON. */
async function sign(options) {
  const publicKey = {
    ...options,
    challenge: decode(options.challenge),
    allowCredentials: options.allowCredentials.map((one) => ({ ...one, id: decode(one.id) })),
  };
  const { id, rawId, type, response } = await navigator.credentials.get({ publicKey });
  return JSON.stringify({
    id,
    rawId: encode(rawId),
    type,
    response: {
      clientDataJSON: encode(response.clientDataJSON),
      authenticatorData: encode(response.authenticatorData),
      signature: encode(response.signature),
      userHandle: response.userHandle ? encode(response.userHandle) : null,
    },
  });
}

/** Why it did not work, in words; nothing where the person changed their mind. */
function reason(error) {
  switch (error.name) {
    case "NotAllowedError":
    case "AbortError":
      return "";
    case "SecurityError":
      return "Passkeys do not work at this address. For developers: --rp-id must be this page's domain or one above it.";
    default:
      return "The passkey did not work. Try again or use another method.";
  }
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const button = form.querySelector("button");
  const problem = form.querySelector("[role=alert]");
  const say = (text) => {
    problem.textContent = text;
    problem.hidden = !text;
  };
  let asking = false;
  button.addEventListener("click", async (event) => {
    if (form.elements.credential.value) return;
    event.preventDefault();
    if (asking) return;
    if (!window.PublicKeyCredential) {
      say("This browser cannot use passkeys. Use another method.");
      return;
    }
    asking = true;
    say("");
    try {
      form.elements.credential.value = await sign(JSON.parse(form.dataset.passkey));
      form.requestSubmit(button);
    } catch (error) {
      say(reason(error));
    } finally {
      asking = false;
    }
  });
  // Coming back with the Back button may show the page as it was left, with an answer that was used.
  window.addEventListener("pageshow", () => {
    form.elements.credential.value = "";
  });
}
