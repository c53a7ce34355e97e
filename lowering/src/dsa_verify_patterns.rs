//! `dsa-verify-patterns`: check every invariant of stored patterns and index lists when the program runs.

use dynsparse_dialects::{Format, Holds, PatternType, dsk::asserted, pattern::mask_bytes};
use dynsparse_ir::{
    Op, Result, Val,
    diagnostic::show_location,
    melior::ir::{TypeLike as _, ValueLike as _, attribute::StringAttribute, operation::OperationLike as _},
    operation::{OpExt as _, collect, element, in_module, next, symbol_name},
    pass::{Pass, PassRun},
    rewrite,
    template::{Template, escaped},
};
use dynsparse_passes::size_checks::place;
use dynsparse_runtime::Violation;

use crate::DsaVerifyPatterns;

impl Pass for DsaVerifyPatterns {
    fn run<'c>(&self, module: Op<'c>, run: &PassRun) -> Result<'c> {
        let checked = |name: &str| name == ASSERTION || CHECKS.iter().any(|(op, _)| *op == name);
        let mut named = Names::of(module);
        run.each(&collect(module, checked), |op| {
            if op.operand_values().iter().any(|operand| operand.r#type().is_tensor()) {
                return Err(op.op_error("is on tensors, expected buffers: run bufferize-sparse first"));
            }
            let name = op.full_name();
            let checks = if name == ASSERTION {
                verify_assertion(op, &mut named)?
            } else {
                verify_operands(op, &name, &mut named)?
            };
            run.count(Self::CHECKS, checks);
            Ok(())
        })
    }
}

/// The op that says that values are what a pattern is stored as.
pub(crate) const ASSERTION: &str = "dsk.assert_pattern";

/// Puts the checks of the lists that a kernel reads or writes around it, and answers how many there are.
fn verify_operands<'c>(op: Op<'c>, name: &str, named: &mut Names) -> Result<'c, u64> {
    let symbol = named.add(op, &place(op))?;
    let block = match op.ints_attr("block").unwrap_or_default()[..] {
        [queries, keys] => [queries, keys].map(|size| size as u64),
        _ => [1, 1],
    };
    let mut count = 0;
    let checks = CHECKS.iter().filter(|(op, _)| *op == name);
    for check in checks.flat_map(|(_, checks)| *checks) {
        let (anchor, invariant) = match check {
            Check::Reads(invariant) => (op, invariant),
            Check::Writes(invariant) => (next(op).ok_or_else(|| op.op_error("ends its block"))?, invariant),
        };
        let check = Insertion {
            op,
            anchor,
            block,
            symbol: &symbol,
        };
        check.insert(invariant)?;
        count += 1;
    }
    Ok(count)
}

/// Replaces an assertion by the checks of its format, and answers how many there are.
fn verify_assertion<'c>(op: Op<'c>, named: &mut Names) -> Result<'c, u64> {
    let pattern = asserted(op)?;
    let by = op.attr("by").and_then(|by| StringAttribute::try_from(by).ok());
    let by = by.map_or("", |by| by.value());
    let mut count = 0;
    for (part, invariants) in invariants(&pattern) {
        let text = format!("{}: {by}{part}", show_location(op.location()));
        let symbol = named.add(op, &escaped(&text))?;
        let check = Insertion {
            op,
            anchor: op,
            block: pattern.block,
            symbol: &symbol,
        };
        for invariant in &invariants {
            check.insert(invariant)?;
            count += 1;
        }
    }
    rewrite::erase(op);
    Ok(count)
}

/// What is checked of a kernel.
enum Check {
    /// Of what it reads.
    Reads(Invariant),
    /// Of what it writes.
    Writes(Invariant),
}

/// What holds of lists. Numbers without a name are operands.
#[derive(Clone, Copy)]
enum Invariant {
    /// Row pointers and columns, in range and in order.
    Rows {
        pointers: usize,
        columns: usize,
        rows: Extent,
        width: Extent,
    },
    /// The same of columns that are stored as differences, in words of so many bits. There may be mask ids for them.
    Words {
        pointers: usize,
        words: usize,
        word_bits: u32,
        rows: Extent,
        width: Extent,
        ids: Option<Ids>,
    },
    /// Mask ids of row pointers and columns, and bits of masks.
    Ids { pointers: usize, columns: usize, ids: Ids },
    /// Starts and ends of heads, rows and columns.
    Coordinates {
        starts: usize,
        rows: usize,
        columns: usize,
        height: Extent,
        width: Extent,
    },
    /// Words of bits.
    Bits { words: usize, rows: Extent, width: Extent },
    /// Whole lines, and that they have no unit of the lists.
    Lines {
        pointers: usize,
        columns: usize,
        width: Extent,
        starts: usize,
        lines: usize,
        kind: &'static Kind,
    },
    /// No element of lists is in a block of others.
    Disjoint {
        blocks: [usize; 4],
        pointers: usize,
        columns: usize,
    },
    /// A pattern is of the batch entries and heads of an operand, or of 1 for all.
    Serves { pointers: usize, operand: usize },
    /// There is a tile for each column.
    Tiles { pointers: usize, tiles: usize },
    /// A list is of the batch entries and heads of another, or of a mask.
    SameHeads { list: usize, like: usize },
    /// A number of rows or columns is what the type says.
    Number { operand: usize, expected: Extent },
    /// Ascending indices, and -1 only at the end, for so many to choose from.
    Indices(usize, Extent),
}

/// Mask ids, masks, and of how many queries and keys they are.
#[derive(Clone, Copy)]
struct Ids {
    list: usize,
    masks: usize,
    queries: Extent,
    keys: Extent,
    /// Whether there may be no ids: every block is full then.
    none_is_full: bool,
}

/// A size, over that of a block, of which the axis is told, if it counts blocks.
#[derive(Clone, Copy)]
struct Extent {
    of: Measure,
    block: Option<usize>,
}

#[derive(Clone, Copy)]
enum Measure {
    /// Anything will do.
    Unknown,
    Known(u64),
    /// Of an operand along an axis.
    Size(usize, usize),
    /// An operand that is a number.
    Number(usize),
}

impl Extent {
    const fn units(self) -> Self {
        Self { block: None, ..self }
    }
}

const fn size(operand: usize, axis: usize) -> Extent {
    Extent {
        of: Measure::Size(operand, axis),
        block: None,
    }
}

const fn blocks(operand: usize, axis: usize, block: usize) -> Extent {
    Extent {
        of: Measure::Size(operand, axis),
        block: Some(block),
    }
}

const fn number(operand: usize) -> Extent {
    Extent {
        of: Measure::Number(operand),
        block: None,
    }
}

const fn blocks_of(operand: usize, block: usize) -> Extent {
    Extent {
        of: Measure::Number(operand),
        block: Some(block),
    }
}

fn stated(size: Option<u64>) -> Extent {
    Extent {
        of: size.map_or(Measure::Unknown, Measure::Known),
        block: None,
    }
}

const fn rows(pointers: usize, columns: usize, rows: Extent, width: Extent) -> Invariant {
    Invariant::Rows {
        pointers,
        columns,
        rows,
        width,
    }
}

const fn serves(pointers: usize, operand: usize) -> Invariant {
    Invariant::Serves { pointers, operand }
}

const fn same_heads(list: usize, like: usize) -> Invariant {
    Invariant::SameHeads { list, like }
}

const fn tiles(pointers: usize, tiles: usize) -> Invariant {
    Invariant::Tiles { pointers, tiles }
}

/// Mask ids behind row pointers and columns, masks behind them.
const fn ids(pointers: usize, queries: Extent, keys: Extent) -> Invariant {
    masked(pointers, queries, keys, false)
}

const fn ids_if_any(pointers: usize, queries: Extent, keys: Extent) -> Invariant {
    masked(pointers, queries, keys, true)
}

const fn masked(pointers: usize, queries: Extent, keys: Extent, none_is_full: bool) -> Invariant {
    Invariant::Ids {
        pointers,
        columns: pointers + 1,
        ids: Ids {
            list: pointers + 2,
            masks: pointers + 3,
            queries: queries.units(),
            keys: keys.units(),
            none_is_full,
        },
    }
}

/// The kernels whose patterns and lists are checked. A test says so where an op of `dsk` is missing.
const CHECKS: &[(&str, &[Check])] = &[
    (
        "dsk.attention",
        &[
            Check::Reads(serves(3, 0)),
            Check::Reads(rows(3, 4, blocks(0, 2, 0), blocks(1, 2, 1))),
        ],
    ),
    (
        "dsk.masked_attention",
        &[
            Check::Reads(serves(3, 0)),
            Check::Reads(rows(3, 4, blocks(0, 2, 0), blocks(1, 2, 1))),
            Check::Reads(ids(3, size(0, 2), size(1, 2))),
        ],
    ),
    (
        "dsk.sddmm",
        &[
            Check::Reads(serves(3, 0)),
            Check::Reads(rows(3, 4, blocks(0, 2, 0), blocks(1, 2, 1))),
            Check::Reads(tiles(3, 7)),
            Check::Reads(ids_if_any(3, size(0, 2), size(1, 2))),
        ],
    ),
    (
        "dsk.sparse_softmax",
        &[
            Check::Reads(serves(2, 7)),
            Check::Reads(rows(2, 3, blocks(7, 2, 0), blocks_of(1, 1))),
            Check::Reads(tiles(2, 0)),
            Check::Reads(tiles(2, 6)),
            Check::Reads(ids_if_any(2, size(7, 2), number(1))),
        ],
    ),
    (
        "dsk.spmm",
        &[
            Check::Reads(serves(2, 1)),
            Check::Reads(rows(2, 3, blocks(6, 2, 0), blocks(1, 2, 1))),
            Check::Reads(tiles(2, 0)),
            Check::Reads(ids_if_any(2, size(6, 2), size(1, 2))),
        ],
    ),
    (
        "dsk.expand_elements",
        &[
            Check::Reads(same_heads(0, 4)),
            Check::Reads(rows(0, 1, blocks(4, 2, 0), blocks(4, 3, 1))),
            Check::Reads(ids(0, size(4, 2), size(4, 3))),
        ],
    ),
    (
        "dsk.compress_elements",
        &[
            Check::Writes(rows(1, 2, blocks(0, 2, 0), blocks(0, 3, 1))),
            Check::Writes(ids(1, size(0, 2), size(0, 3))),
        ],
    ),
    (
        "dsk.expand_mask",
        &[
            Check::Reads(same_heads(0, 2)),
            Check::Reads(rows(0, 1, size(2, 2), size(2, 3))),
        ],
    ),
    (
        "dsk.compress_mask",
        &[Check::Writes(rows(1, 2, size(0, 2), size(0, 3)))],
    ),
    (
        "dsk.top_k_columns",
        &[Check::Writes(rows(2, 3, size(0, 2), size(0, 3)))],
    ),
    (
        "dsk.mass_columns",
        &[
            Check::Reads(serves(3, 0)),
            Check::Reads(rows(3, 4, size(0, 2), size(0, 3))),
            Check::Writes(rows(5, 6, size(0, 2), size(0, 3))),
        ],
    ),
    (
        "dsk.top_k_elements",
        &[
            Check::Writes(rows(2, 3, blocks(0, 2, 0), blocks(0, 3, 1))),
            Check::Writes(ids(2, size(0, 2), size(0, 3))),
        ],
    ),
    ("dsk.gate_tokens", &[Check::Writes(Invariant::Indices(2, size(0, 1)))]),
    ("dsk.update_product", &[Check::Reads(Invariant::Indices(2, size(1, 2)))]),
];

/// What holds of what a pattern is stored as, of its parts as operands ([`PatternType::parts`]): in groups, each with what
/// errors say of where it is in the pattern. Whatever reads a list is behind what makes sure that it may be read.
fn invariants(pattern: &PatternType) -> Vec<(&'static str, Vec<Invariant>)> {
    let [_, _, n, m] = pattern.shape;
    let [_, _, unit_rows, unit_columns] = pattern.mask_shape();
    let (format, word_bits) = pattern.format.uncompressed();
    let stored = |operand, expected| Invariant::Number {
        operand,
        expected: stated(expected),
    };
    let columns_of = |rows: Extent, width: Extent, ids: Option<Ids>| match word_bits {
        Some(word_bits) => Invariant::Words {
            pointers: 0,
            words: 1,
            word_bits,
            rows,
            width,
            ids,
        },
        None => self::rows(0, 1, rows, width),
    };
    let of_blocks = || {
        let masks = Ids {
            list: 4,
            masks: 5,
            queries: number(2),
            keys: number(3),
            none_is_full: false,
        };
        let columns = columns_of(blocks_of(2, 0), blocks_of(3, 1), Some(masks));
        let mut all = vec![stored(2, n), stored(3, m), columns];
        if word_bits.is_none() {
            all.push(Invariant::Ids {
                pointers: 0,
                columns: 1,
                ids: masks,
            });
        }
        all
    };
    let of_units = || vec![stored(2, unit_columns), columns_of(stated(unit_rows), number(2), None)];
    match format {
        Format::Coo => vec![(
            "",
            vec![
                stored(3, unit_rows),
                stored(4, unit_columns),
                Invariant::Coordinates {
                    starts: 0,
                    rows: 1,
                    columns: 2,
                    height: number(3),
                    width: number(4),
                },
            ],
        )],
        Format::Bitmap => vec![(
            "",
            vec![
                stored(1, unit_columns),
                Invariant::Bits {
                    words: 0,
                    rows: stated(unit_rows),
                    width: number(1),
                },
            ],
        )],
        Format::Hybrid => vec![
            (": blocks of the hybrid", of_blocks()),
            (
                ": elements of the hybrid",
                vec![
                    same_heads(6, 0),
                    rows(6, 7, number(2), number(3)),
                    Invariant::Disjoint {
                        blocks: [0, 1, 4, 5],
                        pointers: 6,
                        columns: 7,
                    },
                ],
            ),
        ],
        Format::Bcsr if pattern.holds == Holds::Elements => vec![("", of_blocks())],
        format => {
            let mut all = of_units();
            if let Some(kind) = Kind::of(format) {
                all.push(same_heads(3, 0));
                all.push(Invariant::Lines {
                    pointers: 0,
                    columns: 1,
                    width: number(2),
                    starts: 3,
                    lines: 4,
                    kind,
                });
            }
            vec![("", all)]
        }
    }
}

/// A kind of whole lines, as text of the template.
struct Kind {
    /// `%least_line` and `%beyond_line`.
    bounds: &'static str,
    /// `%line`: which one goes through `%r` and `%column`.
    line: &'static str,
}

impl Kind {
    const ROWS: Self = Self {
        bounds: "%least_line = arith.constant 0 : index
  %beyond_line = arith.addi %rows, %c0 : index",
        line: "%line = arith.addi %r, %c0 : index",
    };
    const COLUMNS: Self = Self {
        bounds: "%least_line = arith.constant 0 : index
  %beyond_line = arith.addi %width, %c0 : index",
        line: "%line = arith.addi %column, %c0 : index",
    };
    const STRIPES: Self = Self {
        bounds: "%least_line = arith.subi %c1, %rows : index
  %beyond_line = arith.addi %width, %c0 : index",
        line: "%line = arith.subi %column, %r : index",
    };

    fn of(format: Format) -> Option<&'static Self> {
        match format {
            Format::Row => Some(&Self::ROWS),
            Format::Column => Some(&Self::COLUMNS),
            Format::Stripe => Some(&Self::STRIPES),
            _ => None,
        }
    }
}

/// The names that the templates have for what may be wrong.
const VIOLATIONS: [(&str, Violation); Violation::ALL.len()] = [
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
    ("row_count", Violation::RowCount),
    ("negative_count", Violation::NegativeCount),
    ("stored_count", Violation::StoredCount),
    ("batch_size", Violation::BatchSize),
    ("head_count", Violation::HeadCount),
    ("words_beyond", Violation::WordsBeyond),
    ("escape_cut", Violation::EscapeCut),
    ("ids_beyond", Violation::IdsBeyond),
    ("mask_keys", Violation::MaskKeys),
    ("mask_bytes", Violation::MaskBytes),
    ("stray_bits", Violation::StrayBits),
    ("empty_mask", Violation::EmptyMask),
    ("full_mask", Violation::FullMask),
    ("head_start", Violation::HeadStart),
    ("head_low", Violation::HeadLow),
    ("head_falls", Violation::HeadFalls),
    ("head_beyond", Violation::HeadBeyond),
    ("row_outside", Violation::RowOutside),
    ("row_order", Violation::RowOrder),
    ("word_count", Violation::WordCount),
    ("line_low", Violation::LineLow),
    ("line_high", Violation::LineHigh),
    ("line_order", Violation::LineOrder),
    ("column_in_line", Violation::ColumnInLine),
    ("column_in_block", Violation::ColumnInBlock),
    ("pattern_batch", Violation::PatternBatch),
    ("pattern_heads", Violation::PatternHeads),
    ("tiles_beyond", Violation::TilesBeyond),
];

/// What the parser of a template wants to see of what it refers to.
macro_rules! template {
    ($name:literal) => {
        Template::new(
            concat!("dsa-verify-patterns/", $name),
            concat!(
                include_str!(concat!("dsa_verify_patterns/", $name, ".mlir")),
                "llvm.mlir.global internal constant @$op(\"\")\n",
                "func.func private @dynsparse_invalid_pattern(!llvm.ptr, index, index, index, index, index, index)\n"
            ),
        )
    };
}

/// Where checks of an op go: before `anchor`. Their errors begin with the text at `symbol`.
struct Insertion<'a, 'c> {
    op: Op<'c>,
    anchor: Op<'c>,
    block: [u64; 2],
    symbol: &'a str,
}

impl<'c> Insertion<'_, 'c> {
    fn insert(&self, invariant: &Invariant) -> Result<'c> {
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
        for (name, violation) in VIOLATIONS {
            template = template.set(name, violation as i64);
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
struct Names(usize);

impl Names {
    fn of(module: Op<'_>) -> Self {
        let globals = collect(module, |name| name == "llvm.mlir.global");
        let numbers = globals
            .into_iter()
            .filter_map(|global| symbol_name(global)?.strip_prefix(TEXT)?.parse::<usize>().ok());
        Self(numbers.max().map_or(0, |number| number + 1))
    }

    /// Adds a text, what is said of an op, to the module around it, and answers how it is called.
    fn add<'c>(&mut self, op: Op<'c>, text: &str) -> Result<'c, String> {
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    /// Ops of `dsk` that hold positions and are not checked, and why.
    const WITHOUT_CHECK: &[(&str, &str)] = &[
        (
            super::ASSERTION,
            "is what is checked: its parts have the names of no operands",
        ),
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
            "dsk.gather_channels",
            "any index is allowed: zeros are gathered where there is no channel",
        ),
        (
            "dsk.scatter_channels",
            "any index is allowed: it is passed over where there is no channel",
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
