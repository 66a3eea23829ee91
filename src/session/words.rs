//! Why an answer did not fit, in words. Translates nothing; hosts with words of their own match on
//! the reasons.

use std::fmt;

use super::output::Rejection;

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = match self {
            Rejection::Empty => "nothing was answered".to_owned(),
            Rejection::Required { why } if why.is_empty() => "it cannot be skipped".to_owned(),
            Rejection::Required { why } => format!("it cannot be skipped: {why}"),
            Rejection::NotWhole => "a whole number is needed".to_owned(),
            Rejection::NotNumber => "a number is needed".to_owned(),
            Rejection::NotDate => "a date is needed".to_owned(),
            Rejection::NotTime => "a time of day is needed".to_owned(),
            Rejection::OutOfBounds { min, max } => {
                let bound =
                    |bound: &Option<String>| bound.clone().unwrap_or_else(|| "…".to_owned());
                format!("it must be between {} and {}", bound(min), bound(max))
            }
            Rejection::Length { min, max } => match (min, max) {
                (Some(min), Some(max)) => format!("it must have {min} to {max} characters"),
                (Some(min), None) => format!("it must have {min} characters at least"),
                (None, Some(max)) => format!("it must have {max} characters at most"),
                (None, None) => "its length does not fit".to_owned(),
            },
            Rejection::NoChoice { typed, near } => match near {
                Some(near) => format!("`{typed}` is no choice here; did you mean `{near}`?"),
                None => format!("`{typed}` is no choice here"),
            },
            Rejection::Count { min, max } => format!("between {min} and {max} are needed"),
            Rejection::Twice => "the same was chosen twice".to_owned(),
            Rejection::NotYesNo => "yes or no is needed".to_owned(),
            Rejection::NotHere => "it means nothing here".to_owned(),
            Rejection::NothingBefore => "there is nothing to go back to".to_owned(),
            Rejection::BeyondConsent => {
                "one cannot go back over something that was shown".to_owned()
            }
            Rejection::NameTaken => "the name is taken".to_owned(),
        };
        f.write_str(&words)
    }
}
