//! The SDK's `launch` as it behaves, good and bad; the real SDK is tested end to end.

use auth::ChallengeUrl;
use auth::sign_in::{ChallengeResult, LaunchError};
use latchkey::browser::authsignal::launch_popup;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::{Replaced, app_config, document, eval, replace};

/// The SDK with a `launch` of our own.
fn sdk(launch: &str) -> Replaced {
    eval("window.launched = undefined");
    replace(
        "window",
        "authsignal",
        &format!(
            "{{ Authsignal: class {{
                constructor(options) {{ window.options = JSON.stringify(options); }}
                launch(url, options) {{ window.launched = url + ' ' + options.mode; return ({launch})(url, options); }}
            }} }}"
        ),
    )
}

async fn launch(url: &str) -> Result<ChallengeResult, LaunchError> {
    launch_popup(&app_config().authsignal, &ChallengeUrl::new(url).unwrap()).await
}

#[wasm_bindgen_test]
async fn a_token_completes_the_challenge() {
    let _sdk = sdk("() => Promise.resolve({token: 'proof'})");
    let result = launch("https://mfa.example/?token=t").await.unwrap();
    assert!(matches!(result, ChallengeResult::Completed(token) if token.expose() == "proof"));
    assert_eq!(
        eval("window.launched").as_string().unwrap(),
        "https://mfa.example/?token=t popup"
    );
    assert_eq!(
        eval("window.options").as_string().unwrap(),
        r#"{"tenantId":"tenant","baseUrl":"https://api.example/v1"}"#
    );
}

#[wasm_bindgen_test]
async fn a_closed_popup_is_a_cancel() {
    for closed in ["{token: undefined}", "{}", "{token: ''}"] {
        let _sdk = sdk(&format!("() => Promise.resolve({closed})"));
        assert_eq!(
            launch("https://mfa.example/?token=t").await,
            Ok(ChallengeResult::Cancelled)
        );
    }
}

#[wasm_bindgen_test]
async fn an_address_without_a_query_gets_one() {
    let _sdk = sdk("() => Promise.resolve({})");
    launch("https://mfa.example/challenge").await.unwrap();
    assert_eq!(
        eval("window.launched").as_string().unwrap(),
        "https://mfa.example/challenge? popup"
    );
}

#[wasm_bindgen_test]
async fn what_the_sdk_throws_is_a_failure() {
    let _sdk = sdk(
        "() => { throw new Error('Multiple instances of Authsignal popup is not supported.') }",
    );
    let error = launch("https://mfa.example/?token=t").await.unwrap_err();
    assert!(
        matches!(&error, LaunchError::Failed(text) if text.contains("Multiple instances")),
        "{error:?}"
    );
    let _sdk = sdk("() => Promise.reject(new TypeError('Failed to fetch'))");
    assert!(matches!(
        launch("https://mfa.example/?token=t").await,
        Err(LaunchError::Failed(_))
    ));
}

#[wasm_bindgen_test]
async fn a_second_popup_is_never_opened() {
    let _sdk = sdk("() => Promise.resolve({token: 'proof'})");
    let dialog = document().create_element("div").unwrap();
    dialog.set_id("__authsignal-popup-container");
    document().body().unwrap().append_child(&dialog).unwrap();
    let result = launch("https://mfa.example/?token=t").await;
    dialog.remove();
    assert_eq!(result, Err(LaunchError::AlreadyOpen));
    assert!(eval("window.launched").is_undefined());
}

#[wasm_bindgen_test]
async fn an_expired_challenge_closes_the_dialog_and_says_so() {
    let _sdk = sdk("(url, {onError}) => new Promise((resolve) => {
            const dialog = document.createElement('div');
            dialog.id = '__authsignal-popup-container';
            dialog.innerHTML = '<div data-a11y-dialog-hide></div>';
            dialog.firstChild.onclick = () => { dialog.remove(); resolve({token: undefined}); };
            document.body.append(dialog);
            onError({errorCode: 'expired_token', statusCode: 401});
        })");
    assert_eq!(
        launch("https://mfa.example/?token=t").await,
        Err(LaunchError::Expired)
    );
}

#[wasm_bindgen_test]
async fn an_error_that_the_person_overcame_is_forgotten() {
    let _sdk = sdk(
        "(url, {onError}) => { onError({errorCode: 'invalid_credential'}); return Promise.resolve({token: 'proof'}); }",
    );
    assert!(matches!(
        launch("https://mfa.example/?token=t").await,
        Ok(ChallengeResult::Completed(_))
    ));
    let _sdk = sdk(
        "(url, {onError}) => { onError({errorCode: 'too_many_requests'}); return Promise.resolve({}); }",
    );
    assert_eq!(
        launch("https://mfa.example/?token=t").await,
        Err(LaunchError::TooManyAttempts)
    );
}

#[wasm_bindgen_test]
async fn an_sdk_that_does_not_load_can_be_tried_again() {
    // Nothing is served at the SDK's path here.
    for _ in 0..2 {
        let error = launch("https://mfa.example/?token=t").await.unwrap_err();
        assert!(matches!(error, LaunchError::SdkUnavailable(_)), "{error:?}");
        assert_eq!(
            document()
                .query_selector("script[src*=authsignal]")
                .unwrap(),
            None
        );
    }
}
