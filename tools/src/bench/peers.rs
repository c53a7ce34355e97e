//! Other implementations, each in a process of its own that is told what to do by lines of JSON.
//!
//! The program is called as `PROGRAM list`, and answers a line for each peer it knows: `{"name": ..., "version": ...}`, or
//! `{"name": ..., "missing": ...}` with the reason and what to do, and `"computes": [OP...]` unless it computes attention alone. It is called as `PROGRAM NAME THREADS` to run one; then for each
//! line it reads it answers one:
//!
//! | it reads | it answers |
//! |---|---|
//! | `{"do": "load", "op": "attention", "queries": FILE, "keys": FILE, "values": FILE, "mask": FILE or null, "elements": BOOL, "causal": BOOL, "block": [bq, bk], "dtype": ...}` | `{"ready": SETTINGS}`, or `{"unsupported": REASON}` |
//! | `{"do": "load", "op": "linear", "x": FILE, "weights": FILE, "bias": FILE, "activation": ..., "dtype": ..., "products": "exact" or "int8"}` | the same |
//! | `{"do": "load", "op": "grouped", "x": FILE, "logits": FILE, "top_k": K, "weights": FILE, "bias": FILE, "weights_down": FILE, "bias_down": FILE, ...}` | the same |
//! | `{"do": "run", "calls": N}` | `{"seconds": S}`: N calls took that together |
//! | `{"do": "memory"}` | `{"bytes": B}`: by so much the process grew, at most, in a call |
//! | `{"do": "save", "file": FILE}` | `{"saved": true}`: the output of the last call, as `float32`, in the shape of ours |
//!
//! or `{"error": TEXT}`. It ends when its input ends. Files are `.npy`; tensors are `float32` whatever `dtype` says, and the peer
//! rounds them before it is timed; a mask has a boolean for each block, or each element, and one head or all; `causal` says that it is the
//! causal one. Weights are depth x columns, one of each expert where there are experts; a row goes to the `top_k` experts of the
//! greatest logits, which are weighted by their softmax. Products as `int8` may be made from factors that are rounded in whatever
//! way the library does it best.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    path::Path,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    thread,
    time::Duration,
};

use anyhow::{Context as _, Result, bail};
use dynsparse_lowering::codegen::array::Array;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{
    cases::{Case, Pattern},
    layers::{Layer, LayerOp},
};
use crate::timing::Timed;

/// After a peer's turn its threads may still be looking for work; they stop within that time.
const SETTLE: Duration = Duration::from_millis(20);

/// A peer as the program lists it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Listed {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: Option<String>,
    /// Why it cannot be run, and what to do.
    pub missing: Option<String>,
    /// What it computes: `attention`, `linear`, `grouped`. Empty for attention alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub computes: Vec<String>,
}

impl Listed {
    /// True if it is for that.
    pub fn computes(&self, op: &str) -> bool {
        if self.computes.is_empty() {
            op == ATTENTION
        } else {
            self.computes.iter().any(|known| known == op)
        }
    }
}

const ATTENTION: &str = "attention";

/// What a peer is handed: tensors, and what is to be done with them.
pub struct Handed<'a> {
    op: &'static str,
    tensors: Vec<(&'a str, &'a Array)>,
    told: Value,
}

impl<'a> Handed<'a> {
    /// A case of attention.
    pub fn attention(case: &Case, tensors: &[(&'a str, &'a Array)], mask: Option<&'a Array>) -> Self {
        Self {
            op: ATTENTION,
            tensors: tensors.iter().copied().chain(mask.map(|mask| ("mask", mask))).collect(),
            told: json!({
                "mask": null,
                "elements": case.pattern.holds_elements(),
                "causal": case.pattern == Pattern::Causal,
                "block": case.block,
                "dtype": case.dtype,
            }),
        }
    }

    /// A layer.
    pub fn layer(layer: &Layer, tensors: &[(&'a str, &'a Array)]) -> Self {
        Self {
            op: match layer.op {
                LayerOp::Linear => "linear",
                LayerOp::Grouped => "grouped",
            },
            tensors: tensors.to_vec(),
            told: json!({
                "activation": layer.activation,
                "top_k": layer.top_k,
                "dtype": layer.dtype,
                "products": layer.products,
            }),
        }
    }

    /// What is computed.
    pub fn op(&self) -> &'static str {
        self.op
    }

    /// By name: each is in a file of its name in the peers' folder.
    pub fn tensors(&self) -> &[(&'a str, &'a Array)] {
        &self.tensors
    }
}

/// The peers that a program knows.
///
/// # Errors
///
/// If it cannot be run, or answers something else.
pub fn list(program: &Path) -> Result<Vec<Listed>> {
    let output = Command::new(program)
        .arg("list")
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("cannot run the peers' program {}", program.display()))?;
    let text = String::from_utf8_lossy(&output.stdout);
    if !output.status.success() {
        bail!("{} list: {}", program.display(), output.status);
    }
    text.lines()
        .map(|line| serde_json::from_str(line).with_context(|| format!("{} list said '{line}'", program.display())))
        .collect()
}

/// A peer that runs.
pub struct Peer {
    /// Its name.
    pub name: String,
    child: Child,
    to: Option<ChildStdin>,
    from: BufReader<ChildStdout>,
}

/// What a peer says to a case.
pub enum Loaded {
    /// It is ready; with what settings.
    Ready(String),
    /// It cannot compute that; why.
    Unsupported(String),
}

impl Peer {
    /// Starts it.
    ///
    /// # Errors
    ///
    /// If it cannot be run.
    pub fn start(program: &Path, name: &str, threads: u32) -> Result<Self> {
        let mut child = Command::new(program)
            .args([name, &threads.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .with_context(|| format!("cannot run {} {name}", program.display()))?;
        let to = child.stdin.take();
        let from = child.stdout.take().context("the peer has no output")?;
        Ok(Self {
            name: name.to_owned(),
            child,
            to,
            from: BufReader::new(from),
        })
    }

    fn ask(&mut self, question: &Value) -> Result<Value> {
        let to = self.to.as_mut().context("the peer has no input")?;
        let mut line = String::new();
        let heard = writeln!(to, "{question}")
            .and_then(|()| to.flush())
            .and_then(|()| self.from.read_line(&mut line));
        let heard = heard.with_context(|| format!("peer {}", self.name))?;
        if heard == 0 {
            bail!("peer {} ended: {}", self.name, self.child.wait()?);
        }
        let answer: Value =
            serde_json::from_str(&line).with_context(|| format!("peer {} said '{}'", self.name, line.trim()))?;
        if let Some(error) = answer.get("error") {
            bail!("peer {}: {}", self.name, error.as_str().unwrap_or_default());
        }
        Ok(answer)
    }

    fn number(&mut self, question: &Value, name: &str) -> Result<f64> {
        let answer = self.ask(question)?;
        answer[name]
            .as_f64()
            .with_context(|| format!("peer {}: expected {name}, found {answer}", self.name))
    }

    /// Hands it a case, whose files are in `folder`.
    ///
    /// # Errors
    ///
    /// If it fails.
    pub fn load(&mut self, handed: &Handed, folder: &Path) -> Result<Loaded> {
        let mut question = handed.told.clone();
        question["do"] = "load".into();
        question["op"] = handed.op.into();
        for (name, _) in &handed.tensors {
            question[*name] = folder.join(format!("{name}.npy")).display().to_string().into();
        }
        let answer = self.ask(&question)?;
        let text = |name: &str| answer[name].as_str().map(str::to_owned);
        match (text("ready"), text("unsupported")) {
            (Some(settings), _) => Ok(Loaded::Ready(settings)),
            (None, Some(reason)) => Ok(Loaded::Unsupported(reason)),
            _ => bail!("peer {}: expected ready or unsupported, found {answer}", self.name),
        }
    }

    /// By how many bytes it grows in a call, at most.
    ///
    /// # Errors
    ///
    /// If it fails.
    pub fn memory(&mut self) -> Result<u64> {
        Ok(self.number(&json!({"do": "memory"}), "bytes")? as u64)
    }

    /// Saves the output of its last call.
    ///
    /// # Errors
    ///
    /// If it fails.
    pub fn save(&mut self, file: &Path) -> Result<()> {
        self.ask(&json!({"do": "save", "file": file.display().to_string()}))?;
        Ok(())
    }
}

impl Timed for Peer {
    fn time(&mut self, calls: u32) -> Result<Duration> {
        let seconds = self.number(&json!({"do": "run", "calls": calls}), "seconds")?;
        thread::sleep(SETTLE);
        Duration::try_from_secs_f64(seconds / f64::from(calls)).context("the peer's time")
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        drop(self.to.take());
        // It ends by itself when its input has ended; what it says about that is of no interest.
        let _ = self.child.wait();
    }
}
