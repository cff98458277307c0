//! Every numbered rule of `docs/semantics.md` is cited by a test here.

const RULES: &str = include_str!("../../../docs/semantics.md");
const TESTS: &[&str] = &[
    include_str!("boxes.rs"),
    include_str!("clocks.rs"),
    include_str!("copies.rs"),
    include_str!("endings.rs"),
    include_str!("errors.rs"),
    include_str!("select.rs"),
    include_str!("service.rs"),
    include_str!("tables.rs"),
    include_str!("tasks.rs"),
];

#[test]
fn every_rule_is_cited_by_a_test() {
    let cited = |rule: &str| {
        let of = |text: &str| text.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| word == rule);
        TESTS
            .iter()
            .flat_map(|text| text.lines())
            .any(|line| line.trim_start().starts_with("///") && of(line))
    };
    let rules: Vec<&str> = RULES
        .lines()
        .filter_map(|line| line.strip_prefix("- **")?.split_once("**").map(|(rule, _)| rule))
        .collect();
    assert!(rules.len() > 30, "the rules were found: {rules:?}");
    let without: Vec<&&str> = rules.iter().filter(|rule| !cited(rule)).collect();
    assert!(without.is_empty(), "rules without a test: {without:?}");
}
