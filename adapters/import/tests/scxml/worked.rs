//! The example of `docs/importing.md`, from the document to a definition that can be deployed.

use super::{checked, only};
use registrar_import::scxml::import;

const GUIDE: &str = include_str!("../../../../docs/importing.md");

/// The block of the guide after these words.
fn block(after: &str, language: &str) -> String {
    let (_, rest) = GUIDE.split_once(after).unwrap_or_else(|| panic!("the guide says `{after}`"));
    let (_, rest) = rest.split_once(&format!("```{language}\n")).unwrap();
    rest.split_once("```").unwrap().0.to_owned()
}

#[test]
fn the_statechart_of_the_guide_becomes_the_definition_of_the_guide() {
    assert_eq!(only(&block("## A statechart", "xml")), block("It becomes", "yaml"));
}

#[test]
fn once_its_findings_are_mended_it_can_be_deployed() {
    let (deployable, found) = checked(&only(&block("## A statechart", "xml")));
    assert!(!deployable);
    assert_eq!(
        found,
        [
            "waits-without-limit a case may wait in `idle` without limit: no clock answers",
            "waits-without-limit a case may wait in `broken` without limit: no clock answers",
            "dead-end a dead end: nothing can happen any more to a case in `broken`",
        ]
    );
    let (deployable, found) = checked(&block("Mended", "yaml"));
    assert!(deployable && found.is_empty(), "{found:#?}");
}

#[test]
fn the_business_service_of_the_guide_becomes_the_definition_of_the_guide() {
    let imported = registrar_import::digit::import(&block("## Business services", "json"));
    assert_eq!(imported.definitions[0].text, block("JSON or JSON5, with or without", "yaml"));
}

#[test]
fn a_document_is_called_by_its_name_or_by_its_file() {
    let text = |name: &str| {
        format!("<scxml xmlns=\"http://www.w3.org/2005/07/scxml\" {name}><final id=\"a\"/></scxml>")
    };
    let workflow = |text: &str, file: &str| import(text, file).definitions[0].workflow.clone();
    assert_eq!(workflow(&text("name=\"Washing machine\""), "file"), "Washing-machine");
    assert_eq!(workflow(&text(""), "my file"), "my-file");
    assert_eq!(workflow(&text(""), "审理"), "imported");
}
