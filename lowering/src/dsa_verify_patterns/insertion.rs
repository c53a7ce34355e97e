//! The loops that check an invariant, put before an op.

use dynsparse_dialects::pattern::mask_bytes;
use dynsparse_ir::{
    Op, Result, Val,
    melior::ir::ValueLike as _,
    operation::{OpExt as _, collect, element, in_module, symbol_name},
    template::Template,
};
use dynsparse_runtime::VIOLATIONS;

use super::invariants::{Extent, Ids, Invariant, Measure};

/// What the parser of a template wants to see of what it refers to.
macro_rules! template {
    ($name:literal) => {
        Template::new(
            concat!("dsa-verify-patterns/", $name),
            concat!(
                include_str!(concat!($name, ".mlir")),
                "llvm.mlir.global internal constant @$op(\"\")\n",
                "func.func private @dynsparse_invalid_pattern(!llvm.ptr, index, index, index, index, index, index)\n"
            ),
        )
    };
}

/// Where checks of an op go: before `anchor`. Their errors begin with the text at `symbol`.
pub(super) struct Insertion<'a, 'c> {
    pub(super) op: Op<'c>,
    pub(super) anchor: Op<'c>,
    pub(super) block: [u64; 2],
    pub(super) symbol: &'a str,
}

impl<'c> Insertion<'_, 'c> {
    pub(super) fn insert(&self, invariant: &Invariant) -> Result<'c> {
        const FREED: &str = "func.func private @freed(%pointers: $P, %columns: $C) {
  memref.dealloc %pointers : $P
  memref.dealloc %columns : $C
  return
}";
        let at = |operand: usize| self.value(operand);
        match *invariant {
            Invariant::Rows {
                pointers,
                columns,
                rows,
                width,
            } => {
                let values = [at(pointers)?, at(columns)?, self.measured(rows)?, self.measured(width)?];
                self.expand(template!("rows"), &values)?;
            }
            Invariant::Words {
                pointers,
                words,
                word_bits,
                rows,
                width,
                ids,
            } => {
                let values = [at(pointers)?, at(words)?, self.measured(rows)?, self.measured(width)?];
                let index_bits = self.index_bits(values[0])?;
                let template = template!("words")
                    .set("W", format!("i{word_bits}"))
                    .set("word_bits", word_bits)
                    .set("pieces", index_bits / word_bits);
                let lists = self.expand(template, &values)?;
                if let Some(ids) = ids {
                    self.insert_ids(lists[0], lists[1], ids)?;
                }
                let freed = Template::new("freed", FREED)
                    .set("P", lists[0].r#type())
                    .set("C", lists[1].r#type());
                freed.expand(self.anchor, &lists)?;
            }
            Invariant::Ids { pointers, columns, ids } => self.insert_ids(at(pointers)?, at(columns)?, ids)?,
            Invariant::Coordinates {
                starts,
                rows,
                columns,
                height,
                width,
            } => {
                let (height, width) = (self.measured(height)?, self.measured(width)?);
                let values = [at(starts)?, at(rows)?, at(columns)?, height, width];
                self.expand(template!("coo"), &values)?;
            }
            Invariant::Bits { words, rows, width } => {
                let values = [at(words)?, self.measured(rows)?, self.measured(width)?];
                self.expand(template!("bitmap"), &values)?;
            }
            Invariant::Lines {
                pointers,
                columns,
                width,
                starts,
                lines,
                kind,
            } => {
                let template = template!("lines").set("bounds", kind.bounds).set("line", kind.line);
                let width = self.measured(width)?;
                let values = [at(pointers)?, at(columns)?, width, at(starts)?, at(lines)?];
                self.expand(template, &values)?;
            }
            Invariant::Disjoint {
                blocks,
                pointers,
                columns,
            } => {
                let operands = blocks.into_iter().chain([pointers, columns]);
                let values = operands.map(at).collect::<Result<Vec<_>>>()?;
                self.expand(template!("disjoint"), &values)?;
            }
            Invariant::Serves { pointers, operand } => {
                let values = [at(pointers)?, at(operand)?];
                self.expand(template!("serves").set("T", values[1].r#type()), &values)?;
            }
            Invariant::Tiles { pointers, tiles } => {
                let values = [at(pointers)?, at(tiles)?];
                self.expand(template!("tiles").set("T", values[1].r#type()), &values)?;
            }
            Invariant::SameHeads { list, like } => {
                let values = [at(list)?, at(like)?];
                self.expand(template!("heads").set("T", values[1].r#type()), &values)?;
            }
            Invariant::Number { operand, expected } => {
                self.expand(template!("number"), &[at(operand)?, self.measured(expected)?])?;
            }
            Invariant::Indices(indices, among) => {
                self.expand(template!("indices"), &[at(indices)?, self.measured(among)?])?;
            }
        }
        Ok(())
    }

    fn insert_ids(&self, pointers: Val<'c>, columns: Val<'c>, ids: Ids) -> Result<'c> {
        let (queries, keys) = (self.measured(ids.queries)?, self.measured(ids.keys)?);
        let template = template!("ids").set("none_is_full", ids.none_is_full);
        let (stored, masks) = (self.value(ids.list)?, self.value(ids.masks)?);
        self.expand(template, &[pointers, columns, stored, masks, queries, keys])?;
        Ok(())
    }

    fn value(&self, operand: usize) -> Result<'c, Val<'c>> {
        let value = self.op.operand_at(operand);
        value.ok_or_else(|| self.op.op_error(format!("has no operand #{operand}")))
    }

    fn index_bits(&self, list: Val<'c>) -> Result<'c, u32> {
        let stored = element(list.r#type()).map(|stored| stored.to_string());
        let bits = stored.and_then(|stored| stored.strip_prefix('i')?.parse().ok());
        bits.ok_or_else(|| self.op.op_error("stores no indices"))
    }

    /// The index type of a template is that of the first of `values`, where that is a list of indices.
    fn expand(&self, template: Template, values: &[Val<'c>]) -> Result<'c, Vec<Val<'c>>> {
        let mut template = template
            .set("op", self.symbol)
            .set("bq", self.block[0])
            .set("bk", self.block[1])
            .set("bytes", mask_bytes(self.block[0]));
        if let Some(stored) = values.first().and_then(|value| element(value.r#type())) {
            template = template.set("I", stored);
        }
        for (number, violation) in VIOLATIONS.iter().enumerate() {
            template = template.set(violation.name, number);
        }
        template.expand(self.anchor, values)
    }

    fn measured(&self, extent: Extent) -> Result<'c, Val<'c>> {
        const CONSTANT: &str = "func.func private @extent() -> index {
  %extent = arith.constant $size : index
  return %extent : index
}";
        const EXTENT: &str = "func.func private @extent(%x: $T) -> index {
  %c0 = arith.constant 0 : index
  %block = arith.constant $block : index
  $measure
  %extent = arith.ceildivui %size, %block : index
  return %extent : index
}";
        let block = extent.block.map_or(1, |axis| self.block[axis]);
        let constant = |size: i64| {
            Template::new("extent", CONSTANT)
                .set("size", size)
                .expand(self.anchor, &[])
        };
        let of_operand = |operand: usize, measure: String| {
            let measured = self.value(operand)?;
            Template::new("extent", EXTENT)
                .set("T", measured.r#type())
                .set("measure", measure.replace("$T", &measured.r#type().to_string()))
                .set("block", block)
                .expand(self.anchor, &[measured])
        };
        let made = match extent.of {
            Measure::Unknown => constant(-1),
            Measure::Known(size) => constant(size.div_ceil(block) as i64),
            Measure::Size(operand, axis) => of_operand(
                operand,
                format!("%axis = arith.constant {axis} : index\n  %size = memref.dim %x, %axis : $T"),
            ),
            Measure::Number(operand) => of_operand(operand, "%size = arith.maxsi %x, %c0 : index".to_owned()),
        };
        Ok(made?[0])
    }
}

/// How the texts that errors begin with are called.
const TEXT: &str = "dynsparse_op_";

/// The names that are not taken yet.
pub(super) struct Names(usize);

impl Names {
    pub(super) fn of(module: Op<'_>) -> Self {
        let globals = collect(module, |name| name == "llvm.mlir.global");
        let numbers = globals
            .into_iter()
            .filter_map(|global| symbol_name(global)?.strip_prefix(TEXT)?.parse::<usize>().ok());
        Self(numbers.max().map_or(0, |number| number + 1))
    }

    /// Adds a text, what is said of an op, to the module around it, and answers how it is called.
    pub(super) fn add<'c>(&mut self, op: Op<'c>, text: &str) -> Result<'c, String> {
        const GLOBAL: &str = "llvm.mlir.global internal constant @$symbol(\"$text\\00\") {addr_space = 0 : i32}
func.func private @dynsparse_invalid_pattern(!llvm.ptr, index, index, index, index, index, index)";
        let symbol = format!("{TEXT}{}", self.0);
        self.0 += 1;
        Template::new("dsa-verify-patterns", GLOBAL)
            .set("symbol", &symbol)
            .set("text", text)
            .insert_symbols(in_module(op))?;
        Ok(symbol)
    }
}
