//! What a session is, and what a browser that is full, shared or tampered with makes of it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests"
)]

mod changes;
mod corrupt;
mod kept;
mod refusing;
mod rules;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use cognito::{AccessToken, IdToken, RefreshToken};
use data_encoding::BASE64URL_NOPAD;
use serde_json::{Value, json};

use super::*;

const CLIENT: &str = "5j3v9l1q0example7k2m4n6p8r";
const EMAIL: &str = "ada@example.com";
const ADA: &str = "c3b4a8f2-ada";
const BOB: &str = "91d07e55-bob";
/// When Cognito issued the tokens, and for how long.
const ISSUED: i64 = 1_800_000_000;
const LIFETIME: Duration = Duration::from_secs(900);

/// What Amplify may keep for a user.
const FIELDS: [&str; 9] = [
    "accessToken",
    "idToken",
    "refreshToken",
    "clockDrift",
    "signInDetails",
    "deviceKey",
    "deviceGroupKey",
    "randomPasswordKey",
    "oauthMetadata",
];

fn client_id() -> ClientId {
    ClientId::new(CLIENT).unwrap()
}

fn issued() -> Timestamp {
    Timestamp::from_secs(ISSUED)
}

/// A JWT with these claims and a signature that nobody checks here.
fn jwt(claims: &Value) -> String {
    let payload = BASE64URL_NOPAD.encode(claims.to_string().as_bytes());
    format!("eyJhbGciOiJSUzI1NiJ9.{payload}.c2ln")
}

fn id_claims(name: &str) -> Value {
    json!({
        "sub": format!("sub-{name}"), "cognito:username": name, "token_use": "id", "iss": "https://pool", "aud": CLIENT,
        "iat": ISSUED, "exp": ISSUED + 3600, "email": EMAIL, "email_verified": true,
    })
}

fn access_claims(name: &str) -> Value {
    json!({
        "sub": format!("sub-{name}"), "username": name, "token_use": "access", "iss": "https://pool", "client_id": CLIENT,
        "iat": ISSUED, "exp": ISSUED + 900,
    })
}

/// `claims` with one of them changed.
fn with(mut claims: Value, name: &str, value: impl Into<Value>) -> Value {
    claims[name] = value.into();
    claims
}

fn tokens_with(id: &Value, access: &Value) -> Tokens {
    Tokens {
        access: AccessToken::new(jwt(access)),
        id: IdToken::new(jwt(id)),
        refresh: Some(RefreshToken::new("refresh-1")),
        expires_in: LIFETIME,
    }
}

fn tokens(name: &str) -> Tokens {
    tokens_with(&id_claims(name), &access_claims(name))
}

fn typed() -> Username {
    Username::from_email(EMAIL).unwrap()
}

fn begin(tokens: Tokens, now: Timestamp) -> Result<SignedIn, TokensProblem> {
    SignedIn::from_tokens(tokens, &client_id(), &typed(), now)
}

fn session(name: &str) -> SignedIn {
    begin(tokens(name), issued()).unwrap()
}

fn restored(session: SignedIn) -> Restored {
    Restored::Session(Box::new(session))
}

fn last_auth_user() -> String {
    format!("CognitoIdentityServiceProvider.{CLIENT}.LastAuthUser")
}

fn key(name: &str, field: &str) -> String {
    format!("CognitoIdentityServiceProvider.{CLIENT}.{name}.{field}")
}

/// A change of a store, as other tabs see it.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Change {
    Set(String),
    Removed(String),
}

/// A store that remembers what was done to it, and may be full.
#[derive(Default)]
struct Memory {
    entries: RefCell<BTreeMap<String, String>>,
    changes: RefCell<Vec<Change>>,
    /// After how many more values there is one too large; those that come after that one fit again.
    full_after: Cell<Option<usize>>,
}

impl Memory {
    /// A store with what others keep there: another app client's session, and a theme.
    fn shared() -> Self {
        let memory = Self::default();
        for (key, value) in others() {
            memory.put(&key, &value);
        }
        memory
    }

    /// The same with the session of `name`, and the device that Amplify keeps beside one.
    fn with_session(name: &str) -> Self {
        let memory = Self::shared();
        write(&memory, &client_id(), &session(name)).unwrap();
        for field in FIELDS.iter().skip(5) {
            memory.put(&key(name, field), "amplify's");
        }
        memory.changes.take();
        memory
    }

    fn put(&self, key: &str, value: &str) {
        self.entries
            .borrow_mut()
            .insert(key.to_owned(), value.to_owned());
    }

    fn drop_key(&self, key: &str) {
        self.entries.borrow_mut().remove(key);
    }

    fn entries(&self) -> BTreeMap<String, String> {
        self.entries.borrow().clone()
    }

    fn changes(&self) -> Vec<Change> {
        self.changes.borrow().clone()
    }

    fn read(&self) -> Restored {
        read(self, &client_id())
    }

    /// A moment later.
    fn clean_up(&self) {
        remove_incomplete(self, &client_id());
    }

    /// Asserts that nothing of ours is left, and that nothing of others was touched.
    fn assert_only_others_left(&self, context: &str) {
        assert_eq!(self.entries(), others(), "{context}");
    }
}

impl Store for Memory {
    fn get(&self, key: &str) -> Option<String> {
        self.entries.borrow().get(key).cloned()
    }

    fn set(&self, key: &str, value: &str) -> Result<(), StoreError> {
        let fitting = self.full_after.take();
        if fitting == Some(0) {
            return Err(StoreError);
        }
        self.full_after.set(fitting.map(|values| values - 1));
        self.put(key, value);
        self.changes.borrow_mut().push(Change::Set(key.to_owned()));
        Ok(())
    }

    fn remove(&self, key: &str) {
        if self.entries.borrow_mut().remove(key).is_some() {
            self.changes
                .borrow_mut()
                .push(Change::Removed(key.to_owned()));
        }
    }
}

fn others() -> BTreeMap<String, String> {
    let prefix = "CognitoIdentityServiceProvider.anotherclient";
    [
        (format!("{prefix}.LastAuthUser"), ADA),
        (format!("{prefix}.{ADA}.accessToken"), "theirs"),
        ("theme".to_owned(), "dark"),
    ]
    .map(|(key, value)| (key, value.to_owned()))
    .into()
}
