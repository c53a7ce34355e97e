//! Channels: scoring, gathering and scattering them.

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
            op: "dsk.score_channels",
            ins: Some(1),
        }],
        ..OpHooks::verifying("dsk.score_channels", verify_score_channels)
    },
    OpHooks {
        canonicalize: &[&WritesNothing {
            op: "dsk.gather_channels",
            ins: Some(2),
        }],
        ..OpHooks::verifying("dsk.gather_channels", verify_gather_channels)
    },
    OpHooks {
        canonicalize: &[
            &KeepsDestinations {
                op: "dsk.scatter_channels",
                ins: 2,
                lists: &[1],
            },
            &WritesNothing {
                op: "dsk.scatter_channels",
                ins: Some(2),
            },
            &ScattersBack {
                gather: "dsk.gather_channels",
                scatter: "dsk.scatter_channels",
            },
        ],
        ..OpHooks::verifying("dsk.scatter_channels", verify_scatter_channels)
    },
];

fn verify_score_channels(op: Op<'_>) -> Result<'_> {
    let tokens = shaped(op, 0, "tokens")?;
    let outs = destinations(op, 1, &["scores"])?;
    rank(&outs[0], 2)?;
    agree("batch", &outs[0], 0, &tokens, 0)?;
    agree("number of channels", &outs[0], 1, &tokens, 2)?;
    is_score(op, &outs[0], tokens.element)
}

fn verify_gather_channels(op: Op<'_>) -> Result<'_> {
    let outs = destinations(op, 2, &["packed"])?;
    verify_channels(&shaped(op, 0, "tokens")?, &shaped(op, 1, "indices")?, &outs[0])
}

fn verify_scatter_channels(op: Op<'_>) -> Result<'_> {
    let outs = destinations(op, 2, &["tokens"])?;
    if op.attr("reads_outs").is_none() {
        return Err(Error::new(
            "keeps channels of its destination, so it must say `reads_outs`",
        ));
    }
    verify_channels(&outs[0], &shaped(op, 1, "indices")?, &shaped(op, 0, "packed")?)
}

fn verify_channels<'c>(tokens: &Shaped<'c>, indices: &Shaped<'c>, packed: &Shaped<'c>) -> Result<'c> {
    same_element(tokens, packed)?;
    agree("batch", tokens, 0, packed, 0)?;
    agree("batch", tokens, 0, indices, 0)?;
    agree("number of tokens", tokens, 1, packed, 1)?;
    agree("number of packed channels", packed, 2, indices, 1)
}
