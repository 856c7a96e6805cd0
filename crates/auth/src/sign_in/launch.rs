/// How Authsignal's pre-built UI is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LaunchMode {
    /// In a dialog over the page.
    #[default]
    Popup,
    /// In place of the page, which the person comes back to.
    Redirect,
    /// In a window of its own.
    Window,
}
