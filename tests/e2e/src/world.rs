//! Everything that one test needs, its own wherever tests could disturb each other.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};
use serde_json::{Value, json};
use url::Url;

use crate::authsignal::Authsignal;
use crate::browser::{Browser, Options};
use crate::cognito::CognitoProxy;
use crate::environment::{self, Stack};
use crate::pool::AppClient;
use crate::site::{ConfigJson, Site};

/// How a world differs from the usual one.
#[derive(Clone, Copy, Debug, Default)]
pub struct Setup {
    /// The browser's settings.
    pub browser: Options,
    /// How many seconds access and ID tokens live, by an app client of the world's own. Unless given, the
    /// stack's own app client is used, as in the template.
    pub token_seconds: Option<u32>,
    /// Whether the user pool is the one where signing up is apart and Cognito itself confirms.
    pub separate: bool,
}

/// A site, a browser in front of it, and what is behind it.
#[derive(Debug)]
pub struct World {
    /// The site.
    pub site: Site,
    /// Cognito, as the site sees it.
    pub cognito: CognitoProxy,
    /// Authsignal's stand-in.
    pub authsignal: Authsignal,
    /// The browser.
    pub browser: Browser,
    stack: Stack,
    origin: Url,
    app_client: Option<AppClient>,
}

impl World {
    pub(crate) async fn start(setup: Setup) -> Result<Self> {
        let mut stack = environment::stack()?;
        if setup.separate {
            let pool = stack
                .separate
                .take()
                .context("the stack has one pool only")?;
            stack.cognito = pool.cognito;
            stack.api_endpoint = Some(pool.api_endpoint);
        }
        let app_client = match setup.token_seconds {
            Some(seconds) => Some(AppClient::create(&stack.cognito, seconds).await?),
            None => None,
        };
        if let Some(client) = &app_client {
            stack.cognito.user_pool_client_id.clone_from(&client.id);
        }
        let dist = environment::dist()?;
        let authsignal = Authsignal::of(&stack)?;
        let cognito = CognitoProxy::start(&stack.cognito.endpoint).await?;
        let config = ConfigJson::Valid(config_json(&stack, &cognito));
        let site = Site::start(dist, environment::deployed_site()?, config).await?;
        let api = stack.api_endpoint.as_deref().unwrap_or_default();
        site.allow(
            &format!("{} {} {api}", cognito.origin(), authsignal.origin()),
            authsignal.origin(),
        )?;
        let origin = stack.app_origin()?;
        let browser = Browser::start(setup.browser, &origin, &site.address()).await?;
        Ok(Self {
            site,
            cognito,
            authsignal,
            browser,
            stack,
            origin,
            app_client,
        })
    }

    pub(crate) async fn end(self) -> Result<()> {
        self.browser.quit().await?;
        match self.app_client {
            Some(client) => client.delete().await,
            None => Ok(()),
        }
    }

    /// The address of a path of the site, as the browser knows it.
    ///
    /// # Errors
    /// When it is no path.
    pub fn address_of(&self, path: &str) -> Result<Url> {
        Ok(self.origin.join(path)?)
    }

    /// A `config.json` that is right for this world.
    #[must_use]
    pub fn config(&self) -> Value {
        config_json(&self.stack, &self.cognito)
    }

    /// Serves a `config.json` that differs from the right one by `change`.
    pub fn configure(&self, change: impl FnOnce(&mut Value)) {
        let mut config = self.config();
        change(&mut config);
        self.site.configure(ConfigJson::Valid(config));
    }

    /// The stack that all worlds share.
    #[must_use]
    pub const fn stack(&self) -> &Stack {
        &self.stack
    }

    /// The app client's id.
    #[must_use]
    pub fn client_id(&self) -> &str {
        &self.stack.cognito.user_pool_client_id
    }

    /// An address that nobody else has.
    #[must_use]
    pub fn new_email(&self) -> String {
        static COUNTER: AtomicU32 = AtomicU32::new(0);
        let count = COUNTER.fetch_add(1, Ordering::Relaxed);
        format!("ada-{:x}-{count:x}@example.com", now().as_micros())
    }

    /// A mobile phone's number in Germany that nobody else has, in E.164's form.
    #[must_use]
    pub fn new_phone(&self) -> String {
        static COUNTER: AtomicU32 = AtomicU32::new(0);
        let count = COUNTER.fetch_add(1, Ordering::Relaxed);
        let digits = (now().as_micros() + u128::from(count)) % 1_000_000_000;
        format!("+4915{digits:09}")
    }
}

fn now() -> Duration {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
}

fn config_json(stack: &Stack, cognito: &CognitoProxy) -> Value {
    let mut config = json!({
        "cognito": {
            "region": stack.cognito.region,
            "userPoolId": stack.cognito.user_pool_id,
            "userPoolClientId": stack.cognito.user_pool_client_id,
            "endpoint": cognito.origin(),
        },
        "authsignal": {
            "tenantId": stack.authsignal.tenant_id,
            "baseUrl": stack.authsignal.base_url,
        },
        "challengeMode": "popup",
        "brand": {},
    });
    if let Some(endpoint) = &stack.api_endpoint {
        config["apiEndpoint"] = json!(endpoint);
    }
    config
}
