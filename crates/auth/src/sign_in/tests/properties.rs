//! What holds whatever happens, in whatever order.

use proptest::prelude::*;

use super::*;

/// Something that may happen to the machine.
#[derive(Clone, Debug)]
enum Happening {
    Submitted(&'static str),
    PasskeyRequested,
    PasskeyAutofilled,
    Cancelled,
    /// The result at `result` in [`ANSWERS`], of the effect that was asked for `age` effects ago.
    Answered {
        age: usize,
        result: usize,
    },
    /// A result that fits the state, so that long ways are gone as well.
    WentWell,
    TimePassed(u32),
}

fn happening() -> impl Strategy<Value = Happening> {
    prop_oneof![
        3 => prop::sample::select(vec![EMAIL, " bob@example.com ", "", "no address"])
            .prop_map(Happening::Submitted),
        1 => Just(Happening::Cancelled),
        1 => Just(Happening::PasskeyRequested),
        1 => Just(Happening::PasskeyAutofilled),
        4 => (0..4_usize, 0..ANSWERS.len())
            .prop_map(|(age, result)| Happening::Answered { age, result }),
        6 => Just(Happening::WentWell),
        1 => any::<u32>().prop_map(Happening::TimePassed),
    ]
}

fn fitting(state: &State) -> Option<Answer> {
    match state {
        State::AwaitingUsername { .. } | State::SignedIn => None,
        State::AwaitingInitiateAuth {
            signed_up: false, ..
        } => Some(initiated(Err(user_not_found()))),
        State::AwaitingInitiateAuth { .. } => Some(initiated(Ok(challenge()))),
        State::AwaitingPasskey => Some(Answer::PasskeyAsked(Ok(passkey()))),
        State::AwaitingPasskeyRound { .. } => Some(initiated(Ok(challenge()))),
        State::AwaitingSignUp { .. } => Some(Answer::SignedUp(Ok(NewAccount::Confirmed))),
        State::AwaitingConfirmation(_) => Some(Answer::SignUpConfirmed(Ok(()))),
        State::AwaitingChallenge { .. } | State::AwaitingInVain => Some(completed()),
        State::AwaitingTokens { .. } => Some(Answer::ChallengeAnswered(Ok(issued()))),
        State::AwaitingSession => Some(Answer::TokensKept(Ok(()))),
    }
}

/// The event of a happening; none for those that are none.
fn event(happening: &Happening, run: &Run) -> Option<Event> {
    match happening {
        Happening::Submitted(typed) => Some(submitted(typed, LaunchMode::Popup)),
        Happening::Cancelled => Some(Event::Cancelled),
        Happening::PasskeyRequested => Some(Event::PasskeyRequested),
        Happening::PasskeyAutofilled => Some(Event::PasskeyAutofilled(Ok(passkey()))),
        Happening::Answered { age, result } => {
            let effect = run.asked.iter().rev().nth(*age)?;
            Some(Event::Answered(effect.attempt, ANSWERS[*result]()))
        }
        Happening::WentWell => {
            let attempt = run.asked.last()?.attempt;
            Some(Event::Answered(attempt, fitting(run.machine.state())?))
        }
        Happening::TimePassed(_) => None,
    }
}

/// Whether an effect is the step that the machine now waits for.
const fn is_waited_for(state: &State, step: &Step) -> bool {
    matches!(
        (state, step),
        (
            State::AwaitingInitiateAuth { .. } | State::AwaitingPasskeyRound { .. },
            Step::InitiateAuth { .. }
        ) | (State::AwaitingPasskey, Step::AskForPasskey)
            | (State::AwaitingSignUp { .. }, Step::SignUp { .. })
            | (
                State::AwaitingChallenge { .. },
                Step::LaunchChallenge { .. }
            )
            | (
                State::AwaitingTokens { .. },
                Step::RespondToChallenge { .. }
            )
            | (State::AwaitingSession, Step::KeepTokens { .. })
    )
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(512) })]

    #[test]
    fn the_rules_hold_whatever_happens(happenings in prop::collection::vec(happening(), 0..60)) {
        let mut run = Run::new();
        for happening in happenings {
            if let Happening::TimePassed(millis) = happening {
                run.now = run.now + Duration::from_millis(millis.into());
            }
            let Some(event) = event(&happening, &run) else { continue };
            let kept = matches!(&event, Event::Answered(attempt, Answer::TokensKept(Ok(()))) if *attempt == run.machine.attempt);
            let before = contents(&run.machine);
            let was_signed_in = matches!(run.machine.state(), State::SignedIn);
            let asked = run.asked.len();

            run = run.event(event);

            let state = run.machine.state();
            match &run.asked[asked..] {
                // A state that waits for a step is only entered with the wish for it.
                [] => prop_assert!(contents(&run.machine) == before || fitting(state).is_none(), "{state:?}"),
                [effect] => {
                    prop_assert_eq!(effect.attempt, run.machine.attempt);
                    prop_assert!(is_waited_for(state, &effect.step), "{state:?} after {effect:?}");
                }
                more => prop_assert!(false, "{} effects at once", more.len()),
            }
            if matches!(state, State::SignedIn) {
                prop_assert!(kept || was_signed_in, "signed in by {happening:?}");
            } else {
                prop_assert!(!was_signed_in, "{happening:?} ended a sign-in that was done");
            }
            let sign_ups = run.asked.iter().filter(|effect| {
                effect.attempt == run.machine.attempt && matches!(effect.step, Step::SignUp { .. })
            });
            prop_assert!(sign_ups.count() <= 1);
        }
    }

    #[test]
    fn a_submitted_text_is_an_attempt_or_a_problem(typed in ".{0,40}|[ a-z@.]{0,20}") {
        let run = Run::new().submit(&typed);
        match run.asked.as_slice() {
            [] => prop_assert!(matches!(run.machine.problem(), Some(Problem::Username(_)))),
            [Effect { step: Step::InitiateAuth { username }, .. }] => {
                prop_assert_eq!(username.as_str(), typed.trim());
            }
            other => prop_assert!(false, "{other:?}"),
        }
    }
}
