//! The Content Security Policy of `infra/template.yaml`: enough for the app, and in force.

use e2e::browser::Line;
use e2e::wait::until;
use e2e::{Result, e2e, ensure};

use crate::USUAL;

/// Cognito answers 400 when it does not know somebody yet; browsers log that.
pub(crate) fn unknown_user(line: &Line) -> bool {
    line.source == "network" && line.message.contains("400")
}

#[test]
fn nothing_is_forbidden_and_nothing_logged_when_a_returning_user_signs_in() -> Result<()> {
    e2e(USUAL, async |world| {
        let email = world.new_email();
        world.sign_in(&email).await?;
        world.console_is_clean(unknown_user).await?;
        world.sign_out().await?;
        let before = world.browser.console_problems().await?.len();
        world.sign_in(&email).await?;
        world.reload().await?;
        world.sees_signed_in(&email).await?;
        world.sign_out().await?;
        let after = world.browser.console_problems().await?;
        ensure!(
            after.len() == before,
            "the console should be clean, but there is {after:#?}"
        );
        Ok(())
    })
}

#[test]
fn what_somebody_injects_does_not_run_and_calls_nobody() -> Result<()> {
    e2e(USUAL, async |world| {
        world.open("/sign-in").await?;
        world.sees_heading("Sign in").await?;
        for (what, script) in [
            (
                "an inline script",
                "const script = document.createElement('script');
                 script.textContent = 'window.injected = true';
                 document.body.append(script);",
            ),
            (
                "HTML with an event handler",
                "document.body.insertAdjacentHTML('beforeend', '<img src=\"/none.png\" onerror=\"window.injected = true\">');",
            ),
            (
                "an event handler's attribute",
                "document.body.setAttribute('onclick', 'window.injected = true'); document.body.click();",
            ),
            (
                "a foreign script",
                "document.body.append(Object.assign(document.createElement('script'), {src: 'http://localhost:9/x.js'}));",
            ),
            (
                "a foreign frame",
                "document.body.append(Object.assign(document.createElement('iframe'), {src: 'http://localhost:9/?'}));",
            ),
            (
                "a foreign request",
                "fetch('http://localhost:9/').catch(() => {});",
            ),
            (
                "a style attribute",
                "const p = document.createElement('p'); p.setAttribute('style', 'color: red'); document.body.append(p);",
            ),
        ] {
            let violations = async || -> Result<usize> {
                Ok(world
                    .browser
                    .console()
                    .await?
                    .iter()
                    .filter(|line| line.is_csp_violation())
                    .count())
            };
            let before = violations().await?;
            // What Trusted Types refuse is thrown, too.
            let attempt = format!("try {{ {script} }} catch (refused) {{ }}");
            world.browser.evaluate::<()>(&attempt).await?;
            until(&format!("{what} to be forbidden"), async || {
                Ok(violations().await? > before)
            })
            .await?;
        }
        let ran: bool = world
            .browser
            .evaluate("return window.injected === true;")
            .await?;
        ensure!(!ran, "something injected ran");
        Ok(())
    })
}
