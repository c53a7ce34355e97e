//! What follows the sums: scales, bias, activation, residual, rounding.

use std::f64::consts::{LOG2_E, PI};

use dynsparse_dialects::Activation;
use dynsparse_ir::template::float_literal;

use super::layer::{Buffer, Layer};
use crate::tile_dsk_attention::{exp2::exp2, text::Text};

/// Coefficients, ascending, of `(normal(z) - 1/2) / z` in `2 (z / WIDEST)^2 - 1`, of least absolute error of `normal(z)`
/// among those of their number: 5.7e-8, and at most 2.5e-7 in `f32` arithmetic, as the tests measure.
const NORMAL: [f64; 15] = [
    1.262_596_013e-1,
    -6.305_148_134e-2,
    4.698_014_323e-2,
    -3.833_771_665e-2,
    3.198_323_748e-2,
    -2.640_235_704e-2,
    2.085_203_067e-2,
    -1.529_364_261e-2,
    1.126_990_977e-2,
    -8.740_594_058e-3,
    4.869_144_292e-3,
    -1.198_630_285e-3,
    1.170_914_735e-3,
    -1.803_694_314e-3,
    7.288_573_438e-4,
];
/// The normal distribution is 0 or 1 from there on, to within 1.1e-8.
const WIDEST: f64 = 5.6;

impl Layer<'_> {
    /// The rows of a tile, from sums to results.
    pub fn finish_tile(&self, t: &mut Text) {
        t.each(["%c0", "%tile_rows", "%c1"], |t, i| {
            let row = t.value(format!("arith.addi %tile_first, {i} : index"));
            let in_chunk = t.value(format!("arith.subi {row}, %begin : index"));
            let coordinates = self.split_row(t, &row);
            // The row of x that it is made of, and whether that is there.
            let source = self.gathered.as_ref().map(|rows| {
                let stored = t.value(format!("memref.load %gathered[{row}] : {}", rows.r#type));
                let index = t.value(format!("arith.index_cast {stored} : i32 to index"));
                let inside = t.value(format!("arith.cmpi ult, {index}, %x_rows : index"));
                (index, inside)
            });
            let scale = self.row_scales.as_ref().map(|scales| {
                let scales = scales.r#type;
                let Some((index, inside)) = &source else {
                    return t.value(format!("memref.load %row_scales[{coordinates}] : {scales}"));
                };
                let (load, none) = (
                    format!("memref.load %row_scales[{index}] : {scales}"),
                    "arith.constant 0.0 : f32",
                );
                t.either(inside, "f32", |t| vec![t.value(load)], |t| vec![t.value(none)])[0].clone()
            });
            let live = source.map(|(_, inside)| inside);
            let row = Row {
                in_chunk,
                coordinates,
                scale,
                live,
            };
            let step = t.index(self.lanes);
            t.each(["%c0", "%whole_columns", &step], |t, column| {
                self.finish_vector(t, &row, column, None);
            });
            let rest = self.columns.map(|columns| columns % self.lanes);
            if rest != Some(0) {
                let size = rest.map_or_else(|| "%beyond_whole".to_owned(), |rest| t.index(rest));
                let mask = t.value(format!("vector.create_mask {size} : vector<{}xi1>", self.lanes));
                t.line("scf.if %is_last {");
                self.finish_vector(t, &row, "%whole_columns", Some(&mask));
                t.line("}");
            }
        });
    }

    fn finish_vector(&self, t: &mut Text, row: &Row, column: &str, mask: Option<&str>) {
        let floats = format!("vector<{}xf32>", self.lanes);
        let buffer = self.sums_buffer();
        let sum = t.value(format!(
            "vector.load %sums[{}, {column}] : {buffer}, {}",
            row.in_chunk,
            self.sums()
        ));
        let n = t.value(format!("arith.addi %first_column, {column} : index"));
        let of_expert = self.of_expert();
        let mut z = sum;
        if let Some(live) = &row.live {
            // Before the scales: a row of zeros times what is not finite is NaN.
            let (sums, zero) = (self.sums(), if self.sum() == "i32" { "0" } else { "0.0" });
            let zeros = t.value(format!("arith.constant dense<{zero}> : {sums}"));
            z = t.value(format!("arith.select {live}, {z}, {zeros} : {sums}"));
        }
        if let (Some(scales), Some(scale)) = (&self.column_scales, &row.scale) {
            let columns = self.part(t, scales, "%column_scales", &format!("{of_expert}{n}"), mask);
            let rows = t.value(format!("vector.broadcast {scale} : f32 to {floats}"));
            let scale = t.value(format!("arith.mulf {rows}, {columns} : {floats}"));
            let float = t.value(format!("arith.sitofp {z} : {} to {floats}", self.sums()));
            z = t.value(format!("arith.mulf {scale}, {float} : {floats}"));
        }
        if let Some(bias) = &self.bias {
            let bias = self.part(t, bias, "%bias", &format!("{of_expert}{n}"), mask);
            z = t.value(format!("arith.addf {z}, {bias} : {floats}"));
        }
        let mut y = self.activated(t, &z);
        let at = format!("{}, {n}", row.coordinates);
        if let Some(residual) = &self.residual {
            let residual = self.part(t, residual, "%residual", &at, mask);
            y = t.value(format!("arith.addf {y}, {residual} : {floats}"));
        }
        let y = self.rounded(t, &y);
        let result = &self.result;
        let vector = format!("vector<{}x{}>", self.lanes, result.element);
        match (mask, result.contiguous) {
            (None, true) => t.line(format!("vector.store {y}, %result[{at}] : {}, {vector}", result.r#type)),
            (None, false) => t.line(format!(
                "vector.transfer_write {y}, %result[{at}] {{in_bounds = [true]}} : {vector}, {}",
                result.r#type
            )),
            (Some(mask), true) => t.line(format!(
                "vector.maskedstore %result[{at}], {mask}, {y} : {}, vector<{}xi1>, {vector}",
                result.r#type, self.lanes
            )),
            (Some(_), false) => t.line(format!(
                "vector.transfer_write {y}, %result[{at}] : {vector}, {}",
                result.r#type
            )),
        }
    }

    /// A vector of a buffer, as `f32`; zeros where the mask says so.
    fn part(&self, t: &mut Text, buffer: &Buffer<'_>, name: &str, at: &str, mask: Option<&str>) -> String {
        let vector = format!("vector<{}x{}>", self.lanes, buffer.element);
        let value = match mask {
            None => buffer.load(t, name, at, self.lanes),
            Some(mask) if buffer.contiguous => {
                let zeros = t.value(format!("arith.constant dense<0.0> : {vector}"));
                t.value(format!(
                    "vector.maskedload {name}[{at}], {mask}, {zeros} : {}, vector<{}xi1>, {vector} into {vector}",
                    buffer.r#type, self.lanes
                ))
            }
            Some(_) => {
                let zero = t.value(format!("arith.constant 0.0 : {}", buffer.element));
                t.value(format!(
                    "vector.transfer_read {name}[{at}], {zero} : {}, {vector}",
                    buffer.r#type
                ))
            }
        };
        if buffer.element == "f32" {
            return value;
        }
        t.value(format!("arith.extf {value} : {vector} to vector<{}xf32>", self.lanes))
    }

    fn activated(&self, t: &mut Text, z: &str) -> String {
        activated(t, self.activation, self.lanes, z)
    }

    /// In the type of the result.
    fn rounded(&self, t: &mut Text, y: &str) -> String {
        let floats = format!("vector<{}xf32>", self.lanes);
        let of_result = format!("vector<{}x{}>", self.lanes, self.result.element);
        if !self.quantizes {
            return if self.result.element == "f32" {
                y.to_owned()
            } else {
                t.value(format!("arith.truncf {y} : {floats} to {of_result}"))
            };
        }
        let scale = t.value(format!("vector.broadcast %scale : f32 to {floats}"));
        let quotient = t.value(format!("arith.divf {y}, {scale} : {floats}"));
        to_bytes(t, self.lanes, &quotient)
    }
}

/// A row of the result.
struct Row {
    in_chunk: String,
    coordinates: String,
    scale: Option<String>,
    /// Whether the row that it is made of exists, where it may not.
    live: Option<String>,
}

/// Numbers to the nearest bytes, ties to even, of 127 at most in magnitude; NaN to 0.
pub fn to_bytes(t: &mut Text, lanes: u64, numbers: &str) -> String {
    let (floats, mask) = (format!("vector<{lanes}xf32>"), format!("vector<{lanes}xi1>"));
    let [zero, most, least] =
        ["0.0", "127.0", "-127.0"].map(|c| t.value(format!("arith.constant dense<{c}> : {floats}")));
    let nan = t.value(format!("arith.cmpf uno, {numbers}, {numbers} : {floats}"));
    let number = t.value(format!("arith.select {nan}, {zero}, {numbers} : {mask}, {floats}"));
    let above = t.value(format!("arith.cmpf ogt, {number}, {most} : {floats}"));
    let number = t.value(format!("arith.select {above}, {most}, {number} : {mask}, {floats}"));
    let below = t.value(format!("arith.cmpf olt, {number}, {least} : {floats}"));
    let number = t.value(format!("arith.select {below}, {least}, {number} : {mask}, {floats}"));
    let whole = t.value(format!("math.roundeven {number} : {floats}"));
    let ints = t.value(format!("arith.fptosi {whole} : {floats} to vector<{lanes}xi32>"));
    t.value(format!(
        "arith.trunci {ints} : vector<{lanes}xi32> to vector<{lanes}xi8>"
    ))
}

/// What becomes of a vector of `f32`.
fn activated(t: &mut Text, activation: Activation, lanes: u64, z: &str) -> String {
    let (floats, mask) = (format!("vector<{lanes}xf32>"), format!("vector<{lanes}xi1>"));
    match activation {
        Activation::None => z.to_owned(),
        Activation::Relu => {
            let zeros = t.value(format!("arith.constant dense<0.0> : {floats}"));
            // Not below 0, so that NaN stays.
            let below = t.value(format!("arith.cmpf olt, {z}, {zeros} : {floats}"));
            t.value(format!("arith.select {below}, {zeros}, {z} : {mask}, {floats}"))
        }
        Activation::Gelu => {
            let mut constant =
                |value: f64| t.value(format!("arith.constant dense<{}> : {floats}", float_literal(value)));
            let (widest, lowest) = (constant(WIDEST), constant(-WIDEST));
            let (per_square, less, half) = (constant(2.0 / (WIDEST * WIDEST)), constant(-1.0), constant(0.5));
            let coefficients = NORMAL.map(constant);
            let above = t.value(format!("arith.cmpf ogt, {z}, {widest} : {floats}"));
            let x = t.value(format!("arith.select {above}, {widest}, {z} : {mask}, {floats}"));
            let below = t.value(format!("arith.cmpf olt, {x}, {lowest} : {floats}"));
            let x = t.value(format!("arith.select {below}, {lowest}, {x} : {mask}, {floats}"));
            let square = t.value(format!("arith.mulf {x}, {x} : {floats}"));
            let u = t.value(format!("vector.fma {square}, {per_square}, {less} : {floats}"));
            let [lower @ .., highest] = &coefficients;
            let quotient = lower.iter().rev().fold(highest.clone(), |sum, coefficient| {
                t.value(format!("vector.fma {sum}, {u}, {coefficient} : {floats}"))
            });
            let normal = t.value(format!("vector.fma {quotient}, {x}, {half} : {floats}"));
            // Far below it is 0, and so is the product with any number.
            let zeros = t.value(format!("arith.constant dense<0.0> : {floats}"));
            let normal = t.value(format!("arith.select {below}, {zeros}, {normal} : {mask}, {floats}"));
            t.value(format!("arith.mulf {z}, {normal} : {floats}"))
        }
        Activation::GeluTanh => {
            // (1 + tanh(a)) / 2 = 1 / (1 + exp(-2 a)).
            let linear = -2.0 * (2.0 / PI).sqrt() * LOG2_E;
            let constants = [linear, linear * 0.044_715];
            let [linear, cubic] =
                constants.map(|c| t.value(format!("arith.constant dense<{}> : {floats}", float_literal(c))));
            let square = t.value(format!("arith.mulf {z}, {z} : {floats}"));
            let factor = t.value(format!("vector.fma {square}, {cubic}, {linear} : {floats}"));
            let exponent = t.value(format!("arith.mulf {z}, {factor} : {floats}"));
            gated(t, lanes, z, &exponent)
        }
        Activation::Silu => {
            let per = t.value(format!("arith.constant dense<{}> : {floats}", float_literal(-LOG2_E)));
            let exponent = t.value(format!("arith.mulf {z}, {per} : {floats}"));
            gated(t, lanes, z, &exponent)
        }
    }
}

/// `z / (1 + 2^exponent)`.
fn gated(t: &mut Text, lanes: u64, z: &str, exponent: &str) -> String {
    let (floats, mask) = (format!("vector<{lanes}xf32>"), format!("vector<{lanes}xi1>"));
    let [one, most, infinity] =
        ["1.0", "127.0", "0x7F800000"].map(|c| t.value(format!("arith.constant dense<{c}> : {floats}")));
    let above = t.value(format!("arith.cmpf ogt, {exponent}, {most} : {floats}"));
    let power = exp2(t, exponent, "f32", Some(lanes));
    let power = t.value(format!("arith.select {above}, {infinity}, {power} : {mask}, {floats}"));
    let divisor = t.value(format!("arith.addf {power}, {one} : {floats}"));
    t.value(format!("arith.divf {z}, {divisor} : {floats}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tile_dsk_attention::text::tests::computed;

    /// The IR of an activation as compiled code, for numbers in multiples of 16.
    fn values(activation: Activation, numbers: &[f32]) -> Vec<f32> {
        computed(|t, z| activated(t, activation, 16, z), numbers)
    }

    fn grid() -> Vec<f32> {
        (-160_000..160_000).map(|i| i as f32 / 8192.0).collect()
    }

    /// The greatest difference from what is exact, relative to `1 + abs(z)`.
    fn error(activation: Activation, exact: impl Fn(f64) -> f64) -> f64 {
        let grid = grid();
        let found = values(activation, &grid);
        let errors = grid.iter().zip(found).map(|(z, found)| {
            let z = f64::from(*z);
            (f64::from(found) - exact(z)).abs() / (1.0 + z.abs())
        });
        errors.fold(0.0, f64::max)
    }

    /// The error function by its series, or by its continued fraction where that is slow.
    fn erf(x: f64) -> f64 {
        if x.abs() > 3.0 {
            let mut fraction = 0.0;
            for k in (1..60).rev() {
                fraction = f64::from(k) / 2.0 / (x.abs() + fraction);
            }
            let tail = (-x * x).exp() / (PI.sqrt() * (x.abs() + fraction));
            return x.signum() * (1.0 - tail);
        }
        let (mut term, mut sum) = (x, x);
        for k in 1..100 {
            let k = f64::from(k);
            term *= -x * x / k;
            sum += term / (2.0 * k + 1.0);
        }
        2.0 / PI.sqrt() * sum
    }

    #[test]
    fn errors_are_those_that_the_specification_allows() {
        let normal = |z: f64| z / 2.0 * (1.0 + erf(z / 2.0_f64.sqrt()));
        let by_tanh = |z: f64| z / 2.0 * (1.0 + ((2.0 / PI).sqrt() * (z + 0.044_715 * z.powi(3))).tanh());
        let silu = |z: f64| z / (1.0 + (-z).exp());
        for (activation, error) in [
            (Activation::Gelu, error(Activation::Gelu, normal)),
            (Activation::GeluTanh, error(Activation::GeluTanh, by_tanh)),
            (Activation::Silu, error(Activation::Silu, silu)),
        ] {
            assert!((1e-9..=2.5e-7).contains(&error), "{activation:?}: {error:e}");
        }
    }

    #[test]
    #[expect(clippy::float_cmp, reason = "these results are exact")]
    fn special_numbers() {
        let mut numbers = vec![f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 0.0, -0.0, 1e30, -1e30, 3e38];
        numbers.resize(16, 1.0);
        let relu = values(Activation::Relu, &numbers);
        assert!(relu[0].is_nan());
        assert_eq!(relu[1..8], [f32::INFINITY, 0.0, 0.0, 0.0, 1e30, 0.0, 3e38]);
        let gelu = values(Activation::Gelu, &numbers);
        assert!(gelu[0].is_nan());
        assert_eq!(gelu[3], 0.0);
        assert!(gelu[2].is_nan() && gelu[5] > 9e29);
        for activation in [Activation::GeluTanh, Activation::Silu] {
            let gated = values(activation, &numbers);
            assert!(gated[0].is_nan() && gated[2].is_nan());
            assert_eq!(
                (gated[1], gated[3], gated[5], gated[6]),
                (f32::INFINITY, 0.0, 1e30, 0.0)
            );
        }
        assert_eq!(gelu[6], 0.0);
    }
}
