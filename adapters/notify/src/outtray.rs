//! Where a sandbox's mail and short messages go: onto a page, never out of the house.

use async_trait::async_trait;
use registrar_casework::ports::{Clock, Notifier, Parcel, SendFault};
use registrar_engine::moment::Moment;
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// Shown at most.
const MOST: usize = 500;

/// A parcel as it lies in the tray.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// Its stable id.
    pub id: String,
    /// When it was sent.
    pub at: Moment,
    /// `mail` or `sms`.
    pub channel: registrar_engine::chart::Channel,
    /// Where it would have gone.
    pub address: String,
    /// To whom.
    pub name: String,
    /// Subject.
    pub subject: String,
    /// Text.
    pub text: String,
}

/// A tray in a file, one parcel a line; the same id again changes nothing.
pub struct Outtray {
    file: PathBuf,
    clock: Arc<dyn Clock>,
    kept: Mutex<VecDeque<Kept>>,
}

impl Outtray {
    /// Opens a tray, with what lies in it.
    ///
    /// # Errors
    /// The file can't be read.
    pub fn open(file: &Path, clock: Arc<dyn Clock>) -> std::io::Result<Self> {
        let text = match std::fs::read_to_string(file) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(error),
        };
        // A line cut off by a crash is the one that will be sent again.
        let mut kept: VecDeque<Kept> =
            text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
        while kept.len() > MOST {
            kept.pop_front();
        }
        Ok(Self { file: file.to_owned(), clock, kept: Mutex::new(kept) })
    }

    /// What lies in it, the newest first.
    pub fn list(&self) -> Vec<Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).iter().rev().cloned().collect()
    }
}

#[async_trait]
impl Notifier for Outtray {
    async fn send(&self, parcel: &Parcel) -> Result<(), SendFault> {
        let kept = Kept {
            id: parcel.id.clone(),
            at: self.clock.now(),
            channel: parcel.channel,
            address: parcel.address.clone(),
            name: parcel.name.clone(),
            subject: parcel.text.subject.clone(),
            text: parcel.text.text.clone(),
        };
        let later = |e: std::io::Error| SendFault::Later(e.to_string());
        let mut line = serde_json::to_string(&kept).map_err(|e| SendFault::Never(e.to_string()))?;
        line.push('\n');
        let mut tray = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if tray.iter().any(|known| known.id == kept.id) {
            return Ok(());
        }
        let mut file =
            std::fs::OpenOptions::new().create(true).append(true).open(&self.file).map_err(later)?;
        file.write_all(line.as_bytes()).and_then(|()| file.sync_data()).map_err(later)?;
        tray.push_back(kept);
        if tray.len() > MOST {
            tray.pop_front();
        }
        Ok(())
    }
}
