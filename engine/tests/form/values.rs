//! Values in the one way in which each type is kept.

use super::*;
use proptest::prelude::*;

#[test]
fn each_type_is_read_from_json_and_from_what_a_web_form_posts() {
    for (kind, json, expected) in [
        (Type::Boolean, "true", Value::Bool(true)),
        (Type::Boolean, r#""on""#, Value::Bool(true)),
        (Type::Boolean, r#""true""#, Value::Bool(true)),
        (Type::Boolean, r#""false""#, Value::Bool(false)),
        (Type::Boolean, r#""off""#, Value::Bool(false)),
        (integer(), "-7", Value::Int(-7)),
        (integer(), r#"" 42 ""#, Value::Int(42)),
        (integer(), r#""４２""#, Value::Int(42)),
        (integer(), r#""007""#, Value::Int(7)),
        (text(20), r#""  two\r\nlines\t ""#, "two\nlines".into()),
        (yuan(), r#""50000""#, "50000.00".into()),
        (yuan(), r#""50000.5""#, "50000.50".into()),
        (yuan(), "50000", "50000.00".into()),
        (yuan(), r#""００５．５０""#, "5.50".into()),
        (yuan(), r#""-0""#, "0.00".into()),
        (Type::Money { currency: "JPY".into(), digits: 0 }, r#""500.0""#, "500".into()),
        (Type::Enum(vec!["a".into(), "b".into()]), r#"" b ""#, "b".into()),
        (Type::Date, r#""2024-02-29""#, "2024-02-29".into()),
        (Type::Instant, r#""2024-03-04T09:00:00+08:00""#, "2024-03-04T01:00:00Z".into()),
        (Type::Instant, r#""2024-03-04T01:00:00.1234567Z""#, "2024-03-04T01:00:00.123456Z".into()),
        (period(None), r#""15 days""#, "15 days".into()),
        (period(None), r#""1 days""#, "1 day".into()),
        (period(None), r#""15天""#, "15 days".into()),
        (period(None), r#""３个工作日""#, "3 working days".into()),
        (period(Some("1 month")), r#""1个月""#, "1 month".into()),
        (period(Some("1 year")), r#""12 months""#, "12 months".into()),
        (person(), r#""defendant[1]""#, "defendant[1]".into()),
        (opaque(None), r#"{"a": [1, null]}"#, Value::Record(record(r#"{"a": [1, null]}"#))),
    ] {
        assert_eq!(one(kind.clone(), json), Ok(expected), "{kind:?} {json}");
    }
}

#[test]
fn values_come_in_the_order_of_the_fields_with_their_places() {
    let fields = [
        FormField { place: FormPlace::Item(vec!["to".into()]), ..asked("to", text(9)) },
        FormField { place: FormPlace::Member(vec!["reply".into()]), ..asked("member.reply", text(9)) },
        FormField { place: FormPlace::Engine("reason".into()), ..asked("reason", text(9)) },
    ];
    let values = read(&fields, r#"{"reason": "r", "member.reply": "m", "to": "t"}"#).unwrap();
    let expected = [
        (FormPlace::Item(vec!["to".into()]), "t".into()),
        (FormPlace::Member(vec!["reply".into()]), "m".into()),
        (FormPlace::Engine("reason".into()), "r".into()),
    ];
    assert_eq!(values, expected);
}

#[test]
fn an_empty_field_is_taken_back_and_an_absent_one_left_alone() {
    let fields = [asked("a", text(9)), asked("b", text(9)), asked("c", Type::Boolean), asked("d", people())];
    let values = read(&fields, r#"{"a": "  ", "c": "", "d": []}"#).unwrap();
    let path = |name: &str| FormPlace::Data(vec![name.into()]);
    assert_eq!(values, [(path("a"), Value::Null), (path("d"), Value::List(Vec::new()))]);
    assert_eq!(read(&fields, "{}"), Ok(Vec::new()));
}

#[test]
fn lists_come_as_json_or_in_flat_keys() {
    let expected = Value::List(vec![
        Value::Record(record(r#"{"name": "Li", "age": 30, "offline": false}"#)),
        Value::Record(record(r#"{"name": "Wang", "offline": true}"#)),
    ]);
    let json = r#"{"people": [{"name": "Li", "age": "30"}, {}, {"name": " Wang", "offline": true}]}"#;
    let flat = r#"{
        "people[1].name": "Li", "people[1].age": "30", "people[2].name": "", "people[2].age": " ",
        "people[3].name": "Wang", "people[3].offline": "on"
    }"#;
    for form in [json, flat] {
        let values = read(&[asked("people", people())], form).unwrap();
        assert_eq!(values, [(FormPlace::Data(vec!["people".into()]), expected.clone())], "{form}");
    }
}

#[test]
fn records_come_as_json_or_in_flat_keys_and_a_longer_key_is_its_own_field() {
    let inner = Type::Record(vec![field("street", text(20)), field("people", people())]);
    let fields = [asked("home", inner), asked("home.town", text(20))];
    let expected =
        Value::Record(record(r#"{"street": "Main", "people": [{"name": "Li", "offline": false}]}"#));
    for form in [
        r#"{"home": {"street": "Main", "people": [{"name": "Li"}]}, "home.town": "x"}"#,
        r#"{"home.street": "Main", "home.people[1].name": "Li", "home.town": "x"}"#,
    ] {
        let values = read(&fields, form).unwrap();
        assert_eq!(values[0].1, expected);
        assert_eq!(values[1].1, "x".into());
    }
}

fn all_kinds() -> Vec<FormField> {
    vec![
        asked("yes", Type::Boolean),
        asked("count", Type::Integer { min: Some(-5), max: Some(5) }),
        needed("note", text(8)),
        asked("track", Type::Enum(vec!["a".into(), "b".into()])),
        asked("claim.amount", yuan()),
        asked("on", Type::Date),
        asked("at", Type::Instant),
        asked("long", period(Some("2 months"))),
        asked("who", person()),
        asked("people", people()),
        asked("fetched", opaque(Some("person.json"))),
    ]
}

fn anything() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        (-9_i64..9).prop_map(Value::Int),
        "\\PC{0,10}".prop_map(Value::Text),
        proptest::sample::select(vec![
            "on",
            "3",
            "-3",
            "99",
            "a",
            "12.5",
            "12.345",
            "2024-03-04",
            "2024-02-30",
            "2024-03-04T09:00:00+08:00",
            "15 days",
            "1 month",
            "3 months",
            "defendant[1]",
            "defendant[2]",
            " x ",
        ])
        .prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        let keys =
            proptest::sample::select(vec!["name", "age", "offline", "born", "other"]).prop_map(str::to_owned);
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::List),
            proptest::collection::btree_map(keys, inner, 0..4).prop_map(Value::Record),
        ]
    })
}

fn forms() -> impl Strategy<Value = Record> {
    let keys = vec!["yes", "count", "track", "claim.amount", "on", "at", "long", "who", "people", "fetched"];
    let fitting = proptest::sample::select(vec![
        ("yes", r#""off""#),
        ("count", r#""-4""#),
        ("claim.amount", "17"),
        ("on", r#""2024-03-04""#),
        ("at", r#""2024-03-04T09:00:00+08:00""#),
        ("long", r#""1个月""#),
        ("who", r#""defendant[1]""#),
        ("people", r#"[{"name": "Li", "age": "3"}]"#),
        ("fetched", r#"{"name": "Li", "born": "2000-01-01"}"#),
    ])
    .prop_map(|(key, json)| (key, serde_json::from_str(json).unwrap()));
    let any = (proptest::sample::select(keys), anything());
    let entry = prop_oneof![3 => fitting.boxed(), 1 => any.boxed()];
    proptest::collection::vec(entry, 0..5).prop_map(|entries| {
        let mut form: Record = entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
        form.insert("note".into(), "needed".into());
        form
    })
}

proptest! {
    /// What was read fits the published schema, and reading it again changes nothing.
    #[test]
    fn values_fit_the_schema_and_stay_as_they_are(form in forms()) {
        let fields = all_kinds();
        let read = |form: &Record| form::read(&fields, form, &resources(), &|label, _| label == "defendant[1]");
        let Ok(values) = read(&form) else { return Ok(()) };
        let key_of = |place: &FormPlace| match place {
            FormPlace::Data(path) => path.join("."),
            _ => String::new(),
        };
        let kept: Record = values
            .iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(place, value)| (key_of(place), value.clone()))
            .collect();
        let schema = form::schema(&fields, &resources(), "en");
        let validator = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
        let json = serde_json::to_value(&kept).unwrap();
        prop_assert!(validator.is_valid(&json), "{}", json);
        let again = read(&kept).unwrap();
        let some: Vec<_> = values.into_iter().filter(|(_, value)| !value.is_null()).collect();
        prop_assert_eq!(again, some);
    }

    #[test]
    fn any_form_is_read_without_a_panic(form in proptest::collection::btree_map("[a-z\\[\\]0-9.]{0,12}", anything(), 0..6)) {
        let mut fields = all_kinds();
        fields.push(asked("a", people()));
        let _ = form::read(&fields, &form, &resources(), &|_, _| true);
    }
}
