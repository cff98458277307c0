//! The least that must be found of the changes to each definition: a small file in YAML, from a
//! workflow's name to a percentage. Below it a run isn't good.

use super::report::Mutation;
use registrar_engine::yaml;
use std::collections::BTreeMap;

/// Percentages by workflow.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Floor {
    least: BTreeMap<String, usize>,
}

impl Floor {
    /// Reads it.
    ///
    /// # Errors
    /// What is wrong with the text.
    pub fn read(text: &str) -> Result<Self, String> {
        let (node, findings) = yaml::read(text);
        if let Some(finding) = findings.first() {
            return Err(format!("line {}: {}", finding.span.line, finding.message));
        }
        let node = node.ok_or("the text is empty")?;
        let entries = node.map().ok_or("a floor is a map from workflows to percentages")?;
        let mut least = BTreeMap::new();
        for (workflow, percent) in entries {
            let number = percent.integer().and_then(|number| usize::try_from(number).ok());
            let number = number.filter(|number| *number <= 100).ok_or_else(|| {
                format!("line {}: `{}` needs a percentage from 0 to 100", percent.span.line, workflow.text)
            })?;
            least.insert(workflow.text.clone(), number);
        }
        Ok(Self { least })
    }

    /// What lies below it: a sentence for each workflow. One that wasn't changed at all lies below.
    pub fn below(&self, mutation: &Mutation) -> Vec<String> {
        let mut below = Vec::new();
        for (workflow, least) in &self.least {
            let Some(score) = mutation.workflows.get(workflow) else {
                below.push(format!("{workflow}: no change of it was tried, and {least} % must be found"));
                continue;
            };
            let (found, all) = (score.total.found(), score.total.mutants);
            if found * 100 < least * all || all == 0 {
                let percent = score.total.percent();
                below.push(format!(
                    "{workflow}: {found} of {all} are found ({percent} %), and {least} % must be"
                ));
            }
        }
        below
    }
}
