//! `fetch`, with a time limit, stopped when nobody waits any longer.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use cognito::{
    AccessToken, HEADER_ERROR_MESSAGE, HEADER_ERROR_TYPE, HEADER_REQUEST_ID, REQUEST_TIMEOUT,
    Request, Response, Transport, TransportError,
};
use gloo_timers::callback::Timeout;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, Headers, RequestCredentials, RequestInit, RequestMode, RequestRedirect,
};

use super::{boot, describe};

/// Carries Cognito's requests by the browser's `fetch`.
#[derive(Clone, Copy, Debug, Default)]
pub struct FetchTransport;

impl Transport for FetchTransport {
    async fn send(&self, request: Request<'_>) -> Result<Response, TransportError> {
        let headers = Headers::new().map_err(network)?;
        for (name, value) in request.headers() {
            headers.set(name, value).map_err(network)?;
        }
        let init = plain("POST", &headers);
        init.set_body(&js_sys::Uint8Array::from(request.body.as_slice()));
        let url = request.endpoint.as_str();
        let text = std::str::from_utf8(&request.body).unwrap_or_default();
        let early = [url, "\n", text].concat();
        let (response, body) = exchange(url, &init, &early).await?;
        let header = |name| response.headers().get(name).ok().flatten();
        Ok(Response {
            status: response.status(),
            error_type: header(HEADER_ERROR_TYPE),
            error_message: header(HEADER_ERROR_MESSAGE),
            request_id: header(HEADER_REQUEST_ID),
            body: body.into_bytes(),
        })
    }
}

/// The text at `path` of this site, and its HTTP status.
///
/// # Errors
/// [`TransportError`] when no complete answer came back.
pub async fn get_text(path: &str) -> Result<(u16, String), TransportError> {
    let (response, body) = exchange(path, &RequestInit::new(), path).await?;
    Ok((response.status(), body))
}

/// Calls an API as whoever `token` is of, with an empty body. The status and the text of its answer.
///
/// # Errors
/// [`TransportError`] when no complete answer came back.
pub async fn call_api(
    method: &str,
    url: &str,
    token: &AccessToken,
) -> Result<(u16, String), TransportError> {
    let headers = Headers::new().map_err(network)?;
    let bearer = format!("Bearer {}", token.expose());
    headers.set("authorization", &bearer).map_err(network)?;
    let init = plain(method, &headers);
    let (response, body) = exchange(url, &init, "").await?;
    Ok((response.status(), body))
}

/// Posts JSON to an API as nobody in particular. The status and the text of its answer.
///
/// # Errors
/// [`TransportError`] when no complete answer came back.
pub async fn post_json(url: &str, json: &str) -> Result<(u16, String), TransportError> {
    let headers = Headers::new().map_err(network)?;
    headers
        .set("content-type", "application/json")
        .map_err(network)?;
    let init = plain("POST", &headers);
    init.set_body(&js_sys::Uint8Array::from(json.as_bytes()));
    let (response, body) = exchange(url, &init, "").await?;
    Ok((response.status(), body))
}

/// A request to another origin, without its cookies, which is not led on to a third.
fn plain(method: &str, headers: &Headers) -> RequestInit {
    let init = RequestInit::new();
    init.set_method(method);
    init.set_headers(headers);
    init.set_mode(RequestMode::Cors);
    init.set_credentials(RequestCredentials::Omit);
    init.set_redirect(RequestRedirect::Error);
    init
}

/// Sends, and waits for the whole answer. What index.html has sent already, under the name `early`, is not sent again.
async fn exchange(
    url: &str,
    init: &RequestInit,
    early: &str,
) -> Result<(web_sys::Response, String), TransportError> {
    let window = web_sys::window().ok_or(TransportError::Aborted)?;
    let abort = AbortOnDrop::new(REQUEST_TIMEOUT)?;
    init.set_signal(Some(&abort.controller.signal()));
    let failed = |thrown: JsValue| {
        if abort.timed_out.get() {
            TransportError::Timeout
        } else if !window.navigator().on_line() {
            TransportError::Offline
        } else {
            network(thrown)
        }
    };
    let early = match boot::take_early(early) {
        // A request that failed is made again.
        Some(answer) => JsFuture::from(answer).await.ok(),
        None => None,
    };
    let answer = match early {
        Some(answer) => Ok(answer),
        None => JsFuture::from(window.fetch_with_str_and_init(url, init)).await,
    };
    let response: web_sys::Response = answer.and_then(JsCast::dyn_into).map_err(failed)?;
    let text = response.text().map_err(network)?;
    let body = JsFuture::from(text).await.map_err(failed)?;
    Ok((response, body.as_string().unwrap_or_default()))
}

fn network(thrown: JsValue) -> TransportError {
    TransportError::Network(describe(&thrown))
}

/// Aborts a request after a time limit, or when the future that waits for it is dropped.
#[must_use]
struct AbortOnDrop {
    controller: AbortController,
    timed_out: Rc<Cell<bool>>,
    _limit: Timeout,
}

impl AbortOnDrop {
    fn new(limit: Duration) -> Result<Self, TransportError> {
        let controller = AbortController::new().map_err(network)?;
        let timed_out = Rc::new(Cell::new(false));
        let on_limit = {
            let (controller, timed_out) = (controller.clone(), Rc::clone(&timed_out));
            move || {
                timed_out.set(true);
                controller.abort();
            }
        };
        let millis = u32::try_from(limit.as_millis()).unwrap_or(u32::MAX);
        Ok(Self {
            controller,
            timed_out,
            _limit: Timeout::new(millis, on_limit),
        })
    }
}

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.controller.abort();
    }
}
