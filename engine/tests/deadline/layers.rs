//! Calendars over calendars, and what a deployment adds without touching the program.

use crate::shipped::{calendars, files};
use jiff::civil::date;
use registrar_engine::deadline::{self, Anchor, Calendars, Due, Terms};

/// The shipped files and more, laid over one another.
fn with(more: &[(&str, &str)]) -> Calendars {
    let mut files = files();
    files.extend(more.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())));
    let (calendars, findings) = Calendars::read(&files);
    assert_eq!(findings, []);
    calendars
}

fn count(
    calendars: &Calendars,
    counting: &str,
    calendar: &str,
    from: jiff::civil::Date,
    period: &str,
) -> Due {
    let (counting, calendar) = (calendars.counting(counting).unwrap(), calendars.calendar(calendar).unwrap());
    let zone = deadline::zone(calendar.zone_name().unwrap()).unwrap();
    let terms = Terms::new(counting, calendar, &zone, period.parse().unwrap());
    deadline::count(Anchor::Date(from), &terms).unwrap()
}

#[test]
fn a_year_is_not_closed_by_its_own_announcement() {
    let shipped = files().into_iter().find(|(name, _)| name == "calendars/cn.yaml").unwrap().1;
    // What was known in November 2018: the notice for 2019 wasn't there. Its three days are taken out.
    let known: Vec<&str> = shipped
        .lines()
        .filter(|line| !line.contains("source: notice-20") || line.contains("source: notice-2018"))
        .collect();
    let known = known.join("\n").replace("until: 2026-12-31", "until: 2018-12-28");
    let (then, findings) = Calendars::read(&[("cn".to_owned(), known), ("plain".to_owned(), plain())]);
    assert_eq!(findings, []);
    let before = count(&then, "plain", "cn", date(2018, 12, 27), "2 working days");
    assert_eq!((before.last_day, before.provisional), (Some(date(2018, 12, 31)), true));
    let after = count(calendars(), "plain", "cn", date(2018, 12, 27), "2 working days");
    assert_eq!((after.last_day, after.provisional), (Some(date(2018, 12, 29)), false));
    assert_ne!(before.versions.calendar.sha256, after.versions.calendar.sha256);
}

fn plain() -> String {
    files().into_iter().find(|(name, _)| name == "counting/plain.yaml").unwrap().1
}

const NEXT_YEAR: &str = "
calendar: cn
extends: cn
edition: '2026-11-05'
published: {until: 2027-12-31}
sources: {notice-2027: Notice on the holidays of 2027}
days:
  - {name: New Year's Day, source: notice-2027, off: [2027-01-01/2027-01-03], work: [2026-12-27]}
";

#[test]
fn a_deployment_lays_a_new_year_over_the_shipped_calendar_and_layers_above_see_it() {
    let calendars = with(&[("our/cn-2027.yaml", NEXT_YEAR)]);
    let due = count(&calendars, "cn-licensing", "cn", date(2026, 12, 25), "3 working days");
    assert_eq!((due.last_day, due.provisional), (Some(date(2026, 12, 29)), false));
    let office = calendars.calendar("cn-office").unwrap();
    assert!(office.kind(date(2026, 12, 27)).works() && office.is_published(date(2027, 6, 1)));
    assert!(office.kind(date(2026, 2, 14)).works(), "what the base says stays");
    assert_ne!(office.version(), calendars_version("cn-office"), "a layer's version is its base's too");
}

fn calendars_version(name: &str) -> &'static std::sync::Arc<deadline::Version> {
    calendars().calendar(name).unwrap().version()
}

#[test]
fn a_region_and_an_office_add_their_own_days_and_hours() {
    let region = "
calendar: cn-tibet
extends: cn
edition: '2026'
title: {en: Tibet, zh: 西藏}
published: {until: 2026-06-30}
sources: {local: Notice of the regional government}
days: [{name: Tibetan New Year, source: local, off: [2026-02-18/2026-02-24]}]
";
    let office = "
calendar: lhasa-office
extends: cn-tibet
edition: '1'
opening_hours:
  working_days: [09:30-13:00, 15:30-18:30]
  weekdays: {friday: [09:30-13:00]}
  days: {2026-03-03: [], 2026-03-07: [10:00-12:00]}
";
    // Whatever order the files come in.
    let calendars = with(&[("office.yaml", office), ("region.yaml", region)]);
    let due = count(&calendars, "cn-licensing", "cn-tibet", date(2026, 2, 13), "2 working days");
    assert_eq!(due.last_day, Some(date(2026, 2, 25)), "14 February is worked, 24 February is the region's");
    assert!(count(&calendars, "cn-licensing", "cn-tibet", date(2026, 6, 29), "3 working days").provisional);

    let calendar = calendars.calendar("lhasa-office").unwrap();
    let hours = |day| {
        calendar.hours(day).unwrap().iter().map(|open| (open.from / 60, open.until / 60)).collect::<Vec<_>>()
    };
    assert_eq!(hours(date(2026, 3, 2)), [(9, 13), (15, 18)]);
    assert_eq!(hours(date(2026, 3, 6)), [(9, 13)]);
    assert_eq!(hours(date(2026, 3, 3)), []);
    assert_eq!(hours(date(2026, 3, 7)), [(10, 12)], "a Saturday with hours of its own");
    assert_eq!(hours(date(2026, 2, 24)), []);
    assert!(!calendar.opening().unwrap().by_default);
    assert!(calendars.calendar("cn").unwrap().opening().unwrap().by_default);
    let close = count(&calendars, "office-hours", "lhasa-office", date(2026, 3, 5), "1 day");
    assert_eq!(close.due.to_string(), "2026-03-06T05:00:00Z", "closes at 13:00 on Fridays");
}

#[test]
fn a_deployment_writes_a_counting_rule_of_its_own() {
    let rule = "
counting: same-day
edition: '1'
title: Same day
days: {start: same day, roll: none}
months: {missing_day: first day of next month}
extension: follows
";
    let calendars = with(&[("same-day.yaml", rule)]);
    let last = |from, period: &str| count(&calendars, "same-day", "cn", from, period).last_day.unwrap();
    assert_eq!(last(date(2026, 3, 2), "1 day"), date(2026, 3, 2));
    assert_eq!(last(date(2026, 3, 1), "1 month"), date(2026, 3, 31));
    assert_eq!(last(date(2026, 1, 31), "1 month"), date(2026, 3, 1));
    assert_eq!(last(date(2026, 3, 2), "2 working days"), date(2026, 3, 3));
}

#[test]
fn an_extension_that_follows_begins_where_the_first_period_ended() {
    let rule = "
counting: follows
edition: '1'
title: Extensions follow
days: {roll: next working day}
hours: {roll: next working day}
extension: follows
";
    let calendars = with(&[("follows.yaml", rule)]);
    let (counting, calendar) = (calendars.counting("follows").unwrap(), calendars.calendar("cn").unwrap());
    let zone = deadline::zone("Asia/Shanghai").unwrap();
    let (period, by) = ("15 days".parse().unwrap(), ["5 days".parse().unwrap()]);
    let terms = Terms { extensions: &by, ..Terms::new(counting, calendar, &zone, period) };
    // Saturday 21 rolls to Monday 23 March; five days more are Saturday 28, so Monday 30.
    let due = deadline::count(Anchor::Date(date(2026, 3, 6)), &terms).unwrap();
    assert_eq!(due.last_day, Some(date(2026, 3, 30)));
    // Suspended within the extension: the days used in it stay used.
    let at = |text: &str| zone.to_timestamp(text.parse().unwrap()).unwrap().into();
    let stop = deadline::Suspension {
        from: at("2026-03-25T10:00"),
        until: Some(at("2026-04-08T10:00")),
        reason: String::new(),
    };
    let terms = Terms { suspensions: std::slice::from_ref(&stop), ..terms };
    let due = deadline::count(Anchor::Date(date(2026, 3, 6)), &terms).unwrap();
    assert_eq!(due.last_day, Some(date(2026, 4, 13)), "three days are left, 11 April is a Saturday");
}

#[test]
fn a_layer_may_be_read_before_what_it_lies_over() {
    let mut shipped = files();
    let layer = ("aa-2027.yaml".to_owned(), NEXT_YEAR.to_owned());
    shipped.insert(0, layer);
    let (early, findings) = Calendars::read(&shipped);
    assert_eq!(findings, []);
    let late = with(&[("aa-2027.yaml", NEXT_YEAR)]);
    assert_eq!(early.calendar("cn").unwrap().version(), late.calendar("cn").unwrap().version());
}
