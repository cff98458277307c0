//! Clocks of deadlines.

use crate::play::Play;
use registrar_engine::case::Standing;
use registrar_engine::docket::Mark;
use registrar_engine::effect::Effect;
use registrar_engine::refusal::Refusal;
use registrar_engine::value::Value;
use registrar_engine::{step, timers};

fn due(play: &Play, deadline: &str) -> Option<String> {
    play.case.clocks.iter().find(|c| play.chart.deadline(c.deadline).name == deadline).and_then(|c| {
        match c.standing {
            Standing::Running { due, .. } => Some(due.to_string()),
            _ => None,
        }
    })
}

const WAITING: &str = "
deadlines: {limit: {period: 5 days}}
tasks: {act: {role: user, due: limit, outcomes: [done]}}
states:
  waiting: {deadlines: [limit], tasks: [act], on: {act.done: in_time, limit.expired: too_late, a: aside}}
  aside: {on: {b: waiting}}
  in_time: {final: true}
  too_late: {final: true}
";

/// S31: a clock starts with the place that lists it, each entry is a new run, and it ends with the place.
#[test]
fn a_clock_lives_with_its_place() {
    let mut play = Play::of(WAITING);
    // Opened on 2 March in Shanghai: the 5th day ends on 7 March 24:00, 16:00 UTC.
    assert_eq!(due(&play, "limit").as_deref(), Some("2026-03-07T16:00:00Z"));
    play.message("a");
    assert_eq!(due(&play, "limit"), None);
    assert!(play.marks.iter().any(|m| matches!(m, Mark::ClockEnded { met: true, .. })));
    play.until("2026-03-10T01:00:00Z").message("b");
    assert_eq!(due(&play, "limit").as_deref(), Some("2026-03-15T16:00:00Z"));
}

/// S33: the expiry comes at the due instant; whoever acts at that instant is in time.
#[test]
fn an_act_at_the_due_instant_is_in_time() {
    let mut play = Play::of(WAITING);
    play.until("2026-03-07T16:00:00Z");
    play.act("ann", "act", "done").unwrap();
    assert_eq!(play.active(), ["in_time"]);
    let mut play = Play::of(WAITING);
    play.until("2026-03-07T16:00:00.000001Z");
    assert_eq!(play.active(), ["too_late"]);
    assert_eq!(play.case.latest.to_string(), "2026-03-07T16:00:00Z");
}

const EXTENDABLE: &str = "
deadlines:
  limit: {period: 5 days, extend: {by: user, up_to: 3 days, times: 1, ask: 2 days before}}
states:
  waiting: {deadlines: [limit], on: {limit.expired: over, limit.extended: {do: [{log: \"'extended'\"}]}}}
  over: {final: true}
";

/// S35: an extension is a task of the engine, within its cap, its number and its time; S32: a recount.
#[test]
fn an_extension_is_granted_within_its_limits() {
    let more = |period: &str| [("period", Value::from(period)), ("reason", Value::from("illness"))];
    let mut play = Play::of(EXTENDABLE);
    assert_eq!(play.open(), ["limit.extend"]);
    let too_much = play.fill("ann", "limit.extend", "granted", &more("4 days"));
    assert!(too_much.is_err(), "beyond the cap");
    play.fill("ann", "limit.extend", "granted", &more("3 days")).unwrap();
    assert_eq!(play.log(), ["extended"]);
    assert_eq!(due(&play, "limit").as_deref(), Some("2026-03-10T16:00:00Z"));
    assert!(play.open().is_empty(), "once and no more");

    let mut late = Play::of(EXTENDABLE);
    late.until("2026-03-06T01:00:00Z");
    let refused = late.fill("ann", "limit.extend", "granted", &more("3 days"));
    assert!(matches!(refused, Err(Refusal::Extension { .. })), "{refused:?}");
}

/// S34: while a state is active the clock stands still, and what was left is left.
#[test]
fn a_clock_stands_still_while_a_state_is_active() {
    let mut play = Play::of(
        "
deadlines: {limit: {period: 10 days, suspend_while: [talking]}}
states:
  both:
    parallel:
      main: {states: {waiting: {deadlines: [limit], on: {limit.expired: {}}}}}
      side: {states: {quiet: {on: {a: talking}}, talking: {on: {b: quiet}}}}
    on: {c: end}
  end: {final: true}
",
    );
    assert_eq!(due(&play, "limit").as_deref(), Some("2026-03-12T16:00:00Z"));
    play.until("2026-03-05T01:00:00Z").message("a");
    assert!(matches!(play.case.clocks[0].standing, Standing::Suspended { .. }));
    assert!(timers(&play.chart, &play.case).is_empty());
    play.until("2026-03-15T01:00:00Z").message("b");
    // From the 5th to the 15th: ten days (docs/deadlines.md, "Suspension").
    assert_eq!(due(&play, "limit").as_deref(), Some("2026-03-22T16:00:00Z"));
}

/// S36: timers of one instant come in the order of the table; what an earlier one ends doesn't come.
#[test]
fn simultaneous_expiries_come_in_the_order_of_the_table() {
    let play = |first: &str, second: &str| {
        let mut play = Play::of(&format!(
            "
deadlines: {{{first}: {{period: 5 days}}, {second}: {{period: 5 days}}}}
states:
  waiting: {{deadlines: [one, two], on: {{one.expired: by_one, two.expired: by_two}}}}
  by_one: {{on: {{a: end}}}}
  by_two: {{on: {{a: end}}}}
  end: {{final: true}}
"
        ));
        play.until("2026-04-01T00:00:00Z");
        play.active()
    };
    assert_eq!(play("one", "two"), ["by_one"]);
    assert_eq!(play("two", "one"), ["by_two"]);
}

/// S37: a delayed raise comes after a plain duration, unless it is cancelled. S36: raises before expiries.
#[test]
fn a_raise_can_come_later() {
    let body = "
states:
  waiting: {entry: [{raise: {event: a, after: 10 minutes, id: bell}}], on: {a: rung, b: {do: [{cancel: bell}]}}}
  rung: {on: {c: end}}
  end: {final: true}
";
    let mut play = Play::of(body);
    assert_eq!(timers(&play.chart, &play.case)[0].due.to_string(), "2026-03-02T01:10:00Z");
    assert_eq!(play.until("2026-03-02T01:11:00Z").active(), ["rung"]);
    let mut cancelled = Play::of(body);
    assert_eq!(cancelled.message("b").until("2026-03-03T01:11:00Z").active(), ["waiting"]);
}

/// S31: a clock that counts back from a field starts when the field is there, and moves with it.
#[test]
fn a_clock_can_count_back_from_a_field() {
    let mut play = Play::of(
        "
data: {hearing_at: {type: instant}}
deadlines: {notice: {period: 3 days, before: data.hearing_at}}
tasks: {fix: {role: user, repeat: true, form: [hearing_at], outcomes: [fixed]}}
states:
  waiting: {deadlines: [notice], tasks: [fix], unbounded: test, on: {fix.fixed: {}, notice.expired: told}}
  told: {on: {a: end}}
  end: {final: true}
",
    );
    assert_eq!(due(&play, "notice"), None);
    play.fill("ann", "fix", "fixed", &[("hearing_at", "2026-03-20T09:00:00+08:00".into())]).unwrap();
    let first = due(&play, "notice").unwrap();
    play.fill("ann", "fix", "fixed", &[("hearing_at", "2026-03-27T09:00:00+08:00".into())]).unwrap();
    let second = due(&play, "notice").unwrap();
    assert!(first < second, "{first} {second}");
    assert_eq!(play.until("2026-04-01T00:00:00Z").active(), ["told"]);
}

/// S32: the length is fixed when the clock starts: by the first case that holds then.
#[test]
fn the_length_is_fixed_at_the_start() {
    let mut play = Play::of(
        "
data: {long: {type: boolean, default: true}}
deadlines: {limit: {period: [{if: data.long, is: 10 days}, {is: 5 days}]}}
states:
  waiting: {deadlines: [limit], on: {a: {do: [{set: {long: 'false'}}]}, limit.expired: end}}
  end: {final: true}
",
    );
    play.message("a");
    assert_eq!(due(&play, "limit").as_deref(), Some("2026-03-12T16:00:00Z"));
}

/// S33: a timer that no longer matters does nothing: its clock isn't there any more.
#[test]
fn a_clock_that_has_ended_can_not_expire() {
    let mut play = Play::of(WAITING);
    let timer = timers(&play.chart, &play.case).remove(0);
    play.message("a");
    assert!(matches!(step(&play.chart, &play.case, &timer.event, timer.due), Err(Refusal::Unknown { .. })));
}

const CHAINED: &str = "
deadlines: {publication: {period: 5 days}, defence: {period: 3 days}, talk: {period: 2 hours}}
states:
  published: {deadlines: [publication], on: {publication.expired: served}}
  served: {deadlines: [defence, talk], on: {defence.expired: over, talk.expired: {}}}
  over: {final: true}
";

/// S33: what begins by the end of a period in days is counted from its last day, not from the midnight
/// after it; hours begin at that midnight.
#[test]
fn a_period_that_begins_by_the_end_of_another_loses_no_day() {
    let mut play = Play::of(CHAINED);
    // Published on 2 March: 3 to 7 March. Then 8, 9 and 10 March.
    assert_eq!(due(&play, "publication").as_deref(), Some("2026-03-07T16:00:00Z"));
    play.until("2026-03-07T17:00:00Z");
    assert_eq!(due(&play, "defence").as_deref(), Some("2026-03-10T16:00:00Z"));
    assert_eq!(due(&play, "talk").as_deref(), Some("2026-03-07T18:00:00Z"));
}

const ASKED: &str = "
data: {why: {type: text}}
tasks: {plead: {role: user, repeat: true, outcomes: {asked: [why]}}}
deadlines:
  limit: {period: 5 days, extend: {by: user, up_to: 3 days, times: 2, asked: plead.asked}}
  other: {period: 5 days, extend: {by: user, up_to: 3 days}}
states:
  waiting:
    tasks: [plead]
    deadlines: [limit, other]
    on: {plead.asked: {}, limit.expired: over, other.expired: {}}
  over: {final: true}
";

/// S35: with `asked` nobody decides on more time before it was asked for, and each time it is asked for anew.
#[test]
fn an_extension_that_must_be_asked_for_is_opened_by_the_asking() {
    let more = [("period", Value::from("1 day")), ("reason", Value::from("illness"))];
    let why = [("why", Value::from("illness"))];
    let mut play = Play::of(ASKED);
    assert_eq!(play.open(), ["plead", "other.extend"]);
    play.fill("ann", "plead", "asked", &why).unwrap();
    assert_eq!(play.open(), ["other.extend", "limit.extend", "plead"]);
    play.fill("ann", "plead", "asked", &why).unwrap();
    assert_eq!(play.open(), ["other.extend", "limit.extend", "plead"], "asked twice, decided once");
    play.fill("ann", "limit.extend", "granted", &more).unwrap();
    assert_eq!(play.open(), ["other.extend", "plead"]);
    play.fill("ann", "plead", "asked", &why).unwrap();
    play.fill("ann", "limit.extend", "granted", &more).unwrap();
    play.fill("ann", "plead", "asked", &why).unwrap();
    assert_eq!(play.open(), ["other.extend", "plead"], "twice and no more");
    assert_eq!(due(&play, "limit").as_deref(), Some("2026-03-09T16:00:00Z"));
}

const ASKED_BESIDE: &str = "
deadlines: {limit: {period: 5 days, suspend_while: [talking], extend: {by: user, up_to: 3 days, times: 2, asked: a}}}
states:
  both:
    parallel:
      left:
        states:
          waiting: {deadlines: [limit], on: {limit.expired: over, a: {}}}
          over: {final: true}
      right:
        states:
          quiet: {unbounded: test, on: {a: talking}}
          talking: {unbounded: test, on: {a: quiet}}
    done: end
  end: {final: true}
";

/// S34, S35: the event that stops a clock doesn't ask for more time of it; the one that lets it go on does.
#[test]
fn more_time_is_asked_of_a_clock_that_runs_once_the_event_was_answered() {
    let mut play = Play::of(ASKED_BESIDE);
    play.message("a");
    assert_eq!(play.active(), ["waiting", "talking"]);
    assert!(play.open().is_empty(), "it stands still");
    play.message("a");
    assert_eq!(play.active(), ["waiting", "quiet"]);
    assert_eq!(play.open(), ["limit.extend"]);
}

const REMINDING: &str = "
documents: {paper: {by: user, media: [application/pdf]}}
notices: {overdue: {to: user, document: paper, channels: [portal], title: {en: Overdue}}}
deadlines: {limit: {period: 5 days, remind: [1 day after, at expiry, 2 days before]}}
tasks: {act: {role: user, due: limit, outcomes: [done]}}
states:
  waiting: {deadlines: [limit], tasks: [act], on: {act.done: end, limit.expired: {do: [{send: overdue}]}}}
  end: {final: true}
";

/// S36: reminders come before, at and after the end, in the order of their moments and not of their names; an
/// arrow without `to` on the expiry tells somebody and leaves the state, its task and its clock as they are.
#[test]
fn reminders_come_before_at_and_after_the_end_and_the_end_may_be_told() {
    let mut play = Play::of(REMINDING);
    let mut came = Vec::new();
    while let Some(timer) = timers(&play.chart, &play.case).into_iter().next() {
        play.now = timer.due;
        play.handle(&timer.event).unwrap();
        for effect in &play.effects {
            let what = match effect {
                Effect::Remind { reminder, .. } => format!("reminder {reminder}"),
                Effect::Notify { notice, .. } => notice.clone(),
                _ => continue,
            };
            came.push(format!("{} {what}", timer.due));
        }
    }
    assert_eq!(
        came,
        [
            "2026-03-05T16:00:00Z reminder 0",
            "2026-03-07T16:00:00Z reminder 1",
            "2026-03-07T16:00:00Z overdue",
            "2026-03-08T16:00:00Z reminder 2",
        ]
    );
    assert_eq!((play.active(), play.open()), (vec!["waiting".to_owned()], vec!["act".to_owned()]));
    assert!(matches!(play.case.clocks[0].standing, Standing::Expired { .. }));
}

/// What has been done in time is reminded of no more.
#[test]
fn a_clock_that_has_ended_reminds_nobody() {
    let mut play = Play::of(REMINDING);
    play.act("ann", "act", "done").unwrap();
    assert!(timers(&play.chart, &play.case).is_empty());
}

/// S34: a clock that a state stops or lets go on is an event like a decision to do so.
#[test]
fn a_clock_that_a_state_stops_says_so_and_says_that_it_goes_on() {
    let mut play = Play::of(
        "
deadlines: {limit: {period: 5 days, suspend_while: [talking]}}
states:
  both:
    parallel:
      main:
        states:
          waiting:
            deadlines: [limit]
            on:
              limit.expired: {}
              limit.suspended: {do: [{log: \"'stands still'\"}]}
              limit.resumed: {do: [{log: \"'goes on'\"}]}
      side: {states: {quiet: {on: {a: talking}}, talking: {on: {b: quiet}}}}
    on: {c: end}
  end: {final: true}
",
    );
    assert_eq!(play.message("a").log(), ["stands still"]);
    play.until("2026-03-04T01:00:00Z");
    assert_eq!(play.message("b").log(), ["goes on"]);
}

const COUNTED_BACK: &str = "
deadlines:
  limit: {period: 10 days, suspend: {by: user}, waive: {by: user}}
  asking: {period: 3 days, before: limit}
  thinking: {period: 2 days, before: asking}
states:
  waiting: {deadlines: [limit, asking, thinking], on: {limit.expired: over, limit.waived: {}, asking.expired: {}, thinking.expired: {}}}
  over: {final: true}
";

/// S34: what is counted back from the end of a clock has no end while that stands still: nobody misses it then.
#[test]
fn what_is_counted_back_waits_while_the_other_clock_stands_still() {
    let mut play = Play::of(COUNTED_BACK);
    let of = |play: &Play| ["limit", "asking", "thinking"].map(|name| due(play, name));
    let at = |days: [&str; 3]| days.map(|day| Some(format!("{day}T16:00:00Z")));
    assert_eq!(of(&play), at(["2026-03-12", "2026-03-09", "2026-03-07"]));
    play.until("2026-03-05T01:00:00Z");
    play.fill("ann", "limit.suspend", "suspended", &[("reason", Value::from("talks"))]).unwrap();
    assert_eq!(of(&play), [None, None, None]);
    play.until("2026-03-15T01:00:00Z");
    assert!(!play.marks.iter().any(|mark| matches!(mark, Mark::ClockExpired { .. })), "{:?}", play.marks);
    play.act("ann", "limit.resume", "resumed").unwrap();
    assert_eq!(of(&play), at(["2026-03-22", "2026-03-19", "2026-03-17"]));
    assert_eq!(play.until("2026-03-25T01:00:00Z").active(), ["over"]);
}
