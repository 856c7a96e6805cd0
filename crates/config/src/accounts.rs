//! Who signs in by which name, and how accounts come to be.

use crate::fields::Fields;

/// What people sign in with (`usernames`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Usernames {
    /// Their email address.
    #[default]
    Email,
    /// Their phone number.
    Phone,
    /// Either.
    EmailOrPhone,
}

impl Usernames {
    /// Whether people may sign in with an email address.
    #[must_use]
    pub const fn email(self) -> bool {
        matches!(self, Self::Email | Self::EmailOrPhone)
    }

    /// Whether people may sign in with a phone number.
    #[must_use]
    pub const fn phone(self) -> bool {
        matches!(self, Self::Phone | Self::EmailOrPhone)
    }
}

/// How accounts come to be (`signUp`). It has to fit the triggers' `SIGN_UP`, which decide; the app only
/// shows what they allow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SignUpMode {
    /// Whoever signs in for the first time gets one.
    #[default]
    JustInTime,
    /// People create one on a page of its own, `/sign-up`.
    Separate(SignUpConfirmation),
    /// Only the operator creates them.
    Closed,
}

/// Who makes sure that the address of a new account is the person's own (`signUpConfirmation`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SignUpConfirmation {
    /// Authsignal, by the challenge of the first sign-in.
    #[default]
    Authsignal,
    /// Cognito, by a code of its own, which comes before the first sign-in.
    Cognito,
}

#[derive(Clone, Copy, PartialEq)]
enum SignUpWord {
    JustInTime,
    Separate,
    Closed,
}

pub(crate) fn usernames(fields: &mut Fields<'_>) -> Usernames {
    let kinds = fields.optional_choices("usernames", &[("email", false), ("phone", true)]);
    match kinds.as_deref() {
        Some([true]) => Usernames::Phone,
        Some([_, _]) => Usernames::EmailOrPhone,
        _ => Usernames::Email,
    }
}

/// Whether the API is asked for Cognito's name of a person (`usernameLookup`).
pub(crate) fn username_lookup(fields: &mut Fields<'_>) -> bool {
    let wanted = fields.optional_flag("usernameLookup").unwrap_or_default();
    if wanted && !fields.has("apiEndpoint") {
        fields.problem(
            "usernameLookup",
            "needs apiEndpoint: it is the API that looks user names up",
        );
    }
    wanted
}

pub(crate) fn sign_up(fields: &mut Fields<'_>) -> SignUpMode {
    let given = fields.has("signUp");
    let mode = fields.choice(
        "signUp",
        &[
            ("just_in_time", SignUpWord::JustInTime),
            ("separate", SignUpWord::Separate),
            ("closed", SignUpWord::Closed),
        ],
    );
    let confirmation = fields.choice(
        "signUpConfirmation",
        &[
            ("authsignal", SignUpConfirmation::Authsignal),
            ("cognito", SignUpConfirmation::Cognito),
        ],
    );
    // A word that is none of the three is one problem, not two.
    let known = mode.is_some() || !given;
    if confirmation.is_some() && known && mode != Some(SignUpWord::Separate) {
        fields.problem(
            "signUpConfirmation",
            "is only for \"signUp\": \"separate\": remove it, or set signUp",
        );
    }
    match mode {
        Some(SignUpWord::Separate) => SignUpMode::Separate(confirmation.unwrap_or_default()),
        Some(SignUpWord::Closed) => SignUpMode::Closed,
        Some(SignUpWord::JustInTime) | None => SignUpMode::JustInTime,
    }
}
