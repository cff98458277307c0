//! What people do on the stage goes through the door as their command, with a key of its own. The
//! answer is kept for the steps that look at it.

use super::Stage;
use crate::failure::{Failure, Played};
use crate::understand::Arguments;
use registrar_casework::ports::Slot;
use registrar_casework::{Act, Answer, Caller, Command, Rejection, Wish};
use registrar_engine::event::{Event, Upload};
use registrar_engine::id::{CaseId, DocumentIx, PersonId};
use registrar_engine::refusal::Refusal;
use std::sync::Arc;
use tokio::io::AsyncReadExt as _;

/// A document in a scenario isn't made larger than this.
const MOST_BYTES: u64 = 200_000_000;

/// A command that was tried.
#[derive(Debug, Clone)]
pub struct Tried {
    /// The command, to be sent again.
    pub command: Command,
    /// The answer.
    pub answer: Result<Answer, Rejection>,
    /// The answer before, where the same was sent again.
    pub before: Option<Result<Answer, Rejection>>,
    /// Entries in the docket before.
    pub entries: u64,
    /// The line of the step.
    pub line: u32,
    /// Whether a step must look at the answer, and none has yet.
    pub unseen: bool,
}

impl Stage {
    /// Has something done that must work.
    pub async fn does(&mut self, command: Command) -> Played<Answer> {
        let answer = self.sends(command, false).await?;
        answer.map_err(|rejection| self.refused(&rejection))
    }

    /// Has something tried, whatever comes of it.
    pub async fn tries(&mut self, command: Command) -> Played {
        self.sends(command, true).await.map(|_| ())
    }

    async fn sends(&mut self, command: Command, tried: bool) -> Played<Result<Answer, Rejection>> {
        if tried {
            self.nothing_unseen()?;
        }
        let before = self.last.take().filter(|last| last.command.key == command.key);
        let entries = self.entries().await?;
        self.aim().await?;
        let answer = self.casework.advance(command.clone()).await;
        if let Err(Rejection::Fault(fault)) = &answer {
            return Err(Failure::fault(fault));
        }
        self.settle().await?;
        if let (Ok(answer), None) = (&answer, &self.opened) {
            self.opened = Some(answer.case.clone());
        }
        self.check_lot(entries).await?;
        self.last = Some(Tried {
            command,
            answer: answer.clone(),
            before: before.map(|last| last.answer),
            entries,
            line: self.line,
            unseen: tried,
        });
        Ok(answer)
    }

    /// A `tries` whose answer no step has looked at.
    pub fn nothing_unseen(&self) -> Played {
        match &self.last {
            Some(last) if last.unseen => Err(Failure::cannot(format!(
                "no step looks at the answer to what was tried in line {}; add one, such as `that is refused`",
                last.line
            ))),
            _ => Ok(()),
        }
    }

    /// Entries in the docket now.
    pub async fn entries(&self) -> Played<u64> {
        Ok(self.case_if_any().await?.map_or(0, |case| case.revision))
    }

    /// A key that nobody has used.
    pub fn fresh_key(&mut self) -> String {
        self.keys += 1;
        format!("step-{}", self.keys)
    }

    /// A command of somebody about the case.
    pub fn act(&mut self, by: Caller, act: Act) -> Played<Command> {
        let case = self.case_id()?;
        Ok(Command { by, key: Some(self.fresh_key()), wish: Wish::Act { case, act } })
    }

    /// What happens to the case without a person.
    pub async fn tell(&mut self, event: Event) -> Played<Answer> {
        let case = self.case_id()?;
        let by = Caller::Machine("scenario".to_owned());
        let key = Some(self.fresh_key());
        let entries = self.entries().await?;
        self.aim().await?;
        let answer = self.casework.advance(Command { by, key, wish: Wish::Tell { case, event } }).await;
        let answer = answer.map_err(|rejection| self.refused(&rejection))?;
        self.settle().await?;
        self.check_lot(entries).await?;
        Ok(answer)
    }

    /// Uploads a document of a kind for a slot, with a content that fits unless the step says otherwise.
    pub async fn upload(
        &mut self,
        slot: Slot,
        person: &PersonId,
        document: DocumentIx,
        arguments: &Arguments,
    ) -> Played<Result<Upload, Rejection>> {
        let chart = Arc::clone(&self.chart);
        let kind = chart.document(document);
        let media = arguments.media.clone().unwrap_or_else(|| media_for(&kind.media));
        self.uploads += 1;
        let start = content_of(&media, self.uploads);
        let length = u64::try_from(start.len()).unwrap_or(u64::MAX);
        let more = arguments.size.unwrap_or(length).saturating_sub(length).min(MOST_BYTES);
        let content = Box::pin(std::io::Cursor::new(start).chain(tokio::io::repeat(b' ').take(more)));
        let name = format!("{}.{}", kind.name, ending(&media));
        let uploaded = self.casework.upload(person, slot, &kind.name, &name, content).await;
        match uploaded {
            Err(Rejection::Fault(fault)) => Err(Failure::fault(fault)),
            answer => Ok(answer),
        }
    }

    /// Keeps a refusal that came before the command could be sent, as the answer to it.
    pub async fn refused_before(&mut self, command: Command, rejection: Rejection) -> Played {
        self.nothing_unseen()?;
        let entries = self.entries().await?;
        let line = self.line;
        self.last =
            Some(Tried { command, answer: Err(rejection), before: None, entries, line, unseen: true });
        Ok(())
    }

    /// A refusal, as the failure of a step that must work.
    pub fn refused(&self, rejection: &Rejection) -> Failure {
        let mut is = vec![format!("it was refused: {}", self.rejection_told(rejection))];
        if let Rejection::Refused(Refusal::Form { problems }) = rejection {
            is.extend(problems.iter().map(|problem| format!("`{}`: {}", problem.key, problem.message)));
        }
        Failure { expected: "expected this to work".to_owned(), is }
    }

    /// A refusal in words, with moments by the court's clock.
    pub fn rejection_told(&self, rejection: &Rejection) -> String {
        match rejection {
            Rejection::Refused(Refusal::CaseEnded { at, outcome }) => {
                let outcome = outcome.as_ref().map(|o| format!(" with outcome `{o}`")).unwrap_or_default();
                format!("the case ended on {}{outcome}", self.when(*at))
            }
            Rejection::Refused(Refusal::NotOpen { task, by, at: Some(at), outcome, .. }) => {
                let outcome = outcome.as_ref().map(|o| format!(" with outcome `{o}`")).unwrap_or_default();
                let by = if by.is_empty() { String::new() } else { format!(" by {by}") };
                format!("`{task}` is not open: it was ended{by} on {}{outcome}", self.when(*at))
            }
            other => other.to_string(),
        }
    }
}

/// The first kind that the document takes, as a plain one.
fn media_for(taken: &[String]) -> String {
    let first = taken.first().map_or("application/pdf", String::as_str);
    match first {
        "image/*" => "image/png".to_owned(),
        "video/*" => "video/mp4".to_owned(),
        "audio/*" => "audio/mpeg".to_owned(),
        "text/*" => "text/plain".to_owned(),
        first if first.ends_with("/*") || first == "*" => "application/pdf".to_owned(),
        first => first.to_owned(),
    }
}

/// A small content with the signature of its kind, different each time.
fn content_of(media: &str, number: u32) -> Vec<u8> {
    let signature: &[u8] = match media {
        "application/pdf" => b"%PDF-1.7\n",
        "image/png" => b"\x89PNG\r\n\x1a\n",
        "image/jpeg" => b"\xff\xd8\xff\xe0",
        "video/mp4" => b"\0\0\0\x18ftypmp42",
        "image/gif" => b"GIF89a",
        "application/zip" => b"PK\x03\x04",
        "image/svg+xml" => b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n",
        "text/html" => b"<!doctype html>\n",
        "application/x-msdownload" => b"MZ\0\0",
        _ => b"",
    };
    [signature, format!("document {number} of a scenario\n").as_bytes()].concat()
}

fn ending(media: &str) -> &str {
    match media {
        "text/plain" => "txt",
        "image/svg+xml" => "svg",
        other => other.rsplit('/').next().unwrap_or("bin"),
    }
}

/// The slot of a task.
pub fn task_slot(case: &CaseId, task: u64) -> Slot {
    Slot::Task { case: case.clone(), task }
}
