//! The shipped calendars and counting rules, and short ways to ask for a date.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use registrar_engine::deadline::{
    self, Anchor, Bound, Calendars, CountError, Direction, Due, Left, Period, Suspension, Terms,
};
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
        "calendars/england-and-wales.yaml",
        "calendars/eu-institutions.yaml",
        "calendars/us-federal.yaml",
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
    pub bound: Bound,
    pub manner: Option<&'static str>,
    pub extensions: Vec<Period>,
    pub suspensions: Vec<Suspension>,
}

pub fn ask(counting: &'static str, calendar: &'static str, period: &str) -> Ask {
    let zone = calendars().calendar(calendar).unwrap().zone_name().unwrap();
    Ask {
        counting,
        calendar,
        zone: deadline::zone(zone).unwrap(),
        period: period.parse().unwrap(),
        direction: Direction::After,
        bound: Bound::Latest,
        manner: None,
        extensions: Vec::new(),
        suspensions: Vec::new(),
    }
}

impl Ask {
    pub fn before(mut self) -> Self {
        self.direction = Direction::Before;
        self
    }

    pub fn earliest(mut self) -> Self {
        self.bound = Bound::Earliest;
        self
    }

    pub fn served_by(mut self, manner: &'static str) -> Self {
        self.manner = Some(manner);
        self
    }

    pub fn extended(mut self, by: &str) -> Self {
        self.extensions.push(by.parse().unwrap());
        self
    }

    /// Suspended between two moments; `None` while it lasts.
    pub fn suspended(mut self, from: &str, until: Option<&str>) -> Self {
        let (from, until) = (self.moment(from), until.map(|until| self.moment(until)));
        self.suspensions.push(Suspension { from, until, reason: "mediation".to_owned() });
        self
    }

    pub fn terms(&self) -> Terms<'_> {
        Terms {
            direction: self.direction,
            bound: self.bound,
            manner: self.manner,
            extensions: &self.extensions,
            suspensions: &self.suspensions,
            counting: calendars().counting(self.counting).unwrap(),
            calendar: calendars().calendar(self.calendar).unwrap(),
            zone: &self.zone,
            period: self.period,
        }
    }

    pub fn from(&self, anchor: &str) -> Result<Due, CountError> {
        let due = deadline::count(self.anchor(anchor), &self.terms());
        let unsaid = deadline::due(self.anchor(anchor), &self.terms());
        let said = due.clone().map(|due| Due { steps: Vec::new(), ..due });
        assert_eq!(said, unsaid, "saying the steps changes nothing");
        due
    }

    /// `2018-04-10` is a day, `2018-04-10 14:20` a moment on the clock of the zone.
    pub fn anchor(&self, text: &str) -> Anchor {
        match text.parse::<Date>() {
            Ok(date) if text.len() == 10 => Anchor::Date(date),
            _ => Anchor::Instant(self.moment(text)),
        }
    }

    /// A moment on the clock of the zone.
    pub fn moment(&self, text: &str) -> Moment {
        let local: DateTime = text.parse().unwrap();
        self.zone.to_timestamp(local).unwrap().into()
    }

    pub fn last_day(&self, anchor: &str) -> String {
        let due = self.from(anchor).unwrap();
        due.last_day.unwrap().to_string()
    }

    /// The due moment on the clock of the zone.
    pub fn due(&self, anchor: &str) -> String {
        self.shown(self.from(anchor).unwrap().due)
    }

    pub fn shown(&self, moment: Moment) -> String {
        moment.timestamp().to_zoned(self.zone.clone()).strftime("%Y-%m-%d %H:%M%:z").to_string()
    }

    /// What is left while it is suspended.
    pub fn left(&self, anchor: &str) -> Left {
        match self.from(anchor) {
            Err(CountError::Suspended { left, .. }) => left,
            other => panic!("not suspended: {other:?}"),
        }
    }
}
