//! Calls of compiled functions: arguments and results as arrays.

use std::{
    collections::BTreeSet,
    ffi::c_void,
    marker::PhantomData,
    ptr,
    time::{Duration, Instant},
};

use super::{
    super::{
        Error, Result,
        array::Array,
        signature::{Element, Signature, ValueType},
    },
    Program,
    allocation::{self, Memory},
    assertions,
};

pub(super) type Entry = extern "C" fn(*const *mut c_void);

/// A compiled function.
pub struct Function<'p> {
    pub(super) entry: Entry,
    pub(super) signature: Signature,
    pub(super) program: PhantomData<&'p Program>,
}

impl Function<'_> {
    /// What it takes and gives.
    pub fn signature(&self) -> &Signature {
        &self.signature
    }

    /// Calls it and copies its results. Of `inputs` only those that are memrefs in the signature may be changed.
    ///
    /// # Errors
    ///
    /// If the inputs are not what the signature says, or a result has a shape that no array can have.
    pub fn call(&self, inputs: &mut [Array]) -> Result<Vec<Array>> {
        self.timed_call(inputs).map(|(results, _)| results)
    }

    /// As [`Function::call`], with the time that the function took.
    ///
    /// # Errors
    ///
    /// As [`Function::call`].
    pub fn timed_call(&self, inputs: &mut [Array]) -> Result<(Vec<Array>, Duration)> {
        let mut call = self.prepare(inputs)?;
        let start = Instant::now();
        call.run(self.entry);
        let took = start.elapsed();
        let results: Result<Vec<Array>> = self
            .signature
            .results
            .iter()
            .zip(&call.offsets)
            .map(|(r#type, at)| call.result(r#type, *at))
            .collect();
        call.release();
        results.map(|results| (results, took))
    }

    /// Calls it for the time it takes, and drops the results.
    ///
    /// # Errors
    ///
    /// If the inputs are not what the signature says.
    pub fn time(&self, inputs: &mut [Array]) -> Result<Duration> {
        let mut call = self.prepare(inputs)?;
        let start = Instant::now();
        call.run(self.entry);
        let took = start.elapsed();
        call.release();
        Ok(took)
    }

    /// Calls it for the memory that it and its results take; what it keeps on stacks is not counted. Alone: of calls at the
    /// same time each sees the other's.
    ///
    /// # Errors
    ///
    /// If the inputs are not what the signature says.
    pub fn memory(&self, inputs: &mut [Array]) -> Result<Memory> {
        let mut call = self.prepare(inputs)?;
        let before = allocation::mark();
        call.run(self.entry);
        let memory = allocation::since(before);
        call.release();
        Ok(memory)
    }

    fn prepare<'a>(&self, inputs: &'a mut [Array]) -> Result<Call<'a>> {
        check_inputs(&self.signature, inputs)?;
        let (offsets, size) = layout(&self.signature.results)?;
        let descriptors = self
            .signature
            .inputs
            .iter()
            .zip(inputs.iter_mut())
            .map(|(r#type, input)| matches!(r#type, ValueType::Array { .. }).then(|| descriptor(input)))
            .collect();
        let tensors = self.signature.results.iter().zip(&offsets);
        let tensors = tensors
            .filter(|(t, _)| matches!(t, ValueType::Array { .. }))
            .map(|(_, at)| *at)
            .collect();
        Ok(Call {
            inputs,
            descriptors,
            results: vec![0; size.div_ceil(8)],
            offsets,
            tensors,
        })
    }
}

/// Checks number, element types and shapes of a function's inputs.
///
/// # Errors
///
/// Says which input differs, and how.
pub fn check_inputs(signature: &Signature, inputs: &[Array]) -> Result {
    if signature.inputs.len() != inputs.len() {
        return Err(Error::new(format!(
            "expected {} inputs, found {}",
            signature.inputs.len(),
            inputs.len()
        )));
    }
    for (index, (r#type, input)) in signature.inputs.iter().zip(inputs).enumerate() {
        check_input(r#type, input).map_err(|error| Error::new(format!("input #{index}: {error}")))?;
    }
    Ok(())
}

/// Checks element type and shape of one input.
///
/// # Errors
///
/// Says how it differs.
pub fn check_input(r#type: &ValueType, input: &Array) -> Result {
    let (dims, element) = r#type.shape().ok_or_else(|| Error::new(not_passable(r#type)))?;
    let fits = dims.len() == input.shape().len()
        && dims
            .iter()
            .zip(input.shape())
            .all(|(dim, size)| dim.is_none_or(|dim| dim == *size as u64));
    if fits && element == input.element() {
        return Ok(());
    }
    let sizes: Vec<Option<u64>> = input.shape().iter().map(|s| Some(*s as u64)).collect();
    let found = if sizes.is_empty() && matches!(r#type, ValueType::Scalar(_)) {
        ValueType::Scalar(input.element())
    } else {
        ValueType::Array {
            dims: sizes,
            element: input.element(),
            in_place: false,
        }
    };
    Err(Error::new(format!("expected {type}, found {found}", r#type = r#type)))
}

/// Why a value of that type cannot come from outside, and what to do.
pub fn not_passable(r#type: &ValueType) -> String {
    format!(
        "a value of type {type} cannot pass between the program and a file; expected tensors, memrefs and numbers of \
         f64, f32, f16, bf16, i1, i8, i16, i32, i64 and index: make it inside the function",
        r#type = r#type
    )
}

/// Where each result lies in the struct that the C interface writes, and the struct's size.
fn layout(results: &[ValueType]) -> Result<(Vec<usize>, usize)> {
    let mut end = 0_usize;
    let mut offsets = Vec::new();
    for r#type in results {
        let (size, alignment) = match r#type {
            ValueType::Scalar(element) => (element.size(), element.size()),
            ValueType::Array { dims, .. } => (8 * (3 + 2 * dims.len()), 8),
            ValueType::Other(_) => return Err(Error::new(not_passable(r#type))),
        };
        let offset = end.next_multiple_of(alignment);
        offsets.push(offset);
        end = offset + size;
    }
    Ok((offsets, end))
}

/// MLIR's descriptor of a row-major array: allocated, aligned, offset, sizes, strides.
fn descriptor(array: &mut Array) -> Vec<i64> {
    let data = array.bytes_mut().as_mut_ptr() as i64;
    let sizes = array.shape().iter().map(|s| *s as i64);
    let mut strides = vec![1; array.shape().len()];
    for i in (1..strides.len()).rev() {
        strides[i - 1] = strides[i] * array.shape()[i] as i64;
    }
    [data, data, 0].into_iter().chain(sizes).chain(strides).collect()
}

/// The memory of one call.
struct Call<'a> {
    inputs: &'a mut [Array],
    /// One for each input that is an array.
    descriptors: Vec<Option<Vec<i64>>>,
    /// The struct of the results, in words so that it is aligned.
    results: Vec<u64>,
    /// Where each result lies in it, in bytes.
    offsets: Vec<usize>,
    /// Those of them that are descriptors.
    tensors: Vec<usize>,
}

impl Call<'_> {
    fn run(&mut self, entry: Entry) {
        let results = self.results.as_mut_ptr().cast::<c_void>();
        let arguments = self
            .descriptors
            .iter_mut()
            .zip(self.inputs.iter_mut())
            .map(|(descriptor, input)| match descriptor {
                Some(descriptor) => descriptor.as_mut_ptr().cast(),
                None => input.bytes_mut().as_mut_ptr().cast(),
            });
        let slots: Vec<*mut c_void> = std::iter::once(results).chain(arguments).collect();
        entry(slots.as_ptr());
    }

    fn words(&self, at: usize, count: usize) -> &[u64] {
        // Descriptors are aligned to 8.
        &self.results[at / 8..][..count]
    }

    /// Copies the result of that type that lies at byte `at`.
    fn result(&self, r#type: &ValueType, at: usize) -> Result<Array> {
        let (dims, element) = r#type.shape().ok_or_else(|| Error::new(not_passable(r#type)))?;
        if matches!(r#type, ValueType::Scalar(_)) {
            let mut array = Array::zeros(element, &[])?;
            let bytes: Vec<u8> = self.results.iter().flat_map(|w| w.to_ne_bytes()).collect();
            array.bytes_mut().copy_from_slice(&bytes[at..][..element.size()]);
            if element == Element::I1 {
                array.bytes_mut()[0] &= 1;
            }
            return Ok(array);
        }
        let rank = dims.len();
        let words = self.words(at, 3 + 2 * rank);
        let sizes: Vec<usize> = words[3..3 + rank]
            .iter()
            .map(|size| {
                usize::try_from(*size as i64).map_err(|_| {
                    Error::new(format!(
                        "a result of type {type} has a size of {size}",
                        r#type = r#type,
                        size = *size as i64
                    ))
                })
            })
            .collect::<Result<_>>()?;
        let strides: Vec<i64> = words[3 + rank..].iter().map(|w| *w as i64).collect();
        let mut array = Array::zeros(element, &sizes)?;
        if !array.is_empty() {
            if words[1] == 0 {
                return Err(Error::new(format!(
                    "a result of type {type} has no memory",
                    r#type = r#type
                )));
            }
            // SAFETY: the function returned this descriptor; by MLIR's contract its pointer, offset, sizes and strides
            // describe memory that may be read until it is freed.
            unsafe {
                let base = (words[1] as *const u8).offset(words[2] as isize * element.size() as isize);
                copy_strided(base, &sizes, &strides, element.size(), array.bytes_mut());
            }
        }
        Ok(array)
    }

    /// Frees what the function allocated for its results.
    fn release(self) {
        assertions::pass_on_what_was_said();
        let inputs: Vec<_> = self.inputs.iter().map(|i| i.bytes().as_ptr_range()).collect();
        let allocated: BTreeSet<u64> = self.tensors.iter().map(|at| self.words(*at, 1)[0]).collect();
        for address in allocated {
            let pointer = address as *const u8;
            let given = inputs
                .iter()
                .any(|range| range.start == pointer || range.contains(&pointer));
            if address == 0 || address == CONSTANT || given {
                continue;
            }
            // SAFETY: the caller of a compiled function owns its results; this one was allocated by the function with
            // malloc, is not one of the inputs, not a constant's mark, and freed once.
            unsafe { allocation::free(address as *mut c_void) };
        }
    }
}

/// What MLIR writes as the allocated pointer of a constant.
const CONSTANT: u64 = 0xdead_beef;

/// Copies elements of `size` bytes into row-major order.
///
/// # Safety
///
/// Every element that `sizes` and `strides` (in elements) name from `base` on is readable; `into` holds them all.
unsafe fn copy_strided(base: *const u8, sizes: &[usize], strides: &[i64], size: usize, into: &mut [u8]) {
    let (Some((&count, sizes)), Some((&stride, strides))) = (sizes.split_first(), strides.split_first()) else {
        // SAFETY: one element at `base`, by the contract above.
        unsafe { ptr::copy_nonoverlapping(base, into.as_mut_ptr(), size) };
        return;
    };
    if count == 0 || into.is_empty() {
        return;
    }
    if sizes.is_empty() && stride == 1 {
        // SAFETY: `count` elements one after the other, by the contract above.
        unsafe { ptr::copy_nonoverlapping(base, into.as_mut_ptr(), count * size) };
        return;
    }
    let part = into.len() / count;
    for (index, into) in into.chunks_exact_mut(part).enumerate() {
        // SAFETY: stays within what the contract above names.
        unsafe {
            copy_strided(
                base.offset(index as isize * stride as isize * size as isize),
                sizes,
                strides,
                size,
                into,
            );
        };
    }
}

#[cfg(test)]
mod tests {
    use super::copy_strided;

    #[test]
    fn strided_memory_is_gathered() {
        let source: Vec<u8> = (0..24).collect();
        let mut into = vec![0; 6];
        // SAFETY: a 3x2 view of single bytes, all within `source`.
        unsafe { copy_strided(source.as_ptr(), &[3, 2], &[1, 10], 1, &mut into) };
        assert_eq!(into, [0, 10, 1, 11, 2, 12]);
    }
}
