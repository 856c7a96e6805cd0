//! The languages there are, and which of them somebody reads.

/// A language that there is a message file for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// English, for everybody whose languages there are no texts in.
    #[default]
    English,
    /// German.
    German,
    /// French.
    French,
    /// Spanish.
    Spanish,
    /// Portuguese as in Brazil.
    Portuguese,
    /// Japanese.
    Japanese,
    /// Arabic, which is read from right to left.
    Arabic,
}

impl Language {
    /// Every language, in the order of the switch.
    pub const ALL: [Self; 7] = [
        Self::English,
        Self::German,
        Self::French,
        Self::Spanish,
        Self::Portuguese,
        Self::Japanese,
        Self::Arabic,
    ];

    /// Its tag (BCP 47), which also names its file.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
            Self::French => "fr",
            Self::Spanish => "es",
            Self::Portuguese => "pt-BR",
            Self::Japanese => "ja",
            Self::Arabic => "ar",
        }
    }

    /// What its readers call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::German => "Deutsch",
            Self::French => "Français",
            Self::Spanish => "Español",
            Self::Portuguese => "Português (Brasil)",
            Self::Japanese => "日本語",
            Self::Arabic => "العربية",
        }
    }

    /// The direction it is written in, as HTML's `dir`.
    #[must_use]
    pub const fn direction(self) -> &'static str {
        match self {
            Self::Arabic => "rtl",
            _ => "ltr",
        }
    }

    /// The language of a tag such as `de-AT`, whatever region or script it names.
    #[must_use]
    pub fn of_tag(tag: &str) -> Option<Self> {
        let primary = primary(tag);
        Self::ALL
            .into_iter()
            .find(|language| primary_of(*language).eq_ignore_ascii_case(primary))
    }

    /// The language to begin with: what the address asks for (`?lang=`), what was chosen here before, the first of the
    /// browser's languages that there are texts in, English.
    #[must_use]
    pub fn choose<'a>(
        asked: Option<&'a str>,
        kept: Option<&'a str>,
        browser: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let wishes = asked.into_iter().chain(kept).chain(browser);
        wishes
            .into_iter()
            .find_map(Self::of_tag)
            .unwrap_or_default()
    }

    /// The tag by which dates, names of countries and plurals are formed: the browser's own for this language, since it
    /// names the region too, else this one's. Digits are always 0 to 9, as codes and phone numbers have them.
    #[must_use]
    pub fn formats<'a>(self, browser: impl IntoIterator<Item = &'a str>) -> String {
        let own = browser
            .into_iter()
            .find(|tag| Self::of_tag(tag) == Some(self) && !tag.contains("-u-"));
        let tag = own.unwrap_or(self.tag());
        match self {
            Self::Arabic => [tag, "-u-nu-latn"].concat(),
            _ => tag.to_owned(),
        }
    }
}

fn primary(tag: &str) -> &str {
    let tag = tag.trim_ascii();
    tag.split(['-', '_']).next().unwrap_or_default()
}

fn primary_of(language: Language) -> &'static str {
    primary(language.tag())
}
