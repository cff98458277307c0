//! Definitions, people, tokens, feeds, invitations.

use super::sample::{at, case_id, person};
use registrar_casework::ports::{
    Added, Definitions, Deployed, Feed, Invitation, Organisation, People, Person, Stored, Token,
};
use registrar_engine::chart::Channel;
use std::collections::BTreeMap;

fn definition(workflow: &str, version: u32, digest: &str, edition: &str) -> Stored {
    let texts = |name: &str| BTreeMap::from([(name.to_owned(), format!("{digest} {name}"))]);
    Stored {
        deployed: Deployed {
            workflow: workflow.to_owned(),
            version,
            digest: digest.to_owned(),
            edition: edition.to_owned(),
            number: 1,
            at: at(i64::from(version)),
        },
        text: format!("workflow: {workflow}"),
        resources: texts("receipt.txt"),
        calendars: BTreeMap::from([("cn.yaml".to_owned(), edition.to_owned())]),
    }
}

/// Another digest under the same version is refused; the list has the highest version first.
pub async fn a_version_is_deployed_once(store: &impl Definitions) {
    let deploy =
        |definition: Stored| async move { store.deploy(&definition).await.expect("the store answers") };
    assert_eq!(deploy(definition("b", 1, "b1", "e")).await, Added::Definition);
    assert_eq!(deploy(definition("a", 9, "a9", "e")).await, Added::Definition);
    assert_eq!(deploy(definition("a", 10, "a10", "e")).await, Added::Definition);
    assert_eq!(deploy(definition("a", 9, "a9", "e")).await, Added::Nothing);
    assert_eq!(deploy(definition("a", 9, "other", "e")).await, Added::Refused);
    let all = store.deployed().await.expect("the store answers");
    let names: Vec<(&str, u32)> = all.iter().map(|d| (d.workflow.as_str(), d.version)).collect();
    assert_eq!(names, [("a", 10), ("a", 9), ("b", 1)]);
    let found = store.definition("a9", "e").await.expect("the store answers");
    assert_eq!(found, Some(definition("a", 9, "a9", "e")));
    assert_eq!(store.definition("other", "e").await.expect("the store answers"), None);
}

/// A newer edition of the calendars is kept beside the older ones, and is the one that is listed.
pub async fn calendars_come_in_editions(store: &impl Definitions) {
    for (edition, kept) in [("e1", Added::Definition), ("e2", Added::Edition), ("e1", Added::Nothing)] {
        let done = store.deploy(&definition("c", 1, "c1", edition)).await.expect("the store answers");
        assert_eq!(done, kept, "{edition}");
    }
    let all = store.deployed().await.expect("the store answers");
    let listed: Vec<(&str, u32)> = all
        .iter()
        .filter(|deployed| deployed.workflow == "c")
        .map(|deployed| (deployed.edition.as_str(), deployed.number))
        .collect();
    assert_eq!(listed, [("e2", 2)]);
    for (edition, number) in [("e1", 1), ("e2", 2)] {
        let found = store.definition("c1", edition).await.expect("the store answers").expect("it is there");
        assert_eq!((found.deployed.number, found.calendars["cn.yaml"].as_str()), (number, edition));
    }
    assert_eq!(store.definition("c1", "e3").await.expect("the store answers"), None);
}

fn somebody(id: &str, pools: &[&str]) -> Person {
    Person {
        id: person(id),
        name: format!("Name of {id}"),
        organisation: Some("court".to_owned()),
        pools: pools.iter().map(|pool| (*pool).to_owned()).collect(),
        contact: BTreeMap::from([(Channel::Mail, format!("{id}@example.org"))]),
        language: "zh".to_owned(),
        zone: "Europe/Berlin".to_owned(),
    }
}

/// A person put again is replaced, with his pools.
pub async fn a_person_is_found_by_id_and_by_pool(store: &impl People) {
    for organisation in ["registry", "court"] {
        let title = format!("The {organisation}");
        let organisation = Organisation { name: organisation.to_owned(), title };
        store.put_organisation(&organisation).await.expect("the store answers");
    }
    let names = store.organisations().await.expect("the store answers");
    assert_eq!(names.iter().map(|o| o.name.as_str()).collect::<Vec<_>>(), ["court", "registry"]);
    for one in [somebody("p-2", &["judges"]), somebody("p-1", &["clerks", "judges"]), somebody("p-3", &[])] {
        store.put_person(&one).await.expect("the store answers");
    }
    let judges = store.pool("judges").await.expect("the store answers");
    assert_eq!(judges, [somebody("p-1", &["clerks", "judges"]), somebody("p-2", &["judges"])]);
    store.put_person(&somebody("p-1", &["clerks"])).await.expect("the store answers");
    let judges = store.pool("judges").await.expect("the store answers");
    assert_eq!(judges, [somebody("p-2", &["judges"])]);
    let found = store.person(&person("p-1")).await.expect("the store answers");
    assert_eq!(found, Some(somebody("p-1", &["clerks"])));
    assert_eq!(store.person(&person("p-9")).await.expect("the store answers"), None);
    let page = store.persons(Some(&person("p-1")), 1).await.expect("the store answers");
    assert_eq!(page.iter().map(|p| p.id.as_str()).collect::<Vec<_>>(), ["p-2"]);
}

/// Choosing a zone changes nothing else of a person.
pub async fn a_person_lives_in_a_zone(store: &impl People) {
    store.put_person(&somebody("p-1", &["clerks"])).await.expect("the store answers");
    for zone in ["America/Vancouver", ""] {
        assert!(store.set_zone(&person("p-1"), zone).await.expect("the store answers"));
        let found = store.person(&person("p-1")).await.expect("the store answers");
        assert_eq!(found, Some(Person { zone: zone.to_owned(), ..somebody("p-1", &["clerks"]) }));
    }
    assert!(!store.set_zone(&person("p-9"), "Europe/Berlin").await.expect("the store answers"));
}

/// A token is good until it expires or is ended.
pub async fn tokens_expire_and_end(store: &impl People) {
    let (one, other) = (somebody("p-1", &["clerks", "judges"]), somebody("p-2", &[]));
    for person in [&one, &other] {
        store.put_person(person).await.expect("the store answers");
    }
    let token = |hash: &str, who: &str, expires| Token {
        hash: hash.to_owned(),
        person: person(who),
        expires: at(expires),
    };
    for one in
        [token("h-1", "p-1", 10), token("h-2", "p-1", 20), token("h-3", "p-1", 20), token("h-4", "p-2", 20)]
    {
        store.put_token(&one).await.expect("the store answers");
    }
    let good = async |now| {
        let hashes = ["h-4", "h-1", "nothing", "h-2", "h-3"].map(str::to_owned);
        let mut found = store.bearers(&hashes, at(now)).await.expect("the store answers");
        found.sort_by(|(hash, _), (next, _)| hash.cmp(next));
        found
    };
    let of = |those: &[(&str, &Person)]| {
        those.iter().map(|(hash, person)| ((*hash).to_owned(), (*person).clone())).collect::<Vec<_>>()
    };
    assert_eq!(good(9).await, of(&[("h-1", &one), ("h-2", &one), ("h-3", &one), ("h-4", &other)]));
    assert_eq!(good(10).await, of(&[("h-2", &one), ("h-3", &one), ("h-4", &other)]));
    store.end_tokens(&person("p-1"), Some("h-2")).await.expect("the store answers");
    assert_eq!(good(10).await, of(&[("h-3", &one), ("h-4", &other)]));
    store.end_tokens(&person("p-1"), None).await.expect("the store answers");
    assert_eq!(good(10).await, of(&[("h-4", &other)]));
    assert_eq!(store.bearers(&[], at(0)).await.expect("the store answers"), []);
}

/// A person has one feed, until it is replaced or ended, by itself or with all of the person's tokens.
pub async fn a_person_has_one_feed(store: &impl People) {
    for id in ["p-1", "p-2"] {
        store.put_person(&somebody(id, &[])).await.expect("the store answers");
    }
    let feed =
        |hash: &str, of: &str, made| Feed { hash: hash.to_owned(), person: person(of), made: at(made) };
    let found = |hash: &'static str| async move { store.feed(hash).await.expect("the store answers") };
    assert_eq!(store.feed_of(&person("p-1")).await.expect("the store answers"), None);
    for one in [feed("f-1", "p-1", 1), feed("f-2", "p-2", 2)] {
        store.put_feed(&one).await.expect("the store answers");
    }
    assert_eq!(found("f-1").await, Some(feed("f-1", "p-1", 1)));
    store.put_feed(&feed("f-3", "p-1", 3)).await.expect("the store answers");
    assert_eq!((found("f-1").await, found("f-3").await), (None, Some(feed("f-3", "p-1", 3))));
    let of = store.feed_of(&person("p-1")).await.expect("the store answers");
    assert_eq!(of, Some(feed("f-3", "p-1", 3)));
    // A token is no feed, and ending one leaves the feed alone.
    assert_eq!(store.bearers(&["f-3".to_owned()], at(0)).await.expect("the store answers"), []);
    store.end_tokens(&person("p-1"), Some("f-3")).await.expect("the store answers");
    assert!(found("f-3").await.is_some());
    store.end_tokens(&person("p-1"), None).await.expect("the store answers");
    assert_eq!((found("f-3").await, found("f-2").await), (None, Some(feed("f-2", "p-2", 2))));
    store.end_feed(&person("p-2")).await.expect("the store answers");
    store.end_feed(&person("p-2")).await.expect("the store answers");
    assert_eq!(found("f-2").await, None);
}

/// The first who takes it up has it; he may say so again.
pub async fn an_invitation_is_used_by_one_person(store: &impl People) {
    for id in ["p-1", "p-2"] {
        store.put_person(&somebody(id, &[])).await.expect("the store answers");
    }
    let invitation = Invitation {
        hash: "h".to_owned(),
        case: case_id("c-1"),
        member: "defendant[2]".to_owned(),
        expires: at(100),
        used: None,
    };
    store.put_invitation(&invitation).await.expect("the store answers");
    assert_eq!(store.invitation("h").await.expect("the store answers"), Some(invitation.clone()));
    assert_eq!(store.invitation("nothing").await.expect("the store answers"), None);
    assert!(store.use_invitation("h", &person("p-1")).await.expect("the store answers"));
    assert!(store.use_invitation("h", &person("p-1")).await.expect("the store answers"));
    assert!(!store.use_invitation("h", &person("p-2")).await.expect("the store answers"));
    let used = store.invitation("h").await.expect("the store answers").expect("it is there");
    assert_eq!(used, Invitation { used: Some(person("p-1")), ..invitation });
}
