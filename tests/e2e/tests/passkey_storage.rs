//! Passkeys in a browser that keeps nothing for the site.

use e2e::browser::Options;
use e2e::{Result, Setup, e2e};

use crate::USUAL;
use crate::passkey_sign_in::BUTTON;

#[test]
fn with_storage_blocked_a_passkey_can_be_created_and_signs_in() -> Result<()> {
    let setup = Setup {
        browser: Options {
            blocks_storage: true,
            ..USUAL.browser
        },
        ..USUAL
    };
    e2e(setup, async |world| {
        world.watch_passkeys().await?;
        let device = world.browser.add_authenticator().await?;
        let email = world.new_email();
        world.sign_in(&email).await?;
        world.press("Create a passkey").await?;
        world.sees_status("Passkey created").await?;
        world.sees_no_alert().await?;
        device.keeps(1).await?;
        world.sign_out().await?;
        for by_button in [true, false] {
            world.autofill_waits().await?;
            if by_button {
                world.press(BUTTON).await?;
            } else {
                world.pick_passkey().await?;
            }
            world.sees_signed_in(&email).await?;
            world.sign_out().await?;
        }
        Ok(())
    })
}
