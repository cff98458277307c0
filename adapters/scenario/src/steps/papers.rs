//! Looks at notices, documents, consents, data and costs.

use super::{Sentence, Verb};
use crate::failure::{Failure, Played};
use crate::form::is_filled;
use crate::stage::{Copy, Stage};
use crate::understand::Understood;
use crate::value;
use crate::who::Who;
use registrar_casework::access::{self, Viewpoint};
use registrar_engine::case::{Case, Member, Seat, Served};
use registrar_engine::docket::Mark;
use registrar_engine::id::ConsentIx;
use registrar_engine::moment::Moment;
use registrar_engine::step::{consent_holds, holds, member_name};
use registrar_engine::value::Value;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The steps of this topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Papers {
    /// It has left the outbox for this person.
    Sent,
    /// It hasn't.
    NotSent,
    /// In one and the same step.
    SentTogether,
    /// Service is complete.
    Served,
    /// Service isn't complete.
    NotServed,
    /// All ways were tried.
    Undeliverable,
    /// At least one.
    Filed,
    /// None.
    NotFiled,
    /// So many.
    Count,
    /// At least one is shown to this person.
    Sees,
    /// None is shown, whether there are any or not.
    SeesNot,
    /// The case is shown to this person.
    SeesCase,
    /// The answer is the same as if there were no such case.
    SeesCaseNot,
    /// Everybody whose consent is needed has given it.
    Consent,
    /// Somebody hasn't, or has withdrawn it.
    NoConsent,
    /// This member has given it and not withdrawn it.
    Consented,
    /// This member hasn't.
    NotConsented,
    /// A field of the case's data, or of the member or item.
    Field,
    /// Nobody has written it.
    FieldEmpty,
    /// The visits that the case has cost this person.
    Visits,
    /// No more than so many.
    VisitsAtMost,
    /// Any other cost that the definition counts.
    Cost,
}

/// How they are said.
pub const SENTENCES: &[Sentence] = &[
    Sentence {
        verb: Verb::Papers(Papers::Sent),
        english: "the notice {notice} was sent to {who}( {number} time(s))",
        chinese: "已向{who}发送通知{notice}({number}次)",
    },
    Sentence {
        verb: Verb::Papers(Papers::NotSent),
        english: "the notice {notice} was not sent to {who}",
        chinese: "未向{who}发送通知{notice}",
    },
    Sentence {
        verb: Verb::Papers(Papers::SentTogether),
        english: "the notice {notice} was sent to {persons} at the same moment",
        chinese: "通知{notice}同时发送给{persons}",
    },
    Sentence {
        verb: Verb::Papers(Papers::Served),
        english: "{who} was served with {notice}( on {moment})( by {how})",
        chinese: "{notice}已(于{moment})送达{who}(，方式为{how})",
    },
    Sentence {
        verb: Verb::Papers(Papers::NotServed),
        english: "{who} has not been served with {notice}",
        chinese: "{notice}尚未送达{who}",
    },
    Sentence {
        verb: Verb::Papers(Papers::Undeliverable),
        english: "the notice {notice} to {who} is undeliverable",
        chinese: "通知{notice}对{who}无法送达",
    },
    Sentence {
        verb: Verb::Papers(Papers::Filed),
        english: "the document {document} is in the case",
        chinese: "案卷中有文件{document}",
    },
    Sentence {
        verb: Verb::Papers(Papers::NotFiled),
        english: "the document {document} is not in the case",
        chinese: "案卷中没有文件{document}",
    },
    Sentence {
        verb: Verb::Papers(Papers::Count),
        english: "there are {number} documents {document} in the case",
        chinese: "案卷中有{number}份文件{document}",
    },
    Sentence {
        verb: Verb::Papers(Papers::Sees),
        english: "{who} sees the document {document}",
        chinese: "{who}看得到文件{document}",
    },
    Sentence {
        verb: Verb::Papers(Papers::SeesNot),
        english: "{who} does not see the document {document}",
        chinese: "{who}看不到文件{document}",
    },
    Sentence {
        verb: Verb::Papers(Papers::SeesCase),
        english: "{who} sees the case",
        chinese: "{who}看得到案件",
    },
    Sentence {
        verb: Verb::Papers(Papers::SeesCaseNot),
        english: "{who} does not see the case",
        chinese: "{who}看不到案件",
    },
    Sentence {
        verb: Verb::Papers(Papers::Consent),
        english: "the consent {consent} holds",
        chinese: "同意{consent}有效",
    },
    Sentence {
        verb: Verb::Papers(Papers::NoConsent),
        english: "the consent {consent} does not hold",
        chinese: "同意{consent}无效",
    },
    Sentence {
        verb: Verb::Papers(Papers::Consented),
        english: "{who} has given the consent {consent}",
        chinese: "{who}已作出同意{consent}",
    },
    Sentence {
        verb: Verb::Papers(Papers::NotConsented),
        english: "{who} has not given the consent {consent}",
        chinese: "{who}未作出同意{consent}",
    },
    Sentence {
        verb: Verb::Papers(Papers::Field),
        english: "the field {field}( of {whose}) is {value}",
        chinese: "({whose}的)字段{field}为{value}",
    },
    Sentence {
        verb: Verb::Papers(Papers::FieldEmpty),
        english: "the field {field}( of {whose}) is empty",
        chinese: "({whose}的)字段{field}为空",
    },
    Sentence {
        verb: Verb::Papers(Papers::Visits),
        english: "{who} has come in person {number} time(s)",
        chinese: "{who}到场{number}次",
    },
    Sentence {
        verb: Verb::Papers(Papers::VisitsAtMost),
        english: "{who} has come in person at most {number} time(s)",
        chinese: "{who}到场不超过{number}次",
    },
    Sentence {
        verb: Verb::Papers(Papers::Cost),
        english: "the cost {cost} of {who} is {number}",
        chinese: "{who}的费用{cost}为{number}",
    },
];

/// Plays a step of this topic.
///
/// # Errors
/// What is otherwise.
pub async fn play(verb: Papers, stage: &mut Stage, step: &Understood) -> Played {
    match verb {
        Papers::Sent | Papers::NotSent => sent(stage, step, verb == Papers::Sent).await,
        Papers::SentTogether => together(stage, step).await,
        Papers::Served | Papers::NotServed | Papers::Undeliverable => served(stage, step, verb).await,
        Papers::Filed | Papers::NotFiled | Papers::Count => count(stage, step, verb).await,
        Papers::Sees | Papers::SeesNot => sees(stage, step, verb == Papers::Sees).await,
        Papers::SeesCase | Papers::SeesCaseNot => sees_case(stage, step, verb == Papers::SeesCase).await,
        Papers::Consent | Papers::NoConsent => consent(stage, step, verb == Papers::Consent).await,
        Papers::Consented | Papers::NotConsented => consented(stage, step, verb == Papers::Consented).await,
        Papers::Field | Papers::FieldEmpty => field(stage, step).await,
        Papers::Visits | Papers::VisitsAtMost | Papers::Cost => cost(stage, step, verb).await,
    }
}

/// The entries and moments at which a notice was sent to somebody.
async fn sendings(stage: &Stage, step: &Understood, who: &Who) -> Played<Vec<(u64, Moment)>> {
    let case = stage.case().await?;
    let notice = &stage.chart.notice(step.arguments.the_notice()?).name;
    let labels = stage.labels(&case, who)?;
    let sent = stage.marks().await?.into_iter().filter_map(|(at, entry, mark)| match mark {
        Mark::Sent { notice: sent, to, .. } if sent == *notice && labels.contains(&to) => Some((entry, at)),
        _ => None,
    });
    Ok(sent.collect())
}

async fn sent(stage: &mut Stage, step: &Understood, wanted: bool) -> Played {
    let who = step.arguments.the_who()?;
    let sendings = sendings(stage, step, &who).await?;
    let count = u32::try_from(sendings.len()).unwrap_or(u32::MAX);
    let holds = match (wanted, step.arguments.number) {
        (true, Some(number)) => count == number,
        (true, None) => count > 0,
        (false, _) => count == 0,
    };
    if holds {
        return Ok(());
    }
    let name = &stage.chart.notice(step.arguments.the_notice()?).name;
    let not = if wanted { "" } else { "not " };
    let times = step.arguments.number.map(|n| format!(" {n} times")).unwrap_or_default();
    let expected = format!("expected `{name}` {not}to have been sent to {}{times}", stage.told(&who));
    let dates: Vec<String> = sendings.iter().map(|(_, at)| stage.when(*at)).collect();
    let is = match dates.as_slice() {
        [] => "it has never been sent to this person".to_owned(),
        dates => format!("it was sent {count} times: on {}", dates.join(", on ")),
    };
    Err(Failure::new(expected, is))
}

async fn together(stage: &mut Stage, step: &Understood) -> Played {
    let name = stage.chart.notice(step.arguments.the_notice()?).name.clone();
    let expected = format!("expected `{name}` to have been sent to all of them in the same step");
    let mut all: Option<BTreeSet<u64>> = None;
    let mut told = Vec::new();
    for who in &step.arguments.persons {
        let sendings = sendings(stage, step, who).await?;
        let last = sendings.last().map_or("never".to_owned(), |(_, at)| format!("on {}", stage.when(*at)));
        told.push(format!("to {}: {last}", stage.told(who)));
        let entries = sendings.into_iter().map(|(entry, _)| entry).collect();
        all = Some(match all {
            None => entries,
            // Each sending to one is a sending to all.
            Some(known) if known == entries => known,
            Some(_) => BTreeSet::new(),
        });
    }
    match all {
        Some(entries) if !entries.is_empty() => Ok(()),
        _ => Err(Failure { expected, is: told }),
    }
}

async fn served(stage: &mut Stage, step: &Understood, verb: Papers) -> Played {
    let chart = Arc::clone(&stage.chart);
    let case = stage.case().await?;
    let ix = step.arguments.the_notice()?;
    let who = step.arguments.the_who()?;
    let to = stage.addressee(&case, &who)?;
    let standing = stage.delivery(&case, ix, to).map(|delivery| &delivery.standing);
    let holds = match (verb, standing) {
        (Papers::NotServed, standing) => !matches!(standing, Some(Served::At { .. })),
        (Papers::Undeliverable, Some(Served::Undeliverable { .. })) => true,
        (Papers::Served, Some(Served::At { at, how })) => {
            step.arguments.moment.is_none_or(|moment| moment.holds(*at, &chart.zone))
                && step.arguments.how.as_ref().is_none_or(|wanted| wanted == how)
        }
        _ => false,
    };
    if holds {
        return Ok(());
    }
    let (name, whom) = (&chart.notice(ix).name, stage.told(&who));
    let expected = match verb {
        Papers::NotServed => format!("expected {whom} not to have been served with `{name}`"),
        Papers::Undeliverable => format!("expected `{name}` to be undeliverable to {whom}"),
        _ => format!("expected {whom} to have been served with `{name}`, so and then"),
    };
    let is = match standing {
        None => "it has not been sent".to_owned(),
        Some(Served::Open) => "it is under way".to_owned(),
        Some(Served::At { at, how }) => format!("it was served on {} by `{how}`", stage.when(*at)),
        Some(Served::Undeliverable { at }) => format!("it is undeliverable since {}", stage.when(*at)),
    };
    Err(Failure::new(expected, is))
}

async fn count(stage: &Stage, step: &Understood, verb: Papers) -> Played {
    let case = stage.case().await?;
    let document = step.arguments.the_document()?;
    let count = case.documents.iter().filter(|filed| filed.document == document).count();
    let count = u32::try_from(count).unwrap_or(u32::MAX);
    let holds = match verb {
        Papers::Filed => count > 0,
        Papers::NotFiled => count == 0,
        _ => count == step.arguments.the_number()?,
    };
    if holds {
        return Ok(());
    }
    let name = &stage.chart.document(document).name;
    let expected = match (verb, step.arguments.number) {
        (Papers::Filed, _) => format!("expected a `{name}` in the case"),
        (Papers::Count, Some(number)) => format!("expected {number} of `{name}` in the case"),
        _ => format!("expected no `{name}` in the case"),
    };
    Err(Failure::new(expected, format!("there are {count}")))
}

async fn viewpoint(stage: &mut Stage, who: &Who) -> Played<Option<Viewpoint>> {
    let case = stage.case().await?;
    let actor = stage.actor(who, None).await?;
    Ok(access::viewpoint(&stage.chart, &case, &actor))
}

async fn sees(stage: &mut Stage, step: &Understood, wanted: bool) -> Played {
    let who = step.arguments.the_who()?;
    let document = step.arguments.the_document()?;
    let view = viewpoint(stage, &who).await?;
    let case = stage.case().await?;
    let filed: Vec<_> = case.documents.iter().filter(|filed| filed.document == document).collect();
    let sees = filed.iter().any(|filed| view.as_ref().is_some_and(|v| v.sees_document(&stage.chart, filed)));
    if sees == wanted {
        return Ok(());
    }
    let name = &stage.chart.document(document).name;
    let not = if wanted { "" } else { "not " };
    let expected = format!("expected {} {not}to see the document `{name}`", stage.told(&who));
    let is = match (filed.is_empty(), view) {
        (true, _) => "there is no such document in the case",
        (false, None) => "to this person the case isn't there",
        (false, Some(_)) if wanted => "the definition doesn't show it to any of the person's roles",
        (false, Some(_)) => "the definition shows it to one of the person's roles",
    };
    Err(Failure::new(expected, is))
}

async fn sees_case(stage: &mut Stage, step: &Understood, wanted: bool) -> Played {
    let who = step.arguments.the_who()?;
    if viewpoint(stage, &who).await?.is_some() == wanted {
        return Ok(());
    }
    let who = stage.told(&who);
    match wanted {
        true => Err(Failure::new(format!("expected {who} to see the case"), "it is hidden from this person")),
        false => Err(Failure::new(format!("expected the case to be hidden from {who}"), "it is shown")),
    }
}

async fn consent(stage: &Stage, step: &Understood, wanted: bool) -> Played {
    let case = stage.case().await?;
    let consent = step.arguments.the_consent()?;
    if consent_holds(&stage.chart, &case, consent) == wanted {
        return Ok(());
    }
    let kind = &stage.chart.consents[consent.at()];
    let asked = case.seats.iter().filter(|seat| seat.is_present() && holds(&stage.chart, kind.of, seat.role));
    let lacking: Vec<String> = asked
        .map(Seat::member)
        .filter(|member| !gives(&case, consent, *member))
        .map(|member| member_name(&stage.chart, member))
        .collect();
    let not = if wanted { "" } else { "not " };
    let expected = format!("expected the consent `{}` {not}to hold", kind.name);
    let is = match lacking.as_slice() {
        [] => "all have given it".to_owned(),
        lacking => format!("it lacks that of {}", lacking.join(", ")),
    };
    Err(Failure::new(expected, is))
}

fn gives(case: &Case, consent: ConsentIx, member: Member) -> bool {
    case.consents.iter().any(|e| e.consent == consent && e.member == member && e.withdrawn.is_none())
}

async fn consented(stage: &mut Stage, step: &Understood, wanted: bool) -> Played {
    let case = stage.case().await?;
    let (who, consent) = (step.arguments.the_who()?, step.arguments.the_consent()?);
    let member = stage.addressee(&case, &who)?;
    if gives(&case, consent, member) == wanted {
        return Ok(());
    }
    let name = &stage.chart.consents[consent.at()].name;
    let not = if wanted { "" } else { "not " };
    let expected = format!("expected {} {not}to have given the consent `{name}`", stage.told(&who));
    let last = case.consents.iter().rev().find(|e| e.consent == consent && e.member == member);
    let is = match last.map(|entry| (entry.given, entry.withdrawn)) {
        None => "it was never given".to_owned(),
        Some((given, None)) => format!("it was given on {}", stage.when(given)),
        Some((_, Some(withdrawn))) => format!("it was withdrawn on {}", stage.when(withdrawn)),
    };
    Err(Failure::new(expected, is))
}

async fn field(stage: &mut Stage, step: &Understood) -> Played {
    let chart = Arc::clone(&stage.chart);
    let case = stage.case().await?;
    let meant = step.arguments.the_field()?;
    let copy = stage.copy(&case, step.arguments.whose.as_ref())?;
    let found = match (copy, &meant.list) {
        (Some(Copy::Member(member)), _) => {
            case.seat(member).map_or(&Value::Null, |seat| value::at(&seat.data, &meant.path))
        }
        (Some(Copy::Item(number)), Some(list)) => {
            let list: Vec<&str> = list.iter().map(String::as_str).collect();
            let item = match Value::at(&case.data, &list) {
                Value::List(items) => usize::try_from(number).ok().and_then(|n| items.get(n.checked_sub(1)?)),
                _ => None,
            };
            match item {
                Some(Value::Record(record)) => value::at(record, &meant.path),
                _ => &Value::Null,
            }
        }
        _ => value::at(&case.data, &meant.path),
    };
    let whose = copy.map(|copy| format!(" of {}", copy.told(&chart))).unwrap_or_default();
    let is = format!("it is {}", told(found));
    match &step.arguments.value {
        None if !is_filled(found) => Ok(()),
        None => Err(Failure::new(format!("expected the field `{}`{whose} to be empty", meant.name), is)),
        Some(wanted) => {
            let wanted = value::typed(&chart, wanted, &meant.kind, stage.language);
            if *found == wanted {
                return Ok(());
            }
            let expected = format!("expected the field `{}`{whose} to be {}", meant.name, told(&wanted));
            Err(Failure::new(expected, is))
        }
    }
}

fn told(found: &Value) -> String {
    match found {
        Value::Null => "empty".to_owned(),
        other => format!("`{}`", value::told(other)),
    }
}

async fn cost(stage: &mut Stage, step: &Understood, verb: Papers) -> Played {
    let case = stage.case().await?;
    let who = step.arguments.the_who()?;
    let member = stage.addressee(&case, &who)?;
    let of = step.arguments.cost.clone().unwrap_or_else(|| "visits".to_owned());
    let costs = case.costs.iter().filter(|cost| cost.of == of && cost.member == Some(member));
    let amount: u32 = costs.map(|cost| cost.amount).sum();
    let wanted = step.arguments.the_number()?;
    let holds = if verb == Papers::VisitsAtMost { amount <= wanted } else { amount == wanted };
    if holds {
        return Ok(());
    }
    let at_most = if verb == Papers::VisitsAtMost { "at most " } else { "" };
    let expected = format!("expected `{of}` of {} to be {at_most}{wanted}", stage.told(&who));
    Err(Failure::new(expected, format!("it is {amount}")))
}
