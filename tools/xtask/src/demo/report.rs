//! What `ds-run --json` says, gathered over the windows into the demo's table.

use super::tokens::FRAMES_PER_WINDOW;
use anyhow::{Context, Result};
use comfy_table::{CellAlignment, Table, presets};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What matters to the demo of one run of `ds-run --json`.
#[derive(Debug, Deserialize, Serialize)]
pub struct Run {
    /// The function that ran.
    pub function: String,
    /// Half of the runs took less than this.
    pub median_ms: f64,
    /// How often it ran.
    pub runs: usize,
    /// With how many threads.
    pub threads: usize,
    /// How the outputs compare with the files given as expected, in their order.
    #[serde(default)]
    pub expected: Vec<Expected>,
}

/// How an output compares with the one expected.
#[derive(Debug, Deserialize, Serialize)]
pub struct Expected {
    /// The largest relative error; JSON has no NaN and says null.
    pub max_rel: Option<f64>,
}

impl Run {
    /// Reads the JSON.
    pub fn parse(json: &str) -> Result<Self> {
        serde_json::from_str(json).context("expected the JSON of `ds-run --json`, found something else")
    }
}

/// A line of the table.
#[derive(Serialize)]
pub struct Row {
    /// The kind of attention.
    pub attention: &'static str,
    /// The median over the windows.
    pub ms_per_frame: f64,
    /// Time relative to the first line's.
    pub time_against_dense: f64,
    /// The part of the blocks that is computed: the mean over the windows.
    pub density: f64,
    /// The largest relative error against the float64 reference, over all windows.
    pub largest_relative_error: f64,
    /// What each window's run said.
    pub windows: Vec<Run>,
}

impl Row {
    /// Gathers the windows' runs and densities. `dense` is the table's first line, if this is not it.
    pub fn new(attention: &'static str, windows: Vec<Run>, densities: &[f64], dense: Option<&Self>) -> Self {
        let ms_per_frame = median(windows.iter().map(|run| run.median_ms)) / FRAMES_PER_WINDOW as f64;
        let errors = windows
            .iter()
            .flat_map(|run| &run.expected)
            .map(|expected| expected.max_rel.unwrap_or(f64::NAN));
        Self {
            attention,
            ms_per_frame,
            time_against_dense: dense.map_or(1.0, |dense| ms_per_frame / dense.ms_per_frame),
            density: densities.iter().sum::<f64>() / densities.len() as f64,
            // Unlike f64::max this keeps a NaN, which is the worst of errors.
            largest_relative_error: errors.fold(
                0.0,
                |most, error| if error > most || error.is_nan() { error } else { most },
            ),
            windows,
        }
    }
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<_> = values.collect();
    values.sort_by(f64::total_cmp);
    match values.len() {
        0 => f64::NAN,
        len => f64::midpoint(values[(len - 1) / 2], values[len / 2]),
    }
}

/// The table, for a terminal.
pub fn table(rows: &[Row]) -> String {
    let mut table = Table::new();
    table.load_preset(presets::ASCII_MARKDOWN);
    table.set_header([
        "attention",
        "ms per frame",
        "time / dense",
        "density",
        "largest relative error",
    ]);
    for row in rows {
        table.add_row([
            row.attention.to_owned(),
            format!("{:.2}", row.ms_per_frame),
            format!("{:.2}", row.time_against_dense),
            format!("{:.3}", row.density),
            format!("{:.1e}", row.largest_relative_error),
        ]);
    }
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table.to_string()
}

/// How many operations of which dialect a module's text holds: `dsa 7, func 3`.
pub fn operations(module: &str) -> String {
    let mut counts = BTreeMap::new();
    for line in module.lines() {
        let line = line.trim_start();
        let operation = if line.starts_with('%') {
            line.split_once(" = ").map_or("", |(_, rest)| rest)
        } else {
            line
        };
        let dialect = operation
            .trim_start_matches('"')
            .split_once('.')
            .map_or("", |(dialect, _)| dialect);
        if !dialect.is_empty() && dialect.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
            *counts.entry(dialect).or_insert(0_usize) += 1;
        }
    }
    let counts: Vec<_> = counts
        .iter()
        .map(|(dialect, count)| format!("{dialect} {count}"))
        .collect();
    format!("{} operations", counts.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(median_ms: f64, max_rel: f64) -> Run {
        let json = format!(
            r#"{{"function":"f","median_ms":{median_ms},"p95_ms":9,"p99_ms":9,"min_ms":1,"max_ms":9,"runs":5,"threads":2,
            "compare":{{"name":"dense","median_ms":8,"ratio":0.5,"ratio_p5":0.4,"ratio_p95":0.6}},
            "outputs":[{{"shape":[1,12,1568,64],"dtype":"f32","file":"o.npy"}}],
            "expected":[{{"max_abs":1e-6,"max_rel":{max_rel},"l2_rel":1e-7,"passed":true}}]}}"#
        );
        Run::parse(&json).unwrap()
    }

    #[test]
    fn rows_gather_windows() {
        let dense = Row::new(
            "dense",
            vec![run(80.0, 2e-6), run(160.0, 1e-6), run(96.0, 3e-7)],
            &[1.0],
            None,
        );
        let sparse = Row::new(
            "sparse",
            vec![run(32.0, 1e-6), run(64.0, 4e-6)],
            &[0.25, 0.5],
            Some(&dense),
        );
        assert_eq!(
            table(&[dense, sparse]),
            "\
| attention | ms per frame | time / dense | density | largest relative error |
|-----------|--------------|--------------|---------|------------------------|
| dense     |        12.00 |         1.00 |   1.000 |                 2.0e-6 |
| sparse    |         6.00 |         0.50 |   0.375 |                 4.0e-6 |"
        );
    }

    #[test]
    fn operations_are_counted_by_dialect() {
        let module = "// a.b comment
module {
  func.func @f(%a: f32) -> f32 {
    %0 = dsa.attention %a : f32
    %1:2 = \"dsa.gate_tokens\"(%0) {scale = 0.5} : (f32) -> (f32, f32)
    func.return %1 : f32
  }
}";
        assert_eq!(operations(module), "dsa 2, func 2 operations");
    }

    #[test]
    fn a_nan_is_not_hidden() {
        let mut bad = run(1.0, 1e-6);
        bad.expected[0].max_rel = serde_json::from_str("null").unwrap();
        let row = Row::new("bad", vec![run(1.0, 1e-6), bad, run(1.0, 1.0)], &[1.0], None);
        assert!(row.largest_relative_error.is_nan());
        assert!(table(&[row]).contains("NaN"));
    }

    #[test]
    fn other_text_is_refused() {
        assert!(Run::parse("{}").is_err());
        assert!(Run::parse("oops").unwrap_err().to_string().contains("ds-run --json"));
    }
}
