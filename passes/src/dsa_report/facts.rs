//! What is known of an op's operands and results: sizes, blocks of patterns, entries of index lists, values.

use std::ops::{Add, Mul};

use dynsparse_dialects::{PatternType, dsa::sparse_encoding};
use dynsparse_ir::{
    Op, Val,
    melior::ir::{Type, ValueLike as _},
    operation::{Dim, OpExt as _, dims, element, int_constant, is_int, owner, vector_dims},
};
use serde::Serialize;

/// A number between two others; the upper one may not be known (`null` in JSON).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Bounds<T = u64> {
    /// It is no less.
    pub least: T,
    /// It is no more.
    pub most: Option<T>,
}

impl<T: Copy + PartialEq> Bounds<T> {
    /// That number.
    pub fn exactly(value: T) -> Self {
        Self {
            least: value,
            most: Some(value),
        }
    }

    /// That number or more.
    pub fn at_least(value: T) -> Self {
        Self {
            least: value,
            most: None,
        }
    }

    /// In words.
    pub fn words(&self, show: impl Fn(T) -> String) -> String {
        match self.most {
            Some(most) if most == self.least => show(most),
            Some(most) => format!("{} to {}", show(self.least), show(most)),
            None => format!("{} or more", show(self.least)),
        }
    }
}

impl Bounds {
    /// What a size of a type says.
    pub fn of(size: Dim) -> Self {
        size.map_or(Self::at_least(0), Self::exactly)
    }

    /// No more than `most`.
    #[must_use]
    pub fn min(self, other: Self) -> Self {
        let most = match (self.most, other.most) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        Self {
            least: self.least.min(other.least),
            most,
        }
    }

    /// Divided, rounded up.
    #[must_use]
    pub fn div_ceil(self, by: u64) -> Self {
        Self {
            least: self.least.div_ceil(by),
            most: self.most.map(|most| most.div_ceil(by)),
        }
    }
}

impl Add for Bounds {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            least: self.least.saturating_add(other.least),
            most: self.most.zip(other.most).map(|(a, b)| a.saturating_add(b)),
        }
    }
}

impl Mul for Bounds {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        // Nothing times what is not known is nothing.
        let none = self.most == Some(0) || other.most == Some(0);
        let most = self.most.zip(other.most).map(|(a, b)| a.saturating_mul(b));
        Self {
            least: self.least.saturating_mul(other.least),
            most: if none { Some(0) } else { most },
        }
    }
}

impl Mul<u64> for Bounds {
    type Output = Self;

    fn mul(self, by: u64) -> Self {
        self * Self::exactly(by)
    }
}

/// What is known of a value.
#[derive(Clone, Debug)]
pub enum Fact {
    /// A tensor or buffer: its sizes, bytes an element, and for a list of indices how many of them stand for a token.
    Shaped {
        /// Its sizes.
        sizes: Vec<Bounds>,
        /// Bits of an element.
        bits: u64,
        /// Entries that are not -1.
        valid: Option<Bounds>,
        /// Of offsets, from the first to the greatest: how many rows have an owner.
        owned: Option<u64>,
    },
    /// A pattern.
    Pattern {
        /// The shape of its mask: in blocks, or in elements where it holds elements.
        grid: [Bounds; 4],
        /// Queries and keys of a block.
        block: [u64; 2],
        /// Queries and keys of what it holds: of a block, or 1 of each.
        unit: [u64; 2],
        /// How many blocks or elements it holds.
        held: Bounds,
        /// Of elements, how many blocks have one, where that was counted.
        blocks: Option<u64>,
        /// Bits of a stored index.
        bits: u64,
    },
    /// An `index`.
    Index(Option<i64>),
    /// Another scalar.
    Scalar,
}

/// What a run counts of a value, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantity {
    /// The size along an axis; of a pattern, of its mask.
    Size(usize),
    /// The blocks of a pattern, or the elements of one that holds elements.
    Held,
    /// The blocks that have an element, of a pattern that holds elements.
    Blocks,
    /// The entries of a list of indices that are not -1.
    Valid,
    /// From the first of some offsets to the greatest.
    Owned,
    /// The value of an `index`.
    Value,
}

/// The numbers that one execution of an op counted, in the order of operands, results and their quantities.
pub type Execution = Vec<i64>;

/// Operands, then results. A kernel of `dsk` has its results among its operands, on tensors too.
pub fn values(op: Op<'_>) -> Vec<Val<'_>> {
    let mut values = op.operand_values();
    if !op.full_name().starts_with("dsk.") {
        values.extend(op.result_values());
    }
    values
}

/// What a run has to count to know all of an op's value of that place and type.
pub fn quantities(op: Op<'_>, place: usize, r#type: Type<'_>) -> Vec<Quantity> {
    let open = |sizes: &[Dim]| -> Vec<Quantity> {
        let open = sizes.iter().enumerate().filter(|(_, size)| size.is_none());
        open.map(|(axis, _)| Quantity::Size(axis)).collect()
    };
    if let Some(pattern) = PatternType::of(r#type) {
        let mut list = open(&pattern.mask_shape());
        list.push(Quantity::Held);
        if pattern.block != pattern.unit() {
            list.push(Quantity::Blocks);
        }
        return list;
    }
    if let Some(sizes) = dims(r#type) {
        let mut list = open(&sizes);
        if is_index_list(r#type) {
            list.push(Quantity::Valid);
        }
        if is_offsets(op, place) {
            list.push(Quantity::Owned);
        }
        return list;
    }
    if r#type.to_string() == "index" {
        vec![Quantity::Value]
    } else {
        Vec::new()
    }
}

/// A list of indices a batch entry, as `dsa.gate_tokens` makes them.
fn is_index_list(r#type: Type<'_>) -> bool {
    dims(r#type).is_some_and(|sizes| sizes.len() == 2) && element(r#type).is_some_and(|element| is_int(element, 32))
}

/// Offsets into rows, as `dsa.route_experts` makes them, where they say how much is computed.
fn is_offsets(op: Op<'_>, place: usize) -> bool {
    place == 2 && op.full_name() == "dsa.grouped_linear"
}

/// What types and constants say.
pub fn stated(op: Op<'_>) -> Vec<Fact> {
    values(op).into_iter().map(|value| fact(value, &mut |_| None)).collect()
}

/// What types say, and an execution counted.
pub fn counted(op: Op<'_>, execution: &Execution) -> Vec<Fact> {
    let mut numbers = execution.iter().copied();
    let mut facts = Vec::new();
    for (place, value) in values(op).into_iter().enumerate() {
        let list: Vec<(Quantity, Option<i64>)> = quantities(op, place, value.r#type())
            .into_iter()
            .map(|quantity| (quantity, numbers.next()))
            .collect();
        facts.push(fact(value, &mut |wanted| {
            list.iter()
                .find(|(quantity, _)| *quantity == wanted)
                .and_then(|(_, number)| *number)
        }));
    }
    facts
}

fn fact(value: Val<'_>, known: &mut dyn FnMut(Quantity) -> Option<i64>) -> Fact {
    let r#type = value.r#type();
    let mut size = |axis: usize, stated: Dim| {
        let counted = known(Quantity::Size(axis)).and_then(|size| u64::try_from(size).ok());
        Bounds::of(stated.or(counted))
    };
    if let Some(pattern) = PatternType::of(r#type) {
        let shape = pattern.mask_shape();
        let grid = [0, 1, 2, 3].map(|axis| size(axis, shape[axis]));
        let counted = known(Quantity::Held).and_then(|held| u64::try_from(held).ok());
        return Fact::Pattern {
            grid,
            block: pattern.block,
            unit: pattern.unit(),
            held: counted.map_or_else(|| held_by(value, grid), Bounds::exactly),
            blocks: known(Quantity::Blocks).and_then(|blocks| u64::try_from(blocks).ok()),
            bits: u64::from(pattern.index_bits),
        };
    }
    if let Some(stated) = dims(r#type) {
        let is_sparse = sparse_encoding(r#type).is_some();
        let sizes: Vec<Bounds> = stated
            .iter()
            .enumerate()
            .map(|(axis, stated)| {
                let size = size(axis, *stated);
                // What is stored is none, or all at most.
                let least = if is_sparse { 0 } else { size.least };
                Bounds { least, ..size }
            })
            .collect();
        let valid = is_index_list(r#type).then(|| {
            let counted = known(Quantity::Valid).and_then(|valid| u64::try_from(valid).ok());
            let all = sizes.iter().fold(Bounds::exactly(1), |product, size| product * *size);
            counted.map_or(Bounds { least: 0, ..all }, Bounds::exactly)
        });
        return Fact::Shaped {
            sizes,
            bits: element(r#type).map_or(0, bits),
            valid,
            owned: known(Quantity::Owned).and_then(|owned| u64::try_from(owned).ok()),
        };
    }
    if r#type.to_string() == "index" {
        return Fact::Index(known(Quantity::Value).or_else(|| int_constant(value)));
    }
    Fact::Scalar
}

/// Bits of an element; those of `i1` fill a byte.
pub fn bits(r#type: Type<'_>) -> u64 {
    if let Some((sizes, element)) = vector_dims(r#type) {
        return sizes
            .iter()
            .fold(bits(element), |product, size| product.saturating_mul(*size));
    }
    let word = r#type.to_string();
    let parts = if word.starts_with("complex<") { 2 } else { 1 };
    let digits = word.trim_start_matches(|c: char| !c.is_ascii_digit());
    let digits = digits.split(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
    digits.parse().map_or(64, |bits: u64| bits.max(8)) * parts
}

/// How much a pattern holds that is not counted: as far as the op that makes it says.
fn held_by(pattern: Val<'_>, grid: [Bounds; 4]) -> Bounds {
    let full = grid.into_iter().fold(Bounds::exactly(1), Mul::mul);
    let any = Bounds { least: 0, ..full };
    let Some(op) = owner(pattern) else { return any };
    match op.full_name().as_str() {
        "dsa.dense_pattern" => full,
        "dsa.select_blocks" | "dsa.select_keys" => {
            let Some(top_k) = op.operand_at(1).and_then(int_constant) else {
                return any;
            };
            let [batch, heads, rows, columns] = grid;
            batch * heads * rows * columns.min(Bounds::exactly(u64::try_from(top_k).unwrap_or(0)))
        }
        "dsa.select_n_of_m" if op.operand_values().len() == 1 => {
            let [Some(n), Some(m)] =
                ["n", "m"].map(|name| op.int_attr(name).and_then(|value| u64::try_from(value).ok()))
            else {
                return any;
            };
            let [batch, heads, rows, columns] = grid;
            let of_row = |columns: u64| columns / m.max(1) * n.min(m) + n.min(columns % m.max(1));
            let kept = Bounds {
                least: of_row(columns.least),
                most: columns.most.map(of_row),
            };
            batch * heads * rows * kept
        }
        "dsa.causal_pattern" => {
            let Some(of_head) = PatternType::of(pattern.r#type()).and_then(|pattern| causal(&pattern)) else {
                return any;
            };
            grid[0] * grid[1] * of_head
        }
        _ => any,
    }
}

/// Of more rows it is not said how much a causal pattern holds: they are gone through one by one.
const MOST_ROWS: u64 = 1 << 24;

/// How much of a head a causal pattern of known sizes holds: each row as much as its last query sees.
fn causal(pattern: &PatternType) -> Option<u64> {
    let [_, _, Some(n), Some(m)] = pattern.shape else {
        return None;
    };
    let [queries, keys] = pattern.unit();
    let rows = n.div_ceil(queries);
    if rows > MOST_ROWS {
        return None;
    }
    let mut of_rows = (0..rows).map(|row| {
        let end = ((row + 1) * queries).min(n);
        m.saturating_sub(n - end).div_ceil(keys)
    });
    of_rows.try_fold(0_u64, u64::checked_add)
}
