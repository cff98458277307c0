//! Typed data, consents, documents, services, messages.

use super::carets::{check, each_gives, fine};
use registrar_engine::definition::{Field, FieldKind};

fn field<'a>(fields: &'a [Field], name: &str) -> &'a Field {
    fields.iter().find(|field| field.name.value == name).unwrap()
}

#[test]
fn every_type_of_field_is_read() {
    let data = fine(
        "
data:
  yes: {type: boolean, default: true}
  count: {type: integer, min: -1, max: 5, default: 0}
  words: {type: text, max_length: 200, required: true, private: true, title: {en: Words}}
  kind: {type: enum, of: [cart, tent], default: cart}
  sum: {type: money, currency: CNY}
  day: {type: date}
  when: {type: instant}
  time: {type: period, max: 30 days, default: 15 days}
  who: {type: person, of: parties}
  questions: {type: list, of: {to: {type: person, of: parties}, text: {type: text}}}
  fetched: {type: record, from: registry, schema: business.json}
",
    )
    .data;
    let kind = |name: &str| &field(&data, name).kind;
    assert_eq!(*kind("yes"), FieldKind::Boolean);
    assert_eq!(*kind("count"), FieldKind::Integer { min: Some(-1), max: Some(5) });
    assert_eq!(*kind("words"), FieldKind::Text);
    assert!(matches!(kind("kind"), FieldKind::Enum(values) if values.len() == 2));
    assert!(matches!(kind("sum"), FieldKind::Money(currency) if currency.value == "CNY"));
    assert_eq!((kind("day"), kind("when")), (&FieldKind::Date, &FieldKind::Instant));
    assert!(matches!(kind("time"), FieldKind::Period { max: Some(max) } if max.value == "30 days"));
    assert!(matches!(kind("who"), FieldKind::Person { of } if of.value == "parties"));
    assert!(matches!(kind("questions"), FieldKind::List(item) if item.len() == 2));
    assert!(matches!(kind("fetched"), FieldKind::Opaque { schema: Some(_), from: Some(_) }));
    let words = field(&data, "words");
    assert!(words.required && words.private && words.title["en"] == "Words");
    assert_eq!(words.max_length.as_ref().unwrap().value, 200);
    assert_eq!(field(&data, "kind").default.as_ref().unwrap().value, "cart");
}

#[test]
fn a_map_of_fields_is_a_group_and_may_have_a_title() {
    let data = fine(
        "
data:
  claim: {title: {en: Claim}, amount: {type: money, currency: CNY}, place: {street: {type: text}}}
  book: {title: {type: text}, type: {type: text}, of: {type: integer}}
",
    )
    .data;
    let FieldKind::Record(claim) = &field(&data, "claim").kind else { panic!("{data:?}") };
    assert_eq!((field(&data, "claim").title["en"].as_str(), claim.len()), ("Claim", 2));
    assert!(matches!(&field(claim, "place").kind, FieldKind::Record(place) if place.len() == 1));
    assert!(matches!(&field(&data, "book").kind, FieldKind::Record(book) if book.len() == 3));
}

#[test]
fn a_field_that_is_none_is_told() {
    check(
        "
data:
  bare: text
        ^^^^ wrong-kind: expected a field, found `text` | write its type: `{type: text}`
  untyped: {required: true}
  ^^^^^^^ missing-key: a field needs `type` | `type`: its type
  slip: {typ: text}
  ^^^^ missing-key: a field needs `type`
         ^^^ unknown-key: a field has no key `typ` | did you mean `type`?
  sum: {type: money}
  ^^^ missing-key: `money` needs `currency`: an ISO 4217 code such as `CNY`
  kind: {type: enum}
  ^^^^ missing-key: `enum` needs `of`: the list of its values
  who: {type: person}
  ^^^ missing-key: `person` needs `of`: a role or group
  items: {type: list}
  ^^^^^ missing-key: `list` needs `of`: the fields of an item
  day: {type: date, min: 3, max_length: 5}
                    ^^^ conflicting-keys: `min` can't stand beside `type: date`
                            ^^^^^^^^^^ conflicting-keys: `max_length` can't stand beside `type: date`
  claim:
    amount: {type: money, currency: CNY}
    note: text
          ^^^^ wrong-kind: expected a field, found `text`
",
    );
    each_gives(
        "wrong-kind",
        &[
            "data: {a: {type: enum, of: []}}",
            "data: {a: {type: enum, of: x}}",
            "data: {a: {type: list, of: [x]}}",
            "data: {a: {type: integer, min: x}}",
            "data: {a: {type: text, default: [x]}}",
            "data: []",
        ],
    );
    each_gives("missing-key", &["data: {a: {}}"]);
}

#[test]
fn what_is_declared_by_name_is_read() {
    let stall = fine(
        "
consents: {hearing: {of: parties, law: olr-20, title: {en: Hearing}}}
documents:
  complaint: {by: plaintiff, many: true, required: true, media: [application/pdf, 'image/*'], max_size: 20 MB,
              seen_by: [court], law: cpl-1}
  judgment: {by: judge, template: judgment, seen_by: [court]}
services: {registry: {title: {en: Registry}}, bank: }
messages: {bank.paid: {data: {reference: {type: text}}}, nudge: }
law: {olr-20: {en: Art. 20}}
",
    );
    assert_eq!(stall.consents[0].of.value, "parties");
    assert_eq!(
        (stall.documents[0].media.len(), stall.documents[0].max_size.as_ref().unwrap().value.as_str()),
        (2, "20 MB")
    );
    assert_eq!(stall.documents[1].template.as_ref().unwrap().value, "judgment");
    assert_eq!(
        stall.services.iter().map(|(name, _)| name.value.as_str()).collect::<Vec<_>>(),
        ["registry", "bank"]
    );
    assert_eq!((stall.messages[0].name.value.as_str(), stall.messages[0].data.len()), ("bank.paid", 1));
    assert_eq!(stall.law[0].1["en"], "Art. 20");
}

#[test]
fn a_document_is_filed_or_made() {
    check(
        "
documents:
  judgment: {by: judge, template: judgment, media: [application/pdf]}
                                            ^^^^^ conflicting-keys: `media` can't stand beside `template`
  photo: {by: applicant, media: [jpeg, 'image/', '*/*', image/png]}
                                 ^^^^ bad-name: `jpeg` is no media type | write `application/pdf`, or `image/*` for any image
                                       ^^^^^^^^ bad-name: `image/` is no media type
                                                 ^^^^^ bad-name: `*/*` is no media type
",
    );
}
