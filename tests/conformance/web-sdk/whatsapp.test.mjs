import assert from "node:assert/strict";
import { test } from "node:test";

import {
  authsignal as server,
  messagesTo,
  newPhoneNumber,
  newUser,
  newestCode,
  otherThan,
} from "../../authsignal-node/environment.mjs";
import { newChallenge, validate } from "./environment.mjs";

function newPerson() {
  const { userId } = newUser();
  return { userId, phoneNumber: newPhoneNumber() };
}

test("whatsapp: the first code goes to the tracked number and enrols it", async () => {
  const person = newPerson();
  const client = await newChallenge(person);
  assert.ok((await client.whatsapp.challenge()).data.challengeId);
  const [message] = await messagesTo(person.phoneNumber);
  assert.equal(message.channel, "whatsapp");

  const wrong = await client.whatsapp.verify({ code: otherThan(message.code) });
  assert.deepEqual(wrong, { data: { isVerified: false, failureReason: "CODE_INVALID_OR_EXPIRED" } });
  const { data } = await client.whatsapp.verify({ code: message.code });
  assert.equal(data.isVerified, true);
  assert.equal(await validate(data.token, person), "WHATSAPP");
  const [authenticator] = await server.getAuthenticators(person);
  assert.equal(authenticator.verificationMethod, "WHATSAPP");
  assert.equal(authenticator.phoneNumber, person.phoneNumber);
});

test("whatsapp: a number that takes text messages takes WhatsApp as well", async () => {
  const person = newPerson();
  const first = await newChallenge(person);
  await first.sms.enroll(person);
  await first.sms.verify({ code: await newestCode(person.phoneNumber) });

  const client = await newChallenge(person);
  await client.whatsapp.challenge();
  const [message] = await messagesTo(person.phoneNumber);
  assert.equal(message.channel, "whatsapp");
  const byText = await client.sms.verify({ code: message.code });
  assert.equal(byText.data.isVerified, false, "the code came by another way");
  const { data } = await client.whatsapp.verify({ code: message.code });
  assert.equal(await validate(data.token, person), "WHATSAPP");
});

test("whatsapp: without a phone number there is nowhere to send a code", async () => {
  const client = await newChallenge(newUser());
  assert.equal((await client.whatsapp.challenge()).errorCode, "invalid_request");
});
