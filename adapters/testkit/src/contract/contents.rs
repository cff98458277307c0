//! Contents of documents: whole or not at all, found by the digest of their bytes.

use registrar_casework::ports::{Content, DocumentFault, Documents};
use registrar_engine::docket;
use registrar_engine::id::Digest;
use tokio::io::AsyncReadExt as _;

fn content(bytes: &[u8]) -> Content {
    Box::pin(std::io::Cursor::new(bytes.to_vec()))
}

async fn bytes_of(store: &impl Documents, digest: &Digest) -> Option<Vec<u8>> {
    let mut content = store.content(digest).await.expect("the store answers")?;
    let mut bytes = Vec::new();
    content.read_to_end(&mut bytes).await.expect("it can be read");
    Some(bytes)
}

/// What is kept comes back as it was, under the SHA-256 of its bytes, however often it is kept.
pub async fn what_is_kept_comes_back_by_its_digest(store: &impl Documents) {
    let large: Vec<u8> = (0..300_000_u32).flat_map(u32::to_le_bytes).collect();
    for bytes in [b"a complaint".as_slice(), &large, b""] {
        for _ in 0..2 {
            let kept = store.keep(content(bytes), 2 << 20).await.expect("it is kept");
            assert_eq!(
                (kept.digest.as_str(), kept.size),
                (docket::digest(bytes).as_str(), bytes.len() as u64)
            );
            assert_eq!(bytes_of(store, &kept.digest).await.as_deref(), Some(bytes));
        }
    }
    let absent = Digest::parse(&"a".repeat(64)).expect("a digest");
    assert_eq!(bytes_of(store, &absent).await, None);
}

/// One byte too many, or a stream that breaks off: nothing is kept.
pub async fn what_is_too_large_or_breaks_off_is_not_kept(store: &impl Documents) {
    let bytes = b"eleven byte".as_slice();
    let digest = Digest::parse(&docket::digest(bytes)).expect("a digest");
    let refused = store.keep(content(bytes), 10).await;
    assert!(matches!(refused, Err(DocumentFault::TooLarge { limit: 10 })));
    assert_eq!(bytes_of(store, &digest).await, None);
    let broken = content(bytes).chain(Broken);
    assert!(matches!(store.keep(Box::pin(broken), 100).await, Err(DocumentFault::Io(_))));
    assert_eq!(bytes_of(store, &digest).await, None);
    store.keep(content(bytes), 11).await.expect("so many bytes are fine");
    assert_eq!(bytes_of(store, &digest).await.as_deref(), Some(bytes));
}

/// A digest that is none, such as a path, finds nothing.
pub async fn a_text_that_is_no_digest_finds_nothing(store: &impl Documents) {
    for text in ["../../etc/passwd", "..", "/etc/passwd", "A", &"g".repeat(64)] {
        let digest = Digest::parse(text).expect("an id");
        let found = store.content(&digest).await;
        assert!(!matches!(found, Ok(Some(_))), "{text}");
    }
}

struct Broken;

impl tokio::io::AsyncRead for Broken {
    fn poll_read(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
        _: &mut tokio::io::ReadBuf<'_>,
    ) -> std::task::Poll<std::io::Result<()>> {
        std::task::Poll::Ready(Err(std::io::Error::other("the line broke")))
    }
}
