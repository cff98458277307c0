Feature: people: who joins, who represents, who may not

  Background:
    Given the workflow "async-trial"
    And it is 2026-03-02 09:00
    And a case opened by the plaintiff with 1 defendant

  Scenario: a defendant who joins late is served and has the full time, and the others aren't served again
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
    And the judge does "join_defendants"
      | newcomers[1].name  | Wu Ba          |
      | newcomers[1].mail  | wu@example.org |
      | newcomers[1].phone | 13900000009    |
    Then the case is in "service_and_defence"
    And defendant 1 is in "answered"
    And defendant 2 is in "being_served"
    And the notice "claim_service" was sent to defendant 1 1 time
    And the consent "async_exchange" does not hold
    When "Wu Ba" takes up the invitation as defendant 2
    And the notice "claim_service" to defendant 2 is read
    Then the deadline "defence" of defendant 2 is due on 2026-04-02
    When the deadline "defence" of defendant 2 expires
    Then the case is in "evidence_period"

  Scenario: who joins while the others still answer simply answers too
    When the plaintiff does "file" and files the document "complaint"
      | claim.amount | 12000.00 |
      | claim.track  | summary  |
    And the filing officer does "review" with outcome "accept"
    And the message "payment_received" comes
      | reference | 2026-17 |
    And the judge does "join_defendants"
      | newcomers[1].name  | Wu Ba       |
      | newcomers[1].phone | 13900000009 |
    Then defendant 1 is in "being_served"
    And defendant 2 is in "being_served"

  Scenario: nobody joins after the session
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
    And the judge does "convert" with outcome "to_sync"
      | mode_reason | The parties want to be heard |
    And the deadline "summary_evidence" expires
    And the judge does "fix_hearing" with outcome "by_video"
      | hearing_at | 2026-04-20 09:00 |
    And the clerk does "summon"
    And the clerk does "check_identity" of the plaintiff with outcome "proved"
    And the clerk does "check_identity" of the defendant with outcome "proved"
    And the judge does "hold_by_video" with outcome "held"
    And the judge tries to do "join_defendants"
      | newcomers[1].name  | Wu Ba       |
      | newcomers[1].phone | 13900000009 |
    Then that is refused because the outcome is not possible now

  Scenario: a lawyer acts for the defendant, until his authority ends
    When the plaintiff does "file" and files the document "complaint"
      | claim.amount | 12000.00 |
      | claim.track  | summary  |
    And the filing officer does "review" with outcome "accept"
    And the message "payment_received" comes
      | reference | 2026-17 |
    And the notice "claim_service" to the defendant is read
    And the defendant gives "Lawyer Feng" authority as lawyer
    And the lawyer of the defendant does "link" with outcome "linked"
    Then the lawyer of the defendant can do "file_defence"
    When the defendant ends the authority of "Lawyer Feng"
    And "Lawyer Feng" tries to do "file_defence" with outcome "filed" and files the document "defence_paper"
    Then that is refused

  Scenario: a lawyer can't act for both sides
    When the plaintiff does "file" and files the document "complaint"
      | claim.amount | 12000.00 |
      | claim.track  | summary  |
    And the filing officer does "review" with outcome "accept"
    And the message "payment_received" comes
      | reference | 2026-17 |
    And the notice "claim_service" to the defendant is read
    And the plaintiff gives "Lawyer Feng" authority as lawyer
    And the defendant tries to give "Lawyer Feng" authority as lawyer
    Then that is refused because the same person may not do both

  Scenario: a stranger sees neither the case nor its papers
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
    Then a stranger does not see the case
    And a stranger does not see the document "complaint"
    And the plaintiff sees the document "defence_paper"
    And the defendant sees the document "complaint"
