//! One path of each workflow through real Chromium, from opening the case to its end, in the program's own
//! sandbox: what a person sees is what is tested here, by headings, labels and buttons.

mod driver;
mod licence;
mod machine;
mod papers;
mod trial;
mod visitor;

use machine::{Machine, Programs};
use std::future::Future;
use visitor::Visitor;

/// Walks a path, and ends the browser however the path ends.
async fn walk<F: Future<Output = ()> + Send + 'static>(
    path: &'static str,
    language: &str,
    steps: impl FnOnce(Visitor, std::path::PathBuf) -> F,
) {
    let Some(programs) = Programs::found() else { return };
    // Somebody who wants to look says how wide: 1280, or 420 for a telephone.
    let width = std::env::var("REGISTRAR_PICTURES").ok().and_then(|width| width.parse().ok());
    let size = width.map_or((1280, 900), |width| (width, 1400));
    let machine = Machine::start(&programs, path, language, size).await;
    let visitor = Visitor::new(machine.session.clone(), machine.sandbox.clone(), path);
    let walked = tokio::spawn(steps(visitor, machine.folder.path().to_owned())).await;
    machine.session.end().await.unwrap();
    if let Err(failure) = walked {
        std::panic::resume_unwind(failure.into_panic());
    }
}

#[tokio::test]
async fn an_asynchronous_trial_goes_from_the_complaint_to_a_final_judgment_in_english() {
    walk("trial", "en", trial::walked).await;
}

#[tokio::test]
async fn a_business_licence_is_issued_to_a_citizen_in_chinese() {
    walk("licence", "zh", licence::walked).await;
}
