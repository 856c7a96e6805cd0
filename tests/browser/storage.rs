use auth::session::{Store, StoreError};
use latchkey::browser::{BrowserStore, Lifetime};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::{clear_storages, replace};

#[wasm_bindgen_test]
fn every_place_keeps_raw_text_apart_from_the_others() {
    clear_storages();
    for store in BrowserStore::all() {
        assert_eq!(store.get("key"), None, "{:?}", store.lifetime());
        store.set("key", "raw {text}").unwrap();
        assert_eq!(store.get("key").as_deref(), Some("raw {text}"));
        store.remove("key");
        assert_eq!(store.get("key"), None);
        store.set("key", "stays here").unwrap();
    }
    clear_storages();
}

#[wasm_bindgen_test]
fn a_full_storage_is_an_error_and_no_panic() {
    clear_storages();
    let _full = replace(
        "Storage.prototype",
        "setItem",
        "() => { throw new DOMException('full', 'QuotaExceededError') }",
    );
    let [lasting, tab, page] = BrowserStore::all();
    assert_eq!(lasting.set("key", "value"), Err(StoreError));
    assert_eq!(tab.set("key", "value"), Err(StoreError));
    assert_eq!(page.set("key", "value"), Ok(()));
}

#[wasm_bindgen_test]
fn a_blocked_storage_is_an_error_and_no_panic() {
    let _blocked = replace("window", "localStorage", "null");
    let [lasting, ..] = BrowserStore::all();
    assert_eq!(lasting.lifetime(), Lifetime::Lasting);
    assert_eq!(lasting.set("key", "value"), Err(StoreError));
    assert_eq!(lasting.get("key"), None);
    lasting.remove("key");
}
