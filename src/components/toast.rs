use gloo_timers::callback::Timeout;
use leptos::ev;
use leptos::prelude::*;
use messages::{Message, key};

use super::effect;
use crate::browser::{focus_heading, page};
use crate::words::{live, text};

/// How long a toast stays, in milliseconds: six seconds at least, for those who read slowly.
const STAYS: u32 = 8_000;

/// Says what was done, once, over whatever page shows. There is one toast at a time: the newest takes the place of the one
/// before. What goes wrong is not for here, but for the place where it can be mended. Copies are the same.
#[derive(Clone, Copy)]
pub struct Toasts {
    said: RwSignal<Option<Message>>,
    /// Runs while nobody looks at the toast. A timer that is dropped is cancelled.
    timer: StoredValue<Option<Timeout>, LocalStorage>,
}

impl Toasts {
    /// For all below the component that calls it; they show in its [`ToastRegion`].
    #[must_use]
    pub fn provide() -> Self {
        let toasts = Self {
            said: RwSignal::new(None),
            timer: StoredValue::new_local(None),
        };
        provide_context(toasts);
        toasts
    }

    /// Shows `message` for a while. Nothing shows once the page is gone.
    pub fn show(self, message: Message) {
        let _ = self.said.try_set(Some(message));
        self.resume();
    }

    /// Takes the toast away.
    pub fn clear(self) {
        self.pause();
        let _ = self.said.try_set(None);
    }

    fn pause(self) {
        let _ = self.timer.try_set_value(None);
    }

    fn resume(self) {
        let timer = Timeout::new(STAYS, move || self.clear());
        let _ = self.timer.try_set_value(Some(timer));
    }
}

/// Where toasts are shown. Outside of the shell they show nowhere.
#[must_use]
pub fn toasts() -> Toasts {
    use_context().unwrap_or_else(Toasts::provide)
}

/// The live region that toasts show in: it is there before they are, or screen readers stay silent. A toast waits while it is
/// pointed at or has the focus, goes with Escape, and never takes the focus.
#[component]
pub fn ToastRegion(
    /// The toasts.
    toasts: Toasts,
) -> impl IntoView {
    // Once it is there: what has the focus must not lie under it.
    effect(move || {
        if toasts.said.with(Option::is_some) {
            page::uncover_focus();
        }
    });
    let escape = window_event_listener(ev::keydown, move |event| {
        if event.key() == "Escape" {
            toasts.clear();
        }
    });
    on_cleanup(move || escape.remove());
    let dismiss = move |_| {
        toasts.clear();
        // The button had the focus.
        focus_heading();
    };
    let toast = move || {
        toasts.said.get().map(|message| {
            view! {
                <div
                    class="toast"
                    on:mouseenter=move |_| toasts.pause()
                    on:mouseleave=move |_| toasts.resume()
                    on:focusin=move |_| toasts.pause()
                    on:focusout=move |_| toasts.resume()
                >
                    <p>{text(message)}</p>
                    <button
                        class="toast-close"
                        type="button"
                        aria-label=live(key::SHELL_DISMISS)
                        on:click=dismiss
                    ></button>
                </div>
            }
        })
    };
    view! { <div class="toasts" role="status" aria-live="polite">{toast}</div> }
}
