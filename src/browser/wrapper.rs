//! Putting something of ours around a function of the browser, once.

use std::cell::RefCell;
use std::thread::LocalKey;

use js_sys::{Function, Object, Reflect};
use wasm_bindgen::prelude::*;

/// Where a wrapper is remembered.
pub(super) type Slot = LocalKey<RefCell<Option<Function>>>;

/// Puts what `make` makes of the function `name` of `object` in its place, unless what `slot` remembers is there already.
/// It stays for as long as the page.
pub(super) fn wrap(
    object: &JsValue,
    name: &str,
    slot: &'static Slot,
    make: impl FnOnce(Function) -> JsValue,
) {
    let name = JsValue::from_str(name);
    let found = Reflect::get(object, &name).ok();
    let Some(original) = found.and_then(|found| found.dyn_into::<Function>().ok()) else {
        return;
    };
    let wrapped = slot.with_borrow(|wrapper| {
        wrapper
            .as_ref()
            .is_some_and(|wrapper| Object::is(wrapper, &original))
    });
    if wrapped {
        return;
    }
    let wrapper: Function = make(original).unchecked_into();
    if Reflect::set(object, &name, &wrapper) == Ok(true) {
        slot.set(Some(wrapper));
    }
}
