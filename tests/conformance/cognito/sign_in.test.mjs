import assert from "node:assert/strict";
import { test } from "node:test";

import {
  EMAIL,
  PEOPLE,
  claims,
  initiate,
  justInTime,
  newPassword,
  prove,
  respond,
  signIn,
  signUp,
} from "./environment.mjs";

const ANSWERS = {
  "the token itself": (token) => token,
  "the token in JSON, as Amplify apps send it": (token) => JSON.stringify({ token }),
};

for (const person of PEOPLE) {
  for (const [form, answerOf] of Object.entries(ANSWERS)) {
    test(`somebody new signs up and in with ${person.kind}, answering with ${form}`, async () => {
      const name = person.newName();
      await assert.rejects(initiate(justInTime, name), { name: "UserNotFoundException" });
      const { UserConfirmed, UserSub } = await signUp(justInTime, person, name);
      assert.equal(UserConfirmed, true);

      const begun = await initiate(justInTime, name);
      assert.equal(begun.ChallengeName, "CUSTOM_CHALLENGE");
      assert.equal(begun.AuthenticationResult, undefined);
      const { token, url } = begun.ChallengeParameters;
      assert.equal(new URL(url).searchParams.get("token"), token);

      const proof = await prove(person, name, begun.ChallengeParameters);
      const { AuthenticationResult } = await respond(justInTime, name, begun.Session, answerOf(proof));
      const { AccessToken, IdToken, RefreshToken, TokenType } = AuthenticationResult;
      assert.equal(TokenType, "Bearer");
      assert.ok(RefreshToken);
      assert.equal(claims(AccessToken).sub, UserSub);
      assert.equal(claims(AccessToken).client_id, justInTime.ClientId);
      assert.equal(claims(IdToken)[person.attribute], name);
      assert.ok([true, "true"].includes(claims(IdToken)[`${person.attribute}_verified`]));
      const user = await justInTime.cognito.getUser({ AccessToken });
      const [{ Value }] = user.UserAttributes.filter(({ Name }) => Name === person.attribute);
      assert.equal(Value, name);
    });
  }

  test(`somebody comes back with ${person.kind}, and nobody signs up with it again`, async () => {
    const name = person.newName();
    await signUp(justInTime, person, name);
    const first = await signIn(justInTime, person, name);
    await assert.rejects(signUp(justInTime, person, name), { name: "UsernameExistsException" });
    const { ChallengeParameters } = await initiate(justInTime, name);
    assert.ok(ChallengeParameters.enrolledMethods);
    const second = await signIn(justInTime, person, name);
    assert.equal(claims(second.AccessToken).sub, claims(first.AccessToken).sub);
  });
}

test("a wrong answer gives no tokens, and the third ends the sign-in", async () => {
  const name = EMAIL.newName();
  await signUp(justInTime, EMAIL, name);
  let { ChallengeParameters, Session } = await initiate(justInTime, name);
  for (const answer of ["nonsense", ChallengeParameters.token]) {
    const again = await respond(justInTime, name, Session, answer);
    assert.equal(again.ChallengeName, "CUSTOM_CHALLENGE");
    assert.equal(again.AuthenticationResult, undefined);
    ({ Session } = again);
  }
  const last = respond(justInTime, name, Session, JSON.stringify({ token: "nonsense" }));
  await assert.rejects(last, { name: "NotAuthorizedException" });
});

test("after a wrong answer the right one still gives tokens", async () => {
  const name = EMAIL.newName();
  await signUp(justInTime, EMAIL, name);
  const begun = await initiate(justInTime, name);
  const again = await respond(justInTime, name, begun.Session, "nonsense");
  const proof = await prove(EMAIL, name, again.ChallengeParameters);
  const { AuthenticationResult } = await respond(justInTime, name, again.Session, proof);
  assert.ok(AuthenticationResult.AccessToken);
});

test("somebody else's token, and one of another sign-in, give no tokens", async () => {
  const [name, other] = [EMAIL.newName(), EMAIL.newName()];
  await signUp(justInTime, EMAIL, name);
  await signUp(justInTime, EMAIL, other);
  const theirs = await prove(EMAIL, other, (await initiate(justInTime, other)).ChallengeParameters);
  const earlier = await prove(EMAIL, name, (await initiate(justInTime, name)).ChallengeParameters);
  for (const token of [theirs, earlier]) {
    const { Session } = await initiate(justInTime, name);
    const { AuthenticationResult, ChallengeName } = await respond(justInTime, name, Session, token);
    assert.equal(ChallengeName, "CUSTOM_CHALLENGE");
    assert.equal(AuthenticationResult, undefined);
  }
});

test("the app client knows no other way in", async () => {
  const { cognito, ClientId, UserPoolId } = justInTime;
  const name = EMAIL.newName();
  const Password = newPassword();
  const UserAttributes = [{ Name: "email", Value: name }];
  await cognito.signUp({ ClientId, Username: name, Password, UserAttributes });
  const refused = { name: "InvalidParameterException" };
  for (const AuthFlow of ["USER_PASSWORD_AUTH", "USER_SRP_AUTH", "USER_AUTH"]) {
    const AuthParameters = { USERNAME: name, PASSWORD: Password, SRP_A: "2" };
    await assert.rejects(cognito.initiateAuth({ ClientId, AuthFlow, AuthParameters }), refused);
  }
  const { UserPoolClient } = await cognito.describeUserPoolClient({ ClientId, UserPoolId });
  assert.deepEqual(UserPoolClient.ExplicitAuthFlows, ["ALLOW_CUSTOM_AUTH"]);
});
