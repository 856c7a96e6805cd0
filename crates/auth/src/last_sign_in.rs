//! How this browser signed in last: greets who comes back, and says which way they took.

use cognito::ClientId;
use serde::Serialize;
use serde_json::Value;

use crate::Username;
use crate::json;
use crate::session::Store;
use crate::sign_in::SignInMethod;

/// A sign-in that this browser remembers after it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastSignIn {
    /// Who signed in: the email address that they know themselves by.
    pub username: Username,
    /// How.
    pub method: SignInMethod,
}

/// The form in storage.
#[derive(Serialize)]
struct Form<'a> {
    method: &'a str,
    username: &'a str,
}

fn key(client_id: &ClientId) -> String {
    format!("latchkey.{client_id}.lastSignIn")
}

impl LastSignIn {
    /// What is remembered. What is no such thing is removed.
    #[must_use]
    pub fn read(store: &impl Store, client_id: &ClientId) -> Option<Self> {
        let key = key(client_id);
        let text = store.get(&key)?;
        let last = Self::parse(&text);
        if last.is_none() {
            store.remove(&key);
        }
        last
    }

    fn parse(text: &str) -> Option<Self> {
        let form: Value = serde_json::from_str(text).ok()?;
        Some(Self {
            username: Username::from_stored(form.get("username")?.as_str()?)?,
            method: match form.get("method")?.as_str()? {
                "passkey" => SignInMethod::Passkey,
                "challenge" => SignInMethod::Challenge,
                _ => return None,
            },
        })
    }

    /// Remembers it. Where the browser keeps nothing, nothing is remembered: it is a convenience.
    pub fn write(&self, store: &impl Store, client_id: &ClientId) {
        let method = match self.method {
            SignInMethod::Passkey => "passkey",
            SignInMethod::Challenge => "challenge",
        };
        let form = Form {
            method,
            username: self.username.as_str(),
        };
        let _ = store.set(&key(client_id), &json::write(&form));
    }

    /// Forgets whoever it was.
    pub fn forget(store: &impl Store, client_id: &ClientId) {
        store.remove(&key(client_id));
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use std::cell::RefCell;
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::session::StoreError;

    #[derive(Default)]
    struct Memory(RefCell<BTreeMap<String, String>>);

    impl Store for Memory {
        fn get(&self, key: &str) -> Option<String> {
            self.0.borrow().get(key).cloned()
        }

        fn set(&self, key: &str, value: &str) -> Result<(), StoreError> {
            self.0.borrow_mut().insert(key.to_owned(), value.to_owned());
            Ok(())
        }

        fn remove(&self, key: &str) {
            self.0.borrow_mut().remove(key);
        }
    }

    fn client_id() -> ClientId {
        ClientId::new("5j3v9l1q0example7k2m4n6p8r").unwrap()
    }

    #[test]
    fn it_is_remembered_until_it_is_forgotten() {
        for (method, name) in [
            (SignInMethod::Passkey, "ada@example.com"),
            (SignInMethod::Challenge, "+4915112345678"),
        ] {
            let memory = Memory::default();
            let username = Username::from_stored(name).unwrap();
            let last = LastSignIn { username, method };
            last.write(&memory, &client_id());
            assert_eq!(LastSignIn::read(&memory, &client_id()), Some(last));
            let other = ClientId::new("anotherclient").unwrap();
            assert_eq!(LastSignIn::read(&memory, &other), None);
            LastSignIn::forget(&memory, &client_id());
            assert_eq!(LastSignIn::read(&memory, &client_id()), None);
            assert!(memory.0.borrow().is_empty());
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn what_is_no_memory_is_removed(text in r#".{0,60}|\{"username":"[a-z@.]{0,9}","method":"[a-z]{0,9}"\}"#) {
            let memory = Memory::default();
            memory.set(&key(&client_id()), &text).unwrap();
            let kept = LastSignIn::read(&memory, &client_id()).is_some();
            prop_assert_eq!(memory.0.borrow().len(), usize::from(kept));
        }
    }
}
