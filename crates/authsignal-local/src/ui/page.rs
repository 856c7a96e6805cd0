//! The pages, whatever the factor.

use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use maud::{DOCTYPE, Markup, html};
use url::Url;

use super::assets::{CHALLENGE_SCRIPT_PATH, PASSKEY_SCRIPT_PATH, STYLE_PATH};
use super::query::{Mode, parse_origin};
use super::{Visit, redirect, with_token};
use crate::address::Address;
use crate::locale::Locale;
use crate::model::UserActionState;

/// How much of a phone number shows.
const SHOWN_DIGITS: usize = 3;

/// An answer to a visit.
pub(crate) enum Page {
    /// Somewhere else.
    Redirect(Url),
    /// Something to look at.
    Document(Box<Document>),
}

/// Something to look at.
pub(crate) struct Document {
    pub(crate) status: StatusCode,
    pub(crate) title: &'static str,
    pub(crate) body: Markup,
    pub(crate) mode: Mode,
    pub(crate) locale: Locale,
    /// The origin to post messages to.
    pub(crate) target_origin: Option<String>,
    /// What the script posts as soon as it runs, besides that the page is ready.
    pub(crate) message: Option<Message>,
    /// Where a form's answer may lead, besides back here.
    pub(crate) form_target: Option<String>,
}

/// A message of the SDK's contract.
pub(crate) enum Message {
    /// The visit is over: `AUTHSIGNAL_CLOSE_POPUP`.
    Close {
        /// The result, if there is one.
        token: Option<String>,
        /// Where to go if no page is listening.
        fallback: Option<Url>,
    },
    /// The page cannot do its work: `AUTHSIGNAL_API_ERROR`.
    Error {
        /// One of Authsignal's error codes.
        code: &'static str,
        /// HTTP status.
        status: StatusCode,
    },
}

/// How a visit ended.
pub(crate) enum Outcome {
    /// With a token that proves the challenge.
    Succeeded(String),
    /// Out of attempts; the page's own token says so when it is validated.
    Failed,
    /// The person left.
    Cancelled,
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        match self {
            Self::Redirect(url) => redirect(&url),
            Self::Document(document) => document.into_response(),
        }
    }
}

impl Document {
    /// A page of this visit.
    pub(crate) fn of(visit: &Visit, title: &'static str, body: Markup) -> Self {
        Self {
            status: StatusCode::OK,
            title,
            body,
            mode: visit.query.mode(),
            locale: visit.locale,
            target_origin: visit.target_origin.clone(),
            message: None,
            form_target: visit.action.redirect_url.as_deref().and_then(parse_origin),
        }
    }

    fn into_response(self) -> Response {
        // A form's redirect counts as its action, so going back to the app has to be allowed too.
        let form_target = self.form_target.as_deref().unwrap_or_default();
        let policy = format!(
            "default-src 'none'; script-src 'self'; style-src 'self'; base-uri 'none'; \
             form-action 'self' {form_target}; frame-ancestors http: https:"
        );
        let policy = HeaderValue::from_str(&policy)
            .unwrap_or_else(|_| HeaderValue::from_static("default-src 'none'"));
        let headers = [
            (CONTENT_SECURITY_POLICY, policy),
            (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
            // The address holds a token: it goes nowhere.
            (REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
            (CACHE_CONTROL, HeaderValue::from_static("no-store")),
        ];
        (self.status, headers, Html(self.render().into_string())).into_response()
    }

    fn render(&self) -> Markup {
        let popup = self.mode == Mode::Popup;
        let (close, token, fallback, error) = match &self.message {
            Some(Message::Close { token, fallback }) => {
                (true, token.as_deref(), fallback.as_ref(), None)
            }
            Some(Message::Error { code, status }) => {
                (false, None, None, Some((code, status.as_u16())))
            }
            None => (false, None, None, None),
        };
        html! {
            (DOCTYPE)
            html lang=(self.locale.tag()) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    title { (self.title) }
                    link rel="stylesheet" href=(STYLE_PATH);
                    script defer src=(CHALLENGE_SCRIPT_PATH) {}
                    script type="module" src=(PASSKEY_SCRIPT_PATH) {}
                }
                body.challenge.popup[popup] {
                    main #widget_container .card
                        data-popup[popup]
                        data-target-origin=[self.target_origin.as_deref()]
                        data-close[close]
                        data-token=[token]
                        data-fallback=[fallback]
                        data-error-code=[error.map(|(code, _)| code)]
                        data-error-status=[error.map(|(_, status)| status)]
                    {
                        (self.body)
                    }
                }
            }
        }
    }
}

impl From<Document> for Page {
    fn from(document: Document) -> Self {
        Self::Document(Box::new(document))
    }
}

/// Ends the visit: back to the app, or a message to the page that opened this one.
pub(crate) fn leave(visit: &Visit, outcome: Outcome) -> Page {
    let (title, text, token) = match outcome {
        Outcome::Succeeded(token) => (
            visit.locale.say("Verified"),
            visit.locale.say("You can go back to the app."),
            Some(token),
        ),
        Outcome::Failed => (
            visit.locale.say("Not verified"),
            visit.locale.say("You can go back to the app."),
            visit.query.token.clone(),
        ),
        Outcome::Cancelled => (
            visit.locale.say("Cancelled"),
            visit.locale.say("You can go back to the app."),
            None,
        ),
    };
    let back = visit
        .action
        .redirect_url
        .as_deref()
        .and_then(|url| Url::parse(url).ok());
    let back = back.map(|url| with_token(&url, token.as_deref()));
    match (visit.query.mode(), back) {
        (Mode::Redirect, Some(url)) => Page::Redirect(url),
        (_, fallback) => {
            let mut document = Document::of(visit, title, notice(title, text));
            document.message = Some(Message::Close { token, fallback });
            document.into()
        }
    }
}

/// For an action that takes no more answers.
pub(crate) fn settled(visit: &Visit) -> Page {
    let (title, text) = match visit.action.state {
        UserActionState::ChallengeFailed => {
            return too_many_attempts(visit).into();
        }
        UserActionState::ChallengeSucceeded => (
            visit.locale.say("Already verified"),
            visit
                .locale
                .say("This step is done. Go back to the app; if it still asks, start again there."),
        ),
        _ => (
            visit.locale.say("Nothing to verify"),
            visit
                .locale
                .say("The app has not asked for this step. Go back and start again there."),
        ),
    };
    let body = html! {
        h1 { (title) }
        p { (text) }
        (back_form(visit, "cancel"))
    };
    Document::of(visit, title, body).into()
}

/// For an action that has had its wrong answers.
pub(crate) fn too_many_attempts(visit: &Visit) -> Document {
    let title = visit.locale.say("Too many attempts");
    let body = html! {
        h1 { (title) }
        p role="alert" { (visit.locale.say("That was one wrong code too many. Go back and start again.")) }
        (back_form(visit, "back"))
    };
    Document::of(visit, title, body)
}

/// For a link whose time is over.
pub(crate) fn expired(visit: &Visit) -> Page {
    let title = visit.locale.say("This page has expired");
    let body = html! {
        h1 { (title) }
        p role="alert" { (visit.locale.say("It was open for too long. Go back and start again.")) }
        (back_form(visit, "cancel"))
    };
    let status = StatusCode::UNAUTHORIZED;
    let mut document = Document::of(visit, title, body);
    document.status = status;
    document.message = Some(Message::Error {
        code: "expired_token",
        status,
    });
    document.into()
}

/// For a link that never was one.
pub(crate) fn unknown_link(mode: Mode, target_origin: Option<String>, locale: Locale) -> Page {
    let title = locale.say("This link does not work");
    let body = notice(
        title,
        locale.say(
            "It is incomplete, or it comes from another environment. Go back and start again.",
        ),
    );
    let status = StatusCode::UNAUTHORIZED;
    let message = Some(Message::Error {
        code: "unauthorized",
        status,
    });
    Document {
        status,
        title,
        body,
        mode,
        locale,
        target_origin,
        message,
        form_target: None,
    }
    .into()
}

/// For a user whom no factor reaches.
pub(crate) fn no_factor(visit: &Visit) -> Document {
    let title = visit.locale.say("No way to verify");
    let body = html! {
        h1 { (title) }
        p role="alert" { (visit.locale.say("There is no email address or phone number to which a code for this account could go.")) }
        p.hint { (visit.locale.say("For developers: pass email or phoneNumber when tracking the action.")) }
        (back_form(visit, "cancel"))
    };
    Document::of(visit, title, body)
}

/// For a failure of the stand-in itself.
pub(crate) fn broken(
    mode: Mode,
    target_origin: Option<String>,
    locale: Locale,
    status: StatusCode,
    code: &'static str,
) -> Page {
    let title = if code == "too_many_requests" {
        locale.say("Too many requests")
    } else {
        locale.say("Something went wrong")
    };
    let body = html! {
        h1 { (title) }
        p role="alert" { (locale.say("Please try again in a moment.")) }
        // The page's own address once more: a link, so that nothing is sent twice.
        p { a.button href="" data-focus { (locale.say("Try again")) } }
    };
    let message = Some(Message::Error { code, status });
    Document {
        status,
        title,
        body,
        mode,
        locale,
        target_origin,
        message,
        form_target: None,
    }
    .into()
}

/// A form whose only button leaves the page.
fn back_form(visit: &Visit, intent: &str) -> Markup {
    html! {
        form method="post" {
            (hidden_opener(visit))
            button name="intent" value=(intent) data-focus { (visit.locale.say("Back")) }
        }
    }
}

/// Carries the opener's origin over to the next page, where only the browser knew it.
pub(crate) fn hidden_opener(visit: &Visit) -> Markup {
    html! {
        @if let Some(origin) = &visit.target_origin {
            input type="hidden" name="opener" value=(origin);
        }
    }
}

fn notice(title: &str, text: &str) -> Markup {
    html! {
        h1 { (title) }
        p role="status" { (text) }
    }
}

/// Enough of an address for its owner to know it: whoever opened the page may not be them.
pub(crate) fn masked(address: &Address) -> String {
    match address {
        Address::Email(email) => {
            let (local, domain) = email.rsplit_once('@').unwrap_or((email, ""));
            let first: String = local.chars().take(1).collect();
            format!("{first}***@{domain}")
        }
        Address::Phone(number) => {
            let hidden = number.len().saturating_sub(SHOWN_DIGITS);
            format!("***{}", number.get(hidden..).unwrap_or_default())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_masked_whatever_their_length() {
        let masked = |email: &str| masked(&Address::Email(email.to_owned()));
        assert_eq!(masked("ann@example.com"), "a***@example.com");
        assert_eq!(masked("a@example.com"), "a***@example.com");
        assert_eq!(masked("äöü@example.com"), "ä***@example.com");
    }

    #[test]
    fn a_number_shows_its_end() {
        let number = Address::Phone("+64270000123".to_owned());
        assert_eq!(masked(&number), "***123");
    }
}
