//! The page that a magic link opens.
//!
//! Opening it answers nothing yet: programs that look through mail open links as well. The button does.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::StatusCode;
use maud::{Markup, html};
use serde::Deserialize;

use super::page::{Document, Page, masked};
use super::query::Mode;
use crate::app::App;
use crate::error::ApiError;
use crate::factors::magic_link;

#[derive(Deserialize)]
pub(super) struct LinkQuery {
    #[serde(default)]
    token: String,
}

/// `GET /magic-link?token=...`
pub(super) async fn open(
    State(app): State<Arc<App>>,
    Query(link): Query<LinkQuery>,
) -> Result<Page, ApiError> {
    app.work(|work| {
        let Some(challenge) = magic_link::find(work, &link.token)? else {
            return Ok(over());
        };
        let sent_to = challenge.address().as_ref().map(masked).unwrap_or_default();
        let body = html! {
            h1 { "Confirm that it is you" }
            p { "Somebody signs in as " strong { (sent_to) } ". If it is not you, close this page." }
            form method="post" { button data-focus { "Confirm" } }
        };
        Ok(document(StatusCode::OK, "Confirm that it is you", body))
    })
}

/// `POST /magic-link?token=...`
pub(super) async fn confirm(
    State(app): State<Arc<App>>,
    Query(link): Query<LinkQuery>,
) -> Result<Page, ApiError> {
    app.work(|work| {
        let Some(challenge) = magic_link::find(work, &link.token)? else {
            return Ok(over());
        };
        magic_link::confirm(work, challenge)?;
        let body = html! {
            h1 { "Confirmed" }
            p role="status" { "Go back to the page where you began. You can close this one." }
        };
        Ok(document(StatusCode::OK, "Confirmed", body))
    })
}

fn over() -> Page {
    let body = html! {
        h1 { "This link does not work" }
        p role="alert" { "It has expired, was used before, or a newer one was sent." }
    };
    document(StatusCode::GONE, "This link does not work", body)
}

fn document(status: StatusCode, title: &'static str, body: Markup) -> Page {
    Document {
        status,
        title,
        body,
        mode: Mode::Redirect,
        target_origin: None,
        message: None,
        form_target: None,
    }
    .into()
}
