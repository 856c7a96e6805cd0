//! Where things are, and the environment that programs get.

use std::ffi::OsString;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::{Failure, Result};
use crate::{process, ui};

/// The repository on this machine.
#[derive(Debug, Clone)]
pub(crate) struct Workspace {
    root: PathBuf,
}

impl Workspace {
    /// The workspace that this program was built from.
    pub(crate) fn find() -> Result<Self> {
        let manifest = std::env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = manifest
            .parent()
            .map(Path::to_path_buf)
            .filter(|root| root.join("Cargo.lock").is_file())
            .ok_or_else(|| {
                Failure::new("cannot find the workspace")
                    .fix("start this as `cargo xtask ...` inside the repository")
            })?;
        Ok(Self { root })
    }

    /// A path inside the repository.
    pub(crate) fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// A log file for one program.
    pub(crate) fn log(&self, name: &str) -> PathBuf {
        self.path("target/run/logs").join(format!("{name}.log"))
    }

    /// The environment as inherited, less what `cargo run` set for this very program.
    pub(crate) fn inherited_path(&self) -> OsString {
        std::env::var_os("PATH").unwrap_or_default()
    }

    /// PATH with the repository's own tools first.
    pub(crate) fn tool_path(&self) -> OsString {
        let inherited = self.inherited_path();
        let own = [self.path(".tools/bin"), self.path("node_modules/.bin")];
        let all = own.into_iter().chain(std::env::split_paths(&inherited));
        std::env::join_paths(all).unwrap_or(inherited)
    }

    /// A program, run at the root with the repository's tools on PATH and everything built in `target/`.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        for (name, _) in std::env::vars_os() {
            if name.to_str().is_some_and(set_by_cargo_run) {
                command.env_remove(name);
            }
        }
        if let Some(libraries) = std::env::var_os("LD_LIBRARY_PATH") {
            // `cargo run` puts its toolchain's libraries there: poison for another toolchain.
            match own_libraries(&libraries) {
                Some(rest) => command.env("LD_LIBRARY_PATH", rest),
                None => command.env_remove("LD_LIBRARY_PATH"),
            };
        }
        command
            .current_dir(&self.root)
            .env("PATH", self.tool_path())
            .env("CARGO_TARGET_DIR", self.path("target"));
        command
    }

    /// Where a program is, looking in the repository's tools first.
    pub(crate) fn find_program(&self, program: &str) -> Option<PathBuf> {
        process::find_on_path(program, &self.tool_path())
    }

    /// Holds `file` (created when missing) until the answer is dropped, waiting for its turn.
    pub(crate) fn lock(&self, file: &str, what: &str) -> Result<Lock> {
        let path = self.path(file);
        match try_lock(&path)? {
            Some(lock) => Ok(lock),
            None => {
                ui::note(&format!("waiting for another `cargo xtask` that {what}"));
                loop {
                    crate::signals::check()?;
                    if let Some(lock) = try_lock(&path)? {
                        return Ok(lock);
                    }
                    std::thread::sleep(std::time::Duration::from_millis(100));
                }
            }
        }
    }
}

/// A held lock; the operating system releases it even when this program is killed.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
}

/// Takes the lock, unless another process has it.
pub(crate) fn try_lock(path: &Path) -> Result<Option<Lock>> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)
            .map_err(|error| Failure::io("create the folder", folder, &error))?;
    }
    let file = File::create(path).map_err(|error| Failure::io("write", path, &error))?;
    match file.try_lock() {
        Ok(()) => Ok(Some(Lock { _file: file })),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(Failure::io("lock", path, &error)),
    }
}

/// Writes a file by way of a neighbour, so that nobody ever reads half of it.
pub(crate) fn write_atomically(path: &Path, text: &str) -> Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)
            .map_err(|error| Failure::io("create the folder", folder, &error))?;
    }
    let partial = path.with_extension("partial");
    std::fs::write(&partial, text)
        .and_then(|()| std::fs::rename(&partial, path))
        .map_err(|error| Failure::io("write", path, &error))
}

/// Removes a folder; it is fine when there is none.
pub(crate) fn remove_folder(path: &Path) -> Result<()> {
    match std::fs::remove_dir_all(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(Failure::io("remove", path, &error))
        }
        _ => Ok(()),
    }
}

fn set_by_cargo_run(name: &str) -> bool {
    name == "CARGO"
        || name.starts_with("CARGO_PKG_")
        || name.starts_with("CARGO_MANIFEST_")
        || name == "CARGO_PRIMARY_PACKAGE"
        || name == "RUST_RECURSION_COUNT"
}

fn own_libraries(libraries: &std::ffi::OsStr) -> Option<OsString> {
    let kept: Vec<PathBuf> = std::env::split_paths(libraries)
        .filter(|folder| {
            let text = folder.to_string_lossy();
            !text.is_empty()
                && !text.contains("/toolchains/")
                && !text.contains("/debug")
                && !text.contains("/rustlib/")
        })
        .collect();
    if kept.is_empty() {
        None
    } else {
        std::env::join_paths(kept).ok()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn what_cargo_run_added_to_the_library_path_goes_and_the_rest_stays() {
        let path = OsString::from(
            "/repo/target/debug/deps:/repo/target/debug:/home/me/.rustup/toolchains/stable/lib:/opt/lib",
        );
        assert_eq!(own_libraries(&path), Some(OsString::from("/opt/lib")));
        assert_eq!(
            own_libraries(&OsString::from("/home/me/.rustup/toolchains/stable/lib")),
            None
        );
    }

    #[test]
    fn a_lock_is_held_once() {
        let path = std::env::temp_dir().join(format!("xtask-lock-{}", std::process::id()));
        let first = try_lock(&path).unwrap();
        assert!(first.is_some());
        assert!(try_lock(&path).unwrap().is_none());
        drop(first);
        assert!(try_lock(&path).unwrap().is_some());
        std::fs::remove_file(&path).unwrap();
    }

    #[test]
    fn cargo_settings_of_people_survive() {
        assert!(set_by_cargo_run("CARGO_PKG_NAME"));
        assert!(set_by_cargo_run("CARGO_MANIFEST_DIR"));
        assert!(!set_by_cargo_run("CARGO_HOME"));
        assert!(!set_by_cargo_run("CARGO_BUILD_JOBS"));
    }
}
