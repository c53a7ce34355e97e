//! `dsa-select-format`: choose how patterns are stored whose type says `format = any`.

mod costs;

use std::collections::HashMap;

use dynsparse_dialects::{Format, Holds, PatternType, dsa::DEFAULT_FILL};
use dynsparse_ir::{
    Op, Result, Val, diagnostic,
    melior::ir::{BlockLike as _, RegionLike as _, Type, ValueLike as _, operation::OperationLike as _},
    operation::{OpExt as _, collect, defining_parent, dims, element, owner, parent, set_type, users},
    pass::{Pass, PassRun},
};

use crate::{DsaSelectFormat, DsaSelectFormatObjective as Objective, precision::compute_type, target::Target};
use costs::{Attention, Costs, Statistics, bytes, time};

impl Pass for DsaSelectFormat {
    fn run<'c>(&self, function: Op<'c>, run: &PassRun) -> Result<'c> {
        let target = Target::read(&self.target_description).map_err(|error| function.error(error))?;
        let costs = if self.costs.is_empty() {
            Costs::default()
        } else {
            Costs::read(&self.costs).map_err(|error| function.error(error))?
        };
        let forced = self.forced(function)?;
        self.check_options(function)?;
        if let Some(signature) = function.attr("function_type") {
            let text = signature.to_string();
            if text.contains("format = any") {
                return Err(function.op_error(format!(
                    "has the type {text}: expected a format in place of any, since its callers rely on it"
                )));
            }
        }
        // Everything is decided before the first change.
        let mut chosen = Vec::new();
        let mut formats = HashMap::new();
        for group in groups(function) {
            let format = match forced {
                Some(format) => format,
                None => self.choose(&target, &costs, &group)?,
            };
            for value in group.values {
                let anchor = owner(value).or_else(|| defining_parent(value)).unwrap_or(function);
                if let Some(r#type) = in_format(value.r#type(), format, anchor)? {
                    chosen.push((value, r#type));
                    formats.insert(value.to_raw().ptr, format);
                }
            }
            run.count(Self::PATTERNS, 1);
        }
        // Arguments of blocks that nothing uses are of no group: they have the format of the op whose block it is.
        let around: Vec<(Op<'c>, Format)> = collect(function, |_| true)
            .into_iter()
            .filter_map(|op| Some((op, *formats.get(&tied(op).first()?.to_raw().ptr)?)))
            .collect();
        for (value, r#type) in chosen {
            set_type(value, r#type);
        }
        for (op, format) in around {
            for region in op.regions() {
                let mut next = region.first_block();
                while let Some(block) = next {
                    for argument in (0..block.argument_count()).filter_map(|index| block.argument(index).ok()) {
                        if let Some(r#type) = in_format(argument.r#type(), format, op)? {
                            argument.set_type(r#type);
                        }
                    }
                    next = block.next_in_region();
                }
            }
        }
        Ok(())
    }
}

/// The type with that format in the place of `any`; `None` for other types.
fn in_format<'c>(r#type: Type<'_>, format: Format, anchor: Op<'c>) -> Result<'c, Option<Type<'c>>> {
    let Some(pattern) = PatternType::of(r#type).filter(|pattern| pattern.format == Format::Any) else {
        return Ok(None);
    };
    let stored = PatternType { format, ..pattern }.to_type(anchor.location());
    stored
        .map(Some)
        .ok_or_else(|| anchor.op_error(format!("cannot have a pattern of the format {}", format.word())))
}

/// Values that have to be of one format.
struct Group<'c> {
    values: Vec<Val<'c>>,
}

fn is_any(value: Val<'_>) -> bool {
    PatternType::of(value.r#type()).is_some_and(|pattern| pattern.format == Format::Any)
}

/// What an op ties together: its operands and results, and for the last op of a block what the op around it gives.
fn tied(op: Op<'_>) -> Vec<Val<'_>> {
    let mut values = op.operand_values();
    values.extend(op.result_values());
    if op.next_in_block().is_none()
        && let Some(around) = parent(op)
        && around.full_name() != "func.func"
    {
        values.extend(around.result_values());
    }
    values.retain(|value| is_any(*value));
    values
}

/// What is tied to an operand that is an argument of a block: operands and results of the op whose block it is.
fn tied_to_argument(value: Val<'_>) -> Vec<Val<'_>> {
    match (owner(value), defining_parent(value)) {
        (None, Some(around)) => [&tied(around)[..], &[value]].concat(),
        _ => Vec::new(),
    }
}

/// The groups of a function, in the order of their first values.
fn groups(function: Op<'_>) -> Vec<Group<'_>> {
    let mut groups: Vec<Vec<Val<'_>>> = Vec::new();
    let mut group_of: HashMap<*const std::ffi::c_void, usize> = HashMap::new();
    for op in collect(function, |_| true) {
        let values = tied(op);
        let arguments: Vec<Vec<Val<'_>>> = values.iter().map(|value| tied_to_argument(*value)).collect();
        // A conversion ties nothing.
        let mut sets: Vec<Vec<Val<'_>>> = if op.full_name() == "dsa.convert_pattern" {
            values.into_iter().map(|value| vec![value]).collect()
        } else {
            vec![values]
        };
        sets.extend(arguments);
        for set in sets {
            let Some(first) = set.first() else { continue };
            let target = *group_of.entry(first.to_raw().ptr).or_insert_with(|| {
                groups.push(vec![*first]);
                groups.len() - 1
            });
            for value in &set[1..] {
                match group_of.get(&value.to_raw().ptr).copied() {
                    None => {
                        groups[target].push(*value);
                        group_of.insert(value.to_raw().ptr, target);
                    }
                    Some(other) if other != target => {
                        let moved = std::mem::take(&mut groups[other]);
                        for value in &moved {
                            group_of.insert(value.to_raw().ptr, target);
                        }
                        groups[target].extend(moved);
                    }
                    Some(_) => {}
                }
            }
        }
    }
    let filled = groups.into_iter().filter(|values| !values.is_empty());
    filled.map(|values| Group { values }).collect()
}

impl DsaSelectFormat {
    /// The format that the options ask for.
    fn forced<'c>(&self, function: Op<'c>) -> Result<'c, Option<Format>> {
        if self.format.is_empty() {
            return Ok(None);
        }
        let format = Format::from_word(&self.format).filter(|format| *format != Format::Any);
        format.map(Some).ok_or_else(|| {
            function.error(format!(
                "format is '{}', expected one that a pattern can have",
                self.format
            ))
        })
    }

    fn check_options<'c>(&self, function: Op<'c>) -> Result<'c> {
        for (name, share) in [
            ("density", self.density),
            ("fill", self.fill),
            ("filled-elements", self.filled_elements),
            ("filled-blocks", self.filled_blocks),
        ] {
            if share > 1.0 || share.is_nan() {
                return Err(function.error(format!(
                    "{name} is {share}, expected 0 to 1, or less where it is not known"
                )));
            }
        }
        if self.skew.is_nan() || self.skew < 1.0 {
            return Err(function.error(format!("skew is {}, expected at least 1", self.skew)));
        }
        if self.threads < 1 {
            return Err(function.error(format!("threads is {}, expected at least 1", self.threads)));
        }
        Ok(())
    }

    fn choose<'c>(&self, target: &Target, costs: &Costs, group: &Group<'c>) -> Result<'c, Format> {
        let first = group.values[0];
        let pattern = PatternType::of(first.r#type());
        let Some((pattern, place)) = pattern.zip(owner(first).or_else(|| defining_parent(first))) else {
            return Ok(Format::Bcsr);
        };
        let otherwise = |why: &str| {
            self.explain(place, &format!("format bcsr: {why}"));
            Ok(Format::Bcsr)
        };
        if pattern.holds == Holds::Blocks {
            return otherwise("the pattern holds blocks");
        }
        let [_, _, Some(n), Some(m)] = pattern.shape else {
            return otherwise("its sizes are not known");
        };
        let tokens = [n as f64, m as f64];
        let Some(known) = self.statistics(group)? else {
            return otherwise("density and fill are not known");
        };
        let estimate = |format: Format, attentions: &[Attention]| match self.objective {
            Objective::Bytes => bytes(&pattern, &known, tokens, format),
            Objective::Time => attentions
                .iter()
                .map(|of| time(costs, &pattern, &known, of, format))
                .sum::<Option<f64>>(),
        };
        let attentions = self.attentions(target, group, tokens);
        let candidates: &[Format] = match self.objective {
            Objective::Bytes => &SMALL,
            Objective::Time if attentions.is_empty() => {
                return otherwise("attention of known dimensions does not read it");
            }
            Objective::Time => &FAST,
        };
        let mut estimates: Vec<(Format, f64)> = Vec::new();
        for format in candidates {
            estimates.extend(estimate(*format, &attentions).map(|cost| (*format, cost)));
        }
        // The first of equals.
        estimates.sort_by(|a, b| a.1.total_cmp(&b.1));
        let words: Vec<_> = estimates
            .iter()
            .map(|(format, cost)| format!("{} {cost:.4e}", format.word()))
            .collect();
        let unit = match self.objective {
            Objective::Time => "steps",
            Objective::Bytes => "bytes",
        };
        let Some((best, _)) = estimates.first() else {
            return otherwise("there is nothing to choose from");
        };
        self.explain(
            place,
            &format!("format {}: {unit} by estimate: {}", best.word(), words.join(", ")),
        );
        Ok(*best)
    }

    fn explain(&self, place: Op<'_>, message: &str) {
        if self.explain {
            diagnostic::remark(place.location(), message);
        }
    }

    /// What is known of the patterns of a group: what the ops that have to do with them say, and else the options.
    fn statistics<'c>(&self, group: &Group<'c>) -> Result<'c, Option<Statistics>> {
        let mut ops: Vec<Op<'c>> = group.values.iter().filter_map(|value| owner(*value)).collect();
        ops.extend(group.values.iter().flat_map(|value| users(*value)));
        let said = |name: &str| -> Result<'c, Option<f64>> {
            for op in &ops {
                let Some(value) = op.float_attr(name) else { continue };
                let fits = if name == "dsa.skew" {
                    value >= 1.0
                } else {
                    (0.0..=1.0).contains(&value)
                };
                if !fits {
                    let expected = if name == "dsa.skew" { "at least 1" } else { "0 to 1" };
                    return Err(op.op_error(format!("{name} is {value}, expected {expected}")));
                }
                return Ok(Some(value));
            }
            Ok(None)
        };
        let option = |value: f64| (value >= 0.0).then_some(value);
        let stated = ops.iter().find_map(|op| match op.full_name().as_str() {
            "dsa.dense_pattern" => Some((1.0, 1.0)),
            "dsa.causal_pattern" => Some((0.5, 1.0)),
            _ => None,
        });
        let density = said("dsa.density")?
            .or(option(self.density))
            .or(stated.map(|stated| stated.0));
        let fill = said("dsa.fill")?
            .or(option(self.fill))
            .or(stated.map(|stated| stated.1));
        let Some((density, fill)) = density.zip(fill) else {
            return Ok(None);
        };
        let by_fill = f64::from(u8::from(fill >= DEFAULT_FILL));
        Ok(Some(Statistics {
            density,
            fill,
            filled_elements: said("dsa.filled_elements")?
                .or(option(self.filled_elements))
                .unwrap_or(by_fill),
            filled_blocks: said("dsa.filled_blocks")?
                .or(option(self.filled_blocks))
                .unwrap_or(by_fill),
            skew: said("dsa.skew")?.unwrap_or(self.skew),
        }))
    }

    /// The attentions that read a group, as far as their dimensions are known.
    fn attentions(&self, target: &Target, group: &Group<'_>, tokens: [f64; 2]) -> Vec<Attention> {
        let all = group.values.iter().flat_map(|value| users(*value));
        let reading = all.filter(|op| op.full_name() == "dsa.attention");
        let described = reading.filter_map(|op| {
            let [queries, values] = [op.operand_at(0)?, op.operand_at(2)?];
            let (sizes, of_values) = (dims(queries.r#type())?, dims(values.r#type())?);
            let from = element(queries.r#type())?;
            let [bytes, wide] = [from, compute_type(from)].map(|of| u64::from(of.float_width() / 8));
            let pairs = from.to_string() == "bf16" && target.bf16_pairs();
            Some(Attention {
                tokens,
                columns: [sizes[3]?, of_values[3]?],
                lanes: target.simd(wide),
                products: if pairs { 2.0 } else { 1.0 },
                loads: target.loads_per_multiply_add as f64,
                bytes,
                wide_bytes: wide,
                cache: target.l2_bytes as f64,
                heads: (sizes[0].unwrap_or(1) * sizes[1].unwrap_or(1)) as f64,
                threads: self.threads as f64,
            })
        });
        described.collect()
    }
}

/// What attention reads as it is.
const FAST: [Format; 3] = [Format::Bcsr, Format::Csr, Format::Hybrid];

/// Every format of sets of elements.
const SMALL: [Format; 9] = [
    Format::Bcsr,
    Format::Csr,
    Format::Coo,
    Format::Bitmap,
    Format::Hybrid,
    Format::BcsrD8,
    Format::BcsrD16,
    Format::CsrD8,
    Format::CsrD16,
];
