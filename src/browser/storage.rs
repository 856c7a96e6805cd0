//! Where the session is kept: localStorage if the browser lets us, else what lives as long as the tab.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use auth::session::{Store, StoreError};
use gloo_storage::{LocalStorage, SessionStorage, Storage as _};
use wasm_bindgen::prelude::*;

/// How long something is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lifetime {
    /// Until it is removed: localStorage, shared by all tabs.
    Lasting,
    /// Until the tab is closed: sessionStorage.
    Tab,
    /// Until the page is left: memory.
    Page,
}

/// One of the places to keep things.
#[derive(Clone, Debug)]
pub struct BrowserStore {
    lifetime: Lifetime,
    memory: Rc<RefCell<BTreeMap<String, String>>>,
}

impl BrowserStore {
    /// The places there are, the most lasting first.
    #[must_use]
    pub fn all() -> [Self; 3] {
        [Lifetime::Lasting, Lifetime::Tab, Lifetime::Page].map(|lifetime| Self {
            lifetime,
            memory: Rc::default(),
        })
    }

    /// How long this place keeps things.
    #[must_use]
    pub const fn lifetime(&self) -> Lifetime {
        self.lifetime
    }

    /// The browser's storage behind this place. Asking a browser that blocks storage throws, and
    /// gloo-storage's `raw` would panic on it: hence the probe.
    fn raw(&self) -> Option<web_sys::Storage> {
        let window = web_sys::window()?;
        let probe: fn(&web_sys::Window) -> Result<Option<web_sys::Storage>, JsValue> =
            match self.lifetime {
                Lifetime::Lasting => web_sys::Window::local_storage,
                Lifetime::Tab => web_sys::Window::session_storage,
                Lifetime::Page => return None,
            };
        // Not what stands in for it where it is blocked.
        let storage: JsValue = probe(&window).ok().flatten()?.into();
        if !storage.is_instance_of::<web_sys::Storage>() {
            return None;
        }
        Some(if self.lifetime == Lifetime::Lasting {
            LocalStorage::raw()
        } else {
            SessionStorage::raw()
        })
    }
}

impl Store for BrowserStore {
    fn get(&self, key: &str) -> Option<String> {
        match self.lifetime {
            Lifetime::Page => self.memory.borrow().get(key).cloned(),
            _ => self.raw()?.get_item(key).ok().flatten(),
        }
    }

    fn set(&self, key: &str, value: &str) -> Result<(), StoreError> {
        match self.lifetime {
            Lifetime::Page => {
                self.memory
                    .borrow_mut()
                    .insert(key.to_owned(), value.to_owned());
                Ok(())
            }
            _ => self
                .raw()
                .and_then(|raw| raw.set_item(key, value).ok())
                .ok_or(StoreError),
        }
    }

    fn remove(&self, key: &str) {
        if self.lifetime == Lifetime::Page {
            self.memory.borrow_mut().remove(key);
        } else if let Some(raw) = self.raw() {
            // Nothing to be done about a failure: what cannot be removed cannot be read either.
            let _ = raw.remove_item(key);
        }
    }
}

/// Where the browser blocks localStorage, puts something in its place that keeps nothing: the Web SDK reads it
/// after a passkey ceremony succeeded, and throws away the result if that throws. [`BrowserStore`] does not
/// take it for a place.
pub fn stand_in_for_blocked_storage() {
    let Some(window) = web_sys::window() else {
        return;
    };
    if window.local_storage().is_ok() {
        return;
    }
    let nothing = Closure::<dyn Fn() -> JsValue>::new(|| JsValue::NULL).into_js_value();
    let stand_in = js_sys::Object::new();
    for name in ["getItem", "setItem", "removeItem"] {
        // A fresh plain object takes any property.
        let _ = js_sys::Reflect::set(&stand_in, &name.into(), &nothing);
    }
    let descriptor = js_sys::Object::new();
    let _ = js_sys::Reflect::set(&descriptor, &"value".into(), &stand_in);
    let _ = js_sys::Reflect::define_property(&window, &"localStorage".into(), &descriptor);
}
