//! What expressions give.

use super::*;

pub const CASE: &str = r#"{
    "claim": {"amount": "50000.00", "track": "ordinary"},
    "live": true, "count": 3, "note": "第一", "hearing_on": "2024-03-04",
    "decided_at": "2024-03-04T01:00:00Z", "evidence": "15 days", "asked": "judge[1]",
    "questions": [
        {"to": "plaintiff[1]", "text": "when?", "reply": "in May", "points": 2},
        {"to": "defendant[1]", "text": "where?", "points": 5}
    ]
}"#;

/// Each holds, or doesn't.
fn check(conditions: &[(&str, bool)]) {
    for (condition, expected) in conditions {
        assert_eq!(value_as(condition, Expected::Condition, CASE), Ok(Value::Bool(*expected)), "{condition}");
    }
}

fn check_values(values: &[(&str, Value)]) {
    for (text, expected) in values {
        assert_eq!(value(text, CASE).as_ref(), Ok(expected), "{text}");
    }
}

fn check_no_value(texts: &[(&str, &str)]) {
    for (text, reason) in texts {
        assert_eq!(value(text, CASE), Err((*reason).to_owned()), "{text}");
    }
}

#[test]
fn conditions_of_the_example_definitions_hold_as_written() {
    check(&[
        ("data.live", true),
        ("true", true),
        ("data.claim.track == 'ordinary'", true),
        ("data.claim.track == 'small_claims'", false),
        ("in_time('defence') && !in_time('evidence')", true),
        ("consent('async_hearing') && data.claim.track != 'ordinary' && data.live", false),
        ("active('hearing') && !active('mediating')", true),
        ("event.by == 'judge[1]' && event.data.granted", true),
        ("event.by.startsWith('judge[')", true),
        ("member.mode == 'online'", true),
        ("has(data.claim.amount) && !has(data.claim.fee) && !has(member.offline)", true),
        ("item.text == 'first' && index == 2", true),
        ("(data.count > 2) == true", true),
    ]);
}

#[test]
fn operators_bind_as_in_cel() {
    check(&[
        ("true || false && false", true),
        ("!false && true", true),
        ("!(true && false)", true),
        ("1 + 2 * 3 == 7", true),
        ("(1 + 2) * 3 == 9", true),
        ("10 - 3 - 2 == 5", true),
        ("7 / 2 == 3 && -7 / 2 == -3 && -7 % 3 == -1", true),
        ("-(-3) == 3 && --3 == 3 && !!true", true),
        ("2 in [1, 2] == true", true),
        ("false ? false : true ? true : false", true),
        ("data.count >= 3 && data.count <= 3 && data.count < 4 && data.count > -1", true),
    ]);
}

#[test]
fn sums_are_compared_and_added_exactly() {
    check(&[
        ("data.claim.amount <= 50000", true),
        ("data.claim.amount < 50000.01", true),
        ("data.claim.amount == 50000.0", true),
        ("50000.005 > data.claim.amount", true),
        ("data.claim.amount + 0.10 + 0.20 == 50000.30", true),
        ("data.claim.amount - 60000 < 0", true),
        ("-data.claim.amount == -50000", true),
        ("data.claim.amount in [1, 50000]", true),
        ("event.data.sum * 2 == 25", true),
        ("(data.live ? data.claim.amount : 5) == 50000", true),
    ]);
    let yuan = yuan();
    let fits = |text| value_as(text, Expected::Fits(&yuan), CASE);
    assert_eq!(fits("50"), Ok("50.00".into()));
    assert_eq!(fits("50.5"), Ok("50.50".into()));
    assert_eq!(fits("data.count"), Ok("3.00".into()));
    assert_eq!(fits("3 * data.claim.amount"), Ok("150000.00".into()));
    assert_eq!(fits("data.live ? 1 : data.claim.amount"), Ok("1.00".into()));
    assert_eq!(fits("data.claim.amount * 1000000000000000"), Err("a number leaves its range".into()));
}

#[test]
fn texts_dates_instants_periods_and_people_are_compared() {
    check(&[
        ("data.hearing_on == '2024-03-04' && data.hearing_on > '2023-12-31'", true),
        ("data.decided_at == '2024-03-04T09:00:00+08:00'", true),
        ("data.decided_at < '2024-03-04T09:00:00+07:00'", true),
        ("data.evidence == '15 days'", true),
        ("data.asked == event.by && data.asked != 'judge[2]'", true),
        ("'a' < 'b' && 'B' < 'a' && 'Z' < '第'", true),
        ("size(data.note) == 2 && size('') == 0", true),
        ("data.note.startsWith('第') && data.note.endsWith('一') && !data.note.contains('二')", true),
        ("'say \\'no\\'\\n' == \"say 'no'\\n\"", true),
        ("data.claim.track in ['summary', 'ordinary'] && !(data.count in [])", true),
    ]);
}

#[test]
fn comprehensions_go_through_lists() {
    check(&[
        ("data.questions.exists(q, has(q.reply))", true),
        ("data.questions.all(q, has(q.reply))", false),
        ("data.questions.exists_one(q, q.points > 1 && q.points < 4)", true),
        ("'defendant[1]' in data.questions.filter(q, q.reply == null).map(q, q.to)", true),
        ("size(data.questions.filter(q, q.points >= 2)) == 2", true),
        ("[1, 2, 3].all(x, [4, 5].exists(y, y > x + 1))", true),
        ("data.questions.exists(q, data.questions.exists(p, p.points > q.points))", true),
    ]);
    let points = Value::List(vec![Value::Int(3), Value::Int(6)]);
    check_values(&[("data.questions.map(q, q.points + 1)", points)]);
}

#[test]
fn a_list_that_nobody_wrote_is_empty() {
    assert_eq!(value("size(data.questions)", "{}"), Ok(Value::Int(0)));
    assert_eq!(value("data.questions.all(q, false)", "{}"), Ok(Value::Bool(true)));
    assert_eq!(value_as("data.questions", Expected::List, "{}"), Ok(Value::List(Vec::new())));
}

#[test]
fn what_is_missing_has_no_value_unless_asked_for() {
    for text in
        ["data.claim.fee > 0", "data.live == true", "!data.live", "size(data.note) == 0", "data.note + '!'"]
    {
        let reason = value(text, "{}").unwrap_err();
        assert!(reason.ends_with("isn't there"), "{text}: {reason}");
    }
    assert_eq!(value("data.claim.fee > 0", CASE), Err("`data.claim.fee` isn't there".into()));
    check(&[
        ("data.claim.fee == null && data.claim.amount != null && null == data.claim.fee", true),
        ("has(data.claim) && data.register == null", true),
        ("!has(data.claim.fee) || data.claim.fee > 0", true),
    ]);
}

#[test]
fn one_side_that_decides_outweighs_the_other_without_value() {
    let missing = "data.claim.fee > 0";
    check(&[
        (&format!("false && {missing}"), false),
        (&format!("{missing} && false"), false),
        (&format!("true || {missing}"), true),
        (&format!("{missing} || true"), true),
        (&format!("{missing} || false || true"), true),
        (&format!("true ? true : {missing}"), true),
        ("data.questions.exists(q, q.reply == 'in May')", true),
        ("data.questions.all(q, q.reply == 'in June')", false),
    ]);
    for text in [
        format!("true && {missing}"),
        format!("{missing} || false"),
        format!("{missing} ? true : true"),
        "data.questions.exists(q, q.reply == 'in June')".into(),
        "data.questions.exists_one(q, q.reply == 'in May')".into(),
        "data.questions.filter(q, q.reply == 'in May').all(q, true)".into(),
    ] {
        assert!(value(&text, CASE).unwrap_err().ends_with("isn't there"), "{text}");
    }
}

#[test]
fn numbers_that_leave_their_range_have_no_value() {
    let range = "a number leaves its range";
    check_no_value(&[
        ("9223372036854775807 + data.count", range),
        ("-9223372036854775808 - data.count", range),
        ("9223372036854775807 * data.count", range),
        ("-9223372036854775808 / (data.count - 4)", range),
        ("-(-9223372036854775808 + data.count - 3)", range),
        ("data.count / 0", "a number is divided by zero"),
        ("data.count % 0", "a number is divided by zero"),
    ]);
    let rating = Type::Integer { min: Some(1), max: Some(5) };
    assert_eq!(value_as("data.count + 2", Expected::Fits(&rating), CASE), Ok(Value::Int(5)));
    assert_eq!(
        value_as("data.count + 3", Expected::Fits(&rating), CASE),
        Err("6 is outside the range of its field".into())
    );
}

#[test]
fn an_enum_field_takes_a_bare_value() {
    let tracks = tracks();
    for text in [
        "summary",
        "'summary'",
        " summary ",
        "data.live ? summary : ordinary",
        "data.live ? 'summary' : ordinary",
    ] {
        assert_eq!(value_as(text, Expected::Fits(&tracks), CASE), Ok("summary".into()), "{text}");
    }
    let odd = Type::Enum(vec!["in".into(), "no-show".into(), "1".into()]);
    for text in ["in", "no-show", "1"] {
        assert_eq!(value_as(text, Expected::Fits(&odd), CASE), Ok(text.into()));
    }
}

#[test]
fn fields_take_values_of_their_type() {
    let cases = [
        ("data.claim.track", text(), "ordinary".into()),
        ("'a' + data.claim.track", text(), "aordinary".into()),
        ("event.by", Type::Person { of: RoleIx(0) }, "judge[1]".into()),
        ("'judge[2]'", Type::Person { of: RoleIx(0) }, "judge[2]".into()),
        ("'2024-03-04'", Type::Date, "2024-03-04".into()),
        ("'2024-03-04T09:00:00+08:00'", Type::Instant, "2024-03-04T01:00:00Z".into()),
        ("data.live ? '15 days' : '1 month'", Type::Period { max: None }, "15 days".into()),
        ("data.count > 1", Type::Boolean, true.into()),
        ("null", text(), Value::Null),
    ];
    for (text, kind, expected) in cases {
        assert_eq!(value_as(text, Expected::Fits(&kind), CASE), Ok(expected), "{text}");
    }
    let questions = case_fields().pop().unwrap().kind;
    let kept = value_as("data.questions.filter(q, has(q.reply))", Expected::Fits(&questions), CASE).unwrap();
    assert!(matches!(kept, Value::List(items) if items.len() == 1));
    assert_eq!(value_as("[]", Expected::Fits(&questions), CASE), Ok(Value::List(Vec::new())));
}

#[test]
fn a_log_shows_what_is_missing_as_nothing() {
    assert_eq!(value("data.claim.fee", CASE), Ok(Value::Null));
    assert_eq!(value("data.claim.amount", CASE), Ok("50000.00".into()));
}

#[test]
fn an_expression_knows_what_it_reads() {
    let path = |text: &str| text.split('.').map(str::to_owned).collect::<Vec<_>>();
    let condition = |text| parse_as(text, Expected::Condition).unwrap();
    let expression =
        condition("data.live && has(data.claim.fee) && data.questions.exists(q, q.reply == 'x')");
    let expected = ["claim.fee", "live", "questions", "questions.reply"];
    assert_eq!(expression.reads_of_data(), expected.map(path));
    assert!(expression.reads(&path("claim")) && expression.reads(&path("claim.fee")));
    assert!(!expression.reads(&path("claim.amount")) && !expression.reads(&path("count")));
    assert!(!expression.reads_event());
    assert!(condition("event.by == ''").reads_event() && condition("event.data.granted").reads_event());
    assert!(condition("has(data.claim)").reads(&path("claim.fee")));
    assert!(condition("member.mode == 'online'").reads_of_data().is_empty());
}

#[test]
fn a_list_tells_the_type_of_its_items() {
    let items = |text| parse_as(text, Expected::List).unwrap().item_type().cloned();
    let Some(Field { kind: Type::List(fields), .. }) = case_fields().pop() else { panic!("questions") };
    assert_eq!(items("data.questions.filter(q, true)"), Some(Type::Record(fields)));
    assert_eq!(items("[1, 2]"), Some(integer()));
    assert_eq!(items("data.questions.map(q, q.points)"), Some(integer()));
    assert_eq!(items("[]"), None);
}
