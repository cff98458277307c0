//! Stand-ins for the world outside: they record, they answer as told, they fail when told.

use async_trait::async_trait;
use registrar_casework::ports::{
    Letter, Notifier, Parcel, Randomness, Rendered, RenderedDocument, Reply, Request, SendFault, Services,
    Templates,
};
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A parcel that was sent.
pub type Sent = Parcel;

/// Records what leaves the house.
#[derive(Debug, Default)]
pub struct Recorder {
    sent: Mutex<Vec<Sent>>,
    failing: Mutex<BTreeMap<String, SendFault>>,
}

impl Recorder {
    /// What was sent, in order.
    pub fn sent(&self) -> Vec<Sent> {
        lock(&self.sent).clone()
    }

    /// From now on sending to an address fails, until told otherwise.
    pub fn fail(&self, address: &str, with: Option<SendFault>) {
        let mut failing = lock(&self.failing);
        match with {
            Some(fault) => drop(failing.insert(address.to_owned(), fault)),
            None => drop(failing.remove(address)),
        }
    }
}

#[async_trait]
impl Notifier for Recorder {
    async fn send(&self, parcel: &Parcel) -> Result<(), SendFault> {
        if let Some(fault) = lock(&self.failing).get(&parcel.address) {
            return Err(fault.clone());
        }
        lock(&self.sent).push(parcel.clone());
        Ok(())
    }
}

/// Texts without templates: the title, and what the template would have seen as JSON.
#[derive(Debug, Clone, Copy, Default)]
pub struct PlainTemplates;

#[async_trait]
impl Templates for PlainTemplates {
    async fn notice(&self, letter: &Letter) -> Result<Rendered, SendFault> {
        Ok(Rendered { subject: letter.title.clone(), text: letter.data.to_string(), html: None })
    }

    async fn document(&self, letter: &Letter) -> Result<RenderedDocument, SendFault> {
        let bytes = format!("{}\n{}", letter.title, letter.data).into_bytes();
        Ok(RenderedDocument { bytes, media: "text/plain".to_owned() })
    }
}

/// Answers for services, by service; without one a service can't be had.
#[derive(Debug, Default)]
pub struct Answers {
    replies: Mutex<BTreeMap<String, Result<Reply, SendFault>>>,
    asked: Mutex<Vec<Request>>,
}

impl Answers {
    /// What a service answers from now on.
    pub fn reply(&self, service: &str, with: Result<Reply, SendFault>) {
        lock(&self.replies).insert(service.to_owned(), with);
    }

    /// What was asked, in order.
    pub fn asked(&self) -> Vec<Request> {
        lock(&self.asked).clone()
    }
}

#[async_trait]
impl Services for Answers {
    async fn ask(&self, request: &Request) -> Result<Reply, SendFault> {
        lock(&self.asked).push(request.clone());
        let told = lock(&self.replies).get(&request.service).cloned();
        told.unwrap_or_else(|| Err(SendFault::Later("the service doesn't answer".to_owned())))
    }
}

/// Randomness from a script. Where the script ends, a counter goes on: ids and codes differ, and the lot
/// falls on the first candidate.
#[derive(Debug, Default)]
pub struct Scripted {
    script: Mutex<VecDeque<u32>>,
    counter: Mutex<u64>,
}

impl Scripted {
    /// The next draw has this random number: of `n` eligible it draws the one at the remainder by `n`.
    pub fn draw_next(&self, number: u32) {
        lock(&self.script).push_back(number);
    }
}

impl Randomness for Scripted {
    fn fill(&self, buffer: &mut [u8]) -> Result<(), String> {
        buffer.fill(0);
        // A draw takes 32 bytes; ids take fewer.
        if buffer.len() == registrar_casework::lot::BYTES {
            let number = lock(&self.script).pop_front().unwrap_or_default();
            let at = buffer.len() - 4;
            buffer[at..].copy_from_slice(&number.to_be_bytes());
            return Ok(());
        }
        let mut counter = lock(&self.counter);
        *counter += 1;
        for (byte, of_counter) in buffer.iter_mut().rev().zip(counter.to_le_bytes()) {
            *byte = of_counter;
        }
        Ok(())
    }
}
