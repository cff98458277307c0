//! The ledger of each clock, folded from the docket of a case that was played.

use crate::play::Play;
use registrar_engine::docket::{Entry, Ledger, Ledgers, MOST_LINES, Mark, What, Word};
use registrar_engine::value::Value;

fn ledgers(play: &Play) -> Ledgers {
    Ledgers::of(&play.docket)
}

/// The lines of a ledger: what happened, who caused it, by what.
fn told(ledger: &Ledger) -> Vec<String> {
    let lines = ledger.lines.iter().map(|line| {
        let what = match &line.what {
            What::Runs { why, .. } => format!("{why:?}").to_lowercase(),
            What::Suspended { left, reason } => format!("suspended ({reason}), {left} left"),
            What::Extended { period, up_to, reason, .. } => format!("{period} of at most {up_to} ({reason})"),
            What::Ended { met: true } => "ended in time".to_owned(),
            What::Ended { met: false } => "ended too late".to_owned(),
            other => format!("{other:?}").to_lowercase(),
        };
        let by = line.cause.by.as_deref().unwrap_or("nobody");
        format!("{} {what}: {by}, {}", line.entry, line.cause.event)
    });
    lines.collect()
}

const STANDING: &str = "
deadlines: {limit: {period: 10 days, suspend_while: [talking], extend: {by: user, up_to: 3 days}}}
tasks: {act: {role: user, due: limit, outcomes: [done]}}
states:
  both:
    parallel:
      main:
        states:
          waiting: {deadlines: [limit], tasks: [act], on: {act.done: done, limit.expired: late}}
          done: {final: true}
          late: {on: {d: done}}
      side: {states: {quiet: {on: {a: talking}}, talking: {on: {b: quiet}}}}
    on: {c: end}
  end: {final: true}
";

/// Rule 19: more time and standing still are in the ledger with who, why and what was left.
#[test]
fn a_ledger_tells_what_moved_a_clock_and_how_it_ended() {
    let mut play = Play::of(STANDING);
    let more = [("period", Value::from("3 days")), ("reason", Value::from("illness"))];
    play.fill("ann", "limit.extend", "granted", &more).unwrap();
    play.until("2026-03-05T01:00:00Z").message("a");
    let suspended = ledgers(&play);
    let suspended = suspended.iter().next().unwrap();
    assert_eq!(suspended.word, Word::Suspended);
    assert_eq!(suspended.stretches()[0].until, None);
    play.until("2026-03-15T01:00:00Z").message("b");
    play.until("2026-03-16T01:00:00Z");
    play.act("ann", "act", "done").unwrap();
    let ledgers = ledgers(&play);
    let ledger = ledgers.iter().next().unwrap();
    assert_eq!(
        told(ledger),
        [
            "1 started: user[1], opened",
            "2 3 days of at most 3 days (illness): user[1], limit.extend.granted",
            "2 extended: user[1], limit.extend.granted",
            "3 suspended (talking), 10 days left: nobody, a",
            "4 resumed: nobody, b",
            "5 ended in time: user[1], act.done",
        ]
    );
    assert_eq!((ledger.word, ledger.extensions), (Word::Met, 1));
    assert_eq!(ledger.last_day.map(|day| day.to_string()).as_deref(), Some("2026-03-25"));
    let stretches = ledger.stretches();
    let stretch = (stretches[0].from.to_string(), stretches[0].until.map(|until| until.to_string()));
    assert_eq!(stretch, ("2026-03-05T01:00:00Z".to_owned(), Some("2026-03-15T01:00:00Z".to_owned())));
    assert_eq!(stretches.len(), 1);
}

/// S33: a clock that has expired is missed at its due instant, not when its state is left.
#[test]
fn an_expired_clock_is_missed_since_its_due_instant() {
    let mut play = Play::of(STANDING);
    play.until("2026-04-01T00:00:00Z");
    let ledgers = ledgers(&play);
    let ledger = ledgers.iter().next().unwrap();
    assert_eq!(ledger.word, Word::Missed);
    assert_eq!(ledger.over().map(|at| at.to_string()).as_deref(), Some("2026-03-12T16:00:00Z"));
    assert_eq!(
        told(ledger),
        [
            "1 started: user[1], opened",
            "2 expired: nobody, limit.expired",
            "2 ended too late: nobody, limit.expired"
        ]
    );
}

/// Each run of a deadline is a clock of its own; what runs when the case ends has ended in time.
#[test]
fn each_run_has_its_own_ledger_and_the_end_of_the_case_ends_the_last() {
    let mut play = Play::of(
        "
deadlines: {whole: {period: 90 days}, turn: {period: 5 days}, never: {period: 5 days, from: e}}
states:
  all:
    deadlines: [whole, never]
    on: {c: end, whole.expired: end, never.expired: {}}
    states:
      one: {deadlines: [turn], on: {a: two, turn.expired: {}}}
      two: {on: {b: one}}
  end: {final: true}
",
    );
    play.until("2026-03-20T01:00:00Z").message("a").message("b").message("c");
    let ledgers = ledgers(&play);
    let words: Vec<(String, Word)> = ledgers.iter().map(|l| (l.deadline.clone(), l.word)).collect();
    let is = |name: &str, word| (name.to_owned(), word);
    assert_eq!(
        words,
        [is("whole", Word::Met), is("never", Word::Waiting), is("turn", Word::Missed), is("turn", Word::Met)]
    );
    assert_eq!(ledgers.iter().filter(|ledger| ledger.ended.is_some()).count(), 3);
}

/// What is passed over by its text alone has nothing for a ledger.
#[test]
fn entries_that_are_passed_over_by_their_text_change_no_ledger() {
    let mut play = Play::of(STANDING);
    play.message("a");
    play.until("2026-03-05T01:00:00Z").message("b");
    play.until("2026-03-06T01:00:00Z").message("a");
    play.until("2026-03-07T01:00:00Z").message("c");
    let read: Vec<&Entry> =
        play.docket.iter().filter(|entry| Ledgers::may_concern(&entry.canonical())).collect();
    let (some, all) = (Ledgers::of(read), ledgers(&play));
    assert!(some.iter().eq(all.iter()));
    assert_eq!(all.iter().next().unwrap().stretches().len(), 2);
}

/// Deadlines of copies are told with their number.
#[test]
fn the_ledger_of_a_copy_names_it() {
    let play = Play::with(
        "
roles: {user: {party: true, many: true}}
deadlines: {reply: {period: 5 days}}
states:
  asking: {for_each: user, deadlines: [reply], initial: open, states: {open: {on: {reply.expired: shut}}, shut: {final: true}}, done: end}
  end: {final: true}
",
        &[crate::play::participant("user", "ann"), crate::play::participant("user", "ben")],
    );
    let ledgers = ledgers(&play);
    let names: Vec<&str> = ledgers.iter().map(|ledger| ledger.deadline.as_str()).collect();
    assert_eq!(names, ["reply[1]", "reply[2]"]);
}

/// However long a docket is, a ledger keeps so many lines, counts the others, and still tells the end.
#[test]
fn a_ledger_is_bounded() {
    let play = Play::of(STANDING);
    let first = play.docket[0].clone();
    let runs = first.marks.iter().find(|mark| matches!(mark, Mark::ClockRuns { .. })).unwrap().clone();
    let number = ledgers(&play).iter().next().unwrap().number;
    let recounted = (2..3_000).map(|number| Entry { number, marks: vec![runs.clone()], ..first.clone() });
    let ended = Mark::ClockEnded { deadline: "limit".to_owned(), number, met: true };
    let docket: Vec<Entry> = std::iter::once(first.clone())
        .chain(recounted)
        .chain([Entry { number: 3_000, marks: vec![ended], ..first.clone() }])
        .collect();
    let ledgers = Ledgers::of(&docket);
    let ledger = ledgers.get(number).unwrap();
    assert_eq!((ledger.lines.len(), ledger.untold), (MOST_LINES, 2_000));
    assert_eq!(ledger.word, Word::Met);
}

/// S44, S46: giving a deadline up, missing it and relief are words and lines of the ledger.
#[test]
fn a_ledger_tells_what_was_waived_missed_and_restored() {
    let body = "
deadlines: {limit: {period: 5 days, waive: {by: user}}}
tasks: {relieve: {role: user, outcomes: [granted]}}
states:
  waiting: {deadlines: [limit], on: {limit.expired: late, limit.waived: end}}
  late: {tasks: [relieve], on: {relieve.granted: {to: waiting, restores: limit}}}
  end: {final: true}
";
    let mut play = Play::of(body);
    play.until("2026-03-10T01:00:00Z").act("ann", "relieve", "granted").unwrap();
    play.act("ann", "limit.waive", "waived").unwrap();
    let ledgers = ledgers(&play);
    let words: Vec<Word> = ledgers.iter().map(|ledger| ledger.word).collect();
    assert_eq!(words, [Word::Restored, Word::Waived]);
    let first = told(ledgers.iter().next().unwrap());
    assert_eq!(
        first.last().map(String::as_str),
        Some("3 restored { by: \"user[1]\" }: user[1], relieve.granted")
    );
    let expired = ledgers.iter().map(|ledger| ledger.over().map(|over| over.to_string()));
    let over = ["2026-03-07T16:00:00Z", "2026-03-10T01:00:00Z"].map(|at| Some(at.to_owned()));
    assert_eq!(expired.collect::<Vec<_>>(), over);
}
