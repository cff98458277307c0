//! The program as a user calls it: what it prints, and with which status it ends.

use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Output, Stdio};

fn registrar(arguments: &[&str]) -> Output {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    Command::new(env!("CARGO_BIN_EXE_registrar")).args(arguments).current_dir(root).output().unwrap()
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|e| panic!("{e}: {output:?}"))
}

#[test]
fn the_shipped_workflows_are_fine() {
    // What is proved with boxes covered takes a while; the engine's own tests look at it.
    // The whole proof is made by `.ci/run`: here what needs boxes covered stays undecided.
    let quickly = ["check", "workflows/", "--format", "json", "--cover", "0"];
    let checked = registrar(&quickly);
    assert_eq!(checked.status.code(), Some(1));
    let report = json(&checked);
    let open = &report["guarantees"]["not_decided"];
    assert!(open.as_u64() > Some(0), "{report:#}");
    assert_eq!((&report["errors"], &report["warnings"]), (open, &0.into()));
    let checked = registrar(&[quickly.as_slice(), &["--allow-undecided"]].concat());
    assert_eq!(checked.status.code(), Some(0));
    let report = json(&checked);
    assert_eq!((&report["errors"], &report["warnings"]), (&0.into(), open));
    assert_eq!(report["definitions"].as_array().map(Vec::len), Some(2));
}

/// A permit with a guarantee, and what it says.
const PERMIT: &str = "workflow: permit
version: 1
title: {en: Permit, zh: 许可}
calendar: cn
counting: cn-licensing
zone: Asia/Shanghai
starts: applicant
roles: {applicant: {party: true}}
tasks: {apply: {role: applicant, outcomes: [submitted, dropped]}}
states:
  drafting: {tasks: [apply], unbounded: own time, on: {apply.submitted: granted, apply.dropped: dropped}}
  granted: {final: true}
  dropped: {final: true}
guarantees:
  - always_ends
";

#[test]
fn each_guarantee_has_its_verdict_in_every_form() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("workflow.yaml"), PERMIT).unwrap();
    let path = folder.path().to_str().unwrap();
    let all = ["check", path, "--allow-undecided"];
    let report = json(&registrar(&[all.as_slice(), &["--format", "json"]].concat()));
    let definition = &report["definitions"][0];
    let guarantee = &definition["guarantees"][0];
    assert_eq!((&guarantee["name"], &guarantee["line"]), (&"always_ends".into(), &15.into()));
    let verdict = guarantee["verdict"].as_str().unwrap();
    let counted = report["guarantees"][verdict.replace(' ', "_")].as_u64();
    assert_eq!(counted, Some(1), "{report:#}");
    for key in ["configurations", "transitions"] {
        assert!(guarantee[key].is_u64() && definition["explored"][key].is_u64(), "{report:#}");
    }
    assert!(guarantee["assumptions"].is_array() && guarantee["story"].is_null(), "{report:#}");
    let text = String::from_utf8(registrar(&all).stdout).unwrap();
    assert!(text.contains(&format!("  {verdict:<11}  always_ends\n")), "{text}");
    assert!(
        text.trim_end().ends_with(&format!("{} not decided", report["guarantees"]["not_decided"])),
        "{text}"
    );
    let page = registrar(&[all.as_slice(), &["--format", "html", "--lang", "zh"]].concat());
    assert_eq!(page.status.code(), Some(0));
    let page = String::from_utf8(page.stdout).unwrap();
    assert!(page.starts_with("<!doctype html>") && page.trim_end().ends_with("</html>"), "{page}");
    assert!(page.contains("<code>always_ends</code>") && page.contains("许可"), "{page}");
}

/// A permit that may be lost: the officer has five working days, and nothing follows when they are over.
const LOST: &str = "workflow: stall
version: 1
title: {en: Street stall, zh: 摊位许可}
calendar: cn
counting: cn-licensing
zone: Asia/Shanghai
starts: applicant
roles:
  applicant: {party: true, title: {en: Applicant, zh: 申请人}}
  officer: {pool: officers, title: {en: Officer, zh: 经办人}}
data: {stalls: {type: integer, title: {en: Stalls, zh: 摊位数}}}
deadlines: {decision: {period: 5 working days, title: {en: Decision, zh: 决定期限}}}
tasks:
  apply: {role: applicant, outcomes: {submitted: [stalls]}, title: {en: Application, zh: 申请}}
  decide: {role: officer, due: decision, outcomes: [granted, referred], title: {en: Decision on the permit, zh: 作出决定}}
states:
  drafting: {tasks: [apply], unbounded: own time, on: {apply.submitted: deciding}, title: {en: Being drafted, zh: 起草}}
  deciding:
    title: {en: Being decided, zh: 审查}
    tasks: [decide]
    deadlines: [decision]
    on:
      decide.granted: granted
      decide.referred: [{if: 'data.stalls > 20', to: referred}, {to: deciding}]
      decision.expired: {}
  referred: {unbounded: a council decides, on: {}, title: {en: Before the council, zh: 提交讨论}}
  granted: {final: true, outcome: granted, title: {en: Granted, zh: 准予}}
guarantees:
  - always_ends
";

#[test]
fn the_story_of_a_refuted_guarantee_is_written_and_can_be_played() {
    let (folder, stories) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    std::fs::write(folder.path().join("workflow.yaml"), LOST).unwrap();
    let (path, to) = (folder.path().to_str().unwrap(), stories.path().to_str().unwrap());
    let checked = registrar(&["check", path, "--stories", to]);
    assert_eq!(checked.status.code(), Some(1), "{checked:?}");
    let text = String::from_utf8(checked.stdout).unwrap();
    let file = stories.path().join("stall-1-always_ends.feature");
    for wanted in [
        "1. 2026-03-02 09:00  The case is opened.",
        "2. 2026-03-02 10:00  Applicant ends “Application” with “submitted” (Stalls: 21).",
        &format!("a story to play with `registrar test`: {}", file.display()),
    ] {
        assert!(text.contains(wanted), "{wanted}\n{text}");
    }
    let zh = String::from_utf8(registrar(&["check", path, "--lang", "zh"]).stdout).unwrap();
    assert!(zh.contains("2026-03-02 10:00  申请人完成「申请」：submitted（摊位数：21）。"), "{zh}");
    let played = registrar(&["test", to, "--workflows", path]);
    assert_eq!(played.status.code(), Some(0), "{played:?}");
    // What isn't a story stays as it is, and that is told.
    std::fs::write(&file, "Feature: mine\n").unwrap();
    let again = registrar(&["check", path, "--stories", to]);
    assert_eq!(again.status.code(), Some(3), "{again:?}");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "Feature: mine\n");
}

#[test]
fn a_page_shows_what_is_wrong_with_its_line_and_nothing_of_it_is_markup() {
    let folder = tempfile::tempdir().unwrap();
    let wrong = PERMIT.replace("on: {apply.submitted: granted", "on: {apply.submitted: \"<script>\"");
    std::fs::write(folder.path().join("workflow.yaml"), wrong).unwrap();
    let checked = registrar(&["check", folder.path().to_str().unwrap(), "--format", "html"]);
    assert_eq!(checked.status.code(), Some(1));
    let page = String::from_utf8(checked.stdout).unwrap();
    assert!(page.contains("11 |   drafting: ") && page.contains("&lt;script&gt;"), "{page}");
    assert!(!page.contains("<script"), "{page}");
}

#[test]
fn what_is_watched_is_checked_again_after_each_change() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("workflow.yaml");
    std::fs::write(&file, PERMIT).unwrap();
    let mut watching = Command::new(env!("CARGO_BIN_EXE_registrar"))
        .args(["check", folder.path().to_str().unwrap(), "--allow-undecided", "--watch"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(watching.stdout.take().unwrap()).lines().map(Result::unwrap);
    // Each report ends with when it was made.
    let mut report = || -> Vec<String> {
        let mut said = Vec::new();
        for line in lines.by_ref() {
            if line.starts_with("checked at ") {
                return said;
            }
            said.push(line);
        }
        panic!("it ended: {said:?}")
    };
    let first = report().join("\n");
    std::fs::write(&file, PERMIT.replace("starts: applicant", "starts: aplicant")).unwrap();
    let second = report().join("\n");
    std::fs::remove_file(&file).unwrap();
    let third = report().join("\n");
    std::fs::write(&file, PERMIT).unwrap();
    let fourth = report().join("\n");
    watching.kill().unwrap();
    watching.wait().unwrap();
    assert!(first.contains("fine") && !first.contains("error["), "{first}");
    assert!(second.contains("did you mean `applicant`?"), "{second}");
    assert!(third.contains("no workflow.yaml"), "{third}");
    assert_eq!(fourth, first);
    let json = registrar(&["check", "workflows", "--watch", "--format", "json"]);
    assert_eq!(json.status.code(), Some(2));
    assert_eq!(registrar(&["check", "no/such/folder", "--watch"]).status.code(), Some(2));
}

#[test]
fn mistakes_are_told_with_their_places_and_nothing_is_deployed() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("wrong.yaml");
    std::fs::write(
        &file,
        "workflow: wrong\nversion: 1\ntitel: {en: Wrong}\nstarts: nobody\nstates: {a: {finl: true}}\n",
    )
    .unwrap();
    let path = file.to_str().unwrap();
    let checked = registrar(&["check", path]);
    assert_eq!(checked.status.code(), Some(1));
    let text = String::from_utf8(checked.stdout).unwrap();
    assert!(text.contains("wrong.yaml:3:1") && text.contains("did you mean `title`?"), "{text}");
    assert!(text.contains("did you mean `final`?"), "{text}");
    let data = folder.path().join("data");
    let deployed = registrar(&["deploy", path, "--data", data.to_str().unwrap()]);
    assert_eq!(deployed.status.code(), Some(1));
    assert!(!data.exists());
}

#[test]
fn the_same_definition_with_a_newer_calendar_is_a_newer_edition_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data").to_str().unwrap().to_owned();
    let deploy = |paths: &[&str]| {
        let done = registrar(&[&["deploy", "--data", &data], paths].concat());
        assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).unwrap()
    };
    // Its name comes before those of the shipped files, and it lies over one of them all the same.
    let layer = "calendar: cn\nextends: cn\nedition: \"2026-11\"\npublished: {until: 2027-12-31}\n";
    let calendars = folder.path().join("calendars");
    std::fs::create_dir(&calendars).unwrap();
    std::fs::write(calendars.join("a-2027.yaml"), layer).unwrap();
    let (workflow, calendars) = ("workflows/business-licence", calendars.to_str().unwrap());
    assert!(!deploy(&[workflow]).contains(": "), "a definition is deployed");
    assert!(deploy(&[workflow]).contains("nothing new"));
    assert!(deploy(&[workflow, calendars]).contains("newer calendars"));
    assert!(deploy(&[workflow, calendars]).contains("nothing new"));
}

#[test]
fn a_deadline_is_counted_and_explained() {
    let arguments = ["deadline", "--counting", "cn-litigation", "--calendar", "cn", "--from", "2018-09-17"];
    let counted = registrar(&[arguments.as_slice(), &["--period", "15 days", "--format", "json"]].concat());
    assert_eq!(counted.status.code(), Some(0));
    let due = json(&counted);
    assert_eq!((&due["last_day"], &due["due"]), (&"2018-10-08".into(), &"2018-10-09T00:00:00+08:00".into()));
    assert!(due["steps"].as_array().is_some_and(|steps| steps.len() > 2));
    let wrong = registrar(&[arguments.as_slice(), &["--period", "15 dayz"]].concat());
    assert_eq!(wrong.status.code(), Some(2));
}

#[test]
fn wrong_use_has_status_2_and_a_missing_installation_status_3() {
    assert_eq!(registrar(&["check", "no/such/folder"]).status.code(), Some(2));
    assert_eq!(registrar(&["explain", "no-such-code"]).status.code(), Some(2));
    assert_eq!(registrar(&["frobnicate"]).status.code(), Some(2));
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("none");
    assert_eq!(registrar(&["docket", "verify", "--data", data.to_str().unwrap()]).status.code(), Some(3));
}

#[test]
fn a_person_has_a_token_and_a_backup_can_be_used_again() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data").to_str().unwrap().to_owned();
    let copy = folder.path().join("copy").to_str().unwrap().to_owned();
    let added = registrar(&[
        "person", "add", "Ann", "--org", "court", "--pool", "judges", "--data", &data, "--format", "json",
    ]);
    assert_eq!(added.status.code(), Some(0));
    assert!(json(&added)["token"].as_str().is_some_and(|token| token.len() >= 20));
    assert_eq!(registrar(&["deploy", "workflows", "--data", &data]).status.code(), Some(0));
    let kept = registrar(&["statistics", "--data", &data, "--since", "2026-03-01", "--format", "json"]);
    assert_eq!((kept.status.code(), &json(&kept)["cases"]), (Some(0), &0.into()));
    let reversed =
        registrar(&["statistics", "--data", &data, "--since", "2026-03-02", "--until", "2026-03-01"]);
    assert_eq!(reversed.status.code(), Some(2));
    assert_eq!(registrar(&["statistics", "--data", &data, "--since", "soon"]).status.code(), Some(2));
    assert_eq!(registrar(&["backup", &copy, "--data", &data]).status.code(), Some(0));
    assert_eq!(registrar(&["docket", "verify", "--data", &copy]).status.code(), Some(0));
    assert_eq!(
        registrar(&["backup", &copy, "--data", &data]).status.code(),
        Some(3),
        "the folder isn't empty"
    );
}

#[test]
fn a_new_sandbox_has_its_cases_and_says_where_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("sandbox").to_str().unwrap().to_owned();
    let mut sandbox = Command::new(env!("CARGO_BIN_EXE_registrar"))
        .args(["sandbox", "--port", "0", "--data", &data])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let said: Vec<String> =
        BufReader::new(sandbox.stdout.take().unwrap()).lines().take(2).map(Result::unwrap).collect();
    sandbox.kill().unwrap();
    let ended = sandbox.wait_with_output().unwrap();
    let errors = String::from_utf8_lossy(&ended.stderr);
    assert_eq!(said.len(), 2, "{errors}");
    assert!(said[0].contains(&data) && said[1].starts_with("http://127.0.0.1:"), "{said:?}");
    // A killed sandbox is whole: serve's commands refuse it, since it isn't for real cases.
    let refused = registrar(&["docket", "verify", "--data", &data]);
    assert_eq!(refused.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("sandbox"));
}
