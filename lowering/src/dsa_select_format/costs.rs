//! What attention over a pattern costs in each format, and what the pattern takes: a model of a few constants.

use std::fs;

use dynsparse_dialects::{Format, PatternType};
use serde::Deserialize;

use crate::json;

/// Queries of a piece of work where attention goes element by element.
const PIECE_QUERIES: f64 = 32.0;
/// Share of the second cache that a head's keys and values have: queries, results and lists go through it, too.
const CACHE_SHARE: f64 = 0.875;

/// Constants of the model, in multiply-adds of one vector register unless they are measured: only their ratios count. Those that
/// are bound by memory are in loads, of which a target may do several in that time.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Costs {
    /// A column of keys or values, of a key of a block and a register of queries.
    pub block_step: f64,
    /// The same where queries fill half of the register, and there are loads for twice as many multiply-adds of halves.
    pub half_step: f64,
    /// The softmax of a key of a block and a register of queries.
    pub key: f64,
    /// Masks and what goes with them, of the same.
    pub masked_key: f64,
    /// An exponential of `f64`, which is a call, of a key of a block and a query that does not see it: of what is seen it takes the
    /// same in every format.
    pub called_exponential: f64,
    /// A register of columns, of a single element; in loads.
    pub element_step: f64,
    /// What that takes more if it comes from behind the second cache; in loads.
    pub far_step: f64,
    /// What it takes more if its numbers become wider ones.
    pub widened_step: f64,
    /// Everything else of an element.
    pub element: f64,
    /// A query that sees something, where it goes by elements.
    pub row: f64,
    /// A column of queries or results, of a row of blocks and a register of queries.
    pub block_row_step: f64,
    /// A register of columns of a query, where two results become one; in loads.
    pub merge_step: f64,
}

impl Default for Costs {
    /// Fitted to the grid of docs/formats.md on a Zen 5 (one load in the time of a multiply-add) and a Zen 4 (two), and on the
    /// latter to what that page says of other sizes.
    fn default() -> Self {
        Self {
            block_step: 1.0,
            half_step: 0.7,
            key: 2.0,
            masked_key: 2.0,
            called_exponential: 9.0,
            element_step: 3.0,
            far_step: 4.0,
            widened_step: 0.7,
            element: 12.0,
            row: 110.0,
            block_row_step: 6.0,
            merge_step: 80.0,
        }
    }
}

impl Costs {
    /// The costs in that JSON file.
    ///
    /// # Errors
    ///
    /// If it cannot be read, or does not hold costs: says where, what was expected and what was found.
    pub fn read(file: &str) -> Result<Self, String> {
        let text = fs::read_to_string(file).map_err(|error| format!("cannot read the costs {file}: {error}"))?;
        let costs: Self = json::parse(file, &text)?;
        for (name, cost) in [
            ("block_step", costs.block_step),
            ("half_step", costs.half_step),
            ("key", costs.key),
            ("masked_key", costs.masked_key),
            ("called_exponential", costs.called_exponential),
            ("element_step", costs.element_step),
            ("far_step", costs.far_step),
            ("widened_step", costs.widened_step),
            ("element", costs.element),
            ("row", costs.row),
            ("block_row_step", costs.block_row_step),
            ("merge_step", costs.merge_step),
        ] {
            if !(cost.is_finite() && cost >= 0.0) {
                return Err(format!("{file}:1:1: error: {name} is {cost}, expected at least 0"));
            }
        }
        Ok(costs)
    }
}

/// What is known of a set of elements, of one head.
#[derive(Clone, Copy, Debug)]
pub struct Statistics {
    /// Elements over all there are.
    pub density: f64,
    /// Elements over those of the stored blocks.
    pub fill: f64,
    /// Share of the elements that are in filled blocks.
    pub filled_elements: f64,
    /// Share of the stored blocks that are filled.
    pub filled_blocks: f64,
    /// Keys of the longest row over those of the mean one.
    pub skew: f64,
}

/// One head of an attention.
#[derive(Clone, Copy, Debug)]
pub struct Attention {
    /// Queries and keys.
    pub tokens: [f64; 2],
    /// Head and value dimension.
    pub columns: [u64; 2],
    /// Sums in a vector register.
    pub lanes: u64,
    /// Multiply-adds of a step of a block: 2 where pairs are multiplied.
    pub products: f64,
    /// Loads in the time of a multiply-add.
    pub loads: f64,
    /// Bytes of an element of keys and values.
    pub bytes: u64,
    /// Bytes of what it is computed as.
    pub wide_bytes: u64,
    /// Bytes of the second cache.
    pub cache: f64,
    /// Heads, of all batch entries.
    pub heads: f64,
    /// Threads.
    pub threads: f64,
}

/// Blocks, queries and elements in numbers.
struct Amounts {
    blocks: f64,
    elements: f64,
}

impl Statistics {
    fn amounts(&self, pattern: &PatternType, tokens: [f64; 2]) -> Amounts {
        let [bq, bk] = pattern.block.map(|size| size as f64);
        let elements = self.density * tokens[0] * tokens[1];
        let most = (tokens[0] / bq).ceil() * (tokens[1] / bk).ceil();
        let blocks = if self.fill > 0.0 {
            elements / (self.fill * bq * bk)
        } else {
            0.0
        };
        Amounts {
            blocks: blocks.min(most),
            elements,
        }
    }
}

/// The time of attention over a pattern, of those formats that attention reads as they are; `None` for the others, which
/// are converted to one of those.
pub fn time(costs: &Costs, pattern: &PatternType, known: &Statistics, of: &Attention, format: Format) -> Option<f64> {
    let [bq, bk] = pattern.block;
    let [queries, keys] = of.tokens;
    let amounts = known.amounts(pattern, of.tokens);
    let registers = |columns: u64| columns.div_ceil(of.lanes) as f64;
    let [d, e] = of.columns;
    let [columns, vectors] = [d + e, bq.div_ceil(of.lanes)].map(|count| count as f64);
    let block_step = if 2 * bq <= of.lanes && of.loads > 1.0 {
        costs.half_step
    } else {
        costs.block_step
    };
    let calls = if of.wide_bytes == 8 {
        costs.called_exponential * of.lanes as f64
    } else {
        0.0
    };
    let steps_of_block =
        vectors * bk as f64 * (block_step * columns / of.products + costs.key + calls + costs.masked_key);
    // Single elements read a head's keys and values anew for each query: what the cache does not hold comes from behind it.
    let [bytes, wide] = [of.bytes, of.wide_bytes].map(|bytes| bytes as f64);
    let far = (1.0 - CACHE_SHARE * of.cache / (keys * columns * bytes)).max(0.0) * bytes / wide;
    let widened = if bytes < wide { costs.widened_step } else { 0.0 };
    let element_step = (costs.element_step + far * costs.far_step) / of.loads + widened;
    let steps_of_element = element_step * (registers(d) + registers(e)) + costs.element;
    // The work of all heads on all threads, and no less than the longest piece: of a row of blocks all of its queries are
    // long where one is; a piece of single queries may have the longest ones.
    let shared = |work: f64, pieces: f64| {
        let work_of_all = work * of.heads;
        (work_of_all / of.threads).max(work / pieces.max(1.0) * known.skew.max(1.0))
    };
    let rows_of_blocks = (queries / bq as f64).ceil();
    let by_blocks = |blocks: f64| {
        shared(
            blocks * steps_of_block + rows_of_blocks * vectors * columns * costs.block_row_step,
            rows_of_blocks,
        )
    };
    let by_elements = |elements: f64, blocks: f64| {
        let pieces = (queries / PIECE_QUERIES).ceil();
        // Where k elements a query, or k blocks a row of blocks, are anywhere, e^-k of the queries see nothing.
        let spread = (elements / queries.max(1.0)).min(blocks / rows_of_blocks.max(1.0));
        let seeing = queries * (1.0 - (-spread).exp());
        shared(elements * steps_of_element + seeing * costs.row, pieces)
    };
    match format {
        Format::Bcsr => Some(by_blocks(amounts.blocks)),
        Format::Csr => Some(by_elements(amounts.elements, amounts.blocks)),
        Format::Hybrid => {
            let merge = queries * costs.merge_step / of.loads * registers(e) * of.heads / of.threads;
            let filled = amounts.blocks * known.filled_blocks;
            let rest = amounts.elements * (1.0 - known.filled_elements);
            Some(by_blocks(filled) + by_elements(rest, amounts.blocks - filled) + merge)
        }
        _ => None,
    }
}

/// The bytes that one head of a pattern takes.
pub fn bytes(pattern: &PatternType, known: &Statistics, tokens: [f64; 2], format: Format) -> Option<f64> {
    let amounts = known.amounts(pattern, tokens);
    let [bq, bk] = pattern.block.map(|size| size as f64);
    let index = f64::from(pattern.index_bits / 8);
    let [n, m] = tokens;
    let mask = bk * pattern.mask_bytes() as f64;
    let (plain, word_bits) = format.uncompressed();
    // A difference that is too large takes a whole index more: as gaps are spread, about one in e^(longest / mean gap).
    let column = |entries: f64, width: f64, rows: f64| match word_bits {
        None => entries * index,
        Some(bits) => {
            let gap = (width * rows / entries.max(1.0)).max(1.0);
            let escapes = (-f64::from((1_u32 << bits) - 1) / gap).exp();
            entries * (f64::from(bits / 8) + escapes * index)
        }
    };
    let by_blocks = |blocks: f64, masks: f64| {
        let rows = (n / bq).ceil();
        index * (rows + 1.0) + column(blocks, (m / bk).ceil(), rows) + blocks * index + masks * mask
    };
    let by_elements = |elements: f64| index * (n + 1.0) + column(elements, m, n);
    // Blocks that are full have no mask.
    let masks = |blocks: f64| if known.fill >= 1.0 { 0.0 } else { blocks };
    match plain {
        Format::Bcsr => Some(by_blocks(amounts.blocks, masks(amounts.blocks))),
        Format::Csr => Some(by_elements(amounts.elements)),
        Format::Coo => Some(2.0 * index * (1.0 + amounts.elements)),
        Format::Bitmap => Some(n * 8.0 * (m / 64.0).ceil()),
        Format::Hybrid => {
            // The table of masks is kept whole.
            let filled = amounts.blocks * known.filled_blocks;
            let rest = amounts.elements * (1.0 - known.filled_elements);
            Some(by_blocks(filled, masks(amounts.blocks)) + by_elements(rest))
        }
        _ => None,
    }
}
