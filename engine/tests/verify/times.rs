//! How long a case takes: proved with what makes it so long, refuted with the way that takes longer or has no end.
//!
//! The calendar is plain: `10 days` begun on any instant of a day end with the tenth day after it, eleven days from the
//! beginning of that day.

use super::{report_in, report_within};
use registrar_engine::verify::{Answer, Limits, Report, Verdict};

const HEAD: &str = "
workflow: stall
version: 1
title: {en: Street stall}
calendar: cn
counting: plain
zone: Asia/Shanghai
starts: applicant
roles:
  applicant: {party: true}
  officer: {pool: officers}
deadlines:
  answer: {period: 10 days}
  check: {period: 5 days}
  whole: {period: 30 days}
  talks: {period: 20 days}
  trial: {period: 40 days}
  stayed: {period: 40 days, suspend: {by: officer}}
  more: {period: 10 days, extend: {by: officer, up_to: 5 days, times: 2, ask: before expiry}}
  pledge: {period: 2 days, promise: true}
tasks:
  ask: {role: applicant, outcomes: [asked]}
  add: {role: applicant, outcomes: [added]}
  decide: {role: officer, due: check, outcomes: [granted, refused]}
  pledged: {role: officer, due: pledge, outcomes: [done]}
  talk: {role: applicant, outcomes: [begun]}
  finish: {role: applicant, outcomes: [over]}
messages: {first: {}, second: {}}
";

fn report(rest: &str) -> Report {
    let stands = "trial: {period: 40 days, suspend_while: [talking]}";
    let head = if rest.contains("talking") {
        HEAD.replace("trial: {period: 40 days}", stands)
    } else {
        HEAD.to_owned()
    };
    report_in(&format!("{head}{rest}"), &[])
}

fn verdict(rest: &str) -> Verdict {
    let mut verdicts = report(rest).verdicts;
    verdicts.swap_remove(0)
}

/// The note of a proof.
fn proved(rest: &str) -> String {
    let verdict = verdict(rest);
    assert!(matches!(verdict.answer, Answer::Proved), "{:?}", verdict.answer);
    verdict.notes[0]["en"].clone()
}

/// What is wrong in the end, in both languages, and the acts that lead to it.
fn refuted(rest: &str) -> (String, String, Vec<String>) {
    let verdict = verdict(rest);
    let Answer::Refuted(story) = verdict.answer else { panic!("{:?}", verdict.answer) };
    let steps = story.steps.iter().map(|step| step.sentence["en"].clone());
    (story.end["en"].clone(), story.end["zh"].clone(), steps.collect())
}

/// Why it isn't decided.
fn open(rest: &str) -> String {
    let verdict = verdict(rest);
    let Answer::NotDecided { limit } = verdict.answer else { panic!("{:?}", verdict.answer) };
    limit["en"].clone()
}

fn two(most: &str) -> String {
    format!(
        "
states:
  draft: {{tasks: [ask], deadlines: [answer], on: {{ask.asked: checking, answer.expired: over}}}}
  checking: {{tasks: [decide], deadlines: [check], on: {{decide: over, check.expired: {{}}}}}}
  over: {{final: true}}
guarantees:
  - lasts: {{at_most: {most}}}
"
    )
}

#[test]
fn a_proof_tells_each_deadline_with_its_days_and_the_unit_of_the_law() {
    let note = proved(&two("17 days"));
    assert!(
        note.starts_with("at most 17 days, from the worst day of the published calendars: answer 11"),
        "{note}"
    );
    assert!(
        note.contains("check 6 from 20") && note.ends_with("as the law counts: 10 days + 5 days"),
        "{note}"
    );
}

#[test]
fn what_really_takes_too_long_is_refuted_with_its_dates() {
    let (end, zh, steps) = refuted(&two("16 days"));
    assert!(end.starts_with("it takes 17 days where the case is opened on 20"), "{end}");
    assert!(end.contains("16 days were promised") && zh.contains("超过16日"), "{end} {zh}");
    assert_eq!(steps.len(), 3, "{steps:?}");
    assert!(steps[1].contains("“ask”") && steps[2].contains("“decide”"), "{steps:?}");
}

#[test]
fn an_end_begins_what_follows_with_its_last_day() {
    // Ten days and five of which the second begins with the end of the first: what is counted from an end in days
    // begins with the day after the last, so it takes sixteen days and not seventeen.
    let flow = |most: &str| {
        format!(
            "
states:
  first: {{deadlines: [answer], on: {{answer.expired: then}}}}
  then: {{deadlines: [check], on: {{check.expired: over}}}}
  over: {{final: true}}
guarantees:
  - lasts: {{at_most: {most}}}
"
        )
    };
    assert!(proved(&flow("17 days")).starts_with("at most 17 days"));
    let reason = open(&flow("16 days"));
    assert!(reason.starts_with("at most 17 days") && reason.contains("takes 16 days"), "{reason}");
    assert!(refuted(&flow("15 days")).0.starts_with("it takes 16 days"));
}

#[test]
fn where_nothing_runs_a_case_waits_as_long_as_anybody_likes() {
    let (end, zh, steps) = refuted(
        "
states:
  draft: {tasks: [ask], deadlines: [answer], on: {ask.asked: waiting, answer.expired: over}}
  waiting: {tasks: [add], unbounded: a test, on: {add.added: over}}
  over: {final: true}
guarantees:
  - lasts: {at_most: 30 years}
",
    );
    assert_eq!(end, "unbounded: in “waiting” no deadline runs, and nobody has to act");
    assert_eq!(zh, "无上限：在「waiting」没有期限在进行，也无人必须作为");
    assert_eq!(steps.len(), 2, "{steps:?}");
}

#[test]
fn a_round_that_no_clock_outlasts_may_be_gone_as_often_as_anybody_likes() {
    let (end, zh, steps) = refuted(
        "
states:
  draft: {tasks: [ask], deadlines: [answer], on: {ask.asked: checking, answer.expired: over}}
  checking: {tasks: [decide], deadlines: [check], on: {decide.granted: over, decide.refused: draft, check.expired: over}}
  over: {final: true}
guarantees:
  - lasts: {at_most: 30 years}
",
    );
    let round = "unbounded: “draft”, then “checking”, then “draft” and so on, up to 17 days each round";
    assert!(end.starts_with(round), "{end}");
    assert!(zh.contains("如此反复，每轮最长 17 天"), "{zh}");
    assert_eq!(steps.len(), 3, "{steps:?}");
}

#[test]
fn a_clock_around_a_loop_bounds_it() {
    let flow = |most: &str| {
        format!(
            "
states:
  all:
    deadlines: [whole]
    on: {{whole.expired: over}}
    initial: draft
    states:
      draft: {{tasks: [ask], deadlines: [answer], on: {{ask.asked: checking, answer.expired: over}}}}
      checking: {{tasks: [decide], on: {{decide.granted: over, decide.refused: draft}}}}
  over: {{final: true}}
guarantees:
  - lasts: {{at_most: {most}}}
"
        )
    };
    assert!(proved(&flow("31 days")).contains("whole 31 from"));
    let (end, _, steps) = refuted(&flow("30 days"));
    assert!(end.starts_with("it takes 31 days"), "{end}");
    assert_eq!(steps.last().map(|step| step.contains("“whole” ends")), Some(true), "{steps:?}");
}

#[test]
fn regions_that_go_round_by_turns_bound_nothing() {
    let flow = "
states:
  both:
    parallel:
      left:
        states:
          one: {tasks: [ask], deadlines: [answer], on: {ask.asked: {to: one, external: true}, answer.expired: done_left}}
          done_left: {final: true}
      right:
        states:
          two: {tasks: [add], deadlines: [check], on: {add.added: {to: two, external: true}, check.expired: done_right}}
          done_right: {final: true}
    done: over
  over: {final: true}
guarantees:
  - lasts: {at_most: 30 years}
";
    let (end, _, steps) = refuted(flow);
    assert!(end.starts_with("unbounded: “one”") && end.contains("and so on"), "{end}");
    // Neither alone: the other's clock would end it.
    assert_eq!(steps.len(), 3, "{steps:?}");
}

#[test]
fn more_time_counts_in_full() {
    let flow = "
states:
  draft: {tasks: [ask], deadlines: [more], on: {ask.asked: over, more.expired: over}}
  over: {final: true}
guarantees:
  - lasts: {at_most: 21 days}
";
    let note = proved(flow);
    assert!(note.contains("more 21 from") && note.ends_with("10 days + 5 days + 5 days"), "{note}");
    assert!(refuted(&flow.replace("21 days", "20 days")).0.starts_with("it takes 21 days"));
}

#[test]
fn a_promise_binds_nobody() {
    let flow = "
states:
  draft: {tasks: [pledged], deadlines: [pledge], on: {pledged.done: over, pledge.expired: {}}}
  over: {final: true}
guarantees:
  - lasts: {at_most: 30 years}
";
    assert!(refuted(flow).0.starts_with("unbounded: in “draft” no deadline runs"));
    let legal = flow.replace("[pledged]", "[decide]").replace("[pledge]", "[check]");
    let legal = legal.replace("pledged.done", "decide").replace("pledge.expired", "check.expired");
    assert!(proved(&legal).contains("check 6 from"));
}

const TALKS: &str = "
states:
  case:
    deadlines: [trial]
    on: {trial.expired: over}
    parallel:
      hearing: {tasks: [finish], on: {finish.over: over}, initial: heard, states: {heard: {}}}
      desk:
        states:
          quiet: {tasks: [talk], on: {talk.begun: TALKS}}
          talking: {deadlines: [talks], on: {talks.expired: quiet}}
SPENT  over: {final: true}
";

#[test]
fn time_that_stands_still_is_told_apart() {
    let often = TALKS.replace("TALKS", "talking").replace("SPENT", "");
    let without = "guarantees: [lasts: {at_most: 41 days, not_counting: suspended}]";
    let note = proved(&format!("{often}{without}"));
    assert!(note.starts_with("at most 41 days") && note.contains("suspended isn't counted"), "{note}");
    let (end, ..) = refuted(&format!("{often}{}", without.replace("41", "40")));
    assert!(end.starts_with("it takes 41 days"), "{end}");
    // With it there is no bound: they may talk again and again.
    let (end, zh, _) = refuted(&format!("{often}guarantees: [lasts: {{at_most: 30 years}}]"));
    assert!(end.starts_with("unbounded:") && end.contains("talking") && zh.starts_with("无上限"), "{end}");
    // Once it may be: forty days, and twenty-one in which they stand still.
    let once = TALKS
        .replace("TALKS", "{to: talking, at_most: 1, beyond: spent}")
        .replace("SPENT", "          spent: {}\n");
    let (end, ..) = refuted(&format!("{once}guarantees: [lasts: {{at_most: 60 days}}]"));
    assert!(end.starts_with("it takes 61 days") || end.starts_with("it takes 62 days"), "{end}");
}

#[test]
fn what_somebody_stops_may_stand_for_ever() {
    let flow = "
states:
  case: {tasks: [finish], deadlines: [stayed], on: {stayed.expired: over, finish.over: over}}
  over: {final: true}
";
    let (end, zh, _) = refuted(&format!("{flow}guarantees: [lasts: {{at_most: 30 years}}]"));
    assert_eq!(end, "unbounded: in “case” deadlines stand still, and nothing makes them go on");
    assert_eq!(zh, "无上限：在「case」期限中止，且没有任何事项使其恢复");
    let without = "guarantees: [lasts: {at_most: 41 days, not_counting: suspended}]";
    assert!(proved(&format!("{flow}{without}")).contains("stayed 41 from"));
}

#[test]
fn silence_begins_with_officials_in_time() {
    // The officer decides by the end of `check`: nobody waits where it has passed already.
    let flow = |most: &str| {
        format!(
            "
states:
  checking: {{tasks: [decide], deadlines: [check], on: {{decide: curing, check.expired: {{}}}}}}
  curing: {{tasks: [add], deadlines: [answer], on: {{add.added: over, answer.expired: over}}}}
  over: {{final: true}}
guarantees:
  - ends_if_silent: {{roles: [applicant], within: {most}}}
"
        )
    };
    assert!(proved(&flow("17 days")).contains("check 6"));
    assert!(refuted(&flow("16 days")).0.starts_with("it takes 17 days"));
    // Who is silent does nothing in time.
    let own =
        flow("30 years").replace("{tasks: [add], deadlines: [answer]", "{tasks: [add], deadlines: [whole]");
    let own = own.replace("answer.expired: over", "whole.expired: {}");
    assert!(verdict(&own).answer.word() == "refuted");
}

#[test]
fn an_answer_comes_in_time_or_not() {
    let flow = |most: &str| {
        format!(
            "
states:
  idle: {{unbounded: a test, on: {{first: asked, second: over}}}}
  asked: {{tasks: [decide], deadlines: [check], on: {{decide.granted: told, decide.refused: idle_too, check.expired: told}}}}
  idle_too: {{deadlines: [answer], on: {{answer.expired: told}}}}
  told: {{deadlines: [talks], on: {{second: over, talks.expired: over_late}}}}
  over_late: {{unbounded: a test, on: {{second: over}}}}
  over: {{final: true}}
guarantees:
  - response: {{after: first, comes: \"answer.expired\", within: {most}}}
"
        )
    };
    // Where it needn't come, the order is broken before any time is asked of it.
    assert!(refuted(&flow("17 days")).0.contains("no `answer.expired` has come"));
    let only = |most: &str| {
        flow(most)
            .replace("decide.granted: told", "decide.granted: idle_too")
            .replace("check.expired: told", "check.expired: idle_too")
    };
    // Six days to the decision and eleven after it; that the case goes on without limit is no matter of it.
    assert!(proved(&only("17 days")).starts_with("at most 17 days"));
    assert!(refuted(&only("16 days")).0.starts_with("it takes 17 days"));
    let never = "
states:
  idle: {unbounded: a test, on: {first: asked, second: over}}
  asked: {tasks: [add], unbounded: a test, on: {add.added: over}}
  over: {final: true}
guarantees:
  - response: {after: first, comes: add.added, within: 30 years}
";
    assert!(refuted(never).0.starts_with("unbounded: in “asked”"));
}

#[test]
fn of_a_day_in_the_case_nobody_knows_how_far_off_it_is() {
    let head =
        HEAD.replace("deadlines:\n", "deadlines:\n  summons: {period: 3 days, before: data.hearing_at}\n");
    let head = head.replace(
        "tasks:\n",
        "tasks:\n  set: {role: officer, due: check, form: [hearing_at], outcomes: [set]}\n",
    );
    let rest = "
data: {hearing_at: {type: date, required: true}}
states:
  fixing: {tasks: [set], deadlines: [check], on: {set.set: fixed, check.expired: {}}}
  fixed: {deadlines: [summons], on: {summons.expired: over}}
  over: {final: true}
guarantees:
  - lasts: {at_most: 30 years}
";
    let report = report_in(&format!("{head}{rest}"), &[]);
    let Answer::NotDecided { limit } = &report.verdicts[0].answer else { panic!("{:?}", report.verdicts[0]) };
    assert!(limit["en"].starts_with("no bound was found: something runs of which nobody knows"), "{limit:?}");
}

#[test]
fn a_letter_that_nobody_reads_is_waited_for_without_limit() {
    let head = HEAD.replace("messages:", "documents: {letter: {by: officer, template: letter, seen_by: [applicant]}}\nnotices:\n  told: {to: applicant, template: told, document: letter, channels: [portal, mail], served_when: [read, answer.expired], undeliverable: [answer]}\nmessages:");
    let rest = |most: &str| {
        format!("
states:
  telling: {{entry: [{{issue: letter}}, {{send: told}}], deadlines: [check], on: {{told.served: over, check.expired: waiting}}}}
  waiting: {{entry: [{{send: told}}], unbounded: a test, on: {{told.served: over, told.undeliverable: over}}}}
  over: {{final: true}}
guarantees:
  - lasts: {{at_most: {most}}}
")
    };
    let templates = [("told.en.txt", "Told."), ("letter.en.html", "Letter.")];
    let report = report_in(&format!("{head}{}", rest("30 years")), &templates);
    // A letter that nobody reads and that doesn't come back is waited for without limit.
    assert_eq!(report.verdicts[0].answer.word(), "refuted", "{:?}", report.verdicts[0].answer);
}

/// A limit of the whole, with something before what is to be done by it.
fn limited(before: &str, rest: &str, most: &str) -> String {
    format!(
        "
states:
  going:
    deadlines: [check]
    on: {{check.expired: {{}}}}
    initial: preparing
    states:
      preparing: {before}
      deciding: {{tasks: [decide], on: {rest}
  over: {{final: true}}
guarantees:
  - lasts: {{at_most: {most}}}
"
    )
}

#[test]
fn officials_bring_a_case_in_time_to_what_they_do_by_a_limit() {
    let both = "{decide.granted: over, decide.refused: over}}";
    // The officer goes on as he likes, but decides by the end of `check`.
    let own = "{tasks: [pledged], on: {pledged: deciding}}";
    let note = proved(&limited(own, both, "6 days"));
    assert!(note.contains("check 6"), "{note}");
    assert!(note.ends_with("; officials are taken to bring the case on in time by: check"), "{note}");
    assert!(refuted(&limited(own, both, "5 days")).0.starts_with("it takes 6 days"));
}

#[test]
fn nobody_keeps_a_limit_alone_where_it_is_for_others_to_go_on() {
    let both = "{decide.granted: over, decide.refused: over}}";
    let other = "{tasks: [ask], on: {ask: deciding}}";
    assert!(refuted(&limited(other, both, "30 years")).0.starts_with("unbounded"));
    // What was decided in time isn't kept to the end where the case goes on in the limit.
    let own = "{tasks: [pledged], on: {pledged: deciding}}";
    let inside = "{decide.granted: over, decide.refused: idle}}
      idle: {unbounded: a test, on: {first: over}}";
    assert!(refuted(&limited(own, inside, "30 years")).0.starts_with("unbounded"));
}

#[test]
fn of_copies_side_by_side_the_last_decides() {
    let head = HEAD.replace("applicant: {party: true}", "applicant: {party: true, many: true}");
    let flow = |most: &str| {
        format!(
            "{head}
states:
  answers:
    for_each: applicant
    initial: asked
    states:
      asked: {{tasks: [add], deadlines: [answer], on: {{add.added: heard, answer.expired: heard}}}}
      heard: {{deadlines: [talks], on: {{talks.expired: said}}}}
      said: {{final: true}}
    done: over
  over: {{final: true}}
guarantees:
  - lasts: {{at_most: {most}}}
"
        )
    };
    // All clocks of all added up it would be longer, and no dates show that.
    let whole = report_in(&flow("32 days"), &[]).verdicts.swap_remove(0);
    assert_eq!(whole.answer.word(), "not decided");
    let covered = |most: &str| {
        let limits = Limits { configurations: 2, covered: 1_000, ..Limits::default() };
        report_within(&flow(most), &[], &limits).verdicts.swap_remove(0)
    };
    let verdict = covered("32 days");
    assert_eq!(verdict.answer.word(), "proved", "{:?}", verdict.answer);
    assert!(verdict.notes[0]["en"].starts_with("at most 32 days"), "{:?}", verdict.notes);
    // What is too long with boxes covered isn't refuted.
    assert_eq!(covered("31 days").answer.word(), "not decided");
}
