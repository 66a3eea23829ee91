//! The compact form of a snapshot: its format, its fields by postcard, and a sum that shows whether
//! it is whole. Judges nothing of what it holds.

use super::{FORMAT, RestoreError, Snapshot};
use crate::program::imprint::Fnv;

/// How long the sum at the end is.
const SUM: usize = 4;

impl Snapshot {
    /// The compact form: a few hundred bytes for most sessions.
    ///
    /// It begins with its format and ends with a sum over it, so that what was cut off or changed on
    /// the way is noticed. It hides nothing: seal it where it lies with others.
    pub fn to_bytes(&self) -> Vec<u8> {
        let begun = vec![u8::try_from(self.format).unwrap_or(u8::MAX)];
        // Everything in it can be written: only what grows without a known length cannot.
        let mut bytes = postcard::to_extend(self, begun).unwrap_or_default();
        let sum = sum(&bytes);
        bytes.extend_from_slice(&sum);
        bytes
    }

    /// The snapshot that these bytes are the compact form of.
    ///
    /// # Errors
    ///
    /// [`RestoreError::Newer`] for a format of a newer program; [`RestoreError::Damaged`] for what is
    /// no snapshot, not a whole one, or was changed.
    pub fn from_bytes(bytes: &[u8]) -> Result<Snapshot, RestoreError> {
        let damaged = RestoreError::Damaged("it is not whole");
        let Some((body, end)) = bytes.split_last_chunk::<SUM>() else { return Err(damaged) };
        let Some((format, fields)) = body.split_first() else { return Err(damaged) };
        if sum(body) != *end {
            return Err(damaged);
        }
        if u32::from(*format) > FORMAT {
            return Err(RestoreError::Newer(u32::from(*format)));
        }
        match postcard::take_from_bytes(fields) {
            Ok((snapshot, [])) => Ok(snapshot),
            _ => Err(damaged),
        }
    }
}

fn sum(bytes: &[u8]) -> [u8; SUM] {
    let mut fnv = Fnv::new();
    fnv.bytes(bytes);
    let sum = fnv.done();
    ((sum >> 32) as u32 ^ sum as u32).to_le_bytes()
}
