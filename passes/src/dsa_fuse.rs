//! `dsa-fuse`: make composite ops of the smaller ones that `dsa-decompose` makes of them.
//!
//! What an op may be the end of is guessed from it and a few ops before it; whether the guess is right is found by making
//! smaller ops of the guessed one and comparing. So a fusion is right wherever its decomposition is.

use std::collections::HashSet;

use dynsparse_ir::{
    Op, Result,
    melior::ir::ValueLike as _,
    operation::{OpExt as _, collect, defined_by, same_type},
    pass::{Pass, PassRun},
    rewrite,
};

use crate::DsaFuse;

mod compare;
mod delta_gate;
mod exits;
mod guess;

impl Pass for DsaFuse {
    fn run<'c>(&self, function: Op<'c>, run: &PassRun) -> Result<'c> {
        run.each(&collect(function, |name| name == "dsa.unpack_tokens"), |op| {
            if delta_gate::delta_gate(op)? {
                run.count(Self::OPS, 1);
            }
            Ok(())
        })?;
        run.each(&collect(function, |name| name == "dsa.retained_mass"), |op| {
            if retained(op)? {
                run.count(Self::OPS, 1);
            }
            Ok(())
        })?;
        // A composite op may be a part of another.
        while fuse_once(function, run)? {}
        Ok(())
    }
}

/// Whether an op was fused.
fn fuse_once<'c>(function: Op<'c>, run: &PassRun) -> Result<'c, bool> {
    // From the last on: what is the end of one op may be in the middle of another.
    let mut ends = collect(function, |name| guess::GUESSES.iter().any(|(end, _)| *end == name));
    ends.reverse();
    let mut erased = HashSet::new();
    for end in ends {
        // What was erased must not even be asked for its name.
        if erased.contains(&end.to_raw().ptr) {
            continue;
        }
        run.each(&[end], |op| {
            let name = op.full_name();
            for (_, guess) in guess::GUESSES.iter().filter(|(end, _)| *end == name) {
                if let Some(gone) = compare::fuse(op, *guess)? {
                    erased.extend(gone);
                    run.count(DsaFuse::OPS, 1);
                    break;
                }
            }
            Ok(())
        })?;
    }
    Ok(!erased.is_empty())
}

/// What `dsa.select_blocks_by_mass` retained is the mass that its pattern holds of its scores.
fn retained<'c>(op: Op<'c>) -> Result<'c, bool> {
    let [scores, pattern] = op.operand_values()[..] else {
        return Ok(false);
    };
    let select = defined_by(pattern, "dsa.select_blocks_by_mass");
    let Some(select) = select.filter(|select| select.operand_at(0) == Some(scores)) else {
        return Ok(false);
    };
    // Blocks that are apart have no weight there.
    let retained = select.result_values()[1];
    if select.attr("apart").is_some() || !same_type(retained.r#type(), op.result_values()[0].r#type()) {
        return Ok(false);
    }
    rewrite::replace(op, &[retained])?;
    Ok(true)
}
