//! Runs a program by both strategies, and with composite ops made into smaller ones and back, and compares.

use std::{fs, path::Path};

use dynsparse_ir::melior::ir::Module;
use dynsparse_lowering::codegen::{
    array::Array,
    jit::Program as Compiled,
    lower::{self, Lowering},
    signature::Element,
    unit::Level,
};

use crate::program::{Program, Value};

/// How a program is lowered: the passes before, the strategy, the arithmetic, how hard LLVM optimises.
type Way = (&'static str, &'static str, Option<&'static str>, u8);

const FAST: Way = ("", "fast", None, 3);
const REFERENCE: Way = ("", "reference", Some("f64"), 1);
/// The formulas in the ops' own arithmetic: how far they are from `REFERENCE` tells how much rounding matters.
const ROUNDED: Way = ("", "reference", None, 1);
/// What must agree with `REFERENCE`, and how it is called.
const WAYS: [(&str, Way); 3] = [
    ("fast", FAST),
    ("decomposed", ("func.func(dsa-decompose)", "fast", None, 1)),
    ("fused", ("func.func(dsa-decompose,dsa-fuse)", "fast", None, 1)),
];

/// The module of a program, and the numbers it is called with.
pub fn shown(program: &Program) -> String {
    let mut text = program.module(&program.results());
    for (index, array) in program.inputs().into_iter().enumerate() {
        let numbers: Vec<String> = (0..array.len()).map(|i| array.float(i).to_string()).collect();
        let sizes: String = array.shape().iter().map(|size| format!("{size}x")).collect();
        text += &format!("// %arg{index}: {sizes}{}={}\n", array.element(), numbers.join(","));
    }
    text
}

/// Checks that the program lowers by both strategies and that they agree.
///
/// # Errors
///
/// Says what went wrong, and where the program is.
pub fn check(program: &Program) -> Result<(), String> {
    let results = program.results();
    let module = program.module(&results);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("properties");
    let file = folder.join("program.mlir");
    // Written before it runs: should the compiled code end the process, the program is there.
    fs::create_dir_all(&folder)
        .and_then(|()| fs::write(&file, &module))
        .map_err(|error| error.to_string())?;
    let told = |message: String| format!("{message}\nby the program in {}", file.display());
    let compare = || -> Result<(), String> {
        let expected = run(program, &module, REFERENCE)?;
        let mut rounded = None;
        for (way, lowered) in WAYS {
            let found = run(program, &module, lowered).map_err(|message| format!("{way}: {message}"))?;
            for (index, (value, (found, expected))) in results.iter().zip(found.iter().zip(&expected)).enumerate() {
                if agree(value, found, expected, 0.0).is_ok() {
                    continue;
                }
                // What differs may be rounding that the program magnifies.
                if rounded.is_none() {
                    rounded = Some(run(program, &module, ROUNDED)?);
                }
                let spread = rounded
                    .as_ref()
                    .map_or(0.0, |rounded| spread(&rounded[index], expected));
                agree(value, found, expected, 16.0 * spread)
                    .map_err(|message| format!("{way}: result #{index} ({}): {message}", value.name))?;
            }
        }
        Ok(())
    };
    compare().map_err(told)
}

fn run(program: &Program, text: &str, (passes, strategy, compute_type, level): Way) -> Result<Vec<Array>, String> {
    let failed = |error: &dyn std::fmt::Display| format!("strategy {strategy}: {error}");
    let module = Module::parse(program.context(), text).ok_or("the program does not parse")?;
    if !passes.is_empty() {
        lower::run_pipeline(module.as_operation(), &format!("builtin.module({passes})"))
            .map_err(|error| failed(&error))?;
    }
    let lowering = Lowering {
        strategy: Some(strategy.to_owned()),
        compute_type: compute_type.map(str::to_owned),
        verify_patterns: true,
        ..Lowering::default()
    };
    lower::to_llvm(module.as_operation(), &lowering).map_err(|error| failed(&error))?;
    let level = Level::new(level).ok_or("no such level")?;
    let compiled = Compiled::compile(module.as_operation(), level).map_err(|error| failed(&error))?;
    let function = compiled.function("f").map_err(|error| failed(&error))?;
    let mut inputs: Vec<Array> = program.inputs().into_iter().cloned().collect();
    function.call(&mut inputs).map_err(|error| failed(&error))
}

/// The largest difference between numbers.
fn spread(a: &Array, b: &Array) -> f64 {
    let errors = (0..a.len().min(b.len())).map(|i| (a.float(i) - b.float(i)).abs());
    errors.filter(|error| error.is_finite()).fold(0.0, f64::max)
}

/// The relative error of a rounding, with some room for sums.
fn precision(element: Element) -> f64 {
    match element {
        Element::F64 => 1e-12,
        Element::F32 => 1e-5,
        Element::F16 => 4e-3,
        Element::Bf16 => 3e-2,
        _ => 0.0,
    }
}

/// Whether two strategies gave the same, as far as the value promises it.
fn agree(value: &Value, found: &Array, expected: &Array, more: f64) -> Result<(), String> {
    if found.shape() != expected.shape() {
        return Err(format!(
            "fast has shape {:?}, reference {:?}",
            found.shape(),
            expected.shape()
        ));
    }
    let sizes: Vec<usize> = value.sizes.iter().map(|size| *size as usize).collect();
    if sizes != found.shape() {
        return Err(format!("has shape {:?}, expected {sizes:?}", found.shape()));
    }
    let largest = (0..expected.len())
        .map(|i| expected.float(i).abs())
        .filter(|x| x.is_finite())
        .fold(1.0, f64::max);
    let tolerance = f64::from(value.rounded) * precision(found.element()) * largest + more;
    for index in 0..found.len() {
        let (f, e) = (found.float(index), expected.float(index));
        let same = f.to_bits() == e.to_bits() || f.is_nan() && e.is_nan();
        // Equal infinities have the same bits.
        let close = value.rounded > 0 && (f - e).abs() <= tolerance;
        if !same && !close {
            return Err(format!(
                "element {index} of {:?} is {f}, the reference's {e}, which is more than {tolerance:e} apart",
                found.shape()
            ));
        }
    }
    Ok(())
}

#[test]
fn what_differs_is_told() {
    use crate::program::Kind;

    let array = |numbers: [f64; 2]| {
        let mut numbers = numbers.into_iter();
        Array::from_floats(Element::F32, &[2], || numbers.next().unwrap_or_default()).expect("a small array")
    };
    let value = |rounded| Value {
        name: "%v".to_owned(),
        r#type: "tensor<2xf32>".to_owned(),
        kind: Kind::Tensor(Element::F32),
        stated: vec![Some(2)],
        sizes: vec![2],
        rounded,
    };
    let expected = array([1.0, f64::NAN]);
    let near = array([1.000_001, f64::NAN]);
    assert!(agree(&value(0), &expected, &expected, 0.0).is_ok());
    assert!(agree(&value(1), &near, &expected, 0.0).is_ok());
    assert!(agree(&value(0), &near, &expected, 0.0).is_err());
    assert!(agree(&value(1), &array([1.001, f64::NAN]), &expected, 0.0).is_err());
    assert!(agree(&value(1), &array([1.001, f64::NAN]), &expected, 0.01).is_ok());
    assert!(agree(&value(1), &array([f64::NAN, f64::NAN]), &expected, 0.01).is_err());
    assert!(agree(&value(1), &array([1.0, 1.0]), &expected, 0.01).is_err());
}
