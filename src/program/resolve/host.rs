//! Calls of the host in `set`: told from other expressions, their arguments looked up. Calls
//! nothing.

use super::super::{HostCall, Operand, Use};
use super::{Resolver, Scope, WRONG_ARGUMENTS};
use crate::diagnostic::Diagnostic;
use crate::exercise::Code;
use crate::host::Declared;
use crate::program::variables::TAKEN_NAME;
use crate::script::{Functions, functions};
use crate::source::Spanned;

/// A call of the host that is the whole of an expression.
pub(super) struct Call {
    function: usize,
    /// The arguments as a list that stands exactly where they stood.
    arguments: Code,
}

/// The call that `code` is, if it is one of a declared function and nothing else.
///
/// The name becomes blanks and the round brackets square ones: what comes out is the list of the
/// arguments. Where something else stands around or after the call, that list is no expression.
pub(super) fn call(code: &Code, host: &[Declared]) -> Option<Call> {
    let source = code.source.as_str();
    let name = source.trim_start();
    let lead = source.len() - name.len();
    let function = host.iter().position(|declared| {
        let rest = name.strip_prefix(declared.name.as_str());
        rest.is_some_and(|rest| rest.trim_start().starts_with('('))
    })?;
    let open = lead + name.find('(')?;
    let close = source.trim_end().strip_suffix(')')?.len();
    let blanks = |text: &str| text.chars().map(|_| ' ').collect::<String>();
    let source = format!(
        "{}[{}]{}",
        blanks(&source[..open]),
        source.get(open + 1..close)?,
        &source[close + 1..]
    );
    Some(Call { function, arguments: Code { source, ..code.clone() } })
}

impl Resolver<'_> {
    /// The names of the host's functions are nobody else's.
    pub(in crate::program) fn host_names(
        &mut self,
        host: &[Spanned<Declared>],
        own: Option<&Functions>,
    ) {
        for declared in host {
            let name = declared.value.name.as_str();
            let defined = own.is_some_and(|own| own.names.defines.iter().any(|def| def.0 == name));
            if defined || functions().any(|function| function.name == name) {
                let message = format!("there is a function `{name}` already");
                let hint = "choose another name for the host's".to_owned();
                self.found.push(Diagnostic::new(TAKEN_NAME, declared.span, message).hint(hint));
            }
        }
    }

    pub(super) fn host_call(
        &mut self,
        code: &Code,
        call: &Call,
        used: Use,
        scope: &mut Scope<'_>,
    ) -> Option<Operand> {
        let declared = &scope.definition.host[call.function];
        let whole = self.scripts.expression(code, scope.functions);
        let listed = self.scripts.expression(&call.arguments, scope.functions);
        let (Ok(whole), Ok(_)) = (whole, listed) else {
            // More than the call stands here, or it is not written as it should be.
            return self.expression(code, used, scope).map(Operand::Expression);
        };
        let calls = whole.names.calls.iter().filter(|made| made.name == declared.name);
        let first = calls.min_by_key(|made| made.at)?;
        if first.arguments != declared.takes.len() {
            let wants: Vec<&str> = declared.takes.iter().map(|(name, _)| name.as_str()).collect();
            let message = format!(
                "`{}` takes {} value{}, and here it has {}",
                declared.name,
                wants.len(),
                if wants.len() == 1 { "" } else { "s" },
                first.arguments
            );
            let hint = format!("write `{}({})`", declared.name, wants.join(", "));
            let chars = first.at..first.at + declared.name.chars().count();
            self.report(WRONG_ARGUMENTS, code, chars, message, Some(hint));
            return None;
        }
        let arguments = self.expression(&call.arguments, used, scope)?;
        let (function, span) = (call.function, code.span);
        Some(Operand::Host(Box::new(HostCall { function, arguments, span })))
    }
}
