// What the suite runs against, and what it needs besides the official SDK.
//
// LATCHKEY_STACK        the file that `cargo xtask stack` wrote, target/stack.json; or, of a stand-in alone:
// AUTHSIGNAL_BASE_URL   such as http://localhost:4001/v1
// AUTHSIGNAL_SECRET     the Server API's secret key
// AUTHSIGNAL_INBOX_URL  such as http://localhost:4001/inbox
import { randomInt, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";

import { Authsignal } from "@authsignal/node";

function required(name) {
  const value = process.env[name];
  if (!value) throw new Error(`neither LATCHKEY_STACK nor ${name} is set: see tests/conformance/README.md`);
  return value;
}

/** What `cargo xtask stack` wrote; none for a stand-in alone. */
export const stack =
  process.env.LATCHKEY_STACK && JSON.parse(readFileSync(process.env.LATCHKEY_STACK, "utf8"));

export const apiUrl = stack ? stack.authsignal.baseUrl : required("AUTHSIGNAL_BASE_URL");
export const inboxUrl = stack ? stack.inboxUrl : required("AUTHSIGNAL_INBOX_URL");
const apiSecretKey = stack ? stack.authsignal.secret : required("AUTHSIGNAL_SECRET");
export const action = "cognitoAuth";

// One client only: each one adds its retries to the same axios.
export const authsignal = new Authsignal({ apiSecretKey, apiUrl });

/** A user nobody else uses, so that suites can run side by side and again. */
export function newUser() {
  const userId = randomUUID();
  return { userId, email: `${userId}@example.com` };
}

/** A phone number nobody else uses. */
export function newPhoneNumber() {
  return `+6427${randomInt(1e9, 1e10)}`;
}

/** What was sent to an email address or phone number, the newest first. */
export async function messagesTo(address) {
  const url = new URL(`${inboxUrl}/messages`);
  url.searchParams.set("to", address);
  const response = await fetch(url);
  return response.json();
}

/** The newest code sent to an email address or phone number. */
export async function newestCode(address) {
  const [message] = await messagesTo(address);
  if (!message) throw new Error(`nothing was sent to ${address}`);
  return message.code;
}

/** A code of six digits that is not this one. */
export function otherThan(code) {
  return code === "000000" ? "000001" : "000000";
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
