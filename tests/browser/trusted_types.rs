//! What strings may become HTML.

use latchkey::browser::is_harmless;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn what_the_views_are_made_of_may_pass() {
    for html in [
        "",
        "plain text, based on = nothing",
        "<p class=\"or\" aria-hidden=\"true\"><span>or</span></p>",
        "<svg viewBox=\"0 0 24 24\" aria-hidden=\"true\"><path d=\"M8 7\"/></svg>",
        "<option value=\"\">Country</option>",
        "<li><!><a class=\"button\" href=\"/sign-in\">Sign in</a></li>",
    ] {
        assert!(is_harmless(html), "{html}");
    }
}

#[wasm_bindgen_test]
fn what_could_run_may_not() {
    for html in [
        "<script>alert(1)</script>",
        "<ScRiPt src=//x>",
        "<img src=x onerror=alert(1)>",
        "<img src=x\tONERROR =alert(1)>",
        "<img src=\"x\"onerror=alert(1)>",
        "<svg/onload=alert(1)>",
        "<p\nonclick='x()'>",
        "<a href=\"JavaScript:alert(1)\">x</a>",
        "<iframe srcdoc=x></iframe>",
        "<object data=x>",
        "<base href=//x>",
        "<style>*{}</style>",
        "<!--><script>",
        "<form action=//x>",
        "< script>",
        "<math><mtext>",
    ] {
        assert!(!is_harmless(html), "{html}");
    }
}
