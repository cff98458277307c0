//! Texts that want to do harm: they are refused, or handled, and cost no more than their length.

use super::{document, forbidden, told};
use registrar_import::scxml::import;

#[track_caller]
fn refused(text: &str, wanted: &str) {
    let told = told(text);
    assert!(told.iter().any(|line| line.contains(wanted)), "{:?}", told.first());
}

#[test]
fn entities_are_not_expanded() {
    let bomb = "<!DOCTYPE scxml [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]>\
                <scxml xmlns='http://www.w3.org/2005/07/scxml'><state id='&b;'/></scxml>";
    refused(bomb, "not-xml 1: entities of a document type aren't expanded");
    let file = "<!DOCTYPE scxml [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><scxml>&a;</scxml>";
    refused(file, "not-xml 1: entities of a document type aren't expanded");
    refused(&document("<state id='a'>&unknown;</state>"), "entities of a document type");
    refused(&document("<state id='&unknown;'/>"), "entities of a document type");
    // A type that declares nothing is harmless.
    assert_eq!(
        told(
            "<!DOCTYPE scxml PUBLIC 'x' 'y'><scxml xmlns='http://www.w3.org/2005/07/scxml'><final id='a'/></scxml>"
        ),
        Vec::<String>::new()
    );
}

#[test]
fn what_is_nested_too_deep_is_refused() {
    let deep =
        |levels: usize| document(&format!("{}{}", "<state>".repeat(levels), "</state>".repeat(levels)));
    refused(&deep(60_000), "too-deep 2: elements are nested more than 64 deep");
    refused(&deep(64), "too-deep 2: elements are nested more than 64 deep");
    // What XML allows may still be more than the language does, which tells it by itself.
    let allowed = import(&deep(30), "test");
    assert!(forbidden(&allowed.definitions[0].text)[0].starts_with("too-deep"));
    let brackets = format!("<state id='a'><transition cond='{}1'/></state>", "(".repeat(1_500));
    refused(&document(&brackets), "nesting more than 24 deep");
    let unary = format!("<state id='a'><transition cond='{}1'/></state>", "!".repeat(1_500));
    refused(&document(&unary), "nesting more than 24 deep");
    let branches = format!(
        "<state id='a'><onentry>{}{}</onentry></state>",
        "<if cond='true'>".repeat(50),
        "</if>".repeat(50)
    );
    let imported = import(&document(&branches), "test");
    assert!(!forbidden(&imported.definitions[0].text).is_empty());
}

#[test]
fn what_is_too_large_is_refused() {
    refused(&document(&" ".repeat(1 << 20)), "too-large 0: the text has");
    refused(&document(&"<state/>".repeat(2_500)), "too-large 1: 2500 states; at most 2000 are read");
    refused(&document(&"<a/>".repeat(30_000)), "too-large 2: more than 20000 elements");
    refused(&document(&format!("<state id='{}'/>", "x".repeat(10_000))), "this id has 10000 characters");
    refused(
        &document(&format!("<state id='{}'/>", "x".repeat(20_000))),
        "the attributes have more than 16384 bytes",
    );
    let events: String = (0..3_000).map(|n| format!("<transition event='e{n}'/>")).collect();
    refused(&document(&format!("<state id='a'>{events}</state>")), "3000 events; at most 2000 are read");
    let data: String = (0..3_000).map(|n| format!("<data id='d{n}'/>")).collect();
    refused(&document(&format!("<datamodel>{data}</datamodel><state id='a'/>")), "more than 2000 data");
    let targets = format!("<state id='a'><transition target='{}'/></state>", "a ".repeat(5_000));
    refused(&document(&targets), "more than 100 states in one place");
    let many = format!("<state id='a'><transition event='{}'/></state>", "e ".repeat(5_000));
    refused(&document(&many), "more than 50 events in one transition");
    let long = format!("<state id='a'><transition cond='{}1'/></state>", "1+".repeat(4_000));
    refused(&document(&long), "it has more than 2000 bytes");
}

#[test]
fn what_would_grow_in_the_importing_is_refused() {
    // Each power doubles what it is the power of.
    let powers = format!(
        "<datamodel><data id='x' expr='1'/></datamodel><state id='a'><onentry><log expr='{}x{}'/></onentry></state>",
        "Math.pow(".repeat(10),
        ",8)".repeat(10)
    );
    refused(&document(&powers), "what is longer than");
    // One computed name for each of many events, many times.
    let events: String = (0..12).map(|n| format!("<transition event='e{n}'/>")).collect();
    let sends = format!("<send eventexpr='x + {}x'/>", "1 + ".repeat(20)).repeat(2_000);
    let text = document(&format!(
        "<datamodel><data id='x'/></datamodel><state id='a'><onentry>{sends}</onentry>{events}</state>"
    ));
    let imported = import(&text, "test");
    assert!(imported.definitions[0].text.len() < 2 << 20);
    refused(&text, "a computed name among more than");
    // Names that were given already to all that come later.
    let named: String = (1..900).map(|n| format!("<state id='state-{n}'/>")).collect();
    let imported = import(&document(&format!("{}{named}", "<state/>".repeat(900))), "test");
    assert!(imported.findings.is_empty() && imported.definitions[0].text.contains("state-1799"));
    // Names that all become the same one.
    let data: String = (0..1_500)
        .map(|n| format!("<data id='{}'/>", "$".repeat(n % 60 + 1) + &"é".repeat(n / 60)))
        .collect();
    assert!(told(&document(&format!("<datamodel>{data}</datamodel><final id='a'/>"))).len() > 500);
}

#[test]
fn cycles_are_no_harm() {
    let text = document(
        "<state id='a'><transition target='b'/></state><state id='b'><transition target='a'/></state>",
    );
    let imported = import(&text, "test");
    assert!(imported.findings.is_empty());
    // That it never settles is for the check to tell.
    let (deployable, found) = super::checked(&imported.definitions[0].text);
    assert!(!deployable && found.iter().any(|line| line.starts_with("endless-settling")), "{found:?}");
}
