//! The verifier against brute force, on procedures with clocks, services, members and consents: every case that can come of
//! a procedure is played out with `step` alone, and each guarantee is decided on that graph in a way of its own. Nothing of
//! the verifier is called but for its verdicts.

use crate::acts::{Act, Came, acts, name_of, now};
use crate::calendars;
use crate::procedure::{Asked, Known, Mix, Procedure, Template, Unless, procedure};
use proptest::prelude::*;
use registrar_engine::case::{Case, Member, Served, Standing};
use registrar_engine::chart::Chart;
use registrar_engine::docket::Mark;
use registrar_engine::event::{Actor, Participant};
use registrar_engine::finding::Severity;
use registrar_engine::id::{CaseId, PersonId};
use registrar_engine::value::{Record, Value};
use registrar_engine::verify::{Answer, Limits};
use registrar_engine::{Sources, compile, open, parse, verify};
use std::collections::{BTreeMap, BTreeSet};

/// Most cases that are told apart in one procedure, for one set of people.
const MOST: usize = 80;

/// Whom a case has.
#[derive(Debug, Clone, Copy)]
pub struct People {
    pub others: u32,
    pub late: u32,
    /// How many late ones there are at most.
    pub most_late: u32,
}

/// Rule 27: one of each role that must be there, then two, one role at a time; none of those who may be missing; of who joins
/// up to two in all.
pub fn populations(procedure: &Procedure) -> Vec<People> {
    let usual = u32::from(!procedure.optional);
    let mut all: Vec<People> = (usual..=2).map(|others| People { others, late: 0, most_late: 0 }).collect();
    if procedure.mix.joining {
        all.extend((0..=2).map(|late| People { others: usual, late, most_late: 2 }));
    }
    all
}

pub fn participants(people: People) -> Vec<Participant> {
    let one = |role: &str, number: u32| {
        let name = name_of(&format!("{role}[{number}]"));
        Participant {
            role: role.to_owned(),
            person: Some(PersonId::parse(&name).unwrap()),
            // A late one has the name under which it is admitted.
            name: if role == "late" { format!("late {number}") } else { name },
            contact: BTreeMap::new(),
            data: Record::new(),
            represents: None,
            authority: None,
        }
    };
    let others = (1..=people.others).map(|number| one("other", number));
    std::iter::once(one("user", 1))
        .chain(others)
        .chain((1..=people.late).map(|number| one("late", number)))
        .collect()
}

/// The chart, unless the compiler refuses the definition.
pub fn chart(text: &str) -> Result<Chart, String> {
    let (read, findings) = parse(text);
    let resources = BTreeMap::new();
    let sources = Sources { text, resources: &resources, calendars: calendars() };
    let (chart, found) = compile(&read.unwrap_or_default(), &sources);
    let errors: Vec<_> = findings.iter().chain(&found).filter(|f| f.severity == Severity::Error).collect();
    match (chart, errors.as_slice()) {
        (Some(chart), []) => Ok(chart),
        _ => Err(format!("{errors:#?}")),
    }
}

/// The case opened, or how that goes wrong.
pub fn opened(chart: &Chart, people: People) -> Came {
    let by = Actor { person: PersonId::parse("user-1-").unwrap(), pools: Vec::new(), member: None };
    let id = CaseId::parse("case-1").unwrap();
    match open(chart, id, &by, &participants(people), &Record::new(), now()) {
        Ok(opened) => Came::Case(Box::new(opened.case), opened.marks),
        Err(registrar_engine::refusal::Refusal::Incident { .. }) => Came::Incident,
        Err(other) => panic!("it opens: {other:?}"),
    }
}

/// What two cases have in common that go on in the same way.
fn key(case: &Case) -> String {
    if let Some(ended) = &case.ended {
        let here: Vec<_> = case.seats.iter().map(|seat| (seat.member(), seat.is_present())).collect();
        return format!("ended {:?} {here:?}", ended.state);
    }
    let serves = |number: Option<u64>| {
        let number = number?;
        let clock = case.clocks.iter().find(|clock| clock.number == number);
        let delivery = case.deliveries.iter().find(|delivery| delivery.number == number);
        Some(match (clock, delivery) {
            (Some(clock), _) => format!("{:?} {:?}", clock.deadline, clock.place),
            (_, Some(delivery)) => format!("{:?} {:?} {:?}", delivery.notice, delivery.to, delivery.home),
            _ => "gone".to_owned(),
        })
    };
    let mut tasks: Vec<_> = case
        .tasks
        .iter()
        .map(|open| format!("{:?} {:?} {:?}", open.task, open.place, serves(open.serves)))
        .collect();
    tasks.sort();
    let mut clocks: Vec<_> = case
        .clocks
        .iter()
        .map(|clock| {
            let standing = match clock.standing {
                Standing::Waiting => "waits",
                Standing::Running { .. } => "runs",
                Standing::Suspended { .. } => "stands",
                Standing::Expired { .. } => "expired",
                Standing::Waived { .. } => "waived",
            };
            let (held, more) = (clock.held, clock.extensions.len());
            format!(
                "{:?} {:?} {:?} {standing} {held} {more}",
                clock.deadline,
                clock.place,
                serves(clock.serves)
            )
        })
        .collect();
    clocks.sort();
    let mut deliveries: Vec<_> = case
        .deliveries
        .iter()
        .filter(|delivery| !matches!(delivery.standing, Served::At { .. }))
        .map(|delivery| {
            let open = delivery.standing == Served::Open;
            format!("{:?} {:?} {:?} {:?} {open}", delivery.notice, delivery.to, delivery.home, delivery.rung)
        })
        .collect();
    deliveries.sort();
    let raises: BTreeSet<_> = case.raises.iter().map(|raise| (&raise.event, &raise.home)).collect();
    let seats: Vec<_> = case.seats.iter().map(|seat| (seat.member(), seat.is_present())).collect();
    let given: BTreeSet<_> = case
        .consents
        .iter()
        .filter(|entry| entry.withdrawn.is_none())
        .map(|e| (e.consent.0, e.member))
        .collect();
    let counters: BTreeMap<_, u32> = case.counters.iter().map(|c| ((c.arrow.0, &c.copy), c.taken)).collect();
    format!(
        "{:?} {:?} {:?} {tasks:?} {clocks:?} {deliveries:?} {raises:?} {seats:?} {given:?} {counters:?}",
        case.configuration,
        case.history,
        case.data.get("yes"),
    )
}

/// An event of the case's log: its name, and whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Logged {
    name: String,
    of: Option<Member>,
}

/// What may happen in a case, and where it leads.
struct Edge {
    to: usize,
    log: Vec<Logged>,
    role: Option<String>,
    /// What it costs whom: `visits` or a cost, as `step` charges it.
    spent: Vec<(String, Option<Member>, u64)>,
}

/// Every case that can be reached.
struct Graph<'c> {
    chart: &'c Chart,
    cases: Vec<Case>,
    edges: Vec<Vec<Edge>>,
    incidents: usize,
}

/// Why a procedure can't be compared.
#[derive(Debug, PartialEq, Eq)]
enum Unfit {
    Large,
    /// A step that ends the case has more events than one: which of them still came isn't told.
    Unclear,
    Endless,
}

impl<'c> Graph<'c> {
    fn of(chart: &'c Chart, people: People) -> Result<Self, Unfit> {
        let mut graph = Self { chart, cases: Vec::new(), edges: Vec::new(), incidents: 0 };
        match opened(chart, people) {
            Came::Case(first, _) => graph.cases.push(shortened(*first)),
            _ => {
                graph.incidents += 1;
                return Ok(graph);
            }
        }
        let mut known = BTreeMap::from([(key(&graph.cases[0]), 0)]);
        while graph.edges.len() < graph.cases.len() {
            let from = graph.cases[graph.edges.len()].clone();
            let mut edges = Vec::new();
            for act in acts(chart, &from, people.most_late) {
                let (case, marks) = match act.play(chart, &from) {
                    Came::Case(case, marks) => (*case, marks),
                    Came::No => continue,
                    Came::Incident => {
                        graph.incidents += 1;
                        continue;
                    }
                    Came::Endless => return Err(Unfit::Endless),
                };
                let log = log(chart, &act, &from, &marks);
                if case.ended.is_some() && log.len() > 1 {
                    return Err(Unfit::Unclear);
                }
                let spent = spent(&from, &case);
                let role = act.role.map(|role| chart.role(role).name.clone());
                let case = shortened(case);
                let next = graph.cases.len();
                let to = *known.entry(key(&case)).or_insert(next);
                if to == next {
                    graph.cases.push(case);
                }
                edges.push(Edge { to, log, role, spent });
            }
            graph.edges.push(edges);
            if graph.cases.len() > MOST {
                return Err(Unfit::Large);
            }
        }
        Ok(graph)
    }

    fn ended(&self, at: usize) -> bool {
        self.cases[at].ended.is_some()
    }

    fn is_here(&self, at: usize, member: Member) -> bool {
        self.cases[at].seat(member).is_some_and(registrar_engine::case::Seat::is_present)
    }

    /// From which cases an end can be reached, by edges that count.
    fn ending(&self, counts: &dyn Fn(&Edge) -> bool) -> Vec<bool> {
        let mut ends: Vec<bool> = (0..self.cases.len()).map(|at| self.ended(at)).collect();
        loop {
            let mut more = false;
            for at in 0..self.cases.len() {
                if !ends[at] && self.edges[at].iter().any(|edge| counts(edge) && ends[edge.to]) {
                    (ends[at], more) = (true, true);
                }
            }
            if !more {
                return ends;
            }
        }
    }

    /// The most that a member spends on any path, up to one more than allowed.
    fn overspends(&self, most: u64, spends: &dyn Fn(&Edge) -> u64) -> bool {
        let mut known = BTreeSet::from([(0, 0)]);
        let mut waiting = vec![(0, 0)];
        while let Some((at, spent)) = waiting.pop() {
            for edge in &self.edges[at] {
                let after = spent + spends(edge);
                if after > most {
                    return true;
                }
                if known.insert((edge.to, after)) {
                    waiting.push((edge.to, after));
                }
            }
        }
        false
    }

    fn members(&self, roles: &[&str]) -> BTreeSet<Member> {
        let seats = self.cases.iter().flat_map(|case| &case.seats);
        seats.filter(|s| roles.contains(&self.chart.role(s.role).name.as_str())).map(|s| s.member()).collect()
    }

    /// Whose events some are: each of their members, or nobody's.
    fn persons(&self, events: &[&Known]) -> Vec<Option<Member>> {
        let roles: Vec<&str> = events.iter().flat_map(|known| known.of.iter().copied()).collect();
        if roles.is_empty() { vec![None] } else { self.members(&roles).into_iter().map(Some).collect() }
    }

    fn holds(&self, asked: &Asked) -> bool {
        if self.cases.is_empty() {
            return true;
        }
        match asked {
            Asked::AlwaysEnds => self.ending(&|_| true).iter().all(|ends| *ends),
            Asked::Silent(role) => {
                self.ending(&|edge| edge.role.as_deref() != Some(*role)).iter().all(|ends| *ends)
            }
            Asked::Never(state, unless) => {
                let state = self.chart.state_named(state).unwrap();
                self.cases.iter().filter(|case| case.ended.is_none()).all(|case| {
                    !case.configuration.iter().any(|place| place.state == state)
                        || match unless {
                            Unless::Nothing => false,
                            Unless::Yes => case.data.get("yes") == Some(&Value::Bool(true)),
                            Unless::Consent => self.consents(case),
                        }
                })
            }
            Asked::Visits(most) => self.affords("visits", *most),
            Asked::Cost(most) => self.affords("fee", *most),
            Asked::Number(of, most) => self.persons(&[of]).into_iter().all(|person| {
                let events = |edge: &Edge| {
                    edge.log.iter().filter(|e| e.name == of.name && concerns(e, person)).count() as u64
                };
                !self.overspends(*most as u64, &events)
            }),
            Asked::One(template, of) => {
                let persons = self.persons(&[of]);
                persons.into_iter().all(|person| Trace::of(self, person, &of.name, "").one(*template))
            }
            Asked::Order(template, first, second) => {
                let persons = self.persons(&[first, second]);
                persons
                    .into_iter()
                    .all(|person| Trace::of(self, person, &first.name, &second.name).two(*template))
            }
        }
    }

    fn affords(&self, of: &str, most: usize) -> bool {
        let members = self.members(&["user", "other", "late"]).into_iter().map(Some).chain([None]);
        members.into_iter().all(|member| {
            let spends = |edge: &Edge| {
                edge.spent
                    .iter()
                    .filter(|(what, whose, _)| what == of && *whose == member)
                    .map(|(.., n)| n)
                    .sum()
            };
            !self.overspends(most as u64, &spends)
        })
    }

    /// Whether all who are asked have consented.
    fn consents(&self, case: &Case) -> bool {
        let roles: &[&str] = match self.chart.role(self.chart.consents[0].of).name.as_str() {
            "all" => &["other", "late"],
            _ => &["other"],
        };
        let mut asked = case
            .seats
            .iter()
            .filter(|seat| seat.left.is_none() && roles.contains(&self.chart.role(seat.role).name.as_str()))
            .peekable();
        asked.peek().is_some()
            && asked
                .all(|seat| case.consents.iter().any(|e| e.member == seat.member() && e.withdrawn.is_none()))
    }
}

fn concerns(event: &Logged, person: Option<Member>) -> bool {
    person.is_none() || event.of.is_none() || event.of == person
}

/// The events of one step: what it was itself, if it was anything, then what it set off, in the order in which that came.
fn log(chart: &Chart, act: &Act, before: &Case, marks: &[Mark]) -> Vec<Logged> {
    let member = |copy: &[u32]| {
        let mut numbers = copy.iter();
        let number = *numbers.next()?;
        let around = before.seats.iter().filter(|seat| chart.role(seat.role).name != "user");
        around.map(|seat| seat.member()).nth(number as usize - 1)
    };
    let named = |name: &str| {
        let (role, number) = name.split_once('[')?;
        let number = number.trim_end_matches(']').parse().ok()?;
        Some(Member { role: chart.role_named(role)?, number })
    };
    let took = |name: &str| marks.iter().any(|m| matches!(m, Mark::Took { event, .. } if event == name));
    let own = Logged {
        name: act.name.clone(),
        of: act.member.or_else(|| act.home.as_ref().and_then(|home| member(&home.copy))),
    };
    let is_message = act.home.is_none();
    let comes_late = act.name.ends_with(".served") && !marks.iter().any(|m| matches!(m, Mark::Served { .. }));
    let mut log = Vec::new();
    let mut own_marks = usize::from(act.name.ends_with(".served"));
    // A message that nothing answers is no event of the case; nor is a letter that comes back, as long as there is a rung left.
    let comes_back = act.name.ends_with(".undeliverable");
    if !comes_back && !comes_late && (!is_message || took(&act.name)) {
        log.push(own.clone());
    }
    for (at, mark) in marks.iter().enumerate() {
        match mark {
            Mark::Served { notice, to, .. } => {
                if own_marks > 0 {
                    own_marks -= 1;
                    continue;
                }
                log.push(Logged { name: format!("{notice}.served"), of: named(to) });
            }
            Mark::Undelivered { notice, to, next: None, .. } => {
                let name = format!("{notice}.undeliverable");
                let answered =
                    marks[at..].iter().any(|m| matches!(m, Mark::Took { event, .. } if *event == name));
                if answered {
                    log.push(Logged { name, of: named(to) });
                }
            }
            Mark::Consented { consent, .. } => {
                log.push(Logged { name: format!("consent.given.{consent}"), of: None });
            }
            Mark::ConsentWithdrawn { consent, .. } => {
                log.push(Logged { name: format!("consent.withdrawn.{consent}"), of: None });
            }
            _ => {}
        }
    }
    log
}

/// A case without what is only kept: how tasks ended, what was filed, served, withdrawn, charged.
fn shortened(mut case: Case) -> Case {
    case.acts.clear();
    case.documents.clear();
    case.costs.clear();
    case.past.clear();
    case.acted.clear();
    case.consents.retain(|entry| entry.withdrawn.is_none());
    case.deliveries.retain(|delivery| !matches!(delivery.standing, Served::At { .. }));
    case
}

/// What a step has charged.
fn spent(before: &Case, after: &Case) -> Vec<(String, Option<Member>, u64)> {
    let was = |of: &str, member| {
        before.costs.iter().find(|c| c.of == of && c.member == member).map_or(0, |cost| cost.amount)
    };
    let more = |cost: &registrar_engine::case::Cost| u64::from(cost.amount - was(&cost.of, cost.member));
    after
        .costs
        .iter()
        .map(|cost| (cost.of.clone(), cost.member, more(cost)))
        .filter(|(.., n)| *n > 0)
        .collect()
}

/// What one person sees of the graph: each step cut into single events, and of these two told apart.
struct Trace {
    /// To where, and by the first (1), by the second (2), or by neither (0).
    edges: Vec<Vec<(u8, usize)>>,
    ends: BTreeSet<usize>,
}

impl Trace {
    fn of(graph: &Graph<'_>, person: Option<Member>, first: &str, second: &str) -> Self {
        let mut edges: Vec<Vec<(u8, usize)>> = vec![Vec::new(); graph.cases.len()];
        for (from, out) in graph.edges.iter().enumerate() {
            for edge in out {
                // Who isn't in the case owes and is owed nothing.
                let here = person.is_none_or(|p| graph.is_here(from, p) || graph.is_here(edge.to, p));
                let events = edge.log.iter().filter(|event| here && concerns(event, person));
                let labels: Vec<u8> = events
                    .map(|event| match &event.name {
                        name if name == first => 1,
                        name if name == second => 2,
                        _ => 0,
                    })
                    .filter(|label| *label > 0)
                    .collect();
                let mut at = from;
                for label in labels.iter().rev().skip(1).rev() {
                    edges.push(Vec::new());
                    let next = edges.len() - 1;
                    edges[at].push((*label, next));
                    at = next;
                }
                edges[at].push((labels.last().copied().unwrap_or(0), edge.to));
            }
        }
        let ends = (0..graph.cases.len()).filter(|at| graph.ended(*at));
        let ends = ends.filter(|at| person.is_none_or(|person| graph.is_here(*at, person))).collect();
        Self { edges, ends }
    }

    /// Everything reached from some cases without an event.
    fn from(&self, starts: impl IntoIterator<Item = usize>, without: u8) -> BTreeSet<usize> {
        let mut reached: BTreeSet<usize> = starts.into_iter().collect();
        let mut waiting: Vec<usize> = reached.iter().copied().collect();
        while let Some(at) = waiting.pop() {
            for (label, to) in &self.edges[at] {
                if (*label == 0 || *label != without) && reached.insert(*to) {
                    waiting.push(*to);
                }
            }
        }
        reached
    }

    /// Where an event leads from some cases.
    fn by(&self, label: u8, from: &BTreeSet<usize>) -> BTreeSet<usize> {
        let edges = from.iter().flat_map(|at| &self.edges[*at]);
        edges.filter(|(of, _)| *of == label).map(|(_, to)| *to).collect()
    }

    fn ends(&self, among: &BTreeSet<usize>) -> bool {
        among.iter().any(|at| self.ends.contains(at))
    }

    fn one(&self, template: Template) -> bool {
        let all = self.from([0], 9);
        let never = self.from([0], 1);
        let once = self.by(1, &all);
        match template {
            Template::Existence => !self.ends(&never),
            Template::Absence => once.is_empty(),
            _ => {
                let twice = self.by(1, &self.from(once.iter().copied(), 9));
                !self.ends(&never) && twice.is_empty()
            }
        }
    }

    fn two(&self, template: Template) -> bool {
        let all = self.from([0], 9);
        let (after_first, after_second) = (self.by(1, &all), self.by(2, &all));
        let precedence = self.by(2, &self.from([0], 1)).is_empty();
        let owing = self.from(after_first.iter().copied(), 2);
        let response = !self.ends(&owing);
        match template {
            Template::Precedence => precedence,
            Template::Response => response,
            Template::Succession => precedence && response,
            Template::AlternatePrecedence => {
                precedence && self.by(2, &self.from(after_second.iter().copied(), 1)).is_empty()
            }
            Template::AlternateResponse => response && self.by(1, &owing).is_empty(),
            _ => {
                let first_then_second = self.by(2, &self.from(after_first.iter().copied(), 9));
                let second_then_first = self.by(1, &self.from(after_second.iter().copied(), 9));
                first_then_second.is_empty() && second_then_first.is_empty()
            }
        }
    }
}

/// What came of one comparison.
pub struct Compared {
    pub mix: Mix,
    pub asked: Vec<(Asked, bool)>,
}

/// Compares all verdicts on a procedure with what the graphs say.
fn compare(seed: u64) -> Option<Compared> {
    let procedure = procedure(seed);
    let chart = chart(&procedure.text).ok()?;
    let graphs: Vec<Graph<'_>> = populations(&procedure)
        .into_iter()
        .map(|people| Graph::of(&chart, people))
        .collect::<Result<_, _>>()
        .ok()?;
    let report = verify(&chart, &Limits::default());
    assert_eq!(report.verdicts.len(), procedure.asked.len());
    let mut asked = Vec::new();
    for (asked_for, verdict) in procedure.asked.iter().zip(&report.verdicts) {
        let holds = graphs.iter().all(|graph| graph.holds(asked_for));
        match &verdict.answer {
            Answer::Proved => {
                assert!(
                    holds,
                    "seed {seed}: proved, and broken: {} in\n{}",
                    verdict.guarantee, procedure.text
                );
            }
            Answer::Refuted(story) => {
                assert!(
                    !holds,
                    "seed {seed}: refuted, and holds: {} in\n{}\n{:#?}",
                    verdict.guarantee, procedure.text, story.steps
                );
            }
            // Broken in an order of clocks that was found on no dates: broken in any order all the same.
            Answer::NotDecided { .. } => {
                assert!(
                    !holds,
                    "seed {seed}: not decided, and holds: {} in\n{}",
                    verdict.guarantee, procedure.text
                );
            }
        }
        asked.push((asked_for.clone(), !holds));
    }
    let fails = report.findings.iter().any(|f| ["may-fail", "without-consent"].contains(&f.code));
    let incidents = graphs.iter().any(|graph| graph.incidents > 0);
    assert_eq!(fails, incidents, "seed {seed}: steps that fail, in\n{}", procedure.text);
    Some(Compared { mix: procedure.mix, asked })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 50, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_verdict_on_a_procedure_is_that_of_brute_force(seed: u64) {
        compare(seed);
    }
}

/// How many procedures are always the same ones.
const FIXED: u64 = 1_000;

/// A thousand procedures that are always the same ones, and what is among them.
#[test]
fn the_procedures_have_what_can_go_wrong() {
    let half = |from: u64| (from..FIXED).step_by(2).filter_map(compare).collect::<Vec<_>>();
    let (even, odd) = std::thread::scope(|scope| {
        let even = scope.spawn(|| half(0));
        let odd = half(1);
        (even.join(), odd)
    });
    let compared: Vec<Compared> =
        even.unwrap_or_else(|e| std::panic::resume_unwind(e)).into_iter().chain(odd).collect();
    assert!(compared.len() > 400, "{} of {FIXED} could be compared", compared.len());
    let mut features = BTreeMap::new();
    let mut answers: BTreeMap<String, [usize; 2]> = BTreeMap::new();
    for Compared { mix, asked } in &compared {
        for (name, has) in mix.named() {
            *features.entry(name).or_insert(0_usize) += usize::from(has);
        }
        for (asked, refuted) in asked {
            answers.entry(asked.kind()).or_default()[usize::from(*refuted)] += 1;
        }
    }
    println!("of {} procedures {features:?}; proved and refuted: {answers:?}", compared.len());
    assert_eq!((features.len(), answers.len()), (14, 19));
    assert!(features.values().all(|n| n * 50 >= compared.len()), "of {}: {features:?}", compared.len());
    assert!(answers.values().flatten().all(|n| *n >= 5), "proved and refuted: {answers:?}");
}
