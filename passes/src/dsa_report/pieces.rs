//! What of a module has a line in the report, and how far the module is lowered.

use std::collections::{BTreeMap, BTreeSet};

use dynsparse_dialects::dsk::LAUNCHES;
use dynsparse_ir::{
    Op,
    melior::ir::{ValueLike as _, operation::OperationLike as _, r#type::RankedTensorType},
    operation::{OpExt as _, collect, outwards, regions},
};
use serde::Serialize;

use super::{
    facts::Bounds,
    is_kernel,
    tally::{Counter, Place, Tally, Unknown, is_elementwise},
    work::Work,
};

/// How far a module is lowered, told by its ops: a stage of `lower-sparse`, or what looks the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// It has ops of `dsa`.
    Dsa,
    /// It has kernels of `dsk` on tensors.
    Dsk,
    /// It has tensors, and ops of neither.
    Linalg,
    /// It has kernels of `dsk` or ops of linalg on buffers.
    Bufferized,
    /// It has the loops and pieces of work of `dsk`.
    Blocks,
    /// It has loops and buffers only.
    Loops,
    /// It has functions of the LLVM dialect only.
    Llvm,
}

impl Stage {
    /// As `stop-after` of `lower-sparse` names it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Dsa => "dsa",
            Self::Dsk => "dsk",
            Self::Linalg => "linalg",
            Self::Bufferized => "bufferized",
            Self::Blocks => "blocks",
            Self::Loops => "loops",
            Self::Llvm => "llvm",
        }
    }

    fn of(module: Op<'_>) -> Self {
        let has = |keep: &dyn Fn(&str) -> bool| !collect(module, keep).is_empty();
        let on_tensors = |op: &Op<'_>| {
            let mut values = op.operand_values().into_iter().chain(op.result_values());
            values.any(|value| RankedTensorType::try_from(value.r#type()).is_ok())
        };
        let kernels = collect(module, is_kernel);
        if kernels.iter().any(|op| op.full_name().starts_with("dsa.")) {
            Self::Dsa
        } else if kernels.iter().any(on_tensors) {
            Self::Dsk
        } else if has(&|name| name.starts_with("dsk.") && !is_kernel(name)) {
            Self::Blocks
        } else if !kernels.is_empty() {
            Self::Bufferized
        } else if collect(module, |name| name == "func.func")
            .iter()
            .any(|function| function.attr(LAUNCHES).is_some())
        {
            Self::Loops
        } else if collect(module, |name| name != "func.func").iter().any(on_tensors) {
            Self::Linalg
        } else if has(&|name| name.starts_with("linalg.")) {
            Self::Bufferized
        } else if has(&|name| name == "llvm.func") && !has(&|name| name == "func.func") {
            Self::Llvm
        } else {
            Self::Loops
        }
    }
}

/// How a piece is counted.
pub enum Kind {
    /// By a formula.
    Kernel,
    /// By the ops in it.
    Lowered(Tally),
}

/// What has a line.
pub struct Piece<'c> {
    /// The op.
    pub op: Op<'c>,
    /// How it is counted.
    pub kind: Kind,
    /// The piece that has it inside and counts it too.
    pub within: Option<usize>,
    /// How often it is executed; in what is counted by the ops in it that is counted already.
    pub place: Place,
}

impl Piece<'_> {
    /// What of it has no upper bound, because of its place.
    pub fn open_place(&self) -> BTreeMap<(usize, &'static str), String> {
        let matters = match &self.kind {
            Kind::Kernel => true,
            Kind::Lowered(tally) => tally.matters(),
        };
        if matters {
            self.place.why.clone()
        } else {
            BTreeMap::new()
        }
    }
}

/// What is said of a function.
pub struct Function<'c> {
    /// The function.
    pub op: Op<'c>,
    /// Bytes of the buffers that it makes.
    pub buffers: Bounds,
    /// What is not counted of it.
    pub unknown: Unknown,
    /// How many pieces there are up to its end.
    pub pieces: usize,
    /// Whether none of them is of it.
    pub is_silent: bool,
}

/// What of a module has a line.
pub struct Pieces<'c> {
    /// How far the module is lowered.
    pub stage: Stage,
    /// Whether an op leaves out tokens, heads, channels or rows, so that what is behind it was larger in the dense program.
    pub leaves_out: bool,
    /// In the order of the module, and what is inside another in front of it.
    pub all: Vec<Piece<'c>>,
    /// Functions of which there is something to say.
    pub functions: Vec<Function<'c>>,
}

const NO_FORMULA: &str = "no formula for its floating-point operations";

struct Walk<'c> {
    counter: Counter<'c>,
    all: Vec<Piece<'c>>,
    functions: Vec<Function<'c>>,
}

impl<'c> Pieces<'c> {
    /// Of that module.
    pub fn of(module: Op<'c>) -> Self {
        let counter = Counter::of(module);
        let mut around = BTreeSet::new();
        for kernel in collect(module, is_kernel) {
            put_around(&mut around, kernel);
        }
        // Who calls a function with kernels has them too.
        let calls = collect(module, |name| name == "func.call");
        loop {
            let known = around.len();
            for call in &calls {
                let called = counter.ranges.called(*call);
                if called.is_some_and(|(function, _)| around.contains(&identity(function))) {
                    put_around(&mut around, *call);
                }
            }
            if around.len() == known {
                break;
            }
        }
        let mut walk = Walk {
            counter: counter.around(around),
            all: Vec::new(),
            functions: Vec::new(),
        };
        walk.descend(module);
        Self {
            stage: Stage::of(module),
            leaves_out: !collect(module, leaves_out).is_empty(),
            all: walk.all,
            functions: walk.functions,
        }
    }
}

/// Whether an op of that name makes less of what it gets.
fn leaves_out(name: &str) -> bool {
    let others = [
        "dsa.merge_tokens",
        "dsa.early_exit",
        "dsa.route_experts",
        "dsa.grouped_linear",
        "dsa.pattern_pack_heads",
    ];
    (name.starts_with("dsa.pack_") && name != "dsa.pack_weights")
        || name.starts_with("dsk.gather_")
        || others.contains(&name)
}

/// Adds what is around an op.
fn put_around(around: &mut BTreeSet<usize>, op: Op<'_>) {
    around.extend(outwards(op).skip(1).map(identity));
}

fn identity(op: Op<'_>) -> usize {
    op.to_raw().ptr as usize
}

fn inner(op: Op<'_>) -> impl Iterator<Item = Op<'_>> {
    regions(op).into_iter().flatten().flatten()
}

impl<'c> Walk<'c> {
    /// The functions of a module, and of modules in it.
    fn descend(&mut self, module: Op<'c>) {
        for op in inner(module) {
            match op.full_name().as_str() {
                "func.func" | "llvm.func" => self.function(op),
                "builtin.module" => self.descend(op),
                _ => {}
            }
        }
    }

    fn has_kernels(&self, op: Op<'c>) -> bool {
        self.counter.has_kernels(op)
    }

    fn function(&mut self, function: Op<'c>) {
        if regions(function).iter().all(Vec::is_empty) {
            return;
        }
        // What is counted at its calls is not counted again.
        if self.counter.ranges.is_called(function) && !self.has_kernels(function) {
            return;
        }
        let first = self.all.len();
        let mut sum = Tally::sum([]);
        if function.full_name() == "llvm.func" {
            let tally = self.counter.function(function);
            // What only hands descriptors on is not worth a line.
            if tally.one_turn != Bounds::exactly(0) || tally.bytes.most.is_none() {
                self.piece(function, tally.clone(), Place::once());
            }
            sum = sum.and(tally);
        } else {
            let (rest, place) = self.ops(function);
            // What is outside of loops is a line of the function.
            if rest.flops != Bounds::exactly(0) || rest.bytes != Bounds::exactly(0) {
                self.piece(function, rest, place);
            } else {
                sum = sum.and(rest);
            }
            let mut open = Place::once();
            for piece in &self.all[first..] {
                match &piece.kind {
                    Kind::Lowered(tally) if piece.within.is_none() => sum = sum.and(tally.clone()),
                    Kind::Kernel if Work::of(piece.op, &super::facts::stated(piece.op)).flops.is_none() => {
                        *sum.unknown.entry((piece.op.full_name(), NO_FORMULA)).or_default() += 1;
                    }
                    _ => {}
                }
                open.why.extend(piece.open_place());
            }
            for (reason, number) in open.unknown() {
                *sum.unknown.entry(reason).or_default() += number;
            }
        }
        let is_silent = first == self.all.len();
        if is_silent || sum.buffers != Bounds::exactly(0) || !sum.unknown.is_empty() {
            self.functions.push(Function {
                op: function,
                buffers: sum.buffers,
                unknown: sum.unknown,
                pieces: self.all.len(),
                is_silent,
            });
        }
    }

    /// The pieces inside an op that has kernels, or a function; answers what else is inside, and what of that has no upper
    /// bound because of its place.
    fn ops(&mut self, around: Op<'c>) -> (Tally, Place) {
        let mut rest = Tally::sum([]);
        let mut open = Place::once();
        for ops in regions(around).into_iter().flatten() {
            let Some(first) = ops.first() else { continue };
            let place = self.counter.place(*first);
            for op in ops {
                if self.has_kernels(op) || is_kernel(&op.full_name()) {
                    let (more, more_open) = self.ops(op);
                    rest = rest.and(more);
                    open.why.extend(more_open.why);
                    if is_kernel(&op.full_name()) {
                        self.all.push(Piece {
                            op,
                            kind: Kind::Kernel,
                            within: None,
                            place: place.clone(),
                        });
                    }
                    continue;
                }
                let called = self.counter.ranges.called(op);
                if called.is_some_and(|(function, _)| self.has_kernels(function)) {
                    continue;
                }
                let tally = self.counter.count(op).at(&place);
                if self.is_piece(op) && (tally.flops != Bounds::exactly(0) || tally.bytes != Bounds::exactly(0)) {
                    self.piece(op, tally, place.clone());
                } else {
                    if tally.matters() {
                        open.why.extend(place.why.clone());
                    }
                    rest = rest.and(tally);
                }
            }
        }
        (rest, open)
    }

    fn is_piece(&self, op: Op<'c>) -> bool {
        let name = op.full_name();
        op.region_count() > 0
            || name.starts_with("linalg.")
            || name == "memref.copy"
            || self.counter.ranges.called(op).is_some()
            || is_elementwise(op)
    }

    /// Adds a piece, and behind it a line for each loop over stored blocks in it.
    fn piece(&mut self, op: Op<'c>, tally: Tally, place: Place) {
        let number = self.all.len();
        self.all.push(Piece {
            op,
            kind: Kind::Lowered(tally),
            within: None,
            place,
        });
        for rows in collect(op, |name| name == "dsk.for_blocks" || name == "dsk.for_chunks") {
            if identity(rows) != identity(op) {
                let visit = self.counter.visit(rows);
                let tally = Tally {
                    one_turn: visit.one_turn,
                    ..self.counter.count(rows)
                };
                self.all.push(Piece {
                    op: rows,
                    kind: Kind::Lowered(tally),
                    within: Some(number),
                    place: Place::once(),
                });
            }
        }
    }
}
