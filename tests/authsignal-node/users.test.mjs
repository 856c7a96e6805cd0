import assert from "node:assert/strict";
import { test } from "node:test";

import { VerificationMethod } from "@authsignal/node";

import { action, authsignal, newPhoneNumber, newUser, signIn } from "./environment.mjs";

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

test("somebody unknown has nothing, may enrol, and can be deleted", async () => {
  const { userId, email } = newUser();
  const user = await authsignal.getUser({ userId });
  assert.equal(user.isEnrolled, false);
  assert.deepEqual(user.enrolledVerificationMethods, []);
  assert.ok(user.allowedVerificationMethods.includes(VerificationMethod.EMAIL_OTP));
  assert.deepEqual(await authsignal.getAuthenticators({ userId }), []);
  assert.deepEqual(await authsignal.queryUserActions({ userId }), []);
  assert.deepEqual((await authsignal.queryUsers({ email })).users, []);
  await authsignal.deleteUser({ userId });
});

test("an update keeps what it does not name, and another address is not verified", async () => {
  const { userId, email } = newUser();
  await authsignal.updateUser({ userId, attributes: { email, emailVerified: true, displayName: "Ada" } });
  const named = await authsignal.updateUser({ userId, attributes: { username: "ada" } });
  assert.equal(named.email, email);
  assert.equal(named.emailVerified, true);
  assert.equal(named.displayName, "Ada");

  const moved = await authsignal.updateUser({ userId, attributes: { email: newUser().email } });
  assert.equal(moved.emailVerified, false);
});

test("what is no address is refused, and nothing is kept of it", async () => {
  const { userId, email } = newUser();
  const refused = { statusCode: 400, errorCode: "invalid_request" };
  for (const attributes of [{ email, phoneNumber: "027000000" }, { email: "nobody" }]) {
    await assert.rejects(authsignal.updateUser({ userId, attributes }), refused);
    await assert.rejects(authsignal.track({ userId, action, attributes }), refused);
  }
  assert.equal((await authsignal.getUser({ userId })).email, undefined);
});

test("users are found by each name they have", async () => {
  const { userId, email } = newUser();
  const phoneNumber = newPhoneNumber();
  const username = `name of ${userId}`;
  await authsignal.updateUser({ userId, attributes: { email, phoneNumber, username } });
  for (const query of [{ email }, { phoneNumber }, { username }, { email, phoneNumber, username }]) {
    const { users } = await authsignal.queryUsers(query);
    assert.deepEqual(users.map((found) => found.userId), [userId]);
  }
  const { users } = await authsignal.queryUsers({ email, phoneNumber: newPhoneNumber() });
  assert.deepEqual(users, []);
});

test("many users come page by page", async () => {
  const username = newUser().userId;
  const all = [newUser(), newUser(), newUser()].map(({ userId }) => userId).sort();
  for (const userId of all) await authsignal.updateUser({ userId, attributes: { username } });

  const found = [];
  let lastEvaluatedUserId;
  do {
    const page = await authsignal.queryUsers({ username, limit: 2, lastEvaluatedUserId });
    assert.ok(page.users.length > 0 && page.users.length <= 2);
    found.push(...page.users.map(({ userId }) => userId));
    ({ lastEvaluatedUserId } = page);
  } while (lastEvaluatedUserId);
  assert.deepEqual(found.sort(), all);
});

test("a token finds its user, and what is no token finds nobody", async () => {
  const user = newUser();
  const { token } = await signIn(user);
  const { users, tokenPayload } = await authsignal.queryUsers({ token });
  assert.equal(users[0].userId, user.userId);
  assert.equal(tokenPayload.sub, user.userId);
  await assert.rejects(authsignal.queryUsers({ token: `${token}x` }), { statusCode: 401 });
});

test("a deleted user's token, actions and authenticators are gone", async () => {
  const user = newUser();
  const { userId } = user;
  const { tracked, token } = await signIn(user);
  await authsignal.deleteUser({ userId });
  assert.equal((await authsignal.validateChallenge({ token, action, userId })).isValid, false);
  assert.deepEqual(await authsignal.getAuthenticators({ userId }), []);
  assert.deepEqual(await authsignal.queryUserActions({ userId }), []);
  const { idempotencyKey } = tracked;
  await assert.rejects(authsignal.getAction({ userId, action, idempotencyKey }), { statusCode: 404 });
});
