//! How long something takes, and how it compares with others: all run in turns, so that what disturbs the machine disturbs
//! each of them.

use std::time::{Duration, Instant};

use anyhow::Result;
use dynsparse_lowering::codegen::{array::Array, jit::Function};
use serde::{Deserialize, Serialize};
use statrs::statistics::{Data, OrderStatistics as _};

use crate::progress;

/// How long is measured, unless somebody says how often.
#[derive(Clone, Copy, Debug)]
pub struct Budget {
    /// How many rounds; as many as fit into `measure` if `None`.
    pub runs: Option<usize>,
    /// How long caches and clocks are warmed up.
    pub warm_up: Duration,
    /// How long all rounds together take, about.
    pub measure: Duration,
    /// How long a turn lasts at least: what takes less is called several times one after the other, and counts as their
    /// mean. Zero for one call.
    pub turn: Duration,
}

impl Default for Budget {
    fn default() -> Self {
        Self {
            runs: None,
            warm_up: Duration::from_millis(200),
            measure: Duration::from_secs(1),
            turn: Duration::ZERO,
        }
    }
}

/// Times in milliseconds.
#[derive(Clone, Debug, Serialize, Deserialize)]
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

/// Another subject's times, and how often ours fits into them.
#[derive(Clone, Debug, Serialize, Deserialize)]
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

/// What can be timed.
pub trait Timed {
    /// Runs it so often, one after the other: the time of one run, on average.
    ///
    /// # Errors
    ///
    /// If it cannot run.
    fn time(&mut self, calls: u32) -> Result<Duration>;
}

/// A compiled function and what it is called with.
pub struct Subject<'a> {
    /// The function.
    pub function: &'a Function<'a>,
    /// Its inputs; memrefs among them change.
    pub inputs: Vec<Array>,
    /// On how many threads it runs; 0 for as many as the machine has.
    pub threads: u32,
}

impl Timed for Subject<'_> {
    fn time(&mut self, calls: u32) -> Result<Duration> {
        dynsparse_runtime::dynsparse_set_num_threads(self.threads.into());
        let mut sum = Duration::ZERO;
        for _ in 0..calls {
            sum += self.function.time(&mut self.inputs)?;
        }
        Ok(sum / calls)
    }
}

/// Something to compare with, by name.
pub type Other<'a> = (String, &'a mut dyn Timed);

/// Measures `subject`, and in turns with it each of `others`. Each round begins with another one of them, so that none is
/// always the one that follows another.
///
/// # Errors
///
/// If one of them cannot run.
pub fn measure(subject: &mut dyn Timed, others: &mut [Other], budget: Budget) -> Result<(Times, Vec<Compared>)> {
    let count = others.len() + 1;
    let mut turn = |index: usize, calls: u32| match index {
        0 => subject.time(calls),
        other => others[other - 1].1.time(calls),
    };
    let start = Instant::now();
    let mut calls = vec![1; count];
    let mut rounds = 0_usize;
    while rounds < 1 || start.elapsed() < budget.warm_up && rounds < 1000 {
        for (index, calls) in calls.iter_mut().enumerate() {
            let took = turn(index, *calls)?.as_secs_f64().max(1e-9);
            // The first run of all is slow: what is found last counts.
            *calls = (budget.turn.as_secs_f64() / took).ceil().clamp(1.0, 10_000.0) as u32;
        }
        rounds += 1;
    }
    let start = Instant::now();
    let mut times: Vec<Vec<f64>> = vec![Vec::new(); count];
    let mut round = |round: usize| -> Result<()> {
        for step in 0..count {
            let index = (round + step) % count;
            times[index].push(milliseconds(turn(index, calls[index])?));
        }
        Ok(())
    };
    round(0)?;
    let typical = start.elapsed();
    let fitting = budget.measure.as_secs_f64() / typical.as_secs_f64().max(1e-9);
    let runs = budget.runs.unwrap_or((fitting as usize).clamp(5, 10_000));
    let bar = progress::bar(runs, typical.saturating_mul(runs as u32));
    for index in 1..runs {
        round(index)?;
        bar.inc(1);
    }
    bar.finish_and_clear();

    let mut times = times.into_iter();
    let ours = times.next().unwrap_or_default();
    let compared = others.iter().zip(times);
    let compared = compared
        .map(|((name, _), theirs)| compare(name, &ours, theirs))
        .collect();
    Ok((summary(ours), compared))
}

fn compare(name: &str, ours: &[f64], theirs: Vec<f64>) -> Compared {
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

/// Median and spread of times in milliseconds; at least one.
pub fn summary(times: Vec<f64>) -> Times {
    let runs = times.len();
    let mut data = Data::new(times);
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
        let t = summary((1..=101).rev().map(f64::from).collect());
        assert_eq!((t.median_ms, t.min_ms, t.max_ms, t.runs), (51.0, 1.0, 101.0, 101));
        assert!(
            t.p95_ms > 95.0 && t.p95_ms < 98.0 && t.p99_ms >= t.p95_ms && t.p99_ms <= 101.0,
            "{t:?}"
        );
        let t = summary(vec![2.0]);
        assert_eq!((t.median_ms, t.p99_ms, t.max_ms), (2.0, 2.0, 2.0));
    }

    #[test]
    fn ratios_are_of_pairs() {
        let c = compare("dense", &[1.0, 2.0, 4.0], vec![3.0, 6.0, 12.0]);
        assert_eq!((c.median_ms, c.ratio, c.ratio_p5, c.ratio_p95), (6.0, 3.0, 3.0, 3.0));
    }

    /// Takes a fixed time, and notes its turns.
    struct Fixed<'a> {
        name: char,
        micros: u64,
        turns: &'a std::cell::RefCell<Vec<(char, u32)>>,
    }

    impl Timed for Fixed<'_> {
        fn time(&mut self, calls: u32) -> Result<Duration> {
            self.turns.borrow_mut().push((self.name, calls));
            Ok(Duration::from_micros(self.micros))
        }
    }

    #[test]
    fn turns_are_taken_and_last_long_enough() {
        let turns = std::cell::RefCell::default();
        let fixed = |name, micros| Fixed {
            name,
            micros,
            turns: &turns,
        };
        let (mut a, mut b, mut c) = (fixed('a', 100), fixed('b', 300), fixed('c', 1000));
        let budget = Budget {
            runs: Some(3),
            warm_up: Duration::ZERO,
            turn: Duration::from_micros(500),
            ..Budget::default()
        };
        let mut others: [Other; 2] = [("b".to_owned(), &mut b), ("c".to_owned(), &mut c)];
        let (times, compared) = measure(&mut a, &mut others, budget).unwrap();
        assert!((times.median_ms - 0.1).abs() < 1e-9 && times.runs == 3, "{times:?}");
        assert!((compared[0].ratio - 3.0).abs() < 1e-9 && (compared[1].ratio - 10.0).abs() < 1e-9);
        let turns: Vec<_> = turns.borrow().iter().copied().collect();
        assert_eq!(turns[..3], [('a', 1), ('b', 1), ('c', 1)], "the warm-up");
        let rounds = [
            [('a', 5), ('b', 2), ('c', 1)],
            [('b', 2), ('c', 1), ('a', 5)],
            [('c', 1), ('a', 5), ('b', 2)],
        ];
        assert_eq!(turns[3..], rounds.concat());
    }
}
