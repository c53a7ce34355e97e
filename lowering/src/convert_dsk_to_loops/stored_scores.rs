//! Attention in three steps as loops over stored tiles.

use std::f64::consts::LOG2_E;

use dynsparse_ir::{
    Op, Result,
    melior::ir::{Type, ValueLike as _},
    operation::{OpExt as _, dims},
    template::{Template, float_literal},
};

use super::{
    Lower, element_of,
    register_tile::Tile,
    scale,
    selection::{PIECES, inner_stride},
};
use crate::{
    precision::{extend, extend_names, minus_infinity},
    target::Target,
    tile_dsk_attention::{exp2::exp2, prefetch::of_line, text::Text},
};

/// The kernels of this topic, and the loops of each.
pub(super) const LOWERINGS: &[(&str, Lower)] = &[
    ("dsk.sddmm", sddmm),
    ("dsk.sparse_softmax", sparse_softmax),
    ("dsk.spmm", spmm),
];

/// Narrower tiles have fewer keys than make a vector worth while: their scores are taken one by one.
const FEWEST_KEYS: u64 = 4;
/// Most keys whose weights are copied at once: a few vectors.
const COPIED: u64 = 64;
/// Most vectors of value columns of a row that are in registers.
const WIDE: u64 = 4;

/// A kernel on stored tiles: their block, and the index type of their lists.
struct Tiles<'c> {
    block: [u64; 2],
    index: String,
    tile: Tile<'c>,
}

impl<'c> Tiles<'c> {
    /// `data` is the operand whose elements are read, `row_pointers` that with the list of rows.
    fn of(op: Op<'c>, target: &Target, data: usize, row_pointers: usize) -> Result<'c, Self> {
        let block = op.ints_attr("block").unwrap_or_default();
        let block = [block[0] as u64, block[1] as u64];
        let mut tile = Tile::of(op, target)?;
        tile.from = element_of(op, data)?;
        // The bits of the rows of a register tile are in one byte.
        tile.rows = largest_power_of_two(tile.rows.min(block[0]));
        Ok(Self {
            block,
            index: element_of(op, row_pointers)?.to_string(),
            tile,
        })
    }

    fn with(&self, template: Template) -> Template {
        self.tile
            .set(template)
            .set("bq", self.block[0])
            .set("bk", self.block[1])
            .set("I", &self.index)
    }

    /// The template with the texts that kernels on tiles share.
    fn set<'o>(&self, op: Op<'o>, template: Template) -> Result<'o, Template> {
        let mut template = self.with(template);
        for (name, text) in [
            ("constants", include_str!("tile_constants.mlir")),
            ("tiles_of_row", include_str!("tiles_of_row.mlir")),
            ("keys_of_tile", include_str!("keys_of_tile.mlir")),
            ("element_bit", include_str!("element_bit.mlir")),
        ] {
            template = template.set(name, self.part(op, Template::new(name, text))?);
        }
        Ok(template)
    }

    fn part<'o>(&self, op: Op<'o>, part: Template) -> Result<'o, String> {
        self.with(part).text_at(op)
    }

    /// `%placeT`, row `%first + T` of a tile, the last one again where there are no more, and whether there is one, `%in_tileT`;
    /// `%query_or_moreT`, the query that would be there, and whether it is, `%thereT`.
    fn rows(&self, first: &str) -> String {
        self.tile.each(|t| {
            format!(
                "%offset{t} = arith.constant {t} : index
                 %beside{t} = arith.addi {first}, %offset{t} : index
                 %last_place{t} = arith.constant {last} : index
                 %place{t} = arith.minui %beside{t}, %last_place{t} : index
                 %in_tile{t} = arith.cmpi ule, %beside{t}, %last_place{t} : index
                 %query_or_more{t} = arith.addi %first_query, %beside{t} : index
                 %is_query{t} = arith.cmpi ult, %query_or_more{t}, %n : index
                 %there{t} = arith.andi %in_tile{t}, %is_query{t} : i1",
                last = self.block[0] - 1,
            )
        })
    }
}

/// The most numbers of that many that can be copied at once, several times.
fn copied(of: u64) -> u64 {
    (1..=COPIED.min(of))
        .rev()
        .find(|size| of.is_multiple_of(*size))
        .unwrap_or(1)
}

fn largest_power_of_two(most: u64) -> u64 {
    let below = most.next_power_of_two();
    if below > most { below / 2 } else { below }
}

fn sddmm<'c>(op: Op<'c>, target: &Target) -> Result<'c, Template> {
    let mut tiles = Tiles::of(op, target, 0, 3)?;
    let by_elements = tiles.block[1] < FEWEST_KEYS;
    if !by_elements {
        tiles.tile.lanes = tiles.tile.lanes.min(tiles.block[1].next_power_of_two());
    }
    let scale = scale(op)?;
    let mut strides = [0, 1, 7].map(|operand| inner_stride(op, operand));
    if !by_elements {
        // Register tiles take single numbers of queries, however they lie.
        strides[0] = "?";
    }
    let whole = |part: Template| {
        part.set("query_stride", strides[0])
            .set("key_stride", strides[1])
            .set("score_stride", strides[2])
            .set("scale", &scale)
    };
    let template = whole(tiles.set(op, Template::new("sddmm", include_str!("sddmm.mlir")))?);
    if by_elements {
        let step = |whole| {
            let tile = &tiles.tile;
            format!(
                "{}\n{}\n%next = math.fma %wide_query, %wide_key, %sum : {}",
                tile.read("query", "%queries", "%b, %h, %i, %z", strides[0], whole),
                tile.read("key", "%keys", "%b, %key_head, %j, %z", strides[1], whole),
                tile.vector(),
            )
        };
        let scores = Template::new("sddmm_by_elements", include_str!("sddmm_by_elements.mlir"))
            .set("whole_step", step(true))
            .set("last_step", step(false));
        let scores = whole(tiles.set(op, scores)?).text_at(op)?;
        return Ok(template
            .set("form", " Each score by itself, with the dimensions in the lanes.")
            .set("prepare", WHOLE_DIMENSIONS)
            .set("scratch", "")
            .set("scores_of_tile", scores)
            .set("clean_up", ""));
    }
    let panels = tiles.block[1].div_ceil(tiles.tile.lanes);
    let prepare =
        Template::new("sddmm_prepare_panels", include_str!("sddmm_prepare_panels.mlir")).set("panels", panels);
    let prepare = extend(prepare, extend_names!("value"), tiles.tile.from, tiles.tile.to);
    let scores = Template::new("sddmm_by_panels", include_str!("sddmm_by_panels.mlir"))
        .set("rows_of_tile", tiles.rows("%y") + "\n" + &last_queries(&tiles.tile))
        .set("bits_of_keys", bits_of_keys(op, "%y", tiles.tile.lanes)?)
        .set("sums", tiles.tile.panel_sums("%panel"))
        .set("store_rows", store_scores(&tiles, strides[2]));
    let clean_up = format!(
        "memref.dealloc %panels : memref<?x?x{}x{}>",
        tiles.tile.lanes, tiles.tile.to
    );
    Ok(template
        .set(
            "form",
            " Keys are in the lanes: each is put beside its neighbours once.",
        )
        .set("prepare", tiles.part(op, whole(prepare))?)
        .set(
            "scratch",
            format!("%bits_of_keys = memref.alloca() : memref<{}xi8>", tiles.tile.lanes),
        )
        .set("scores_of_tile", tiles.part(op, whole(scores))?)
        .set("clean_up", clean_up))
}

/// `%held_by_keys`, whose bits say which elements of a vector of keys are in the set, of the eight rows that `row` is one of.
fn bits_of_keys<'c>(op: Op<'c>, row: &'static str, lanes: u64) -> Result<'c, String> {
    let bits = Template::new("bits_of_keys", include_str!("bits_of_keys.mlir"));
    let bits = bits.set("row", row).set("key_lanes", lanes);
    bits.text_at(op)
}

const WHOLE_DIMENSIONS: &str = "%rest = arith.remui %d, %lanes : index
%whole = arith.subi %d, %rest : index";

/// `%queryT`, the last one again where there are no more.
fn last_queries(tile: &Tile<'_>) -> String {
    tile.each(|t| format!("%query{t} = arith.minui %query_or_more{t}, %last_query : index"))
}

/// `%holdsT`, which of a vector of keys row `T` of a register tile has in the set, by bit `%first_bit + T` of bytes.
fn held(t: u64, bytes: &str, lanes: u64) -> String {
    format!(
        "%bit_number{t} = arith.constant {t} : i8
         %place_of_bit{t} = arith.addi %first_bit, %bit_number{t} : i8
         %bit{t} = arith.shli %one_bit, %place_of_bit{t} : i8
         %bits{t} = vector.broadcast %bit{t} : i8 to vector<{lanes}xi8>
         %held_bits{t} = arith.andi {bytes}, %bits{t} : vector<{lanes}xi8>
         %holds{t} = arith.cmpi ne, %held_bits{t}, %no_bits : vector<{lanes}xi8>"
    )
}

/// The sums where they belong, with scale and bias; 0 where there is no such query or key.
fn store_scores(tiles: &Tiles<'_>, stride: &str) -> String {
    let tile = &tiles.tile;
    let (lanes, to, vector) = (tile.lanes, tile.to, tile.vector());
    let bounds = if tiles.block[1].is_multiple_of(lanes) {
        " {in_bounds = [true]}"
    } else {
        ""
    };
    tile.each(|t| {
        format!(
            "%biased{t} = math.fma %sums#{t}, %scales, %bias_of_keys : {vector}
             {held}
             %keys{t} = arith.andi %holds{t}, %keys_inside : vector<{lanes}xi1>
             %inside{t} = arith.select %there{t}, %keys{t}, %nothing : vector<{lanes}xi1>
             %score{t} = arith.select %inside{t}, %biased{t}, %zeros : vector<{lanes}xi1>, {vector}
             scf.if %in_tile{t} {{
               vector.transfer_write %score{t}, %scores[%tile_b, %tile_h, %at, %place{t}, %x]{bounds}
                 : {vector}, memref<?x?x?x?x?x{to}, strided<[?, ?, ?, ?, {stride}], offset: ?>>
             }}",
            held = held(t, "%held", lanes),
        )
    })
}

fn sparse_softmax<'c>(op: Op<'c>, target: &Target) -> Result<'c, Template> {
    let tiles = Tiles::of(op, target, 0, 2)?;
    let to = tiles.tile.to;
    let mut text = Text::default();
    let power = exp2(&mut text, "%below", &to.to_string(), Some(tiles.tile.lanes));
    let template = tiles.set(op, Template::new("sparse_softmax", include_str!("sparse_softmax.mlir")))?;
    let [score, weight] = [0, 6].map(|operand| inner_stride(op, operand));
    let next_row = ["%at, %next_y".to_owned()];
    Ok(template
        .set("pieces", PIECES)
        .set(
            "ask_ahead",
            ask_for(&next_row, ["%scores", score, "read"], to) + &ask_for(&next_row, ["%weights", weight, "write"], to),
        )
        .set("copied", copied(tiles.block[1]))
        .set("minus_infinity", minus_infinity(to))
        .set("log2_e", float_literal(LOG2_E))
        .set("exp2", text.take())
        .set("power", power)
        .set("score_stride", score)
        .set("weight_stride", weight))
}

fn spmm<'c>(op: Op<'c>, target: &Target) -> Result<'c, Template> {
    let mut tiles = Tiles::of(op, target, 1, 2)?;
    let width = dims(op.operand_values()[1].r#type()).and_then(|sizes| sizes[3]);
    // A weight that is loaded serves as many vectors of its row as there are registers for.
    let bytes = u64::from(tiles.tile.to.float_width()) / 8;
    let registers = target.rows(tiles.tile.lanes, bytes);
    let vectors = width.map_or(WIDE, |width| {
        width.div_ceil(tiles.tile.lanes).clamp(1, WIDE).next_power_of_two()
    });
    tiles.tile.rows = largest_power_of_two((registers / vectors).clamp(1, tiles.tile.rows));
    tiles.tile.lanes *= vectors;
    let tile = &tiles.tile;
    let [weight, value, output] = [0, 1, 6].map(|operand| inner_stride(op, operand));
    let key_lanes = target.simd(bytes).min(tiles.block[1].next_power_of_two());
    let room = tiles.block[1].min(COPIED).next_multiple_of(key_lanes);
    let whole = width.is_some_and(|width| width.is_multiple_of(tile.lanes));
    let registers = (!whole).then_some(vectors);
    let template = tiles.set(op, Template::new("spmm", include_str!("spmm.mlir")))?;
    let uno = tile.each(|t| {
        format!(
            "%differs{t} = arith.cmpf uno, %sums#{t}, %sums#{t} : {vector}
             %nan{t} = vector.reduction <or>, %differs{t} : vector<{lanes}xi1> into i1",
            vector = tile.vector(),
            lanes = tile.lanes,
        )
    });
    Ok(template
        .set("value_stride", value)
        .set("output_stride", output)
        .set(
            "write_row",
            tile.write("%or_zeros", "row", ["%output", "%b, %h, %i", output], registers),
        )
        .set("rows_of_tile", tiles.rows("%first_row"))
        .set("types", tile.types())
        .set("inits", tile.list(|t| format!("%start{t} = %zeros")))
        .set("of_tile", tile.list(|t| format!("%of_tile#{t}")))
        .set("own_inits", tile.list(|t| format!("%own_start{t} = %start{t}")))
        .set("of_own", tile.list(|t| format!("%own#{t}")))
        .set("of_partial", tile.list(|t| format!("%partial#{t}")))
        .set("of_full", tile.list(|t| format!("%full_tile#{t}")))
        .set("weight_stride", weight)
        .set("ask_ahead", {
            let rows: Vec<String> = (0..tile.rows).map(|t| format!("%ahead, %place{t}")).collect();
            format!(
                "%two = arith.constant 2 : index
                 %ahead = arith.addi %at, %two : index
                 {}",
                ask_for(&rows, ["%weights", weight, "read"], tile.to)
            )
        })
        .set("key_lanes", key_lanes)
        .set("room", room)
        .set("bits_of_keys", bits_of_keys(op, "%first_row", key_lanes)?)
        .set(
            "own_weights",
            own_weights(tile, tiles.block[1], [key_lanes, room], weight),
        )
        .set("partial_sums", weighted_sums(tile, Some(room), [weight, value], whole))
        .set("full_sums", weighted_sums(tile, None, [weight, value], whole))
        .set("store_rows", store_rows(tile, output, registers))
        .set(
            "read_value",
            tile.read("value", "%values", "%b, %key_head, %j, %e", value, whole),
        )
        .set("any_nan", format!("{uno}\n{}", tile.any("nan"))))
}

/// Asks for rows of a tile of such a buffer, by its inner stride: rows that are read once, of tiles that lie far from those before, are
/// not seen coming by hardware.
fn ask_for(rows: &[String], [buffer, stride, access]: [&str; 3], number: Type<'_>) -> String {
    if stride != "1" {
        return String::new();
    }
    let of_line = of_line(number.float_width());
    let asks: String = rows
        .iter()
        .map(|row| {
            format!(
                "memref.prefetch {buffer}[%tile_b, %tile_h, {row}, %asked], {access}, locality<3>, data
                   : memref<?x?x?x?x?x{number}, strided<[?, ?, ?, ?, 1], offset: ?>>\n"
            )
        })
        .collect();
    format!(
        "%line_of_{access} = arith.constant {of_line} : index
         scf.for %asked = %c0 to %bk step %line_of_{access} {{
           {asks}
         }}"
    )
}

/// The sums of a row of tiles and what the keys of one tile add, with the weights where they are stored, or, of a partial tile,
/// in the buffer `%own_weights`, in which those of elements that are not in the set are 0: what that makes NaN of is told by
/// the sums, and done again.
fn weighted_sums(tile: &Tile<'_>, own: Option<u64>, [weight, value]: [&str; 2], whole: bool) -> String {
    let (rows, to, vector) = (tile.rows, tile.to, tile.vector());
    let (name, start, bounds) = match own {
        Some(_) => ("own", "own_start", "%first_own to %last_own"),
        None => ("full_tile", "start", "%c0 to %keys_here"),
    };
    let steps = tile.each(|t| {
        let load = if let Some(room) = own {
            format!("%own_weights[%offset{t}, %own_x] : memref<{rows}x{room}x{to}>")
        } else {
            format!(
                "%weights[%tile_b, %tile_h, %at, %place{t}, %x]
                   : memref<?x?x?x?x?x{to}, strided<[?, ?, ?, ?, {weight}], offset: ?>>"
            )
        };
        format!(
            "%weight_of{t} = memref.load {load}
             %weight{t} = vector.broadcast %weight_of{t} : {to} to {vector}
             %next{t} = math.fma %weight{t}, %wide_value, %sum{t} : {vector}"
        )
    });
    format!(
        "%{name}:{rows} = scf.for %x = {bounds} step %c1 iter_args({inits}) -> ({types}) {{
           %j = arith.addi %first_key, %x : index
           {own_x}
           {read}
           {steps}
           scf.yield {nexts} : {types}
         }}",
        types = tile.types(),
        inits = tile.list(|t| format!("%sum{t} = %{start}{t}")),
        own_x = if own.is_some() {
            "%own_x = arith.subi %x, %first_own : index"
        } else {
            ""
        },
        read = tile.read("value", "%values", "%b, %key_head, %j, %e", value, whole),
        nexts = tile.list(|t| format!("%next{t}")),
    )
}

/// The weights of a register tile's rows, for a vector of keys at `%x`, in `%own_weights`.
fn own_weights(tile: &Tile<'_>, keys: u64, [lanes, room]: [u64; 2], stride: &str) -> String {
    let bounds = if keys.is_multiple_of(room) {
        " {in_bounds = [true]}"
    } else {
        ""
    };
    let (rows, to) = (tile.rows, tile.to);
    let vector = format!("vector<{lanes}x{to}>");
    tile.each(|t| {
        format!(
            "%stored{t} = vector.transfer_read %weights[%tile_b, %tile_h, %at, %place{t}, %x], %zero{bounds}
               : memref<?x?x?x?x?x{to}, strided<[?, ?, ?, ?, {stride}], offset: ?>>, {vector}
             {held}
             %own{t} = arith.select %holds{t}, %stored{t}, %no_weights : vector<{lanes}xi1>, {vector}
             vector.store %own{t}, %own_weights[%offset{t}, %own_x] : memref<{rows}x{room}x{to}>, {vector}",
            held = held(t, "%held_by_keys", lanes),
        )
    })
}

/// The sums of rows that are queries, where they belong.
fn store_rows(tile: &Tile<'_>, stride: &str, registers: Option<u64>) -> String {
    tile.each(|t| {
        let row = format!("%b, %h, %query_or_more{t}");
        let write = tile.write(
            &format!("%sums#{t}"),
            &t.to_string(),
            ["%output", &row, stride],
            registers,
        );
        format!("scf.if %there{t} {{\n{write}\n}}")
    })
}
