import assert from "node:assert/strict";
import { test } from "node:test";

import { authsignal as server, injectFault, messagesTo, newUser } from "../../authsignal-node/environment.mjs";
import { newChallenge, newClient, validate } from "./environment.mjs";

/** Follows the newest link, as its owner would: opens it and confirms. */
async function follow(email) {
  const [{ link }] = await messagesTo(email);
  const confirmed = await fetch(link, { method: "POST" });
  assert.ok(confirmed.ok);
}

test("emailML: an address is enrolled by following its link, and challenged the next time", async () => {
  const person = newUser();
  const first = await newChallenge(person);
  assert.equal((await first.emailML.enroll(person)).data.userId, person.userId);
  assert.deepEqual(await server.getAuthenticators(person), []);
  const awaited = first.emailML.checkVerificationStatus();
  await follow(person.email);
  const { data } = await awaited;
  assert.equal(data.isVerified, true);
  assert.equal(await validate(data.token, person), "EMAIL_MAGIC_LINK");

  const next = await newChallenge(person);
  assert.ok((await next.emailML.challenge()).data.challengeId);
  await follow(person.email);
  const again = await next.emailML.checkVerificationStatus();
  assert.equal(await validate(again.data.token, person), "EMAIL_MAGIC_LINK");
});

test("emailML: to open a link confirms nothing, and a newer one voids it", async () => {
  const person = newUser();
  const client = await newChallenge(person);
  await client.emailML.enroll(person);
  const [{ link }] = await messagesTo(person.email);
  assert.ok((await fetch(link)).ok);
  assert.deepEqual(await server.getAuthenticators(person), []);

  await client.emailML.enroll(person);
  assert.equal((await fetch(link, { method: "POST" })).status, 410);
  await follow(person.email);
  assert.equal((await client.emailML.checkVerificationStatus()).data.isVerified, true);
});

test("emailML: who asks is told that the token ran out", async () => {
  const person = newUser();
  const client = await newChallenge(person);
  await client.emailML.enroll(person);
  await injectFault({
    pathPrefix: "/v1/client/verify/email-magic-link",
    contains: person.email,
    status: 401,
    code: "expired_token",
    times: 1,
  });
  const awaited = client.emailML.checkVerificationStatus();
  await follow(person.email);
  // The SDK goes on asking all the same.
  assert.equal((await awaited).data.isVerified, true);
  assert.equal(client.told.expired, 1);
});

test("emailML: nothing is sent where nothing is enrolled, nor to another address than the tracked one", async () => {
  const person = newUser();
  const client = await newChallenge(person);
  assert.equal((await client.emailML.challenge()).errorCode, "invalid_request");
  const other = newUser();
  assert.equal((await client.emailML.enroll(other)).errorCode, "invalid_request");
  assert.deepEqual(await messagesTo(other.email), []);
});

test("emailML: without a token nothing is asked", async (context) => {
  context.mock.method(console, "error", () => {});
  const client = newClient(null);
  assert.equal((await client.emailML.checkVerificationStatus()).errorCode, "token_not_set");
});
