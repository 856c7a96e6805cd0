import assert from "node:assert/strict";
import { test } from "node:test";

import { UserActionState, VerificationMethod } from "@authsignal/node";

import { action, authsignal, callClientApi, newPhoneNumber, newUser, signIn } from "./environment.mjs";

const { BLOCK, CHALLENGE_FAILED, CHALLENGE_REQUIRED, CHALLENGE_SUCCEEDED, REVIEW_REQUIRED } = UserActionState;

test("a tracked action has to be challenged, and its token proves nothing", async () => {
  const { userId, email } = newUser();
  const attributes = { email, redirectUrl: "http://localhost:8080/callback" };
  const tracked = await authsignal.track({ userId, action, attributes });
  assert.equal(tracked.state, CHALLENGE_REQUIRED);
  assert.equal(tracked.isEnrolled, false);
  assert.deepEqual(tracked.enrolledVerificationMethods, []);
  assert.equal(tracked.defaultVerificationMethod, undefined);
  assert.equal(new URL(tracked.url).searchParams.get("token"), tracked.token);

  const validated = await authsignal.validateChallenge({ token: tracked.token });
  assert.equal(validated.isValid, false);
  assert.equal(validated.state, CHALLENGE_REQUIRED);
  assert.equal(validated.action, action);
  assert.equal(validated.userId, userId);
  assert.equal(validated.idempotencyKey, tracked.idempotencyKey);
});

test("everything that track may be told is taken, and what names the user is kept", async () => {
  const { userId, email } = newUser();
  const phoneNumber = newPhoneNumber();
  const attributes = {
    custom: { plan: "free", seats: 3, trial: true },
    deviceId: "device",
    email,
    idempotencyKey: `key of ${userId}`,
    ipAddress: "203.0.113.7",
    locale: "en",
    phoneNumber,
    redirectToSettings: false,
    redirectUrl: "http://localhost:8080/callback",
    scope: "read:authenticators add:authenticators update:authenticators remove:authenticators",
    userAgent: "Mozilla/5.0",
    username: email,
  };
  const tracked = await authsignal.track({ userId, action, attributes });
  assert.equal(tracked.idempotencyKey, attributes.idempotencyKey);
  const user = await authsignal.getUser({ userId });
  assert.equal(user.email, email);
  assert.equal(user.phoneNumber, phoneNumber);
  assert.equal(user.username, email);
  assert.deepEqual(user.custom, attributes.custom);
  assert.equal(user.emailVerified, false);
});

test("the same key is the same action", async () => {
  const user = newUser();
  const { userId } = user;
  const { tracked } = await signIn(user);
  const { idempotencyKey } = tracked;
  const again = await authsignal.track({ userId, action, attributes: { idempotencyKey } });
  assert.equal(again.idempotencyKey, idempotencyKey);
  assert.equal(again.state, CHALLENGE_SUCCEEDED);
  const other = await authsignal.track({ userId, action });
  assert.notEqual(other.idempotencyKey, idempotencyKey);
  assert.equal(other.state, CHALLENGE_REQUIRED);
});

test("what track cannot work with is refused", async () => {
  const { userId } = newUser();
  const refused = { statusCode: 400, errorCode: "invalid_request" };
  const hopeless = [
    { redirectUrl: "javascript:alert(1)" },
    { redirectUrl: "/callback" },
    { scope: "everything" },
    { challengeId: "nothing under way" },
  ];
  for (const attributes of hopeless) {
    await assert.rejects(authsignal.track({ userId, action, attributes }), refused);
  }
  await assert.rejects(authsignal.track({ userId, action: "sign in" }), refused);
});

test("an action is read, listed and updated", async () => {
  const user = newUser();
  const { userId } = user;
  const { tracked } = await signIn(user);
  const { idempotencyKey } = tracked;
  const request = { userId, action, idempotencyKey };
  const read = await authsignal.getAction(request);
  assert.equal(read.state, CHALLENGE_SUCCEEDED);
  assert.equal(read.verificationMethod, VerificationMethod.EMAIL_OTP);
  assert.ok(Date.parse(read.createdAt) <= Date.parse(read.stateUpdatedAt));

  const query = {
    userId,
    actionCodes: [action],
    fromDate: new Date(Date.now() - 60_000).toISOString(),
    state: CHALLENGE_SUCCEEDED,
  };
  const listed = await authsignal.queryUserActions(query);
  assert.deepEqual(listed.map((found) => found.idempotencyKey), [idempotencyKey]);
  assert.ok(listed[0].verifiedByAuthenticatorId);
  const others = [
    { ...query, actionCodes: ["withdraw"] },
    { ...query, fromDate: new Date(Date.now() + 60_000).toISOString() },
    { ...query, state: CHALLENGE_FAILED },
    { ...query, userId: newUser().userId },
  ];
  for (const other of others) assert.deepEqual(await authsignal.queryUserActions(other), []);

  const attributes = { state: REVIEW_REQUIRED };
  assert.deepEqual(await authsignal.updateAction({ ...request, attributes }), attributes);
  assert.equal((await authsignal.getAction(request)).state, REVIEW_REQUIRED);
});

test("there is no action that nobody tracked", async () => {
  const request = { userId: newUser().userId, action, idempotencyKey: "none" };
  const unknown = { statusCode: 404, errorCode: "invalid_request" };
  await assert.rejects(authsignal.getAction(request), unknown);
  await assert.rejects(authsignal.updateAction({ ...request, attributes: { state: BLOCK } }), unknown);
});

test("a token stops to prove anything when its action is blocked, and nothing more can be proved", async () => {
  const user = newUser();
  const { userId } = user;
  const { tracked, token } = await signIn(user);
  const { idempotencyKey } = tracked;
  const attributes = { state: BLOCK };
  await authsignal.updateAction({ userId, action, idempotencyKey, attributes });
  const validated = await authsignal.validateChallenge({ token, action, userId });
  assert.equal(validated.isValid, false);
  assert.equal(validated.state, BLOCK);
  const refused = await callClientApi("challenge/email-otp", tracked.token, {});
  assert.equal(refused.errorCode, "invalid_request");
});

test("a challenge that the server began can be tracked by its user, and by nobody else", async () => {
  const { userId, email } = newUser();
  const challenge = { verificationMethod: VerificationMethod.EMAIL_OTP, action, email, userId };
  const { challengeId } = await authsignal.challenge(challenge);
  const attributes = { challengeId };
  const stranger = { userId: newUser().userId, action, attributes };
  await assert.rejects(authsignal.track(stranger), { statusCode: 400 });
  await assert.rejects(authsignal.track({ userId, action: "withdraw", attributes }), { statusCode: 400 });

  const tracked = await authsignal.track({ userId, action, attributes });
  assert.equal(tracked.state, CHALLENGE_REQUIRED);
  const found = await authsignal.getChallenge({ userId, action });
  assert.equal(found.challengeId, challengeId);
});
