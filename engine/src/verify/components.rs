//! Strongly connected components of a graph, without recursion (Tarjan 1972).

/// The component of each node, numbered so that whatever a component leads to has a smaller number.
///
/// `degree`: how many transitions a node has; `to`: where one of them leads, if it counts.
pub(super) fn components(
    nodes: usize,
    degree: impl Fn(usize) -> usize,
    to: impl Fn(usize, usize) -> Option<usize>,
) -> (Vec<u32>, usize) {
    const NONE: u32 = u32::MAX;
    let number = |at: usize| u32::try_from(at).unwrap_or(NONE);
    let mut seen = vec![NONE; nodes];
    let mut lowest = vec![NONE; nodes];
    let mut component = vec![NONE; nodes];
    let (mut open, mut calls) = (Vec::new(), Vec::new());
    let (mut next, mut found) = (0, 0);
    for root in 0..nodes {
        if seen[root] != NONE {
            continue;
        }
        calls.push((root, 0));
        while let Some((node, edge)) = calls.pop() {
            if edge == 0 {
                seen[node] = next;
                lowest[node] = next;
                next += 1;
                open.push(node);
            }
            let mut deeper = None;
            for at in edge..degree(node) {
                let Some(target) = to(node, at) else { continue };
                if seen[target] == NONE {
                    deeper = Some((at, target));
                    break;
                }
                if component[target] == NONE {
                    lowest[node] = lowest[node].min(seen[target]);
                }
            }
            if let Some((at, target)) = deeper {
                calls.push((node, at + 1));
                calls.push((target, 0));
                continue;
            }
            if lowest[node] == seen[node] {
                while let Some(member) = open.pop() {
                    component[member] = number(found);
                    if member == node {
                        break;
                    }
                }
                found += 1;
            }
            if let Some((caller, _)) = calls.last() {
                lowest[*caller] = lowest[*caller].min(lowest[node]);
            }
        }
    }
    (component, found)
}
