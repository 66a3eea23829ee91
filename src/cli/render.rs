//! Stand-in until the library renders.
use tending::diagnostic::Diagnostic;
use tending::source::Sources;
pub(crate) fn full(d: &[Diagnostic], s: &Sources, _: bool) -> String {
    concise(d, s)
}
pub(crate) fn concise(d: &[Diagnostic], s: &Sources) -> String {
    d.iter()
        .map(|d| {
            format!(
                "{}:{}: {} [{}] {} {}\n",
                s.file(d.label.span.file).name,
                s.place(d.label.span),
                d.message,
                d.code,
                d.label.text,
                d.hint.clone().unwrap_or_default()
            )
        })
        .collect()
}
pub(crate) fn json(d: &[Diagnostic], s: &Sources) -> String {
    concise(d, s)
}
