//! Results as people read them: small ones in full, large ones in a line.

use std::fmt::Write as _;

use dynsparse_lowering::codegen::{array::Array, signature::Element};

/// An array of more numbers than that is summed up.
const FULL: usize = 64;
/// How many of its numbers are shown then.
const FIRST: usize = 6;

/// The array's type and its numbers: `2x2xf32 = [[1.0, 2.0], [3.0, 4.0]]`.
pub fn array(array: &Array) -> String {
    let mut text = String::new();
    for size in array.shape() {
        let _ = write!(text, "{size}x");
    }
    let _ = write!(text, "{}", array.element());
    if array.len() > FULL {
        summary(array, &mut text);
    } else {
        text += " = ";
        nested(array, array.shape(), &mut 0, &mut text);
    }
    text
}

/// One number, in the fewest digits that mean it.
pub fn number(array: &Array, index: usize) -> String {
    match array.element() {
        Element::F64 => format!("{:?}", array.float(index)),
        Element::F32 | Element::F16 | Element::Bf16 => format!("{:?}", array.float(index) as f32),
        Element::I1 => (array.int(index) != 0).to_string(),
        _ => array.int(index).to_string(),
    }
}

fn nested(array: &Array, shape: &[usize], next: &mut usize, text: &mut String) {
    let Some((size, inner)) = shape.split_first() else {
        *text += &number(array, *next);
        *next += 1;
        return;
    };
    text.push('[');
    for index in 0..*size {
        if index > 0 {
            *text += ", ";
        }
        nested(array, inner, next, text);
    }
    text.push(']');
}

fn summary(array: &Array, text: &mut String) {
    let numbers: Vec<f64> = (0..array.len()).map(|i| array.float(i)).collect();
    let real: Vec<f64> = numbers.iter().copied().filter(|x| !x.is_nan()).collect();
    let least = real.iter().copied().fold(f64::INFINITY, f64::min);
    let most = real.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mean = real.iter().sum::<f64>() / real.len() as f64;
    let _ = write!(text, ": {} numbers", array.len());
    if !real.is_empty() {
        let _ = write!(text, " from {least:.6} to {most:.6}, mean {mean:.6}");
    }
    if real.len() < numbers.len() {
        let _ = write!(text, ", {} NaN", numbers.len() - real.len());
    }
    let first: Vec<String> = (0..FIRST).map(|i| number(array, i)).collect();
    let _ = write!(text, ": {}, ...", first.join(", "));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counting(element: Element, shape: &[usize]) -> Array {
        let mut next = 0.0;
        Array::from_floats(element, shape, || {
            next += 0.5;
            next
        })
        .unwrap()
    }

    #[test]
    fn small() {
        assert_eq!(
            array(&counting(Element::F32, &[2, 2])),
            "2x2xf32 = [[0.5, 1.0], [1.5, 2.0]]"
        );
        assert_eq!(array(&counting(Element::I64, &[])), "i64 = 0");
        assert_eq!(array(&counting(Element::I1, &[1])), "1xi1 = [true]");
        assert_eq!(array(&counting(Element::F32, &[2, 0])), "2x0xf32 = [[], []]");
    }

    #[test]
    fn large() {
        let mut many = counting(Element::F64, &[10, 10]);
        many.set_float(1, f64::NAN);
        assert_eq!(
            array(&many),
            "10x10xf64: 100 numbers from 0.500000 to 50.000000, mean 25.494949, 1 NaN: 0.5, NaN, 1.5, 2.0, 2.5, 3.0, ..."
        );
    }
}
