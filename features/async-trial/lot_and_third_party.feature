Feature: the lot, separation of duties, and a third party from the start

  Background:
    Given the workflow "async-trial"
    And it is 2026-03-02 09:00

  Scenario: the judge is drawn by lot, and the draw can be checked
    Given the pool "judges" has "Judge Li", "Judge Wang" and "Judge Sun"
    And the lot falls on "Judge Wang"
    And a case opened by the plaintiff with 1 defendant
    When the plaintiff does "file" and files the document "complaint"
      | claim.amount | 12000.00 |
      | claim.track  | summary  |
    And the filing officer does "review" with outcome "accept"
    And the message "payment_received" comes
      | reference | 2026-17 |
    Then the docket shows a lot among 3 people
    And the task "set_periods" is held by "Judge Wang"
    When "Judge Li" tries to do "convert" with outcome "to_sync"
      | mode_reason | I'd like to |
    Then that is refused

  Scenario: who decided on the filing can't judge the case
    Given the pool "case-filing" has "Judge Li"
    And the pool "judges" has "Judge Li" and "Judge Wang"
    And a case opened by the plaintiff with 1 defendant
    When the plaintiff does "file" and files the document "complaint"
      | claim.amount | 12000.00 |
      | claim.track  | summary  |
    And "Judge Li" does "review" with outcome "accept"
    And the message "payment_received" comes
    Then the task "set_periods" is held by "Judge Wang"

  Scenario: a third party from the start is told when the case is registered, and takes part in each stage
    Given a case opened by the plaintiff with 1 defendant and 1 third party
    When the plaintiff does "file" and files the document "complaint"
      | claim.amount | 12000.00 |
      | claim.track  | summary  |
    And the filing officer does "review" with outcome "accept"
    And the message "payment_received" comes
      | reference | 2026-17 |
    Then the notice "third_party_notice" was sent to the third party
    And the third party sees the document "complaint"
    When the notice "claim_service" to the defendant is read
    And the defendant does "link" with outcome "linked"
    And the deadline "defence" of the defendant expires
    Then the third party can do "give_evidence"
    When the plaintiff does "consent_exchange" of the plaintiff
    And the defendant does "consent_exchange" of the defendant
    Then the consent "async_exchange" does not hold
    When the third party does "consent_exchange" of the third party
    Then the consent "async_exchange" holds

  Scenario: a filing officer who claims the work keeps it until he gives it back
    Given the pool "case-filing" has "Officer Hu" and "Officer Jin"
    And a case opened by the plaintiff with 1 defendant
    When the plaintiff does "file" and files the document "complaint"
      | claim.amount | 12000.00 |
      | claim.track  | summary  |
    And "Officer Hu" claims "review"
    Then the task "review" is held by "Officer Hu"
    When "Officer Jin" tries to do "review" with outcome "accept"
    Then that is refused because a colleague has taken it
    When "Officer Hu" gives back "review"
    And "Officer Jin" does "review" with outcome "accept"
    Then the case is in "fee_due"
