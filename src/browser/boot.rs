//! What index.html holds, and what it did while the app was on its way (`boot/boot.js`): the configuration, requests that
//! are under way, and what somebody typed or pressed in its form, which the app takes over.

use js_sys::{Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::{Element, HtmlElement, HtmlInputElement};

use super::page::{document, focus};

#[wasm_bindgen]
extern "C" {
    type BootWindow;

    #[wasm_bindgen(method, getter, structural, js_name = latchkeyBoot)]
    fn boot(this: &BootWindow) -> Option<Boot>;

    type Boot;

    #[wasm_bindgen(method, getter, structural)]
    fn early(this: &Boot) -> Object;

    #[wasm_bindgen(method, getter, structural)]
    fn wanted(this: &Boot) -> Option<String>;

    #[wasm_bindgen(method, setter, structural)]
    fn set_wanted(this: &Boot, wanted: Option<&str>);
}

/// What somebody pressed before the app was there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pressed {
    /// The form's button.
    Submit,
    /// The button for passkeys.
    Passkey,
}

/// The form's field as somebody left it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typed {
    /// What is in it.
    pub text: String,
    /// Whether it has the focus.
    focused: bool,
}

impl Typed {
    /// What somebody typed, or that they emptied the field. None where they did neither: it is empty without having the
    /// focus, or holds the name of who is `known`.
    #[must_use]
    pub fn by_hand(&self, known: Option<&str>) -> Option<String> {
        let untouched = match self.text.as_str() {
            "" => !self.focused,
            text => Some(text) == known,
        };
        (!untouched).then(|| self.text.clone())
    }
}

/// The answer to a request that index.html made already. It is given once.
#[must_use]
pub fn take_early(request: &str) -> Option<Promise> {
    let early = boot()?.early();
    let answer = Reflect::get(&early, &request.into()).ok()?;
    let promise = answer.dyn_into::<Promise>().ok()?;
    // A plain object gives its properties up.
    let _ = Reflect::delete_property(&early, &request.into());
    Some(promise)
}

/// The configuration, where the deployment put it into the page: the text of config.json.
#[must_use]
pub fn embedded_config() -> Option<String> {
    document()?
        .get_element_by_id("latchkey-config")?
        .text_content()
}

/// What is in the form's field, while it is there and shows.
#[must_use]
pub fn typed() -> Option<Typed> {
    let form = document()?.query_selector("#boot.boot-form form").ok()??;
    let field: HtmlInputElement = form.query_selector("input").ok()??.unchecked_into();
    let active = document()?.active_element();
    Some(Typed {
        text: field.value(),
        focused: active.as_ref() == Some(field.as_ref()),
    })
}

/// Puts the app in the place of what index.html showed. Nothing happens when that was done before.
pub fn hand_over() {
    let Some(document) = document() else { return };
    let Some(boot) = document.get_element_by_id("boot") else {
        return;
    };
    if let Some(app) = document.get_element_by_id("app") {
        // An attribute that every element may have.
        let _ = app.remove_attribute("hidden");
    }
    boot.remove();
}

/// The same, for the page with the form: the field gets the focus if its place in the form had it. Where the cursor was
/// is told by no field for email addresses: it goes to the end.
pub fn hand_over_form(typed: Option<&Typed>, field: &HtmlInputElement) {
    hand_over();
    if typed.is_some_and(|typed| typed.focused) {
        focus(field);
    }
}

/// What somebody pressed in the form. It is told once.
#[must_use]
pub fn take_pressed() -> Option<Pressed> {
    let boot = boot()?;
    let wanted = boot.wanted()?;
    boot.set_wanted(None);
    match wanted.as_str() {
        "submit" => Some(Pressed::Submit),
        "passkey" => Some(Pressed::Passkey),
        _ => None,
    }
}

/// Where the app goes.
#[must_use]
pub fn place() -> Option<HtmlElement> {
    let app: Element = document()?.get_element_by_id("app")?;
    app.dyn_into().ok()
}

fn boot() -> Option<Boot> {
    let window: BootWindow = web_sys::window()?.unchecked_into();
    window.boot()
}
