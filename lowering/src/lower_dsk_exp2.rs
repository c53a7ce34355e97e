//! `lower-dsk-exp2`: powers of two in registers by the target's instruction, or by the bits of a float.

use dynsparse_ir::{
    Op, Result,
    melior::ir::ValueLike as _,
    operation::{OpExt as _, collect, lanes},
    pass::{Pass, PassRun},
    template::{Template, float_literal},
};

use crate::{
    LowerDskExp2,
    target::Target,
    tile_dsk_attention::{
        exp2::{exp2_by, polynomial},
        text::Text,
    },
};

/// Numbers of a register that has the instruction.
const LANES: u64 = 16;

impl Pass for LowerDskExp2 {
    fn run<'c>(&self, function: Op<'c>, run: &PassRun) -> Result<'c> {
        let target = Target::read(&self.target_description).map_err(|message| function.error(message))?;
        let powers = collect(function, |name| name == "dsk.exp2");
        run.each(&powers, |op| {
            run.count(Self::POWERS, 1);
            lower(op, &target)
        })
    }
}

fn lower<'c>(op: Op<'c>, target: &Target) -> Result<'c> {
    let lanes = op.operand_at(0).and_then(|value| lanes(value.r#type()));
    let Some((lanes, _)) = lanes else {
        return Err(op.op_error("expects a vector of static size"));
    };
    let terms = op.int_attr("terms").and_then(|terms| usize::try_from(terms).ok());
    let coefficients = terms.and_then(|terms| polynomial(terms, op.float_attr("times").unwrap_or(1.0)));
    let coefficients = coefficients.ok_or_else(|| op.op_error("has no polynomial"))?;
    let mut t = Text::default();
    let (name, power) = if target.power_scale && target.is_x86_64() && lanes == LANES {
        ("scaled", by_instruction(&mut t, &coefficients))
    } else {
        let below = t.value(format!("arith.subf %exponent, %shift : vector<{lanes}xf32>"));
        ("powers", exp2_by(&mut t, &below, "f32", Some(lanes), &coefficients))
    };
    Template::new(name, TEXT)
        .set("name", name)
        .set("vector", format!("vector<{lanes}xf32>"))
        .set("body", t.take())
        .set("power", power)
        .replace(op, &op.operand_values())
}

const TEXT: &str = "func.func private @$name(%exponent: $vector, %shift: $vector) -> $vector {
  $body
  return $power : $vector
}";

/// `p * 2^floor(x)`, with `x` the exponent and a half, whose fraction is in `[0, 1)`: the nearest integer without rounding to it.
fn by_instruction(t: &mut Text, coefficients: &[f64]) -> String {
    let vector = format!("vector<{LANES}xf32>");
    let mut constant = |value: f64| t.value(format!("arith.constant dense<{}> : {vector}", float_literal(value)));
    let half = constant(0.5);
    let mut coefficients: Vec<String> = moved_by_half(coefficients).into_iter().map(constant).collect();
    let highest = coefficients.pop().unwrap_or_default();
    let all = t.value("arith.constant -1 : i16");
    let rounding = t.value("arith.constant 4 : i32");
    let shift = t.value(format!("arith.subf %shift, {half} : {vector}"));
    let x = t.value(format!("arith.subf %exponent, {shift} : {vector}"));
    let floor = t.value(format!("math.floor {x} : {vector}"));
    let fraction = t.value(format!("arith.subf {x}, {floor} : {vector}"));
    let polynomial = coefficients.iter().rev().fold(highest, |sum, coefficient| {
        t.value(format!("vector.fma {sum}, {fraction}, {coefficient} : {vector}"))
    });
    t.value(format!(
        "llvm.call_intrinsic \"llvm.x86.avx512.mask.scalef.ps.512\"({polynomial}, {x}, {polynomial}, {all}, {rounding})
           : ({vector}, {vector}, {vector}, i16, i32) -> {vector}"
    ))
}

/// The coefficients of `p(f - 1/2)`.
fn moved_by_half(coefficients: &[f64]) -> Vec<f64> {
    // Horner's rule on polynomials: (..(c_n (f - 1/2) + c_(n-1)) (f - 1/2) + ..) + c_0.
    coefficients
        .iter()
        .rev()
        .fold(Vec::new(), |so_far: Vec<f64>, coefficient| {
            let mut next = vec![*coefficient; 1];
            next.resize(so_far.len() + 1, 0.0);
            for (power, factor) in so_far.into_iter().enumerate() {
                next[power] -= factor / 2.0;
                next[power + 1] += factor;
            }
            next
        })
}

#[cfg(test)]
mod tests {
    use super::moved_by_half;

    #[test]
    fn a_polynomial_is_moved() {
        let coefficients = [3.0, -2.0, 0.5, 4.0];
        let value = |of: &[f64], x: f64| of.iter().rev().fold(0.0, |sum, c| sum * x + c);
        let moved = moved_by_half(&coefficients);
        assert_eq!(moved.len(), coefficients.len());
        for x in [-1.0, 0.0, 0.25, 2.0] {
            assert!((value(&moved, x) - value(&coefficients, x - 0.5)).abs() < 1e-12);
        }
    }
}
