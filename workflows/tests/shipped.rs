//! What is shipped reads without a finding, speaks both languages everywhere, and is whole.

use registrar_engine::definition::{Definition, Inside, State, Text};

fn definitions() -> Vec<(String, Definition)> {
    registrar_workflows::shipped()
        .into_iter()
        .map(|shipped| {
            let (definition, findings) = registrar_engine::parse(&shipped.text);
            assert_eq!(findings, [], "{}", shipped.name);
            (shipped.name, definition.expect("a definition without findings is read"))
        })
        .collect()
}

#[test]
fn both_workflows_are_shipped_under_the_names_of_their_folders() {
    let names: Vec<String> =
        definitions().into_iter().map(|(_, definition)| definition.workflow.unwrap().value).collect();
    assert_eq!(names, ["async-trial", "business-licence"]);
    for (folder, definition) in definitions() {
        assert_eq!(definition.workflow.unwrap().value, folder);
    }
}

#[test]
fn every_calendar_and_counting_rule_is_read_without_a_finding() {
    let (calendars, findings) =
        registrar_engine::deadline::Calendars::read(&registrar_workflows::calendars());
    assert_eq!(findings, []);
    for name in ["cn", "cn-office"] {
        assert!(calendars.calendar(name).is_some(), "{name}");
    }
    for name in ["cn-litigation", "cn-licensing", "office-hours", "plain"] {
        assert!(calendars.counting(name).is_some(), "{name}");
    }
}

#[test]
fn whatever_a_person_reads_has_a_title_in_english_and_chinese() {
    for (workflow, definition) in definitions() {
        let mut lacking = Vec::new();
        let mut look = |what: &str, name: &str, title: &Text| {
            let said = ["en", "zh"].iter().all(|l| title.get(*l).is_some_and(|text| !text.trim().is_empty()));
            if !said {
                lacking.push(format!("{what} {name}"));
            }
        };
        look("workflow", &workflow, &definition.title);
        definition.law.iter().for_each(|(name, text)| look("law", &name.value, text));
        definition.services.iter().for_each(|(name, title)| look("service", &name.value, title));
        definition.consents.iter().for_each(|c| look("consent", &c.name.value, &c.title));
        definition.documents.iter().for_each(|d| look("document", &d.name.value, &d.title));
        definition.messages.iter().for_each(|m| look("message", &m.name.value, &m.title));
        definition.notices.iter().for_each(|n| look("notice", &n.name.value, &n.title));
        definition.deadlines.iter().for_each(|d| look("deadline", &d.name.value, &d.title));
        for role in &definition.roles {
            look("role", &role.name.value, &role.title);
            fields(&role.data, &mut look);
        }
        fields(&definition.data, &mut look);
        for task in &definition.tasks {
            look("task", &task.name.value, &task.title);
            for outcome in &task.outcomes {
                look("outcome", &format!("{}.{}", task.name.value, outcome.name.value), &outcome.title);
            }
        }
        states(&definition.states, &mut look);
        assert_eq!(lacking, Vec::<String>::new(), "{workflow}");
    }
}

fn fields(fields_: &[registrar_engine::definition::Field], look: &mut impl FnMut(&str, &str, &Text)) {
    use registrar_engine::definition::FieldKind::{List, Record};
    for field in fields_ {
        look("field", &field.name.value, &field.title);
        if let List(inner) | Record(inner) = &field.kind {
            fields(inner, look);
        }
    }
}

fn states(all: &[State], look: &mut impl FnMut(&str, &str, &Text)) {
    for state in all {
        look("state", &state.name.value, &state.title);
        if let Inside::States(inner) | Inside::Parallel(inner) = &state.inside {
            states(inner, look);
        }
    }
}

#[test]
fn every_declared_provision_is_cited() {
    for (workflow, definition) in definitions() {
        let shipped = registrar_workflows::shipped();
        let text = &shipped.iter().find(|s| s.name == workflow).unwrap().text;
        for (law, _) in &definition.law {
            let cited = text.matches(&format!("law: {}", law.value)).count();
            assert!(cited > 0, "{workflow}: `{}` is cited nowhere", law.value);
        }
    }
}

#[test]
fn every_definition_compiles_without_a_finding() {
    let (calendars, _) = registrar_engine::deadline::Calendars::read(&registrar_workflows::calendars());
    for shipped in registrar_workflows::shipped() {
        let (definition, _) = registrar_engine::parse(&shipped.text);
        let sources = registrar_engine::Sources {
            text: &shipped.text,
            resources: &shipped.resources,
            calendars: &calendars,
        };
        let (chart, findings) = registrar_engine::compile(&definition.unwrap(), &sources);
        let said: Vec<String> = findings
            .iter()
            .map(|f| {
                format!(
                    "{}:{}:{}: {:?} {} {}",
                    shipped.name, f.span.line, f.span.column, f.severity, f.code, f.message
                )
            })
            .collect();
        assert_eq!(said, Vec::<String>::new(), "{said:#?}");
        assert!(chart.is_some(), "{}", shipped.name);
    }
}
