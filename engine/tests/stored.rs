//! How a case is stored, to the byte. Stores keep this text and the docket's hashes cover it.

use registrar_engine::case::{Case, CopyPath, Served};

const STORED: &str = concat!(
    r#"{"format":1,"case":"case-1","workflow":"play","version":2,"digest":"d1","editions":["2025","2026"],"#,
    r#""revision":40,"opened":"2026-03-02T01:00:00Z","latest":"2026-03-09T01:00:00.000001Z","#,
    r#""ended":{"at":"2026-03-09T01:00:00Z","state":9,"outcome":"decided"},"#,
    r#""configuration":[{"state":0},{"state":3,"copy":[2]},{"state":4,"copy":[2,1]}],"#,
    r#""history":[{"place":{"state":5,"copy":[1]},"states":[{"state":6,"copy":[1]},{"state":7}]}],"#,
    r#""data":{"claim":{"amount":"12.50 CNY","paid":false},"rounds":[1,-2,null],"say":"“说”\n"},"#,
    r#""seats":[{"role":1,"number":1,"person":"ann","name":"Ann","contact":{"mail":"ann@example.org"},"#,
    r#""joined":"2026-03-02T01:00:00Z","left":null,"data":{"age":40},"#,
    r#""representatives":[{"role":2,"person":"law","name":"Law","document":3,"#,
    r#""since":"2026-03-03T01:00:00Z","until":null}]},"#,
    r#"{"role":1,"number":2,"person":null,"name":"Bo","joined":"2026-03-02T02:00:00Z","#,
    r#""left":"2026-03-04T02:00:00Z","unaddressed":true,"data":{}}],"#,
    r#""acted":[[1,"ann"]],"#,
    r#""tasks":[{"number":11,"task":2,"place":{"state":3,"copy":[2]},"opened":"2026-03-05T01:00:00Z","#,
    r#""assignee":"bo","serves":4}],"#,
    r#""acts":[{"number":1,"task":0,"outcome":"filed","by":"user[1]","at":"2026-03-02T03:00:00Z"},"#,
    r#"{"number":2,"task":1,"copy":[2,1],"outcome":null,"by":"","at":"2026-03-02T04:00:00Z"}],"#,
    r#""clocks":[{"number":12,"deadline":0,"place":{"state":3,"copy":[2]},"serves":null,"#,
    r#""anchor":{"date":"2026-03-02"},"period":"15 days","#,
    r#""extensions":[{"period":"3 working days","by":"judge[1]","at":"2026-03-06T01:00:00Z","reason":"ill"}],"#,
    r#""suspensions":[{"from":"2026-03-03T01:00:00Z","until":null,"reason":"service"}],"held":true,"#,
    r#""standing":{"running":{"due":"2026-03-18T16:00:00Z","last_day":"2026-03-18","provisional":false}},"#,
    r#""reminded":1},"#,
    r#"{"number":13,"deadline":1,"place":{"state":0},"serves":4,"#,
    r#""anchor":{"instant":"2026-03-02T01:00:00Z"},"period":null,"standing":"waiting","reminded":0}],"#,
    r#""past":[{"number":5,"deadline":1,"place":{"state":3,"copy":[1]},"due":"2026-03-05T16:00:00Z","#,
    r#""end":"met"},{"number":6,"deadline":2,"place":{"state":3},"due":null,"end":"restored"}],"#,
    r#""deliveries":[{"number":4,"notice":0,"to":{"role":1,"number":2},"home":{"state":3,"copy":[2]},"#,
    r#""sent":"2026-03-02T05:00:00Z","rung":1,"standing":"open"},"#,
    r#"{"number":7,"notice":1,"to":{"role":1,"number":1},"home":{"state":0},"#,
    r#""sent":"2026-03-02T06:00:00Z","rung":null,"#,
    r#""standing":{"at":{"at":"2026-03-03T06:00:00Z","how":"read"}}},"#,
    r#"{"number":8,"notice":1,"to":{"role":1,"number":2},"home":{"state":0},"#,
    r#""sent":"2026-03-02T07:00:00Z","rung":null,"standing":{"undeliverable":{"at":"2026-03-04T07:00:00Z"}}}],"#,
    r#""documents":[{"number":3,"document":0,"by":"user[1]","name":"委托书.pdf","media":"application/pdf","#,
    r#""size":9,"digest":"0a1b","at":"2026-03-02T08:00:00Z"},"#,
    r#"{"number":9,"document":1,"by":"","name":"order.html","media":"text/html","size":0,"digest":null,"#,
    r#""at":"2026-03-02T09:00:00Z"}],"#,
    r#""consents":[{"consent":0,"member":{"role":1,"number":1},"given":"2026-03-02T10:00:00Z","#,
    r#""withdrawn":null}],"#,
    r#""counters":[{"arrow":3,"taken":1},{"arrow":4,"copy":[2],"taken":2}],"#,
    r#""raises":[{"number":10,"id":"wake","event":"wake","data":{"n":1},"due":"2026-04-01T00:00:00Z","#,
    r#""home":{"state":0}}],"#,
    r#""costs":[{"of":"visits","member":{"role":1,"number":1},"amount":2},"#,
    r#"{"of":"fee","member":null,"amount":50}],"last_number":13}"#,
);

#[test]
fn a_case_is_stored_as_it_always_was() {
    let case: Case = serde_json::from_str(STORED).unwrap();
    assert_eq!(serde_json::to_string(&case).unwrap(), STORED);
    assert_eq!(case.edition(), "2026");
    assert_eq!(case.configuration[2].copy, CopyPath::from([2, 1].as_slice()));
    assert_eq!(case.acts[1].outcome, None);
    assert_eq!(case.deliveries.last().map(|delivery| &delivery.standing).cloned(), {
        let at = "2026-03-04T07:00:00Z".parse().unwrap();
        Some(Served::Undeliverable { at })
    });
}

#[test]
fn lists_that_may_be_left_out_are_left_out_empty() {
    let without = STORED
        .replace(r#""editions":["2025","2026"],"#, "")
        .replace(&STORED[STORED.find(r#""past":"#).unwrap()..STORED.find(r#""deliveries":"#).unwrap()], "");
    let case: Case = serde_json::from_str(&without).unwrap();
    assert!(case.editions.is_empty() && case.past.is_empty());
    assert_eq!(serde_json::to_string(&case).unwrap(), without);
}

#[test]
fn what_has_been_seen_for_long_is_stored_as_one_list() {
    let at = STORED.find(r#""acts":["#).unwrap() + r#""acts":["#.len();
    let end = STORED.find(r#"],"clocks""#).unwrap();
    let act = |n: u32| {
        format!(r#"{{"number":{n},"task":0,"outcome":"filed","by":"user[1]","at":"2026-03-02T03:00:00Z"}}"#)
    };
    for length in [0, 31, 32, 33, 100] {
        let acts: Vec<String> = (1..=length).map(act).collect();
        let long = format!("{}{}{}", &STORED[..at], acts.join(","), &STORED[end..]);
        let case: Case = serde_json::from_str(&long).unwrap();
        assert_eq!(case.acts.len(), acts.len());
        assert_eq!(serde_json::to_string(&case).unwrap(), long);
    }
}
