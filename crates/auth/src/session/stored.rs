//! Reading and writing a session.

use std::time::Duration;

use cognito::{AccessToken, ClientId, IdToken, RefreshToken, Tokens};
use thiserror::Error;

use super::layout::{
    ACCESS_TOKEN, CLOCK_DRIFT, ID_TOKEN, Keys, REFRESH_TOKEN, SIGN_IN_DETAILS, USER_FIELDS,
};
use super::{SignInDetails, SignedIn, Store, StoreError, TokensProblem};

/// What a store holds.
#[derive(Debug, PartialEq, Eq)]
pub enum Restored {
    /// No session.
    Nothing,
    /// A session.
    Session(Box<SignedIn>),
    /// Something that is no session. It was removed, unless it is [`Corruption::Incomplete`].
    Corrupt(Corruption),
}

/// Why what was stored is no session.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum Corruption {
    /// It names nobody, or by a name that Cognito does not have.
    #[error("it names nobody")]
    Name,
    /// The access token or the ID token is absent.
    #[error("it is incomplete")]
    Incomplete,
    /// The tokens are unusable.
    #[error(transparent)]
    Tokens(#[from] TokensProblem),
    /// The tokens are of another user than the key says.
    #[error("it holds another user's tokens")]
    OtherUser,
}

/// Longest user name that Cognito knows, in characters.
const MAX_USERNAME: usize = 128;

/// Reads the session of `client_id`. What is corrupt is removed, so that the next sign-in starts
/// clean and no other app trips over it; but what is incomplete may just be being written by another tab
/// (Amplify begins with `LastAuthUser`): [`remove_incomplete`] does that, a moment later.
#[must_use]
pub fn read(store: &impl Store, client_id: &ClientId) -> Restored {
    let restored = examine(store, client_id);
    if let Restored::Corrupt(corruption) = restored
        && corruption != Corruption::Incomplete
    {
        clear(store, client_id);
    }
    restored
}

/// Removes a session that is still incomplete.
pub fn remove_incomplete(store: &impl Store, client_id: &ClientId) {
    if examine(store, client_id) == Restored::Corrupt(Corruption::Incomplete) {
        clear(store, client_id);
    }
}

fn examine(store: &impl Store, client_id: &ClientId) -> Restored {
    let keys = Keys::new(client_id);
    let Some(username) = store.get(&keys.last_auth_user()) else {
        return Restored::Nothing;
    };
    let session = if username.is_empty() || username.chars().count() > MAX_USERNAME {
        Err(Corruption::Name)
    } else {
        read_user(store, &keys, &username, client_id)
    };
    match session {
        Ok(session) => Restored::Session(Box::new(session)),
        Err(corruption) => Restored::Corrupt(corruption),
    }
}

fn read_user(
    store: &impl Store,
    keys: &Keys,
    username: &str,
    client_id: &ClientId,
) -> Result<SignedIn, Corruption> {
    let field = |name| {
        store
            .get(&keys.user(username, name))
            .filter(|text| !text.is_empty())
    };
    let tokens = Tokens {
        access: AccessToken::new(field(ACCESS_TOKEN).ok_or(Corruption::Incomplete)?),
        id: IdToken::new(field(ID_TOKEN).ok_or(Corruption::Incomplete)?),
        refresh: field(REFRESH_TOKEN).map(RefreshToken::new),
        expires_in: Duration::ZERO,
    };
    let drift = field(CLOCK_DRIFT)
        .and_then(|text| text.parse().ok())
        .unwrap_or_default();
    let details = SignInDetails::from_json(field(SIGN_IN_DETAILS).as_deref());
    let session = SignedIn::assemble(tokens, client_id, drift, details)?;
    if session.user.username == username {
        Ok(session)
    } else {
        Err(Corruption::OtherUser)
    }
}

/// Writes `session` over what is there; nothing is cleared first, since other tabs see each change.
/// `LastAuthUser` comes last: who reads it finds the rest complete.
///
/// # Errors
/// [`StoreError`] when not all of it could be kept; then none of it is left behind.
pub fn write(
    store: &impl Store,
    client_id: &ClientId,
    session: &SignedIn,
) -> Result<(), StoreError> {
    let keys = Keys::new(client_id);
    let username = &session.user.username;
    let previous = store.get(&keys.last_auth_user());
    let drift = session.clock_drift.to_string();
    let details = session.details.to_json();
    let mut fields = vec![
        (ACCESS_TOKEN, session.tokens.access.expose()),
        (ID_TOKEN, session.tokens.id.expose()),
        (CLOCK_DRIFT, &drift),
        (SIGN_IN_DETAILS, &details),
    ];
    match &session.tokens.refresh {
        Some(refresh) => fields.push((REFRESH_TOKEN, refresh.expose())),
        // One that an earlier session left would not belong to these tokens.
        None => store.remove(&keys.user(username, REFRESH_TOKEN)),
    }
    let written = fields
        .into_iter()
        .try_for_each(|(name, value)| store.set(&keys.user(username, name), value))
        .and_then(|()| store.set(&keys.last_auth_user(), username));
    if let Some(other) = previous.filter(|other| other != username) {
        remove_fields(store, &keys, &other);
    }
    if written.is_err() {
        remove(store, &keys, username);
    }
    written
}

/// Removes the session of `client_id`, whoever's it is.
pub fn clear(store: &impl Store, client_id: &ClientId) {
    let keys = Keys::new(client_id);
    if let Some(username) = store.get(&keys.last_auth_user()) {
        remove(store, &keys, &username);
    }
}

fn remove(store: &impl Store, keys: &Keys, username: &str) {
    store.remove(&keys.last_auth_user());
    remove_fields(store, keys, username);
}

fn remove_fields(store: &impl Store, keys: &Keys, username: &str) {
    for field in USER_FIELDS {
        store.remove(&keys.user(username, field));
    }
}
