//! Creating an account on a page of its own, and confirming it.

use super::*;
use crate::verification::{Activity, Way};

const CODE: &str = "123 456";

fn by(confirmation: Confirmation) -> Run {
    Run {
        machine: SignIn::new(UnknownUser::Conceal).confirmed_by(confirmation),
        ..Run::new()
    }
}

fn sign_up(confirmation: Confirmation, launch: LaunchMode) -> Run {
    let username = Username::from_email(EMAIL);
    by(confirmation).event(Event::SignUpSubmitted { username, launch })
}

fn created(account: NewAccount) -> Answer {
    Answer::SignedUp(Ok(account))
}

fn exists() -> Answer {
    signed_up_error(ErrorCode::UsernameExists, "User already exists")
}

fn awaiting_code() -> Run {
    sign_up(Confirmation::Cognito, LaunchMode::Popup).answer(created(NewAccount::Unconfirmed))
}

fn awaiting_code_of_existing() -> Run {
    sign_up(Confirmation::Cognito, LaunchMode::Popup).answer(exists())
}

fn submit_code(run: Run) -> Run {
    run.event(Event::CodeSubmitted(CODE.to_owned()))
}

fn refused(code: ErrorCode, message: &str) -> Answer {
    let error = service(Operation::ConfirmSignUp, code, message);
    Answer::SignUpConfirmed(Err(error))
}

fn not_resent(code: ErrorCode, message: &str) -> Answer {
    let error = service(Operation::ResendConfirmationCode, code, message);
    Answer::CodeResent(Err(error))
}

const CONFIRMED: &str = "User cannot be confirmed. Current status is CONFIRMED";

/// What a view can see of the wait for a code.
fn seen(run: &Run) -> (String, Activity, Option<CodeNotice>, Duration) {
    match run.machine.state() {
        State::AwaitingConfirmation(awaited) => (
            awaited.username.as_str().to_owned(),
            awaited.activity,
            awaited.notice,
            awaited.resend_in(run.now),
        ),
        other => panic!("no code is awaited: {other:?}"),
    }
}

fn notice(run: &Run) -> Option<CodeNotice> {
    seen(run).2
}

#[test]
fn an_account_comes_before_the_first_sign_in() {
    let run = sign_up(Confirmation::Authsignal, LaunchMode::Popup)
        .answer(created(NewAccount::Confirmed))
        .answer(initiated(Ok(challenge())))
        .answer(completed())
        .answer(Answer::ChallengeAnswered(Ok(issued())))
        .answer(Answer::TokensKept(Ok(())));
    assert_eq!(
        run.steps(),
        [
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
fn cognitos_code_comes_between_account_and_sign_in() {
    let run = submit_code(awaiting_code());
    let Step::ConfirmSignUp { username, code } = &run.last().step else {
        panic!("{:?}", run.steps());
    };
    assert_eq!((username.as_str(), code.expose()), (EMAIL, "123456"));
    assert_eq!(seen(&run).1, Activity::Checking);
    // Twice is once.
    let run = submit_code(run).answer(Answer::SignUpConfirmed(Ok(())));
    assert_eq!(run.steps(), ["SignUp", "ConfirmSignUp", "InitiateAuth"]);
}

/// Whoever watches the page sees the same, whether there was an account or not.
#[test]
fn an_address_that_has_an_account_looks_like_a_new_one() {
    let new = awaiting_code();
    let known = awaiting_code_of_existing();
    assert_eq!(seen(&new), seen(&known));
    // Its owner may have left before they confirmed it: they get a code.
    assert_eq!(known.steps(), ["SignUp", "ResendConfirmationCode"]);
    let known = known.answer(not_resent(
        ErrorCode::InvalidParameter,
        "User is already confirmed.",
    ));
    assert_eq!(seen(&new), seen(&known));

    let new = submit_code(new);
    let known = submit_code(known);
    assert_eq!(seen(&new), seen(&known));
    let new = new.answer(refused(ErrorCode::CodeMismatch, "Invalid code"));
    let known = known.answer(refused(ErrorCode::NotAuthorized, CONFIRMED));
    assert_eq!(notice(&new), Some(CodeNotice::Wrong));
    assert_eq!(seen(&new), seen(&known));

    let later = NOW.shifted(30_000);
    let new = new.at(later).event(Event::CodeResendRequested);
    let known = known.at(later).event(Event::CodeResendRequested);
    assert_eq!(seen(&new), seen(&known));
    let new = new.answer(Answer::CodeResent(Ok(())));
    let known = known.answer(not_resent(
        ErrorCode::InvalidParameter,
        "User is already confirmed.",
    ));
    assert_eq!(notice(&new), Some(CodeNotice::Resent));
    assert_eq!(seen(&new), seen(&known));
}

#[test]
fn where_authsignal_confirms_an_existing_account_goes_on_to_its_challenge() {
    let run = sign_up(Confirmation::Authsignal, LaunchMode::Popup).answer(exists());
    assert_eq!(run.steps(), ["SignUp", "InitiateAuth"]);
}

#[test]
fn our_screens_offer_new_and_existing_accounts_the_same() {
    let ways = |answer: Answer, enrolled: &str| {
        let parameters = [
            ("token", "action-secret"),
            ("enrolledMethods", enrolled),
            ("allowedMethods", "EMAIL_OTP,EMAIL_MAGIC_LINK,PASSKEY"),
            ("defaultMethod", "PASSKEY"),
        ];
        let challenge = challenge_with(ChallengeName::CustomChallenge, &parameters);
        let run = sign_up(Confirmation::Authsignal, LaunchMode::Embedded)
            .answer(answer)
            .answer(initiated(Ok(challenge)));
        match &run.last().step {
            Step::ChallengeHere(challenge) => {
                assert!(challenge.conceals);
                let ways = challenge.offer.ways(&challenge.username, true);
                ways.iter().map(Way::method).collect::<Vec<_>>()
            }
            other => panic!("{other:?}"),
        }
    };
    let new = ways(created(NewAccount::Confirmed), "");
    assert_eq!(new.len(), 1);
    assert_eq!(ways(exists(), "PASSKEY,EMAIL_OTP"), new);
    assert_eq!(ways(exists(), "AUTHENTICATOR_APP"), new);
}

#[test]
fn an_account_is_created_by_the_way_that_the_tenant_allows() {
    use crate::authenticators::VerificationMethod as Method;
    use crate::verification::Offer;

    let email = Username::from_email(EMAIL).unwrap();
    let phone = Username::from_phone("+4915112345678", None).unwrap();
    for (username, allowed, expected) in [
        (&email, vec![], Method::EmailOtp),
        (&email, vec![Method::EmailMagicLink], Method::EmailMagicLink),
        (
            &email,
            vec![Method::EmailMagicLink, Method::EmailOtp],
            Method::EmailOtp,
        ),
        (&phone, vec![], Method::Sms),
        (&phone, vec![Method::Whatsapp], Method::Whatsapp),
        (&phone, vec![Method::Whatsapp, Method::Sms], Method::Sms),
    ] {
        for enrolled in [vec![], vec![Method::Passkey, expected.clone()]] {
            let offer = Offer {
                enrolled,
                allowed: allowed.clone(),
                default: Some(Method::Passkey),
            };
            let ways = offer.for_sign_up(username).ways(username, true);
            let methods: Vec<Method> = ways.iter().map(Way::method).collect();
            assert_eq!(methods, std::slice::from_ref(&expected));
        }
    }
}

#[test]
fn who_signs_in_and_never_confirmed_their_account_does_so_now() {
    let unconfirmed = || {
        let error = service(
            Operation::InitiateAuth,
            ErrorCode::UserNotConfirmed,
            "User is not confirmed.",
        );
        initiated(Err(error))
    };
    let run = by(Confirmation::Cognito)
        .submit(EMAIL)
        .answer(unconfirmed());
    assert_eq!(run.steps(), ["InitiateAuth", "ResendConfirmationCode"]);
    let run = submit_code(run.answer(Answer::CodeResent(Ok(()))));
    assert_eq!(seen(&run).2, None);
    let run = run.answer(Answer::SignUpConfirmed(Ok(())));
    assert_eq!(run.steps().last(), Some(&"InitiateAuth"));
    // Cognito may say it only after the challenge.
    let run = by(Confirmation::Cognito)
        .submit(EMAIL)
        .answer(initiated(Ok(challenge())))
        .answer(completed())
        .answer(Answer::ChallengeAnswered(Err(service(
            Operation::RespondToAuthChallenge,
            ErrorCode::UserNotConfirmed,
            "User is not confirmed.",
        ))));
    assert_eq!(run.steps().last(), Some(&"ResendConfirmationCode"));
    // Where nobody sends such a code, there is nothing to type.
    by(Confirmation::Authsignal)
        .submit(EMAIL)
        .answer(unconfirmed())
        .assert_ended(Some(&Problem::AccountUnconfirmed), "by Authsignal");
}

#[test]
fn a_confirmation_whose_answer_was_lost_is_one() {
    let lost = Answer::SignUpConfirmed(Err(TransportError::Timeout.into()));
    let run = submit_code(awaiting_code()).answer(lost);
    assert_eq!(notice(&run), Some(CodeNotice::Offline));
    let run = submit_code(run).answer(refused(ErrorCode::NotAuthorized, CONFIRMED));
    assert_eq!(run.steps().last(), Some(&"InitiateAuth"));
}

#[test]
fn what_is_wrong_with_a_code_is_said_and_another_try_is_possible() {
    for (answer, expected) in [
        (refused(ErrorCode::CodeMismatch, ""), CodeNotice::Wrong),
        (refused(ErrorCode::ExpiredCode, ""), CodeNotice::Expired),
        (refused(ErrorCode::UserNotFound, ""), CodeNotice::Wrong),
        (refused(ErrorCode::AliasExists, ""), CodeNotice::Wrong),
        (
            refused(ErrorCode::TooManyFailedAttempts, ""),
            CodeNotice::TooManyAttempts,
        ),
        (
            refused(ErrorCode::LimitExceeded, ""),
            CodeNotice::TooManyAttempts,
        ),
        (
            refused(ErrorCode::UnexpectedLambda, "PostConfirmation"),
            CodeNotice::Unavailable,
        ),
        (
            Answer::SignUpConfirmed(Err(TransportError::Offline.into())),
            CodeNotice::Offline,
        ),
    ] {
        let run = submit_code(awaiting_code()).answer(answer);
        assert_eq!(
            (seen(&run).1, notice(&run)),
            (Activity::Idle, Some(expected))
        );
        let run = submit_code(run);
        assert_eq!(notice(&run), None);
        assert_eq!(run.steps().last(), Some(&"ConfirmSignUp"));
    }
    for typed in ["", "12345", "abcdef"] {
        let run = awaiting_code().event(Event::CodeSubmitted(typed.to_owned()));
        assert_eq!(notice(&run), Some(CodeNotice::Incomplete), "{typed}");
        assert_eq!(run.steps(), ["SignUp"]);
    }
}

#[test]
fn another_code_can_be_asked_for_after_a_while() {
    let run = awaiting_code().event(Event::CodeResendRequested);
    assert_eq!(run.steps(), ["SignUp"]);
    assert_eq!(seen(&run).3, Duration::from_secs(30));
    let later = NOW.shifted(30_000);
    let run = run.at(later).event(Event::CodeResendRequested);
    assert_eq!(
        (seen(&run).1, seen(&run).3),
        (Activity::Resending, Duration::ZERO)
    );
    // Once at a time.
    let run = run.event(Event::CodeResendRequested);
    assert_eq!(run.steps(), ["SignUp", "ResendConfirmationCode"]);
    let resent = run.answer(Answer::CodeResent(Ok(())));
    assert_eq!(seen(&resent).2, Some(CodeNotice::Resent));
    assert_eq!(seen(&resent).3, Duration::from_secs(30));
    for (answer, expected) in [
        (
            not_resent(ErrorCode::LimitExceeded, ""),
            CodeNotice::TooManyAttempts,
        ),
        (
            not_resent(ErrorCode::CodeDeliveryFailure, ""),
            CodeNotice::Unavailable,
        ),
        (
            Answer::CodeResent(Err(TransportError::Offline.into())),
            CodeNotice::Offline,
        ),
    ] {
        let run = awaiting_code()
            .at(later)
            .event(Event::CodeResendRequested)
            .answer(answer);
        assert_eq!(seen(&run).2, Some(expected));
        // Nothing was sent: it may be tried again at once.
        assert_eq!(seen(&run).3, Duration::ZERO);
    }
}

#[test]
fn what_the_operator_has_to_mend_ends_the_attempt() {
    for answer in [
        refused(ErrorCode::ResourceNotFound, ""),
        refused(ErrorCode::NotAuthorized, "Client has a secret"),
    ] {
        let run = submit_code(awaiting_code()).answer(answer);
        assert!(
            matches!(run.machine.problem(), Some(Problem::Misconfigured { .. })),
            "{:?}",
            run.machine
        );
    }
    sign_up(Confirmation::Cognito, LaunchMode::Popup)
        .answer(signed_up_error(
            ErrorCode::UserLambdaValidation,
            "PreSignUp failed with error SIGN_UP_CLOSED.",
        ))
        .assert_ended(Some(&Problem::SignUpRefused), "closed");
    let run = sign_up(Confirmation::Cognito, LaunchMode::Popup)
        .answer(Answer::SignedUp(Err(SignUpError::NoEntropy)));
    assert!(matches!(
        run.machine.problem(),
        Some(Problem::BrowserUnsupported { .. })
    ));
}

#[test]
fn giving_up_leads_back_to_the_form_and_late_answers_change_nothing() {
    for run in [awaiting_code(), awaiting_code_of_existing()] {
        let run = submit_code(run);
        let attempt = run.last().attempt;
        let run = run.cancel();
        run.assert_ended(None, "cancelled");
        let before = contents(&run.machine);
        let run = run.event(Event::Answered(attempt, Answer::SignUpConfirmed(Ok(()))));
        assert_eq!(contents(&run.machine), before);
    }
    let mistyped = Event::SignUpSubmitted {
        username: Username::from_email("ada"),
        launch: LaunchMode::Popup,
    };
    by(Confirmation::Cognito).event(mistyped).assert_ended(
        Some(&Problem::Username(UsernameProblem::EmailMalformed)),
        "mistyped",
    );
}

#[test]
fn the_next_sign_in_is_no_sign_up() {
    let run = sign_up(Confirmation::Authsignal, LaunchMode::Popup)
        .answer(signed_up_error(ErrorCode::TooManyRequests, ""))
        .submit(EMAIL);
    assert_eq!(run.steps().last(), Some(&"InitiateAuth"));
    assert!(!run.machine.signs_up);
}

#[test]
fn codes_and_addresses_do_not_print() {
    let run = submit_code(awaiting_code());
    let printed = format!(
        "{:?} {:?} {:?} {:?}",
        run.machine,
        run.last(),
        Event::CodeSubmitted(CODE.to_owned()),
        Event::SignUpSubmitted {
            username: Username::from_email(EMAIL),
            launch: LaunchMode::Popup
        }
    );
    for secret in ["123", "ada@"] {
        assert!(!printed.contains(secret), "{printed}");
    }
}
