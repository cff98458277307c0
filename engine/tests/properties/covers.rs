//! What is proved with boxes covered holds: on random definitions, where the limit leaves no room to walk all of a case,
//! nothing is proved that is broken when it is walked whole. Those verdicts are judged by brute force elsewhere.

use crate::judge;
use crate::oracle;
use crate::procedure::procedure;
use registrar_engine::chart::Chart;
use registrar_engine::verify;
use registrar_engine::verify::{Answer, Limits};

/// What has more configurations than these isn't compared.
const MOST: u64 = 1_000;

/// How often something was proved of a definition that wasn't walked whole, and how often it was broken.
#[derive(Default)]
struct Count {
    proved: usize,
    broken: usize,
}

fn compare(chart: &Chart, text: &str, count: &mut Count) {
    let whole = verify(chart, &Limits { configurations: MOST, ..Limits::default() });
    if whole.explored.configurations >= MOST {
        return;
    }
    for part in [2, 4] {
        let few = whole.explored.configurations / part;
        let limits = Limits { configurations: few, covered: few, ..Limits::default() };
        if limits.configurations < 5 {
            continue;
        }
        let covered = verify(chart, &limits);
        for (known, found) in whole.verdicts.iter().zip(&covered.verdicts) {
            let proved = matches!(found.answer, Answer::Proved);
            match &known.answer {
                Answer::Proved if proved => count.proved += 1,
                Answer::Proved => {}
                Answer::Refuted(_) | Answer::NotDecided { .. } => {
                    count.broken += 1;
                    // `lasts` and silence aren't asked with boxes covered; what no dates give isn't proved either.
                    assert!(!proved, "proved with boxes covered: {} in\n{text}", found.guarantee);
                }
            }
        }
    }
}

#[test]
fn nothing_is_proved_with_boxes_covered_that_is_broken() {
    let mut count = Count::default();
    for seed in 0..250 {
        let (text, _) = oracle::small(seed);
        if let Some(chart) = oracle::chart(&text) {
            compare(&chart, &text, &mut count);
        }
    }
    for seed in 0..200 {
        let procedure = procedure(seed);
        if let Ok(chart) = judge::chart(&procedure.text) {
            compare(&chart, &procedure.text, &mut count);
        }
    }
    assert!(count.proved > 500, "proved {} times", count.proved);
    assert!(count.broken > 500, "broken {} times", count.broken);
    println!("proved {} times, broken {} times", count.proved, count.broken);
}
