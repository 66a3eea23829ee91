//! Where the program's own folders lie, by the rules of the system (XDG and its kin). Makes none,
//! reads none.

use std::path::PathBuf;

use etcetera::BaseStrategy as _;

/// The folder with the person's settings, whether it exists or not.
pub(crate) fn config() -> Option<PathBuf> {
    Some(base()?.config_dir().join("tending"))
}

/// The folder with what is kept, whether it exists or not.
pub(crate) fn data() -> Option<PathBuf> {
    Some(base()?.data_dir().join("tending"))
}

fn base() -> Option<impl etcetera::BaseStrategy> {
    etcetera::choose_base_strategy().ok()
}
