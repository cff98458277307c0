# language: zh-CN
功能: 期限如何终结，以及新日历的作用

  背景:
    假如工作流：
      """
      workflow: reply
      version: 1
      title: {zh: 答复}
      calendar: cn
      counting: cn-litigation
      zone: Asia/Shanghai
      starts: sender
      roles:
        sender: {party: true, title: {zh: 发件人}}
        clerk: {pool: counter, title: {zh: 书记员}}
      deadlines:
        replying: {period: 10 days, waive: {by: sender}, title: {zh: 答复期限}}
        checking: {period: 5 working days, counting: cn-licensing, title: {zh: 审查期限}}
      tasks:
        reply: {role: sender, due: replying, outcomes: [sent]}
        relieve: {role: clerk, outcomes: [granted, refused]}
        check: {role: clerk, due: checking, outcomes: [done]}
      states:
        open:
          deadlines: [replying]
          tasks: [reply]
          on: {reply.sent: checked, replying.waived: checked, replying.expired: silent}
        silent:
          unbounded: 由书记员处理
          tasks: [relieve]
          on: {relieve.granted: {to: open, restores: replying}, relieve.refused: closed}
        checked:
          deadlines: [checking]
          tasks: [check]
          on: {check.done: closed, checking.expired: closed}
        closed: {final: true, outcome: closed}
      """
    而且现在是2026-12-28 09:00
    而且日历公布到2026-12-31
    而且由发件人提起的案件

  场景: 放弃期限
    当发件人放弃期限“答复期限”
    那么期限“答复期限”已放弃
    而且期限“审查期限”为暂定
    当日历公布到2027-12-31
    而且2027-01-01是休息日
    那么期限“审查期限”不是暂定
    而且期限“审查期限”于2027-01-05到期

  场景: 顺延期限
    当期限“答复期限”届满
    而且经过5日
    而且书记员办理“relieve”，结果为“granted”
    那么期限“答复期限”的逾期已消除
    而且期限“答复期限”正在计算
