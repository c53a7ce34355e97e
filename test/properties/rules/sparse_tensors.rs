//! Patterns as sparse tensors of upstream.

use super::Rule;
use crate::program::{Fill, Program, Result, Want};
use dynsparse_lowering::codegen::signature::Element;

pub const RULES: &[Rule] = &[Rule::any("dsa.from_sparse_tensor", there_and_back)];

/// Ways to store elements, each an encoding of `h` heads and of a matrix, and two pattern types: of what goes there, and of what
/// comes back.
const FORMATS: [[&str; 4]; 3] = [
    [
        "b : dense, h : dense, i : dense, j : compressed",
        "i : dense, j : compressed",
        "block = 2x2, holds = elements, format = csr",
        "block = 1x1",
    ],
    [
        "b : dense, h : dense, i : compressed(nonunique), j : singleton(soa)",
        "i : compressed(nonunique), j : singleton(soa)",
        "block = 4x2, holds = elements, format = coo",
        "block = 1x1, format = coo",
    ],
    [
        "b : compressed(nonunique), h : singleton(nonunique, soa), i : singleton(nonunique, soa), j : singleton(soa)",
        "i : compressed(nonunique), j : singleton(soa)",
        "block = 4x2, holds = elements, format = coo",
        "block = 1x1, format = coo",
    ],
];

/// Elements that become a sparse tensor, and another pattern of it: in a function, so that what is between is no value of the
/// program.
fn there_and_back(program: &mut Program) -> Option<()> {
    let (n, m) = (program.size(), program.size());
    if n == 0 || m == 0 {
        return None;
    }
    let [batch, heads] = program.one_of(&[[1, 1], [1, 3], [2, 2], [3, 1]]);
    let shape = format!("{batch}x{heads}x{n}x{m}");
    let mask = program.tensor(&Want {
        elements: &[Element::I1],
        sizes: &[Some(batch), Some(heads), Some(n), Some(m)],
        exact: true,
        fill: Fill::Bits,
    });
    let [levels, levels_of_matrix, there, back] = program.one_of(&FORMATS);
    let is_matrix = [batch, heads] == [1, 1] && program.choose(2) == 0;
    let (names, levels, sizes) = if is_matrix {
        ("i, j", levels_of_matrix, format!("{n}x{m}"))
    } else {
        ("b, h, i, j", levels, shape.clone())
    };
    let [position, coordinate] = [0, 1].map(|_| program.one_of(&[32, 64, 0]));
    let [index, index_back] = [0, 1].map(|_| program.one_of(&["i32", "i64"]));
    let name = format!("sparse_{}", program.used.len());
    let r#type = &mask.r#type;
    let bits = format!("tensor<{shape}xi1>");
    let matrix = format!(
        "tensor<{sizes}xf32, #sparse_tensor.encoding<{{ map = ({names}) -> ({levels}), posWidth = {position}, crdWidth = {coordinate} }}>>"
    );
    let there = format!("!dsa.pattern<{shape}, {there}, index = {index}>");
    let back = format!("!dsa.pattern<{shape}, {back}, index = {index_back}>");
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
    program.push_one(&text, Result::of(&[batch, heads, n, m], 0));
    Some(())
}
