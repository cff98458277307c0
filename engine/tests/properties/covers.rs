//! What is proved with boxes covered holds: on random definitions, where the limit leaves no room to walk all of a case,
//! nothing is proved that is broken when it is walked whole. Those verdicts are judged by brute force elsewhere.

use crate::judge;
use crate::oracle;
use crate::procedure::procedure;
use registrar_engine::chart::Chart;
use registrar_engine::finding::Span;
use registrar_engine::verify;
use registrar_engine::verify::{Answer, Limits};
use std::collections::{BTreeMap, BTreeSet};

/// What has more configurations than these isn't compared.
const MOST: u64 = 1_000;

/// How often something was proved of a definition that wasn't walked whole, and how often it was broken.
#[derive(Default)]
struct Count {
    proved: usize,
    /// Of a whole walk proved, and not decided with boxes covered.
    open: usize,
    broken: usize,
}

fn compare(chart: &Chart, text: &str, count: &mut Count) {
    let whole = verify(chart, &Limits { configurations: MOST, covered: 0, ..Limits::default() });
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
                    // What no dates give isn't proved either.
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

/// A procedure that guarantees how long it takes at most, in place of all else.
fn about_time(text: &str) -> String {
    let flow = text.split_once("guarantees:\n").unwrap().0;
    let mut told = format!("{flow}guarantees:\n");
    for most in ["30 days", "6 months", "3 years"] {
        told.push_str(&format!("  - lasts: {{at_most: {most}}}\n"));
        told.push_str(&format!("  - lasts: {{at_most: {most}, not_counting: suspended}}\n"));
    }
    told
}

#[test]
fn no_time_is_proved_with_boxes_covered_that_a_run_exceeds() {
    let mut count = Count::default();
    for seed in 0..250 {
        let text = about_time(&procedure(seed).text);
        let Ok(chart) = judge::chart(&text) else { continue };
        let whole = verify(&chart, &Limits { configurations: MOST, covered: 0, ..Limits::default() });
        if whole.explored.configurations >= MOST {
            continue;
        }
        for few in [5, whole.explored.configurations / 4] {
            let limits = Limits { configurations: few, covered: MOST / 4, ..Limits::default() };
            for (known, found) in whole.verdicts.iter().zip(&verify(&chart, &limits).verdicts) {
                let proved = matches!(found.answer, Answer::Proved);
                match &known.answer {
                    Answer::Refuted(_) => {
                        count.broken += 1;
                        assert!(!proved, "proved with boxes covered: {} in\n{text}", found.guarantee);
                    }
                    // A sum of all clocks may be too long, and the longest time of each box alone short enough.
                    _ => count.proved += usize::from(proved),
                }
            }
        }
    }
    assert!(count.proved > 50, "proved {} times", count.proved);
    assert!(count.broken > 300, "broken {} times", count.broken);
    println!("proved {} times, broken {} times", count.proved, count.broken);
}

/// Whether a guarantee says that a case ends.
fn is_of_endings(guarantee: &str) -> bool {
    guarantee.starts_with("always_ends") || guarantee.starts_with("ends_if_silent")
}

/// Asks part by part whether a case ends, with stages of very few configurations.
fn compare_endings(chart: &Chart, text: &str, count: &mut Count) {
    let whole = verify(chart, &Limits { configurations: MOST, covered: 0, ..Limits::default() });
    if whole.explored.configurations >= MOST {
        return;
    }
    for covered in [100, 600] {
        let parts = verify(chart, &Limits { configurations: 2, covered, ..Limits::default() });
        for (known, found) in whole.verdicts.iter().zip(&parts.verdicts) {
            if !is_of_endings(&known.guarantee) || known.guarantee.contains("within") {
                continue;
            }
            let proved = matches!(found.answer, Answer::Proved);
            match &known.answer {
                Answer::Proved if proved => count.proved += 1,
                Answer::Proved => count.open += 1,
                Answer::Refuted(_) | Answer::NotDecided { .. } => {
                    count.broken += 1;
                    assert!(
                        !proved,
                        "proved part by part: {} though {:?} in\n{text}",
                        found.guarantee, known.answer
                    );
                }
            }
        }
    }
}

#[test]
fn what_does_not_end_is_not_proved_to_end_part_by_part() {
    let mut count = Count::default();
    for seed in 0..600 {
        let (text, _) = oracle::small(seed);
        if let Some(chart) = oracle::chart(&text) {
            compare_endings(&chart, &text, &mut count);
        }
    }
    for seed in 0..400 {
        let procedure = procedure(seed);
        if let Ok(chart) = judge::chart(&procedure.text) {
            compare_endings(&chart, &procedure.text, &mut count);
        }
    }
    println!(
        "proved {} times, not decided {} times, broken {} times",
        count.proved, count.open, count.broken
    );
    assert!(count.proved > 300, "proved {} times", count.proved);
    assert!(count.broken > 300, "broken {} times", count.broken);
}

/// What is found by walking, by code and place.
fn found_by_walking(chart: &Chart, limits: &Limits) -> BTreeSet<(String, u32, u32)> {
    let told = verify(chart, limits).findings.into_iter();
    let walked =
        ["never-reached", "may-fail", "without-consent", "endless-settling", "dead-end", "no-way-to-an-end"];
    let told = told.filter(|finding| walked.contains(&finding.code));
    told.map(|finding| (finding.code.to_owned(), finding.span.line, finding.span.column)).collect()
}

/// What is found, and all inside states that no run reaches: of those the whole walk tells only the outermost.
fn with_what_lies_inside(
    mut found: BTreeSet<(String, u32, u32)>,
    chart: &Chart,
) -> BTreeSet<(String, u32, u32)> {
    for state in &chart.states {
        let never = |span: Span| ("never-reached".to_owned(), span.line, span.column);
        if !found.contains(&never(state.span)) {
            continue;
        }
        let at = chart.states.iter().position(|other| std::ptr::eq(other, state)).expect("it is one of them");
        for inside in &chart.states[at..=state.last_inside.at()] {
            let arrows = inside.on.iter().chain(&inside.at_once).chain(&inside.done);
            found.insert(never(inside.span));
            found.extend(arrows.map(|arrow| never(chart.arrow(*arrow).span)));
        }
    }
    found
}

/// Whether nothing is told of a case that can't end.
fn ends(found: &BTreeSet<(String, u32, u32)>) -> bool {
    !found.iter().any(|(code, ..)| code == "dead-end" || code == "no-way-to-an-end")
}

fn compare_findings(text: &str, chart: &Chart, told: &mut BTreeMap<String, [usize; 2]>) {
    let whole = Limits { configurations: MOST, covered: 0, ..Limits::default() };
    if verify(chart, &whole).explored.configurations >= MOST {
        return;
    }
    let known = found_by_walking(chart, &whole);
    let holds = with_what_lies_inside(known.clone(), chart);
    for covered in [200, 2_000] {
        let parts = found_by_walking(chart, &Limits { configurations: 2, covered, ..Limits::default() });
        for found in &parts {
            let of_endings = found.0 == "no-way-to-an-end" || found.0 == "dead-end";
            assert!(of_endings || holds.contains(found), "{found:?} is told with boxes covered of\n{text}");
        }
        let dead = parts.iter().any(|(code, ..)| code == "dead-end");
        assert!(!dead || !ends(&known), "told to be a dead end with boxes covered:\n{text}");
        assert!(ends(&known) || !ends(&parts), "not told that it can't end with boxes covered:\n{text}");
        for (code, ..) in &known {
            told.entry(code.clone()).or_default()[0] += 1;
        }
        for (code, ..) in parts.intersection(&known) {
            told.entry(code.clone()).or_default()[1] += 1;
        }
    }
}

#[test]
fn what_is_found_with_boxes_covered_is_found_when_all_is_walked() {
    let mut told = BTreeMap::new();
    let without_guarantees = |text: &str| text.split("guarantees:\n").next().unwrap_or(text).to_owned();
    for seed in 0..400 {
        let text = without_guarantees(&oracle::small(seed).0);
        if let Some(chart) = oracle::chart(&text) {
            compare_findings(&text, &chart, &mut told);
        }
    }
    for seed in 0..300 {
        let text = without_guarantees(&procedure(seed).text);
        if let Ok(chart) = judge::chart(&text) {
            compare_findings(&text, &chart, &mut told);
        }
    }
    println!("of all walked, with boxes covered: {told:?}");
    for code in ["never-reached", "dead-end", "without-consent"] {
        let [all, found] = told[code];
        assert!(all > 30 && found > all / 2, "{code}: {found} of {all}");
    }
}
