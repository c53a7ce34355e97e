//! Choosing by scores as loops: means and products of blocks, and the highest of many.

use dynsparse_ir::{
    Op, Result,
    melior::ir::{Type, ValueLike as _},
    operation::{OpExt as _, strides},
    template::Template,
};

use super::{Lower, element_of, prediction::antidiagonals, scale};
use crate::{
    precision::{OrderedKeys, minus_infinity, widen},
    target::Target,
};

/// The kernels of this topic, and the loops of each.
pub(super) const LOWERINGS: &[(&str, Lower)] =
    &[("dsk.score_blocks", score_blocks), ("dsk.top_k_columns", top_k_columns)];

/// Into how many pieces of work the rows of a selection are put: many for every thread, and few enough that the scratch
/// rows of each are small beside the scores.
pub(super) const PIECES: u64 = 64;

/// Vectors of a row from which on a search among them looks where to cut.
const LONG: u64 = 32;

fn score_blocks<'c>(op: Op<'c>, target: &Target) -> Result<'c, Template> {
    if op.attr("antidiagonals").is_some() {
        return antidiagonals(op, target);
    }
    let block = op.ints_attr("block").unwrap_or_default();
    let (from, to) = (element_of(op, 0)?, element_of(op, 2)?);
    let lanes = target.lanes(8);
    let tile = target.rows(lanes, 8);
    let texts = Scores {
        from,
        to,
        double: Type::float64(op.ctx()),
        lanes,
    };
    Ok(Template::new("score_blocks", include_str!("score_blocks.mlir"))
        .set("T", from)
        .set("S", to)
        .set("bq", block[0])
        .set("bk", block[1])
        .set("scale", scale(op)?)
        .set("lanes", lanes)
        .set("wide", WIDE * lanes)
        .set("tile", tile)
        .set("query_stride", inner_stride(op, 0))
        .set("key_stride", inner_stride(op, 1))
        .set("score_stride", inner_stride(op, 2))
        .set(
            "query_means_of_block",
            texts.block_means("queries", "query_means", ["n", "bq"], inner_stride(op, 0)),
        )
        .set(
            "key_means_of_block",
            texts.block_means("keys", "key_means", ["m", "bk"], inner_stride(op, 1)),
        )
        .set("panel_blocks", texts.panel_blocks())
        .set("load_lanes", texts.load_lanes())
        .set("lane_values", list(lanes, |l| format!("%lane{l}")))
        .set("tile_rows", tile_rows(tile))
        .set("sum_inits", list(tile, |t| format!("%sum{t} = %zeros")))
        .set("sum_types", list(tile, |_| format!("vector<{lanes}xf64>")))
        .set("sum_steps", texts.sum_steps(tile))
        .set("sum_nexts", list(tile, |t| format!("%next{t}")))
        .set("round_sums", texts.round_sums(tile))
        .set("store_whole", texts.store_whole(tile, inner_stride(op, 2)))
        .set("store_ragged", texts.store_ragged(tile))
        .set("copy_ragged", texts.copy_ragged(tile, inner_stride(op, 2))))
}

/// Every row has the same number of columns: its bounds are computed, and stored for those who read them.
fn top_k_columns<'c>(op: Op<'c>, target: &Target) -> Result<'c, Template> {
    let index = element_of(op, 2)?;
    let pointers = format!("memref<?x?x?x{index}, strided<[?, ?, ?], offset: ?>>");
    let template = Template::new("top_k_columns", include_str!("top_columns.mlir"))
        .set("arguments", format!("%top_k: index, %row_pointers: {pointers}"))
        .set(
            "prologue",
            format!(
                "%at_least = arith.maxsi %top_k, %c0 : index
                 %number = arith.minsi %at_least, %width : index
                 // The end of each head, which is the start of the next.
                 scf.for %head = %c0 to %heads_in_all step %c1 {{
                   %h = arith.remui %head, %heads : index
                   %b = arith.divui %head, %heads : index
                   %next_head = arith.addi %head, %c1 : index
                   %rows_so_far = arith.muli %next_head, %rows : index
                   %end = arith.muli %rows_so_far, %number : index
                   %end_as_int = arith.index_cast %end : index to {index}
                   memref.store %end_as_int, %row_pointers[%b, %h, %rows] : {pointers}
                 }}"
            ),
        )
        .set(
            "row_bounds",
            format!(
                "%begin = arith.muli %row, %number : index
                 %begin_as_int = arith.index_cast %begin : index to {index}
                 memref.store %begin_as_int, %row_pointers[%b, %h, %r] : {pointers}"
            ),
        );
    top_columns_of(op, target, template, index)
}

/// What choosing columns has in common, whatever says how many each row has.
fn top_columns_of<'c>(op: Op<'c>, target: &Target, template: Template, index: Type<'c>) -> Result<'c, Template> {
    let score = element_of(op, 0)?;
    let template = template
        .set("pieces", PIECES)
        .set("score_stride", inner_stride(op, 0))
        .set("minus_infinity", minus_infinity(score));
    listing(op, target, template, [score, index])
}

/// The parts of a kernel that chooses the highest of each row of scores of the type `S`.
///
/// # Errors
///
/// If a part lacks a parameter: a mistake in it.
pub(super) fn choosing<'c>(op: Op<'c>, target: &Target, template: Template, score: Type<'c>) -> Result<'c, Template> {
    let rows = KeyRows::of(score, target);
    let threshold = Template::new("top_k_threshold", include_str!("top_k_threshold.mlir"));
    let threshold = rows.text(op, rows.searched(op, threshold, 0)?)?;
    let template = template
        .set("threshold_of_row", threshold)
        .set("S", score)
        .set("lanes", rows.lanes);
    rows.made(op, template)
}

/// [`choosing`] into lists of the type `I`.
///
/// # Errors
///
/// As of that.
pub(super) fn listing<'c>(
    op: Op<'c>,
    target: &Target,
    template: Template,
    [score, index]: [Type<'c>; 2],
) -> Result<'c, Template> {
    let list = Template::new("top_k_list", include_str!("top_k_list.mlir")).set("I", index);
    let list = KeyRows::of(score, target).text(op, list)?;
    choosing(op, target, template.set("list_chosen", list).set("I", index), score)
}

/// Rows of numbers as rows of integers, keys, of the same order.
pub(super) struct KeyRows<'c> {
    number: Type<'c>,
    pub keys: OrderedKeys,
    /// Keys in a vector.
    pub lanes: u64,
}

impl<'c> KeyRows<'c> {
    pub fn of(number: Type<'c>, target: &Target) -> Self {
        let keys = OrderedKeys::of(number);
        let lanes = target.lanes(u64::from(keys.bits) / 8);
        Self { number, keys, lanes }
    }

    /// The text of a part of a kernel, with the types of numbers and keys in place.
    ///
    /// # Errors
    ///
    /// If it lacks a parameter: a mistake in it.
    pub fn text(&self, op: Op<'c>, part: Template) -> Result<'c, String> {
        let part = part.set("S", self.number).set("lanes", self.lanes);
        self.keys.set(part).text_at(op)
    }

    /// The template with the text that makes keys of a vector of scores.
    ///
    /// # Errors
    ///
    /// If a text lacks a parameter: a mistake in it.
    pub fn made(&self, op: Op<'c>, mut template: Template) -> Result<'c, Template> {
        for (name, text) in [
            ("key_constants", include_str!("key_constants.mlir")),
            ("keys_of_scores", include_str!("ordered_keys.mlir")),
        ] {
            template = template.set(name, self.text(op, Template::new(name, text))?);
        }
        Ok(self.keys.set(template))
    }

    /// The template with the texts of a search in a row of keys. `places`: how many of their last bits keys lack.
    ///
    /// # Errors
    ///
    /// If a text lacks a parameter: a mistake in it.
    pub fn searched(&self, op: Op<'c>, mut template: Template, places: u64) -> Result<'c, Template> {
        for (name, text) in [
            ("cut_constants", include_str!("cut_constants.mlir")),
            ("cut", include_str!("cut.mlir")),
            ("nearest_keys", include_str!("nearest_keys.mlir")),
            ("next_ends", include_str!("next_ends.mlir")),
        ] {
            let part = Template::new(name, text)
                .set("long", LONG * self.lanes)
                .set("places", places);
            template = template.set(name, self.text(op, part)?);
        }
        Ok(template)
    }
}

/// The stride of the last dimension of an operand, as it is written in a layout: 1 where that is known.
pub(super) fn inner_stride(op: Op<'_>, operand: usize) -> &'static str {
    let layout = op.operand_at(operand).and_then(|value| strides(value.r#type()));
    let known = layout.is_some_and(|strides| strides.last() == Some(&Some(1)));
    if known { "1" } else { "?" }
}

/// `text(0), text(1), ...`
pub(super) fn list(count: u64, text: impl Fn(u64) -> String) -> String {
    (0..count).map(text).collect::<Vec<_>>().join(", ")
}

/// Vectors of a row of tokens whose sums are in registers at once.
const WIDE: u64 = 4;

/// The parts of block scores that repeat.
pub(super) struct Scores<'c> {
    pub from: Type<'c>,
    pub to: Type<'c>,
    pub double: Type<'c>,
    /// Numbers of `f64` in a vector (of antidiagonals, of what they are summed in).
    pub lanes: u64,
}

impl Scores<'_> {
    /// The means of block `%block` of `%tokens`, in ascending order of token: in wide steps over the dimensions, then
    /// in vectors, then one by one. `sizes` names the number of tokens and the block size.
    fn block_means(&self, tokens: &str, means: &str, sizes: [&str; 2], stride: &str) -> String {
        let [count, block] = sizes;
        let mut text = format!(
            "%first = arith.muli %block, %{block} : index
             %full = arith.addi %first, %{block} : index
             %beyond = arith.minui %full, %{count} : index
             %number = arith.subi %beyond, %first : index
             %number_as_int = arith.index_cast %number : index to i64
             %divisor = arith.uitofp %number_as_int : i64 to f64\n"
        );
        let mut start = "%c0".to_owned();
        // Numbers that do not lie side by side are taken one by one.
        if stride == "1" {
            let lanes = self.lanes;
            text += &format!("%divisors = vector.broadcast %divisor : f64 to vector<{lanes}xf64>\n");
            for (name, step, vectors) in [("wide", "%wide", WIDE), ("narrow", "%lanes", 1)] {
                text += &format!(
                    "%{name}_left = arith.subi %d, {start} : index
                     %{name}_steps = arith.divui %{name}_left, {step} : index
                     %{name}_width = arith.muli %{name}_steps, {step} : index
                     %{name}_end = arith.addi {start}, %{name}_width : index
                     scf.for %x = {start} to %{name}_end step {step} {{\n"
                );
                text += &self.vector_means(tokens, means, vectors);
                text += "}\n";
                start = format!("%{name}_end");
            }
        }
        text + &self.scalar_means(tokens, means, &start, stride)
    }

    fn vector_means(&self, tokens: &str, means: &str, vectors: u64) -> String {
        let Self {
            from, double, lanes, ..
        } = self;
        let mut text = String::new();
        for v in 0..vectors {
            text += &format!(
                "%offset{v} = arith.constant {} : index
                 %x{v} = arith.addi %x, %offset{v} : index\n",
                v * lanes
            );
        }
        let types = list(vectors, |_| format!("vector<{lanes}xf64>"));
        text += &format!(
            "%sums:{vectors} = scf.for %i = %first to %beyond step %c1 iter_args({}) -> ({types}) {{\n",
            list(vectors, |v| format!("%sum{v} = %zeros"))
        );
        for v in 0..vectors {
            text += &format!(
                "%raw{v} = vector.load %{tokens}[%b, %h, %i, %x{v}] \
                   : memref<?x?x?x?x{from}, strided<[?, ?, ?, 1], offset: ?>>, vector<{lanes}x{from}>
                 {}
                 %next{v} = arith.addf %sum{v}, %value{v} : vector<{lanes}xf64>\n",
                widen(&format!("raw{v}"), &format!("value{v}"), [*from, *double], Some(*lanes))
            );
        }
        text += &format!("scf.yield {} : {types}\n}}\n", list(vectors, |v| format!("%next{v}")));
        for v in 0..vectors {
            text += &format!(
                "%mean{v} = arith.divf %sums#{v}, %divisors : vector<{lanes}xf64>
                 vector.store %mean{v}, %{means}[%head, %block, %x{v}] : memref<?x?x?xf64>, vector<{lanes}xf64>\n"
            );
        }
        text
    }

    fn scalar_means(&self, tokens: &str, means: &str, start: &str, stride: &str) -> String {
        let from = self.from;
        format!(
            "scf.for %x = {start} to %d step %c1 {{
               %sum = scf.for %i = %first to %beyond step %c1 iter_args(%so_far = %zero) -> (f64) {{
                 %raw = memref.load %{tokens}[%b, %h, %i, %x] \
                   : memref<?x?x?x?x{from}, strided<[?, ?, ?, {stride}], offset: ?>>
                 {}
                 %next = arith.addf %so_far, %value : f64
                 scf.yield %next : f64
               }}
               %mean = arith.divf %sum, %divisor : f64
               memref.store %mean, %{means}[%head, %block, %x] : memref<?x?x?xf64>
             }}\n",
            widen("raw", "value", [from, self.double], None)
        )
    }

    /// The blocks of a panel.
    fn panel_blocks(&self) -> String {
        (0..self.lanes)
            .map(|l| {
                format!(
                    "%l{l} = arith.constant {l} : index
                     %block{l} = arith.addi %first_block, %l{l} : index\n"
                )
            })
            .collect()
    }

    /// Dimension `%x` of each block of a panel.
    fn load_lanes(&self) -> String {
        (0..self.lanes)
            .map(|l| format!("%lane{l} = memref.load %key_means[%head, %block{l}, %x] : memref<?x?x?xf64>\n"))
            .collect()
    }

    /// A product for each row of the tile, onto the row's sums: rounded before it is added, as the specification says.
    fn sum_steps(&self, tile: u64) -> String {
        let lanes = self.lanes;
        (0..tile)
            .map(|t| {
                format!(
                    "%mean{t} = memref.load %query_means[%head, %row{t}, %x] : memref<?x?x?xf64>
                     %means{t} = vector.broadcast %mean{t} : f64 to vector<{lanes}xf64>
                     %product{t} = arith.mulf %means{t}, %key : vector<{lanes}xf64>
                     %next{t} = arith.addf %sum{t}, %product{t} : vector<{lanes}xf64>\n"
                )
            })
            .collect()
    }

    fn round_sums(&self, tile: u64) -> String {
        let Self { to, lanes, .. } = self;
        (0..tile)
            .map(|t| {
                let scaled = format!("%scaled{t} = arith.mulf %sums#{t}, %scales : vector<{lanes}xf64>\n");
                if to.to_string() == "f64" {
                    scaled.replace("%scaled", "%score")
                } else {
                    scaled
                        + &format!(
                            "%score{t} = arith.truncf %scaled{t} : vector<{lanes}xf64> to vector<{lanes}x{to}>\n"
                        )
                }
            })
            .collect()
    }

    pub fn store_whole(&self, tile: u64, stride: &str) -> String {
        let Self { to, lanes, .. } = self;
        (0..tile)
            .map(|t| {
                format!(
                    "vector.transfer_write %score{t}, %scores[%b, %h, %row{t}, %first_column] {{in_bounds = [true]}} \
                       : vector<{lanes}x{to}>, memref<?x?x?x?x{to}, strided<[?, ?, ?, {stride}], offset: ?>>\n"
                )
            })
            .collect()
    }

    pub fn store_ragged(&self, tile: u64) -> String {
        let Self { to, lanes, .. } = self;
        (0..tile)
            .map(|t| {
                format!(
                    "%t{t} = arith.constant {t} : index
                     vector.store %score{t}, %ragged[%t{t}, %c0] : memref<{tile}x{lanes}x{to}>, vector<{lanes}x{to}>\n"
                )
            })
            .collect()
    }

    pub fn copy_ragged(&self, tile: u64, stride: &str) -> String {
        let Self { to, lanes, .. } = self;
        (0..tile)
            .map(|t| {
                format!(
                    "%one{t} = memref.load %ragged[%t{t}, %l] : memref<{tile}x{lanes}x{to}>
                     memref.store %one{t}, %scores[%b, %h, %row{t}, %column] \
                       : memref<?x?x?x?x{to}, strided<[?, ?, ?, {stride}], offset: ?>>\n"
                )
            })
            .collect()
    }
}

/// The rows of a register tile, the last of all in place of those that are not there.
pub(super) fn tile_rows(tile: u64) -> String {
    (0..tile)
        .map(|t| {
            format!(
                "%in_tile{t} = arith.constant {t} : index
                 %wanted{t} = arith.addi %first_row, %in_tile{t} : index
                 %row{t} = arith.minui %wanted{t}, %last_row : index\n"
            )
        })
        .collect()
}
