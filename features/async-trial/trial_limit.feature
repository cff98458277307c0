Feature: the trial limit
  From registration; longer if asked for fifteen days before its end and granted five days before.

  Background:
    Given the workflow "async-trial"
    And it is 2026-03-02 09:00
    And a case opened by the plaintiff with 1 defendant

  Scenario: in small claims two months, and the court is told when they are over
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
    And the deadline "trial_small" expires
    Then the docket says that the deadline "trial_small" expired on 2026-05-07
    And the notice "overdue_alert" was sent to the judge
    And the case has not ended

  Scenario: in summary procedure three months
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
    And the deadline "trial_summary" expires
    Then the docket says that the deadline "trial_summary" expired on 2026-06-03
    And the notice "overdue_alert" was sent to the judge 2 times

  Scenario: in ordinary procedure six months
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
    Then the deadline "trial_ordinary" is due on 2026-09-02
    When the deadline "trial_ordinary" expires
    Then the notice "overdue_alert" was sent to the judge

  Scenario: in small claims only the limit of small claims alerts
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
    And the deadline "trial_summary" expires
    Then the notice "overdue_alert" was sent to the judge 2 times
    When the deadline "trial_ordinary" expires
    Then the case has not ended

  Scenario: the judge asks in time, the president grants one month
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
    Then the deadline "summary_request" is due on 2026-05-18
    When the judge does "ask_more_time"
      | extension_reason | An appraisal takes longer |
    Then the notice "extension_asked" was sent to the president
    When the president grants 1 month more for the deadline "trial_summary"
    Then the deadline "trial_summary" is due on 2026-07-02
    And the judge cannot do "ask_more_time"

  Scenario: without the judge's request the president has nothing to decide
    When the plaintiff does "file" and files the document "complaint"
      | claim.amount | 12000.00 |
      | claim.track  | summary  |
    And the filing officer does "review" with outcome "accept"
    And the message "payment_received" comes
      | reference | 2026-17 |
    Then the president cannot do "trial_summary.extend"
    When the judge does "ask_more_time"
      | extension_reason | An appraisal takes longer |
    Then the president can do "trial_summary.extend"
    And the president cannot do "trial_ordinary.extend"

  Scenario: in the last fifteen days the judge can't ask any more
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
    And the deadline "summary_request" expires
    And the judge tries to do "ask_more_time"
      | extension_reason | I forgot |
    Then that is refused because the task is not open

  Scenario: in the last five days the president can't grant it any more
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
    And the judge does "ask_more_time"
      | extension_reason | An appraisal takes longer |
    And the clock reaches 2026-05-30 09:00
    And the president tries to grant 1 month more for the deadline "trial_summary"
    Then that is refused because the deadline can't be extended

  Scenario: the president refuses
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
    And the judge does "ask_more_time"
      | extension_reason | An appraisal takes longer |
    And the president refuses more time for the deadline "trial_summary"
    Then the deadline "trial_summary" is due on 2026-06-02

  Scenario: in small claims one month more
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
    And the judge does "ask_more_time_small"
      | extension_reason | An appraisal takes longer |
    Then the judge cannot do "ask_more_time_small"
    When the president grants 1 month more for the deadline "trial_small"
    Then the deadline "trial_small" is due on 2026-06-02

  Scenario: in small claims, too, the time to ask is over
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
    And the deadline "small_request" expires
    Then the judge cannot do "ask_more_time_small"

  Scenario: in ordinary procedure six months more
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
    And the judge does "ask_more_time_ordinary"
      | extension_reason | The case is difficult |
    And the president grants 6 months more for the deadline "trial_ordinary"
    Then the deadline "trial_ordinary" is due on 2027-03-02

  Scenario: in ordinary procedure the president may refuse, and the judge can't ask again
    When the plaintiff does "file" and files the document "complaint"
      | claim.amount | 12000.00 |
      | claim.track  | ordinary |
    And the filing officer does "review" with outcome "accept"
    And the message "payment_received" comes
      | reference | 2026-17 |
    And the judge does "ask_more_time_ordinary"
      | extension_reason | The case is difficult |
    And the president refuses more time for the deadline "trial_ordinary"
    Then the deadline "trial_ordinary" is due on 2026-09-02
    And the judge cannot do "ask_more_time_ordinary"
    And the president cannot do "trial_ordinary.extend"

  Scenario: in ordinary procedure, too, the time to ask is over
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
    And the deadline "ordinary_request" expires
    Then the judge cannot do "ask_more_time_ordinary"

  Scenario: an appraisal stops the limit by the judge's decision, and it goes on afterwards
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
    And the clock reaches 2026-03-10 09:00
    And the judge suspends the deadline "trial_summary"
    Then the deadline "trial_summary" is suspended
    When the clock reaches 2026-03-30 09:00
    And the judge resumes the deadline "trial_summary"
    Then the deadline "trial_summary" is running
    And the deadline "trial_summary" is due on 2026-06-22

  Scenario: a change to ordinary procedure leaves the shorter limit and counts from registration
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
    And the clock reaches 2026-04-20 09:00
    And the judge does "change_track" with outcome "to_ordinary"
    Then the deadline "trial_summary" is not running
    And the deadline "trial_ordinary" is due on 2026-09-02

  Scenario: a change from small claims to summary procedure
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
    And the judge does "change_track" with outcome "to_summary"
    Then the deadline "trial_small" is not running
    And the deadline "trial_summary" is due on 2026-06-02
