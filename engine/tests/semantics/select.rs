//! Taking arrows.

use crate::play::Play;

/// S4: run to completion: eventless arrows and raised events before the next event. S9: no `to`.
#[test]
fn a_case_settles_before_the_next_event() {
    let mut play = Play::of(
        "
states:
  one: {on: {a: {to: two, do: [{raise: b}, {log: \"'on the way'\"}]}}}
  two: {at_once: [{to: three}]}
  three: {on: {b: four}}
  four: {on: {b: {do: [{log: \"'stays'\"}]}, c: five}}
  five: {final: true}
",
    );
    play.message("a");
    assert_eq!(play.active(), ["four"]);
    assert_eq!(play.log(), ["on the way"]);
    play.message("b");
    assert_eq!((play.active(), play.log()), (vec!["four".to_owned()], vec!["stays"]));
}

/// S5: the innermost place first; within one place the order of the text.
#[test]
fn an_inner_arrow_comes_before_an_outer_one_and_an_earlier_before_a_later() {
    let mut play = Play::of(
        "
states:
  outer:
    on: {a: wrong, b: left}
    states:
      inner: {on: {a: [{if: 'false', to: wrong}, {to: right}, {to: wrong}]}}
      right: {}
  left: {on: {c: end}}
  wrong: {on: {c: end}}
  end: {final: true}
",
    );
    assert_eq!(play.message("a").active(), ["right"]);
    assert_eq!(play.message("b").active(), ["left"]);
}

/// S6: patterns match whole words from the left; several patterns; `*`.
#[test]
fn a_pattern_is_a_prefix_of_whole_words() {
    let body = "
messages: {ask.one: {}, ask.two: {}, asked: {}, other: {}}
states:
  start: {on: {ask: by_prefix, 'asked other': {to: by_list, do: []}}}
  by_prefix: {on: {'*': end}}
  by_list: {on: {'*': end}}
  end: {final: true}
";
    assert_eq!(Play::of(body).message("ask.two").active(), ["by_prefix"]);
    assert_eq!(Play::of(body).message("asked").active(), ["by_list"]);
    assert_eq!(Play::of(body).message("other").message("asked").active(), ["end"]);
}

const REGIONS: &str = "
states:
  both:
    on: {d: away}
    parallel:
      left:
        states:
          l1: {on: {a: l2, b: away}}
          l2: {on: {b: l1, c: away}}
      right:
        states:
          r1: {on: {a: r2, b: r2}}
          r2: {on: {b: r1, c: r1}}
  away: {on: {e: end}}
  end: {final: true}
";

/// S8: arrows of different regions are taken together. S2: one child of each region is active.
#[test]
fn regions_answer_the_same_event_in_one_step() {
    let mut play = Play::of(REGIONS);
    assert_eq!(play.active(), ["l1", "r1"]);
    assert_eq!(play.message("a").active(), ["l2", "r2"]);
    assert_eq!(play.message("b").active(), ["l1", "r1"]);
}

/// S7: of two arrows that would leave the same place the first chosen wins when neither starts further
/// inside. S11: leaving from inside ends all regions.
#[test]
fn an_arrow_out_of_a_parallel_box_ends_all_of_it() {
    let mut play = Play::of(REGIONS);
    assert_eq!(play.message("b").active(), ["away"]);
    let mut play = Play::of(REGIONS);
    assert_eq!(play.message("a").message("c").active(), ["away"]);
}

/// S7: the arrow that starts further inside wins over one of a box around it.
#[test]
fn an_inner_arrow_wins_over_the_box_around() {
    let mut play = Play::of(
        "
states:
  both:
    on: {a: away}
    parallel:
      left: {states: {l1: {on: {b: l2}}, l2: {}}}
      right: {states: {r1: {on: {a: r2}}, r2: {}}}
  away: {on: {e: end}}
  end: {final: true}
",
    );
    assert_eq!(play.message("a").active(), ["l1", "r2"]);
    assert_eq!(play.message("a").active(), ["away"]);
}

/// S12: everything is left before anything is entered, inner before outer; actions of arrows between.
/// S3: regions in document order, the reverse on leaving.
#[test]
fn exits_actions_and_entries_come_in_their_order() {
    let mut play = Play::of(
        "
states:
  start: {on: {a: both}}
  both:
    entry: [{log: \"'+both'\"}]
    exit: [{log: \"'-both'\"}]
    on: {b: {to: done, do: [{log: \"'on b'\"}]}}
    parallel:
      left: {entry: [{log: \"'+left'\"}], exit: [{log: \"'-left'\"}]}
      right: {entry: [{log: \"'+right'\"}], exit: [{log: \"'-right'\"}]}
  done: {entry: [{log: \"'+done'\"}], on: {c: end}}
  end: {final: true}
",
    );
    assert_eq!(play.message("a").log(), ["+both", "+left", "+right"]);
    assert_eq!(play.message("b").log(), ["-right", "-left", "-both", "on b", "+done"]);
}

/// S10: an arrow into its own box doesn't leave it, with `external: true` it does.
#[test]
fn an_arrow_into_its_own_box_stays_inside() {
    let mut play = Play::of(
        "
states:
  box:
    entry: [{log: \"'+box'\"}]
    exit: [{log: \"'-box'\"}]
    on: {a: two, b: {to: two, external: true}, c: end}
    states: {one: {}, two: {}}
  end: {final: true}
",
    );
    assert_eq!(play.active(), ["one"]);
    play.message("a");
    assert_eq!((play.active(), play.log()), (vec!["two".to_owned()], vec![]));
    play.message("b");
    assert_eq!((play.active(), play.log()), (vec!["two".to_owned()], vec!["-box", "+box"]));
}

/// S15: a limited arrow goes `beyond` when it is used up, and without `beyond` isn't there.
#[test]
fn a_limit_counts_for_the_case() {
    let mut play = Play::of(
        "
states:
  desk: {on: {a: {to: back, at_most: 1, beyond: refused}, b: {to: back, at_most: 2}}}
  back: {on: {c: desk}}
  refused: {final: true, outcome: refused}
",
    );
    play.message("b").message("c").message("b").message("c");
    assert_eq!(play.message("b").active(), ["desk"]);
    play.message("a").message("c");
    assert_eq!(play.message("a").active(), ["refused"]);
}
