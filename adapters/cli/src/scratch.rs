//! A folder among temporary files, gone when whoever made it is done.

use std::path::{Path, PathBuf};

/// The folder.
pub struct Scratch(PathBuf);

impl Scratch {
    /// Makes one.
    ///
    /// # Errors
    /// Where it can't be made, and why.
    pub fn new() -> Result<Self, String> {
        let path = std::env::temp_dir().join(format!("registrar-{}", uuid::Uuid::now_v7()));
        std::fs::create_dir(&path).map_err(|e| format!("`{}` can't be made: {e}", path.display()))?;
        Ok(Self(path))
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What is left lies among temporary files.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
