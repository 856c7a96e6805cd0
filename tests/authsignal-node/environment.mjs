// What the suite runs against, and what it needs besides the official SDK.
//
// AUTHSIGNAL_BASE_URL   such as http://localhost:4001/v1
// AUTHSIGNAL_SECRET     the Server API's secret key
// AUTHSIGNAL_INBOX_URL  such as http://localhost:4001/inbox
import { randomUUID } from "node:crypto";

import { Authsignal } from "@authsignal/node";

function required(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: start authsignal-local and pass what it prints`);
  return value;
}

export const apiUrl = required("AUTHSIGNAL_BASE_URL");
export const inboxUrl = required("AUTHSIGNAL_INBOX_URL");
export const action = "cognitoAuth";

// One client only: each one adds its retries to the same axios.
export const authsignal = new Authsignal({ apiSecretKey: required("AUTHSIGNAL_SECRET"), apiUrl });

/** A user nobody else uses, so that suites can run side by side and again. */
export function newUser() {
  const userId = randomUUID();
  return { userId, email: `${userId}@example.com` };
}

/** The newest code sent to an address. */
export async function newestCode(email) {
  const url = new URL(`${inboxUrl}/messages`);
  url.searchParams.set("to", email);
  const response = await fetch(url);
  const [message] = await response.json();
  return message.code;
}

/** Calls the Client API the way the Web SDK does. */
export async function callClientApi(path, token, body) {
  const response = await fetch(`${apiUrl}/client/${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Authorization: `Bearer ${token}` },
    body: body && JSON.stringify(body),
  });
  return response.json();
}

/** Tracks the action and answers an email code, as somebody who signs in for the first time. */
export async function signIn(user) {
  const tracked = await authsignal.track({ userId: user.userId, action, attributes: { email: user.email } });
  await callClientApi("user-authenticators/email-otp", tracked.token, { email: user.email });
  const verificationCode = await newestCode(user.email);
  const verified = await callClientApi("verify/email-otp", tracked.token, { verificationCode });
  return { tracked, token: verified.accessToken };
}

/** Adds a fault for the requests that name this user. */
export async function injectFault(fault) {
  const response = await fetch(new URL("/local/faults", inboxUrl), {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(fault),
  });
  if (!response.ok) throw new Error(await response.text());
}
