use std::time::Duration;

use auth::passkey_offer::OfferAnswer;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use messages::{Message, key};

use super::{IntoPiece, Problem, SignInAgain, SubmitButton, Toasts, shown_while, toasts};
use crate::browser::authsignal::{PasskeyCreation, PasskeyPlace};
use crate::browser::{self, focus_heading};
use crate::passkeys::Passkeys;
use crate::words::{self, live, text};

/// How long a browser may take to create a passkey by itself before the person is asked. An attempt that goes on
/// meanwhile is taken over by theirs.
const PATIENCE: Duration = Duration::from_secs(3);

/// What is to be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Offer {
    /// Nothing: it is not known yet whether to ask.
    Unknown,
    /// Nothing: the person said no.
    Refused,
    /// The question.
    Asked,
    /// Nothing: there is a passkey now.
    Done,
}

/// Offers a passkey to somebody who signed in without one.
#[component]
pub fn PasskeyOffer(
    /// The person's passkeys.
    passkeys: Passkeys,
) -> impl IntoView {
    let offer = RwSignal::new(Offer::Unknown);
    let busy = RwSignal::new(false);
    let problem = RwSignal::new(None);
    let toasts = toasts();
    spawn_local(begin(passkeys, offer, toasts));
    let create = move |event: SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        problem.set(None);
        spawn_local(async move {
            let created = passkeys.create(PasskeyPlace::Here).await;
            // The page may be gone.
            let _ = busy.try_set(false);
            match created {
                Ok(PasskeyCreation::Cancelled) => {}
                Ok(done) => {
                    toasts.show(done_words(done));
                    finish(offer, Offer::Done);
                }
                Err(error) => {
                    let _ = problem.try_set(Some(error));
                }
            }
        });
    };
    let refuse = move |answer| {
        passkeys.answer_offer(answer);
        finish(offer, Offer::Refused);
    };
    let words = Signal::derive(move || {
        problem
            .with(|problem| problem.as_ref().map(words::create_problem))
            .map(text)
    });
    let wants_sign_in = move || {
        problem.with(|problem| {
            problem
                .as_ref()
                .is_some_and(|problem| problem.wants_sign_in())
        })
    };
    let asked = Memo::new(move |_| offer.get() == Offer::Asked);
    view! {
        <div class="offer">
            {shown_while(asked, move || view! {
                <section class="card" aria-labelledby="passkey-offer">
                    <h2 id="passkey-offer">{live(key::OFFER_TITLE)}</h2>
                    <p class="lead">{live(key::OFFER_PROMISE)}</p>
                    <Problem text=words/>
                    <Show when=wants_sign_in>
                        <SignInAgain passkeys/>
                    </Show>
                    <form on:submit=create>
                        <SubmitButton busy=busy>{live(key::OFFER_CREATE)}</SubmitButton>
                    </form>
                    <button
                        class="button button-quiet"
                        type="button"
                        on:click=move |_| refuse(OfferAnswer::Later(browser::now()))
                    >
                        {live(key::OFFER_LATER)}
                    </button>
                    <button class="link" type="button" on:click=move |_| refuse(OfferAnswer::Never)>
                        {live(key::OFFER_NEVER)}
                    </button>
                </section>
            }.into_piece())}
        </div>
    }
}

/// Lets the browser create a passkey by itself where it can, and asks where it does not. Its failures are nobody's.
async fn begin(passkeys: Passkeys, offer: RwSignal<Offer>, toasts: Toasts) {
    if !passkeys.offer_is_due().await {
        return;
    }
    let ask = move || {
        let _ = offer.try_update(|offer| {
            if *offer == Offer::Unknown {
                *offer = Offer::Asked;
            }
        });
    };
    if passkeys.can_create_automatically().await {
        set_timeout(ask, PATIENCE);
        match passkeys.create(PasskeyPlace::Automatic).await {
            Ok(PasskeyCreation::Cancelled) | Err(_) => {}
            Ok(done) => {
                toasts.show(done_words(done));
                let _ = offer.try_set(Offer::Done);
                return;
            }
        }
    }
    ask();
}

/// What had the focus goes, so the heading takes it.
fn finish(offer: RwSignal<Offer>, end: Offer) {
    if offer.try_set(end).is_none() {
        focus_heading();
    }
}

const fn done_words(done: PasskeyCreation) -> Message {
    match done {
        PasskeyCreation::AlreadyHere => key::SECURITY_PASSKEY_ALREADY_HERE,
        PasskeyCreation::Created | PasskeyCreation::Cancelled => key::SECURITY_PASSKEY_CREATED,
    }
}
