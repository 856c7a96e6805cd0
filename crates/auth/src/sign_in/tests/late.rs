//! What comes too late, twice, or to the wrong place changes nothing.

use super::*;

/// Asserts that `event` leaves `run` as it is and asks for nothing.
fn assert_ignored(run: Run, event: Event, context: &str) -> Run {
    let before = contents(&run.machine);
    let asked = run.asked.len();
    let run = run.event(event);
    assert_eq!(contents(&run.machine), before, "{context}");
    assert_eq!(run.asked.len(), asked, "{context}");
    run
}

/// Asserts that no result that carries `attempt` does anything to `run`.
fn assert_dropped(mut run: Run, attempt: AttemptId, context: &str) -> Run {
    for answer in ANSWERS {
        let context = format!("{context}: {:?}", answer());
        run = assert_ignored(run, Event::Answered(attempt, answer()), &context);
    }
    run
}

/// The states that have a step under way.
fn under_way() -> impl Iterator<Item = NamedState> {
    STATES.into_iter().filter(|(_, state)| {
        let run = state();
        ANSWERS
            .iter()
            .any(|answer| is_awaited(run.machine.state(), &answer()))
    })
}

#[test]
fn each_state_takes_only_the_result_it_waits_for() {
    for (name, state) in STATES {
        for answer in ANSWERS {
            let run = state();
            let attempt = run.machine.attempt;
            let context = format!("{name}: {:?}", answer());
            let event = Event::Answered(attempt, answer());
            if matches!(answer(), Answer::NotLeft(_)) && is_awaited(run.machine.state(), &answer())
            {
                let run = run.event(event);
                assert_eq!(run.steps().last(), Some(&"LaunchChallenge"), "{context}");
            } else if is_awaited(run.machine.state(), &answer()) {
                let before = contents(&run.machine);
                assert_ne!(contents(&run.event(event).machine), before, "{context}");
            } else {
                assert_ignored(run, event, &context);
            }
        }
    }
}

#[test]
fn a_second_submit_changes_nothing_while_the_first_is_under_way() {
    for (name, state) in STATES {
        for typed in [EMAIL, "bob@example.com", "", "no address"] {
            let run = state();
            if !matches!(run.machine.state(), State::AwaitingUsername { .. }) {
                assert_ignored(run, submitted(typed, LaunchMode::Redirect), name);
            }
        }
    }
}

#[test]
fn results_of_a_cancelled_attempt_are_dropped() {
    for (name, state) in under_way() {
        let run = state();
        let attempt = run.last().attempt;
        let run = assert_dropped(run.cancel(), attempt, name);
        run.assert_ended(None, name);
    }
}

#[test]
fn results_of_a_restarted_attempt_are_dropped() {
    for (name, state) in under_way() {
        let run = state();
        let attempt = run.last().attempt;
        // The new attempt waits for the same kind of result as the old one did at first.
        let run = assert_dropped(run.cancel().submit("bob@example.com"), attempt, name);
        let run = run.answer(initiated(Err(user_not_found())));
        let run = assert_dropped(run, attempt, name);
        let run = run.answer(Answer::SignedUp(Ok(NewAccount::Confirmed)));
        let run = assert_dropped(run, attempt, name);
        let run = run.answer(initiated(Ok(challenge())));
        let run = assert_dropped(run, attempt, name);
        let run = run.answer(completed());
        let run = assert_dropped(run, attempt, name);
        let run = run.answer(Answer::ChallengeAnswered(Ok(issued())));
        let run = assert_dropped(run, attempt, name);
        assert!(
            matches!(&run.last().step, Step::KeepTokens { username, .. } if username.as_str() == "bob@example.com"),
            "{name}"
        );
    }
}

#[test]
fn results_of_an_attempt_that_ended_in_a_problem_are_dropped() {
    let ended = after_a_problem();
    let attempt = ended.last().attempt;
    let run = assert_dropped(ended, attempt, "ended");
    let run = run.submit(EMAIL);
    assert_ne!(run.last().attempt, attempt);
    assert_dropped(run, attempt, "submitted again");
}

#[test]
fn results_that_come_after_the_sign_in_are_dropped() {
    let run = signed_in();
    let attempt = run.last().attempt;
    let run = assert_dropped(run, attempt, "signed in");
    assert!(matches!(run.machine.state(), State::SignedIn));
}

#[test]
fn a_refused_address_drops_what_went_before() {
    let run = awaiting_initiate_auth();
    let attempt = run.last().attempt;
    let run = run.cancel().submit("no address");
    assert_dropped(run, attempt, "refused address");
}

#[test]
fn attempts_do_not_share_a_number() {
    let mut run = Run::new();
    for _ in 0..20 {
        run = run
            .submit(EMAIL)
            .cancel()
            .submit("no address")
            .submit(EMAIL);
        run = run.answer(initiated(Err(TransportError::Offline.into())));
    }
    let attempts: Vec<AttemptId> = run.asked.iter().map(|effect| effect.attempt).collect();
    assert_eq!(attempts.len(), 40);
    for (index, attempt) in attempts.iter().enumerate() {
        assert!(!attempts[..index].contains(attempt), "{attempt:?}");
    }
}

#[test]
fn the_steps_of_one_attempt_carry_its_number() {
    let run = awaiting_initiate_auth_after_sign_up()
        .answer(initiated(Ok(challenge())))
        .answer(completed())
        .answer(Answer::ChallengeAnswered(Ok(issued())));
    let first = run.asked[0].attempt;
    assert_eq!(run.asked.len(), 6);
    assert!(run.asked.iter().all(|effect| effect.attempt == first));
}
