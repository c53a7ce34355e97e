//! Products over time, of which what did not change is kept.

use dynsparse_ir::{
    Error, Op, Result,
    hooks::OpHooks,
    melior::ir::Type,
    operation::{OpExt as _, same_type},
};

use super::{
    destinations, finite_scale,
    in_place::{KeepsDestinations, WritesNothing},
};

use crate::shapes::{Shaped, agree, same_element, shaped, sizes_are};

/// One entry an op.
pub const HOOKS: &[OpHooks] = &[
    OpHooks {
        canonicalize: &[
            &KeepsDestinations {
                op: "dsk.update_scores",
                ins: 5,
                lists: &[2, 3],
            },
            &WritesNothing {
                op: "dsk.update_scores",
                ins: Some(5),
            },
        ],
        ..OpHooks::verifying("dsk.update_scores", verify_update_scores)
    },
    OpHooks {
        canonicalize: &[
            &KeepsDestinations {
                op: "dsk.update_product_rows",
                ins: 3,
                lists: &[2],
            },
            &WritesNothing {
                op: "dsk.update_product_rows",
                ins: Some(3),
            },
        ],
        ..OpHooks::verifying("dsk.update_product_rows", verify_update_product_rows)
    },
    OpHooks {
        canonicalize: &[&KeepsDestinations {
            op: "dsk.update_product",
            ins: 3,
            lists: &[2],
        }],
        ..OpHooks::verifying("dsk.update_product", verify_update_product)
    },
];

/// What is not computed is kept.
fn keeps(op: Op<'_>) -> Result<'_> {
    if op.attr("reads_outs").is_some() {
        return Ok(());
    }
    Err(Error::new(
        "keeps what it does not compute of its destination, so it must say `reads_outs`",
    ))
}

fn verify_update_scores(op: Op<'_>) -> Result<'_> {
    let (queries, keys) = (shaped(op, 0, "queries")?, shaped(op, 1, "keys")?);
    let outs = destinations(op, 5, &["scores"])?;
    keeps(op)?;
    same_element(&queries, &keys)?;
    for (what, axis) in [("batch", 0), ("heads", 1), ("head dimension", 3)] {
        agree(what, &queries, axis, &keys, axis)?;
    }
    let expected = [queries.sizes[0], queries.sizes[1], queries.sizes[2], keys.sizes[2]];
    sizes_are("scores", &outs[0].sizes, &expected)?;
    for (operand, name) in [(2, "indices"), (3, "key_indices"), (4, "positions")] {
        agree("batch", &queries, 0, &shaped(op, operand, name)?, 0)?;
    }
    agree("number of queries", &queries, 2, &shaped(op, 4, "positions")?, 1)?;
    let double = Type::float64(op.ctx());
    let expected = if same_type(queries.element, double) {
        double
    } else {
        Type::float32(op.ctx())
    };
    if !same_type(outs[0].element, expected) {
        return Err(Error::new(format!(
            "scores has element type {}, expected {expected}",
            outs[0].element
        )));
    }
    finite_scale(op)
}

fn verify_product<'c>(op: Op<'c>, product: &Shaped<'c>) -> Result<'c> {
    let (weights, values) = (shaped(op, 0, "weights")?, shaped(op, 1, "values")?);
    keeps(op)?;
    same_element(&weights, &values)?;
    same_element(&weights, product)?;
    for (what, axis) in [("batch", 0), ("heads", 1)] {
        agree(what, &weights, axis, &values, axis)?;
    }
    agree("number of keys", &weights, 3, &values, 2)?;
    agree("batch", &weights, 0, &shaped(op, 2, "indices")?, 0)?;
    let expected = [weights.sizes[0], weights.sizes[1], weights.sizes[2], values.sizes[3]];
    sizes_are("product", &product.sizes, &expected)
}

fn verify_update_product_rows(op: Op<'_>) -> Result<'_> {
    let outs = destinations(op, 3, &["product"])?;
    verify_product(op, &outs[0])
}

fn verify_update_product(op: Op<'_>) -> Result<'_> {
    let outs = destinations(op, 3, &["product", "last_weights", "last_values"])?;
    verify_product(op, &outs[0])?;
    for (operand, last) in [(0, &outs[1]), (1, &outs[2])] {
        let now = shaped(op, operand, if operand == 0 { "weights" } else { "values" })?;
        same_element(&now, last)?;
        sizes_are(last.name, &last.sizes, &now.sizes)?;
    }
    Ok(())
}
