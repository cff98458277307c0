//! Contents of documents in memory.

use super::MemoryStore;
use async_trait::async_trait;
use registrar_casework::ports::{Content, DocumentFault, Documents, Kept};
use registrar_engine::docket;
use registrar_engine::id::Digest;
use tokio::io::AsyncReadExt as _;

#[async_trait]
impl Documents for MemoryStore {
    async fn keep(&self, content: Content, limit: u64) -> Result<Kept, DocumentFault> {
        let mut bytes = Vec::new();
        content.take(limit.saturating_add(1)).read_to_end(&mut bytes).await?;
        let size = bytes.len() as u64;
        if size > limit {
            return Err(DocumentFault::TooLarge { limit });
        }
        let hash = docket::digest(&bytes);
        let digest = Digest::parse(&hash).map_err(std::io::Error::other)?;
        self.lock().contents.insert(hash, bytes);
        Ok(Kept { digest, size })
    }

    async fn content(&self, digest: &Digest) -> Result<Option<Content>, DocumentFault> {
        let found = self.lock().contents.get(digest.as_str()).cloned();
        Ok(found.map(|bytes| Box::pin(std::io::Cursor::new(bytes)) as Content))
    }
}
