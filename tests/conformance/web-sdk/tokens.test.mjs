// What every call of the SDK does when its token, the service or the network is no good.
import assert from "node:assert/strict";
import { test } from "node:test";

import { injectFault, newPhoneNumber, newUser } from "../../authsignal-node/environment.mjs";
import { newChallenge, newClient } from "./environment.mjs";

const CALLS = {
  "email.enroll": ({ email }, person) => email.enroll(person),
  "email.challenge": ({ email }) => email.challenge(),
  "email.verify": ({ email }) => email.verify({ code: "123456" }),
  "emailML.enroll": ({ emailML }, person) => emailML.enroll(person),
  "emailML.challenge": ({ emailML }) => emailML.challenge(),
  "sms.enroll": ({ sms }, person) => sms.enroll(person),
  "sms.challenge": ({ sms }) => sms.challenge(),
  "sms.verify": ({ sms }) => sms.verify({ code: "123456" }),
  "totp.enroll": ({ totp }) => totp.enroll(),
  "totp.verify": ({ totp }) => totp.verify({ code: "123456" }),
  "whatsapp.challenge": ({ whatsapp }) => whatsapp.challenge(),
  "whatsapp.verify": ({ whatsapp }) => whatsapp.verify({ code: "123456" }),
};

for (const [name, call] of Object.entries(CALLS)) {
  test(`${name}: a token that is missing, made up, or expired; a service that fails, or is gone`, async (context) => {
    // The SDK says there, too, that no token was set.
    context.mock.method(console, "error", () => {});
    const person = { ...newUser(), phoneNumber: newPhoneNumber() };
    const fault = { pathPrefix: "/v1/client", contains: person.email, times: 1 };

    const without = await call(newClient(null), person);
    assert.equal(without.errorCode, "token_not_set");

    const stranger = newClient("made up");
    const refused = await call(stranger, person);
    assert.equal(refused.errorCode, "unauthorized");
    assert.equal(refused.data, undefined);
    assert.equal(stranger.told.expired, 0);

    const client = await newChallenge(person);
    await injectFault({ ...fault, status: 401, code: "expired_token" });
    assert.equal((await call(client, person)).errorCode, "expired_token");
    assert.equal(client.told.expired, 1);

    await injectFault({ ...fault, status: 500 });
    const failed = await call(client, person);
    assert.equal(failed.errorCode, "unexpected_error");
    assert.equal(failed.data, undefined);

    await injectFault({ ...fault, drop: true });
    await assert.rejects(call(client, person), TypeError);
    assert.equal(client.told.expired, 1);
  });
}
