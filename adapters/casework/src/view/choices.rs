//! Whom one may choose in a form's fields that name a person of the case.

use super::names::Reader;
use registrar_engine::chart::{Field, FormField, Type};
use registrar_engine::id::RoleIx;
use registrar_engine::step::{holds, member_name};
use std::collections::{BTreeMap, BTreeSet};

impl Reader<'_> {
    /// The members present for each role or group that a field of the forms asks for, by the number that
    /// the schema has under `x-role`: label and words.
    pub fn choices<'f>(
        &self,
        fields: impl Iterator<Item = &'f FormField>,
    ) -> BTreeMap<u16, Vec<(String, String)>> {
        let mut roles = BTreeSet::new();
        for field in fields {
            asked(&field.field, &mut roles);
        }
        let members = |asked: RoleIx| {
            let seats = self.case.seats.iter().filter(|seat| seat.is_present());
            let fits = seats.filter(|seat| holds(self.chart, asked, seat.role));
            fits.map(|seat| member_name(self.chart, seat.member()))
                .map(|label| (label.clone(), self.who(&label)))
                .collect()
        };
        roles.into_iter().map(|role| (role.0, members(role))).collect()
    }
}

fn asked(field: &Field, roles: &mut BTreeSet<RoleIx>) {
    match &field.kind {
        Type::Person { of } => {
            roles.insert(*of);
        }
        Type::List(fields) | Type::Record(fields) => fields.iter().for_each(|field| asked(field, roles)),
        _ => {}
    }
}
