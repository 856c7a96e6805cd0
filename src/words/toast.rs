//! The texts of toasts that belong to no page.

/// The name of the button that removes a toast.
pub const DISMISS: &str = "Dismiss";

/// The session ended on all devices.
pub const SIGNED_OUT_EVERYWHERE: &str = "You are signed out on all your devices.";
