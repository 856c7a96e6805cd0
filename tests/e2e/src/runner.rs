//! Runs tests: each in a world of its own, of which nothing is left afterwards.

use std::any::type_name;
use std::num::NonZero;
use std::panic::AssertUnwindSafe;
use std::sync::LazyLock;
use std::thread::available_parallelism;
use std::time::Duration;

use anyhow::{Context, Result, anyhow};
use futures_util::FutureExt;
use futures_util::future::{LocalBoxFuture, join_all};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::environment;
use crate::world::{Setup, World};

/// Longer than any test takes: one that hangs is to fail, and to say where.
const PATIENCE: Duration = Duration::from_secs(240);

/// How many tests drive a browser at a time: more would not be faster, and would time out.
static TURNS: LazyLock<Semaphore> = LazyLock::new(|| {
    let cores = available_parallelism().map_or(1, NonZero::get);
    Semaphore::new((cores / 2).clamp(2, 6))
});

/// Runs one test in a world that differs from the usual one by `setup`.
///
/// # Errors
/// When the test fails, with what the page showed; a screenshot is in `target/e2e`.
pub fn e2e<T>(setup: Setup, test: T) -> Result<()>
where
    T: AsyncFnOnce(&World) -> Result<()>,
{
    let name = name_of::<T>();
    block_on(async {
        let _turn = TURNS.acquire().await?;
        in_world(&name, setup, test).await
    })
}

/// One of several tests that mostly wait, and so can run side by side.
pub type Scenario = LocalBoxFuture<'static, Result<()>>;

/// Makes a test for [`e2e_together`].
pub fn scenario<T>(setup: Setup, test: T) -> Scenario
where
    T: AsyncFnOnce(&World) -> Result<()> + 'static,
{
    in_world_owned(name_of::<T>(), setup, test).boxed_local()
}

async fn in_world_owned<T>(name: String, setup: Setup, test: T) -> Result<()>
where
    T: AsyncFnOnce(&World) -> Result<()>,
{
    in_world(&name, setup, test).await
}

/// Runs tests side by side, as one.
///
/// # Errors
/// When one of them fails; all are run to their end.
pub fn e2e_together(scenarios: impl IntoIterator<Item = Scenario>) -> Result<()> {
    block_on(async {
        let _turn = TURNS.acquire().await?;
        join_all(scenarios).await.into_iter().collect()
    })
}

fn block_on<T>(future: impl Future<Output = Result<T>>) -> Result<T> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("no runtime")?
        .block_on(future)
}

async fn in_world<T>(name: &str, setup: Setup, test: T) -> Result<()>
where
    T: AsyncFnOnce(&World) -> Result<()>,
{
    let world = World::start(setup).await?;
    let outcome = AssertUnwindSafe(timeout(PATIENCE, test(&world)))
        .catch_unwind()
        .await;
    let outcome = outcome.map(|finished| {
        finished.unwrap_or_else(|_| Err(anyhow!("the test did not end within {PATIENCE:?}")))
    });
    let outcome = outcome.unwrap_or_else(|_| Err(anyhow!("the test panicked, see above")));
    let outcome = match outcome {
        Ok(()) => Ok(()),
        Err(error) => Err(error.context(story(name, &world).await)),
    };
    world.end().await?;
    outcome
}

/// What showed when a test failed.
async fn story(name: &str, world: &World) -> String {
    let page = world.browser.describe().await;
    let calls: Vec<String> = world.cognito.operations();
    let screenshot = match screenshot(name, world).await {
        Ok(path) => path,
        Err(error) => format!("none: {error:#}"),
    };
    format!(
        "{name} failed\n{page}-- calls to Cognito\n{}\n-- screenshot\n{screenshot}\n",
        calls.join(", ")
    )
}

async fn screenshot(name: &str, world: &World) -> Result<String> {
    let folder = environment::screenshots();
    std::fs::create_dir_all(&folder)?;
    let path = folder.join(format!("{}.png", name.replace("::", ".")));
    world.browser.driver().screenshot(&path).await?;
    Ok(path.display().to_string())
}

/// A test's name from that of the closure in it: `e2e::sign_in::a_new_user::{{closure}}`.
fn name_of<T>() -> String {
    let name = type_name::<T>();
    let name = name.split("::{{closure}}").next().unwrap_or(name);
    name.strip_prefix("e2e::").unwrap_or(name).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name<T>(_: T) -> String {
        name_of::<T>()
    }

    #[test]
    fn a_test_is_named_after_the_function_it_is_in() {
        assert_eq!(
            name(async |_: &World| ()),
            "runner::tests::a_test_is_named_after_the_function_it_is_in"
        );
    }
}
