//! How many transitions between configurations the verifier walks in a second on one core.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use registrar_engine::chart::Chart;
use registrar_engine::deadline::Calendars;
use registrar_engine::verify::Limits;
use registrar_engine::{Sources, compile, parse, verify};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::hint::black_box;

/// Six regions side by side, each of which goes round through six states by a message of its own; one more message ends
/// the case: 46,657 configurations.
fn chart() -> Chart {
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
    let files = [
        ("cn.yaml".to_owned(), include_str!("../../workflows/calendars/cn.yaml").to_owned()),
        ("plain.yaml".to_owned(), include_str!("../../workflows/counting/plain.yaml").to_owned()),
    ];
    let calendars = Calendars::read(&files).0;
    let (definition, _) = parse(&text);
    let resources = BTreeMap::new();
    let sources = Sources { text: &text, resources: &resources, calendars: &calendars };
    let (chart, findings) = compile(&definition.unwrap_or_default(), &sources);
    chart.unwrap_or_else(|| panic!("{findings:#?}"))
}

fn bench(criterion: &mut Criterion) {
    let chart = chart();
    let limits = Limits::default();
    let report = verify(&chart, &limits);
    assert!(report.verdicts.iter().all(|verdict| verdict.answer.word() == "proved"));
    let mut group = criterion.benchmark_group("explore");
    group.sample_size(10).throughput(Throughput::Elements(report.explored.transitions));
    group.bench_function("six regions", |bencher| bencher.iter(|| verify(black_box(&chart), &limits)));
    group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);
