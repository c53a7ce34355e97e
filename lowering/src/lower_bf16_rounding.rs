//! `lower-bf16-rounding`: two registers of floats rounded to one of `bf16` by the target's instruction.

use dynsparse_ir::{
    Op, Result,
    melior::ir::ValueLike as _,
    operation::{OpExt as _, collect, lanes},
    pass::{Pass, PassRun},
    template::Template,
};

use crate::{LowerBf16Rounding, target::Target};

/// Numbers that the instruction rounds, of two registers.
const LANES: u64 = 32;

impl Pass for LowerBf16Rounding {
    fn run<'c>(&self, function: Op<'c>, run: &PassRun) -> Result<'c> {
        let target = Target::read(&self.target_description).map_err(|message| function.error(message))?;
        if !target.is_x86_64() || !target.bf16_dot || target.vector_bytes < 2 * LANES {
            return Ok(());
        }
        let mut roundings = collect(function, |name| name == "arith.truncf");
        roundings.retain(|op| is_of_two_registers(*op));
        run.each(&roundings, |op| {
            run.count(Self::ROUNDINGS, 1);
            Template::new("rounded", TEXT).replace(op, &op.operand_values())
        })
    }
}

/// True for `vector<32xf32>` to `vector<32xbf16>`, to the nearest.
fn is_of_two_registers(op: Op<'_>) -> bool {
    let is =
        |r#type, element: &str| lanes(r#type).is_some_and(|(count, of)| count == LANES && of.to_string() == element);
    let to = op.result_values().first().map(|value| value.r#type());
    let from = op.operand_at(0).map(|value| value.r#type());
    op.attr("roundingmode").is_none()
        && from.is_some_and(|r#type| is(r#type, "f32"))
        && to.is_some_and(|r#type| is(r#type, "bf16"))
}

// The instruction takes the upper half first.
const TEXT: &str = "func.func private @rounded(%numbers: vector<32xf32>) -> vector<32xbf16> {
  %lower = vector.extract_strided_slice %numbers {offsets = [0], sizes = [16], strides = [1]} : vector<32xf32> to vector<16xf32>
  %upper = vector.extract_strided_slice %numbers {offsets = [16], sizes = [16], strides = [1]} : vector<32xf32> to vector<16xf32>
  %rounded = llvm.call_intrinsic \"llvm.x86.avx512bf16.cvtne2ps2bf16.512\"(%upper, %lower)
    : (vector<16xf32>, vector<16xf32>) -> vector<32xbf16>
  return %rounded : vector<32xbf16>
}";
