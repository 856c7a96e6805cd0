//! One WebAuthn request at a time, and one that can be given up.
//!
//! The Web SDK makes its requests with an abort signal of its own, which nobody else can use, and tells
//! neither the relying party nor the credential when its server refuses. So `navigator.credentials.get` is
//! wrapped, once per page: while a [`Ceremony`] lives, the request made for it can be given up and is
//! remembered; a request of a ceremony that was given up meanwhile is refused. Requests of others pass.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::{AbortController, AbortSignal};

use crate::browser::wrapper;

/// How a passkey is asked for (Credential Management, `mediation`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mediation {
    /// In the browser's dialog.
    Modal,
    /// Where the email is typed, among what the browser fills in.
    Conditional,
}

/// The request of one passkey. Dropping it gives the request up.
#[must_use]
pub struct Ceremony(Rc<State>);

struct State {
    mediation: Mediation,
    abort: Option<AbortController>,
    reached: Cell<bool>,
    rp_id: RefCell<Option<String>>,
    credential_id: RefCell<Option<String>>,
    user_handle: RefCell<Option<String>>,
}

thread_local! {
    static CURRENT: RefCell<Option<Rc<State>>> = const { RefCell::new(None) };
    /// The wrapper, and what it wraps.
    static WRAPPER: RefCell<Option<Function>> = const { RefCell::new(None) };
}

impl Ceremony {
    /// The next request with this mediation belongs to the ceremony. One that is under way is given up.
    pub fn begin(mediation: Mediation) -> Self {
        wrap();
        let state = Rc::new(State {
            mediation,
            abort: AbortController::new().ok(),
            reached: Cell::new(false),
            rp_id: RefCell::default(),
            credential_id: RefCell::default(),
            user_handle: RefCell::default(),
        });
        let before = CURRENT.with(|current| current.replace(Some(Rc::clone(&state))));
        if let Some(before) = before {
            before.give_up();
        }
        Self(state)
    }

    /// Whether the browser was asked for the passkey.
    #[must_use]
    pub fn reached(&self) -> bool {
        self.0.reached.get()
    }

    /// The relying party's id and the credential's, once there is one; both as the browser names them.
    #[must_use]
    pub fn credential(&self) -> Option<(String, String)> {
        Some((
            self.0.rp_id.borrow().clone()?,
            self.0.credential_id.borrow().clone()?,
        ))
    }
}

/// Whose a passkey is, as browsers know them (WebAuthn's relying party id and user handle).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasskeyUser {
    /// The relying party's id, a domain.
    pub rp_id: String,
    /// The user handle in base64url.
    pub handle: String,
}

impl Ceremony {
    /// Whose the chosen passkey is, where it says so.
    #[must_use]
    pub fn user(&self) -> Option<PasskeyUser> {
        Some(PasskeyUser {
            rp_id: self.0.rp_id.borrow().clone()?,
            handle: self.0.user_handle.borrow().clone()?,
        })
    }
}

impl Drop for Ceremony {
    fn drop(&mut self) {
        self.0.give_up();
        CURRENT.with(|current| {
            let mut current = current.borrow_mut();
            if current
                .as_ref()
                .is_some_and(|state| Rc::ptr_eq(state, &self.0))
            {
                *current = None;
            }
        });
    }
}

impl State {
    fn give_up(&self) {
        if let Some(abort) = &self.abort {
            abort.abort();
        }
    }
}

fn text(object: &JsValue, property: &str) -> Option<String> {
    Reflect::get(object, &JsValue::from_str(property))
        .ok()?
        .as_string()
}

fn container() -> Option<JsValue> {
    let navigator = web_sys::window()?.navigator();
    let container = Reflect::get(&navigator, &JsValue::from_str("credentials")).ok()?;
    container.is_object().then_some(container)
}

fn wrap() {
    let Some(container) = container() else { return };
    let target = container.clone();
    wrapper::wrap(&container, "get", &WRAPPER, |original| {
        let closure = Closure::<dyn Fn(JsValue) -> Promise>::new(move |options: JsValue| {
            request(&target, &original, &options)
        });
        closure.into_js_value()
    });
}

fn request(container: &JsValue, original: &Function, options: &JsValue) -> Promise {
    let pass = |options: &JsValue| match original.call1(container, options) {
        Ok(promise) => Promise::resolve(&promise),
        Err(thrown) => Promise::reject(&thrown),
    };
    let asks_for_passkey = Reflect::get(options, &JsValue::from_str("publicKey"))
        .is_ok_and(|request| request.is_object());
    let current = CURRENT.with(|current| current.borrow().clone());
    // Others may be for a code out of a text message.
    let Some(state) = current.filter(|_| asks_for_passkey) else {
        return pass(options);
    };
    let mediation = if text(options, "mediation").as_deref() == Some("conditional") {
        Mediation::Conditional
    } else {
        Mediation::Modal
    };
    let aborted = state
        .abort
        .as_ref()
        .is_some_and(|abort| abort.signal().aborted());
    if mediation != state.mediation || aborted || state.reached.replace(true) {
        return Promise::reject(&abort_error());
    }
    if let Some(abort) = &state.abort {
        follow(options, abort);
        let _ = Reflect::set(options, &JsValue::from_str("signal"), &abort.signal());
    }
    let rp_id = Reflect::get(options, &JsValue::from_str("publicKey"))
        .ok()
        .and_then(|options| text(&options, "rpId"));
    state.rp_id.replace(rp_id);
    let answer = pass(options);
    future_to_promise(async move {
        let credential = JsFuture::from(answer).await?;
        state.credential_id.replace(text(&credential, "id"));
        state.user_handle.replace(user_handle(&credential));
        Ok(credential)
    })
}

fn user_handle(credential: &JsValue) -> Option<String> {
    let response = Reflect::get(credential, &JsValue::from_str("response")).ok()?;
    let handle = response
        .is_object()
        .then(|| Reflect::get(&response, &JsValue::from_str("userHandle")))?
        .ok()?;
    let bytes = handle.dyn_ref::<js_sys::ArrayBuffer>()?;
    let bytes = js_sys::Uint8Array::new(bytes).to_vec();
    Some(data_encoding::BASE64URL_NOPAD.encode(&bytes))
}

/// The SDK's own signal still counts.
fn follow(options: &JsValue, abort: &AbortController) {
    let signal = Reflect::get(options, &JsValue::from_str("signal"))
        .ok()
        .and_then(|signal| signal.dyn_into::<AbortSignal>().ok());
    if let Some(signal) = signal {
        let abort = abort.clone();
        signal.set_onabort(Some(
            Closure::once_into_js(move || abort.abort()).unchecked_ref(),
        ));
    }
}

fn abort_error() -> JsValue {
    web_sys::DomException::new_with_message_and_name("the request was given up", "AbortError")
        .map_or(JsValue::UNDEFINED, JsValue::from)
}
