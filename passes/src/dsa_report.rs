//! `dsa-report`: what each op computes and moves, against the dense program.
//!
//! The formulas are in `work`, over what is known of an op's operands and results (`facts`): from types and constants,
//! or from a run of a program that counts (`count`).

mod count;
mod facts;
mod work;

use std::{collections::BTreeMap, fs};

use dynsparse_ir::{
    Op, Result,
    diagnostic::{remark, show_location},
    melior::ir::operation::OperationLike as _,
    operation::{OpExt as _, collect, parent, symbol_name},
    pass::{Pass, PassRun},
};
pub use facts::{Bounds, Execution};
use serde::Serialize;
pub use work::{Share, Work};

use crate::DsaReport;

impl Pass for DsaReport {
    fn run<'c>(&self, module: Op<'c>, run: &PassRun) -> Result<'c> {
        if self.count {
            let counted = count::insert(module)?;
            run.count(Self::COUNTED, counted);
            return Ok(());
        }
        run.mark_all_analyses_preserved();
        let report = Report::of(module, None);
        for (op, line) in ops(module).into_iter().zip(&report.ops) {
            remark(op.location(), &line.words());
        }
        if self.file.is_empty() {
            return Ok(());
        }
        let text = report
            .json()
            .map_err(|error| dynsparse_ir::Error::at(module.location(), error))?;
        fs::write(&self.file, text)
            .map_err(|error| dynsparse_ir::Error::at(module.location(), format!("cannot write {}: {error}", self.file)))
    }
}

/// The ops that are reported, in the order in which they are numbered: those of `dsa` and the kernels of `dsk`.
fn ops(module: Op<'_>) -> Vec<Op<'_>> {
    collect(module, |name| {
        let structure = [
            "dsa.exit",
            "dsk.assert_pattern",
            "dsk.partition",
            "dsk.num_threads",
            "dsk.for_blocks",
            "dsk.for_chunks",
            "dsk.once",
        ]
        .contains(&name)
            || name.ends_with("yield");
        (name.starts_with("dsa.") || name.starts_with("dsk.")) && !structure
    })
}

/// What a module computes and moves.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// Whether the numbers are those of a run.
    pub exact: bool,
    /// A line an op.
    pub ops: Vec<Line>,
    /// The sum over all ops whose floating-point operations are known.
    pub total: Total,
}

/// What one op computes and moves; of a run, in all its executions.
#[derive(Clone, Debug, Serialize)]
pub struct Line {
    /// Its name, with the dialect.
    pub op: String,
    /// The function it is in.
    pub function: String,
    /// Its place in the source.
    pub location: String,
    /// How often it was executed, in a run.
    pub executions: Option<u64>,
    /// The rest.
    #[serde(flatten)]
    pub work: Work,
}

/// Sums.
#[derive(Clone, Debug, Serialize)]
pub struct Total {
    /// Floating-point operations.
    pub flops: Share,
    /// Bytes read and written.
    pub bytes: Share,
}

impl Report {
    /// The report of a module as it stands; with the executions of a run, by the number of the op, what they did.
    pub fn of(module: Op<'_>, run: Option<&BTreeMap<usize, Vec<Execution>>>) -> Self {
        let lines = ops(module).into_iter().enumerate().map(|(number, op)| {
            let executions = run.map(|run| run.get(&number).map_or(&[][..], Vec::as_slice));
            let work = match executions {
                None => Work::of(op, &facts::stated(op)),
                Some(executions) => Work::sum(op, executions.iter().map(|one| Work::of(op, &facts::counted(op, one)))),
            };
            Line {
                op: op.full_name(),
                function: function_of(op),
                location: show_location(op.location()),
                executions: executions.map(|list| list.len() as u64),
                work,
            }
        });
        let ops: Vec<Line> = lines.collect();
        let total = Total {
            flops: ops.iter().filter_map(|line| line.work.flops).sum(),
            bytes: ops.iter().map(|line| line.work.bytes).sum(),
        };
        Self {
            exact: run.is_some(),
            ops,
            total,
        }
    }

    /// As JSON, with a line end.
    ///
    /// # Errors
    ///
    /// None in practice: every number is one that JSON has.
    pub fn json(&self) -> std::result::Result<String, String> {
        serde_json::to_string_pretty(self)
            .map(|text| text + "\n")
            .map_err(|error| format!("cannot write the report as JSON: {error}"))
    }
}

fn function_of(op: Op<'_>) -> String {
    let mut above = parent(op);
    while let Some(around) = above {
        if let Some(name) = symbol_name(around) {
            return name;
        }
        above = parent(around);
    }
    String::new()
}

impl Line {
    /// In words, for a remark.
    fn words(&self) -> String {
        let mut words = Vec::new();
        if let Some(density) = &self.work.density {
            words.push(format!("density {}", density.words(|x| format!("{x:.4}"))));
        }
        if let Some(flops) = &self.work.flops {
            words.push(format!(
                "{} of {} dense",
                flops.done.words(|x| units(x, "FLOP")),
                flops.dense.words(|x| units(x, "FLOP"))
            ));
        }
        let bytes = &self.work.bytes;
        words.push(format!(
            "{} of {} dense",
            bytes.done.words(|x| units(x, "B")),
            bytes.dense.words(|x| units(x, "B"))
        ));
        words.push(format!(
            "working set {}",
            self.work.working_set.words(|x| units(x, "B"))
        ));
        words.join(", ")
    }
}

/// A number with a prefix, in powers of 1000.
fn units(number: u64, unit: &str) -> String {
    let prefixes = ["", "k", "M", "G", "T", "P", "E"];
    let power = (1..prefixes.len())
        .take_while(|power| number >= 1000_u64.pow(*power as u32))
        .count();
    if power == 0 {
        return format!("{number} {unit}");
    }
    let scaled = number as f64 / 1000_f64.powi(power as i32);
    format!("{scaled:.2} {}{unit}", prefixes[power])
}

#[cfg(test)]
mod tests {
    use super::{Bounds, units};

    #[test]
    fn numbers_in_words() {
        assert_eq!(units(999, "B"), "999 B");
        assert_eq!(units(1234, "B"), "1.23 kB");
        assert_eq!(units(5_000_000_000, "FLOP"), "5.00 GFLOP");
        let show = |x: u64| x.to_string();
        assert_eq!(Bounds::exactly(3).words(show), "3");
        assert_eq!(
            Bounds {
                least: 1,
                most: Some(3)
            }
            .words(show),
            "1 to 3"
        );
        assert_eq!(Bounds::at_least(1).words(show), "1 or more");
    }
}
