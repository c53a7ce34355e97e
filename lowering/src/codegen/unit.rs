//! An LLVM module with the machine it is compiled for.

use std::{
    ffi::{CStr, c_char},
    io::{self, Read as _, Seek as _, Write as _},
    sync::Once,
};

use dynsparse_ir::{Op, context, diagnostic, melior::ir::Module as MlirModule, operation::OpExt as _};
use inkwell::{
    OptimizationLevel,
    attributes::{Attribute, AttributeLoc},
    context::Context,
    memory_buffer::MemoryBuffer,
    module::{Linkage, Module},
    passes::PassBuilderOptions,
    targets::{
        CodeModel, FileType, InitializationConfig, RelocMode, Target, TargetMachine, TargetMachineOptions, TargetTriple,
    },
    types::BasicTypeEnum,
    values::{
        AnyValue as _, BasicMetadataValueEnum, BasicValueEnum, CallSiteValue, FunctionValue, InstructionValue,
        PointerValue, VectorValue,
    },
};

use super::{
    Error, Result,
    signature::{Public, Signature},
};

/// What is compiled for; a field that is `None` is the host's (for another triple: the architecture's baseline).
#[derive(Clone, Debug, Default)]
pub struct Machine {
    /// For instance `aarch64-unknown-linux-gnu`.
    pub triple: Option<String>,
    /// As LLVM names it: `znver4`, `generic`.
    pub cpu: Option<String>,
    /// For instance `+avx2,-avx512f`.
    pub features: Option<String>,
}

impl From<&crate::target::Target> for Machine {
    fn from(target: &crate::target::Target) -> Self {
        Self {
            triple: target.triple.clone(),
            cpu: target.cpu.clone(),
            features: target.features.clone(),
        }
    }
}

impl Machine {
    /// The name of the target description that shapes kernels for it, as [`crate::target::Target::read`] takes it.
    ///
    /// # Errors
    ///
    /// If LLVM knows no such triple, CPU or feature.
    pub fn description(&self) -> Result<&'static str> {
        let machine = target_machine(self, Level::NONE)?;
        let text = |text: &CStr| text.to_string_lossy().into_owned();
        let (triple, cpu) = (text(machine.get_triple().as_str()), machine.get_cpu().to_string());
        // What MLIR's pass makes of CPU and features is the list of all that the processor has.
        let asked = text(machine.get_feature_string());
        let asked: Vec<String> = asked
            .split(',')
            .filter(|f| !f.is_empty())
            .map(|f| format!("\"{f}\""))
            .collect();
        let features = if asked.is_empty() {
            String::new()
        } else {
            format!(", features = <[{}]>", asked.join(", "))
        };
        let context = context::create();
        let module = MlirModule::parse(
            &context,
            &format!("module attributes {{llvm.target = #llvm.target<triple = \"{triple}\", chip = \"{cpu}\"{features}>}} {{}}"),
        )
        .ok_or_else(|| Error::new(format!("no description can be made of the target '{triple}'")))?;
        super::lower::run_pipeline(
            module.as_operation(),
            "llvm-target-to-target-features{initialize-llvm-targets=false}",
        )?;
        let described = module
            .as_operation()
            .attr("llvm.target")
            .map(|target| target.to_string());
        let has: Vec<String> = described
            .iter()
            .flat_map(|text| text.split('"'))
            .filter(|part| part.starts_with('+'))
            .map(str::to_owned)
            .collect();
        let native = self.triple.is_none() && self.cpu.as_deref().is_none_or(|cpu| cpu == "native");
        if native && crate::target::Target::host().runs_with(&has) {
            return Ok("host");
        }
        Ok(crate::target::Target::name_for(&triple, &cpu, &has))
    }
}

/// How hard LLVM optimises: 0 to 3, as the compilers' `-O`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Level(u8);

impl Level {
    /// `-O0`.
    pub const NONE: Self = Self(0);
    /// `-O3`.
    pub const MOST: Self = Self(3);

    /// The level of that number, if it is one.
    pub fn new(level: u8) -> Option<Self> {
        (level <= 3).then_some(Self(level))
    }

    fn code_generation(self) -> OptimizationLevel {
        match self.0 {
            0 => OptimizationLevel::None,
            1 => OptimizationLevel::Less,
            2 => OptimizationLevel::Default,
            _ => OptimizationLevel::Aggressive,
        }
    }
}

pub use inkwell::context::Context as LlvmContext;

/// Makes a fault in compiled code (memory that is not there, or could not be had; a division of integers by zero) end the
/// process with a line and status 1. For programs, not for libraries.
pub fn exit_on_faults() {
    extern "C" fn fault(signal: libc::c_int) {
        let text: &[u8] = match signal {
            libc::SIGFPE => b"error: the compiled code was stopped: an integer division by zero or overflow\n",
            libc::SIGILL => b"error: the compiled code was stopped: it has an instruction that this processor lacks\n",
            _ => b"error: the compiled code was stopped: it used memory that is not there, or could not be had\n",
        };
        // SAFETY: both calls may be made in a signal handler; the text is readable for its length.
        unsafe {
            libc::write(libc::STDERR_FILENO, text.as_ptr().cast(), text.len());
            libc::_exit(1);
        }
    }
    for signal in [libc::SIGSEGV, libc::SIGBUS, libc::SIGFPE, libc::SIGILL] {
        // SAFETY: the action is filled in before it is installed; the handler only makes calls allowed there, and runs on
        // the alternative stack that Rust gives its threads, so that it works where the stack has run out.
        unsafe {
            let mut action: libc::sigaction = std::mem::zeroed();
            action.sa_sigaction = fault as *const () as libc::sighandler_t;
            action.sa_flags = libc::SA_ONSTACK;
            libc::sigaction(signal, &raw const action, std::ptr::null_mut());
        }
    }
}

/// Makes an error that LLVM does not survive end the process with a line and status 1, rather than with an abort. For
/// programs, not for libraries.
pub fn exit_on_fatal_errors() {
    extern "C" fn fatal(reason: *const c_char) {
        // SAFETY: LLVM hands over a text that ends in a null.
        let reason = unsafe { CStr::from_ptr(reason) };
        // A panic would abort here, and nobody is left to be told that the stream is closed.
        let _ = writeln!(
            io::stderr(),
            "error: LLVM: {}",
            reason.to_string_lossy().replace('\n', " ")
        );
        std::process::exit(1);
    }
    static ONCE: Once = Once::new();
    // SAFETY: the handler does not unwind; a second installation, which LLVM forbids, does not happen.
    ONCE.call_once(|| unsafe { llvm_sys::error_handling::LLVMInstallFatalErrorHandler(Some(fatal)) });
}

/// How the name of a function's entry starts that takes its arguments as an array of pointers; see
/// [`Unit::add_entry`].
pub const ENTRY: &str = "dynsparse.entry.";

/// An LLVM module and its machine.
pub struct Unit<'l> {
    llvm: &'l Context,
    module: Module<'l>,
    machine: TargetMachine,
    level: Level,
}

impl<'l> Unit<'l> {
    /// Translates a module in the LLVM dialect. Triple, data layout, CPU and features are those of the machine.
    ///
    /// # Errors
    ///
    /// If the module cannot be translated (MLIR's own words), or LLVM has no such target.
    pub fn translate(module: Op<'_>, llvm: &'l Context, machine: &Machine, level: Level) -> Result<Self> {
        let machine = target_machine(machine, level)?;
        // SAFETY: the op is live, and so is the LLVM context; the result is owned by us, or null.
        let (raw, lines) = diagnostic::capture(module.ctx(), || unsafe {
            mlir_sys::mlirTranslateModuleToLLVMIR(module.to_raw(), llvm.raw().cast())
        });
        if raw.is_null() {
            let reason = if lines.is_empty() {
                "unknown reason".to_owned()
            } else {
                lines.join("\n")
            };
            return Err(Error::new(reason));
        }
        // SAFETY: a fresh module of the context `llvm`, owned by nobody else.
        let module = unsafe { Module::new(raw.cast()) };
        module.set_triple(&machine.get_triple());
        module.set_data_layout(&machine.get_target_data().get_data_layout());
        let cpu = machine.get_cpu().to_string();
        let features = machine.get_feature_string().to_string_lossy().into_owned();
        for function in module.get_functions().filter(|f| f.count_basic_blocks() > 0) {
            function.add_attribute(AttributeLoc::Function, llvm.create_string_attribute("target-cpu", &cpu));
            if !features.is_empty() {
                let attribute = llvm.create_string_attribute("target-features", &features);
                function.add_attribute(AttributeLoc::Function, attribute);
            }
            if function.get_name().to_bytes().starts_with(b"_mlir_ciface_") {
                pass_bools_as_c_does(llvm, function);
            }
        }
        Ok(Self {
            llvm,
            module,
            machine,
            level,
        })
    }

    /// Optimises with LLVM's standard pipeline for the level. Once, after all entries have been added.
    ///
    /// # Errors
    ///
    /// If the module is not valid, which a verified MLIR module excludes.
    pub fn optimise(&self) -> Result {
        self.module
            .verify()
            .map_err(|message| Error::new(format!("LLVM finds the module invalid: {message}")))?;
        let options = PassBuilderOptions::create();
        let thorough = self.level.0 > 1;
        options.set_loop_vectorization(thorough);
        options.set_loop_slp_vectorization(thorough);
        options.set_loop_interleaving(thorough);
        options.set_loop_unrolling(self.level.0 > 0);
        self.module
            .run_passes(&format!("default<O{}>", self.level.0), &self.machine, options)
            .map_err(|message| Error::new(format!("LLVM's optimiser failed: {message}")))?;
        self.store_single_lanes()
            .map_err(|error| Error::new(format!("cannot replace a store of one lane: {error}")))
    }

    /// Makes plain stores of masked ones of a single lane. LLVM 22 for x86 joins such a store with the truncation that its
    /// value comes from, and stores all bytes of what was truncated.
    fn store_single_lanes(&self) -> std::result::Result<(), inkwell::builder::BuilderError> {
        let builder = self.llvm.create_builder();
        let instructions = (self.module.get_functions())
            .flat_map(|function| function.get_basic_block_iter().collect::<Vec<_>>())
            .flat_map(|block| block.get_instructions().collect::<Vec<_>>());
        for instruction in instructions {
            let Some((value, place, lane)) = stored_lane(instruction) else {
                continue;
            };
            builder.position_before(&instruction);
            let lane = self.llvm.i64_type().const_int(u64::from(lane), false);
            let number = builder.build_extract_element(value, lane, "")?;
            // SAFETY: the masked store writes this lane, so it is there.
            let place = unsafe { builder.build_in_bounds_gep(number.get_type(), place, &[lane], "")? };
            let store = builder.build_store(place, number)?;
            // 1 is a power of two.
            let _ = store.set_alignment(1);
            instruction.erase_from_basic_block();
        }
        Ok(())
    }

    /// Adds a function `dynsparse.entry.NAME` that takes an array of pointers, so that functions of any type are called in
    /// one way: entry 0 is where the results go (as the C interface lays them out), then comes a pointer for each argument,
    /// to a descriptor or a scalar.
    ///
    /// # Errors
    ///
    /// If the module has no such function.
    pub fn add_entry(&self, name: &str) -> Result {
        let callee = (self.module.get_function(&format!("_mlir_ciface_{name}")))
            .or_else(|| self.module.get_function(name))
            .ok_or_else(|| Error::new(format!("the compiled module has no function '{name}'")))?;
        let pointer = self.llvm.ptr_type(inkwell::AddressSpace::default());
        let r#type = self.llvm.void_type().fn_type(&[pointer.into()], false);
        let entry = self.module.add_function(&format!("{ENTRY}{name}"), r#type, None);
        self.build_entry(entry, callee)
            .map_err(|error| Error::new(format!("cannot build an entry to '{name}': {error}")))
    }

    fn build_entry(
        &self,
        entry: FunctionValue<'l>,
        callee: FunctionValue<'l>,
    ) -> std::result::Result<(), inkwell::builder::BuilderError> {
        let pointer = self.llvm.ptr_type(inkwell::AddressSpace::default());
        let builder = self.llvm.create_builder();
        builder.position_at_end(self.llvm.append_basic_block(entry, ""));
        let slots = entry
            .get_first_param()
            .expect("it was made with one parameter")
            .into_pointer_value();
        let slot = |index: u64| {
            let index = self.llvm.i64_type().const_int(index, false);
            // SAFETY: the array has a slot for the results and one for each argument, by the contract of the entry.
            let address = unsafe { builder.build_in_bounds_gep(pointer, slots, &[index], "") }?;
            builder
                .build_load(pointer, address, "")
                .map(inkwell::values::BasicValueEnum::into_pointer_value)
        };
        let types = callee.get_type().get_param_types();
        let returns = callee.get_type().get_return_type();
        // Results that are not one scalar are written through a first argument: then slot 0 is that argument.
        let writes_results = is_c_interface(callee) && returns.is_none() && self.takes_results(callee);
        let first = u64::from(!writes_results);
        let mut arguments: Vec<BasicMetadataValueEnum> = Vec::new();
        for (index, r#type) in types.into_iter().enumerate() {
            let address = slot(index as u64 + first)?;
            arguments.push(match BasicTypeEnum::try_from(r#type) {
                Ok(BasicTypeEnum::PointerType(_)) | Err(()) => address.into(),
                Ok(scalar) => builder.build_load(scalar, address, "")?.into(),
            });
        }
        let call = builder.build_call(callee, &arguments, "")?;
        if let Some(value) = call.try_as_basic_value().basic() {
            builder.build_store(slot(0)?, value)?;
        }
        builder.build_return(None)?;
        Ok(())
    }

    /// True if the function that a C interface stands for returns something.
    fn takes_results(&self, callee: FunctionValue<'l>) -> bool {
        let name = callee.get_name().to_string_lossy();
        let plain = name.strip_prefix("_mlir_ciface_").unwrap_or(&name);
        self.module
            .get_function(plain)
            .is_some_and(|f| f.get_type().get_return_type().is_some())
    }

    /// Makes the C interfaces of functions that read tensors in row-major order end the program where a tensor is laid out in
    /// another way. Once, before the module is optimised.
    ///
    /// # Errors
    ///
    /// None in practice: what is added is valid.
    pub fn check_views(&self, functions: &[Public]) -> Result {
        const CHECK: &str = "dynsparse.check_view";
        let failed = |error: &dyn std::fmt::Display| Error::new(format!("cannot add checks of views: {error}"));
        let interfaces: Vec<_> = (functions.iter().filter(|function| function.is_row_major))
            .filter_map(|function| {
                let interface = self.module.get_function(&format!("_mlir_ciface_{}", function.name))?;
                Some((function, function.signature.as_ref()?, interface))
            })
            .collect();
        if interfaces.is_empty() {
            return Ok(());
        }
        let text = MemoryBuffer::create_from_memory_range_copy(include_bytes!("check_view.ll"), "check_view.ll");
        let check = self.llvm.create_module_from_ir(text).map_err(|error| failed(&error))?;
        check.set_triple(&self.machine.get_triple());
        check.set_data_layout(&self.machine.get_target_data().get_data_layout());
        self.module.link_in_module(check).map_err(|error| failed(&error))?;
        let check = (self.module.get_function(CHECK)).ok_or_else(|| failed(&"the check is not there"))?;
        check.set_linkage(Linkage::Internal);
        for (function, signature, interface) in interfaces {
            self.check_arguments(check, &function.name, signature, interface)
                .map_err(|error| failed(&error))?;
        }
        Ok(())
    }

    fn check_arguments(
        &self,
        check: FunctionValue<'l>,
        name: &str,
        signature: &Signature,
        interface: FunctionValue<'l>,
    ) -> std::result::Result<(), inkwell::builder::BuilderError> {
        let Some(first) = interface
            .get_first_basic_block()
            .and_then(|block| block.get_first_instruction())
        else {
            return Ok(());
        };
        let builder = self.llvm.create_builder();
        builder.position_before(&first);
        let name = builder.build_global_string_ptr(name, "")?.as_pointer_value();
        let number = |number: usize| self.llvm.i64_type().const_int(number as u64, false);
        let results = u32::from(interface.get_type().get_return_type().is_none() && self.takes_results(interface));
        for (index, input) in signature
            .inputs
            .iter()
            .enumerate()
            .filter(|(_, input)| input.is_tensor())
        {
            let (Some((dims, _)), Some(view)) = (input.shape(), interface.get_nth_param(index as u32 + results)) else {
                continue;
            };
            let arguments = [
                view.into(),
                number(dims.len()).into(),
                name.into(),
                number(index).into(),
            ];
            builder.build_call(check, &arguments, "")?;
        }
        Ok(())
    }

    /// The module as LLVM IR text.
    pub fn llvm_ir(&self) -> String {
        self.module.print_to_string().to_string()
    }

    /// The module as LLVM bitcode.
    pub fn bitcode(&self) -> Vec<u8> {
        self.module.write_bitcode_to_memory().as_slice().to_vec()
    }

    /// The machine's assembly.
    ///
    /// # Errors
    ///
    /// If LLVM cannot write assembly for the machine.
    pub fn assembly(&self) -> Result<Vec<u8>> {
        self.emit(FileType::Assembly)
    }

    /// A relocatable object file.
    ///
    /// # Errors
    ///
    /// If LLVM cannot write objects for the machine.
    pub fn object(&self) -> Result<Vec<u8>> {
        self.emit(FileType::Object)
    }

    fn emit(&self, kind: FileType) -> Result<Vec<u8>> {
        let buffer = self
            .machine
            .write_to_memory_buffer(&self.module, kind)
            .map_err(|message| Error::new(format!("LLVM cannot emit code: {message}")))?;
        let bytes = buffer.as_slice();
        // Text comes with the null that ends it.
        let text = matches!(kind, FileType::Assembly) && bytes.last() == Some(&0);
        Ok(bytes[..bytes.len() - usize::from(text)].to_vec())
    }

    /// The public names that the shared library of these functions shows, for those that the module has.
    pub fn exported(&self, functions: &[Public]) -> Vec<String> {
        let names = functions
            .iter()
            .flat_map(|f| [f.name.clone(), format!("_mlir_ciface_{}", f.name)]);
        names.filter(|name| self.module.get_function(name).is_some()).collect()
    }

    /// True if the code runs on this machine (as far as the triple says).
    pub fn is_for_host(&self) -> bool {
        is_host(&self.machine.get_triple().as_str().to_string_lossy())
    }
}

/// What a masked store of a single lane stores, where its first lane goes, and which lane it is.
fn stored_lane(instruction: InstructionValue<'_>) -> Option<(VectorValue<'_>, PointerValue<'_>, u32)> {
    let call = CallSiteValue::try_from(instruction).ok()?;
    let callee = call.get_called_fn_value()?;
    if !callee.get_name().to_bytes().starts_with(b"llvm.masked.store.") {
        return None;
    }
    // The last operand is what is called, the one before it the mask.
    let operand = |index: u32| instruction.get_operand(index).and_then(|operand| operand.value());
    let mask = operand(instruction.get_num_operands() - 2)?;
    let (BasicValueEnum::VectorValue(value), BasicValueEnum::PointerValue(place), BasicValueEnum::VectorValue(mask)) =
        (operand(0)?, operand(1)?, mask)
    else {
        return None;
    };
    if !mask.is_constant_vector() {
        return None;
    }
    // Constants of i1 are in no array whose elements could be asked for: `<2 x i1> <i1 true, i1 false>`.
    let text = mask.print_to_string().to_string();
    let (_, lanes) = text.split_once("> <")?;
    let mut set = lanes
        .split(',')
        .enumerate()
        .filter(|(_, lane)| lane.contains("i1 true"))
        .map(|(lane, _)| lane);
    match (set.next(), set.next()) {
        (Some(lane), None) => Some((value, place, u32::try_from(lane).ok()?)),
        _ => None,
    }
}

fn is_c_interface(function: FunctionValue<'_>) -> bool {
    function.get_name().to_bytes().starts_with(b"_mlir_ciface_")
}

/// C wants the upper bits of a `bool` to be zero; LLVM leaves those of an `i1` open unless told.
fn pass_bools_as_c_does(llvm: &Context, function: FunctionValue<'_>) {
    let is_bool = |t: BasicTypeEnum| matches!(t, BasicTypeEnum::IntType(t) if t.get_bit_width() == 1);
    let extend = || llvm.create_enum_attribute(Attribute::get_named_enum_kind_id("zeroext"), 0);
    if function.get_type().get_return_type().is_some_and(is_bool) {
        function.add_attribute(AttributeLoc::Return, extend());
    }
    for (index, r#type) in function.get_type().get_param_types().into_iter().enumerate() {
        if BasicTypeEnum::try_from(r#type).is_ok_and(is_bool) {
            function.add_attribute(AttributeLoc::Param(index as u32), extend());
        }
    }
}

/// The host's CPU and its features, as LLVM names them.
pub fn host_cpu() -> (String, String) {
    let text = |text: inkwell::support::LLVMString| text.to_string();
    (
        text(TargetMachine::get_host_cpu_name()),
        text(TargetMachine::get_host_cpu_features()),
    )
}

fn target_machine(machine: &Machine, level: Level) -> Result<TargetMachine> {
    Target::initialize_x86(&InitializationConfig::default());
    Target::initialize_aarch64(&InitializationConfig::default());
    let host = TargetMachine::get_default_triple();
    let triple = machine
        .triple
        .as_ref()
        .map_or(host, |t| TargetMachine::normalize_triple(&TargetTriple::create(t)));
    let shown = triple.as_str().to_string_lossy().into_owned();
    let target = Target::from_triple(&triple).map_err(|_| {
        Error::new(format!(
            "no code can be made for the target triple '{shown}': expected an x86_64 or aarch64 one"
        ))
    })?;
    let here = is_host(&shown);
    let or_host = |asked: &Option<String>, host: fn() -> inkwell::support::LLVMString, otherwise: &str| match asked {
        Some(asked) if asked == "native" => host().to_string(),
        Some(asked) => asked.clone(),
        None if here => host().to_string(),
        None => otherwise.to_owned(),
    };
    // The host's features are not those of another CPU that was asked for by name.
    let named = machine.cpu.as_ref().is_some_and(|cpu| cpu != "native");
    let cpu = or_host(&machine.cpu, TargetMachine::get_host_cpu_name, "generic");
    let features = match &machine.features {
        None if named => String::new(),
        features => or_host(features, TargetMachine::get_host_cpu_features, ""),
    };
    let options = TargetMachineOptions::new()
        .set_cpu(&cpu)
        .set_features(&features)
        .set_level(level.code_generation())
        .set_reloc_mode(RelocMode::PIC)
        .set_code_model(CodeModel::Default);
    let (made, said) = hear_stderr(|| target.create_target_machine_from_options(&triple, options))?;
    // LLVM only warns of a CPU or a feature that it does not know, and then may fail on code that needs it.
    if let Some(line) = said.lines().find(|line| line.contains("is not a recognized")) {
        let line = line.split(" (").next().unwrap_or(line).replace("processor", "CPU");
        return Err(Error::new(format!(
            "{line}: `llc -mtriple={shown} -mattr=help` lists CPUs and features"
        )));
    }
    made.ok_or_else(|| {
        Error::new(format!(
            "LLVM cannot make code for '{shown}' with CPU '{cpu}' and features '{features}'"
        ))
    })
}

/// Runs `body`, and gives what was written to standard error meanwhile: the only place where LLVM says some things.
fn hear_stderr<T>(body: impl FnOnce() -> T) -> Result<(T, String)> {
    let failed = |error: std::io::Error| Error::new(format!("cannot listen to LLVM: {error}"));
    let mut heard = tempfile::tempfile().map_err(failed)?;
    let kept = rustix::io::dup(rustix::stdio::stderr()).map_err(|error| failed(error.into()))?;
    rustix::stdio::dup2_stderr(&heard).map_err(|error| failed(error.into()))?;
    let value = body();
    rustix::stdio::dup2_stderr(&kept).map_err(|error| failed(error.into()))?;
    let mut text = String::new();
    heard
        .rewind()
        .and_then(|()| heard.read_to_string(&mut text))
        .map_err(failed)?;
    Ok((value, text))
}

/// True if code for that triple runs here.
pub fn is_host(triple: &str) -> bool {
    let host = TargetMachine::get_default_triple();
    let host = host.as_str().to_string_lossy();
    let parts = |t: &str| {
        let parts: Vec<String> = t.split('-').map(str::to_owned).collect();
        let has = |word: &str| parts.iter().any(|p| p.starts_with(word));
        (parts.first().cloned(), has("linux"), has("darwin") || has("macos"))
    };
    parts(&host) == parts(triple)
}
