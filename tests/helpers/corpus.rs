//! Owns the measure of the helpers on labelled lines; never looks at which lines fail.

use tending::helpers::Helper;

/// The lines of one helper: what is expected, the text, and what the other person had said.
fn lines(helper: Helper) -> &'static str {
    match helper {
        Helper::Absolutes => include_str!("corpus/absolutes.tsv"),
        Helper::Blame => include_str!("corpus/blame.tsv"),
        Helper::IStatement => include_str!("corpus/i-statement.tsv"),
        Helper::PseudoFeeling => include_str!("corpus/pseudo-feeling.tsv"),
        Helper::Strategy => include_str!("corpus/strategy.tsv"),
        Helper::ConditionalApology => include_str!("corpus/conditional-apology.tsv"),
        Helper::VagueCommitment => include_str!("corpus/vague-commitment.tsv"),
        Helper::Mirror => include_str!("corpus/mirror.tsv"),
        Helper::Control => include_str!("corpus/control.tsv"),
        Helper::Advice => include_str!("corpus/advice.tsv"),
        Helper::Crisis => include_str!("corpus/crisis.tsv"),
        _ => "",
    }
}

/// How often a helper was right.
#[derive(Default)]
struct Measure {
    found: u32,
    wrong: u32,
    missed: u32,
}

impl Measure {
    fn add(&mut self, expected: bool, fired: bool) {
        match (expected, fired) {
            (true, true) => self.found += 1,
            (false, true) => self.wrong += 1,
            (true, false) => self.missed += 1,
            (false, false) => {}
        }
    }

    fn precision(&self) -> f64 {
        f64::from(self.found) / f64::from((self.found + self.wrong).max(1))
    }

    fn recall(&self) -> f64 {
        f64::from(self.found) / f64::from((self.found + self.missed).max(1))
    }

    fn reaches(&self, name: &str, precision: f64, recall: f64) {
        let (p, r) = (self.precision(), self.recall());
        assert!(p >= precision && r >= recall, "{name}: precision {p:.3}, recall {r:.3}");
    }
}

/// Whether a helper fires; of an I-statement, whether the answer fits.
fn fires(helper: Helper, text: &str, original: Option<&str>) -> bool {
    match helper {
        Helper::IStatement => tending::helpers::is_i_statement(text),
        _ => !helper.check(text, original).is_empty(),
    }
}

/// Measures a helper on the third of its lines that was kept aside, or on the rest.
fn measure(helper: Helper, aside: bool) -> Measure {
    let mut measure = Measure::default();
    for (number, line) in lines(helper).lines().enumerate() {
        if (number % 3 == 2) == aside {
            let mut parts = line.split('\t');
            let expected = parts.next() == Some("1");
            let text = parts.next().unwrap_or_default();
            measure.add(expected, fires(helper, text, parts.next()));
        }
    }
    measure
}

#[test]
fn the_third_kept_aside_stays_as_good_as_reported() {
    let mut pooled = Measure::default();
    for helper in Helper::ALL {
        let own = measure(helper, true);
        own.reaches(helper.name(), 0.85, 0.80);
        if helper != Helper::Crisis {
            pooled.found += own.found;
            pooled.wrong += own.wrong;
            pooled.missed += own.missed;
        }
    }
    pooled.reaches("all but crisis", 0.95, 0.90);
}

#[test]
fn the_other_lines_stay_as_good_as_they_became() {
    for helper in Helper::ALL {
        measure(helper, false).reaches(helper.name(), 0.95, 0.90);
    }
}

#[test]
fn danger_is_seldom_missed() {
    for aside in [true, false] {
        measure(Helper::Crisis, aside).reaches("crisis", 0.90, 0.95);
    }
}

#[test]
fn the_later_lines_stay_as_good_as_they_became() {
    let mut pooled = Measure::default();
    let lines = [include_str!("later.tsv"), include_str!("third.tsv")];
    for row in lines.into_iter().flat_map(super::rows) {
        let helper = Helper::by_name(row[0]).expect("a line names a helper");
        pooled.add(row[1] == "1", !helper.check(row[2], row.get(3).copied()).is_empty());
    }
    pooled.reaches("later lines", 0.95, 0.95);
}

/// The lines of independent authors, by helper: a folder of files of one shape.
macro_rules! of_strangers {
    ($folder:literal, $helper:expr) => {
        match $helper {
            Helper::Absolutes => include_str!(concat!($folder, "/absolutes.tsv")),
            Helper::Blame => include_str!(concat!($folder, "/blame.tsv")),
            Helper::IStatement => include_str!(concat!($folder, "/i-statement.tsv")),
            Helper::PseudoFeeling => include_str!(concat!($folder, "/pseudo-feeling.tsv")),
            Helper::Strategy => include_str!(concat!($folder, "/strategy.tsv")),
            Helper::ConditionalApology => {
                include_str!(concat!($folder, "/conditional-apology.tsv"))
            }
            Helper::VagueCommitment => include_str!(concat!($folder, "/vague-commitment.tsv")),
            Helper::Mirror => include_str!(concat!($folder, "/mirror.tsv")),
            Helper::Control => include_str!(concat!($folder, "/control.tsv")),
            Helper::Advice => include_str!(concat!($folder, "/advice.tsv")),
            Helper::Crisis => include_str!(concat!($folder, "/crisis.tsv")),
            _ => "",
        }
    };
}

/// Measures a helper on one file of strangers; a reflection has what was said before it.
fn measure_strangers(helper: Helper, file: &str) -> Measure {
    let mut measure = Measure::default();
    for line in file.lines() {
        let cells: Vec<&str> = line.split('\t').collect();
        match (helper, cells.as_slice()) {
            (Helper::Mirror, [expected, original, text]) => {
                measure.add(*expected == "1", fires(helper, text, Some(original)));
            }
            (_, [expected, text, ..]) => measure.add(*expected == "1", fires(helper, text, None)),
            _ => panic!("no labelled line: {line}"),
        }
    }
    measure
}

/// They were learned from, so what is held here is that nothing is lost again.
#[test]
fn the_lines_of_strangers_stay_as_good_as_they_became() {
    for helper in Helper::ALL {
        measure_strangers(helper, of_strangers!("corpus2", helper)).reaches(
            helper.name(),
            0.95,
            0.93,
        );
        measure_strangers(helper, of_strangers!("corpus3", helper)).reaches(
            helper.name(),
            0.95,
            0.92,
        );
    }
}

/// Another author's, whom nobody who made the rules had read when they were measured. They were only
/// counted; nobody has learned from them.
#[test]
fn the_lines_nobody_had_read_stay_as_good_as_reported() {
    let mut pooled = Measure::default();
    for helper in Helper::ALL {
        let own = measure_strangers(helper, of_strangers!("corpus4", helper));
        if helper == Helper::Crisis {
            own.reaches("crisis", 0.88, 0.98);
        } else {
            own.reaches(helper.name(), 0.89, 0.82);
            pooled.found += own.found;
            pooled.wrong += own.wrong;
            pooled.missed += own.missed;
        }
    }
    pooled.reaches("all but crisis", 0.95, 0.94);
}

/// Lines about anything but danger: what the other helpers were tried with. A few do speak of it.
#[test]
fn danger_is_seldom_heard_where_nobody_spoke_of_it() {
    let (mut all, mut heard) = (0, Vec::new());
    for helper in Helper::ALL.into_iter().filter(|helper| *helper != Helper::Crisis) {
        let files =
            [lines(helper), of_strangers!("corpus2", helper), of_strangers!("corpus3", helper)];
        for line in files.into_iter().flat_map(str::lines) {
            for text in line.split('\t').skip(1) {
                all += 1;
                heard.extend(fires(Helper::Crisis, text, None).then_some(text));
            }
        }
    }
    assert!(heard.len() * 150 < all, "{} of {all}: {heard:#?}", heard.len());
}

#[test]
fn danger_told_in_other_ways_is_heard() {
    let mut measure = Measure::default();
    for line in include_str!("corpus2/danger.tsv").lines() {
        let (expected, text) = line.split_once('\t').unwrap_or_default();
        measure.add(expected == "1", fires(Helper::Crisis, text, None));
    }
    measure.reaches("danger", 0.97, 0.95);
}
