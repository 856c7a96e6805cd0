import assert from "node:assert/strict";
import { test } from "node:test";

import { UserActionState, VerificationFailureReason, VerificationMethod } from "@authsignal/node";

import { action, authsignal, newPhoneNumber, newUser, newestCode, otherThan, signIn } from "./environment.mjs";

const { EMAIL_OTP, SMS, WHATSAPP } = VerificationMethod;

test("the token of a completed challenge is valid for its user and action only", async () => {
  const user = newUser();
  const { tracked, token } = await signIn(user);
  const validated = await authsignal.validateChallenge({ token, action, userId: user.userId });
  assert.equal(validated.isValid, true);
  assert.equal(validated.state, UserActionState.CHALLENGE_SUCCEEDED);
  assert.equal(validated.verificationMethod, EMAIL_OTP);
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
  assert.deepEqual(await authsignal.getChallenge({ challengeId: "none" }), {});
  await assert.rejects(authsignal.getChallenge({ action }), { statusCode: 400 });
});

const addresses = [
  [EMAIL_OTP, () => ({ email: newUser().email })],
  [SMS, () => ({ phoneNumber: newPhoneNumber() })],
  [WHATSAPP, () => ({ phoneNumber: newPhoneNumber() })],
];
for (const [verificationMethod, newAddress] of addresses) {
  test(`a server-driven ${verificationMethod} is started, found, verified, claimed and validated`, async () => {
    const { userId } = newUser();
    const address = newAddress();
    const [sentTo] = Object.values(address);
    const request = { verificationMethod, action, ...address };
    const { challengeId, idempotencyKey, expiresAt } = await authsignal.challenge(request);
    assert.ok(expiresAt > Date.now() / 1000);
    const found = await authsignal.getChallenge({ challengeId });
    assert.deepEqual(found, { challengeId, expiresAt, verificationMethod, action, ...address });

    const verificationCode = await newestCode(sentTo);
    const wrong = { challengeId, verificationCode: otherThan(verificationCode) };
    const refused = await authsignal.verify(wrong);
    assert.equal(refused.isVerified, false);
    assert.equal(refused.failureReason, VerificationFailureReason.CODE_INVALID_OR_EXPIRED);
    await assert.rejects(authsignal.claimChallenge({ challengeId, userId }), { statusCode: 400 });

    const verified = await authsignal.verify({ challengeId, verificationCode });
    assert.deepEqual(verified, { isVerified: true, verificationMethod, ...address });

    const claimed = await authsignal.claimChallenge({ challengeId, userId });
    assert.equal(claimed.verificationMethod, verificationMethod);
    const validated = await authsignal.validateChallenge({ token: claimed.token, action, userId });
    assert.equal(validated.isValid, true);
    assert.equal(validated.idempotencyKey, idempotencyKey);
    assert.equal(validated.verificationMethod, verificationMethod);
    assert.deepEqual(await authsignal.getChallenge({ challengeId }), {});
    await assert.rejects(authsignal.claimChallenge({ challengeId, userId }), { statusCode: 400 });

    const [authenticator] = await authsignal.getAuthenticators({ userId });
    assert.equal(authenticator.verificationMethod, verificationMethod);
    assert.equal(authenticator.email ?? authenticator.phoneNumber, sentTo);
  });
}

test("a user's challenge is found by user, action and method", async () => {
  const { userId, email } = newUser();
  const request = { verificationMethod: EMAIL_OTP, action, email, userId };
  const { challengeId } = await authsignal.challenge(request);
  for (const query of [{ userId }, { userId, action }, { userId, action, verificationMethod: EMAIL_OTP }]) {
    assert.equal((await authsignal.getChallenge(query)).challengeId, challengeId);
  }
  assert.deepEqual(await authsignal.getChallenge({ userId, action: "withdraw" }), {});
  assert.deepEqual(await authsignal.getChallenge({ userId, verificationMethod: SMS }), {});
});

test("another code for the same challenge replaces the first, and the wrong ones stay counted", async () => {
  const { email } = newUser();
  const { challengeId } = await authsignal.challenge({ verificationMethod: EMAIL_OTP, action, email });
  const first = await newestCode(email);
  const wrong = { challengeId, verificationCode: otherThan(first) };
  await authsignal.verify(wrong);
  await authsignal.verify(wrong);

  const again = await authsignal.challenge({ challengeId });
  assert.equal(again.challengeId, challengeId);
  const second = await newestCode(email);
  const old = first === second ? otherThan(second) : first;
  const last = await authsignal.verify({ challengeId, verificationCode: old });
  assert.equal(last.failureReason, VerificationFailureReason.MAX_ATTEMPTS_EXCEEDED);
});

test("a challenge is claimed by its own user only, and unverified only where the backend says so", async () => {
  const { userId, email } = newUser();
  const request = { verificationMethod: EMAIL_OTP, action, email, userId };
  const { challengeId } = await authsignal.challenge(request);
  const skipping = { challengeId, skipVerificationCheck: true };
  const stranger = newUser().userId;
  await assert.rejects(authsignal.claimChallenge({ ...skipping, userId: stranger }), { statusCode: 400 });
  await assert.rejects(authsignal.claimChallenge({ challengeId, userId }), { statusCode: 400 });
  const { token } = await authsignal.claimChallenge({ ...skipping, userId });
  assert.equal((await authsignal.validateChallenge({ token, action, userId })).isValid, true);
});

test("what names no challenge, or nowhere to send a code, is refused", async () => {
  const { userId, email } = newUser();
  const hopeless = [
    { action, email },
    { verificationMethod: EMAIL_OTP, email },
    { verificationMethod: EMAIL_OTP, action },
    { verificationMethod: SMS, action, email },
    { verificationMethod: SMS, action, phoneNumber: "027000000" },
    { verificationMethod: VerificationMethod.PASSKEY, action, email },
  ];
  for (const request of hopeless) {
    await assert.rejects(authsignal.challenge(request), { statusCode: 400, errorCode: "invalid_request" });
  }
  const unknown = { challengeId: "none" };
  await assert.rejects(authsignal.challenge(unknown), { statusCode: 404 });
  await assert.rejects(authsignal.verify({ ...unknown, verificationCode: "123456" }), { statusCode: 404 });
  await assert.rejects(authsignal.claimChallenge({ ...unknown, userId }), { statusCode: 404 });
});

test("attempts run out", async () => {
  const { email } = newUser();
  const request = { verificationMethod: EMAIL_OTP, action, email };
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
  const request = { verificationMethod: EMAIL_OTP, action, email };
  const flood = async () => {
    // More often than any sensible limit.
    for (let sent = 0; sent < 30; sent += 1) await authsignal.challenge(request);
  };
  await assert.rejects(flood, { statusCode: 429, errorCode: "too_many_requests" });
});
