import assert from "node:assert/strict";
import { test } from "node:test";

import { Authsignal, AuthsignalError } from "@authsignal/node";

import { action, apiUrl, authsignal, injectFault, newUser } from "./environment.mjs";

test("a wrong secret key is refused in the service's own words", async () => {
  const stranger = new Authsignal({ apiSecretKey: "invalid_secret", apiUrl, retries: 0 });
  await assert.rejects(stranger.getUser(newUser()), (error) => {
    assert.ok(error instanceof AuthsignalError);
    assert.equal(error.statusCode, 401);
    assert.equal(error.errorCode, "unauthorized");
    assert.match(error.errorDescription, /^The request is unauthorized\./);
    return true;
  });
});

test("an action code that the service would not take is refused", async () => {
  const { userId } = newUser();
  await assert.rejects(authsignal.track({ userId, action: "sign in" }), {
    statusCode: 400,
    errorCode: "invalid_request",
  });
});

test("reads outlast two failures, writes are not repeated after an answer", async () => {
  const { userId } = newUser();
  await injectFault({ contains: userId, status: 503, times: 2 });
  assert.equal((await authsignal.getUser({ userId })).isEnrolled, false);

  await injectFault({ contains: userId, status: 503, times: 1 });
  await assert.rejects(authsignal.track({ userId, action }), { statusCode: 503 });
  await authsignal.track({ userId, action });
});

test("a connection without an answer is tried again, writes included", async () => {
  const { userId } = newUser();
  await injectFault({ contains: userId, drop: true, times: 2 });
  assert.equal((await authsignal.track({ userId, action })).isEnrolled, false);
});
