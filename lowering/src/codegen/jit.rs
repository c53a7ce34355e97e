//! Compiled functions in this process: an object file made for the host CPU, loaded by ORC's LLJIT.
//!
//! (MCJIT would be one call, but cannot be told the CPU.)
//!
//! Calling compiled code is as safe as the code is: a module that writes past its buffers breaks this process as it would
//! any other. What is checked here is that arguments and results are what the function's signature says.

use std::{
    collections::BTreeSet,
    ffi::{CStr, CString, c_char, c_int, c_void},
    io::{self, Write as _},
    ptr,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use dynsparse_ir::Op;
use inkwell::context::Context;
use llvm_sys::{
    core::LLVMCreateMemoryBufferWithMemoryRangeCopy,
    error::{LLVMDisposeErrorMessage, LLVMErrorRef, LLVMGetErrorMessage},
    orc2::{
        LLVMJITEvaluatedSymbol, LLVMJITSymbolFlags, LLVMJITSymbolGenericFlags, LLVMOrcAbsoluteSymbols,
        LLVMOrcCSymbolMapPair, LLVMOrcCreateDynamicLibrarySearchGeneratorForProcess,
        LLVMOrcExecutionSessionSetErrorReporter, LLVMOrcJITDylibAddGenerator, LLVMOrcJITDylibDefine,
        lljit::{
            LLVMOrcCreateLLJIT, LLVMOrcDisposeLLJIT, LLVMOrcLLJITAddObjectFile, LLVMOrcLLJITGetExecutionSession,
            LLVMOrcLLJITGetGlobalPrefix, LLVMOrcLLJITGetMainJITDylib, LLVMOrcLLJITLookup, LLVMOrcLLJITMangleAndIntern,
            LLVMOrcLLJITRef,
        },
    },
};

use super::{
    Error, Result,
    array::Array,
    signature::{Element, Public, Signature, ValueType},
    unit::{ENTRY, Level, Machine, Unit},
};

/// Code in memory; functions borrow it.
pub struct Program {
    jit: LLVMOrcLLJITRef,
    functions: Vec<Public>,
    /// What ORC reported through its session rather than by a returned error; boxed, since the session holds its address.
    reported: Box<Reported>,
}

type Reported = Mutex<Vec<String>>;

impl Program {
    /// Compiles a module in the LLVM dialect for the host and loads it. The code may call the runtime, and whatever this
    /// process has. An assertion in it that fails ends the process with a line and status 1.
    ///
    /// # Errors
    ///
    /// If translation, code generation or loading fails.
    pub fn compile(module: Op<'_>, level: Level) -> Result<Self> {
        Self::compile_for(module, &Machine::default(), level)
    }

    /// As [`Program::compile`], for a CPU and features that this machine must have.
    ///
    /// # Errors
    ///
    /// As [`Program::compile`].
    pub fn compile_for(module: Op<'_>, machine: &Machine, level: Level) -> Result<Self> {
        if let Some(triple) = &machine.triple
            && !super::unit::is_host(triple)
        {
            return Err(Error::new(format!("code for '{triple}' does not run on this machine")));
        }
        let functions = super::signature::public_functions(module);
        let llvm = Context::create();
        let unit = Unit::translate(module, &llvm, machine, level)?;
        for function in functions.iter().filter(|f| f.signature.is_some()) {
            unit.add_entry(&function.name)?;
        }
        unit.optimise()?;
        let mut program = Self::load(&unit.object()?)?;
        program.functions = functions;
        Ok(program)
    }

    fn load(object: &[u8]) -> Result<Self> {
        dynsparse_runtime::dynsparse_keep_memory();
        let mut jit = ptr::null_mut();
        // SAFETY: a null builder asks for the defaults; `jit` receives the new instance.
        check(unsafe { LLVMOrcCreateLLJIT(&raw mut jit, ptr::null_mut()) })?;
        let program = Self {
            jit,
            functions: Vec::new(),
            reported: Box::default(),
        };
        // SAFETY: `jit` is live until `program` is dropped; symbol names are interned, the pairs and the object copied, and
        // generator and materialization unit handed over to the library, as ORC's C interface documents.
        unsafe {
            LLVMOrcExecutionSessionSetErrorReporter(
                LLVMOrcLLJITGetExecutionSession(jit),
                report,
                ptr::from_ref(&*program.reported).cast_mut().cast(),
            );
            let library = LLVMOrcLLJITGetMainJITDylib(jit);
            let mut pairs = Vec::new();
            let own: Vec<_> = assertions().into_iter().chain(allocation::symbols()).collect();
            let mut runtime = dynsparse_runtime::symbols();
            runtime.retain(|(name, _)| own.iter().all(|(taken, _)| taken != name));
            for (name, address) in own.into_iter().chain(runtime) {
                let name = CString::new(name).map_err(|_| Error::new("a symbol's name holds a null"))?;
                pairs.push(LLVMOrcCSymbolMapPair {
                    Name: LLVMOrcLLJITMangleAndIntern(jit, name.as_ptr()),
                    Sym: LLVMJITEvaluatedSymbol {
                        Address: address as u64,
                        Flags: LLVMJITSymbolFlags {
                            GenericFlags: LLVMJITSymbolGenericFlags::LLVMJITSymbolGenericFlagsExported as u8
                                | LLVMJITSymbolGenericFlags::LLVMJITSymbolGenericFlagsCallable as u8,
                            TargetFlags: 0,
                        },
                    },
                });
            }
            check(LLVMOrcJITDylibDefine(
                library,
                LLVMOrcAbsoluteSymbols(pairs.as_mut_ptr(), pairs.len()),
            ))?;
            let mut generator = ptr::null_mut();
            check(LLVMOrcCreateDynamicLibrarySearchGeneratorForProcess(
                &raw mut generator,
                LLVMOrcLLJITGetGlobalPrefix(jit),
                None,
                ptr::null_mut(),
            ))?;
            LLVMOrcJITDylibAddGenerator(library, generator);
            let name = c"dynsparse";
            let buffer = LLVMCreateMemoryBufferWithMemoryRangeCopy(object.as_ptr().cast(), object.len(), name.as_ptr());
            check(LLVMOrcLLJITAddObjectFile(jit, library, buffer))?;
        }
        Ok(program)
    }

    /// Its public functions.
    pub fn functions(&self) -> &[Public] {
        &self.functions
    }

    /// A function by name.
    ///
    /// # Errors
    ///
    /// If there is none (those there are get listed), if it was lowered without its signature, or if the code calls
    /// something that nobody defines.
    pub fn function(&self, name: &str) -> Result<Function<'_>> {
        let public = find(&self.functions, name)?;
        let signature = public.signature.clone().ok_or_else(|| {
            Error::new(format!(
                "{}: error: function '{name}' was lowered without a record of its arguments' types: expected the attribute '{}'; \
                 give the module before it was lowered",
                public.location,
                super::signature::ATTRIBUTE
            ))
        })?;
        let symbol =
            CString::new(format!("{ENTRY}{name}")).map_err(|_| Error::new("a function's name holds a null"))?;
        let mut address = 0;
        // SAFETY: `jit` is live; the name is read, and the address written.
        check(unsafe { LLVMOrcLLJITLookup(self.jit, &raw mut address, symbol.as_ptr()) }).map_err(|error| {
            // What was reported on the way is the cause.
            let cause = self
                .reported
                .lock()
                .ok()
                .and_then(|mut reported| std::mem::take(&mut *reported).into_iter().next());
            cause.map_or(error, |cause| not_loaded(&cause))
        })?;
        // SAFETY: the symbol is the function that `Unit::add_entry` made, of this type, in memory that lives as long as `self`.
        let entry = unsafe { std::mem::transmute::<usize, Entry>(address as usize) };
        Ok(Function {
            entry,
            signature,
            program: std::marker::PhantomData,
        })
    }
}

/// The function of that name among `functions`.
///
/// # Errors
///
/// If there is none: lists those there are.
pub fn find<'a>(functions: &'a [Public], name: &str) -> Result<&'a Public> {
    functions.iter().find(|f| f.name == name).ok_or_else(|| {
        let names: Vec<&str> = functions.iter().map(|f| f.name.as_str()).collect();
        let there_are = if names.is_empty() {
            "no public functions".to_owned()
        } else {
            names.join(", ")
        };
        Error::new(format!(
            "expected the name of a public function, found '{name}'; there are: {there_are}"
        ))
    })
}

impl Drop for Program {
    fn drop(&mut self) {
        // SAFETY: made by `load`, disposed of once; functions borrow `self`, so none is left. Any error is only consumed.
        let _ = check(unsafe { LLVMOrcDisposeLLJIT(self.jit) });
    }
}

extern "C" fn report(reported: *mut c_void, error: LLVMErrorRef) {
    // SAFETY: the session was given the address of its program's `reported`, which outlives it.
    let reported = unsafe { &*reported.cast::<Reported>() };
    if let (Some(text), Ok(mut reported)) = (message(error), reported.lock()) {
        reported.push(text);
    }
}

/// Consumes an LLVM error; its text, unless it is success.
fn message(error: LLVMErrorRef) -> Option<String> {
    if error.is_null() {
        return None;
    }
    // SAFETY: the error is live and consumed by the first call, whose text is copied and then disposed of.
    unsafe {
        let text: *mut c_char = LLVMGetErrorMessage(error);
        let copy = CStr::from_ptr(text).to_string_lossy().into_owned();
        LLVMDisposeErrorMessage(text);
        Some(copy)
    }
}

fn check(error: LLVMErrorRef) -> Result {
    message(error).map_or(Ok(()), |text| Err(not_loaded(&text)))
}

fn not_loaded(text: &str) -> Error {
    Error::new(format!(
        "cannot load the compiled code: {}",
        text.trim().replace('\n', " ")
    ))
}

/// What compiled code said by `puts` in the current call.
static SAID: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// What was compared by the assertion that fails.
static COMPARED: Mutex<Option<[i64; 2]>> = Mutex::new(None);

/// What an assertion (`cf.assert`) calls when it fails: `dynsparse_compared` with what it compared, `puts` with its message, then
/// `abort`. Here that ends in an error like any other.
fn assertions() -> [(&'static str, *const ()); 3] {
    extern "C" fn compared(a: i64, b: i64) {
        *COMPARED.lock().unwrap_or_else(PoisonError::into_inner) = Some([a, b]);
    }
    extern "C" fn puts(text: *const c_char) -> c_int {
        // SAFETY: as for C's own `puts`: a text that ends in a null.
        let text = unsafe { CStr::from_ptr(text) }.to_string_lossy().into_owned();
        SAID.lock().unwrap_or_else(PoisonError::into_inner).push(text);
        0
    }
    extern "C" fn abort() -> ! {
        let said = SAID.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let said = said.map_or_else(String::new, |text| format!(": {}", text.trim_end()));
        let compared = COMPARED.lock().unwrap_or_else(PoisonError::into_inner).take();
        let compared = compared.map_or_else(String::new, |[a, b]| format!(" ({a} and {b})"));
        // A panic would abort here, and nobody is left to be told that the stream is closed.
        let _ = writeln!(
            io::stderr(),
            "error: an assertion in the compiled code failed{said}{compared}"
        );
        std::process::exit(1)
    }
    [
        ("dynsparse_compared", compared as *const ()),
        ("puts", puts as *const ()),
        ("abort", abort as *const ()),
    ]
}

/// Passes on what compiled code said without failing afterwards.
fn pass_on_what_was_said() {
    for text in std::mem::take(&mut *SAID.lock().unwrap_or_else(PoisonError::into_inner)) {
        // As C's own `puts`: a stream that is closed is no error.
        let _ = writeln!(io::stdout(), "{text}");
    }
}

type Entry = extern "C" fn(*const *mut c_void);

/// A compiled function.
pub struct Function<'p> {
    entry: Entry,
    signature: Signature,
    program: std::marker::PhantomData<&'p Program>,
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
        pass_on_what_was_said();
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

/// What compiled code allocated in a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Memory {
    /// The most bytes that it held at a time, its results among them.
    pub most: u64,
    /// The bytes it still held at the end: its results.
    pub kept: u64,
}

/// The allocator that compiled code here calls: libc's, and a count of the bytes that it handed out.
mod allocation {
    use std::{
        ffi::c_void,
        sync::atomic::{AtomicI64, Ordering},
    };

    use super::Memory;

    static HELD: AtomicI64 = AtomicI64::new(0);
    static MOST: AtomicI64 = AtomicI64::new(0);

    pub fn symbols() -> [(&'static str, *const ()); 3] {
        [
            ("malloc", malloc as *const ()),
            // LLVM makes it of a malloc and a memset.
            ("calloc", calloc as *const ()),
            ("free", free as *const ()),
        ]
    }

    /// Begins to count anew; what is held by then.
    pub fn mark() -> i64 {
        let held = HELD.load(Ordering::Relaxed);
        MOST.store(held, Ordering::Relaxed);
        held
    }

    /// What was held at most, and is held now, beyond that mark.
    pub fn since(mark: i64) -> Memory {
        let beyond = |count: &AtomicI64| u64::try_from(count.load(Ordering::Relaxed) - mark).unwrap_or(0);
        Memory {
            most: beyond(&MOST),
            kept: beyond(&HELD),
        }
    }

    fn taken(memory: *mut c_void) -> *mut c_void {
        let held = HELD.fetch_add(size(memory), Ordering::Relaxed) + size(memory);
        MOST.fetch_max(held, Ordering::Relaxed);
        memory
    }

    fn size(memory: *mut c_void) -> i64 {
        // SAFETY: null, or memory of libc's allocator that is not freed yet.
        unsafe { libc::malloc_usable_size(memory) as i64 }
    }

    extern "C" fn malloc(bytes: usize) -> *mut c_void {
        // SAFETY: any size may be asked for.
        taken(unsafe { libc::malloc(bytes) })
    }

    extern "C" fn calloc(count: usize, bytes: usize) -> *mut c_void {
        // SAFETY: any size may be asked for.
        taken(unsafe { libc::calloc(count, bytes) })
    }

    /// Frees.
    ///
    /// # Safety
    ///
    /// As libc's: null, or what one of the above gave and nobody freed.
    pub unsafe extern "C" fn free(memory: *mut c_void) {
        HELD.fetch_sub(size(memory), Ordering::Relaxed);
        // SAFETY: the caller's word.
        unsafe { libc::free(memory) };
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
    use dynsparse_ir::{context, melior::ir::Module};

    use super::*;
    use crate::codegen::lower::{Lowering, to_llvm};

    /// Upstream's passes alone: what is tested here needs none of ours.
    const UPSTREAM: &str = "one-shot-bufferize{bufferize-function-boundaries \
         function-boundary-type-conversion=identity-layout-map},buffer-deallocation-pipeline,\
         convert-bufferization-to-memref,func.func(convert-linalg-to-loops),expand-strided-metadata,lower-affine,\
         convert-vector-to-scf,convert-scf-to-cf,convert-math-to-llvm,convert-math-to-libm,lower-affine,\
         convert-vector-to-llvm,finalize-memref-to-llvm,convert-arith-to-llvm,convert-index-to-llvm,convert-func-to-llvm,\
         convert-cf-to-llvm,reconcile-unrealized-casts";

    fn compile(text: &str) -> Result<Program> {
        compile_by(text, UPSTREAM)
    }

    fn compile_by(text: &str, pipeline: &str) -> Result<Program> {
        let context = context::create();
        let module = Module::parse(&context, text).expect("the test's text parses");
        let upstream = Lowering {
            pipeline: Some(pipeline.to_owned()),
            ..Lowering::default()
        };
        to_llvm(module.as_operation(), &upstream)?;
        Program::compile(module.as_operation(), Level::MOST)
    }

    fn floats(values: &[f64]) -> Array {
        let mut values = values.iter();
        Array::from_floats(Element::F32, &[values.len()], || *values.next().unwrap()).unwrap()
    }

    fn list(array: &Array) -> Vec<f64> {
        (0..array.len()).map(|i| array.float(i)).collect()
    }

    #[test]
    fn memory_is_counted() {
        let program = compile(
            "func.func @f(%a: tensor<1000xf64>) -> tensor<10xf64> {
               %zero = arith.constant 0.0 : f64
               %big = tensor.empty() : tensor<1000xf64>
               %twice = linalg.add ins(%a, %a : tensor<1000xf64>, tensor<1000xf64>)
                 outs(%big : tensor<1000xf64>) -> tensor<1000xf64>
               %small = tensor.extract_slice %twice[5] [10] [1] : tensor<1000xf64> to tensor<10xf64>
               %out = tensor.empty() : tensor<10xf64>
               %copy = linalg.copy ins(%small : tensor<10xf64>) outs(%out : tensor<10xf64>) -> tensor<10xf64>
               return %copy : tensor<10xf64>
             }",
        )
        .unwrap();
        let mut inputs = [Array::zeros(Element::F64, &[1000]).unwrap()];
        let memory = program.function("f").unwrap().memory(&mut inputs).unwrap();
        // Other tests call compiled code meanwhile, so there may be more.
        assert!(memory.most >= 8000 + 80 && memory.kept >= 80, "{memory:?}");
    }

    #[test]
    fn results_of_every_kind() {
        let program = compile(
            "func.func @f(%a: tensor<?xf32>, %b: f16, %c: i1) -> (i1, tensor<?xf32>, bf16, i64, tensor<2xf32>) {
               %k = arith.constant dense<[1.5, 2.5]> : tensor<2xf32>
               %h = arith.extf %b : f16 to f32
               %t = arith.truncf %h : f32 to bf16
               %n = arith.constant -7 : i64
               %zero = arith.constant 0 : index
               %d = tensor.dim %a, %zero : tensor<?xf32>
               %e = tensor.empty(%d) : tensor<?xf32>
               %r = linalg.add ins(%a, %a : tensor<?xf32>, tensor<?xf32>) outs(%e : tensor<?xf32>) -> tensor<?xf32>
               return %c, %r, %t, %n, %k : i1, tensor<?xf32>, bf16, i64, tensor<2xf32>
             }",
        )
        .unwrap();
        let function = program.function("f").unwrap();
        let half = Array::from_floats(Element::F16, &[], || 0.75).unwrap();
        let yes = Array::from_floats(Element::I1, &[], || 1.0).unwrap();
        let mut inputs = [floats(&[1.0, 2.0, 3.0]), half, yes];
        for _ in 0..3 {
            let results = function.call(&mut inputs).unwrap();
            let values: Vec<_> = results.iter().map(list).collect();
            assert_eq!(
                values,
                [vec![1.0], vec![2.0, 4.0, 6.0], vec![0.75], vec![-7.0], vec![1.5, 2.5]]
            );
        }
        function.time(&mut inputs).unwrap();
        // No elements.
        inputs[0] = floats(&[]);
        assert!(function.call(&mut inputs).unwrap()[1].is_empty());
    }

    #[test]
    fn arguments_are_kept_and_may_be_returned() {
        let program = compile(
            "func.func @f(%a: tensor<2xf32>, %i: index) -> (tensor<2xf32>, tensor<2xf32>) {
               %x = arith.constant 9.0 : f32
               %r = tensor.insert %x into %a[%i] : tensor<2xf32>
               return %r, %a : tensor<2xf32>, tensor<2xf32>
             }",
        )
        .unwrap();
        let index = Array::from_floats(Element::Index, &[], || 1.0).unwrap();
        let mut inputs = [floats(&[1.0, 2.0]), index];
        let results = program.function("f").unwrap().call(&mut inputs).unwrap();
        assert_eq!((list(&results[0]), list(&results[1])), (vec![1.0, 9.0], vec![1.0, 2.0]));
        assert_eq!(list(&inputs[0]), [1.0, 2.0]);
    }

    #[test]
    fn memrefs_are_written_in_place_and_strided_results_gathered() {
        // Without deallocation, so that a view of the argument is returned.
        let pipeline = "expand-strided-metadata,finalize-memref-to-llvm,convert-func-to-llvm,convert-arith-to-llvm,\
                        reconcile-unrealized-casts";
        let program = compile_by(
            "func.func @f(%a: memref<2x3xf32>) -> memref<3xf32, strided<[1], offset: 3>> {
               %x = arith.constant 5.0 : f32
               %i = arith.constant 1 : index
               memref.store %x, %a[%i, %i] : memref<2x3xf32>
               %row = memref.subview %a[1, 0][1, 3][1, 1] : memref<2x3xf32> to memref<3xf32, strided<[1], offset: 3>>
               return %row : memref<3xf32, strided<[1], offset: 3>>
             }
             func.func @transposed(%a: memref<2x3xf32>) -> memref<3x2xf32, strided<[1, 3]>> {
               %t = memref.transpose %a (i, j) -> (j, i) : memref<2x3xf32> to memref<3x2xf32, strided<[1, 3]>>
               return %t : memref<3x2xf32, strided<[1, 3]>>
             }",
            pipeline,
        )
        .unwrap();
        let mut inputs = [floats(&[0.0, 1.0, 2.0, 3.0, 4.0, 6.0]).reshaped(&[2, 3])];
        let row = program.function("f").unwrap().call(&mut inputs).unwrap();
        assert_eq!(list(&row[0]), [3.0, 5.0, 6.0]);
        let transposed = program.function("transposed").unwrap().call(&mut inputs).unwrap();
        assert_eq!(list(&transposed[0]), [0.0, 3.0, 1.0, 5.0, 2.0, 6.0]);
        assert_eq!(transposed[0].shape(), [3, 2]);
    }

    #[test]
    fn llvm_functions_of_numbers_are_called_directly() {
        let program =
            compile("llvm.func @f(%a: i32, %b: i32) -> i32 { %0 = llvm.sub %a, %b : i32 llvm.return %0 : i32 }");
        let number = |value: f64| Array::from_floats(Element::I32, &[], || value).unwrap();
        let results = program
            .unwrap()
            .function("f")
            .unwrap()
            .call(&mut [number(5.0), number(7.0)])
            .unwrap();
        assert_eq!(list(&results[0]), [-2.0]);
    }

    #[test]
    fn what_is_wrong_is_said() {
        let program = compile(
            "func.func private @missing(f32) -> f32
             func.func @calls(%a: f32) -> f32 { %0 = func.call @missing(%a) : (f32) -> f32 return %0 : f32 }
             llvm.func @pointer(%a: !llvm.ptr) { llvm.return }",
        )
        .unwrap();
        let error = |name: &str| program.function(name).map(|_| ()).unwrap_err().to_string();
        assert!(
            error("f").contains("found 'f'; there are: calls, pointer"),
            "{}",
            error("f")
        );
        assert!(error("calls").contains("missing"), "{}", error("calls"));
        assert!(
            error("pointer").contains("was lowered without a record"),
            "{}",
            error("pointer")
        );
    }

    #[test]
    fn inputs_are_checked() {
        let program = compile("func.func @f(%a: tensor<2x?xf32>, %b: f32) { return }").unwrap();
        let function = program.function("f").unwrap();
        let error = |inputs: &mut [Array]| function.call(inputs).unwrap_err().to_string();
        let array = |element, shape: &[usize]| Array::zeros(element, shape).unwrap();
        assert_eq!(error(&mut []), "expected 2 inputs, found 0");
        let scalar = array(Element::F32, &[]);
        assert_eq!(
            error(&mut [array(Element::F32, &[3, 1]), scalar.clone()]),
            "input #0: expected tensor<2x?xf32>, found tensor<3x1xf32>"
        );
        assert_eq!(
            error(&mut [array(Element::F32, &[2, 9]), array(Element::F64, &[])]),
            "input #1: expected f32, found f64"
        );
        assert!(
            function
                .call(&mut [array(Element::F32, &[2, 9]), scalar])
                .unwrap()
                .is_empty()
        );
    }

    #[test]
    fn strided_memory_is_gathered() {
        let source: Vec<u8> = (0..24).collect();
        let mut into = vec![0; 6];
        // SAFETY: a 3x2 view of single bytes, all within `source`.
        unsafe { copy_strided(source.as_ptr(), &[3, 2], &[1, 10], 1, &mut into) };
        assert_eq!(into, [0, 10, 1, 11, 2, 12]);
    }
}
