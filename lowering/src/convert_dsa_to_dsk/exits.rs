//! Leaving early, as kernels on tensors.

use dynsparse_ir::{
    Op, Result, Val,
    melior::ir::{TypeLike as _, ValueLike as _},
    operation::{OpExt as _, dims, element},
};

use super::{Lower, element_of, template};
use crate::{
    certainty::Certainty,
    early_exit::{self, Rows, open, sizes_text},
    precision::compute_type,
};

/// The ops of this topic, and how each is lowered.
pub(super) const LOWERINGS: &[(&str, Lower)] = &[
    ("dsa.confidence", confidence),
    ("dsa.early_exit", |op| early_exit::lower(op, &ROWS)),
    // They go with the op whose stages they end.
    ("dsa.exit", |_| Ok(())),
    ("dsa.yield", |_| Ok(())),
];

const ROWS: Rows = Rows {
    choose,
    gather,
    scatter,
};

fn confidence<'c>(op: Op<'c>) -> Result<'c> {
    let from = element_of(op, 0)?;
    template("confidence", include_str!("confidence.mlir"))
        .set("T", from)
        .set("S", compute_type(from))
        .set("by", Certainty::of(op)?.word())
        .replace(op, &op.operand_values())
}

fn choose<'c>(anchor: Op<'c>, confidence: Val<'c>, threshold: Val<'c>, budget: Val<'c>) -> Result<'c, Val<'c>> {
    let word = element(confidence.r#type()).map(|e| e.to_string()).unwrap_or_default();
    let [saliency, threshold] = early_exit::saliency(anchor, confidence, threshold)?;
    let gate = template("gate_tokens", include_str!("gate_tokens.mlir")).set("T", word);
    Ok(gate.expand(anchor, &[saliency, budget, threshold])?[0])
}

/// A tensor of that rank as tokens: its rows, and what is in one for channels; and the way back to the sizes `%d0, %d1, ...`.
/// None of it copies.
fn as_tokens(name: &str, rank: usize, element: &str) -> [String; 2] {
    let (r#type, tokens) = (open(rank, element), open(3, element));
    let matrix = open(2, element);
    let one = format!("tensor<1x?x?x{element}>");
    let to_one = format!(
        "%{name}_one = tensor.expand_shape %{name}_matrix [[0, 1], [2]] output_shape [1, %{name}_rows, %{name}_row] \
           : {matrix} into {one}
         %{name}_tokens = tensor.cast %{name}_one : {one} to {tokens}\n"
    );
    let to_matrix =
        format!("%{name}_back_matrix = tensor.collapse_shape %{name}_new [[0, 1], [2]] : {tokens} into {matrix}\n");
    let dim = format!("%{name}_rows = tensor.dim %{name}, %c0 : {type}\n");
    let rest: Vec<usize> = (1..rank).collect();
    match rank {
        1 => [
            format!(
                "{dim}%{name}_row = arith.constant 1 : index
                 %{name}_wide = tensor.expand_shape %{name} [[0, 1]] output_shape [%{name}_rows, 1] \
                   : {type} into tensor<?x1x{element}>
                 %{name}_matrix = tensor.cast %{name}_wide : tensor<?x1x{element}> to {matrix}\n{to_one}"
            ),
            format!("%{name}_result = tensor.collapse_shape %{name}_new [[0, 1, 2]] : {tokens} into {type}\n"),
        ],
        2 => [
            format!(
                "{dim}%{name}_row = tensor.dim %{name}, %c1 : {type}
                 %{name}_matrix = tensor.cast %{name} : {type} to {matrix}\n{to_one}"
            ),
            format!("{to_matrix}%{name}_result = tensor.cast %{name}_back_matrix : {matrix} to {type}\n"),
        ],
        _ => [
            format!(
                "{dim}%{name}_matrix = tensor.collapse_shape %{name} [[0], {rest:?}] : {type} into {matrix}
                 %{name}_row = tensor.dim %{name}_matrix, %c1 : {matrix}\n{to_one}"
            ),
            format!(
                "{to_matrix}%{name}_back_rows = tensor.dim %{name}_back_matrix, %c0 : {matrix}
                 %{name}_result = tensor.expand_shape %{name}_back_matrix [[0], {rest:?}] \
                   output_shape [%{name}_back_rows, {}] : {matrix} into {type}\n",
                rest.iter()
                    .map(|axis| format!("%d{axis}"))
                    .collect::<Vec<_>>()
                    .join(", ")
            ),
        ],
    }
}

/// Rows of floats are gathered as tokens are; others one number at a time.
fn gather<'c>(anchor: Op<'c>, value: Val<'c>, list: Val<'c>) -> Result<'c, Val<'c>> {
    const TEXT: &str = "func.func private @gather(%x: $A, %list: tensor<?x?xi32>) -> $A {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  $sizes
  $to_tokens
  %count = tensor.dim %list, %c1 : tensor<?x?xi32>
  %empty = tensor.empty(%c1, %count, %x_row) : tensor<?x?x?x$T>
  %x_new = dsk.gather_rows ins(%x_tokens, %list : tensor<?x?x?x$T>, tensor<?x?xi32>) outs(%empty : tensor<?x?x?x$T>)
    -> tensor<?x?x?x$T>
  $back
  return %x_result : $A
}";
    let Some(of) = element(value.r#type()).filter(|of| of.is_float()) else {
        return early_exit::gather(anchor, value, list);
    };
    let rank = dims(value.r#type()).unwrap_or_default().len();
    let (r#type, word) = (open(rank, &of.to_string()), of.to_string());
    let [to_tokens, back] = as_tokens("x", rank, &word);
    let text = template("gather", TEXT)
        .set("sizes", sizes_text("x", rank, &r#type))
        .set("A", r#type)
        .set("T", word)
        .set("to_tokens", to_tokens)
        .set("back", back);
    Ok(text.expand(anchor, &[value, list])?[0])
}

/// As [`gather`].
fn scatter<'c>(anchor: Op<'c>, rows: Val<'c>, list: Val<'c>, into: Val<'c>) -> Result<'c, Val<'c>> {
    const TEXT: &str = "func.func private @scatter(%x: $A, %list: tensor<?x?xi32>, %into: $A) -> $A {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  $sizes
  $to_tokens
  $into_tokens
  %into_new = dsk.scatter_rows ins(%x_tokens, %list : tensor<?x?x?x$T>, tensor<?x?xi32>)
    outs(%into_tokens : tensor<?x?x?x$T>) reads_outs -> tensor<?x?x?x$T>
  $back
  return %into_result : $A
}";
    let Some(of) = element(into.r#type()).filter(|of| of.is_float()) else {
        return early_exit::scatter(anchor, rows, list, into);
    };
    let rank = dims(into.r#type()).unwrap_or_default().len();
    let (r#type, word) = (open(rank, &of.to_string()), of.to_string());
    let [to_tokens, _] = as_tokens("x", rank, &word);
    let [into_tokens, back] = as_tokens("into", rank, &word);
    let text = template("scatter", TEXT)
        .set("sizes", sizes_text("into", rank, &r#type))
        .set("A", r#type)
        .set("T", word)
        .set("to_tokens", to_tokens)
        .set("into_tokens", into_tokens)
        .set("back", back);
    Ok(text.expand(anchor, &[rows, list, into])?[0])
}
