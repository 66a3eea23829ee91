//! `tending schema`: the schema an editor completes and underlines with. Makes none itself.

use clap::ValueEnum;
use tending::schema::{self, File};

use super::ui::Ui;
use super::{Failure, exit};

/// Prints the JSON Schema of the format, for editors.
///
/// `tending new` writes it beside an exercise, where an editor finds it by the first line of the
/// file.
#[derive(Debug, clap::Args)]
pub(crate) struct Schema {
    /// Which file it is for
    #[arg(default_value = "exercise")]
    file: Of,
}

/// Which file a schema is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Of {
    /// An exercise
    Exercise,
    /// A file in the folder `parts`
    Part,
    /// A file in the folder `scenarios`
    Scenario,
}

/// Prints it.
pub(crate) fn run(schema: &Schema, ui: &mut Ui) -> Result<u8, Failure> {
    let file = match schema.file {
        Of::Exercise => File::Exercise,
        Of::Part => File::Part,
        Of::Scenario => File::Scenario,
    };
    ui.raw(&schema::schema(file));
    Ok(exit::DONE)
}
