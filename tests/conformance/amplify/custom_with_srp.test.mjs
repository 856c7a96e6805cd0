// Amplify's CUSTOM_WITH_SRP against the app client as it is deployed: Cognito checks the password, which never leaves
// the device, and the custom challenge follows.
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";

import { Amplify } from "aws-amplify";
import { confirmSignIn, fetchAuthSession, getCurrentUser, signIn, signOut } from "aws-amplify/auth";

import { authsignal as server, messagesTo } from "../../authsignal-node/environment.mjs";
import { PEOPLE, claims, justInTime, newPassword, prove } from "../cognito/environment.mjs";

const { cognito, endpoint, ClientId, UserPoolId } = justInTime;
Amplify.configure({
  Auth: { Cognito: { userPoolId: UserPoolId, userPoolClientId: ClientId, userPoolEndpoint: endpoint } },
});

const CHALLENGE = "CONFIRM_SIGN_IN_WITH_CUSTOM_CHALLENGE";
const REFUSED = { name: "NotAuthorizedException" };

/** Somebody with a password, as accounts are that come from elsewhere. */
async function newAccount({ attribute, newName }) {
  const username = newName();
  const password = newPassword();
  const UserAttributes = [{ Name: attribute, Value: username }];
  const user = { UserPoolId, Username: username };
  const { User } = await cognito.adminCreateUser({ ...user, UserAttributes, MessageAction: "SUPPRESS" });
  await cognito.adminSetUserPassword({ ...user, Password: password, Permanent: true });
  return { username, password, userId: User.Username };
}

function signInWithPassword({ username, password }) {
  return signIn({ username, password, options: { authFlowType: "CUSTOM_WITH_SRP" } });
}

async function assertSignedOut() {
  const { tokens } = await fetchAuthSession();
  assert.equal(tokens, undefined);
  await assert.rejects(getCurrentUser(), { name: "UserUnAuthenticatedException" });
}

afterEach(() => signOut());

for (const person of PEOPLE) {
  test(`the password and the challenge of ${person.kind} together give tokens`, async () => {
    const account = await newAccount(person);
    const begun = await signInWithPassword(account);
    assert.equal(begun.isSignedIn, false);
    assert.equal(begun.nextStep.signInStep, CHALLENGE);
    await assertSignedOut();

    const challengeResponse = await prove(person, account.username, begun.nextStep.additionalInfo);
    const confirmed = await confirmSignIn({ challengeResponse });
    assert.equal(confirmed.isSignedIn, true);
    const { tokens } = await fetchAuthSession();
    assert.equal(tokens.accessToken.payload.username, account.userId);
    assert.equal(tokens.idToken.payload[person.attribute], account.username);
    assert.equal(claims(tokens.accessToken.toString()).client_id, ClientId);
    assert.equal((await getCurrentUser()).userId, tokens.accessToken.payload.sub);
  });
}

const [EMAIL] = PEOPLE;

test("the answer may be JSON, as Amplify apps with Authsignal send it", async () => {
  const account = await newAccount(EMAIL);
  const { nextStep } = await signInWithPassword(account);
  const token = await prove(EMAIL, account.username, nextStep.additionalInfo);
  const confirmed = await confirmSignIn({ challengeResponse: JSON.stringify({ token }) });
  assert.equal(confirmed.isSignedIn, true);
});

test("a wrong password is refused before anything is asked of Authsignal", async () => {
  const account = await newAccount(EMAIL);
  await assert.rejects(signInWithPassword({ ...account, password: newPassword() }), REFUSED);
  await assertSignedOut();
  assert.deepEqual(await server.queryUserActions({ userId: account.userId }), []);
  assert.deepEqual(await messagesTo(account.username), []);
});

test("the right password with a wrong answer gives no tokens", async () => {
  const account = await newAccount(EMAIL);
  const { nextStep } = await signInWithPassword(account);
  // Not proved by anybody yet.
  const challengeResponse = nextStep.additionalInfo.token;
  // Cognito would ask twice more. The emulation counts the steps of the password as attempts, and refuses at once.
  const refused = await confirmSignIn({ challengeResponse }).catch((error) => error);
  assert.ok(refused.name === REFUSED.name || refused.nextStep?.signInStep === CHALLENGE, refused);
  await assertSignedOut();
});

test("the right password with somebody else's proof gives no tokens", async () => {
  const other = await newAccount(EMAIL);
  const theirs = await signInWithPassword(other);
  const challengeResponse = await prove(EMAIL, other.username, theirs.nextStep.additionalInfo);

  await signInWithPassword(await newAccount(EMAIL));
  const refused = await confirmSignIn({ challengeResponse }).catch((error) => error);
  assert.ok(refused.name === REFUSED.name || refused.nextStep?.signInStep === CHALLENGE, refused);
  await assertSignedOut();
});
