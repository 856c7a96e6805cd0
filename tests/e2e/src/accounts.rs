//! Accounts that are there already, made without a browser: as their owners would have made them.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::authenticator_app::AuthenticatorApp;
use crate::world::World;

/// The action code of a sign-in.
const ACTION: &str = "cognitoAuth";

/// The code of Cognito's own that MiniStack always sends.
pub const COGNITOS_CODE: &str = "123456";

/// Somebody's account.
#[derive(Clone, Debug)]
pub struct Account {
    /// The email address or phone number (E.164) that they sign in with.
    pub address: String,
    /// Cognito's and Authsignal's user id (`sub`).
    pub user_id: String,
}

impl World {
    /// An account whose owner signed up with this email address or phone number and proved it by a code.
    ///
    /// # Errors
    /// When that does not work.
    pub async fn has_account(&self, address: &str) -> Result<Account> {
        if !self.has_unproved_account(address).await? {
            let asked = json!({
                "ClientId": self.client_id(),
                "Username": address,
                "ConfirmationCode": COGNITOS_CODE,
            });
            self.ask_cognito("ConfirmSignUp", asked).await?.success()?;
        }
        let (_, token) = self.begin_sign_in(address).await?;
        let (factor, attribute) = if address.contains('@') {
            ("email-otp", "email")
        } else {
            ("sms", "phoneNumber")
        };
        let enrol = format!("user-authenticators/{factor}");
        let asked = json!({attribute: address});
        let enrolled = self
            .authsignal
            .ask_client_api(&enrol, &token, &asked)
            .await?;
        let user_id = enrolled["userId"].as_str().context("no userId")?.to_owned();
        let code = self.authsignal.next_code(address).await?;
        self.proves(&format!("verify/{factor}"), &token, &code)
            .await?;
        Ok(Account {
            address: address.to_owned(),
            user_id,
        })
    }

    /// An account that nobody has signed in to yet; whether it is confirmed depends on the user pool.
    ///
    /// # Errors
    /// When it cannot be created.
    pub async fn has_unproved_account(&self, address: &str) -> Result<bool> {
        let attribute = if address.contains('@') {
            "email"
        } else {
            "phone_number"
        };
        let asked = json!({
            "ClientId": self.client_id(),
            "Username": address,
            "Password": "Nobody-knows-this-1!",
            "UserAttributes": [{"Name": attribute, "Value": address}],
        });
        let answer = self.ask_cognito("SignUp", asked).await?.success()?;
        Ok(answer["UserConfirmed"] == true)
    }

    /// Enrols a further address of the account, as verified: `EMAIL_OTP`, `EMAIL_MAGIC_LINK`, `SMS` or `WHATSAPP`.
    ///
    /// # Errors
    /// When Authsignal refuses.
    pub async fn enrols(&self, account: &Account, method: &str, address: &str) -> Result<()> {
        let attribute = if address.contains('@') {
            "email"
        } else {
            "phoneNumber"
        };
        let path = format!("users/{}/authenticators", account.user_id);
        let asked = json!({"verificationMethod": method, attribute: address});
        self.authsignal
            .ask_server_api(&path, &asked)
            .await
            .map(drop)
    }

    /// Enrols an authenticator app of the account.
    ///
    /// # Errors
    /// When Authsignal refuses.
    pub async fn enrols_app(&self, account: &Account) -> Result<AuthenticatorApp> {
        let path = format!("users/{}/actions/{ACTION}", account.user_id);
        let asked = json!({"scope": "add:authenticators"});
        let tracked = self.authsignal.ask_server_api(&path, &asked).await?;
        let token = tracked["token"].as_str().context("no token")?;
        let setup = self
            .authsignal
            .ask_client_api("user-authenticators/totp", token, &Value::Null)
            .await?;
        let key = setup["secret"].as_str().context("no secret")?;
        let mut app = AuthenticatorApp::with_key(key)?;
        let code = app.next_code().await?;
        self.proves("verify/totp", token, &code).await?;
        Ok(app)
    }

    /// Guesses wrong codes for somebody's email address, with a program and in as many sign-ins as that takes.
    ///
    /// # Errors
    /// When Authsignal refuses to be asked.
    pub async fn guesses_codes(&self, email: &str, times: usize) -> Result<()> {
        let guess = json!({"verificationCode": "no code"});
        let mut token = String::new();
        for guessed in 0..times {
            // Three to a sign-in.
            if guessed % 3 == 0 {
                token = self.begin_sign_in(email).await?.1;
                self.authsignal
                    .ask_client_api("challenge/email-otp", &token, &json!({}))
                    .await?;
            }
            let answer = self
                .authsignal
                .ask_client_api("verify/email-otp", &token, &guess);
            ensure!(answer.await?["isVerified"] == false, "a lucky guess");
        }
        Ok(())
    }

    async fn proves(&self, path: &str, token: &str, code: &str) -> Result<()> {
        let asked = json!({"verificationCode": code});
        let verified = self.authsignal.ask_client_api(path, token, &asked).await?;
        ensure!(verified["isVerified"] == true, "{path}: {verified}");
        Ok(())
    }
}
