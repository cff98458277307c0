Feature: how deadlines end, and what a newer calendar does to them

  Background:
    Given the workflow:
      """
      workflow: reply
      version: 1
      title: {en: Reply}
      calendar: cn
      counting: cn-litigation
      zone: Asia/Shanghai
      starts: sender
      roles:
        sender: {party: true, title: {en: Sender}}
        clerk: {pool: counter, title: {en: Clerk}}
      data: {posted_on: {type: date, title: {en: Posted on}}}
      deadlines:
        replying: {period: 10 days, waive: {by: sender}, title: {en: Reply}}
        checking: {period: 5 working days, counting: cn-licensing, title: {en: Check}}
      tasks:
        reply: {role: sender, due: replying, outcomes: [sent]}
        record_post: {role: clerk, form: [posted_on], happened: posted_on, outcomes: [recorded]}
        relieve: {role: clerk, outcomes: [granted, refused]}
        check: {role: clerk, due: checking, outcomes: [done]}
      states:
        open:
          deadlines: [replying]
          tasks: [reply]
          on: {reply.sent: checked, replying.waived: checked, replying.expired: silent}
        silent:
          unbounded: the clerk closes it
          tasks: [record_post, relieve]
          on:
            record_post.recorded:
              - {if: in_time('replying'), to: checked, restores: replying, title: {en: posted in time}}
              - {to: closed, title: {en: posted too late}}
            relieve.granted: {to: open, restores: replying}
            relieve.refused: closed
        checked:
          deadlines: [checking]
          tasks: [check]
          on: {check.done: closed, checking.expired: closed}
        closed: {final: true, outcome: closed}
      """
    And it is 2026-12-14 09:00
    And the calendar is published until 2026-12-31
    And a case opened by the sender

  Scenario: given up
    When the sender waives the deadline "replying"
    Then the deadline "replying" was waived
    And the case is in "checked"
    When 20 days pass
    Then the deadline "replying" was waived

  Scenario: posted on the last day, recorded days later
    When the deadline "replying" expires
    Then the deadline "replying" was missed
    When 4 days pass
    And the clerk does "record_post"
      | Posted on | 2026-12-24 |
    Then the deadline "replying" was restored
    And the case is in "checked"

  Scenario: posted a day too late
    When the deadline "replying" expires
    And 4 days pass
    And the clerk does "record_post"
      | Posted on | 2026-12-25 |
    Then the deadline "replying" was missed
    And the case has ended

  Scenario: relief
    When the deadline "replying" expires
    And 5 days pass
    And the clerk does "relieve" with outcome "granted"
    Then the deadline "replying" was restored
    And the deadline "replying" is running
    And the deadline "replying" is provisional

  Scenario: the calendar of the next year comes
    When 14 days pass
    And the clerk does "relieve" with outcome "granted"
    And the sender does "reply"
    Then the deadline "checking" is due on 2027-01-04
    And the deadline "checking" is provisional
    When the calendar is published until 2027-12-31
    Then the deadline "checking" is not provisional
    And the deadline "checking" is due on 2027-01-04
    When 2027-01-01 is a rest day
    Then the deadline "checking" is due on 2027-01-05
