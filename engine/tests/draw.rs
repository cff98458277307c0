//! What stands on a drawing of a chart, in each of its forms.

use registrar_engine::chart::Chart;
use registrar_engine::deadline::Calendars;
use registrar_engine::draw::{Marks, dot, draw, draw_marked, mermaid};
use registrar_engine::id::ArrowIx;
use registrar_engine::{Sources, compile, parse};
use std::collections::BTreeMap;

const HEAD: &str = "workflow: w
version: 1
title: {en: Permit, zh: 许可}
calendar: cn
counting: plain
zone: Asia/Shanghai
starts: applicant
roles: {applicant: {party: true}, signatory: {party: true, many: true}, officer: {pool: officers, title: {en: Officer, zh: 审查员}}}
";

/// A review that may go round once, within a box that may be left from inside.
const REVIEW: &str = "
law: {art-3: {en: Licensing Law art. 3}}
deadlines: {decision: {period: 3 working days, title: {en: Decision, zh: 决定期限}, law: art-3}}
tasks:
  decide: {role: officer, title: {en: Decide, zh: 决定}, outcomes: {grant: {title: {en: granted, zh: 准许}, fields: []}, ask: [], refuse: []}}
  mend: {role: applicant, outcomes: [mended]}
states:
  running:
    states:
      deciding:
        title: {en: Deciding, zh: 审查中}
        tasks: [decide]
        deadlines: [decision]
        on: {decide.grant: granted, decide.ask: {to: mending, at_most: 1, beyond: refused}, decide.refuse: refused, decision.expired: granted}
      mending: {tasks: [mend], unbounded: the applicant's own time, on: {mend: deciding}}
  granted: {final: true, title: {en: Granted, zh: 已准许}}
  refused: {final: true}
";

/// Two regions, one of them with a copy for each signatory.
const REGIONS: &str = "
tasks: {sign: {role: signatory, outcomes: [signed]}, look: {role: officer, outcomes: [seen]}}
states:
  both:
    unbounded: people take their time
    parallel:
      signing:
        for_each: signatory
        states:
          to_sign: {tasks: [sign], on: {sign.signed: has_signed}}
          has_signed: {final: true}
      looking:
        states:
          to_look: {tasks: [look], on: {look.seen: has_looked}}
          has_looked: {final: true}
    done: ended
  ended: {final: true}
";

fn chart(text: &str) -> Chart {
    let text = format!("{HEAD}{text}");
    let files = [
        ("cn.yaml", include_str!("../../workflows/calendars/cn.yaml")),
        ("plain.yaml", include_str!("../../workflows/counting/plain.yaml")),
    ];
    let (calendars, _) = Calendars::read(&files.map(|(name, text)| (name.to_owned(), text.to_owned())));
    let (definition, findings) = parse(&text);
    let definition = definition.unwrap_or_else(|| panic!("{findings:#?}"));
    let resources = BTreeMap::new();
    let (chart, findings) =
        compile(&definition, &Sources { text: &text, resources: &resources, calendars: &calendars });
    chart.unwrap_or_else(|| panic!("{findings:#?}"))
}

/// The texts between the tags.
fn texts(svg: &str) -> Vec<&str> {
    svg.lines()
        .filter(|line| line.starts_with("<text"))
        .filter_map(|line| line.split(['<', '>']).nth(2))
        .collect()
}

#[track_caller]
fn says(svg: &str, wanted: &[&str]) {
    let texts = texts(svg);
    for wanted in wanted {
        assert!(texts.contains(wanted), "`{wanted}` isn't among {texts:#?}");
    }
}

/// The same for what may run over several lines.
#[track_caller]
fn tells(svg: &str, wanted: &[&str]) {
    let solid = |text: &str| text.replace(' ', "");
    let all = solid(&texts(svg).concat());
    for wanted in wanted {
        assert!(all.contains(&solid(wanted)), "`{wanted}` isn't in {:#?}", texts(svg));
    }
}

/// That every element is closed in its order, and no text holds markup.
#[track_caller]
fn is_well_formed(svg: &str) {
    let mut open = Vec::new();
    for tag in svg.split('<').skip(1) {
        let (tag, _) = tag.split_once('>').unwrap_or_else(|| panic!("`<{tag}` never ends"));
        let name = tag.split([' ', '/']).find(|part| !part.is_empty()).unwrap_or_default();
        if tag.starts_with('/') {
            assert_eq!(open.pop(), Some(name));
        } else if !tag.ends_with('/') {
            open.push(name);
        }
        assert_eq!(tag.matches('"').count() % 2, 0, "a quotation mark is lost in `{tag}`");
    }
    assert!(open.is_empty(), "{open:?}");
}

#[test]
fn every_state_is_drawn_once() {
    for text in [REVIEW, REGIONS] {
        let chart = chart(text);
        let svg = draw(&chart, &[], "en");
        is_well_formed(&svg);
        for state in &chart.states[1..] {
            assert_eq!(svg.matches(&format!("data-state=\"{}\"", state.name)).count(), 1, "{}", state.name);
        }
    }
}

#[test]
fn a_box_tells_its_tasks_with_their_roles_and_its_deadlines_with_their_periods() {
    let svg = draw(&chart(REVIEW), &[], "en");
    says(&svg, &["Permit (version 1)", "Deciding", "Decide (Officer)", "Decision: 3 working days"]);
    assert!(
        svg.contains("<title>Licensing Law art. 3</title>"),
        "a provision is shown where a reader points"
    );
}

#[test]
fn a_drawing_speaks_the_language_asked_for_and_names_what_has_no_title() {
    let svg = draw(&chart(REVIEW), &[], "zh");
    says(&svg, &["许可 (第1版)", "审查中", "决定 (审查员)", "决定期限：3个工作日", "已准许", "mending"]);
}

#[test]
fn a_limited_arrow_tells_its_limit_and_where_it_goes_beyond() {
    let wanted = ["Decide: ask, at most once", "Decide: ask, beyond that → refused"];
    tells(&draw(&chart(REVIEW), &[], "en"), &wanted);
}

#[test]
fn an_arrow_out_of_a_box_is_told_in_its_state_and_drawn_dashed_from_the_box() {
    let svg = draw(&chart(REVIEW), &[], "en");
    says(
        &svg,
        &["Decide: granted → Granted", "Decision expired → Granted", "Decide: granted", "Decision expired"],
    );
    assert_eq!(svg.matches("stroke-dasharray=\"5 4\"").count(), 2, "one line to each of the two ends");
}

#[test]
fn regions_and_copies_can_be_told_apart() {
    let svg = draw(&chart(REGIONS), &[], "en");
    says(&svg, &["for each: signatory", "when all are done"]);
    assert_eq!(svg.matches("stroke-dasharray=\"6 4\"").count(), 2, "one frame for each region");
}

#[test]
fn a_condition_is_put_in_words_as_far_as_there_are_words() {
    let text = REGIONS.replace(
        "look.seen: has_looked",
        "look.seen: {to: has_looked, if: \"active('signing') && data.fee == 'paid'\"}",
    );
    let chart = chart(&format!("data: {{fee: {{type: enum, of: [paid, open]}}}}\n{text}"));
    tells(&draw(&chart, &[], "en"), &["look: seen, if in “signing” and fee is &#39;paid&#39;"]);
    tells(&draw(&chart, &[], "zh"), &["look：seen，若处于“signing”且fee为&#39;paid&#39;"]);
}

#[test]
fn marked_states_are_shown_as_where_the_case_is() {
    let chart = chart(REVIEW);
    assert!(!draw(&chart, &[], "en").contains("data-here"));
    let here = chart.state_named("deciding").expect("it is in the text");
    let svg = draw(&chart, &[here], "en");
    assert!(svg.contains("data-state=\"deciding\" data-here=\"true\""));
    says(&svg, &["here now"]);
}

#[test]
fn a_title_is_text_and_never_markup() {
    let nasty = REVIEW.replace("en: Deciding", "en: \"<script>alert('x')</script> & \\\"more\\\"\\u0007\"");
    let svg = draw(&chart(&nasty), &[], "en");
    is_well_formed(&svg);
    assert!(!svg.contains("<script"));
    assert!(svg.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp;"), "{svg}");
    assert!(!svg.contains('\u{7}'));
    let chart = chart(&nasty);
    assert!(mermaid(&chart, "en").contains("#60;script#62;"));
    assert!(dot(&chart, "en").contains("\\\"more\\\""));
}

#[test]
fn a_title_without_end_is_cut() {
    let long = REVIEW.replace("en: Deciding", &format!("en: {}", "very long ".repeat(2_000)));
    let svg = draw(&chart(&long), &[], "en");
    assert!(svg.len() < 20_000, "{} bytes", svg.len());
    assert!(texts(&svg).iter().any(|text| text.ends_with('…')));
}

#[test]
fn a_drawing_is_the_same_each_time_and_its_numbers_are_whole() {
    let chart = chart(REGIONS);
    let svg = draw(&chart, &[], "en");
    assert_eq!(svg, draw(&chart, &[], "en"));
    let numbers = svg
        .split('"')
        .skip(1)
        .step_by(2)
        .flat_map(|value| value.split([' ', 'M', 'V', 'C', 'l', 'h', 'm', 'v', 'a']));
    for number in numbers.filter(|number| number.starts_with(|c: char| c.is_ascii_digit())) {
        let decimals = number.split_once('.').map_or(0, |(_, decimals)| decimals.len());
        assert!(decimals <= 1, "{number}");
    }
}

#[test]
fn mermaid_has_the_boxes_the_regions_and_the_labels() {
    assert_eq!(
        mermaid(&chart(REGIONS), "en"),
        "---
title: \"Permit (version 1)\"
---
stateDiagram-v2
    state \"both\" as s1
    state s1 {
        state \"signing (for each: signatory)\" as s2
        state s2 {
            state \"to sign\" as s3
            state \"has signed\" as s4
            [*] --> s3
            s3 --> s4 : sign: signed
            s4 --> [*]
        }
        --
        state \"looking\" as s5
        state s5 {
            state \"to look\" as s6
            state \"has looked\" as s7
            [*] --> s6
            s6 --> s7 : look: seen
            s7 --> [*]
        }
    }
    state \"ended\" as s8
    [*] --> s1
    s3 --> s8 : when all are done
    s8 --> [*]
"
    );
}

#[test]
fn graphviz_gets_clusters_and_lines_between_them() {
    let text = dot(&chart(REGIONS), "en");
    for wanted in [
        "subgraph cluster_s2",
        "s3 [label=\"to sign\\n[ ] sign (signatory)\"];",
        "s3 -> s4 [label=\"sign: signed\"];",
        "s3 -> s8 [label=\"when all are done\", ltail=cluster_s1];",
        "b0 -> s3 [label=\"\", lhead=cluster_s1];",
    ] {
        assert!(text.contains(wanted), "`{wanted}` isn't in\n{text}");
    }
}

#[test]
fn a_long_definition_is_drawn() {
    use std::fmt::Write as _;
    let mut states = String::from("tasks: {go: {role: applicant, outcomes: [on, back]}}\nstates:\n");
    for at in 0..300 {
        let (next, before) = (at + 1, at / 2);
        writeln!(
            states,
            "  s{at}: {{tasks: [go], unbounded: why not, on: {{go.on: s{next}, go.back: s{before}}}}}"
        )
        .unwrap();
    }
    states.push_str("  s300: {final: true}\n");
    let svg = draw(&chart(&states), &[], "en");
    is_well_formed(&svg);
    assert_eq!(svg.matches("data-state=").count(), 301);
}

/// What a browser shows heavier than the rest: states by name, and how many lines and words.
fn taken(svg: &str) -> (Vec<&str>, usize, usize) {
    let states =
        svg.lines().filter(|line| line.starts_with("<g data-state=") && line.contains("class=\"taken\""));
    let states = states.filter_map(|line| line.split('"').nth(1)).collect();
    let heavy = |tag: &str, weight: &str| {
        svg.lines()
            .filter(|line| line.starts_with(tag) && line.contains("class=\"taken\"") && line.contains(weight))
            .count()
    };
    (states, heavy("<path", "stroke-width=\"3.5\""), heavy("<text", "font-weight=\"bold\""))
}

#[test]
fn the_path_of_a_run_is_heavier_than_the_rest_and_nothing_else_is() {
    let chart = chart(REVIEW);
    let arrow = |event: &str| {
        let at = chart.arrows.iter().position(|arrow| arrow.trigger.answers(event)).unwrap();
        ArrowIx(u16::try_from(at).unwrap())
    };
    let state = |name: &str| chart.state_named(name).unwrap();
    let plain = draw(&chart, &[], "en");
    assert_eq!(taken(&plain), (vec![], 0, 0));
    assert!(!plain.contains("the way of the story"));
    let (passed, takes) = ([state("deciding"), state("granted")], [arrow("decide.grant")]);
    let marks = Marks { passed: &passed, taken: &takes, ..Marks::default() };
    let svg = draw_marked(&chart, &marks, "en");
    is_well_formed(&svg);
    // The arrow starts inside the box: it is a line from the box, and words in the state.
    assert_eq!(taken(&svg), (vec!["deciding", "granted"], 1, 1));
    says(&svg, &["the way of the story"]);
    says(&draw_marked(&chart, &marks, "zh"), &["故事经过的路径"]);
    // One that can be used up has two ways: the one taken is seen by where the run passes.
    let (passed, takes) = ([state("deciding"), state("mending")], [arrow("decide.ask")]);
    let svg = draw_marked(&chart, &Marks { passed: &passed, taken: &takes, ..Marks::default() }, "en");
    assert_eq!(taken(&svg), (vec!["deciding", "mending"], 1, 0));
}
