Feature: withdrawal of the claim, and proceedings that rest

  Background:
    Given the workflow "async-trial"
    And it is 2026-03-02 09:00
    And a case opened by the plaintiff with 1 defendant
    When the plaintiff does "file" and files the document "complaint"
      | claim.amount | 12000.00 |
      | claim.track  | summary  |
    And the filing officer does "review" with outcome "accept"
    And the message "payment_received" comes
      | reference | 2026-17 |
    And the notice "claim_service" to the defendant is read
    And the defendant does "link" with outcome "linked"
      | member.e_service | true |
    And the defendant does "file_defence" with outcome "filed" and files the document "defence_paper"

  Scenario: the judge allows the withdrawal
    When the plaintiff does "withdraw_claim"
      | withdrawal_reason | We have agreed |
    And the judge does "decide_withdrawal" with outcome "allow"
    Then the case has ended with outcome "withdrawn"
    And the case is in "withdrawn"
    And the notice "withdrawn_notice" was sent to the plaintiff and the defendant at the same moment
    And the document "withdrawal_ruling" is in the case
    And the timeline says "Ruling on the withdrawal, by Judge"

  Scenario: the judge refuses it, and the case goes on
    When the plaintiff does "withdraw_claim"
      | withdrawal_reason | I have another idea |
    And the deadline "withdrawal_decision" expires
    Then the notice "overdue_alert" was sent to the judge
    When the judge does "decide_withdrawal" with outcome "refuse"
    Then the case is in "no_withdrawal_asked"
    And the case is in "evidence_period"

  Scenario: the defendant can't withdraw the plaintiff's claim
    When the defendant tries to do "withdraw_claim"
      | withdrawal_reason | It is wrong |
    Then that is refused because the task is somebody else's

  Scenario: while the case rests the clocks stand still, and then go on with what was left
    Then the deadline "summary_evidence" is due on 2026-03-17
    When the clock reaches 2026-03-05 09:00
    And the judge does "stay_case"
      | stay_reason | The defendant has died |
    Then the notice "stay_notice" was sent to the plaintiff and the defendant at the same moment
    And the deadline "summary_evidence" is suspended
    And the deadline "trial_summary" is suspended
    When 2 months pass
    Then the case is in "evidence_period"
    When the judge does "resume_case"
    Then the notice "resume_notice" was sent to the plaintiff and the defendant at the same moment
    And the deadline "summary_evidence" is due on 2026-05-18
    And the deadline "trial_summary" is running
