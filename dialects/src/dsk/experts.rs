//! Experts: which tokens go to which, and back.

use dynsparse_ir::{Error, Op, Result, hooks::OpHooks};

use super::{destinations, rank};

use crate::{
    linear::{routed_sizes, verify_combined},
    shapes::{shaped, sizes_are},
};

use super::in_place::WritesNothing;

/// One entry an op.
pub const HOOKS: &[OpHooks] = &[
    OpHooks::verifying("dsk.route_experts", verify_route_experts),
    OpHooks {
        canonicalize: &[&WritesNothing {
            op: "dsk.combine_experts",
            ins: Some(3),
        }],
        ..OpHooks::verifying("dsk.combine_experts", verify_combine_experts)
    },
];

fn verify_route_experts(op: Op<'_>) -> Result<'_> {
    let names = ["tokens", "offsets", "slots", "weights", "histogram"];
    let outs = destinations(op, 3, &names)?;
    rank(&outs[2], 2)?;
    let top_k = outs[2].sizes[1];
    if !top_k.is_some_and(|k| (1..=256).contains(&k)) {
        return Err(Error::new(
            "slots have to state the number of choices, 1 to 256, in their last dimension",
        ));
    }
    let expected = routed_sizes(&shaped(op, 0, "logits")?.sizes, top_k)?;
    for (out, expected) in outs.iter().zip(&expected) {
        sizes_are(out.name, &out.sizes, expected)?;
    }
    for (out, word) in outs.iter().zip(["i32", "i32", "i32", "f32", "i32"]) {
        if out.element.to_string() != word {
            return Err(Error::new(format!(
                "{} has element type {}, expected {word}",
                out.name, out.element
            )));
        }
    }
    Ok(())
}

fn verify_combine_experts(op: Op<'_>) -> Result<'_> {
    let outs = destinations(op, 3, &["the result"])?;
    let (y, slots, weights) = (shaped(op, 0, "y")?, shaped(op, 1, "slots")?, shaped(op, 2, "weights")?);
    verify_combined(&y, &slots, &weights, &outs[0])
}
