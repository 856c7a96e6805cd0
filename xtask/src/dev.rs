//! The app on localhost with a local stack behind it, rebuilt on every change.

use std::io::{Read, Seek, SeekFrom};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::deployment::app_config::{self, Override};
use crate::failure::{Failure, Result};
use crate::net::{self, Ports};
use crate::setup::wasm::TARGET;
use crate::setup::{self, Tools};
use crate::stack::services::Service;
use crate::stack::{self, Stack};
use crate::workspace::{Workspace, write_atomically};
use crate::{parallel, process, signals, ui};

const PORT: u16 = 8080;
/// How long trunk may take for the first page once everything is compiled.
const FIRST_PAGE: Duration = Duration::from_secs(300);

/// The command.
pub(crate) fn run(workspace: &Workspace, fresh: bool, overrides: &[Override]) -> Result<()> {
    let started = Instant::now();
    let tools = setup::ensure(workspace)?;
    let port = Ports::default().take(PORT)?;
    if port != PORT {
        ui::note(&format!("port {PORT} is taken; the app gets {port}"));
    }
    ui::step("compiling the app, starting the local stack (minutes the first time)");
    let (mut stack, ()) = parallel::both(
        || start_stack(workspace, port, fresh, overrides),
        || compile_app(workspace, &tools),
    )?;
    publish_config(workspace, &stack)?;
    ui::step("serving the app");
    let mut announced = false;
    loop {
        let files = SingleFiles::look(workspace);
        let mut trunk = serve(workspace, &tools, &stack, port)?;
        let mut output = Follow::new(trunk.log());
        await_page(&mut trunk, &mut stack, port)?;
        if !std::mem::replace(&mut announced, true) {
            output.skip();
            print_urls(&stack, port, started.elapsed());
        }
        while !signals::stop_requested() && !files.replaced() {
            trunk.check()?;
            stack.check()?;
            output.pass_on();
            std::thread::sleep(Duration::from_millis(150));
        }
        if signals::stop_requested() {
            break;
        }
        ui::note("a file that trunk watches was replaced: starting trunk again");
    }
    ui::note("stopping");
    Ok(())
}

fn await_page(trunk: &mut Service, stack: &mut Stack, port: u16) -> Result<()> {
    let started = Instant::now();
    while net::get_status(port, "/") != Some(200) {
        signals::check()?;
        trunk.check()?;
        stack.check()?;
        if started.elapsed() > FIRST_PAGE {
            return Err(Failure::new("trunk serves no page")
                .why("there is no app to look at without it")
                .log(trunk.log()));
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    Ok(())
}

fn start_stack(
    workspace: &Workspace,
    port: u16,
    fresh: bool,
    overrides: &[Override],
) -> Result<Stack> {
    let natives = stack::build_natives(workspace)?;
    stack::start(
        workspace,
        &natives,
        &stack::Options {
            name: "dev",
            keep: true,
            fresh,
            site_url: Some(format!("http://localhost:{port}")),
            dist: None,
            overrides,
            for_tests: false,
        },
    )
}

/// What takes long about the first page, while the stack starts: trunk then finds it compiled.
fn compile_app(workspace: &Workspace, tools: &Tools) -> Result<()> {
    let mut cargo = workspace.command("cargo");
    cargo.args(["build", "--target", TARGET, "-p", "latchkey"]);
    tools.wasm.apply(&mut cargo);
    process::logged(&mut cargo, "compiling the app", &workspace.log("app"))
        .map(|_| ())
        .map_err(|failure| {
            failure
                .why("there is no app to look at without it")
                .fix("correct the code that the compiler complains about")
        })
}

/// `trunk serve` alone shall work afterwards; a config.json that someone wrote is left as it is.
fn publish_config(workspace: &Workspace, stack: &Stack) -> Result<()> {
    let public = workspace.path("public/config.json");
    let there = std::fs::read_to_string(&public);
    if there.is_ok_and(|text| !app_config::is_generated(&text)) {
        ui::note("public/config.json is yours and stays as it is; this app uses the local stack");
        return Ok(());
    }
    let config = stack.config_file();
    let text =
        std::fs::read_to_string(&config).map_err(|error| Failure::io("read", &config, &error))?;
    write_atomically(&public, &text)
}

fn serve(workspace: &Workspace, tools: &Tools, stack: &Stack, port: u16) -> Result<Service> {
    let mut trunk = workspace.command("trunk");
    trunk
        .args(["serve", "--skip-version-check"])
        .args(["--address", "127.0.0.1", "--port", &port.to_string()])
        // The release build keeps dist/ for itself.
        .arg("--dist")
        .arg(stack.run.join("dist"))
        .env("LATCHKEY_CONFIG", stack.config_file())
        .env_remove("NO_COLOR");
    tools.wasm.apply(&mut trunk);
    Service::start("trunk", &mut trunk, stack.run.join("trunk.log"))
}

fn print_urls(stack: &Stack, port: u16, took: Duration) {
    ui::plain("");
    ui::plain(&format!("  app    http://localhost:{port}"));
    ui::plain(&format!(
        "  inbox  {}  (codes arrive here)",
        stack.info.inbox_url
    ));
    ui::plain(&format!("  logs   {}", stack.run.display()));
    ui::plain(&format!(
        "\n  ready after {}; Ctrl-C stops everything\n",
        ui::duration(took)
    ));
}

/// The files that trunk watches by themselves, not by their folder. Editors that save by putting a new
/// file in the place of the old one end such a watch without a word.
struct SingleFiles(Vec<(PathBuf, Option<u64>)>);

impl SingleFiles {
    fn look(workspace: &Workspace) -> Self {
        let files = ["index.html", "Cargo.toml"];
        Self(
            files
                .map(|file| workspace.path(file))
                .map(|file| (file.clone(), inode(&file)))
                .into(),
        )
    }

    /// Whether one of them is another file now. In the middle of a save there may be none.
    fn replaced(&self) -> bool {
        self.0
            .iter()
            .any(|(file, before)| inode(file).is_some_and(|now| Some(now) != *before))
    }
}

fn inode(file: &Path) -> Option<u64> {
    std::fs::metadata(file).ok().map(|metadata| metadata.ino())
}

/// Passes on what a program adds to its log.
struct Follow {
    log: PathBuf,
    position: u64,
}

impl Follow {
    fn new(log: &Path) -> Self {
        Self {
            log: log.to_path_buf(),
            position: 0,
        }
    }

    fn added(&mut self) -> std::io::Result<Vec<u8>> {
        let mut file = std::fs::File::open(&self.log)?;
        file.seek(SeekFrom::Start(self.position))?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        self.position = file.stream_position()?;
        Ok(bytes)
    }

    fn skip(&mut self) {
        // Nothing is lost: it is all in the log.
        let _ = self.added();
    }

    fn pass_on(&mut self) {
        if let Ok(bytes) = self.added()
            && !bytes.is_empty()
        {
            ui::raw(&bytes);
        }
    }
}
