//! The texts of our own challenge screens.

use auth::authenticators::VerificationMethod;
use auth::sign_in::PasskeyError;
use auth::verification::{Notice, Trouble, Way};

/// The heading over the list of ways.
pub const CHOOSE_WAY: &str = "Choose how to sign in";

/// Another code is on its way.
pub const RESENT: &str = "We sent a new one. Only the newest works.";

/// The heading that says what is asked for.
#[must_use]
pub const fn verification_heading(method: &VerificationMethod) -> &'static str {
    match method {
        VerificationMethod::EmailOtp => "Enter the code from your email",
        VerificationMethod::Sms => "Enter the code from your text message",
        VerificationMethod::Whatsapp => "Enter the code from WhatsApp",
        VerificationMethod::AuthenticatorApp => "Enter the code from your authenticator app",
        VerificationMethod::EmailMagicLink => "Follow the link in your email",
        VerificationMethod::Passkey => "Use your passkey",
        VerificationMethod::SecurityKey | VerificationMethod::Other(_) => CHOOSE_WAY,
    }
}

/// Where the code or link is, with the address that it went to where it is known.
#[must_use]
pub fn where_it_went(way: &Way, address: Option<&str>) -> String {
    let to = |known: &str, unknown: &str| match address {
        Some(address) => format!("{known} {address}."),
        None => unknown.to_owned(),
    };
    match way.method() {
        VerificationMethod::EmailOtp => to(
            "We sent a code of 6 digits to",
            "We sent a code of 6 digits to your email address.",
        ),
        VerificationMethod::EmailMagicLink => {
            to("We sent a link to", "We sent a link to your email address.")
                + " Follow it on any device; this page goes on by itself."
        }
        VerificationMethod::Sms => to(
            "We sent a code of 6 digits to",
            "We sent a code of 6 digits to your phone.",
        ),
        VerificationMethod::Whatsapp => to(
            "We sent a code of 6 digits by WhatsApp to",
            "We sent a code of 6 digits to your phone by WhatsApp.",
        ),
        VerificationMethod::AuthenticatorApp => {
            "Your app shows a code of 6 digits, and a new one every 30 seconds.".to_owned()
        }
        VerificationMethod::Passkey
        | VerificationMethod::SecurityKey
        | VerificationMethod::Other(_) => String::new(),
    }
}

/// While something is being sent.
#[must_use]
pub const fn sending(method: &VerificationMethod) -> &'static str {
    match method {
        VerificationMethod::EmailMagicLink => "Sending you a link…",
        VerificationMethod::AuthenticatorApp => "Preparing the key for your app…",
        _ => "Sending you a code…",
    }
}

/// What there is to say beside the code; none where it is no problem.
#[must_use]
pub const fn code_problem(notice: &Notice) -> Option<&'static str> {
    match notice {
        Notice::Resent => None,
        Notice::Incomplete => Some("Enter all 6 digits of the code."),
        Notice::Wrong => Some("That code is not right. Check it and try again."),
        Notice::Trouble(trouble) => Some(trouble_words(trouble)),
    }
}

/// The words for what may work yet.
#[must_use]
pub const fn trouble_words(trouble: &Trouble) -> &'static str {
    match trouble {
        Trouble::Offline => {
            "We cannot reach the sign-in service. Check your connection, then try again."
        }
        Trouble::TooMany => "Too many attempts. Wait a while, or use another method.",
        Trouble::Refused(_) => {
            "This does not work for your account. Use another method, or start over."
        }
        Trouble::Unavailable(_) => "This is not possible right now. Wait a moment, then try again.",
        Trouble::PasskeyCancelled => "Your passkey was not used. Try again, or start over.",
        Trouble::Passkey(error) => match error {
            PasskeyError::Unknown => {
                "This passkey is not known here any more. Try another one, or use another method."
            }
            PasskeyError::NotVerified(_) => "We could not confirm your passkey. Try it again.",
            PasskeyError::Unsupported => "This browser cannot use passkeys on this page.",
            PasskeyError::WrongSite(_) => "Passkeys are not set up correctly on this site.",
            PasskeyError::TooManyAttempts => {
                "Too many attempts. Wait a while, or use another method."
            }
            PasskeyError::Offline => {
                "We cannot reach the sign-in service. Check your connection, then try again."
            }
            PasskeyError::Unavailable(_) => {
                "This is not possible right now. Wait a moment, then try again."
            }
        },
    }
}
