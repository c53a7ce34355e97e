//! Between what integers a value lies, as far as constants, sizes and loops say.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet, HashMap},
};

use dynsparse_dialects::dsk::LAUNCHES;
use dynsparse_ir::{
    Op, Val,
    melior::ir::{
        Type, ValueLike as _,
        attribute::{FlatSymbolRefAttribute, IntegerAttribute},
        operation::OperationLike as _,
        r#type::IntegerType,
    },
    operation::{
        OpExt as _, argument_number, collect, defining_parent, dims, identity, indexing_maps, outwards, owner, regions,
        segment_sizes, symbol_name, vector_dims,
    },
};

use super::facts::Bounds;

/// How many ops a question follows before it answers that nothing is known.
const DEPTH: usize = 24;

/// From one integer to another, both included; `None` is no bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    least: Option<i64>,
    most: Option<i64>,
}

impl Range {
    const ANY: Self = Self {
        least: None,
        most: None,
    };

    fn exactly(value: i64) -> Self {
        Self::between(value, value)
    }

    fn between(least: i64, most: i64) -> Self {
        Self {
            least: Some(least),
            most: Some(most),
        }
    }

    fn from(least: i64) -> Self {
        Self {
            least: Some(least),
            most: None,
        }
    }

    fn is_natural(self) -> bool {
        self.least.is_some_and(|least| least >= 0)
    }

    fn plus(self, other: Self) -> Self {
        let sum = |a: Option<i64>, b: Option<i64>| a?.checked_add(b?);
        Self {
            least: sum(self.least, other.least),
            most: sum(self.most, other.most),
        }
    }

    fn negated(self) -> Self {
        let negated = |x: Option<i64>| x?.checked_neg();
        Self {
            least: negated(self.most),
            most: negated(self.least),
        }
    }

    fn minus(self, other: Self) -> Self {
        self.plus(other.negated())
    }

    /// Of naturals; of others nothing is known.
    fn times(self, other: Self) -> Self {
        if !(self.is_natural() && other.is_natural()) {
            return Self::ANY;
        }
        let product = |a: Option<i64>, b: Option<i64>| a?.checked_mul(b?);
        Self {
            least: product(self.least, other.least),
            most: product(self.most, other.most),
        }
    }

    /// Of naturals, by one.
    fn divided(self, by: Self, up: bool) -> Self {
        if !(self.is_natural() && by.is_natural()) {
            return Self::ANY;
        }
        let quotient = |a: i64, b: i64| {
            let b = b.max(1);
            if up { (a / b) + i64::from(a % b != 0) } else { a / b }
        };
        Self {
            least: Some(self.least.zip(by.most).map_or(0, |(a, b)| quotient(a, b))),
            most: self.most.zip(by.least).map(|(a, b)| quotient(a, b)),
        }
    }

    /// In an integer of that many bits, fewer than 63: where it may not have room, nothing is known.
    fn within(self, width: u32) -> Self {
        let half = 1_i64 << width.saturating_sub(1);
        match (self.least, self.most) {
            (Some(least), Some(most)) if least >= -half && most < half => self,
            _ => Self::ANY,
        }
    }

    /// What is in one of them.
    fn or(self, other: Self) -> Self {
        Self {
            least: self.least.zip(other.least).map(|(a, b)| a.min(b)),
            most: self.most.zip(other.most).map(|(a, b)| a.max(b)),
        }
    }

    /// What is in both.
    fn and(self, other: Self) -> Self {
        let either = |a: Option<i64>, b: Option<i64>, choose: fn(i64, i64) -> i64| match (a, b) {
            (Some(a), Some(b)) => Some(choose(a, b)),
            (a, b) => a.or(b),
        };
        Self {
            least: either(self.least, other.least, i64::max),
            most: either(self.most, other.most, i64::min),
        }
    }

    /// The smaller of two. An unsigned one is never a negative number beside a natural one.
    fn smaller(self, other: Self, is_signed: bool) -> Self {
        let least = if is_signed {
            self.least.zip(other.least).map(|(a, b)| a.min(b))
        } else {
            let natural = |range: Self| range.least.unwrap_or(0).max(0);
            (self.is_natural() || other.is_natural()).then(|| natural(self).min(natural(other)))
        };
        let counts = |range: Self| range.most.filter(|_| is_signed || range.is_natural());
        let most = match (counts(self), counts(other)) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        Self { least, most }
    }

    /// The greater of two signed or natural numbers.
    fn greater(self, other: Self) -> Self {
        Self {
            least: self.least.max(other.least),
            most: self.most.zip(other.most).map(|(a, b)| a.max(b)),
        }
    }

    /// As a number of things, of which there are none where it is negative.
    pub fn count(self) -> Bounds {
        let natural = |value: i64| u64::try_from(value).unwrap_or(0);
        Bounds {
            least: self.least.map_or(0, natural),
            most: self.most.map(natural),
        }
    }

    /// The indices of so many things.
    fn below(count: Self) -> Self {
        Self {
            least: Some(0),
            most: count.most.and_then(|most| most.checked_sub(1)),
        }
    }

    fn of_count(count: Bounds) -> Self {
        let signed = |value: u64| i64::try_from(value).ok();
        Self {
            least: signed(count.least),
            most: count.most.and_then(signed),
        }
    }
}

/// What is asked about the integers of a module.
pub struct Ranges<'c> {
    known: RefCell<HashMap<usize, Range>>,
    /// The calls of each function, by its name.
    calls: BTreeMap<String, Vec<Op<'c>>>,
    functions: BTreeMap<String, Op<'c>>,
    bodies: BTreeSet<String>,
    /// Functions that are values, and so may be called from anywhere.
    taken: BTreeSet<String>,
}

impl<'c> Ranges<'c> {
    /// Of that module.
    pub fn of(module: Op<'c>) -> Self {
        let named: Vec<_> = collect(module, |name| name == "func.func")
            .into_iter()
            .filter_map(|function| Some((symbol_name(function)?, function)))
            .collect();
        let functions = named.into_iter().collect();
        let mut all = Self {
            known: RefCell::default(),
            calls: BTreeMap::new(),
            functions,
            bodies: collect(module, |name| name == "llvm.func")
                .into_iter()
                .filter(|function| !regions(*function).iter().all(Vec::is_empty))
                .filter_map(symbol_name)
                .collect(),
            taken: BTreeSet::new(),
        };
        for constant in collect(module, |name| name == "func.constant") {
            let symbol = constant
                .attr("value")
                .and_then(|of| FlatSymbolRefAttribute::try_from(of).ok());
            all.taken.extend(symbol.map(|symbol| symbol.value().to_owned()));
        }
        for call in collect(module, |name| name == "func.call") {
            if let Some((function, _)) = all.called(call) {
                let name = symbol_name(function).unwrap_or_default();
                all.calls.entry(name).or_default().push(call);
            }
        }
        all
    }

    /// What a call calls, and whether that is launched: once for each index below the first operand.
    pub fn called(&self, call: Op<'c>) -> Option<(Op<'c>, bool)> {
        let name = |op: Op<'c>, attribute: &str| {
            let name = FlatSymbolRefAttribute::try_from(op.attr(attribute)?).ok()?;
            Some(name.value().to_owned())
        };
        let function = *self.functions.get(&name(call, "callee")?)?;
        let launched = name(function, LAUNCHES).and_then(|name| self.functions.get(&name).copied());
        Some(launched.map_or((function, false), |launched| (launched, true)))
    }

    /// Whether a function is only called from inside of the module, so that its calls say all of it.
    pub fn is_called(&self, function: Op<'c>) -> bool {
        symbol_name(function).is_some_and(|name| self.calls.contains_key(&name) && !self.taken.contains(&name))
            && function
                .attr("sym_visibility")
                .is_some_and(|attr| attr.to_string() == "\"private\"")
    }

    /// The calls of a function.
    pub fn calls_of(&self, function: Op<'c>) -> &[Op<'c>] {
        symbol_name(function)
            .and_then(|name| self.calls.get(&name))
            .map_or(&[], Vec::as_slice)
    }

    /// Whether a function is a value.
    pub fn is_taken(&self, function: Op<'c>) -> bool {
        symbol_name(function).is_some_and(|name| self.taken.contains(&name))
    }

    /// Whether the module has a body for a function of the LLVM dialect, named as in a call.
    pub fn has_function(&self, callee: &str) -> bool {
        callee.strip_prefix('@').is_some_and(|name| self.bodies.contains(name))
    }

    /// Between what a value lies.
    pub fn range(&self, value: Val<'c>) -> Range {
        self.range_within(value, DEPTH)
    }

    fn range_within(&self, value: Val<'c>, depth: usize) -> Range {
        if let Some(known) = self.known.borrow().get(&identity(value)) {
            return *known;
        }
        let Some(depth) = depth.checked_sub(1) else {
            return Range::ANY;
        };
        let range = match owner(value) {
            Some(op) => self.result(op, value, depth),
            None => self.argument(value, depth),
        };
        // One that gave up too early is cached too: it is wide, not wrong, and asking again could take forever.
        self.known.borrow_mut().insert(identity(value), range);
        range
    }

    fn result(&self, op: Op<'c>, value: Val<'c>, depth: usize) -> Range {
        let operand = |index: usize| op.operand_at(index).map_or(Range::ANY, |x| self.range_within(x, depth));
        let name = op.full_name();
        let range = self.result_unwrapped(op, value, &name, &operand, depth);
        // A sum that has no room in its type is another number.
        let may_wrap = [
            "arith.addi",
            "arith.subi",
            "arith.muli",
            "arith.index_cast",
            "arith.index_castui",
        ];
        match width(value.r#type()) {
            Some(width) if may_wrap.contains(&name.as_str()) => range.within(width),
            _ => range,
        }
    }

    fn result_unwrapped(
        &self,
        op: Op<'c>,
        value: Val<'c>,
        name: &str,
        operand: &dyn Fn(usize) -> Range,
        depth: usize,
    ) -> Range {
        match name {
            "arith.constant" | "llvm.mlir.constant" if is_wide(value.r#type()) => Range::ANY,
            "arith.constant" | "llvm.mlir.constant" => op
                .attr("value")
                .and_then(|value| IntegerAttribute::try_from(value).ok())
                .map_or(Range::ANY, |value| Range::exactly(value.value())),
            "arith.addi" => operand(0).plus(operand(1)),
            "arith.subi" => operand(0).minus(operand(1)),
            "arith.muli" => operand(0).times(operand(1)),
            "arith.divui" | "arith.divsi" => operand(0).divided(operand(1), false),
            "arith.ceildivui" | "arith.ceildivsi" => operand(0).divided(operand(1), true),
            "arith.remui" | "arith.remsi" => {
                let by = operand(1);
                match by
                    .most
                    .filter(|_| by.is_natural() && (name == "arith.remui" || operand(0).is_natural()))
                {
                    Some(most) => Range::between(0, (most - 1).max(0)),
                    None => Range::ANY,
                }
            }
            "arith.minui" => operand(0).smaller(operand(1), false),
            "arith.minsi" => operand(0).smaller(operand(1), true),
            "arith.maxui" if !(operand(0).is_natural() && operand(1).is_natural()) => Range::ANY,
            "arith.maxui" | "arith.maxsi" => operand(0).greater(operand(1)),
            "arith.select" => operand(1).or(operand(2)),
            "arith.index_cast" | "arith.extsi" => operand(0),
            "arith.index_castui" | "arith.extui" => {
                let range = operand(0);
                let width = op.operand_at(0).and_then(|x| width(x.r#type()));
                // A negative number becomes a large one, if there is room for it.
                match (range.is_natural(), width) {
                    (true, None) => range,
                    (true, Some(width)) => range.and(Range::between(0, (1 << width) - 1)),
                    (false, Some(width)) => Range::between(0, (1 << width) - 1),
                    (false, None) => Range::ANY,
                }
            }
            "memref.dim" | "tensor.dim" => {
                let axis = operand(1);
                match (op.operand_at(0), axis.least.filter(|_| axis.least == axis.most)) {
                    (Some(shaped), Some(axis)) => {
                        Range::of_count(self.size_within(shaped, usize::try_from(axis).unwrap_or(usize::MAX), depth))
                    }
                    _ => Range::from(0),
                }
            }
            "dsk.num_threads" => Range::from(1),
            "linalg.index" => {
                let around = outwards(op).skip(1).find(|op| op.full_name().starts_with("linalg."));
                let extents = around.and_then(|structured| self.extents(structured, depth));
                let dim = op.int_attr("dim").and_then(|dim| usize::try_from(dim).ok());
                match extents.zip(dim).and_then(|(extents, dim)| extents.get(dim).copied()) {
                    Some(extent) => Range::below(Range::of_count(extent)),
                    None => Range::from(0),
                }
            }
            "scf.if" => {
                let Some(place) = op.result_values().iter().position(|x| identity(*x) == identity(value)) else {
                    return Range::ANY;
                };
                let ends = regions(op)
                    .into_iter()
                    .filter_map(|blocks| blocks.last()?.last()?.operand_at(place));
                ends.map(|end| self.range_within(end, depth))
                    .reduce(Range::or)
                    .unwrap_or(Range::ANY)
            }
            _ => Range::ANY,
        }
    }

    fn argument(&self, value: Val<'c>, depth: usize) -> Range {
        let (Some(op), Some(number)) = (defining_parent(value), argument_number(value)) else {
            return Range::ANY;
        };
        match op.full_name().as_str() {
            "scf.for" | "scf.parallel" => {
                let Some([lower, upper, step]) = loop_operands(op, number) else {
                    return Range::ANY;
                };
                let [lower, upper, step] = [lower, upper, step].map(|x| self.range_within(x, depth));
                if op.attr("unsignedCmp").is_some() && !(lower.is_natural() && upper.is_natural()) {
                    return Range::ANY;
                }
                let last = match (lower.least, upper.most, step.least) {
                    (Some(first), Some(end), Some(step))
                        if lower.most == lower.least && end > first && step > 0 && step < i64::MAX =>
                    {
                        let length = (end - 1).checked_sub(first);
                        length.and_then(|length| first.checked_add(length / step * step))
                    }
                    (_, Some(end), _) => end.checked_sub(1),
                    _ => None,
                };
                // Steps that vary reach other places than multiples of the least.
                let last = if step.least == step.most {
                    last
                } else {
                    upper.most.and_then(|end| end.checked_sub(1))
                };
                Range {
                    least: lower.least,
                    most: last,
                }
            }
            "dsk.partition" if number == 0 => op
                .operand_at(0)
                .map_or(Range::ANY, |count| Range::below(self.range_within(count, depth))),
            "tensor.generate" => op.result_values().first().map_or(Range::ANY, |result| {
                Range::below(Range::of_count(self.size_within(*result, number, depth)))
            }),
            "dsk.for_blocks" if number == 0 => Range::from(0),
            "dsk.for_chunks" => match (number, op.int_attr("size")) {
                (0, _) => Range::from(0),
                (1, Some(size)) => Range::between(1, size),
                _ => Range::ANY,
            },
            "func.func" => {
                let name = symbol_name(op).unwrap_or_default();
                let [call] = self.calls.get(&name).map_or(&[][..], Vec::as_slice) else {
                    return Range::ANY;
                };
                if !self.is_called(op) {
                    return Range::ANY;
                }
                let Some(operand) = call.operand_at(number).map(|x| self.range_within(x, depth)) else {
                    return Range::ANY;
                };
                let is_launched = self.called(*call).is_some_and(|(_, launched)| launched);
                if is_launched && number == 0 {
                    Range::below(operand)
                } else {
                    operand
                }
            }
            _ => Range::ANY,
        }
    }

    /// How far one value is above another.
    fn difference(&self, a: Val<'c>, b: Val<'c>, depth: usize) -> Range {
        if identity(a) == identity(b) {
            return Range::exactly(0);
        }
        let mut all = self.range(a).minus(self.range(b));
        // What is said of sums holds where none has too little room.
        let is_narrow = width(a.r#type()).is_some();
        let Some(depth) = depth.checked_sub(1).filter(|_| !is_narrow) else {
            return all;
        };
        let parts = |value: Val<'c>| {
            let op = owner(value)?;
            Some((op.full_name(), op.operand_values()))
        };
        if let Some((name, of)) = parts(a) {
            let above = |x: Val<'c>| self.difference(x, b, depth);
            match (name.as_str(), of.as_slice()) {
                ("arith.addi", [x, y]) => {
                    all = all
                        .and(above(*x).plus(self.range(*y)))
                        .and(above(*y).plus(self.range(*x)));
                }
                ("arith.subi", [x, y]) => all = all.and(above(*x).minus(self.range(*y))),
                ("arith.minui" | "arith.minsi", [x, y]) => {
                    let [above_x, above_y] = [above(*x), above(*y)];
                    let [x, y] = [*x, *y].map(|x| self.range(x));
                    let is_signed = name == "arith.minsi";
                    let counts = |range: Range, above: Range| above.most.filter(|_| is_signed || range.is_natural());
                    let ends = [counts(x, above_x), counts(y, above_y)];
                    all = all.and(Range {
                        least: above_x.least.zip(above_y.least).map(|(x, y)| x.min(y)),
                        most: ends.into_iter().flatten().min(),
                    });
                }
                ("arith.select", [_, x, y]) => all = all.and(above(*x).or(above(*y))),
                _ => {}
            }
        }
        if let Some((name, of)) = parts(b) {
            match (name.as_str(), of.as_slice()) {
                ("arith.addi", [x, y]) => all = all.and(self.difference(a, *x, depth).minus(self.range(*y))),
                ("arith.subi", [x, y]) => all = all.and(self.difference(a, *x, depth).plus(self.range(*y))),
                _ => {}
            }
        }
        all
    }

    /// How many turns a loop makes.
    pub fn turns(&self, op: Op<'c>, lower: Val<'c>, upper: Val<'c>, step: Val<'c>) -> Bounds {
        // Unsigned numbers that may be negative ones are far apart.
        let is_natural = [lower, upper].iter().all(|end| self.range(*end).is_natural());
        if op.attr("unsignedCmp").is_some() && !is_natural {
            return Bounds::at_least(0);
        }
        let length = self.difference(upper, lower, 4).count();
        let step = self.range(step).count();
        Bounds {
            least: step
                .most
                .map_or(u64::from(length.least > 0), |step| length.least.div_ceil(step.max(1))),
            most: length.most.map(|length| length.div_ceil(step.least.max(1))),
        }
    }

    /// The size of a tensor or buffer along an axis.
    pub fn size(&self, value: Val<'c>, axis: usize) -> Bounds {
        self.size_within(value, axis, DEPTH)
    }

    fn size_within(&self, value: Val<'c>, axis: usize, depth: usize) -> Bounds {
        let unknown = Bounds::at_least(0);
        let Some(sizes) = dims(value.r#type()) else {
            return unknown;
        };
        match sizes.get(axis) {
            Some(Some(size)) => return Bounds::exactly(*size),
            Some(None) => {}
            None => return unknown,
        }
        let Some(depth) = depth.checked_sub(1) else {
            return unknown;
        };
        let Some(op) = owner(value) else {
            return self.size_of_argument(value, axis, depth);
        };
        let open = sizes[..axis].iter().filter(|size| size.is_none()).count();
        let range = |x: Option<Val<'c>>| x.map_or(unknown, |x| self.range_within(x, depth).count());
        match op.full_name().as_str() {
            "memref.alloc" | "memref.alloca" | "tensor.empty" | "tensor.generate" => range(op.operand_at(open)),
            "memref.cast" | "tensor.cast" => op
                .operand_at(0)
                .map_or(unknown, |source| self.size_within(source, axis, depth)),
            "memref.subview" | "tensor.extract_slice" => {
                let place = |op: Op<'c>| {
                    let stated = op.ints_attr("static_sizes")?;
                    // Axes of size 1 that the result has not would shift the others.
                    if stated.len() != sizes.len() {
                        return None;
                    }
                    let segments = segment_sizes(op.attr("operandSegmentSizes")?)?;
                    let open = stated[..axis].iter().filter(|size| **size < 0).count();
                    op.operand_at(segments.first()? + segments.get(1)? + open)
                };
                range(place(op))
            }
            name if name.starts_with("linalg.") && op.result_count() == 1 => op
                .operand_values()
                .last()
                .map_or(unknown, |output| self.size_within(*output, axis, depth)),
            _ => unknown,
        }
    }

    /// How many turns each loop of a structured op makes; `None` where operands do not say it.
    pub fn loops(&self, op: Op<'c>) -> Option<Vec<Bounds>> {
        self.extents(op, DEPTH)
    }

    fn extents(&self, op: Op<'c>, depth: usize) -> Option<Vec<Bounds>> {
        let (loops, maps) = indexing_maps(op)?;
        let mut extents: Vec<Option<Bounds>> = vec![None; loops];
        for (operand, axes) in op.operand_values().into_iter().zip(&maps) {
            for (axis, of) in axes.iter().enumerate() {
                let Some(extent) = of.and_then(|of| extents.get_mut(of)) else {
                    continue;
                };
                let size = match vector_dims(operand.r#type()) {
                    Some((sizes, _)) => Bounds::exactly(*sizes.get(axis)?),
                    None => self.size_within(operand, axis, depth),
                };
                // Operands agree, so that each says what is true of all.
                *extent = Some(extent.map_or(size, |extent| Bounds {
                    least: extent.least.max(size.least),
                    ..extent.min(size)
                }));
            }
        }
        extents.into_iter().collect()
    }

    fn size_of_argument(&self, value: Val<'c>, axis: usize, depth: usize) -> Bounds {
        let of_call = || {
            let function = defining_parent(value).filter(|op| self.is_called(*op))?;
            let [call] = self.calls.get(&symbol_name(function)?)?.as_slice() else {
                return None;
            };
            let operand = call.operand_at(argument_number(value)?)?;
            Some(self.size_within(operand, axis, depth))
        };
        of_call().unwrap_or(Bounds::at_least(0))
    }
}

/// The bits of an integer that is narrower than an `index`.
fn width(r#type: Type<'_>) -> Option<u32> {
    let width = IntegerType::try_from(r#type).ok()?.width();
    (width < 63).then_some(width)
}

/// Whether an integer has more bits than are reckoned with here.
fn is_wide(r#type: Type<'_>) -> bool {
    IntegerType::try_from(r#type).is_ok_and(|of| of.width() > 64)
}

/// The bounds and the step of a loop's variable; `None` for what the loop carries.
pub fn loop_operands(op: Op<'_>, variable: usize) -> Option<[Val<'_>; 3]> {
    let variables = match op.full_name().as_str() {
        "scf.for" => 1,
        "scf.parallel" => segment_sizes(op.attr("operandSegmentSizes")?)?.first().copied()?,
        _ => return None,
    };
    if variable >= variables {
        return None;
    }
    let at = |place: usize| op.operand_at(variable + place * variables);
    Some([at(0)?, at(1)?, at(2)?])
}

#[cfg(test)]
mod tests {
    use super::Range;

    #[test]
    fn integers_between_others() {
        let some = Range::between(2, 5);
        assert_eq!(some.plus(Range::exactly(1)), Range::between(3, 6));
        assert_eq!(Range::exactly(10).minus(some), Range::between(5, 8));
        assert_eq!(some.times(Range::exactly(4)), Range::between(8, 20));
        assert_eq!(some.divided(Range::exactly(2), true), Range::between(1, 3));
        assert_eq!(some.divided(Range::exactly(2), false), Range::between(1, 2));
        assert_eq!(some.smaller(Range::exactly(3), false), Range::between(2, 3));
        // What may be negative is a large number without a sign.
        let any = Range::between(-1, 2);
        assert_eq!(any.smaller(some, false), Range::between(0, 5));
        assert_eq!(any.smaller(some, true), Range::between(-1, 2));
        assert_eq!(any.times(some), Range::ANY);
        assert_eq!(some.or(any), Range::between(-1, 5));
        assert_eq!(some.and(Range::from(3)), Range::between(3, 5));
        assert_eq!(Range::between(-4, 7).count().least, 0);
    }
}
