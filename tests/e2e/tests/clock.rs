//! Devices whose clock is wrong: what counts is by how much it differed from Cognito's at sign-in.

use std::time::{Duration, Instant};

use e2e::{Result, e2e, e2e_together, ensure, scenario};

use crate::USUAL;
use crate::session::RENEWAL;
use crate::short_tokens::{
    SHORT, good_token_after, nothing_troubled, renewed_as_often_as_needed, watch,
};

#[test]
fn a_clock_that_is_wrong_at_sign_in_changes_nothing() -> Result<()> {
    for hours in [1, -1] {
        e2e(USUAL, async |world| {
            let email = world.new_email();
            world.browser.before_every_page(&clock_ahead(hours)).await?;
            world.sign_in(&email).await?;
            let session = world.stored_session().await?;
            ensure!(
                (session.drift + i64::from(hours) * 3_600_000).abs() < 600_000,
                "the clock drifts by {} ms",
                session.drift
            );
            world.cognito.forget_calls();
            for _ in 0..3 {
                world.reload().await?;
                world.sees_signed_in(&email).await?;
                world.sees_session(&session).await?;
                world
                    .browser
                    .evaluate::<()>("window.dispatchEvent(new Event('focus'));")
                    .await?;
            }
            ensure!(
                world.cognito.operations().is_empty(),
                "the tokens were good, and should be left alone"
            );
            Ok(())
        })?;
    }
    Ok(())
}

#[test]
fn a_clock_that_is_set_while_the_page_is_away_signs_nobody_out() -> Result<()> {
    for hours in [1, -1] {
        e2e(USUAL, async |world| {
            let email = world.new_email();
            world.sign_in(&email).await?;
            world.browser.before_every_page(&clock_ahead(hours)).await?;
            world.cognito.forget_calls();
            for _ in 0..3 {
                world.reload().await?;
                world.sees_signed_in(&email).await?;
                world.sees_stored_session().await?;
            }
            world.sees_no_alert().await?;
            let asked = world.cognito.operations();
            ensure!(
                asked.is_empty() || asked == [RENEWAL],
                "Cognito was asked for {asked:?}"
            );
            let session = world.stored_session().await?;
            ensure!(world.cognito_takes(&session).await?, "the token is good");
            Ok(())
        })?;
    }
    Ok(())
}

#[test]
fn a_clock_that_is_an_hour_wrong_makes_no_storm() -> Result<()> {
    e2e_together([1, -1].map(|hours| {
        scenario(SHORT, async move |world| {
            let email = world.new_email();
            world.browser.before_every_page(&clock_ahead(hours)).await?;
            world.sign_in(&email).await?;
            watch(world).await?;
            world.reload().await?;
            world.sees_signed_in(&email).await?;
            world.cognito.rotate_refresh_tokens(false);
            world.cognito.forget_calls();
            let begun = Instant::now();
            let mut session = world.stored_session().await?;
            while begun.elapsed() < Duration::from_secs(10) {
                session = good_token_after(world, &session).await?;
            }
            renewed_as_often_as_needed(world, begun, 0)?;
            nothing_troubled(world).await
        })
    }))
}

/// A device whose clock is wrong.
fn clock_ahead(hours: i32) -> String {
    format!(
        "{{
             const Right = Date;
             const now = () => Right.now() + {hours} * 3600000;
             Date = class extends Right {{
                 constructor(...given) {{ given.length ? super(...given) : super(now()); }}
                 static now() {{ return now(); }}
             }};
         }}"
    )
}
