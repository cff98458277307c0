//! More commands than an office takes.

use crate::{Harness, opening, person};
use registrar_casework::{Act, Answer, Caller, Command, Rejection, Wish};
use registrar_engine::id::CaseId;
use tokio::task::JoinSet;

/// Far more than may wait.
const MANY: usize = 10_000;

/// Those who wait before the writer, until they are let go.
pub struct Crowd {
    waiting: JoinSet<Result<Answer, Rejection>>,
}

impl Crowd {
    /// Holds every commit, and sends commands until one is turned away. The first opens a case; the others concern one
    /// that isn't there.
    ///
    /// # Panics
    /// When none is turned away, or for another reason than being too many.
    pub async fn gathers(office: &Harness) -> Self {
        office.world.store.hold_commits(true);
        let mut waiting = JoinSet::new();
        let nowhere =
            Wish::Act { case: CaseId::parse("nowhere").expect("an id"), act: Act::Claim { task: 1 } };
        for wish in std::iter::once(opening(&["li"])).chain(std::iter::repeat_n(nowhere, MANY)) {
            let casework = office.casework.clone();
            let by = Caller::Person { person: person("zhang"), member: None };
            waiting.spawn(async move { casework.advance(Command { by, key: None, wish }).await });
            tokio::task::yield_now().await;
            if let Some(answer) = waiting.try_join_next() {
                assert_eq!(answer.expect("it doesn't panic"), Err(Rejection::Overloaded));
                return Self { waiting };
            }
        }
        panic!("nobody is turned away")
    }

    /// How many wait.
    pub fn size(&self) -> usize {
        self.waiting.len()
    }

    /// Lets commits through again; what those who waited were answered.
    pub async fn is_served(self, office: &Harness) -> Vec<Result<Answer, Rejection>> {
        office.world.store.hold_commits(false);
        self.waiting.join_all().await
    }
}
