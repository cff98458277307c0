//! Mail as its receiver gets it, over a real connection, read by somebody else's parser.

use mail_parser::MessageParser;
use registrar_casework::ports::{Notifier as _, Parcel, Rendered, SendFault};
use registrar_engine::chart::Channel;
use registrar_notify::Mail;
use registrar_testkit::{Harness, MailServer, Mishap, World};
use std::sync::Arc;

const FROM: &str = "Sample Court <no-reply@court.example>";

fn parcel(id: &str) -> Parcel {
    Parcel {
        id: id.to_owned(),
        channel: Channel::Mail,
        address: "lin@example.org".to_owned(),
        name: "Lin Mei 林梅".to_owned(),
        text: Rendered {
            subject: "开庭通知 Notice of hearing".to_owned(),
            text: "Dear Lin,\n.a line that begins with a dot\n请于三月四日前答复。\n".to_owned(),
            html: None,
        },
    }
}

fn mail(server: &MailServer) -> Mail {
    Mail::new(&server.url(), FROM).unwrap()
}

#[tokio::test]
async fn what_was_written_is_what_is_read() {
    let server = MailServer::start().await;
    let mut with_page = parcel("0001");
    with_page.text.html = Some("<p>请答复</p>".to_owned());
    mail(&server).send(&parcel("0001")).await.unwrap();
    mail(&server).send(&with_page).await.unwrap();
    let mailed = server.mailed();
    assert_eq!(mailed[0].to, "lin@example.org");
    let plain = MessageParser::default().parse(&mailed[0].message).unwrap();
    assert_eq!(plain.subject(), Some("开庭通知 Notice of hearing"));
    assert_eq!(plain.body_text(0).unwrap().replace("\r\n", "\n"), parcel("0001").text.text);
    let to = plain.to().and_then(|to| to.first()).unwrap();
    assert_eq!((to.name(), to.address()), (Some("Lin Mei 林梅"), Some("lin@example.org")));
    let from = plain.from().and_then(|from| from.first()).unwrap();
    assert_eq!((from.name(), from.address()), (Some("Sample Court"), Some("no-reply@court.example")));
    assert!(plain.date().is_some());
    let page = MessageParser::default().parse(&mailed[1].message).unwrap();
    assert_eq!(page.body_html(0).unwrap().trim(), "<p>请答复</p>");
    assert!(page.body_text(0).unwrap().contains("请于三月四日前答复"));
}

#[tokio::test]
async fn a_mail_whose_acceptance_was_not_heard_goes_again_under_the_same_message_id() {
    let server = MailServer::start().await;
    server.next(&[Mishap::HangsUpAfterTaking]);
    let mail = mail(&server);
    let unheard = mail.send(&parcel("case-7.3.mail")).await;
    assert!(matches!(unheard, Err(SendFault::Later(_))), "{unheard:?}");
    mail.send(&parcel("case-7.3.mail")).await.unwrap();
    mail.send(&parcel("case-7.4.mail")).await.unwrap();
    let mailed = server.mailed();
    let ids: Vec<_> = mailed
        .iter()
        .map(|mailed| {
            MessageParser::default().parse(&mailed.message).unwrap().message_id().unwrap().to_owned()
        })
        .collect();
    assert_eq!(
        ids,
        ["case-7.3.mail@court.example", "case-7.3.mail@court.example", "case-7.4.mail@court.example"]
    );
}

#[tokio::test]
async fn a_no_for_good_is_told_from_one_for_now() {
    let server = MailServer::start().await;
    server.next(&[Mishap::NoSuchMailbox, Mishap::Busy]);
    let mail = mail(&server);
    let never = mail.send(&parcel("1")).await;
    assert!(
        matches!(&never, Err(SendFault::Never(reason)) if reason.contains("no such mailbox")),
        "{never:?}"
    );
    let later = mail.send(&parcel("1")).await;
    assert!(matches!(&later, Err(SendFault::Later(reason)) if reason.contains("greylisted")), "{later:?}");
    mail.send(&parcel("1")).await.unwrap();
    assert_eq!(server.mailed().len(), 1);
}

#[tokio::test]
async fn a_server_that_isnt_there_is_tried_again_later() {
    // The port was free a moment ago and nobody listens on it.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let mail = Mail::new(&format!("smtp://127.0.0.1:{port}"), FROM).unwrap();
    assert!(matches!(mail.send(&parcel("1")).await, Err(SendFault::Later(_))));
}

#[tokio::test]
async fn nothing_that_people_wrote_becomes_a_header_or_a_second_receiver() {
    let server = MailServer::start().await;
    let mail = mail(&server);
    for address in
        ["no address", "lin@example.org\r\nRCPT TO:<eve@example.org>", "lin@example.org, eve@example.org"]
    {
        let refused = mail.send(&Parcel { address: address.to_owned(), ..parcel("1") }).await;
        assert!(matches!(refused, Err(SendFault::Never(_))), "{address}: {refused:?}");
    }
    let mut sly = parcel("1\r\nX-Sly: 1");
    sly.name = "Lin\u{7}\r\nBcc: eve@example.org".to_owned();
    sly.text.subject = "Notice\r\nBcc: eve@example.org\r\n\r\nbody".to_owned();
    mail.send(&sly).await.unwrap();
    let mailed = server.mailed();
    assert_eq!(mailed.len(), 1);
    let read = MessageParser::default().parse(&mailed[0].message).unwrap();
    assert!(read.bcc().is_none() && read.header("X-Sly").is_none(), "{}", mailed[0].message);
    assert_eq!(read.body_text(0).unwrap().replace("\r\n", "\n"), sly.text.text);
}

#[tokio::test]
async fn a_password_shows_in_no_error_and_no_debug_output() {
    let mail = Mail::new("smtp://court:geheim@127.0.0.1:1", FROM).unwrap();
    let fault = mail.send(&parcel("1")).await.unwrap_err();
    assert!(!format!("{mail:?} {fault:?}").contains("geheim"));
    let wrong = Mail::new("smtp//court:geheim@host", FROM).unwrap_err();
    assert!(!format!("{wrong} {wrong:?}").contains("geheim"), "{wrong}");
}

#[tokio::test]
async fn the_outbox_brings_each_notice_to_the_mail_server() {
    let server = MailServer::start().await;
    let mut world = World::at("2026-03-02T01:00:00Z");
    world.ports.notifier = Arc::new(mail(&server));
    world.ports.templates = Arc::new(registrar_notify::TeraTemplates::default());
    server.next(&[Mishap::HangsUpAfterTaking]);
    let office = Harness::over(world);
    office.deploy(registrar_testkit::SAMPLE).await;
    office.person("zhang", &[]).await;
    office.person("chen", &["clerks"]).await;
    office.filed(&["li"]).await;
    office.casework.settle().await.unwrap();
    office.pass(1).await;
    let ids: Vec<_> = server
        .mailed()
        .iter()
        .filter(|mailed| mailed.to == "zhang@example.org")
        .map(|mailed| {
            MessageParser::default().parse(&mailed.message).unwrap().message_id().unwrap().to_owned()
        })
        .collect();
    assert_eq!(ids.len(), 2, "taken over unheard, and once more: {ids:?}");
    assert_eq!(ids[0], ids[1]);
}
