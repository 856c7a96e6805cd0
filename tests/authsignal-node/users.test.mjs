import assert from "node:assert/strict";
import { test } from "node:test";

import { UserActionState, VerificationMethod } from "@authsignal/node";

import { action, authsignal, newUser, signIn } from "./environment.mjs";

test("a user is enrolled, read, updated, found and deleted", async () => {
  const { userId, email } = newUser();
  const phoneNumber = "+6427000000";
  const attributes = { verificationMethod: VerificationMethod.SMS, phoneNumber };
  await authsignal.enrollVerifiedAuthenticator({ userId, attributes });
  const user = await authsignal.getUser({ userId });
  assert.equal(user.isEnrolled, true);
  assert.equal(user.email, undefined);
  assert.deepEqual(user.enrolledVerificationMethods, [VerificationMethod.SMS]);

  const change = {
    email,
    emailVerified: true,
    phoneNumber,
    phoneNumberVerified: false,
    username: email,
    displayName: "Test User",
    custom: { foo: "bar" },
  };
  const updated = await authsignal.updateUser({ userId, attributes: change });
  assert.deepEqual(updated, change);

  const { users } = await authsignal.queryUsers({ email });
  assert.deepEqual(users.map((found) => found.userId), [userId]);
  assert.equal(users[0].emailVerified, true);

  await authsignal.deleteUser({ userId });
  assert.equal((await authsignal.getUser({ userId })).isEnrolled, false);
  assert.deepEqual((await authsignal.queryUsers({ email })).users, []);
});

test("a token finds its user", async () => {
  const user = newUser();
  const { token } = await signIn(user);
  const { users, tokenPayload } = await authsignal.queryUsers({ token });
  assert.equal(users[0].userId, user.userId);
  assert.equal(tokenPayload.sub, user.userId);
});

test("authenticators are enrolled, listed and removed", async () => {
  const { userId, email } = newUser();
  const attributes = { verificationMethod: VerificationMethod.EMAIL_OTP, email };
  const { authenticator } = await authsignal.enrollVerifiedAuthenticator({ userId, attributes });
  const listed = await authsignal.getAuthenticators({ userId });
  assert.deepEqual(listed, [authenticator]);
  assert.equal(listed[0].email, email);
  assert.ok(listed[0].verifiedAt);

  const { userAuthenticatorId } = authenticator;
  await authsignal.deleteAuthenticator({ userId, userAuthenticatorId });
  assert.deepEqual(await authsignal.getAuthenticators({ userId }), []);
  await assert.rejects(authsignal.deleteAuthenticator({ userId, userAuthenticatorId }), {
    statusCode: 404,
  });
});

test("an action is read, listed and updated", async () => {
  const user = newUser();
  const { userId } = user;
  const { tracked } = await signIn(user);
  const { idempotencyKey } = tracked;
  const request = { userId, action, idempotencyKey };
  assert.equal((await authsignal.getAction(request)).state, UserActionState.CHALLENGE_SUCCEEDED);

  const listed = await authsignal.queryUserActions({
    userId,
    actionCodes: [action],
    fromDate: new Date(Date.now() - 60_000).toISOString(),
    state: UserActionState.CHALLENGE_SUCCEEDED,
  });
  assert.deepEqual(listed.map((found) => found.idempotencyKey), [idempotencyKey]);
  assert.ok(listed[0].verifiedByAuthenticatorId);

  const attributes = { state: UserActionState.REVIEW_REQUIRED };
  assert.deepEqual(await authsignal.updateAction({ ...request, attributes }), attributes);
  assert.equal((await authsignal.getAction(request)).state, UserActionState.REVIEW_REQUIRED);
});
