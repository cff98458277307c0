//! Random small procedures with what the charts of `generate` don't have: clocks that start, stop, are lengthened and given
//! up; services of documents with their ladders; tasks of machines and officials; consents; members who join and leave;
//! events raised for later. Made from a seed, so a failure can be played again.

use crate::generate::Dice;
use std::fmt::Write as _;

/// What the mix of procedures is counted by.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Mix {
    pub clocks: bool,
    pub stopped: bool,
    pub extended: bool,
    pub waived: bool,
    pub started_later: bool,
    pub counted_back: bool,
    pub deliveries: bool,
    pub ladders: bool,
    pub machines: bool,
    pub consents: bool,
    pub copies: bool,
    pub joining: bool,
    pub raised: bool,
    pub costs: bool,
}

impl Mix {
    /// What it has, by name.
    pub fn named(&self) -> [(&'static str, bool); 14] {
        [
            ("clocks", self.clocks),
            ("stopped", self.stopped),
            ("extended", self.extended),
            ("waived", self.waived),
            ("started later", self.started_later),
            ("counted back", self.counted_back),
            ("deliveries", self.deliveries),
            ("ladders", self.ladders),
            ("machines", self.machines),
            ("consents", self.consents),
            ("copies", self.copies),
            ("joining", self.joining),
            ("raised", self.raised),
            ("costs", self.costs),
        ]
    }
}

/// An event that guarantees may name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    pub name: String,
    /// The roles whose members' it is; empty: the case's.
    pub of: &'static [&'static str],
}

/// What is asked of a procedure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    AlwaysEnds,
    Silent(&'static str),
    /// A state, and the field or consent without which it is never active.
    Never(String, Unless),
    Visits(usize),
    Cost(usize),
    Number(Known, usize),
    Order(Template, Known, Known),
    One(Template, Known),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unless {
    Nothing,
    Yes,
    Consent,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Template {
    Existence,
    Absence,
    Exactly,
    Precedence,
    Response,
    Succession,
    AlternatePrecedence,
    AlternateResponse,
    NotCoexistence,
}

const ORDERS: [Template; 6] = [
    Template::Precedence,
    Template::Response,
    Template::Succession,
    Template::AlternatePrecedence,
    Template::AlternateResponse,
    Template::NotCoexistence,
];
const ONES: [Template; 3] = [Template::Existence, Template::Absence, Template::Exactly];

pub struct Procedure {
    pub text: String,
    pub mix: Mix,
    pub asked: Vec<Asked>,
    /// Whether the other party may be missing.
    pub optional: bool,
}

/// A procedure of two or three blocks.
pub fn procedure(seed: u64) -> Procedure {
    let mut writer = Writer::new(seed);
    let blocks = 2 + usize::from(writer.dice.chance(25));
    let mut states = String::new();
    for block in 0..blocks {
        let next = if block + 1 == blocks { "finished".to_owned() } else { format!("s{}", block + 1) };
        // Nothing leads back to the first block: what it sends is sent once.
        let others: Vec<String> =
            (1..=block).map(|n| format!("s{n}")).chain(["finished".to_owned()]).collect();
        states.push_str(&writer.block(block, &next, &others));
    }
    writer.finish(&states, blocks)
}

struct Writer {
    dice: Dice,
    mix: Mix,
    count: usize,
    tasks: String,
    deadlines: String,
    notices: String,
    known: Vec<Known>,
    /// The role or group that copies are of: with members who join it is both.
    others: &'static str,
    optional: bool,
    consent: bool,
    joining: bool,
}

/// Where a state stands.
struct Spot<'a> {
    name: &'a str,
    indent: usize,
    /// Where it leads to, the first surely.
    targets: &'a [String],
    in_copy: bool,
    /// Entered at most once in a case.
    once: bool,
    /// A state beside it that may stop its clocks.
    pause: Option<&'a str>,
    /// A clock around it that others may be counted back from.
    around: Option<&'a str>,
}

/// What stands in one state.
#[derive(Default)]
struct Content {
    entry: Vec<String>,
    tasks: Vec<String>,
    deadlines: Vec<String>,
    on: Vec<(String, String)>,
}

impl Content {
    fn write(&self, indent: usize) -> String {
        let pad = "  ".repeat(indent);
        let mut out = String::new();
        if !self.entry.is_empty() {
            let _ = writeln!(out, "{pad}entry: [{}]", self.entry.join(", "));
        }
        for (key, names) in [("tasks", &self.tasks), ("deadlines", &self.deadlines)] {
            if !names.is_empty() {
                let _ = writeln!(out, "{pad}{key}: [{}]", names.join(", "));
            }
        }
        if self.on.is_empty() {
            let _ = writeln!(out, "{pad}on: {{}}");
        } else {
            let _ = writeln!(out, "{pad}on:");
            for (event, arrow) in &self.on {
                let _ = writeln!(out, "{pad}  {event}: {arrow}");
            }
        }
        out
    }

    fn answers(&self, event: &str) -> bool {
        self.on.iter().any(|(known, _)| known == event)
    }
}

const NOBODY: &[&str] = &[];

impl Writer {
    fn new(seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let joining = dice.chance(25);
        Self {
            mix: Mix::default(),
            count: 0,
            tasks: String::new(),
            deadlines: String::new(),
            notices: String::new(),
            known: ["a", "b", "c"].map(|name| Known { name: name.to_owned(), of: NOBODY }).to_vec(),
            others: if joining { "all" } else { "other" },
            optional: dice.chance(30),
            consent: false,
            joining,
            dice,
        }
    }

    fn number(&mut self) -> usize {
        self.count += 1;
        self.count
    }

    /// Whose the events of a state are.
    fn of(&self, in_copy: bool) -> &'static [&'static str] {
        match (in_copy, self.others) {
            (false, _) => NOBODY,
            (true, "all") => &["other", "late"],
            (true, _) => &["other"],
        }
    }

    fn know(&mut self, name: String, of: &'static [&'static str]) {
        self.known.push(Known { name, of });
    }

    fn block(&mut self, number: usize, next: &str, others: &[String]) -> String {
        let name = format!("s{number}");
        let joins_here = self.joining && !self.mix.joining;
        let kind = self.dice.below(7);
        let mut out = format!("  {name}:\n");
        let targets: Vec<String> = [next.to_owned()].into_iter().chain(others.iter().cloned()).collect();
        let once = number == 0;
        match kind {
            _ if joins_here => out.push_str(&self.beside_a_desk(&name, &targets, true)),
            0 | 1 => {
                let spot = Spot {
                    name: &name,
                    indent: 2,
                    targets: &targets,
                    in_copy: false,
                    once,
                    pause: None,
                    around: None,
                };
                out.push_str(&self.spot(&spot));
            }
            2 => out.push_str(&self.side_by_side(&name, &targets, once)),
            3 | 4 => out.push_str(&self.copies(&name, &targets, once, 2)),
            5 if !self.consent => out.push_str(&self.consenting(&name, &targets)),
            _ => out.push_str(&self.around(&name, &targets)),
        }
        out
    }

    /// A box with a clock of its own around two states.
    fn around(&mut self, name: &str, targets: &[String]) -> String {
        let clock = self.count + 1;
        let mut outer = Content::default();
        self.clock(&mut outer, &targets[0], false, None, None);
        if self.dice.chance(40) {
            self.message(&mut outer, targets, name);
        }
        let (first, second) = (format!("{name}x0"), format!("{name}x1"));
        let clock = format!("d{clock}");
        let mut out = outer.write(2);
        out.push_str("    states:\n");
        for (at, own) in [&first, &second].into_iter().enumerate() {
            let other = if at == 0 { &second } else { &first };
            let mut ways = vec![other.clone()];
            ways.push(self.any(targets));
            let spot = Spot {
                name: own,
                indent: 4,
                targets: &ways,
                in_copy: false,
                once: false,
                pause: None,
                around: Some(&clock),
            };
            let _ = writeln!(out, "      {own}:");
            out.push_str(&self.spot(&spot));
        }
        out
    }

    /// Two regions; what stands in the one may stop clocks of the other.
    fn side_by_side(&mut self, name: &str, targets: &[String], once: bool) -> String {
        let mut outer = Content::default();
        self.message(&mut outer, targets, name);
        if self.dice.chance(40) {
            self.clock(&mut outer, &targets[0], false, None, None);
        }
        let (first, second) = (format!("{name}p0"), format!("{name}p1"));
        let (idle, busy) = (format!("{name}q0"), format!("{name}q1"));
        let over = self.any(targets);
        let spot = Spot {
            name: &first,
            indent: 6,
            targets: &[second.clone(), over],
            in_copy: false,
            once,
            pause: Some(&busy),
            around: None,
        };
        let first_text = self.spot(&spot);
        let stop = ["a", "b", "c"][self.dice.below(3)];
        let go = ["a", "b", "c"][self.dice.below(3)];
        format!(
            "{}    parallel:\n      {name}p:\n        states:\n          {first}:\n{}          {second}: {{final: true}}\n      \
             {name}q:\n        states:\n          {idle}: {{on: {{{stop}: {busy}}}}}\n          {busy}: {{on: {{{go}: {idle}}}}}\n",
            outer.write(2),
            first_text,
        )
    }

    /// One copy for each of the others.
    fn copies(&mut self, name: &str, targets: &[String], once: bool, indent: usize) -> String {
        self.mix.copies = true;
        let (first, second, last) = (format!("{name}k0"), format!("{name}k1"), format!("{name}k2"));
        let pad = "  ".repeat(indent);
        let two = self.dice.chance(50);
        let mut out = format!("{pad}for_each: {}\n", self.others);
        if self.dice.chance(30) {
            let to = self.any(targets);
            let event = ["a", "b", "c"][self.dice.below(3)];
            let _ = writeln!(out, "{pad}on: {{{event}: {to}}}");
        }
        let _ = writeln!(out, "{pad}states:");
        let after = if two { second.clone() } else { last.clone() };
        let ways = [after, last.clone()];
        let spot = Spot {
            name: &first,
            indent: indent + 2,
            targets: &ways,
            in_copy: true,
            once,
            pause: None,
            around: None,
        };
        let _ = writeln!(out, "{pad}  {first}:");
        out.push_str(&self.spot(&spot));
        if two {
            let ways = [last.clone()];
            let spot = Spot {
                name: &second,
                indent: indent + 2,
                targets: &ways,
                in_copy: true,
                once: false,
                pause: None,
                around: None,
            };
            let _ = writeln!(out, "{pad}  {second}:");
            out.push_str(&self.spot(&spot));
        }
        let _ = writeln!(out, "{pad}  {last}: {{final: true}}\n{pad}done: {}", targets[0]);
        out
    }

    /// A state that needs everybody's consent, and a desk beside it where it is given and withdrawn.
    fn consenting(&mut self, name: &str, targets: &[String]) -> String {
        self.consent = true;
        self.mix.consents = true;
        let careful = self.dice.chance(60);
        let enter = if careful {
            format!("[{{if: \"consent('c')\", to: {name}m1}}, {{to: {name}m2}}]")
        } else {
            format!("{name}m1")
        };
        let event = ["a", "b", "c"][self.dice.below(3)];
        let over = self.any(targets);
        // At a desk for all, or each at its own.
        let own = if event == "a" { format!("for_each: {}\n        ", self.others) } else { String::new() };
        format!(
            "    on: {{{}: {}}}\n",
            ["a", "b", "c"].iter().find(|e| **e != event).unwrap_or(&"a"),
            targets[0]
        ) + &format!(
            "    parallel:\n      {name}d:\n        {own}states:\n          {name}d0: {{tasks: [agree, object], on: {{agree.given: {{do: [{{consent: c}}]}}, object.withdrawn: {{do: [{{withdraw: c}}]}}}}}}\n      \
                 {name}m:\n        states:\n          {name}m0: {{on: {{{event}: {enter}}}}}\n          \
                 {name}m1: {{consent: c, on: {{consent.withdrawn.c: {name}m2, {event}: {over}}}}}\n          \
                 {name}m2: {{on: {{{event}: {name}m0}}}}\n"
        )
    }

    /// A region where others join and leave, beside copies.
    fn beside_a_desk(&mut self, name: &str, targets: &[String], once: bool) -> String {
        self.mix.joining = true;
        let event = ["a", "b", "c"][self.dice.below(3)];
        let leave = ["a", "b", "c"].into_iter().find(|other| *other != event).unwrap_or("a");
        let mut desk = "admit.done: {do: [{assign: {role: late, from: data.newcomers}}]}".to_owned();
        if self.dice.chance(40) {
            let _ = write!(desk, ", {leave}: {{do: [{{release: late}}]}}");
        }
        self.know("admit.done".to_owned(), NOBODY);
        let inner = self.copies(&format!("{name}e"), &[format!("{name}e9")], once, 6);
        format!(
            "    on: {{{event}: {}}}\n    parallel:\n      {name}f:\n        states:\n          {name}f0: {{tasks: [admit], on: {{{desk}}}}}\n      \
             {name}g:\n        states:\n          {name}e:\n{}          {name}e9: {{final: true}}\n",
            targets[0], inner,
        )
    }

    fn any(&mut self, targets: &[String]) -> String {
        targets[self.dice.below(targets.len())].clone()
    }

    /// A state that surely leads on in one way, and perhaps in others.
    fn spot(&mut self, spot: &Spot<'_>) -> String {
        let mut content = Content::default();
        let ways = 1 + usize::from(self.dice.chance(55));
        for way in 0..ways {
            let to = if way == 0 { spot.targets[0].clone() } else { self.any(spot.targets) };
            // Few states are entered once: there it is letters above all.
            let kind = if spot.once && way == 0 && self.dice.chance(50) { 7 } else { self.dice.below(9) };
            match kind {
                0 | 1 => self.message(&mut content, &[to], spot.name),
                2..=4 => self.task(&mut content, &to, spot),
                5 | 6 => self.clock(&mut content, &to, spot.in_copy, spot.pause, spot.around),
                7 if spot.once => self.notice(&mut content, &to, spot),
                7 => self.clock(&mut content, &to, spot.in_copy, spot.pause, spot.around),
                _ if !spot.in_copy && spot.once => self.raise(&mut content, &to),
                _ => self.task(&mut content, &to, spot),
            }
        }
        content.write(spot.indent)
    }

    /// An arrow with perhaps a condition, a change of data, a limit.
    fn arrow(&mut self, to: &str) -> String {
        let mut parts = vec![format!("to: {to}")];
        if to != "finished" && self.dice.chance(15) {
            parts.push("do: [{set: {yes: '!data.yes'}}]".to_owned());
        }
        format!("{{{}}}", parts.join(", "))
    }

    fn message(&mut self, content: &mut Content, targets: &[String], _own: &str) {
        let event = ["a", "b", "c"][self.dice.below(3)];
        if content.answers(event) {
            return;
        }
        let to = self.any(targets);
        let mut arrow = self.arrow(&to);
        if self.dice.chance(25) {
            let guard = ["data.yes", "!data.yes"][self.dice.below(2)];
            arrow = arrow.replacen('{', &format!("{{if: '{guard}', "), 1);
        }
        if self.dice.chance(15) {
            arrow = arrow.replacen('{', &format!("{{at_most: {}, ", 1 + self.dice.below(2)), 1);
        }
        content.on.push((event.to_owned(), arrow));
    }

    fn task(&mut self, content: &mut Content, to: &str, spot: &Spot<'_>) {
        let task = format!("t{}", self.number());
        let (who, of_members) = match self.dice.below(6) {
            0 => ("role: clerk", false),
            1 => {
                self.mix.machines = true;
                ("service: register", false)
            }
            2 => ("role: user", false),
            3 if !spot.in_copy => ("role: [other, clerk]", true),
            _ => (if self.others == "all" { "role: all" } else { "role: other" }, true),
        };
        let mut more = String::new();
        if self.dice.chance(25) && !who.starts_with("service") {
            self.mix.costs = true;
            let whose = if self.dice.chance(50) { "other" } else { "user" };
            let _ = write!(more, ", in_person: {whose}");
        }
        if of_members && self.dice.chance(40) {
            self.mix.costs = true;
            more.push_str(", costs: {fee: 1}");
        }
        let repeat = self.dice.chance(20) && !who.starts_with("service");
        if repeat {
            more.push_str(", repeat: true");
        }
        let _ = writeln!(self.tasks, "  {task}: {{{who}, outcomes: [yes, no]{more}}}");
        let of = self.of(spot.in_copy);
        self.know(format!("{task}.yes"), of);
        self.know(format!("{task}.no"), of);
        let yes = self.arrow(to);
        let no = match self.dice.below(3) {
            0 => "{}".to_owned(),
            1 => "{do: [{set: {yes: '!data.yes'}}]}".to_owned(),
            _ => {
                let to = self.any(spot.targets);
                self.arrow(&to)
            }
        };
        content.on.push((format!("{task}.yes"), yes));
        content.on.push((format!("{task}.no"), no));
        content.tasks.push(task);
    }

    fn clock(
        &mut self,
        content: &mut Content,
        to: &str,
        in_copy: bool,
        pause: Option<&str>,
        around: Option<&str>,
    ) {
        self.mix.clocks = true;
        let name = format!("d{}", self.number());
        let of = self.of(in_copy);
        let mut rule = format!("period: {} days", 2 + self.dice.below(9));
        let mut heard: Vec<&str> = Vec::new();
        let mut back = false;
        match self.dice.below(6) {
            0 => {
                self.mix.started_later = true;
                let _ = write!(rule, ", from: {}", ["a", "b", "c"][self.dice.below(3)]);
            }
            1 => {
                if let Some(around) = around {
                    self.mix.counted_back = true;
                    back = true;
                    let _ = write!(rule, ", before: {around}");
                }
            }
            2 => {
                if let Some(before) = content.deadlines.first() {
                    self.mix.started_later = true;
                    let _ = write!(rule, ", from: {before}");
                }
            }
            _ => {}
        }
        if let Some(pause) = pause.filter(|_| !back && self.dice.chance(70)) {
            self.mix.stopped = true;
            let _ = write!(rule, ", suspend_while: [{pause}]");
            heard.extend(["suspended", "resumed"]);
        }
        match self.dice.below(7) {
            0 if !back => {
                self.mix.stopped = true;
                rule.push_str(", suspend: {by: user}");
                heard.extend(["suspended", "resumed"]);
            }
            1 | 2 if !back => {
                self.mix.extended = true;
                let by = ["user", "clerk", "other"][self.dice.below(3)];
                let times = 1 + self.dice.below(2);
                let asked = if self.dice.chance(40) { ", asked: b" } else { "" };
                let all = if self.dice.chance(30) { ", for: all" } else { "" };
                let _ = write!(rule, ", extend: {{by: {by}, up_to: 3 days, times: {times}{asked}{all}}}");
                heard.extend(["extended", "extension_refused"]);
                if !asked.is_empty() && !content.answers("b") {
                    content.on.push(("b".to_owned(), "{}".to_owned()));
                }
            }
            3 => {
                self.mix.waived = true;
                let by = ["user", "other"][self.dice.below(2)];
                let _ = write!(rule, ", waive: {{by: {by}}}");
                let arrow = self.arrow(to);
                content.on.push((format!("{name}.waived"), arrow));
                self.know(format!("{name}.waived"), of);
            }
            _ => {}
        }
        heard.sort_unstable();
        heard.dedup();
        for what in heard {
            if self.dice.chance(50) {
                let arrow = if self.dice.chance(50) {
                    "{do: [{set: {yes: '!data.yes'}}]}".to_owned()
                } else {
                    self.arrow(to)
                };
                content.on.push((format!("{name}.{what}"), arrow));
            }
        }
        let _ = writeln!(self.deadlines, "  {name}: {{{rule}}}");
        let arrow = match self.dice.below(8) {
            0 => "{}".to_owned(),
            1 => format!("{{to: {to}, at_most: 1, beyond: {to}}}"),
            _ => self.arrow(to),
        };
        content.on.push((format!("{name}.expired"), arrow));
        self.know(format!("{name}.expired"), of);
        content.deadlines.push(name);
    }

    fn notice(&mut self, content: &mut Content, to: &str, spot: &Spot<'_>) {
        self.mix.deliveries = true;
        let notice = format!("n{}", self.number());
        let mut when = vec![["reached", "read"][self.dice.below(2)].to_owned()];
        let mut ladder: Vec<String> = Vec::new();
        if self.dice.chance(60) {
            self.mix.ladders = true;
            let task = format!("t{}", self.number());
            let _ = writeln!(self.tasks, "  {task}: {{role: clerk, outcomes: [handed, lost]}}");
            when.push(format!("{task}.handed"));
            content.on.push((format!("{task}.lost"), "{}".to_owned()));
            ladder.push(task);
        }
        if self.dice.chance(40) {
            self.mix.ladders = true;
            let clock = format!("d{}", self.number());
            let _ = writeln!(self.deadlines, "  {clock}: {{period: 5 days}}");
            if self.dice.chance(60) {
                when.push(format!("{clock}.expired"));
            } else {
                content.on.push((format!("{clock}.expired"), "{}".to_owned()));
            }
            ladder.push(clock);
        }
        let whom = if spot.in_copy { self.others } else { "other" };
        let of: &'static [&'static str] = if whom == "all" { &["other", "late"] } else { &["other"] };
        let ladder = if ladder.is_empty() {
            String::new()
        } else {
            format!(", undeliverable: [{}]", ladder.join(", "))
        };
        let _ = writeln!(
            self.notices,
            "  {notice}: {{to: {whom}, document: paper, served_when: [{}]{ladder}}}",
            when.join(", ")
        );
        content.entry.push(format!("{{send: {notice}}}"));
        let served = self.arrow(to);
        let lost = self.any(spot.targets);
        let lost = if self.dice.chance(70) { self.arrow(&lost) } else { "{}".to_owned() };
        content.on.push((format!("{notice}.served"), served));
        content.on.push((format!("{notice}.undeliverable"), lost));
        self.know(format!("{notice}.served"), of);
        self.know(format!("{notice}.undeliverable"), of);
    }

    fn raise(&mut self, content: &mut Content, to: &str) {
        self.mix.raised = true;
        let message = format!("m{}", self.number());
        content.entry.push(format!("{{raise: {{event: {message}, after: 3 days, id: {message}}}}}"));
        let arrow = self.arrow(to);
        content.on.push((message.clone(), arrow));
        if self.dice.chance(50) && !content.answers("c") {
            content.on.push(("c".to_owned(), format!("{{do: [{{cancel: {message}}}]}}")));
        }
        self.know(message, NOBODY);
    }

    fn finish(mut self, states: &str, blocks: usize) -> Procedure {
        let mut asked = vec![Asked::AlwaysEnds, Asked::Silent("user"), Asked::Silent("other")];
        for block in 1..blocks {
            let unless = [Unless::Nothing, Unless::Yes][self.dice.below(2)];
            asked.push(Asked::Never(format!("s{block}"), unless));
        }
        if let (true, Some(at)) = (self.consent, states.find("m1: {consent: c")) {
            let name = states[..at].rsplit(' ').next().unwrap_or_default();
            asked.push(Asked::Never(format!("{name}m1"), Unless::Consent));
            asked.push(Asked::Never(format!("{name}m2"), Unless::Consent));
        }
        if self.tasks.contains("in_person") {
            asked.push(Asked::Visits(self.dice.below(2)));
            asked.push(Asked::Visits(2));
        }
        if self.tasks.contains("fee") {
            asked.push(Asked::Cost(self.dice.below(2)));
        }
        let known = self.known.clone();
        let pick = |dice: &mut Dice| known[dice.below(known.len())].clone();
        for _ in 0..2 {
            let of = pick(&mut self.dice);
            asked.push(Asked::Number(of, self.dice.below(3)));
        }
        for _ in 0..3 {
            let of = pick(&mut self.dice);
            asked.push(Asked::One(ONES[self.dice.below(ONES.len())], of));
        }
        for _ in 0..6 {
            let (first, second) = (pick(&mut self.dice), pick(&mut self.dice));
            if first != second {
                asked.push(Asked::Order(ORDERS[self.dice.below(ORDERS.len())], first, second));
            }
        }
        let text = self.text(states, &asked);
        Procedure { text, mix: self.mix, asked, optional: self.optional }
    }

    fn text(&self, states: &str, asked: &[Asked]) -> String {
        let raised = self.known.iter().filter(|known| known.name.starts_with('m'));
        let messages: Vec<String> =
            ["a", "b", "c"].into_iter().map(str::to_owned).chain(raised.map(|k| k.name.clone())).collect();
        let optional = if self.optional { ", optional: true" } else { "" };
        let mut text = format!(
            "workflow: procedure
version: 1
title: {{en: Procedure}}
calendar: cn
counting: plain
zone: Asia/Shanghai
starts: user
roles:
  user: {{party: true}}
  other: {{party: true, many: true{optional}}}
  late: {{party: true, many: true, optional: true}}
  all: {{any_of: [other, late]}}
  clerk: {{pool: clerks}}
messages: {{{}}}
data:
  yes: {{type: boolean, default: true}}
  newcomers: {{type: list, of: {{name: {{type: text, required: true}}}}}}
documents: {{paper: {{by: user, media: [application/pdf]}}}}
services: {{register: {{title: {{en: Register}}}}}}
",
            messages.iter().map(|name| format!("{name}: {{}}")).collect::<Vec<_>>().join(", ")
        );
        let mut tasks = self.tasks.clone();
        if self.consent {
            let _ = writeln!(text, "consents: {{c: {{of: {}}}}}", self.others);
            let _ = writeln!(tasks, "  agree: {{role: {}, repeat: true, outcomes: [given]}}", self.others);
            let _ =
                writeln!(tasks, "  object: {{role: {}, repeat: true, outcomes: [withdrawn]}}", self.others);
        }
        if self.mix.joining {
            tasks.push_str("  admit: {role: clerk, repeat: true, form: [newcomers], outcomes: [done]}\n");
        }
        for (key, part) in [("notices", &self.notices), ("deadlines", &self.deadlines), ("tasks", &tasks)] {
            if !part.is_empty() {
                let _ = write!(text, "{key}:\n{part}");
            }
        }
        let _ = write!(text, "states:\n{states}  finished: {{final: true}}\nguarantees:\n");
        for asked in asked {
            let _ = writeln!(text, "  - {}", asked.written());
        }
        text
    }
}

impl Asked {
    /// What kind of guarantee it is.
    pub fn kind(&self) -> String {
        match self {
            Self::AlwaysEnds => "always ends".to_owned(),
            Self::Silent(role) => format!("ends if {role} is silent"),
            Self::Never(_, unless) => format!("never unless {unless:?}"),
            Self::Visits(_) => "visits".to_owned(),
            Self::Cost(_) => "cost".to_owned(),
            Self::Number(of, _) if of.of.is_empty() => "number".to_owned(),
            Self::Number(..) => "number of a member's".to_owned(),
            Self::One(template, _) | Self::Order(template, ..) => format!("{template:?}"),
        }
    }

    fn written(&self) -> String {
        match self {
            Self::AlwaysEnds => "always_ends".to_owned(),
            Self::Silent(role) => format!("ends_if_silent: {{roles: [{role}]}}"),
            Self::Never(state, Unless::Nothing) => format!("never: {{state: {state}}}"),
            Self::Never(state, Unless::Yes) => format!("never: {{state: {state}, unless: data.yes}}"),
            Self::Never(state, Unless::Consent) => {
                format!("never: {{state: {state}, unless: \"consent('c')\"}}")
            }
            Self::Visits(most) => format!("budget: {{of: visits, at_most: {most}}}"),
            Self::Cost(most) => format!("budget: {{of: fee, at_most: {most}}}"),
            Self::Number(of, most) => format!("budget: {{of: {}, at_most: {most}}}", of.name),
            Self::One(template, of) => match template {
                Template::Existence => format!("existence: {{of: {}}}", of.name),
                Template::Absence => format!("absence: {{of: {}}}", of.name),
                _ => format!("exactly: {{of: {}, times: 1}}", of.name),
            },
            Self::Order(template, first, second) => {
                let (first, second) = (&first.name, &second.name);
                match template {
                    Template::Precedence => format!("precedence: {{first: {first}, then: {second}}}"),
                    Template::Response => format!("response: {{after: {first}, comes: {second}}}"),
                    Template::Succession => format!("succession: {{first: {first}, then: {second}}}"),
                    Template::AlternatePrecedence => {
                        format!("alternate_precedence: {{first: {first}, then: {second}}}")
                    }
                    Template::AlternateResponse => {
                        format!("alternate_response: {{after: {first}, comes: {second}}}")
                    }
                    _ => format!("not_coexistence: [{first}, {second}]"),
                }
            }
        }
    }
}
