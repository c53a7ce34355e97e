//! How much the ops behind `dsk` compute and move: loops, linalg, vectors, buffers.
//!
//! Arithmetic is counted where it stands and multiplied by how often the loops around it turn.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
};

use dynsparse_dialects::dsa::sparse_encoding;
use dynsparse_ir::{
    Op, Val,
    melior::ir::{Type, ValueLike as _, operation::OperationLike as _},
    operation::{OpExt as _, dims, element, parent, regions, symbol_name, vector_dims},
};

use super::{
    facts::{Bounds, bits},
    is_kernel,
    ranges::{Ranges, loop_operands},
};

/// What a piece of a program computes and moves when it is executed once.
#[derive(Clone, Debug)]
pub struct Tally {
    /// Floating-point operations.
    pub flops: Bounds,
    /// The same, if each loop of which it is not known how often it turns made one turn.
    pub one_turn: Bounds,
    /// Bytes that loads and stores move.
    pub bytes: Bounds,
    /// Bytes of the buffers that are made inside, each counted once.
    pub buffers: Bounds,
    /// What is not counted, or only without an upper bound.
    pub unknown: Unknown,
}

/// How many ops of a name are not counted, and why.
pub type Unknown = BTreeMap<(String, &'static str), u64>;

/// How often what stands at a place is executed.
#[derive(Clone, Debug)]
pub struct Place {
    /// How often.
    pub turns: Bounds,
    /// The same, if each loop of which it is not known how often it turns made one turn.
    pub one_turn: Bounds,
    /// Of what there is no upper bound, and why: by the identity of the op.
    pub why: BTreeMap<(usize, &'static str), String>,
}

impl Place {
    /// Where what is executed is executed once.
    pub fn once() -> Self {
        Self {
            turns: Bounds::exactly(1),
            one_turn: Bounds::exactly(1),
            why: BTreeMap::new(),
        }
    }

    /// As often as `op` says.
    fn turned(op: Op<'_>, turns: Bounds, why: &'static str) -> Self {
        if turns.most.is_some() {
            return Self {
                turns,
                one_turn: turns,
                why: BTreeMap::new(),
            };
        }
        Self {
            turns,
            one_turn: Bounds::exactly(1),
            why: BTreeMap::from([((op.to_raw().ptr as usize, why), op.full_name())]),
        }
    }

    /// One inside the other.
    fn and(mut self, other: Self) -> Self {
        self.why.extend(other.why);
        Self {
            turns: self.turns * other.turns,
            one_turn: self.one_turn * other.one_turn,
            why: self.why,
        }
    }

    /// Here and there.
    fn or_else(mut self, other: Self) -> Self {
        self.why.extend(other.why);
        Self {
            turns: self.turns + other.turns,
            one_turn: self.one_turn + other.one_turn,
            why: self.why,
        }
    }

    /// The reasons as ops that are not counted.
    pub fn unknown(&self) -> Unknown {
        let mut unknown = Unknown::new();
        for ((_, why), name) in &self.why {
            *unknown.entry((name.clone(), *why)).or_default() += 1;
        }
        unknown
    }
}

/// What may be passed over.
const AT_MOST_ONCE: Bounds = Bounds {
    least: 0,
    most: Some(1),
};

const NO_TURNS: &str = "how often it turns is known when the program runs";
const NO_BLOCKS: &str = "how many blocks a row has is known when the program runs";
const NO_BODY: &str = "what it calls is not in this module";
const TARGETS: &str = "an instruction of the target";
const BRANCHES: &str = "how often a block of a loop of branches is executed is known when the program runs";
const ALLOCATES: &str = "the size of what it allocates is computed by other ops";
const RECURSIVE: &str = "it calls itself";
const NO_SIZES: &str = "its loops are not those of its operands";
const NO_FORMULA: &str = "no formula for it";
const TAKEN: &str = "it is a value, which anything may call";
const INDIRECT: &str = "what it calls is known when the program runs";
const NO_REGION: &str = "how often it executes what is inside is not known";

/// Ops that execute what is inside once.
const ONCE: &[&str] = &["scf.execute_region", "scf.reduce", "memref.alloca_scope"];

impl Tally {
    fn nothing() -> Self {
        let none = Bounds::exactly(0);
        Self {
            flops: none,
            one_turn: none,
            bytes: none,
            buffers: none,
            unknown: Unknown::new(),
        }
    }

    fn flops(number: Bounds) -> Self {
        Self {
            flops: number,
            one_turn: number,
            ..Self::nothing()
        }
    }

    fn bytes(number: Bounds) -> Self {
        Self {
            bytes: number,
            ..Self::nothing()
        }
    }

    fn unknown(op: Op<'_>, why: &'static str) -> Self {
        Self {
            unknown: Unknown::from([((op.full_name(), why), 1)]),
            ..Self::nothing()
        }
    }

    /// Of which there is no upper bound.
    fn open(op: Op<'_>, why: &'static str) -> Self {
        let any = Bounds::at_least(0);
        Self {
            flops: any,
            bytes: any,
            ..Self::unknown(op, why)
        }
    }

    /// Of whose floating-point operations nobody knows how many there are.
    fn open_flops(op: Op<'_>) -> Self {
        let any = Bounds::at_least(0);
        Self {
            flops: any,
            one_turn: any,
            ..Self::unknown(op, NO_FORMULA)
        }
    }

    /// Whether there is nothing to say of it.
    pub fn is_nothing(&self) -> bool {
        let none = Bounds::exactly(0);
        [self.flops, self.one_turn, self.bytes, self.buffers] == [none; 4] && self.unknown.is_empty()
    }

    /// One after the other.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        for (op, number) in other.unknown {
            *self.unknown.entry(op).or_default() += number;
        }
        Self {
            flops: self.flops + other.flops,
            one_turn: self.one_turn + other.one_turn,
            bytes: self.bytes + other.bytes,
            buffers: self.buffers + other.buffers,
            unknown: self.unknown,
        }
    }

    /// One or the other.
    fn or(self, other: Self) -> Self {
        let either = |a: Bounds, b: Bounds| Bounds {
            least: a.least.min(b.least),
            most: a.most.zip(b.most).map(|(a, b)| a.max(b)),
        };
        let [flops, one_turn] = [either(self.flops, other.flops), either(self.one_turn, other.one_turn)];
        let [bytes, buffers] = [either(self.bytes, other.bytes), either(self.buffers, other.buffers)];
        Self {
            flops,
            one_turn,
            bytes,
            buffers,
            unknown: self.and(other.unknown_only()).unknown,
        }
    }

    fn unknown_only(self) -> Self {
        Self {
            unknown: self.unknown,
            ..Self::nothing()
        }
    }

    /// That often, one time after the other: buffers are made anew each time.
    fn times(self, turns: Bounds) -> Self {
        let once = if turns.most.is_some() {
            turns
        } else {
            Bounds::exactly(1)
        };
        Self {
            flops: self.flops * turns,
            one_turn: self.one_turn * once,
            bytes: self.bytes * turns,
            ..self
        }
    }

    /// As the loop `op` turns; where that is not known and matters, it says why.
    fn turned(self, op: Op<'_>, turns: Bounds, why: &'static str) -> Self {
        let matters = turns.most.is_none() && (self.one_turn.most != Some(0) || self.bytes.most != Some(0));
        let times = self.times(turns);
        if matters {
            times.and(Self::unknown(op, why))
        } else {
            times
        }
    }

    /// At that place of a program, without the reasons that the place has.
    #[must_use]
    pub fn at(self, place: &Place) -> Self {
        Self {
            flops: self.flops * place.turns,
            one_turn: self.one_turn * place.one_turn,
            bytes: self.bytes * place.turns,
            ..self
        }
    }

    /// Whether it matters how often it is executed.
    pub fn matters(&self) -> bool {
        [self.flops, self.one_turn, self.bytes]
            .iter()
            .any(|bounds| bounds.most != Some(0))
    }

    /// The sum.
    pub fn sum(all: impl IntoIterator<Item = Self>) -> Self {
        all.into_iter().fold(Self::nothing(), Self::and)
    }
}

/// Counts the ops of a module.
pub struct Counter<'c> {
    /// What is known of its integers.
    pub ranges: Ranges<'c>,
    /// Functions that are being counted.
    open: RefCell<BTreeSet<String>>,
    /// Functions that have been.
    done: RefCell<BTreeMap<String, Tally>>,
    /// Ops with kernels inside.
    around: BTreeSet<usize>,
    /// Functions of which it is asked how often they are called.
    placed: RefCell<BTreeSet<usize>>,
    /// How often others are.
    called: RefCell<BTreeMap<usize, Place>>,
}

impl<'c> Counter<'c> {
    /// Of that module.
    pub fn of(module: Op<'c>) -> Self {
        Self {
            ranges: Ranges::of(module),
            open: RefCell::default(),
            done: RefCell::default(),
            around: BTreeSet::new(),
            placed: RefCell::default(),
            called: RefCell::default(),
        }
    }

    /// With ops that have kernels inside, by identity: these functions are not counted at their calls.
    #[must_use]
    pub fn around(self, around: BTreeSet<usize>) -> Self {
        Self { around, ..self }
    }

    /// Whether an op has kernels inside.
    pub fn has_kernels(&self, op: Op<'c>) -> bool {
        self.around.contains(&(op.to_raw().ptr as usize))
    }

    /// What executing an op once does.
    pub fn count(&self, op: Op<'c>) -> Tally {
        let name = op.full_name();
        if let Some(tally) = self.structure(op, &name) {
            return tally;
        }
        if name.starts_with("linalg.") && !["linalg.yield", "linalg.index"].contains(&name.as_str()) {
            return self.structured(op);
        }
        if let Some(flops) = self.arithmetic(op, &name) {
            return Tally::flops(flops);
        }
        if let Some(bytes) = self.moved(op, &name) {
            return Tally::bytes(bytes);
        }
        match name.as_str() {
            "memref.alloc" | "memref.alloca" => Tally {
                buffers: op
                    .result_values()
                    .first()
                    .map_or(Bounds::exactly(0), |buffer| self.bytes(*buffer)),
                ..Tally::nothing()
            },
            "llvm.alloca" => {
                let count = op
                    .operand_at(0)
                    .map_or(Bounds::at_least(0), |count| self.ranges.range(count).count());
                let of = op.attr("elem_type").map(|of| of.to_string()).unwrap_or_default();
                let bytes = match of.strip_prefix(['f', 'i']).and_then(|bits| bits.parse::<u64>().ok()) {
                    Some(bits) => count * bits.div_ceil(8),
                    None => Bounds::at_least(0),
                };
                Tally {
                    buffers: bytes,
                    ..Tally::nothing()
                }
            }
            "func.call_indirect" => Tally::unknown(op, INDIRECT),
            "llvm.call_intrinsic" | "llvm.inline_asm" => Tally::unknown(op, TARGETS),
            "vector.contract" if op.operand_at(2).is_some_and(|sum| is_float(scalar(sum.r#type()))) => {
                Tally::unknown(op, NO_SIZES)
            }
            // Each is read and written.
            "memref.atomic_rmw" | "llvm.atomicrmw" => {
                let Some(result) = op.result_values().first().copied() else {
                    return Tally::nothing();
                };
                // 3 is `assign`, which only writes; an op of the LLVM dialect has another list of kinds.
                let kind = op.int_attr("kind");
                let flops = Bounds {
                    least: u64::from(kind.is_some_and(|kind| kind != 3)),
                    most: Some(u64::from(kind != Some(3))),
                };
                let flops = if is_float(scalar(result.r#type())) {
                    Tally::flops(flops)
                } else {
                    Tally::nothing()
                };
                flops.and(Tally::bytes(self.bytes(result) * 2))
            }
            // It tries until nothing comes between.
            "memref.generic_atomic_rmw" => {
                let moved = op.result_values().first().map(|value| self.bytes(*value) * 2);
                let once = self.inside(op).and(Tally::bytes(moved.unwrap_or(Bounds::at_least(0))));
                once.turned(op, Bounds::at_least(1), NO_TURNS)
            }
            _ if name.starts_with("complex.") && !PARTS.contains(&name.as_str()) => Tally::open_flops(op),
            _ if name.starts_with("dsk.") && op.region_count() == 0 && !PLAIN.contains(&name.as_str()) => {
                Tally::unknown(op, NO_FORMULA)
            }
            _ if op.region_count() == 0 || ONCE.contains(&name.as_str()) => self.inside(op),
            _ => self.inside(op).turned(op, Bounds::at_least(0), NO_REGION),
        }
    }

    /// What one call of a function of the LLVM dialect does.
    pub fn function(&self, function: Op<'c>) -> Tally {
        self.body(function, 0)
    }

    /// What one turn of a loop over blocks does.
    pub fn visit(&self, rows: Op<'c>) -> Tally {
        self.body(rows, 0)
    }

    /// What is in its regions, once each.
    fn inside(&self, op: Op<'c>) -> Tally {
        Tally::sum(regions(op).iter().map(|blocks| self.blocks(op, blocks)))
    }

    fn body(&self, op: Op<'c>, region: usize) -> Tally {
        regions(op)
            .get(region)
            .map_or_else(Tally::nothing, |blocks| self.blocks(op, blocks))
    }

    /// Blocks with branches between them: the first is executed once, others at most, and those of a loop often.
    fn blocks(&self, op: Op<'c>, blocks: &[Vec<Op<'c>>]) -> Tally {
        let tallies = blocks
            .iter()
            .map(|ops| Tally::sum(ops.iter().map(|inner| self.count(*inner))));
        if blocks.len() < 2 {
            return Tally::sum(tallies);
        }
        let next = successors(blocks);
        let all = tallies.enumerate().map(|(block, tally)| {
            if is_in_cycle(&next, block) {
                tally.turned(op, Bounds::at_least(0), BRANCHES)
            } else if block == 0 {
                tally
            } else {
                let most = tally.one_turn;
                let tally = tally.times(Bounds {
                    least: 0,
                    most: Some(1),
                });
                Tally {
                    one_turn: most,
                    ..tally
                }
            }
        });
        let mut sum = Tally::sum(all);
        // It is one loop of branches or several, not one a block.
        for ((_, why), number) in &mut sum.unknown {
            if *why == BRANCHES {
                *number = 1;
            }
        }
        sum
    }

    /// How often an op executes what is in its regions, of ops of which that is known to be a question; and why that has no
    /// upper bound, if it has none.
    fn turns(&self, op: Op<'c>, name: &str) -> Option<(Bounds, &'static str)> {
        let any = Bounds::at_least(0);
        Some(match name {
            "scf.for" | "scf.parallel" => {
                let mut turns = Bounds::exactly(1);
                let mut variable = 0;
                while let Some([lower, upper, step]) = loop_operands(op, variable) {
                    turns = turns * self.ranges.turns(op, lower, upper, step);
                    variable += 1;
                }
                (turns, NO_TURNS)
            }
            "affine.for" => (constant_turns(op).unwrap_or(any), NO_TURNS),
            "scf.while" | "scf.forall" | "affine.parallel" => (any, NO_TURNS),
            "dsk.partition" => {
                let count = op.operand_at(0).map_or(any, |count| self.ranges.range(count).count());
                (count, NO_TURNS)
            }
            "dsk.for_blocks" => {
                // A row has no more blocks than there are columns in all.
                let columns = op.operand_at(4).map_or(any, |columns| self.ranges.size(columns, 0));
                (Bounds { least: 0, ..columns }, NO_BLOCKS)
            }
            "dsk.for_chunks" => (any, NO_BLOCKS),
            "dsk.once" | "scf.if" | "affine.if" | "scf.index_switch" | "vector.mask" => (AT_MOST_ONCE, NO_TURNS),
            "tensor.generate" => {
                let points = op.result_values().first().map_or(any, |result| self.elements(*result));
                (points, NO_TURNS)
            }
            _ => return None,
        })
    }

    /// How often an op is executed, if each function that is not private, and each that nothing calls, is called once from
    /// outside.
    pub fn place(&self, op: Op<'c>) -> Place {
        let mut place = Place::once();
        let mut inner = op;
        while let Some(around) = parent(inner) {
            let name = around.full_name();
            if name == "builtin.module" {
                break;
            }
            place = place.and(Self::block(around, inner));
            if name == "dsa.early_exit" {
                let is_first = regions(around).first().is_some_and(|blocks| {
                    let mut ops = blocks.iter().flatten();
                    ops.any(|op| op.to_raw().ptr == inner.to_raw().ptr)
                });
                place = place.and(Place {
                    turns: if is_first { Bounds::exactly(1) } else { AT_MOST_ONCE },
                    ..Place::once()
                });
                inner = around;
                continue;
            }
            if name == "func.func" || name == "llvm.func" {
                return place.and(self.calls(around));
            }
            place = place.and(match self.turns(around, &name) {
                Some((turns, why)) => Place::turned(around, turns, why),
                None if name.starts_with("linalg.") => match self.points(around) {
                    Some(points) => Place::turned(around, points, NO_TURNS),
                    None => Place::turned(around, Bounds::at_least(0), NO_SIZES),
                },
                None if is_kernel(&name) => Place::turned(around, AT_MOST_ONCE, NO_TURNS),
                None if ONCE.contains(&name.as_str()) => Place::once(),
                None => Place::turned(around, Bounds::at_least(0), NO_REGION),
            });
            inner = around;
        }
        place
    }

    /// How often the block with that op in it is executed, when what is around it is once.
    fn block(around: Op<'_>, inner: Op<'_>) -> Place {
        let same = |op: &Op<'_>| op.to_raw().ptr == inner.to_raw().ptr;
        let all = regions(around);
        let region = all.iter().find(|blocks| blocks.iter().any(|ops| ops.iter().any(same)));
        let Some(blocks) = region.filter(|blocks| blocks.len() > 1) else {
            return Place::once();
        };
        match blocks.iter().position(|ops| ops.iter().any(same)) {
            Some(block) if is_in_cycle(&successors(blocks), block) => {
                Place::turned(around, Bounds::at_least(0), BRANCHES)
            }
            Some(0) | None => Place::once(),
            Some(_) => Place {
                turns: AT_MOST_ONCE,
                ..Place::once()
            },
        }
    }

    /// How often a function is called, apart from calls at which it is counted.
    fn calls(&self, function: Op<'c>) -> Place {
        let key = function.to_raw().ptr as usize;
        if let Some(known) = self.called.borrow().get(&key) {
            return known.clone();
        }
        if !self.placed.borrow_mut().insert(key) {
            return Place::turned(function, Bounds::at_least(0), RECURSIVE);
        }
        let outside = if self.ranges.is_taken(function) {
            Place::turned(function, Bounds::at_least(0), TAKEN)
        } else {
            let once = Bounds::exactly(u64::from(!self.ranges.is_called(function)));
            Place::turned(function, once, TAKEN)
        };
        let calls = if self.has_kernels(function) {
            self.ranges.calls_of(function)
        } else {
            &[]
        };
        let all = calls.iter().map(|call| {
            let place = self.place(*call);
            match (self.ranges.called(*call), call.operand_at(0)) {
                (Some((_, true)), Some(count)) => {
                    let times = self.ranges.range(count).count();
                    place.and(Place::turned(*call, times, NO_TURNS))
                }
                _ => place,
            }
        });
        let place = all.fold(outside, Place::or_else);
        self.placed.borrow_mut().remove(&key);
        // What was asked in the middle of a recursion is not known of the others in it.
        if self.placed.borrow().is_empty() {
            self.called.borrow_mut().insert(key, place.clone());
        }
        place
    }

    /// Loops, branches and calls.
    fn structure(&self, op: Op<'c>, name: &str) -> Option<Tally> {
        let any = Bounds::at_least(0);
        let tally = match name {
            "scf.if" | "affine.if" | "scf.index_switch" => {
                let of_regions = regions(op);
                let branches = of_regions.iter().map(|blocks| self.blocks(op, blocks));
                branches.reduce(Tally::or).unwrap_or_else(Tally::nothing)
            }
            "dsk.once" => {
                let body = self.body(op, 0);
                let one_turn = body.one_turn;
                Tally {
                    one_turn,
                    ..body.times(AT_MOST_ONCE)
                }
            }
            _ if self.turns(op, name).is_some() => {
                let (turns, why) = self.turns(op, name).unwrap_or((any, NO_TURNS));
                self.inside(op).turned(op, turns, why)
            }
            "func.call" => {
                let Some((function, is_launched)) = self.ranges.called(op) else {
                    return Some(Tally::unknown(op, NO_BODY));
                };
                if regions(function).iter().all(Vec::is_empty) {
                    // What asks the runtime for a number computes nothing.
                    let asks = function.operand_count() == 0 && op.operand_count() == 0;
                    return Some(if asks {
                        Tally::nothing()
                    } else {
                        Tally::unknown(op, NO_BODY)
                    });
                }
                let times = match op.operand_at(0) {
                    Some(count) if is_launched => self.ranges.range(count).count(),
                    _ => Bounds::exactly(1),
                };
                let symbol = symbol_name(function).unwrap_or_default();
                if let Some(body) = self.done.borrow().get(&symbol) {
                    return Some(body.clone().turned(op, times, NO_TURNS));
                }
                if !self.open.borrow_mut().insert(symbol.clone()) {
                    return Some(Tally::open(op, RECURSIVE));
                }
                let body = self.body(function, 0);
                self.open.borrow_mut().remove(&symbol);
                self.done.borrow_mut().insert(symbol, body.clone());
                body.turned(op, times, NO_TURNS)
            }
            "llvm.call" => match op.attr("callee").map(|callee| callee.to_string()).as_deref() {
                // Functions of this module are reported by themselves.
                Some(callee) if callee == "@free" || self.ranges.has_function(callee) => Tally::nothing(),
                Some("@malloc" | "@aligned_alloc") => Tally {
                    buffers: any,
                    ..Tally::unknown(op, ALLOCATES)
                },
                _ => Tally::unknown(op, NO_BODY),
            },
            // A function inside another op is reported where it is called, or by itself.
            "func.func" | "llvm.func" => Tally::nothing(),
            _ => return None,
        };
        Some(tally)
    }

    /// An op of linalg: its body at each point of its loops; operands read and results written once.
    fn structured(&self, op: Op<'c>) -> Tally {
        let operands = op.operand_values();
        // What a tensor is written into is the result's value in front of it.
        let moved = operands.iter().map(|operand| self.bytes(*operand));
        let bytes = moved.fold(Bounds::exactly(0), |sum, bytes| sum + bytes);
        if op.region_count() == 0 {
            let moved = Tally::bytes(bytes);
            return if MOVES.contains(&op.full_name().as_str()) {
                moved
            } else {
                moved.and(Tally::open_flops(op))
            };
        }
        let body = self.body(op, 0);
        let Some(points) = self.points(op) else {
            let is_idle = body.is_nothing();
            let moved = Tally::bytes(bytes);
            return if is_idle {
                moved
            } else {
                moved.and(Tally {
                    flops: Bounds::at_least(0),
                    ..Tally::unknown(op, NO_SIZES)
                })
            };
        };
        body.turned(op, points, NO_TURNS).and(Tally::bytes(bytes))
    }

    /// How many points the loops of a structured op have.
    fn points(&self, op: Op<'c>) -> Option<Bounds> {
        let loops = self.ranges.loops(op)?;
        let all = loops
            .into_iter()
            .fold(Bounds::exactly(1), |product, turns| product * turns);
        // Of a sparse tensor only what is stored is visited.
        let mut operands = op.operand_values().into_iter();
        let is_sparse = operands.any(|operand| sparse_encoding(operand.r#type()).is_some());
        Some(if is_sparse { Bounds { least: 0, ..all } } else { all })
    }

    /// The elements of a vector or tensor; one of anything else.
    fn elements(&self, value: Val<'c>) -> Bounds {
        if let Some((sizes, _)) = vector_dims(value.r#type()) {
            return Bounds::exactly(sizes.iter().product());
        }
        if is_unranked(value.r#type()) {
            return Bounds::at_least(0);
        }
        let rank = dims(value.r#type()).map_or(0, |sizes| sizes.len());
        let all = (0..rank).fold(Bounds::exactly(1), |product, axis| {
            product * self.ranges.size(value, axis)
        });
        if sparse_encoding(value.r#type()).is_some() {
            Bounds { least: 0, ..all }
        } else {
            all
        }
    }

    /// The bytes of a value.
    pub fn bytes(&self, value: Val<'c>) -> Bounds {
        self.elements(value) * (bits(scalar(value.r#type())) / 8)
    }

    /// The floating-point operations of an op that is arithmetic.
    fn arithmetic(&self, op: Op<'c>, name: &str) -> Option<Bounds> {
        let results = op.result_values();
        let result = *results.first()?;
        let each = match name {
            "dsk.dot" => return Some(self.elements(op.operand_at(1)?) * 2),
            // A difference and a power, as an exponential of `math` is one operation.
            "dsk.exp2" => return Some(self.elements(result) * (2 + u64::from(op.attr("times").is_some()))),
            "vector.contract" => {
                let sum = op.operand_at(2)?;
                return is_float(scalar(sum.r#type()))
                    .then(|| self.points(op))?
                    .map(|points| points * 2);
            }
            "vector.reduction" | "vector.multi_reduction" => {
                let source = op.operand_at(0)?;
                return is_float(scalar(source.r#type())).then(|| self.sums(op, source));
            }
            "vector.fma" | "math.fma" | "llvm.intr.fmuladd" | "llvm.intr.fma" => 2,
            "vector.outerproduct" => 1 + u64::from(op.operand_count() > 2),
            _ if name.starts_with("llvm.intr.vector.reduce.f") => {
                return Some(self.sums(op, *op.operand_values().last()?));
            }
            _ if ARITHMETIC.contains(&name) => 1,
            _ if name.starts_with("math.") && !SIGNS.contains(&name) => 1,
            _ => return None,
        };
        is_float(scalar(result.r#type())).then(|| self.elements(result) * each)
    }

    /// A sum an element, one fewer where nothing is added to them.
    fn sums(&self, op: Op<'c>, source: Val<'c>) -> Bounds {
        let elements = self.elements(source);
        let first = u64::from(op.operand_count() == 1);
        Bounds {
            least: elements.least.saturating_sub(first),
            most: elements.most.map(|most| most.saturating_sub(first)),
        }
    }

    /// The bytes that a load, a store or a copy moves.
    fn moved(&self, op: Op<'c>, name: &str) -> Option<Bounds> {
        let first = || op.operand_at(0).map(|value| self.bytes(value));
        let result = || op.result_values().first().map(|value| self.bytes(*value));
        let at_most = |bytes: Bounds| Bounds { least: 0, ..bytes };
        match name {
            "memref.load" | "vector.load" | "affine.load" | "affine.vector_load" | "tensor.extract" | "llvm.load" => {
                result()
            }
            "memref.store"
            | "vector.store"
            | "affine.store"
            | "affine.vector_store"
            | "tensor.insert"
            | "llvm.store" => first(),
            "vector.transfer_read" | "vector.maskedload" | "vector.gather" | "vector.expandload" => {
                result().map(at_most)
            }
            // Of tensors the written one is a result.
            "vector.transfer_write" => first().map(at_most),
            "vector.maskedstore" | "vector.scatter" | "vector.compressstore" => {
                op.operand_values().last().map(|value| at_most(self.bytes(*value)))
            }
            "memref.copy" => first().map(|bytes| bytes * 2),
            _ => None,
        }
    }
}

/// Ops of `dsk` that neither compute nor move.
const PLAIN: &[&str] = &["dsk.num_threads", "dsk.yield", "dsk.assert_pattern"];

/// Ops of `complex` that only look at parts, signs or bits.
const PARTS: &[&str] = &[
    "complex.constant",
    "complex.create",
    "complex.re",
    "complex.im",
    "complex.bitcast",
    "complex.eq",
    "complex.neq",
    "complex.neg",
    "complex.conj",
];

/// Ops of linalg without a body that compute nothing.
const MOVES: &[&str] = &["linalg.pack", "linalg.unpack"];

/// One operation an element.
const ARITHMETIC: &[&str] = &[
    "arith.addf",
    "arith.subf",
    "arith.mulf",
    "arith.divf",
    "arith.remf",
    "arith.maximumf",
    "arith.minimumf",
    "arith.maxnumf",
    "arith.minnumf",
    "llvm.fadd",
    "llvm.fsub",
    "llvm.fmul",
    "llvm.fdiv",
    "llvm.frem",
    "llvm.intr.maximum",
    "llvm.intr.minimum",
    "llvm.intr.maxnum",
    "llvm.intr.minnum",
    "llvm.intr.exp",
    "llvm.intr.exp2",
    "llvm.intr.log",
    "llvm.intr.log2",
    "llvm.intr.sqrt",
    "llvm.intr.pow",
    "llvm.intr.sin",
    "llvm.intr.cos",
    "llvm.intr.roundeven",
    "llvm.intr.floor",
    "llvm.intr.ceil",
];

/// Ops of `math` that only look at signs or bits.
const SIGNS: &[&str] = &[
    "math.absf",
    "math.copysign",
    "math.isnan",
    "math.isinf",
    "math.isfinite",
];

/// Whether an op works on whole tensors, element by element.
pub fn is_elementwise(op: Op<'_>) -> bool {
    let name = op.full_name();
    (name.starts_with("arith.") || name.starts_with("math."))
        && name != "arith.constant"
        && op
            .result_values()
            .first()
            .is_some_and(|result| dims(result.r#type()).is_some() && is_float(scalar(result.r#type())))
}

/// Whether it is a tensor or buffer of any rank.
fn is_unranked(r#type: Type<'_>) -> bool {
    let word = r#type.to_string();
    UNRANKED.iter().any(|prefix| word.starts_with(prefix))
}

const UNRANKED: &[&str] = &["tensor<*x", "memref<*x"];

/// The type of an element, or the type itself.
fn scalar(r#type: Type<'_>) -> Type<'_> {
    match vector_dims(r#type) {
        Some((_, scalar)) => scalar,
        None => element(r#type).unwrap_or(r#type),
    }
}

fn is_float(r#type: Type<'_>) -> bool {
    let word = r#type.to_string();
    let element = UNRANKED.iter().find_map(|prefix| word.strip_prefix(prefix));
    let word = element.unwrap_or(&word);
    ["f", "bf", "tf"].iter().any(|prefix| {
        word.strip_prefix(prefix)
            .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    })
}

/// How often an `affine.for` of constant bounds turns.
fn constant_turns(op: Op<'_>) -> Option<Bounds> {
    let constant = |name: &str| -> Option<i64> {
        let text = op.attr(name)?.to_string();
        let (_, result) = text.strip_suffix(")>")?.split_once("() -> (")?;
        result.parse().ok()
    };
    let (lower, upper) = (constant("lowerBoundMap")?, constant("upperBoundMap")?);
    let step = u64::try_from(op.int_attr("step")?).ok().filter(|step| *step > 0)?;
    let length = u64::try_from(upper.checked_sub(lower)?).unwrap_or(0);
    Some(Bounds::exactly(length.div_ceil(step)))
}

/// Of each block those that may follow it.
fn successors(blocks: &[Vec<Op<'_>>]) -> Vec<Vec<usize>> {
    let place = |of: &dyn Fn(&Op<'_>) -> bool| blocks.iter().position(|ops| ops.first().is_some_and(of));
    blocks
        .iter()
        .map(|ops| {
            let Some(last) = ops.last() else { return Vec::new() };
            last.successors()
                .filter_map(|next| place(&|op| op.block().is_some_and(|block| block == next)))
                .collect()
        })
        .collect()
}

/// Whether a block may be executed again after it was.
fn is_in_cycle(next: &[Vec<usize>], block: usize) -> bool {
    let mut seen = BTreeSet::new();
    let mut open = next[block].clone();
    while let Some(one) = open.pop() {
        if one == block {
            return true;
        }
        if seen.insert(one) {
            open.extend(&next[one]);
        }
    }
    false
}
