//! The exponential in base 2.

use dynsparse_ir::template::float_literal;

use super::{kernel::Kernel, text::Text};

/// Coefficients of 2^f on [-1/2, 1/2], ascending, of least relative error among those that give 1 for 0: 9.2e-8. In `f32`
/// arithmetic the error is at most 2.1 units in the last place, as the tests measure.
pub const COEFFICIENTS: [f64; 6] = [
    1.0,
    6.931_469_776e-1,
    2.402_224_208e-1,
    5.550_733_743e-2,
    9.671_512_721e-3,
    1.326_472_744e-3,
];

/// The same of degree 3, for weights that are rounded to bf16 or 8 bits: 1.1e-4.
pub const SHORT_COEFFICIENTS: [f64; 4] = [1.0, 6.932_829_305e-1, 2.422_110_097e-1, 5.500_895_124e-2];

impl Kernel<'_> {
    /// [`exp2`] of a vector of lanes.
    pub fn exp2(&self, t: &mut Text, exponent: &str) -> String {
        exp2(t, exponent, &self.to.to_string(), Some(self.lanes))
    }

    /// [`exp2_of`] vectors of lanes.
    pub fn exp2_of(&self, t: &mut Text, exponents: &[String]) -> Vec<String> {
        exp2_of(t, exponents, &self.to.to_string(), Some(self.lanes))
    }

    /// Two numbers whose product is `times * 2 ^ exponent`, nearly enough for what is rounded to bf16 or 8 bits; in `f32`.
    pub fn short_exp2(&self, t: &mut Text, exponent: &str, times: f64) -> [String; 2] {
        let coefficients = SHORT_COEFFICIENTS.map(|c| c * times);
        parts(t, &[exponent.to_owned()], "f32", Some(self.lanes), &coefficients).map(|part| part.concat())
    }
}

/// `2 ^ exponent` for exponents of less than 128; 0 below -126.5, so for -inf; NaN for NaN. `exponent` is a number of the
/// type `of`, `f32` or `f64`, or a vector of `lanes` of them.
pub fn exp2(t: &mut Text, exponent: &str, of: &str, lanes: Option<u64>) -> String {
    exp2_of(t, &[exponent.to_owned()], of, lanes).concat()
}

/// The same for several, step by step for all of them: what one waits for, the others fill.
pub fn exp2_of(t: &mut Text, exponents: &[String], of: &str, lanes: Option<u64>) -> Vec<String> {
    let numbers = shaped(of, lanes);
    if of == "f64" {
        return map(exponents, |x| t.value(format!("math.exp2 {x} : {numbers}")));
    }
    let [polynomials, powers] = parts(t, exponents, of, lanes, &COEFFICIENTS);
    both(&polynomials, &powers, |polynomial, power| {
        t.value(format!("arith.mulf {polynomial}, {power} : {numbers}"))
    })
}

/// The type of a number, or of a vector of `lanes`.
fn shaped(element: &str, lanes: Option<u64>) -> String {
    lanes.map_or_else(|| element.to_owned(), |lanes| format!("vector<{lanes}x{element}>"))
}

/// The polynomials of the exponents' fractions, and the powers of their integers.
fn parts(t: &mut Text, exponents: &[String], of: &str, lanes: Option<u64>, coefficients: &[f64]) -> [Vec<String>; 2] {
    let [numbers, ints, bits] = [of, "i32", "i1"].map(|element| shaped(element, lanes));
    // 2^x = 2^n * 2^f with n the nearest integer and f in [-1/2, 1/2]. Adding 1.5 * 2^23 + 127 leaves n + 127, the biased
    // exponent of 2^n, in the low bits of the sum. It is 0 for -127, and so is the float of that exponent: there are
    // no subnormals here.
    let all = |value: &str| lanes.map_or_else(|| value.to_owned(), |_| format!("dense<{value}>"));
    let mut constant = |value: &str| t.value(format!("arith.constant {} : {numbers}", all(value)));
    let least = constant("-127.0");
    let magic = constant("12583039.0");
    let mut coefficients: Vec<String> = coefficients.iter().map(|c| constant(&float_literal(*c))).collect();
    let highest = coefficients.pop().unwrap_or_default();
    let place = t.value(format!("arith.constant {} : {ints}", all("23")));
    let choice = lanes.map_or_else(|| numbers.clone(), |_| format!("{bits}, {numbers}"));
    let low = map(exponents, |x| {
        t.value(format!("arith.cmpf olt, {x}, {least} : {numbers}"))
    });
    let xs = both(exponents, &low, |x, low| {
        t.value(format!("arith.select {low}, {least}, {x} : {choice}"))
    });
    let sums = map(&xs, |x| t.value(format!("arith.addf {x}, {magic} : {numbers}")));
    let ns = map(&sums, |sum| t.value(format!("arith.subf {sum}, {magic} : {numbers}")));
    let fs = both(&xs, &ns, |x, n| t.value(format!("arith.subf {x}, {n} : {numbers}")));
    let bits = map(&sums, |sum| {
        t.value(format!("arith.bitcast {sum} : {numbers} to {ints}"))
    });
    let shifted = map(&bits, |bits| t.value(format!("arith.shli {bits}, {place} : {ints}")));
    let powers = map(&shifted, |bits| {
        t.value(format!("arith.bitcast {bits} : {ints} to {numbers}"))
    });
    let fma = lanes.map_or("math.fma", |_| "vector.fma");
    let polynomials = coefficients
        .iter()
        .rev()
        .fold(vec![highest; fs.len()], |sums, coefficient| {
            both(&sums, &fs, |sum, f| {
                t.value(format!("{fma} {sum}, {f}, {coefficient} : {numbers}"))
            })
        });
    [polynomials, powers]
}

fn map(values: &[String], mut op: impl FnMut(&str) -> String) -> Vec<String> {
    values.iter().map(|value| op(value)).collect()
}

fn both(a: &[String], b: &[String], mut op: impl FnMut(&str, &str) -> String) -> Vec<String> {
    a.iter().zip(b).map(|(a, b)| op(a, b)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tile_dsk_attention::text::tests::computed;

    /// The IR as compiled code, for numbers in multiples of 16.
    fn powers(exponents: &[f32]) -> Vec<f32> {
        computed(|t, x| exp2(t, x, "f32", Some(16)), exponents)
    }

    #[test]
    fn error_in_units_in_the_last_place() {
        // Every 251st number from -126 to 8, that is all exponents of numbers and all kinds of fractions.
        let negative = (0_u32..126_f32.to_bits())
            .step_by(251)
            .map(|bits| -f32::from_bits(bits));
        let positive = (0_u32..8_f32.to_bits()).step_by(251).map(f32::from_bits);
        let mut exponents: Vec<f32> = negative.chain(positive).collect();
        exponents.truncate(exponents.len() / 16 * 16);
        let mut greatest = 0.0_f64;
        for (x, power) in exponents.iter().zip(powers(&exponents)) {
            let exact = f64::from(*x).exp2();
            let below = exact as f32;
            let unit = f64::from(below.next_up()) - f64::from(below);
            greatest = greatest.max((f64::from(power) - exact).abs() / unit);
        }
        // What the description of the pass says, and no more.
        assert!((1.5..=2.1).contains(&greatest), "{greatest}");
    }

    #[test]
    fn special_numbers() {
        let mut exponents = vec![0.0, f32::NEG_INFINITY, f32::NAN, -127.0, -1e30, -126.0, 1.0, 127.0];
        exponents.resize(16, 0.0);
        let powers = powers(&exponents);
        assert_eq!((powers[0], powers[1]), (1.0, 0.0));
        assert!(powers[2].is_nan());
        assert_eq!(powers[3..8], [0.0, 0.0, f32::MIN_POSITIVE, 2.0, 2.0_f32.powi(127)]);
    }
}
