//! `tending check`: what is wrong in exercises. Finds nothing itself.

use std::sync::Arc;

use super::Failure;
use super::engine::{Engine, Program, load};
use super::find::Places;
use super::ui::Ui;

/// The exercise `named`, ready to run.
///
/// # Errors
///
/// There is none, or it has errors, which are shown.
pub(crate) fn load_to_run(
    _ui: &mut Ui,
    places: &Places,
    named: &str,
) -> Result<Arc<Program>, Failure> {
    let (loader, id) = places.find(named).map_err(Failure::usage)?;
    let loaded = load(&Engine::new(), &loader, &id);
    loaded.program.ok_or_else(|| Failure::failed("it has errors".to_owned()))
}
