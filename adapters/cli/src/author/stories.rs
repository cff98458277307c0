//! Stories of refuted guarantees as scenarios: files that `registrar test` plays.

use super::sources::Found;
use registrar_engine::verify::{Answer, STORY_MARK};
use std::path::{Path, PathBuf};

/// Writes the scenario of each refuted guarantee that has one, and names the files. What else lies in the folder
/// stays, earlier stories too: mended, they are scenarios that guard against the fault.
///
/// # Errors
/// The folder can't be written, or a file of that name is somebody else's.
pub fn write(folder: &Path, found: &Found) -> Result<Vec<PathBuf>, String> {
    let fault =
        |path: &Path, error: std::io::Error| format!("`{}` can't be written: {error}", path.display());
    let mut written = Vec::new();
    for checked in &found.definitions {
        let Some((chart, report)) = checked.proven() else { continue };
        for (number, verdict) in (1..).zip(&report.verdicts) {
            let Answer::Refuted(story) = &verdict.answer else { continue };
            if story.feature.is_empty() {
                continue;
            }
            std::fs::create_dir_all(folder).map_err(|error| fault(folder, error))?;
            let name = format!("{}-{number}-{}.feature", plain(&chart.workflow), plain(&verdict.template));
            let path = folder.join(name);
            // Who watches the folder mustn't be told of a change where there is none.
            let before = std::fs::read_to_string(&path).ok();
            let known = before.as_ref().is_some_and(|text| *text == story.feature);
            if !known && (before.is_some_and(|text| !text.starts_with(STORY_MARK)) || path.is_dir()) {
                return Err(format!(
                    "`{}` is there already and isn't a story that was written here: move it away, or name another folder",
                    path.display()
                ));
            }
            if !known {
                std::fs::write(&path, &story.feature).map_err(|error| fault(&path, error))?;
            }
            written.push(path);
        }
    }
    Ok(written)
}

/// A name that is safe in a path, whoever wrote it.
fn plain(name: &str) -> String {
    name.chars().map(|c| if c.is_alphanumeric() || matches!(c, '-' | '_') { c } else { '-' }).collect()
}
