//! `lower-sparse`: lower dsa and dsk to the LLVM dialect, stage by stage.

use std::fs;

use dynsparse_ir::{context, diagnostic, pass::Pipeline};

use crate::{
    LowerSparse, LowerSparseComputeType as ComputeType, LowerSparseProducts as Products,
    LowerSparseStartAfter as StartAfter, LowerSparseStopAfter as Stage, LowerSparseStrategy as Strategy,
    bufferize_sparse::CANONICALIZE, convert_dsk_attention_to_linalg::STEPS, target::Target,
};

impl Pipeline for LowerSparse {
    fn build(&self) -> Result<String, String> {
        let stages = stages(self);
        let position = |wanted: &str| {
            stages
                .iter()
                .position(|(stage, _)| stage.word() == wanted)
                .ok_or_else(|| {
                    let words: Vec<_> = stages.iter().map(|(stage, _)| stage.word()).collect();
                    format!(
                        "strategy={} has no stage '{wanted}', expected one of {}",
                        self.strategy.word(),
                        words.join(", ")
                    )
                })
        };
        let end = position(self.stop_after.word())?;
        let start = match self.start_after {
            StartAfter::None => 0,
            stage => position(stage.word())? + 1,
        };
        if start > end {
            return Err(format!(
                "start-after={} is not before stop-after={}",
                self.start_after.word(),
                self.stop_after.word()
            ));
        }
        if self.strategy == Strategy::Fast && self.compute_type == ComputeType::F64 {
            return Err(
                "compute-type=f64 is for strategy=reference: fast kernels compute in the ops' own types".to_owned(),
            );
        }
        if self.strategy == Strategy::Reference {
            for (option, is_given, reason) in [
                (
                    "schedule",
                    !self.schedule.is_empty(),
                    "reference lowerings are not tiled",
                ),
                (
                    "products",
                    self.products != Products::Auto,
                    "reference lowerings multiply exactly",
                ),
                (
                    "verify-patterns",
                    self.verify_patterns,
                    "the masks of reference lowerings have no invariants",
                ),
            ] {
                if is_given {
                    return Err(format!("{option} is for strategy=fast: {reason}"));
                }
            }
            // Its first stages have no passes that read it.
            Target::read(&self.target_description)?;
        }
        check_path("schedule", &self.schedule)?;
        check_path("target-description", &self.target_description)?;
        if !self.schedule.is_empty() {
            let found = fs::read_to_string(&self.schedule)
                .map_err(|error| format!("cannot read the schedule {}: {error}", self.schedule))?;
            check_parses(&self.schedule)?;
            if !(found.contains("transform.named_sequence") && found.contains("@__transform_main")) {
                return Err(format!(
                    "{}: expected a module with a transform.named_sequence of the name __transform_main (ds-translate --emit=schedule prints one)",
                    self.schedule
                ));
            }
            let steps = steps();
            if let Some(unknown) = named_steps(&found).find(|step| !steps.contains(step)) {
                return Err(format!(
                    "{}: no step of attention has the name '{unknown}': expected one of {}",
                    self.schedule,
                    steps.join(", ")
                ));
            }
        }
        if self.block_size < 0 {
            return Err(format!("block-size is {}, expected at least 0", self.block_size));
        }
        let passes: Vec<_> = stages[start..=end].iter().map(|(_, passes)| passes.as_str()).collect();
        Ok(passes.join(","))
    }
}

/// Checks that a file is an MLIR module.
///
/// # Errors
///
/// The parser's own words, located.
fn check_parses(file: &str) -> Result<(), String> {
    let context = context::create();
    let (module, lines) = diagnostic::capture(&context, || context::parse_file(&context, file));
    match module {
        Some(_) => Ok(()),
        None => Err(lines.join("\n")),
    }
}

/// Checks that the text of a pipeline can hold a path as the value of `option`.
///
/// # Errors
///
/// Names the character that ends the value.
pub(crate) fn check_path(option: &str, path: &str) -> Result<(), String> {
    match path.chars().find(|c| c.is_whitespace() || "{},=".contains(*c)) {
        Some(found) => Err(format!(
            "{option}={path}: expected a path that a pipeline's text can hold, found '{found}' in it"
        )),
        None => Ok(()),
    }
}

/// The steps that a text names by `dsk.step`.
fn named_steps(text: &str) -> impl Iterator<Item = &str> {
    text.split("dsk.step").skip(1).filter_map(|rest| {
        rest.trim_start()
            .strip_prefix('=')?
            .trim_start()
            .strip_prefix('"')?
            .split('"')
            .next()
    })
}

/// The steps that attention has.
fn steps() -> Vec<&'static str> {
    let mut steps: Vec<_> = named_steps(STEPS).collect();
    steps.sort_unstable();
    steps.dedup();
    steps
}

/// The passes that apply a schedule from a file, if there is one.
fn scheduled(file: &str) -> String {
    if file.is_empty() {
        return String::new();
    }
    format!(
        "func.func(convert-dsk-attention-to-linalg),{CANONICALIZE},cse,\
         transform-preload-library{{transform-library-paths={file}}},transform-interpreter,"
    )
}

/// The stages of a strategy, each with the passes that reach it from the one before.
fn stages(options: &LowerSparse) -> Vec<(Stage, String)> {
    let clean = format!("{CANONICALIZE},cse");
    let first = match options.block_size {
        0 => clean.clone(),
        size => format!("func.func(dsa-set-block-size{{block-size={size}}}),{clean}"),
    };
    let first = match options.strategy {
        Strategy::Fast => format!(
            "func.func(dsa-select-format{{target-description={}}}),{first}",
            options.target_description
        ),
        // To it all formats are masks.
        Strategy::Reference => first,
    };
    let mut stages = vec![(Stage::Dsa, first)];
    match options.strategy {
        Strategy::Fast => stages.extend([
            (
                Stage::Dsk,
                format!("convert-dsa-to-dsk{{assert-patterns={}}},{clean}", options.verify_patterns),
            ),
            (Stage::Bufferized, "bufferize-sparse".to_owned()),
            (
                Stage::Blocks,
                format!(
                    "{}{}func.func(tile-dsk-attention{{products={3} target-description={2}}},tile-dsk-linear{{target-description={2}}}),{clean}",
                    if options.verify_patterns {
                        "dsa-verify-patterns,"
                    } else {
                        ""
                    },
                    scheduled(&options.schedule),
                    options.target_description,
                    options.products.word()
                ),
            ),
        ]),
        Strategy::Reference => stages.extend([
            (
                Stage::Linalg,
                format!(
                    "convert-dsa-to-linalg{{compute-type={}}},{clean}",
                    options.compute_type.word()
                ),
            ),
            (Stage::Bufferized, "bufferize-sparse".to_owned()),
        ]),
    }
    stages.extend([
        (
            Stage::Loops,
            format!(
                "func.func(convert-dsk-to-loops{{target-description={0}}},lower-dsk-dot{{target-description={0}}},\
                 lower-dsk-exp2{{target-description={0}}},lower-bf16-rounding{{target-description={0}}}),{clean},\
                 outline-partitions,{clean}",
                options.target_description
            ),
        ),
        (Stage::Llvm, "lower-loops-to-llvm,check-lowered".to_owned()),
    ]);
    stages
}
