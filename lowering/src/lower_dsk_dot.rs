//! `lower-dsk-dot`: dot products in registers as the target's instruction, or as multiplies and adds.

use dynsparse_ir::{
    Op, Result, Val,
    melior::ir::{Type, ValueLike as _},
    operation::{OpExt as _, collect, lanes},
    pass::{Pass, PassRun},
    rewrite,
    template::Template,
};

use crate::{LowerDskDot, target::Target};

impl Pass for LowerDskDot {
    fn run<'c>(&self, function: Op<'c>, run: &PassRun) -> Result<'c> {
        let target = Target::read(&self.target_description).map_err(|message| function.error(message))?;
        let dots = collect(function, |name| name == "dsk.dot");
        run.each(&dots, |op| {
            run.count(Self::DOTS, 1);
            lower(op, &target)
        })
    }
}

/// An instruction on vectors of `lanes` accumulators.
struct Piece {
    lanes: u64,
    template: fn() -> Template,
}

fn lower<'c>(op: Op<'c>, target: &Target) -> Result<'c> {
    let operands = op.operand_values();
    let lanes_of = |operand: usize| op.operand_at(operand).and_then(|value| lanes(value.r#type()));
    let (Some((lanes, sum)), Some((_, factor))) = (lanes_of(0), lanes_of(1)) else {
        return Err(op.op_error("expects vectors of static size"));
    };
    let instructions: &[Piece] = match (factor.to_string() == "bf16", target.is_x86_64()) {
        (true, true) if target.bf16_pairs() => &[VDPBF16PS_512, VDPBF16PS_256],
        (false, true) if target.int8_dot => &[VPDPBUSD_512, VPDPBUSD_256],
        (false, true) => &[VPMADDWD_256],
        _ => &[],
    };
    // The widest that the target has registers for and that divides the accumulators.
    let fits = |piece: &&Piece| piece.lanes * 4 <= target.vector_bytes && lanes.is_multiple_of(piece.lanes);
    let piece = instructions.iter().find(fits);
    let Some(piece) = piece else {
        let template = if factor.to_string() == "bf16" {
            Template::new("dot_bf16", include_str!("lower_dsk_dot/bf16.mlir"))
        } else {
            Template::new("dot_i8", include_str!("lower_dsk_dot/i8.mlir"))
        };
        return template
            .set("lanes", lanes)
            .set("halves", 2 * lanes)
            .set("bytes", 4 * lanes)
            .replace(op, &operands);
    };
    if piece.lanes == lanes {
        return (piece.template)().replace(op, &operands);
    }
    split(op, lanes, [sum, factor], piece)
}

/// The dot product piece by piece.
fn split<'c>(op: Op<'c>, lanes: u64, [sum_element, factor_element]: [Type<'c>; 2], piece: &Piece) -> Result<'c> {
    const TAKE: &str = "func.func private @take(%sum: $sum, %a: $factor, %b: $factor) -> ($sum_piece, $factor_piece, $factor_piece) {
  %sums = vector.extract_strided_slice %sum {offsets = [$at], sizes = [$size], strides = [1]} : $sum to $sum_piece
  %as = vector.extract_strided_slice %a {offsets = [$factor_at], sizes = [$factor_size], strides = [1]} : $factor to $factor_piece
  %bs = vector.extract_strided_slice %b {offsets = [$factor_at], sizes = [$factor_size], strides = [1]} : $factor to $factor_piece
  return %sums, %as, %bs : $sum_piece, $factor_piece, $factor_piece
}";
    const PUT: &str = "func.func private @put(%piece: $sum_piece, %whole: $sum) -> $sum {
  %next = vector.insert_strided_slice %piece, %whole {offsets = [$at], strides = [1]} : $sum_piece into $sum
  return %next : $sum
}";
    let operands = op.operand_values();
    let (sum, factor) = (operands[0].r#type(), operands[1].r#type());
    let group = if factor_element.to_string() == "bf16" { 2 } else { 4 };
    let sum_piece = format!("vector<{}x{sum_element}>", piece.lanes);
    let mut whole: Val = operands[0];
    for at in (0..lanes).step_by(piece.lanes as usize) {
        let parts = Template::new("take", TAKE)
            .set("sum", sum)
            .set("factor", factor)
            .set("sum_piece", &sum_piece)
            .set(
                "factor_piece",
                format!("vector<{}x{factor_element}>", group * piece.lanes),
            )
            .set("at", at)
            .set("size", piece.lanes)
            .set("factor_at", group * at)
            .set("factor_size", group * piece.lanes)
            .expand(op, &operands)?;
        let result = (piece.template)().expand(op, &parts)?;
        whole = Template::new("put", PUT)
            .set("sum", sum)
            .set("sum_piece", &sum_piece)
            .set("at", at)
            .expand(op, &[result[0], whole])?[0];
    }
    rewrite::replace(op, &[whole])
}

/// A call of an intrinsic that has the op's own operands.
const CALL: &str = "func.func private @call(%sum: $sum, %a: $factor, %b: $factor) -> $sum {
  %next = llvm.call_intrinsic \"$intrinsic\"(%sum, %a, %b) : ($sum, $factor, $factor) -> $sum
  return %next : $sum
}";

fn call(intrinsic: &str, sum: &str, factor: &str) -> Template {
    Template::new("dot", CALL)
        .set("intrinsic", intrinsic)
        .set("sum", sum)
        .set("factor", factor)
}

const VDPBF16PS_512: Piece = Piece {
    lanes: 16,
    template: || call("llvm.x86.avx512bf16.dpbf16ps.512", "vector<16xf32>", "vector<32xbf16>"),
};
const VDPBF16PS_256: Piece = Piece {
    lanes: 8,
    template: || call("llvm.x86.avx512bf16.dpbf16ps.256", "vector<8xf32>", "vector<16xbf16>"),
};
const VPDPBUSD_512: Piece = Piece {
    lanes: 16,
    template: || call("llvm.x86.avx512.vpdpbusd.512", "vector<16xi32>", "vector<64xi8>"),
};
const VPDPBUSD_256: Piece = Piece {
    lanes: 8,
    template: || call("llvm.x86.avx512.vpdpbusd.256", "vector<8xi32>", "vector<32xi8>"),
};
const VPMADDWD_256: Piece = Piece {
    lanes: 8,
    template: || Template::new("dot_avx2", include_str!("lower_dsk_dot/avx2.mlir")),
};
