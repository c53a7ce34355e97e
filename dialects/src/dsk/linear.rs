//! Dense layers.

use dynsparse_ir::{Op, Result, hooks::OpHooks, melior::ir::ValueLike as _, operation::OpExt as _};

use super::destinations;

use crate::{
    linear::{LinearOperands, NoActivation, verify_linear, verify_pack, verify_quantized},
    shapes::shaped,
};

use super::in_place::WritesNothing;

/// One entry an op.
pub const HOOKS: &[OpHooks] = &[
    OpHooks {
        canonicalize: &[&WritesNothing {
            op: "dsk.pack_weights",
            ins: Some(1),
        }],
        ..OpHooks::verifying("dsk.pack_weights", verify_pack_weights)
    },
    OpHooks {
        canonicalize: &[&WritesNothing {
            op: "dsk.quantize_rows",
            ins: Some(1),
        }],
        ..OpHooks::verifying("dsk.quantize_rows", verify_quantize_rows)
    },
    OpHooks {
        canonicalize: &[
            &NoActivation("dsk.linear"),
            &WritesNothing {
                op: "dsk.linear",
                ins: None,
            },
        ],
        ..OpHooks::verifying("dsk.linear", verify_layer)
    },
    OpHooks {
        canonicalize: &[
            &NoActivation("dsk.grouped_linear"),
            &WritesNothing {
                op: "dsk.grouped_linear",
                ins: None,
            },
        ],
        ..OpHooks::verifying("dsk.grouped_linear", verify_layer)
    },
];

fn verify_pack_weights(op: Op<'_>) -> Result<'_> {
    let outs = destinations(op, 1, &["packed"])?;
    let operands = op.operand_values();
    verify_pack(&shaped(op, 0, "weights")?, &outs[0], operands[1].r#type())
}

fn verify_quantize_rows(op: Op<'_>) -> Result<'_> {
    let outs = destinations(op, 1, &["quantized", "scales"])?;
    verify_quantized(&shaped(op, 0, "x")?, &outs[0], &outs[1])
}

fn verify_layer(op: Op<'_>) -> Result<'_> {
    let ins = LinearOperands::of(op)?.ins;
    let outs = destinations(op, ins, &["the result"])?;
    verify_linear(op, &outs[0])
}
