Feature: the whole way of an asynchronous trial
  Nobody comes anywhere; each does his part at a time of his own choice, within the time of each stage.

  Scenario: from the complaint to a final judgment, all of it asynchronous
    Given the workflow "async-trial"
    And it is 2026-03-02 09:00
    And a case opened by the plaintiff with 1 defendant
    When the plaintiff does "file" and files the document "complaint"
      | claim.amount  | 12000.00           |
      | claim.track   | summary            |
      | claim.request | Pay back the price |
    Then the case is in "filing_review"
    And the notice "receipt" was sent to the plaintiff
    And the deadline "acceptance" is due on 2026-03-09
    When the filing officer does "review" with outcome "accept"
    Then the case is in "fee_due"
    And the deadline "fee" is due on 2026-03-09
    When the message "payment_received" comes
      | reference | 2026-17 |
    Then the case is in "service_and_defence"
    And the notice "case_registered" was sent to the plaintiff
    And the deadline "trial_summary" is due on 2026-06-02
    And the deadline "serving" of defendant 1 is due on 2026-03-09
    When the notice "claim_service" to the defendant is read
    Then the defendant was served with "claim_service" on 2026-03-02 by "read"
    And the document "service_certificate" is in the case
    And the deadline "linking" of the defendant is due on 2026-03-05
    And the deadline "defence" of the defendant is due on 2026-03-17
    When the defendant does "link" with outcome "linked"
      | member.e_service | true |
    And the defendant does "file_defence" with outcome "filed" and files the document "defence_paper"
    Then the notice "defence_copy" was sent to the plaintiff
    And the case is in "evidence_in_summary"
    And the notice "evidence_notice" was sent to the plaintiff and the defendant at the same moment
    And the deadline "summary_evidence" is due on 2026-03-17
    When the plaintiff does "give_evidence" and files the document "evidence"
    And the defendant does "give_evidence" and files the document "evidence"
    Then there are 2 documents "evidence" in the case
    When the plaintiff does "consent_exchange" of the plaintiff
    And the defendant does "consent_exchange" of the defendant
    Then the consent "async_exchange" holds
    When the plaintiff does "apply_async" of the plaintiff and files the document "application"
      | hardship_reason | I live nine hours away |
    And the defendant does "consent_hearing" of the defendant
    Then the consent "async_hearing" holds
    When the deadline "summary_evidence" expires
    Then the case is in "exchange"
    And the deadline "exchange_end" is due on 2026-03-21 01:00
    When the plaintiff does "examine"
      | about | The defendant's receipt   |
      | text  | I have never seen this    |
    And the deadline "exchange_end" expires
    Then the case is in "gate"
    When the judge does "admit_async" with outcome "allow"
      | hardship       | true  |
      | facts_disputed | false |
    Then the case is in "hearing"
    And the notice "hearing_opened" was sent to the plaintiff and the defendant at the same moment
    When the plaintiff does "ask" of the plaintiff
      | to   | defendant 1                 |
      | text | When did you send the goods? |
    Then the notice "question_asked" was sent to the defendant
    And the defendant can do "reply"
    And the plaintiff cannot do "reply"
    When the defendant does "reply" of item 1 and files the document "stage_video"
      | member.reply | On the fourth of May |
    And the judge does "ask_as_judge"
      | to   | plaintiff 1          |
      | text | How did you pay?     |
    And the plaintiff does "reply" of item 2 and files the document "stage_video"
      | member.reply | By bank transfer |
    And the plaintiff does "finish_asking" of the plaintiff
    And the defendant does "finish_asking" of the defendant
    And the judge does "finish_as_judge"
    Then the case is in "debate"
    When the plaintiff does "argue" and files the document "stage_video"
      | text | The goods never came |
    And the defendant does "argue" and files the document "stage_video"
      | text | They were sent |
    And the deadline "debate_end" expires
    Then the case is in "final_statements"
    When the plaintiff does "state_finally" of the plaintiff and files the document "stage_video"
      | text | I keep to my claim |
    And the defendant does "waive_statement" of the defendant
    Then the case is in "record_check"
    And the document "record" is in the case
    And the notice "record_notice" was sent to the plaintiff and the defendant at the same moment
    When the plaintiff does "confirm_record" of the plaintiff with outcome "confirmed"
    And the defendant does "correct_record" of the defendant
      | text | It was the fifth of May |
    Then the case is in "deliberation"
    When the judge does "write_judgment"
      | pronounced | on_a_set_day               |
      | findings   | The goods were not sent    |
      | decision   | The defendant pays 12,000  |
    Then the document "judgment" is in the case
    And the plaintiff was served with "judgment_service" by "reached"
    And the defendant was served with "judgment_service" by "reached"
    And the plaintiff is in "may_appeal"
    And the defendant is in "may_appeal"
    When nobody does anything until the case ends within 1 month
    Then the case has ended with outcome "decided"
    And the notice "decided_notice" was sent to the plaintiff and the defendant at the same moment
    And the plaintiff has come in person 0 times
    And the defendant has come in person 0 times
