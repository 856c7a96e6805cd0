//! What is kept while the page is left, and what a browser may make of it.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

const CLIENT: &str = "5j3v9l1q0example7k2m4n6p8r";
const NOW: Timestamp = Timestamp::from_secs(1_800_000_000);

#[derive(Default)]
struct Memory {
    entries: RefCell<BTreeMap<String, String>>,
    full: Cell<bool>,
}

impl Store for Memory {
    fn get(&self, key: &str) -> Option<String> {
        self.entries.borrow().get(key).cloned()
    }

    fn set(&self, key: &str, value: &str) -> Result<(), StoreError> {
        if self.full.get() {
            return Err(StoreError);
        }
        self.entries
            .borrow_mut()
            .insert(key.to_owned(), value.to_owned());
        Ok(())
    }

    fn remove(&self, key: &str) {
        self.entries.borrow_mut().remove(key);
    }
}

/// One tab of a browser.
struct Tab<'a> {
    session: Memory,
    local: &'a Memory,
    client_id: ClientId,
}

impl<'a> Tab<'a> {
    fn of(local: &'a Memory) -> Self {
        Self {
            session: Memory::default(),
            local,
            client_id: ClientId::new(CLIENT).unwrap(),
        }
    }

    fn store(&self) -> PendingStore<'_, Memory> {
        PendingStore {
            tab: &self.session,
            lasting: self.local,
            client_id: &self.client_id,
        }
    }
}

fn pending(number: u8) -> PendingSignIn {
    PendingSignIn {
        id: PendingId::from_entropy(&[number; 16]),
        username: Username::from_email(&format!("ada{number}@example.com")).unwrap(),
        respond_as: Username::named_by_cognito("ada-lovelace"),
        session: ChallengeSession::new(format!("session-{number}")),
        return_to: ReturnPath::parse("/reports?page=2#top").unwrap(),
        started: NOW,
        expires: PendingSignIn::expiry(NOW),
    }
}

#[test]
fn a_phone_number_comes_back_too() {
    let local = Memory::default();
    let tab = Tab::of(&local);
    let username = Username::from_phone("+4915112345678", None).unwrap();
    let kept = PendingSignIn {
        username,
        ..pending(1)
    };
    tab.store().keep(&kept).unwrap();
    assert_eq!(tab.store().take(), Some(kept));
}

#[test]
fn it_is_taken_once() {
    let local = Memory::default();
    let tab = Tab::of(&local);
    tab.store().keep(&pending(1)).unwrap();
    assert_eq!(tab.store().take(), Some(pending(1)));
    assert_eq!(tab.store().take(), None);
    assert!(local.entries.borrow().is_empty());
    assert!(tab.session.entries.borrow().is_empty());
}

#[test]
fn another_tab_can_take_it_once() {
    let local = Memory::default();
    let (first, second) = (Tab::of(&local), Tab::of(&local));
    first.store().keep(&pending(1)).unwrap();
    assert_eq!(second.store().take(), Some(pending(1)));
    assert_eq!(second.store().take(), None);
}

#[test]
fn each_tab_takes_its_own_and_leaves_the_others() {
    let local = Memory::default();
    let (first, second) = (Tab::of(&local), Tab::of(&local));
    first.store().keep(&pending(1)).unwrap();
    second.store().keep(&pending(2)).unwrap();
    assert_eq!(first.store().take(), Some(pending(1)));
    let third = Tab::of(&local);
    assert_eq!(third.store().take(), Some(pending(2)));
    assert_eq!(second.store().take(), Some(pending(2)));
}

#[test]
fn one_place_that_keeps_it_is_enough() {
    for (session_full, local_full) in [(true, false), (false, true)] {
        let local = Memory::default();
        let tab = Tab::of(&local);
        tab.session.full.set(session_full);
        local.full.set(local_full);
        tab.store().keep(&pending(1)).unwrap();
        assert_eq!(tab.store().take(), Some(pending(1)));
    }
    let local = Memory::default();
    let tab = Tab::of(&local);
    tab.session.full.set(true);
    local.full.set(true);
    assert_eq!(tab.store().keep(&pending(1)), Err(StoreError));
}

#[test]
fn a_form_that_is_come_back_to_gets_what_was_typed_in_this_tab() {
    let local = Memory::default();
    let (tab, other) = (Tab::of(&local), Tab::of(&local));
    tab.store().keep(&pending(1)).unwrap();
    let typed = tab.store().typed(NOW).unwrap();
    assert_eq!(typed.as_str(), "ada1@example.com");
    assert_eq!(other.store().typed(NOW), None);
    assert_eq!(tab.store().typed(PendingSignIn::expiry(NOW)), None);
    assert_eq!(
        tab.store().take(),
        Some(pending(1)),
        "looking takes nothing"
    );
}

#[test]
fn it_ends_when_cognito_has_forgotten_the_challenge() {
    let pending = pending(1);
    let minutes = |minutes: u64| NOW + Duration::from_secs(minutes * 60);
    assert!(!pending.is_expired(minutes(14)));
    assert!(pending.is_expired(minutes(15)));
    assert!(
        !pending.is_expired(Timestamp::from_millis(0)),
        "clock put back"
    );
}

#[test]
fn what_was_tampered_with_is_removed() {
    let local = Memory::default();
    let tab = Tab::of(&local);
    tab.store().keep(&pending(1)).unwrap();
    let key = tab.store().key();
    let good: serde_json::Value = serde_json::from_str(&local.get(&key).unwrap()).unwrap();
    let mut bad = vec![String::new(), "null".into(), "{}".into(), "[1]".into()];
    for (field, value) in [
        ("returnTo", serde_json::json!("//evil.example")),
        ("returnTo", serde_json::json!("javascript:alert(1)")),
        ("username", serde_json::json!("")),
        ("respondAs", serde_json::json!("a".repeat(129))),
        ("session", serde_json::json!("")),
        ("session", serde_json::json!("s".repeat(2049))),
        ("id", serde_json::json!("1")),
        ("expires", serde_json::json!(i64::MAX)),
        ("started", serde_json::Value::Null),
    ] {
        let mut form = good.clone();
        form[field] = value;
        bad.push(form.to_string());
    }
    for text in bad {
        tab.session.set(&key, &text).unwrap();
        local.set(&key, &text).unwrap();
        assert_eq!(tab.store().typed(NOW), None, "{text:.40}");
        assert_eq!(tab.store().take(), None, "{text:.40}");
        assert!(local.entries.borrow().is_empty(), "{text:.40}");
    }
}

#[test]
fn it_prints_without_secrets() {
    let printed = format!("{:?}", pending(1));
    for secret in ["ada", "session-1"] {
        assert!(!printed.contains(secret), "{printed}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_stored_is_taken_whole_or_not_at_all(text in ".{0,200}", there in any::<bool>()) {
        let local = Memory::default();
        let tab = Tab::of(&local);
        let key = tab.store().key();
        local.set(&key, &text).unwrap();
        if there {
            tab.session.set(&key, &text).unwrap();
        }
        prop_assert_eq!(tab.store().take(), None);
        prop_assert!(local.entries.borrow().is_empty() && tab.session.entries.borrow().is_empty());
    }
}
