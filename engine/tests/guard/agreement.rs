//! What the subset shares with CEL means the same: random expressions, with the interpreter of the
//! `cel` crate beside ours. Missing fields are left out of its data, as CEL has it.

use super::*;
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;

fn by_cel(text: &str, data: &Record) -> Result<Value, String> {
    let program = cel::Program::compile(text).map_err(|errors| panic!("{text}: {errors}")).unwrap();
    let mut context = cel::Context::default();
    context.add_variable_from_value("data", to_cel(&Value::Record(data.clone())));
    program.execute(&context).map(|value| from_cel(&value)).map_err(|error| error.to_string())
}

#[expect(clippy::disallowed_types, reason = "the crate's maps are made from nothing else")]
fn to_cel(value: &Value) -> cel::Value {
    match value {
        Value::Null => cel::Value::Null,
        Value::Bool(yes) => cel::Value::Bool(*yes),
        Value::Int(number) => cel::Value::Int(*number),
        Value::Text(text) => cel::Value::String(Arc::new(text.clone())),
        Value::List(items) => cel::Value::List(Arc::new(items.iter().map(to_cel).collect())),
        Value::Record(fields) => {
            let fields: std::collections::HashMap<String, cel::Value> =
                fields.iter().map(|(name, value)| (name.clone(), to_cel(value))).collect();
            cel::Value::Map(fields.into())
        }
    }
}

fn from_cel(value: &cel::Value) -> Value {
    match value {
        cel::Value::Bool(yes) => Value::Bool(*yes),
        cel::Value::Int(number) => Value::Int(*number),
        cel::Value::String(text) => Value::Text(text.to_string()),
        cel::Value::List(items) => Value::List(items.iter().map(from_cel).collect()),
        cel::Value::Map(map) => {
            Value::Record(map.map.iter().map(|(key, value)| (key.to_string(), from_cel(value))).collect())
        }
        other => panic!("{other:?} isn't part of the subset"),
    }
}

/// The names of whole numbers, yes-or-no fields and texts around an expression.
type Names = Vec<&'static str>;

/// Names for the items of nested comprehensions.
const ITEMS: [&str; 3] = ["a", "b", "c"];

fn truth(depth: u32, items: usize) -> BoxedStrategy<String> {
    let leaf = prop_oneof![Just("true".to_owned()), Just("false".to_owned()), Just("data.live".to_owned())];
    if depth == 0 {
        return leaf.boxed();
    }
    let inner = move || truth(depth - 1, items);
    let mut choices = vec![
        leaf.boxed(),
        inner().prop_map(|a| format!("!({a})")).boxed(),
        (inner(), inner()).prop_map(|(a, b)| format!("({a} && {b})")).boxed(),
        (inner(), inner(), inner()).prop_map(|(a, b, c)| format!("({a} || {b} || {c})")).boxed(),
        (inner(), inner()).prop_map(|(a, b)| format!("({a}) == ({b})")).boxed(),
        (inner(), inner(), inner()).prop_map(|(a, b, c)| format!("({a} ? {b} : {c})")).boxed(),
        (number(depth - 1, items), comparison(), number(depth - 1, items))
            .prop_map(|(a, sign, b)| format!("({a} {sign} {b})"))
            .boxed(),
        (word(depth - 1, items), comparison(), word(depth - 1, items))
            .prop_map(|(a, sign, b)| format!("({a} {sign} {b})"))
            .boxed(),
        (word(depth - 1, items), text_test(), word(depth - 1, items))
            .prop_map(|(a, test, b)| format!("({a}).{test}({b})"))
            .boxed(),
        (number(depth - 1, items), proptest::collection::vec(number(0, items), 0..4))
            .prop_map(|(a, list)| format!("({a} in [{}])", list.join(", ")))
            .boxed(),
        (word(depth - 1, items), texts(depth - 1, items))
            .prop_map(|(a, list)| format!("({a} in {list})"))
            .boxed(),
        proptest::sample::select(vec![
            "has(data.live)",
            "has(data.count)",
            "has(data.note)",
            "has(data.claim.track)",
        ])
        .prop_map(str::to_owned)
        .boxed(),
    ];
    if items > 0 {
        let item = ITEMS[items - 1];
        choices.push(Just(format!("has({item}.reply)")).boxed());
    }
    if items < ITEMS.len() {
        let each = proptest::sample::select(vec!["all", "exists", "exists_one"]);
        let item = ITEMS[items];
        choices.push(
            (each, questions(depth - 1, items), truth(depth - 1, items + 1))
                .prop_map(move |(each, list, body)| format!("{list}.{each}({item}, {body})"))
                .boxed(),
        );
    }
    proptest::strategy::Union::new(choices).boxed()
}

fn comparison() -> impl Strategy<Value = &'static str> {
    proptest::sample::select(vec!["==", "!=", "<", "<=", ">", ">="])
}

fn text_test() -> impl Strategy<Value = &'static str> {
    proptest::sample::select(vec!["startsWith", "endsWith", "contains"])
}

fn number(depth: u32, items: usize) -> BoxedStrategy<String> {
    let mut leaves: Names = vec!["data.count", "0", "1", "2", "7", "9223372036854775807"];
    let field = items.checked_sub(1).map(|item| format!("{}.points", ITEMS[item]));
    leaves.push("3");
    let leaf = proptest::sample::select(leaves).prop_map(str::to_owned);
    let leaf = match field {
        Some(field) => prop_oneof![leaf, Just(field)].boxed(),
        None => leaf.boxed(),
    };
    if depth == 0 {
        return leaf;
    }
    let inner = move || number(depth - 1, items);
    let sign = proptest::sample::select(vec!["+", "-", "*", "/", "%"]);
    prop_oneof![
        leaf,
        (inner(), sign, inner()).prop_map(|(a, sign, b)| format!("({a} {sign} {b})")),
        inner().prop_map(|a| format!("-({a})")),
        (truth(depth - 1, items), inner(), inner()).prop_map(|(a, b, c)| format!("({a} ? {b} : {c})")),
        word(depth - 1, items).prop_map(|a| format!("size({a})")),
        questions(depth - 1, items).prop_map(|a| format!("size({a})")),
    ]
    .boxed()
}

fn word(depth: u32, items: usize) -> BoxedStrategy<String> {
    let leaves = vec!["data.note", "data.claim.track", "''", "'a'", "\"ab\"", "'第一'", "'x\\'y'"];
    let leaf = proptest::sample::select(leaves).prop_map(str::to_owned);
    let leaf = match items.checked_sub(1) {
        Some(item) => prop_oneof![leaf, Just(format!("{}.reply", ITEMS[item]))].boxed(),
        None => leaf.boxed(),
    };
    if depth == 0 {
        return leaf;
    }
    let inner = move || word(depth - 1, items);
    prop_oneof![
        leaf,
        (inner(), inner()).prop_map(|(a, b)| format!("({a} + {b})")),
        (truth(depth - 1, items), inner(), inner()).prop_map(|(a, b, c)| format!("({a} ? {b} : {c})")),
    ]
    .boxed()
}

fn questions(depth: u32, items: usize) -> BoxedStrategy<String> {
    let all = Just("data.questions".to_owned());
    if depth == 0 || items == ITEMS.len() {
        return all.boxed();
    }
    let item = ITEMS[items];
    prop_oneof![
        all,
        truth(depth - 1, items + 1).prop_map(move |a| format!("data.questions.filter({item}, {a})"))
    ]
    .boxed()
}

fn texts(depth: u32, items: usize) -> BoxedStrategy<String> {
    let written =
        proptest::collection::vec(word(0, items), 1..4).prop_map(|texts| format!("[{}]", texts.join(", ")));
    if depth == 0 || items == ITEMS.len() {
        return written.boxed();
    }
    let item = ITEMS[items];
    let mapped = (questions(depth - 1, items), word(depth - 1, items + 1))
        .prop_map(move |(list, a)| format!("{list}.map({item}, {a})"));
    prop_oneof![written, mapped].boxed()
}

fn data() -> impl Strategy<Value = Record> {
    let texts =
        || proptest::option::weighted(0.9, proptest::sample::select(vec!["", "a", "ab", "x'y", "第一"]));
    let numbers =
        || proptest::option::weighted(0.9, proptest::sample::select(vec![0_i64, 1, -7, i64::MAX, i64::MIN]));
    let question = (texts(), numbers()).prop_map(|(reply, points)| {
        let mut item = Record::new();
        reply.map(|reply| item.insert("reply".into(), reply.into()));
        points.map(|points| item.insert("points".into(), points.into()));
        Value::Record(item)
    });
    let track = proptest::option::weighted(0.9, proptest::sample::select(vec!["summary", "ordinary"]));
    let live = proptest::option::weighted(0.9, any::<bool>());
    let list = proptest::collection::vec(question, 0..4);
    (live, numbers(), texts(), track, list).prop_map(|(live, count, note, track, questions)| {
        let mut claim = Record::new();
        track.map(|track| claim.insert("track".into(), track.into()));
        let mut data = Record::new();
        data.insert("claim".into(), Value::Record(claim));
        data.insert("questions".into(), Value::List(questions));
        live.map(|live| data.insert("live".into(), live.into()));
        count.map(|count| data.insert("count".into(), count.into()));
        note.map(|note| data.insert("note".into(), note.into()));
        data
    })
}

/// The track is a text here: that only its values may stand beside an enum is ours.
fn fields() -> Vec<Field> {
    let mut fields = case_fields();
    fields[0].kind = Type::Record(vec![field("track", text())]);
    fields
}

fn by_us(text: &str, fields: &[Field], record: &Record) -> Result<Value, String> {
    let scope = Scope {
        data: fields,
        member: None,
        event: &[],
        open_event: false,
        locals: &[],
        states: &[],
        consents: &[],
        deadlines: &[],
    };
    let expression =
        guard::parse(&source(text), &scope, Expected::Anything).map_err(|f| panic!("{text}: {f:?}")).unwrap();
    let environment = Environment {
        data: record,
        member: None,
        event: &Record::new(),
        by: "",
        heard: &guard::Heard::default(),
        case: "2026-17",
        locals: &[],
        active: &|_| false,
        consent: &|_| false,
        in_time: &|_| false,
    };
    expression.evaluate(&environment).map_err(|reason| reason.to_string())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn what_we_share_with_cel_means_the_same(
        text in prop_oneof![truth(3, 0), number(3, 0).prop_map(|a| format!("({a})")), word(3, 0).prop_map(|a| format!("({a})"))],
        data in data(),
    ) {
        let fields = fields();
        prop_assume!(text.chars().count() <= guard::MAX_CHARACTERS);
        // A bare field is shown as nothing where it is missing (for logs): that is ours too.
        prop_assume!(!text.trim_matches(['(', ')']).chars().all(|c| c.is_alphanumeric() || c == '.' || c == '_'));
        match (by_us(&text, &fields, &data), by_cel(&text, &data)) {
            (Ok(ours), Ok(theirs)) => prop_assert_eq!(ours, theirs, "{}", text),
            (Err(_), Err(_)) => {}
            (ours, theirs) => prop_assert!(false, "{text}\n on {data:?}\n ours: {ours:?}\n CEL's: {theirs:?}"),
        }
    }

    /// Whatever we read, CEL's grammar reads.
    #[test]
    fn our_grammar_is_a_part_of_cels(words in proptest::collection::vec(words(), 1..12)) {
        let text = words.join(" ");
        let scope = Scope { data: &[], member: None, event: &[], open_event: false, locals: &[], states: &[], consents: &[], deadlines: &[] };
        let grammatical = match guard::parse(&source(&text), &scope, Expected::Anything) {
            Ok(_) => true,
            Err(findings) => {
                let codes: BTreeSet<_> = findings.iter().map(|finding| finding.code).collect();
                !codes.contains("bad-expression") && !codes.contains("not-supported")
            }
        };
        if grammatical {
            prop_assert!(cel::Env::default().parser().parse(&text).is_ok(), "{}", text);
        }
    }
}

fn words() -> impl Strategy<Value = &'static str> {
    proptest::sample::select(vec![
        "a", "b", ".c", "(", ")", "[", "]", ",", "?", ":", "!", "-", "+", "*", "==", "<", "in", "&&", "||",
        "1", "'t'", "null", "true", "f(", ".g(",
    ])
}
