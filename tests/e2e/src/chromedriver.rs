//! One chromedriver for all tests of this process, gone when the process is, however that ends.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

use anyhow::{Context, Result, anyhow};

use crate::environment;

/// Runs the driver until standard input ends, which it does when this process is gone, be it killed: no
/// destructor could promise that. Chromium follows by itself (`--remote-debugging-pipe`); what both leave in
/// the folder for temporary files is removed. That folder is the system's: under a long path Chromium
/// could not make its sockets.
const SUPERVISOR: &str = r#"TMPDIR=$(mktemp -d) || exit 1
export TMPDIR
trap : INT TERM HUP
"$0" --port=0 --log-level=SEVERE </dev/null &
driver=$!
read -r _
kill "$driver"
wait "$driver"
for _ in 1 2 3 4 5; do
    rm -rf "$TMPDIR" && break
    sleep 0.2
done"#;

struct Chromedriver {
    url: String,
    // Holds the pipe that the supervisor reads.
    _supervisor: Child,
}

static CHROMEDRIVER: OnceLock<Result<Chromedriver, String>> = OnceLock::new();

/// Where the driver listens; starts it when it is first asked for.
pub(crate) fn url() -> Result<&'static str> {
    let driver = CHROMEDRIVER.get_or_init(|| start().map_err(|error| format!("{error:#}")));
    driver
        .as_ref()
        .map(|driver| driver.url.as_str())
        .map_err(|error| anyhow!(error.clone()))
}

fn start() -> Result<Chromedriver> {
    let program = environment::chromedriver();
    let mut supervisor = Command::new("sh")
        .args(["-c", SUPERVISOR, &program])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("cannot run sh")?;
    let output = supervisor
        .stdout
        .take()
        .context("no output of the driver")?;
    let mut lines = BufReader::new(output);
    let port = loop {
        let mut line = String::new();
        if lines
            .read_line(&mut line)
            .context("cannot read the driver's output")?
            == 0
        {
            return Err(anyhow!(
                "{program} did not start: is it installed? CHROMEDRIVER names another"
            ));
        }
        // "ChromeDriver was started successfully on port 41234."
        let port = line
            .trim_end()
            .split_once("started successfully on port ")
            .map(|(_, port)| port.trim_end_matches('.'));
        if let Some(port) = port.and_then(|port| port.parse::<u16>().ok()) {
            break port;
        }
    };
    // What it says later is of no interest, but must be read, or it would stop for want of room.
    std::thread::spawn(move || lines.read_to_end(&mut Vec::new()));
    Ok(Chromedriver {
        url: format!("http://127.0.0.1:{port}"),
        _supervisor: supervisor,
    })
}
