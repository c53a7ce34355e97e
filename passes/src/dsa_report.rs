//! `dsa-report`: what each op computes and moves, against the dense program.
//!
//! Of ops of `dsa` and kernels of `dsk` there are formulas (`work`), over what is known of operands and results (`facts`):
//! from types and constants, or from a run of a program that counts (`count`). What is lowered further is counted op by op
//! (`tally`), as often as the loops around it turn (`ranges`); `pieces` says what has a line.

mod count;
mod facts;
mod left_out;
mod pieces;
mod ranges;
mod tally;
mod work;

use std::{collections::BTreeMap, path::Path};

use dynsparse_dialects::dsk;
use dynsparse_ir::{
    Op, Result,
    diagnostic::{remark, show_location},
    melior::ir::operation::OperationLike as _,
    operation::{OpExt as _, collect, outwards, symbol_name},
    pass::{Pass, PassRun},
};
pub use facts::{Bounds, Execution};
use serde::Serialize;
pub use work::{Share, Work};

use self::{
    pieces::{Function, Kind, Piece, Pieces, Stage},
    tally::{Tally, Unknown},
};
use crate::{DsaReport, files};

impl Pass for DsaReport {
    fn run<'c>(&self, module: Op<'c>, run: &PassRun) -> Result<'c> {
        if self.count {
            let counted = count::insert(module)?;
            run.count(Self::COUNTED, counted);
            return Ok(());
        }
        run.mark_all_analyses_preserved();
        let pieces = Pieces::of(module);
        let report = Report::stated(&pieces);
        // A function of the LLVM dialect is its own piece, which says it all.
        let is_said = |function: &Function<'_>| {
            let last = function.pieces.checked_sub(1).and_then(|last| pieces.all.get(last));
            last.is_some_and(|piece| piece.op == function.op && report.stage == Stage::Llvm)
        };
        let functions = pieces.functions.iter().zip(&report.functions);
        let mut functions = functions.filter(|(function, _)| !is_said(function)).peekable();
        for (number, (piece, line)) in pieces.all.iter().zip(&report.ops).enumerate() {
            while let Some((function, line)) = functions.next_if(|(function, _)| function.pieces <= number) {
                remark(function.op.location(), &line.words(report.stage));
            }
            remark(piece.op.location(), &line.words(&piece.kind));
        }
        for (function, line) in functions {
            remark(function.op.location(), &line.words(report.stage));
        }
        if self.file.is_empty() {
            return Ok(());
        }
        let text = report
            .json()
            .map_err(|error| dynsparse_ir::Error::at(module.location(), error))?;
        files::write(Path::new(&self.file), text.as_bytes())
            .map_err(|error| dynsparse_ir::Error::at(module.location(), error.to_string()))
    }
}

/// The ops of `dsa` and the kernels of `dsk`, in the order in which they are numbered.
fn ops(module: Op<'_>) -> Vec<Op<'_>> {
    collect(module, is_kernel)
}

/// Whether an op of that name has a formula, or should have one.
fn is_kernel(name: &str) -> bool {
    dsk::is_kernel(name) || (name.starts_with("dsa.") && !matches!(name, "dsa.exit" | "dsa.yield"))
}

/// What a module computes and moves.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// How far the module is lowered.
    pub stage: Stage,
    /// Whether the numbers are those of a run.
    pub exact: bool,
    /// A line an op.
    pub ops: Vec<Line>,
    /// The sum over all ops whose floating-point operations are known.
    pub total: Total,
    /// A line a function that makes buffers, or has something that is not counted, or nothing that is.
    pub functions: Vec<FunctionLine>,
    /// What is not counted in the module, or has no upper bound.
    pub uncounted: Vec<Uncounted>,
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
    /// The floating-point operations if each loop of unknown length made one turn, where there is such a loop.
    pub one_turn: Option<Bounds>,
    /// The line that this one is a part of, counted from 0; it is not in the total again.
    pub within: Option<usize>,
    /// What is not counted of it, or has no upper bound.
    pub uncounted: Vec<Uncounted>,
}

/// What one function keeps in buffers.
#[derive(Clone, Debug, Serialize)]
pub struct FunctionLine {
    /// Its name.
    pub function: String,
    /// Its place in the source.
    pub location: String,
    /// Bytes of the buffers that it makes, each counted once.
    pub buffers: Bounds,
    /// What is not counted of it, or has no upper bound.
    pub uncounted: Vec<Uncounted>,
    /// Whether no line is of it and it makes no buffers.
    #[serde(skip)]
    is_silent: bool,
}

/// Ops that are not counted, or without an upper bound.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Uncounted {
    /// Their name.
    pub op: String,
    /// How many.
    pub ops: u64,
    /// Why.
    pub reason: String,
}

impl Uncounted {
    fn list(unknown: &Unknown) -> Vec<Self> {
        let entry = |((op, reason), ops): (&(String, &str), &u64)| Self {
            op: op.clone(),
            ops: *ops,
            reason: (*reason).to_owned(),
        };
        unknown.iter().map(entry).collect()
    }

    /// In words, behind others; nothing if there are none.
    fn words(list: &[Self]) -> String {
        let entry = |of: &Self| format!("{} {}: {}", of.ops, of.op, of.reason);
        let entries: Vec<_> = list.iter().map(entry).collect();
        match entries.as_slice() {
            [] => String::new(),
            entries => format!("; not counted, or without an upper bound: {}", entries.join("; ")),
        }
    }
}

/// Sums.
#[derive(Clone, Debug, Serialize)]
pub struct Total {
    /// Floating-point operations.
    pub flops: Share,
    /// Bytes read and written.
    pub bytes: Share,
}

/// Of ops beside those of `dsa`, in a run.
const NOT_OF_DSA: &str = "a run counts ops of dsa, and not what stands beside them";

impl Report {
    /// The report of a module as it stands; with the executions of a run, by the number of the op, what they did.
    pub fn of(module: Op<'_>, run: Option<&BTreeMap<usize, Vec<Execution>>>) -> Self {
        let pieces = Pieces::of(module);
        let Some(run) = run else {
            return Self::stated(&pieces);
        };
        let lines = ops(module).into_iter().enumerate().map(|(number, op)| {
            let executions = run.get(&number).map_or(&[][..], Vec::as_slice);
            let work = Work::sum(op, executions.iter().map(|one| Work::of(op, &facts::counted(op, one))));
            Line {
                executions: Some(executions.len() as u64),
                ..Line::of(op, work)
            }
        });
        let ops = lines.collect();
        let mut beside = Unknown::new();
        for piece in &pieces.all {
            if !matches!(piece.kind, Kind::Kernel) && piece.within.is_none() {
                *beside.entry((piece.op.full_name(), NOT_OF_DSA)).or_default() += 1;
            }
        }
        Self::sum(pieces.stage, true, ops, Vec::new(), &beside)
    }

    fn stated(pieces: &Pieces<'_>) -> Self {
        let lines = pieces.all.iter().map(|piece| Line::stated(piece, pieces)).collect();
        let functions = pieces.functions.iter().map(|function| FunctionLine {
            function: symbol_name(function.op).unwrap_or_default(),
            location: show_location(function.op.location()),
            buffers: function.buffers,
            uncounted: Uncounted::list(&function.unknown),
            is_silent: function.is_silent && function.buffers == Bounds::exactly(0),
        });
        let mut unknown = Unknown::new();
        for function in &pieces.functions {
            for (op, number) in &function.unknown {
                *unknown.entry(op.clone()).or_default() += number;
            }
        }
        Self::sum(pieces.stage, false, lines, functions.collect(), &unknown)
    }

    fn sum(stage: Stage, exact: bool, ops: Vec<Line>, functions: Vec<FunctionLine>, unknown: &Unknown) -> Self {
        let whole = || ops.iter().filter(|line| line.within.is_none());
        let total = Total {
            flops: whole().filter_map(|line| line.work.flops).sum(),
            bytes: whole().map(|line| line.work.bytes).sum(),
        };
        Self {
            stage,
            exact,
            ops,
            total,
            functions,
            uncounted: Uncounted::list(unknown),
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
    outwards(op).find_map(symbol_name).unwrap_or_default()
}

impl Line {
    fn of(op: Op<'_>, work: Work) -> Self {
        Self {
            op: op.full_name(),
            function: function_of(op),
            location: show_location(op.location()),
            executions: None,
            work,
            one_turn: None,
            within: None,
            uncounted: Vec::new(),
        }
    }

    /// As often as it is executed.
    fn of_kernel(piece: &Piece<'_>) -> Self {
        let mut work = Work::of(piece.op, &facts::stated(piece.op));
        let place = &piece.place;
        let one_turn = work.flops.map(|flops| flops.done * place.one_turn);
        let share = |share: Share| Share {
            done: share.done * place.turns,
            dense: share.dense * place.turns,
        };
        work.flops = work.flops.map(share);
        work.bytes = share(work.bytes);
        work.computed = work.computed.map(|computed| computed * place.turns);
        Self {
            one_turn: one_turn.filter(|_| place.turns != place.one_turn),
            uncounted: Uncounted::list(&place.unknown()),
            ..Self::of(piece.op, work)
        }
    }

    fn stated(piece: &Piece<'_>, pieces: &Pieces<'_>) -> Self {
        let tally = match &piece.kind {
            Kind::Kernel => return Self::of_kernel(piece),
            Kind::Lowered(tally) => tally,
        };
        let mut unknown = tally.unknown.clone();
        for (op, why) in piece.open_place().into_iter().map(|((_, why), op)| (op, why)) {
            *unknown.entry((op, why)).or_default() += 1;
        }
        // Of what is behind dsa nobody knows what the dense program had in its place; beside dsa it has the same, unless
        // sizes that content decides are in it, or something has been left out before.
        let has_same = pieces.stage == Stage::Dsa && !pieces.leaves_out;
        let share = |done: Bounds| Share {
            done,
            dense: if has_same && done.most == Some(done.least) {
                done
            } else {
                Bounds::at_least(0)
            },
        };
        let work = Work {
            density: None,
            flops: Some(share(tally.flops)),
            bytes: share(tally.bytes),
            working_set: tally.buffers,
            computed: None,
        };
        Self {
            one_turn: (tally.one_turn != tally.flops).then_some(tally.one_turn),
            within: piece.within,
            uncounted: Uncounted::list(&unknown),
            ..Self::of(piece.op, work)
        }
    }

    /// In words, for a remark.
    fn words(&self, kind: &Kind) -> String {
        match kind {
            Kind::Kernel => self.words_of_kernel(),
            Kind::Lowered(tally) => self.words_of_lowered(tally),
        }
    }

    fn words_of_lowered(&self, tally: &Tally) -> String {
        let flops = tally.flops.words(|x| units(x, "FLOP"));
        let mut words = match self.one_turn {
            Some(one_turn) => format!(
                "{}: {flops} ({} at one turn of each loop of unknown length)",
                self.op,
                one_turn.words(|x| units(x, "FLOP"))
            ),
            None => format!("{}: {flops}", self.op),
        };
        words.push_str(&format!(", {} loaded and stored", tally.bytes.words(|x| units(x, "B"))));
        if tally.buffers != Bounds::exactly(0) {
            words.push_str(&format!(", buffers {}", tally.buffers.words(|x| units(x, "B"))));
        }
        // Of a function of another dialect that has a remark of its own.
        if self.op == "llvm.func" {
            words.push_str(&Uncounted::words(&self.uncounted));
        }
        words
    }

    fn words_of_kernel(&self) -> String {
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
        if let Some(one_turn) = self.one_turn {
            words.push(format!(
                "{} at one turn of each loop of unknown length",
                one_turn.words(|x| units(x, "FLOP"))
            ));
        }
        if let Some(computed) = &self.work.computed {
            words.push(format!("{} in whole blocks", computed.words(|x| units(x, "FLOP"))));
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

impl FunctionLine {
    /// In words, for a remark.
    fn words(&self, stage: Stage) -> String {
        let buffers = self.buffers.words(|x| units(x, "B"));
        let uncounted = Uncounted::words(&self.uncounted);
        if self.is_silent {
            return format!("stage {}, nothing that is counted{uncounted}", stage.word());
        }
        format!("stage {}, buffers of {buffers}{uncounted}", stage.word())
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
