//! Attention in three steps.

use dynsparse_ir::operation::Dim;

use super::{Rule, attention::Parts};
use crate::program::{Program, tensor_text};

pub const RULES: &[Rule] = &[Rule::any("dsa.spmm", three_steps)];

/// Scores, shares and what they weigh: in a function, since how many tiles there are is said by no size of an operand.
fn three_steps(program: &mut Program) -> Option<()> {
    let parts = Parts::of(program)?;
    let Parts {
        queries,
        keys,
        values,
        pattern: chosen,
        scale,
        ..
    } = &parts;
    let wide = parts.wide.name();
    let pattern = chosen.pattern()?;
    let stated = |axis: usize| match pattern.shape[axis] {
        Some(1) => queries.stated[axis],
        own => own.map(|_| 1),
    };
    let in_all = |axis: usize| match pattern.shape[axis] {
        Some(1) => queries.stated[axis],
        own => own,
    };
    let [bq, bk] = pattern.block.map(Some);
    let scores = tensor_text(&[stated(0), stated(1), None, bq, bk], wide);
    let lse = tensor_text(&[in_all(0), in_all(1), pattern.shape[2]], wide);
    let of_values: &[Dim] = &values.stated;
    let output = tensor_text(
        &[of_values[0], in_all(1), pattern.shape[2], of_values[3]],
        values.element()?.name(),
    );
    let [of_queries, of_keys] = [(2, "%n"), (3, "%m")].map(|(axis, name)| match pattern.shape[axis] {
        None => name,
        Some(_) => "",
    });
    let both = [of_queries, of_keys].into_iter().filter(|name| !name.is_empty());
    let both = both.collect::<Vec<_>>().join(", ");
    let given = |names: &str| {
        if names.is_empty() {
            String::new()
        } else {
            format!("({names})")
        }
    };
    let name = format!("steps_{}", program.used.len());
    let types = [queries, keys, values, chosen].map(|value| value.r#type.clone());
    let [q, k, v, p] = &types;
    program.helper(&format!(
        "func.func private @{name}(%q: {q}, %k: {k}, %v: {v}, %p: {p}) -> ({output}, {lse}) {{
          %axis = arith.constant 2 : index
          %n = tensor.dim %q, %axis : {q}
          %m = tensor.dim %k, %axis : {k}
          %x = dsa.sddmm %q, %k, %p {scale} : {q}, {k}, {p}
          %w, %lse = dsa.sparse_softmax %x, %p{} with_lse : {scores}, {p}
          %o = dsa.spmm %w, %v, %p{} : {scores}, {v}, {p}
          return %o, %lse : {output}, {lse}
        }}\n",
        given(&both),
        given(of_queries),
    ));
    let text = format!(
        "call @{name}({}, {}, {}, {}) : ({}) -> ({output}, {lse})",
        queries.name,
        keys.name,
        values.name,
        chosen.name,
        types.join(", ")
    );
    program.push(&text, Vec::from(parts.results(parts.rounded)));
    Some(())
}
