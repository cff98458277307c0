//! One folder, one server, one kind of cases.

use crate::served::Installation;

#[tokio::test]
async fn the_sandbox_is_refused_on_real_cases_and_serve_on_a_sandbox_and_both_say_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let real = Installation::new(&folder.path().join("real"));
    assert!(real.run(&["migrate"]).status.success());
    let (status, said) = real.refused(&["sandbox", "--port", "0"]);
    assert_eq!(status, Some(3));
    assert!(said.contains("belongs to real cases, not to a sandbox: name another folder"), "{said}");
    assert_eq!(real.start(&["serve"]).get("/health").await.status, 200, "it is none the worse for it");

    let played = Installation::new(&folder.path().join("played"));
    assert!(played.start(&["sandbox"]).get("/").await.has("This is a sandbox"));
    for command in [["serve", "--port", "0"].as_slice(), &["migrate"], &["docket", "verify"]] {
        let (status, said) = played.refused(command);
        assert_eq!(status, Some(3));
        assert!(said.contains("belongs to a sandbox, not to real cases: name another folder"), "{said}");
    }
    let person = ["person", "add", "Chen", "--org", "court"];
    assert_eq!(played.refused(&person).0, Some(3));
    assert!(
        played.start(&["sandbox"]).get("/").await.has("This is a sandbox"),
        "it is none the worse for it"
    );
}

#[tokio::test]
async fn a_second_server_on_a_folder_is_refused_and_the_operators_commands_are_not() {
    let folder = tempfile::tempdir().unwrap();
    let office = Installation::new(folder.path());
    let first = office.start(&["serve"]);
    let (status, said) = office.refused(&["serve", "--port", "0"]);
    assert_eq!(status, Some(3));
    assert!(said.contains("another registrar is running") && said.contains("stop it"), "{said}");
    let token = office.token("chen");
    assert_eq!(first.with_bearer("/api/inbox", &token).await.status, 200);
    let copy = folder.path().join("copy");
    for command in
        [["backup", copy.to_str().unwrap()].as_slice(), &["docket", "verify"], &["incident", "list"]]
    {
        let output = office.run(command);
        assert!(output.status.success(), "{output:?}");
    }
    drop(first);
    assert_eq!(office.start(&["serve"]).with_bearer("/api/inbox", &token).await.status, 200);
}

#[cfg(unix)]
#[tokio::test]
async fn a_server_that_is_asked_to_stop_ends_well_and_the_next_one_starts() {
    let folder = tempfile::tempdir().unwrap();
    let office = Installation::new(folder.path());
    for command in ["serve", "serve"] {
        let served = office.start(&[command]);
        assert_eq!(served.get("/health").await.text, "ok");
        assert_eq!(served.terminated().code(), Some(0));
    }
}

#[cfg(unix)]
#[test]
fn a_new_folder_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let office = Installation::new(folder.path());
    assert!(office.run(&["migrate"]).status.success());
    let mode = std::fs::metadata(&office.data).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
}
