//! A function that is called once a frame, and whose results are the state for the next frame.

use std::{str::FromStr, time::Duration};

use anyhow::{Context as _, Result, anyhow, ensure};
use dynsparse_lowering::codegen::{
    array::Array,
    jit::Function,
    signature::{Signature, ValueType},
};

use crate::timing::Timed;

/// A result that is an argument of the next call: `RESULT:ARGUMENT`, by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The result.
    pub result: usize,
    /// The argument.
    pub argument: usize,
}

impl FromStr for Pair {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> Result<Self> {
        let numbers = text.split_once(':').and_then(|(result, argument)| {
            Some(Self {
                result: result.trim().parse().ok()?,
                argument: argument.trim().parse().ok()?,
            })
        });
        numbers.ok_or_else(|| anyhow!("expected the numbers of a result and an argument, such as 0:2, found '{text}'"))
    }
}

/// The type of a file of frames for an argument of that type: one axis more, time, in front.
pub fn of_frames(r#type: &ValueType) -> ValueType {
    match r#type.shape() {
        Some((dims, element)) => ValueType::Array {
            dims: [&[None], dims].concat(),
            element,
            in_place: false,
        },
        None => r#type.clone(),
    }
}

/// Checks what is said of frames and states against a function's type.
///
/// # Errors
///
/// If there are no such arguments or results, or they do not fit.
pub fn check(frames: &[usize], state: &[Pair], name: &str, signature: &Signature) -> Result<()> {
    let (arguments, results) = (&signature.inputs, &signature.results);
    for (index, frame) in frames.iter().enumerate() {
        ensure!(
            !frames[..index].contains(frame),
            "--frames: expected each argument of '{name}' once, found {frame} twice"
        );
        ensure!(
            *frame < arguments.len(),
            "--frames: expected the number of an argument of '{name}', below {}, found {frame}",
            arguments.len()
        );
    }
    for (index, pair) in state.iter().enumerate() {
        let Pair { result, argument } = *pair;
        let there = |what: &str, number: usize, count: usize| {
            ensure!(
                number < count,
                "--state: expected the number of {what} of '{name}', below {count}, found {number}"
            );
            Ok(())
        };
        there("a result", result, results.len())?;
        there("an argument", argument, arguments.len())?;
        ensure!(
            !frames.contains(&argument),
            "--state: argument #{argument} of '{name}' comes from frames"
        );
        ensure!(
            state[..index].iter().all(|other| other.argument != argument),
            "--state: expected one result for argument #{argument} of '{name}', found several"
        );
        let (from, to) = (&results[result], &arguments[argument]);
        let fit = match (from.shape(), to.shape()) {
            (Some((a, from)), Some((b, to))) => {
                let agree = |(a, b): (&Option<u64>, &Option<u64>)| a.zip(*b).is_none_or(|(a, b)| a == b);
                from == to && a.len() == b.len() && a.iter().zip(b).all(agree)
            }
            _ => false,
        };
        ensure!(
            fit,
            "--state: result #{result} of '{name}' is {from}, which argument #{argument}, {to}, cannot be"
        );
        ensure!(
            !matches!(to, ValueType::Array { in_place: true, .. }),
            "--state: argument #{argument} of '{name}' is a buffer, which keeps what the function leaves in it by itself"
        );
    }
    Ok(())
}

/// Frames, the state, and the function that goes from one to the next.
pub struct Clip<'a> {
    function: &'a Function<'a>,
    /// What each frame has of its own, by argument.
    moving: Vec<(usize, Vec<Array>)>,
    state: &'a [Pair],
    first: Vec<Array>,
    inputs: Vec<Array>,
    next: usize,
    threads: u32,
}

impl<'a> Clip<'a> {
    /// The clip of those inputs, some of which have an axis more.
    ///
    /// # Errors
    ///
    /// If they have different numbers of frames, or none.
    pub fn new(
        function: &'a Function<'a>,
        inputs: Vec<Array>,
        frames: &[usize],
        state: &'a [Pair],
        threads: u32,
    ) -> Result<Self> {
        let mut first = inputs;
        let mut moving: Vec<(usize, Vec<Array>)> = Vec::new();
        for index in frames {
            let split = split(&first[*index])?;
            ensure!(
                !split.is_empty(),
                "input #{index}: expected at least one frame, found none"
            );
            if let Some((other, others)) = moving.first() {
                ensure!(
                    split.len() == others.len(),
                    "input #{index}: expected as many frames as input #{other}, {}, found {}",
                    others.len(),
                    split.len()
                );
            }
            first[*index] = split[0].clone();
            moving.push((*index, split));
        }
        Ok(Self {
            function,
            moving,
            state,
            inputs: first.clone(),
            first,
            next: 0,
            threads,
        })
    }

    /// How many frames there are.
    pub fn frames(&self) -> usize {
        self.moving.first().map_or(1, |(_, frames)| frames.len())
    }

    /// The number of the next frame, and the arguments as the last call left them.
    pub fn arguments(&self) -> &[Array] {
        &self.inputs
    }

    /// The next frame; behind the last, the first again, with the state that was given.
    ///
    /// # Errors
    ///
    /// If a state does not fit, or the function cannot be called.
    pub fn step(&mut self) -> Result<(Vec<Array>, Duration)> {
        if self.next == self.frames() {
            self.next = 0;
            self.inputs.clone_from(&self.first);
        }
        for (argument, frames) in &self.moving {
            self.inputs[*argument] = frames[self.next].clone();
        }
        let called = self.function.timed_call(&mut self.inputs);
        let (results, took) = called.with_context(|| format!("frame {}", self.next))?;
        for pair in self.state {
            self.inputs[pair.argument] = results[pair.result].clone();
        }
        self.next += 1;
        Ok((results, took))
    }
}

impl Timed for Clip<'_> {
    fn time(&mut self, calls: u32) -> Result<Duration> {
        dynsparse_runtime::dynsparse_set_num_threads(self.threads.into());
        let mut sum = Duration::ZERO;
        for _ in 0..calls {
            sum += self.step()?.1;
        }
        Ok(sum / calls)
    }
}

/// The parts of an array along its first axis.
fn split(array: &Array) -> Result<Vec<Array>> {
    let (count, shape) = array.shape().split_first().unwrap_or((&1, &[]));
    let mut parts = Vec::new();
    for index in 0..*count {
        let mut part = Array::zeros(array.element(), shape)?;
        let size = part.bytes().len();
        part.bytes_mut().copy_from_slice(&array.bytes()[index * size..][..size]);
        parts.push(part);
    }
    Ok(parts)
}

/// The arrays one behind the other along a new first axis; `None` if their shapes differ.
///
/// # Errors
///
/// If there is no memory for it.
pub fn stack(parts: &[Array]) -> Result<Option<Array>> {
    let Some(first) = parts.first() else {
        return Ok(None);
    };
    if parts.iter().any(|part| part.shape() != first.shape()) {
        return Ok(None);
    }
    let mut all = Array::zeros(first.element(), &[&[parts.len()], first.shape()].concat())?;
    let size = first.bytes().len();
    for (index, part) in parts.iter().enumerate() {
        all.bytes_mut()[index * size..][..size].copy_from_slice(part.bytes());
    }
    Ok(Some(all))
}

#[cfg(test)]
mod tests {
    use dynsparse_lowering::codegen::signature::Element;

    use super::{Pair, split, stack};

    #[test]
    fn frames_are_split_and_stacked() {
        let mut numbers = 0..24;
        let all = super::Array::from_floats(Element::F32, &[4, 2, 3], || f64::from(numbers.next().unwrap())).unwrap();
        let parts = split(&all).unwrap();
        assert_eq!((parts.len(), parts[1].shape(), parts[1].int(0)), (4, &[2, 3][..], 6));
        assert_eq!(stack(&parts).unwrap().unwrap().bytes(), all.bytes());
        let other = [parts[0].clone(), parts[0].clone().reshaped(&[3, 2])];
        assert!(stack(&other).unwrap().is_none());
        assert!(stack(&[]).unwrap().is_none());
    }

    #[test]
    fn pairs() {
        let pair = Pair { result: 1, argument: 3 };
        assert_eq!("1:3".parse::<Pair>().unwrap(), pair);
        for wrong in ["1", "a:1", "1:", ":2", "-1:2"] {
            assert!(
                wrong.parse::<Pair>().unwrap_err().to_string().contains("such as 0:2"),
                "{wrong}"
            );
        }
    }
}
