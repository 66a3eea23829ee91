//! Where each box and each way of a drawing stands: a row a step, in the order written; a lane a
//! role; what jumps goes by the margin, on one track for each step it leads to. Draws nothing.

use super::measure::{wrap, wrap_some};
use super::{Cluster, Graph, Kind, Step, Who};

/// The width of a lane, and of the box in it.
pub(super) const LANE: f64 = 292.0;
pub(super) const BOX: f64 = 268.0;
pub(super) const MARGIN: f64 = 28.0;
/// What stands beside a box about the ways that jump.
const LABEL: f64 = 232.0;
const TRACK: f64 = 13.0;
pub(super) const PAD: f64 = 12.0;
/// Size and line height of what stands in a box.
pub(super) const HEAD: (f64, f64) = (10.5, 15.0);
pub(super) const NAME: (f64, f64) = (13.5, 18.0);
pub(super) const TEXT: (f64, f64) = (12.0, 16.0);
pub(super) const MARK: (f64, f64) = (11.0, 15.0);
pub(super) const WAY: (f64, f64) = (11.0, 14.0);
const MOST_LINES: usize = 5;

/// A drawing.
pub(super) struct Layout {
    pub(super) width: f64,
    pub(super) height: f64,
    /// Where the margin of tracks begins.
    pub(super) gutter: f64,
    pub(super) panels: Vec<Panel>,
}

/// A cluster in the drawing.
pub(super) struct Panel {
    pub(super) top: f64,
    pub(super) bottom: f64,
    pub(super) boxes: Vec<Placed>,
    pub(super) tracks: Vec<Track>,
}

/// A step in the drawing.
pub(super) struct Placed {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) h: f64,
    pub(super) head: Vec<String>,
    pub(super) name: Vec<String>,
    pub(super) text: Vec<String>,
    pub(super) question: Vec<String>,
    pub(super) marks: Vec<String>,
    /// What leads to the step below: its words; `true`: only past the step.
    pub(super) below: Option<(Vec<String>, bool)>,
    pub(super) jumps: Vec<Jump>,
}

/// A way that does not lead to the step below.
pub(super) struct Jump {
    pub(super) to: usize,
    pub(super) label: Vec<String>,
    pub(super) aside: bool,
    /// Where its line leaves the box.
    pub(super) y: f64,
}

/// The line in the margin that leads to one step.
pub(super) struct Track {
    pub(super) to: usize,
    pub(super) from: f64,
    pub(super) until: f64,
    pub(super) lane: usize,
}

impl Placed {
    pub(super) fn middle(&self) -> f64 {
        self.x + BOX / 2.0
    }

    pub(super) fn bottom(&self) -> f64 {
        self.y + self.h
    }

    pub(super) fn right(&self) -> f64 {
        self.x + BOX
    }

    /// Where what jumps here comes in.
    pub(super) fn door(&self) -> f64 {
        self.y + PAD
    }
}

impl Layout {
    /// Lays `graph` out below `top`.
    pub(super) fn of(graph: &Graph, top: f64) -> Layout {
        let mut y = top;
        let mut panels = Vec::new();
        for cluster in &graph.clusters {
            let panel = panel(graph, cluster, y);
            y = panel.bottom + 36.0;
            panels.push(panel);
        }
        let tracks = panels.iter().flat_map(|panel| &panel.tracks);
        let tracks = tracks.map(|track| track.lane + 1).max().unwrap_or(0);
        let gutter = MARGIN + lanes(graph) as f64 * LANE + LABEL;
        let width = gutter + tracks as f64 * TRACK + MARGIN;
        Layout { width: width.max(560.0), height: y - 8.0, gutter, panels }
    }

    pub(super) fn track(&self, lane: usize) -> f64 {
        self.gutter + lane as f64 * TRACK
    }
}

/// How many lanes there are.
pub(super) fn lanes(graph: &Graph) -> usize {
    graph.roles.len() + 1
}

/// Two roles stand left and right of what is for both.
fn lane(who: Who) -> usize {
    match who {
        Who::Role(0) => 0,
        Who::Role(_) => 2,
        Who::Everyone | Who::Each => 1,
    }
}

fn panel(graph: &Graph, cluster: &Cluster, top: f64) -> Panel {
    let title = if cluster.part.is_some() { 34.0 } else { 0.0 };
    let mut y = top + title + 52.0;
    let count = cluster.steps.len();
    let mut boxes: Vec<Placed> = Vec::new();
    for (row, step) in cluster.steps.iter().enumerate() {
        let lane = if graph.roles.is_empty() { 0 } else { lane(step.who) };
        let x = MARGIN + lane as f64 * LANE + (LANE - BOX) / 2.0;
        let placed = place(graph, cluster, step, row, x, y);
        let gap = match &placed.below {
            Some((label, _)) => 30.0 + label.len() as f64 * WAY.1,
            None if row + 1 < count => 26.0,
            None => 18.0,
        };
        y = placed.bottom() + gap;
        boxes.push(placed);
    }
    let tracks = tracks(&boxes);
    Panel { top, bottom: y, boxes, tracks }
}

fn place(graph: &Graph, cluster: &Cluster, step: &Step, row: usize, x: f64, y: f64) -> Placed {
    let inside = BOX - 2.0 * PAD;
    let head = match step.kind {
        Kind::End => step.does.clone(),
        _ => format!("{} \u{b7} {}", graph.who(step.who), step.does),
    };
    let marks = step.marks.iter().flat_map(|mark| wrap_some(mark, inside, MARK.0, 3));
    let mut placed = Placed {
        x,
        y,
        h: 0.0,
        head: wrap(&head, inside - 34.0, HEAD.0),
        name: wrap(&step.name, inside, NAME.0),
        text: wrap_some(&step.text, inside, TEXT.0, MOST_LINES),
        question: wrap_some(&step.question, inside, TEXT.0, 4),
        marks: marks.collect(),
        below: None,
        jumps: Vec::new(),
    };
    let mut port = y + PAD + 4.0;
    let (mut below, mut only_aside) = (Vec::new(), true);
    for way in &step.ways {
        if way.to == row + 1 {
            below.push(way.label.clone());
            only_aside &= way.aside;
            continue;
        }
        let to = &cluster.steps[way.to].name;
        let label = format!("{} \u{2192} {to}", way.label);
        let label = wrap_some(label.trim(), LABEL - 22.0, WAY.0, 4);
        port += label.len() as f64 * WAY.1 + 4.0;
        placed.jumps.push(Jump { to: way.to, label, aside: way.aside, y: port });
        port += 4.0;
    }
    if !below.is_empty() {
        below.retain(|label| !label.is_empty());
        let label = wrap_some(&below.join(" / "), LANE + 60.0, WAY.0, 2);
        placed.below = Some((label, only_aside));
    }
    let lines = |lines: &[String], (_, height): (f64, f64)| lines.len() as f64 * height;
    let words = lines(&placed.head, HEAD)
        + lines(&placed.name, NAME)
        + lines(&placed.text, TEXT)
        + lines(&placed.question, TEXT)
        + lines(&placed.marks, MARK);
    placed.h = (words + 2.0 * PAD).max(port - y + 6.0).round();
    placed
}

/// A track for each step that something jumps to; short ones stand nearest to the boxes.
fn tracks(boxes: &[Placed]) -> Vec<Track> {
    let mut tracks: Vec<Track> = Vec::new();
    for from in boxes {
        for jump in &from.jumps {
            match tracks.iter_mut().find(|track| track.to == jump.to) {
                Some(track) => {
                    track.from = track.from.min(jump.y);
                    track.until = track.until.max(jump.y);
                }
                None => {
                    let door = boxes[jump.to].door();
                    let (from, until) = (door.min(jump.y), door.max(jump.y));
                    tracks.push(Track { to: jump.to, from, until, lane: 0 });
                }
            }
        }
    }
    tracks.sort_by(|a, b| (a.until - a.from).total_cmp(&(b.until - b.from)).then(a.to.cmp(&b.to)));
    for at in 0..tracks.len() {
        let (before, rest) = tracks.split_at_mut(at);
        let Some(track) = rest.first_mut() else { continue };
        let free = |lane: usize| {
            !before.iter().any(|other| {
                other.lane == lane
                    && other.from - 8.0 < track.until
                    && track.from < other.until + 8.0
            })
        };
        track.lane = (0..=before.len()).find(|lane| free(*lane)).unwrap_or(0);
    }
    tracks
}
