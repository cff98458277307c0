Feature: what happens if nobody does anything
  The parties may be silent throughout: the court can always bring the case to its end.

  Background:
    Given the workflow "async-trial"
    And it is 2026-03-02 09:00

  Scenario: silence from the filing on
    Given a case opened by the plaintiff with 1 defendant
    When the plaintiff does "file" and files the document "complaint"
      | claim.amount | 12000.00 |
      | claim.track  | summary  |
    And nobody does anything until the case ends within 1 month
    Then the case has ended with outcome "withdrawn"

  Scenario: a silent defendant, and a court that does its part
    Given a case opened by the plaintiff with 1 defendant
    When the plaintiff does "file" and files the document "complaint"
      | claim.amount | 12000.00 |
      | claim.track  | summary  |
    And the filing officer does "review" with outcome "accept"
    And the message "payment_received" comes
      | reference | 2026-17 |
    And the deadline "claim_unread" of the defendant expires
    And the clerk does "post" of the defendant with outcome "not_found"
    And the deadline "publication" of the defendant expires
    And the deadline "linking" of the defendant expires
    And the deadline "defence" of the defendant expires
    And the deadline "summary_evidence" expires
    And the judge does "call_exchange"
      | exchange_at | 2026-06-01 09:00 |
    And the clerk does "check_identity" of the plaintiff with outcome "proved"
    And the judge does "hold_exchange" with outcome "held"
    And the judge does "admit_async" with outcome "refuse"
    And the judge does "fix_hearing" with outcome "mixed"
      | hearing_at | 2026-06-08 09:00 |
    And the clerk does "summon"
    And the clerk does "note_empty_place" of the defendant
    Then the defendant is in "mixed_absent"
    When the judge does "hold_mixed" with outcome "defendant_absent"
      | notice_proven | true |
    And the deadline "record_end" of the plaintiff expires
    And the judge does "write_judgment"
      | findings | Proven by the papers      |
      | decision | The defendant pays 12,000 |
    And the clerk does "post_judgment" of the defendant with outcome "not_found"
    And nobody does anything until the case ends within 3 months
    Then the case has ended with outcome "decided"
    And the defendant has come in person 0 times

  Scenario: two defendants, one takes part and one is silent; the judgment becomes final for each in his own time
    Given a case opened by the plaintiff with 2 defendants
    When the plaintiff does "file" and files the document "complaint"
      | claim.amount | 12000.00 |
      | claim.track  | summary  |
    And the filing officer does "review" with outcome "accept"
    And the message "payment_received" comes
      | reference | 2026-17 |
    And the notice "claim_service" to defendant 1 is read
    And the notice "claim_service" to defendant 2 is read
    And defendant 1 does "link" with outcome "linked"
      | member.e_service | true |
    And defendant 1 does "file_defence" with outcome "filed" and files the document "defence_paper"
    And the deadline "linking" of defendant 2 expires
    And the deadline "defence" of defendant 2 expires
    Then the field "mode" of defendant 1 is "online"
    And the field "mode" of defendant 2 is "offline"
    When the deadline "summary_evidence" expires
    Then the case is in "evidence_session"
    When the judge does "convert" with outcome "to_offline"
      | mode_reason | One defendant takes part offline |
    And the judge does "fix_hearing" with outcome "in_courtroom"
      | hearing_at | 2026-05-18 09:00 |
    And the clerk does "summon"
    And the judge does "hold_in_court" with outcome "defendant_absent"
      | notice_proven | true |
    And the deadline "record_end" of defendant 2 expires
    And the judge does "write_judgment"
      | findings | Proven by the papers      |
      | decision | The defendants pay 12,000 |
    Then defendant 1 is in "may_appeal"
    And defendant 2 is in "being_told"
    When the deadline "appeal_window" of defendant 1 expires
    Then the case has not ended
    When the notice "judgment_call" to defendant 2 is read
    And the deadline "appeal_window" of defendant 2 expires
    Then the case has ended with outcome "decided"
