//! A question to another system, and its answer through the door.

use super::{Dispatch, Outcome, Subject};
use crate::command::Rejection;
use crate::ports::{OutboxRow, Outgoing, Request, SendFault, StoreFault};
use registrar_engine::event::Event;
use registrar_engine::value::Record;

/// What a service that can't be had counts as, where its task declares it.
const FAILED: &str = "failed";

impl Dispatch {
    pub(super) async fn ask(
        &self,
        row: &OutboxRow,
        subject: &Subject,
        service: &str,
        task: u64,
        name: &str,
        data: &Record,
    ) -> Result<Outcome, StoreFault> {
        let Some(outcomes) = open_outcomes(subject, task) else { return Ok(Outcome::Done) };
        let request = Request {
            id: row.id.clone(),
            service: service.to_owned(),
            case: row.case.clone(),
            task: name.to_owned(),
            outcomes: outcomes.clone(),
            data: data.clone(),
        };
        match self.ports.services.ask(&request).await {
            Ok(reply) => {
                let told = self.answer(row, task, name, &reply.outcome, reply.form).await;
                // What the engine doesn't take of an answer is the other system's fault: an operator looks.
                match told {
                    // An incident has kept the answer already.
                    Ok(()) | Err(Rejection::Incident { .. }) => Ok(Outcome::Done),
                    Err(Rejection::Fault(fault)) => Err(fault),
                    Err(Rejection::Busy) => Ok(Outcome::Later { reason: Rejection::Busy.to_string() }),
                    Err(other) => {
                        let still_open =
                            self.subject(&row.case).await?.and_then(|now| open_outcomes(&now, task));
                        Ok(match still_open {
                            Some(_) => Outcome::Never { reason: other.to_string(), incident: true },
                            None => Outcome::Done,
                        })
                    }
                }
            }
            Err(SendFault::Never(reason)) => Ok(match self.gave_up(row).await? {
                true => Outcome::Never { reason, incident: false },
                false => Outcome::Never { reason, incident: true },
            }),
            Err(later) => Ok(later.into()),
        }
    }

    /// A service that can't be had: where its task declares `failed`, that is what happened to it.
    /// Whether the case has been told.
    pub(crate) async fn gave_up(&self, row: &OutboxRow) -> Result<bool, StoreFault> {
        let Outgoing::Ask { task, name, .. } = &row.what else { return Ok(false) };
        let Some(subject) = self.subject(&row.case).await? else { return Ok(false) };
        if !open_outcomes(&subject, *task).is_some_and(|outcomes| outcomes.iter().any(|o| o == FAILED)) {
            return Ok(false);
        }
        Ok(self.answer(row, *task, name, FAILED, Record::new()).await.is_ok())
    }

    async fn answer(
        &self,
        row: &OutboxRow,
        task: u64,
        name: &str,
        outcome: &str,
        form: Record,
    ) -> Result<(), Rejection> {
        let event = Event::Outcome {
            task,
            name: name.to_owned(),
            outcome: outcome.to_owned(),
            by: None,
            form,
            documents: Vec::new(),
        };
        self.advance(&row.case, event, format!("answer:{}:{outcome}", row.id)).await
    }
}

fn open_outcomes(subject: &Subject, task: u64) -> Option<Vec<String>> {
    let open = subject.case.task(task)?;
    Some(subject.chart.task(open.task).outcomes.iter().map(|outcome| outcome.name.clone()).collect())
}
