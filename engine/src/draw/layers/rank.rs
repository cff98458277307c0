//! Which links are turned so that no way leads round, and how far down each box stands.

use super::Link;

/// The rank of each box from 0, and whether each link leads up.
pub(super) fn ranks(count: usize, links: &[Link]) -> (Vec<usize>, Vec<bool>) {
    let turned = turned(count, links);
    let mut down: Vec<Vec<usize>> = vec![Vec::new(); count];
    let mut waiting = vec![0_usize; count];
    for (link, turned) in links.iter().zip(&turned) {
        let (upper, lower) = if *turned { (link.to, link.from) } else { (link.from, link.to) };
        if upper != lower {
            down[upper].push(lower);
            waiting[lower] += 1;
        }
    }
    let mut ranks = vec![0; count];
    let mut ready: Vec<usize> = (0..count).filter(|at| waiting[*at] == 0).collect();
    while let Some(upper) = ready.pop() {
        for lower in &down[upper] {
            ranks[*lower] = ranks[*lower].max(ranks[upper] + 1);
            waiting[*lower] -= 1;
            if waiting[*lower] == 0 {
                ready.push(*lower);
            }
        }
    }
    (ranks, turned)
}

/// Links that lead back to a box on the way from the first one: a search in depth, in the order given.
fn turned(count: usize, links: &[Link]) -> Vec<bool> {
    #[derive(Clone, Copy, PartialEq)]
    enum Seen {
        Never,
        OnTheWay,
        Done,
    }
    let mut out: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (at, link) in links.iter().enumerate() {
        out[link.from].push(at);
    }
    let mut turned = vec![false; links.len()];
    let mut seen = vec![Seen::Never; count];
    for start in 0..count {
        if seen[start] != Seen::Never {
            continue;
        }
        // A stack of our own: a chart may be deeper than a thread's.
        let mut way = vec![(start, 0_usize)];
        seen[start] = Seen::OnTheWay;
        while let Some((at, next)) = way.last_mut() {
            let Some(link) = out[*at].get(*next) else {
                seen[*at] = Seen::Done;
                way.pop();
                continue;
            };
            *next += 1;
            let to = links[*link].to;
            match seen[to] {
                Seen::Never => {
                    seen[to] = Seen::OnTheWay;
                    way.push((to, 0));
                }
                Seen::OnTheWay => turned[*link] = true,
                Seen::Done => {}
            }
        }
    }
    turned
}
