//! Cases in progress for a new sandbox. Everything goes through the one door, as people would do it.

use super::cast::{self, CAST};
use registrar_casework::ports::{Content, Slot};
use registrar_casework::{Act, Caller, Casework, Checks, Command, Wish, deploy_under};
use registrar_engine::event::{Event, Participant};
use registrar_engine::finding::Severity;
use registrar_engine::id::{CaseId, Digest, PersonId};
use registrar_engine::value::{Record, Value};
use registrar_engine::verify::Limits;
use std::collections::BTreeMap;

type Done = Result<(), String>;

/// Deploys the shipped workflows; the same again changes nothing.
///
/// # Errors
/// What failed.
pub async fn deploy_shipped(casework: &Casework) -> Done {
    let calendars: BTreeMap<String, String> = registrar_workflows::calendars().into_iter().collect();
    // What is shipped is proved by the project's tests. A sandbox that is started doesn't wait for that.
    let limits = Limits { covered: 0, ..Limits::default() };
    let checks = Checks { limits, allow_undecided: true };
    for shipped in registrar_workflows::shipped() {
        let (text, resources) = (shipped.text, shipped.resources);
        let deployment = deploy_under(&casework.ports, text, resources, calendars.clone(), checks).await;
        let deployment = deployment.map_err(|e| e.to_string())?;
        if deployment.deployed.is_none() {
            let errors = deployment.findings.iter().filter(|finding| finding.severity == Severity::Error);
            let first = errors.map(|finding| finding.message.clone()).next().unwrap_or_default();
            return Err(format!("the workflow `{}` can't be deployed: {first}", shipped.name));
        }
    }
    Ok(())
}

/// Adds the cast, in the language of the sandbox.
///
/// # Errors
/// What failed.
pub async fn add_cast(casework: &Casework, language: &str) -> Done {
    for player in CAST {
        let person = player.person(language).map_err(|e| e.to_string())?;
        casework.ports.people.put_person(&person).await.map_err(|e| e.to_string())?;
    }
    Ok(())
}

/// Opens cases and takes each a few steps.
///
/// # Errors
/// What failed.
pub async fn cases(casework: &Casework) -> Done {
    let trial = "async-trial";
    let parties = [("plaintiff", "lin"), ("defendant", "wang"), ("defendant", "zhao")];

    let draft = Seed::open(casework, trial, "lin", &parties).await?;
    settle(casework).await?;

    let filed = Seed::open(casework, trial, "lin", &parties).await?;
    filed.file("3200.00", "small_claims", "Return of the price of a camera that never came").await?;

    let running = Seed::open(casework, trial, "lin", &parties).await?;
    running.file("48000.00", "summary", "Payment for goods sold online, with interest").await?;
    running.act("chen", "review", "accept", &[]).await?;
    running
        .act_with("lin", "pay", "paid", &[("payment_reference", "2026-0042".into())], Some("payment_proof"))
        .await?;
    running
        .act("chen", "check_payment", "confirmed", &[("paid_on", today(casework).as_str().into())])
        .await?;
    settle(casework).await?;

    let licence = Seed::open(casework, "business-licence", "zhou", &[("applicant", "zhou")]).await?;
    licence.name_people().await?;
    settle(casework).await?;

    let sent = Seed::open(casework, "business-licence", "zhou", &[("applicant", "zhou")]).await?;
    sent.name_people().await?;
    settle(casework).await?;
    sent.take_seat("signatory[1]", "zhou").await?;
    sent.act("zhou", "prove_identity", "proved", &[]).await?;
    settle(casework).await?;
    sent.act("zhou", "confirm", "submitted", &[]).await?;
    settle(casework).await?;

    let by_agent = Seed::open_for(casework, "business-licence", "hu", "zhou").await?;
    tracing::debug!(draft = %draft.case, agent = %by_agent.case, "the sandbox has its cases");
    settle(casework).await
}

async fn settle(casework: &Casework) -> Done {
    casework.settle().await.map_err(|e| e.to_string())
}

fn today(casework: &Casework) -> String {
    let zone = registrar_engine::deadline::zone("Asia/Shanghai").unwrap_or(jiff::tz::TimeZone::UTC);
    zone.to_datetime(casework.ports.clock.now().timestamp()).date().to_string()
}

/// A case of the sandbox under way.
struct Seed<'c> {
    casework: &'c Casework,
    case: CaseId,
}

impl<'c> Seed<'c> {
    async fn open(
        casework: &'c Casework,
        workflow: &str,
        by: &str,
        people: &[(&str, &str)],
    ) -> Result<Self, String> {
        let people = people.iter().map(|(role, id)| participant(role, id)).collect::<Result<Vec<_>, _>>()?;
        Self::opened(casework, workflow, by, people).await
    }

    /// Opened by a village agent for somebody, within a recorded authority.
    async fn open_for(
        casework: &'c Casework,
        workflow: &str,
        agent: &str,
        member: &str,
    ) -> Result<Self, String> {
        let person = person(agent)?;
        let slot = Slot::Opening(workflow.to_owned());
        let upload = casework
            .upload(&person, slot, "mandate", "mandate.pdf", paper("Mandate of Zhou Lan for Hu Feng"))
            .await
            .map_err(|e| e.to_string())?;
        let mut applicant = participant("applicant", member)?;
        applicant.person = Some(self::person(member)?);
        let agent = Participant {
            represents: Some("applicant[1]".to_owned()),
            authority: Some(upload),
            ..participant("village_agent", agent)?
        };
        Self::opened(
            casework,
            workflow,
            agent.person.as_ref().map_or("", PersonId::as_str),
            vec![applicant, agent.clone()],
        )
        .await
    }

    async fn opened(
        casework: &'c Casework,
        workflow: &str,
        by: &str,
        people: Vec<Participant>,
    ) -> Result<Self, String> {
        let wish = Wish::Open { workflow: workflow.to_owned(), version: None, people, data: Record::new() };
        let by = Caller::Person { person: person(by)?, member: None };
        let answer = casework.advance(Command { by, key: None, wish }).await;
        let answer = answer.map_err(|e| format!("a case of `{workflow}` can't be opened: {e}"))?;
        Ok(Self { casework, case: answer.case })
    }

    async fn file(&self, amount: &str, track: &str, request: &str) -> Done {
        let form = [
            ("claim.amount", amount.into()),
            ("claim.track", track.into()),
            ("claim.request", request.into()),
        ];
        self.act_with("lin", "file", "submitted", &form, Some("complaint")).await
    }

    async fn name_people(&self) -> Done {
        let zhou = Value::Record(Record::from([
            ("name".to_owned(), "Zhou Lan 周兰".into()),
            ("id_number".to_owned(), "330802199001010000".into()),
            ("mail".to_owned(), "zhou@sandbox.example".into()),
            ("phone".to_owned(), "000-0000-0000".into()),
        ]));
        let form = [
            ("business.name", "Lan's noodle shop 兰姐面馆".into()),
            ("business.kind", "sole_trader".into()),
            ("business.address", "12 Bridge Street, Hangbu 航埠镇桥头街12号".into()),
            ("business.scope", "Noodles and small dishes 面食小吃".into()),
            ("people", Value::List(vec![zhou])),
        ];
        self.act("zhou", "name_people", "named", &form).await
    }

    async fn take_seat(&self, member: &str, id: &str) -> Done {
        let event = Event::Seated { member: member.to_owned(), person: person(id)? };
        let wish = Wish::Tell { case: self.case.clone(), event };
        let by = Caller::Machine("sandbox".to_owned());
        let told = self.casework.advance(Command { by, key: None, wish }).await;
        told.map(|_| ()).map_err(|e| format!("{member} can't be seated: {e}"))
    }

    async fn act(&self, id: &str, task: &str, outcome: &str, form: &[(&str, Value)]) -> Done {
        self.act_with(id, task, outcome, form, None).await
    }

    async fn act_with(
        &self,
        id: &str,
        task: &str,
        outcome: &str,
        form: &[(&str, Value)],
        document: Option<&str>,
    ) -> Done {
        let person = person(id)?;
        let number = self.number(task).await?;
        let mut documents: Vec<Digest> = Vec::new();
        if let Some(kind) = document {
            let slot = Slot::Task { case: self.case.clone(), task: number };
            let name = format!("{kind}.pdf");
            let upload = self.casework.upload(&person, slot, kind, &name, paper(&name)).await;
            documents.push(upload.map_err(|e| format!("`{kind}`: {e}"))?.digest);
        }
        let act = Act::Complete {
            task: number,
            name: Some(task.to_owned()),
            outcome: outcome.to_owned(),
            form: form.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect(),
            documents,
        };
        let by = Caller::Person { person, member: None };
        let wish = Wish::Act { case: self.case.clone(), act };
        let done = self.casework.advance(Command { by, key: None, wish }).await;
        done.map(|_| ()).map_err(|e| format!("`{task}.{outcome}` by {id}: {e}"))
    }

    async fn number(&self, task: &str) -> Result<u64, String> {
        let loaded = self.casework.ports.store.load_one(&self.case).await;
        let case = loaded.map_err(|e| e.to_string())?.ok_or("a case is gone")?.case;
        let chart = self.casework.charts.of(&case).await.map_err(|e| e.to_string())?;
        let open = case.tasks.iter().find(|open| chart.task(open.task).name == task);
        open.map(|open| open.number).ok_or_else(|| format!("`{task}` isn't open"))
    }
}

fn person(id: &str) -> Result<PersonId, String> {
    PersonId::parse(id).map_err(|e| e.to_string())
}

fn participant(role: &str, id: &str) -> Result<Participant, String> {
    let player = cast::of(id).ok_or_else(|| format!("`{id}` isn't in the cast"))?;
    Ok(Participant {
        role: role.to_owned(),
        name: player.name.to_owned(),
        person: Some(player.person_id().map_err(|e| e.to_string())?),
        contact: player.contact(),
        data: Record::new(),
        represents: None,
        authority: None,
    })
}

/// A one-page PDF that says what it stands for.
fn paper(title: &str) -> Content {
    let text: String = title.chars().filter(|c| c.is_ascii() && !matches!(c, '(' | ')' | '\\')).collect();
    let page =
        format!("BT /F1 18 Tf 72 720 Td ({text}) Tj 0 -28 Td /F1 11 Tf (A paper of the sandbox.) Tj ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>".to_owned(),
        format!("<< /Length {} >>\nstream\n{page}\nendstream", page.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    let mut file = "%PDF-1.4\n".to_owned();
    let mut places = Vec::new();
    for (number, object) in (1..).zip(&objects) {
        places.push(file.len());
        file.push_str(&format!("{number} 0 obj\n{object}\nendobj\n"));
    }
    let table = file.len();
    file.push_str(&format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1));
    for place in places {
        file.push_str(&format!("{place:010} 00000 n \n"));
    }
    file.push_str(&format!(
        "trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n",
        objects.len() + 1
    ));
    Box::pin(std::io::Cursor::new(file.into_bytes()))
}
