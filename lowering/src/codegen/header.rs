//! C headers of compiled functions.

use std::{collections::BTreeSet, fmt::Write as _};

use super::signature::{Element, Public, Signature, ValueType};

/// The header that declares the functions whose types are known, and may be passed from C. It can be included beside others
/// of its kind, from C11 and C++.
pub fn write(functions: &[Public]) -> String {
    let mut descriptors = BTreeSet::new();
    let mut prototypes = String::new();
    for function in functions {
        let name = &function.name;
        let is_of_c = |c: char| c.is_ascii_alphanumeric() || c == '_';
        if !name.chars().all(is_of_c) || name.starts_with(|c: char| c.is_ascii_digit()) {
            let shown: String = name.chars().filter(|c| *c != '*' && !c.is_control()).collect();
            let _ = writeln!(prototypes, "\n/* '{shown}' is no name in C. */");
            continue;
        }
        match &function.signature {
            Some(signature) => match prototype(&function.name, signature, &mut descriptors) {
                Ok(text) if signature.has_bf16_number() => {
                    let _ = write!(prototypes, "\n{IF_BF16}{text}#endif\n");
                }
                Ok(text) => prototypes += &text,
                Err(other) => {
                    let _ = writeln!(
                        prototypes,
                        "\n/* {} takes or gives {other}, which C cannot pass. */",
                        function.name
                    );
                }
            },
            None => {
                let _ = writeln!(
                    prototypes,
                    "\n/* {} was lowered without a record of its types. */",
                    function.name
                );
            }
        }
    }
    format!(
        "{INTRODUCTION}{}\n#ifdef __cplusplus\nextern \"C\" {{\n#endif\n\n{}{prototypes}\n#ifdef __cplusplus\n}}\n#endif\n",
        descriptors
            .into_iter()
            .map(|(name, text)| guarded(&name, &text))
            .collect::<String>(),
        RUNTIME.map(|(_, declaration)| declaration).concat(),
    )
}

const INTRODUCTION: &str = "\
/* Made by ds-translate --emit=header.
 *
 * A tensor is a pointer to a descriptor. Element (i, j, ...) is aligned[offset + i*strides[0] + j*strides[1] + ...].
 * Arguments: fill aligned (and allocated with the same pointer), offset 0, sizes, and strides that count elements in row-major
 * order: a tensor argument with others ends the program with a line that says which. (To have a view read where it lies, make
 * the argument a memref with a layout, such as memref<?x?xf32, strided<[?, 1], offset: ?>>, and take the tensor of it by
 * bufferization.to_tensor: of such an argument strides and offset mean what they say.)
 * Tensor arguments are only read; memref arguments may be written to.
 * Results: the caller owns them. Release each with free(result.allocated), unless that is a pointer you passed in or
 * (void *)0xdeadbeef, which marks a constant. Results of the same numbers may share one pointer: it is freed once. A
 * result's strides may be any.
 * A bf16 in memory is the upper half of a float. An i1 in memory is a byte, 0 or 1.
 *
 * Memory comes from malloc. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
";

/// GCC has numbers of this type in C from version 13 on.
const IF_BF16: &str = "#if defined(__clang__) || !defined(__GNUC__) || __GNUC__ >= 13";

/// What the header declares of the runtime: names, and declarations.
pub(super) const RUNTIME: [(&str, &str); 2] = [
    (
        "dynsparse_set_num_threads",
        "\
/* On how many threads the functions that this thread calls may run; 0: as many as the machine has. In shared
 * libraries, each of which has its own number (of several that a program is linked with, the first is meant), and in the
 * object of ds-translate --emit=runtime. */
void dynsparse_set_num_threads(int64_t n);
",
    ),
    (
        "dynsparse_keep_memory",
        "
/* Asks glibc to keep what is freed, of this process, rather than to give it back to the system: to have it again takes as
 * long as a sparse attention. Shared libraries do so when they are loaded, unless the environment has
 * DYNSPARSE_KEEP_MEMORY=0; a program that links an object calls this once. */
void dynsparse_keep_memory(void);
",
    ),
];

impl Signature {
    /// Whether a `bf16` is passed by value.
    fn has_bf16_number(&self) -> bool {
        let mut values = self.inputs.iter().chain(&self.results);
        values.any(|value| matches!(value, ValueType::Scalar(Element::Bf16)))
    }
}

fn guarded(name: &str, text: &str) -> String {
    let macro_name = name.to_uppercase();
    format!("\n#ifndef {macro_name}\n#define {macro_name}\n{text}\n#endif\n")
}

/// The type of an element in memory.
const fn in_memory(element: Element) -> &'static str {
    match element {
        Element::F64 => "double",
        Element::F32 => "float",
        Element::F16 => "_Float16",
        Element::Bf16 => "uint16_t",
        Element::I1 => "bool",
        Element::I8 => "int8_t",
        Element::I16 => "int16_t",
        Element::I32 => "int32_t",
        Element::I64 | Element::Index => "int64_t",
    }
}

/// The type of a value: its C name, with the descriptor it needs added.
fn value(r#type: &ValueType, descriptors: &mut BTreeSet<(String, String)>) -> Result<String, String> {
    match r#type {
        ValueType::Scalar(Element::Bf16) => Ok("__bf16".to_owned()),
        ValueType::Scalar(element) => Ok(in_memory(*element).to_owned()),
        ValueType::Array { dims, element, .. } => {
            let name = format!("dynsparse_memref_{}d_{element}", dims.len());
            let rank = dims.len();
            let sizes = if rank > 0 {
                format!(" int64_t sizes[{rank}]; int64_t strides[{rank}];")
            } else {
                String::new()
            };
            let element = in_memory(*element);
            let text = format!(
                "typedef struct {{ {element} *allocated; {element} *aligned; int64_t offset;{sizes} }} {name};"
            );
            descriptors.insert((name.clone(), text));
            Ok(name)
        }
        ValueType::Other(text) => Err(text.clone()),
    }
}

fn prototype(
    name: &str,
    signature: &Signature,
    descriptors: &mut BTreeSet<(String, String)>,
) -> Result<String, String> {
    let mut text = format!("\n/* @{name}{signature} */\n");
    let mut parameters = Vec::new();
    let results = signature
        .results
        .iter()
        .map(|r| value(r, descriptors))
        .collect::<Result<Vec<_>, _>>()?;
    let returns = match (signature.results.as_slice(), results.as_slice()) {
        ([], _) => "void",
        ([ValueType::Scalar(_)], [scalar]) => scalar,
        (_, [array]) => {
            parameters.push(format!("{array} *result"));
            "void"
        }
        _ => {
            let members = results.iter().enumerate().map(|(i, r)| format!(" {r} result{i};"));
            let members = members.collect::<Vec<_>>().concat();
            let _ = writeln!(text, "typedef struct {{{members} }} {name}_results;");
            parameters.push(format!("{name}_results *results"));
            "void"
        }
    };
    for (index, input) in signature.inputs.iter().enumerate() {
        let r#type = value(input, descriptors)?;
        parameters.push(match input {
            ValueType::Array { in_place: false, .. } => format!("const {type} *arg{index}", r#type = r#type),
            ValueType::Array { .. } => format!("{type} *arg{index}", r#type = r#type),
            _ => format!("{type} arg{index}", r#type = r#type),
        });
    }
    let parameters = if parameters.is_empty() {
        "void".to_owned()
    } else {
        parameters.join(", ")
    };
    let _ = writeln!(text, "{returns} _mlir_ciface_{name}({parameters});");
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn array(dims: &[Option<u64>], element: Element, in_place: bool) -> ValueType {
        ValueType::Array {
            dims: dims.to_vec(),
            element,
            in_place,
        }
    }

    fn header(inputs: Vec<ValueType>, results: Vec<ValueType>) -> String {
        let signature = Some(Signature { inputs, results });
        write(&[Public {
            name: "f".to_owned(),
            location: String::new(),
            signature,
            is_row_major: false,
        }])
    }

    #[test]
    fn one_result() {
        let text = header(
            vec![
                array(&[Some(2), None], Element::F32, false),
                ValueType::Scalar(Element::Index),
            ],
            vec![array(&[], Element::Bf16, false)],
        );
        let prototype =
            "void _mlir_ciface_f(dynsparse_memref_0d_bf16 *result, const dynsparse_memref_2d_f32 *arg0, int64_t arg1);";
        assert!(text.contains(prototype), "{text}");
        assert!(
            text.contains("int64_t offset; int64_t sizes[2]; int64_t strides[2]; } dynsparse_memref_2d_f32;"),
            "{text}"
        );
        assert!(text.contains(
            "typedef struct { uint16_t *allocated; uint16_t *aligned; int64_t offset; } dynsparse_memref_0d_bf16;"
        ));
    }

    #[test]
    fn scalars_memrefs_and_several_results() {
        let text = header(vec![], vec![ValueType::Scalar(Element::I1)]);
        assert!(text.contains("bool _mlir_ciface_f(void);"), "{text}");
        let results = vec![ValueType::Scalar(Element::F16), array(&[None], Element::I8, false)];
        let text = header(vec![array(&[None], Element::F64, true)], results);
        assert!(
            text.contains("typedef struct { _Float16 result0; dynsparse_memref_1d_i8 result1; } f_results;"),
            "{text}"
        );
        assert!(
            text.contains("void _mlir_ciface_f(f_results *results, dynsparse_memref_1d_f64 *arg0);"),
            "{text}"
        );
    }

    #[test]
    fn names_that_c_has_not() {
        let named = |name: &str| Public {
            name: name.to_owned(),
            location: String::new(),
            signature: Some(Signature {
                inputs: Vec::new(),
                results: Vec::new(),
            }),
            is_row_major: false,
        };
        let text = write(&["a.b", "a */ b", "2a", "c"].map(named));
        for shown in ["'a.b'", "'a / b'", "'2a'"] {
            assert!(text.contains(&format!("/* {shown} is no name in C. */")), "{text}");
        }
        assert!(
            text.contains("void _mlir_ciface_c(void);") && !text.contains("_mlir_ciface_a"),
            "{text}"
        );
    }

    #[test]
    fn numbers_of_bf16_need_a_compiler_that_has_them() {
        let text = header(vec![ValueType::Scalar(Element::Bf16)], vec![]);
        let place = |part: &str| text.find(part).expect(part);
        assert!(place("__GNUC__ >= 13") < place("_mlir_ciface_f"), "{text}");
        assert!(
            place("_mlir_ciface_f") < text.rfind("#endif\n\n#ifdef __cplusplus").unwrap_or(0),
            "{text}"
        );
    }

    #[test]
    fn what_c_cannot_pass() {
        let text = header(
            vec![ValueType::Other("!dsa.pattern<1x1x2x2, block = 1x1>".to_owned())],
            vec![],
        );
        assert!(
            text.contains("/* f takes or gives !dsa.pattern<1x1x2x2, block = 1x1>, which C cannot pass. */"),
            "{text}"
        );
    }
}
