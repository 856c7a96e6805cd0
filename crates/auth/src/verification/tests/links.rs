use super::*;

#[test]
fn a_followed_link_is_the_proof() {
    let run = Run::begin(&[link()]).sent();
    assert_eq!(
        run.steps(),
        ["Start(Challenge(EmailMagicLink))", "AwaitLink"]
    );
    run.answer(Answer::LinkFollowed(Ok(proof())))
        .assert_ended(&Ok(ChallengeResult::Completed(proof())));
}

#[test]
fn a_fault_is_said_and_the_link_waited_for_again() {
    let run = Run::begin(&[link()])
        .sent()
        .answer(Answer::LinkFollowed(Err(FactorError::Offline)));
    assert_eq!(run.notice(), Some(&Notice::Trouble(Trouble::Offline)));
    assert_eq!(run.steps().last().map(String::as_str), Some("AwaitLink"));
    run.answer(Answer::LinkFollowed(Ok(proof())))
        .assert_ended(&Ok(ChallengeResult::Completed(proof())));
}

#[test]
fn another_link_is_waited_for_in_the_place_of_the_first() {
    let run = Run::begin(&[link()])
        .sent()
        .later(RESEND_AFTER)
        .event(Event::ResendRequested);
    let first = run.asked[1].id;
    let run = run.sent();
    assert_eq!(run.notice(), Some(&Notice::Resent));
    assert_eq!(
        run.steps()[2..],
        ["Start(Challenge(EmailMagicLink))", "AwaitLink"]
    );
    let run = run.event(Event::Answered(first, Answer::LinkFollowed(Ok(proof()))));
    assert!(matches!(run.machine.state(), State::AwaitingLink { .. }));
}

#[test]
fn a_link_that_was_not_sent_again_leaves_the_one_before_to_be_followed() {
    let run = Run::begin(&[link()])
        .sent()
        .later(RESEND_AFTER)
        .event(Event::ResendRequested)
        .answer(Answer::Started(Err(FactorError::Offline)));
    assert_eq!(run.steps().last().map(String::as_str), Some("AwaitLink"));
    run.answer(Answer::LinkFollowed(Ok(proof())))
        .assert_ended(&Ok(ChallengeResult::Completed(proof())));
}

#[test]
fn too_many_tries_elsewhere_end_it() {
    Run::begin(&[link()])
        .sent()
        .answer(Answer::LinkFollowed(Err(FactorError::TooManyRequests)))
        .assert_ended(&Err(LaunchError::TooManyAttempts));
}

#[test]
fn where_accounts_are_concealed_nobody_waits_for_ever() {
    let refused = || FactorError::Refused("unauthorized".to_owned());
    let run = Run::of(Verification::new(vec![link()]).concealing())
        .event(Event::Begun)
        .answer(Answer::Started(Err(refused())));
    let asked = run.asked.len();
    let run = run.answer(Answer::LinkFollowed(Err(refused())));
    assert_eq!(run.notice(), None);
    assert_eq!(run.asked.len(), asked, "nothing is asked for any more");
}
