//! Products over time as loops: register tiles of which each sum stays in one order, whatever is beside it.

use dynsparse_ir::{Op, Result, template::Template};

use super::{
    Lower,
    register_tile::{ANY, Tile},
    scale,
    selection::inner_stride,
};
use crate::{
    precision::{extend, extend_names},
    target::Target,
};

/// The kernels of this topic, and the loops of each.
pub(super) const LOWERINGS: &[(&str, Lower)] = &[
    ("dsk.update_scores", update_scores),
    ("dsk.update_product_rows", update_product_rows),
    ("dsk.update_product", update_product),
];

impl Tile<'_> {
    /// `%queryT`, the rows that are listed from entry `%i` on, and whether each is there, `%thereT`.
    fn listed_rows(&self) -> String {
        let rows = self.each(|t| {
            format!(
                "%offset{t} = arith.constant {t} : index
                 %beside{t} = arith.addi %i, %offset{t} : index
                 %entry{t} = arith.minui %beside{t}, %last_row : index
                 %stored{t} = memref.load %rows[%b, %entry{t}] : memref<?x?xi32, strided<[?, ?], offset: ?>>
                 %token{t} = arith.index_cast %stored{t} : i32 to index
                 %there{t} = arith.cmpi ult, %token{t}, %n : index
                 %query{t} = arith.select %there{t}, %token{t}, %c0 : index"
            )
        });
        format!("{rows}\n{}", self.any("there"))
    }

    /// `%queryT`, the rows from `%i` on, the last one again where there are no more.
    fn neighbours(&self) -> String {
        self.each(|t| {
            format!(
                "%offset{t} = arith.constant {t} : index
                 %beside{t} = arith.addi %i, %offset{t} : index
                 %query{t} = arith.minui %beside{t}, %last_query : index"
            )
        })
    }

    /// Puts the sums of row `row` where they belong in the product.
    fn write_sums(&self, row: u64, stride: &str, whole: bool) -> String {
        let place = format!("%b, %h, %query{row}");
        self.write(
            &format!("%sums#{row}"),
            &row.to_string(),
            ["%product", &place, stride],
            (!whole).then_some(1),
        )
    }

    /// `%sumsT = sum over all keys of weights[queryT, j] * values[j, e]`.
    fn dense_sums(&self, result: &str, stride: &str, whole: bool) -> String {
        let steps = self.each(|t| {
            format!(
                "{}
                 %next{t} = math.fma %weight{t}, %wide_value, %sum{t} : {}",
                self.broadcast(&format!("weight{t}"), "%weights", &format!("%b, %h, %query{t}, %j")),
                self.vector()
            )
        });
        format!(
            "%{result}:{rows} = scf.for %j = %c0 to %m step %c1 iter_args({inits}) -> ({types}) {{
               {read}
               {steps}
               scf.yield {nexts} : {types}
             }}",
            rows = self.rows,
            inits = self.list(|t| format!("%sum{t} = %zeros")),
            types = self.types(),
            read = self.read("value", "%values", "%b, %h, %j, %e", stride, whole),
            nexts = self.list(|t| format!("%next{t}")),
        )
    }

    /// As [`Tile::dense_sums`], from the product on, by what the listed keys changed.
    fn changed_sums(&self, strides: [&str; 3], whole: bool) -> String {
        let [value, product, last] = strides;
        let starts = self.each(|t| {
            self.read(
                &format!("start{t}"),
                "%product",
                &format!("%b, %h, %query{t}, %e"),
                product,
                whole,
            )
        });
        let vector = self.vector();
        let steps = self.each(|t| {
            let at = format!("%b, %h, %query{t}, %j");
            format!(
                "{now}
                 {before}
                 %more{t} = arith.subf %now{t}, %before{t} : {vector}
                 %partly{t} = math.fma %now{t}, %change, %sum{t} : {vector}
                 %next{t} = math.fma %more{t}, %wide_last, %partly{t} : {vector}",
                now = self.broadcast(&format!("now{t}"), "%weights", &at),
                before = self.broadcast(&format!("before{t}"), "%last_weights", &at),
            )
        });
        format!(
            "{starts}
             %changed:{rows} = scf.for %entry = %c0 to %count step %c1 iter_args({inits}) -> ({types}) {{
               %stored = memref.load %indices[%b, %entry] : memref<?x?xi32, strided<[?, ?], offset: ?>>
               %j = arith.index_cast %stored : i32 to index
               {now}
               {before}
               %change = arith.subf %wide_value, %wide_last : {vector}
               {steps}
               scf.yield {nexts} : {types}
             }}",
            rows = self.rows,
            inits = self.list(|t| format!("%sum{t} = %wide_start{t}")),
            types = self.types(),
            now = self.read("value", "%values", "%b, %h, %j, %e", value, whole),
            before = self.read("last", "%last_values", "%b, %h, %j, %e", last, whole),
            nexts = self.list(|t| format!("%next{t}")),
        )
    }
}

fn update_scores<'c>(op: Op<'c>, target: &Target) -> Result<'c, Template> {
    let tile = Tile::of(op, target)?;
    let (lanes, vector) = (tile.lanes, tile.vector());
    let stride = inner_stride(op, 5);
    let scaled = tile.each(|t| format!("%scaled{t} = arith.mulf %sums#{t}, %scales : {vector}"));
    let scores = format!("memref<?x?x?x?x{}, strided<[?, ?, ?, {stride}], offset: ?>>", tile.to);
    let left_rows = format!(
        "{}\n{}\n{}",
        tile.neighbours(),
        tile.each(|t| {
            format!(
                "%position{t} = memref.load %positions[%b, %query{t}] : memref<?x?xi32, strided<[?, ?], offset: ?>>
                 %left{t} = arith.cmpi slt, %position{t}, %none : i32"
            )
        }),
        tile.any("left")
    );
    let template = tile
        .set(Template::new("update_scores", include_str!("update_scores.mlir")))
        .set("scale", scale(op)?)
        .set("score_stride", stride)
        .set("listed_rows", tile.listed_rows())
        .set("left_rows", left_rows)
        .set("sums", format!("{}\n{scaled}", tile.panel_sums("%piece")))
        .set("sums_of_columns", format!("{}\n{scaled}", tile.panel_sums("%panel")))
        .set(
            "store_rows",
            tile.each(|t| {
                format!(
                    "scf.if %there{t} {{
                       vector.transfer_write %scaled{t}, %scores[%b, %h, %query{t}, %first_key] : {vector}, {scores}
                     }}"
                )
            }),
        )
        .set(
            "keep_rows",
            tile.each(|t| {
                format!(
                    "vector.store %scaled{t}, %computed[%offset{t}, %c0] : memref<{}x{lanes}x{}>, {vector}",
                    tile.rows, tile.to
                )
            }),
        )
        .set(
            "copy_rows",
            tile.each(|t| {
                format!(
                    "%score{t} = memref.load %computed[%offset{t}, %l] : memref<{}x{lanes}x{}>
                     memref.store %score{t}, %scores[%b, %h, %query{t}, %token] : {scores}",
                    tile.rows, tile.to
                )
            }),
        );
    Ok(extend(template, extend_names!("value"), tile.from, tile.to))
}

fn update_product_rows<'c>(op: Op<'c>, target: &Target) -> Result<'c, Template> {
    let tile = Tile::of(op, target)?;
    let (value, product) = (inner_stride(op, 1), inner_stride(op, 3));
    let vectors = |whole| {
        let sums = tile.dense_sums("sums", value, whole);
        let stores = tile.each(|t| format!("scf.if %there{t} {{\n{}\n}}", tile.write_sums(t, product, whole)));
        format!("{sums}\n{stores}")
    };
    Ok(tile
        .set(Template::new(
            "update_product_rows",
            include_str!("update_product_rows.mlir"),
        ))
        .set("value_stride", value)
        .set("product_stride", product)
        .set("listed_rows", tile.listed_rows())
        .set("whole_vectors", vectors(true))
        .set("last_vector", vectors(false)))
}

fn update_product<'c>(op: Op<'c>, target: &Target) -> Result<'c, Template> {
    let tile = Tile::of(op, target)?;
    let strides = [1, 3, 5].map(|operand| inner_stride(op, operand));
    let [value, product, last] = strides;
    let vectors = |whole| {
        format!(
            "%sums:{rows} = scf.if %all -> ({types}) {{
               {dense}
               scf.yield {of_all} : {types}
             }} else {{
               {changed}
               scf.yield {of_some} : {types}
             }}
             {stores}",
            rows = tile.rows,
            types = tile.types(),
            dense = tile.dense_sums("dense", value, whole),
            of_all = tile.list(|t| format!("%dense#{t}")),
            changed = tile.changed_sums(strides, whole),
            of_some = tile.list(|t| format!("%changed#{t}")),
            stores = tile.each(|t| tile.write_sums(t, product, whole)),
        )
    };
    let remember = tile.each(|t| {
        format!(
            "%kept{t} = memref.load %weights[%b, %h, %query{t}, %j] : memref<?x?x?x?x{from}, {ANY}>
             memref.store %kept{t}, %last_weights[%b, %h, %query{t}, %j] : memref<?x?x?x?x{from}, {ANY}>",
            from = tile.from
        )
    });
    Ok(tile
        .set(Template::new("update_product", include_str!("update_product.mlir")))
        .set("value_stride", value)
        .set("product_stride", product)
        .set("last_stride", last)
        .set("neighbours", tile.neighbours())
        .set("remember_weights", remember)
        .set("whole_vectors", vectors(true))
        .set("last_vector", vectors(false)))
}
