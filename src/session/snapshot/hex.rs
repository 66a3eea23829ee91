//! Large numbers as text, where the form is text: not every reader of JSON holds 64 bits.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub(super) fn serialize<S: Serializer>(number: &u64, to: S) -> Result<S::Ok, S::Error> {
    if to.is_human_readable() {
        to.collect_str(&format_args!("{number:016x}"))
    } else {
        number.serialize(to)
    }
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<u64, D::Error> {
    if from.is_human_readable() {
        let text = String::deserialize(from)?;
        u64::from_str_radix(&text, 16).map_err(|_| D::Error::custom("this is no number"))
    } else {
        u64::deserialize(from)
    }
}
