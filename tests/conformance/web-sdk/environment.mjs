// The official Web SDK, unmodified, in Node: what it (and aws-amplify) needs of a browser besides `fetch`, and what the
// tests need besides the SDK. The SDK keeps the token in one place for the whole page, so the tests of one file run one
// after the other.
import { createHmac } from "node:crypto";

import { action, apiUrl, authsignal as server, stack } from "../../authsignal-node/environment.mjs";

const kept = new Map();
const localStorage = {
  getItem: (key) => kept.get(key) ?? null,
  setItem: (key, value) => kept.set(key, String(value)),
  removeItem: (key) => kept.delete(key),
};
// Newer versions of Node have one of their own, with a warning.
Object.defineProperty(globalThis, "localStorage", { value: localStorage, configurable: true });
globalThis.document = {
  cookie: "",
  location: new URL("http://localhost:8080/"),
  querySelector: () => null,
  querySelectorAll: () => [],
};
globalThis.window = Object.assign(new EventTarget(), { btoa, localStorage });

const { Authsignal } = await import("@authsignal/browser");

const tenantId = stack?.authsignal.tenantId ?? "latchkey-local";

/** A client for somebody at a page of their own; `expired` counts what `onTokenExpired` was told. */
export function newClient(token) {
  const told = { expired: 0 };
  const client = new Authsignal({ tenantId, baseUrl: apiUrl, onTokenExpired: () => (told.expired += 1) });
  client.setToken(token);
  return Object.assign(client, { told });
}

/** A client with the token of an action that was tracked just now. */
export async function newChallenge({ userId, ...attributes }) {
  const tracked = await server.track({ userId, action, attributes });
  return newClient(tracked.token);
}

/** Whether the server takes a token as proof, and of what. */
export async function validate(token, { userId }) {
  const { isValid, verificationMethod } = await server.validateChallenge({ token, action, userId });
  return isValid && verificationMethod;
}

/** What an authenticator app shows, so many steps of 30 seconds from now (RFC 6238). */
export function appCode(secret, steps = 0) {
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const tag = createHmac("sha1", fromBase32(secret)).update(step).digest();
  const number = (tag.readUInt32BE(tag.at(-1) & 0xf) & 0x7fffffff) % 1e6;
  return String(number).padStart(6, "0");
}

function fromBase32(text) {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...text].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, "0"));
  return Buffer.from(bits.join("").match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
}
