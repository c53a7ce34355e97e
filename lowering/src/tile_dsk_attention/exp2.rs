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

/// The same of degree 3, for weights that are rounded to bf16, by up to 2e-3: 1.1e-4.
pub const SHORT_COEFFICIENTS: [f64; 4] = [1.0, 6.932_829_305e-1, 2.422_110_097e-1, 5.500_895_124e-2];

/// The same of degree 2, for weights that are rounded to 255ths of the greatest, by up to half of one, 2e-3: 1.8e-3 of the weight.
/// 1.0005 for 0, which keeps 255 times that a byte.
pub const SHORTEST_COEFFICIENTS: [f64; 3] = [1.000_443_145e0, 7.034_480_663e-1, 2.384_289_659e-1];

/// Coefficients of 2^f on [0, 1], ascending, for the same uses. Six that give 1 for 0, of least absolute error, 1.2e-7: in `f32`
/// arithmetic at most 2.4 units in the last place. Four that give 1 for 0: 8.6e-5. Three of 1.8e-3, and 1.0017 for 0, which
/// keeps 255 times that a byte.
const OF_FLOORS: [&[f64]; 3] = [
    &[
        1.0,
        6.931_524_715e-1,
        2.401_528_076e-1,
        5.583_592_687e-2,
        8.973_378_656e-3,
        1.885_297_416e-3,
    ],
    &[1.0, 6.951_167_864e-1, 2.276_449_912e-1, 7.706_704_199e-2],
    &[1.001_724_763, 6.576_362_757e-1, 3.371_894_346e-1],
];

/// The integer that a number is taken apart by; the polynomial is of what is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Integer {
    /// The nearest: at most a half is left, of either sign.
    Nearest,
    /// The floor: less than one is left, or one by rounding.
    Floor,
}

/// The polynomial of that many terms, times a number.
pub fn polynomial(terms: usize, times: f64, integer: Integer) -> Option<Vec<f64>> {
    let of_nearest: [&[f64]; 3] = [&COEFFICIENTS, &SHORT_COEFFICIENTS, &SHORTEST_COEFFICIENTS];
    let known = match integer {
        Integer::Nearest => of_nearest,
        Integer::Floor => OF_FLOORS,
    };
    let coefficients = known.into_iter().find(|coefficients| coefficients.len() == terms)?;
    Some(coefficients.iter().map(|c| c * times).collect())
}

impl Kernel<'_> {
    /// [`exp2`] of a vector of lanes.
    pub fn exp2(&self, t: &mut Text, exponent: &str) -> String {
        exp2(t, exponent, &self.to.to_string(), Some(self.lanes))
    }
}

/// `2 ^ exponent` for exponents of less than 128; 0 below -126.5, so for -inf; NaN for NaN. `exponent` is a number of the
/// type `of`, `f32` or `f64`, or a vector of `lanes` of them.
pub fn exp2(t: &mut Text, exponent: &str, of: &str, lanes: Option<u64>) -> String {
    if of == "f64" {
        return t.value(format!("math.exp2 {exponent} : {}", shaped(of, lanes)));
    }
    exp2_by(t, exponent, of, lanes, &COEFFICIENTS)
}

/// The type of a number, or of a vector of `lanes`.
fn shaped(element: &str, lanes: Option<u64>) -> String {
    lanes.map_or_else(|| element.to_owned(), |lanes| format!("vector<{lanes}x{element}>"))
}

/// The same in `f32`, with the polynomial of those coefficients for the fraction of the exponent, ascending.
pub fn exp2_by(t: &mut Text, exponent: &str, of: &str, lanes: Option<u64>, coefficients: &[f64]) -> String {
    let [numbers, ints, bits] = [of, "i32", "i1"].map(|element| shaped(element, lanes));
    // 2^x = 2^n * 2^f with n the nearest integer and f in [-1/2, 1/2]. Adding 1.5 * 2^23 + 127 leaves n + 127, the biased
    // exponent of 2^n, in the low bits of the sum. It is 0 for -127, and so is the float of that exponent: there are
    // no subnormals here.
    let all = |value: &str| lanes.map_or_else(|| value.to_owned(), |_| format!("dense<{value}>"));
    let mut constant = |value: &str| t.value(format!("arith.constant {} : {numbers}", all(value)));
    let magic = constant("12583039.0");
    let least = constant("-127.0");
    let mut coefficients: Vec<String> = coefficients.iter().map(|c| constant(&float_literal(*c))).collect();
    let highest = coefficients.pop().unwrap_or_default();
    let place = t.value(format!("arith.constant {} : {ints}", all("23")));
    let low = t.value(format!("arith.cmpf olt, {exponent}, {least} : {numbers}"));
    let choice = lanes.map_or_else(|| numbers.clone(), |_| format!("{bits}, {numbers}"));
    let x = t.value(format!("arith.select {low}, {least}, {exponent} : {choice}"));
    let sum = t.value(format!("arith.addf {x}, {magic} : {numbers}"));
    let n = t.value(format!("arith.subf {sum}, {magic} : {numbers}"));
    let f = t.value(format!("arith.subf {x}, {n} : {numbers}"));
    let of_sum = t.value(format!("arith.bitcast {sum} : {numbers} to {ints}"));
    let shifted = t.value(format!("arith.shli {of_sum}, {place} : {ints}"));
    let power = t.value(format!("arith.bitcast {shifted} : {ints} to {numbers}"));
    let fma = lanes.map_or("math.fma", |_| "vector.fma");
    let polynomial = coefficients.iter().rev().fold(highest, |sum, coefficient| {
        t.value(format!("{fma} {sum}, {f}, {coefficient} : {numbers}"))
    });
    t.value(format!("arith.mulf {polynomial}, {power} : {numbers}"))
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

    /// The greatest error of `powers` relative to 2^x, over every 1001st number from -126 to 0, and on to `beyond`.
    fn relative_error(beyond: f32, powers: impl FnOnce(&[f32]) -> Vec<f32>) -> f64 {
        let negative = (0_u32..126_f32.to_bits())
            .step_by(1001)
            .map(|bits| -f32::from_bits(bits));
        let positive = (0_u32..beyond.to_bits()).step_by(1001).map(f32::from_bits);
        let mut exponents: Vec<f32> = negative.chain(positive).collect();
        exponents.truncate(exponents.len() / 16 * 16);
        let all = powers(&exponents);
        exponents.iter().zip(all).fold(0.0_f64, |greatest, (x, power)| {
            greatest.max((f64::from(power) / f64::from(*x).exp2() - 1.0).abs())
        })
    }

    #[test]
    fn polynomials_above_the_floor() {
        // Of six terms the error that counts is the absolute one: a result of 1 to 2 has the same unit everywhere.
        for (terms, is_relative, at_0, bound) in [
            (6, false, 1.0, 1.2e-7),
            (4, true, 1.0, 8.6e-5),
            (3, true, 1.001_724_763, 1.8e-3),
        ] {
            let coefficients = polynomial(terms, 1.0, Integer::Floor).expect("there is one of so many terms");
            assert!((coefficients[0] - at_0).abs() < 1e-12, "{terms}");
            let errors = (0..=10_000).map(|i| {
                let f = f64::from(i) / 1e4;
                let power = coefficients.iter().rev().fold(0.0, |sum, c| sum * f + c);
                (power - f.exp2()).abs() / if is_relative { f.exp2() } else { 1.0 }
            });
            let greatest = errors.fold(0.0, f64::max);
            assert!((0.9 * bound..=bound).contains(&greatest), "{terms}: {greatest}");
        }
        // In `f32`, as the processor does it; a unit is 2^-23.
        let greatest = (0..1_u32 << 20).fold(0.0_f64, |greatest, i| {
            let f = (8 * i + 3) as f32 / (1 << 23) as f32;
            let power = OF_FLOORS[0]
                .iter()
                .rev()
                .fold(0.0, |sum: f32, c| sum.mul_add(f, *c as f32));
            greatest.max((f64::from(power) - f64::from(f).exp2()).abs() * f64::from(1 << 23))
        });
        assert!((1.9..=2.4).contains(&greatest), "{greatest} units in the last place");
    }

    fn short_powers(exponents: &[f32]) -> Vec<f32> {
        computed(|t, x| exp2_by(t, x, "f32", Some(16), &SHORT_COEFFICIENTS), exponents)
    }

    /// 255 times the powers.
    fn shortest_powers(exponents: &[f32]) -> Vec<f32> {
        let coefficients = polynomial(3, 255.0, Integer::Nearest).expect("there is one of three terms");
        computed(|t, x| exp2_by(t, x, "f32", Some(16), &coefficients), exponents)
    }

    #[test]
    fn error_of_what_is_rounded_to_bf16() {
        let error = relative_error(8.0, short_powers);
        assert!((0.9e-4..=1.1e-4).contains(&error), "{error}");
        let mut exponents = vec![0.0, f32::NEG_INFINITY, f32::NAN, -1e30, 3.0];
        exponents.resize(16, 0.0);
        let powers = short_powers(&exponents);
        assert!(powers[2].is_nan());
        assert_eq!((powers[0], powers[1], powers[3], powers[4]), (1.0, 0.0, 0.0, 8.0));
    }

    #[test]
    fn error_of_what_is_rounded_to_bytes() {
        let error = relative_error(0.0, |exponents| {
            shortest_powers(exponents).iter().map(|x| x / 255.0).collect()
        });
        assert!((1.6e-3..=1.8e-3).contains(&error), "{error}");
        let mut exponents = vec![0.0, -0.0, f32::NEG_INFINITY, -1e30, -127.0];
        exponents.resize(16, -1e-3);
        let powers = shortest_powers(&exponents);
        assert_eq!(powers[2..5], [0.0; 3]);
        // Rounded, the greatest is a byte.
        assert!(powers.iter().all(|x| *x < 255.5));
    }
}
