//! Leaving the page for the pre-built UI and coming back, and windows that do not open.

use super::*;
use crate::pending::{PendingId, PendingSignIn};
use crate::{ReturnPath, ValidationToken};

fn left() -> Run {
    let parameters = [("url", URL), ("USERNAME", COGNITO_NAME)];
    let challenge = challenge_with(ChallengeName::CustomChallenge, &parameters);
    Run::new()
        .event(submitted(EMAIL, LaunchMode::Redirect))
        .answer(initiated(Ok(challenge)))
}

fn pending() -> PendingSignIn {
    PendingSignIn {
        id: PendingId::from_entropy(&[7; 16]),
        username: Username::from_email(EMAIL).expect("an address"),
        respond_as: Username::named_by_cognito(COGNITO_NAME),
        session: ChallengeSession::new(SESSION),
        return_to: ReturnPath::home(),
        started: NOW,
        expires: PendingSignIn::expiry(NOW),
    }
}

fn returned(token: Option<&str>) -> Event {
    Event::Returned {
        pending: pending(),
        token: token.and_then(ValidationToken::new),
    }
}

#[test]
fn the_page_is_left_with_all_that_is_needed_to_go_on() {
    let run = left();
    match &run.last().step {
        Step::LeaveForChallenge(Departure {
            url,
            username,
            respond_as,
            session,
            since,
        }) => {
            assert_eq!(url.expose(), URL);
            assert_eq!(username.as_str(), EMAIL);
            assert_eq!(respond_as.as_str(), COGNITO_NAME);
            assert_eq!(session.expose(), SESSION);
            assert_eq!(*since, NOW);
        }
        other => panic!("{other:?}"),
    }
    assert!(matches!(
        run.machine.state(),
        State::AwaitingChallenge { .. }
    ));
}

#[test]
fn where_nothing_can_be_kept_the_page_stays_and_shows_the_popup() {
    let url = ChallengeUrl::new(URL).expect("an address");
    let run = left().answer(Answer::NotLeft(url));
    assert!(matches!(&run.last().step, Step::LaunchChallenge { url } if url.expose() == URL));
    let run = run.answer(completed());
    assert!(matches!(
        &run.last().step,
        Step::RespondToChallenge { session, .. } if session.expose() == SESSION
    ));
}

#[test]
fn who_comes_back_with_a_token_is_signed_in() {
    let run = Run::new().event(returned(Some(PROOF)));
    match &run.last().step {
        Step::RespondToChallenge {
            username,
            session,
            token,
        } => {
            assert_eq!(username.as_str(), COGNITO_NAME);
            assert_eq!(session.expose(), SESSION);
            assert_eq!(token.expose(), PROOF);
        }
        other => panic!("{other:?}"),
    }
    let run = run
        .answer(Answer::ChallengeAnswered(Ok(issued())))
        .answer(Answer::TokensKept(Ok(())));
    assert!(matches!(run.machine.state(), State::SignedIn));
    assert!(run.steps().ends_with(&["KeepTokens"]));
}

#[test]
fn who_comes_back_without_a_token_gave_up() {
    let run = Run::new().event(returned(None));
    run.assert_ended(None, "no token");
    assert!(run.asked.is_empty());
}

#[test]
fn who_comes_back_too_late_is_told_so_and_nothing_is_sent() {
    let run = Run::new()
        .at(PendingSignIn::expiry(NOW))
        .event(returned(Some(PROOF)));
    run.assert_ended(Some(&Problem::ChallengeExpired), "too late");
    assert!(run.asked.is_empty());
}

#[test]
fn a_refusal_after_coming_back_counts_from_when_the_challenge_was_issued() {
    for (waited, expected) in [
        (0, Problem::NotProven),
        (179, Problem::NotProven),
        (181, Problem::ChallengeExpired),
    ] {
        let error = service(
            Operation::RespondToAuthChallenge,
            ErrorCode::NotAuthorized,
            "Invalid session for the user.",
        );
        let run = Run::new()
            .at(NOW + Duration::from_secs(waited))
            .event(returned(Some(PROOF)))
            .answer(Answer::ChallengeAnswered(Err(error)));
        run.assert_ended(Some(&expected), "refused");
    }
}

#[test]
fn coming_back_to_nothing_signs_nobody_in() {
    let run = Run::new().event(Event::ReturnedUnexpectedly);
    run.assert_ended(Some(&Problem::NothingPending), "nothing pending");
    assert!(run.asked.is_empty());
    let run = run.submit(EMAIL);
    assert_eq!(run.steps(), ["InitiateAuth"]);
}

#[test]
fn a_blocked_window_is_said_before_anything_is_asked_of_cognito() {
    let run = Run::new().event(Event::WindowBlocked);
    run.assert_ended(Some(&Problem::WindowBlocked), "blocked");
    assert!(run.asked.is_empty());
    let run = run.event(submitted(EMAIL, LaunchMode::Redirect));
    assert_eq!(run.machine.launch(), LaunchMode::Redirect);
    assert_eq!(run.steps(), ["InitiateAuth"]);
}

#[test]
fn nothing_of_this_disturbs_an_attempt_under_way() {
    for (name, state) in STATES {
        for event in [
            || Event::WindowBlocked,
            || Event::ReturnedUnexpectedly,
            || returned(Some(PROOF)),
            || returned(None),
        ] {
            let run = state();
            if matches!(run.machine.state(), State::AwaitingUsername { .. }) {
                continue;
            }
            let before = contents(&run.machine);
            let asked = run.asked.len();
            let run = run.event(event());
            assert_eq!(contents(&run.machine), before, "{name}");
            assert_eq!(run.asked.len(), asked, "{name}");
        }
    }
}

#[test]
fn coming_back_prints_without_secrets() {
    let printed = format!("{:?} {:?}", returned(Some(PROOF)), left().asked);
    for secret in [SESSION, PROOF, "ada@", COGNITO_NAME, "url-secret"] {
        assert!(!printed.contains(secret), "{secret} in {printed}");
    }
}
