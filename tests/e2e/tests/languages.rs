//! Every page in the language of whoever reads it. What is expected is read from the message files.

use e2e::browser::{Options, Role};
use e2e::{Result, Setup, World, e2e, ensure};
use serde_json::Value;

use crate::USUAL;

const NARROW: Setup = Setup {
    browser: Options {
        viewport: Some((320, 640)),
        ..USUAL.browser
    },
    ..USUAL
};

/// A language by its tag, with its texts.
struct Texts(&'static str, Value);

impl Texts {
    fn of(tag: &'static str) -> Result<Self> {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../public/messages");
        let file = std::fs::read_to_string(format!("{folder}/{tag}.json"))?;
        Ok(Self(tag, serde_json::from_str(&file)?))
    }

    fn get<'a>(&'a self, key: &'a str) -> &'a str {
        self.1[key].as_str().unwrap_or(key)
    }
}

async fn is_in(world: &World, tag: &str, direction: &str) -> Result<()> {
    e2e::wait::until("the document's language", async || {
        let script = "return [document.documentElement.lang, document.documentElement.dir];";
        let [lang, dir]: [String; 2] = world.browser.evaluate(script).await?;
        Ok(lang == tag && dir == direction)
    })
    .await
}

async fn submit(world: &World, texts: &Texts, email: &str) -> Result<()> {
    world.write(texts.get("field.email"), email).await?;
    world.press(texts.get("common.continue")).await
}

/// Signs in and out in a language that the address asks for.
async fn signs_in(world: &World, tag: &'static str) -> Result<()> {
    let texts = Texts::of(tag)?;
    let direction = if tag == "ar" { "rtl" } else { "ltr" };
    let email = world.new_email();
    world.open(&format!("/sign-in?lang={tag}")).await?;
    world.sees_heading(texts.get("signIn.title")).await?;
    is_in(world, tag, direction).await?;
    world.fits_sideways().await?;
    world.is_at("/sign-in").await?;

    submit(world, &texts, "nonsense").await?;
    world
        .sees_text(texts.get("username.emailMalformed"))
        .await?;
    submit(world, &texts, &email).await?;
    world.sees_dialog().await?;
    let code = world.authsignal.next_code(&email).await?;
    let german = tag == "de";
    let verify = if german { "Bestätigen" } else { "Verify" };
    world
        .browser
        .in_popup(async || {
            world.write("Code", &code).await?;
            world.press(verify).await
        })
        .await?;
    world.sees_heading(texts.get("home.title")).await?;
    world.sees_text(&email).await?;
    world.fits_sideways().await?;
    // The choice lasts.
    world.reload().await?;
    world.sees_heading(texts.get("home.title")).await?;
    is_in(world, tag, direction).await?;
    let link = texts.get("home.security");
    world.browser.find(Role::Link, link).await?.click().await?;
    world.sees_heading(texts.get("security.title")).await?;
    world.sees_text(texts.get("security.noPasskeys")).await?;
    world.fits_sideways().await?;
    let back = texts.get("common.startPage");
    world.browser.find(Role::Link, back).await?.click().await?;
    world.press(texts.get("home.signOut")).await?;
    world.sees_heading(texts.get("signIn.title")).await
}

#[test]
fn somebody_signs_in_and_out_in_each_language() -> Result<()> {
    e2e(NARROW, async |world| {
        for tag in ["en", "de", "fr", "es", "pt-BR", "ja", "ar"] {
            signs_in(world, tag).await?;
        }
        Ok(())
    })
}

#[test]
fn a_german_page_has_its_code_sent_in_german() -> Result<()> {
    e2e(USUAL, async |world| {
        let german = Texts::of("de")?;
        let email = world.new_email();
        world.open("/sign-in?lang=de").await?;
        world.sees_heading(german.get("signIn.title")).await?;
        submit(world, &german, &email).await?;
        world
            .sees_in_popup("Sehen Sie in Ihren E-Mails nach")
            .await?;
        let mail = world.authsignal.next_message(&email).await?;
        ensure!(
            mail.locale == "de" && mail.subject == "Ihr Anmeldecode",
            "{mail:?}"
        );
        Ok(())
    })
}

#[test]
fn an_account_is_written_to_in_the_language_it_was_created_in() -> Result<()> {
    e2e(USUAL, async |world| {
        world.configure(|config| config["challengeMode"] = "embedded".into());
        let german = Texts::of("de")?;
        let email = world.new_email();
        world.open("/sign-in?lang=de").await?;
        world.sees_heading(german.get("signIn.title")).await?;
        submit(world, &german, &email).await?;
        // The screens are ours, so no page of Authsignal's says which language it is in.
        world.sees_heading(german.get("verify.emailCode")).await?;
        let mail = world.authsignal.next_message(&email).await?;
        ensure!(mail.locale == "de", "{mail:?}");
        // Others learn nothing from the address of the pre-built UI.
        let body = serde_json::json!({
            "AuthFlow": "CUSTOM_AUTH",
            "ClientId": world.client_id(),
            "AuthParameters": {"USERNAME": email},
        });
        let begun = world.ask_cognito("InitiateAuth", body).await?.success()?;
        let url = begun["ChallengeParameters"]["url"]
            .as_str()
            .unwrap_or_default();
        ensure!(url.contains("token=") && !url.contains("locale"), "{url}");
        Ok(())
    })
}

#[test]
fn the_browsers_language_is_the_first_guess_and_the_switch_has_the_last_word() -> Result<()> {
    e2e(USUAL, async |world| {
        let (german, french) = (Texts::of("de")?, Texts::of("fr")?);
        let languages =
            "Object.defineProperty(navigator, 'languages', {get: () => ['de-AT', 'en']});";
        world.browser.before_every_page(languages).await?;
        world.open("/sign-in").await?;
        world.sees_heading(german.get("signIn.title")).await?;
        is_in(world, german.0, "ltr").await?;
        let typed = "ada@exam";
        world.write(german.get("field.email"), typed).await?;
        let select = world
            .browser
            .find(Role::Combobox, german.get("language.label"))
            .await?;
        let select = thirtyfour::components::SelectElement::new(&select).await?;
        select.select_by_value("fr").await?;
        world.sees_heading(french.get("signIn.title")).await?;
        is_in(world, french.0, "ltr").await?;
        let field = world
            .browser
            .find(Role::Textbox, french.get("field.email"))
            .await?;
        ensure!(
            field.prop("value").await?.as_deref() == Some(typed),
            "what was typed is gone"
        );
        world.reload().await?;
        world.sees_heading(french.get("signIn.title")).await
    })
}
