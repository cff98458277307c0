//! How clocks end, what undoes it, and what a newer calendar does to them.

use crate::play::{Play, chart_counted_with, participant};
use registrar_engine::case::{ClockEnd, Standing};
use registrar_engine::docket::Mark;
use registrar_engine::effect::Effect;
use registrar_engine::event::Event;
use registrar_engine::refusal::Refusal;
use registrar_engine::step;
use registrar_engine::value::Value;

fn due(play: &Play, at: usize) -> String {
    match &play.case.clocks[at].standing {
        Standing::Running { due, .. } => due.to_string(),
        other => format!("{other:?}"),
    }
}

const WAIVABLE: &str = "
deadlines: {limit: {period: 5 days, waive: {by: user}, suspend: {by: user}}}
states:
  waiting: {deadlines: [limit], on: {limit.expired: too_late, limit.waived: given_up}}
  given_up: {on: {a: end}}
  too_late: {final: true}
  end: {final: true}
";

/// S44: who may waive a deadline ends its clock; the event is `NAME.waived`, and it doesn't expire any more.
#[test]
fn a_deadline_is_waived_by_whom_it_protects() {
    let mut play = Play::of(WAIVABLE);
    assert_eq!(play.open(), ["limit.suspend", "limit.waive"]);
    play.act("ann", "limit.waive", "waived").unwrap();
    assert_eq!(play.active(), ["given_up"]);
    let by = |mark: &Mark| matches!(mark, Mark::ClockWaived { by, .. } if by == "user[1]");
    assert!(play.marks.iter().any(by), "{:?}", play.marks);
    assert!(!play.marks.iter().any(|mark| matches!(mark, Mark::ClockEnded { .. })));
    assert_eq!(play.until("2026-04-01T00:00:00Z").active(), ["given_up"]);
}

/// S44: also while it stands still; the engine's tasks for it go with it.
#[test]
fn a_suspended_deadline_can_be_waived() {
    let mut play = Play::of(WAIVABLE);
    play.fill("ann", "limit.suspend", "suspended", &[("reason", Value::from("talks"))]).unwrap();
    play.act("ann", "limit.waive", "waived").unwrap();
    assert_eq!(play.active(), ["given_up"]);
    assert!(play.open().is_empty());
}

const POSTED: &str = "
data: {posted_on: {type: date}}
deadlines: {limit: {period: 5 days, waive: {by: user}}}
tasks:
  send: {role: user, due: limit, outcomes: [done]}
  record_post: {role: user, form: [posted_on], happened: posted_on, outcomes: [recorded]}
  relieve: {role: user, outcomes: [granted]}
states:
  waiting:
    deadlines: [limit]
    tasks: [send]
    on: {send.done: sent, limit.expired: silent, limit.waived: silent}
  silent:
    tasks: [record_post, relieve]
    on:
      record_post.recorded: [{if: in_time('limit'), to: sent, restores: limit}, {to: late}]
      relieve.granted: {to: waiting, restores: limit}
  sent: {on: {a: end}}
  late: {on: {a: end}}
  end: {final: true}
";

fn posted(play: &mut Play, day: &str) {
    play.fill("ann", "record_post", "recorded", &[("posted_on", Value::from(day))]).unwrap();
}

/// S45: `in_time` asks whether what happens now took effect before the end, though it is recorded after it.
#[test]
fn an_act_posted_in_time_is_in_time_though_it_comes_later() {
    for (day, state) in [("2026-03-06", "sent"), ("2026-03-07", "sent"), ("2026-03-08", "late")] {
        let mut play = Play::of(POSTED);
        play.until("2026-03-12T01:00:00Z");
        assert_eq!(play.active(), ["silent"]);
        assert_eq!(play.case.past[0].end, ClockEnd::Missed);
        posted(&mut play, day);
        assert_eq!(play.active(), [state], "posted on {day}");
        let restored = play.marks.iter().any(|mark| matches!(mark, Mark::ClockRestored { .. }));
        assert_eq!(restored, state == "sent");
    }
}

/// S45: what was given up is over, and nothing is in time any more.
#[test]
fn nothing_is_in_time_for_a_waived_deadline() {
    let mut play = Play::of(POSTED);
    play.act("ann", "limit.waive", "waived").unwrap();
    play.until("2026-03-03T01:00:00Z");
    posted(&mut play, "2026-03-02");
    assert_eq!(play.active(), ["late"]);
    assert!(!play.marks.iter().any(|mark| matches!(mark, Mark::ClockRestored { .. })), "it wasn't missed");
}

/// S46: an arrow with `restores` undoes that a deadline was missed; the way back is a new run of the clock.
#[test]
fn relief_restores_a_missed_deadline() {
    let mut play = Play::of(POSTED);
    play.until("2026-03-12T01:00:00Z");
    play.act("ann", "relieve", "granted").unwrap();
    assert_eq!(play.active(), ["waiting"]);
    assert_eq!(play.case.past[0].end, ClockEnd::Restored);
    assert_eq!(due(&play, 0), "2026-03-17T16:00:00Z");
    let restored = |mark: &Mark| matches!(mark, Mark::ClockRestored { deadline, by, .. } if deadline == "limit" && by == "user[1]");
    assert!(play.marks.iter().any(restored));
}

/// S31: a clock whose end was found first is met all the same if the act that ends it took effect before.
#[test]
fn an_earlier_act_meets_a_clock_that_has_expired() {
    let body = "
data: {posted_on: {type: date}}
deadlines: {limit: {period: 5 days}}
tasks: {record: {role: user, due: limit, form: [posted_on], happened: posted_on, outcomes: [recorded]}}
states:
  waiting: {deadlines: [limit], tasks: [record], on: {record.recorded: end, limit.expired: {}}}
  end: {final: true}
";
    for (day, met) in [("2026-03-07", true), ("2026-03-08", false)] {
        let mut play = Play::of(body);
        play.until("2026-03-12T01:00:00Z");
        play.fill("ann", "record", "recorded", &[("posted_on", Value::from(day))]).unwrap();
        let ended = play.marks.iter().find_map(|mark| match mark {
            Mark::ClockEnded { met, .. } => Some(*met),
            _ => None,
        });
        assert_eq!(ended, Some(met), "posted on {day}");
    }
}

const FOR_ALL: &str = "
roles: {user: {party: true, many: true}, judge: {pool: judges}}
messages: {a: {}}
deadlines: {limit: {period: 5 days, extend: {by: judge, up_to: 5 days, times: 1, for: FOR}}}
tasks: {act: {role: user, due: limit, outcomes: [done]}}
states:
  acting:
    for_each: user
    done: end
    states:
      waiting: {deadlines: [limit], tasks: [act], on: {act.done: over, limit.expired: over, limit.extended: {do: [{log: \"'more'\"}]}}}
      over: {final: true}
  end: {final: true}
";

/// S35: with `for: all` an extension granted in one copy is one for every copy in which the deadline runs.
#[test]
fn an_extension_for_all_lengthens_every_copy() {
    for (whom, ends) in [
        ("one", ["2026-03-12T16:00:00Z", "2026-03-07T16:00:00Z"]),
        ("all", ["2026-03-12T16:00:00Z", "2026-03-12T16:00:00Z"]),
    ] {
        let people = [participant("user", "ann"), participant("user", "bob")];
        let mut play = Play::with(&FOR_ALL.replace("FOR", whom), &people);
        let form = [("period", Value::from("5 days")), ("reason", Value::from("illness"))];
        let number = play.number("limit.extend[1]").unwrap();
        play.end_as_pool(number, ("jim", "judges"), "limit.extend", "granted", &form).unwrap();
        assert_eq!([due(&play, 0), due(&play, 1)], ends, "for: {whom}");
        let granted = play.marks.iter().filter(|mark| matches!(mark, Mark::ClockExtended { .. })).count();
        let copies = if whom == "all" { 2 } else { 1 };
        assert_eq!((granted, play.log().len()), (copies, copies));
        assert_eq!(play.open().contains(&"limit.extend[2]".to_owned()), whom == "one", "{:?}", play.open());
    }
}

/// S35: what an extension was granted for is told: who, why, within which cap, and whether it was asked in time.
#[test]
fn an_extension_says_its_cap_and_when_it_was_asked_for() {
    let mut play = Play::of(
        "
deadlines: {limit: {period: 5 days, extend: {by: user, asked: a, up_to: 3 days, times: 2, ask: 1 day before}}}
states:
  waiting: {deadlines: [limit], on: {limit.expired: over, a: {}}}
  over: {final: true}
",
    );
    play.until("2026-03-03T01:00:00Z").message("a");
    play.until("2026-03-04T01:00:00Z");
    let form = [("period", Value::from("2 days")), ("reason", Value::from("illness"))];
    play.fill("ann", "limit.extend", "granted", &form).unwrap();
    let told = play.marks.iter().find_map(|mark| match mark {
        Mark::ClockExtended { period, by, reason, up_to, count, asked, ask_by, .. } => {
            Some(format!("{period}, {by}, {reason}, {up_to}, {count:?}, {asked}, {ask_by}"))
        }
        _ => None,
    });
    let expected = "2 days, user[1], illness, 3 days, (1, 2), 2026-03-03T01:00:00Z, 2026-03-06T16:00:00Z";
    assert_eq!(told.as_deref(), Some(expected));
}

const COUNTED: &str = "
deadlines:
  limit: {period: 5 working days, counting: cn-licensing}
  talks: {period: 5 working days, counting: cn-licensing, suspend: {by: user}}
  plain: {period: 5 days}
states:
  waiting: {deadlines: [limit, talks, plain], on: {limit.expired: over, talks.expired: {}, plain.expired: {}}}
  over: {final: true}
";

/// Laid over the shipped calendar: everything is known until a day, and one more day is off.
fn known(until: &str, edition: &str, off: &str) -> String {
    let days = match off {
        "" => String::new(),
        off => format!("days: [{{name: A new day off, source: notice, off: [{off}]}}]\n"),
    };
    format!(
        "calendar: cn\nextends: cn\nedition: \"{edition}\"\npublished: {{until: {until}}}\nsources: {{notice: A notice}}\n{days}"
    )
}

/// S47: a newer edition of the calendars moves the clocks that are counted by them, and those concerned are told.
#[test]
fn a_newer_calendar_moves_what_was_provisional() {
    // Opened on Monday 2 March: the fifth working day is Monday 9 March, if Friday the 6th is worked.
    let mut play = Play::counted_with(COUNTED, &known("2026-03-04", "first", ""));
    let provisional = |play: &Play, at: usize| {
        matches!(play.case.clocks[at].standing, Standing::Running { provisional: true, .. })
    };
    assert_eq!(due(&play, 0), "2026-03-09T16:00:00Z");
    assert!(provisional(&play, 0) && !provisional(&play, 2), "plain days need no calendar");
    play.until("2026-03-03T01:00:00Z");
    let plain = play.case.clocks[2].clone();

    play.chart = chart_counted_with(COUNTED, &known("2026-12-31", "second", "2026-03-06"));
    let edition = play.chart.edition.clone();
    play.handle(&Event::Recounted { edition: edition.clone() }).unwrap();
    assert_eq!(due(&play, 0), "2026-03-10T16:00:00Z");
    assert!(!provisional(&play, 0));
    assert_eq!(play.case.clocks[2], plain);
    assert_eq!(play.case.edition(), edition);
    assert_eq!(play.case.editions.len(), 2);
    let told: Vec<String> = play
        .effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Announce { deadline, was, .. } => Some(format!("{deadline} was {was}")),
            _ => None,
        })
        .collect();
    assert_eq!(told, ["limit was 2026-03-09T16:00:00Z", "talks was 2026-03-09T16:00:00Z"]);
    // The same edition again is none that is newer.
    let again = play.handle(&Event::Recounted { edition });
    assert!(matches!(again, Err(Refusal::Unknown { .. })), "{again:?}");
}

/// S47: an end that is only made sure is told too; one that didn't change isn't.
#[test]
fn a_newer_calendar_makes_an_end_sure() {
    let mut play = Play::counted_with(COUNTED, &known("2026-03-04", "first", ""));
    play.chart = chart_counted_with(COUNTED, &known("2026-12-31", "second", ""));
    let edition = play.chart.edition.clone();
    play.handle(&Event::Recounted { edition }).unwrap();
    assert_eq!(due(&play, 0), "2026-03-09T16:00:00Z");
    assert_eq!(play.effects.len(), 2, "{:?}", play.effects);
    play.chart = chart_counted_with(COUNTED, &known("2026-12-31", "third", ""));
    let edition = play.chart.edition.clone();
    play.handle(&Event::Recounted { edition }).unwrap();
    assert!(play.effects.is_empty(), "{:?}", play.effects);
}

/// S47: what a newer calendar would have ended in the past keeps the end that was told.
#[test]
fn nobody_is_late_by_a_calendar_that_came_afterwards() {
    let mut play = Play::counted_with(COUNTED, &known("2026-03-04", "first", "2026-03-03/2026-03-04"));
    assert_eq!(due(&play, 0), "2026-03-11T16:00:00Z");
    play.until("2026-03-10T01:00:00Z");
    play.chart = chart_counted_with(COUNTED, &known("2026-12-31", "second", ""));
    let edition = play.chart.edition.clone();
    play.handle(&Event::Recounted { edition }).unwrap();
    assert_eq!(due(&play, 0), "2026-03-11T16:00:00Z");
    let kept = |mark: &&Mark| matches!(mark, Mark::ClockRuns { why, .. } if why == "kept");
    assert_eq!(play.marks.iter().filter(kept).count(), 2);
    assert_eq!(play.until("2026-03-12T01:00:00Z").active(), ["over"]);
}

/// S47: a clock that stands still goes on with the newer edition.
#[test]
fn a_suspended_clock_goes_on_with_the_newer_edition() {
    let mut play = Play::counted_with(COUNTED, &known("2026-03-04", "first", ""));
    play.fill("ann", "talks.suspend", "suspended", &[("reason", Value::from("talks"))]).unwrap();
    play.chart = chart_counted_with(COUNTED, &known("2026-12-31", "second", "2026-03-06"));
    let edition = play.chart.edition.clone();
    play.handle(&Event::Recounted { edition }).unwrap();
    play.until("2026-03-04T01:00:00Z");
    play.act("ann", "talks.resume", "resumed").unwrap();
    // From the 4th on: the 5th, the 9th to the 12th.
    assert_eq!(due(&play, 1), "2026-03-12T16:00:00Z");
}

/// S47: a case counts with the edition of the chart it is stepped with, and no other is taken for it.
#[test]
fn an_edition_that_the_chart_does_not_have_is_refused() {
    let play = Play::of(POSTED);
    let event = Event::Recounted { edition: "another".to_owned() };
    assert!(matches!(step(&play.chart, &play.case, &event, play.now), Err(Refusal::Unknown { .. })));
}

/// S47: what is counted back from a provisional end is provisional itself, and moves with it.
#[test]
fn what_is_counted_back_from_a_provisional_end_moves_with_it() {
    let body = "
deadlines:
  limit: {period: 5 working days, counting: cn-licensing}
  asking: {period: 2 days, before: limit}
states:
  waiting: {deadlines: [asking, limit], on: {limit.expired: over, asking.expired: {}}}
  over: {final: true}
";
    let mut play = Play::counted_with(body, &known("2026-03-04", "first", ""));
    let standings = |play: &Play| -> Vec<(String, bool)> {
        let of = |clock: &registrar_engine::case::Clock| match &clock.standing {
            Standing::Running { due, provisional, .. } => (due.to_string(), *provisional),
            other => (format!("{other:?}"), false),
        };
        play.case.clocks.iter().map(of).collect()
    };
    let is = |due: &str, provisional| (due.to_owned(), provisional);
    assert_eq!(standings(&play), [is("2026-03-07T16:00:00Z", true), is("2026-03-09T16:00:00Z", true)]);
    play.chart = chart_counted_with(body, &known("2026-12-31", "second", "2026-03-06"));
    let edition = play.chart.edition.clone();
    play.handle(&Event::Recounted { edition }).unwrap();
    assert_eq!(standings(&play), [is("2026-03-08T16:00:00Z", false), is("2026-03-10T16:00:00Z", false)]);
    assert_eq!(play.effects.len(), 2, "{:?}", play.effects);
}

/// S44: what is counted back from the end of a deadline that was waived has no end either.
#[test]
fn what_is_counted_back_from_a_waived_deadline_waits() {
    let body = "
deadlines: {limit: {period: 9 days, waive: {by: user}}, asking: {period: 2 days, before: limit}}
states:
  waiting:
    deadlines: [limit, asking]
    on: {limit.expired: over, limit.waived: {}, asking.expired: {do: [{log: \"'too late to ask'\"}]}, a: over}
  over: {final: true}
";
    let mut play = Play::of(body);
    play.act("ann", "limit.waive", "waived").unwrap();
    assert_eq!(play.case.clocks[1].standing, Standing::Waiting);
    assert!(registrar_engine::timers(&play.chart, &play.case).is_empty());
}
