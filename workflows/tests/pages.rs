//! The pages that map each stage to its state, law and scenarios say what is there.

use registrar_engine::definition::{Inside, State};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn home() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn page(workflow: &str) -> String {
    fs::read_to_string(home().join(format!("docs/workflows/{workflow}.md"))).unwrap()
}

/// Titles of scenarios and rules of a workflow's features.
fn titles(workflow: &str) -> Vec<String> {
    let folder = home().join("features").join(workflow);
    let mut titles = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        for line in text.lines() {
            let line = line.trim();
            let said =
                ["Scenario:", "Scenario Outline:", "Rule:"].iter().find_map(|key| line.strip_prefix(key));
            titles.extend(said.map(|title| title.trim().to_owned()));
        }
    }
    titles
}

fn between(text: &str, mark: char) -> Vec<&str> {
    text.split(mark).skip(1).step_by(2).collect()
}

#[test]
fn every_scenario_that_a_page_names_is_told() {
    for shipped in registrar_workflows::shipped() {
        let titles = titles(&shipped.name);
        let page = page(&shipped.name);
        let rows = page.lines().filter(|line| line.starts_with('|'));
        for name in rows.flat_map(|row| between(row, '*')) {
            let pieces: Vec<&str> =
                name.split('…').map(str::trim).filter(|piece| !piece.is_empty()).collect();
            let told = titles.iter().any(|title| pieces.iter().all(|piece| title.contains(piece)));
            assert!(told, "{}: no scenario is called `{name}`", shipped.name);
        }
    }
}

#[test]
fn every_name_of_a_page_is_one_of_the_definition() {
    for shipped in registrar_workflows::shipped() {
        let (definition, _) = registrar_engine::parse(&shipped.text);
        let definition = definition.unwrap();
        let mut names: BTreeSet<String> = BTreeSet::new();
        states(&definition.states, &mut names);
        names.extend(definition.tasks.iter().map(|task| task.name.value.clone()));
        names.extend(definition.deadlines.iter().map(|deadline| deadline.name.value.clone()));
        names.extend(definition.tables.iter().map(|table| table.name.value.clone()));
        names.extend(definition.law.iter().map(|(law, _)| law.value.clone()));
        let page = page(&shipped.name);
        for row in page.lines().filter(|line| line.starts_with("| ")) {
            for name in between(row, '`').into_iter().filter(|name| !name.contains(' ')) {
                assert!(names.contains(name), "{}: there is no `{name}`", shipped.name);
            }
        }
        for (law, _) in &definition.law {
            assert!(
                page.contains(&format!("`{}`", law.value)),
                "{}: `{}` has no row",
                shipped.name,
                law.value
            );
        }
    }
}

fn states(all: &[State], names: &mut BTreeSet<String>) {
    for state in all {
        names.insert(state.name.value.clone());
        if let Inside::States(inner) | Inside::Parallel(inner) = &state.inside {
            states(inner, names);
        }
    }
}
