//! The nearest name to a misspelt one; knows nothing of what the names mean.

/// The name of `known` that `name` was most likely meant to be, if any is near enough.
///
/// ```
/// assert_eq!(tending::suggest::nearest("rnu", ["list", "run"]), Some("run"));
/// assert_eq!(tending::suggest::nearest("xyz", ["list", "run"]), None);
/// ```
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    ranked(name, known).into_iter().next()
}

/// The names of `known` that `name` may have been meant to be, likeliest first.
pub fn ranked<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let plain = |text: &str| text.to_lowercase().replace(['_', ' '], "-");
    let name = plain(name);
    let mut scored: Vec<(usize, &str)> = known
        .into_iter()
        .filter_map(|candidate| {
            let other = plain(candidate);
            let distance = strsim::osa_distance(&name, &other);
            let longest = name.chars().count().max(other.chars().count());
            let letters = name.chars().count();
            let starts = letters >= 3 && (other.starts_with(&name) || plural(&name, &other));
            // Where every letter would have to change, nothing speaks for it.
            let near = distance * 3 <= longest.max(3) && distance < letters.max(1);
            (near || starts || distance == 0).then_some((distance, candidate))
        })
        .collect();
    scored.sort();
    scored.into_iter().map(|(_, candidate)| candidate).collect()
}

/// A hint in an author's words: "did you mean `x`?", or the list of what there is.
pub(crate) fn hint<'a>(
    name: &str,
    known: impl IntoIterator<Item = &'a str> + Clone,
    what: &str,
) -> Option<String> {
    if let Some(near) = nearest(name, known.clone()) {
        return Some(format!("did you mean `{near}`?"));
    }
    listed(known, what)
}

/// Whether one of the two is the other's plural.
fn plural(a: &str, b: &str) -> bool {
    a.strip_suffix('s') == Some(b) || b.strip_suffix('s') == Some(a)
}

/// What there is, the first of it where there is much.
pub(crate) fn listed<'a>(known: impl IntoIterator<Item = &'a str>, what: &str) -> Option<String> {
    let names: Vec<String> = known.into_iter().map(|name| format!("`{name}`")).collect();
    match names.len() {
        0 => None,
        1..=8 => Some(format!("{what}: {}", names.join(", "))),
        more => Some(format!("{what}: {} and {} more", names[..6].join(", "), more - 6)),
    }
}
