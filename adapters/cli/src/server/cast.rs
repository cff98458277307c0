//! The people of the sandbox: who they are and what they do there.

use registrar_casework::ports::Person;
use registrar_engine::chart::Channel;
use registrar_engine::id::{BadId, PersonId};
use std::collections::BTreeMap;

/// A person of the sandbox.
#[derive(Debug, Clone, Copy)]
pub struct Player {
    /// Id, which is also the mailbox.
    pub id: &'static str,
    /// Name.
    pub name: &'static str,
    /// What they are, in English.
    pub role_en: &'static str,
    /// What they are, in Chinese.
    pub role_zh: &'static str,
    /// With whom they are shown.
    pub group: Group,
    /// The pools they are in.
    pub pools: &'static [&'static str],
}

/// How the start page groups people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// An asynchronous trial.
    Trial,
    /// A business licence.
    Licence,
}

const fn player(
    id: &'static str,
    name: &'static str,
    role: (&'static str, &'static str),
    group: Group,
    pools: &'static [&'static str],
) -> Player {
    Player { id, name, role_en: role.0, role_zh: role.1, group, pools }
}

use Group::{Licence, Trial};

/// Everybody. Officials are in the pools that the shipped definitions name.
pub const CAST: &[Player] = &[
    player("lin", "Lin Mei 林梅", ("Plaintiff", "原告"), Trial, &[]),
    player("wang", "Wang Qiang 王强", ("First defendant", "被告一"), Trial, &[]),
    player("zhao", "Zhao Yu 赵宇", ("Second defendant", "被告二"), Trial, &[]),
    player("chen", "Chen Hao 陈昊", ("Filing officer", "立案人员"), Trial, &["case-filing"]),
    player("shen", "Shen Ying 沈颖", ("Judge", "法官"), Trial, &["judges"]),
    player("guo", "Guo Rui 郭瑞", ("Judge", "法官"), Trial, &["judges"]),
    player("he", "He Jing 何静", ("Clerk", "书记员"), Trial, &["clerks"]),
    player("tang", "Tang Wei 唐伟", ("Mediator", "调解员"), Trial, &["mediators"]),
    player("fang", "Fang Min 方敏", ("President of the court", "院长"), Trial, &["court-presidents"]),
    player("zhou", "Zhou Lan 周兰", ("Applicant", "申请人"), Licence, &[]),
    player("hu", "Hu Feng 胡峰", ("Village agent", "村级代办员"), Licence, &[]),
    player("xu", "Xu Dan 徐丹", ("Examiner", "登记审查员"), Licence, &["examiners"]),
    player(
        "deng",
        "Deng Li 邓丽",
        ("Head of registration", "登记机关负责人"),
        Licence,
        &["heads-of-registration"],
    ),
    player("ma", "Ma Jun 马俊", ("Convenience centre", "便民服务中心"), Licence, &["convenience-centres"]),
];

impl Player {
    /// Their id.
    ///
    /// # Errors
    /// Never for the cast above.
    pub fn person_id(&self) -> Result<PersonId, BadId> {
        PersonId::parse(self.id)
    }

    /// Their row.
    ///
    /// # Errors
    /// Never for the cast above.
    pub fn person(&self, language: &str) -> Result<Person, BadId> {
        Ok(Person {
            id: self.person_id()?,
            name: self.name.to_owned(),
            organisation: None,
            pools: self.pools.iter().map(|pool| (*pool).to_owned()).collect(),
            contact: self.contact(),
            language: language.to_owned(),
            zone: String::new(),
        })
    }

    /// Where mail would reach them.
    pub fn contact(&self) -> BTreeMap<Channel, String> {
        BTreeMap::from([(Channel::Mail, format!("{}@sandbox.example", self.id))])
    }
}

/// One of the cast by id.
pub fn of(id: &str) -> Option<&'static Player> {
    CAST.iter().find(|player| player.id == id)
}
