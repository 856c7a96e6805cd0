// Codes by email and by text message: what both have in common.
import assert from "node:assert/strict";
import { test } from "node:test";

import {
  authsignal as server,
  newPhoneNumber,
  newUser,
  newestCode,
  otherThan,
} from "../../authsignal-node/environment.mjs";
import { newChallenge, validate } from "./environment.mjs";

function newPhoneUser() {
  const { userId } = newUser();
  return { userId, phoneNumber: newPhoneNumber() };
}

const FACTORS = [
  { name: "email", method: "EMAIL_OTP", newPerson: newUser, addressOf: ({ email }) => ({ email }) },
  { name: "sms", method: "SMS", newPerson: newPhoneUser, addressOf: ({ phoneNumber }) => ({ phoneNumber }) },
];

for (const { name, method, newPerson, addressOf } of FACTORS) {
  const codeFor = (person) => newestCode(Object.values(addressOf(person))[0]);

  /** Somebody who has proved the address once. */
  async function enrolled() {
    const person = newPerson();
    const client = await newChallenge(person);
    await client[name].enroll(addressOf(person));
    await client[name].verify({ code: await codeFor(person) });
    return person;
  }

  test(`${name}: an address is enrolled, and challenged the next time`, async () => {
    const person = newPerson();
    const first = await newChallenge(person);
    const enrolment = await first[name].enroll(addressOf(person));
    assert.equal(enrolment.data.userId, person.userId);
    assert.deepEqual(await server.getAuthenticators(person), [], "nothing is proved yet");

    const code = await codeFor(person);
    const wrong = await first[name].verify({ code: otherThan(code) });
    assert.deepEqual(wrong, { data: { isVerified: false, failureReason: "CODE_INVALID_OR_EXPIRED" } });
    const right = await first[name].verify({ code });
    assert.equal(right.data.isVerified, true);
    assert.equal(await validate(right.data.token, person), method);
    const [authenticator] = await server.getAuthenticators(person);
    assert.equal(authenticator.userAuthenticatorId, enrolment.data.userAuthenticatorId);
    assert.equal(authenticator.verificationMethod, method);

    const next = await newChallenge(person);
    const challenge = await next[name].challenge();
    assert.ok(challenge.data.challengeId);
    const again = await next[name].verify({ code: await codeFor(person) });
    assert.equal(again.data.isVerified, true);
    assert.equal(await validate(again.data.token, person), method);
  });

  test(`${name}: another code replaces the one before`, async () => {
    const person = await enrolled();
    const client = await newChallenge(person);
    await client[name].challenge();
    const first = await codeFor(person);
    await client[name].challenge();
    const second = await codeFor(person);
    const old = await client[name].verify({ code: first === second ? otherThan(second) : first });
    assert.equal(old.data.isVerified, false);
    assert.equal((await client[name].verify({ code: second })).data.isVerified, true);
  });

  test(`${name}: after three wrong codes the action is over, for the right one too`, async () => {
    const person = await enrolled();
    const client = await newChallenge(person);
    await client[name].challenge();
    const code = await codeFor(person);
    const reasons = [];
    for (const attempt of [otherThan(code), otherThan(code), otherThan(code), code]) {
      const { data } = await client[name].verify({ code: attempt });
      assert.equal(data.isVerified, false);
      assert.equal(data.token, undefined);
      reasons.push(data.failureReason);
    }
    const [wrong, over] = ["CODE_INVALID_OR_EXPIRED", "MAX_ATTEMPTS_EXCEEDED"];
    assert.deepEqual(reasons, [wrong, wrong, over, over]);
    assert.equal((await client[name].challenge()).errorCode, "too_many_requests");

    const next = await newChallenge(person);
    await next[name].challenge();
    assert.equal((await next[name].verify({ code: await codeFor(person) })).data.isVerified, true);
  });

  test(`${name}: ten wrong codes lock the factor, whatever the action`, async () => {
    const person = await enrolled();
    let client;
    for (let wrong = 0; wrong < 10; wrong += 1) {
      if (wrong % 2 === 0) {
        client = await newChallenge(person);
        await client[name].challenge();
      }
      await client[name].verify({ code: otherThan(await codeFor(person)) });
    }
    const right = await client[name].verify({ code: await codeFor(person) });
    assert.deepEqual(right.data, { isVerified: false, failureReason: "MAX_ATTEMPTS_EXCEEDED" });
    const next = await newChallenge(person);
    assert.equal((await next[name].challenge()).errorCode, "too_many_requests");
  });

  test(`${name}: an action sends so many messages and no more`, async () => {
    const person = await enrolled();
    const client = await newChallenge(person);
    let refused;
    // More often than any sensible limit.
    for (let sent = 0; sent < 20 && !refused; sent += 1) refused = (await client[name].challenge()).errorCode;
    assert.equal(refused, "too_many_requests");
    const { data } = await client[name].verify({ code: await codeFor(person) });
    assert.equal(data.isVerified, true, "what was sent before stays good");
  });

  test(`${name}: nothing is sent where nothing is enrolled, nor to another address than the tracked one`, async () => {
    const person = newPerson();
    const client = await newChallenge(person);
    assert.equal((await client[name].challenge()).errorCode, "invalid_request");
    const other = newPerson();
    assert.equal((await client[name].enroll(addressOf(other))).errorCode, "invalid_request");
    await assert.rejects(codeFor(other), /nothing was sent/);
  });

  test(`${name}: what is no address is refused`, async () => {
    const { userId } = newUser();
    const client = await newChallenge({ userId });
    for (const address of ["", "nobody", "027000000", undefined]) {
      const refused = await client[name].enroll({ email: address, phoneNumber: address });
      assert.equal(refused.errorCode, "invalid_request");
    }
  });

  test(`${name}: whoever has a factor already adds another only where the backend allows it`, async () => {
    const { userId } = await enrolled();
    const other = newPerson();
    const client = await newChallenge({ userId });
    assert.equal((await client[name].enroll(addressOf(other))).errorCode, "unauthorized");
    await assert.rejects(codeFor(other), /nothing was sent/);

    const allowed = await newChallenge({ userId, scope: "add:authenticators" });
    await allowed[name].enroll(addressOf(other));
    const { data } = await allowed[name].verify({ code: await codeFor(other) });
    assert.equal(data.isVerified, true);
    assert.equal((await server.getAuthenticators({ userId })).length, 2);
  });
}
