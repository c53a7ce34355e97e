//! The form with keys in vector lanes: keys are packed once, queries and weights are broadcast, values are read by rows.
//!
//! A register tile of several queries by several vectors of keys loads less for a multiply-add than one whose factors
//! are operands in memory, and neither queries nor outputs are transposed. Keys are packed in *strips*: those that lie in
//! one vector, or a part of one where blocks are smaller, transposed.

pub mod int8;
mod int8_rows;
mod int8_weights;
mod queries;
mod scores;
mod softmax;
mod strips;
mod values;

use std::f64::consts::LOG2_E;

use dynsparse_dialects::dsk::lse_of;
use dynsparse_ir::{
    Op, Result,
    operation::OpExt as _,
    template::{Template, float_literal},
};

use super::{
    kernel::{Kernel, MOST_ON_STACK, balanced},
    longest_first,
    prefetch::LINE_BYTES,
    text::Text,
};
use crate::{precision::minus_infinity, target::Target};

/// Queries that one piece of work takes at most, where a block can be divided so: their weights, and as many sums, stay
/// in the first cache.
const MOST_QUERIES: u64 = 32;
/// Fewer queries than this a piece leave no register tile to choose.
const LEAST_QUERIES: u64 = 8;
/// Vectors of a register tile: with six rows they take few loads for each multiply-add.
pub const WIDTH: u64 = 4;
/// Lanes without a key that a block has at most, as a fraction of its keys: with 10 keys in strips of 16 the form is still
/// ahead of queries in lanes.
const MOST_PADDING: [u64; 2] = [3, 5];
/// More rows of a single vector hide no more latency.
const MOST_ROWS: u64 = 16;

/// One attention in this form. Vectors of the kernel, `lanes` numbers, hold keys or value columns.
pub struct KeysInLanes<'k, 'c> {
    pub kernel: &'k Kernel<'c>,
    /// Queries of a piece of work: a block's, or a part of it.
    pub queries: u64,
    /// Keys of a strip.
    pub strip: u64,
    registers: u64,
    rows: u64,
    /// What scores are multiplied by.
    scale: f64,
    /// Whether the sums of weights are results of their own, in `f32`.
    has_lse: bool,
}

/// What is multiplied at once, `group` numbers, as an element of a buffer: a number, or a word.
pub fn word(group: u64, number: impl std::fmt::Display) -> String {
    if group == 1 {
        number.to_string()
    } else {
        "i32".to_owned()
    }
}

/// The keys of a strip, where a block of that many keys has strips: a vector's, or half a vector's, whichever leaves fewer
/// lanes of a block's last strip without a key. `None` where these would be more than `MOST_PADDING` of the keys.
pub fn strip(block_keys: u64, lanes: u64) -> Option<u64> {
    let padding = |strip: u64| block_keys.next_multiple_of(strip) - block_keys;
    let strip = [lanes, lanes / 2]
        .into_iter()
        .filter(|strip| *strip > 0)
        .min_by_key(|strip| padding(*strip))?;
    (padding(strip) * MOST_PADDING[1] <= block_keys * MOST_PADDING[0]).then_some(strip)
}

/// Queries of a piece of work, where a block has that many.
pub fn queries_of_piece(block_queries: u64) -> u64 {
    (LEAST_QUERIES..=MOST_QUERIES)
        .rev()
        .find(|queries| block_queries.is_multiple_of(*queries))
        .unwrap_or(block_queries)
}

impl<'k, 'c> KeysInLanes<'k, 'c> {
    /// The form for a kernel, if there is one: for attention over blocks in `f32` whose keys fill strips, but for a few lanes,
    /// or without exception where they are integers, and whose scores are not too large for a stack.
    ///
    /// `rows` is how many a register tile has at most; 0 leaves it to the target. `op` is the attention.
    pub fn new(op: Op<'c>, kernel: &'k Kernel<'c>, target: &Target, rows: u64) -> Option<Self> {
        let squares = [4, 8, 16].contains(&kernel.lanes);
        if kernel.masked || kernel.to.float_width() != 32 || !squares {
            return None;
        }
        let keys = kernel.block[1];
        let strip = strip(keys, kernel.lanes)?;
        let is_padded = !keys.is_multiple_of(strip);
        // The values of a run are whole words.
        let run = if is_padded { keys } else { strip };
        if !run.is_multiple_of(kernel.values.group) || (is_padded && kernel.keys.group == int8::BYTES) {
            return None;
        }
        let form = Self {
            kernel,
            queries: queries_of_piece(kernel.block[0]),
            strip,
            registers: target.vector_registers,
            rows,
            scale: op.float_attr("scale").unwrap_or(1.0),
            has_lse: lse_of(op).is_some(),
        };
        // So many products of 8 bits are less than 2^31, too.
        (form.queries * form.chunk_keys() * 4 <= MOST_ON_STACK).then_some(form)
    }

    /// Row tiles, each size with how many there are, for tiles of that many vectors.
    pub fn row_tiles(&self, width: u64) -> Vec<(u64, u64)> {
        let most = match self.rows {
            0 => (self.registers.saturating_sub(width + 1) / width).clamp(1, MOST_ROWS),
            rows => rows,
        };
        balanced(self.queries, most)
    }

    /// A loop over the row tiles of which a row is computed, given the first row, how many of them there are, and the first row
    /// of all tiles of that size.
    pub fn each_row_tile(&self, t: &mut Text, width: u64, mut body: impl FnMut(&mut Text, &str, [u64; 2])) {
        let mut first = 0;
        for (size, count) in self.row_tiles(width) {
            let (from, step) = (t.index(first), t.index(size));
            let to = t.index(first + size * count);
            let end = t.value(format!("arith.minui {to}, %row_count : index"));
            t.each([&from, &end, &step], |t, row| body(t, row, [size, first]));
            first += size * count;
        }
    }

    /// Whether scores of pairs are kept without their scale, which the exponential takes in the same operation as the shift.
    /// What is not there has a score of -inf, which only a scale that is more than 0, in `f32` as well, leaves as it is.
    pub fn scales_late(&self) -> bool {
        self.kernel.keys.group == 2 && self.scale >= f64::from(f32::MIN_POSITIVE)
    }

    /// Strips of a vector.
    pub fn parts(&self) -> u64 {
        self.kernel.lanes / self.strip
    }

    /// Strips of a block.
    pub fn strips_of_block(&self) -> u64 {
        self.kernel.block[1].div_ceil(self.strip)
    }

    /// Lanes of a block: its keys, and in its last strip what there is beyond them.
    pub fn block_lanes(&self) -> u64 {
        self.strips_of_block() * self.strip
    }

    /// Whether a block has lanes without a key.
    pub fn is_padded(&self) -> bool {
        self.block_lanes() > self.kernel.block[1]
    }

    /// Lanes of a chunk, in whole vectors.
    pub fn chunk_keys(&self) -> u64 {
        (self.kernel.chunk * self.block_lanes()).next_multiple_of(self.kernel.lanes)
    }

    /// Rows of what is reduced by whole vectors of queries.
    fn padded_queries(&self) -> u64 {
        self.queries.next_multiple_of(self.kernel.lanes)
    }

    /// The type of `%scores`: the chunk's scores, then its weights.
    pub fn scores_type(&self) -> String {
        format!("memref<{}x{}x{}>", self.queries, self.chunk_keys(), self.kernel.to)
    }

    /// The type of a vector for each query, and of a number for each.
    pub fn of_query(&self) -> [String; 2] {
        let (rows, to) = (self.padded_queries(), self.kernel.to);
        [
            format!("memref<{rows}x{}x{to}>", self.kernel.lanes),
            format!("memref<{rows}x{to}>"),
        ]
    }

    /// The type of `%strips`: the chunk's strips by their number, with one for the last vector to be whole.
    pub fn strips_type(&self) -> String {
        format!("memref<{}xindex>", self.chunk_keys() / self.strip)
    }

    /// Puts the kernel in the place of the op.
    pub fn lower(&self, op: Op<'c>) -> Result<'c> {
        let scale = op.float_attr("scale").ok_or_else(|| op.op_error("needs a scale"))?;
        let kernel = self.kernel;
        let Kernel { to, index, lanes, .. } = kernel;
        let row_pointers = kernel.row_pointers();
        let scale = float_literal(scale * LOG2_E);
        let [vectors, numbers] = self.of_query();
        let template = Template::new("attention", include_str!("keys_in_lanes/attention.mlir"))
            .set("queries", kernel.heads(kernel.contiguous[0]))
            .set("keys", kernel.heads(kernel.contiguous[1]))
            .set("values", kernel.heads(kernel.contiguous[2]))
            .set("outputs", kernel.heads(kernel.contiguous[3]))
            .set("row_pointers", &row_pointers)
            .set("columns", kernel.columns())
            .set("I", index)
            .set("T", to)
            .set("vector", &kernel.vector)
            .set("lane_mask", kernel.mask())
            .set("query_rows", self.query_rows_type())
            .set("scores_type", self.scores_type())
            .set("sums_type", self.sums_type())
            .set("weight_buffer", self.weight_buffer())
            .set("int8_buffers", self.int8_buffers())
            .set("vector_of_query", vectors)
            .set("number_of_query", numbers)
            .set("strips_type", self.strips_type())
            .set("scale", &scale)
            .set("bq", kernel.block[0])
            .set("bk", kernel.block[1])
            .set("block_lanes", self.block_lanes())
            .set("live_buffer", self.live_buffer())
            .set("d", kernel.dims[0])
            .set("e", kernel.dims[1])
            .set("lanes", lanes)
            .set("queries_of_piece", self.queries)
            .set("rows_at_once", self.rows_at_once())
            .set("pieces_of_block", kernel.block[0] / self.queries)
            .set("strip", self.strip)
            .set("chunk", kernel.chunk)
            .set("minus_infinity", minus_infinity(*to));
        let template = template.set("row_of_piece", ROW_OF_PIECE).set(
            "longest_first",
            longest_first(op, kernel, ROW_OF_PIECE, kernel.block[0] / self.queries)?,
        );

        // Texts of one `Text`, so that no two values have the same name.
        let mut t = Text::default();
        self.count_strips(&mut t);
        let template = template.set("strips_of_head", t.take());
        kernel.heads_at_once(&mut t);
        let template = template.set("heads_at_once", t.take());
        self.prepare(&mut t);
        let template = template.set("prepare", t.take());
        self.release(&mut t);
        let template = template.set("release", t.take());
        self.load_queries(&mut t);
        let template = template.set("load_queries", t.take());
        self.start_sums(&mut t);
        let template = template.set("start_sums", t.take());
        self.fill_strips(&mut t);
        let template = template.set("fill_strips", t.take());
        self.scores(&mut t);
        let template = template.set("scores", t.take());
        let greatest = self.greatest_of_rows(&mut t);
        let template = template
            .set("greatest_of_rows", t.take())
            .set("chunk_greatest", greatest.clone());
        self.keep_shift(&mut t, &greatest);
        let template = template.set("keep_shift", t.take());
        let shrink = kernel.exp2(&mut t, "%growth");
        let template = template.set("exp2_growth", t.take()).set("shrink", shrink);
        self.rescale(&mut t);
        let template = template.set("rescale", t.take());
        self.weigh(&mut t);
        let template = template.set("weigh", t.take());
        self.add_values(&mut t);
        let template = template.set("add_values", t.take());
        let total = self.totals_of_rows(&mut t);
        let template = template.set("totals_of_rows", t.take()).set("total", total);
        let (argument, store) = if lse_of(op).is_some() {
            let lse = format!("memref<?x?x?x{to}, strided<[?, ?, ?], offset: ?>>");
            self.keep_lse(&mut t, &lse);
            (format!(", %lse: {lse}"), t.take())
        } else {
            (String::new(), String::new())
        };
        let template = template.set("lse_argument", argument).set("keep_lse", store);
        self.store_results(&mut t);
        let template = template.set("store_results", t.take());
        template.replace(op, &op.operand_values())
    }
}

/// Batch entry, head, queries and row of blocks of a piece of work, and whose pattern it has.
const ROW_OF_PIECE: &str = "
    %part = arith.remui %piece, %parts_of_head : index
    %slot = arith.divui %piece, %parts_of_head : index
    %bh = arith.addi %first_head, %slot : index
    %h = arith.remui %bh, %heads : index
    %b = arith.divui %bh, %heads : index
    %r = arith.divui %part, %pieces_of_block : index
    %pb = arith.select %shared_batch, %c0, %b : index
    %ph = arith.select %shared_heads, %c0, %h : index";
