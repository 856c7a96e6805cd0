//! A session goes on: renewed before it runs out, and ended by Cognito's word alone.

use e2e::cognito::Fault;
use e2e::{Result, World, e2e};

use crate::USUAL;

/// The operation that renews tokens.
pub(crate) const RENEWAL: &str = "GetTokensFromRefreshToken";

/// Makes the app take the stored tokens for expired: as if the device's clock were an hour slow.
pub(crate) async fn let_the_tokens_expire(world: &World) -> Result<()> {
    world.open_without_app().await?;
    world
        .browser
        .evaluate::<()>(
            "for (const key of Object.keys(localStorage))
                 if (key.endsWith('.clockDrift')) localStorage[key] = '3600000';",
        )
        .await?;
    world.cognito.forget_calls();
    Ok(())
}

#[test]
fn a_session_whose_access_token_ran_out_is_renewed() -> Result<()> {
    e2e(USUAL, async |world| {
        let email = world.new_email();
        world.sign_in(&email).await?;
        // Each time with the refresh token that came the time before.
        world.cognito.rotate_refresh_tokens(false);
        for _ in 0..3 {
            let_the_tokens_expire(world).await?;
            world.open("/").await?;
            world.sees_signed_in(&email).await?;
            world.cognito_was_asked_for(&[RENEWAL]).await?;
        }
        Ok(())
    })
}

#[test]
fn without_a_network_nobody_is_signed_out() -> Result<()> {
    e2e(USUAL, async |world| {
        let email = world.new_email();
        world.sign_in(&email).await?;
        let_the_tokens_expire(world).await?;
        world.cognito.inject(Fault::drop());
        world.open("/").await?;
        world.sees_signed_in(&email).await?;
        world.sees_status("You seem to be offline").await?;
        world.cognito.recover();
        world
            .browser
            .evaluate::<()>("window.dispatchEvent(new Event('online'));")
            .await?;
        e2e::wait::until("the notice is gone", async || {
            Ok(!world.browser.visible_text().await?.contains("offline"))
        })
        .await?;
        world.sees_signed_in(&email).await
    })
}

#[test]
fn a_session_that_was_revoked_ends() -> Result<()> {
    e2e(USUAL, async |world| {
        let email = world.new_email();
        world.sign_in(&email).await?;
        let_the_tokens_expire(world).await?;
        world
            .cognito
            .inject(Fault::error(400, "NotAuthorizedException").on(RENEWAL));
        world.open("/").await?;
        world.sees_heading("Sign in").await
    })
}
