//! The checks themselves. The selections of packages are chosen so that steps share what they compile.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::deployment::site::files;
use crate::failure::{Failure, Result};
use crate::setup::wasm::TARGET;
use crate::setup::{amplify, python};
use crate::test::{Context, Step, rehearsal};
use crate::{build, process};

/// In the order in which they run: the quick and the frequent failures first.
pub(super) const ALL: [Step; 11] = [
    Step {
        name: "fmt",
        title: "formatting",
        why: "one style keeps changes readable",
        fix: "cargo fmt --all",
        run: fmt,
    },
    Step {
        name: "infra",
        title: "the template and what deploys it",
        why: "a deployment would fail half-way, or open what should be closed",
        fix: "correct infra/ where it is named above",
        run: infra,
    },
    Step {
        name: "clippy",
        title: "lints of everything native",
        why: "warnings are errors here: most of them are bugs to be",
        fix: "correct what clippy names above; cargo clippy --fix does some of it",
        run: clippy,
    },
    Step {
        name: "clippy-wasm",
        title: "lints of the app, for wasm32",
        why: "warnings are errors here: most of them are bugs to be",
        fix: "correct what clippy names above",
        run: clippy_wasm,
    },
    Step {
        name: "doc",
        title: "documentation without warnings",
        why: "a broken link in the documentation misleads the next reader",
        fix: "correct what rustdoc names above",
        run: doc,
    },
    Step {
        name: "unit",
        title: "tests that run natively",
        why: "behaviour that people rely on has changed",
        fix: "correct the code, or the test where it is the one that is wrong",
        run: unit,
    },
    Step {
        name: "browser",
        title: "tests of the app in headless Chromium",
        why: "the app would not do in a browser what it should",
        fix: "correct the code; to look at it in a window: NO_HEADLESS=1, see CONTRIBUTING.md",
        run: browser,
    },
    Step {
        name: "site",
        title: "release build of the site, within its size budget",
        why: "it is what people would be served",
        fix: "correct what the compiler or trunk complains about",
        run: site,
    },
    Step {
        name: "node",
        title: "the official SDKs: Authsignal's against the stand-in, AWS's and Amplify against the stack",
        why: "what is built here is right when code that others wrote works with it",
        fix: "correct crates/authsignal-local or lambdas; the services' logs are in target/run/test",
        run: node,
    },
    Step {
        name: "deploy",
        title: "a deployment from beginning to end, on the local stack",
        why: "`cargo xtask deploy` would not do on AWS what it should",
        fix: "read target/run/test/rehearsal/deploy.log",
        run: deploy,
    },
    Step {
        name: "e2e",
        title: "end to end: the site, Cognito, the Lambdas and the stand-in in headless Chromium",
        why: "someone could not sign in",
        fix: "read the failed test's words above and the services' logs in target/run/test",
        run: end_to_end,
    },
];

fn cargo(context: &Context, args: &[&str]) -> Command {
    let mut cargo = context.workspace.command("cargo");
    cargo.args(args);
    cargo
}

fn cargo_wasm(context: &Context, args: &[&str]) -> Command {
    let mut cargo = cargo(context, args);
    context.tools.wasm.apply(&mut cargo);
    cargo
}

fn fmt(context: &mut Context) -> Result<()> {
    process::stream(
        &mut cargo(context, &["fmt", "--all", "--check"]),
        "the code is not formatted",
    )
}

fn infra(context: &mut Context) -> Result<()> {
    let workspace = context.workspace;
    let mut tests = workspace.command("python");
    tests.env("PATH", python::path(workspace)).args([
        "-B",
        "-m",
        "unittest",
        "discover",
        "--quiet",
        "-s",
        "infra/tests",
        "-t",
        "infra",
    ]);
    process::stream(&mut tests, "a test of infra/deployment failed")?;
    let mut lint = workspace.command("cfn-lint");
    lint.env("PATH", python::path(workspace))
        .arg("infra/template.yaml");
    process::stream(&mut lint, "cfn-lint has something to say")?;
    let mut hash = workspace.command("node");
    hash.args(["infra/popup-style-hash.mjs", "--check"]);
    process::stream(&mut hash, "style-src names another style than the SDK's")
}

fn clippy(context: &mut Context) -> Result<()> {
    let mut clippy = cargo(
        context,
        &[
            "clippy",
            "--workspace",
            "--exclude",
            "latchkey",
            "--all-targets",
        ],
    );
    process::stream(
        clippy.args(["--", "-D", "warnings"]),
        "clippy has something to say",
    )
}

fn clippy_wasm(context: &mut Context) -> Result<()> {
    let mut clippy = cargo_wasm(
        context,
        &[
            "clippy",
            "--target",
            TARGET,
            "-p",
            "latchkey",
            "--all-targets",
        ],
    );
    process::stream(
        clippy.args(["--", "-D", "warnings"]),
        "clippy has something to say about the app",
    )
}

fn doc(context: &mut Context) -> Result<()> {
    let mut native = cargo(
        context,
        &["doc", "--workspace", "--exclude", "latchkey", "--no-deps"],
    );
    process::stream(
        native.env("RUSTDOCFLAGS", "-D warnings"),
        "rustdoc has something to say",
    )?;
    let mut app = cargo_wasm(
        context,
        &["doc", "--target", TARGET, "-p", "latchkey", "--no-deps"],
    );
    process::stream(
        app.env("RUSTDOCFLAGS", "-D warnings"),
        "rustdoc has something to say about the app",
    )
}

fn unit(context: &mut Context) -> Result<()> {
    let mut test = cargo(
        context,
        &[
            "test",
            "--workspace",
            "--exclude",
            "latchkey",
            "--exclude",
            "e2e",
        ],
    );
    process::stream(&mut test, "a test failed")
}

fn browser(context: &mut Context) -> Result<()> {
    let mut test = cargo_wasm(context, &["test", "--target", TARGET, "-p", "latchkey"]);
    test.env(
        "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER",
        "wasm-bindgen-test-runner",
    )
    .env("CHROMEDRIVER", &context.browser.driver)
    // A busy machine may take its time to start a browser.
    .env("WASM_BINDGEN_TEST_TIMEOUT", "300");
    process::stream(&mut test, "a test in the browser failed")
}

fn site(context: &mut Context) -> Result<()> {
    let workspace = context.workspace;
    let (budget, files) = build::print_sizes(workspace, context.site()?)?;
    budget.check(&files)
}

fn node(context: &mut Context) -> Result<()> {
    let mut node = context.workspace.command("node");
    node.args(["--test", "--test-reporter=spec"]);
    for folder in ["tests/authsignal-node", "tests/conformance"] {
        node.args(test_files(&context.workspace.path(folder))?);
    }
    node.env("LATCHKEY_STACK", context.stack()?.info_file())
        // AWS's SDK tells every process that its releases of 2027 want a newer Node.js. This one is pinned.
        .env("AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED", "true");
    process::stream(&mut node, "an official SDK found something")
}

/// `node --test` takes folders in some versions and patterns in others: name the files.
fn test_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let found: Vec<PathBuf> = files(folder)?
        .iter()
        .filter(|name| name.ends_with(".test.mjs") || name.ends_with(".test.js"))
        .map(|name| folder.join(name))
        .collect();
    if found.is_empty() {
        return Err(Failure::new(format!(
            "there are no *.test.mjs in {}",
            folder.display()
        )));
    }
    Ok(found)
}

fn deploy(context: &mut Context) -> Result<()> {
    let workspace = context.workspace;
    let dist = context.site()?.to_path_buf();
    let (stack, code) = context.deployable()?;
    rehearsal::run(workspace, stack, code, &dist)
}

fn end_to_end(context: &mut Context) -> Result<()> {
    let mut test = end_to_end_cargo(context, &["test", "-p", "e2e"])?;
    process::stream(&mut test, "an end-to-end test failed")
}

/// Cargo for the package `e2e`, with everything running that it needs, and told where that is.
pub(super) fn end_to_end_cargo(context: &mut Context, args: &[&str]) -> Result<Command> {
    let workspace = context.workspace;
    let dist = context.site()?.to_path_buf();
    let (stack, code) = context.deployable()?;
    let site = rehearsal::site(workspace, stack, code, &dist)?;
    let mut cargo = cargo(context, args);
    cargo
        .env("LATCHKEY_DIST", &dist)
        .env("LATCHKEY_SITE", site)
        .env("LATCHKEY_AMPLIFY", amplify::bundle(context.workspace))
        .env("CHROMEDRIVER", &context.browser.driver)
        .env("CHROMIUM", &context.browser.chromium);
    let stack = context.stack()?;
    cargo.env("LATCHKEY_STACK", stack.info_file());
    Ok(cargo)
}
