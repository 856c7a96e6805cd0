// What the official Web SDK can do, and what of it the stand-in claims. An update of the SDK that brings something new
// fails here until it is decided.
import assert from "node:assert/strict";
import { test } from "node:test";

import { newUser } from "../../authsignal-node/environment.mjs";
import { newChallenge, newClient } from "./environment.mjs";

const CLAIMED = {
  email: ["challenge", "enroll", "verify"],
  emailML: ["challenge", "checkVerificationStatus", "enroll"],
  sms: ["challenge", "enroll", "verify"],
  totp: ["enroll", "verify"],
  whatsapp: ["challenge", "verify"],
  // In a browser only: tests/e2e/tests/passkey_*.rs.
  passkey: ["isAvailableOnDevice", "signIn", "signUp"],
};

const NOT_CLAIMED = {
  push: ["challenge", "verify"],
  qrCode: ["challenge", "disconnect", "refresh"],
  securityKey: ["enroll", "verify"],
};

// `launch` in a browser only: tests/e2e/tests/{sign_in,redirect,window}.rs. `initAdvancedProfiling` is a third party's.
const OF_THE_CLIENT = ["initAdvancedProfiling", "launch", "setToken"];
const INTERNAL = ["doesBrowserSupportConditionalCreate", "storeCredentialAgainstDevice"];

function methodsOf(object) {
  return Object.getOwnPropertyNames(Object.getPrototypeOf(object))
    .filter((name) => !["constructor", ...INTERNAL].includes(name) && !name.startsWith("launchWith"))
    .sort();
}

test("every factor and every method of the SDK is either claimed or not", () => {
  const client = newClient("token");
  const factors = Object.entries(client)
    .filter(([name, value]) => value && typeof value === "object" && name !== "told")
    .map(([name, factor]) => [name, methodsOf(factor)]);
  assert.deepEqual(Object.fromEntries(factors), { ...CLAIMED, ...NOT_CLAIMED });
  assert.deepEqual(methodsOf(client), OF_THE_CLIENT);
});

test("what the stand-in does not have is refused, not answered with something made up", async () => {
  const client = await newChallenge(newUser());
  const attempts = [
    client.push.challenge({ action: "cognitoAuth" }),
    client.push.verify({ challengeId: "challenge" }),
    client.securityKey.enroll(),
    client.securityKey.verify(),
  ];
  for (const attempt of attempts) {
    const { data, errorCode } = await attempt;
    assert.equal(errorCode, "invalid_request");
    assert.equal(data, undefined);
  }
});

test("a device has a passkey only if it keeps one that the tenant knows", async (context) => {
  const client = newClient("token");
  const user = newUser();
  const fetched = context.mock.method(globalThis, "fetch");
  assert.equal(await client.passkey.isAvailableOnDevice(user), false);
  assert.equal(fetched.mock.callCount(), 0);
  // As the SDK keeps those it made.
  localStorage.setItem("as_user_passkey_map", JSON.stringify({ [user.userId]: ["made-up"] }));
  assert.equal(await client.passkey.isAvailableOnDevice(user), false);
  assert.equal((await fetched.mock.calls[0].result).status, 404);
});
