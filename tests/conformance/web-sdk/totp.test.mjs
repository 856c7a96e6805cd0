import assert from "node:assert/strict";
import { test } from "node:test";

import { authsignal as server, newUser, otherThan } from "../../authsignal-node/environment.mjs";
import { appCode, newChallenge, validate } from "./environment.mjs";

const REFUSED = { data: { isVerified: false, failureReason: "CODE_INVALID_OR_EXPIRED" } };

test("totp: an authenticator app is set up, and its codes are good once", async () => {
  const person = newUser();
  const first = await newChallenge(person);
  const { data: setup } = await first.totp.enroll();
  assert.equal(setup.userId, person.userId);
  const uri = new URL(setup.uri);
  assert.equal(`${uri.protocol}//${uri.host}`, "otpauth://totp");
  assert.equal(uri.searchParams.get("secret"), setup.secret);
  assert.deepEqual(await server.getAuthenticators(person), [], "no code was given yet");

  const code = appCode(setup.secret);
  assert.deepEqual(await first.totp.verify({ code: otherThan(code) }), REFUSED);
  const right = await first.totp.verify({ code });
  assert.equal(await validate(right.data.token, person), "AUTHENTICATOR_APP");
  const [authenticator] = await server.getAuthenticators(person);
  assert.equal(authenticator.userAuthenticatorId, setup.userAuthenticatorId);

  const next = await newChallenge(person);
  assert.deepEqual(await next.totp.verify({ code }), REFUSED, "it was used before");
  const { data } = await next.totp.verify({ code: appCode(setup.secret, 1) });
  assert.equal(await validate(data.token, person), "AUTHENTICATOR_APP");
});

test("totp: setting an app up again voids what was never finished", async () => {
  const client = await newChallenge(newUser());
  const { data: begun } = await client.totp.enroll();
  const { data: setup } = await client.totp.enroll();
  assert.deepEqual(await client.totp.verify({ code: appCode(begun.secret) }), REFUSED);
  assert.equal((await client.totp.verify({ code: appCode(setup.secret) })).data.isVerified, true);
});

test("totp: whoever has no app cannot be right", async () => {
  const client = await newChallenge(newUser());
  assert.deepEqual(await client.totp.verify({ code: "123456" }), REFUSED);
});

test("totp: three wrong codes end the action", async () => {
  const person = newUser();
  const client = await newChallenge(person);
  const { data: setup } = await client.totp.enroll();
  const code = appCode(setup.secret);
  const wrong = { code: otherThan(code) };
  for (let attempt = 0; attempt < 3; attempt += 1) await client.totp.verify(wrong);
  const { data } = await client.totp.verify({ code });
  assert.deepEqual(data, { isVerified: false, failureReason: "MAX_ATTEMPTS_EXCEEDED" });
  assert.deepEqual(await server.getAuthenticators(person), []);
});

test("totp: whoever has a factor already adds an app only where the backend allows it", async () => {
  const { userId, email } = newUser();
  const attributes = { verificationMethod: "EMAIL_OTP", email };
  await server.enrollVerifiedAuthenticator({ userId, attributes });
  const client = await newChallenge({ userId });
  assert.equal((await client.totp.enroll()).errorCode, "unauthorized");
  const allowed = await newChallenge({ userId, scope: "add:authenticators" });
  assert.ok((await allowed.totp.enroll()).data.secret);
});
