//! The inbox's page for people.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY};
use axum::response::{Html, IntoResponse, Response};
use maud::{DOCTYPE, Markup, html};

use super::InboxQuery;
use crate::app::App;
use crate::error::ApiError;
use crate::store::messages::Message;
use crate::ui::{INBOX_SCRIPT_PATH, STYLE_PATH};

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
                      base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// `GET /inbox?to=<address>`
pub(super) async fn page(
    State(app): State<Arc<App>>,
    Query(query): Query<InboxQuery>,
) -> Result<Response, ApiError> {
    let messages = query.find(&app)?;
    let to = query.to.as_deref().unwrap_or_default();
    let markup = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { "Inbox" }
                link rel="stylesheet" href=(STYLE_PATH);
                script defer src=(INBOX_SCRIPT_PATH) {}
                noscript { meta http-equiv="refresh" content="5"; }
            }
            body {
                main.inbox {
                    h1 { "Inbox" }
                    p { "Everything this local stand-in would have sent. Nothing leaves this computer." }
                    form.filter method="get" {
                        label for="to" { "Only messages to" }
                        input #to name="to" type="search" value=(to) autocomplete="off" autocapitalize="off" spellcheck="false";
                        button { "Filter" }
                    }
                    p #announcement role="status" {}
                    div #messages { (fragment(&messages, to)) }
                }
            }
        }
    };
    Ok(respond(markup))
}

/// `GET /inbox/list?to=<address>`: only the list, for the page to renew itself.
pub(super) async fn list(
    State(app): State<Arc<App>>,
    Query(query): Query<InboxQuery>,
) -> Result<Response, ApiError> {
    let messages = query.find(&app)?;
    Ok(respond(fragment(
        &messages,
        query.to.as_deref().unwrap_or_default(),
    )))
}

fn respond(markup: Markup) -> Response {
    let headers = [
        (CONTENT_SECURITY_POLICY, POLICY),
        (REFERRER_POLICY, "no-referrer"),
        (CACHE_CONTROL, "no-store"),
    ];
    (headers, Html(markup.into_string())).into_response()
}

fn fragment(messages: &[Message], to: &str) -> Markup {
    html! {
        @if messages.is_empty() {
            div.empty {
                @if to.is_empty() { p { "Nothing has been sent yet." } }
                @else { p { "Nothing has been sent to " (to) " yet." } }
                p { "When somebody signs in, their code appears here by itself." }
            }
        } @else {
            ol.messages {
                @for message in messages { (entry(message)) }
            }
        }
    }
}

fn entry(message: &Message) -> Markup {
    let sent_at = message.sent_at.rfc3339();
    html! {
        li data-id=(message.id) {
            p.meta {
                (message.channel) " to " (message.to) " · "
                time datetime=(sent_at) { (sent_at) }
            }
            p.subject lang=(message.locale) { (message.subject) }
            @if let Some(text) = &message.text { p.text lang=(message.locale) { (text) } }
            @if let Some(code) = &message.code {
                div.row {
                    span.code { (code) }
                    button.plain type="button" data-copy=(code) aria-label={ "Copy code " (code) } { "Copy" }
                }
            }
            @if let Some(link) = &message.link {
                p { a href=(link) { "Open the link" } }
            }
        }
    }
}
