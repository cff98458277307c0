//! Contents of documents, kept by the digest of their bytes: the same content is kept once.

use super::fault::DocumentFault;
use async_trait::async_trait;
use registrar_engine::id::Digest;
use std::pin::Pin;
use tokio::io::AsyncRead;

/// A stream of bytes.
pub type Content = Pin<Box<dyn AsyncRead + Send>>;

/// A content that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// SHA-256 of its bytes.
    pub digest: Digest,
    /// How many bytes.
    pub size: u64,
}

/// Contents of documents.
#[async_trait]
pub trait Documents: Send + Sync {
    /// Keeps a content of at most `limit` bytes; durable on return, and whole or not at all.
    async fn keep(&self, content: Content, limit: u64) -> Result<Kept, DocumentFault>;

    /// A content; none if nothing is kept under this digest.
    async fn content(&self, digest: &Digest) -> Result<Option<Content>, DocumentFault>;
}
