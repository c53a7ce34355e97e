//! Patterns: their sizes, and what is known of them at once.

use dynsparse_ir::{
    Error, Op, Result, Val,
    hooks::{Fold, OpHooks, Operands},
    melior::ir::{Attribute, Type, ValueLike as _, attribute::FloatAttribute},
    operation::{OpExt as _, defined_by, dims, same_type, segment_sizes, tensor},
    rewrite::{Pattern, Rewriter},
};

use super::{explain_grid, pattern_type, replace_by_dense, structured::all_given};

use crate::{
    pattern::PatternType,
    shapes::{shaped, sizes_are},
};

use super::{sizes::ReadsThroughCasts, structured::MaskOfAll};

/// One entry an op.
pub const HOOKS: &[OpHooks] = &[
    OpHooks::verifying("dsa.dense_pattern", verify_dense_pattern),
    OpHooks {
        canonicalize: &[&WindowThatCoversAll],
        ..OpHooks::verifying("dsa.window_pattern", verify_window_pattern)
    },
    OpHooks {
        fold: Some(fold_pattern_from_mask),
        canonicalize: &[
            &MaskOfAll("dsa.pattern_from_mask"),
            &ReadsThroughCasts("dsa.pattern_from_mask"),
        ],
        ..OpHooks::verifying("dsa.pattern_from_mask", verify_pattern_from_mask)
    },
    OpHooks {
        infer: Some(infer_pattern_to_mask),
        fold: Some(fold_pattern_to_mask),
        ..OpHooks::verifying("dsa.pattern_to_mask", verify_pattern_to_mask)
    },
    OpHooks {
        fold: Some(fold_pattern_density),
        ..OpHooks::verifying("dsa.pattern_density", |_| Ok(()))
    },
];

fn verify_dense_pattern(op: Op<'_>) -> Result<'_> {
    let pattern = pattern_type(op.result_values().first().copied())?;
    let dynamic = pattern.shape.iter().filter(|size| size.is_none()).count();
    let given = op.operand_values().len();
    if given == dynamic {
        return Ok(());
    }
    Err(Error::new(format!(
        "has {given} size operands, expected {dynamic}: one for each `?` of {pattern}"
    )))
}

fn verify_window_pattern(op: Op<'_>) -> Result<'_> {
    let pattern = pattern_type(op.result_values().first().copied())?;
    let Window {
        sizes,
        cells,
        grid,
        radius,
        global,
    } = Window::of(op);
    if let Some(size) = radius.iter().find(|size| **size < 0) {
        return Err(Error::new(format!("radius is {size}, expected at least 0")));
    }
    if global < 0 {
        return Err(Error::new(format!("global is {global}, expected at least 0")));
    }
    let tokens = match (&grid, &cells[..]) {
        (Some(grid), []) => {
            if let Some(size) = grid.iter().find(|size| **size < 1) {
                return Err(Error::new(format!("grid size is {size}, expected at least 1")));
            }
            let tokens = grid
                .iter()
                .try_fold(1_i64, |product, size| product.checked_mul(*size))
                .and_then(|cells| cells.checked_add(global))
                .ok_or_else(|| Error::new("the grid has more tokens than an index can count"))?;
            Some(tokens as u64)
        }
        (None, [_, _, _]) => {
            for (what, size) in ["queries", "keys"].iter().zip(&pattern.shape[2..]) {
                if let Some(size) = size.filter(|size| *size < global.unsigned_abs()) {
                    return Err(Error::new(format!(
                        "global is {global}, expected at most {size}: the pattern has no more {what}"
                    )));
                }
            }
            pattern.shape[2].or(pattern.shape[3])
        }
        (grid, cells) => {
            let stated = if grid.is_some() { "a stated one" } else { "none stated" };
            return Err(Error::new(format!(
                "has {} operands for the grid and {stated}, expected `grid = [T, Y, X]` or `grid(%t, %y, %x)`",
                cells.len()
            )));
        }
    };
    sizes_are("queries x keys of the pattern", &pattern.shape[2..], &[tokens, tokens])?;
    all_given(sizes.len(), &pattern, &[0, 1, 2, 3])
}

/// What a window op says.
pub struct Window<'c> {
    /// A size for each `?` of the pattern's shape.
    pub sizes: Vec<Val<'c>>,
    /// The sizes of the grid, where it is not stated.
    pub cells: Vec<Val<'c>>,
    /// The grid, where it is stated.
    pub grid: Option<Vec<i64>>,
    /// How far a token sees, in each direction of the grid.
    pub radius: Vec<i64>,
    /// The tokens before the grid, which see all and are seen by all.
    pub global: i64,
}

impl<'c> Window<'c> {
    /// What `op` says.
    pub fn of(op: Op<'c>) -> Self {
        let mut sizes = op.operand_values();
        let segments = op.attr("operandSegmentSizes").and_then(segment_sizes);
        let of_shape = segments.and_then(|segments| segments.first().copied());
        let cells = sizes.split_off(of_shape.unwrap_or_default().min(sizes.len()));
        Self {
            sizes,
            cells,
            grid: op.ints_attr("grid"),
            radius: op.ints_attr("radius").unwrap_or_default(),
            global: op.int_attr("global").unwrap_or(0),
        }
    }

    /// The grid, where everything is stated, the pattern's shape as well.
    pub fn stated(&self) -> Option<&[i64]> {
        self.grid.as_deref().filter(|_| self.sizes.is_empty())
    }
}

fn verify_pattern_from_mask(op: Op<'_>) -> Result<'_> {
    let pattern = pattern_type(op.result_values().first().copied())?;
    let mask = shaped(op, 0, "mask")?;
    sizes_are("mask", &mask.sizes, &pattern.mask_shape()).map_err(|e| explain_grid(e, &pattern))
}

/// `from_mask(to_mask(p)) = p`, where the types agree.
fn fold_pattern_from_mask<'c>(op: Op<'c>, _: &[Option<Attribute<'c>>]) -> Option<Vec<Fold<'c>>> {
    let pattern = defined_by(op.operand_at(0)?, "dsa.pattern_to_mask")?.operand_at(0)?;
    same_type(pattern.r#type(), op.result_values().first()?.r#type()).then(|| vec![Fold::Value(pattern)])
}

fn infer_pattern_to_mask<'c>(parts: &Operands<'c>) -> Result<'c, Vec<Type<'c>>> {
    let pattern = pattern_type(parts.values.first().copied())?;
    let bit = dynsparse_ir::melior::ir::r#type::IntegerType::new(parts.context, 1).into();
    Ok(vec![tensor(&pattern.mask_shape(), bit)])
}

fn verify_pattern_to_mask(op: Op<'_>) -> Result<'_> {
    let pattern = pattern_type(op.operand_at(0))?;
    let found = op
        .result_values()
        .first()
        .and_then(|v| dims(v.r#type()))
        .unwrap_or_default();
    sizes_are("mask", &found, &pattern.mask_shape()).map_err(|e| explain_grid(e, &pattern))
}

/// `to_mask(from_mask(m)) = m`, where the types agree.
fn fold_pattern_to_mask<'c>(op: Op<'c>, _: &[Option<Attribute<'c>>]) -> Option<Vec<Fold<'c>>> {
    let mask = defined_by(op.operand_at(0)?, "dsa.pattern_from_mask")?.operand_at(0)?;
    same_type(mask.r#type(), op.result_values().first()?.r#type()).then(|| vec![Fold::Value(mask)])
}

/// `density(dense) = 1`, where there is at least one block for sure.
fn fold_pattern_density<'c>(op: Op<'c>, _: &[Option<Attribute<'c>>]) -> Option<Vec<Fold<'c>>> {
    let dense = defined_by(op.operand_at(0)?, "dsa.dense_pattern")?;
    let pattern = PatternType::of(dense.result_values().first()?.r#type())?;
    if !pattern.shape.iter().all(|size| size.is_some_and(|s| s > 0)) {
        return None;
    }
    let one = FloatAttribute::new(op.ctx(), Type::float32(op.ctx()), 1.0);
    Some(vec![Fold::Constant(one.into())])
}

/// A window whose radius reaches across the grid is the dense pattern.
struct WindowThatCoversAll;

impl Pattern for WindowThatCoversAll {
    fn root(&self) -> &'static str {
        "dsa.window_pattern"
    }

    fn rewrite<'c>(&self, op: Op<'c>, rewriter: &Rewriter<'c>) -> Result<'c, bool> {
        let window = Window::of(op);
        let Some(grid) = window.stated() else {
            return Ok(false);
        };
        if grid
            .iter()
            .zip(&window.radius)
            .all(|(size, radius)| *radius >= size - 1)
        {
            replace_by_dense(op, &[], rewriter)
        } else {
            Ok(false)
        }
    }
}
