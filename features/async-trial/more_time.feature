Feature: more time, granted or refused, in whatever stage

  Background:
    Given the workflow "async-trial"
    And it is 2026-03-02 09:00
    And a case opened by the plaintiff with 1 defendant

  Scenario: the judge refuses more time for the defence
    When the plaintiff does "file" and files the document "complaint"
      | claim.amount | 12000.00 |
      | claim.track  | summary  |
    And the filing officer does "review" with outcome "accept"
    And the message "payment_received" comes
      | reference | 2026-17 |
    And the notice "claim_service" to the defendant is read
    And the judge refuses more time for the deadline "defence" of the defendant
    Then the deadline "defence" of the defendant is due on 2026-03-17

  Scenario: in small claims the evidence period can be longer only by extension
    When the plaintiff does "file" and files the document "complaint"
      | claim.amount | 12000.00     |
      | claim.track  | small_claims |
    And the filing officer does "review" with outcome "accept"
    And the message "payment_received" comes
      | reference | 2026-17 |
    And the notice "claim_service" to the defendant is read
    And the defendant does "link" with outcome "linked"
      | member.e_service | true |
    And the defendant does "file_defence" with outcome "filed" and files the document "defence_paper"
    And the plaintiff does "ask_evidence_time"
      | evidence_time_reason | The bank answers only next week |
    And the judge grants 5 days more for the deadline "small_evidence"
    Then the deadline "small_evidence" is due on 2026-03-16
    When the plaintiff does "ask_evidence_time"
      | evidence_time_reason | The bank answers only next week |
    And the judge refuses more time for the deadline "small_evidence"
    Then the deadline "small_evidence" is due on 2026-03-16

  Scenario: in ordinary procedure thirty days more can be had
    When the plaintiff does "file" and files the document "complaint"
      | claim.amount | 12000.00 |
      | claim.track  | ordinary |
    And the filing officer does "review" with outcome "accept"
    And the message "payment_received" comes
      | reference | 2026-17 |
    And the notice "claim_service" to the defendant is read
    And the defendant does "link" with outcome "linked"
      | member.e_service | true |
    And the defendant does "file_defence" with outcome "filed" and files the document "defence_paper"
    And the plaintiff does "ask_evidence_time"
      | evidence_time_reason | The bank answers only next week |
    And the judge grants 30 days more for the deadline "ordinary_evidence"
    Then the deadline "ordinary_evidence" is due on 2026-04-16
    When the plaintiff does "ask_evidence_time"
      | evidence_time_reason | The bank answers only next week |
    And the judge refuses more time for the deadline "ordinary_evidence"
    Then the deadline "ordinary_evidence" is due on 2026-04-16

  Scenario: in summary procedure the judge refuses
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
    And the plaintiff does "ask_evidence_time"
      | evidence_time_reason | The bank answers only next week |
    And the judge refuses more time for the deadline "summary_evidence"
    Then the deadline "summary_evidence" is due on 2026-03-17

  Scenario: in the asynchronous stages the judge refuses
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
    And the judge refuses more time for the deadline "exchange_end"
    Then the deadline "exchange_end" is due on 2026-03-21 01:00

  Scenario: in the hearing the judge refuses
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
    And the judge refuses more time for the deadline "questions_end"
    And the plaintiff does "ask" of the plaintiff
      | to   | defendant 1                  |
      | text | When did you send the goods? |
    And the judge refuses more time for the deadline "answer" of item 1
    And the deadline "questions_end" expires
    And the judge refuses more time for the deadline "debate_end"
    Then the deadline "debate_end" is running

  Scenario: a limit that stands still by decision in small claims, and one in ordinary procedure
    When the plaintiff does "file" and files the document "complaint"
      | claim.amount | 12000.00     |
      | claim.track  | small_claims |
    And the filing officer does "review" with outcome "accept"
    And the message "payment_received" comes
      | reference | 2026-17 |
    And the notice "claim_service" to the defendant is read
    And the defendant does "link" with outcome "linked"
      | member.e_service | true |
    And the defendant does "file_defence" with outcome "filed" and files the document "defence_paper"
    And the judge suspends the deadline "trial_small"
    And the judge suspends the deadline "trial_ordinary"
    Then the deadline "trial_small" is suspended
    And the deadline "trial_ordinary" is suspended
    When 10 days pass
    And the judge resumes the deadline "trial_small"
    And the judge resumes the deadline "trial_ordinary"
    Then the deadline "trial_small" is running
    And the deadline "trial_ordinary" is running

  Scenario: the president refuses a longer limit of small claims and of ordinary procedure
    When the plaintiff does "file" and files the document "complaint"
      | claim.amount | 12000.00     |
      | claim.track  | small_claims |
    And the filing officer does "review" with outcome "accept"
    And the message "payment_received" comes
      | reference | 2026-17 |
    And the notice "claim_service" to the defendant is read
    And the defendant does "link" with outcome "linked"
      | member.e_service | true |
    And the defendant does "file_defence" with outcome "filed" and files the document "defence_paper"
    Then the president cannot do "trial_small.extend"
    When the judge does "ask_more_time_small"
      | extension_reason | An appraisal takes longer |
    And the president refuses more time for the deadline "trial_small"
    Then the deadline "trial_small" is due on 2026-05-06
