//! Dense layers, and those of experts, as kernels on tensors.

use std::fmt::Write as _;

use dynsparse_dialects::{
    Activation, RouterWeights,
    dsa::RouteExperts,
    linear::{LinearOperands, group, panel},
};
use dynsparse_ir::{
    Op, Result, Val,
    melior::ir::{Type, ValueLike as _},
    operation::{OpExt as _, dims},
    template::Template,
};

use super::{Lower, element_of};

/// The ops of this topic, and how each is lowered.
pub(super) const LOWERINGS: &[(&str, Lower)] = &[
    ("dsa.pack_weights", pack_weights),
    ("dsa.quantize_rows", quantize_rows),
    ("dsa.linear", linear),
    ("dsa.grouped_linear", linear),
    ("dsa.route_experts", route_experts),
    ("dsa.combine_experts", combine_experts),
];

/// A kernel with the op's operands and some destinations, written as text.
struct Kernel<'c> {
    op: Op<'c>,
    text: String,
    outs: Vec<String>,
    out_types: Vec<Type<'c>>,
}

impl<'c> Kernel<'c> {
    fn new(op: Op<'c>) -> Self {
        Self {
            op,
            text: String::new(),
            outs: Vec::new(),
            out_types: Vec::new(),
        }
    }

    /// A size of an operand, times or plus a number as `change` says.
    fn size(&mut self, operand: usize, axis: usize) -> String {
        let name = format!("%size_{operand}_{axis}");
        let r#type = self.op.operand_values()[operand].r#type();
        if !self.text.contains(&format!("{name} =")) {
            let _ = writeln!(
                self.text,
                "%axis_{operand}_{axis} = arith.constant {axis} : index
                 {name} = tensor.dim %o{operand}, %axis_{operand}_{axis} : {type}"
            );
        }
        name
    }

    /// A number.
    fn constant(&mut self, value: u64) -> String {
        let name = format!("%number_{}", self.text.len());
        let _ = writeln!(self.text, "{name} = arith.constant {value} : index");
        name
    }

    /// `op` of two values, or of a value and a number.
    fn index(&mut self, op: &str, a: &str, b: u64) -> String {
        let name = format!("%index_{}", self.text.len());
        let _ = writeln!(
            self.text,
            "{name}_b = arith.constant {b} : index
             {name} = arith.{op} {a}, {name}_b : index"
        );
        name
    }

    /// A destination of the type of a result, of which the open sizes are given.
    fn out(&mut self, r#type: Type<'c>, sizes: &[String]) {
        let name = format!("%empty_{}", self.outs.len());
        let open: Vec<&str> = dims(r#type)
            .unwrap_or_default()
            .iter()
            .zip(sizes)
            .filter(|(size, _)| size.is_none())
            .map(|(_, size)| size.as_str())
            .collect();
        let _ = writeln!(self.text, "{name} = tensor.empty({}) : {type}", open.join(", "));
        self.outs.push(name);
        self.out_types.push(r#type);
    }

    /// Replaces the op by the kernel of that name, over its operands; `more` are of its scalars, which are listed without types.
    fn replace(self, name: &str, ins: &[(String, String)], words: &str) -> Result<'c> {
        let joined = |parts: &mut dyn Iterator<Item = String>| parts.collect::<Vec<_>>().join(", ");
        let operands = self.op.operand_values();
        let arguments = joined(
            &mut operands
                .iter()
                .enumerate()
                .map(|(i, value)| format!("%o{i}: {}", value.r#type())),
        );
        let names = joined(&mut ins.iter().map(|(name, _)| name.clone()));
        let types = joined(&mut ins.iter().map(|(_, r#type)| r#type.clone()).filter(|t| !t.is_empty()));
        let out_types = joined(&mut self.out_types.iter().map(ToString::to_string));
        let results = joined(&mut (0..self.outs.len()).map(|i| format!("%result#{i}")));
        let text = format!(
            "func.func private @kernel({arguments}) -> ({out_types}) {{
               {}
               %result:{} = dsk.{name} ins({names} : {types}) outs({} : {out_types}) {words} -> {out_types}
               return {results} : {out_types}
             }}",
            self.text,
            self.outs.len(),
            self.outs.join(", "),
        );
        Template::new("kernel", "$text")
            .set("text", text)
            .replace(self.op, &operands)
    }
}

/// The names and types of all operands.
fn all_operands(op: Op<'_>) -> Vec<(String, String)> {
    let operands = op.operand_values();
    let named = operands.iter().enumerate();
    named
        .map(|(i, value)| (format!("%o{i}"), value.r#type().to_string()))
        .collect()
}

fn result_type<'c>(op: Op<'c>, index: usize) -> Type<'c> {
    op.result_values()[index].r#type()
}

fn rank(value: Val<'_>) -> usize {
    dims(value.r#type()).map_or(0, |dims| dims.len())
}

fn pack_weights<'c>(op: Op<'c>) -> Result<'c> {
    let mut kernel = Kernel::new(op);
    let r#type = result_type(op, 0);
    let last = rank(op.operand_values()[0]) - 1;
    let width = panel(r#type).map_err(|error| op.op_error(error.message))?;
    let group = group(element_of(op, 0)?);
    let mut sizes = Vec::new();
    if last == 2 {
        sizes.push(kernel.size(0, 0));
    }
    let (k, n) = (kernel.size(0, last - 1), kernel.size(0, last));
    sizes.push(kernel.index("ceildivui", &n, width));
    sizes.push(kernel.index("ceildivui", &k, group));
    sizes.push(String::new());
    kernel.out(r#type, &sizes);
    kernel.replace("pack_weights", &all_operands(op), "")
}

fn quantize_rows<'c>(op: Op<'c>) -> Result<'c> {
    let mut kernel = Kernel::new(op);
    let sizes: Vec<String> = (0..rank(op.operand_values()[0]))
        .map(|axis| kernel.size(0, axis))
        .collect();
    kernel.out(result_type(op, 0), &sizes);
    kernel.out(result_type(op, 1), &sizes);
    kernel.replace("quantize_rows", &all_operands(op), "")
}

fn linear<'c>(op: Op<'c>) -> Result<'c> {
    let operands = LinearOperands::of(op)?;
    let mut kernel = Kernel::new(op);
    let mut sizes: Vec<String> = if operands.rows.is_some() {
        // Behind x, the weights and the offsets.
        vec![kernel.size(3, 0)]
    } else {
        (0..rank(operands.x) - 1).map(|axis| kernel.size(0, axis)).collect()
    };
    // As many columns as biases, where the type does not state them.
    let bias = op
        .operand_values()
        .iter()
        .position(|value| Some(*value) == operands.bias);
    sizes.extend(bias.map(|bias| kernel.size(bias, rank(op.operand_values()[bias]) - 1)));
    kernel.out(result_type(op, 0), &sizes);
    let mut words: String = ["rows", "scales", "bias", "residual", "quantize"]
        .into_iter()
        .filter(|word| op.attr(word).is_some())
        .collect::<Vec<_>>()
        .join(" ");
    let _ = write!(words, " activation = {}", Activation::of(op)?.word());
    let name = if operands.offsets.is_some() {
        "grouped_linear"
    } else {
        "linear"
    };
    kernel.replace(name, &all_operands(op), &words)
}

fn route_experts<'c>(op: Op<'c>) -> Result<'c> {
    let mut kernel = Kernel::new(op);
    let (tokens, experts) = (kernel.size(0, 0), kernel.size(0, 1));
    let top_k = op.int_attr("top_k").unwrap_or(1) as u64;
    let rows = kernel.index("muli", &tokens, top_k);
    let pointers = kernel.index("addi", &experts, 1);
    kernel.out(result_type(op, 0), &[rows]);
    kernel.out(result_type(op, 1), &[pointers]);
    kernel.out(result_type(op, 2), std::slice::from_ref(&tokens));
    kernel.out(result_type(op, 3), std::slice::from_ref(&tokens));
    kernel.out(result_type(op, 4), &[experts]);
    let parts = RouteExperts::of(op).ok_or_else(|| op.op_error("lacks operands"))?;
    let capacity = if parts.capacity.is_some() {
        "%o1".to_owned()
    } else {
        tokens
    };
    let budget = if parts.budget.is_some() {
        format!("%o{}", op.operand_values().len() - 1)
    } else {
        kernel.constant(top_k)
    };
    let logits = parts.logits.r#type().to_string();
    let normalize = RouterWeights::of(op)?.word();
    kernel.replace(
        "route_experts",
        &[
            ("%o0".to_owned(), logits),
            (capacity, String::new()),
            (budget, String::new()),
        ],
        &format!("normalize = {normalize}"),
    )
}

fn combine_experts<'c>(op: Op<'c>) -> Result<'c> {
    let mut kernel = Kernel::new(op);
    let sizes = [kernel.size(1, 0), kernel.size(0, 1)];
    kernel.out(result_type(op, 0), &sizes);
    kernel.replace("combine_experts", &all_operands(op), "")
}
