//! A workflow that ships with nothing, as an author would lay it down: a definition, its templates and its scenarios.
//! After five days silence is a yes.

use crate::served::Served;
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

/// Somebody opens a case and asks for a berth; the case.
pub async fn asked_for(served: &Served, token: &str, name: &str) -> String {
    let skipper = served.browser(token);
    let opening = skipper.get("/open/berth").await;
    let place = skipper.submit(&opening, "/open/berth", &[("do", "open"), ("skipper[1].name", name)]).await;
    let page = skipper.get(&place).await;
    let task = page.split(&format!("{place}/tasks/")).nth(1).unwrap().split('"').next().unwrap();
    let path = format!("{place}/tasks/{task}");
    let form = skipper.get(&path).await;
    let typed = [("do", "outcome:asked"), ("f:boat", "Sea Swallow"), ("f:metres", "12")];
    skipper.submit_with(&form, &path, &typed, Some(("d:papers", "papers.pdf", b"%PDF-1.4 papers"))).await;
    place.trim_start_matches("/cases/").to_owned()
}
