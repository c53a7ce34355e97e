//! `tile-dsk-attention`: attention as partitioned rows of blocks, an online softmax over the selected ones, in vectors.

use std::f64::consts::LOG2_E;

use dynsparse_ir::{
    Op, Result, diagnostic,
    melior::ir::{Type, ValueLike as _, operation::OperationLike as _},
    operation::{OpExt as _, collect, dims},
    pass::{Pass, PassRun},
    template::{Template, float_literal},
};

use dynsparse_dialects::dsk::{is_attention, lse_of};

use self::masks::Masks;
use crate::{
    TileDskAttention,
    convert_dsk_to_loops::element_of,
    precision::{compute_type, minus_infinity},
    target::RegisterTile,
};

mod masks;

impl Pass for TileDskAttention {
    fn run<'c>(&self, function: Op<'c>, run: &PassRun) -> Result<'c> {
        for (name, value, least) in [
            ("lanes", self.lanes, 0),
            ("tile", self.tile, 0),
            ("chunk-keys", self.chunk_keys, 1),
        ] {
            if !(least..=1024).contains(&value) {
                return Err(function.error(format!("{name} is {value}, expected {least} to 1024")));
            }
        }
        let host = RegisterTile::host();
        let or_host = |value: i64, host: u64| if value == 0 { host } else { value as u64 };
        let registers = RegisterTile {
            lanes: or_host(self.lanes, host.lanes),
            rows: or_host(self.tile, host.rows),
        };
        let attentions = collect(function, is_attention);
        run.each(&attentions, |op| {
            if !op.result_values().is_empty() {
                return Err(op.op_error("is on tensors, expected buffers: run bufferize-sparse first"));
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
            run.count(Self::OPS, 1);
            self.tile(op, registers, d, e)
        })
    }
}

impl TileDskAttention {
    fn tile<'c>(&self, op: Op<'c>, registers: RegisterTile, d: u64, e: u64) -> Result<'c> {
        let from = element_of(op, 0)?;
        let to = compute_type(from);
        let block = op.ints_attr("block").unwrap_or_default();
        let (bq, bk) = (block[0] as u64, block[1] as u64);
        let scale = op.float_attr("scale").ok_or_else(|| op.op_error("needs a scale"))?;
        // A block of fewer queries than lanes gets a vector that just holds them.
        let lanes = bq.next_power_of_two().min(registers.lanes);
        let tile = registers.rows;
        let vector = format!("vector<{lanes}x{to}>");
        let groups = bq.div_ceil(lanes);
        let chunk = (self.chunk_keys as u64 / bk).max(1);
        let weight_rows = (chunk * bk).next_multiple_of(tile);
        let weights = format!("memref<{weight_rows}x{lanes}x{to}>");
        let masks = Masks::of(op, element_of(op, 3)?, [bq, bk], [&vector, &weights], lanes);
        let texts = Texts {
            to,
            vector: vector.clone(),
            weights,
            weight_rows,
            lanes,
            groups,
            masks,
        };

        let template = Template::new("attention", include_str!("tile_dsk_attention/attention.mlir"))
            .set("T", from)
            .set("C", to)
            .set("I", element_of(op, 3)?)
            .set("bq", bq)
            .set("bk", bk)
            .set("d", d)
            .set("e", e)
            .set("lanes", lanes)
            .set("groups", groups)
            .set("tile", tile)
            .set("chunk", chunk)
            .set("weight_rows", weight_rows)
            .set("scale", float_literal(scale * LOG2_E))
            .set("minus_infinity", minus_infinity(to))
            .set("tile_keys", texts.tile_keys(tile))
            .set("score_inits", list(tile, |t| format!("%score{t} = %zeros")))
            .set("score_types", list(tile, |_| vector.clone()))
            .set("score_steps", texts.score_steps(tile, from))
            .set("score_nexts", list(tile, |t| format!("%next{t}")))
            .set("tile_scores", texts.tile_scores(tile))
            .set("exp2_correction", texts.exp2("shrink", "correction"))
            .set("exp2_weight", texts.exp2("below", "weight"))
            .set("value_tiles", texts.value_tiles(tile, e, from));
        let masks = texts.masks.as_ref();
        let template = template
            .set("mask_arguments", masks.map(Masks::arguments).unwrap_or_default())
            .set("any_partial", masks.map(Masks::any_partial).unwrap_or_default())
            .set("mask_scores", masks.map(Masks::mask_scores).unwrap_or_default())
            .set(
                "chunk_greatest",
                masks.map_or("%greatest_score", |_| "%masked_greatest"),
            )
            .set("lane_queries", texts.lane_queries())
            .set("load_queries", texts.load_queries(from))
            .set("query_lanes", list(lanes, |l| format!("%query{l}")))
            .set("store_results", texts.store_results(from));
        let template = if lse_of(op).is_some() {
            template
                .set(
                    "lse_argument",
                    format!(", %lse: memref<?x?x?x{to}, strided<[?, ?, ?], offset: ?>>"),
                )
                .set("store_lse", texts.store_lse())
        } else {
            template.set("lse_argument", "").set("store_lse", "")
        };
        template.replace(op, &op.operand_values())
    }
}

/// `text(0), text(1), ...`
fn list(count: u64, text: impl Fn(u64) -> String) -> String {
    (0..count).map(text).collect::<Vec<_>>().join(", ")
}

/// The parts of the kernel that repeat for each row of a register tile.
struct Texts<'c> {
    /// The type of sums.
    to: Type<'c>,
    /// One row of a register tile.
    vector: String,
    /// The type of `%weights`, and its rows.
    weights: String,
    weight_rows: u64,
    lanes: u64,
    groups: u64,
    /// Where the pattern holds elements.
    masks: Option<Masks>,
}

impl Texts<'_> {
    /// The rows of a tile's keys.
    fn tile_keys(&self, tile: u64) -> String {
        let weight_rows = self.weight_rows;
        (0..tile)
            .map(|t| {
                format!(
                    "%t{t} = arith.constant {t} : index
                     %p{t} = arith.addi %p, %t{t} : index
                     %key{t} = memref.load %key_rows[%p{t}] : memref<{weight_rows}xindex>\n"
                )
            })
            .collect()
    }

    /// A key's element broadcast, times the queries, onto the key's accumulator.
    fn score_steps(&self, tile: u64, from: Type<'_>) -> String {
        let Self { vector, .. } = self;
        (0..tile)
            .map(|t| {
                format!(
                    "%raw{t} = memref.load %keys[%b, %h, %key{t}, %x] \
                       : memref<?x?x?x?x{from}, strided<[?, ?, ?, ?], offset: ?>>
                     {}
                     %wide{t} = vector.broadcast %element{t} : {} to {vector}
                     %next{t} = vector.fma %wide{t}, %query, %score{t} : {vector}\n",
                    self.widen(&format!("raw{t}"), &format!("element{t}"), from),
                    self.to,
                )
            })
            .collect()
    }

    /// Scores kept, and their maximum.
    fn tile_scores(&self, tile: u64) -> String {
        let Self {
            vector, weights, lanes, ..
        } = self;
        let mut text = String::new();
        let mut greatest = "%so_far".to_owned();
        for t in 0..tile {
            let next = if t + 1 == tile {
                "%greatest_of_tile".to_owned()
            } else {
                format!("%greatest{t}")
            };
            text += &format!(
                "vector.store %scores#{t}, %weights[%p{t}, %c0] : {weights}, {vector}
                 %greater{t} = arith.cmpf ogt, %scores#{t}, {greatest} : {vector}
                 {next} = arith.select %greater{t}, %scores#{t}, {greatest} : vector<{lanes}xi1>, {vector}\n"
            );
            greatest = next;
        }
        text
    }

    /// `%to = 2 ^ %from`, for arguments of at most 0; -inf gives 0, NaN gives NaN.
    fn exp2(&self, from: &str, to: &str) -> String {
        let Self { vector, lanes, .. } = self;
        if self.to.float_width() == 64 {
            return format!("%{to} = math.exp2 %{from} : {vector}\n");
        }
        // 2^x = 2^n * 2^f with n the nearest integer and f in [-1/2, 1/2]. Adding 1.5 * 2^23 leaves n in the low bits of
        // the sum. Below -126 the power is 0: there are no subnormals here.
        let ints = format!("vector<{lanes}xi32>");
        let mut text = format!(
            "%{to}_floor = arith.constant dense<-127.0> : {vector}
             %{to}_magic = arith.constant dense<12582912.0> : {vector}
             %{to}_bias = arith.constant dense<127> : {ints}
             %{to}_magic_bits = arith.constant dense<0x4B400000> : {ints}
             %{to}_place = arith.constant dense<23> : {ints}
             %{to}_low = arith.cmpf olt, %{from}, %{to}_floor : {vector}
             %{to}_x = arith.select %{to}_low, %{to}_floor, %{from} : vector<{lanes}xi1>, {vector}
             %{to}_sum = arith.addf %{to}_x, %{to}_magic : {vector}
             %{to}_n = arith.subf %{to}_sum, %{to}_magic : {vector}
             %{to}_f = arith.subf %{to}_x, %{to}_n : {vector}
             %{to}_sum_bits = arith.bitcast %{to}_sum : {vector} to {ints}
             %{to}_int = arith.subi %{to}_sum_bits, %{to}_magic_bits : {ints}
             %{to}_biased = arith.addi %{to}_int, %{to}_bias : {ints}
             %{to}_shifted = arith.shli %{to}_biased, %{to}_place : {ints}
             %{to}_power = arith.bitcast %{to}_shifted : {ints} to {vector}\n"
        );
        for (k, coefficient) in EXP2.iter().enumerate() {
            text += &format!("%{to}_c{k} = arith.constant dense<{coefficient:e}> : {vector}\n");
        }
        let last = EXP2.len() - 1;
        let mut sum = format!("%{to}_c{last}");
        for k in (0..last).rev() {
            text += &format!("%{to}_p{k} = vector.fma {sum}, %{to}_f, %{to}_c{k} : {vector}\n");
            sum = format!("%{to}_p{k}");
        }
        text + &format!("%{to} = arith.mulf {sum}, %{to}_power : {vector}\n")
    }

    /// Tiles of value columns: the output so far, shrunk, plus the chunk's weights times values.
    ///
    /// The chunk is summed by itself first. Tokens of a still background are equal, and adding one number a thousand times
    /// to a growing sum rounds the same way each time: the error of a sum grows with the length of its longest chain.
    fn value_tiles(&self, tile: u64, e: u64, from: Type<'_>) -> String {
        let whole = e / tile;
        let mut text = String::new();
        if whole > 0 {
            text += &format!("%whole = arith.constant {} : index\n", whole * tile);
            text += "scf.for %x = %c0 to %whole step %value_tile {\n";
            text.insert_str(0, &format!("%value_tile = arith.constant {tile} : index\n"));
            text += &self.value_tile(tile, e, from);
            text += "}\n";
        }
        let rest = e % tile;
        if rest > 0 {
            text += &format!("%rest = arith.constant {} : index\n", whole * tile);
            text += "scf.for %x = %rest to %e step %e {\n";
            text += &self.value_tile(rest, e, from);
            text += "}\n";
        }
        text
    }

    fn value_tile(&self, tile: u64, e: u64, from: Type<'_>) -> String {
        let Self {
            vector,
            weights,
            to,
            lanes,
            groups,
            weight_rows,
            ..
        } = self;
        let output = format!("memref<{groups}x{e}x{lanes}x{to}>");
        let mut text = String::new();
        for t in 0..tile {
            text += &format!(
                "%t{t} = arith.constant {t} : index
                 %x{t} = arith.addi %x, %t{t} : index\n"
            );
        }
        let types = list(tile, |_| vector.clone());
        let load = format!(
            "%key = memref.load %key_rows[%p] : memref<{weight_rows}xindex>
             %weight = vector.load %weights[%p, %c0] : {weights}, {vector}\n"
        );
        let mut step = String::new();
        for t in 0..tile {
            step += &format!(
                "%raw{t} = memref.load %values[%b, %h, %key, %x{t}] \
                   : memref<?x?x?x?x{from}, strided<[?, ?, ?, ?], offset: ?>>
                 {}
                 %wide{t} = vector.broadcast %element{t} : {to} to {vector}
                 %next{t} = vector.fma %wide{t}, %weight, %sum{t} : {vector}\n",
                self.widen(&format!("raw{t}"), &format!("element{t}"), from),
            );
        }
        text += &format!(
            "%sums:{tile} = scf.for %p = %c0 to %existing step %c1 iter_args({}) -> ({types}) {{
             {load}{step}scf.yield {} : {types}\n}}\n",
            list(tile, |t| format!("%sum{t} = %zeros")),
            list(tile, |t| format!("%next{t}")),
        );
        let sums = match &self.masks {
            Some(masks) => {
                text += &masks.visible_sums(tile, &load, &step);
                "visible_sums"
            }
            None => "sums",
        };
        for t in 0..tile {
            text += &format!(
                "%old{t} = vector.load %output_tile[%g, %x{t}, %c0] : {output}, {vector}
                 %new{t} = vector.fma %old{t}, %correction, %{sums}#{t} : {vector}
                 vector.store %new{t}, %output_tile[%g, %x{t}, %c0] : {output}, {vector}\n"
            );
        }
        text
    }

    /// `%to` is `%from` in the type of sums.
    fn widen(&self, from: &str, to: &str, r#type: Type<'_>) -> String {
        if r#type.float_width() == self.to.float_width() {
            // A name for the value; it folds away.
            format!("%{to} = arith.bitcast %{from} : {0} to {0}", self.to)
        } else {
            format!("%{to} = arith.extf %{from} : {type} to {}", self.to)
        }
    }

    /// The query of each lane of a group.
    fn lane_queries(&self) -> String {
        (0..self.lanes)
            .map(|l| {
                format!(
                    "%l{l} = arith.constant {l} : index
                     %in_block{l} = arith.addi %first_of_group, %l{l} : index
                     %live{l} = arith.cmpi ult, %in_block{l}, %query_count : index
                     %chosen{l} = arith.select %live{l}, %in_block{l}, %first_of_group : index
                     %i{l} = arith.addi %first_query, %chosen{l} : index\n"
                )
            })
            .collect()
    }

    /// Element `%x` of each lane's query.
    fn load_queries(&self, from: Type<'_>) -> String {
        (0..self.lanes)
            .map(|l| {
                format!(
                    "%raw{l} = memref.load %queries[%b, %h, %i{l}, %x] \
                       : memref<?x?x?x?x{from}, strided<[?, ?, ?, ?], offset: ?>>
                     {}\n",
                    self.widen(&format!("raw{l}"), &format!("query{l}"), from)
                )
            })
            .collect()
    }

    /// Column `%x` of each lane's output, last lane first.
    fn store_results(&self, from: Type<'_>) -> String {
        let Self { vector, to, .. } = self;
        (0..self.lanes)
            .rev()
            .map(|l| {
                let narrow = if from.float_width() == to.float_width() {
                    format!("%narrow{l} = arith.bitcast %lane{l} : {to} to {to}")
                } else {
                    format!("%narrow{l} = arith.truncf %lane{l} : {to} to {from}")
                };
                format!(
                    "%lane{l} = vector.extract %result[{l}] : {to} from {vector}
                     {narrow}
                     memref.store %narrow{l}, %output[%b, %h, %i{l}, %x] \
                       : memref<?x?x?x?x{from}, strided<[?, ?, ?, ?], offset: ?>>\n"
                )
            })
            .collect()
    }

    /// The natural logarithm of each query's sum of exponentials, -inf for an empty row; last lane first.
    fn store_lse(&self) -> String {
        let Self {
            vector,
            to,
            lanes,
            groups,
            ..
        } = self;
        let mut text = format!(
            "%ln_two = arith.constant dense<{:.17e}> : {vector}
             %group_greatest = vector.load %greatest[%g, %c0] : memref<{groups}x{lanes}x{to}>, {vector}
             %log = math.log2 %total : {vector}
             %in_base_two = arith.addf %group_greatest, %log : {vector}
             %natural = arith.mulf %in_base_two, %ln_two : {vector}
             %all_lse = arith.select %empty, %lowest, %natural : vector<{lanes}xi1>, {vector}\n",
            std::f64::consts::LN_2,
        );
        for l in (0..*lanes).rev() {
            text += &format!(
                "%lse{l} = vector.extract %all_lse[{l}] : {to} from {vector}
                 memref.store %lse{l}, %lse[%b, %h, %i{l}] : memref<?x?x?x{to}, strided<[?, ?, ?], offset: ?>>\n"
            );
        }
        text
    }
}

/// Coefficients of 2^f on [-1/2, 1/2], ascending, of least relative error (1.9e-9; with `f32` rounding below 1 ulp), by
/// the Remez exchange.
const EXP2: [f64; 7] = [
    1.000_000_000_6,
    6.931_472_057_4e-1,
    2.402_264_689_1e-1,
    5.550_328_777_0e-2,
    9.618_488_957_1e-3,
    1.339_993_121_9e-3,
    1.534_581_200_8e-4,
];
