Feature: counterclaim
  It is heard with the claim, and takes a case out of small claims.

  Background:
    Given the workflow "async-trial"
    And it is 2026-03-02 09:00
    And a case opened by the plaintiff with 1 defendant

  Scenario: a counterclaim makes a small claim a summary case, with the limit of summary procedure from registration
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
    Then the deadline "trial_small" is due on 2026-05-06
    And the deadline "trial_summary" is due on 2026-06-02
    When the defendant does "counterclaim" and files the document "counterclaim_paper"
      | counterclaim_text | He owes me for the transport |
    Then the field "claim.track" is "summary"
    And the deadline "trial_small" is not running
    And the deadline "trial_summary" is due on 2026-06-02
    And the notice "counterclaim_notice" was sent to the plaintiff and the defendant at the same moment
    And the deadline "counter_defence" of the plaintiff is due on 2026-03-17

  Scenario: the plaintiff answers it
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
    And the defendant does "counterclaim" and files the document "counterclaim_paper"
      | counterclaim_text | He owes me for the transport |
    And the plaintiff does "answer_counterclaim" and files the document "defence_paper"
    Then the case is in "no_counterclaim_open"
    And the field "counterclaimed" is "true"

  Scenario: the plaintiff doesn't answer it, and the case goes on
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
    And the defendant does "counterclaim" and files the document "counterclaim_paper"
      | counterclaim_text | He owes me for the transport |
    And the deadline "counter_defence" of the plaintiff expires
    Then the case is in "no_counterclaim_open"

  Scenario: after the debate there is none any more
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
    And the defendant tries to do "counterclaim" and files the document "counterclaim_paper"
      | counterclaim_text | He owes me for the transport |
    Then that is refused because the outcome is not possible now

  Scenario: a claim withdrawn leaves the counterclaim to be decided
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
    And the defendant does "counterclaim" and files the document "counterclaim_paper"
      | counterclaim_text | He owes me for the transport |
    And the plaintiff does "withdraw_claim"
      | withdrawal_reason | We have agreed |
    And the judge does "decide_withdrawal" with outcome "allow"
    Then the case has not ended
    And the field "claim_withdrawn" is "true"
    And the case is in "no_withdrawal_asked"
    And the document "withdrawal_ruling" is in the case
