//! The tensors and masks of a case.

use std::path::Path;

use anyhow::{Result, ensure};
use dynsparse_lowering::codegen::{array::Array, signature::Element};
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng as _};
use rand_distr::{Distribution as _, Uniform};

use super::{
    cases::{Case, Pattern, Scores},
    program,
};
use crate::{input, npy};

/// What a case computes with.
pub struct Inputs {
    /// Batch x heads x queries x head dimension.
    pub queries: Array,
    /// Batch x heads x keys x head dimension.
    pub keys: Array,
    /// Batch x heads x keys x value dimension.
    pub values: Array,
    /// The blocks or elements, 1 x heads x rows x columns: none if all are computed, or if the program chooses them.
    pub mask: Option<Array>,
}

/// How much a score grows from a key to the next where scores rise.
const SLOPE: f64 = 12.0 / 64.0;

impl Inputs {
    /// Draws them, or reads the mask; the same for the same case.
    ///
    /// # Errors
    ///
    /// If a mask cannot be read or does not fit.
    pub fn make(case: &Case, folder: &Path) -> Result<Self> {
        let element = case.dtype.element();
        let tensor = |offset: u64, tokens: usize, size: usize| {
            let shape = [case.batch, case.heads, tokens, size];
            input::random(case.seed.wrapping_mul(1000).wrapping_add(offset), &shape, element)
        };
        let mut queries = tensor(1, case.queries, case.head_dim)?;
        let mut keys = tensor(2, case.keys, case.head_dim)?;
        let values = tensor(3, case.keys, case.value_dim)?;
        if case.scores == Scores::Rising {
            // The first number of a query is sqrt(d), so that the first number of a key is added to its scores as it is. The last
            // keys' are near 0: large scores would lose their own digits.
            let d = case.head_dim;
            for token in 0..queries.len() / d {
                queries.set_float(token * d, (d as f64).sqrt());
            }
            for token in 0..keys.len() / d {
                let left = case.keys - 1 - token % case.keys;
                keys.set_float(token * d, -(left as f64) * SLOPE);
            }
        }
        let mask = match &case.pattern {
            Pattern::Dense | Pattern::TopK { .. } => None,
            Pattern::Random { density, skew } => Some(random(case, *density, *skew)?),
            Pattern::Window { .. } => Some(program::window_mask(case)?),
            Pattern::Causal => Some(causal(case)?),
            Pattern::Mask { file, .. } => Some(read(case, &folder.join(file))?),
        };
        Ok(Self {
            queries,
            keys,
            values,
            mask,
        })
    }

    /// The arguments of the case's program, in order.
    pub fn arguments(&self, case: &Case) -> Vec<Array> {
        let tensors = [&self.queries, &self.keys, &self.values];
        let mask = self.mask.iter().filter(|_| case.takes_mask());
        tensors.into_iter().chain(mask).cloned().collect()
    }
}

fn random(case: &Case, density: f64, skew: f64) -> Result<Array> {
    let [rows, columns] = case.blocks();
    let mut generator = ChaCha8Rng::seed_from_u64(case.seed);
    let uniform = Uniform::new(0.0, 1.0)?;
    let mut mask = Array::zeros(Element::I1, &[1, case.heads, rows, columns])?;
    for row in 0..case.heads * rows {
        let u: f64 = uniform.sample(&mut generator);
        let share = density * (skew + 1.0) * u.powf(skew);
        for column in 0..columns {
            let chosen = uniform.sample(&mut generator) < share;
            mask.set_int(row * columns + column, i64::from(chosen));
        }
    }
    Ok(mask)
}

fn causal(case: &Case) -> Result<Array> {
    let mut mask = Array::zeros(Element::I1, &[1, 1, case.queries, case.keys])?;
    for query in 0..case.queries {
        for key in 0..case.keys {
            let seen = key + case.queries <= query + case.keys;
            mask.set_int(query * case.keys + key, i64::from(seen));
        }
    }
    Ok(mask)
}

fn read(case: &Case, file: &Path) -> Result<Array> {
    let mask = npy::read(file, Some(Element::I1))?;
    let [rows, columns] = case.mask_size();
    let shape = mask.shape().to_vec();
    let heads = match shape.as_slice() {
        [r, s] | [1, 1, r, s] | [1, r, s] if [*r, *s] == [rows, columns] => 1,
        [h, r, s] | [1, h, r, s] if [*h, *r, *s] == [case.heads, rows, columns] => case.heads,
        _ => 0,
    };
    ensure!(
        heads > 0,
        "{}: expected {} heads (or one, or none) x {rows} rows x {columns} columns, found shape {shape:?}",
        file.display(),
        case.heads
    );
    let each = rows * columns;
    let mut all = Array::zeros(Element::I1, &[1, case.heads, rows, columns])?;
    for index in 0..all.len() {
        all.set_int(index, mask.int(if heads == 1 { index % each } else { index }));
    }
    Ok(all)
}

/// What a mask selects.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Work {
    /// The share of the blocks, or of the elements.
    pub density: f64,
    /// Floating-point operations of the pairs in them, in 1e9; a multiply-add is two.
    pub gflop: f64,
}

/// What the case's attention computes.
pub fn work(case: &Case, mask: Option<&Array>) -> Work {
    let [rows, columns] = case.mask_size();
    let [bq, bk] = if case.pattern.holds_elements() {
        [1, 1]
    } else {
        case.block.map(|size| size as usize)
    };
    // The last block of a row or column holds what is left.
    let size = |index: usize, block: usize, all: usize| (all - index * block).min(block);
    let heads = mask.map_or(1, |mask| mask.shape()[1]);
    // Which columns a program chooses is not known here; their number is.
    let top_k = case.top_k();
    let chosen = |head: usize, row: usize, column: usize| match mask {
        Some(mask) => mask.int((head * rows + row) * columns + column) != 0,
        None => column < top_k,
    };
    let (mut count, mut pairs) = (0_usize, 0_usize);
    for head in 0..heads {
        for row in 0..rows {
            for column in (0..columns).filter(|column| chosen(head, row, *column)) {
                count += 1;
                pairs += size(row, bq, case.queries) * size(column, bk, case.keys);
            }
        }
    }
    let copies = (case.batch * case.heads) as f64 / heads as f64;
    Work {
        density: count as f64 / (heads * rows * columns).max(1) as f64,
        gflop: 2.0 * pairs as f64 * copies * (case.head_dim + case.value_dim) as f64 / 1e9,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::cases::{Group, Task};

    fn case(entry: &str) -> Case {
        let group: Group =
            serde_json::from_str(&format!(r#"{{"name": "g", "title": "G", "cases": [{entry}]}}"#)).unwrap();
        let Task::Attention(case) = group.expand().unwrap().remove(0) else {
            panic!("a case of attention");
        };
        case
    }

    #[test]
    fn useful_work_leaves_out_what_is_beyond_the_end() {
        // 5 x 5 pairs of 4 + 4 numbers, twice.
        let dense = case(r#"{"queries": 5, "head_dim": 4, "block": [2, 3], "heads": 2}"#);
        let work = work(&dense, None);
        assert!((work.density - 1.0).abs() < 1e-12 && (work.gflop * 1e9 - 2.0 * 25.0 * 8.0 * 2.0).abs() < 1e-3);
    }

    #[test]
    fn random_masks_have_their_density_and_uneven_rows() {
        let even = case(r#"{"queries": 1600, "heads": 4, "pattern": {"kind": "random", "density": 0.25}}"#);
        let skewed = case(r#"{"queries": 1600, "heads": 4, "pattern": {"kind": "random", "density": 0.1, "skew": 3}}"#);
        let rows = |case: &Case| {
            let mask = Inputs::make(case, Path::new(".")).unwrap().mask.unwrap();
            let density = work(case, Some(&mask)).density;
            let counts: Vec<i64> = (0..400)
                .map(|row| (0..100).map(|c| mask.int(row * 100 + c)).sum())
                .collect();
            (
                density,
                counts.iter().copied().min().unwrap(),
                counts.iter().copied().max().unwrap(),
            )
        };
        let (density, least, most) = rows(&even);
        assert!(
            (density - 0.25).abs() < 0.02 && least > 8 && most < 45,
            "{density} {least} {most}"
        );
        let (density, least, most) = rows(&skewed);
        assert!(
            (density - 0.1).abs() < 0.03 && least == 0 && most > 28,
            "{density} {least} {most}"
        );
    }

    #[test]
    fn causal_masks_end_at_the_last_key() {
        let case = case(r#"{"queries": 2, "keys": 3, "head_dim": 1, "pattern": {"kind": "causal"}}"#);
        let mask = causal(&case).unwrap();
        let bits: Vec<i64> = (0..6).map(|i| mask.int(i)).collect();
        assert_eq!(bits, [1, 1, 0, 1, 1, 1]);
        let work = work(&case, Some(&mask));
        assert!((work.density - 5.0 / 6.0).abs() < 1e-12 && (work.gflop * 1e9 - 2.0 * 5.0 * 2.0).abs() < 1e-6);
    }

    #[test]
    fn rising_scores_rise() {
        let case = case(r#"{"queries": 8, "keys": 128, "head_dim": 4, "scores": "rising"}"#);
        let inputs = Inputs::make(&case, Path::new(".")).unwrap();
        let first = |key: usize| inputs.keys.float(key * 4) * inputs.queries.float(0) / 2.0;
        assert!((first(127) - 0.0).abs() < 1e-6 && (first(63) + 12.0).abs() < 1e-5);
    }

    #[test]
    fn masks_of_files() {
        let folder = tempfile::tempdir().unwrap();
        let mut mask = Array::zeros(Element::I1, &[2, 3]).unwrap();
        mask.set_int(5, 1);
        std::fs::write(folder.path().join("m.npy"), npy::bytes(&mask).unwrap()).unwrap();
        let entry = |queries: u32| {
            format!(
                r#"{{"queries": {queries}, "keys": 9, "block": [4, 4], "heads": 2, "pattern": {{"kind": "mask", "file": "m.npy"}}}}"#
            )
        };
        let read = Inputs::make(&case(&entry(8)), folder.path()).unwrap().mask.unwrap();
        assert_eq!(read.shape(), [1, 2, 2, 3]);
        assert_eq!((read.int(5), read.int(11), read.int(0)), (1, 1, 0));
        let error = format!("{:#}", Inputs::make(&case(&entry(9)), folder.path()).err().unwrap());
        assert!(error.contains("3 rows x 3 columns, found shape [2, 3]"), "{error}");
    }
}
