// What the official Node SDK can do, and what of it the stand-in claims. An update of the SDK that brings something new
// fails here until it is decided.
import assert from "node:assert/strict";
import { test } from "node:test";

import * as sdk from "@authsignal/node";

import { authsignal } from "./environment.mjs";

// Each has its tests in this folder.
const CLAIMED = [
  "challenge",
  "claimChallenge",
  "deleteAuthenticator",
  "deleteUser",
  "enrollVerifiedAuthenticator",
  "getAction",
  "getAuthenticators",
  "getChallenge",
  "getUser",
  "queryUserActions",
  "queryUsers",
  "track",
  "updateAction",
  "updateUser",
  "validateChallenge",
  "verify",
];

// Sessions: Cognito's tokens are the session here.
const NOT_CLAIMED = {
  createSession: { clientId: "app", token: "token" },
  refreshSession: { refreshToken: "token" },
  revokeSession: { accessToken: "token" },
  revokeUserSessions: { userId: "user" },
  validateSession: { accessToken: "token" },
};

/** The methods of an object's class. */
function methodsOf({ prototype }, ...internal) {
  return Object.getOwnPropertyNames(prototype)
    .filter((name) => !["constructor", ...internal].includes(name))
    .sort();
}

test("every method of the client is either claimed or not", () => {
  const known = [...CLAIMED, ...Object.keys(NOT_CLAIMED)].sort();
  assert.deepEqual(methodsOf(sdk.Authsignal, "getRequestConfig"), known);
});

test("what else the SDK exports is known, and none of it is the stand-in's", () => {
  const functions = Object.keys(sdk).filter((name) => typeof sdk[name] === "function").sort();
  assert.deepEqual(functions, [
    "Authsignal",
    "AuthsignalError",
    "CallConnect",
    "Webhook",
    "handleAuth0ContinuePostLogin",
    "handleAuth0ExecutePostLogin",
    "mapToAuthsignalError",
  ]);
  assert.deepEqual(methodsOf(sdk.CallConnect, "getRequestConfig"), ["finishCall", "startCall"]);
  assert.deepEqual(methodsOf(sdk.Webhook), ["constructEvent", "parseSignature"]);
});

for (const [method, request] of Object.entries(NOT_CLAIMED)) {
  test(`${method} is refused, not answered with something made up`, async () => {
    await assert.rejects(authsignal[method](request), {
      statusCode: 404,
      errorCode: "invalid_request",
    });
  });
}
