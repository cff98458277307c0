Feature: filing
  A complaint is decided on in time, or registered because the time ran out.

  Background:
    Given the workflow "async-trial"
    And it is 2026-03-02 09:00
    And a case opened by the plaintiff with 1 defendant

  Scenario: a court that doesn't decide in time has registered the case
    When the plaintiff does "file" and files the document "complaint"
      | claim.amount | 12000.00 |
      | claim.track  | summary  |
    And it is 1 hour before the deadline "acceptance" expires
    Then the case is in "filing_review"
    When the deadline "acceptance" expires
    Then the case is in "fee_due"
    And the docket says that the deadline "acceptance" expired on 2026-03-10
    And the notice "fee_notice" was sent to the plaintiff

  Scenario: an officer who comes after that is told that the case moved on
    When the plaintiff does "file" and files the document "complaint"
      | claim.amount | 12000.00 |
      | claim.track  | summary  |
    And the deadline "acceptance" expires
    And the filing officer tries to do "review" with outcome "accept"
    Then that is refused because the task is not open
    And the refusal says that the case moved on without it

  Scenario: what is missing is asked for once, and the time to decide begins anew
    When the plaintiff does "file" and files the document "complaint"
      | claim.amount | 12000.00 |
      | claim.track  | summary  |
    And the filing officer does "review" with outcome "ask_supplement"
      | missing           | The address of the defendant |
      | supplement_period | 10 days                      |
    Then the notice "supplement_notice" was sent to the plaintiff
    And the deadline "supplementing" is due on 2026-03-12
    When the clock reaches 2026-03-05 10:00
    And the plaintiff does "supplement" and files the document "complaint"
    Then the case is in "filing_review"
    And the deadline "acceptance" is due on 2026-03-12
    And the task "review" offers "accept", "offer_mediation" and "refuse"

  Scenario: papers that are not completed in time are returned
    When the plaintiff does "file" and files the document "complaint"
      | claim.amount | 12000.00 |
      | claim.track  | summary  |
    And the filing officer does "review" with outcome "ask_supplement"
      | missing | The address of the defendant |
    And the deadline "supplementing" expires
    Then the case has ended with outcome "returned"
    And the notice "returned_notice" was sent to the plaintiff

  Scenario: a fee that isn't paid in time: the claim counts as withdrawn
    When the plaintiff does "file" and files the document "complaint"
      | claim.amount | 12000.00 |
      | claim.track  | summary  |
    And the filing officer does "review" with outcome "accept"
    And the deadline "fee" expires
    Then the case has ended with outcome "withdrawn"
    And the case is in "deemed_withdrawn"
    And the notice "withdrawn_notice" was sent to the plaintiff

  Scenario: the officer finds the payment, and the case goes on as of the day of payment
    When the plaintiff does "file" and files the document "complaint"
      | claim.amount | 12000.00 |
      | claim.track  | summary  |
    And the filing officer does "review" with outcome "accept"
    And the clock reaches 2026-03-06 10:00
    And the filing officer does "check_payment" with outcome "confirmed"
      | paid_on | 2026-03-04 |
    Then the case is in "service_and_defence"
    And the deadline "trial_summary" is due on 2026-06-04

  Scenario: a plaintiff who shows that he has paid doesn't lose his case while the court looks
    When the plaintiff does "file" and files the document "complaint"
      | claim.amount | 12000.00 |
      | claim.track  | summary  |
    And the filing officer does "review" with outcome "accept"
    And the plaintiff does "pay" and files the document "payment_proof"
      | payment_reference | 2026-17 |
    Then the case is in "payment_checking"
    And the deadline "fee" is not running
    When the deadline "payment_check" expires
    Then the notice "overdue_alert" was sent to the filing officer
    When the filing officer does "check_payment" with outcome "confirmed"
      | paid_on | 2026-03-02 |
    Then the case is in "service_and_defence"

  Scenario: a payment that can't be found is asked for again, once
    When the plaintiff does "file" and files the document "complaint"
      | claim.amount | 12000.00 |
      | claim.track  | summary  |
    And the filing officer does "review" with outcome "accept"
    And the plaintiff does "pay" and files the document "payment_proof"
    And the filing officer does "check_payment" with outcome "not_found"
    Then the case is in "fee_due"
    And the notice "payment_missing" was sent to the plaintiff
    When the plaintiff does "pay" and files the document "payment_proof"
    And the filing officer does "check_payment" with outcome "not_found"
    Then the case has ended with outcome "withdrawn"
    And the case is in "deemed_withdrawn"

  Scenario: a proof of payment is needed to say that one has paid
    When the plaintiff does "file" and files the document "complaint"
      | claim.amount | 12000.00 |
      | claim.track  | summary  |
    And the filing officer does "review" with outcome "accept"
    And the plaintiff tries to do "pay"
    Then that is refused because the document is not taken

  Scenario: a complaint is needed to file
    When the plaintiff tries to do "file"
      | claim.amount | 12000.00 |
    Then that is refused because the document is not taken
    And the case is in "drafting"

  Scenario: a case that isn't accepted ends with a ruling, and the plaintiff has ten days from its service to appeal
    When the plaintiff does "file" and files the document "complaint"
      | claim.amount | 12000.00 |
      | claim.track  | summary  |
    And the filing officer does "review" with outcome "refuse"
      | refusal_reason | The dispute isn't one for the courts |
    Then the document "refusal_ruling" is in the case
    And the timeline says "Ruling not to accept the case, by Filing officer"
    And the defendant does not see the document "refusal_ruling"
    And the plaintiff was served with "refusal_service" by "reached"
    And the deadline "ruling_appeal" of the plaintiff is due on 2026-03-12
    When the deadline "ruling_appeal" of the plaintiff expires
    Then the case has ended with outcome "refused"

  Scenario: the plaintiff appeals against the ruling
    When the plaintiff does "file" and files the document "complaint"
      | claim.amount | 12000.00 |
      | claim.track  | summary  |
    And the filing officer does "review" with outcome "refuse"
      | refusal_reason | The dispute isn't one for the courts |
    And the plaintiff does "appeal_refusal" and files the document "appeal_paper"
    Then the case has ended with outcome "appealed"
    And the notice "appealed_notice" was sent to the plaintiff

  Scenario: the plaintiff discards the draft
    When the plaintiff does "discard"
    Then the case has ended with outcome "abandoned"

  Scenario: a draft that is never sent is deleted
    When nobody does anything until the case ends within 7 months
    Then the case has ended with outcome "abandoned" on 2026-08-30

  Scenario: the same command sent twice files one complaint
    When the plaintiff does "file" and files the document "complaint"
      | claim.amount | 12000.00 |
      | claim.track  | summary  |
    And the same is sent again
    Then the answer is the same as before
    And nothing has happened
    And there are 1 documents "complaint" in the case

  Scenario: the same key with another content is refused
    When the plaintiff does "file" and files the document "complaint"
      | claim.amount | 12000.00 |
      | claim.track  | summary  |
    And the filing officer does "review" with outcome "accept"
    And the same key is sent with outcome "refuse"
    Then that is refused because it was sent before with other content
    And the case is in "fee_due"

  Scenario: the defendant can't file for the plaintiff, and a stranger sees nothing
    When the defendant tries to do "file" and files the document "complaint"
      | claim.amount | 12000.00 |
    Then that is refused because it is unknown
    And a stranger does not see the case

  Scenario: who is named as a defendant sees nothing of the case until the court turns to him
    Then the defendant does not see the case
    When the plaintiff does "file" and files the documents "complaint" and "evidence_list"
      | claim.amount | 12000.00 |
    Then the defendant does not see the case
    And the defendant does not see the document "complaint"
    And the plaintiff sees the document "complaint"
    When the filing officer does "review" with outcome "accept"
    Then the defendant does not see the case
    When the message "payment_received" comes
      | reference | 2026-17 |
    Then the notice "claim_service" was sent to the defendant
    And the defendant sees the case
    And the defendant sees the document "complaint"
    And the defendant sees the document "evidence_list"

  Scenario: who is offered mediation sees the case from then on
    When the plaintiff does "file" and files the document "complaint"
      | claim.amount | 12000.00 |
    Then the defendant does not see the case
    When the filing officer does "review" with outcome "offer_mediation"
    Then the defendant sees the case
    And the defendant can do "answer_mediation" of the defendant

  Scenario: a mistake in the form is told beside its field, and nothing is filed
    When the plaintiff tries to do "file" and files the document "complaint"
      | claim.amount | a lot |
    Then that is refused because the form has mistakes
    And the form has a mistake at "claim.amount"
    And the document "complaint" is not in the case

  Scenario: after downtime a limit still ends on its day
    When the plaintiff does "file" and files the document "complaint"
      | claim.amount | 12000.00 |
      | claim.track  | summary  |
    And 12 days pass while the system is down
    Then the docket says that the deadline "acceptance" expired on 2026-03-10
    And the deadline "fee" is due on 2026-03-16
    And the case is in "fee_due"
