//! A counter-example in the words of the definition: who does what, and where the case is then.

use super::guarantee::Ground;
use super::model::{Act, Play};
use super::text;
use super::verdict::{Story, StoryStep};
use crate::definition::Text;
use crate::id::{ArrowIx, RoleIx, StateIx};

/// Tells the acts that lead to what is wrong.
pub(super) fn tell(ground: &Ground<'_, '_>, acts: &[Act], watched: &[Vec<u64>], end: Text) -> Story {
    let (chart, model) = (ground.chart, ground.model);
    let people = (0..).zip(&chart.roles).filter_map(|(at, role)| {
        let (first, _) = model.population.counts(RoleIx(at));
        (first > 0).then(|| (role.name.clone(), first))
    });
    let mut story = Story { people: people.collect(), end, ..Story::default() };
    let mut play = Play::new(model);
    let mut from = vec![0; model.words()];
    for (act, to) in acts.iter().zip(watched) {
        let mut taken: Option<(Vec<ArrowIx>, Vec<StateIx>)> = None;
        play.each_way(&from, *act, |play| {
            if taken.is_none() && play.reached() == to.as_slice() {
                taken = Some(play.path(model));
            }
        });
        let (arrows, states) = taken.unwrap_or_default();
        story.arrows.extend(arrows);
        story.states.extend(states);
        let [en, zh] = ["en", "zh"].map(|language| {
            let places = model.titles(to, language);
            match (language, *act) {
                ("en", Act::Open) => format!("The case is opened. It is in {places}."),
                (_, Act::Open) => format!("立案。案件处于{places}。"),
                ("en", _) => format!("{} The case is in {places}.", model.sentence(act, language)),
                _ => format!("{}案件处于{places}。", model.sentence(act, language)),
            }
        });
        story.steps.push(StoryStep { at: None, sentence: text(en, zh), event: None });
        from.clone_from(to);
    }
    story.assumed.push(text(
        "Dates are left out: in which order deadlines end is taken to be free.",
        "未列日期：各期限届满的先后次序视为任意。",
    ));
    story
}
