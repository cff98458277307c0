//! Contents of documents as files beside the database, named by the digest of their bytes.
//!
//! A content is written to a temporary name, synced, and renamed: it is there whole or not at all.

use crate::charge::Charge;
use async_trait::async_trait;
use registrar_casework::ports::{Content, DocumentFault, Documents, Kept};
use registrar_engine::docket::hex;
use registrar_engine::id::Digest;
use sha2::{Digest as _, Sha256};
use std::io;
use std::path::{Path, PathBuf};
use tokio::fs;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// Read and hashed at a time.
const PIECE: usize = 64 * 1024;

/// A folder of contents.
#[derive(Debug, Clone)]
pub struct FileDocuments {
    folder: PathBuf,
}

impl FileDocuments {
    /// Uses a folder, making it where needed.
    ///
    /// # Errors
    /// The folder can't be made.
    pub async fn open(folder: &Path) -> io::Result<Self> {
        fs::create_dir_all(folder.join("new")).await?;
        Ok(Self { folder: folder.to_owned() })
    }

    /// Removes what interrupted uploads left. Only for who knows that no other process takes uploads in:
    /// a command beside a running server must leave alone what comes in there.
    ///
    /// # Errors
    /// The folder can't be read.
    pub async fn clear_unfinished(&self, charge: &Charge) -> io::Result<()> {
        if !charge.is_alone() {
            return Ok(());
        }
        let mut left = fs::read_dir(self.folder.join("new")).await?;
        while let Some(entry) = left.next_entry().await? {
            fs::remove_file(entry.path()).await?;
        }
        Ok(())
    }

    fn path(&self, digest: &Digest) -> Option<PathBuf> {
        let name = digest.as_str();
        // Never a path of somebody's choosing.
        let is_digest =
            name.len() == 64 && name.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        is_digest.then(|| self.folder.join(&name[..2]).join(name))
    }

    async fn write(&self, temporary: &Path, mut content: Content, limit: u64) -> Result<Kept, DocumentFault> {
        let mut file = fs::File::create_new(temporary).await?;
        let mut hasher = Sha256::new();
        let mut size = 0_u64;
        let mut piece = vec![0_u8; PIECE];
        loop {
            let read = content.read(&mut piece).await?;
            if read == 0 {
                break;
            }
            size += read as u64;
            if size > limit {
                return Err(DocumentFault::TooLarge { limit });
            }
            hasher.update(&piece[..read]);
            file.write_all(&piece[..read]).await?;
        }
        file.sync_all().await?;
        let name = hex(&hasher.finalize());
        let digest = Digest::parse(&name).map_err(|e| io::Error::other(e.to_string()))?;
        let Some(path) = self.path(&digest) else { return Err(io::Error::other("no digest").into()) };
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).await?;
            fs::rename(temporary, &path).await?;
            // The name is durable only with its folder.
            fs::File::open(folder).await?.sync_all().await?;
        }
        fs::File::open(&self.folder).await?.sync_all().await?;
        Ok(Kept { digest, size })
    }
}

#[async_trait]
impl Documents for FileDocuments {
    async fn keep(&self, content: Content, limit: u64) -> Result<Kept, DocumentFault> {
        let temporary = self.folder.join("new").join(uuid::Uuid::new_v4().to_string());
        let kept = self.write(&temporary, content, limit).await;
        if kept.is_err() {
            // It may not be there at all; what remains is removed at the server's next start.
            let _ = fs::remove_file(&temporary).await;
        }
        kept
    }

    async fn content(&self, digest: &Digest) -> Result<Option<Content>, DocumentFault> {
        let Some(path) = self.path(digest) else { return Ok(None) };
        match fs::File::open(path).await {
            Ok(file) => Ok(Some(Box::pin(file))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}
