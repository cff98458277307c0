//! Templates that use what may not be there.

use super::found_beside;

/// What is told of a definition whose notice `letter` has this template.
fn told(body: &str, template: &str) -> Vec<String> {
    let text = format!("Subject\n\n{template}\n");
    let files = [("letter.en.txt", text.as_str()), ("paper.en.html", text.as_str())];
    let told = found_beside(body, &files).into_iter().filter(|finding| finding.code == "template-lacks");
    told.map(|finding| finding.message).collect()
}

fn count(body: &str, template: &str) -> usize {
    told(body, template).len()
}

const DATA: &str = "
data:
  reason: {type: text}
  note: {type: text}
  day: {type: date}
  urgent: {type: boolean}
  track: {type: enum, of: [small, large], default: small}
  secret: {type: text, private: true}
  claim: {amount: {type: money, currency: CNY}}
  questions: {type: list, of: {text: {type: text, required: true}, reply: {type: text}, by: {type: person, of: applicant, author: true}}}
notices: {letter: {to: applicant, template: letter, channels: [mail]}}
";

/// A case in which `decide.refused` asks for the reason and `decide.granted` doesn't.
fn deciding(on: &str, rest: &str) -> String {
    format!(
        "{DATA}
tasks:
  decide: {{role: officer, outcomes: {{granted: [], refused: [reason]}}}}
  ask: {{role: applicant, adds: questions, form: [text, reply], outcomes: [asked]}}
  say: {{role: applicant, form: [secret, claim.amount], outcomes: [said]}}
states:
  deciding: {{tasks: [decide, ask, say], on: {{ask.asked: {{}}, say.said: {{}}, {on}}}}}
{rest}
  closed: {{final: true}}
"
    )
}

fn sent_on(arrow: &str) -> String {
    let other = if arrow == "refused" { "granted" } else { "refused" };
    deciding(&format!("decide.{arrow}: {{to: closed, do: [{{send: letter}}]}}, decide.{other}: closed"), "")
}

#[test]
fn what_the_outcome_asks_for_is_there_and_what_it_doesnt_is_told() {
    assert_eq!(count(&sent_on("refused"), "{{ data.reason }}"), 0);
    let told = told(&sent_on("granted"), "\n{{ data.reason }}");
    assert_eq!(
        told,
        ["`letter.en.txt` line 4 uses `data.reason`, which may not be there when `letter` is sent here"]
    );
}

#[test]
fn a_template_may_ask_first() {
    for fine in [
        "{% if data.reason %}{{ data.reason }}{% endif %}",
        "{% if data.reason and data.note %}{{ data.reason }} {{ data.note }}{% endif %}",
        "{% if not data.reason %}none{% else %}{{ data.reason }}{% endif %}",
        "{% if data.track == 'small' %}x{% elif data.reason %}{{ data.reason }}{% endif %}",
        "{% if not data.reason or not data.note %}{% else %}{{ data.reason }}{{ data.note }}{% endif %}",
        "{% if data.reason is defined %}{{ data.reason }}{% endif %}",
        "{% if data.reason == 'late' %}{{ data.reason }}{% endif %}",
        "{{ data.reason | default(value=\"none\") }}",
        "{{ data.reason if data.reason else 'none' }}",
        "{% for q in data.questions %}{{ loop.index }} {{ q.text }} {{ q.by }}{% if q.reply %}{{ q.reply }}{% endif %}{% endfor %}",
        "{% if data.claim.amount %}{{ data.claim.amount }}{% endif %}",
        "{% if member %}{{ member.name }}{% endif %} {{ case.id }} {{ link }} {{ today | upper }}",
        "{% if deadline and deadline.last_day %}{{ deadline.last_day }} {{ deadline.due }}{% endif %}",
        "{% for m in members %}{{ m.name }}{% if m.member == data.note %}!{% endif %}{% endfor %}",
        "{# {{ data.reason }} #}{% raw %}{{ data.reason }}{% endraw %}",
        "{% set x = 'a' %}{{ x }}",
        "{{ data.track }}{% if data.urgent %}!{% endif %}",
        "Dear {{ member.name }}",
        "{% macro f() %}{{ data.reason }}{% endmacro %}",
    ] {
        assert_eq!(told(&sent_on("granted"), fine), Vec::<String>::new(), "{fine}");
    }
    for lacking in [
        "{% if data.note %}{{ data.reason }}{% endif %}",
        "{% if data.reason or data.note %}{{ data.reason }}{% endif %}",
        "{% if data.reason %}x{% else %}{{ data.reason }}{% endif %}",
        "{% if data.reason %}x{% endif %}{{ data.reason }}",
        "{% if data.reason != 'late' %}{{ data.reason }}{% endif %}",
        "{{ data.day | day }}",
        "{{ \"x\" ~ data.reason }}",
        "{% for q in data.questions %}{{ q.reply }}{% endfor %}",
        "{% if deadline %}{{ deadline.last_day }}{% endif %}",
        "{% if deadline.last_day %}x{% endif %}",
        "{{ data.urgent }}",
        "{{ law }}",
        "{{ data.claim.amount }}",
        "{% if data.secret %}x{% endif %}{{ data.secret }}",
    ] {
        assert_eq!(count(&sent_on("granted"), lacking), 1, "{lacking}");
    }
}

#[test]
fn names_that_templates_dont_have_are_told_with_the_nearest() {
    let told = told(&sent_on("granted"), "{{ data.raeson }} {{ cse.id }} {{ case.name }}");
    assert_eq!(told.len(), 3, "{told:?}");
    assert!(told[0].contains("there is no field `raeson`; did you mean `reason`?"), "{told:?}");
    assert!(told[1].contains("templates have no `cse`; did you mean `case`?"), "{told:?}");
}

#[test]
fn what_is_filled_in_on_every_way_stays() {
    let body = |first: &str| {
        deciding(
            &format!("decide.granted: {first}, decide.refused: second"),
            "  second:
    tasks: []
    initial: inner
    on: {a: told}
    states: {inner: {}}
  told: {entry: [{send: letter}], on: {a: closed}}
",
        )
    };
    assert_eq!(count(&body("closed"), "{{ data.reason }}"), 0);
    assert_eq!(count(&body("second"), "{{ data.reason }}"), 1);
    assert_eq!(count(&body("{to: second, do: [{set: {reason: \"'fine'\"}}]}"), "{{ data.reason }}"), 0);
    assert_eq!(count(&body("{to: second, if: data.reason == 'x'}"), "{{ data.reason }}"), 0);
    assert_eq!(
        count(&body("{to: second, if: data.reason == 'x' || data.note == 'x'}"), "{{ data.reason }}"),
        1
    );
    assert_eq!(count(&body("{to: told}"), "{{ data.reason }}"), 1);
}

#[test]
fn a_loop_doesnt_make_up_what_was_never_filled_in() {
    let body = deciding(
        "decide.granted: round, decide.refused: closed",
        "  round: {on: {a: back, b: closed}}\n  back: {entry: [{send: letter}], on: {a: round}}\n",
    );
    assert_eq!(count(&body, "{{ data.reason }}"), 1);
}

#[test]
fn what_another_region_fills_in_doesnt_count_until_all_are_done() {
    let body = |join: &str, send: &str| {
        format!(
            "{DATA}
tasks: {{decide: {{role: officer, outcomes: {{refused: [reason]}}}}}}
states:
  both:
    parallel:
      path: {{states: {{one: {{tasks: [decide], on: {{decide.refused: two}}}}, two: {{final: true}}}}}}
      desk: {{states: {{three: {{on: {{a: {{to: four, do: [{send}]}}}}}}, four: {{final: true}}}}}}
{join}    done: {{to: closed, do: [{{send: letter}}]}}
  closed: {{final: true}}
"
        )
    };
    assert_eq!(count(&body("", ""), "{{ data.reason }}"), 0);
    assert_eq!(count(&body("    join: any\n", ""), "{{ data.reason }}"), 1);
    assert_eq!(count(&body("", "{send: letter}"), "{{ data.reason }}"), 1);
}

#[test]
fn what_a_form_may_empty_again_isnt_there_for_long() {
    let body = |required: &str| {
        format!(
            "{DATA}
tasks:
  decide: {{role: officer, outcomes: {{refused: [reason]}}}}
  change: {{role: officer, form: [reason], outcomes: [changed{required}]}}
states:
  one: {{tasks: [decide], on: {{decide.refused: two}}}}
  two: {{tasks: [change], on: {{change.changed: {{}}, a: {{to: closed, do: [{{send: letter}}]}}}}}}
  closed: {{final: true}}
"
        )
    };
    assert_eq!(count(&body(""), "{{ data.reason }}"), 1);
}

#[test]
fn history_leads_back_to_what_was_there() {
    let body = deciding(
        "decide.granted: closed, decide.refused: box",
        "  box:
    on: {b: away}
    states:
      first: {on: {a: second}}
      second: {on: {a: {to: closed, do: [{send: letter}]}}}
      back: {history: deep, initial: first}
  away: {on: {b: back}}
",
    );
    assert_eq!(count(&body, "{{ data.reason }}"), 0);
}

#[test]
fn a_document_is_for_all_and_has_no_reader() {
    let body = format!(
        "{}
documents: {{paper: {{by: officer, template: paper, seen_by: [officer, applicant]}}}}
",
        sent_on("refused").replace("{send: letter}", "{send: letter}, {issue: paper}")
    );
    assert_eq!(count(&body, "{% if member %}{{ member.name }}{% endif %}"), 0);
    let told = told(&body, "{{ data.reason }} {{ document.number }}");
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains("letter.en.txt"), "{told:?}");
}
