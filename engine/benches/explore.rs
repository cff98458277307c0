//! How many transitions between configurations the verifier walks in a second on one core: of a chart made for it, and
//! of a shipped one, where what is looked at beside the walk (models, templates, conditions) takes its part of the time.

mod charts;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use registrar_engine::chart::Chart;
use registrar_engine::verify;
use registrar_engine::verify::Limits;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::hint::black_box;

/// Six regions side by side, each of which goes round through six states by a message of its own; one more message ends
/// the case: 46,657 configurations.
fn regions() -> Chart {
    let mut messages = String::new();
    let mut regions = String::new();
    for region in 0..6 {
        let _ = write!(messages, "m{region}: {{}}, ");
        let _ = writeln!(regions, "      r{region}:\n        states:");
        for state in 0..6 {
            let next = (state + 1) % 6;
            let _ = writeln!(regions, "          r{region}s{state}: {{on: {{m{region}: r{region}s{next}}}}}");
        }
    }
    let text = format!(
        "workflow: rounds\nversion: 1\ntitle: {{en: Rounds}}\ncalendar: cn\ncounting: plain\nzone: Asia/Shanghai\n\
         starts: user\nroles: {{user: {{party: true}}}}\nmessages: {{{messages}stop: {{}}}}\nstates:\n  whole:\n    \
         on: {{stop: over}}\n    parallel:\n{regions}  over: {{final: true}}\nguarantees: [always_ends]\n"
    );
    charts::of(&text, &BTreeMap::new())
}

/// The procedure for a licence, with each set of people; without its guarantees, each of which walks on.
fn licence() -> Chart {
    let mut chart = charts::shipped("business-licence");
    chart.guarantees.clear();
    chart
}

fn bench(criterion: &mut Criterion) {
    let limits = Limits::default();
    let mut group = criterion.benchmark_group("explore");
    group.sample_size(10);
    for (name, chart) in [("six regions", regions()), ("business licence", licence())] {
        let report = verify(&chart, &limits);
        assert!(report.verdicts.iter().all(|verdict| verdict.answer.word() == "proved"));
        group.throughput(Throughput::Elements(report.explored.transitions));
        group.bench_function(name, |bencher| bencher.iter(|| verify(black_box(&chart), &limits)));
    }
    group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);
