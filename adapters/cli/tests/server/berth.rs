//! A workflow that ships with nothing, as an author would lay it down: a definition, its templates and its scenarios.
//! After five days silence is a yes.

use std::path::{Path, PathBuf};

const FILES: [(&str, &str); 6] = [
    ("workflow.yaml", include_str!("berth/workflow.yaml")),
    ("berth.feature", include_str!("berth/berth.feature")),
    ("assigned.en.txt", include_str!("berth/assigned.en.txt")),
    ("assigned.zh.txt", include_str!("berth/assigned.zh.txt")),
    ("berth_note.en.html", include_str!("berth/berth_note.en.html")),
    ("berth_note.zh.html", include_str!("berth/berth_note.zh.html")),
];

/// Writes it into a folder of its own.
pub fn berth(folder: &Path) -> PathBuf {
    let berth = folder.join("berth");
    std::fs::create_dir(&berth).unwrap();
    for (name, text) in FILES {
        std::fs::write(berth.join(name), text).unwrap();
    }
    berth
}

/// The same, with a message that leaves the house.
pub fn berth_by_mail(folder: &Path) -> PathBuf {
    let berth = berth(folder);
    let definition = berth.join("workflow.yaml");
    let text = std::fs::read_to_string(&definition).unwrap();
    std::fs::write(definition, text.replace("channels: [portal]", "channels: [mail]")).unwrap();
    berth
}
