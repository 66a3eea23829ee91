//! Lists that lie beside others of their kind: cheap to clone, and what is laid down together stays
//! near together. Knows nothing of what they hold.

use std::fmt;
use std::num::NonZeroU32;
use std::ops::{Deref, Range};
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A list that may be a part of a larger one, which lives as long as any part of it does. A clone
/// shares it.
///
/// ```
/// use tending::shared::List;
/// let list = List::from(vec![1, 2, 3]);
/// assert_eq!(list.iter().sum::<i32>(), 6);
/// ```
pub struct List<T>(Part<Vec<T>>);

/// Where in a whole something lies. The whole is filled in once, when everything lies there.
pub(crate) struct Part<W> {
    whole: Option<Arc<OnceLock<W>>>,
    start: u32,
    /// One past the end, counted from 1: so that where there may be nothing takes no more room.
    past: NonZeroU32,
}

/// The end of what ends at `end`.
fn past(end: u32) -> NonZeroU32 {
    NonZeroU32::MIN.saturating_add(end)
}

impl<W> Part<W> {
    pub(crate) fn whole(&self) -> Option<&W> {
        self.whole.as_ref()?.get()
    }

    /// All of something, which is `length` long.
    pub(crate) fn all(whole: W, length: usize) -> Part<W> {
        let length = u32::try_from(length).unwrap_or(u32::MAX);
        let whole = (length > 0).then(|| Arc::new(OnceLock::from(whole)));
        Part { whole, start: 0, past: past(length) }
    }

    pub(crate) fn range(&self) -> Range<usize> {
        self.start as usize..self.past.get() as usize - 1
    }
}

impl<W> Clone for Part<W> {
    fn clone(&self) -> Part<W> {
        Part { whole: self.whole.clone(), start: self.start, past: self.past }
    }
}

impl<W> Default for Part<W> {
    fn default() -> Part<W> {
        Part { whole: None, start: 0, past: past(0) }
    }
}

impl<T> Deref for List<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        self.0.whole().and_then(|whole| whole.get(self.0.range())).unwrap_or(&[])
    }
}

impl<T> Clone for List<T> {
    fn clone(&self) -> List<T> {
        List(self.0.clone())
    }
}

impl<T> Default for List<T> {
    fn default() -> List<T> {
        List(Part::default())
    }
}

impl<T> From<Vec<T>> for List<T> {
    fn from(items: Vec<T>) -> List<T> {
        let length = items.len();
        List(Part::all(items, length))
    }
}

impl<T> FromIterator<T> for List<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> List<T> {
        List::from(items.into_iter().collect::<Vec<T>>())
    }
}

impl<'a, T> IntoIterator for &'a List<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> std::slice::Iter<'a, T> {
        self.iter()
    }
}

impl<T: fmt::Debug> fmt::Debug for List<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

impl<T: PartialEq> PartialEq for List<T> {
    fn eq(&self, other: &List<T>) -> bool {
        **self == **other
    }
}

impl<T: Eq> Eq for List<T> {}

impl<T: Serialize> Serialize for List<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (**self).serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for List<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<List<T>, D::Error> {
        Vec::deserialize(deserializer).map(List::from)
    }
}

#[cfg(feature = "schema")]
impl<T: schemars::JsonSchema> schemars::JsonSchema for List<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        Vec::<T>::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        Vec::<T>::json_schema(generator)
    }
}

/// Where things of one kind are laid down beside one another. What was laid there is empty until
/// [`Shelf::close`].
#[derive(Debug)]
pub(crate) struct Shelf<W> {
    whole: Arc<OnceLock<W>>,
    lying: W,
}

impl<W: Default> Default for Shelf<W> {
    fn default() -> Shelf<W> {
        Shelf { whole: Arc::new(OnceLock::new()), lying: W::default() }
    }
}

impl<W> Shelf<W> {
    /// All is there: from now on it can be read.
    pub(crate) fn close(self) {
        // A shelf is closed once, by value.
        let _ = self.whole.set(self.lying);
    }

    /// What lies here so far.
    pub(crate) fn lying(&mut self) -> &mut W {
        &mut self.lying
    }

    /// What lies from `start` to `end`; nothing where that cannot be counted.
    pub(crate) fn part(&self, start: usize, end: usize) -> Option<Part<W>> {
        let (start, end) = (u32::try_from(start).ok()?, u32::try_from(end).ok()?);
        past(end).checked_add(1)?;
        let whole = (end > start).then(|| self.whole.clone());
        Some(Part { whole, start, past: past(end) })
    }
}

impl<T> Shelf<Vec<T>> {
    /// Lays a list behind those that lie here.
    pub(crate) fn lay(&mut self, items: impl IntoIterator<Item = T>) -> List<T> {
        let start = self.lying.len();
        self.lying.extend(items);
        match self.part(start, self.lying.len()) {
            Some(part) => List(part),
            None => self.lying.split_off(start).into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_laid_down_together_lies_together() {
        let mut shelf = Shelf::<Vec<u8>>::default();
        let lists = [vec![1, 2], vec![], vec![3]].map(|list| shelf.lay(list));
        shelf.close();
        assert_eq!(lists.iter().map(|list| list.to_vec()).collect::<Vec<_>>().concat(), [1, 2, 3]);
        let gap = lists[2].as_ptr() as usize - lists[0].as_ptr() as usize;
        assert_eq!(gap, 2, "one list holds all");
    }
}
