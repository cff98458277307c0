Feature: a session at one time
  By video it costs no visit; in the courtroom each party comes, at most three times.

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

    Scenario: by video, nobody comes anywhere
      Then the case is in "fixing"
      When the judge does "fix_hearing" with outcome "by_video"
        | hearing_at | 2026-04-20 09:00 |
      And the clerk does "summon"
      Then the notice "hearing_notice" was sent to the plaintiff and the defendant at the same moment
      And the case is in "by_video"
      When the clerk does "check_identity" of the plaintiff with outcome "proved"
      And the clerk does "check_identity" of the defendant with outcome "proved"
      And the judge does "hold_by_video" with outcome "held"
      Then the case is in "record_check"
      And the defendant has come in person 0 times

    Scenario: one adjournment and no more
      And the judge does "fix_hearing" with outcome "by_video"
        | hearing_at | 2026-04-20 09:00 |
      And the clerk does "summon"
      And the judge does "hold_by_video" with outcome "adjourned"
      Then the case is in "fixing"
      And the field "adjournments" is "1"
      When the judge does "fix_hearing" with outcome "by_video"
        | hearing_at | 2026-04-20 09:00 |
      And the clerk does "summon"
      Then the field "may_adjourn" is "false"
      When the judge tries to do "hold_by_video" with outcome "adjourned"
      Then that is refused because the outcome is not possible now

    Scenario: in ordinary procedure there is a second adjournment, also if it is ordered during the session
      And the judge does "fix_hearing" with outcome "by_video"
        | hearing_at | 2026-04-20 09:00 |
      And the clerk does "summon"
      And the judge does "hold_by_video" with outcome "adjourned"
      And the judge does "fix_hearing" with outcome "by_video"
        | hearing_at | 2026-04-20 09:00 |
      And the clerk does "summon"
      When the judge does "change_track" with outcome "to_ordinary"
      Then the field "may_adjourn" is "true"
      When the judge does "hold_by_video" with outcome "adjourned"
      Then the case is in "fixing"

    Scenario: a plaintiff who stays away without reason: the claim counts as withdrawn
      And the judge does "fix_hearing" with outcome "by_video"
        | hearing_at | 2026-04-20 09:00 |
      And the clerk does "summon"
      And the judge does "hold_by_video" with outcome "plaintiff_absent"
        | notice_proven | true |
      Then the case has ended with outcome "withdrawn"
      And the case is in "deemed_withdrawn"

    Scenario: a defendant who stays away without reason is heard in absence
      And the judge does "fix_hearing" with outcome "by_video"
        | hearing_at | 2026-04-20 09:00 |
      And the clerk does "summon"
      And the judge does "hold_by_video" with outcome "defendant_absent"
        | notice_proven | true |
      Then the case is in "record_check"
      And the field "in_absence" is "true"

    Scenario: without proof of the notice nobody is heard in absence
      And the judge does "fix_hearing" with outcome "by_video"
        | hearing_at | 2026-04-20 09:00 |
      And the clerk does "summon"
      And the judge tries to do "hold_by_video" with outcome "defendant_absent"
        | notice_proven | false |
      Then that is refused because the outcome is not possible now

    Scenario: a plaintiff who stays away, and a counterclaim: the counterclaim is decided
      When the defendant does "counterclaim" and files the document "counterclaim_paper"
        | counterclaim_text | He owes me for the transport |
      And the judge does "fix_hearing" with outcome "by_video"
        | hearing_at | 2026-04-20 09:00 |
      And the clerk does "summon"
      And the judge does "hold_by_video" with outcome "plaintiff_absent"
        | notice_proven | true |
      Then the case is in "record_check"

    Scenario: everybody is told when the court lets a step wait
      When the deadline "judge_step" expires
      Then the notice "overdue_alert" was sent to the judge 1 time
      When the judge does "fix_hearing" with outcome "by_video"
        | hearing_at | 2026-06-20 09:00 |
      And the deadline "judge_step" expires
      Then the notice "overdue_alert" was sent to the judge 2 times
      When the clerk does "summon"
      And the deadline "judge_step" expires
      Then the notice "overdue_alert" was sent to the judge 3 times

  Rule: in the courtroom

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

    Scenario: each party comes once
      When the judge does "fix_hearing" with outcome "in_courtroom"
        | hearing_at | 2026-04-20 09:00 |
      And the clerk does "summon"
      Then the case is in "in_court"
      When the judge does "hold_in_court" with outcome "held"
      Then the case is in "record_check"
      And the plaintiff has come in person 1 time
      And the defendant has come in person 1 time

    Scenario: a defendant is heard in absence, a plaintiff's claim counts as withdrawn
      When the judge does "fix_hearing" with outcome "in_courtroom"
        | hearing_at | 2026-04-20 09:00 |
      And the clerk does "summon"
      And the judge does "hold_in_court" with outcome "adjourned"
      And the judge does "fix_hearing" with outcome "in_courtroom"
        | hearing_at | 2026-04-27 09:00 |
      And the clerk does "summon"
      And the judge does "hold_in_court" with outcome "plaintiff_absent"
        | notice_proven | true |
      Then the case has ended with outcome "withdrawn"
      And the case is in "deemed_withdrawn"
      And the plaintiff has come in person at most 3 times

    Scenario: in the courtroom, too, a defendant can be absent
      When the judge does "fix_hearing" with outcome "in_courtroom"
        | hearing_at | 2026-04-20 09:00 |
      And the clerk does "summon"
      And the judge does "hold_in_court" with outcome "defendant_absent"
        | notice_proven | true |
      Then the case is in "record_check"

    Scenario: in the courtroom, too, the counterclaim is decided without the plaintiff
      When the defendant does "counterclaim" and files the document "counterclaim_paper"
        | counterclaim_text | He owes me for the transport |
      And the judge does "fix_hearing" with outcome "in_courtroom"
        | hearing_at | 2026-04-20 09:00 |
      And the clerk does "summon"
      And the judge does "hold_in_court" with outcome "plaintiff_absent"
        | notice_proven | true |
      Then the case is in "record_check"

  Rule: in ordinary procedure

    Background:
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
      And the judge does "convert" with outcome "to_sync"
        | mode_reason | The matter is difficult |
      And the deadline "ordinary_evidence" expires

    Scenario: the notice must go out three days before
      When the judge does "fix_hearing" with outcome "by_video"
        | hearing_at | 2026-04-20 09:00 |
      Then the case is in "notice_in_time"
      And the deadline "notice_end" is due on 2026-04-17
      When the clerk does "summon"
      Then the case is in "sitting"

    Scenario: a notice that can't go out in time needs a new date
      When the judge does "fix_hearing" with outcome "by_video"
        | hearing_at | 2026-04-20 09:00 |
      And the deadline "notice_end" expires
      Then the case is in "fixing"

    Scenario: two adjournments and no more
      And the judge does "fix_hearing" with outcome "by_video"
        | hearing_at | 2026-04-20 09:00 |
      And the clerk does "summon"
      And the judge does "hold_by_video" with outcome "adjourned"
      And the judge does "fix_hearing" with outcome "by_video"
        | hearing_at | 2026-05-20 09:00 |
      And the clerk does "summon"
      And the judge does "hold_by_video" with outcome "adjourned"
      And the judge does "fix_hearing" with outcome "by_video"
        | hearing_at | 2026-06-15 09:00 |
      And the clerk does "summon"
      And the judge tries to do "hold_by_video" with outcome "adjourned"
      Then that is refused because the outcome is not possible now
