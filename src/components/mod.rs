//! Parts of pages: properties in, callbacks out, no rules.

mod authenticator_card;
mod authenticator_key;
mod button;
mod code_form;
mod loading;
mod notice;
mod passkey_button;
mod passkey_offer;
mod qr_code;
mod remove_button;
mod require_session;
mod resend_button;
mod shell;
mod sign_in_again;
mod slow_hint;
mod username_field;
mod verification_screen;
mod window_hint;

pub use authenticator_card::AuthenticatorCard;
pub use authenticator_key::AuthenticatorKey;
pub use button::SubmitButton;
pub use code_form::CodeForm;
pub use loading::Loading;
pub use notice::{Problem, Status};
pub use passkey_button::PasskeyButton;
pub use passkey_offer::PasskeyOffer;
pub use qr_code::QrCode;
pub use remove_button::RemoveButton;
pub use require_session::RequireSession;
pub use resend_button::ResendButton;
pub use shell::{Heading, ScreenHeading, Shell};
pub use sign_in_again::SignInAgain;
pub use slow_hint::SlowHint;
pub use username_field::UsernameField;
pub use verification_screen::VerificationScreen;
pub use window_hint::WindowHint;
