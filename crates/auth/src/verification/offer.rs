use cognito::ChallengeParameters;

use super::Way;
use crate::authenticators::VerificationMethod;
use crate::{Contact, Username};

/// What Authsignal says about a person's factors, as the Create trigger hands it on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Offer {
    /// What the person has enrolled (`enrolledMethods`).
    pub enrolled: Vec<VerificationMethod>,
    /// What may be used (`allowedMethods`); empty where Authsignal does not say, and then anything may.
    pub allowed: Vec<VerificationMethod>,
    /// What comes first (`defaultMethod`).
    pub default: Option<VerificationMethod>,
}

impl Offer {
    /// What the challenge's parameters say.
    #[must_use]
    pub fn read(parameters: &ChallengeParameters) -> Self {
        let list = |name: &str| {
            let codes = parameters.get(name).unwrap_or_default().split(',');
            codes
                .map(str::trim)
                .filter(|code| !code.is_empty())
                .map(VerificationMethod::read)
                .collect()
        };
        Self {
            enrolled: list("enrolledMethods"),
            allowed: list("allowedMethods"),
            default: parameters
                .get("defaultMethod")
                .map(VerificationMethod::read),
        }
    }

    /// What somebody who does not exist seems to have: that which everybody has who signed up with such a name.
    #[must_use]
    pub fn of_nobody(username: &Username) -> Self {
        let method = match username.contact() {
            Some(Contact::Phone) => VerificationMethod::Sms,
            Some(Contact::Email) | None => VerificationMethod::EmailOtp,
        };
        Self {
            enrolled: vec![method],
            ..Self::default()
        }
    }

    /// What whoever creates an account may use: the way that proves the name they do it with, and no other. So nobody
    /// learns from the ways whether there was an account already, and what its owner has enrolled.
    #[must_use]
    pub fn for_sign_up(self, username: &Username) -> Self {
        use VerificationMethod as Method;
        let (first, second) = match username.contact() {
            Some(Contact::Phone) => (Method::Sms, Method::Whatsapp),
            Some(Contact::Email) | None => (Method::EmailOtp, Method::EmailMagicLink),
        };
        let by_second = !self.allows(&first) && self.allows(&second);
        let method = if by_second { second } else { first };
        Self {
            // As if it were enrolled: a refusal looks like a code that never comes.
            enrolled: match self.enrolled.is_empty() {
                true => Vec::new(),
                false => vec![method.clone()],
            },
            allowed: vec![method],
            default: None,
        }
    }

    /// The ways that our screens can ask for, the first one first. None where they know none of the person's factors:
    /// the pre-built UI does.
    ///
    /// Who has enrolled nothing yet enrols the address that they sign in with, and nothing else: the Verify trigger wants it
    /// proved.
    #[must_use]
    pub fn ways(&self, username: &Username, passkeys: bool) -> Vec<Way> {
        let mut ways = if self.enrolled.is_empty() {
            self.first_enrolments(username)
        } else {
            self.challenges(passkeys)
        };
        if let Some(default) = &self.default
            && let Some(first) = ways.iter().position(|way| way.method() == *default)
            && let Some(part) = ways.get_mut(..=first)
        {
            part.rotate_right(1);
        }
        ways
    }

    fn challenges(&self, passkeys: bool) -> Vec<Way> {
        use VerificationMethod as Method;
        let mut methods: Vec<&Method> = Vec::new();
        let whatsapp = &Method::Whatsapp;
        // A number that takes text messages takes WhatsApp's too, where the tenant has set that up.
        let by_whatsapp = (self.enrolled.contains(&Method::Sms) && self.allowed.contains(whatsapp))
            .then_some(whatsapp);
        for method in self.enrolled.iter().chain(by_whatsapp) {
            let known = match method {
                Method::Passkey => passkeys,
                Method::EmailOtp
                | Method::EmailMagicLink
                | Method::Sms
                | Method::Whatsapp
                | Method::AuthenticatorApp => true,
                Method::SecurityKey | Method::Other(_) => false,
            };
            if known && self.allows(method) && !methods.contains(&method) {
                methods.push(method);
            }
        }
        methods.into_iter().cloned().map(Way::Challenge).collect()
    }

    fn first_enrolments(&self, username: &Username) -> Vec<Way> {
        let address = username.as_str().to_owned();
        let ways = match username.contact() {
            Some(Contact::Email) => vec![Way::EnrolEmail(address.clone()), Way::EnrolLink(address)],
            Some(Contact::Phone) => vec![
                Way::EnrolPhone(address),
                // The Web SDK has no enrolment of its own for it: a challenge enrols the number that Create tracked.
                Way::Challenge(VerificationMethod::Whatsapp),
            ],
            None => Vec::new(),
        };
        ways.into_iter()
            .filter(|way| self.allows(&way.method()))
            .filter(|way| way.method() != VerificationMethod::Whatsapp || !self.allowed.is_empty())
            .collect()
    }

    fn allows(&self, method: &VerificationMethod) -> bool {
        self.allowed.is_empty() || self.allowed.contains(method)
    }
}
