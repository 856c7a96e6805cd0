//! The pre-built UI in the SDK's dialog.
//!
//! What the SDK's `launch` does that needs care: a dialog that the person closed resolves without a
//! token; a second dialog throws; `&mode=popup` is appended to whatever address it is given; errors of
//! the pre-built UI only reach `onError`, and the dialog stays open; it has no accessible name.

use std::cell::RefCell;
use std::rc::Rc;

use auth::sign_in::{ChallengeResult, LaunchError};
use auth::{ChallengeUrl, ValidationToken};
use messages::key;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlElement;

use super::error::api_error;
use super::sdk::{ApiError, Authsignal, LaunchOptions, TokenPayload};
use super::with_query;
use crate::browser::describe;
use crate::words;

/// The SDK's names for its dialog and the backdrop in it.
const DIALOG: &str = "#__authsignal-popup-container";
const BACKDROP: &str = "#__authsignal-popup-container [data-a11y-dialog-hide]";

pub(super) async fn launch(
    sdk: &Authsignal,
    url: &ChallengeUrl,
) -> Result<ChallengeResult, LaunchError> {
    if find(DIALOG).is_some() {
        return Err(LaunchError::AlreadyOpen);
    }
    let reported = Rc::new(RefCell::new(None));
    let on_error = {
        let reported = Rc::clone(&reported);
        Closure::new(move |error: ApiError| {
            let error = api_error(error.error_code().as_deref());
            // Nothing in the dialog can mend a token that is too old. Anything else, the pre-built UI
            // shows by itself, and the person may yet succeed.
            let hopeless = error == LaunchError::Expired;
            reported.replace(Some(error));
            if hopeless {
                dismiss_popup();
            }
        })
    };
    let options = LaunchOptions::new("popup");
    options.set_on_error(&on_error);
    let promise = sdk
        .launch(&with_query(url.expose()), &options)
        .map_err(|thrown| LaunchError::Failed(describe(&thrown)))?;
    if let Some(dialog) = find(DIALOG) {
        // Where it fails the dialog works all the same.
        let _ = dialog.set_attribute("aria-label", words::now(key::SIGN_IN_DIALOG));
    }
    // An await that is given up (the page was left) takes the dialog with it.
    let dismiss = DismissOnDrop;
    let payload = JsFuture::from(promise).await;
    drop(dismiss);
    let payload: TokenPayload = payload
        .map_err(|thrown| LaunchError::Failed(describe(&thrown)))?
        .unchecked_into();
    match payload
        .token()
        .and_then(|token| ValidationToken::new(&token))
    {
        Some(token) => Ok(ChallengeResult::Completed(token)),
        None => reported.take().map_or(Ok(ChallengeResult::Cancelled), Err),
    }
}

/// Closes the dialog as a click on its backdrop does, if it is open.
pub fn dismiss_popup() {
    if let Some(backdrop) = find(BACKDROP) {
        backdrop.click();
    }
}

#[must_use]
struct DismissOnDrop;

impl Drop for DismissOnDrop {
    fn drop(&mut self) {
        dismiss_popup();
    }
}

fn find(selector: &str) -> Option<HtmlElement> {
    let element = web_sys::window()?
        .document()?
        .query_selector(selector)
        .ok()??;
    element.dyn_into().ok()
}
