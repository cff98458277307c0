//! Names, titles, words, numbers: the small things that stand everywhere.

use super::carets::{check, each_gives, fine};

#[test]
fn names_are_of_any_script() {
    let stall = fine(
        "roles: {applicant: {party: true}, 申请人: {party: true}, Prüfer-2: {pool: beamte}, _x: {pool: y}}",
    );
    assert_eq!(stall.roles[1].name.value, "申请人");
}

#[test]
fn a_name_that_is_none_is_told() {
    check(
        "
roles:
  the judge: {pool: judges}
  ^^^^^^^^^ bad-name: `the judge` can't be a name | names have letters, digits, `_` and `-`, and begin with a letter, digit or `_`
  -x: {pool: judges}
  ^^ bad-name: `-x` can't be a name
  a.b: {pool: judges}
  ^^^ bad-name: `a.b` can't be a name
states:
  b1.1: {}
  b1..1: {}
  ^^^^^ bad-name: `b1..1` can't be a name | names have letters, digits, `_`, `-` and dots, and each part begins with a letter, digit or `_`
messages: {bank.paid: }
",
    );
    each_gives(
        "bad-name",
        &["workflow: a stall", "starts: 'the applicant'", "tasks: {a: {role: x, outcomes: [a.b]}}"],
    );
}

#[test]
fn a_title_is_text_by_language() {
    let stall = fine("title: {en: Stall, zh: 摆摊, yue: 擺檔}");
    assert_eq!(stall.title["zh"], "摆摊");
    check(
        "
title: A stall
       ^^^^^^^ wrong-kind: expected text by language, found `A stall` | name the language: `{en: A stall}`
states:
  open: {title: {en: Open, EN: Open, zh-Hans: 开, english: Open}}
                           ^^ bad-language: `EN` is no language | languages have two or three lower-case letters (ISO 639): `en`, `zh`
                                     ^^^^^^^ bad-language: `zh-Hans` is no language
                                                 ^^^^^^^ bad-language: `english` is no language
  shut: {title: {en: [a]}}
                     ^^^ wrong-kind: expected a text, found a list
",
    );
}

#[test]
fn a_word_is_told_with_the_nearest_known_one() {
    check(
        "
errors: w3
        ^^ unknown-word: `w3` isn't known here | did you mean `w3c`?
roles: {judge: {pool: judges, assign: randm}}
                                      ^^^^^ unknown-word: `randm` isn't known here | did you mean `random`?
data: {place: {type: txt}}
                     ^^^ unknown-word: `txt` isn't known here | did you mean `text`?
states: {back: {history: depe, initial: open}, open: {}}
                         ^^^^ unknown-word: `depe` isn't known here | did you mean `deep`?
",
    );
}

#[test]
fn what_should_be_something_else_is_told() {
    check(
        "
version: first
         ^^^^^ wrong-kind: expected a whole number, found `first`
starts: [applicant]
        ^^^^^^^^^^^ wrong-kind: expected a name, found a list
zone:
    ^ wrong-kind: expected a text, found nothing
law: [cpl-1]
     ^^^^^^^ wrong-kind: expected a map from keys to citations, found a list
separate: [[judge], clerk]
           ^^^^^^^ wrong-kind: two roles or more are kept separate; here are fewer
                    ^^^^^ wrong-kind: expected a list of names, found `clerk` | write `[clerk]`
roles:
  judge: {pool: judges, keep: yes}
                              ^^^ wrong-kind: expected `true` or `false`, found `yes`
  clerk: clerks
         ^^^^^^ wrong-kind: expected a role as a map, found `clerks`
tasks: {review: {role: judge, takes: complaint, outcomes: [done]}}
                                     ^^^^^^^^^ wrong-kind: expected a list of names, found `complaint` | write `[complaint]`
",
    );
}

#[test]
fn a_number_out_of_range_is_told() {
    check(
        "
version: 0
         ^ out-of-range: `0` is out of range | write a whole number from 1 to 4294967295
data: {rating: {type: integer, min: 5, max: 1}}
                                            ^ out-of-range: `max` is 1, less than `min`, 5
",
    );
    each_gives(
        "out-of-range",
        &[
            "version: -1",
            "version: 4294967296",
            "states: {a: {on: {go: {to: a, at_most: 0}}}}",
            "states: {a: {join: 0, parallel: {b: , c: }}}",
            "tasks: {a: {role: x, outcomes: [y], costs: {fee: -1}}}",
            "data: {a: {type: text, max_length: 0}}",
        ],
    );
    each_gives(
        "wrong-kind",
        &["version: 1.5", "version: '1'", "version: 01", "version: 99999999999999999999"],
    );
}

#[test]
fn a_name_stands_once_in_a_list() {
    check(
        "
states:
  open: {tasks: [review, reply, review]}
                                ^^^^^^ repeated-name: `review` stands in this list twice | keep one of the two
",
    );
    each_gives(
        "repeated-name",
        &[
            "tasks: {a: {role: x, outcomes: [y, y]}}",
            "data: {a: {type: enum, of: [y, y]}}",
            "notices: {a: {to: x, template: t, channels: [mail, mail]}}",
            "states: {a: {on: {x x: a}}}",
        ],
    );
}
