//! The world failed: what the ports report. Nothing here is a person's mistake.

/// The store failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreFault {
    /// It can't be reached or written now; nothing was changed. Trying again may help.
    #[error("the store is not available: {0}")]
    Unavailable(String),
    /// A row doesn't parse. What is said of it, also in logs, leaves the reason out: it may quote what stands there,
    /// which is other people's business.
    #[error("the stored {what} `{id}` can't be read")]
    Unreadable {
        /// What kind of row.
        what: &'static str,
        /// Its id.
        id: String,
        /// Why; for whoever looks into the row itself.
        reason: String,
    },
    /// A rule of the stored data was about to be broken; nothing was changed.
    #[error("the store refused a write: {0}")]
    Conflict(String),
}

/// A document's content can't be kept or had.
#[derive(Debug, thiserror::Error)]
pub enum DocumentFault {
    /// It is larger than allowed; nothing was kept.
    #[error("the document is larger than {limit} bytes")]
    TooLarge {
        /// Most bytes.
        limit: u64,
    },
    /// Reading or writing failed; nothing was kept.
    #[error("the document can't be stored or read: {0}")]
    Io(#[from] std::io::Error),
}

/// Something couldn't be sent, asked or rendered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SendFault {
    /// Trying again later may help.
    #[error("{0}")]
    Later(String),
    /// Trying again won't help: no such address, a template that can't be rendered.
    #[error("{0}")]
    Never(String),
}
