//! What is wrong with a form, beside which field, and what to write instead.

use super::*;

fn check(kind: Type, json: &str, expected: &str) {
    assert_eq!(one(kind, json), Err(format!("it: {expected}")), "{json}");
}

#[test]
fn each_type_says_what_to_write() {
    let rating = Type::Integer { min: Some(1), max: Some(5) };
    check(Type::Boolean, r#""perhaps""#, "type choose yes or no");
    check(integer(), r#""many""#, "type write a whole number");
    check(integer(), r#""1.5""#, "type write a whole number");
    check(integer(), r#""99999999999999999999""#, "type write a whole number");
    check(rating.clone(), "6", "range write a whole number from 1 to 5");
    check(rating, r#""0""#, "range write a whole number from 1 to 5");
    check(text(3), r#""abcd""#, "length write at most 3 characters");
    check(text(3), "5", "type write a text");
    check(text(3), r#""a\u0000""#, "format the text has characters that can't be shown");
    check(yuan(), r#""much""#, "format write a sum in CNY such as 50000.00, with at most 2 decimals");
    check(yuan(), r#""50,000""#, "format write a sum in CNY such as 50000.00, with at most 2 decimals");
    check(yuan(), r#""0.005""#, "format write a sum in CNY such as 50000.00, with at most 2 decimals");
    check(yuan(), r#""-5""#, "range write a sum in CNY such as 50000.00, with at most 2 decimals");
    check(yuan(), "true", "type write a sum in CNY such as 50000.00, with at most 2 decimals");
    check(Type::Enum(vec!["a".into(), "b".into()]), r#""c""#, "choice choose one of: a, b");
    check(Type::Date, r#""2024-02-30""#, "format write year, month and day: 2024-03-04");
    check(Type::Date, r#""4.3.2024""#, "format write year, month and day: 2024-03-04");
    check(
        Type::Instant,
        r#""2024-03-04T09:00""#,
        "format write date, time and offset: 2024-03-04T09:00:00+08:00",
    );
    check(period(None), r#""soon""#, "format write a number and a unit, such as 15 days");
    check(period(None), r#""0 days""#, "format write a number and a unit, such as 15 days");
    check(
        period(Some("15 days")),
        r#""3 weeks""#,
        "range write a period of at most 15 days, in the same unit",
    );
    check(
        period(Some("1 month")),
        r#""20 days""#,
        "range write a period of at most 1 month, in the same unit",
    );
    check(person(), r#""defendant[2]""#, "choice choose a person who takes part in the case");
    check(people(), r#""Li""#, "type give a list of items with named fields");
}

#[test]
fn all_problems_are_told_at_once_each_beside_its_field() {
    let fields = [needed("name", text(5)), needed("claim.amount", yuan()), asked("people", people())];
    let form = r#"{
        "name": " ", "nam": "x", "people[2].name": "", "people[2].age": "200", "people[3].nme": "x",
        "people[4].name": "Li"
    }"#;
    let expected = "\
nam: unknown there is no field `nam`; did you mean `name`?
people[3].nme: unknown there is no field `people[3].nme`
name: required this is needed: write a text
claim.amount: required this is needed: write a sum in CNY such as 50000.00, with at most 2 decimals
people[2].name: required this is needed: write a text
people[2].age: range write a whole number from 0 to 150";
    assert_eq!(said(&read(&fields, form).unwrap_err()), expected);
    let json =
        r#"{"name": "x", "claim.amount": "1", "people": [{"name": "Li"}, {"nme": "x", "name": "y"}, 5]}"#;
    let expected = "\
people[2].nme: unknown there is no field `nme`; did you mean `name`?
people[3]: type give a list of items with named fields";
    assert_eq!(said(&read(&fields, json).unwrap_err()), expected);
}

#[test]
fn a_needed_list_has_an_item() {
    let fields = [needed("people", people())];
    for form in ["{}", r#"{"people": []}"#, r#"{"people[1].name": ""}"#] {
        assert_eq!(
            said(&read(&fields, form).unwrap_err()),
            "people: required this is needed: give a list of items with named fields"
        );
    }
}

#[test]
fn a_form_is_bounded() {
    let fields = [asked("people", people())];
    let items = |count: usize| format!(r#"{{"people": [{}]}}"#, vec![r#"{"name": "x"}"#; count].join(","));
    assert!(read(&fields, &items(form::MAX_ITEMS)).is_ok());
    assert_eq!(
        said(&read(&fields, &items(form::MAX_ITEMS + 1)).unwrap_err()),
        "people: length give at most 200 items"
    );
    assert_eq!(
        said(&read(&fields, r#"{"people[201].name": "x"}"#).unwrap_err()),
        "people[201].name: unknown there is no field `people[201].name`"
    );
    let keys: Vec<String> = (0..=form::MAX_KEYS).map(|number| format!(r#""k{number}": 1"#)).collect();
    let problems = read(&fields, &format!("{{{}}}", keys.join(","))).unwrap_err();
    assert_eq!(said(&problems), ": length the form is too large; send it in parts");
    let many: Vec<FormField> =
        (0..=form::MAX_FIELDS).map(|number| asked(&format!("f{number}"), text(5))).collect();
    assert_eq!(read(&many, "{}").unwrap_err().len(), 1);
    let long = format!(r#"{{"{}": 1}}"#, "x".repeat(5000));
    assert!(said(&read(&fields, &long).unwrap_err()).len() < 600);
}

#[test]
fn every_problem_can_be_said_in_chinese() {
    let fields = [
        needed("amount", yuan()),
        asked("rating", Type::Integer { min: Some(1), max: Some(5) }),
        asked("note", text(2)),
        asked("people", people()),
    ];
    let form = r#"{"rating": 9, "note": "abc", "people": [{"name": "Li", "age": "x"}, 1], "other": 1}"#;
    let problems = read(&fields, form).unwrap_err();
    let chinese: Vec<String> = problems.iter().map(|p| form::problem_text(p, &fields, "zh")).collect();
    assert_eq!(
        chinese,
        [
            "表单中没有此项",
            "此项必填：请填写金额（CNY），例如50000.00，最多2位小数",
            "请填写1至5之间的整数",
            "最多填写2个字",
            "请填写0至150之间的整数",
            "请填写列表",
        ]
    );
    let english: Vec<String> = problems.iter().map(|p| form::problem_text(p, &fields, "en")).collect();
    let messages: Vec<String> = problems.iter().map(|p| p.message.clone()).collect();
    assert_eq!(english, messages);
}
