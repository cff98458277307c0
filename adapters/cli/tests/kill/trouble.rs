//! Rounds in which something else goes wrong than that the server dies: the database goes away, somebody keeps it
//! locked, or one case is harmed. Nobody else may feel more of it than he must.

use crate::by_hand::ByHand;
use crate::chance::Chance;
use crate::crew::{Meanwhile, at_work};
use crate::ground::Ground;
use crate::http::{Grace, Link};
use crate::installation::Installation;
use crate::patient::{self, Ill, WORKFLOW};
use crate::report::Figures;
use crate::server::Server;
use crate::trigger::Sight;
use crate::verdict;
use crate::whistle::Whistle;
use serde_json::Value;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trouble {
    /// The database server is ended at once and started again.
    Restart,
    /// Somebody keeps the cases locked for longer than the program waits.
    Lock,
    /// What a deadline's end is to do can't be done.
    Guard,
    /// The text of a definition can't be read any more.
    Definition,
    /// A case can't be read any more.
    Case,
    /// The file of a document is gone.
    Document,
}

impl Trouble {
    pub const ALL: [Self; 6] =
        [Self::Restart, Self::Lock, Self::Guard, Self::Definition, Self::Case, Self::Document];

    /// Whether it can be had there.
    pub fn can_be(self, ground: &Ground) -> bool {
        self != Self::Restart || matches!(ground, Ground::Server(_))
    }
}

/// The program says so when the database keeps it waiting, and goes on when it doesn't.
const TOLD_WITHIN: Duration = Duration::from_secs(40);
/// An operator sees what went wrong within this.
const SEEN_WITHIN: Duration = Duration::from_secs(30);
/// Commands that are acknowledged before, or after, in order to know that people can work.
const SOME: u64 = 5;
/// Long enough for a server to be killed before a deadline ends.
const SOON: Duration = Duration::from_secs(2);
/// A deadline that nobody has to forestall.
const AT_ONCE: Duration = Duration::from_millis(300);

pub fn play(
    installation: &mut Installation,
    ground: &mut Ground,
    trouble: Trouble,
    chance: &mut Chance,
    figures: &mut Figures,
) {
    let began = Instant::now();
    installation.lease_ends();
    match trouble {
        Trouble::Restart => restart(installation, ground, chance),
        Trouble::Lock => lock(installation),
        Trouble::Guard => guard(installation),
        Trouble::Definition => {
            let harm = format!("UPDATE definition SET text = ': ] {{' || text WHERE workflow = '{WORKFLOW}'");
            let heal = format!("UPDATE definition SET text = substr(text, 6) WHERE workflow = '{WORKFLOW}'");
            unreadable(installation, |_| (harm, heal));
        }
        Trouble::Case => unreadable(installation, |ill| {
            let case = &ill.case;
            let harm = format!("UPDATE case_file SET body = '{{' || body WHERE case_id = '{case}'");
            (harm, format!("UPDATE case_file SET body = substr(body, 2) WHERE case_id = '{case}'"))
        }),
        Trouble::Document => document(installation),
    }
    figures.troubled(trouble);
    installation.look(figures);
    println!("round {}: {trouble:?}, {:?}", figures.rounds_played, began.elapsed());
}

fn people_go_on(seen: &Meanwhile<'_>) {
    seen.trigger.see_more(Sight::Acknowledged, SOME, TOLD_WITHIN);
}

fn restart(installation: &mut Installation, ground: &mut Ground, chance: &mut Chance) {
    let server = Server::start(&installation.program);
    let later = chance.up_to(Duration::from_millis(300));
    at_work(installation, &[server.with(Grace::Refusals)], |seen| {
        people_go_on(seen);
        seen.whistle.wait(later);
        ground.restart();
        people_go_on(seen);
    });
    server.kill();
}

fn lock(installation: &mut Installation) {
    let server = Server::start(&installation.program);
    let mut other = ByHand::at(&installation.program.store);
    at_work(installation, &[server.with(Grace::Refusals)], |seen| {
        people_go_on(seen);
        other.locks_cases();
        seen.trigger.see_more(Sight::Refused, 1, TOLD_WITHIN);
        drop(other);
        people_go_on(seen);
    });
    server.kill();
}

fn guard(installation: &mut Installation) {
    let server = Server::start(&installation.program);
    let trigger = std::sync::Arc::clone(&installation.trigger);
    let token = installation.patient.token.clone();
    let link = Link { address: server.address, token, trigger: &trigger, grace: Grace::None };
    let Ill { case, .. } = installation.patient.opens(&link, AT_ONCE, true);
    at_work(installation, &[server.with(Grace::None)], |seen| {
        is_seen_by_an_operator(seen, &case);
        people_go_on(seen);
    });
    installation.settle(server.address);
    patient::repairs(&link, &case);
    retry_all(installation);
    Whistle::default().until("the case ends", SEEN_WITHIN, || patient::has_ended(&link, &case));
    server.kill();
}

/// Something that can't be read while the server runs, and then can again.
fn unreadable(installation: &mut Installation, what: impl FnOnce(&Ill) -> (String, String)) {
    let trigger = std::sync::Arc::clone(&installation.trigger);
    let token = installation.patient.token.clone();
    let link = |server: &Server| Link {
        address: server.address,
        token: token.clone(),
        trigger: &trigger,
        grace: Grace::None,
    };
    let before = Server::start(&installation.program);
    let ill = installation.patient.opens(&link(&before), SOON, false);
    // What a server has read it remembers.
    before.kill();
    let mut hand = ByHand::at(&installation.program.store);
    let (harm, heal) = what(&ill);
    assert_eq!(hand.says(&harm), 1, "{harm}");
    hand.ends_leases();
    let server = Server::start(&installation.program);
    let link = link(&server);
    at_work(installation, &[server.with(Grace::None)], |seen| {
        is_seen_by_an_operator(seen, &ill.case);
        let told = link.send("GET", &format!("/api/cases/{}", ill.case), &[], b"").expect("it answers");
        assert_eq!(told.status, 503, "{}", told.text());
        people_go_on(seen);
    });
    // All that isn't harmed comes to its end meanwhile: timers, mail, questions, documents.
    installation.settle(server.address);
    // Whoever replays the dockets hears of it, and of all the others that they agree.
    let wrong = installation.program.verified()["wrong"].clone();
    let wrong: Vec<&str> =
        wrong.as_array().expect("a list").iter().filter_map(|one| one["case"].as_str()).collect();
    assert!(wrong.contains(&ill.case.as_str()), "{wrong:?}");
    assert!(wrong.iter().all(|case| installation.patient.has(case)), "{wrong:?}");
    assert_eq!(hand.says(&heal), 1, "{heal}");
    drop(hand);
    retry_all(installation);
    Whistle::default().until("the case ends", SEEN_WITHIN, || patient::has_ended(&link, &ill.case));
    server.kill();
}

fn document(installation: &mut Installation) {
    let server = Server::start(&installation.program);
    let front = [server.with(Grace::None)];
    let mut paper = None;
    // Some errands come with a paper.
    for _ in 0..40 {
        at_work(installation, &front, people_go_on);
        paper = a_paper(installation, &server);
        if paper.is_some() {
            break;
        }
    }
    let (token, path, file) = paper.expect("one errand in three has a paper");
    let aside = file.with_extension("aside");
    std::fs::rename(&file, &aside).expect("it was there");
    let trigger = std::sync::Arc::clone(&installation.trigger);
    let link = Link { address: server.address, token, trigger: &trigger, grace: Grace::None };
    at_work(installation, &front, |seen| {
        let told = link.send("GET", &path, &[], b"").expect("it answers");
        assert!(matches!(told.status, 404 | 503), "{} {}", told.status, told.text());
        people_go_on(seen);
    });
    installation.settle(server.address);
    std::fs::rename(&aside, &file).expect("it is put back");
    assert_eq!(link.send("GET", &path, &[], b"").expect("it answers").status, 200);
    server.kill();
}

/// Somebody's paper: the owner's token, its address, and the file that it lies in.
fn a_paper(installation: &Installation, server: &Server) -> Option<(String, String, PathBuf)> {
    for sender in &installation.senders {
        let trigger = &installation.trigger;
        let token = sender.token.clone();
        let link = Link { address: server.address, token, trigger, grace: Grace::None };
        for case in verdict::all(&link, "/api/cases") {
            let case = case["case"].as_str().expect("a case has an id").to_owned();
            let view = link.get(&format!("/api/cases/{case}")).expect("it answers");
            let documents = view["documents"].as_array().expect("a case has documents").iter();
            let mut papers = documents.filter(|document| document["kind"] == "paper");
            let Some(paper) = papers.next() else { continue };
            let digest = paper["digest"].as_str().expect("a paper has a digest");
            let file = installation.program.data.join("documents").join(&digest[..2]).join(digest);
            let path = format!("/api/cases/{case}/documents/{}", paper["number"]);
            return Some((sender.token.clone(), path, file));
        }
    }
    None
}

fn is_seen_by_an_operator(seen: &Meanwhile<'_>, case: &str) {
    let is_listed = || open_incidents(&seen.program.json(&["incident", "list"])).any(|i| i["case"] == case);
    seen.whistle.until("an incident of the case", SEEN_WITHIN, is_listed);
}

fn open_incidents(listed: &Value) -> impl Iterator<Item = &Value> {
    listed["incidents"].as_array().expect("a list").iter()
}

/// The operator has seen to it, and tries everything again.
fn retry_all(installation: &Installation) {
    for incident in open_incidents(&installation.program.json(&["incident", "list"])) {
        installation.program.run(&["incident", "retry", incident["id"].as_str().expect("it has an id")]);
    }
}
