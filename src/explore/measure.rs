//! How long paths take and how much they ask, from the places and the ways between them. Plays
//! nothing.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};

use super::walk::{END, ENDINGS, Walk};

/// What was measured.
#[derive(Debug, Clone, Default)]
pub(super) struct Measures {
    /// Seconds of the quickest path to an end; nothing where none is reached.
    pub(super) shortest: Option<u64>,
    /// The same for each ending, in the order they were found.
    pub(super) quickest: Vec<Option<u64>>,
    /// Seconds of the longest, each loop gone round once.
    pub(super) longest: Option<u64>,
    /// Places of loops that can be gone round as often as a person likes.
    pub(super) loops: Vec<u32>,
    /// The most questions without a pause between them.
    pub(super) most: u64,
    /// That it is so many only with each loop gone round once.
    pub(super) most_loops: bool,
}

/// Measures all paths.
pub(super) fn measure(walk: &Walk<'_>) -> Measures {
    let exit = walk.places.len();
    let to = |to: u32| if to > END - ENDINGS { exit } else { to as usize };
    let edges = walk.edges.iter();
    let edges: Vec<(usize, usize, u64)> =
        edges.map(|edge| (edge.from as usize, to(edge.to), u64::from(edge.seconds))).collect();
    let mut graph = DiGraph::<(), ()>::with_capacity(exit + 1, edges.len());
    for _ in 0..=exit {
        graph.add_node(());
    }
    for (from, to, _) in &edges {
        graph.add_edge(NodeIndex::new(*from), NodeIndex::new(*to), ());
    }
    let rounds = kosaraju_scc(&graph);
    let quick = shortest(walk, exit, &edges);
    let mut quickest = vec![u64::MAX; walk.ends.len()];
    for edge in walk.edges.iter().filter(|edge| edge.to > END - ENDINGS) {
        let end = &mut quickest[(END - edge.to) as usize];
        let there = quick[edge.from as usize].saturating_add(u64::from(edge.seconds));
        *end = there.min(*end);
    }
    // One that ends before anybody is asked anything has no way from place to place.
    let quickest: Vec<Option<u64>> =
        quickest.into_iter().map(|seconds| (seconds < u64::MAX).then_some(seconds)).collect();
    let shortest = quickest.iter().copied().flatten().min();
    let mut measures = Measures { shortest, quickest, ..Measures::default() };
    let mut leaving: Vec<Vec<(usize, u64)>> = vec![Vec::new(); exit + 1];
    edges.iter().for_each(|(from, to, seconds)| leaving[*from].push((*to, *seconds)));
    longest(walk, &rounds, &leaving, exit, &mut measures);
    questions(walk, &rounds, &leaving, exit, &mut measures);
    measures
}

/// The quickest way to each place.
fn shortest(walk: &Walk<'_>, exit: usize, edges: &[(usize, usize, u64)]) -> Vec<u64> {
    let mut leaving: Vec<Vec<(usize, u64)>> = vec![Vec::new(); exit + 1];
    edges.iter().for_each(|(from, to, seconds)| leaving[*from].push((*to, *seconds)));
    let mut best = vec![u64::MAX; exit + 1];
    let roots = walk.roots.iter();
    let mut work: BinaryHeap<Reverse<(u64, usize)>> =
        roots.map(|(root, begun)| Reverse((u64::from(*begun), *root as usize))).collect();
    while let Some(Reverse((seconds, at))) = work.pop() {
        if seconds >= best[at] {
            continue;
        }
        best[at] = seconds;
        work.extend(leaving[at].iter().map(|(to, more)| Reverse((seconds + more, *to))));
    }
    best
}

/// The longest way from each place to an end. What lies behind comes first in `rounds`.
fn longest(
    walk: &Walk<'_>,
    rounds: &[Vec<NodeIndex>],
    leaving: &[Vec<(usize, u64)>],
    exit: usize,
    measures: &mut Measures,
) {
    let mut best: Vec<Option<u64>> = vec![None; exit + 1];
    best[exit] = Some(0);
    let mut inside = vec![usize::MAX; exit + 1];
    for (number, round) in rounds.iter().enumerate() {
        round.iter().for_each(|place| inside[place.index()] = number);
        let mut around = 0;
        let mut out = if round[0].index() == exit { Some(0) } else { None };
        let mut turns = false;
        for place in round.iter().map(|place| place.index()) {
            let mut most = 0;
            for (to, seconds) in &leaving[place] {
                if inside[*to] == number {
                    turns |= round.len() > 1 || *to == place;
                    most = most.max(*seconds);
                } else if let Some(further) = best[*to] {
                    out = out.max(Some(further + seconds));
                }
            }
            around += most;
        }
        let total = out.map(|out| out + around);
        round.iter().for_each(|place| best[place.index()] = total);
        if turns && total.is_some() {
            measures.loops.extend(round.iter().map(|place| place.index() as u32).min());
        }
    }
    let roots = walk.roots.iter();
    let all = roots.filter_map(|(root, begun)| Some(best[*root as usize]? + u64::from(*begun)));
    measures.longest = all.max();
}

fn questions(
    walk: &Walk<'_>,
    rounds: &[Vec<NodeIndex>],
    leaving: &[Vec<(usize, u64)>],
    exit: usize,
    measures: &mut Measures,
) {
    let mut most = vec![0_u64; exit + 1];
    let mut inside = vec![usize::MAX; exit + 1];
    let asks = |place: usize| walk.places.get(place).is_some_and(|place| place.asks);
    let pauses = |place: usize| walk.places.get(place).is_some_and(|place| place.pauses);
    let mut looped = vec![false; exit + 1];
    for (number, round) in rounds.iter().enumerate() {
        round.iter().for_each(|place| inside[place.index()] = number);
        let places = || round.iter().map(|place| place.index());
        let here = places().filter(|place| asks(*place)).count() as u64;
        let further = places().filter(|place| !pauses(*place)).flat_map(|place| {
            leaving[place].iter().filter(|(to, _)| inside[*to] != number).map(|(to, _)| *to)
        });
        let further: Vec<usize> = further.collect();
        let behind = further.iter().map(|to| most[*to]).max().unwrap_or(0);
        let round_trip = round.len() > 1;
        let farthest = further.iter().find(|to| most[**to] == behind);
        let loops = round_trip || farthest.is_some_and(|to| looped[*to]);
        for place in places() {
            let paused = pauses(place) && round.len() == 1;
            most[place] = if paused { 0 } else { here + behind };
            looped[place] = loops && !paused;
        }
    }
    let best = (0..exit).max_by_key(|place| most[*place]);
    measures.most = best.map_or(0, |place| most[place]);
    measures.most_loops = best.is_some_and(|place| looped[place]);
}
