//! (temporary driver)
use crate::source::Sources;

#[test]
fn probe() {
    let Ok(files) = std::env::var("PROBE") else { return };
    for path in files.split(':') {
        let text = std::fs::read_to_string(path).expect("reads");
        let id = std::env::var("ID").unwrap_or_else(|_| {
            let parts: Vec<&str> = path.split('/').collect();
            parts[parts.len() - 2].to_owned()
        });
        let mut sources = Sources::new();
        let file = sources.add(path.rsplit('/').next().expect("name"), text.clone());
        let mut found = Vec::new();
        let document = crate::parse::parse(file, &text, &mut found);
        if path.contains("/scenarios/") {
            let made = crate::scenario::read(file, &text, &mut found);
            if std::env::var("DUMP").is_ok() {
                eprintln!("{made:#?}");
            }
            for d in &found {
                eprintln!(
                    "  {path} {}: [{}] {} | {:?} | {}  {:?}",
                    sources.place(d.label.span),
                    d.code,
                    d.message,
                    sources.text(d.label.span),
                    d.label.text,
                    d.hint
                );
            }
            continue;
        }
        let made = if path.contains("/parts/") {
            format!("{} steps", super::part(&document, &mut found).steps.len())
        } else {
            let exercise = super::exercise(&document, &id, &mut found);
            if std::env::var("DUMP").is_ok() {
                format!("{exercise:#?}")
            } else {
                format!("{} steps", exercise.steps.len())
            }
        };
        crate::diagnostic::sort(&mut found);
        eprintln!("{path}: {made}");
        for d in &found {
            eprintln!(
                "  {}: [{}] {} | {:?} | {} | other {:?} | hint {:?}",
                sources.place(d.label.span),
                d.code,
                d.message,
                sources.text(d.label.span),
                d.label.text,
                d.other.as_ref().map(|o| (sources.place(o.span).to_string(), &o.text)),
                d.hint
            );
        }
    }
}
