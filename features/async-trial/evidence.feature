Feature: evidence
  The period is the court's, within the law's; more time for one is more time for all; late evidence has a way of its own.

  Background:
    Given the workflow "async-trial"
    And it is 2026-03-02 09:00
    And a case opened by the plaintiff with 1 defendant

  Scenario: in small claims the court may give seven days and no more
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
    Then the deadline "small_evidence" is due on 2026-03-09
    When the deadline "small_evidence" expires
    Then the case is in "evidence_session"

  Scenario: in ordinary procedure fifteen days are the least
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
    Then the deadline "ordinary_evidence" is due on 2026-03-17
    When the deadline "ordinary_evidence" expires
    Then the case is in "evidence_session"

  Scenario: the judge sets the period before it begins
    When the plaintiff does "file" and files the document "complaint"
      | claim.amount | 12000.00 |
      | claim.track  | summary  |
    And the filing officer does "review" with outcome "accept"
    And the message "payment_received" comes
      | reference | 2026-17 |
    And the judge does "set_periods"
      | evidence_summary | 10 days  |
      | exchange_period  | 48 hours |
    And the notice "claim_service" to the defendant is read
    And the defendant does "link" with outcome "linked"
    And the defendant does "file_defence" with outcome "filed" and files the document "defence_paper"
    Then the deadline "summary_evidence" is due on 2026-03-12

  Scenario: a period beyond the law's isn't taken
    When the plaintiff does "file" and files the document "complaint"
      | claim.amount | 12000.00 |
      | claim.track  | summary  |
    And the filing officer does "review" with outcome "accept"
    And the message "payment_received" comes
      | reference | 2026-17 |
    And the judge tries to do "set_periods"
      | evidence_summary | 16 days |
    Then that is refused because the form has mistakes
    And the form has a mistake at "evidence_summary"

  Scenario: more time is more time for all
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
    And the judge grants 10 days more for the deadline "summary_evidence"
    Then the deadline "summary_evidence" is due on 2026-03-27
    And the notice "evidence_longer" was sent to the plaintiff and the defendant at the same moment
    When the clock reaches 2026-03-20 09:00
    Then the plaintiff can do "give_evidence"
    And the defendant can do "give_evidence"

  Scenario: time asked for after the end can't be had
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
    And the deadline "summary_evidence" expires
    And the judge tries to grant 5 days more for the deadline "summary_evidence"
    Then that is refused

  Scenario: the clerk enters what is handed in on paper
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
    And the clerk does "enter_evidence" and files the document "evidence"
    Then the document "evidence" is in the case

  Scenario: evidence after the end isn't taken as if it were in time
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
    And the plaintiff tries to do "give_evidence" and files the document "evidence"
    Then that is refused because the task is not open

  Scenario: nobody can offer late evidence while evidence is still taken
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
    And the plaintiff tries to do "offer_late" and files the document "evidence"
      | late_reason | I forgot |
    Then that is refused because the outcome is not possible now

  Rule: late evidence

    Background:
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
      And the plaintiff does "offer_late" and files the document "evidence"
        | late_reason | The bank answered only now |

    Scenario: nobody objects, and it counts as in time
      Then the notice "late_notice" was sent to the plaintiff and the defendant at the same moment
      And the deadline "late_answer" is due on 2026-03-23
      When the deadline "late_answer" expires
      Then the field "late_result" is "not_late"
      And the case is in "no_late_evidence"

    Scenario: the judge excludes it
      When the defendant does "object_to_late"
        | late_objection_reason | It was in his hands all the time |
      And the judge does "decide_late" with outcome "exclude"
      Then the field "late_result" is "excluded"
      And the case is in "no_late_evidence"
      And the notice "late_decided" was sent to the plaintiff and the defendant at the same moment

    Scenario: the judge admits it with an admonition
      When the defendant does "object_to_late"
        | late_objection_reason | It was in his hands all the time |
      And the judge does "decide_late" with outcome "admonish"
      Then the field "late_result" is "admonished"
      And the case is in "no_late_evidence"

    Scenario: the judge admits it, late himself
      When the defendant does "object_to_late"
        | late_objection_reason | It was in his hands all the time |
      And the deadline "judge_late" expires
      Then the notice "overdue_alert" was sent to the judge
      When the judge does "decide_late" with outcome "admit"
      Then the field "late_result" is "admitted"
      And the case is in "no_late_evidence"

  Rule: evidence that comes by post when the period is over

    Background:
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
      Then the deadline "summary_evidence" was missed
      And the deadline "summary_evidence" has expired on 2026-03-17 24:00

    Scenario: what was posted on the last day is in time
      When 2 days pass
      And the clerk does "enter_posted" with outcome "in_time" and files the document "evidence"
        | posted_on | 2026-03-17 |
      Then the deadline "summary_evidence" was restored
      And the field "late_result" is "not_late"
      And the notice "late_decided" was sent to the plaintiff and the defendant at the same moment

    Scenario: what was posted a day later isn't
      When 2 days pass
      And the clerk tries to do "enter_posted" with outcome "in_time" and files the document "evidence"
        | posted_on | 2026-03-18 |
      Then that is refused because the outcome is not possible now
      When the clerk does "enter_posted" with outcome "too_late" and files the document "evidence"
        | late_reason | The post office was closed |
      Then the deadline "summary_evidence" was missed
      And the case is in "late_offered"

  Rule: comments on the evidence

    Background:
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

    Scenario: silence admits nothing; the judge decides what is disputed
      Then the notice "exchange_notice" was sent to the plaintiff and the defendant at the same moment
      When the deadline "exchange_end" expires
      Then the case is in "gate"
      And the field "facts_disputed" is "true"

    Scenario: the judge gives more time for comments
      When the judge grants 48 hours more for the deadline "exchange_end"
      Then the deadline "exchange_end" is due on 2026-03-23 01:00
