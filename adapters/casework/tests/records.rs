//! Deployment and the docket: what is kept is what was checked, and tampering is found out.

use registrar_casework::ports::{CommitResult, Deployed, Stored, Transition};
use registrar_casework::{Checks, DeployFault, build, deploy, deploy_under, replay};
use registrar_engine::docket::Entry;
use registrar_engine::finding::{Finding, Severity};
use registrar_engine::verify::Limits;
use registrar_testkit::{Harness, MemoryStore, SAMPLE};
use std::collections::BTreeMap;

fn calendars() -> BTreeMap<String, String> {
    registrar_workflows::calendars().into_iter().collect()
}

#[tokio::test]
async fn a_definition_with_mistakes_is_told_all_of_them_and_nothing_is_deployed() {
    let office = Harness::empty();
    let text = SAMPLE
        .replace("initial: filing", "initial: filling")
        .replace("role: judge, due: trial", "role: juge");
    let deployment = deploy(&office.world.ports, text, BTreeMap::new(), calendars()).await.unwrap();
    assert_eq!(deployment.deployed, None);
    let told: Vec<&str> = deployment.findings.iter().map(|finding| finding.message.as_str()).collect();
    for word in ["filling", "juge"] {
        assert!(told.iter().any(|message| message.contains(word)), "{word}: {told:?}");
    }
    assert!(office.world.ports.definitions.deployed().await.unwrap().is_empty());
}

/// It reads and compiles, and only the verifier sees that nothing is said of five to ten tables.
const GAP: &str = "workflow: stall
version: 1
title: {en: Stall, zh: 摊位}
calendar: cn
counting: plain
zone: Asia/Shanghai
starts: keeper
roles: {keeper: {party: true}}
data: {tables: {type: integer, min: 0, max: 20}, size: {type: enum, of: [small, large]}}
tables: {size: {hit: unique, in: [tables], out: size, rows: [[\"<= 4\", small], [\"> 10\", large]]}}
tasks: {ask: {role: keeper, form: [tables], outcomes: [asked]}}
states:
  asking: {tasks: [ask], unbounded: the keeper's own time, on: {ask.asked: {to: asked, do: [{decide: size}]}}}
  asked: {final: true}
";

#[tokio::test]
async fn what_only_the_verifier_finds_wrong_is_not_deployed_and_what_is_deployed_is_not_proved_again() {
    let office = Harness::empty();
    let (chart, findings) = build(GAP, &BTreeMap::new(), &calendars());
    let chart = chart.unwrap_or_else(|| panic!("{findings:#?}"));
    for checks in [Checks::default(), Checks { allow_undecided: true, ..Checks::default() }] {
        let ports = &office.world.ports;
        let refused =
            deploy_under(ports, GAP.to_owned(), BTreeMap::new(), calendars(), checks).await.unwrap();
        assert_eq!(refused.deployed, None);
        assert!(refused.findings.iter().any(|finding| finding.code == "table-gap"), "{:?}", refused.findings);
    }
    assert!(office.world.ports.definitions.deployed().await.unwrap().is_empty());
    // An earlier program, which couldn't prove as much, took it in: its cases go on.
    let deployed = Deployed {
        workflow: chart.workflow.clone(),
        version: chart.version,
        digest: chart.digest.clone(),
        edition: chart.edition.clone(),
        number: 1,
        at: office.world.ports.clock.now(),
    };
    let (text, resources) = (GAP.to_owned(), BTreeMap::new());
    let stored =
        Stored { deployed, text: text.clone(), resources: resources.clone(), calendars: calendars() };
    office.world.ports.definitions.deploy(&stored).await.unwrap();
    assert!(office.casework.charts.newest("stall", None).await.unwrap().is_some());
    let again = deploy(&office.world.ports, text, resources, calendars()).await.unwrap();
    assert_eq!(again.deployed.map(|one| one.digest), Some(chart.digest));
    assert!(again.findings.iter().all(|finding| finding.code != "table-gap"), "{:?}", again.findings);
}

#[tokio::test]
async fn a_version_is_taken_by_the_first_text_and_the_same_again_is_fine() {
    let office = Harness::sample().await;
    let first = office.deploy(SAMPLE).await.deployed.unwrap();
    let again = office.deploy(SAMPLE).await.deployed.unwrap();
    assert_eq!(first.digest, again.digest);
    let other = SAMPLE
        .replace("{period: 2 days, title: {en: Time to review}}", "{period: 9 days, title: {en: Time}}");
    let resources = ["judgment.en.html", "judgment.zh.html", "receipt.en.txt", "receipt.zh.txt"]
        .map(|name| (name.to_owned(), "x".to_owned()));
    let taken = deploy(&office.world.ports, other, resources.into(), calendars()).await;
    assert_eq!(taken, Err(DeployFault::VersionTaken { workflow: "sample".to_owned(), version: 1 }));
}

#[tokio::test]
async fn a_case_stays_with_its_version_when_a_new_one_comes() {
    let office = Harness::sample().await;
    let old = office.filed(&["li"]).await;
    office
        .deploy(&SAMPLE.replace("version: 1", "version: 2").replace("en: Under review", "en: Looked at"))
        .await;
    let new = office.filed(&["li"]).await;
    assert_eq!(office.view("zhang", &old).await.status[0].title, "Under review");
    assert_eq!(office.view("zhang", &new).await.status[0].title, "Looked at");
    // And after a restart, when every chart is compiled again.
    let office = Harness::over(office.stop().await);
    assert_eq!(office.view("zhang", &old).await.status[0].title, "Under review");
    office.does("chen", &old, "review", "accept", &[]).await.unwrap();
    office.check_docket(&old).await;
    office.check_docket(&new).await;
}

#[tokio::test]
async fn replaying_a_docket_gives_the_same_case_byte_for_byte() {
    let office = Harness::sample().await;
    let case = office.being_served(&["li", "wu"]).await;
    office.pass(24 * 40).await;
    let stored = office.stored(&case).await;
    let rows = office.world.ports.store.docket(&case, 1, 500).await.unwrap();
    let entries: Vec<Entry> = rows.iter().map(|row| serde_json::from_str(&row.text).unwrap()).collect();
    let chart = office.casework.charts.of(&stored).await.unwrap();
    let replayed = replay(&chart, &case, &entries).unwrap();
    assert_eq!(serde_json::to_string(&replayed).unwrap(), serde_json::to_string(&stored).unwrap());
    assert!(entries.len() > 5);
}

/// A copy of a case with a docket that was tampered with.
async fn tampered(with: impl Fn(&mut Transition)) -> Vec<String> {
    let office = Harness::sample().await;
    let case = office.being_served(&["li"]).await;
    let stored = office.stored(&case).await;
    let docket = office.world.ports.store.docket(&case, 1, 500).await.unwrap();
    let mut copy = Transition {
        expected: 0,
        text: serde_json::to_string(&stored).unwrap(),
        head_hash: docket.last().unwrap().hash.clone(),
        case: stored,
        docket,
        next_due: None,
        tasks: None,
        access: None,
        outbox: Vec::new(),
        answers: Vec::new(),
        incidents: Vec::new(),
        resolved: Vec::new(),
        cleared: Vec::new(),
    };
    with(&mut copy);
    let mut world = office.stop().await;
    let store = std::sync::Arc::new(MemoryStore::default());
    use registrar_casework::ports::Store as _;
    assert_eq!(store.commit(vec![copy]).await.unwrap(), [CommitResult::Committed]);
    world.ports.store = store;
    let office = Harness::over(world);
    office.casework.verify_docket(&case).await.unwrap().unwrap().problems
}

#[tokio::test]
async fn tampering_with_a_docket_or_a_case_is_found_out() {
    assert_eq!(tampered(|_| {}).await, Vec::<String>::new());
    let changed = tampered(|copy| {
        let text = &mut copy.docket[1].text;
        *text = text.replace("12000.00", "99000.00");
    });
    let problems = changed.await;
    assert!(problems.iter().any(|p| p.contains("entry 2: its hash")), "{problems:?}");
    let removed = tampered(|copy| drop(copy.docket.remove(2))).await;
    assert!(removed.iter().any(|p| p.contains("an entry is missing")), "{removed:?}");
    let case_changed = tampered(|copy| {
        copy.case.last_number += 1;
        copy.text = serde_json::to_string(&copy.case).unwrap();
    });
    let problems = case_changed.await;
    assert_eq!(problems, ["the stored case isn't the one that its docket tells of"]);
    let redrawn = tampered(|copy| {
        let drawn = copy.docket.iter_mut().find(|row| row.text.contains("\"position\":0")).unwrap();
        drawn.text = drawn.text.replace("\"randomness\":\"00", "\"randomness\":\"01");
    });
    let problems = redrawn.await;
    assert!(problems.iter().any(|p| p.contains("the draw isn't")), "{problems:?}");
}

#[tokio::test]
async fn the_shipped_definitions_are_deployed_and_come_back_after_a_restart() {
    let office = Harness::empty();
    for shipped in registrar_workflows::shipped() {
        let deployed =
            deploy(&office.world.ports, shipped.text, shipped.resources, calendars()).await.unwrap();
        assert_eq!(deployed.deployed.map(|d| d.workflow), Some(shipped.name), "{:?}", deployed.findings);
    }
    let office = Harness::over(office.stop().await);
    office.person("ann", &[]).await;
    let openings = office.casework.openings(&registrar_testkit::person("ann"), "zh").await.unwrap();
    let titles: Vec<&str> = openings.iter().map(|opening| opening.title.as_str()).collect();
    assert_eq!(titles, ["异步审理", "营业执照"]);
}

/// A case that ends as soon as somebody applies.
const PERMIT: &str = "workflow: permit
version: 1
title: {en: Permit, zh: 许可}
calendar: cn
counting: plain
zone: Asia/Shanghai
starts: applicant
roles: {applicant: {party: true}}
tasks: {apply: {role: applicant, outcomes: [submitted]}}
states:
  drafting: {tasks: [apply], unbounded: own time, on: {apply.submitted: granted}}
  granted: {final: true}
guarantees:
  - always_ends
";

#[tokio::test]
async fn what_is_not_decided_is_deployed_by_who_takes_the_risk_alone() {
    let office = Harness::empty();
    let ports = &office.world.ports;
    let limits = Limits { configurations: 1, covered: 0, ..Limits::default() };
    let within = |allow_undecided| {
        let checks = Checks { limits, allow_undecided };
        deploy_under(ports, PERMIT.to_owned(), BTreeMap::new(), calendars(), checks)
    };
    let refused = within(false).await.unwrap();
    assert_eq!(refused.deployed, None);
    let undecided = |finding: &&Finding| finding.code == "guarantee-undecided";
    let found: Vec<&Finding> = refused.findings.iter().filter(undecided).collect();
    assert_eq!(found.len(), 1, "{:?}", refused.findings);
    assert_eq!((found[0].severity, found[0].span.line), (Severity::Error, 14));
    assert!(ports.definitions.deployed().await.unwrap().is_empty());
    let taken = within(true).await.unwrap();
    assert!(taken.deployed.is_some(), "{:?}", taken.findings);
    let severity = taken.findings.iter().find(undecided).map(|finding| finding.severity);
    assert_eq!(severity, Some(Severity::Warning));
}
