//! Cognito down, broken or busy: each ends in words with a way on.

use e2e::cognito::Fault;
use e2e::{Result, e2e, ensure};

use crate::USUAL;

const UNREACHABLE: &str = "We cannot reach the sign-in service";
const UNAVAILABLE: &str = "Signing in is not possible right now";
const TOO_MANY: &str = "Too many attempts";
const REFUSED: &str = "This account cannot sign in";
const MISCONFIGURED: &str = "Sign-in is not set up correctly";

/// What goes wrong with a call, and what the person reads.
fn faults() -> Vec<(Fault, &'static str)> {
    vec![
        (Fault::drop(), UNREACHABLE),
        (Fault::error(500, "InternalErrorException"), UNAVAILABLE),
        (Fault::page(503), UNAVAILABLE),
        (Fault::error(400, "TooManyRequestsException"), TOO_MANY),
        (Fault::error(400, "ThrottlingException"), TOO_MANY),
        (
            Fault::error(400, "UserLambdaValidationException"),
            UNAVAILABLE,
        ),
        (Fault::error(400, "UnexpectedLambdaException"), UNAVAILABLE),
        (
            Fault::error(400, "ResourceNotFoundException"),
            MISCONFIGURED,
        ),
    ]
}

#[test]
fn faults_of_the_first_call_end_in_words_and_the_next_try_works() -> Result<()> {
    e2e(USUAL, async |world| {
        let email = world.new_email();
        world.open("/sign-in").await?;
        world.write("Email", &email).await?;
        for (fault, words) in faults() {
            world.cognito.inject(fault.on("InitiateAuth"));
            world.press("Continue").await?;
            world.sees_alert(words).await?;
            world.sees_form_ready(&email).await?;
            world.cognito.recover();
        }
        world.press("Continue").await?;
        world.finish_sign_in(&email).await
    })
}

#[test]
fn faults_of_the_last_call_end_in_words_and_the_next_try_works() -> Result<()> {
    e2e(USUAL, async |world| {
        let email = world.new_email();
        world.open("/sign-in").await?;
        world.write("Email", &email).await?;
        for (fault, words) in faults() {
            world.cognito.inject(fault.on("RespondToAuthChallenge"));
            world.press("Continue").await?;
            let code = world.authsignal.next_code(&email).await?;
            world.submit_code(&code).await?;
            world.sees_alert(words).await?;
            world.sees_form_ready(&email).await?;
            world.cognito.recover();
        }
        world.press("Continue").await?;
        world.finish_sign_in(&email).await?;
        world.console_keeps_secrets(&email).await
    })
}

#[test]
fn faults_of_the_sign_up_end_in_words_and_the_next_try_works() -> Result<()> {
    e2e(USUAL, async |world| {
        let email = world.new_email();
        world.open("/sign-in").await?;
        world.write("Email", &email).await?;
        for (fault, words) in [
            (Fault::drop(), UNREACHABLE),
            (Fault::error(500, "InternalErrorException"), UNAVAILABLE),
            (Fault::error(400, "TooManyRequestsException"), TOO_MANY),
            (
                Fault::error(400, "UserLambdaValidationException"),
                "No account can be created",
            ),
            (Fault::error(400, "NotAuthorizedException"), REFUSED),
        ] {
            world.cognito.inject(fault.on("SignUp"));
            world.press("Continue").await?;
            world.sees_alert(words).await?;
            world.sees_form_ready(&email).await?;
            world.cognito.recover();
        }
        world.press("Continue").await?;
        world.finish_sign_in(&email).await
    })
}

#[test]
fn an_answer_to_sign_up_that_was_lost_does_not_lock_anybody_out() -> Result<()> {
    e2e(USUAL, async |world| {
        let email = world.new_email();
        world.open("/sign-in").await?;
        world.cognito.inject(
            Fault::error(400, "UsernameExistsException")
                .on("SignUp")
                .times(1),
        );
        world.submit_email(&email).await?;
        world.sees_alert(REFUSED).await?;
        world.sees_form_ready(&email).await?;
        world.press("Continue").await?;
        world.finish_sign_in(&email).await
    })
}

#[test]
fn with_cognito_down_the_form_says_so_and_recovers() -> Result<()> {
    e2e(USUAL, async |world| {
        let email = world.new_email();
        world.cognito.inject(Fault::drop());
        world.open("/").await?;
        world.submit_email(&email).await?;
        world.sees_alert(UNREACHABLE).await?;
        world.sees_form_ready(&email).await?;
        world.cognito.recover();
        world.press("Continue").await?;
        world.finish_sign_in(&email).await
    })
}

#[test]
fn signing_out_works_while_cognito_is_down() -> Result<()> {
    e2e(USUAL, async |world| {
        let email = world.new_email();
        world.sign_in(&email).await?;
        world.cognito.inject(Fault::drop());
        world.sign_out().await?;
        world.sees_no_alert().await?;
        world.reload().await?;
        world.sees_heading("Sign in").await
    })
}

#[test]
fn a_restored_session_survives_cognito_being_down() -> Result<()> {
    e2e(USUAL, async |world| {
        let email = world.new_email();
        world.sign_in(&email).await?;
        world.cognito.inject(Fault::drop());
        world.reload().await?;
        world.sees_signed_in(&email).await?;
        ensure!(
            !world.stored_keys().await?.is_empty(),
            "the session is kept"
        );
        Ok(())
    })
}

#[test]
fn a_challenge_that_leads_to_another_kind_of_address_is_not_opened() -> Result<()> {
    e2e(USUAL, async |world| {
        let email = world.new_email();
        world.open("/sign-in").await?;
        world.write("Email", &email).await?;
        for url in [
            "javascript:alert(1)//?",
            "http://attacker.example/challenge?token=1",
            "",
            "data:text/html,?",
        ] {
            world.cognito.replace_challenge_url(url);
            world.press("Continue").await?;
            world.sees_alert(MISCONFIGURED).await?;
            world.sees_form_ready(&email).await?;
        }
        Ok(())
    })
}
