//! What is told about a document, once each, with its line.

use super::{document, told};
use registrar_import::{explain_code, explained_codes};

#[track_caller]
fn tells(states: &str, wanted: &[&str]) {
    assert_eq!(told(&document(states)), wanted, "{states}");
}

#[test]
fn what_has_no_counterpart_is_an_error_at_its_place() {
    for (states, wanted) in [
        ("<script>x = 1</script><final id='a'/>", "error not-carried-over 2: `<script>` isn't carried over"),
        (
            "<state id='a'><onentry>\n<script>f()</script></onentry></state>",
            "error not-carried-over 3: `<script>` isn't carried over",
        ),
        (
            "<state id='a'>\n<invoke type='scxml' src='b.scxml'/></state>",
            "error not-carried-over 3: `<invoke>` isn't carried over",
        ),
        (
            "<state id='a'><onentry><send event='e' target='http://example.org/'/></onentry></state>",
            "error not-carried-over 2: the target `http://example.org/` isn't carried over",
        ),
        (
            "<state id='a'><onentry><send event='e' type='http://www.w3.org/TR/scxml/#BasicHTTPEventProcessor'/></onentry></state>",
            "error not-carried-over 2: the processor `http://www.w3.org/TR/scxml/#BasicHTTPEventProcessor` isn't carried over",
        ),
        (
            "<state id='a'><onentry><send event='e' target='#_parent'/></onentry></state>",
            "error not-carried-over 2: the target `#_parent` isn't carried over",
        ),
        (
            "<datamodel><data id='x' src='x.json'/></datamodel><state id='a'/>",
            "error not-carried-over 2: data from a file isn't carried over",
        ),
        (
            "<datamodel><data id='x'><b/></data></datamodel><state id='a'/>",
            "error not-carried-over 2: XML as a value isn't carried over",
        ),
        (
            "<datamodel><data id='x' expr='1.5'/></datamodel><state id='a'/>",
            "error not-carried-over 2: `1.5`: numbers are whole in `1.5` isn't carried over",
        ),
        (
            "<state id='a'><transition event='e' cond='(function(){})()'/></state>",
            "error not-carried-over 2: `function` in `(function(){})()` isn't carried over",
        ),
        (
            "<state id='a'><transition event='e' cond='Math.random() &gt; 0'/></state>",
            "error not-carried-over 2: `Math.random` of this in `Math.random() > 0` isn't carried over",
        ),
        (
            "<state id='a'><other/></state>",
            "error not-carried-over 2: `<other>` means nothing here isn't carried over",
        ),
        (
            "<state id='a'><onentry><x:do xmlns:x='urn:x'/></onentry></state>",
            "error not-carried-over 2: `<do>` isn't carried over",
        ),
    ] {
        tells(states, &[wanted]);
    }
}

#[test]
fn what_is_broken_is_a_warning_and_is_kept() {
    for (states, wanted) in [
        (
            "<state id='a'><transition event='e' cond='return'/></state>",
            "`return` can't be read: `return` is no value",
        ),
        (
            "<state id='a'><transition event='e' cond='x &gt;'/></state>",
            "`x >` can't be read: it ends too soon",
        ),
        (
            "<state id='a'><transition event='e' cond='x &gt; 1'/></state>",
            "`x > 1` can't be read: `x` isn't declared as data",
        ),
        (
            "<state id='a'><transition event='e' cond='f()'/></state>",
            "`f()` can't be read: there is no function `f`",
        ),
        (
            "<state id='a'><onentry><assign location='_name' expr='1'/></onentry></state>",
            "`_name` can't be read: `_name` can't be written",
        ),
        (
            "<state id='a'><onentry><send event='e' delay='soon'/></onentry></state>",
            "`soon` can't be read: it is no duration",
        ),
        (
            "<state id='a'><onentry><send event='e' target='!x'/></onentry></state>",
            "`!x` can't be read: there is no such target",
        ),
        (
            "<state id='a'><onentry><raise event='a b'/></onentry></state>",
            "`a b` can't be read: it can't be the name of an event",
        ),
    ] {
        tells(states, &[&format!("warning broken-expression 2: {wanted}")]);
    }
}

#[test]
fn what_is_no_statechart_is_told() {
    for (states, wanted) in [
        ("", "error not-scxml 1: the document has no state"),
        ("<state id='a'/><state id='a'/>", "error repeated-name 2: there are two states `a`"),
        ("<state id='a b'/>", "error bad-name 2: `a b` can't be the name of a state"),
        ("<state id='a'><transition target='bb'/></state>", "error unknown-name 2: there is no state `bb`"),
        (
            "<state id='a' initial='b'><state id='c'/></state><state id='b'/>",
            "error not-scxml 2: `b` doesn't lie inside the state that begins there",
        ),
        ("<parallel id='a'><final id='b'/></parallel>", "error not-scxml 2: a final state can't be a region"),
        (
            "<state id='a'><history id='h'/><state id='b'/></state>",
            "error not-scxml 2: `<history>` leads nowhere",
        ),
        ("<final id='a'><state id='b'/></final>", "error not-scxml 2: `<final>` can't hold states"),
        ("<state id='a'><transition event='a$b'/></state>", "error bad-name 2: `a$b` can't be an event here"),
    ] {
        tells(states, &[wanted]);
    }
    assert_eq!(
        told("<html/>"),
        ["error not-scxml 1: the root element is `html`, not `scxml` of `http://www.w3.org/2005/07/scxml`"]
    );
    assert_eq!(
        told("<scxml><state id='a'/></scxml>"),
        [
            "warning not-scxml 1: the document has no namespace; it is read as one of `http://www.w3.org/2005/07/scxml`"
        ]
    );
    assert_eq!(
        told("nothing"),
        ["error not-xml 1: this can't be read as XML: text outside of the root element"]
    );
}

#[test]
fn what_means_nothing_where_it_stands_is_told() {
    for (states, wanted) in [
        (
            "<state id='a'><transition tagret='a' event='e'/></state>",
            "`tagret` means nothing in `<transition>`, and isn't carried over",
        ),
        (
            "<final id='a'><transition event='e'/></final>",
            "`<transition>` means nothing in `<final>`, and isn't carried over",
        ),
        (
            "<state id='a'><donedata/></state>",
            "`<donedata>` means nothing in `<state>`, and isn't carried over",
        ),
        (
            "<parallel id='p' initial='a'><state id='a'/></parallel>",
            "`initial` means nothing in `<parallel>`, and isn't carried over",
        ),
        (
            "<state id='a' initial='a'/>",
            "`initial` without states inside means nothing in `<state>`, and isn't carried over",
        ),
        (
            "<state id='a'>words</state>",
            "the text `words` means nothing in `<state>`, and isn't carried over",
        ),
        (
            "<state id='a'><onentry><if cond='true'><else/><raise event='x'/><else/></if></onentry></state>",
            "a second `<else>` means nothing in `<if>`, and isn't carried over",
        ),
        (
            "<state id='a'><onentry><if cond='true'><else/><elseif cond='false'/></if></onentry></state>",
            "an `<elseif>` after the `<else>` means nothing in `<if>`, and isn't carried over",
        ),
        (
            "<state id='a'><transition event='e' type='intern' target='a'/></state>",
            "the type `intern` means nothing in `<transition>`, and isn't carried over",
        ),
    ] {
        tells(states, &[&format!("warning not-scxml 2: {wanted}")]);
    }
    tells(
        "<state id='a'><transition event=' ' target='a'/></state>",
        &["error not-scxml 2: a transition whose `event` names none is never taken"],
    );
    let branches = "<elseif cond='false'/>".repeat(20);
    tells(
        &format!("<state id='a'><onentry><if cond='true'>{branches}</if></onentry></state>"),
        &["error not-carried-over 2: more than 16 branches in one `<if>` isn't carried over"],
    );
    tells(
        "<datamodel><data id='x'>{\"a\": 1.5}</data></datamodel><state id='a'/>",
        &["error not-carried-over 2: a number that isn't whole, or too large, isn't carried over"],
    );
}

#[test]
fn the_nearest_state_is_named() {
    let imported = registrar_import::scxml::import(
        &document("<state id='waiting'><transition target='waitng'/></state>"),
        "test",
    );
    assert_eq!(imported.findings[0].help.as_deref(), Some("did you mean `waiting`?"));
}

#[test]
fn every_page_shows_its_finding_and_then_mends_it() {
    let mut shown = 0;
    for code in explained_codes() {
        let page = explain_code(code).unwrap();
        assert!(page.starts_with(&format!("# `{code}`\n")), "{code}");
        let blocks: Vec<&str> =
            page.split("```xml\n").skip(1).filter_map(|rest| rest.split("\n```").next()).collect();
        // The other pages are those of other formats.
        let [found, mended] = blocks.as_slice() else { continue };
        let has = |text: &str| told(text).iter().any(|line| line.contains(&format!(" {code} ")));
        assert!(has(found) && !has(mended), "{code}: {:?}", told(mended));
        shown += 1;
    }
    assert_eq!(shown, 3);
}
