//! An asynchronous trial in English, from opening the case to the day on which the judgment is final: nobody
//! comes anywhere, and each does his part when it suits him.

use crate::papers::{paper, video};
use crate::visitor::Visitor;
use std::path::PathBuf;

const PLAINTIFF: &str = "Plaintiff Lin Mei 林梅";
const DEFENDANT: &str = "First defendant Wang Qiang 王强";
const FILING_OFFICER: &str = "Filing officer Chen Hao 陈昊";
/// By this name the case stands in lists, among those that the sandbox begins with.
const CASE: &str = "Wang Qiang, Brook Street Trading";

/// From the start page to the end of the case.
pub async fn walked(visitor: Visitor, folder: PathBuf) {
    let trial = Trial { visitor, folder, judge: String::new() };
    trial.visitor.comes().await;
    trial.visitor.presses("English").await;
    trial.is_filed_and_registered().await;
    trial.is_served_and_answered().await;
    trial.collects_evidence_and_consents().await;
    let judge = trial.is_before().await;
    let trial = Trial { judge, ..trial };
    trial.exchanges_comments().await;
    trial.asks_and_answers().await;
    trial.debates_and_closes().await;
    trial.is_decided().await;
    trial.becomes_final().await;
}

struct Trial {
    visitor: Visitor,
    folder: PathBuf,
    /// The judge who was drawn by lot, as the start page has them.
    judge: String,
}

impl Trial {
    async fn is_filed_and_registered(&self) {
        let visitor = &self.visitor;
        visitor.acts_as(PLAINTIFF).await;
        visitor.follows("Open a case").await;
        visitor.follows("Asynchronous trial").await;
        visitor.fills_in("Defendant 1", "Name", CASE).await;
        visitor.fills_in("Defendant 1", "E-mail", "wang@sandbox.example").await;
        visitor.presses("Open this case").await;
        visitor.stands_at("Draft").await;
        visitor.follows("File the complaint").await;
        visitor.fills("Amount claimed", "12000.00").await;
        visitor.chooses("Procedure", "Summary").await;
        visitor.fills("What you ask the court to order", "Pay back the price of goods that never came").await;
        // The complaint is forgotten at first: the form comes again as it was.
        visitor.presses("Send to the court").await;
        visitor.reads("Complaint isn't taken").await;
        visitor.attaches("Complaint", &paper(&self.folder, "Complaint of Lin Mei")).await;
        visitor.presses("Send to the court").await;
        visitor.stands_at("Check of the filing").await;

        self.does(FILING_OFFICER, "Decide on the filing", "Register the case").await;
        self.comes_to(PLAINTIFF, "Show that you have paid the fee").await;
        visitor.fills("Payment reference", "2026-17").await;
        visitor.attaches("Proof of payment", &paper(&self.folder, "Receipt of the bank")).await;
        visitor.presses("I have paid").await;
        self.comes_to(FILING_OFFICER, "Check the payment").await;
        let today = visitor.day_of_the_sandbox().await;
        visitor.fills("Paid on", &today).await;
        visitor.presses("The fee has been paid").await;
        visitor.reads("Check the payment: The fee has been paid").await;
    }

    async fn is_served_and_answered(&self) {
        let visitor = &self.visitor;
        visitor.acts_as(DEFENDANT).await;
        visitor.follows("Mail caught").await;
        visitor.waits_to_read(CASE).await;
        visitor.follows_what_has("/join/").await;
        visitor.presses("Take my place in the case").await;
        visitor.stands_at("Sent online").await;
        visitor.waits_to_press("Papers from the court").await;
        visitor.goes_to_the_case(CASE).await;
        visitor.stands_at("Linking the case").await;
        visitor.poses().await;
        visitor.follows("Link the case to your account").await;
        visitor.chooses("I agree to electronic service", "yes").await;
        visitor.presses("I take part online").await;
        visitor.stands_at("Full time").await;
        visitor.follows("File your defence").await;
        visitor.attaches("Statement of defence", &paper(&self.folder, "Defence of Wang Qiang")).await;
        visitor.presses("I answer the claim").await;
        visitor.stands_at("Evidence period (summary)").await;
    }

    async fn collects_evidence_and_consents(&self) {
        let visitor = &self.visitor;
        for (who, what) in [(PLAINTIFF, "Order and bank transfer"), (DEFENDANT, "Receipt of the carrier")] {
            self.comes_to(who, "File evidence").await;
            visitor.attaches("Evidence", &paper(&self.folder, what)).await;
            visitor.presses("File").await;
            self.does(who, "Agree to exchange evidence at different times", "I agree").await;
        }
        self.comes_to(PLAINTIFF, "Apply for an asynchronous hearing").await;
        visitor.fills("Why coming at the same time is difficult for you", "I live nine hours away").await;
        let application = paper(&self.folder, "Application for an asynchronous hearing");
        visitor.attaches("Application for an asynchronous hearing", &application).await;
        visitor.presses("Apply and agree").await;
        self.does(DEFENDANT, "Agree to a hearing at different times", "I agree").await;
        visitor.reads("all agree").await;
    }

    /// Which judge the lot has given: whom the page of the case names.
    async fn is_before(&self) -> String {
        let line =
            "//section[normalize-space(h2) = 'People']//li//*[starts-with(normalize-space(.), 'Judge (')]";
        let named = self.visitor.text_of("reading who the judge is", line).await;
        let name = named.trim_start_matches("Judge (").trim_end_matches(')').trim();
        format!("Judge {name}")
    }

    async fn exchanges_comments(&self) {
        let visitor = &self.visitor;
        visitor.presses("By 15 days").await;
        visitor.lets_pass_until("By 1 day", "Comments on the evidence").await;
        self.comes_to(PLAINTIFF, "Comment on the evidence").await;
        visitor.fills("Which piece of evidence", "The carrier's receipt").await;
        visitor.fills("Your comment", "The signature is not mine").await;
        visitor.presses("Send the comment").await;
        visitor.lets_pass_until("By 1 day", "May the hearing be asynchronous?").await;
        self.comes_to(&self.judge, "Decide on the asynchronous hearing").await;
        visitor.chooses("Coming at the same time is really difficult", "yes").await;
        visitor.chooses("The main facts and evidence are disputed", "no").await;
        visitor.presses("Hear the case asynchronously").await;
        visitor.stands_at("May ask").await;
    }

    async fn asks_and_answers(&self) {
        let visitor = &self.visitor;
        self.comes_to(PLAINTIFF, "Ask a question").await;
        visitor.chooses("Whom you ask", &format!("Defendant 1 ({CASE})")).await;
        visitor.fills("Your question", "When did you send the goods?").await;
        visitor.presses("Ask").await;
        visitor.stands_at("Answer awaited").await;
        self.comes_to(DEFENDANT, "Answer the question").await;
        visitor.fills("Your answer", "On the fourth of May").await;
        visitor.attaches("Video of this stage", &video(&self.folder)).await;
        visitor.presses("Send the answer").await;
        for who in [PLAINTIFF, DEFENDANT] {
            self.does(who, "I have no more questions", "No more questions").await;
        }
        self.does(&self.judge, "No more questions from the judge", "No more questions").await;
        visitor.stands_at("Debate").await;
    }

    async fn debates_and_closes(&self) {
        let visitor = &self.visitor;
        for (who, argument) in [(PLAINTIFF, "The goods never came"), (DEFENDANT, "They were sent")] {
            self.comes_to(who, "Put forward your arguments").await;
            visitor.fills("Your argument", argument).await;
            visitor.attaches("Video of this stage", &video(&self.folder)).await;
            visitor.presses("Send").await;
        }
        visitor.lets_pass_until("By 1 day", "Statement awaited").await;
        self.comes_to(PLAINTIFF, "Make your final statement").await;
        visitor.fills("Your final statement", "I keep to my claim").await;
        visitor.attaches("Video of this stage", &video(&self.folder)).await;
        visitor.presses("Send").await;
        self.does(DEFENDANT, "Make no final statement", "I make none").await;
        visitor.stands_at("Record to be checked").await;
        self.does(PLAINTIFF, "Check the record", "It is right").await;
        self.comes_to(DEFENDANT, "Ask for a correction of the record").await;
        visitor.fills("What should be corrected", "It was the fifth of May").await;
        visitor.presses("Note my correction").await;
        visitor.stands_at("Judgment is being written").await;
    }

    async fn is_decided(&self) {
        let visitor = &self.visitor;
        self.comes_to(&self.judge, "Write and sign the judgment").await;
        visitor.chooses("Judgment pronounced", "on a set day").await;
        visitor.fills("Findings and reasons", "The goods were not sent").await;
        visitor.fills("Decision", "The defendant pays 12,000").await;
        visitor.presses("Sign and pronounce").await;
        // The judgment is made and sent by itself; with those who agreed to it, its arrival is its service.
        visitor.acts_as(PLAINTIFF).await;
        visitor.goes_to_the_case(CASE).await;
        visitor.waits_to_stand_at("Time to appeal").await;
        visitor.waits_to_follow("Judgment").await;
        visitor.reads("The defendant pays 12,000").await;
        visitor.goes_back().await;
    }

    async fn becomes_final(&self) {
        let visitor = &self.visitor;
        visitor.presses("By 15 days").await;
        visitor.lets_pass_until("By 1 day", "Decided").await;
        visitor.reads("ended on").await;
        visitor.reads("The case has ended: Decided").await;
        visitor.reads("There is nothing for you to do in this case now.").await;
    }

    /// A person opens a task of the case.
    async fn comes_to(&self, who: &str, task: &str) {
        self.visitor.acts_as(who).await;
        self.visitor.goes_to_the_case(CASE).await;
        self.visitor.waits_to_follow(task).await;
    }

    /// A person opens a task of the case and ends it without filling in anything.
    async fn does(&self, who: &str, task: &str, outcome: &str) {
        self.comes_to(who, task).await;
        self.visitor.presses(outcome).await;
    }
}
