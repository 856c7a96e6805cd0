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

test("an error keeps its status, its code and its words, whatever it is", async () => {
  for (const [status, code] of [
    [400, "invalid_request"],
    [401, "expired_token"],
    [429, "too_many_requests"],
  ]) {
    const { userId } = newUser();
    await injectFault({ contains: userId, status, code, times: 1 });
    await assert.rejects(authsignal.getUser({ userId }), (error) => {
      assert.ok(error instanceof AuthsignalError);
      assert.equal(error.statusCode, status);
      assert.equal(error.errorCode, code);
      assert.ok(error.errorDescription);
      return true;
    });
  }
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
