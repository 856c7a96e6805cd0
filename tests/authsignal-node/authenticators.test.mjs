import assert from "node:assert/strict";
import { test } from "node:test";

import { VerificationMethod } from "@authsignal/node";

import { action, authsignal, newPhoneNumber, newUser } from "./environment.mjs";

const { AUTHENTICATOR_APP, EMAIL_MAGIC_LINK, EMAIL_OTP, PASSKEY, SMS, WHATSAPP } = VerificationMethod;

test("authenticators are enrolled, listed and removed", async () => {
  const { userId, email } = newUser();
  const attributes = { verificationMethod: EMAIL_OTP, email };
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

test("nobody removes somebody else's authenticator", async () => {
  const { userId, email } = newUser();
  const attributes = { verificationMethod: EMAIL_OTP, email };
  const { authenticator } = await authsignal.enrollVerifiedAuthenticator({ userId, attributes });
  const { userAuthenticatorId } = authenticator;
  const stranger = newUser().userId;
  await assert.rejects(authsignal.deleteAuthenticator({ userId: stranger, userAuthenticatorId }), {
    statusCode: 404,
  });
  assert.deepEqual(await authsignal.getAuthenticators({ userId }), [authenticator]);
});

test("every factor that has an address can be enrolled as verified, and the preferred one comes first", async () => {
  const { userId, email } = newUser();
  const phoneNumber = newPhoneNumber();
  const enrolments = [
    { verificationMethod: EMAIL_OTP, email },
    { verificationMethod: EMAIL_MAGIC_LINK, email },
    { verificationMethod: WHATSAPP, phoneNumber },
    { verificationMethod: SMS, phoneNumber, isDefault: true },
  ];
  for (const attributes of enrolments) {
    await authsignal.enrollVerifiedAuthenticator({ userId, attributes });
  }
  const methods = enrolments.map(({ verificationMethod }) => verificationMethod).sort();
  const user = await authsignal.getUser({ userId });
  assert.deepEqual([...user.enrolledVerificationMethods].sort(), methods);

  const tracked = await authsignal.track({ userId, action });
  assert.equal(tracked.isEnrolled, true);
  assert.equal(tracked.defaultVerificationMethod, SMS);
  assert.equal(tracked.enrolledVerificationMethods[0], SMS);
  assert.deepEqual([...tracked.enrolledVerificationMethods].sort(), methods);
});

test("the same address again is the same authenticator", async () => {
  const { userId } = newUser();
  const attributes = { verificationMethod: SMS, phoneNumber: newPhoneNumber() };
  const first = await authsignal.enrollVerifiedAuthenticator({ userId, attributes });
  const second = await authsignal.enrollVerifiedAuthenticator({ userId, attributes });
  assert.equal(second.authenticator.userAuthenticatorId, first.authenticator.userAuthenticatorId);
  assert.equal((await authsignal.getAuthenticators({ userId })).length, 1);
});

test("what a backend cannot have verified itself is not enrolled as verified", async () => {
  const { userId, email } = newUser();
  const hopeless = [
    { verificationMethod: AUTHENTICATOR_APP },
    { verificationMethod: PASSKEY },
    { verificationMethod: EMAIL_OTP },
    { verificationMethod: EMAIL_OTP, phoneNumber: newPhoneNumber() },
    { verificationMethod: SMS, email },
    { verificationMethod: SMS, phoneNumber: "027000000" },
    { verificationMethod: "CARRIER_PIGEON", email },
  ];
  for (const attributes of hopeless) {
    await assert.rejects(authsignal.enrollVerifiedAuthenticator({ userId, attributes }), {
      statusCode: 400,
      errorCode: "invalid_request",
    });
  }
  assert.deepEqual(await authsignal.getAuthenticators({ userId }), []);
});
