//! Folders on disk are read like what is shipped, within limits.

use registrar_workflows::{FolderError, MAX_FILE, find_workflows, lay_over, read_folder, read_times};
use std::fs;
use std::path::Path;

fn write(folder: &Path, name: &str, text: &str) {
    fs::create_dir_all(folder).unwrap();
    fs::write(folder.join(name), text).unwrap();
}

#[test]
fn a_folder_gives_its_definition_and_what_stands_beside_it() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("stall-permit");
    write(&folder, "workflow.yaml", "workflow: stall-permit\n");
    write(&folder, "granted.en.txt", "Granted\n");
    write(&folder, "notes.md", "not for the program");
    let read = read_folder(&folder).unwrap();
    assert_eq!(read.name, "stall-permit");
    assert_eq!(read.text, "workflow: stall-permit\n");
    assert_eq!(read.resources.keys().collect::<Vec<_>>(), ["granted.en.txt"]);
}

#[test]
fn a_folder_without_definition_says_so() {
    let home = tempfile::tempdir().unwrap();
    let error = read_folder(home.path()).unwrap_err();
    assert!(matches!(error, FolderError::NoDefinition { .. }), "{error}");
}

#[test]
fn a_file_beyond_the_limit_is_refused() {
    let home = tempfile::tempdir().unwrap();
    write(home.path(), "workflow.yaml", &"#".repeat(usize::try_from(MAX_FILE).unwrap() + 1));
    let error = read_folder(home.path()).unwrap_err();
    assert!(matches!(error, FolderError::TooLarge { .. }), "{error}");
}

#[test]
fn a_file_that_is_no_text_is_refused() {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join("workflow.yaml"), [0xff, 0xfe]).unwrap();
    let error = read_folder(home.path()).unwrap_err();
    assert!(matches!(error, FolderError::NotText { .. }), "{error}");
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_folder_is_refused_and_one_inside_is_followed() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("inside");
    write(&folder, "workflow.yaml", "workflow: x\n");
    write(&folder, "a.en.txt", "A\n");
    std::os::unix::fs::symlink(folder.join("a.en.txt"), folder.join("b.en.txt")).unwrap();
    assert_eq!(read_folder(&folder).unwrap().resources["b.en.txt"], "A\n");
    write(home.path(), "secret.txt", "secret");
    std::os::unix::fs::symlink(home.path().join("secret.txt"), folder.join("c.en.txt")).unwrap();
    let error = read_folder(&folder).unwrap_err();
    assert!(matches!(error, FolderError::Outside { .. }), "{error}");
}

#[test]
fn workflows_are_found_at_any_depth_and_in_order() {
    let home = tempfile::tempdir().unwrap();
    for name in ["b", "a/inner", "a"] {
        write(&home.path().join(name), "workflow.yaml", "");
    }
    let found = find_workflows(home.path()).unwrap();
    let names: Vec<_> = found.iter().map(|path| path.strip_prefix(home.path()).unwrap()).collect();
    assert_eq!(names, [Path::new("a"), Path::new("a/inner"), Path::new("b")]);
    assert_eq!(find_workflows(home.path().join("b/workflow.yaml")).unwrap(), [home.path().join("b")]);
}

#[test]
fn calendars_and_counting_rules_are_read_from_the_folder_and_its_two() {
    let home = tempfile::tempdir().unwrap();
    write(home.path(), "workflow.yaml", "workflow: x\n");
    write(home.path(), "town.yaml", "calendar: town\n");
    write(&home.path().join("counting"), "town-rule.yaml", "counting: town-rule\n");
    let texts: Vec<String> = read_times(home.path()).unwrap().into_iter().map(|(_, text)| text).collect();
    assert_eq!(texts, ["calendar: town\n", "counting: town-rule\n"]);
}

#[test]
fn a_calendar_of_ones_own_takes_the_place_of_the_one_with_its_name() {
    let files = |names: &[(&str, &str)]| -> Vec<(String, String)> {
        names.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
    };
    let shipped = files(&[("calendars/cn.yaml", "shipped"), ("counting/plain.yaml", "shipped")]);
    let own = files(&[("court/calendars/cn.yaml", "own"), ("court/calendars/town.yaml", "own")]);
    assert_eq!(
        lay_over(shipped, own),
        files(&[
            ("counting/plain.yaml", "shipped"),
            ("court/calendars/cn.yaml", "own"),
            ("court/calendars/town.yaml", "own")
        ])
    );
    let more = files(&[("court/cn.yaml", "calendar: cn\nextends: cn\n")]);
    let shipped = files(&[("calendars/cn.yaml", "shipped")]);
    assert_eq!(lay_over(shipped.clone(), more.clone()), [shipped, more].concat());
}
