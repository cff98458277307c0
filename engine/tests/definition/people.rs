//! Roles and notices.

use super::carets::{check, each_gives, fine};
use registrar_engine::definition::RoleKind;

#[test]
fn a_role_is_a_party_a_pool_a_representative_or_a_group() {
    let stall = fine(
        "
roles:
  applicant: {party: true, represented_by: [agent], title: {en: Applicant}}
  neighbour: {party: true, many: true, optional: true, data: {mode: {type: boolean}}}
  agent: {authority: mandate}
  officer: {pool: licensing, assign: least_loaded, keep: true}
  clerk: {pool: clerks}
  parties: {any_of: [applicant, neighbour]}
separate: [[officer, clerk]]
",
    );
    let kinds: Vec<_> = stall.roles.iter().map(|role| &role.kind).collect();
    assert_eq!(*kinds[0], RoleKind::Party { many: false, optional: false });
    assert_eq!(*kinds[1], RoleKind::Party { many: true, optional: true });
    assert!(matches!(kinds[2], RoleKind::Representative { authority } if authority.value == "mandate"));
    let RoleKind::Pool { pool, assign, keep } = kinds[3] else { panic!("{kinds:?}") };
    assert_eq!(
        (pool.value.as_str(), assign.as_ref().unwrap().value.as_str(), *keep),
        ("licensing", "least_loaded", true)
    );
    assert!(matches!(kinds[4], RoleKind::Pool { assign: None, keep: false, .. }));
    assert!(matches!(kinds[5], RoleKind::Group { any_of } if any_of.len() == 2));
    assert_eq!(stall.roles[1].data[0].name.value, "mode");
    assert_eq!(stall.separate[0].len(), 2);
}

#[test]
fn a_role_is_one_of_the_four_and_no_more() {
    check(
        "
roles:
  nobody: {title: {en: Nobody}}
  ^^^^^^ missing-key: a role needs `party: true`, `pool`, `authority` or `any_of`
  both: {party: true, pool: x}
                      ^^^^ conflicting-keys: `pool` can't stand beside `party`
  judge: {pool: judges, many: true}
                        ^^^^ conflicting-keys: `many` has a meaning only with `party: true`
  agent: {authority: mandate, keep: true, represented_by: [judge]}
                              ^^^^ conflicting-keys: `keep` has a meaning only with `pool`
                                          ^^^^^^^^^^^^^^ conflicting-keys: `represented_by` has a meaning only with `party: true`
  all: {any_of: [judge, agent], data: {}}
                                ^^^^ conflicting-keys: `data` can't stand beside `any_of`
  no: {party: false}
              ^^^^^ wrong-kind: `party` is `true` or left out
",
    );
}

#[test]
fn a_notice_goes_to_the_portal_unless_channels_are_named() {
    let stall = fine(
        "
notices:
  receipt: {to: applicant, template: receipt}
  ruling: {to: applicant, document: ruling, channels: [portal, mail, sms], served_when: [reached, post.handed_over],
           undeliverable: [post, publication]}
",
    );
    let channels =
        |at: usize| stall.notices[at].channels.iter().map(|c| c.value.as_str()).collect::<Vec<_>>();
    assert_eq!((channels(0), channels(1)), (vec!["portal"], vec!["portal", "mail", "sms"]));
    assert_eq!(stall.notices[1].served_when[1].value, "post.handed_over");
}

#[test]
fn a_notice_has_something_to_send_and_someone_to_send_it_to() {
    check(
        "
notices:
  empty: {to: applicant}
  ^^^^^ missing-key: a notice needs `template` or `document`: there is nothing to send
  lost: {template: lost}
  ^^^^ missing-key: a notice needs `to`
  fax: {to: applicant, template: fax, channels: [fx, mial]}
                                                 ^^ unknown-word: `fx` isn't known here
                                                     ^^^^ unknown-word: `mial` isn't known here | did you mean `mail`?
  ladder: {to: applicant, template: x, undeliverable: [post]}
                                       ^^^^^^^^^^^^^ conflicting-keys: `undeliverable` has a meaning only with `served_when`, which makes the notice a service
",
    );
    each_gives(
        "wrong-kind",
        &[
            "notices: {a: {to: x, template: y, channels: []}}",
            "notices: {a: {to: x, template: y, channels: mail}}",
            "notices: [a]",
        ],
    );
}
