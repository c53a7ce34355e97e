//! What stands after `--input=`: where an argument's numbers come from.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, anyhow, bail, ensure};
use dynsparse_lowering::codegen::{
    array::Array,
    jit::{check_input, not_passable},
    signature::{Element, ValueType},
};
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng as _};
use rand_distr::{Distribution as _, StandardNormal};

use crate::npy;

/// The forms, for messages.
const FORMS: &str =
    "@file.npy, @file.npz:name, 2x3xf32=1,2,3,4,5,6, 2x3xf32=0, f32=1.5, 7, random(1) or 2x3xf32=random(1)";

/// Where numbers come from.
#[derive(Clone, Debug, PartialEq)]
enum Source {
    /// A `.npy` file.
    File(PathBuf),
    /// An array in a `.npz` file.
    Entry(PathBuf, String),
    /// Numbers as they were typed.
    Numbers(String),
    /// Drawn from the normal distribution with mean 0 and deviation 1, by that seed; an `i1` is a coin.
    Random(u64),
}

/// One input, or one expected output.
#[derive(Clone, Debug)]
pub struct Input {
    /// As it was typed.
    text: String,
    /// The shape and the element type before the `=`.
    shape: Option<(Vec<usize>, Element)>,
    source: Source,
}

impl std::str::FromStr for Input {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> Result<Self> {
        let (shape, rest) = match text.split_once('=') {
            Some((before, after)) if !text.starts_with('@') => {
                let shape = shape(before).ok_or_else(|| {
                    anyhow!("expected a shape and a type before '=', such as 2x3xf32, found '{before}'")
                })?;
                (Some(shape), after)
            }
            _ => (None, text),
        };
        let source = if let Some(file) = rest.strip_prefix('@') {
            file_source(file)?
        } else if let Some(seed) = rest.strip_prefix("random(").and_then(|r| r.strip_suffix(')')) {
            Source::Random(
                seed.trim()
                    .parse()
                    .map_err(|_| anyhow!("expected a seed such as random(1), found '{rest}'"))?,
            )
        } else if rest.chars().any(|c| c.is_ascii_digit()) || !words(rest).any(|w| number(w).is_none()) {
            Source::Numbers(rest.to_owned())
        } else {
            bail!("expected one of {FORMS}, found '{text}'");
        };
        Ok(Self {
            text: text.to_owned(),
            shape,
            source,
        })
    }
}

fn file_source(file: &str) -> Result<Source> {
    ensure!(!file.is_empty(), "expected a file after '@'");
    ensure!(
        file != "-",
        "a file of numbers is read from a path, not from standard input"
    );
    let is_archive = |path: &str| {
        Path::new(path)
            .extension()
            .is_some_and(|e| e.eq_ignore_ascii_case("npz"))
    };
    let named = file.rsplit_once(':').filter(|(path, _)| is_archive(path));
    Ok(match named {
        Some((path, name)) => Source::Entry(path.into(), name.to_owned()),
        None if is_archive(file) => bail!("expected @{file}:name, the name of an array in it"),
        None => Source::File(file.into()),
    })
}

/// Reads `2x3xf32`, or `f32`.
fn shape(text: &str) -> Option<(Vec<usize>, Element)> {
    // `index` has an x of its own, so the type is looked for first.
    let matching = |e: &Element| {
        text.strip_suffix(e.name())
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('x'))
    };
    let element = Element::ALL.into_iter().find(matching)?;
    let sizes = text.strip_suffix(element.name())?;
    let sizes = sizes
        .split_terminator('x')
        .map(|size| size.parse().ok())
        .collect::<Option<Vec<usize>>>()?;
    Some((sizes, element))
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| matches!(c, ',' | '[' | ']') || c.is_whitespace())
        .filter(|word| !word.is_empty())
}

fn number(word: &str) -> Option<f64> {
    match word {
        "true" => Some(1.0),
        "false" => Some(0.0),
        _ => word.parse().ok(),
    }
}

impl Input {
    /// The numbers, for an argument of that type.
    ///
    /// # Errors
    ///
    /// If a file cannot be read, or the numbers are not of the type.
    pub fn load(&self, r#type: &ValueType) -> Result<Array> {
        let (dims, element) = r#type.shape().ok_or_else(|| anyhow!(not_passable(r#type)))?;
        let array = self
            .read(Some(element), || {
                let sizes = dims
                    .iter()
                    .map(|dim| dim.map(|size| size as usize))
                    .collect::<Option<Vec<_>>>();
                let sizes = sizes.ok_or_else(|| {
                    let example: Vec<String> = dims.iter().map(|d| format!("{}x", d.unwrap_or(8))).collect();
                    anyhow!(
                        "{type} has sizes that are not known: give them, such as {}{element}={}",
                        example.concat(),
                        self.text
                    )
                })?;
                Ok((sizes, element))
            })
            .with_context(|| self.text.clone())?;
        check_input(r#type, &array).with_context(|| self.text.clone())?;
        Ok(array)
    }

    /// The numbers, of the type that the file or the text says, or otherwise of `element`.
    ///
    /// # Errors
    ///
    /// If a file cannot be read.
    pub fn load_any(&self, element: Element, shape: &[usize]) -> Result<Array> {
        // The bits of a bf16 are not told from an integer by the file.
        let own = (element == Element::Bf16).then_some(element);
        let array = self.read(own, || Ok((shape.to_vec(), element)));
        let array = if own.is_some() {
            array.or_else(|_| self.read(None, || Ok((shape.to_vec(), element))))
        } else {
            array
        };
        array.with_context(|| self.text.clone())
    }

    fn read(
        &self,
        element: Option<Element>,
        otherwise: impl FnOnce() -> Result<(Vec<usize>, Element)>,
    ) -> Result<Array> {
        let known = || self.shape.clone().map_or_else(otherwise, Ok);
        let array = match &self.source {
            Source::File(path) => npy::read(path, element.filter(|_| self.shape.is_none()))?,
            Source::Entry(path, name) => npy::read_entry(path, name, element.filter(|_| self.shape.is_none()))?,
            Source::Numbers(text) => {
                let (shape, element) = known()?;
                ensure!(
                    self.shape.is_some() || shape.is_empty(),
                    "a bare number is for a scalar: write the shape and the type before it, such as {}{element}={text}",
                    shape.iter().map(|s| format!("{s}x")).collect::<Vec<_>>().concat()
                );
                numbers(text, &shape, element)?
            }
            Source::Random(seed) => {
                let (shape, element) = known()?;
                random(*seed, &shape, element)?
            }
        };
        if let (Some((shape, element)), Source::File(_) | Source::Entry(..)) = (&self.shape, &self.source) {
            ensure!(
                array.shape() == shape && array.element() == *element,
                "expected {element} of shape {shape:?}, found {} of shape {:?}",
                array.element(),
                array.shape()
            );
        }
        Ok(array)
    }
}

/// As many numbers as the shape has elements, or one for all of them.
fn numbers(text: &str, shape: &[usize], element: Element) -> Result<Array> {
    let mut array = Array::zeros(element, shape)?;
    let words: Vec<&str> = words(text).collect();
    ensure!(
        words.len() == array.len() || words.len() == 1,
        "expected {} numbers for shape {shape:?}, or one for all, found {}",
        array.len(),
        words.len()
    );
    for index in 0..array.len() {
        let word = words[if words.len() == 1 { 0 } else { index }];
        if element.is_float() {
            array.set_float(
                index,
                number(word).ok_or_else(|| anyhow!("expected a number, found '{word}'"))?,
            );
        } else {
            array.set_int(index, integer(word, element)?);
        }
    }
    Ok(array)
}

/// An integer that fits the type, with a sign or without.
fn integer(word: &str, element: Element) -> Result<i64> {
    let bits = if element == Element::I1 {
        1
    } else {
        8 * element.size() as u32
    };
    let value: i128 = match word {
        "true" if element == Element::I1 => 1,
        "false" if element == Element::I1 => 0,
        _ => word
            .parse()
            .map_err(|_| anyhow!("expected an integer for {element}, found '{word}'"))?,
    };
    let lowest = if element == Element::I1 {
        0
    } else {
        -(1_i128 << (bits - 1))
    };
    ensure!(
        (lowest..1_i128 << bits).contains(&value),
        "{value} does not fit {element}"
    );
    Ok(value as i64)
}

/// Numbers drawn from the normal distribution with mean 0 and deviation 1; an `i1` is a coin.
///
/// # Errors
///
/// For integers.
pub fn random(seed: u64, shape: &[usize], element: Element) -> Result<Array> {
    let mut generator = ChaCha8Rng::seed_from_u64(seed);
    // The same numbers for every float type, but for rounding.
    let mut draw = || StandardNormal.sample(&mut generator);
    match element {
        Element::I1 => Ok(Array::from_floats(element, shape, || {
            f64::from(u8::from(draw() > 0.0))
        })?),
        _ if element.is_float() => Ok(Array::from_floats(element, shape, draw)?),
        _ => bail!("random numbers are for f64, f32, f16, bf16 and i1, not for {element}: give values"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tensor(dims: &[Option<u64>], element: Element) -> ValueType {
        ValueType::Array {
            dims: dims.to_vec(),
            element,
            in_place: false,
        }
    }

    fn load(text: &str, r#type: &ValueType) -> std::result::Result<Vec<f64>, String> {
        let array = text
            .parse::<Input>()
            .and_then(|input| input.load(r#type))
            .map_err(|error| format!("{error:#}"))?;
        Ok((0..array.len()).map(|i| array.float(i)).collect())
    }

    #[test]
    fn literals() {
        let four = tensor(&[Some(2), None], Element::F32);
        assert_eq!(load("2x2xf32=1,2,-3,4e1", &four).unwrap(), [1.0, 2.0, -3.0, 40.0]);
        assert_eq!(load("2x2xf32=[[1 2][3 nan]]", &four).unwrap()[..3], [1.0, 2.0, 3.0]);
        assert_eq!(load("2x3xf32=-inf", &four).unwrap(), [f64::NEG_INFINITY; 6]);
        assert_eq!(load("7", &ValueType::Scalar(Element::Index)).unwrap(), [7.0]);
        assert_eq!(load("index=7", &ValueType::Scalar(Element::Index)).unwrap(), [7.0]);
        assert_eq!(
            load("2xindex=1,2", &tensor(&[None], Element::Index)).unwrap(),
            [1.0, 2.0]
        );
        assert_eq!(load("-1.5", &ValueType::Scalar(Element::Bf16)).unwrap(), [-1.5]);
        assert_eq!(load("i1=true", &ValueType::Scalar(Element::I1)).unwrap(), [1.0]);
        assert!(load("0xf32=", &tensor(&[None], Element::F32)).unwrap().is_empty());
        assert_eq!(load("i8=255", &ValueType::Scalar(Element::I8)).unwrap(), [-1.0]);
    }

    #[test]
    fn random_numbers() {
        let dynamic = tensor(&[None], Element::F64);
        let drawn = load("1000xf64=random(3)", &dynamic).unwrap();
        let mean = drawn.iter().sum::<f64>() / 1000.0;
        let variance = drawn.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / 1000.0;
        assert!(mean.abs() < 0.15 && (variance - 1.0).abs() < 0.15, "{mean} {variance}");
        let fixed = tensor(&[Some(1000)], Element::F32);
        let narrow = load("random(3)", &fixed).unwrap();
        assert!(narrow.iter().zip(&drawn).all(|(a, b)| (a - b).abs() < 1e-6));
        assert_eq!(
            load("random(3)", &dynamic).unwrap_err(),
            "random(3): tensor<?xf64> has sizes that are not known: give them, such as 8xf64=random(3)"
        );
        assert!(
            load("random(3)", &tensor(&[Some(2)], Element::I32))
                .unwrap_err()
                .contains("not for i32")
        );
        assert!(load("random(x)", &fixed).unwrap_err().contains("expected a seed"));
    }

    #[test]
    fn wrong_numbers() {
        let three = tensor(&[Some(3)], Element::F32);
        let error = |text: &str, r#type: &ValueType| load(text, r#type).unwrap_err();
        assert_eq!(
            error("3xf32=1,2", &three),
            "3xf32=1,2: expected 3 numbers for shape [3], or one for all, found 2"
        );
        assert_eq!(
            error("4xf32=0", &three),
            "4xf32=0: expected tensor<3xf32>, found tensor<4xf32>"
        );
        assert_eq!(
            error("3xf64=0", &three),
            "3xf64=0: expected tensor<3xf32>, found tensor<3xf64>"
        );
        assert_eq!(
            error("3xf32=a1,2,3", &three),
            "3xf32=a1,2,3: expected a number, found 'a1'"
        );
        assert_eq!(
            error("3xq32=1", &three),
            "expected a shape and a type before '=', such as 2x3xf32, found '3xq32'"
        );
        assert!(error("nonsense", &three).starts_with("expected one of @file.npy"));
        assert!(error("5", &three).contains("a bare number is for a scalar"));
        assert_eq!(
            error("i8=256", &ValueType::Scalar(Element::I8)),
            "i8=256: 256 does not fit i8"
        );
        assert_eq!(
            error("i8=1.5", &ValueType::Scalar(Element::I8)),
            "i8=1.5: expected an integer for i8, found '1.5'"
        );
        assert!(error("1", &ValueType::Other("!dsa.pattern<..>".to_owned())).contains("make it inside the function"));
        assert!(error("@-", &three).contains("not from standard input"));
        assert!(error("@a.npz", &three).contains("expected @a.npz:name"));
        assert!(error("@missing.npy", &three).contains("cannot read missing.npy: No such file"));
    }
}
