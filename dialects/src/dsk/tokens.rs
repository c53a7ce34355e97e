//! Tokens: choosing, gathering and scattering them.

use dynsparse_ir::{Error, Op, Result, hooks::OpHooks, operation::OpExt as _};

use super::{
    destinations,
    in_place::{KeepsDestinations, ScattersBack, WritesNothing},
};

use crate::shapes::{Shaped, agree, same_element, shaped, sizes_are};

/// One entry an op.
pub const HOOKS: &[OpHooks] = &[
    OpHooks {
        canonicalize: &[&WritesNothing {
            op: "dsk.gate_tokens",
            ins: Some(2),
        }],
        ..OpHooks::verifying("dsk.gate_tokens", verify_gate_tokens)
    },
    OpHooks {
        canonicalize: &[&WritesNothing {
            op: "dsk.gather_rows",
            ins: Some(2),
        }],
        ..OpHooks::verifying("dsk.gather_rows", verify_gather_rows)
    },
    OpHooks {
        canonicalize: &[
            &KeepsDestinations {
                op: "dsk.scatter_rows",
                ins: 2,
                lists: &[1],
            },
            &WritesNothing {
                op: "dsk.scatter_rows",
                ins: Some(2),
            },
            &ScattersBack {
                gather: "dsk.gather_rows",
                scatter: "dsk.scatter_rows",
            },
        ],
        ..OpHooks::verifying("dsk.scatter_rows", verify_scatter_rows)
    },
    OpHooks {
        canonicalize: &[&WritesNothing {
            op: "dsk.sort_indices",
            ins: Some(1),
        }],
        ..OpHooks::verifying("dsk.sort_indices", verify_sort_indices)
    },
];

fn verify_gate_tokens(op: Op<'_>) -> Result<'_> {
    let saliency = shaped(op, 0, "saliency")?;
    let outs = destinations(op, 2, &["indices"])?;
    agree("batch", &saliency, 0, &outs[0], 0)
}

fn verify_gather_rows(op: Op<'_>) -> Result<'_> {
    let outs = destinations(op, 2, &["packed"])?;
    verify_rows(&shaped(op, 0, "tokens")?, &shaped(op, 1, "indices")?, &outs[0])
}

fn verify_scatter_rows(op: Op<'_>) -> Result<'_> {
    let outs = destinations(op, 2, &["tokens"])?;
    if op.attr("reads_outs").is_none() {
        return Err(Error::new("keeps rows of its destination, so it must say `reads_outs`"));
    }
    verify_rows(&outs[0], &shaped(op, 1, "indices")?, &shaped(op, 0, "packed")?)
}

fn verify_rows<'c>(tokens: &Shaped<'c>, indices: &Shaped<'c>, packed: &Shaped<'c>) -> Result<'c> {
    same_element(tokens, packed)?;
    agree("batch", tokens, 0, packed, 0)?;
    agree("batch", tokens, 0, indices, 0)?;
    agree("number of channels", tokens, 2, packed, 2)?;
    agree("number of packed tokens", packed, 1, indices, 1)
}

fn verify_sort_indices(op: Op<'_>) -> Result<'_> {
    let keys = shaped(op, 0, "keys")?;
    let outs = destinations(op, 1, &["indices"])?;
    sizes_are("indices", &outs[0].sizes, &keys.sizes)
}
