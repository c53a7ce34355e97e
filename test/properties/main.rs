//! Generated programs: whatever verifies must lower by both strategies, and both must agree.
//!
//! A program is a composition of ops of `dsa` and a few others, with sizes that are multiples of nothing, sizes that types
//! do not state, patterns from empty to full, ties, NaN and infinities. It is made by [`rules`] from a list of numbers;
//! [proptest] makes the lists, and shortens one that fails. Programs run in a process of their own, so that a fault in
//! compiled code is a failure like any other.
//!
//! `cargo test --workspace --test properties` is the same programs each time. More of them:
//!
//! ```sh
//! PROPTEST_CASES=5000 PROPTEST_RNG_SEED=7 cargo test --workspace --test properties
//! ```
//!
//! A failure prints the program, which `ds-reduce` can take; the numbers it was called with are in the report too.

mod check;
mod program;
mod rules;

use std::{
    collections::{BTreeMap, BTreeSet},
    env,
};

use program::Program;
use proptest::{
    collection::vec,
    num::u16,
    strategy::{Strategy as _, ValueTree as _},
    test_runner::{Config, RngSeed, TestCaseError, TestError, TestRunner},
};

/// The programs that are made when nobody asks for more.
const PROGRAMS: u32 = 60;

/// The program that a list of numbers stands for.
fn made(choices: &[u16]) -> Program {
    let mut program = Program::new(choices.to_vec());
    while !program.is_spent() {
        rules::step(&mut program);
    }
    program.finish();
    program
}

fn config() -> Config {
    let asked = Config::default();
    Config {
        cases: if env::var_os("PROPTEST_CASES").is_some() {
            asked.cases
        } else {
            PROGRAMS
        },
        rng_seed: if env::var_os("PROPTEST_RNG_SEED").is_some() {
            asked.rng_seed
        } else {
            RngSeed::Fixed(1)
        },
        fork: true,
        timeout: 60_000,
        max_shrink_time: 120_000,
        max_shrink_iters: 10_000,
        failure_persistence: None,
        test_name: Some("properties::both_strategies_agree"),
        ..asked
    }
}

#[test]
fn both_strategies_agree() {
    let mut runner = TestRunner::new(config());
    let outcome = runner.run(&vec(u16::ANY, 8..120), |choices| {
        dynsparse_lowering::register();
        check::check(&made(&choices)).map_err(TestCaseError::fail)
    });
    match outcome {
        Ok(()) => {}
        Err(TestError::Abort(reason)) => panic!("{reason}"),
        Err(TestError::Fail(reason, choices)) => {
            // The process that it failed in took its words along: here are the program, and then what is wrong with it.
            dynsparse_lowering::register();
            let program = made(&choices);
            eprintln!("{}", check::shown(&program));
            panic!("{}", check::check(&program).err().unwrap_or_else(|| reason.to_string()));
        }
    }
}

/// What the generator makes is not mostly nothing: every rule is used.
#[test]
fn every_rule_is_used() {
    dynsparse_lowering::register();
    let mut used: BTreeMap<&str, usize> = BTreeMap::new();
    let mut runner = TestRunner::new(Config {
        fork: false,
        cases: 800,
        ..config()
    });
    for _ in 0..800 {
        let choices = vec(u16::ANY, 8..120).new_tree(&mut runner).expect("numbers").current();
        for op in made(&choices).used {
            *used.entry(op).or_default() += 1;
        }
    }
    let rules: Vec<&str> = rules::RULES.concat().iter().map(|rule| rule.op).collect();
    let seldom: Vec<_> = rules
        .iter()
        .filter(|op| used.get(*op).copied().unwrap_or(0) < 5)
        .collect();
    assert!(seldom.is_empty(), "hardly in 800 programs: {seldom:?} of {used:?}");
}

/// A new op of `dsa` gets a rule.
#[test]
fn every_op_has_a_rule() {
    let ops: BTreeSet<&str> = dynsparse_dialects::dsa::HOOKS
        .iter()
        .flat_map(|list| *list)
        .map(|op| op.name)
        .collect();
    let ruled: BTreeSet<&str> = rules::RULES
        .concat()
        .iter()
        .map(|rule| rule.op)
        .filter(|op| op.starts_with("dsa."))
        .collect();
    let excepted: BTreeSet<&str> = rules::WITHOUT_RULE.iter().map(|(op, _)| *op).collect();
    let without: Vec<_> = ops.difference(&ruled).filter(|op| !excepted.contains(**op)).collect();
    assert!(
        without.is_empty(),
        "no rule in test/properties/rules makes {without:?}: add one, so that programs with it are tried"
    );
    let gone: Vec<_> = ruled.union(&excepted).filter(|op| !ops.contains(**op)).collect();
    assert!(gone.is_empty(), "rules for what is no op: {gone:?}");
    let both: Vec<_> = ruled.intersection(&excepted).collect();
    assert!(both.is_empty(), "in WITHOUT_RULE, and with a rule: {both:?}");
}
