//! The pre-built UI in a window of its own, without the SDK: its `launch` opens the window only after an
//! await, which Safari and Firefox block, and never learns that the person closed it.

use std::cell::RefCell;
use std::rc::Rc;

use auth::sign_in::{ChallengeResult, LaunchError};
use auth::{ChallengeUrl, ValidationToken};
use gloo_timers::callback::Interval;
use js_sys::{Function, Promise};
use messages::key;
use serde_json::Value;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{MessageEvent, Url, Window};

use super::error::api_error;
use super::with_query;
use crate::browser::{Listener, describe};
use crate::words;

/// Large enough for the pre-built UI's content, small enough to be seen as a window.
const FEATURES: &str = "popup,width=460,height=680";

/// Between two looks whether the window was closed: no event tells. It counts as closed at the second
/// look, since its last message may still be on the way at the first.
const LOOK_MILLIS: u32 = 250;

/// A window for a challenge.
#[derive(Clone, Debug)]
pub struct ChallengeWindow(Window);

/// What the pre-built UI posts, as `@authsignal/browser` reads it.
struct Message {
    event: String,
    token: Option<String>,
    error_code: Option<String>,
}

type Outcome = Rc<RefCell<Option<Result<ChallengeResult, LaunchError>>>>;

impl ChallengeWindow {
    /// Opens an empty window; none where the browser blocks it. To be called while a click is handled, before
    /// anything is awaited.
    #[must_use]
    pub fn open() -> Option<Self> {
        let opened = web_sys::window()?
            .open_with_url_and_target_and_features("", "_blank", FEATURES)
            .ok()??;
        if opened.closed().unwrap_or(true) {
            return None;
        }
        if let Some(body) = opened.document().and_then(|document| document.body()) {
            body.set_text_content(Some(words::now(key::SIGN_IN_MOMENT)));
        }
        Some(Self(opened))
    }

    /// Brings the window to the front.
    pub fn show(&self) {
        // The browser may have reasons not to.
        let _ = self.0.focus();
    }

    /// Closes the window, if it is open.
    pub fn close(&self) {
        // Fails for windows that a script did not open.
        let _ = self.0.close();
    }

    /// Shows the challenge at `url` until it is done or the window is closed.
    ///
    /// # Errors
    /// [`LaunchError`]. A window that the person closed is no error but [`ChallengeResult::Cancelled`].
    pub async fn launch(&self, url: &ChallengeUrl) -> Result<ChallengeResult, LaunchError> {
        let failed = |thrown: JsValue| LaunchError::Failed(describe(&thrown));
        let address = format!("{}&mode=popup", with_query(url.expose()));
        let origin = Url::new(&address).map_err(failed)?.origin();
        let page = web_sys::window().ok_or(LaunchError::AlreadyOpen)?;

        let outcome = Outcome::default();
        let mut resolver = None;
        let done = Promise::new(&mut |resolve, _| resolver = Some(resolve));
        let resolve = resolver.unwrap_or_default();
        let settle = {
            let outcome = Rc::clone(&outcome);
            move |result| settle(&outcome, &resolve, result)
        };
        let _messages = {
            let (settle, window) = (settle.clone(), self.0.clone());
            let mut reported = None;
            Listener::new(&page, "message", move |event| {
                if let Some(message) = read(&event, &window, &origin)
                    && let Some(result) = result_of(message, &mut reported)
                {
                    settle(result);
                }
            })
        };
        let window = self.0.clone();
        let mut seen_closed = false;
        let _watch = Interval::new(LOOK_MILLIS, move || {
            if window.closed().unwrap_or(true) && std::mem::replace(&mut seen_closed, true) {
                settle(Ok(ChallengeResult::Cancelled));
            }
        });
        // Replaces the empty page, so that Back does not lead there.
        self.0.location().replace(&address).map_err(failed)?;
        // It is only ever resolved.
        let _ = JsFuture::from(done).await;
        let result = outcome.take();
        result.unwrap_or(Ok(ChallengeResult::Cancelled))
    }
}

fn settle(outcome: &Outcome, resolve: &Function, result: Result<ChallengeResult, LaunchError>) {
    outcome.borrow_mut().get_or_insert(result);
    // Resolving a promise throws for nobody.
    let _ = resolve.call0(&JsValue::UNDEFINED);
}

/// A message of the window itself, while it shows the pre-built UI; anybody can post anything.
fn read(event: &web_sys::Event, window: &Window, origin: &str) -> Option<Message> {
    let event: &MessageEvent = event.dyn_ref()?;
    let from_window = event
        .source()
        .is_some_and(|source| js_sys::Object::is(&source, window));
    if !from_window || event.origin() != origin {
        return None;
    }
    let message: Value = serde_json::from_str(&event.data().as_string()?).ok()?;
    let text = |name: &str| Some(message.get(name)?.as_str()?.to_owned());
    Some(Message {
        event: text("event")?,
        token: text("token"),
        error_code: text("errorCode"),
    })
}

/// What a message means for the challenge, if it ends it. `reported` is the pre-built UI's last error.
fn result_of(
    message: Message,
    reported: &mut Option<LaunchError>,
) -> Option<Result<ChallengeResult, LaunchError>> {
    match message.event.as_str() {
        "AUTHSIGNAL_CLOSE_POPUP" => {
            let token = message.token.as_deref().and_then(ValidationToken::new);
            Some(match (token, reported.take()) {
                (Some(token), _) => Ok(ChallengeResult::Completed(token)),
                (None, Some(error)) => Err(error),
                (None, None) => Ok(ChallengeResult::Cancelled),
            })
        }
        "AUTHSIGNAL_API_ERROR" => {
            let error = api_error(message.error_code.as_deref());
            if error == LaunchError::Expired {
                return Some(Err(error));
            }
            *reported = Some(error);
            None
        }
        _ => None,
    }
}
