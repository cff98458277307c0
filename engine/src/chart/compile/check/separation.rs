//! Separation of duties that can't be met, or that separates nothing.
//!
//! Decides by the roles alone: who stands on both sides, and who could act for somebody and never may. How many people of
//! one pool a case needs is asked of what cases do, in `verify`.

use super::super::context::Context;
use crate::chart::{Chart, RoleKind};
use crate::definition::Name;
use crate::finding::{Finding, Span};
use crate::id::RoleIx;

/// Looks at every group of `separate`.
pub(super) fn check(cx: &mut Context) {
    let definition = cx.definition;
    let mut findings = Vec::new();
    for (written, roles) in definition.separate.iter().zip(&cx.chart.separate) {
        let group = Group { chart: &cx.chart, written, roles };
        group.on_both_sides(&mut findings);
        group.representatives(&mut findings);
    }
    cx.findings.extend(findings);
}

/// Roles and groups that are kept separate from one another.
struct Group<'c> {
    chart: &'c Chart,
    written: &'c [Name],
    roles: &'c [RoleIx],
}

impl Group<'_> {
    /// The roles behind each of the names.
    fn sides(&self) -> Vec<Vec<RoleIx>> {
        let opened = |role: &RoleIx| match &self.chart.role(*role).kind {
            RoleKind::Group(roles) => roles.clone(),
            _ => vec![*role],
        };
        self.roles.iter().map(opened).collect()
    }

    fn span(&self, at: usize) -> Span {
        self.written.get(at).map_or_else(Span::default, |name| name.span)
    }

    fn name(&self, role: RoleIx) -> &str {
        &self.chart.role(role).name
    }

    /// Each pair of names with the roles behind them.
    fn pairs(&self) -> Vec<(usize, Vec<RoleIx>, Vec<RoleIx>)> {
        let sides = self.sides();
        let mut pairs = Vec::new();
        for (at, later) in sides.iter().enumerate() {
            pairs.extend(sides[..at].iter().map(|earlier| (at, earlier.clone(), later.clone())));
        }
        pairs
    }

    fn on_both_sides(&self, findings: &mut Vec<Finding>) {
        for (at, earlier, later) in self.pairs() {
            if let Some(both) = earlier.iter().find(|role| later.contains(role)) {
                let message = format!(
                    "`{}` stands on both sides, so it isn't kept separate from either",
                    self.name(*both)
                );
                let help = "name each role once; a group of roles counts as one side";
                findings.push(Finding::warning("separation-unmet", self.span(at), message).help(help));
            }
        }
    }

    /// Who represents somebody acts in both roles at once.
    fn representatives(&self, findings: &mut Vec<Finding>) {
        for (at, earlier, later) in self.pairs() {
            let both_ways = [(&earlier, &later), (&later, &earlier)];
            for (for_whom, by_whom) in both_ways {
                for role in for_whom {
                    let represents = |by: &&RoleIx| {
                        self.chart.role(*role).represented_by.contains(by)
                            && !for_whom.contains(by)
                            && !by_whom.contains(role)
                    };
                    let Some(by) = by_whom.iter().find(represents) else { continue };
                    let (role, by) = (self.name(*role), self.name(*by));
                    let message = format!(
                        "`{by}` represents `{role}` and may never be the same person: it can't act at all"
                    );
                    let help = format!("take `{by}` out of the group, or out of `represented_by`");
                    findings.push(Finding::error("separation-unmet", self.span(at), message).help(help));
                }
            }
        }
    }
}
