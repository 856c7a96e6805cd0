//! Inbox: what a real tenant would have sent, for people to read and for tests to fetch.
//!
//! Other origins cannot read it: its answers carry no CORS headers, and its pages cannot be framed.

mod page;

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::header::CACHE_CONTROL;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::error::ApiError;
use crate::store::messages::{self, Message};

/// As many as a person or a test looks through.
const LIMIT: u32 = 100;

/// Routes at `/inbox`.
pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/inbox", get(page::page))
        .route("/inbox/list", get(page::list))
        .route("/inbox/messages", get(fetch))
}

#[derive(Deserialize)]
struct InboxQuery {
    /// One address only, whatever its case. A phone number's `+` may stand for itself, though in a query it
    /// means a space.
    to: Option<String>,
}

impl InboxQuery {
    fn find(&self, app: &App) -> Result<Vec<Message>, ApiError> {
        let to = self.to.as_deref().unwrap_or_default();
        let number = to
            .strip_prefix(' ')
            .filter(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()))
            .map(|digits| format!("+{digits}"));
        let to = number.as_deref().unwrap_or(to).trim();
        let to = (!to.is_empty()).then_some(to);
        app.work(|work| Ok(messages::list(work.db, to, LIMIT)?))
    }
}

/// A message as tests fetch it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct MessageResponse {
    id: String,
    to: String,
    channel: String,
    subject: String,
    /// What it says, of SMS and WhatsApp.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    link: Option<String>,
    /// RFC 3339.
    sent_at: String,
    /// The tag of the language that it is in.
    locale: String,
}

/// `GET /inbox/messages?to=<address>`: newest first.
async fn fetch(
    State(app): State<Arc<App>>,
    Query(query): Query<InboxQuery>,
) -> Result<Response, ApiError> {
    let found: Vec<_> = query
        .find(&app)?
        .into_iter()
        .map(MessageResponse::from)
        .collect();
    Ok(([(CACHE_CONTROL, "no-store")], Json(found)).into_response())
}

impl From<Message> for MessageResponse {
    fn from(message: Message) -> Self {
        Self {
            id: message.id,
            to: message.to,
            channel: message.channel,
            subject: message.subject,
            text: message.text,
            code: message.code,
            link: message.link,
            sent_at: message.sent_at.rfc3339(),
            locale: message.locale,
        }
    }
}
