//! How many due dates a core finds in a second, without explaining them: the shipped rules on the shipped
//! calendars, a date each of a year of anchors.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use jiff::civil::Date;
use registrar_engine::deadline::{Anchor, Calendars, Direction, Terms, due, zone};
use std::hint::black_box;

/// Rule, calendar, zone, period, direction.
const COUNTS: [(&str, &str, &str, &str, Direction); 5] = [
    ("cn-litigation", "cn", "Asia/Shanghai", "15 days", Direction::After),
    ("cn-litigation", "cn", "Asia/Shanghai", "6 months", Direction::After),
    ("cn-licensing", "cn", "Asia/Shanghai", "20 working days", Direction::After),
    ("us-frcp-6", "us-federal", "America/New_York", "14 days", Direction::After),
    ("uk-cpr-2.8", "england-and-wales", "Europe/London", "3 days", Direction::Before),
];

fn calendars() -> Calendars {
    let files = [
        ("cn", include_str!("../../workflows/calendars/cn.yaml")),
        ("us", include_str!("../../workflows/calendars/us-federal.yaml")),
        ("uk", include_str!("../../workflows/calendars/england-and-wales.yaml")),
        ("cn-litigation", include_str!("../../workflows/counting/cn-litigation.yaml")),
        ("cn-licensing", include_str!("../../workflows/counting/cn-licensing.yaml")),
        ("us-frcp-6", include_str!("../../workflows/counting/us-frcp-6.yaml")),
        ("uk-cpr-2.8", include_str!("../../workflows/counting/uk-cpr-2.8.yaml")),
    ];
    let files = files.map(|(name, text)| (name.to_owned(), text.to_owned()));
    let (calendars, findings) = Calendars::read(&files);
    assert!(findings.is_empty(), "{findings:?}");
    calendars
}

fn bench(criterion: &mut Criterion) {
    let calendars = calendars();
    let first = Date::constant(2025, 1, 1);
    let anchors: Vec<Anchor> = first.series(jiff::Span::new().days(1)).take(365).map(Anchor::Date).collect();
    let mut group = criterion.benchmark_group("due");
    group.throughput(Throughput::Elements(anchors.len() as u64));
    for (rule, calendar, place, period, direction) in COUNTS {
        let counting = calendars.counting(rule).expect("it is shipped");
        let calendar = calendars.calendar(calendar).expect("it is shipped");
        let zone = zone(place).expect("it is in the database");
        let terms =
            Terms { direction, ..Terms::new(counting, calendar, &zone, period.parse().expect("a period")) };
        group.bench_function(format!("{rule}, {period}"), |bencher| {
            bencher.iter(|| {
                for anchor in &anchors {
                    black_box(due(black_box(*anchor), &terms)).expect("it can be counted");
                }
            });
        });
    }
    group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);
