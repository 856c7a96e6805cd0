//! The Lambdas' programs, for the processor that they run on.

use std::path::Path;

use crate::deployment::Code;
use crate::failure::{Failure, Result};
use crate::process;
use crate::workspace::Workspace;

/// glibc of `provided.al2023`, the Lambdas' runtime (Amazon Linux 2023, "glibc 2.34").
const GLIBC: (u32, u32) = (2, 34);
const ZIGBUILD: &str = "cargo-zigbuild";

/// How the programs are compiled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Compiler {
    /// This machine is of the Lambdas' kind.
    Native,
    /// cargo-zigbuild, which brings a C compiler and a linker for any target, and glibc of any version.
    Zigbuild(&'static str),
    /// A cross compiler, by its name.
    Cross {
        /// Rust's name of the target.
        target: &'static str,
        /// C compiler and linker.
        gcc: String,
    },
}

/// What this machine has, as far as it matters here.
#[derive(Debug)]
struct Machine {
    /// The operating system and the processor, in Rust's names.
    os: &'static str,
    arch: &'static str,
    /// Whether Rust's standard library for the target is installed.
    has_target: bool,
    /// Whether cargo-zigbuild is.
    has_zigbuild: bool,
    /// Whether the cross compiler is.
    has_gcc: bool,
}

/// Finds out how to compile for a Lambda of this architecture (`arm64`, `x86_64`); says what to install where it cannot.
pub(crate) fn compiler(workspace: &Workspace, lambda_arch: &str) -> Result<Compiler> {
    let (target, gcc) = target(lambda_arch);
    let libraries = process::probe(workspace.command("rustc").args([
        "--print",
        "target-libdir",
        "--target",
        target,
    ]));
    let machine = Machine {
        os: std::env::consts::OS,
        arch: std::env::consts::ARCH,
        has_target: libraries.is_some_and(|folder| Path::new(folder.trim()).is_dir()),
        has_zigbuild: workspace.find_program(ZIGBUILD).is_some(),
        has_gcc: workspace.find_program(&gcc).is_some(),
    };
    choose(lambda_arch, &machine)
}

/// Rust's name of the target, and Debian's of its C compiler.
fn target(lambda_arch: &str) -> (&'static str, String) {
    let (target, processor) = match lambda_arch {
        "x86_64" => ("x86_64-unknown-linux-gnu", "x86_64"),
        _ => ("aarch64-unknown-linux-gnu", "aarch64"),
    };
    (target, format!("{processor}-linux-gnu-gcc"))
}

fn choose(lambda_arch: &str, machine: &Machine) -> Result<Compiler> {
    let (target, gcc) = target(lambda_arch);
    let native = machine.os == "linux" && target.starts_with(machine.arch);
    match (native, machine.has_target) {
        (true, _) if machine.has_zigbuild && machine.has_target => Ok(Compiler::Zigbuild(target)),
        (true, _) => Ok(Compiler::Native),
        (false, true) if machine.has_zigbuild => Ok(Compiler::Zigbuild(target)),
        (false, true) if machine.has_gcc => Ok(Compiler::Cross { target, gcc }),
        _ => Err(missing(lambda_arch, machine)),
    }
}

fn missing(lambda_arch: &str, machine: &Machine) -> Failure {
    let (target, gcc) = target(lambda_arch);
    let other = match machine.arch {
        "aarch64" => "arm64",
        _ => "x86_64",
    };
    let native = match machine.os {
        "linux" => {
            format!("; or let the Lambdas have this machine's processor: --set LambdaArch={other}")
        }
        _ => String::new(),
    };
    let (what, how) = if machine.has_target {
        (
            "no linker",
            format!(
                "cargo install cargo-zigbuild, and pip install ziglang; or {gcc} (Debian: gcc-{}-linux-gnu)",
                target
                    .split('-')
                    .next()
                    .unwrap_or_default()
                    .replace('_', "-")
            ),
        )
    } else {
        (
            "no standard library of Rust's",
            format!(
                "rustup target add {target}, and a linker: cargo install cargo-zigbuild, or {gcc}"
            ),
        )
    };
    Failure::new(format!("this machine has {what} for {target}"))
        .why(format!("LambdaArch is {lambda_arch}, and the Lambdas are compiled for it; nothing was built or created"))
        .fix(format!("{how}{native}"))
}

/// Builds both programs.
pub(crate) fn build(workspace: &Workspace, compiler: &Compiler) -> Result<Code> {
    let mut cargo = workspace.command("cargo");
    let folder = match compiler {
        Compiler::Native => {
            cargo.arg("build");
            workspace.path("target/native")
        }
        Compiler::Zigbuild(target) => {
            let (major, minor) = GLIBC;
            cargo
                .arg("zigbuild")
                .args(["--target", &format!("{target}.{major}.{minor}")]);
            workspace.path("target").join(target).join("native")
        }
        Compiler::Cross { target, gcc } => {
            let variable = target.to_ascii_uppercase().replace('-', "_");
            cargo
                .args(["build", "--target", target])
                .env(format!("CARGO_TARGET_{variable}_LINKER"), gcc)
                .env(format!("CC_{}", target.replace('-', "_")), gcc);
            workspace.path("target").join(target).join("native")
        }
    };
    cargo.args(["--profile", "native", "-p", "lambdas", "--bins"]);
    process::logged(
        &mut cargo,
        "building the Lambdas",
        &workspace.log("lambdas"),
    )
    .map_err(|failure| {
        failure
            .why("Cognito's triggers and the API run them")
            .fix("correct what the compiler complains about")
    })?;
    let code = Code {
        triggers: folder.join("triggers"),
        api: folder.join("api"),
    };
    for program in [&code.triggers, &code.api] {
        let bytes = std::fs::read(program).map_err(|error| Failure::io("read", program, &error))?;
        runs_on_lambda(&bytes)?;
    }
    Ok(code)
}

/// Fails where a program wants a newer glibc than Lambda's: it would not start there.
fn runs_on_lambda(program: &[u8]) -> Result<()> {
    match newest_glibc(program) {
        Some(wanted) if wanted > GLIBC => {
            let (major, minor) = wanted;
            Err(Failure::new(format!(
                "the Lambdas were linked against glibc {major}.{minor}"
            ))
            .why(format!(
                "Lambda's runtime provided.al2023 has {}.{}: they would not start there",
                GLIBC.0, GLIBC.1
            ))
            .fix("cargo install cargo-zigbuild, and pip install ziglang: it links against the right one; or build on an older Linux"))
        }
        _ => Ok(()),
    }
}

/// The newest version among the `GLIBC_2.x` that a program's symbols ask for.
fn newest_glibc(program: &[u8]) -> Option<(u32, u32)> {
    const MARK: &[u8] = b"GLIBC_";
    program
        .windows(MARK.len())
        .enumerate()
        .filter(|(_, window)| *window == MARK)
        .filter_map(|(at, _)| {
            let version = program.get(at + MARK.len()..)?;
            let end = version.iter().position(|byte| *byte == 0)?;
            let mut parts = std::str::from_utf8(version.get(..end)?).ok()?.split('.');
            Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
        })
        .max()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const LAPTOP: Machine = Machine {
        os: "linux",
        arch: "x86_64",
        has_target: true,
        has_zigbuild: false,
        has_gcc: false,
    };

    #[test]
    fn this_machines_own_processor_needs_nothing() {
        assert_eq!(choose("x86_64", &LAPTOP).unwrap(), Compiler::Native);
        let server = Machine {
            arch: "aarch64",
            ..LAPTOP
        };
        assert_eq!(choose("arm64", &server).unwrap(), Compiler::Native);
    }

    #[test]
    fn another_processor_needs_a_linker_for_it() {
        let failure = choose("arm64", &LAPTOP).unwrap_err();
        let told = format!("{failure:?}");
        for words in [
            "aarch64-unknown-linux-gnu",
            "cargo-zigbuild",
            "aarch64-linux-gnu-gcc",
            "--set LambdaArch=x86_64",
        ] {
            assert!(told.contains(words), "{words} in {told}");
        }
        let gcc = Machine {
            has_gcc: true,
            ..LAPTOP
        };
        assert_eq!(
            choose("arm64", &gcc).unwrap(),
            Compiler::Cross {
                target: "aarch64-unknown-linux-gnu",
                gcc: "aarch64-linux-gnu-gcc".to_owned(),
            }
        );
        let zig = Machine {
            has_zigbuild: true,
            ..gcc
        };
        assert_eq!(
            choose("arm64", &zig).unwrap(),
            Compiler::Zigbuild("aarch64-unknown-linux-gnu")
        );
    }

    #[test]
    fn a_linker_without_the_standard_library_is_not_enough() {
        let machine = Machine {
            has_target: false,
            has_zigbuild: true,
            has_gcc: true,
            ..LAPTOP
        };
        let told = format!("{:?}", choose("arm64", &machine).unwrap_err());
        assert!(
            told.contains("rustup target add aarch64-unknown-linux-gnu"),
            "{told}"
        );
    }

    #[test]
    fn a_mac_compiles_for_another_system() {
        let mac = Machine {
            os: "macos",
            arch: "aarch64",
            ..LAPTOP
        };
        let told = format!("{:?}", choose("arm64", &mac).unwrap_err());
        assert!(!told.contains("LambdaArch="), "{told}");
    }

    #[test]
    fn the_newest_glibc_counts() {
        let program = b"\x7fELF GLIBC_2.4\0GLIBC_2.34\0GLIBC_2.9\0GLIBC_PRIVATE\0";
        assert_eq!(newest_glibc(program), Some((2, 34)));
        assert!(runs_on_lambda(program).is_ok());
        assert!(runs_on_lambda(b"GLIBC_2.36\0").is_err());
        assert!(runs_on_lambda(b"static").is_ok());
    }
}
