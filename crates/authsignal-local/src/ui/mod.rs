//! Pre-built UI: the page that `track`'s `url` opens, in a popup (an iframe), a window, or by redirect.
//!
//! Plain HTML forms posted to the page's own address, so that it works without scripts as far as it can; the
//! script adds what popup and window need: messages to the page that opened this one, resizing, focus.
//!
//! # Who gets the result
//! A completed challenge's token goes to one origin only: that of the action's `redirectUrl`, which the
//! backend sets with its secret key. Where the action has none it is the page that opened this one, as the
//! browser names it (`Referer`, or the iframe's ancestor). Where the browser names none, nobody gets the
//! token and the page says so: posting it to `*` would hand it to whoever opened the page. Messages
//! without a token (ready, height, closed) are no secret. Any site may frame the page, because a
//! refused frame is blank and explains nothing; a framing site of the wrong origin sees that it learns nothing.

mod assets;
mod magic_link;
mod one_time_code;
mod page;
mod passkey;
mod query;

pub(crate) use assets::{INBOX_SCRIPT_PATH, STYLE_PATH};

use std::sync::Arc;

use axum::Router;
use axum::extract::{Form, Query, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use serde::Deserialize;
use url::Url;

use crate::app::App;
use crate::error::ApiError;
use crate::factors;
use crate::locale::Locale;
use crate::model::UserActionState;
use crate::store::actions::{self, Action};
use crate::store::tokens::TokenRecord;
use crate::tokens;
use crate::work::Work;
use page::{Outcome, Page};
use query::PageQuery;

/// Routes at `/challenge` and `/magic-link`.
pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/challenge", get(open).post(submit))
        .route(
            "/magic-link",
            get(magic_link::open).post(magic_link::confirm),
        )
        .merge(assets::routes())
}

/// What a form sends.
#[derive(Deserialize)]
pub(crate) struct Submission {
    /// Which button was pressed.
    intent: Intent,
    #[serde(default)]
    code: String,
    /// The challenge that `credential` answers.
    #[serde(default)]
    challenge: String,
    /// What a passkey signed, as JSON.
    #[serde(default)]
    credential: String,
    /// The origin that opened the page, where only the browser knew it.
    #[serde(default)]
    opener: String,
}

#[derive(Clone, Copy, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum Intent {
    /// Check the code.
    Verify,
    /// Send another code.
    Resend,
    /// Check the passkey.
    Passkey,
    /// Ask for a code instead of a passkey.
    Email,
    /// Leave without a result.
    Cancel,
    /// Leave with the result of a challenge that failed.
    Back,
}

/// Everything a page is made for.
pub(crate) struct Visit {
    pub(crate) query: PageQuery,
    pub(crate) token: TokenRecord,
    pub(crate) action: Action,
    /// Where messages with a token may go.
    pub(crate) target_origin: Option<String>,
    /// The language of the page, and of what it sends.
    pub(crate) locale: Locale,
}

/// `GET /challenge?token=...`
async fn open(
    State(app): State<Arc<App>>,
    Query(query): Query<PageQuery>,
    headers: HeaderMap,
) -> Response {
    let opener = query::referrer_origin(&headers, &app.config.base_url);
    let locale = query::locale(&query, &headers);
    respond(&app, &query, opener, locale, |work, visit| {
        match visit.standing(work) {
            Standing::Open => ask(work, visit),
            Standing::Over(page) => Ok(page),
        }
    })
}

/// Asks for a passkey where the user has one, unless they were sent a code already.
fn ask(work: &Work<'_>, visit: &Visit) -> Result<Page, ApiError> {
    if !one_time_code::is_under_way(work, visit)?
        && let Some(page) = passkey::open(work, visit)?
    {
        return Ok(page);
    }
    one_time_code::open(work, visit)
}

/// `POST /challenge?token=...`
async fn submit(
    State(app): State<Arc<App>>,
    Query(query): Query<PageQuery>,
    headers: HeaderMap,
    Form(submission): Form<Submission>,
) -> Response {
    let opener = query::parse_origin(&submission.opener);
    let locale = query::locale(&query, &headers);
    respond(&app, &query, opener, locale, |work, visit| {
        match (submission.intent, visit.standing(work)) {
            (Intent::Cancel, _) => Ok(page::leave(visit, Outcome::Cancelled)),
            (Intent::Back, _) => Ok(page::leave(visit, Outcome::Failed)),
            (_, Standing::Over(page)) => Ok(page),
            (Intent::Verify, Standing::Open) => {
                one_time_code::verify(work, visit, &submission.code)
            }
            (Intent::Resend, Standing::Open) => one_time_code::resend(work, visit),
            (Intent::Email, Standing::Open) => one_time_code::open(work, visit),
            (Intent::Passkey, Standing::Open) => {
                match passkey::verify(work, visit, &submission)? {
                    Some(page) => Ok(page),
                    // The last one was removed meanwhile.
                    None => one_time_code::open(work, visit),
                }
            }
        }
    })
}

/// Whether there is still something to answer.
enum Standing {
    Open,
    /// No, and this says why.
    Over(Page),
}

impl Visit {
    fn standing(&self, work: &Work<'_>) -> Standing {
        if tokens::is_expired(work, &self.token) {
            Standing::Over(page::expired(self))
        } else if self.action.state == UserActionState::ChallengeRequired {
            Standing::Open
        } else {
            Standing::Over(page::settled(self))
        }
    }
}

/// Finds out whose visit it is and answers it, or says why it cannot be answered.
fn respond(
    app: &App,
    query: &PageQuery,
    opener: Option<String>,
    locale: Locale,
    answer: impl FnOnce(&Work<'_>, &Visit) -> Result<Page, ApiError>,
) -> Response {
    let answered = app.work(|work| {
        let Some(token) = tokens::look_up(work, query.token.as_deref().unwrap_or_default())? else {
            return Ok(page::unknown_link(query.mode(), opener, locale));
        };
        let mut action = factors::action_of(work, &token.key)?;
        if action.locale.as_deref() != Some(locale.tag()) {
            action.locale = Some(locale.tag().to_owned());
            actions::save(work.db, &action)?;
        }
        let target_origin = action
            .redirect_url
            .as_deref()
            .and_then(query::parse_origin)
            .or(opener);
        let visit = Visit {
            query: query.clone(),
            token,
            action,
            target_origin,
            locale,
        };
        answer(work, &visit)
    });
    match answered {
        Ok(page) => page.into_response(),
        Err(error) => {
            let mut response =
                page::broken(query.mode(), None, locale, error.status(), error.code())
                    .into_response();
            if let Some(cause) = error.cause() {
                response.extensions_mut().insert(cause);
            }
            response
        }
    }
}

/// The page for a failure that was injected.
pub(crate) fn failure(app: &App, uri: &Uri, status: StatusCode, code: &'static str) -> Response {
    let query = Query::<PageQuery>::try_from_uri(uri)
        .map(|Query(query)| query)
        .unwrap_or_default();
    let locale = Locale::of_page(query.locale.as_deref(), None);
    let target_origin = app
        .work(|work| {
            let token = tokens::look_up(work, query.token.as_deref().unwrap_or_default())?;
            let action = token
                .map(|token| factors::action_of(work, &token.key))
                .transpose()?;
            Ok(action.and_then(|action| action.redirect_url))
        })
        .ok()
        .flatten()
        .as_deref()
        .and_then(query::parse_origin);
    page::broken(query.mode(), target_origin, locale, status, code).into_response()
}

/// `url` with the result's token, as the real pre-built UI goes back.
fn with_token(url: &Url, token: Option<&str>) -> Url {
    let mut url = url.clone();
    if let Some(token) = token {
        url.query_pairs_mut().append_pair("token", token);
    }
    url
}

fn redirect(url: &Url) -> Response {
    Redirect::to(url.as_str()).into_response()
}
