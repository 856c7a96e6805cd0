//! The page that a magic link opens.
//!
//! Opening it answers nothing yet: programs that look through mail open links as well. The button does.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use maud::{Markup, html};
use serde::Deserialize;

use super::page::{Document, Page, masked};
use super::query::{self, Mode, PageQuery};
use crate::app::App;
use crate::error::ApiError;
use crate::factors::magic_link;
use crate::locale::Locale;

#[derive(Deserialize)]
pub(super) struct LinkQuery {
    #[serde(default)]
    token: String,
}

/// `GET /magic-link?token=...`
pub(super) async fn open(
    State(app): State<Arc<App>>,
    Query(link): Query<LinkQuery>,
    headers: HeaderMap,
) -> Result<Page, ApiError> {
    let locale = query::locale(&PageQuery::default(), &headers);
    app.work(|work| {
        let Some(challenge) = magic_link::find(work, &link.token)? else {
            return Ok(over(locale));
        };
        let sent_to = challenge.address().as_ref().map(masked).unwrap_or_default();
        let body = html! {
            h1 { (locale.say("Confirm that it is you")) }
            p {
                (locale.say("Somebody signs in as ")) strong { (sent_to) }
                (locale.say(". If it is not you, close this page."))
            }
            form method="post" { button data-focus { (locale.say("Confirm")) } }
        };
        Ok(document(
            locale,
            StatusCode::OK,
            locale.say("Confirm that it is you"),
            body,
        ))
    })
}

/// `POST /magic-link?token=...`
pub(super) async fn confirm(
    State(app): State<Arc<App>>,
    Query(link): Query<LinkQuery>,
    headers: HeaderMap,
) -> Result<Page, ApiError> {
    let locale = query::locale(&PageQuery::default(), &headers);
    app.work(|work| {
        let Some(challenge) = magic_link::find(work, &link.token)? else {
            return Ok(over(locale));
        };
        magic_link::confirm(work, challenge)?;
        let body = html! {
            h1 { (locale.say("Confirmed")) }
            p role="status" { (locale.say("Go back to the page where you began. You can close this one.")) }
        };
        Ok(document(locale, StatusCode::OK, locale.say("Confirmed"), body))
    })
}

fn over(locale: Locale) -> Page {
    let body = html! {
        h1 { (locale.say("This link does not work")) }
        p role="alert" { (locale.say("It has expired, was used before, or a newer one was sent.")) }
    };
    document(
        locale,
        StatusCode::GONE,
        locale.say("This link does not work"),
        body,
    )
}

fn document(locale: Locale, status: StatusCode, title: &'static str, body: Markup) -> Page {
    Document {
        status,
        title,
        body,
        mode: Mode::Redirect,
        locale,
        target_origin: None,
        message: None,
        form_target: None,
    }
    .into()
}
