//! Define Auth Challenge: what comes next in this sign-in.

use aws_lambda_events::cognito::{
    CognitoEventUserPoolsChallengeResult,
    CognitoEventUserPoolsDefineAuthChallengeRequest as Request,
    CognitoEventUserPoolsDefineAuthChallengeResponse as Response,
};

use crate::CUSTOM_CHALLENGE;

/// How often a person may try in one sign-in.
const MAX_CHALLENGES: usize = 3;

/// What a client sends first that proves a password before the custom challenges (Amplify's `CUSTOM_WITH_SRP`).
const SRP_A: &str = "SRP_A";
const PASSWORD_VERIFIER: &str = "PASSWORD_VERIFIER";

enum Next {
    Password,
    Challenge,
    Tokens,
    Failure,
}

/// Decides from the challenges so far. At most three custom challenges; tokens only when the last one succeeded; any
/// other history (devices, names that we do not know) ends the sign-in.
///
/// A client that begins with SRP has its password checked by Cognito first. That takes nothing away from what follows: the
/// custom challenge is asked for all the same.
///
/// A user who does not exist (`userNotFound`, where the client hides that) is shown challenges like anyone else and never
/// gets tokens, whatever the history claims.
#[must_use]
pub fn define_auth_challenge(request: &Request) -> Response {
    let mut response = Response::default();
    match next(&request.session, request.user_not_found) {
        Next::Password => response.challenge_name = Some(PASSWORD_VERIFIER.to_owned()),
        Next::Challenge => response.challenge_name = Some(CUSTOM_CHALLENGE.to_owned()),
        Next::Tokens => response.issue_tokens = true,
        Next::Failure => response.fail_authentication = true,
    }
    response
}

fn next(session: &[Option<CognitoEventUserPoolsChallengeResult>], user_not_found: bool) -> Next {
    let after_password = match session {
        [first] if passed(first, SRP_A) => return Next::Password,
        [first, second, rest @ ..] if passed(first, SRP_A) && passed(second, PASSWORD_VERIFIER) => {
            rest
        }
        all => all,
    };
    let Some(succeeded) = after_password
        .iter()
        .map(custom_challenge_result)
        .collect::<Option<Vec<bool>>>()
    else {
        return Next::Failure;
    };
    match succeeded.split_last() {
        // A success ends a sign-in, so none can lie before the last challenge.
        Some((_, earlier)) if earlier.contains(&true) => Next::Failure,
        Some((_, earlier)) if earlier.len() >= MAX_CHALLENGES => Next::Failure,
        Some((true, _)) if user_not_found => Next::Failure,
        Some((true, _)) => Next::Tokens,
        Some((false, earlier)) if earlier.len() + 1 >= MAX_CHALLENGES => Next::Failure,
        Some((false, _)) | None => Next::Challenge,
    }
}

fn passed(entry: &Option<CognitoEventUserPoolsChallengeResult>, name: &str) -> bool {
    entry.as_ref().is_some_and(|entry| {
        entry.challenge_name.as_deref() == Some(name) && entry.challenge_result
    })
}

/// Whether the challenge succeeded; none when it is no custom challenge.
fn custom_challenge_result(entry: &Option<CognitoEventUserPoolsChallengeResult>) -> Option<bool> {
    entry
        .as_ref()
        .filter(|entry| entry.challenge_name.as_deref() == Some(CUSTOM_CHALLENGE))
        .map(|entry| entry.challenge_result)
}
