#![allow(clippy::unwrap_used)]

use std::cell::RefCell;
use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

#[derive(Debug, Default)]
struct Memory {
    kept: RefCell<BTreeMap<String, String>>,
    full: bool,
}

impl Store for Memory {
    fn get(&self, key: &str) -> Option<String> {
        self.kept.borrow().get(key).cloned()
    }

    fn set(&self, key: &str, value: &str) -> Result<(), StoreError> {
        if self.full {
            return Err(StoreError);
        }
        self.kept
            .borrow_mut()
            .insert(key.to_owned(), value.to_owned());
        Ok(())
    }

    fn remove(&self, key: &str) {
        self.kept.borrow_mut().remove(key);
    }
}

const KEY: &str = "latchkey.client.ada.passkeyOffer";
const NOW: Timestamp = Timestamp::from_secs(1_800_000_000);

fn offer<T>(stores: &[Memory], sub: &str, work: impl FnOnce(PasskeyOffer<'_, Memory>) -> T) -> T {
    let client_id = &ClientId::new("client").unwrap();
    work(PasskeyOffer {
        stores,
        client_id,
        sub,
    })
}

#[test]
fn nobody_is_asked_who_said_no_or_has_one() {
    for (answer, kept) in [
        (OfferAnswer::Never, r#"{"answer":"never"}"#),
        (OfferAnswer::Created, r#"{"answer":"created"}"#),
    ] {
        let stores = [Memory::default()];
        offer(&stores, "ada", |offer| {
            assert!(offer.is_due(NOW));
            offer.keep(answer).unwrap();
            assert!(!offer.is_due(NOW + Duration::from_secs(400 * 24 * 60 * 60)));
        });
        assert_eq!(stores[0].get(KEY).as_deref(), Some(kept));
        assert!(offer(&stores, "bob", |offer| offer.is_due(NOW)));
    }
}

#[test]
fn not_now_holds_for_fourteen_days() {
    let stores = [Memory::default()];
    offer(&stores, "ada", |offer| {
        offer.keep(OfferAnswer::Later(NOW)).unwrap();
        assert!(!offer.is_due(NOW));
        assert!(!offer.is_due(NOW + (PAUSE - Duration::from_millis(1))));
        assert!(offer.is_due(NOW + PAUSE));
        // The clock was a little ahead when it was said; or wrong by years.
        assert!(!offer.is_due(NOW.shifted(-60_000)));
        assert!(offer.is_due(Timestamp::default()));
    });
}

#[test]
fn what_is_no_answer_is_removed() {
    for bad in [
        "",
        "{",
        "null",
        "\"never\"",
        r#"{"answer":7}"#,
        r#"{"answer":"maybe"}"#,
        r#"{"answer":"later"}"#,
        r#"{"answer":"later","at":"soon"}"#,
        r#"{"answer":"later","at":1e400}"#,
    ] {
        let stores = [Memory::default()];
        stores[0].set(KEY, bad).unwrap();
        assert!(offer(&stores, "ada", |offer| offer.is_due(NOW)), "{bad}");
        assert_eq!(stores[0].get(KEY), None, "{bad}");
    }
}

#[test]
fn an_answer_is_kept_where_there_is_room() {
    let full = Memory {
        full: true,
        ..Memory::default()
    };
    let stores = [full, Memory::default()];
    offer(&stores, "ada", |offer| {
        offer.keep(OfferAnswer::Never).unwrap();
        assert_eq!(offer.answer(), Some(OfferAnswer::Never));
    });
    assert!(offer(&stores[..1], "ada", |offer| offer.keep(OfferAnswer::Never)).is_err());
}

proptest! {
    #[test]
    fn answers_come_back_as_they_were_kept(at in any::<i64>()) {
        for answer in [OfferAnswer::Later(Timestamp::from_millis(at)), OfferAnswer::Never, OfferAnswer::Created] {
            prop_assert_eq!(OfferAnswer::from_json(&answer.to_json()), Some(answer));
        }
    }

    /// Whatever stands in the store, reading it ends, and leaves nothing that cannot be read.
    #[test]
    fn any_text_is_an_answer_or_is_removed(
        text in prop_oneof![".{0,60}", "\\{\"answer\":\"(later|never|created|x)\"(,\"at\":-?[0-9]{1,25})?\\}"],
        now in any::<i64>(),
    ) {
        let stores = [Memory::default()];
        stores[0].set(KEY, &text).unwrap();
        let now = Timestamp::from_millis(now);
        let (due, answer) = offer(&stores, "ada", |offer| (offer.is_due(now), offer.answer()));
        prop_assert_eq!(stores[0].get(KEY).is_some(), answer.is_some());
        prop_assert!(due || answer.is_some());
    }
}
