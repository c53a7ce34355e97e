//! Heads: scoring, gathering and scattering them.

use dynsparse_ir::{Error, Op, Result, hooks::OpHooks, operation::OpExt as _};

use super::{
    destinations,
    in_place::{KeepsDestinations, ScattersBack, WritesNothing},
    rank,
    temporal::is_score,
};

use crate::shapes::{Shaped, agree, same_element, shaped};

/// One entry an op.
pub const HOOKS: &[OpHooks] = &[
    OpHooks {
        canonicalize: &[&WritesNothing {
            op: "dsk.score_heads",
            ins: Some(1),
        }],
        ..OpHooks::verifying("dsk.score_heads", verify_score_heads)
    },
    OpHooks {
        canonicalize: &[&WritesNothing {
            op: "dsk.gather_heads",
            ins: Some(2),
        }],
        ..OpHooks::verifying("dsk.gather_heads", verify_gather_heads)
    },
    OpHooks {
        canonicalize: &[
            &KeepsDestinations {
                op: "dsk.scatter_heads",
                ins: 2,
                lists: &[1],
            },
            &WritesNothing {
                op: "dsk.scatter_heads",
                ins: Some(2),
            },
            &ScattersBack {
                gather: "dsk.gather_heads",
                scatter: "dsk.scatter_heads",
            },
        ],
        ..OpHooks::verifying("dsk.scatter_heads", verify_scatter_heads)
    },
];

fn verify_score_heads(op: Op<'_>) -> Result<'_> {
    let heads = shaped(op, 0, "heads")?;
    let outs = destinations(op, 1, &["scores"])?;
    rank(&outs[0], 2)?;
    agree("batch", &outs[0], 0, &heads, 0)?;
    agree("number of heads", &outs[0], 1, &heads, 1)?;
    is_score(op, &outs[0], heads.element)
}

fn verify_gather_heads(op: Op<'_>) -> Result<'_> {
    let outs = destinations(op, 2, &["packed"])?;
    verify_heads(&shaped(op, 0, "heads")?, &shaped(op, 1, "indices")?, &outs[0])
}

fn verify_scatter_heads(op: Op<'_>) -> Result<'_> {
    let outs = destinations(op, 2, &["heads"])?;
    if op.attr("reads_outs").is_none() {
        return Err(Error::new(
            "keeps heads of its destination, so it must say `reads_outs`",
        ));
    }
    verify_heads(&outs[0], &shaped(op, 1, "indices")?, &shaped(op, 0, "packed")?)
}

fn verify_heads<'c>(heads: &Shaped<'c>, indices: &Shaped<'c>, packed: &Shaped<'c>) -> Result<'c> {
    same_element(heads, packed)?;
    agree("batch", heads, 0, packed, 0)?;
    agree("batch", heads, 0, indices, 0)?;
    agree("number of tokens", heads, 2, packed, 2)?;
    agree("head dimension", heads, 3, packed, 3)?;
    agree("number of packed heads", packed, 1, indices, 1)
}
