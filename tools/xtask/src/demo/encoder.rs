//! The example `docs/examples/video-encoder.mlir` on consecutive frames, each with the state that the one before left.

use super::{file_option, tokens, video::Frame};
use crate::binary::{output, tool};
use crate::terminal::say;
use anyhow::{Context, Result, ensure};
use ndarray_npy::write_npy;
use serde::Deserialize;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where the example is.
pub const MODULE: &str = "docs/examples/video-encoder.mlir";

/// The shares of the work that are allowed, frame by frame, one after the other.
const SHARES: [f32; 5] = [1.0, 0.5, 0.3, 0.1, 0.7];

/// How far the fast kernels may be from the reference in float64.
const TOLERANCE: f64 = 1e-4;

/// What of the JSON of `ds-run` is asked for here.
#[derive(Deserialize)]
struct Outcome {
    expected: Vec<Difference>,
}

#[derive(Deserialize)]
struct Difference {
    max_rel: Option<f64>,
}

/// Runs it, and says how far the two strategies are apart, relative to the largest magnitude of what is compared: sums over the
/// tokens of a frame are large.
///
/// # Errors
///
/// If they are farther apart than they may be, or something fails.
pub fn run(binary: &Path, module: &Path, frames: &[Frame], scratch: &Path) -> Result<()> {
    let encoder = Encoder {
        binary,
        module,
        scratch,
    };
    let mut largest = 0.0_f64;
    // What a strategy gives for a frame is its state for the next.
    let mut states = [None, None];
    for (number, frame) in frames.iter().enumerate() {
        let tokens = scratch.join("tokens.npy");
        write_npy(&tokens, &tokens::of_frame(frame)).context("cannot write a frame's tokens")?;
        let share = SHARES[number % SHARES.len()];
        let [fast, reference] = &mut states;
        let expected = encoder
            .encode("reference", &tokens, number, share, reference.as_ref(), &[])?
            .0;
        let (state, difference) = encoder.encode("fast", &tokens, number, share, fast.as_ref(), &expected)?;
        largest = largest.max(difference);
        *reference = Some(expected);
        *fast = Some(state);
    }
    ensure!(
        largest <= TOLERANCE,
        "{MODULE}: the strategies are {largest:e} of the largest magnitude apart, expected at most {TOLERANCE:e}"
    );
    say(format_args!(
        "{MODULE}: {} consecutive frames with state, of which {SHARES:?} in turn is computed: at most {largest:.1e} of the largest magnitude from the float64 reference",
        frames.len()
    ));
    Ok(())
}

struct Encoder<'a> {
    binary: &'a Path,
    module: &'a Path,
    scratch: &'a Path,
}

/// The sizes of the parts of the state, in the order of results and arguments: three of tokens, and what the landmarks of `@look`
/// remember.
fn state_sizes() -> [String; 7] {
    let (tokens, channels) = (tokens::TOKENS_PER_FRAME, tokens::CHANNELS);
    let (all, looks) = (format!("1x{tokens}x{channels}"), format!("1x1x4x{tokens}"));
    [
        all.clone(),
        all.clone(),
        all,
        looks.clone(),
        format!("1x1x4x{channels}"),
        looks,
        format!("1x1x{tokens}x{channels}"),
    ]
}

impl Encoder<'_> {
    /// The files of the state that a frame leaves, and the largest relative difference from what was expected.
    fn encode(
        &self,
        strategy: &str,
        tokens: &Path,
        number: usize,
        share: f32,
        state: Option<&Vec<PathBuf>>,
        expected: &[PathBuf],
    ) -> Result<(Vec<PathBuf>, f64)> {
        let mut command: Command = tool(self.binary, "ds-run");
        command.arg(self.module).args(["--function=encode", "--json"]);
        command.arg(format!("--strategy={strategy}"));
        if strategy == "reference" {
            command.args(["--compute-type=f64", "-O0"]);
        }
        command.arg(file_option("--input=@", tokens));
        command
            .arg(format!("--input={number}"))
            .arg(format!("--input={share:?}"));
        let sizes = state_sizes();
        for (part, sizes) in sizes.iter().enumerate() {
            match state {
                Some(state) => command.arg(file_option("--input=@", &state[part])),
                None => command.arg(format!("--input={sizes}xf32=0")),
            };
        }
        // A state is read and written under two names in turn.
        let file = |part: usize| {
            self.scratch
                .join(format!("encoder.{strategy}.{}.{part}.npy", number % 2))
        };
        let files: Vec<PathBuf> = (0..sizes.len()).map(file).collect();
        for file in &files {
            command.arg(file_option("--output=@", file));
        }
        for file in expected {
            command.arg(file_option("--expected-output=@", file));
        }
        command
            .arg(format!("--atol={TOLERANCE}"))
            .arg(format!("--rtol={TOLERANCE}"));
        let outcome: Outcome = serde_json::from_str(&output(&mut command)?)
            .context("expected the JSON of `ds-run --json`, found something else")?;
        let differences = outcome
            .expected
            .iter()
            .map(|difference| difference.max_rel.unwrap_or(f64::INFINITY));
        Ok((files, differences.fold(0.0, f64::max)))
    }
}
