//! Figures of all runs, and the tables of their medians.

use std::fmt::Write;

use anyhow::{Context, Result};
use serde_json::{Map, Value, json};

use super::cold_load::{KINDS, Load};
use super::profile::Profile;
use super::sign_in::Shares;
use crate::environment;

const BEGIN: &str = "<!-- cargo xtask bench --write: begin -->";
const END: &str = "<!-- cargo xtask bench --write: end -->";

/// One thing that is measured.
#[derive(Debug)]
struct Row {
    name: String,
    unit: Unit,
    /// The samples, by profile.
    samples: Vec<(String, Vec<f64>)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Milliseconds,
    /// Of the app's own share, where a millisecond is much.
    Tenths,
    Bytes,
    Count,
}

/// All that is measured.
#[derive(Debug)]
pub(super) struct Report {
    runs: usize,
    loads: Vec<Row>,
    shares: Vec<Row>,
}

impl Report {
    pub(super) const fn new(runs: usize) -> Self {
        Self {
            runs,
            loads: Vec::new(),
            shares: Vec::new(),
        }
    }

    pub(super) fn add_load(&mut self, profile: &Profile, load: &Load) {
        let profile = profile.describe();
        let mut add = |name: &str, unit, value| {
            add(&mut self.loads, name, unit, &profile, value);
        };
        for (name, value) in [
            ("first paint, ms", load.first_paint),
            ("the form painted, ms", load.form),
            ("the app painted, ms", load.app),
            ("InitiateAuth sent, ms", load.sent),
            ("**ready: InitiateAuth arrives, ms**", load.ready),
        ] {
            add(name, Unit::Milliseconds, value);
        }
        add("requests to the site", Unit::Count, load.requests.0);
        add("requests to services", Unit::Count, load.requests.1);
        for (kind, bytes) in KINDS.iter().zip(load.bytes) {
            add(&format!("{kind}, bytes"), Unit::Bytes, bytes);
        }
        add("all, bytes", Unit::Bytes, load.bytes.iter().sum());
    }

    pub(super) fn add_shares(&mut self, profile: &Profile, shares: &Shares) {
        for (name, values) in [
            ("click to InitiateAuth sent, ms", &shares.click),
            (
                "the challenge's result to the home page painted, ms",
                &shares.home,
            ),
            (
                "services waited for meanwhile, ms (not in the line above)",
                &shares.home_waiting,
            ),
            ("renewal answered to session kept, ms", &shares.refresh),
        ] {
            for value in values {
                add(&mut self.shares, name, Unit::Tenths, profile.name, *value);
            }
        }
    }

    /// Writes every sample to `target/bench.json`.
    pub(super) fn keep(&self) -> Result<()> {
        let path = environment::repository().join("target/bench.json");
        let told = json!({
            "runs": self.runs,
            "load": told(&self.loads),
            "signIn": told(&self.shares),
        });
        std::fs::create_dir_all(path.parent().unwrap_or(&path))?;
        std::fs::write(&path, format!("{told:#}\n")).with_context(|| path.display().to_string())
    }

    /// Two tables of medians.
    pub(super) fn table(&self) -> String {
        let mut text = format!("Medians of {} runs.\n\n", self.runs);
        write_table(
            &mut text,
            "loading /sign-in with nothing in the cache",
            &self.loads,
        );
        text.push('\n');
        write_table(&mut text, "the app's own share of a sign-in", &self.shares);
        text
    }
}

fn add(rows: &mut Vec<Row>, name: &str, unit: Unit, profile: &str, value: f64) {
    let at = rows.iter().position(|row| row.name == name);
    let at = at.unwrap_or_else(|| {
        rows.push(Row {
            name: name.to_owned(),
            unit,
            samples: Vec::new(),
        });
        rows.len() - 1
    });
    let Some(row) = rows.get_mut(at) else { return };
    match row.samples.iter_mut().find(|(of, _)| of == profile) {
        Some((_, samples)) => samples.push(value),
        None => row.samples.push((profile.to_owned(), vec![value])),
    }
}

fn told(rows: &[Row]) -> Value {
    let rows = rows.iter().map(|row| {
        let by_profile: Map<String, Value> = row
            .samples
            .iter()
            .map(|(profile, samples)| {
                let told = json!({"median": median(samples), "samples": samples});
                (profile.clone(), told)
            })
            .collect();
        (row.name.replace("**", ""), Value::Object(by_profile))
    });
    Value::Object(rows.collect())
}

fn write_table(text: &mut String, title: &str, rows: &[Row]) {
    let Some(first) = rows.first() else { return };
    let profiles: Vec<&str> = first
        .samples
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    // Writing to a String cannot fail.
    let _ = writeln!(text, "| {title} | {} |", profiles.join(" | "));
    let _ = writeln!(text, "| --- |{}", " ---: |".repeat(profiles.len()));
    for row in rows {
        let medians: Vec<f64> = row
            .samples
            .iter()
            .map(|(_, samples)| median(samples))
            .collect();
        // There are kinds of files that this site has none of.
        if row.unit == Unit::Bytes && medians.iter().all(|median| *median < 0.5) {
            continue;
        }
        let cells: Vec<String> = medians
            .iter()
            .map(|median| shown(row.unit, *median))
            .collect();
        let _ = writeln!(text, "| {} | {} |", row.name, cells.join(" | "));
    }
}

fn shown(unit: Unit, value: f64) -> String {
    match unit {
        Unit::Tenths => format!("{value:.1}"),
        Unit::Milliseconds | Unit::Count => format!("{value:.0}"),
        Unit::Bytes => {
            let digits = format!("{value:.0}");
            let mut grouped = String::new();
            for (at, digit) in digits.chars().enumerate() {
                if at > 0 && (digits.len() - at).is_multiple_of(3) {
                    grouped.push(',');
                }
                grouped.push(digit);
            }
            grouped
        }
    }
}

fn median(samples: &[f64]) -> f64 {
    let mut sorted = samples.to_vec();
    sorted.sort_by(f64::total_cmp);
    let upper = sorted.get(sorted.len() / 2).copied().unwrap_or_default();
    let lower = sorted
        .get(sorted.len().saturating_sub(1) / 2)
        .copied()
        .unwrap_or_default();
    f64::midpoint(lower, upper)
}

/// Puts the table into docs/performance.md.
pub(super) fn publish(table: &str) -> Result<()> {
    let path = environment::repository().join("docs/performance.md");
    let text = std::fs::read_to_string(&path)
        .with_context(|| format!("cannot read {}", path.display()))?;
    std::fs::write(&path, replaced(&text, table)?)?;
    Ok(())
}

fn replaced(text: &str, table: &str) -> Result<String> {
    let parts = text
        .split_once(BEGIN)
        .and_then(|(before, rest)| Some((before, rest.split_once(END)?.1)));
    let (before, after) =
        parts.with_context(|| format!("docs/performance.md lacks the lines {BEGIN} and {END}"))?;
    Ok(format!("{before}{BEGIN}\n{table}{END}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle_or_between_the_two() {
        assert!((median(&[3.0, 1.0, 2.0]) - 2.0).abs() < f64::EPSILON);
        assert!((median(&[4.0, 1.0, 2.0, 3.0]) - 2.5).abs() < f64::EPSILON);
    }

    #[test]
    fn a_table_takes_the_place_of_the_one_before() -> Result<()> {
        let text = format!("# Speed\n\n{BEGIN}\nold\n{END}\nmore\n");
        let text = replaced(&text, "new\n")?;
        assert_eq!(text, format!("# Speed\n\n{BEGIN}\nnew\n{END}\nmore\n"));
        assert!(replaced("no marks", "new").is_err());
        Ok(())
    }

    #[test]
    fn rows_have_a_cell_for_each_profile() {
        let mut rows = Vec::new();
        for (profile, value) in [("a", 1000.0), ("a", 3000.0), ("b", 12.0)] {
            add(&mut rows, "wasm, bytes", Unit::Bytes, profile, value);
        }
        let mut text = String::new();
        write_table(&mut text, "load", &rows);
        assert_eq!(
            text,
            "| load | a | b |\n| --- | ---: | ---: |\n| wasm, bytes | 2,000 | 12 |\n"
        );
    }
}
