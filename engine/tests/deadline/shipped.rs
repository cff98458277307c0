//! The shipped calendars and counting rules, and short ways to ask for a date.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use registrar_engine::deadline::{self, Anchor, Calendars, CountError, Direction, Due, Period, Terms};
use registrar_engine::moment::Moment;
use std::sync::OnceLock;

macro_rules! shipped {
    ($($path:literal),* $(,)?) => {
        [$(($path.to_owned(), include_str!(concat!("../../../workflows/", $path)).to_owned())),*]
    };
}

/// The texts as they are shipped.
pub fn files() -> Vec<(String, String)> {
    shipped![
        "calendars/cn.yaml",
        "calendars/cn-office.yaml",
        "counting/cn-litigation.yaml",
        "counting/cn-civil-code.yaml",
        "counting/cn-licensing.yaml",
        "counting/us-frcp-6.yaml",
        "counting/eu-1182-71.yaml",
        "counting/uk-cpr-2.8.yaml",
        "counting/uk-cpr-2.8-court-office.yaml",
        "counting/office-hours.yaml",
        "counting/plain.yaml",
    ]
    .to_vec()
}

/// All of them, read once.
pub fn calendars() -> &'static Calendars {
    static READ: OnceLock<Calendars> = OnceLock::new();
    READ.get_or_init(|| {
        let (calendars, findings) = Calendars::read(&files());
        assert_eq!(findings, [], "what is shipped has no findings");
        calendars
    })
}

/// A question to the calculus; the zone is the calendar's.
#[derive(Clone)]
pub struct Ask {
    pub counting: &'static str,
    pub calendar: &'static str,
    pub zone: TimeZone,
    pub period: Period,
    pub direction: Direction,
}

pub fn ask(counting: &'static str, calendar: &'static str, period: &str) -> Ask {
    let zone = calendars().calendar(calendar).unwrap().zone_name().unwrap();
    let zone = deadline::zone(zone).unwrap();
    Ask { counting, calendar, zone, period: period.parse().unwrap(), direction: Direction::After }
}

impl Ask {
    pub fn before(mut self) -> Self {
        self.direction = Direction::Before;
        self
    }

    pub fn terms(&self) -> Terms<'_> {
        let counting = calendars().counting(self.counting).unwrap();
        let calendar = calendars().calendar(self.calendar).unwrap();
        Terms { direction: self.direction, ..Terms::new(counting, calendar, &self.zone, self.period) }
    }

    pub fn from(&self, anchor: &str) -> Result<Due, CountError> {
        deadline::count(self.anchor(anchor), &self.terms())
    }

    pub fn anchor(&self, text: &str) -> Anchor {
        match text.parse::<Date>() {
            Ok(date) if text.len() == 10 => Anchor::Date(date),
            _ => Anchor::Instant(moment(text)),
        }
    }

    /// The last day, and whether it is provisional.
    pub fn last_day(&self, anchor: &str) -> String {
        let due = self.from(anchor).unwrap();
        due.last_day.unwrap().to_string()
    }

    /// The due moment on the clock of the zone.
    pub fn due(&self, anchor: &str) -> String {
        let due = self.from(anchor).unwrap().due;
        due.timestamp().to_zoned(self.zone.clone()).strftime("%Y-%m-%dT%H:%M%:z").to_string()
    }
}

/// An instant in RFC 3339.
pub fn moment(text: &str) -> Moment {
    text.parse().unwrap()
}
