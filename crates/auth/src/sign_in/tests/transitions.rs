//! The ways through the machine, and what is handed to each step.

use super::*;
use crate::{Kinds, UsernameProblem};

#[test]
fn somebody_who_comes_back_costs_one_initiate_auth() {
    let run = signed_in();
    assert_eq!(
        run.steps(),
        [
            "InitiateAuth",
            "LaunchChallenge",
            "RespondToChallenge",
            "KeepTokens"
        ]
    );
    assert!(matches!(run.machine.state(), State::SignedIn));
}

#[test]
fn somebody_new_is_signed_up_once_in_between() {
    let run = awaiting_initiate_auth_after_sign_up()
        .answer(initiated(Ok(challenge())))
        .answer(completed())
        .answer(Answer::ChallengeAnswered(Ok(issued())))
        .answer(Answer::TokensKept(Ok(())));
    assert_eq!(
        run.steps(),
        [
            "InitiateAuth",
            "SignUp",
            "InitiateAuth",
            "LaunchChallenge",
            "RespondToChallenge",
            "KeepTokens"
        ]
    );
    assert!(matches!(run.machine.state(), State::SignedIn));
}

#[test]
fn an_attempt_that_signed_up_does_not_sign_up_again() {
    let run = awaiting_initiate_auth_after_sign_up().answer(initiated(Err(user_not_found())));
    run.assert_ended(Some(&Problem::AccountRefused), "unknown after SignUp");
    assert_eq!(run.steps(), ["InitiateAuth", "SignUp", "InitiateAuth"]);
}

#[test]
fn a_new_attempt_may_sign_up_again() {
    let run = awaiting_initiate_auth_after_sign_up()
        .answer(initiated(Err(user_not_found())))
        .submit(EMAIL)
        .answer(initiated(Err(user_not_found())));
    assert!(matches!(run.last().step, Step::SignUp { .. }));
}

#[test]
fn an_account_that_another_tab_made_meanwhile_is_used() {
    let run = awaiting_sign_up().answer(signed_up_error(
        ErrorCode::UsernameExists,
        "User already exists",
    ));
    assert_eq!(run.steps(), ["InitiateAuth", "SignUp", "InitiateAuth"]);
    let run = run.answer(initiated(Ok(challenge())));
    assert!(matches!(run.last().step, Step::LaunchChallenge { .. }));
}

#[test]
fn the_machine_waits_for_what_it_asked_for() {
    let at_rest = ["new", "after a problem", "signed in"];
    for (name, state) in STATES {
        let run = state();
        let at_rest = at_rest.contains(&name);
        let fitting = ANSWERS
            .iter()
            .filter(|answer| is_awaited(run.machine.state(), &answer()))
            .count();
        assert_eq!(fitting == 0, at_rest, "{name}");
        if !at_rest {
            assert_eq!(run.last().attempt, run.machine.attempt, "{name}");
        }
    }
}

#[test]
fn each_step_gets_what_was_typed_less_the_space_around_it() {
    let run = Run::new()
        .submit("  Ada@Example.com \t\n")
        .answer(initiated(Err(user_not_found())))
        .answer(Answer::SignedUp(Ok(NewAccount::Confirmed)))
        .answer(initiated(Ok(challenge())))
        .answer(completed())
        .answer(Answer::ChallengeAnswered(Ok(issued())));
    let named: Vec<&str> = run
        .asked
        .iter()
        .filter_map(|effect| match &effect.step {
            Step::InitiateAuth { username }
            | Step::SignUp { username }
            | Step::ConfirmSignUp { username, .. }
            | Step::ResendConfirmationCode { username }
            | Step::KeepTokens { username, .. } => Some(username.as_str()),
            Step::RespondToChallenge { username, .. } => Some(username.as_str()),
            Step::AskForPasskey
            | Step::LaunchChallenge { .. }
            | Step::ChallengeHere(_)
            | Step::LeaveForChallenge(_) => None,
        })
        .collect();
    assert_eq!(named, ["Ada@Example.com"; 5]);
}

#[test]
fn the_challenge_is_launched_and_answered_with_what_came_for_it() {
    let run = awaiting_tokens();
    let [_, launch, respond] = run.asked.as_slice() else {
        panic!("three steps: {:?}", run.steps());
    };
    assert!(matches!(&launch.step, Step::LaunchChallenge { url } if url.expose() == URL));
    let Step::RespondToChallenge {
        username,
        session,
        token,
    } = &respond.step
    else {
        panic!("{respond:?}");
    };
    assert_eq!(
        (username.as_str(), session.expose(), token.expose()),
        (EMAIL, SESSION, PROOF)
    );
}

#[test]
fn cognitos_own_name_of_the_user_answers_the_challenge_where_it_gives_one() {
    for (parameters, expected) in [
        (vec![("url", URL), ("USERNAME", COGNITO_NAME)], COGNITO_NAME),
        (vec![("url", URL), ("USERNAME", "")], EMAIL),
    ] {
        let challenge = challenge_with(ChallengeName::CustomChallenge, &parameters);
        let run = awaiting_initiate_auth()
            .answer(initiated(Ok(challenge)))
            .answer(completed())
            .answer(Answer::ChallengeAnswered(Ok(issued())));
        let [.., respond, keep] = run.asked.as_slice() else {
            panic!("{:?}", run.steps());
        };
        assert!(
            matches!(&respond.step, Step::RespondToChallenge { username, .. } if username.as_str() == expected)
        );
        // The session remembers what the person typed.
        assert!(
            matches!(&keep.step, Step::KeepTokens { username, .. } if username.as_str() == EMAIL)
        );
    }
}

#[test]
fn the_tokens_are_handed_out_as_they_came() {
    let run = awaiting_session();
    assert!(
        matches!(&run.last().step, Step::KeepTokens { tokens: kept, .. } if **kept == tokens())
    );
}

#[test]
fn nobody_is_signed_in_before_the_tokens_are_kept() {
    let run = awaiting_session();
    assert!(
        matches!(run.machine.state(), State::AwaitingSession),
        "{:?}",
        run.machine.state()
    );
    let run = run.answer(Answer::TokensKept(Ok(())));
    assert!(matches!(run.machine.state(), State::SignedIn));
}

#[test]
fn cancelling_is_silent_and_leads_back_to_the_form() {
    for (name, state) in STATES {
        let run = state();
        let at_rest = matches!(
            run.machine.state(),
            State::AwaitingUsername { .. } | State::SignedIn
        );
        let before = contents(&run.machine);
        let asked = run.asked.len();
        let run = run.cancel();
        assert_eq!(run.asked.len(), asked, "{name}");
        if at_rest {
            assert_eq!(contents(&run.machine), before, "{name}");
        } else {
            run.assert_ended(None, name);
        }
    }
}

#[test]
fn closing_the_challenge_is_a_cancel() {
    let run = awaiting_challenge().answer(Answer::ChallengeClosed(Ok(ChallengeResult::Cancelled)));
    run.assert_ended(None, "closed");
}

#[test]
fn a_machine_begins_at_the_form_without_a_problem() {
    for machine in [SignIn::new(UnknownUser::SignUp), SignIn::default()] {
        assert!(matches!(
            machine.state(),
            State::AwaitingUsername { problem: None }
        ));
    }
}

#[test]
fn what_is_no_address_is_said_at_once_and_asks_nobody() {
    let long = format!("{}@example.com", "a".repeat(250));
    for (typed, expected) in [
        ("", UsernameProblem::Empty(Kinds::Email)),
        (" \t\n", UsernameProblem::Empty(Kinds::Email)),
        ("ada", UsernameProblem::EmailMalformed),
        ("ada @example.com", UsernameProblem::EmailMalformed),
        (&long, UsernameProblem::EmailMalformed),
    ] {
        for state in [Run::new, after_a_problem] {
            let run = state();
            let asked = run.asked.len();
            let run = run.submit(typed);
            run.assert_ended(Some(&Problem::Username(expected)), typed);
            assert_eq!(run.asked.len(), asked, "{typed}");
            assert!(matches!(
                run.submit(EMAIL).machine.state(),
                State::AwaitingInitiateAuth { .. }
            ));
        }
    }
}
