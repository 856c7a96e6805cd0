//! Every page and state by the rules that a program can check (axe-core), in light and dark, on a screen of 320 px that
//! nothing makes scroll sideways.

use e2e::authenticator_app::AuthenticatorApp;
use e2e::browser::Role;
use e2e::embedded::heading;
use e2e::passkeys::Person;
use e2e::site::ConfigJson;
use e2e::{Result, Setup, World, e2e, ensure};
use serde_json::json;
use thirtyfour::components::SelectElement;

use crate::accessibility::PHONE;
use crate::passkey_autofill::CLOCK;

const SEPARATE: Setup = Setup {
    separate: true,
    ..PHONE
};

async fn has_alert(world: &World) -> Result<()> {
    e2e::wait::until("an alert", async || {
        Ok(world.browser.texts(Role::Alert).await?.len() == 1)
    })
    .await
}

#[test]
fn what_breaks_a_rule_is_found_in_either_colour_scheme() -> Result<()> {
    e2e(PHONE, async |world| {
        world.open("/sign-in").await?;
        world.sees_heading("Sign in").await?;
        for (scheme, colour) in [("light", "#eee"), ("dark", "#222")] {
            let paint = format!("document.querySelector('h1').style.color = '{colour}';");
            world.browser.evaluate::<()>(&paint).await?;
            let found = world.is_accessible("a pale heading").await;
            let found = found.map_or_else(|problem| format!("{problem:#}"), |()| String::new());
            ensure!(
                found.contains(scheme) && found.contains("color-contrast"),
                "{found}"
            );
        }
        let widen = "const h1 = document.querySelector('h1');
            h1.style.color = ''; h1.style.minWidth = '400px';";
        world.browser.evaluate::<()>(widen).await?;
        let found = world.is_accessible("a wide heading").await;
        ensure!(
            found.is_err_and(|problem| format!("{problem:#}").contains("px wide")),
            "a page wider than the window"
        );
        Ok(())
    })
}

#[test]
fn signing_in_and_what_goes_wrong_with_it() -> Result<()> {
    e2e(PHONE, async |world| {
        let email = format!("{}-{}", "x".repeat(24), world.new_email());
        world.open("/no/such/page").await?;
        world.sees_heading("This page does not exist").await?;
        world.is_accessible("a page that does not exist").await?;
        world.open("/callback").await?;
        has_alert(world).await?;
        world.is_accessible("nothing to come back to").await?;

        world.open("/sign-in").await?;
        world.sees_heading("Sign in").await?;
        world.is_accessible("the form").await?;
        world.submit_email("nonsense").await?;
        has_alert(world).await?;
        world.is_accessible("a problem with the field").await?;
        world
            .cognito
            .inject(e2e::cognito::Fault::drop().on("InitiateAuth"));
        world.submit_email(&email).await?;
        world.sees_alert("Check your connection").await?;
        world.is_accessible("a problem with the form").await?;
        world.cognito.recover();

        world.submit_email(&email).await?;
        world.sees_code_form().await?;
        world.is_accessible("the form behind the dialog").await?;
        world.finish_sign_in(&email).await?;
        world.is_accessible("the home page").await?;
        world.sign_out().await?;
        world.is_accessible("the form of somebody known").await?;

        world.site.configure(ConfigJson::Text("{}".to_owned()));
        world.reload().await?;
        world
            .sees_heading("This site is not set up correctly")
            .await?;
        world.is_accessible("a broken configuration").await
    })
}

#[test]
fn the_challenge_screens() -> Result<()> {
    e2e(PHONE, async |world| {
        world.browser.before_every_page(CLOCK).await?;
        let email = format!("{}-{}", "x".repeat(24), world.new_email());
        let phone = world.new_phone();
        let account = world.has_account(&email).await?;
        world.enrols(&account, "SMS", &phone).await?;
        world.enrols(&account, "EMAIL_MAGIC_LINK", &email).await?;
        let mut app: AuthenticatorApp = world.enrols_app(&account).await?;
        world.begin_embedded(&email).await?;
        world.sees_heading(heading::APP).await?;
        world.is_accessible("a code from an app").await?;
        world.press("Use another method").await?;
        world.sees_heading(heading::LIST).await?;
        world.is_accessible("the list").await?;

        world.press("Code by email").await?;
        world.browser.find(Role::Textbox, "Code").await?;
        world.is_accessible("a code by email").await?;
        world.write("Code", "000000").await?;
        world.sees_wrong_code().await?;
        world.is_accessible("a wrong code").await?;
        world
            .browser
            .evaluate::<()>("window.minutesAhead = 1;")
            .await?;
        world.resend("Resend code").await?;
        world.sees_status("We sent a new one").await?;
        world.is_accessible("another code").await?;

        let fault = json!({"pathPrefix": "/v1/client/challenge/sms", "status": 429});
        world.authsignal.inject(&email, fault).await?;
        world.use_another_method("Code by text message").await?;
        has_alert(world).await?;
        world.is_accessible("a code that cannot be sent").await?;
        world.authsignal.recover(&email).await?;
        world.press("Try again").await?;
        world.browser.find(Role::Textbox, "Code").await?;
        world.is_accessible("a code by text message").await?;

        world.use_another_method("Link by email").await?;
        world.browser.find(Role::Button, "Resend link").await?;
        world.is_accessible("a link").await?;
        world
            .browser
            .evaluate::<()>("window.minutesAhead = 2;")
            .await?;
        world.resend("Resend link").await?;
        world.sees_status("We sent a new one").await?;
        world.is_accessible("another link").await?;

        world.use_another_method("Authenticator app").await?;
        world.sees_heading(heading::APP).await?;
        world.write("Code", &app.next_code().await?).await?;
        world.sees_signed_in(&email).await
    })
}

#[test]
fn passkeys_on_the_challenge_screens_and_after() -> Result<()> {
    e2e(PHONE, async |world| {
        world.watch_passkeys().await?;
        let device = world.browser.add_authenticator().await?;
        let email = world.new_email();
        world.sign_in(&email).await?;
        world.browser.find(Role::Button, "Create a passkey").await?;
        world.is_accessible("the offer of a passkey").await?;
        world.makes_passkey(&email).await?;
        world.open("/account/security").await?;
        world.browser.find(Role::Button, "Remove").await?;
        world.is_accessible("the page about security").await?;
        world.press("Remove").await?;
        world.browser.find(Role::Button, "Keep").await?;
        world.is_accessible("the question before a removal").await?;
        world.open("/").await?;
        world.sign_out().await?;

        world.embedded();
        world.reload().await?;
        device.person(Person::Cancels).await?;
        world.submit_email(&email).await?;
        world.sees_heading(heading::PASSKEY).await?;
        has_alert(world).await?;
        world.is_accessible("a passkey that was cancelled").await
    })
}

#[test]
fn signing_up_apart_and_by_number() -> Result<()> {
    e2e(SEPARATE, async |world| {
        let email = world.new_email();
        let site = |usernames: &[&str]| {
            world.configure(|config| {
                config["challengeMode"] = json!("embedded");
                config["signUp"] = json!("separate");
                config["signUpConfirmation"] = json!("cognito");
                config["usernames"] = json!(usernames);
            });
        };
        site(&["email", "phone"]);
        world.open("/sign-in").await?;
        world.write("Email or phone number", "0151 123").await?;
        world.browser.find(Role::Combobox, "Country").await?;
        world.is_accessible("a number or an email").await?;
        site(&["phone"]);
        world.reload().await?;
        let country = world.browser.find(Role::Combobox, "Country").await?;
        SelectElement::new(&country)
            .await?
            .select_by_value("DE")
            .await?;
        world.write("Phone number", "1").await?;
        world.press("Continue").await?;
        has_alert(world).await?;
        world.is_accessible("a problem with a number").await?;

        site(&["email"]);
        world.open("/sign-up").await?;
        world.sees_heading("Create an account").await?;
        world.is_accessible("creating an account").await?;
        world.submit_email(&email).await?;
        world.sees_heading("Confirm your account").await?;
        world.is_accessible("confirming an account").await?;
        world.write("Code", "654321").await?;
        world.sees_wrong_code().await?;
        world.is_accessible("a wrong code of Cognito's").await
    })
}

#[test]
fn adding_ways_to_sign_in() -> Result<()> {
    e2e(PHONE, async |world| {
        let (email, phone) = (world.new_email(), world.new_phone());
        world.begin_embedded(&email).await?;
        world.enter_code_sent_to(&email).await?;
        world.sees_signed_in(&email).await?;
        world.open("/account/security").await?;
        world.press("Add an authenticator app").await?;
        world.sees_text("Scan this").await?;
        world.is_accessible("an app's key").await?;
        world.press("Cancel").await?;
        world.press("Add a phone number").await?;
        world.browser.find(Role::Textbox, "Phone number").await?;
        world.is_accessible("a number to add").await?;
        world.write("Phone number", &phone).await?;
        world.press("Continue").await?;
        world.browser.find(Role::Textbox, "Code").await?;
        world.is_accessible("the code of a number to add").await?;
        world.enter_code_sent_to(&phone).await?;
        world.sees_status("Phone number added").await?;
        world.is_accessible("a number that was added").await?;

        world.cut_off(&["*/authenticators".to_owned()]).await?;
        world.reload().await?;
        has_alert(world).await?;
        world.is_accessible("no list of ways to sign in").await?;
        world.cut_off(&[]).await
    })
}
