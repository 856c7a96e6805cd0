//! One file for each page.

mod account_form;
mod broken;
mod home;
mod not_found;
mod security;
mod sign_in;
mod sign_up;

pub use broken::{LoadFailedPage, MisconfiguredPage, NotFetchedPage, SpeechlessPage};
pub use home::{HomePage, home};
pub use not_found::NotFoundPage;
pub use security::{SECURITY_PATH, SecurityPage, security};
pub use sign_in::{CallbackPage, SignInPage};
pub use sign_up::SignUpPage;
