Feature: odd turns

  Background:
    Given the workflow "async-trial"
    And it is 2026-03-02 09:00
    And a case opened by the plaintiff with 1 defendant

  Scenario: no payment is found, and then it is
    When the plaintiff does "file" and files the document "complaint"
      | claim.amount | 12000.00 |
      | claim.track  | summary  |
    And the filing officer does "review" with outcome "accept"
    And the filing officer does "check_payment" with outcome "not_found"
    Then the case is in "fee_due"
    When the filing officer does "check_payment" with outcome "confirmed"
      | paid_on | 2026-03-02 |
    Then the case is in "service_and_defence"

  Scenario: the payment system tells of the payment while the officer looks for it
    When the plaintiff does "file" and files the document "complaint"
      | claim.amount | 12000.00 |
      | claim.track  | summary  |
    And the filing officer does "review" with outcome "accept"
    And the plaintiff does "pay" and files the document "payment_proof"
    And the message "payment_received" comes
    Then the case is in "service_and_defence"

  Scenario: a ruling that can't be delivered online goes by post at once
    When the plaintiff does "file" and files the document "complaint"
      | claim.amount | 12000.00 |
      | claim.track  | summary  |
    And the filing officer does "review" with outcome "accept"
    And the message "payment_received" comes
      | reference | 2026-17 |
    And the notice "claim_service" to the defendant is read
    And the defendant does "object"
      | objection_reason | I live in another province |
    And the judge does "rule_on_jurisdiction" with outcome "dismissed"
      | ruling_reason | The contract was performed here |
    And the notice "ruling_service" to the defendant cannot be delivered
    Then the defendant is in "ruling_posting"

  Scenario: a question that has been answered isn't asked again when a defendant joins in the midst of the hearing
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
    And the plaintiff does "consent_exchange" of the plaintiff
    And the defendant does "consent_exchange" of the defendant
    And the plaintiff does "apply_async" of the plaintiff and files the document "application"
      | hardship_reason | I live nine hours away |
    And the defendant does "consent_hearing" of the defendant
    And the deadline "summary_evidence" expires
    And the deadline "exchange_end" expires
    And the judge does "admit_async" with outcome "allow"
      | hardship       | true  |
      | facts_disputed | false |
    And the plaintiff does "ask" of the plaintiff
      | to   | defendant 1                  |
      | text | When did you send the goods? |
    And defendant 1 does "reply" of item 1 and files the document "stage_video"
      | member.reply | On the fourth of May |
    And the judge does "join_defendants"
      | newcomers[1].name  | Wu Ba       |
      | newcomers[1].phone | 13900000009 |
    And "Wu Ba" takes up the invitation as defendant 2
    And the notice "claim_service" to defendant 2 is read
    And the deadline "defence" of defendant 2 expires
    And defendant 2 does "choose_online" of defendant 2
    And defendant 2 does "consent_exchange" of defendant 2
    And defendant 2 does "consent_hearing" of defendant 2
    And the deadline "summary_evidence" expires
    Then the case is in "exchange"
    When the deadline "exchange_end" expires
    And the judge does "admit_async" with outcome "allow"
      | hardship       | true  |
      | facts_disputed | false |
    Then the case is in "hearing"
    And item 1 is in "replied"
    And defendant 1 cannot do "reply"
    And the field "reply" of item 1 is "On the fourth of May"

  Scenario: the filing officer can't mediate or judge, and the mediator can't judge
    When the plaintiff does "file" and files the document "complaint"
      | claim.amount | 12000.00 |
      | claim.track  | summary  |
    And the filing officer does "review" with outcome "accept"
    And the message "payment_received" comes
      | reference | 2026-17 |
    And the filing officer tries to do "set_periods"
    Then that is refused because the task is somebody else's
