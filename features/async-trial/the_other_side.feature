Feature: the other side
  Whatever the plaintiff may do in the trial, the defendant may do as well; and what may be done a number of times ends there.

  Background:
    Given the workflow "async-trial"
    And it is 2026-03-02 09:00
    And a case opened by the plaintiff with 1 defendant
    When the plaintiff does "file" and files the document "complaint"
      | claim.amount | 12000.00 |
      | claim.track  | summary  |

  Rule: in the trial

    Background:
      When the filing officer does "review" with outcome "accept"
      And the message "payment_received" comes
        | reference | 2026-17 |
      And the notice "claim_service" to the defendant is read
      And the defendant does "link" with outcome "linked"
        | member.e_service | true |
      And the defendant does "file_defence" with outcome "filed" and files the document "defence_paper"

    Scenario: the defendant asks for time, chooses the asynchronous hearing, comments, asks, answers and states
      When the defendant does "ask_evidence_time"
        | evidence_time_reason | My papers are abroad |
      Then the judge can do "summary_evidence.extend"
      When the plaintiff does "consent_exchange" of the plaintiff
      And the defendant does "consent_exchange" of the defendant
      And the defendant does "apply_async" of the defendant and files the document "application"
        | hardship_reason | I work at night |
      Then the defendant is in "hearing_agreed"
      And the document "application" is in the case
      When the plaintiff does "consent_hearing" of the plaintiff
      And the deadline "summary_evidence" expires
      And the defendant does "examine"
        | about | The contract         |
        | text  | The date was changed |
      Then the field "comments[1].by" is "defendant[1]"
      When the defendant does "offer_late" and files the document "evidence"
        | late_reason | I found it only now |
      Then the case is in "late_offered"
      When the deadline "exchange_end" expires
      And the judge does "admit_async" with outcome "allow"
        | hardship       | true  |
        | facts_disputed | false |
      And the defendant does "ask" of the defendant
        | to   | plaintiff 1       |
        | text | When did you pay? |
      And the plaintiff does "reply" of item 1 and files the document "stage_video"
        | member.reply | On the fourth of May |
      Then item 1 is in "replied"
      When the deadline "questions_end" expires
      And the defendant does "argue" and files the document "stage_video"
        | text | I have sent the goods |
      And the deadline "debate_end" expires
      And the defendant does "state_finally" of the defendant and files the document "stage_video"
        | text | I ask that the claim be dismissed |
      Then the defendant is in "heard"
      And the plaintiff is in "stating"

    Scenario: a party proposes mediation three times and not a fourth time, and neither does the judge
      When the defendant does "propose_mediation"
      And the plaintiff does "answer_mediation" of the plaintiff with outcome "declined"
      And the defendant does "propose_mediation"
      And the plaintiff does "answer_mediation" of the plaintiff with outcome "declined"
      And the plaintiff does "propose_mediation"
      And the defendant does "answer_mediation" of the defendant with outcome "declined"
      And the defendant tries to do "propose_mediation"
      Then that is refused because the outcome is not possible now
      When the judge does "suggest_mediation"
      And the plaintiff does "answer_mediation" of the plaintiff with outcome "declined"
      And the judge does "suggest_mediation"
      And the plaintiff does "answer_mediation" of the plaintiff with outcome "declined"
      And the judge does "suggest_mediation"
      And the plaintiff does "answer_mediation" of the plaintiff with outcome "declined"
      And the judge tries to do "suggest_mediation"
      Then that is refused because the outcome is not possible now

    Scenario: the defendant's lawyer acts by the defendant's power of attorney
      When the defendant gives "Zhao Liu" authority as lawyer
      Then the document "power_of_attorney" is in the case
      When the lawyer of the defendant does "propose_mediation"
      Then the case is in "mediation_asked"

    Scenario: while the judgment is written the hearing is opened again once, and not a second time
      When the judge does "convert" with outcome "to_offline"
        | mode_reason | The originals must be seen |
      And the deadline "summary_evidence" expires
      And the judge does "fix_hearing" with outcome "in_courtroom"
        | hearing_at | 2026-04-20 09:00 |
      And the clerk does "summon"
      And the judge does "hold_in_court" with outcome "held"
      And the plaintiff does "confirm_record" of the plaintiff with outcome "confirmed"
      And the defendant does "confirm_record" of the defendant with outcome "confirmed"
      And the judge does "convert" with outcome "to_offline"
        | mode_reason | A witness has come forward |
      Then the case is in "fixing"
      When the judge does "fix_hearing" with outcome "in_courtroom"
        | hearing_at | 2026-05-20 09:00 |
      And the clerk does "summon"
      And the judge does "hold_in_court" with outcome "held"
      And the plaintiff does "confirm_record" of the plaintiff with outcome "confirmed"
      And the defendant does "confirm_record" of the defendant with outcome "confirmed"
      And the judge does "convert" with outcome "to_offline"
        | mode_reason | Another witness has come forward |
      Then the case is in "deliberation"
