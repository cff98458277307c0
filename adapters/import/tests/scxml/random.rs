//! Documents by chance: whatever comes, nothing panics, and what is imported without an error can be tried out.

use super::{document, forbidden};
use proptest::prelude::*;
use registrar_engine::finding::has_errors;
use registrar_import::scxml::import;

/// Pieces of which documents are made.
fn piece() -> impl Strategy<Value = &'static str> {
    prop_oneof![
        Just("<state id='a'>"),
        Just("<state>"),
        Just("</state>"),
        Just("<parallel id='p'>"),
        Just("</parallel>"),
        Just("<final id='f'/>"),
        Just("<history id='h'>"),
        Just("</history>"),
        Just("<transition target='a'/>"),
        Just("<transition event='e *' target='f'>"),
        Just("</transition>"),
        Just("<onentry>"),
        Just("</onentry>"),
        Just("<raise event='e'/>"),
        Just("<send eventexpr='x'/>"),
        Just("<if cond='x == 1'>"),
        Just("<else/>"),
        Just("</if>"),
        Just("<foreach array='[1]' item='i'>"),
        Just("</foreach>"),
        Just("<![CDATA["),
        Just("]]>"),
        Just("<!--"),
        Just("-->"),
        Just("&amp;"),
        Just("&#x41;"),
        Just("&x;"),
        Just("<"),
        Just("'"),
        Just("审"),
        Just("<datamodel><data id='x' expr='1'/></datamodel>"),
        Just("<donedata>"),
        Just("</donedata>"),
        Just("<content expr='x'/>"),
        Just("<param name='n' expr='x'/>"),
        Just(" xmlns:a='b'"),
        Just("<a:b/>"),
    ]
}

fn word() -> impl Strategy<Value = &'static str> {
    prop_oneof![
        Just("x"),
        Just("y"),
        Just("1"),
        Just("'t'"),
        Just("+"),
        Just("-"),
        Just("*"),
        Just("/"),
        Just("==="),
        Just("!="),
        Just("<"),
        Just("&&"),
        Just("||"),
        Just("!"),
        Just("("),
        Just(")"),
        Just("["),
        Just("]"),
        Just("{"),
        Just("}"),
        Just(":"),
        Just(","),
        Just("."),
        Just("?"),
        Just("_event"),
        Just("data"),
        Just("In"),
        Just("typeof"),
        Just("undefined"),
        Just("null"),
        Just("true"),
        Just("Math"),
        Just("pow"),
        Just("concat"),
        Just("length"),
        Just("return"),
        Just("in"),
        Just("2.5"),
        Just("name"),
        Just("="),
    ]
}

/// Expressions that are mostly right.
fn expression() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("x".to_owned()),
        Just("y".to_owned()),
        Just("3".to_owned()),
        Just("'t'".to_owned()),
        Just("true".to_owned()),
        Just("undefined".to_owned()),
        Just("_event.name".to_owned()),
        Just("_event.data.k".to_owned()),
        Just("_sessionid".to_owned()),
        Just("_event.origin".to_owned()),
        Just("In('s0')".to_owned()),
        Just("x.length".to_owned()),
        Just("[1, 't', x]".to_owned()),
        Just("{k: 1, 'l': [x]}".to_owned()),
    ];
    leaf.prop_recursive(4, 24, 3, |inner| {
        let sign = prop_oneof![
            Just("+"),
            Just("-"),
            Just("*"),
            Just("/"),
            Just("%"),
            Just("=="),
            Just("!=="),
            Just("<"),
            Just(">="),
            Just("&&"),
            Just("||"),
        ];
        prop_oneof![
            (inner.clone(), sign, inner.clone()).prop_map(|(a, sign, b)| format!("({a} {sign} {b})")),
            inner.clone().prop_map(|a| format!("!{a}")),
            inner.clone().prop_map(|a| format!("typeof {a} === 'undefined'")),
            inner.clone().prop_map(|a| format!("Math.pow({a}, 2)")),
            inner.clone().prop_map(|a| format!("Math.abs({a})")),
            inner.clone().prop_map(|a| format!("[].concat({a}, [1])")),
            inner.clone().prop_map(|a| format!("{a}.k")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("{a}[{b}]")),
            (inner.clone(), inner.clone(), inner).prop_map(|(a, b, c)| format!("({a} ? {b} : {c})")),
        ]
    })
}

/// An attribute's value, as XML writes it.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn no_text_brings_the_importer_down(pieces in proptest::collection::vec(piece(), 0..60)) {
        let imported = import(&document(&pieces.concat()), "test");
        prop_assert!(!imported.definitions.is_empty() || has_errors(&imported.findings));
    }

    #[test]
    fn no_row_of_words_brings_it_down(words in proptest::collection::vec(word(), 0..30)) {
        let text = escaped(&words.join(" "));
        let states = format!(
            "<datamodel><data id=\"x\" expr=\"{text}\"/></datamodel><state id=\"a\"><transition event=\"e\" cond=\"{text}\"/>\
             <onentry><assign location=\"{text}\" expr=\"{text}\"/><send eventexpr=\"{text}\" delayexpr=\"{text}\" \
             targetexpr=\"{text}\"/><foreach array=\"{text}\" item=\"{text}\"/></onentry></state>"
        );
        let imported = import(&document(&states), "test");
        if !has_errors(&imported.findings) {
            let text = &imported.definitions[0].text;
            prop_assert_eq!(forbidden(text), Vec::<String>::new(), "{}", text);
        }
    }

    /// What is carried over is taken by the language.
    #[test]
    fn what_is_carried_over_can_be_tried_out(
        value in expression(), condition in expression(), list in expression(), name in expression(),
    ) {
        let [value, condition, list, name] = [value, condition, list, name].map(|text| escaped(&text));
        let states = format!(
            "<datamodel><data id=\"x\" expr=\"{value}\"/><data id=\"y\"/></datamodel>\
             <state id=\"s0\"><onentry><assign location=\"y\" expr=\"{value}\"/><log expr=\"{value}\"/>\
             <foreach array=\"{list}\" item=\"i\"><log expr=\"i\"/></foreach>\
             <send eventexpr=\"{name}\" delayexpr=\"{name}\"><param name=\"k\" expr=\"{value}\"/></send>\
             <cancel sendidexpr=\"{name}\"/></onentry>\
             <transition event=\"e\" cond=\"{condition}\" target=\"f\"/></state>\
             <final id=\"f\"><donedata><content expr=\"{value}\"/></donedata></final>"
        );
        let imported = import(&document(&states), "test");
        if !has_errors(&imported.findings) {
            let text = &imported.definitions[0].text;
            prop_assert_eq!(forbidden(text), Vec::<String>::new(), "{}", text);
        }
    }
}
