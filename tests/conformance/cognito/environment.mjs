// AWS's own SDK against the deployed user pools, and the official Web SDK for the challenges.
//
// LATCHKEY_STACK   the file that `cargo xtask stack` wrote, target/stack.json
import { randomUUID } from "node:crypto";

import { CognitoIdentityProvider } from "@aws-sdk/client-cognito-identity-provider";

import { newPhoneNumber, newUser, newestCode, stack } from "../../authsignal-node/environment.mjs";
import { newClient } from "../web-sdk/environment.mjs";

if (!stack) throw new Error("LATCHKEY_STACK is not set: see tests/conformance/README.md");

/** A deployment's user pool and app client, and a client of Cognito that takes both as given. */
function deployment({ endpoint, region, userPoolId, userPoolClientId }) {
  // The credentials are those of the local emulation. Only the operations of administrators use them.
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const cognito = new CognitoIdentityProvider({ endpoint, region, credentials });
  return { cognito, endpoint, UserPoolId: userPoolId, ClientId: userPoolClientId };
}

/** Accounts are made just in time. */
export const justInTime = deployment(stack.cognito);

/** Accounts are made apart from signing in, and confirmed by Cognito. */
export const separate = deployment(stack.separate.cognito);

/** The code that the emulation of Cognito sends to everybody. */
export const CONFIRMATION_CODE = "123456";

/** A password that nobody gets to know. */
export function newPassword() {
  return `Aa1!${randomUUID()}`;
}

/** Two kinds of people, each with what they sign in with, and the factor that proves it. */
export const PEOPLE = [
  {
    kind: "an email address",
    attribute: "email",
    newName: () => newUser().email,
    enrol: (client, email) => client.email.enroll({ email }),
    send: (client) => client.email.challenge(),
    verify: (client, code) => client.email.verify({ code }),
  },
  {
    kind: "a phone number",
    attribute: "phone_number",
    newName: newPhoneNumber,
    enrol: (client, phoneNumber) => client.sms.enroll({ phoneNumber }),
    send: (client) => client.sms.challenge(),
    verify: (client, code) => client.sms.verify({ code }),
  },
];

export const [EMAIL] = PEOPLE;

/** Creates an account. */
export function signUp({ cognito, ClientId }, { attribute }, name) {
  const UserAttributes = [{ Name: attribute, Value: name }];
  return cognito.signUp({ ClientId, Username: name, Password: newPassword(), UserAttributes });
}

/** Begins to sign in: what Cognito answers is a custom challenge. */
export function initiate({ cognito, ClientId }, name) {
  const AuthParameters = { USERNAME: name };
  return cognito.initiateAuth({ ClientId, AuthFlow: "CUSTOM_AUTH", AuthParameters });
}

/** Proves the address to Authsignal, with the Web SDK: the token that answers Cognito's challenge. */
export async function prove({ enrol, send, verify }, name, { token, enrolledMethods }) {
  const client = newClient(token);
  const asked = enrolledMethods ? await send(client) : await enrol(client, name);
  if (asked.errorCode) throw new Error(asked.errorDescription);
  const { data } = await verify(client, await newestCode(name));
  if (!data.token) throw new Error("the code was not accepted");
  return data.token;
}

/** Answers Cognito's challenge. */
export function respond({ cognito, ClientId }, name, Session, ANSWER) {
  const ChallengeResponses = { USERNAME: name, ANSWER };
  return cognito.respondToAuthChallenge({ ClientId, ChallengeName: "CUSTOM_CHALLENGE", Session, ChallengeResponses });
}

/** Signs in, from the name to the tokens. */
export async function signIn(pool, person, name) {
  const { ChallengeParameters, Session } = await initiate(pool, name);
  const answer = await prove(person, name, ChallengeParameters);
  const { AuthenticationResult } = await respond(pool, name, Session, answer);
  return AuthenticationResult;
}

/** What a token says of itself; whether it may be believed is up to who gets it. */
export function claims(token) {
  return JSON.parse(Buffer.from(token.split(".")[1], "base64url").toString());
}
