import assert from "node:assert/strict";
import { test } from "node:test";

import { EMAIL, claims, justInTime, signIn, signUp } from "./environment.mjs";

const { cognito, ClientId } = justInTime;
const REFUSED = { name: "NotAuthorizedException" };

async function signedIn() {
  const name = EMAIL.newName();
  await signUp(justInTime, EMAIL, name);
  return { name, tokens: await signIn(justInTime, EMAIL, name) };
}

function refresh({ RefreshToken }) {
  return cognito.getTokensFromRefreshToken({ ClientId, RefreshToken });
}

test("the refresh token gives new tokens of the same person", async () => {
  const { tokens } = await signedIn();
  const { AuthenticationResult } = await refresh(tokens);
  const { AccessToken, IdToken } = AuthenticationResult;
  assert.equal(claims(AccessToken).sub, claims(tokens.AccessToken).sub);
  assert.equal(claims(IdToken).email, claims(tokens.IdToken).email);
  assert.notEqual(claims(AccessToken).jti, claims(tokens.AccessToken).jti);
  await cognito.getUser({ AccessToken });
});

test("what is no refresh token gives nothing", async () => {
  const { tokens } = await signedIn();
  await assert.rejects(refresh({ RefreshToken: "nonsense" }), REFUSED);
  await assert.rejects(refresh({ RefreshToken: tokens.AccessToken }), REFUSED);
});

test("a revoked refresh token is dead, and those of other devices live on", async () => {
  const { name, tokens } = await signedIn();
  const elsewhere = await signIn(justInTime, EMAIL, name);
  await cognito.revokeToken({ ClientId, Token: tokens.RefreshToken });
  await assert.rejects(refresh(tokens), REFUSED);
  assert.ok((await refresh(elsewhere)).AuthenticationResult.AccessToken);
});

test("signing out everywhere ends the sessions of all devices", async () => {
  const { name, tokens } = await signedIn();
  const elsewhere = await signIn(justInTime, EMAIL, name);
  const stranger = await signedIn();
  const { AccessToken } = tokens;
  await cognito.globalSignOut({ AccessToken });
  for (const ended of [tokens, elsewhere]) {
    await assert.rejects(refresh(ended), REFUSED);
    await assert.rejects(cognito.getUser({ AccessToken: ended.AccessToken }), REFUSED);
  }
  assert.ok((await refresh(stranger.tokens)).AuthenticationResult.AccessToken);
  assert.ok(await signIn(justInTime, EMAIL, name), "one can sign in again");
});
