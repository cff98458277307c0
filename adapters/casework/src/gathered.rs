//! Questions to the store that come together go there together: whoever asks while one is on its way is asked for in the
//! next, with all who came meanwhile. An answer is never older than its question.

use crate::ports::StoreFault;
use futures::FutureExt as _;
use std::collections::{BTreeMap, BTreeSet};
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::oneshot;

/// Most questions of one round: those in it wait for the longest answer.
const MOST: usize = 64;

type Found<A> = Result<Option<A>, StoreFault>;

/// What is asked for by its key.
pub(crate) struct Gathered<K, A>(Mutex<Waiting<K, A>>);

struct Waiting<K, A> {
    askers: Vec<(K, oneshot::Sender<Found<A>>)>,
    /// Somebody works through them.
    under_way: bool,
}

impl<K, A> Default for Gathered<K, A> {
    fn default() -> Self {
        Self(Mutex::new(Waiting { askers: Vec::new(), under_way: false }))
    }
}

impl<K, A> Gathered<K, A>
where
    K: Ord + Clone + Send + Sync + 'static,
    A: Clone + Send + Sync + 'static,
{
    /// What there is under a key; `all` asks for several, and everybody's does the same.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn ask<F>(
        self: &Arc<Self>,
        key: K,
        all: impl Fn(Vec<K>) -> F + Send + Sync + 'static,
    ) -> Found<A>
    where
        F: Future<Output = Result<BTreeMap<K, A>, StoreFault>> + Send,
    {
        let (reply, answer) = oneshot::channel();
        let first = {
            let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            waiting.askers.push((key, reply));
            !std::mem::replace(&mut waiting.under_way, true)
        };
        if first {
            // By itself: whoever asked first may go away, and the others still wait.
            let gathered = Arc::clone(self);
            tokio::spawn(async move { gathered.rounds(&all).await });
        }
        answer.await.unwrap_or_else(|_| Err(interrupted()))
    }

    async fn rounds<F>(&self, all: &(impl Fn(Vec<K>) -> F + Sync))
    where
        F: Future<Output = Result<BTreeMap<K, A>, StoreFault>> + Send,
    {
        loop {
            // Who is about to ask comes along.
            tokio::task::yield_now().await;
            let mut askers: Vec<_> = {
                let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
                let some = waiting.askers.len().min(MOST);
                waiting.under_way = some > 0;
                waiting.askers.drain(..some).collect()
            };
            if askers.is_empty() {
                return;
            }
            let keys: BTreeSet<K> = askers.iter().map(|(key, _)| key.clone()).collect();
            let alone = keys.len() == 1;
            let found = tried(all(keys.into_iter().collect())).await;
            if let Some(Err(StoreFault::Unavailable(_))) = &found {
                // A store that doesn't answer is given up after a while: nobody waits for that twice.
                let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
                askers.append(&mut waiting.askers);
            }
            for (key, reply) in askers {
                let answer = match &found {
                    Some(Ok(found)) => Ok(found.get(&key).cloned()),
                    // What can't be read of one, or panics, is no matter of the others.
                    Some(Err(StoreFault::Unreadable { .. })) | None if !alone => {
                        let found = tried(all(vec![key.clone()])).await;
                        found.unwrap_or_else(|| Err(interrupted())).map(|mut found| found.remove(&key))
                    }
                    Some(Err(fault)) => Err(fault.clone()),
                    None => Err(interrupted()),
                };
                // Whoever asked may have gone.
                let _ = reply.send(answer);
            }
        }
    }
}

/// None: it panicked, which concerns those who asked, and not all who ask later.
async fn tried<T>(asked: impl Future<Output = T>) -> Option<T> {
    AssertUnwindSafe(asked).catch_unwind().await.ok()
}

fn interrupted() -> StoreFault {
    StoreFault::Unavailable("the question was interrupted, try again".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::sync::Semaphore;

    /// Answers twice the number, one round for each permit; 13 can't be read, for 14 the store doesn't answer, and 0 isn't
    /// there.
    struct Doubling {
        asked: Mutex<Vec<Vec<u32>>>,
        permits: Semaphore,
    }

    async fn answered(this: Arc<Doubling>, keys: Vec<u32>) -> Result<BTreeMap<u32, u32>, StoreFault> {
        this.permits.acquire().await.unwrap().forget();
        this.asked.lock().unwrap().push(keys.clone());
        assert!(!keys.contains(&99), "a fault in the store");
        if keys.contains(&13) {
            return Err(unreadable());
        }
        if keys.contains(&14) {
            return Err(StoreFault::Unavailable("14".to_owned()));
        }
        Ok(keys.into_iter().filter(|key| *key > 0).map(|key| (key, key * 2)).collect())
    }

    fn unreadable() -> StoreFault {
        StoreFault::Unreadable { what: "number", id: "13".to_owned(), reason: "of no luck".to_owned() }
    }

    fn ask(
        gathered: &Arc<Gathered<u32, u32>>,
        store: &Arc<Doubling>,
        key: u32,
    ) -> impl Future<Output = Found<u32>> + use<> {
        let (gathered, store) = (Arc::clone(gathered), Arc::clone(store));
        async move { gathered.ask(key, move |keys| answered(Arc::clone(&store), keys)).await }
    }

    fn doubling(permits: usize) -> (Arc<Gathered<u32, u32>>, Arc<Doubling>) {
        let store = Doubling { asked: Mutex::default(), permits: Semaphore::new(permits) };
        (Arc::default(), Arc::new(store))
    }

    #[tokio::test]
    async fn who_comes_together_is_asked_for_together() {
        let (gathered, store) = doubling(9);
        let answers = futures::future::join_all([3, 0, 5, 3].map(|key| ask(&gathered, &store, key))).await;
        assert_eq!(answers, [Ok(Some(6)), Ok(None), Ok(Some(10)), Ok(Some(6))]);
        assert_eq!(*store.asked.lock().unwrap(), [[0, 3, 5]]);
        assert_eq!(ask(&gathered, &store, 4).await, Ok(Some(8)));
        assert_eq!(store.asked.lock().unwrap().len(), 2, "whoever comes later is asked for anew");
    }

    #[tokio::test]
    async fn who_comes_while_a_question_is_on_its_way_waits_for_the_next() {
        let (gathered, store) = doubling(0);
        let first = tokio::spawn(ask(&gathered, &store, 1));
        while !gathered.0.lock().unwrap().askers.is_empty() || !gathered.0.lock().unwrap().under_way {
            tokio::task::yield_now().await;
        }
        // The first one goes away; the others don't suffer from it.
        first.abort();
        let others = [2, 1].map(|key| tokio::spawn(ask(&gathered, &store, key)));
        while gathered.0.lock().unwrap().askers.len() < 2 {
            tokio::task::yield_now().await;
        }
        store.permits.add_permits(2);
        let answers = futures::future::join_all(others).await.into_iter().map(Result::unwrap);
        assert_eq!(answers.collect::<Vec<_>>(), [Ok(Some(4)), Ok(Some(2))]);
        assert_eq!(*store.asked.lock().unwrap(), [vec![1], vec![1, 2]]);
    }

    #[tokio::test]
    async fn what_cannot_be_read_of_one_is_no_matter_of_the_others() {
        let (gathered, store) = doubling(99);
        let answers = futures::future::join_all([3, 13, 5].map(|key| ask(&gathered, &store, key))).await;
        assert_eq!(answers, [Ok(Some(6)), Err(unreadable()), Ok(Some(10))]);
        let answers = futures::future::join_all([99, 7].map(|key| ask(&gathered, &store, key))).await;
        assert_eq!(answers, [Err(interrupted()), Ok(Some(14))]);
        assert_eq!(ask(&gathered, &store, 8).await, Ok(Some(16)), "it goes on after a panic");
    }

    #[tokio::test]
    async fn a_store_that_does_not_answer_is_waited_for_once() {
        let (gathered, store) = doubling(0);
        let first = tokio::spawn(ask(&gathered, &store, 14));
        while !gathered.0.lock().unwrap().askers.is_empty() || !gathered.0.lock().unwrap().under_way {
            tokio::task::yield_now().await;
        }
        let others = [1, 2].map(|key| tokio::spawn(ask(&gathered, &store, key)));
        while gathered.0.lock().unwrap().askers.len() < 2 {
            tokio::task::yield_now().await;
        }
        store.permits.add_permits(1);
        let fault = Err(StoreFault::Unavailable("14".to_owned()));
        assert_eq!(first.await.unwrap(), fault);
        for other in others {
            assert_eq!(other.await.unwrap(), fault);
        }
        assert_eq!(store.asked.lock().unwrap().len(), 1);
    }

    #[tokio::test]
    async fn a_round_is_limited() {
        let (gathered, store) = doubling(9);
        let all = (101..=200).map(|key| ask(&gathered, &store, key));
        assert!(futures::future::join_all(all).await.into_iter().all(|answer| answer.is_ok()));
        let rounds: Vec<usize> = store.asked.lock().unwrap().iter().map(Vec::len).collect();
        assert_eq!(rounds, [MOST, 100 - MOST]);
    }
}
