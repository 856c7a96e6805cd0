//! Waiting for a link by email to be followed.
//!
//! The SDK's `checkVerificationStatus` asks every second until the answer is yes: it cannot be stopped, and goes on asking
//! when the token has expired or is refused. Its promise never settles once a question after the first one fails, for want of
//! a connection for instance. So `fetch` is wrapped, once per page: a question that nobody waits for any more, or that
//! fails, gets a made-up yes without a token, which ends the SDK's loop; and a failure or a refusal by Authsignal ends the
//! wait. Requests to anywhere else pass untouched.

use std::cell::RefCell;
use std::rc::Rc;

use auth::verification::FactorError;
use futures_channel::oneshot;
use futures_util::future::{Either, select};
use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, future_to_promise, spawn_local};
use web_sys::Response;

use super::factors::{of_code, of_thrown};
use crate::browser::wrapper;

/// Where the SDK asks.
const QUESTION: &str = "/client/verify/email-magic-link/finalize";

/// Ends the SDK's loop, and proves nothing.
const MADE_UP: &str = r#"{"isVerified":true}"#;

thread_local! {
    static CURRENT: RefCell<Option<Rc<Wait>>> = const { RefCell::new(None) };
    /// The SDK's last loop and the header of its questions; it may still be asking.
    static LOOP: RefCell<Option<(String, Promise)>> = const { RefCell::new(None) };
    /// The wrapper, once there is one.
    static WRAPPER: RefCell<Option<Function>> = const { RefCell::new(None) };
}

struct Wait {
    /// The header that the SDK's questions come with.
    authorization: String,
    refused: RefCell<Option<oneshot::Sender<FactorError>>>,
}

/// Allows the SDK's questions until it is dropped.
#[must_use]
struct LinkWatch(Rc<Wait>);

/// Waits for the link with `ask`, which begins the SDK's loop, and gives back its answer. Dropping the future ends the
/// questions.
pub(super) async fn watch(
    token: &str,
    ask: impl FnOnce() -> Result<Promise, JsValue>,
) -> Result<JsValue, FactorError> {
    wrap();
    let authorization = format!("Bearer {token}");
    // A loop that was given up asks once more. Its yes would be the last one: no second loop would ever hear it.
    if let Some((before, answer)) = LOOP.with(RefCell::take) {
        let answer = JsFuture::from(answer).await;
        if let Ok(answer) = answer
            && before == authorization
            && text(&answer, "data", "token").is_some()
        {
            return Ok(answer);
        }
    }
    let (refused, refusal) = oneshot::channel();
    let wait = Rc::new(Wait {
        authorization: authorization.clone(),
        refused: RefCell::new(Some(refused)),
    });
    CURRENT.with(|current| current.replace(Some(Rc::clone(&wait))));
    let watch = LinkWatch(wait);
    let answer = ask().unwrap_or_else(|thrown| Promise::reject(&thrown));
    LOOP.with(|slot| slot.replace(Some((authorization, answer.clone()))));
    let heard = JsFuture::from(answer.clone());
    spawn_local(async move {
        // A rejection that nobody hears is an error to the browser.
        let _ = heard.await;
    });
    // A refusal comes before the made-up answer that ends the loop.
    let ended = match select(refusal, JsFuture::from(answer)).await {
        Either::Left((refusal, _)) => {
            Err(refusal.unwrap_or_else(|_| FactorError::Unavailable("nobody waits".to_owned())))
        }
        Either::Right((answer, _)) => {
            LOOP.with(RefCell::take);
            answer.map_err(|thrown| of_thrown(&thrown))
        }
    };
    drop(watch);
    ended
}

impl Drop for LinkWatch {
    fn drop(&mut self) {
        CURRENT.with(|current| {
            let mut current = current.borrow_mut();
            if current
                .as_ref()
                .is_some_and(|wait| Rc::ptr_eq(wait, &self.0))
            {
                *current = None;
            }
        });
    }
}

fn wrap() {
    let Some(window) = web_sys::window() else {
        return;
    };
    let target = window.clone();
    wrapper::wrap(&window, "fetch", &WRAPPER, |original| {
        let closure = Closure::<dyn Fn(JsValue, JsValue) -> Promise>::new(
            move |resource: JsValue, options: JsValue| {
                let pass = || match original.call2(&target, &resource, &options) {
                    Ok(promise) => Promise::resolve(&promise),
                    Err(thrown) => Promise::reject(&thrown),
                };
                let asks = resource
                    .as_string()
                    .is_some_and(|url| url.ends_with(QUESTION));
                if asks {
                    question(&options, pass)
                } else {
                    pass()
                }
            },
        );
        closure.into_js_value()
    });
}

/// One question of the SDK's loop.
fn question(options: &JsValue, pass: impl FnOnce() -> Promise) -> Promise {
    let wait = CURRENT.with(|current| current.borrow().clone());
    let authorization = text(options, "headers", "Authorization");
    let Some(wait) = wait.filter(|wait| authorization.as_ref() == Some(&wait.authorization)) else {
        return future_to_promise(async { made_up() });
    };
    let answer = pass();
    future_to_promise(async move {
        let Ok(answer) = JsFuture::from(answer).await else {
            wait.ends(FactorError::Offline);
            return made_up();
        };
        if let Some(response) = answer.dyn_ref::<Response>() {
            match response.status() {
                400..500 => {
                    if let Ok(copy) = response.clone() {
                        let code = error_code(&copy).await;
                        wait.ends(of_code(code.as_deref(), "no errorCode"));
                    }
                }
                // Whatever comes with it may not be the JSON that the SDK expects.
                500.. => {
                    wait.ends(FactorError::Unavailable(response.status().to_string()));
                    return made_up();
                }
                _ => {}
            }
        }
        Ok(answer)
    })
}

impl Wait {
    fn ends(&self, error: FactorError) {
        if let Some(refused) = self.refused.borrow_mut().take() {
            // Fails where nobody waits any more.
            let _ = refused.send(error);
        }
    }
}

fn made_up() -> Result<JsValue, JsValue> {
    Response::new_with_opt_str(Some(MADE_UP)).map(JsValue::from)
}

async fn error_code(response: &Response) -> Option<String> {
    let body = JsFuture::from(response.json().ok()?).await.ok()?;
    Reflect::get(&body, &JsValue::from_str("errorCode"))
        .ok()?
        .as_string()
}

fn text(object: &JsValue, property: &str, name: &str) -> Option<String> {
    let inner = object
        .is_object()
        .then(|| Reflect::get(object, &JsValue::from_str(property)).ok())??;
    inner
        .is_object()
        .then(|| Reflect::get(&inner, &JsValue::from_str(name)).ok())??
        .as_string()
}
