//! Structured patterns: the formulas.

use dynsparse_dialects::dsa::pattern_type;
use dynsparse_ir::{Op, Result, operation::OpExt as _};

use super::{Lower, blocked, element_word, replace_by_mask};
use crate::{ConvertDsaToLinalg, stated_patterns};

/// The ops of this topic, and how each is lowered.
pub(super) const LOWERINGS: &[(&str, Lower)] = &[
    ("dsa.causal_pattern", stated),
    ("dsa.stripe_pattern", stated),
    ("dsa.document_pattern", stated),
    ("dsa.row_pattern", stated),
    ("dsa.column_pattern", stated),
    ("dsa.diagonal_pattern", stated),
    ("dsa.head_pattern", stated),
    ("dsa.select_n_of_m", select_n_of_m),
];

/// The mask that a formula states.
pub(super) fn stated<'c>(_: &ConvertDsaToLinalg, op: Op<'c>) -> Result<'c> {
    let pattern = pattern_type(op.result_values().first().copied())?;
    let formula = Formula::of(op, pattern.unit())?;
    let template = blocked(template!("stated_pattern"), &pattern)
        .set("arguments", formula.arguments)
        .set("see", formula.see);
    let mask = template.expand(op, &stated_patterns::operands(op)?)?;
    replace_by_mask(op, mask[0])
}

fn select_n_of_m<'c>(_: &ConvertDsaToLinalg, op: Op<'c>) -> Result<'c> {
    let operands = op.operand_values();
    let template = template!("n_of_m")
        .set("S", element_word(operands[0]))
        .set("n", op.int_attr("n").unwrap_or_default())
        .set("m", op.int_attr("m").unwrap_or(1));
    let template = if operands.len() > 1 {
        template
            .set("parameter", ", %budget: index")
            .set("within_budget", WITHIN_BUDGET)
            .set("kept", "%at_most")
    } else {
        template.set("parameter", "").set("within_budget", "").set("kept", "%n")
    };
    replace_by_mask(op, template.expand(op, &operands)?[0])
}

const WITHIN_BUDGET: &str = "%at_least = arith.maxsi %budget, %c0 : index
  %at_most = arith.minsi %at_least, %n : index";

/// Whether query `%i` sees key `%j`, as text for a template.
struct Formula {
    /// What it reads, as further parameters of the template.
    arguments: &'static str,
    /// `%see`, of `%b`, `%h`, `%i` and `%j`.
    see: String,
}

impl Formula {
    fn of<'c>(op: Op<'c>, [uq, uk]: [u64; 2]) -> Result<'c, Self> {
        let number = |name: &str| op.int_attr(name).unwrap_or_default();
        let of_unit = |token: &str, unit: u64| Self {
            arguments: ", %mask: tensor<?x?x?xi1>",
            see: format!(
                "%unit = arith.constant {unit} : index
                 %at_unit = arith.divui %{token}, %unit : index
                 %see = tensor.extract %mask[%b, %h, %at_unit] : tensor<?x?x?xi1>"
            ),
        };
        Ok(match op.full_name().as_str() {
            "dsa.causal_pattern" => Self {
                arguments: "",
                see: CAUSAL.to_owned(),
            },
            "dsa.window_pattern" => Self {
                arguments: ", %grid_t: index, %grid_y: index, %grid_x: index",
                see: stated_patterns::of_window(op, include_str!("structured/window_see.mlir"))?,
            },
            "dsa.stripe_pattern" => Self {
                arguments: "",
                see: format!(
                    "%stripe_offset = arith.constant {} : index
                     %stripe_width = arith.constant {} : index
                     %stripe_period = arith.constant {} : index\n",
                    number("offset"),
                    number("width"),
                    number("period").max(1),
                ) + X
                    + if op.attr("period").is_some() { PERIODIC } else { STRIPE },
            },
            "dsa.document_pattern" => Self {
                arguments: ", %of_queries: tensor<?x?xi32>, %of_keys: tensor<?x?xi32>",
                see: DOCUMENT.to_owned(),
            },
            "dsa.row_pattern" => of_unit("i", uq),
            "dsa.column_pattern" => of_unit("j", uk),
            "dsa.diagonal_pattern" => Self {
                arguments: ", %mask: tensor<?x?x?xi1>",
                see: DIAGONAL.to_owned(),
            },
            "dsa.head_pattern" => Self {
                arguments: ", %mask: tensor<?x?xi1>",
                see: "%see = tensor.extract %mask[%b, %h] : tensor<?x?xi1>".to_owned(),
            },
            _ => return Err(op.op_error("states no pattern")),
        })
    }
}

const CAUSAL: &str = "%ahead = arith.subi %m, %n : index
%last_seen = arith.addi %i, %ahead : index
%see = arith.cmpi sle, %j, %last_seen : index";

/// How far a key is right of a stripe's first.
const X: &str = "%ahead = arith.subi %m, %n : index
%from_query = arith.subi %j, %i : index
%from_diagonal = arith.subi %from_query, %ahead : index
%x = arith.subi %from_diagonal, %stripe_offset : index
%zero = arith.constant 0 : index\n";

const STRIPE: &str = "%from_first = arith.cmpi sge, %x, %zero : index
%to_last = arith.cmpi slt, %x, %stripe_width : index
%see = arith.andi %from_first, %to_last : i1";

const PERIODIC: &str = "%whole = arith.floordivsi %x, %stripe_period : index
%before = arith.muli %whole, %stripe_period : index
%rest = arith.subi %x, %before : index
%see = arith.cmpi slt, %rest, %stripe_width : index";

const DIAGONAL: &str = "%diagonal_one = arith.constant 1 : index
%from_query = arith.subi %j, %i : index
%beyond_diagonal = arith.addi %from_query, %n : index
%diagonal = arith.subi %beyond_diagonal, %diagonal_one : index
%see = tensor.extract %mask[%b, %h, %diagonal] : tensor<?x?x?xi1>";

const DOCUMENT: &str = "%of_query = tensor.extract %of_queries[%b, %i] : tensor<?x?xi32>
%of_key = tensor.extract %of_keys[%b, %j] : tensor<?x?xi32>
%see = arith.cmpi eq, %of_query, %of_key : i32";
