//! Products over time.

use super::{Rule, scale, tokens::indices};
use crate::program::{Program, Result, Value};
use dynsparse_lowering::codegen::signature::Element;

pub const RULES: &[Rule] = &[
    Rule::any("dsa.update_scores", update_scores),
    Rule::any("dsa.update_product_rows", update_product_rows),
    Rule::any("dsa.update_product", update_product),
];

fn most(values: &[&Value]) -> u32 {
    values.iter().map(|value| value.rounded).max().unwrap_or(0) + 1
}

fn update_scores(program: &mut Program) -> Option<()> {
    let queries = program.floats(None, &[None; 4]);
    let [batch, heads, n, d] = queries.sizes[..] else {
        return None;
    };
    let keys = program.floats(queries.element(), &[Some(batch), Some(heads), None, Some(d)]);
    let m = keys.sizes[2];
    let wide = match queries.element() {
        Some(Element::F64) => Element::F64,
        _ => Element::F32,
    };
    let state = program.floats(Some(wide), &[batch, heads, n, m].map(Some));
    let (rows, columns) = (indices(program, batch, None, n), indices(program, batch, None, m));
    let scale = scale(program, &queries);
    let text = format!(
        "dsa.update_scores {}, {} rows({} : {}) columns({} : {}) into {} {scale} : {}, {}, {}",
        queries.name,
        keys.name,
        rows.name,
        rows.r#type,
        columns.name,
        columns.r#type,
        state.name,
        queries.r#type,
        keys.r#type,
        state.r#type
    );
    let rounded = most(&[&queries, &keys, &state]);
    program.push_one(&text, Result::of(&[batch, heads, n, m], rounded));
    Some(())
}

/// Weights, values and the product of another time.
fn operands(program: &mut Program) -> Option<[Value; 3]> {
    let weights = program.floats(None, &[None; 4]);
    let [batch, heads, n, m] = weights.sizes[..] else {
        return None;
    };
    let element = weights.element();
    let values = program.floats(element, &[Some(batch), Some(heads), Some(m), None]);
    let product = program.floats(element, &[batch, heads, n, values.sizes[3]].map(Some));
    Some([weights, values, product])
}

fn update_product_rows(program: &mut Program) -> Option<()> {
    let [weights, values, product] = operands(program)?;
    let rows = indices(program, weights.sizes[0], None, weights.sizes[2]);
    let text = format!(
        "dsa.update_product_rows {}, {} rows({} : {}) into {} : {}, {}, {}",
        weights.name, values.name, rows.name, rows.r#type, product.name, weights.r#type, values.r#type, product.r#type
    );
    let rounded = most(&[&weights, &values, &product]);
    program.push_one(&text, Result::of(&product.sizes, rounded));
    Some(())
}

fn update_product(program: &mut Program) -> Option<()> {
    let [weights, values, product] = operands(program)?;
    let sizes = |value: &Value| value.sizes.iter().copied().map(Some).collect::<Vec<_>>();
    let last_weights = program.floats(weights.element(), &sizes(&weights));
    let last_values = program.floats(weights.element(), &sizes(&values));
    let keys = indices(program, weights.sizes[0], None, values.sizes[2]);
    let text = format!(
        "dsa.update_product {}, {} keys({} : {}) into {}, {}, {} : {}, {}, {}, {}, {}",
        weights.name,
        values.name,
        keys.name,
        keys.r#type,
        product.name,
        last_weights.name,
        last_values.name,
        weights.r#type,
        values.r#type,
        product.r#type,
        last_weights.r#type,
        last_values.r#type
    );
    let rounded = most(&[&weights, &values, &product, &last_weights, &last_values]);
    program.push(
        &text,
        vec![
            Result::of(&product.sizes, rounded),
            Result::of(&weights.sizes, weights.rounded.max(last_weights.rounded)),
            Result::of(&values.sizes, values.rounded.max(last_values.rounded)),
        ],
    );
    Some(())
}
