//! Compiled functions in this process: an object file made for the host CPU, loaded by ORC's LLJIT.
//!
//! (MCJIT would be one call, but cannot be told the CPU.)
//!
//! Calling compiled code is as safe as the code is: a module that writes past its buffers breaks this process as it would
//! any other. What is checked here is that arguments and results are what the function's signature says.

use std::{
    ffi::{CStr, CString, c_char, c_void},
    ptr,
    sync::Mutex,
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
    signature::Public,
    unit::{ENTRY, Level, Machine, Unit},
};

mod allocation;
mod assertions;
mod call;

pub use allocation::Memory;
use call::Entry;
pub use call::{Function, check_input, check_inputs, not_passable};

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
            let own: Vec<_> = assertions::symbols().into_iter().chain(allocation::symbols()).collect();
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

#[cfg(test)]
mod tests {
    use dynsparse_ir::{context, melior::ir::Module};

    use super::*;
    use crate::codegen::{
        array::Array,
        lower::{Lowering, to_llvm},
        signature::Element,
    };

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
}
