//! One file for each page.

mod broken;
mod home;
mod not_found;
mod sign_in;

pub use broken::{LoadFailedPage, MisconfiguredPage};
pub use home::HomePage;
pub use not_found::NotFoundPage;
pub use sign_in::{CallbackPage, SignInPage};
