//! A business licence as a citizen gets it, in Chinese: nobody comes anywhere.

use crate::visitor::Visitor;
use std::path::PathBuf;

const CITIZEN: &str = "申请人 Zhou Lan 周兰";
const EXAMINER: &str = "登记审查员 Xu Dan 徐丹";
/// By this name the case stands in lists, among those that the sandbox begins with.
const CASE: &str = "周兰（好运面馆）";

/// From the start page to the end of the case.
pub async fn walked(visitor: Visitor, _: PathBuf) {
    visitor.comes().await;
    visitor.presses("中文").await;
    visitor.acts_as(CITIZEN).await;
    opens_and_names_people(&visitor).await;
    takes_her_place_and_proves_who_she_is(&visitor).await;
    confirms(&visitor).await;
    visitor.acts_as(EXAMINER).await;
    is_registered_on_the_spot(&visitor).await;
    visitor.acts_as(CITIZEN).await;
    gets_the_licence_and_rates(&visitor).await;
}

async fn opens_and_names_people(visitor: &Visitor) {
    visitor.follows("发起案件").await;
    visitor.follows("营业执照").await;
    visitor.reads_heading("营业执照").await;
    visitor.fills_in("申请人", "姓名或名称", CASE).await;
    visitor.presses("发起案件").await;
    visitor.reads_heading("目前进展").await;
    visitor.reads("填报").await;
    visitor.follows("填写登记信息").await;
    visitor.fills("名称", "好运面馆").await;
    visitor.chooses("主体类型", "个体工商户").await;
    visitor.fills("经营场所（住所）", "航埠镇桥头街12号").await;
    visitor.fills("姓名", "周兰").await;
    visitor.fills("电子邮箱", "zhou@sandbox.example").await;
    // The telephone is needed and left out: the form comes again, and nothing typed is lost.
    visitor.presses("下一步").await;
    visitor.reads("表单有1处需要更正。").await;
    visitor.fills("手机号码", "13800000000").await;
    visitor.presses("下一步").await;
    visitor.reads("待认证").await;
}

async fn takes_her_place_and_proves_who_she_is(visitor: &Visitor) {
    visitor.follows("截获的邮件").await;
    // By the name of the business: the cases that the sandbox begins with have sent such mail, too.
    visitor.waits_to_read("好运面馆").await;
    visitor.follows_what_has("/join/").await;
    visitor.presses("确认参加案件").await;
    visitor.follows("实名认证").await;
    visitor.presses("本人确认").await;
    visitor.reads("已认证").await;
}

async fn confirms(visitor: &Visitor) {
    // What the authorities know is fetched meanwhile.
    visitor.waits_to_follow("确认并提交").await;
    visitor.chooses("纸质执照领取方式", "不需要，仅用电子执照").await;
    visitor.presses("提交申请").await;
    visitor.reads("形式审查").await;
}

async fn is_registered_on_the_spot(visitor: &Visitor) {
    visitor.goes_to_the_case(CASE).await;
    visitor.follows("形式审查").await;
    visitor.fills("统一社会信用代码", "92330802MA2TEST00X").await;
    visitor.presses("当场登记").await;
    visitor.reads("当场登记").await;
}

async fn gets_the_licence_and_rates(visitor: &Visitor) {
    visitor.goes_to_the_case(CASE).await;
    // It is made after the decision, in the language of the house.
    visitor.waits_to_follow("营业执照").await;
    visitor.reads("好运面馆").await;
    visitor.reads("92330802MA2TEST00X").await;
    visitor.goes_back().await;
    visitor.follows("评价服务").await;
    visitor.fills("满意度评价（5非常满意，1非常不满意）", "5").await;
    visitor.presses("提交评价").await;
    visitor.reads("已登记").await;
    visitor.reads("结束于").await;
    visitor.reads("案件终结：已登记").await;
}
