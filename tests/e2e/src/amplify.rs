//! Another app on the site's origin: one that uses aws-amplify with the same app client.

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use thirtyfour::WindowHandle;

use crate::environment;
use crate::world::World;

const PAGE: &str = "/amplify.html";
const SCRIPT: &str = "/amplify.js";

/// Amplify's page, in a tab of its own. Its calls leave the browser in that tab.
#[derive(Debug)]
pub struct Amplify<'a> {
    world: &'a World,
    tab: WindowHandle,
}

/// Who is signed in, as Amplify's `getCurrentUser` tells it.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct User {
    /// The name in the user pool.
    pub username: String,
    /// The user's `sub`.
    pub user_id: String,
    /// How the person signed in.
    pub sign_in_details: SignInDetails,
}

/// Amplify's `signInDetails`.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SignInDetails {
    /// What was typed.
    pub login_id: String,
    /// Amplify's name of the flow.
    pub auth_flow_type: String,
}

/// The tokens of Amplify's `fetchAuthSession`.
#[derive(Clone, Debug, Deserialize)]
pub struct Tokens {
    /// The access token.
    pub access: Option<String>,
    /// The ID token.
    pub id: Option<String>,
}

impl<'a> Amplify<'a> {
    /// Opens the page in a new tab.
    ///
    /// # Errors
    /// When the script was not made, or the page does not load.
    pub async fn open(world: &'a World) -> Result<Self> {
        world.site.add(
            PAGE,
            format!("<!doctype html><title>Amplify</title><script src=\"{SCRIPT}\"></script>"),
        );
        world.site.add(SCRIPT, environment::amplify()?);
        let driver = world.browser.driver();
        let tab = driver.new_tab().await?;
        driver.switch_to_window(tab.clone()).await?;
        world.open(PAGE).await?;
        Ok(Self { world, tab })
    }

    /// Amplify's `getCurrentUser`; nobody where it says that nobody is signed in.
    ///
    /// # Errors
    /// When it fails for another reason.
    pub async fn current_user(&self) -> Result<Option<User>> {
        self.call("currentUser()").await
    }

    /// The tokens of Amplify's `fetchAuthSession`.
    ///
    /// # Errors
    /// When it fails.
    pub async fn tokens(&self) -> Result<Tokens> {
        self.call("tokens()").await
    }

    /// The same with `forceRefresh`.
    ///
    /// # Errors
    /// When it fails.
    pub async fn refresh(&self) -> Result<Tokens> {
        self.call("tokens({forceRefresh: true})").await
    }

    /// Amplify's `signIn` with a custom challenge, up to the challenge: the validation token that Authsignal
    /// gave for it, which is not proved yet.
    ///
    /// # Errors
    /// When Amplify asks for something else.
    pub async fn sign_in(&self, username: &str) -> Result<String> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Output {
            next_step: NextStep,
        }
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct NextStep {
            sign_in_step: String,
            additional_info: Option<Challenge>,
        }
        #[derive(Deserialize)]
        struct Challenge {
            token: String,
        }
        let output: Output = self.call(&format!("signIn('{username}')")).await?;
        let NextStep {
            sign_in_step,
            additional_info,
        } = output.next_step;
        match additional_info {
            Some(challenge) if sign_in_step == "CONFIRM_SIGN_IN_WITH_CUSTOM_CHALLENGE" => {
                Ok(challenge.token)
            }
            _ => bail!("Amplify should ask for a custom challenge, not for {sign_in_step}"),
        }
    }

    /// Amplify's `confirmSignIn`.
    ///
    /// # Errors
    /// When that does not sign in.
    pub async fn confirm_sign_in(&self, answer: &str) -> Result<()> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Output {
            is_signed_in: bool,
        }
        let output: Output = self.call(&format!("confirmSignIn('{answer}')")).await?;
        anyhow::ensure!(output.is_signed_in, "Amplify wants more than the answer");
        Ok(())
    }

    /// Amplify's `signOut`.
    ///
    /// # Errors
    /// When it fails.
    pub async fn sign_out(&self) -> Result<()> {
        self.call::<Option<()>>("signOut()").await.map(drop)
    }

    async fn call<T: serde::de::DeserializeOwned>(&self, call: &str) -> Result<T> {
        let driver = self.world.browser.driver();
        driver.switch_to_window(self.tab.clone()).await?;
        // WebDriver waits for the promise.
        self.world
            .browser
            .evaluate(&format!("return amplify.{call};"))
            .await
            .with_context(|| format!("Amplify's {call}"))
    }
}
