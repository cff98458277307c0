Feature: judgment, its service, and appeal
  Each party has his own service and his own time.

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
      And the plaintiff does "confirm_record" of the plaintiff with outcome "confirmed"
      And the defendant does "confirm_record" of the defendant with outcome "confirmed"

    Scenario: a judge who writes too long is told
      When the deadline "writing" expires
      Then the notice "overdue_alert" was sent to the judge
      And the case is in "deliberation"

    Scenario: no judgment while something else is still to be decided
      Then the task "write_judgment" offers "signed"
      When the plaintiff does "propose_mediation"
      And the judge tries to do "write_judgment"
        | findings | The goods were not sent   |
        | decision | The defendant pays 12,000 |
      Then that is refused because the outcome is not possible now

    Scenario: a judgment needs reasons and a decision
      When the judge tries to do "write_judgment"
        | findings | The goods were not sent |
      Then that is refused because the form has mistakes
      And the form has a mistake at "decision"

    Scenario: who agreed to electronic service is served when it arrives; nobody appeals
      When the judge does "write_judgment"
        | findings | The goods were not sent   |
        | decision | The defendant pays 12,000 |
      Then the plaintiff was served with "judgment_service" by "reached"
      And the defendant was served with "judgment_service" by "reached"
      And the plaintiff sees the document "judgment"
      And the timeline says "Judgment, by Judge"
      When nobody does anything until the case ends within 1 month
      Then the case has ended with outcome "decided"

    Scenario: one appeals, the other doesn't
      When the judge does "write_judgment"
        | findings | The goods were not sent   |
        | decision | The defendant pays 12,000 |
      And the defendant does "appeal" of the defendant and files the document "appeal_paper"
      Then the defendant is in "window_over"
      And the case has not ended
      When the deadline "appeal_window" of the plaintiff expires
      Then the case has ended with outcome "appealed"
      And the notice "appealed_notice" was sent to the plaintiff and the defendant at the same moment

    Scenario: an appeal after the time isn't taken
      When the judge does "write_judgment"
        | findings | The goods were not sent   |
        | decision | The defendant pays 12,000 |
      And the deadline "appeal_window" of the defendant expires
      And the defendant tries to do "appeal" of the defendant and files the document "appeal_paper"
      Then that is refused because the task is not open
      And the case has ended with outcome "decided"

  Rule: who hasn't agreed to electronic service

    Background:
      When the plaintiff does "file" and files the document "complaint"
        | claim.amount | 12000.00 |
        | claim.track  | summary  |
      And the filing officer does "review" with outcome "accept"
      And the message "payment_received" comes
        | reference | 2026-17 |
      And the notice "claim_service" to the defendant is read
      And the defendant does "link" with outcome "offline"
      And the deadline "defence" of the defendant expires
      And the judge does "convert" with outcome "to_sync"
        | mode_reason | The defendant takes part offline |
      And the deadline "summary_evidence" expires
      And the judge does "fix_hearing" with outcome "mixed"
        | hearing_at | 2026-05-20 09:00 |
      And the clerk does "summon"
      And the clerk does "check_identity" of the plaintiff with outcome "proved"
      And the clerk does "note_presence" of the defendant
      And the judge does "hold_mixed" with outcome "held"
      And the deadline "record_end" of the defendant expires

    Scenario: a judgment pronounced in court is sent within ten days, and the court is told if it isn't
      When the judge does "write_judgment"
        | pronounced | in_court                  |
        | findings   | The goods were not sent   |
        | decision   | The defendant pays 12,000 |
      Then the plaintiff was served with "judgment_service" by "reached"
      And the defendant has not been served with "judgment_call"
      And the deadline "judgment_serving" of the defendant is due on 2026-04-20
      And the clerk can do "post_judgment" of the defendant
      When the deadline "judgment_serving" of the defendant expires
      Then the notice "overdue_alert" was sent to the clerk

    Scenario: handed over by post, the time to appeal runs from that day
      When the judge does "write_judgment"
        | findings | The goods were not sent   |
        | decision | The defendant pays 12,000 |
      And the clock reaches 2026-04-21 10:00
      And the clerk does "post_judgment" of the defendant with outcome "handed_over" and files the document "service_proof"
        | served_on | 2026-04-20 |
      Then the deadline "appeal_window" of the defendant is due on 2026-05-06

    Scenario: nobody is found, and the judgment is published
      When the judge does "write_judgment"
        | findings | The goods were not sent   |
        | decision | The defendant pays 12,000 |
      And the notice "judgment_call" to the defendant cannot be delivered
      And the clerk does "post_judgment" of the defendant with outcome "not_found"
      And the deadline "judgment_publication" of the defendant expires
      Then the defendant was served with "judgment_call" by "judgment_publication.expired"
      And the defendant is in "may_appeal"
      And the case has not ended
      When nobody does anything until the case ends within 2 months
      Then the case has ended with outcome "decided"

  Rule: online, without having agreed to electronic service

    Background:
      When the plaintiff does "file" and files the document "complaint"
        | claim.amount | 12000.00 |
        | claim.track  | summary  |
      And the filing officer does "review" with outcome "accept"
      And the message "payment_received" comes
        | reference | 2026-17 |
      And the notice "claim_service" to the defendant is read
      And the defendant does "link" with outcome "linked"
      And the deadline "defence" of the defendant expires
      And the judge does "convert" with outcome "to_sync"
        | mode_reason | The parties want to be heard |
      And the deadline "summary_evidence" expires
      And the judge does "fix_hearing" with outcome "by_video"
        | hearing_at | 2026-05-20 09:00 |
      And the clerk does "summon"
      And the clerk does "check_identity" of the plaintiff with outcome "proved"
      And the clerk does "check_identity" of the defendant with outcome "proved"
      And the judge does "hold_by_video" with outcome "held"
      And the deadline "record_end" of the defendant expires
      And the judge does "write_judgment"
        | findings | The goods were not sent   |
        | decision | The defendant pays 12,000 |

    Scenario: a judgment that nobody opens goes by post
      Then the defendant has not given the consent "e_service"
      And the defendant is in "judgment_sent"
      And the defendant has not been served with "judgment_call"
      When the deadline "judgment_unread" of the defendant expires
      Then the defendant is in "judgment_posting"
      And the clerk can do "post_judgment" of the defendant

    Scenario: a judgment that can't be delivered goes by post
      When the notice "judgment_call" to the defendant cannot be delivered
      Then the defendant is in "judgment_posting"

    Scenario: a judgment that is opened is served by that
      When the notice "judgment_call" to the defendant is read
      Then the defendant was served with "judgment_call" by "read"
      And the defendant is in "appeal_online"

  Rule: in small claims

    Scenario: the judgment is final when it is served
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
      And the judge does "convert" with outcome "to_sync"
        | mode_reason | The parties want to be heard |
      And the deadline "small_evidence" expires
      And the judge does "fix_hearing" with outcome "by_video"
        | hearing_at | 2026-04-20 09:00 |
      And the clerk does "summon"
      And the clerk does "check_identity" of the plaintiff with outcome "proved"
      And the clerk does "check_identity" of the defendant with outcome "proved"
      And the judge does "hold_by_video" with outcome "held"
      And the plaintiff does "confirm_record" of the plaintiff with outcome "confirmed"
      And the defendant does "confirm_record" of the defendant with outcome "confirmed"
      And the judge does "write_judgment"
        | findings | The goods were not sent   |
        | decision | The defendant pays 12,000 |
      Then the case has ended with outcome "decided"
