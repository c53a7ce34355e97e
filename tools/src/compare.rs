//! How a result differs from the one expected.

use anyhow::{Result, ensure};
use dynsparse_lowering::codegen::{array::Array, signature::Element};
use serde::Serialize;

use crate::show;

/// What differences pass: `|found - expected| <= atol + rtol * |expected|` for every element.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tolerance {
    /// Absolute.
    pub atol: f64,
    /// Relative.
    pub rtol: f64,
}

impl Tolerance {
    /// What rounding may do to results of that type.
    pub const fn of(element: Element) -> Self {
        let both = match element {
            Element::F64 => 1e-10,
            Element::F32 => 1e-5,
            Element::F16 => 2e-3,
            Element::Bf16 => 2e-2,
            _ => 0.0,
        };
        Self { atol: both, rtol: both }
    }
}

/// The differences between two arrays of one shape. Elements that are both NaN, or the same infinity, do not differ; if only
/// one of the two is NaN, so are the errors (`null` in JSON).
#[derive(Clone, Debug, Serialize)]
pub struct Difference {
    /// The largest absolute error.
    pub max_abs: f64,
    /// The largest absolute error over the largest magnitude that was expected.
    pub max_rel: f64,
    /// The Euclidean norm of the errors over that of what was expected.
    pub l2_rel: f64,
    /// Whether every element is within the tolerance.
    pub passed: bool,
    /// How many are not.
    #[serde(skip)]
    failed: usize,
    /// The element that is farthest beyond (or closest to) its tolerance.
    #[serde(skip)]
    worst: Option<usize>,
}

/// Compares.
///
/// # Errors
///
/// If the shapes differ.
pub fn compare(found: &Array, expected: &Array, tolerance: Tolerance) -> Result<Difference> {
    ensure!(
        found.shape() == expected.shape(),
        "expected shape {:?}, found {:?}",
        expected.shape(),
        found.shape()
    );
    let (mut max_abs, mut magnitude, mut error_square, mut expected_square) = (0.0_f64, 0.0_f64, 0.0, 0.0);
    let mut worst: Option<(usize, f64)> = None;
    let mut failed = 0;
    for index in 0..found.len() {
        let (a, e) = (found.float(index), expected.float(index));
        #[expect(clippy::float_cmp, reason = "equal infinities do not differ")]
        let same = a == e || a.is_nan() && e.is_nan();
        let error = if same { 0.0 } else { (a - e).abs() };
        // A NaN stays, unlike with f64::max.
        if error > max_abs || error.is_nan() {
            max_abs = error;
        }
        if e.is_finite() {
            magnitude = magnitude.max(e.abs());
            expected_square += e * e;
        }
        error_square += error * error;
        let excess = if same {
            f64::NEG_INFINITY
        } else {
            error - (tolerance.atol + tolerance.rtol * e.abs())
        };
        let excess = if excess.is_nan() || error.is_infinite() {
            f64::INFINITY
        } else {
            excess
        };
        failed += usize::from(excess > 0.0);
        if worst.is_none_or(|(_, most)| excess > most) {
            worst = Some((index, excess));
        }
    }
    Ok(Difference {
        max_abs,
        max_rel: ratio(max_abs, magnitude),
        l2_rel: ratio(f64::sqrt(error_square), f64::sqrt(expected_square)),
        passed: failed == 0,
        failed,
        worst: worst.map(|(index, _)| index),
    })
}

/// The quotient, where nothing over nothing is nothing.
fn ratio(error: f64, scale: f64) -> f64 {
    if error == 0.0 { 0.0 } else { error / scale }
}

impl Difference {
    /// The errors in a line.
    pub fn summary(&self) -> String {
        let Self {
            max_abs,
            max_rel,
            l2_rel,
            ..
        } = self;
        format!(
            "largest error {max_abs:.3e}, relative to the largest magnitude {max_rel:.3e}, in the L2 norm {l2_rel:.3e}"
        )
    }

    /// What went wrong, in a line.
    pub fn failure(&self, found: &Array, expected: &Array, tolerance: Tolerance) -> String {
        let worst = self.worst.unwrap_or(0);
        format!(
            "{} of {} elements differ by more than atol {:e} + rtol {:e} * |expected|; the worst, at {:?}: expected {}, found {}; {}",
            self.failed,
            found.len(),
            tolerance.atol,
            tolerance.rtol,
            indices(worst, found.shape()),
            show::number(expected, worst),
            show::number(found, worst),
            self.summary()
        )
    }
}

fn indices(mut index: usize, shape: &[usize]) -> Vec<usize> {
    let mut indices: Vec<usize> = shape
        .iter()
        .rev()
        .map(|size| {
            let here = index % size;
            index /= size;
            here
        })
        .collect();
    indices.reverse();
    indices
}

#[cfg(test)]
mod tests {
    use super::*;

    fn array(values: &[f64]) -> Array {
        let mut values = values.iter();
        Array::from_floats(Element::F64, &[values.len()], || *values.next().unwrap()).unwrap()
    }

    const STRICT: Tolerance = Tolerance { atol: 0.0, rtol: 1e-3 };

    fn difference(found: &[f64], expected: &[f64]) -> Difference {
        compare(&array(found), &array(expected), STRICT).unwrap()
    }

    #[test]
    fn errors() {
        let d = difference(&[3.0, 4.004], &[3.0, 4.0]);
        assert!(d.passed && (d.max_abs - 0.004).abs() < 1e-12, "{d:?}");
        assert!(
            (d.max_rel - 0.001).abs() < 1e-12 && (d.l2_rel - 0.0008).abs() < 1e-12,
            "{d:?}"
        );
        let d = difference(&[3.0, 4.1, 4.2], &[3.0, 4.0, 4.0]);
        assert_eq!((d.passed, d.failed, d.worst), (false, 2, Some(2)));
        assert!(difference(&[], &[]).passed);
        assert!(difference(&[0.0], &[0.0]).max_rel <= 0.0);
    }

    #[test]
    fn not_numbers() {
        let (nan, inf) = (f64::NAN, f64::INFINITY);
        assert!(difference(&[nan, inf, -inf], &[nan, inf, -inf]).passed);
        for (found, expected) in [(nan, 1.0), (1.0, nan), (inf, 1.0), (1.0, inf), (inf, -inf)] {
            let d = difference(&[1.0, found, 1.0], &[1.0, expected, 5.0]);
            assert_eq!((d.passed, d.worst), (false, Some(1)), "{found} {expected}");
            assert!(!d.max_abs.is_finite());
        }
    }

    #[test]
    fn words() {
        let (found, expected) = (
            array(&[1.0, 2.0]).reshaped(&[1, 2]),
            array(&[1.0, 4.0]).reshaped(&[1, 2]),
        );
        let d = compare(&found, &expected, STRICT).unwrap();
        assert_eq!(
            d.failure(&found, &expected, STRICT),
            "1 of 2 elements differ by more than atol 0e0 + rtol 1e-3 * |expected|; the worst, at [0, 1]: expected 4.0, found 2.0; \
             largest error 2.000e0, relative to the largest magnitude 5.000e-1, in the L2 norm 4.851e-1"
        );
        let error = compare(&found, &array(&[1.0]), STRICT).unwrap_err().to_string();
        assert_eq!(error, "expected shape [1], found [1, 2]");
    }
}
