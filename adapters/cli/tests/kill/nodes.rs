//! Several nodes on one PostgreSQL database: some are lost, and later come back as if nothing had been; and a database
//! that goes over to another host.

use crate::by_hand::ByHand;
use crate::chance::Chance;
use crate::crew::{Meanwhile, at_work};
use crate::http::{Grace, Link};
use crate::installation::Installation;
use crate::report::Figures;
use crate::server::Server;
use crate::trigger::Sight;
use crate::{number, seed, soaks};
use registrar_testkit::{Line, Postgres, Proxy};
use serde_json::json;
use std::time::{Duration, Instant};

/// A lease of ten seconds and a beat of three; the rest is room for a machine that does other things as well.
const TAKEN_OVER_WITHIN: Duration = Duration::from_secs(60);
/// Commands that are acknowledged before it is believed that people can work.
const MANY: u64 = 20;
/// Those take less.
const WORK_GOES_ON_WITHIN: Duration = Duration::from_secs(60);

fn people_go_on(seen: &Meanwhile<'_>) {
    seen.trigger.see_more(Sight::Acknowledged, MANY, WORK_GOES_ON_WITHIN);
}

/// What a node says of whether people should be sent to it.
fn readiness(node: &Server, seen: &Meanwhile<'_>) -> u16 {
    let (address, trigger) = (node.address, seen.trigger);
    let link = Link { address, token: String::new(), trigger, grace: Grace::None };
    link.send("GET", "/ready", &[], b"").expect("it answers").status
}

/// How many nodes share the work, if all of it is shared.
fn sharing(hand: &mut ByHand) -> i64 {
    hand.number(
        "SELECT CASE WHEN count(*) = 256 THEN count(DISTINCT node_id) ELSE 0 END FROM shard_lease
         WHERE ends_at > (extract(epoch FROM clock_timestamp()) * 1000000)::bigint",
    )
}

#[test]
fn a_node_that_dies_freezes_or_is_cut_off_costs_no_more_than_its_lease() {
    let Some(postgres) = Postgres::start() else { return };
    let (began, mut row) = (Instant::now(), seed());
    loop {
        let mut figures = Figures::new("PostgreSQL with nodes that are lost", row);
        lose_three(&postgres, &mut Chance::of(row), &mut figures);
        figures.took = began.elapsed();
        println!("{figures}");
        row = row.wrapping_add(1);
        if began.elapsed() >= soaks() {
            return;
        }
    }
}

fn lose_three(postgres: &Postgres, chance: &mut Chance, figures: &mut Figures) {
    figures.rounds_played += 1;
    let mut house = Installation::found(Some(postgres.database()), chance, figures);
    let mut hand = ByHand::at(&house.program.store);
    let proxy = Proxy::before(postgres.port());
    let through = house.program.store.replace(&postgres.port().to_string(), &proxy.port().to_string());
    let sound = Server::start(&house.program);
    let (dying, freezing) = (Server::start(&house.program), Server::start(&house.program));
    let cut = Server::start_on(&house.program, &through);
    let fronts = [
        sound.with(Grace::Refusals),
        dying.with(Grace::Silence),
        freezing.with(Grace::Silence),
        cut.with(Grace::Refusals),
    ];
    let later = chance.up_to(Duration::from_millis(200));
    at_work(&mut house, &fronts, |seen| {
        seen.whistle.until("four nodes share the work", TAKEN_OVER_WITHIN, || sharing(&mut hand) == 4);
        people_go_on(seen);
        seen.whistle.wait(later);
        let refused = seen.trigger.seen(Sight::Refused);
        dying.kill();
        freezing.freeze();
        proxy.is(Line::Silent);
        let lost = Instant::now();
        seen.whistle.until("one node has all of the work", TAKEN_OVER_WITHIN, || sharing(&mut hand) == 1);
        println!("{:?} after three nodes were lost the fourth has all of the work", lost.elapsed());
        people_go_on(seen);
        // Whoever comes to the node that was cut off is told so, and doesn't wait for ever.
        let told = || seen.trigger.seen(Sight::Refused) > refused;
        seen.whistle.until("a node without its database says so", TAKEN_OVER_WITHIN, told);
        assert_eq!(readiness(&cut, seen), 503, "whoever sends people elsewhere hears of it, too");
        let longer = Duration::from_secs(number("REGISTRAR_FROZEN_SECONDS", 0));
        seen.whistle.wait(longer.saturating_sub(lost.elapsed()));
    });
    // What they had in hand is done by the one that is left, while they are away.
    house.settle(sound.address);
    freezing.thaw();
    proxy.is(Line::Whole);
    let fronts = [&sound, &freezing, &cut].map(|server| server.with(Grace::Refusals));
    at_work(&mut house, &fronts, |seen| {
        people_go_on(seen);
        seen.whistle.until("three nodes share the work", TAKEN_OVER_WITHIN, || sharing(&mut hand) == 3);
        let is_back = || readiness(&cut, seen) == 200;
        seen.whistle.until("the node that was cut off serves again", TAKEN_OVER_WITHIN, is_back);
        people_go_on(seen);
    });
    house.settle(freezing.address);
    house.compare(cut.address, figures);
    for server in [sound, freezing, cut] {
        server.kill();
    }
    house.look(figures);
    assert_eq!(house.program.json(&["incident", "list"]), json!({ "incidents": [] }));
}

#[test]
fn nodes_go_over_to_the_host_that_takes_the_writes_and_nothing_acknowledged_is_lost() {
    let (began, mut row) = (Instant::now(), seed());
    while let Some(first) = Postgres::start() {
        let mut figures = Figures::new("PostgreSQL whose standby takes over", row);
        go_over(first, &mut Chance::of(row), &mut figures);
        figures.took = began.elapsed();
        println!("{figures}");
        row = row.wrapping_add(1);
        if began.elapsed() >= soaks() {
            return;
        }
    }
}

fn go_over(mut first: Postgres, chance: &mut Chance, figures: &mut Figures) {
    let standby = first.standby();
    let database = first.database();
    // The standby stands first: it is passed over as long as it is one.
    let hosts = format!("127.0.0.1:{},127.0.0.1:{}", standby.port(), first.port());
    let address = database.replace(&format!("127.0.0.1:{}", first.port()), &hosts);
    figures.rounds_played += 1;
    let mut house = Installation::found(Some(address), chance, figures);
    let (one, two) = (Server::start(&house.program), Server::start(&house.program));
    let fronts = [&one, &two].map(|server| server.with(Grace::Refusals));
    let later = chance.up_to(Duration::from_millis(300));
    at_work(&mut house, &fronts, |seen| {
        people_go_on(seen);
        seen.whistle.wait(later);
        first.crash();
        standby.promote();
        people_go_on(seen);
    });
    house.settle(one.address);
    house.compare(two.address, figures);
    for server in [one, two] {
        server.kill();
    }
    house.look(figures);
    assert_eq!(house.program.json(&["incident", "list"]), json!({ "incidents": [] }));
}
