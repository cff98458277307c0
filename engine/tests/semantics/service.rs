//! Notices, service of documents, consent.

use crate::play::{Play, participant};
use registrar_engine::case::Served;
use registrar_engine::chart::Channel;
use registrar_engine::effect::Effect;
use registrar_engine::event::{Event, Receipt};
use registrar_engine::refusal::Refusal;

const SERVICE: &str = "
roles:
  user: {party: true}
  other: {party: true, many: true}
  clerk: {pool: clerks}
data: {served_on: {type: date}}
documents: {paper: {by: user, media: [application/pdf]}}
notices:
  claim: {to: other, document: paper, channels: [portal, mail], served_when: [read, post.handed_over, publication.expired], undeliverable: [post, publication]}
deadlines: {publication: {period: 30 days}, defence: {period: 15 days}}
tasks:
  post: {role: clerk, happened: served_on, outcomes: {handed_over: [served_on], not_found: []}}
states:
  serving:
    for_each: other
    states:
      told: {entry: [{send: claim}], unbounded: test, on: {claim.served: answering, claim.undeliverable: lost}}
      answering: {deadlines: [defence], on: {defence.expired: over}}
      lost: {final: true}
      over: {final: true}
    done: end
  end: {final: true}
";

fn serving() -> Play {
    Play::with(
        SERVICE,
        &[participant("user", "ann"), participant("other", "bob"), participant("other", "cid")],
    )
}

fn receipt(play: &mut Play, to: u32, how: Receipt) {
    let delivery = play.case.deliveries.iter().find(|d| d.to.number == to).unwrap().number;
    play.handle(&Event::Delivered { delivery, name: "claim".to_owned(), how, channel: Channel::Portal })
        .unwrap();
}

fn undelivered(play: &mut Play, to: u32) {
    let delivery = play.case.deliveries.iter().find(|d| d.to.number == to).unwrap().number;
    let (name, reason) = ("claim".to_owned(), "bounced".to_owned());
    play.handle(&Event::Undelivered { delivery, name, reason }).unwrap();
}

fn posted(play: &mut Play, outcome: &str, form: &[(&str, &str)]) -> Result<(), Refusal> {
    let task = play.number("post").unwrap();
    let mut by = crate::play::actor("cleo");
    by.pools = vec!["clerks".to_owned()];
    let form = form.iter().map(|(key, value)| ((*key).to_owned(), (*value).into())).collect();
    let (name, outcome) = ("post".to_owned(), outcome.to_owned());
    play.handle(&Event::Outcome { task, name, outcome, by: Some(by), form, documents: vec![] })
}

/// S38: each addressee has his own delivery and his own `.served`; his period starts from his service.
#[test]
fn each_addressee_is_served_for_himself() {
    let mut play = serving();
    let notified =
        play.effects.iter().filter(|e| matches!(e, Effect::Notify { delivery: Some(_), .. })).count();
    assert_eq!(notified, 2);
    receipt(&mut play, 1, Receipt::Reached);
    assert_eq!(play.active(), ["told[1]", "told[2]"], "reaching isn't enough here");
    receipt(&mut play, 1, Receipt::Read);
    assert_eq!(play.active(), ["answering[1]", "told[2]"]);
    play.until("2026-03-05T01:00:00Z");
    receipt(&mut play, 2, Receipt::Read);
    let dues: Vec<String> =
        registrar_engine::timers(&play.chart, &play.case).iter().map(|t| t.due.to_string()).collect();
    assert_eq!(dues, ["2026-03-17T16:00:00Z", "2026-03-20T16:00:00Z"]);
    assert!(matches!(play.case.deliveries[0].standing, Served::At { .. }));
}

/// S39: the rungs of the ladder in turn. S40: `happened` is where clocks count from.
#[test]
fn what_cannot_be_delivered_goes_down_the_ladder() {
    let mut play = serving();
    undelivered(&mut play, 2);
    assert_eq!(play.open(), ["post[2]"]);
    play.until("2026-03-10T01:00:00Z");
    posted(&mut play, "handed_over", &[("served_on", "2026-03-05")]).unwrap();
    assert_eq!(play.active(), ["told[1]", "answering[2]"]);
    let due = registrar_engine::timers(&play.chart, &play.case)[0].due;
    assert_eq!(due.to_string(), "2026-03-20T16:00:00Z");
}

/// S39: a rung that fails is followed by the next; a deadline may be one.
#[test]
fn a_rung_that_fails_is_followed_by_the_next() {
    let mut play = serving();
    undelivered(&mut play, 1);
    posted(&mut play, "not_found", &[]).unwrap();
    assert!(play.open().is_empty());
    play.until("2026-04-02T01:00:00Z");
    assert_eq!(play.active(), ["answering[1]", "told[2]"]);
    let served = play.case.deliveries.iter().find(|d| d.to.number == 1).unwrap();
    let Served::At { at, how } = &served.standing else { panic!("{served:?}") };
    assert_eq!((at.to_string().as_str(), how.as_str()), ("2026-04-01T16:00:00Z", "publication.expired"));
}

/// S39: the earliest counts: a receipt while the post is under way ends the ladder.
#[test]
fn the_earliest_service_counts() {
    let mut play = serving();
    undelivered(&mut play, 1);
    assert_eq!(play.open(), ["post[1]"]);
    receipt(&mut play, 1, Receipt::Read);
    assert_eq!(play.active(), ["answering[1]", "told[2]"]);
    assert!(play.open().is_empty());
}

/// S39: when nothing is left, `NOTICE.undeliverable`.
#[test]
fn when_nothing_is_left_it_is_undeliverable() {
    let short = SERVICE
        .replace(
            "served_when: [read, post.handed_over, publication.expired], undeliverable: [post, publication]",
            "served_when: [read, post.handed_over], undeliverable: [post]",
        )
        .replace("publication: {period: 30 days}, ", "");
    let mut play = Play::with(
        &short,
        &[participant("user", "ann"), participant("other", "bob"), participant("other", "cid")],
    );
    undelivered(&mut play, 1);
    posted(&mut play, "not_found", &[]).unwrap();
    assert_eq!(play.active(), ["lost[1]", "told[2]"]);
}

/// S39: what couldn't be delivered may still be served as long as the state that sent it is active, and not after.
#[test]
fn a_letter_that_was_given_up_serves_nobody_once_its_state_was_left() {
    let short = SERVICE
        .replace(
            "served_when: [read, post.handed_over, publication.expired], undeliverable: [post, publication]",
            "served_when: [read]",
        )
        .replace("publication: {period: 30 days}, ", "")
        .replace("tasks:\n  post: {role: clerk, happened: served_on, outcomes: {handed_over: [served_on], not_found: []}}\n", "")
        .replace("claim.undeliverable: lost", "claim.undeliverable: {}, a: lost");
    let people = [participant("user", "ann"), participant("other", "bob"), participant("other", "cid")];
    let mut play = Play::with(&short, &people);
    undelivered(&mut play, 1);
    receipt(&mut play, 1, Receipt::Read);
    assert_eq!(play.active(), ["answering[1]", "told[2]"], "late, and counts");
    undelivered(&mut play, 2);
    play.message("a");
    assert_eq!(play.active(), ["answering[1]", "lost[2]"]);
    receipt(&mut play, 2, Receipt::Read);
    let second = play.case.deliveries.iter().find(|d| d.to.number == 2).unwrap();
    assert!(matches!(second.standing, Served::Undeliverable { .. }), "{second:?}");
}

/// S40: what happened can't lie in the future.
#[test]
fn what_happened_lies_in_the_past() {
    let mut play = serving();
    undelivered(&mut play, 1);
    let refused = posted(&mut play, "handed_over", &[("served_on", "2026-03-03")]);
    let Err(Refusal::Form { problems }) = refused else { panic!("{refused:?}") };
    assert_eq!(problems[0].code, "future");
}

const CONSENT: &str = "
roles:
  user: {party: true}
  other: {party: true, many: true}
  late: {party: true, many: true, optional: true}
  all: {any_of: [user, other, late]}
data: {names: {type: list, of: {name: {type: text, required: true}}}}
consents: {online: {of: all}}
tasks:
  agree: {role: all, outcomes: [given]}
  disagree: {role: all, repeat: true, outcomes: [withdrawn]}
  add: {role: user, adds: names, form: [name], outcomes: [added]}
states:
  both:
    parallel:
      desk:
        for_each: all
        states:
          d: {tasks: [agree, disagree], unbounded: test, on: {agree.given: {do: [{consent: online}]}, disagree.withdrawn: {do: [{withdraw: online}]}}}
      main:
        states:
          asking: {tasks: [add], unbounded: test, on: {a: [{if: \"consent('online')\", to: session}, {to: live}], add.added: {do: [{assign: {role: late, from: data.names}}]}}}
          session: {consent: online, on: {consent.withdrawn.online: live, b: {do: [{assign: {role: late, from: data.names}}]}}}
          live: {}
    on: {c: end}
  end: {final: true}
";

fn consenting() -> Play {
    Play::with(CONSENT, &[participant("user", "ann"), participant("other", "bob")])
}

fn main_state(play: &Play) -> String {
    play.active().last().cloned().unwrap_or_default()
}

/// S41: a consent holds while all have given it; without it the state isn't entered.
#[test]
fn a_consent_holds_while_all_have_given_it() {
    let mut play = consenting();
    play.act("ann", "agree[1]", "given").unwrap();
    play.message("a");
    assert_eq!(main_state(&play), "live");
    let mut play = consenting();
    play.act("ann", "agree[1]", "given").unwrap();
    play.act("bob", "agree[2]", "given").unwrap();
    play.message("a");
    assert_eq!(main_state(&play), "session");
    play.act("bob", "disagree[2]", "withdrawn").unwrap();
    assert_eq!(main_state(&play), "live");
    assert!(play.case.consents.iter().any(|entry| entry.withdrawn.is_some()));
}

/// S41: a joiner who hasn't given it withdraws it.
#[test]
fn a_joiner_withdraws_what_he_has_not_given() {
    let mut play = consenting();
    play.fill("ann", "add", "added", &[("name", "Eva".into())]).unwrap();
    assert_eq!(play.case.seats.len(), 3);
    play.act("ann", "agree[1]", "given").unwrap();
    play.act("bob", "agree[2]", "given").unwrap();
    play.message("a");
    assert_eq!(main_state(&play), "live", "Eva hasn't given it");
}

/// S41: a state with `consent` is never entered without it: that is a fault of the definition.
#[test]
fn a_state_with_consent_is_never_entered_without_it() {
    let careless = CONSENT.replace("[{if: \"consent('online')\", to: session}, {to: live}]", "session");
    let mut play = Play::with(&careless, &[participant("user", "ann"), participant("other", "bob")]);
    let before = play.case.clone();
    let event = Event::Message { name: "a".to_owned(), data: Default::default() };
    assert!(matches!(play.handle(&event), Err(Refusal::Incident { .. })));
    assert_eq!(play.case, before);
}

/// S40: what is counted in hours begins with the end of the day on which it happened.
#[test]
fn hours_begin_with_the_end_of_the_day() {
    let hours = SERVICE.replace("defence: {period: 15 days}", "defence: {period: 24 hours}");
    let mut play = Play::with(
        &hours,
        &[participant("user", "ann"), participant("other", "bob"), participant("other", "cid")],
    );
    undelivered(&mut play, 2);
    play.until("2026-03-10T01:00:00Z");
    posted(&mut play, "handed_over", &[("served_on", "2026-03-09")]).unwrap();
    let due = registrar_engine::timers(&play.chart, &play.case)[0].due;
    assert_eq!(due.to_string(), "2026-03-10T15:59:59.999999Z");
}

const BY_HAND: &str = "
roles:
  user: {party: true}
  clerk: {pool: clerks}
data: {served_on: {type: date}}
documents: {paper: {by: user, media: [application/pdf]}}
notices: {claim: {to: user, document: paper, channels: [portal], served_when: [read, post.handed_over]}}
tasks: {post: {role: clerk, happened: served_on, outcomes: {handed_over: [served_on]}}}
states:
  serving:
    entry: [{send: claim}]
    on: {claim.served: over}
    states:
      sent: {unbounded: test, on: {claim.undeliverable: posting}}
      posting: {tasks: [post], unbounded: test, on: {post.handed_over: {}}}
  over: {final: true}
";

/// S39: a notice that is undeliverable is still served by what stands under `served_when`.
#[test]
fn what_is_undeliverable_can_still_be_served() {
    let mut play = Play::of(BY_HAND);
    let delivery = play.case.deliveries[0].number;
    let (name, reason) = ("claim".to_owned(), "bounced".to_owned());
    play.handle(&Event::Undelivered { delivery, name, reason }).unwrap();
    assert!(matches!(play.case.deliveries[0].standing, Served::Undeliverable { .. }));
    assert_eq!(play.active(), ["posting"]);
    posted(&mut play, "handed_over", &[("served_on", "2026-03-02")]).unwrap();
    assert!(play.case.ended.is_some());
    assert!(matches!(&play.case.deliveries[0].standing, Served::At { how, .. } if how == "post.handed_over"));
}

const TOGETHER: &str = "
roles:
  user: {party: true}
  other: {party: true, many: true}
  clerk: {pool: clerks}
data: {served_on: {type: date}}
documents: {paper: {by: user, media: [application/pdf]}}
messages: {arrived: {data: {delivery: {type: integer}}}, stop: {}}
notices:
  claim: {to: other, document: paper, channels: [mail], served_when: [post.handed_over, arrived], undeliverable: [post]}
tasks:
  post: {role: clerk, happened: served_on, outcomes: {handed_over: [served_on], not_found: []}}
states:
  told: {entry: [{send: claim}], unbounded: test, on: {claim.served: {}, claim.undeliverable: {}, stop: end}}
  end: {final: true}
";

fn served(play: &Play) -> Vec<bool> {
    play.case.deliveries.iter().map(|d| matches!(d.standing, Served::At { .. })).collect()
}

/// S38, S39: outside copies each addressee has a rung of his own, and its event serves nobody else.
#[test]
fn the_rung_of_one_addressee_does_not_serve_another() {
    let people = [participant("user", "ann"), participant("other", "bob"), participant("other", "cid")];
    let mut play = Play::with(TOGETHER, &people);
    undelivered(&mut play, 1);
    undelivered(&mut play, 2);
    posted(&mut play, "handed_over", &[("served_on", "2026-03-02")]).unwrap();
    assert_eq!(served(&play), [true, false]);
}

/// S39: what an event carries is the author's: a field that is called `delivery` picks no delivery.
#[test]
fn a_field_of_the_author_picks_no_delivery() {
    let people = [participant("user", "ann"), participant("other", "bob"), participant("other", "cid")];
    let mut play = Play::with(TOGETHER, &people);
    let data = [("delivery".to_owned(), 4711.into())].into();
    play.handle(&Event::Message { name: "arrived".to_owned(), data }).unwrap();
    assert_eq!(served(&play), [true, true]);
}

/// S43: to whom nothing has been addressed the case isn't there; a notice, a task, a seat taken up or the
/// opening itself addresses.
#[test]
fn a_member_is_addressed_by_what_is_sent_to_it_and_by_what_it_is_asked() {
    let body = "
roles: {user: {party: true}, other: {party: true, many: true}, third: {party: true, optional: true}}
documents: {paper: {by: user, media: [application/pdf]}}
notices: {word: {to: other, document: paper}}
tasks: {speak: {role: third, outcomes: [spoke]}}
states:
  quiet: {unbounded: test, on: {a: told}}
  told: {entry: [{send: word}], unbounded: test, on: {b: asked}}
  asked: {tasks: [speak], unbounded: test, on: {speak.spoke: over}}
  over: {final: true}
";
    let named = [participant("user", "ann"), participant("other", "bob"), participant("third", "cid")];
    let mut play = Play::with(body, &named);
    let unaddressed = |play: &Play| -> Vec<String> {
        play.case.seats.iter().filter(|seat| seat.unaddressed).map(|seat| seat.name.clone()).collect()
    };
    assert_eq!(unaddressed(&play), ["bob", "cid"]);
    play.message("a");
    assert_eq!(unaddressed(&play), ["cid"]);
    play.message("b");
    assert!(unaddressed(&play).is_empty());
}
