//! The whole stand-in, put together.

use std::fmt;
use std::sync::Arc;

use axum::Router;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method};
use axum::middleware::from_fn_with_state;
use axum::response::Redirect;
use axum::routing::get;
use tower_http::cors::{AllowOrigin, CorsLayer};

use crate::clock::Clock;
use crate::config::Config;
use crate::entropy::Entropy;
use crate::error::ApiError;
use crate::faults::Faults;
use crate::store::Store;
use crate::{client_api, faults, host, inbox, server_api, ui};

/// What the stand-in is made of.
pub struct App {
    pub(crate) config: Config,
    pub(crate) store: Store,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) entropy: Arc<dyn Entropy>,
    pub(crate) faults: Faults,
    /// Where the pre-built UI runs, such as `http://localhost:4001`.
    pub(crate) own_origin: String,
}

impl App {
    /// A tenant over its data, with its source of time and of randomness.
    #[must_use]
    pub fn new(
        config: Config,
        store: Store,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Self {
        Self {
            own_origin: config.base_url.origin().ascii_serialization(),
            config,
            store,
            clock,
            entropy,
            faults: Faults::default(),
        }
    }
}

impl fmt::Debug for App {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("App")
            .field("config", &self.config)
            .finish_non_exhaustive()
    }
}

/// Every route of the stand-in.
pub fn router(app: Arc<App>) -> Router {
    Router::new()
        .route("/", get(async || Redirect::to("/inbox")))
        .route("/health", get(async || "ok\n"))
        .nest("/v1", server_api::routes())
        .nest("/v1/client", client_api::routes())
        .merge(ui::routes())
        .merge(inbox::routes())
        .merge(faults::routes())
        .fallback(async || ApiError::NotFound("Path"))
        // Outermost last: an injected failure carries CORS headers like any other answer.
        .layer(from_fn_with_state(Arc::clone(&app), faults::inject))
        .layer(cors())
        .layer(from_fn_with_state(
            Arc::clone(&app),
            host::require_local_host,
        ))
        .with_state(app)
}

/// Any origin may call the Client API, and nothing else. Credentials of the browser play no part there.
fn cors() -> CorsLayer {
    let client_api = |_: &HeaderValue, parts: &Parts| parts.uri.path().starts_with("/v1/client/");
    CorsLayer::new()
        .allow_origin(AllowOrigin::predicate(client_api))
        .allow_methods([Method::GET, Method::POST, Method::DELETE])
        .allow_headers([AUTHORIZATION, CONTENT_TYPE])
        .max_age(std::time::Duration::from_secs(600))
}
