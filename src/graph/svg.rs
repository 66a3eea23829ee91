//! The graph as an SVG that a person reads without other tools: a row a step, a lane a role.
//! Lays nothing out itself.

use std::fmt::Write as _;

use super::dot::listed;
use super::layout::{
    BOX, HEAD, LANE, Layout, MARGIN, MARK, NAME, PAD, Panel, Placed, TEXT, Track, WAY, lanes,
};
use super::measure::{width, wrap};
use super::{Graph, Kind, Step, Who};

const INK: &str = "#1f1c17";
const PAPER: &str = "#fffdf9";
const QUIET: &str = "#5c564b";
const LINE: &str = "#8b8375";
const TAKEN: &str = "#c2410c";
/// Tracks side by side are told apart by these; they mean nothing else.
const TRACKS: [&str; 5] = ["#8b8375", "#5b7896", "#86607d", "#55805f", "#96683f"];
const FONT: &str = "system-ui, 'Segoe UI', Helvetica, Arial, 'DejaVu Sans', sans-serif";

/// The graph as an SVG.
pub fn svg(graph: &Graph) -> String {
    let mut head = Pen::default();
    let wide = Layout::of(graph, 0.0).width;
    let top = heading(&mut head, graph, wide);
    let layout = Layout::of(graph, top);
    let (w, h) = (layout.width.round(), layout.height.round());
    let mut pen = Pen::default();
    let _ = write!(
        pen.out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{w}\" height=\"{h}\" \
         viewBox=\"0 0 {w} {h}\" font-family=\"{FONT}\" role=\"img\">\n\
         <title>{}</title>\n<rect width=\"{w}\" height=\"{h}\" fill=\"{PAPER}\"/>\n",
        escaped(&graph.title)
    );
    pen.out.push_str(&head.out);
    for (at, panel) in layout.panels.iter().enumerate() {
        Drawing { graph, at, panel, layout: &layout, pen: &mut pen }.draw();
    }
    pen.out.push_str("</svg>\n");
    pen.out
}

/// Title and legend; gives where they end.
fn heading(pen: &mut Pen, graph: &Graph, wide: f64) -> f64 {
    let mut y = 46.0;
    for line in wrap(&graph.title, wide - 2.0 * MARGIN, 22.0) {
        pen.text(MARGIN, y, 22.0, INK, "bold", &line);
        y += 26.0;
    }
    for line in wrap(&graph.summary, wide - 2.0 * MARGIN, 13.0) {
        pen.text(MARGIN, y, 13.0, QUIET, "normal", &line);
        y += 18.0;
    }
    y += 2.0;
    let mut x = MARGIN;
    let mut whos: Vec<Who> = (0..graph.roles.len()).map(Who::Role).collect();
    whos.insert(whos.len().min(1), Who::Everyone);
    whos.extend((!graph.roles.is_empty()).then_some(Who::Each));
    let swatches = whos.into_iter().map(|who| (graph.who(who), look(who, Kind::Say)));
    let ends = ("an ending".to_owned(), look(Who::Everyone, Kind::End));
    for (words, look) in swatches.chain([ends]) {
        let w = width(&words, 12.0) + 24.0;
        if x + w > wide - MARGIN {
            x = MARGIN;
            y += 32.0;
        }
        pen.rect(x, y, w, 24.0, 6.0, look, "swatch");
        pen.text(x + 12.0, y + 16.0, 12.0, look.ink, "normal", &words);
        x += w + 10.0;
    }
    y += 44.0;
    let mut notes = "Steps stand in the order written. A line leads on; a dashed one goes past a step: its condition does not hold, it was entered too often, its time is over. A lock: answered in private.".to_owned();
    if !graph.walked.is_empty() {
        notes.push_str(" Thick, with numbers: the path of the scenario.");
    }
    for line in wrap(&notes, wide - 2.0 * MARGIN, 11.5) {
        pen.text(MARGIN, y, 11.5, QUIET, "normal", &line);
        y += 16.0;
    }
    y
}

struct Drawing<'a> {
    graph: &'a Graph,
    at: usize,
    panel: &'a Panel,
    layout: &'a Layout,
    pen: &'a mut Pen,
}

impl Drawing<'_> {
    fn draw(&mut self) {
        self.ground();
        for taken in [false, true] {
            self.tracks(taken);
            self.jumps(taken);
            self.flows(taken);
        }
        let steps = &self.graph.clusters[self.at].steps;
        let numbers = self.graph.numbers(self.at, steps.len());
        let whole = self.graph;
        for ((step, placed), numbers) in steps.iter().zip(&self.panel.boxes).zip(&numbers) {
            draw_box(self.pen, whole, step, placed, numbers);
        }
    }

    /// Lanes with their names, and the frame of a part.
    fn ground(&mut self) {
        let (top, bottom) = (self.panel.top, self.panel.bottom);
        let lanes = lanes(self.graph);
        if let Some(part) = &self.graph.clusters[self.at].part {
            let words = format!("Part \u{201c}{part}\u{201d}");
            self.pen.text(MARGIN, top + 22.0, 16.0, INK, "bold", &words);
            let right = self.layout.width - MARGIN;
            self.pen.line(&[(MARGIN, top), (right, top)], "#cfc7b8", 1.5, false);
        }
        if lanes == 1 {
            return;
        }
        let top = top + if self.graph.clusters[self.at].part.is_some() { 34.0 } else { 0.0 };
        let roles = &self.graph.roles;
        let names = [roles.first(), None, roles.get(1)];
        for (at, name) in names.iter().enumerate().take(lanes) {
            let x = MARGIN + at as f64 * LANE;
            let fill = ["#f3f7fd", "#f9f7f2", "#fdf7ec"][at % 3];
            let _ = writeln!(
                self.pen.out,
                "<rect x=\"{x:.1}\" y=\"{:.1}\" width=\"{LANE:.1}\" height=\"{:.1}\" fill=\"{fill}\"/>",
                top + 6.0,
                bottom - top - 6.0
            );
            let name = name.map_or("together", String::as_str);
            self.pen.text(x + PAD, top + 24.0, 12.0, QUIET, "bold", name);
        }
    }

    fn tracks(&mut self, taken: bool) {
        for track in &self.panel.tracks {
            let x = self.layout.track(track.lane);
            let to = &self.panel.boxes[track.to];
            let (door, right) = (to.door(), to.right());
            if taken {
                continue;
            }
            let color = colour(track);
            self.pen.line(&[(x, track.from), (x, track.until)], color, 1.5, false);
            self.pen.line(&[(x, door), (right + 6.0, door)], color, 1.5, false);
            self.pen.arrow(right, door, (-1.0, 0.0), color, 1.0);
        }
    }

    fn jumps(&mut self, taken: bool) {
        for (from, placed) in self.panel.boxes.iter().enumerate() {
            for jump in &placed.jumps {
                let went = self.graph.went(self.at, from, jump.to);
                let Some(track) = self.panel.tracks.iter().find(|track| track.to == jump.to) else {
                    continue;
                };
                let x = self.layout.track(track.lane);
                let to = &self.panel.boxes[jump.to];
                if taken {
                    if went {
                        let way = [
                            (placed.right(), jump.y),
                            (x, jump.y),
                            (x, to.door()),
                            (to.right() + 8.0, to.door()),
                        ];
                        self.pen.line(&way, TAKEN, 4.0, false);
                        self.pen.arrow(to.right(), to.door(), (-1.0, 0.0), TAKEN, 1.6);
                    }
                    continue;
                }
                let color = colour(track);
                let gutter = self.layout.gutter - 8.0;
                self.pen.line(&[(gutter, jump.y), (x, jump.y)], PAPER, 5.0, false);
                self.pen.line(&[(placed.right(), jump.y), (x, jump.y)], color, 1.5, jump.aside);
                self.pen.dot(x, jump.y, color);
                let first = jump.y - 4.0 - (jump.label.len() - 1) as f64 * WAY.1;
                for (line, words) in jump.label.iter().enumerate() {
                    let y = first + line as f64 * WAY.1;
                    self.pen.text(placed.right() + 8.0, y, WAY.0, QUIET, "normal", words);
                }
            }
        }
    }

    /// What leads to the step below.
    fn flows(&mut self, taken: bool) {
        for (from, pair) in self.panel.boxes.windows(2).enumerate() {
            let [placed, below] = pair else { continue };
            let Some((label, aside)) = &placed.below else { continue };
            let went = self.graph.went(self.at, from, from + 1);
            let (x, y) = (placed.middle(), placed.bottom());
            let turn = below.y - 15.0;
            let end = below.y - 6.0;
            let way = [(x, y), (x, turn), (below.middle(), turn), (below.middle(), end)];
            if taken && went {
                self.pen.line(&way, TAKEN, 4.0, false);
                self.pen.arrow(below.middle(), below.y, (0.0, 1.0), TAKEN, 1.6);
            } else if !taken {
                self.pen.line(&way, LINE, 1.5, *aside);
                self.pen.arrow(below.middle(), below.y, (0.0, 1.0), LINE, 1.0);
                for (line, words) in label.iter().enumerate() {
                    let y = y + 14.0 + line as f64 * WAY.1;
                    self.pen.text(x + 8.0, y, WAY.0, QUIET, "normal", words);
                }
            }
        }
        if let Some(first) = self.panel.boxes.first().filter(|_| !taken) {
            let (x, y) = (first.middle(), first.y);
            self.pen.dot(x, y - 22.0, INK);
            self.pen.line(&[(x, y - 22.0), (x, y - 6.0)], INK, 1.5, false);
            self.pen.arrow(x, y, (0.0, 1.0), INK, 1.0);
            self.pen.text(x + 8.0, y - 16.0, WAY.0, QUIET, "normal", "begins here");
        }
    }
}

fn draw_box(pen: &mut Pen, graph: &Graph, step: &Step, placed: &Placed, numbers: &[usize]) {
    let look = look(step.who, step.kind);
    let full = [step.text.as_str(), step.question.as_str()]
        .into_iter()
        .chain(step.marks.iter().map(String::as_str));
    let full: Vec<&str> = full.filter(|line| !line.is_empty()).collect();
    let title = format!("{} \u{2013} {}, {}", step.name, graph.who(step.who), step.does);
    let _ = write!(
        pen.out,
        "<g class=\"step\" id=\"{}\"><title>{}</title>\n",
        escaped(&step.name),
        escaped(&[&[title.as_str()], full.as_slice()].concat().join("\n"))
    );
    let radius = if step.kind == Kind::End { 18.0 } else { 7.0 };
    pen.rect(placed.x, placed.y, BOX, placed.h, radius, look, "box");
    if step.kind == Kind::Call {
        for x in [placed.x + 5.0, placed.right() - 5.0] {
            let line = [(x, placed.y), (x, placed.bottom())];
            pen.line(&line, look.edge, 1.0, false);
        }
    }
    let x = placed.x + PAD;
    let mut y = placed.y + PAD - 4.0;
    let lines: [(&[String], (f64, f64), &str, &str); 5] = [
        (&placed.head, HEAD, look.quiet, "normal"),
        (&placed.name, NAME, look.ink, "bold"),
        (&placed.text, TEXT, look.ink, "normal"),
        (&placed.question, TEXT, look.ink, "italic"),
        (&placed.marks, MARK, look.quiet, "normal"),
    ];
    for (lines, (size, height), colour, weight) in lines {
        for words in lines {
            y += height;
            pen.text(x, y - 2.0, size, colour, weight, words);
        }
    }
    signs(pen, step, placed, look);
    if let Some(numbers) = listed(numbers) {
        let w = width(&numbers, 11.0).max(10.0) + 14.0;
        let (x, y) = (placed.x - 8.0, placed.y - 11.0);
        let _ = writeln!(
            pen.out,
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{w:.1}\" height=\"20.0\" rx=\"10\" fill=\"{TAKEN}\"/>"
        );
        pen.text(x + 7.0, y + 14.0, 11.0, "#ffffff", "bold", &numbers);
    }
    pen.out.push_str("</g>\n");
}

/// A lock for what is answered in private, two bars for a pause.
fn signs(pen: &mut Pen, step: &Step, placed: &Placed, look: Look) {
    let mut x = placed.right() - PAD - 11.0;
    let y = placed.y + 9.0;
    if step.private {
        let _ = writeln!(
            pen.out,
            "<path d=\"M{:.1} {:.1}v-3a3 3 0 0 1 6 0v3\" fill=\"none\" stroke=\"{2}\" stroke-width=\"1.5\"/>\
             <rect x=\"{x:.1}\" y=\"{3:.1}\" width=\"10\" height=\"8\" rx=\"1.5\" fill=\"{2}\"/>",
            x + 2.0,
            y + 6.0,
            look.quiet,
            y + 5.5
        );
        x -= 16.0;
    }
    if step.kind == Kind::Pause {
        for at in [x, x + 5.5] {
            let _ = writeln!(
                pen.out,
                "<rect x=\"{at:.1}\" y=\"{y:.1}\" width=\"3.5\" height=\"13\" rx=\"1\" fill=\"{}\"/>",
                look.quiet
            );
        }
    }
}

fn colour(track: &Track) -> &'static str {
    TRACKS[track.lane % TRACKS.len()]
}

/// How a box looks.
#[derive(Clone, Copy)]
struct Look {
    fill: &'static str,
    edge: &'static str,
    ink: &'static str,
    quiet: &'static str,
    dashed: bool,
}

fn look(who: Who, kind: Kind) -> Look {
    let look = |fill, edge, dashed| Look { fill, edge, ink: INK, quiet: QUIET, dashed };
    match (kind, who) {
        (Kind::End, _) => Look {
            fill: "#33302a",
            edge: "#33302a",
            ink: "#ffffff",
            quiet: "#e5dfd3",
            dashed: false,
        },
        (_, Who::Everyone) => look("#f4f1ea", "#8b8375", false),
        (_, Who::Each) => look("#ede4fb", "#6d28d9", true),
        (_, Who::Role(0)) => look("#dbeafe", "#1d4ed8", false),
        (_, Who::Role(_)) => look("#fde9c8", "#a15c07", false),
    }
}

#[derive(Default)]
struct Pen {
    out: String,
}

impl Pen {
    fn text(&mut self, x: f64, y: f64, size: f64, colour: &str, weight: &str, words: &str) {
        let weight = match weight {
            "bold" => " font-weight=\"600\"",
            "italic" => " font-style=\"italic\"",
            _ => "",
        };
        let _ = writeln!(
            self.out,
            "<text x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"{size}\" fill=\"{colour}\"{weight}>{}</text>",
            escaped(words)
        );
    }

    #[expect(clippy::too_many_arguments, reason = "a rectangle has that many")]
    fn rect(&mut self, x: f64, y: f64, w: f64, h: f64, radius: f64, look: Look, class: &str) {
        let dashed = if look.dashed { " stroke-dasharray=\"6 3\"" } else { "" };
        let _ = writeln!(
            self.out,
            "<rect class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{w:.1}\" height=\"{h:.1}\" \
             rx=\"{radius}\" fill=\"{}\" stroke=\"{}\" stroke-width=\"1.5\"{dashed}/>",
            look.fill, look.edge
        );
    }

    fn line(&mut self, points: &[(f64, f64)], colour: &str, thick: f64, dashed: bool) {
        let points: Vec<String> = points.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
        let dashed = if dashed { " stroke-dasharray=\"5 4\"" } else { "" };
        let _ = writeln!(
            self.out,
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"{thick}\" \
             stroke-linejoin=\"round\"{dashed}/>",
            points.join(" ")
        );
    }

    /// A head that points along `way` and ends at a point.
    fn arrow(&mut self, x: f64, y: f64, way: (f64, f64), colour: &str, large: f64) {
        let (dx, dy) = (way.0 * 8.0 * large, way.1 * 8.0 * large);
        let (sx, sy) = (way.1 * 4.0 * large, way.0 * 4.0 * large);
        let _ = writeln!(
            self.out,
            "<polygon points=\"{x:.1},{y:.1} {:.1},{:.1} {:.1},{:.1}\" fill=\"{colour}\"/>",
            x - dx + sx,
            y - dy + sy,
            x - dx - sx,
            y - dy - sy
        );
    }

    fn dot(&mut self, x: f64, y: f64, colour: &str) {
        let _ =
            writeln!(self.out, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3\" fill=\"{colour}\"/>");
    }
}

/// `text` as XML takes it.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in crate::text::strip(text).chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            other => out.push(other),
        }
    }
    out
}
