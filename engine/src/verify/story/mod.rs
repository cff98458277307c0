//! A counter-example as a story: who does what on which day, played by `step` on the virtual clock, with a scenario that
//! shows it. What a counter-example leaves open (values, moments, who acts) is looked for here; what isn't found is told.

mod cast;
mod deeds;
mod fault;
mod feature;
mod interest;
mod moments;
mod plan;
mod player;
mod sentences;
mod table;
mod witness;

use super::model::{Act, Model};
use super::verdict::{Story, StoryStep};
use crate::case::Case;
use crate::chart::{Chart, Guarantee, Says};
use crate::definition::Text;
use crate::id::RoleIx;
use cast::Cast;
use interest::Interest;
use plan::Plan;
use player::{BUDGET, Played, Player, Why};
use std::collections::VecDeque;

/// Most rearrangements of one counter-example that are played.
const MAX_ORDERS: usize = 20;

/// What became of a counter-example.
pub(super) enum Told {
    /// It happens, or only a value wasn't found: told, with what it assumes.
    Story(Box<Story>),
    /// No dates were found that give its order of deadlines: which.
    NoDates(Text),
}

/// Tells a counter-example: the acts that lead to what is wrong, each with where it leads.
pub(super) fn tell(model: &Model<'_>, guarantee: &Guarantee, acts: &[(Act, Vec<u64>)], end: Text) -> Told {
    let chart = model.chart;
    let Some(given) = Plan::of(model, acts) else {
        let why = super::text(
            "that it can be played; it is too long to be tried",
            "可以按日期发生；步骤过多，未试行",
        );
        return Told::Story(Box::new(Story {
            people: people(model),
            end,
            assumed: vec![why],
            ..Story::default()
        }));
    };
    let unless = match &guarantee.says {
        Says::Never { unless, .. } => unless.as_ref(),
        _ => None,
    };
    let interest = Interest::of(chart, unless);
    let shows = |case: &Case| fault::is_shown(chart, guarantee, case);
    let last = acts.last().map(|(_, last)| last.clone()).unwrap_or_default();
    let is_broken = |way: &[(Act, Vec<u64>)]| fault::is_broken(model, guarantee, way, &last);
    let mut left = BUDGET;
    let mut first: Option<Why> = None;
    let mut seen: Vec<Vec<(Act, Vec<u64>)>> = Vec::new();
    let mut waiting = VecDeque::from([given.clone()]);
    while let Some(plan) = waiting.pop_front() {
        let way = plan.acts();
        if seen.len() >= MAX_ORDERS || seen.contains(&way) {
            continue;
        }
        seen.push(way);
        let Some(cast) = Cast::of(model, &plan) else { continue };
        let mut player = Player::new(model, &plan, (&cast, &interest), &shows, left);
        player.late = fault::is_about_time(guarantee);
        let mut result = player.play();
        left = player.left;
        if matches!(result, Err(Why::Witness { .. } | Why::Refused { .. })) && fault::is_seen_whole(guarantee)
        {
            player.strict = false;
            result = player.play().or(result);
            left = player.left;
        }
        match result {
            Ok(played) => return Told::Story(Box::new(dated(model, guarantee, &plan, &cast, &played, end))),
            Err(why) => {
                match why {
                    Why::Order { leg, first } => {
                        waiting.extend(plan.with_before(model, first, leg, &is_broken));
                    }
                    // The case went another way than the run: that may break it too.
                    Why::Witness { leg } => waiting.extend(plan.elsewhere(model, leg, &is_broken)),
                    Why::Refused { .. } | Why::Budget => {}
                }
                first.get_or_insert(why);
            }
        }
    }
    match first {
        Some(Why::Order { leg, first }) => Told::NoDates(sentences::order(model, &given, leg, first)),
        why => Told::Story(Box::new(undated(model, &given, end, &why.unwrap_or(Why::Budget)))),
    }
}

fn people(model: &Model<'_>) -> Vec<(String, u32)> {
    let chart: &Chart = model.chart;
    let people = (0..).zip(&chart.roles).filter_map(|(at, role)| {
        let (first, _) = model.population.counts(RoleIx(at));
        (first > 0).then(|| (role.name.clone(), first))
    });
    people.collect()
}

fn outline(model: &Model<'_>, plan: &Plan, end: Text) -> Story {
    let mut story = Story { people: people(model), end, ..Story::default() };
    for (arrows, states) in plan.legs.iter().filter_map(|leg| leg.ways.all.first()) {
        story.arrows.extend(arrows);
        story.states.extend(states);
    }
    story
}

fn dated(
    model: &Model<'_>,
    guarantee: &Guarantee,
    plan: &Plan,
    cast: &Cast,
    played: &Played,
    end: Text,
) -> Story {
    let feature = feature::write(model, guarantee, plan, cast, played, &end).unwrap_or_default();
    let steps = played.happened.iter().map(|happened| StoryStep {
        at: Some(happened.at),
        sentence: sentences::of_happened(model, plan, cast, happened),
        event: Some(happened.event.clone()),
    });
    Story { steps: steps.collect(), feature, ..outline(model, plan, end) }
}

fn undated(model: &Model<'_>, plan: &Plan, end: Text, why: &Why) -> Story {
    let steps = plan.legs.iter().map(|leg| StoryStep {
        at: None,
        sentence: sentences::of_leg(model, leg),
        event: None,
    });
    let assumed = vec![sentences::of_why(model, plan, why)];
    Story { steps: steps.collect(), assumed, ..outline(model, plan, end) }
}
