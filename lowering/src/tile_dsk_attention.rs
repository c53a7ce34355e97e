//! `tile-dsk-attention`: attention as partitioned rows of blocks, an online softmax over the selected ones, in vectors.

pub(crate) mod exp2;
mod factors;
mod kernel;
mod keys_in_lanes;
mod masks;
pub(crate) mod prefetch;
mod rows;
mod scores;
pub(crate) mod text;
mod values;

use std::f64::consts::LOG2_E;

use dynsparse_dialects::dsk::{is_attention, is_masked, lse_of, output_of};
use dynsparse_ir::{
    Op, Result, Val, diagnostic,
    melior::ir::{Attribute, Type, ValueLike as _, operation::OperationLike as _},
    operation::{OpExt as _, collect, dims, strides},
    pass::{Pass, PassRun},
    rewrite,
    template::{Template, float_literal},
};

use crate::{
    TileDskAttention, TileDskAttentionForm as Form, TileDskAttentionProducts as Products,
    convert_dsk_to_loops::{attention::by_single_keys, element_of},
    keep_loop_annotations::OF_LOOP,
    precision::{compute_type, minus_infinity},
    target::Target,
};
use factors::Factors;
use kernel::Kernel;
use keys_in_lanes::{KeysInLanes, int8};
use num_integer::gcd;
use text::Text;

/// Head and value dimension, and rows and columns of a block: the bytes of what is made of larger ones might have no number.
const MOST_SIZE: u64 = 1 << 24;

impl Pass for TileDskAttention {
    fn run<'c>(&self, function: Op<'c>, run: &PassRun) -> Result<'c> {
        for (name, value) in [
            ("lanes", self.lanes),
            ("tile", self.tile),
            ("chunk-keys", self.chunk_keys),
        ] {
            if !(0..=1024).contains(&value) {
                return Err(function.error(format!("{name} is {value}, expected 0 to 1024")));
            }
        }
        let target = Target::read(&self.target_description).map_err(|error| function.error(error))?;
        let attentions = collect(function, is_attention);
        let others = collect(function, is_loop);
        run.each(&attentions, |op| {
            if !op.result_values().is_empty() {
                return Err(op.op_error("is on tensors, expected buffers: run bufferize-sparse first"));
            }
            // Lowered with the loops: there is no block to tile.
            if by_single_keys(op).is_some() {
                return Ok(());
            }
            let last = |operand: usize| {
                dims(op.operand_values()[operand].r#type())
                    .and_then(|d| d.last().copied())
                    .flatten()
            };
            let (Some(d), Some(e)) = (last(0), last(2)) else {
                diagnostic::remark(
                    op.location(),
                    "head or value dimension is only known at run time: left to scalar loops",
                );
                return Ok(());
            };
            let block = op.ints_attr("block").unwrap_or_default();
            let block = block.into_iter().map(|size| size as u64);
            if let Some(size) = [d, e].into_iter().chain(block).find(|size| *size > MOST_SIZE) {
                diagnostic::remark(
                    op.location(),
                    &format!(
                        "a dimension or block of {size}, expected at most {MOST_SIZE} for tiles: left to scalar loops"
                    ),
                );
                return Ok(());
            }
            run.count(Self::OPS, 1);
            let int8 = self.rounds();
            if int8 && self.form == Form::Queries {
                return Err(op.op_error("has form=queries, expected auto or keys: products of int8 have keys in lanes"));
            }
            if int8 && op.attr("exact").is_some() {
                diagnostic::remark(
                    op.location(),
                    &format!("{NO_INT8} for keys with a bias, which 8 bits do not hold beside them: exact ones"),
                );
                let exact = Self {
                    products: Products::Auto,
                    ..self.clone()
                };
                return exact.tile(op, &target, [d, e]);
            }
            self.tile(op, &target, [d, e])
        })?;
        let rolled =
            Attribute::parse(function.ctx(), ROLLED).ok_or_else(|| function.error("needs the dialect llvm"))?;
        for own in collect(function, is_loop)
            .into_iter()
            .filter(|own| !others.contains(own))
        {
            rewrite::set_attribute(own, OF_LOOP, rolled);
        }
        Ok(())
    }
}

fn is_loop(name: &str) -> bool {
    name == "scf.for"
}

/// Tiles are as large as registers hold. LLVM's unrolling on top of that takes a fifth of the time to compile, for nothing.
const ROLLED: &str = "#llvm.loop_annotation<unroll = <disable = true>>";

/// Queries whose weights of 8 bits, with values, stay in the first cache for all keys of a chunk.
const QUERIES_OF_BYTES: u64 = 16;

/// What a remark begins with that says so of an op whose products were to be rounded.
pub const NO_INT8: &str = "no products of int8";

impl TileDskAttention {
    /// Whether queries and keys are rounded to 8 bits.
    fn rounds(&self) -> bool {
        [Products::Int8Bf16, Products::Int8].contains(&self.products)
    }

    /// The kernel of one attention, in the form that the options, the target and its blocks leave.
    fn tile<'c>(&self, op: Op<'c>, target: &Target, dims: [u64; 2]) -> Result<'c> {
        let int8 = self.rounds();
        if self.form == Form::Auto && !int8 && target.loads_per_multiply_add > 1 {
            // Nothing is packed, and a load for each multiply-add costs nothing.
            let kernel = self.kernel(op, target, dims, Form::Queries)?;
            if kernel.queries_fill_vectors() && kernel.tile_bytes() <= target.l2_bytes / 8 {
                return lower(op, &kernel);
            }
        }
        if self.form != Form::Queries && (self.form == Form::Keys || int8 || target.keys_in_lanes) {
            let kernel = self.kernel(op, target, dims, Form::Keys)?;
            if let Some(form) = KeysInLanes::new(op, &kernel, target, self.tile as u64) {
                return form.lower(op);
            }
            if int8 {
                diagnostic::remark(
                    op.location(),
                    &format!(
                        "{NO_INT8} for f64, for masks of elements, or for blocks whose keys fill no vector nor half of one \
                         or are too many: exact ones"
                    ),
                );
            } else if self.form == Form::Keys {
                diagnostic::remark(
                    op.location(),
                    "no keys in lanes for f64, for masks of elements, or for blocks whose keys nearly fill no vector nor half of \
                     one or are too many: queries in lanes",
                );
            }
        }
        lower(op, &self.kernel(op, target, dims, Form::Queries)?)
    }

    /// The tiles for one attention: what the options say, and the target where they say nothing.
    fn kernel<'c>(&self, op: Op<'c>, target: &Target, dims: [u64; 2], form: Form) -> Result<'c, Kernel<'c>> {
        let from = element_of(op, 0)?;
        let to = compute_type(from);
        let block = op.ints_attr("block").unwrap_or_default();
        let block = [block[0] as u64, block[1] as u64];
        let or = |option: i64, otherwise: u64| if option == 0 { otherwise } else { option as u64 };
        let [from_bytes, to_bytes] = [from, to].map(|t| u64::from(t.float_width() / 8));
        // Blocks that fill tiles, the best first.
        let (lanes, weights_of_key, whole, rows);
        if form == Form::Keys {
            lanes = or(self.lanes, target.simd(to_bytes));
            rows = 0;
            weights_of_key = keys_in_lanes::queries_of_piece(block[0]);
            let strip = keys_in_lanes::strip(block[1], lanes).unwrap_or(1);
            let of_block = block[1].next_multiple_of(strip);
            let fill = |vectors: u64| vectors * lanes / gcd(vectors * lanes, of_block);
            whole = [keys_in_lanes::WIDTH, 2, 1].map(fill).to_vec();
        } else {
            // A block of fewer queries than lanes gets a vector that just holds them.
            lanes = or(self.lanes, target.lanes(to_bytes)).min(block[0].next_power_of_two());
            rows = or(self.tile, target.rows(lanes, to_bytes));
            weights_of_key = lanes;
            whole = vec![rows / gcd(rows, block[1])];
        }
        let contiguous = |value: Option<Val<'c>>| {
            let strides = value.and_then(|value| strides(value.r#type()));
            strides.is_some_and(|strides| strides.last() == Some(&Some(1)))
        };
        let [keys_lie, values_lie] = [1, 2].map(|operand| contiguous(op.operand_at(operand)));
        let [keys, values] = self.factors(form, target, [from, to], block, dims, [keys_lie, values_lie]);
        let value_bytes = match values.group {
            1 => from_bytes,
            group => 4 / group,
        };
        let weight_bits = to.float_width() / values.group as u32;
        // How many digits weights of 8 bits have does not depend on how many queries there are.
        let weights_of_key = if weight_bits == 8 {
            weights_of_key.min(QUERIES_OF_BYTES)
        } else {
            weights_of_key
        };
        let key_bytes = dims[1] * value_bytes + weights_of_key * to_bytes;
        let chunk = or(self.chunk_keys, target.chunk_keys(key_bytes, weight_bits)) / block[1];
        // Whole tiles, where a chunk holds some.
        let whole = whole.into_iter().find(|blocks| chunk >= *blocks);
        let chunk = chunk - whole.map_or(0, |blocks| chunk % blocks);
        Ok(Kernel {
            from,
            to,
            index: element_of(op, 3)?,
            block,
            dims,
            simd: target.simd(to_bytes),
            lanes,
            rows,
            unroll: target.unroll,
            asks_ahead: target.loads_per_multiply_add > 1,
            l2_bytes: target.l2_bytes,
            chunk: chunk.max(1),
            contiguous: [
                contiguous(op.operand_at(0)),
                keys_lie,
                values_lie,
                contiguous(output_of(op)),
            ],
            keys,
            values,
            masked: is_masked(op),
            vector: format!("vector<{lanes}x{to}>"),
        })
    }
}

/// Batch entry, head and row of blocks of a piece of work, and whose pattern it has.
const ROW_OF_PIECE: &str = "
    %r = arith.remui %piece, %block_rows : index
    %slot = arith.divui %piece, %block_rows : index
    %bh = arith.addi %first_head, %slot : index
    %h = arith.remui %bh, %heads : index
    %b = arith.divui %bh, %heads : index
    %pb = arith.select %shared_batch, %c0, %b : index
    %ph = arith.select %shared_heads, %c0, %h : index";

impl TileDskAttention {
    /// What keys and values are read from.
    fn factors(
        &self,
        form: Form,
        target: &Target,
        [from, to]: [Type<'_>; 2],
        block: [u64; 2],
        [d, e]: [u64; 2],
        [keys_contiguous, values_contiguous]: [bool; 2],
    ) -> [Factors; 2] {
        let packed = form == Form::Keys;
        let possible =
            factors::pairs(from) && (packed || keys_contiguous) && d.is_multiple_of(2) && block[1].is_multiple_of(2);
        let wanted = match self.products {
            Products::Pairs => true,
            Products::Widened => false,
            // Those of int8 are below, where they are possible.
            Products::Auto | Products::Int8Bf16 | Products::Int8 => target.bf16_pairs(),
        };
        let number = |buffer, r#type| Factors {
            buffer,
            r#type,
            group: 1,
            words: false,
        };
        let source = |contiguous: bool| {
            let last = if contiguous { "1" } else { "?" };
            format!("memref<?x?x?x?x{from}, strided<[?, ?, ?, {last}], offset: ?>>")
        };
        let words = |buffer, r#type, group, words| Factors {
            buffer,
            r#type,
            group,
            words,
        };
        let value_words = |group| words("%value_words", format!("memref<?x?x?x{e}xi32>"), group, true);
        let numbers_lie = from.float_width() == to.float_width() && (values_contiguous || !packed);
        let numbers = |[given, widened]: [&'static str; 2], contiguous, columns: u64| {
            if numbers_lie {
                number(given, source(contiguous))
            } else {
                number(widened, format!("memref<?x?x?x{columns}x{to}>"))
            }
        };
        let values = numbers(["%values", "%wide_values"], values_contiguous, e);
        if packed && self.rounds() {
            let values = match self.products {
                Products::Int8 => value_words(int8::BYTES),
                _ if wanted => value_words(2),
                _ => values,
            };
            return [words("%keys", source(keys_contiguous), int8::BYTES, false), values];
        }
        if possible && wanted {
            return [words("%keys", source(true), 2, false), value_words(2)];
        }
        [numbers(["%keys", "%wide_keys"], keys_contiguous, d), values]
    }
}

/// The text that orders pieces of work by length, given that which says what a piece is.
fn longest_first<'c>(op: Op<'c>, kernel: &Kernel<'c>, row_of_piece: &str, pieces_of_block: u64) -> Result<'c, String> {
    let template = Template::new("longest first", include_str!("tile_dsk_attention/longest_first.mlir"))
        .set("row_of_piece", row_of_piece)
        .set("pieces_of_block", pieces_of_block)
        .set("row_pointers", kernel.row_pointers())
        .set("I", kernel.index);
    template.text_at(op)
}

/// Puts the kernel in the place of the op.
fn lower<'c>(op: Op<'c>, kernel: &Kernel<'c>) -> Result<'c> {
    let scale = op.float_attr("scale").ok_or_else(|| op.op_error("needs a scale"))?;
    let [d, e] = kernel.dims;
    let Kernel { to, index, lanes, .. } = kernel;
    let template = Template::new("attention", include_str!("tile_dsk_attention/attention.mlir"))
        .set("queries", kernel.heads(kernel.contiguous[0]))
        .set("keys", kernel.heads(kernel.contiguous[1]))
        .set("values", kernel.heads(kernel.contiguous[2]))
        .set("outputs", kernel.heads(kernel.contiguous[3]))
        .set("row_pointers", kernel.row_pointers())
        .set("columns", kernel.columns())
        .set("I", index)
        .set("vector", &kernel.vector)
        .set("mask", kernel.mask())
        .set("mask_arguments", kernel.mask_arguments())
        .set("query_tile", kernel.query_tile())
        .set("scale", float_literal(scale * LOG2_E))
        .set("weight_buffer", kernel.weight_buffer())
        .set("output_tile", kernel.transposed(e))
        .set("weights", kernel.weights())
        .set("runs", kernel.runs())
        .set("of_group", format!("memref<{}x{lanes}x{to}>", kernel.groups()))
        .set("bq", kernel.block[0])
        .set("bk", kernel.block[1])
        .set("d", d)
        .set("e", e)
        .set("lanes", lanes)
        .set("chunk", kernel.chunk)
        .set("minus_infinity", minus_infinity(*to))
        .set("lane_queries", kernel.lane_queries());

    let template = template
        .set("row_of_piece", ROW_OF_PIECE)
        .set("longest_first", longest_first(op, kernel, ROW_OF_PIECE, 1)?);

    // Texts of one `Text`, so that no two values have the same name.
    let mut t = Text::default();
    kernel.buffers(&mut t);
    let template = template.set("buffers", t.take());
    kernel.release_buffers(&mut t);
    let template = template.set("release_buffers", t.take());
    kernel.load_queries(&mut t, &float_literal(scale * LOG2_E));
    let template = template.set("load_queries", t.take());
    kernel.fill_runs(&mut t);
    let template = template.set("fill_runs", t.take());
    let partial = kernel.any_partial(&mut t);
    let template = template.set("any_partial", t.take());
    let greatest = kernel.scores(&mut t, partial.as_deref());
    let template = template.set("scores", t.take()).set("chunk_greatest", greatest);
    let shrink = kernel.exp2(&mut t, "%growth");
    let template = template.set("exp2_growth", t.take()).set("shrink", shrink);
    let chunk_total = kernel.weigh(&mut t);
    let template = template.set("weigh", t.take()).set("chunk_total", chunk_total);
    kernel.pack_weights(&mut t);
    kernel.values(&mut t, partial.as_deref());
    let template = template.set("add_values", t.take());
    kernel.heads_at_once(&mut t);
    let template = template.set("heads_at_once", t.take());
    kernel.prepare(&mut t);
    let template = template.set("prepare", t.take());
    kernel.release(&mut t);
    let template = template.set("release", t.take());
    kernel.store_results(&mut t);
    let template = template.set("store_results", t.take());

    let (argument, store) = if lse_of(op).is_some() {
        let lse = format!("memref<?x?x?x{to}, strided<[?, ?, ?], offset: ?>>");
        kernel.store_lse(&mut t, &lse);
        (format!(", %lse: {lse}"), t.take())
    } else {
        (String::new(), String::new())
    };
    let template = template.set("lse_argument", argument).set("store_lse", store);
    template.replace(op, &op.operand_values())
}
