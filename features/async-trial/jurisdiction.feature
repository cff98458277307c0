Feature: objection to jurisdiction
  It is ruled on before evidence is taken; each party may appeal within ten days of his own service.

  Background:
    Given the workflow "async-trial"
    And it is 2026-03-02 09:00
    And a case opened by the plaintiff with 1 defendant

  Rule: in summary procedure

    Background:
      When the plaintiff does "file" and files the document "complaint"
        | claim.amount | 12000.00 |
        | claim.track  | summary  |
      And the filing officer does "review" with outcome "accept"
      And the message "payment_received" comes
        | reference | 2026-17 |
      And the notice "claim_service" to the defendant is read
      And the defendant does "link" with outcome "linked"
      And the defendant does "object"
        | objection_reason | I live in another province |
      And the defendant does "file_defence" with outcome "filed" and files the document "defence_paper"

    Scenario: evidence waits for the ruling, and the trial limit stands still
      Then the case is in "objection_pending"
      And the case is in "jurisdiction_awaited"
      And the case is not in "evidence_period"
      And the notice "objection_notice" was sent to the plaintiff and the defendant at the same moment
      And the deadline "trial_summary" is suspended

    Scenario: the objection is dismissed, nobody appeals, and the trial goes on
      When the judge does "rule_on_jurisdiction" with outcome "dismissed"
        | ruling_reason | The contract was performed here |
      Then the document "jurisdiction_ruling" is in the case
      And the timeline says "Ruling on jurisdiction, by Judge"
      When the notice "ruling_service" to the plaintiff is read
      And the clock reaches 2026-03-05 09:00
      And the notice "ruling_service" to the defendant is read
      Then the deadline "ruling_appeal" of the plaintiff is due on 2026-03-12
      And the deadline "ruling_appeal" of the defendant is due on 2026-03-16
      When the deadline "ruling_appeal" of the plaintiff expires
      Then the case is not in "evidence_period"
      When the deadline "ruling_appeal" of the defendant expires
      Then the case is in "evidence_period"
      And the deadline "trial_summary" is running

    Scenario: the case goes to another court
      When the judge does "rule_on_jurisdiction" with outcome "transferred"
        | ruling_reason | The defendant's court has jurisdiction |
      And the notice "ruling_service" to the plaintiff is read
      And the notice "ruling_service" to the defendant is read
      And the deadline "ruling_appeal" of the plaintiff expires
      Then the case has ended with outcome "transferred"
      And the notice "transferred_notice" was sent to the plaintiff and the defendant at the same moment

    Scenario: the higher court leaves the case here
      When the judge does "rule_on_jurisdiction" with outcome "dismissed"
        | ruling_reason | The contract was performed here |
      And the notice "ruling_service" to the plaintiff is read
      And the notice "ruling_service" to the defendant is read
      And the defendant does "appeal_ruling" of the defendant and files the document "appeal_paper"
      And the deadline "ruling_appeal" of the plaintiff expires
      Then the case is in "at_higher_court"
      When the deadline "higher_court" expires
      Then the notice "overdue_alert" was sent to the clerk
      When the clerk does "record_higher_ruling" with outcome "stays"
      Then the case is in "evidence_period"

    Scenario: the higher court sends the case away
      When the judge does "rule_on_jurisdiction" with outcome "dismissed"
        | ruling_reason | The contract was performed here |
      And the notice "ruling_service" to the plaintiff is read
      And the notice "ruling_service" to the defendant is read
      And the defendant does "appeal_ruling" of the defendant and files the document "appeal_paper"
      And the deadline "ruling_appeal" of the plaintiff expires
      And the clerk does "record_higher_ruling" with outcome "goes"
      Then the case has ended with outcome "transferred"

    Scenario: a ruling that is late is told to the court
      When the deadline "ruling" expires
      Then the notice "overdue_alert" was sent to the judge
      And the case is in "objection_pending"

    Scenario: a ruling that isn't opened goes by post, and then by publication
      When the judge does "rule_on_jurisdiction" with outcome "dismissed"
        | ruling_reason | The contract was performed here |
      And the notice "ruling_service" to the plaintiff is read
      And the deadline "ruling_unread" of the defendant expires
      And the clerk does "post_ruling" of the defendant with outcome "not_found"
      Then the defendant is in "ruling_publishing"
      When the deadline "ruling_publication" of the defendant expires
      Then the defendant was served with "ruling_service" by "ruling_publication.expired"
      And the deadline "ruling_appeal" of the defendant is running
      When the deadline "ruling_appeal" of the defendant expires
      Then the case is in "evidence_period"

    Scenario: a ruling is handed over by post
      When the judge does "rule_on_jurisdiction" with outcome "dismissed"
        | ruling_reason | The contract was performed here |
      And the notice "ruling_service" to the plaintiff is read
      And the deadline "ruling_unread" of the defendant expires
      And the clock reaches 2026-03-12 09:00
      And the clerk does "post_ruling" of the defendant with outcome "handed_over"
        | served_on | 2026-03-11 |
      Then the deadline "ruling_appeal" of the defendant is due on 2026-03-23

  Rule: in small claims

    Background:
      When the plaintiff does "file" and files the document "complaint"
        | claim.amount | 12000.00     |
        | claim.track  | small_claims |
      And the filing officer does "review" with outcome "accept"
      And the message "payment_received" comes
        | reference | 2026-17 |
      And the notice "claim_service" to the defendant is read
      And the defendant does "object"
        | objection_reason | I live in another province |

    Scenario: there is no appeal against the ruling
      When the judge does "rule_on_jurisdiction" with outcome "dismissed"
        | ruling_reason | The contract was performed here |
      And the notice "ruling_service" to the plaintiff is read
      And the notice "ruling_service" to the defendant is read
      Then the case is in "no_objection"

    Scenario: an objection after the time for the defence isn't heard
      When the judge does "rule_on_jurisdiction" with outcome "dismissed"
        | ruling_reason | The contract was performed here |
      And the notice "ruling_service" to the plaintiff is read
      And the notice "ruling_service" to the defendant is read
      And the deadline "defence" of the defendant expires
      And the defendant tries to do "object"
        | objection_reason | I live in another province |
      Then that is refused because the task is not open
