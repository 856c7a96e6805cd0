import assert from "node:assert/strict";
import { test } from "node:test";

import { UserActionState, VerificationFailureReason, VerificationMethod } from "@authsignal/node";

import { action, authsignal, newUser, newestCode, signIn } from "./environment.mjs";

test("a tracked action has to be challenged, and its token proves nothing", async () => {
  const { userId, email } = newUser();
  const attributes = { email, redirectUrl: "http://localhost:8080/callback" };
  const tracked = await authsignal.track({ userId, action, attributes });
  assert.equal(tracked.state, UserActionState.CHALLENGE_REQUIRED);
  assert.equal(tracked.isEnrolled, false);
  assert.equal(new URL(tracked.url).searchParams.get("token"), tracked.token);

  const validated = await authsignal.validateChallenge({ token: tracked.token });
  assert.equal(validated.isValid, false);
  assert.equal(validated.state, UserActionState.CHALLENGE_REQUIRED);
  assert.equal(validated.action, action);
  assert.equal(validated.userId, userId);
  assert.equal(validated.idempotencyKey, tracked.idempotencyKey);
});

test("the token of a completed challenge is valid for its user and action only", async () => {
  const user = newUser();
  const { tracked, token } = await signIn(user);
  const validated = await authsignal.validateChallenge({ token, action, userId: user.userId });
  assert.equal(validated.isValid, true);
  assert.equal(validated.state, UserActionState.CHALLENGE_SUCCEEDED);
  assert.equal(validated.verificationMethod, VerificationMethod.EMAIL_OTP);
  assert.equal(validated.idempotencyKey, tracked.idempotencyKey);
  assert.ok(!Number.isNaN(Date.parse(validated.stateUpdatedAt)));

  const others = [
    { token, action, userId: newUser().userId },
    { token, action: "withdraw", userId: user.userId },
    { token: `${token}x`, action, userId: user.userId },
  ];
  for (const request of others) {
    const refused = await authsignal.validateChallenge(request);
    assert.equal(refused.isValid, false);
    assert.equal(refused.state, undefined);
  }
});

test("there is no challenge under way before one starts", async () => {
  const { userId } = newUser();
  assert.deepEqual(await authsignal.getChallenge({ userId, action }), {});
});

test("a server-driven challenge is started, found, verified, claimed and validated", async () => {
  const { userId, email } = newUser();
  const request = { verificationMethod: VerificationMethod.EMAIL_OTP, action, email };
  const { challengeId, idempotencyKey, expiresAt } = await authsignal.challenge(request);
  assert.ok(expiresAt > Date.now() / 1000);
  const found = await authsignal.getChallenge({ challengeId });
  assert.equal(found.email, email);

  const refused = await authsignal.verify({ challengeId, verificationCode: "not a code" });
  assert.equal(refused.isVerified, false);
  assert.equal(refused.failureReason, VerificationFailureReason.CODE_INVALID_OR_EXPIRED);
  await assert.rejects(authsignal.claimChallenge({ challengeId, userId }), { statusCode: 400 });

  const verificationCode = await newestCode(email);
  const verified = await authsignal.verify({ challengeId, verificationCode });
  assert.equal(verified.isVerified, true);
  assert.equal(verified.email, email);

  const claimed = await authsignal.claimChallenge({ challengeId, userId });
  assert.equal(claimed.verificationMethod, VerificationMethod.EMAIL_OTP);
  const validated = await authsignal.validateChallenge({ token: claimed.token, action, userId });
  assert.equal(validated.isValid, true);
  assert.equal(validated.idempotencyKey, idempotencyKey);
  assert.deepEqual(await authsignal.getChallenge({ challengeId }), {});
});

test("attempts run out", async () => {
  const { email } = newUser();
  const request = { verificationMethod: VerificationMethod.EMAIL_OTP, action, email };
  const { challengeId } = await authsignal.challenge(request);
  const reasons = [];
  // More often than any sensible limit.
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const answer = await authsignal.verify({ challengeId, verificationCode: "not a code" });
    reasons.push(answer.failureReason);
  }
  assert.equal(reasons.at(0), VerificationFailureReason.CODE_INVALID_OR_EXPIRED);
  assert.equal(reasons.at(-1), VerificationFailureReason.MAX_ATTEMPTS_EXCEEDED);
  const verificationCode = await newestCode(email);
  assert.equal((await authsignal.verify({ challengeId, verificationCode })).isVerified, false);
});

test("an address gets so many messages and no more", async () => {
  const { email } = newUser();
  const request = { verificationMethod: VerificationMethod.EMAIL_OTP, action, email };
  const flood = async () => {
    // More often than any sensible limit.
    for (let sent = 0; sent < 30; sent += 1) await authsignal.challenge(request);
  };
  await assert.rejects(flood, { statusCode: 429, errorCode: "too_many_requests" });
});
