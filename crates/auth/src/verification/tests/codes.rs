use super::*;

#[test]
fn a_code_is_what_is_left_of_what_was_typed_without_spaces_and_dashes() {
    for (typed, code) in [
        ("123456", "123456"),
        (" 123 456\n", "123456"),
        ("123-456", "123456"),
        ("１２３４５６", "123456"),
        ("١٢٣٤٥٦", "123456"),
        ("۱۲۳۴۵۶", "123456"),
        ("code: 12 34 56.", "123456"),
        ("abc", ""),
    ] {
        assert_eq!(digits(typed), code, "{typed}");
    }
}

#[test]
fn a_right_code_is_the_proof() {
    Run::begin(&[email()])
        .sent()
        .code("123 456")
        .checked(CodeVerdict::Right(proof()))
        .assert_ended(&Ok(ChallengeResult::Completed(proof())));
}

#[test]
fn the_code_is_checked_for_the_factor_that_is_asked_for() {
    let run = Run::begin(&[app()]).code("123456");
    let Some(Step::CheckCode { method, code }) = run.asked.last().map(|effect| &effect.step) else {
        panic!("{:?}", run.steps());
    };
    assert_eq!(
        (method, code.as_str()),
        (&VerificationMethod::AuthenticatorApp, "123456")
    );
}

#[test]
fn a_wrong_code_is_said_and_another_one_may_be_tried() {
    let run = Run::begin(&[email()])
        .sent()
        .code("000000")
        .checked(CodeVerdict::Wrong);
    assert_eq!(run.notice(), Some(&Notice::Wrong));
    run.code("123456")
        .checked(CodeVerdict::Right(proof()))
        .assert_ended(&Ok(ChallengeResult::Completed(proof())));
}

#[test]
fn too_many_wrong_codes_end_it() {
    let too_many = Err(LaunchError::TooManyAttempts);
    Run::begin(&[email()])
        .sent()
        .code("000000")
        .checked(CodeVerdict::TooManyTries)
        .assert_ended(&too_many);
    Run::begin(&[email()])
        .sent()
        .code("000000")
        .answer(Answer::Checked(Err(FactorError::TooManyRequests)))
        .assert_ended(&too_many);
}

#[test]
fn half_a_code_is_not_sent_anywhere() {
    let run = Run::begin(&[email()]).sent().code("12345");
    assert_eq!(run.notice(), Some(&Notice::Incomplete));
    assert_eq!(run.asked.len(), 1);
}

#[test]
fn one_code_is_checked_at_a_time() {
    let run = Run::begin(&[email()]).sent().code("111111").code("222222");
    assert_eq!(run.asked.len(), 2);
}

#[test]
fn a_code_that_could_not_be_checked_stays_to_be_tried_again() {
    let run = Run::begin(&[email()])
        .sent()
        .code("123456")
        .answer(Answer::Checked(Err(FactorError::Offline)));
    assert_eq!(run.notice(), Some(&Notice::Trouble(Trouble::Offline)));
    run.code("123456")
        .checked(CodeVerdict::Right(proof()))
        .assert_ended(&Ok(ChallengeResult::Completed(proof())));
}

#[test]
fn another_code_can_be_had_after_a_while_and_then_anew() {
    let run = Run::begin(&[email()]).sent();
    assert_eq!(run.machine.resend_in(run.now), RESEND_AFTER);
    let run = run.event(Event::ResendRequested);
    assert_eq!(run.asked.len(), 1, "too early");

    let run = run.later(RESEND_AFTER);
    assert_eq!(run.machine.resend_in(run.now), Duration::ZERO);
    let run = run.event(Event::ResendRequested);
    assert_eq!(run.asked.len(), 2);
    let run = run.event(Event::ResendRequested);
    assert_eq!(run.asked.len(), 2, "one is on its way");

    let run = run.sent();
    assert_eq!(run.notice(), Some(&Notice::Resent));
    assert_eq!(run.machine.resend_in(run.now), RESEND_AFTER);
}

#[test]
fn a_code_may_be_typed_while_another_is_being_sent() {
    Run::begin(&[email()])
        .sent()
        .later(RESEND_AFTER)
        .event(Event::ResendRequested)
        .code("123456")
        .checked(CodeVerdict::Right(proof()))
        .assert_ended(&Ok(ChallengeResult::Completed(proof())));
}

#[test]
fn a_code_that_was_not_sent_again_leaves_the_one_before() {
    let run = Run::begin(&[email()])
        .sent()
        .later(RESEND_AFTER)
        .event(Event::ResendRequested)
        .answer(Answer::Started(Err(FactorError::TooManyRequests)));
    assert_eq!(run.notice(), Some(&Notice::Trouble(Trouble::TooMany)));
    run.code("123456")
        .checked(CodeVerdict::Right(proof()))
        .assert_ended(&Ok(ChallengeResult::Completed(proof())));
}

#[test]
fn an_app_is_never_sent_anything_again() {
    let run = Run::begin(&[app()])
        .later(RESEND_AFTER)
        .event(Event::ResendRequested);
    assert!(run.asked.is_empty());
}

#[test]
fn enrolling_an_app_shows_its_key() {
    let key = AppKey {
        uri: "otpauth://totp/x?secret=ABC".to_owned(),
        secret: "ABC".to_owned(),
    };
    let run = Run::begin(&[Way::EnrolApp]).answer(Answer::Started(Ok(Some(key.clone()))));
    assert!(matches!(
        run.machine.state(),
        State::AwaitingCode { key: Some(shown), sent: None, .. } if *shown == key
    ));
}

/// Somebody who does not exist, as Cognito or Authsignal say, and somebody whose codes are wrong.
#[test]
fn where_accounts_are_concealed_a_refused_token_looks_like_codes_that_are_wrong() {
    let refused = || FactorError::Refused("unauthorized".to_owned());
    let nobody = Run::of(Verification::new(vec![email()]).concealing())
        .event(Event::Begun)
        .answer(Answer::Started(Err(refused())));
    let somebody = Run::begin(&[email()]).sent();
    let state = |run: &Run| format!("{:?}", run.machine.state());
    assert_eq!(state(&nobody), state(&somebody));

    let (mut nobody, mut somebody) = (nobody, somebody);
    for _ in 0..2 {
        nobody = nobody
            .code("000000")
            .answer(Answer::Checked(Err(refused())));
        somebody = somebody.code("000000").checked(CodeVerdict::Wrong);
        assert_eq!(state(&nobody), state(&somebody));
    }
    nobody = nobody
        .code("000000")
        .answer(Answer::Checked(Err(refused())));
    somebody = somebody.code("000000").checked(CodeVerdict::TooManyTries);
    assert_eq!(state(&nobody), state(&somebody));
}

#[test]
fn a_refusal_is_said_where_nothing_is_concealed() {
    let refused = FactorError::Refused("unauthorized".to_owned());
    let run = Run::begin(&[email()]).answer(Answer::Started(Err(refused)));
    assert!(matches!(run.machine.state(), State::NotStarted { .. }));
}
