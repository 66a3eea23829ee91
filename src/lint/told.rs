//! What everyone may learn of private answers. Finds nothing wrong in it: it is listed, so that
//! its author reads it once more.

use crate::program::Program;
use crate::source::Span;

/// Something that everyone may learn of a private answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Its name; of an answer that is kept under none, the step's.
    pub name: String,
    /// The step whose answer it is about, with its part.
    pub step: String,
    /// When it is true, in its author's words; nothing: everyone learns the answer itself.
    pub when: Option<String>,
    /// Where it stands.
    pub span: Span,
}

/// What everyone may learn of private answers to `program`'s own steps, in the order of its files:
/// what is told of them, and what is open from the beginning. What is shared is asked for each time.
pub fn told(program: &Program) -> Vec<Told> {
    let mut all = Vec::new();
    for unit in program.units.iter().filter(|unit| unit.definition == 0) {
        let variables = &program.definitions[0].variables;
        for node in &unit.nodes {
            let step = match &unit.part {
                Some(part) => format!("{part}/{}", node.id),
                None => node.id.to_string(),
            };
            all.extend(node.tells.iter().map(|(slot, code)| Told {
                name: variables[*slot].name.clone(),
                step: step.clone(),
                when: Some(code.snippet().code.source.clone()),
                span: code.snippet().code.span,
            }));
            if node.open {
                let name = node.save.map(|slot| variables[slot].name.clone());
                let (name, span) = (name.unwrap_or_else(|| node.id.to_string()), node.places.step);
                all.push(Told { name, step, when: None, span });
            }
        }
    }
    all.sort_by_key(|told| told.span);
    all
}
