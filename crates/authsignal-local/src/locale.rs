//! Languages of the pre-built UI and of messages. The real service has nine; the stand-in has two of them, so that it
//! can be seen whether a language got through.

/// The locale codes that the real service takes in `track`; it ignores all others
/// (Authsignal's documentation, "Localization" of the pre-built UI).
const SUPPORTED: [&str; 9] = ["en", "fr", "fr-ca", "de", "es", "it", "nl", "pl", "pt-br"];

/// A locale code as the real service has it; none for what it does not support.
pub(crate) fn supported(code: &str) -> Option<&'static str> {
    SUPPORTED
        .into_iter()
        .find(|known| known.eq_ignore_ascii_case(code))
}

/// A language that the stand-in speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Locale {
    #[default]
    English,
    German,
}

impl Locale {
    /// The language of a tag such as `de-AT`.
    pub(crate) fn of(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_', ';']).next().unwrap_or_default();
        match primary.trim().to_ascii_lowercase().as_str() {
            "en" => Some(Self::English),
            "de" => Some(Self::German),
            _ => None,
        }
    }

    /// The language of a page: what its address says, else the first of the browser's that is spoken here. Browsers
    /// list their languages in order, so their weights are not looked at.
    pub(crate) fn of_page(asked: Option<&str>, accept_language: Option<&str>) -> Self {
        let browser = accept_language.unwrap_or_default().split(',');
        let tags = asked.into_iter().chain(browser);
        tags.into_iter().find_map(Self::of).unwrap_or_default()
    }

    /// Its tag, for HTML.
    pub(crate) const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
        }
    }

    /// What is said in English, in this language.
    pub(crate) fn say(self, english: &'static str) -> &'static str {
        if self == Self::English {
            return english;
        }
        let found = GERMAN.iter().find(|(text, _)| *text == english);
        found.map_or(english, |(_, german)| german)
    }
}

const GERMAN: &[(&str, &str)] = &[
    (
        "A new code is on its way. The old one no longer works.",
        "Ein neuer Code ist unterwegs. Der alte gilt nicht mehr.",
    ),
    ("Already verified", "Bereits bestätigt"),
    ("Back", "Zurück"),
    ("Cancel", "Abbrechen"),
    ("Cancelled", "Abgebrochen"),
    ("Check WhatsApp", "Sehen Sie in WhatsApp nach"),
    ("Check your email", "Sehen Sie in Ihren E-Mails nach"),
    ("Check your phone", "Sehen Sie auf Ihrem Telefon nach"),
    ("Code", "Code"),
    ("Confirm", "Bestätigen"),
    ("Confirm that it is you", "Bestätigen Sie, dass Sie es sind"),
    ("Confirmed", "Bestätigt"),
    (
        "Enter the code from the message.",
        "Geben Sie den Code aus der Nachricht ein.",
    ),
    (
        "For developers: pass email or phoneNumber when tracking the action.",
        "Für Entwickler: Geben Sie email oder phoneNumber an, wenn Sie die Aktion melden (track).",
    ),
    (
        "Go back to the page where you began. You can close this one.",
        "Gehen Sie zu der Seite zurück, auf der Sie begonnen haben. Diese können Sie schließen.",
    ),
    (
        "It has expired, was used before, or a newer one was sent.",
        "Er ist abgelaufen, wurde schon benutzt, oder es wurde ein neuerer gesendet.",
    ),
    (
        "It was open for too long. Go back and start again.",
        "Sie war zu lange offen. Gehen Sie zurück und beginnen Sie noch einmal.",
    ),
    (
        "Local stand-in for Authsignal: ",
        "Lokaler Ersatz für Authsignal: ",
    ),
    ("No way to verify", "Keine Möglichkeit zur Bestätigung"),
    ("Not verified", "Nicht bestätigt"),
    ("Nothing to verify", "Nichts zu bestätigen"),
    ("open the inbox", "Posteingang öffnen"),
    (
        "Please try again in a moment.",
        "Bitte versuchen Sie es gleich noch einmal.",
    ),
    ("Resend code", "Code erneut senden"),
    ("Somebody signs in as ", "Jemand meldet sich an als "),
    (
        ". If it is not you, close this page.",
        ". Wenn Sie es nicht sind, schließen Sie diese Seite.",
    ),
    ("Something went wrong", "Etwas ist schiefgegangen"),
    (
        "That code has expired. A new one is on its way.",
        "Dieser Code ist abgelaufen. Ein neuer ist unterwegs.",
    ),
    (
        "That code is not right. Check the newest message and try again.",
        "Dieser Code stimmt nicht. Sehen Sie in der neuesten Nachricht nach und versuchen Sie es noch einmal.",
    ),
    (
        "That passkey belongs to another account.",
        "Dieser Passkey gehört zu einem anderen Konto.",
    ),
    (
        "That passkey was not accepted. Try again or use another method.",
        "Dieser Passkey wurde nicht angenommen. Versuchen Sie es noch einmal oder verwenden Sie eine andere Methode.",
    ),
    (
        "That took too long. Please try again.",
        "Das hat zu lange gedauert. Bitte versuchen Sie es noch einmal.",
    ),
    (
        "That was one wrong code too many. Go back and start again.",
        "Das war ein falscher Code zu viel. Gehen Sie zurück und beginnen Sie noch einmal.",
    ),
    (
        "The app has not asked for this step. Go back and start again there.",
        "Die App hat nicht nach diesem Schritt gefragt. Gehen Sie zurück und beginnen Sie dort noch einmal.",
    ),
    (
        "There is no email address or phone number to which a code for this account could go.",
        "Es gibt keine E-Mail-Adresse oder Telefonnummer, an die ein Code für dieses Konto gehen könnte.",
    ),
    ("This link does not work", "Dieser Link funktioniert nicht"),
    (
        "It is incomplete, or it comes from another environment. Go back and start again.",
        "Er ist unvollständig oder kommt aus einer anderen Umgebung. Gehen Sie zurück und beginnen Sie noch einmal.",
    ),
    ("This page has expired", "Diese Seite ist abgelaufen"),
    (
        "This passkey was removed from the account. Use another method.",
        "Dieser Passkey wurde aus dem Konto entfernt. Verwenden Sie eine andere Methode.",
    ),
    (
        "This step is done. Go back to the app; if it still asks, start again there.",
        "Dieser Schritt ist erledigt. Gehen Sie zur App zurück; wenn sie noch fragt, beginnen Sie dort neu.",
    ),
    ("Too many attempts", "Zu viele Versuche"),
    ("Too many requests", "Zu viele Anfragen"),
    ("Try again", "Erneut versuchen"),
    ("Use a passkey", "Passkey verwenden"),
    ("Use another method", "Andere Methode verwenden"),
    ("Use your passkey", "Verwenden Sie Ihren Passkey"),
    ("Verified", "Bestätigt"),
    ("Verify", "Bestätigen"),
    (
        "We sent a six-digit code to ",
        "Wir haben einen sechsstelligen Code gesendet an ",
    ),
    (
        "You can go back to the app.",
        "Sie können zur App zurückgehen.",
    ),
    (
        "Your device asks for your fingerprint, face or screen lock.",
        "Ihr Gerät fragt nach Fingerabdruck, Gesicht oder Bildschirmsperre.",
    ),
    ("Your sign-in code", "Ihr Anmeldecode"),
    ("Your sign-in link", "Ihr Anmeldelink"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_goes_before_the_browser() {
        let page = |asked, browser| Locale::of_page(asked, browser);
        assert_eq!(page(Some("de"), Some("en-US,en;q=0.9")), Locale::German);
        assert_eq!(page(None, Some("fr;q=1, de-AT;q=0.9, en")), Locale::German);
        // What is not spoken here is as if nothing had been asked for.
        assert_eq!(page(Some("pt-br"), Some("de")), Locale::German);
        assert_eq!(page(None, None), Locale::English);
    }

    #[test]
    fn only_the_real_services_codes_are_taken() {
        assert_eq!(supported("pt-BR"), Some("pt-br"));
        assert_eq!(supported("de"), Some("de"));
        for code in ["ja", "de-AT", "", "de&token=x"] {
            assert_eq!(supported(code), None, "{code}");
        }
    }

    #[test]
    fn everything_that_is_said_is_said_in_german() {
        let sources = [
            include_str!("ui/page.rs"),
            include_str!("ui/one_time_code.rs"),
            include_str!("ui/passkey.rs"),
            include_str!("ui/magic_link.rs"),
            include_str!("factors/one_time_code.rs"),
            include_str!("factors/magic_link.rs"),
        ];
        let mut said = 0;
        for source in sources {
            for rest in source.split("say(\"").skip(1) {
                let (text, _) = rest.split_once("\")").unwrap();
                assert!(GERMAN.iter().any(|(known, _)| *known == text), "{text}");
                said += 1;
            }
        }
        assert!(said > 20);
    }
}
