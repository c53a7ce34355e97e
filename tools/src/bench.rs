//! How long a function takes, and how it compares with another: the two run in turns, so that what disturbs the machine
//! disturbs both.

use std::time::{Duration, Instant};

use anyhow::Result;
use dynsparse_lowering::codegen::{array::Array, jit::Function};
use serde::Serialize;
use statrs::statistics::{Data, OrderStatistics as _};

use crate::progress;

/// How long caches and clocks are warmed up.
const WARM_UP: Duration = Duration::from_millis(200);
/// How long is measured if nobody says how often.
const MEASURE: Duration = Duration::from_secs(1);

/// Times in milliseconds.
#[derive(Clone, Debug, Serialize)]
pub struct Times {
    /// Half of the runs took less.
    pub median_ms: f64,
    /// 95 of 100 took less.
    pub p95_ms: f64,
    /// 99 of 100 took less.
    pub p99_ms: f64,
    /// The shortest.
    pub min_ms: f64,
    /// The longest.
    pub max_ms: f64,
    /// How many there were.
    pub runs: usize,
}

/// Another function's times, and how often ours fits into them.
#[derive(Clone, Debug, Serialize)]
pub struct Compared {
    /// What it is.
    pub name: String,
    /// Half of its runs took less.
    pub median_ms: f64,
    /// The median, over pairs of runs, of its time over ours: above 1, ours is faster.
    pub ratio: f64,
    /// 5 of 100 pairs had less.
    pub ratio_p5: f64,
    /// 95 of 100 pairs had less.
    pub ratio_p95: f64,
}

/// A function and what it is called with.
pub struct Subject<'a> {
    /// The function.
    pub function: &'a Function<'a>,
    /// Its inputs; memrefs among them change.
    pub inputs: Vec<Array>,
}

impl Subject<'_> {
    fn time(&mut self) -> Result<Duration> {
        Ok(self.function.time(&mut self.inputs)?)
    }
}

/// Measures `subject`, and in turns with it `other`, `runs` times or for about a second.
///
/// # Errors
///
/// If the inputs do not fit.
pub fn measure(
    subject: &mut Subject,
    mut other: Option<(&str, &mut Subject)>,
    runs: Option<usize>,
) -> Result<(Times, Option<Compared>)> {
    let mut round = |first: bool| -> Result<(Duration, Duration)> {
        let Some((_, other)) = &mut other else {
            return Ok((subject.time()?, Duration::ZERO));
        };
        // Neither is always the one that finds the caches cold.
        if first {
            let ours = subject.time()?;
            Ok((ours, other.time()?))
        } else {
            let theirs = other.time()?;
            Ok((subject.time()?, theirs))
        }
    };
    let start = Instant::now();
    let mut warm = vec![round(true)?];
    while start.elapsed() < WARM_UP && warm.len() < 1000 {
        warm.push(round(warm.len() % 2 == 0)?);
    }
    let typical = start.elapsed() / warm.len() as u32;
    let fitting = MEASURE.as_secs_f64() / typical.as_secs_f64().max(1e-9);
    let runs = runs.unwrap_or((fitting as usize).clamp(5, 10_000));

    let bar = progress::bar(runs, typical.saturating_mul(runs as u32));
    let mut ours = Vec::with_capacity(runs);
    let mut theirs = Vec::with_capacity(runs);
    for index in 0..runs {
        let (a, b) = round(index % 2 == 0)?;
        ours.push(milliseconds(a));
        theirs.push(milliseconds(b));
        bar.inc(1);
    }
    bar.finish_and_clear();
    let compared = other.map(|(name, _)| compared(name, &ours, theirs));
    Ok((times(ours), compared))
}

fn compared(name: &str, ours: &[f64], theirs: Vec<f64>) -> Compared {
    let ratios: Vec<f64> = theirs.iter().zip(ours).map(|(b, a)| b / a.max(1e-6)).collect();
    let mut ratios = Data::new(ratios);
    Compared {
        name: name.to_owned(),
        median_ms: Data::new(theirs).median(),
        ratio: ratios.median(),
        ratio_p5: ratios.quantile(0.05),
        ratio_p95: ratios.quantile(0.95),
    }
}

fn times(ours: Vec<f64>) -> Times {
    let runs = ours.len();
    let mut data = Data::new(ours);
    Times {
        median_ms: data.median(),
        p95_ms: data.quantile(0.95),
        p99_ms: data.quantile(0.99),
        min_ms: data.quantile(0.0),
        max_ms: data.quantile(1.0),
        runs,
    }
}

/// A duration as a number of milliseconds.
pub fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_statistics() {
        let t = times((1..=101).rev().map(f64::from).collect());
        assert_eq!((t.median_ms, t.min_ms, t.max_ms, t.runs), (51.0, 1.0, 101.0, 101));
        assert!(
            t.p95_ms > 95.0 && t.p95_ms < 98.0 && t.p99_ms >= t.p95_ms && t.p99_ms <= 101.0,
            "{t:?}"
        );
        let t = times(vec![2.0]);
        assert_eq!((t.median_ms, t.p99_ms, t.max_ms), (2.0, 2.0, 2.0));
    }

    #[test]
    fn ratios_are_of_pairs() {
        let c = compared("dense", &[1.0, 2.0, 4.0], vec![3.0, 6.0, 12.0]);
        assert_eq!((c.median_ms, c.ratio, c.ratio_p5, c.ratio_p95), (6.0, 3.0, 3.0, 3.0));
    }
}
