//! The page of results, and its pictures. Every number on it comes from the files of results.

use std::{collections::BTreeSet, fmt::Write as _, path::Path};

use anyhow::{Context as _, Result, anyhow, ensure};
use comfy_table::{CellAlignment, Table, presets};
use plotters::{
    coord::ranged1d::SegmentValue,
    prelude::{
        BLUE, ChartBuilder, Color as _, IntoDrawingArea as _, IntoSegmentedCoord as _, LineSeries, RED, Rectangle,
        SVGBackend, WHITE,
    },
};

use super::{
    cases::{Dtype, Metric, Target, Task},
    results::{CaseResult, GroupResults, Results},
};
use crate::files;

/// A case in a line, for standard error.
pub fn line(result: &CaseResult) -> String {
    let mut text = format!("{} ms", digits(result.times.median_ms));
    let mut add = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            // Writing to a string cannot fail.
            let _ = write!(text, ", {name} {value}");
        }
    };
    add("of the peak", result.peak_share.map(percent));
    add("over own dense", result.dense.as_ref().map(|dense| times(dense.ratio)));
    add(
        "over one thread",
        result.one_thread.as_ref().map(|one| times(one.ratio)),
    );
    add(
        "over own exact products",
        result.exact.as_ref().map(|exact| times(exact.ratio)),
    );
    add("error", result.l2_rel.map(|error| format!("{error:.1e}")));
    for peer in &result.peers {
        let found = match (&peer.compared, &peer.reason) {
            (_, Some(reason)) => Some(reason.clone()),
            (Some(compared), None) => Some(times(compared.ratio)),
            (None, None) => None,
        };
        add(&peer.name, found);
    }
    text
}

fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

fn times(ratio: f64) -> String {
    format!("{ratio:.2}x")
}

/// A number of three digits or so.
fn digits(value: f64) -> String {
    let places = match value.abs() {
        x if x < 0.1 => 4,
        x if x < 1.0 => 3,
        x if x < 10.0 => 2,
        x if x < 100.0 => 1,
        _ => 0,
    };
    format!("{value:.places$}")
}

/// A number as the metric is read.
fn shown(metric: &Metric, value: f64) -> String {
    match metric {
        Metric::PeakShare => of_peak(value),
        Metric::DenseShare | Metric::DenseTime => percent(value),
        Metric::Over(_) | Metric::OverBest | Metric::Scaling | Metric::OverExact => times(value),
        Metric::CompileSeconds => format!("{value:.2} s"),
        Metric::ExtraMemory => format!("{value:.2}"),
    }
}

/// Writes the page, and its pictures and all numbers (`results.json`, from which the same page can be made again) into the folder of
/// its name beside it.
///
/// # Errors
///
/// If the results are of several machines, or something cannot be written.
pub fn write(page: &Path, results: &[Results]) -> Result<()> {
    let merged = merge(results)?;
    let name = page.file_stem().context("expected a page such as docs/benchmarks.md")?;
    let folder = page.with_extension("");
    files::folder(page)?;
    std::fs::create_dir_all(&folder).with_context(|| format!("cannot create the folder {}", folder.display()))?;
    let mut text = introduction(&merged, Path::new(name));
    text += &targets(&merged);
    for group in &merged.groups {
        text += &format!("\n## {}\n\n", plain(&group.title));
        if !group.about.is_empty() {
            text += &format!("{}\n\n", group.about);
        }
        text += &table(group);
        for picture in pictures(group) {
            let file = format!("{}-{}.svg", group.name, picture.what);
            let svg = picture.draw()?;
            files::write(&folder.join(&file).to_string_lossy(), svg.as_bytes())?;
            text += &format!("\n![{}]({}/{file})\n", plain(&picture.title), name.display());
        }
    }
    if text.contains(ABOVE_PEAK) {
        text += &format!(
            "\n{ABOVE_PEAK}: More than can be: something else ran while the peak was measured. Measure longer, and on a machine that does nothing else.\n"
        );
    }
    let json = serde_json::to_string_pretty(&merged).context("cannot write the results as JSON")?;
    files::write(
        &folder.join("results.json").to_string_lossy(),
        format!("{json}\n").as_bytes(),
    )?;
    files::write(&page.to_string_lossy(), text.as_bytes())
}

/// One file of results of several: groups of a name together, a case once, the last of them.
fn merge(results: &[Results]) -> Result<Results> {
    let (first, rest) = results.split_first().context("expected a file of results")?;
    let mut merged = first.clone();
    for next in rest {
        ensure!(
            next.machine.processor == merged.machine.processor && next.machine.cores == merged.machine.cores,
            "the results are of several machines, {} and {}: make a page for each",
            merged.machine.processor,
            next.machine.processor
        );
        ensure!(
            next.profile == merged.profile,
            "the results are of a {} and of a {} build: make them by one",
            merged.profile,
            next.profile
        );
        if !merged.made_by.contains(&next.made_by) {
            merged.made_by = format!("{}`, `{}", merged.made_by, next.made_by);
        }
        merged.machine.load = merged.machine.load.max(next.machine.load);
        for bandwidth in &next.bandwidth {
            if merged.bandwidth.iter().all(|known| known.threads != bandwidth.threads) {
                merged.bandwidth.push(bandwidth.clone());
            }
        }
        for peer in next.peers.iter().flatten() {
            let known = merged.peers.get_or_insert_default();
            match known.iter_mut().find(|known| known.name == peer.name) {
                Some(known) if known.missing.is_some() => *known = peer.clone(),
                Some(_) => {}
                None => known.push(peer.clone()),
            }
        }
        for group in &next.groups {
            let Some(known) = merged.groups.iter_mut().find(|known| known.name == group.name) else {
                merged.groups.push(group.clone());
                continue;
            };
            for case in &group.cases {
                let title = case.case.to_string();
                match known.cases.iter_mut().find(|known| known.case.to_string() == title) {
                    Some(old) => *old = case.clone(),
                    None => known.cases.push(case.clone()),
                }
            }
        }
    }
    Ok(merged)
}

/// Text that Markdown shows as it is, in a cell of a table too.
fn plain(text: &str) -> String {
    text.replace('|', "\\|").replace('<', "\\<").replace(['\n', '\r'], " ")
}

/// Stands behind a share of the peak above 1.
const ABOVE_PEAK: &str = "[^above-peak]";

fn of_peak(share: f64) -> String {
    let mark = if share >= 1.0005 { ABOVE_PEAK } else { "" };
    format!("{}{mark}", percent(share))
}

fn markdown(header: &[String], rows: &[Vec<String>], numbers_from: usize) -> String {
    let mut table = Table::new();
    table.load_preset(presets::ASCII_MARKDOWN);
    table.set_header(header.iter().map(|cell| plain(cell)));
    table.add_rows(rows.iter().map(|row| row.iter().map(|cell| plain(cell))));
    for column in table.column_iter_mut().skip(numbers_from) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    format!("{table}\n")
}

/// True for the page in the documentation.
fn is_ours(results: &Results) -> bool {
    results.made_by.starts_with("cargo xtask bench")
}

fn introduction(results: &Results, folder: &Path) -> String {
    let machine = &results.machine;
    let own = if is_ours(results) {
        " [Benchmark your\nown](benchmark-your-own.md) says how to measure other shapes, densities and masks."
    } else {
        ""
    };
    let mut text = format!(
        "# Benchmarks\n
Made by `{}` (ds-bench {}, {} build) from what it measured; no number here was typed.{own}\n
Times are medians. What is compared ran in turns in one process tree: ours, a loop of multiply-adds in registers (the
peak), our own dense attention, and the peers on the same tensors and masks, with as many threads. A ratio is the median
over pairs of neighbouring turns, so that what slows the machine down slows both. Work counts the pairs of query and key
that are in selected blocks, 2 (D + E) operations each, not those beyond the end. Ours includes making the index from the
block mask; for peers, masks and block lists are made beforehand. Layers have their weights packed beforehand, ours and
the peers'. Every result, also of peers, is compared with the reference in float64: the error is relative, in the L2 norm.
All numbers are in [a file]({}/results.json).\n
## The machine\n\n",
        results.made_by.replace('\n', " "),
        results.version,
        results.profile,
        folder.display()
    );
    let mut rows = vec![
        ["processor", &machine.processor],
        ["as LLVM knows it", &machine.llvm_cpu],
    ]
    .into_iter()
    .map(|row| row.map(str::to_owned).to_vec())
    .collect::<Vec<_>>();
    let mut row = |name: &str, value: String| rows.push(vec![name.to_owned(), value]);
    row("vector instructions", machine.features.join(", "));
    row("cores", machine.cores.to_string());
    row("caches", machine.caches.join(", "));
    row("memory", format!("{:.0} GiB", machine.memory_gib));
    row(
        "clock is set by",
        machine
            .frequency_policy
            .clone()
            .unwrap_or_else(|| "not told by the system".to_owned()),
    );
    row("load before", format!("{:.1}", machine.load));
    row("system", machine.system.clone());
    for threads in results.bandwidth.iter().map(|b| b.threads) {
        let cases = results.groups.iter().flat_map(|group| &group.cases);
        let peaks: Vec<f64> = cases
            .filter(|c| c.case.threads() == threads && c.case.dtype() == Dtype::F32)
            .map(|c| c.peak_gflop_s)
            .collect();
        let least = peaks.iter().copied().reduce(f64::min);
        let most = peaks.iter().copied().reduce(f64::max);
        if let (Some(least), Some(most)) = (least, most) {
            row(
                &format!("f32 multiply-adds, {threads} thread(s)"),
                format!("{least:.0} to {most:.0} GFLOP/s"),
            );
        }
    }
    for bandwidth in &results.bandwidth {
        row(
            &format!("memory, {} thread(s)", bandwidth.threads),
            format!(
                "{:.1} GB/s read, {:.1} GB/s copied",
                bandwidth.read_gb_s, bandwidth.copy_gb_s
            ),
        );
    }
    text += &markdown(&[String::new(), String::new()], &rows, 9);
    text += "\n";
    match &results.peers {
        None => text += "No peers were run.\n",
        Some(peers) => {
            let rows = peers.iter().map(|peer| {
                let state = peer
                    .version
                    .clone()
                    .or_else(|| peer.missing.clone())
                    .unwrap_or_default();
                vec![peer.name.clone(), state, settings(results, &peer.name)]
            });
            text += &markdown(
                &["peer", "version", "settings"].map(str::to_owned),
                &rows.collect::<Vec<_>>(),
                9,
            );
        }
    }
    text
}

/// What a peer said of its settings.
fn settings(results: &Results, name: &str) -> String {
    let cases = results.groups.iter().flat_map(|group| &group.cases);
    let said: BTreeSet<&str> = cases
        .flat_map(|case| &case.peers)
        .filter(|peer| peer.name == name)
        .filter_map(|peer| peer.settings.as_deref())
        .collect();
    said.into_iter().collect::<Vec<_>>().join("; ")
}

fn targets(results: &Results) -> String {
    let mut rows = Vec::new();
    let [mut reached, mut partly] = [0, 0];
    for group in &results.groups {
        for target in &group.targets {
            let (row, verdict) = target_row(group, target);
            reached += usize::from(verdict == Verdict::Reached);
            partly += usize::from(verdict == Verdict::ReachedWhereMeasured);
            rows.push(row);
        }
    }
    if rows.is_empty() {
        return String::new();
    }
    let all = rows.len();
    let header = ["group", "of", "what", "must", "aim", "worst", "best", ""];
    let set_for = if is_ours(results) {
        "Set for a Zen 4 or a processor like it, with AVX-512. "
    } else {
        ""
    };
    let partly = match partly {
        0 => String::new(),
        partly => format!(", and {partly} by those cases that could be measured: a peer is missing for the others"),
    };
    format!(
        "\n## Targets\n\n{set_for}On this machine {reached} of {all} are reached{partly}. A \
         target that is not reached by every case of its group is not reached.\n\n{}",
        markdown(&header.map(str::to_owned), &rows, 3)
    )
}

/// What became of a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Reached,
    /// By the cases that have a number; others lack one.
    ReachedWhereMeasured,
    NotReached,
    NotMeasured,
}

fn target_row(group: &GroupResults, target: &Target) -> (Vec<String>, Verdict) {
    let covered: Vec<&CaseResult> = group.cases.iter().filter(|case| target.covers(&case.case)).collect();
    let mut values: Vec<f64> = covered.iter().filter_map(|case| case.metric(&target.metric)).collect();
    values.sort_by(f64::total_cmp);
    if target.metric.is_cost() {
        values.reverse();
    }
    let mut of = Vec::new();
    of.extend(target.density.map(|density| format!("density {density}")));
    of.extend(target.block.map(|[bq, bk]| format!("{bq}x{bk}")));
    of.extend(
        target
            .products
            .and_then(|products| products.option())
            .map(str::to_owned),
    );
    of.extend(target.dtype.map(|dtype| dtype.element().to_string()));
    let value = |value: Option<&f64>| value.map_or_else(|| "not measured".to_owned(), |v| shown(&target.metric, *v));
    let reached = values.iter().filter(|value| target.reached(**value)).count();
    let lacks = |case: &&&CaseResult| target.awaits_peer(&case.case) && case.metric(&target.metric).is_none();
    let lacking = covered.iter().filter(lacks).count();
    let verdict = if values.is_empty() {
        Verdict::NotMeasured
    } else if reached < values.len() {
        Verdict::NotReached
    } else if lacking > 0 {
        Verdict::ReachedWhereMeasured
    } else {
        Verdict::Reached
    };
    let at_aim = |aim: f64| values.iter().all(|value| target.is_as_good(*value, aim));
    let what = if target.aim.is_some_and(at_aim) {
        "aim reached"
    } else {
        "reached"
    };
    let lack = match lacking {
        0 => String::new(),
        lacking => format!(", {lacking} **not measured**"),
    };
    let words = match verdict {
        Verdict::Reached => what.to_owned(),
        Verdict::ReachedWhereMeasured => format!("{what} by {} of {} cases{lack}", reached, reached + lacking),
        Verdict::NotReached => format!(
            "**not reached** by {} of {} cases{lack}",
            values.len() - reached,
            values.len() + lacking
        ),
        Verdict::NotMeasured => "**not measured**".to_owned(),
    };
    let row = vec![
        group.title.clone(),
        of.join(", "),
        target.metric.to_string(),
        shown(&target.metric, target.must),
        target.aim.map_or_else(String::new, |aim| shown(&target.metric, aim)),
        value(values.first()),
        value(values.last()),
        words,
    ];
    (row, verdict)
}

/// A column of a table: its heading, and what stands in it for a case, if anything.
type Column<'a> = (String, Box<dyn Fn(&CaseResult) -> Option<String> + 'a>);

fn table(group: &GroupResults) -> String {
    fn column<'a>(name: &str, value: impl Fn(&CaseResult) -> Option<String> + 'a) -> Column<'a> {
        (name.to_owned(), Box::new(value))
    }
    let mut columns: Vec<Column> = vec![
        column("case", |c| Some(c.case.to_string())),
        column("density", |c| {
            matches!(c.case, Task::Attention(_)).then(|| format!("{:.3}", c.density))
        }),
        column("ms", |c| Some(digits(c.times.median_ms))),
        column("least to P95", |c| {
            Some(format!("{} to {}", digits(c.times.min_ms), digits(c.times.p95_ms)))
        }),
        column("GFLOP/s", |c| (c.gflop > 0.0).then(|| format!("{:.1}", c.gflop_s))),
        column("of peak", |c| c.peak_share.map(of_peak)),
        column("over own dense", |c| c.dense.as_ref().map(|dense| times(dense.ratio))),
        column("of 1 / density", |c| c.metric(&Metric::DenseShare).map(percent)),
        column("over own exact products", |c| {
            c.exact.as_ref().map(|exact| times(exact.ratio))
        }),
        column("over 1 thread", |c| c.one_thread.as_ref().map(|one| times(one.ratio))),
    ];
    let names: BTreeSet<&str> = group
        .cases
        .iter()
        .flat_map(|case| &case.peers)
        .map(|peer| peer.name.as_str())
        .collect();
    for name in names {
        columns.push(column(&format!("over {name}"), move |c| {
            let peer = c.peers.iter().find(|peer| peer.name == name)?;
            match &peer.reason {
                Some(reason) => Some(reason.clone()),
                None => peer.compared.as_ref().map(|compared| times(compared.ratio)),
            }
        }));
    }
    columns.extend([
        column("error", |c| c.l2_rel.map(|error| format!("{error:.1e}"))),
        column("extra MB", |c| Some(digits(c.extra_bytes as f64 / 1e6))),
        column("result MB", |c| Some(digits(c.result_bytes as f64 / 1e6))),
        column("compiled in s", |c| Some(digits(c.compile.median_ms / 1e3))),
    ]);
    // A column that no case fills is left out.
    columns.retain(|(_, value)| group.cases.iter().any(|case| value(case).is_some()));
    let rows = group.cases.iter().map(|case| {
        let cells = columns.iter().map(|(_, value)| value(case).unwrap_or_default());
        cells.collect()
    });
    let names: Vec<String> = columns.iter().map(|(name, _)| name.clone()).collect();
    markdown(&names, &rows.collect::<Vec<_>>(), 1)
}

/// Bars from left to right, one below the other.
struct Picture {
    /// The end of its file's name.
    what: &'static str,
    title: String,
    /// What the bars show.
    unit: String,
    bars: Vec<(String, f64)>,
    /// Where a line is drawn across.
    mark: f64,
}

fn pictures(group: &GroupResults) -> Vec<Picture> {
    let shares = group
        .cases
        .iter()
        .filter_map(|case| Some((case.case.to_string(), case.peak_share? * 100.0)));
    let peers = group.cases.iter().flat_map(|case| {
        let of_case = move |name: &str| format!("{}, {name}", case.case);
        case.peers
            .iter()
            .filter_map(move |peer| Some((of_case(&peer.name), peer.ratio()?)))
    });
    let pictures = [
        Picture {
            what: "peak",
            title: format!("{}: share of the peak", group.title),
            unit: "% of the multiply-adds that the machine can do".to_owned(),
            bars: shares.collect(),
            mark: 100.0,
        },
        Picture {
            what: "peers",
            title: format!("{}: time of peers over ours", group.title),
            unit: "times as long as ours".to_owned(),
            bars: peers.collect(),
            mark: 1.0,
        },
    ];
    pictures.into_iter().filter(|picture| picture.bars.len() > 1).collect()
}

impl Picture {
    /// As SVG.
    fn draw(&self) -> Result<String> {
        let mut svg = String::new();
        self.plot(&mut svg)
            .map_err(|error| anyhow!("cannot draw '{}': {error}", self.title))?;
        Ok(svg)
    }

    fn plot(&self, svg: &mut String) -> std::result::Result<(), Box<dyn std::error::Error>> {
        const BAR: u32 = 22;
        let count = self.bars.len() as i32;
        let most = self.bars.iter().map(|(_, value)| *value).fold(self.mark, f64::max) * 1.05;
        let area = SVGBackend::with_string(svg, (1000, 110 + BAR * count as u32)).into_drawing_area();
        area.fill(&WHITE)?;
        let mut chart = ChartBuilder::on(&area)
            .caption(&self.title, ("sans-serif", 18))
            .margin(10)
            .x_label_area_size(45)
            .y_label_area_size(430)
            .build_cartesian_2d(0.0..most, (0..count).into_segmented())?;
        let label = |at: &SegmentValue<i32>| match at {
            // The first bar is the uppermost.
            SegmentValue::CenterOf(index) => self
                .bars
                .get((count - 1 - index) as usize)
                .map_or_else(String::new, |(label, _)| label.clone()),
            _ => String::new(),
        };
        chart
            .configure_mesh()
            .disable_y_mesh()
            .x_desc(&self.unit)
            .y_labels(self.bars.len() + 1)
            .y_label_formatter(&label)
            .draw()?;
        // Not plotters' histogram, which draws its bars in another order each time: a page of the same results is the same.
        chart.draw_series(self.bars.iter().rev().zip(0..).map(|((_, value), index)| {
            let corners = [
                (0.0, SegmentValue::Exact(index)),
                (*value, SegmentValue::Exact(index + 1)),
            ];
            let mut bar = Rectangle::new(corners, BLUE.mix(0.6).filled());
            bar.set_margin(3, 3, 0, 0);
            bar
        }))?;
        let ends = [SegmentValue::Exact(0), SegmentValue::Exact(count)];
        chart.draw_series(LineSeries::new(ends.map(|y| (self.mark, y)), RED.stroke_width(1)))?;
        area.present()?;
        drop(chart);
        drop(area);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::{
        cases::Group,
        machine::Machine,
        results::{CaseResult, PeerResult},
    };
    use crate::timing::{self, Compared};

    fn compared(name: &str, ratio: f64) -> Compared {
        Compared {
            name: name.to_owned(),
            median_ms: ratio,
            ratio,
            ratio_p5: ratio,
            ratio_p95: ratio,
        }
    }

    fn group() -> GroupResults {
        let text = r#"{"name": "g", "title": "Group", "cases": [{"pattern": [
            {"kind": "random", "density": 0.5}, {"kind": "random", "density": 0.25}]}],
            "targets": [{"metric": "peak_share", "must": 0.7, "aim": 0.9}, {"metric": "dense_share", "must": 0.9, "density": 0.5},
              {"metric": {"over": "other"}, "must": 2}, {"metric": "scaling", "must": 1.9},
              {"metric": "compile_seconds", "must": 0.5}]}"#;
        let group: Group = serde_json::from_str(text).unwrap();
        let cases = group
            .expand()
            .unwrap()
            .into_iter()
            .zip([0.95, 0.8])
            .map(|(case, share)| CaseResult {
                density: case.density().unwrap(),
                gflop: 1.0,
                times: timing::summary(vec![1.0]),
                gflop_s: 1000.0,
                peak_gflop_s: 1100.0,
                peak_share: Some(share),
                dense: Some(compared("dense", 1.9)),
                one_thread: None,
                exact: None,
                peers: vec![
                    PeerResult {
                        name: "other".to_owned(),
                        settings: Some("as it comes".to_owned()),
                        compared: Some(compared("other", 2.5)),
                        l2_rel: Some(1e-7),
                        grown_bytes: Some(1),
                        reason: None,
                    },
                    PeerResult {
                        name: "wrong".to_owned(),
                        settings: None,
                        compared: Some(compared("wrong", 0.1)),
                        l2_rel: Some(1.0),
                        grown_bytes: None,
                        reason: Some("its result is off by 1.0e0".to_owned()),
                    },
                ],
                l2_rel: Some(2e-7),
                bound: 2e-6,
                compile: timing::summary(vec![600.0]),
                extra_bytes: 0,
                result_bytes: 8,
                remarks: Vec::new(),
                case,
            });
        GroupResults {
            name: group.name.clone(),
            title: group.title.clone(),
            about: String::new(),
            targets: group.targets.clone(),
            cases: cases.collect(),
        }
    }

    fn results(group: GroupResults) -> Results {
        Results {
            version: String::new(),
            profile: String::new(),
            made_by: "ds-bench mine.json".to_owned(),
            machine: Machine {
                processor: String::new(),
                llvm_cpu: String::new(),
                features: Vec::new(),
                cores: 1,
                caches: Vec::new(),
                memory_gib: 1.0,
                frequency_policy: None,
                load: 0.0,
                system: String::new(),
            },
            bandwidth: Vec::new(),
            peers: None,
            groups: vec![group],
        }
    }

    #[test]
    fn targets_are_judged_by_the_worst_case() {
        let group = group();
        let rows: Vec<String> = group
            .targets
            .iter()
            .map(|target| target_row(&group, target).0[1..].join("|"))
            .collect();
        assert_eq!(
            rows,
            [
                "|share of the peak|70.0 %|90.0 %|80.0 %|95.0 %|reached",
                "density 0.5|speed-up over own dense, share of 1 / density|90.0 %||95.0 %|95.0 %|reached",
                "|speed-up over other|2.00x||2.50x|2.50x|reached",
                "|speed-up over one thread|1.90x||not measured|not measured|**not measured**",
                "|seconds to compile|0.50 s||0.60 s|0.60 s|**not reached** by 2 of 2 cases",
            ]
        );
    }

    #[test]
    fn a_case_that_lacks_its_peer_is_told() {
        let mut group = group();
        let mut judge = |target: usize| {
            for case in &mut group.cases {
                let Task::Attention(case) = &mut case.case else {
                    continue;
                };
                case.peers = true;
            }
            group.cases[1].peers[0].reason = Some("not installed".to_owned());
            let (row, verdict) = target_row(&group, &group.targets[target]);
            (row.last().cloned().unwrap_or_default(), verdict)
        };
        assert_eq!(
            judge(2),
            (
                "reached by 1 of 2 cases, 1 **not measured**".to_owned(),
                Verdict::ReachedWhereMeasured
            )
        );
        assert_eq!(judge(0), ("reached".to_owned(), Verdict::Reached));
        let page = targets(&results(group));
        assert!(
            page.contains("2 of 5 are reached, and 1 by those cases that could be measured"),
            "{page}"
        );
    }

    #[test]
    fn what_markdown_would_read_is_shown() {
        let mut group = group();
        group.title = "a | b <c>".to_owned();
        group.cases[0].peak_share = Some(1.013);
        let results = results(group);
        let folder = tempfile::tempdir().unwrap();
        let page = folder.path().join("page.md");
        write(&page, &[results]).unwrap();
        let text = std::fs::read_to_string(page).unwrap();
        assert!(text.contains("\n## a \\| b \\<c>\n"), "{text}");
        assert!(text.contains("\n| a \\| b \\<c>"), "{text}");
        assert!(text.contains(" 101.3 %[^above-peak] |"), "{text}");
        assert!(text.contains("\n[^above-peak]: More than can be"), "{text}");
        assert!(
            text.contains("Made by `ds-bench mine.json` (") && !text.contains("Zen 4"),
            "{text}"
        );
    }

    #[test]
    fn a_peer_that_is_wrong_is_no_peer() {
        let group = group();
        assert_eq!(group.cases[0].best_peer(), Some(("other", 2.5)));
        assert!(table(&group).contains("its result is off by 1.0e0"));
        let pictures = pictures(&group);
        assert_eq!(pictures.iter().map(|p| p.what).collect::<Vec<_>>(), ["peak", "peers"]);
        assert_eq!(pictures[1].bars.len(), 2);
        let svg = pictures[0].draw().unwrap();
        assert!(svg.contains("<svg") && svg.contains("random 0.25"), "{svg}");
    }
}
