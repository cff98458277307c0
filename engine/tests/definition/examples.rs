//! The two whole definitions that the language was made for.

use super::{LICENCE, TRIAL};
use registrar_engine::definition::{Definition, Inside, State};
use registrar_engine::parse;

fn without_findings(text: &str) -> Definition {
    let (definition, findings) = parse(text);
    assert_eq!(findings, []);
    definition.unwrap()
}

fn states(states: &[State]) -> usize {
    states.iter().map(|state| 1 + inside(&state.inside)).sum()
}

fn inside(inside: &Inside) -> usize {
    match inside {
        Inside::Nothing => 0,
        Inside::States(inner) | Inside::Parallel(inner) => states(inner),
    }
}

#[test]
fn the_trial_is_read_whole() {
    let trial = without_findings(TRIAL);
    assert_eq!(trial.workflow.unwrap().value, "async-trial");
    assert_eq!((trial.roles.len(), trial.tasks.len(), trial.deadlines.len()), (10, 34, 23));
    assert_eq!((trial.notices.len(), trial.documents.len(), trial.consents.len()), (8, 9, 2));
    assert_eq!((trial.states.len(), states(&trial.states)), (15, 65));
    assert_eq!(trial.guarantees.len(), 7);
}

#[test]
fn the_licence_is_read_whole() {
    let licence = without_findings(LICENCE);
    assert_eq!(licence.starts.unwrap().value, "applicant");
    assert_eq!((licence.roles.len(), licence.tasks.len(), licence.deadlines.len()), (7, 11, 9));
    assert_eq!((licence.states.len(), states(&licence.states)), (9, 19));
}
