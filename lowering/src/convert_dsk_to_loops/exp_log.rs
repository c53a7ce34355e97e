//! The exponential and the logarithm of vectors in double precision, as text for templates.

use dynsparse_ir::template::float_literal;

/// Terms of the series of `e^f` for `|f| <= ln 2 / 2`: what is left out is below `1e-17`.
const EXP_TERMS: u32 = 14;

/// Terms of the series of `log m` in `z^2 = ((m - 1) / (m + 1))^2 <= 0.0295`: what is left out is below `1e-17`.
const LOG_TERMS: u32 = 11;

/// `%power` of `%exponent`, `e ^ exponent` for exponents that are not above 709: 0 below -708, NaN for NaN.
pub(super) fn exp(lanes: u64) -> String {
    let vector = format!("vector<{lanes}xf64>");
    let ints = format!("vector<{lanes}xi64>");
    // e^x = 2^n e^f with n the nearest integer to x / ln 2. Adding 1.5 * 2^52 leaves n in the low bits of the sum. ln 2 is
    // taken off in two parts, of which the first has few enough bits that its product is exact.
    let mut text = format!(
        "%exp_least = arith.constant dense<-708.0> : {vector}
         %exp_zero = arith.constant dense<0.0> : {vector}
         %exp_magic = arith.constant dense<6755399441055744.0> : {vector}
         %exp_inverse = arith.constant dense<{}> : {vector}
         %exp_high = arith.constant dense<{}> : {vector}
         %exp_low = arith.constant dense<{}> : {vector}
         %exp_one_bits = arith.constant dense<{}> : {ints}
         %exp_places = arith.constant dense<52> : {ints}
         %exp_is_least = arith.cmpf olt, %exponent, %exp_least : {vector}
         %exp_x = arith.select %exp_is_least, %exp_least, %exponent : vector<{lanes}xi1>, {vector}
         %exp_sum = math.fma %exp_x, %exp_inverse, %exp_magic : {vector}
         %exp_n = arith.subf %exp_sum, %exp_magic : {vector}
         %exp_f0 = math.fma %exp_n, %exp_high, %exp_x : {vector}
         %exp_f = math.fma %exp_n, %exp_low, %exp_f0 : {vector}
         %exp_bits = arith.bitcast %exp_sum : {vector} to {ints}
         %exp_shifted = arith.shli %exp_bits, %exp_places : {ints}
         %exp_biased = arith.addi %exp_shifted, %exp_one_bits : {ints}
         %exp_scale = arith.bitcast %exp_biased : {ints} to {vector}\n",
        float_literal(std::f64::consts::LOG2_E),
        float_literal(-LN_2_HIGH),
        float_literal(-LN_2_LOW),
        1.0_f64.to_bits(),
    );
    let mut factorials = vec![1.0_f64];
    for term in 1..EXP_TERMS {
        factorials.push(factorials[term as usize - 1] * f64::from(term));
    }
    let coefficients = factorials.iter().map(|factorial| 1.0 / factorial);
    text += &horner("exp_p", "%exp_f", &coefficients.collect::<Vec<_>>(), &vector);
    text + &format!(
        "%exp_product = arith.mulf %exp_p, %exp_scale : {vector}
         %power = arith.select %exp_is_least, %exp_zero, %exp_product : vector<{lanes}xi1>, {vector}\n"
    )
}

/// The bits of ln 2 down to 2^-33, and what is left of it.
const LN_2_HIGH: f64 = 0.693_147_180_369_123_8;
const LN_2_LOW: f64 = 1.908_214_929_270_587_7e-10;

/// `%logarithm` of `%number`, the natural one: `-inf` for 0, NaN for NaN, for finite numbers that are not negative.
pub(super) fn log(lanes: u64) -> String {
    let vector = format!("vector<{lanes}xf64>");
    let ints = format!("vector<{lanes}xi64>");
    let bits = format!("vector<{lanes}xi1>");
    // x = 2^e m with m in [sqrt 1/2, sqrt 2]; log m = 2 (z + z^3 / 3 + z^5 / 5 + ..) with z = (m - 1) / (m + 1). Subnormals are
    // made larger before.
    let mut text = format!(
        "%log_least = arith.constant dense<{}> : {vector}
         %log_grow = arith.constant dense<{}> : {vector}
         %log_grown = arith.constant dense<54.0> : {vector}
         %log_zero = arith.constant dense<0.0> : {vector}
         %log_half = arith.constant dense<0.5> : {vector}
         %log_one = arith.constant dense<1.0> : {vector}
         %log_root = arith.constant dense<{}> : {vector}
         %log_two = arith.constant dense<{}> : {vector}
         %log_nothing = arith.constant dense<0xFFF0000000000000> : {vector}
         %log_places = arith.constant dense<52> : {ints}
         %log_bias = arith.constant dense<1023> : {ints}
         %log_mantissas = arith.constant dense<{}> : {ints}
         %log_one_bits = arith.constant dense<{}> : {ints}
         %log_is_small = arith.cmpf olt, %number, %log_least : {vector}
         %log_larger = arith.mulf %number, %log_grow : {vector}
         %log_x = arith.select %log_is_small, %log_larger, %number : {bits}, {vector}
         %log_grown_by = arith.select %log_is_small, %log_grown, %log_zero : {bits}, {vector}
         %log_bits = arith.bitcast %log_x : {vector} to {ints}
         %log_biased = arith.shrui %log_bits, %log_places : {ints}
         %log_e_int = arith.subi %log_biased, %log_bias : {ints}
         %log_e0 = arith.sitofp %log_e_int : {ints} to {vector}
         %log_mantissa = arith.andi %log_bits, %log_mantissas : {ints}
         %log_m_bits = arith.ori %log_mantissa, %log_one_bits : {ints}
         %log_m0 = arith.bitcast %log_m_bits : {ints} to {vector}
         %log_above = arith.cmpf ogt, %log_m0, %log_root : {vector}
         %log_m_half = arith.mulf %log_m0, %log_half : {vector}
         %log_m = arith.select %log_above, %log_m_half, %log_m0 : {bits}, {vector}
         %log_carry = arith.select %log_above, %log_one, %log_zero : {bits}, {vector}
         %log_e1 = arith.addf %log_e0, %log_carry : {vector}
         %log_e = arith.subf %log_e1, %log_grown_by : {vector}
         %log_numerator = arith.subf %log_m, %log_one : {vector}
         %log_denominator = arith.addf %log_m, %log_one : {vector}
         %log_z = arith.divf %log_numerator, %log_denominator : {vector}
         %log_z2 = arith.mulf %log_z, %log_z : {vector}\n",
        float_literal(f64::MIN_POSITIVE),
        float_literal(2.0_f64.powi(54)),
        float_literal(std::f64::consts::SQRT_2),
        float_literal(std::f64::consts::LN_2),
        (1_u64 << 52) - 1,
        1.0_f64.to_bits(),
    );
    let coefficients: Vec<_> = (0..LOG_TERMS).map(|term| 2.0 / f64::from(2 * term + 1)).collect();
    text += &horner("log_p", "%log_z2", &coefficients, &vector);
    text + &format!(
        "%log_of_m = arith.mulf %log_z, %log_p : {vector}
         %log_finite = math.fma %log_e, %log_two, %log_of_m : {vector}
         %log_is_zero = arith.cmpf oeq, %number, %log_zero : {vector}
         %log_or_nothing = arith.select %log_is_zero, %log_nothing, %log_finite : {bits}, {vector}
         %log_is_nan = arith.cmpf uno, %number, %number : {vector}
         %logarithm = arith.select %log_is_nan, %number, %log_or_nothing : {bits}, {vector}\n"
    )
}

/// `%NAME`, the polynomial of these coefficients, ascending, at `x`.
fn horner(name: &str, x: &str, coefficients: &[f64], vector: &str) -> String {
    let mut text = String::new();
    for (k, coefficient) in coefficients.iter().enumerate() {
        text += &format!(
            "%{name}_c{k} = arith.constant dense<{}> : {vector}\n",
            float_literal(*coefficient)
        );
    }
    let last = coefficients.len() - 1;
    let mut sum = format!("%{name}_c{last}");
    for k in (0..last).rev() {
        let next = if k == 0 {
            format!("%{name}")
        } else {
            format!("%{name}_{k}")
        };
        text += &format!("{next} = math.fma {sum}, {x}, %{name}_c{k} : {vector}\n");
        sum = next;
    }
    text
}
