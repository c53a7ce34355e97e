//! What a run of ds-bench found: the JSON that it writes, and the page is made of.

use serde::{Deserialize, Serialize};

use super::{
    cases::{Metric, Target, Task},
    machine::Machine,
    peak::Bandwidth,
    peers::Listed,
};
use crate::timing::{Compared, Times};

/// A file of results.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Results {
    /// The version of the tool.
    pub version: String,
    /// `release` or `debug`: how the tool itself was built. Compiled kernels are the same; compile times are not.
    pub profile: String,
    /// The command that measured.
    #[serde(default = "unknown_command")]
    pub made_by: String,
    /// Where it ran.
    pub machine: Machine,
    /// What memory gave, for each number of threads.
    pub bandwidth: Vec<Bandwidth>,
    /// The peers: `None` if none were asked for.
    pub peers: Option<Vec<Listed>>,
    /// What was measured.
    pub groups: Vec<GroupResults>,
}

fn unknown_command() -> String {
    "ds-bench".to_owned()
}

/// A group's results.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct GroupResults {
    /// Its name.
    pub name: String,
    /// Its heading.
    pub title: String,
    /// What is said about it.
    pub about: String,
    /// What its cases should reach.
    pub targets: Vec<Target>,
    /// Its cases.
    pub cases: Vec<CaseResult>,
}

/// A case's results.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CaseResult {
    /// What was computed.
    pub case: Task,
    /// The share of blocks that was computed; 1 for layers.
    pub density: f64,
    /// Useful floating-point operations, in 1e9.
    pub gflop: f64,
    /// How long it took.
    pub times: Times,
    /// Useful floating-point operations, in 1e9 a second; for programs that only choose, 0.
    pub gflop_s: f64,
    /// The machine's peak in the same turns, in 1e9 a second.
    pub peak_gflop_s: f64,
    /// The share of that, as the median over pairs.
    pub peak_share: Option<f64>,
    /// Our own dense attention in the same turns.
    pub dense: Option<Compared>,
    /// The same on one thread.
    pub one_thread: Option<Compared>,
    /// The same with exact products.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exact: Option<Compared>,
    /// The peers that ran.
    pub peers: Vec<PeerResult>,
    /// The error against the float64 reference, in the L2 norm, relative; `None` for programs that only choose.
    pub l2_rel: Option<f64>,
    /// The bound that it is under.
    pub bound: f64,
    /// From text to code that can be called.
    pub compile: Times,
    /// Bytes allocated at a time, beside the results.
    pub extra_bytes: u64,
    /// Bytes of the results.
    pub result_bytes: u64,
    /// What the compiler remarked about the program.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remarks: Vec<String>,
}

/// A peer's result for a case.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PeerResult {
    /// Its name.
    pub name: String,
    /// The library's settings, in its own words.
    pub settings: Option<String>,
    /// Its times over ours.
    pub compared: Option<Compared>,
    /// Its error against the float64 reference.
    pub l2_rel: Option<f64>,
    /// By how many bytes its process grew.
    pub grown_bytes: Option<u64>,
    /// Why there are no times, or why they do not count.
    pub reason: Option<String>,
}

impl PeerResult {
    /// Its time over ours, if what it computed was right.
    pub fn ratio(&self) -> Option<f64> {
        if self.reason.is_some() {
            return None;
        }
        Some(self.compared.as_ref()?.ratio)
    }
}

impl CaseResult {
    /// The peer that took the least time.
    pub fn best_peer(&self) -> Option<(&str, f64)> {
        let ratios = self
            .peers
            .iter()
            .filter_map(|peer| Some((peer.name.as_str(), peer.ratio()?)));
        ratios.min_by(|a, b| a.1.total_cmp(&b.1))
    }

    /// What a target is about, if it was measured.
    pub fn metric(&self, metric: &Metric) -> Option<f64> {
        match metric {
            Metric::PeakShare => self.peak_share,
            Metric::DenseShare => Some(self.dense.as_ref()?.ratio * self.density),
            Metric::DenseTime => Some(1.0 / self.dense.as_ref()?.ratio),
            Metric::Over(name) => self.peers.iter().find(|peer| peer.name == *name)?.ratio(),
            Metric::OverBest => Some(self.best_peer()?.1),
            Metric::Scaling => Some(self.one_thread.as_ref()?.ratio),
            Metric::OverExact => Some(self.exact.as_ref()?.ratio),
            Metric::CompileSeconds => Some(self.compile.median_ms / 1e3),
            Metric::ExtraMemory => Some(self.extra_bytes as f64 / self.result_bytes.max(1) as f64),
        }
    }
}

impl Target {
    /// True if the case should have a number for it that only a peer can give.
    pub fn awaits_peer(&self, task: &Task) -> bool {
        matches!(self.metric, Metric::Over(_) | Metric::OverBest) && task.has_peers()
    }

    /// True if it is about that case.
    pub fn covers(&self, task: &Task) -> bool {
        let density = |density: f64| task.density().is_some_and(|own| (own - density).abs() < 1e-9);
        self.density.is_none_or(density)
            && self.block.is_none_or(|block| Some(block) == task.block())
            && self.dtype.is_none_or(|dtype| dtype == task.dtype())
            && self.products.is_none_or(|products| products == task.products())
    }

    /// True if the number is as good as it must be.
    pub fn reached(&self, value: f64) -> bool {
        self.is_as_good(value, self.must)
    }

    /// True if it is as good as that.
    pub fn is_as_good(&self, value: f64, as_this: f64) -> bool {
        if self.metric.is_cost() {
            value <= as_this
        } else {
            value >= as_this
        }
    }
}
