//! Patterns as sparse tensors of upstream.

use super::Rule;
use crate::program::{Fill, Program, Result, Want};
use dynsparse_lowering::codegen::signature::Element;

pub const RULES: &[Rule] = &[Rule::any("dsa.from_sparse_tensor", there_and_back)];

/// Ways to store elements, each an encoding and two pattern types: of what goes there, and of what comes back.
const FORMATS: [(&str, &str, &str); 2] = [
    (
        "i : dense, j : compressed",
        "block = 2x2, holds = elements, format = csr",
        "block = 1x1",
    ),
    (
        "i : compressed(nonunique), j : singleton(soa)",
        "block = 4x2, holds = elements, format = coo",
        "block = 1x1, format = coo",
    ),
];

/// Elements of one head that become a sparse tensor, and another pattern of it: in a function, so that what is between is
/// no value of the program.
fn there_and_back(program: &mut Program) -> Option<()> {
    let (n, m) = (program.size(), program.size());
    if n == 0 || m == 0 {
        return None;
    }
    let mask = program.tensor(&Want {
        elements: &[Element::I1],
        sizes: &[Some(1), Some(1), Some(n), Some(m)],
        exact: true,
        fill: Fill::Bits,
    });
    let (levels, there, back) = program.one_of(&FORMATS);
    let [position, coordinate] = [0, 1].map(|_| program.one_of(&[32, 64, 0]));
    let [index, index_back] = [0, 1].map(|_| program.one_of(&["i32", "i64"]));
    let name = format!("sparse_{}", program.used.len());
    let r#type = &mask.r#type;
    let bits = format!("tensor<1x1x{n}x{m}xi1>");
    let matrix = format!(
        "tensor<{n}x{m}xf32, #sparse_tensor.encoding<{{ map = (i, j) -> ({levels}), posWidth = {position}, crdWidth = {coordinate} }}>>"
    );
    let there = format!("!dsa.pattern<1x1x{n}x{m}, {there}, index = {index}>");
    let back = format!("!dsa.pattern<1x1x{n}x{m}, {back}, index = {index_back}>");
    program.helper(&format!(
        "func.func private @{name}(%given: {type}) -> {back} {{
          %mask = tensor.cast %given : {type} to {bits}
          %there = dsa.pattern_from_mask %mask : {bits} -> {there}
          %matrix = dsa.to_sparse_tensor %there : {there} -> {matrix}
          %back = dsa.from_sparse_tensor %matrix : {matrix} -> {back}
          return %back : {back}
        }}\n"
    ));
    let text = format!("call @{name}({}) : ({type}) -> {back}", mask.name);
    program.push_one(&text, Result::of(&[1, 1, n, m], 0));
    Some(())
}
