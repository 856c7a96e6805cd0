use cognito::ChallengeParameters;

use super::*;

fn offer(parameters: &[(&str, &str)]) -> Offer {
    let parameters: ChallengeParameters = parameters
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    Offer::read(&parameters)
}

fn ada() -> Username {
    Username::from_email(EMAIL).expect("an address")
}

fn phone() -> Username {
    Username::from_phone("+4915112345678", None).expect("a number")
}

fn ways(offer: &Offer, username: &Username) -> Vec<String> {
    let ways = offer.ways(username, true);
    ways.iter().map(|way| format!("{way:?}")).collect()
}

#[test]
fn what_is_enrolled_is_offered_with_the_default_first() {
    let offer = offer(&[
        ("enrolledMethods", "PASSKEY, EMAIL_OTP,AUTHENTICATOR_APP"),
        ("defaultMethod", "AUTHENTICATOR_APP"),
    ]);
    assert_eq!(
        ways(&offer, &ada()),
        [
            "Challenge(AuthenticatorApp)",
            "Challenge(Passkey)",
            "Challenge(EmailOtp)"
        ]
    );
}

#[test]
fn a_passkey_is_offered_only_where_the_browser_has_them() {
    let offer = offer(&[("enrolledMethods", "PASSKEY,EMAIL_OTP")]);
    let ways = offer.ways(&ada(), false);
    assert_eq!(ways, [email()]);
}

#[test]
fn what_is_not_allowed_or_not_known_is_not_offered() {
    let restricted = offer(&[
        ("enrolledMethods", "SMS,EMAIL_OTP,PUSH,SECURITY_KEY"),
        ("allowedMethods", "EMAIL_OTP,PUSH"),
        ("defaultMethod", "SMS"),
    ]);
    assert_eq!(ways(&restricted, &ada()), ["Challenge(EmailOtp)"]);
    let strange = offer(&[("enrolledMethods", "PUSH")]);
    assert!(strange.ways(&ada(), true).is_empty());
}

#[test]
fn a_number_that_takes_text_messages_takes_whatsapp_where_the_tenant_says_so() {
    let both = offer(&[
        ("enrolledMethods", "SMS"),
        ("allowedMethods", "SMS,WHATSAPP"),
    ]);
    assert_eq!(
        ways(&both, &phone()),
        ["Challenge(Sms)", "Challenge(Whatsapp)"]
    );
    let unsaid = offer(&[("enrolledMethods", "SMS")]);
    assert_eq!(ways(&unsaid, &phone()), ["Challenge(Sms)"]);
}

#[test]
fn who_has_nothing_enrols_the_address_that_they_sign_in_with() {
    let nothing = offer(&[]);
    assert_eq!(
        nothing.ways(&ada(), true),
        [
            Way::EnrolEmail(EMAIL.to_owned()),
            Way::EnrolLink(EMAIL.to_owned())
        ]
    );
    assert_eq!(
        nothing.ways(&phone(), true),
        [Way::EnrolPhone("+4915112345678".to_owned())]
    );
    let whatsapp = offer(&[
        ("allowedMethods", "EMAIL_OTP,SMS,WHATSAPP"),
        ("defaultMethod", "WHATSAPP"),
    ]);
    assert_eq!(
        ways(&whatsapp, &phone()),
        ["Challenge(Whatsapp)", "Enrol(Sms)"]
    );
    assert_eq!(ways(&whatsapp, &ada()), ["Enrol(EmailOtp)"]);
}

#[test]
fn a_message_goes_to_the_name_that_the_person_signs_in_with() {
    let machine = Verification::new(vec![email(), app()]).of(ada());
    assert_eq!(machine.addressee(&email()), Some(EMAIL));
    assert_eq!(machine.addressee(&app()), None);
    let by_text = Way::Challenge(VerificationMethod::Sms);
    assert_eq!(machine.addressee(&by_text), None, "the number is not known");
    let other = Way::EnrolEmail("bob@example.com".to_owned());
    assert_eq!(machine.addressee(&other), Some("bob@example.com"));
}

#[test]
fn nobody_seems_to_have_what_everybody_has() {
    assert_eq!(
        ways(&Offer::of_nobody(&ada()), &ada()),
        ["Challenge(EmailOtp)"]
    );
    assert_eq!(
        ways(&Offer::of_nobody(&phone()), &phone()),
        ["Challenge(Sms)"]
    );
}
