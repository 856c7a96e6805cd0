// Where accounts are made apart from signing in, and Cognito confirms them.
import assert from "node:assert/strict";
import { test } from "node:test";

import {
  CONFIRMATION_CODE,
  EMAIL,
  PEOPLE,
  claims,
  initiate,
  justInTime,
  separate,
  signIn,
  signUp,
} from "./environment.mjs";

const { cognito, ClientId } = separate;

for (const person of PEOPLE) {
  test(`an account with ${person.kind} is made, confirmed and signed in to`, async () => {
    const Username = person.newName();
    const { UserConfirmed, UserSub } = await signUp(separate, person, Username);
    assert.equal(UserConfirmed, false);
    await cognito.resendConfirmationCode({ ClientId, Username });

    const wrong = cognito.confirmSignUp({ ClientId, Username, ConfirmationCode: "654321" });
    await assert.rejects(wrong, { name: "CodeMismatchException" });
    await cognito.confirmSignUp({ ClientId, Username, ConfirmationCode: CONFIRMATION_CODE });
    const { AccessToken, IdToken } = await signIn(separate, person, Username);
    assert.equal(claims(AccessToken).sub, UserSub);
    assert.equal(claims(IdToken)[person.attribute], Username);
  });
}

test("nobody signs up twice", async () => {
  const Username = EMAIL.newName();
  await signUp(separate, EMAIL, Username);
  await assert.rejects(signUp(separate, EMAIL, Username), { name: "UsernameExistsException" });
});

test("one pool's account is nobody in the other", async () => {
  const name = EMAIL.newName();
  await signUp(justInTime, EMAIL, name);
  await signIn(justInTime, EMAIL, name);
  await assert.rejects(initiate(separate, name), { name: "UserNotFoundException" });
});
