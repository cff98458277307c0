Feature: service of the complaint and defence
  Each defendant's time runs from his own service.

  Rule: one defendant

    Background:
      Given the workflow "async-trial"
      And it is 2026-03-02 09:00
      And a case opened by the plaintiff with 1 defendant
      When the plaintiff does "file" and files the document "complaint"
        | claim.amount | 12000.00 |
        | claim.track  | summary  |
      And the filing officer does "review" with outcome "accept"
      And the message "payment_received" comes
        | reference | 2026-17 |

    Scenario: a message that arrives isn't service; reading it is
      When the notice "claim_service" reaches the defendant
      Then the defendant has not been served with "claim_service"
      When the clock reaches 2026-03-03 15:00
      And the notice "claim_service" to the defendant is read
      Then the defendant was served with "claim_service" on 2026-03-03 by "read"
      And the deadline "defence" of the defendant is due on 2026-03-18

    Scenario: a complaint that nobody opens goes by post, and the defence runs from the day of handing over
      When the deadline "claim_unread" of the defendant expires
      Then the defendant is in "claim_posting"
      When the clock reaches 2026-03-12 10:00
      And the clerk does "post" of the defendant with outcome "handed_over" and files the document "service_proof"
        | served_on | 2026-03-10 |
      Then the defendant was served with "claim_service" on 2026-03-10 by "post.handed_over"
      And the deadline "defence" of the defendant is due on 2026-03-25

    Scenario: a defendant who needs no more time gives up the rest of it
      When the notice "claim_service" to the defendant is read
      And the defendant waives the deadline "defence" of the defendant
      Then the deadline "defence" of the defendant was waived
      And the case is not in "service_and_defence"

    Scenario: a day of handing over that is still to come isn't taken
      When the deadline "claim_unread" of the defendant expires
      And the clerk tries to do "post" of the defendant with outcome "handed_over"
        | served_on | 2026-05-01 |
      Then that is refused because the form has mistakes
      And the form has a mistake at "served_on"

    Scenario: who can't be found is served by publication, and that time doesn't count towards the trial limit
      When the deadline "claim_unread" of the defendant expires
      And the clerk does "post" of the defendant with outcome "not_found"
      Then the defendant is in "claim_publishing"
      And the deadline "publication" of the defendant is due on 2026-04-07
      And the deadline "trial_summary" is suspended
      When the deadline "publication" of the defendant expires
      Then the defendant was served with "claim_service" by "publication.expired"
      And the defendant is in "linking_case"
      And the deadline "defence" of the defendant is due on 2026-04-22
      And the deadline "trial_summary" is running

    Scenario: of several ways the earliest that takes effect counts
      When the deadline "claim_unread" of the defendant expires
      And the clerk does "post" of the defendant with outcome "not_found"
      And the clock reaches 2026-03-20 10:00
      And the notice "claim_service" to the defendant is read
      Then the defendant was served with "claim_service" on 2026-03-20 by "read"
      And the timeline says "Certificate of service, by Clerk"
      And the deadline "publication" of the defendant is not running

    Scenario: the court is told when five days pass without service
      When the deadline "serving" of the defendant expires
      Then the notice "overdue_alert" was sent to the clerk
      And the defendant is in "being_served"

    Scenario: who doesn't link the case within three days takes part offline
      When the notice "claim_service" to the defendant is read
      And the deadline "linking" of the defendant expires
      Then the defendant is in "defending"
      And the field "mode" of the defendant is "offline"
      And the defendant can do "file_defence"

    Scenario: who chooses paper and the courtroom takes part offline, and the clerk enters the paper
      When the notice "claim_service" to the defendant is read
      And the defendant does "link" with outcome "offline"
      Then the defendant is in "defending"
      And the field "mode" of the defendant is "offline"
      When the clock reaches 2026-03-12 10:00
      And the clerk does "enter_defence" of the defendant and files the document "defence_paper"
        | served_on | 2026-03-11 |
      Then the notice "defence_copy" was sent to the plaintiff
      And the case is in "evidence_period"

    Scenario: a defendant who says nothing doesn't stop the case
      When the notice "claim_service" to the defendant is read
      And the deadline "defence" of the defendant expires
      Then the case is in "evidence_period"
      And the document "defence_paper" is not in the case
      And the docket says that the deadline "defence" of the defendant expired on 2026-03-18

    Scenario: a defence on the last day is in time, and one day later too late
      When the notice "claim_service" to the defendant is read
      And the defendant does "link" with outcome "linked"
      And it is 1 hour before the deadline "defence" of the defendant expires
      Then the defendant can do "file_defence"
      When the deadline "defence" of the defendant expires
      And the defendant tries to do "file_defence" with outcome "filed" and files the document "defence_paper"
      Then that is refused because the task is not open

    Scenario: the judge gives more time once, and not twice
      When the notice "claim_service" to the defendant is read
      And the judge grants 10 days more for the deadline "defence" of the defendant
      Then the deadline "defence" of the defendant is due on 2026-03-27
      When the judge tries to grant 5 days more for the deadline "defence" of the defendant
      Then that is refused

    Scenario: a defendant admits the claim
      When the notice "claim_service" to the defendant is read
      And the defendant does "link" with outcome "linked"
      And the defendant does "file_defence" with outcome "admits" and files the document "defence_paper"
      Then the case is in "evidence_period"

    Scenario: the plaintiff can't answer for the defendant
      When the notice "claim_service" to the defendant is read
      And the plaintiff tries to do "link" with outcome "linked"
      Then that is refused because the task is somebody else's

    Scenario: outside small claims there is no shorter time to agree to
      When the notice "claim_service" to the defendant is read
      And the defendant does "link" with outcome "linked"
      And the defendant tries to do "agree_sooner"
      Then that is refused because the outcome is not possible now

  Rule: holidays

    Scenario Outline: a last day on a holiday moves to the first day after, and a Saturday that is worked doesn't
      Given the workflow "async-trial"
      And it is <served>
      And a case opened by the plaintiff with 1 defendant
      When the plaintiff does "file" and files the document "complaint"
        | claim.amount | 12000.00 |
        | claim.track  | summary  |
      And the filing officer does "review" with outcome "accept"
      And the message "payment_received" comes
        | reference | 2026-17 |
      And the notice "claim_service" to the defendant is read
      Then the deadline "defence" of the defendant is due on <due>

      Examples:
        | served           | due        |
        | 2026-03-02 09:00 | 2026-03-17 |
        | 2026-09-16 09:00 | 2026-10-08 |
        | 2026-09-25 09:00 | 2026-10-10 |
        | 2026-02-02 09:00 | 2026-02-24 |

  Rule: two defendants

    Background:
      Given the workflow "async-trial"
      And it is 2026-03-02 09:00
      And a case opened by the plaintiff with 2 defendants
      When the plaintiff does "file" and files the document "complaint"
        | claim.amount | 12000.00 |
        | claim.track  | summary  |
      And the filing officer does "review" with outcome "accept"
      And the message "payment_received" comes
        | reference | 2026-17 |

    Scenario: one answers, the other stays silent; each has his own time
      When the notice "claim_service" to defendant 1 is read
      And the clock reaches 2026-03-04 11:00
      And the notice "claim_service" to defendant 2 is read
      Then the deadline "defence" of defendant 1 is due on 2026-03-17
      And the deadline "defence" of defendant 2 is due on 2026-03-19
      When defendant 1 does "link" with outcome "linked"
      And defendant 1 does "file_defence" with outcome "filed" and files the document "defence_paper"
      Then defendant 1 is in "answered"
      And defendant 2 is in "answering"
      And the case is not in "evidence_period"
      When the deadline "defence" of defendant 2 expires
      Then the case is in "evidence_period"

    Scenario: one reads, the other must be found by publication
      When the notice "claim_service" to defendant 1 is read
      And the notice "claim_service" to defendant 2 cannot be delivered
      And the clerk does "post" of defendant 2 with outcome "not_found"
      And the deadline "defence" of defendant 1 expires
      Then defendant 1 is in "answered"
      And defendant 2 is in "claim_publishing"
      When the deadline "publication" of defendant 2 expires
      And the deadline "defence" of defendant 2 expires
      Then the case is in "evidence_period"

    Scenario: more time for one defendant is not more time for the other
      When the notice "claim_service" to defendant 1 is read
      And the notice "claim_service" to defendant 2 is read
      And the judge grants 5 days more for the deadline "defence" of defendant 2
      Then the deadline "defence" of defendant 1 is due on 2026-03-17
      And the deadline "defence" of defendant 2 is due on 2026-03-23

  Rule: small claims

    Background:
      Given the workflow "async-trial"
      And it is 2026-03-02 09:00
      And a case opened by the plaintiff with 1 defendant
      When the plaintiff does "file" and files the document "complaint"
        | claim.amount | 12000.00     |
        | claim.track  | small_claims |
      And the filing officer does "review" with outcome "accept"
      And the message "payment_received" comes
        | reference | 2026-17 |
      And the notice "claim_service" to the defendant is read
      And the defendant does "link" with outcome "linked"

    Scenario: a defendant agrees to answer sooner
      When the judge does "set_periods"
        | agreed_defence | 5 days |
      And the defendant does "agree_sooner"
      Then the deadline "sooner_defence" of the defendant is due on 2026-03-09
      When the deadline "sooner_defence" of the defendant expires
      Then the case is in "evidence_period"

    Scenario: more than fifteen days can't be agreed
      When the judge tries to do "set_periods"
        | agreed_defence | 20 days |
      Then that is refused because the form has mistakes
      And the form has a mistake at "agreed_defence"
