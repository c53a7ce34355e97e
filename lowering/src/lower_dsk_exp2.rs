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
        exp2::{Integer, exp2_by, polynomial},
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
    let scales = target.power_scale && target.vector_bytes >= 4 * LANES && target.is_x86_64() && lanes == LANES;
    let integer = if scales && target.fraction_instruction {
        Integer::Floor
    } else {
        Integer::Nearest
    };
    let terms = op.int_attr("terms").and_then(|terms| usize::try_from(terms).ok());
    let times = op.float_attr("times").unwrap_or(1.0);
    let coefficients = terms.and_then(|terms| polynomial(terms, times, integer));
    let coefficients = coefficients.ok_or_else(|| op.op_error("has no polynomial"))?;
    let mut t = Text::default();
    let (name, power) = if scales {
        ("scaled", by_instruction(&mut t, &coefficients, integer))
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

/// `p(x - n) * 2^n`. For `-inf` the polynomial is of NaN, or of 0; either, times 2 to the `-inf`, is 0 by the instruction.
fn by_instruction(t: &mut Text, coefficients: &[f64], integer: Integer) -> String {
    let vector = format!("vector<{LANES}xf32>");
    let mut coefficients: Vec<String> = coefficients
        .iter()
        .map(|c| t.value(format!("arith.constant dense<{}> : {vector}", float_literal(*c))))
        .collect();
    let highest = coefficients.pop().unwrap_or_default();
    let all = t.value("arith.constant -1 : i16");
    let rounding = t.value("arith.constant 4 : i32");
    let x = t.value(format!("arith.subf %exponent, %shift : {vector}"));
    let (fraction, power) = match integer {
        Integer::Nearest => {
            let nearest = t.value(format!("math.roundeven {x} : {vector}"));
            (t.value(format!("arith.subf {x}, {nearest} : {vector}")), nearest)
        }
        // The power is that of the floor of what is given.
        Integer::Floor => {
            let down = t.value("arith.constant 1 : i32");
            let fraction = t.value(format!(
                "llvm.call_intrinsic \"llvm.x86.avx512.mask.reduce.ps.512\"({x}, {down}, {x}, {all}, {rounding})
                   : ({vector}, i32, {vector}, i16, i32) -> {vector}"
            ));
            (fraction, x)
        }
    };
    let polynomial = coefficients.iter().rev().fold(highest, |sum, coefficient| {
        t.value(format!("vector.fma {sum}, {fraction}, {coefficient} : {vector}"))
    });
    t.value(format!(
        "llvm.call_intrinsic \"llvm.x86.avx512.mask.scalef.ps.512\"({polynomial}, {power}, {polynomial}, {all}, {rounding})
           : ({vector}, {vector}, {vector}, i16, i32) -> {vector}"
    ))
}
