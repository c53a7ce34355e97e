//! `dsa-verify-patterns`: check every invariant of stored patterns and index lists when the program runs.

use dynsparse_ir::{
    Op, Result, Val,
    melior::ir::ValueLike as _,
    operation::{OpExt as _, collect, element, next, parent, symbol_name},
    pass::{Pass, PassRun},
    template::Template,
};
use dynsparse_passes::size_checks::place;
use dynsparse_runtime::Violation;

use crate::DsaVerifyPatterns;

impl Pass for DsaVerifyPatterns {
    fn run<'c>(&self, module: Op<'c>, run: &PassRun) -> Result<'c> {
        let checked = |name: &str| CHECKS.iter().any(|(op, _)| *op == name);
        let mut named = Names::of(module);
        run.each(&collect(module, checked), |op| {
            if !op.result_values().is_empty() {
                return Err(op.op_error("is on tensors, expected buffers: run bufferize-sparse first"));
            }
            let name = op.full_name();
            for check in CHECKS
                .iter()
                .filter(|(op, _)| *op == name)
                .flat_map(|(_, checks)| *checks)
            {
                let symbol = named.add(op)?;
                insert(op, check, &symbol)?;
                run.count(Self::CHECKS, 1);
            }
            Ok(())
        })
    }
}

/// What is checked of an op.
enum Check {
    /// Row pointers and columns that it reads: operands, and the number of block columns.
    ReadsRows(usize, usize, Extent),
    /// Row pointers and columns that it writes.
    WritesRows(usize, usize, Extent),
    /// Mask ids, for the columns of row pointers, that it reads: operands (row pointers, ids, masks).
    ReadsIds(usize, usize, usize),
    /// The same, of which there may be none: every block is full then.
    ReadsIdsIfAny(usize, usize, usize),
    /// Mask ids that it writes.
    WritesIds(usize, usize, usize),
    /// Indices that it reads: an operand, and how many there are.
    ReadsIndices(usize, Extent),
    /// Indices that it writes: an operand, and how many there are to choose from.
    WritesIndices(usize, Extent),
}

/// The size of an operand along an axis, or an operand that is a number, over the size of a block by the op's attribute `block`,
/// if it says so.
struct Extent {
    operand: usize,
    axis: Option<usize>,
    block: Option<usize>,
}

const fn size(operand: usize, axis: usize) -> Extent {
    Extent {
        operand,
        axis: Some(axis),
        block: None,
    }
}

const fn blocks(operand: usize, axis: usize, block: usize) -> Extent {
    Extent {
        operand,
        axis: Some(axis),
        block: Some(block),
    }
}

const fn blocks_of(operand: usize, block: usize) -> Extent {
    Extent {
        operand,
        axis: None,
        block: Some(block),
    }
}

/// The ops whose patterns and lists are checked. A test says so where an op of `dsk` is missing.
const CHECKS: &[(&str, &[Check])] = &[
    ("dsk.attention", &[Check::ReadsRows(3, 4, blocks(1, 2, 1))]),
    (
        "dsk.masked_attention",
        &[Check::ReadsRows(3, 4, blocks(1, 2, 1)), Check::ReadsIds(3, 5, 6)],
    ),
    (
        "dsk.sddmm",
        &[Check::ReadsRows(3, 4, blocks(1, 2, 1)), Check::ReadsIdsIfAny(3, 5, 6)],
    ),
    (
        "dsk.sparse_softmax",
        &[Check::ReadsRows(2, 3, blocks_of(1, 1)), Check::ReadsIdsIfAny(2, 4, 5)],
    ),
    (
        "dsk.spmm",
        &[Check::ReadsRows(2, 3, blocks(1, 2, 1)), Check::ReadsIdsIfAny(2, 4, 5)],
    ),
    (
        "dsk.expand_elements",
        &[Check::ReadsRows(0, 1, blocks(4, 3, 1)), Check::ReadsIds(0, 2, 3)],
    ),
    (
        "dsk.compress_elements",
        &[Check::WritesRows(1, 2, blocks(0, 3, 1)), Check::WritesIds(1, 3, 4)],
    ),
    ("dsk.expand_mask", &[Check::ReadsRows(0, 1, size(2, 3))]),
    ("dsk.compress_mask", &[Check::WritesRows(1, 2, size(0, 3))]),
    ("dsk.top_k_columns", &[Check::WritesRows(2, 3, size(0, 3))]),
    (
        "dsk.mass_columns",
        &[Check::ReadsRows(3, 4, size(0, 3)), Check::WritesRows(5, 6, size(0, 3))],
    ),
    (
        "dsk.top_k_elements",
        &[Check::WritesRows(2, 3, blocks(0, 3, 1)), Check::WritesIds(2, 4, 5)],
    ),
    ("dsk.gate_tokens", &[Check::WritesIndices(2, size(0, 1))]),
    ("dsk.update_product", &[Check::ReadsIndices(2, size(1, 2))]),
];

/// The names that the templates have for what may be wrong.
const VIOLATIONS: [(&str, Violation); 10] = [
    ("start", Violation::Start),
    ("falls", Violation::Falls),
    ("beyond", Violation::Beyond),
    ("column_outside", Violation::ColumnOutside),
    ("column_order", Violation::ColumnOrder),
    ("index_outside", Violation::IndexOutside),
    ("index_order", Violation::IndexOrder),
    ("index_after_end", Violation::IndexAfterEnd),
    ("no_pointers", Violation::NoPointers),
    ("id_outside", Violation::IdOutside),
];

/// What the parser of a template wants to see of what it refers to.
macro_rules! with_symbols {
    ($file:literal) => {
        concat!(
            include_str!($file),
            "llvm.mlir.global internal constant @$op(\"\")\n",
            "func.func private @dynsparse_invalid_pattern(!llvm.ptr, index, index, index, index, index, index)\n"
        )
    };
}

const ROWS: &str = with_symbols!("dsa_verify_patterns/rows.mlir");
const IDS: &str = with_symbols!("dsa_verify_patterns/ids.mlir");
const INDICES: &str = with_symbols!("dsa_verify_patterns/indices.mlir");

/// Puts a check before or behind `op`; its errors begin with the text at `symbol`.
fn insert<'c>(op: Op<'c>, check: &Check, symbol: &str) -> Result<'c> {
    let operands = op.operand_values();
    let (writes, text, checked, extent) = match check {
        Check::ReadsRows(rows, columns, extent) => (false, ROWS, vec![*rows, *columns], extent),
        Check::WritesRows(rows, columns, extent) => (true, ROWS, vec![*rows, *columns], extent),
        Check::ReadsIds(rows, ids, masks) | Check::ReadsIdsIfAny(rows, ids, masks) => {
            (false, IDS, vec![*rows, *ids], &size(*masks, 0))
        }
        Check::WritesIds(rows, ids, masks) => (true, IDS, vec![*rows, *ids], &size(*masks, 0)),
        Check::ReadsIndices(indices, extent) => (false, INDICES, vec![*indices], extent),
        Check::WritesIndices(indices, extent) => (true, INDICES, vec![*indices], extent),
    };
    let anchor = if writes {
        next(op).ok_or_else(|| op.op_error("ends its block"))?
    } else {
        op
    };
    let mut values: Vec<Val> = checked.into_iter().map(|operand| operands[operand]).collect();
    let stored = element(values[0].r#type()).ok_or_else(|| op.op_error("stores no indices"))?;
    let measured = operands[extent.operand];
    let block = extent
        .block
        .and_then(|index| op.ints_attr("block")?.get(index).copied());
    let measure = match extent.axis {
        Some(axis) => format!(
            "%axis = arith.constant {axis} : index\n%size = memref.dim %x, %axis : {}",
            measured.r#type()
        ),
        None => "%size = arith.maxsi %x, %c0 : index".to_owned(),
    };
    let extent = Template::new("extent", EXTENT)
        .set("T", measured.r#type())
        .set("measure", measure)
        .set("block", block.unwrap_or(1))
        .expand(anchor, &[measured])?;
    values.extend(extent);
    let mut template = Template::new("dsa-verify-patterns", text)
        .set("I", stored)
        .set("none_is_full", matches!(check, Check::ReadsIdsIfAny(..)))
        .set("op", symbol);
    for (name, violation) in VIOLATIONS {
        template = template.set(name, violation as i64);
    }
    template.expand(anchor, &values)?;
    Ok(())
}

const EXTENT: &str = "func.func private @extent(%x: $T) -> index {
  %c0 = arith.constant 0 : index
  %block = arith.constant $block : index
  $measure
  %extent = arith.ceildivui %size, %block : index
  return %extent : index
}";

/// How the texts that errors begin with are called.
const TEXT: &str = "dynsparse_op_";

/// The names that are not taken yet.
struct Names(usize);

impl Names {
    fn of(module: Op<'_>) -> Self {
        let globals = collect(module, |name| name == "llvm.mlir.global");
        let numbers = globals
            .into_iter()
            .filter_map(|global| symbol_name(global)?.strip_prefix(TEXT)?.parse::<usize>().ok());
        Self(numbers.max().map_or(0, |number| number + 1))
    }

    /// Adds the text of an op, its place and name, to the module around it, and answers how it is called.
    fn add<'c>(&mut self, op: Op<'c>) -> Result<'c, String> {
        const GLOBAL: &str = "llvm.mlir.global internal constant @$symbol(\"$text\\00\") {addr_space = 0 : i32}
func.func private @dynsparse_invalid_pattern(!llvm.ptr, index, index, index, index, index, index)";
        let symbol = format!("{TEXT}{}", self.0);
        self.0 += 1;
        let mut anchor = op;
        while let Some(above) = parent(anchor).filter(|above| above.full_name() != "builtin.module") {
            anchor = above;
        }
        Template::new("dsa-verify-patterns", GLOBAL)
            .set("symbol", &symbol)
            .set("text", place(op))
            .insert_symbols(anchor)?;
        Ok(symbol)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    /// Ops of `dsk` that hold positions and are not checked, and why.
    const WITHOUT_CHECK: &[(&str, &str)] = &[
        (
            "dsk.for_blocks",
            "visits what there is; it comes from ops that are checked",
        ),
        (
            "dsk.for_chunks",
            "visits what there is; it comes from ops that are checked",
        ),
        (
            "dsk.gather_rows",
            "any index is allowed: zeros are gathered where there is no token",
        ),
        (
            "dsk.gather_heads",
            "any index is allowed: zeros are gathered where there is no head",
        ),
        (
            "dsk.scatter_heads",
            "any index is allowed: it is passed over where there is no head",
        ),
        (
            "dsk.update_scores",
            "any index is allowed: it is passed over where there is no token",
        ),
        (
            "dsk.update_product_rows",
            "any index is allowed: it is passed over where there is no token",
        ),
        (
            "dsk.scatter_rows",
            "any index is allowed: it is passed over where there is no token",
        ),
    ];

    /// Operands that hold positions, by their names in the TableGen.
    const POSITIONS: [&str; 4] = ["$row_pointers", "$columns", "$indices", "$mask_ids"];

    #[test]
    fn every_op_with_positions_is_checked_or_says_why_not() {
        let checked: BTreeSet<&str> = super::CHECKS.iter().map(|(op, _)| *op).collect();
        let excepted: BTreeSet<&str> = WITHOUT_CHECK.iter().map(|(op, _)| *op).collect();
        assert!(checked.is_disjoint(&excepted));
        let (_, sources) = dynsparse_dialects::SOURCES[1];
        let mut known = BTreeSet::new();
        for definition in sources.iter().flat_map(|source| source.split("\ndef ").skip(1)) {
            let Some((_, mnemonic)) = definition.lines().next().and_then(|line| line.split_once('"')) else {
                continue;
            };
            let op = format!("dsk.{}", mnemonic.split('"').next().unwrap_or_default());
            let listed = checked.contains(op.as_str()) || excepted.contains(op.as_str());
            let holds = POSITIONS.iter().any(|name| definition.contains(name));
            assert!(
                !holds || listed,
                "{op} holds positions: add it to CHECKS in lowering/src/dsa_verify_patterns.rs, or to WITHOUT_CHECK with a reason"
            );
            known.insert(op);
        }
        let gone: Vec<_> = checked.union(&excepted).filter(|op| !known.contains(**op)).collect();
        assert!(gone.is_empty(), "no ops: {gone:?}");
    }
}
