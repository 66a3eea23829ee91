//! Looks up the names in one exercise's expressions. Compiles them, never evaluates one.

mod host;

use std::ops::Range;

use super::variables::BUILTIN;
use super::{
    Amount, Audience, Class, Definition, Expression, Fill, Input, Length, Mention, Operand,
    Shelves, Slot, Source, Use, Words,
};
use crate::diagnostic::{Diagnostic, codes};
use crate::exercise::{self, Code, Expr};
use crate::host::Declared;
use crate::script::{self, Functions, Names, Problem, Scripts, functions};
use crate::shared::List;
use crate::source::Sources;
use crate::{suggest, time};

codes! {
    /// A script is not written as a script should be.
    ///
    /// Expressions are small sums and questions in the Rhai language: `mood >= 7`, `need != ()`,
    /// `'Hello ' + name`. Texts stand in quotes; two values are compared with `==`.
    SCRIPT_SYNTAX = "script-syntax", Error;
    /// Words for people stand where something is worked out.
    ///
    /// What stands in `set`, `with`, `returns`, `when` and `tells` is worked out: `need` there means
    /// what was saved as `need`. Words that shall stay as they are get quotes of their own, inside
    /// the quotes:
    ///
    ///     with = { purpose = '"A quiet look."' }   not   with = { purpose = "A quiet look." }
    ///
    /// What was saved is joined to words with `+`: `'"Your wish: " + wish'`.
    WORDS_UNQUOTED = "words-without-quotes", Error;
    /// An expression uses a variable that no step of this exercise saves or sets.
    ///
    /// Often it is a typing error. A text that should be shown as it stands needs its own quotes:
    /// `set = { who = '"Ana"' }`.
    UNKNOWN_VARIABLE = "unknown-variable", Error;
    /// An expression calls a function that does not exist.
    ///
    /// Scripts can call the functions of the format, the text helpers, and what the exercise's own
    /// `script` file defines with `fn`.
    UNKNOWN_FUNCTION = "unknown-function", Error;
    /// A function is called with too many or too few values.
    ///
    /// Look at what stands between the brackets of the function, and hand over as many values.
    WRONG_ARGUMENTS = "wrong-arguments", Error;
    /// A function uses a name that is none of its own.
    ///
    /// Functions see only what they are given between the brackets. Hand the value over:
    /// `fn fits(answer, need) { … }`, called as `fits(answer, need)`.
    FUNCTION_SCOPE = "function-scope", Error;
    /// An expression assigns a value.
    ///
    /// Expressions only look at variables; what changes is written as `set = { name = "…" }`, so
    /// that everyone can see what a step changes. To compare, write `==`.
    ASSIGNMENT = "assignment", Error;
    /// Chance where it has no place.
    ///
    /// `random` and `shuffle` may stand in `set`, `choices_from` and `over`, which are worked out
    /// once and kept. A guard or a text that is worked out again must come out the same.
    MISPLACED_CHANCE = "misplaced-chance", Error;
    /// The host is asked where it cannot be.
    ///
    /// A function of `[host.functions]` is called in `set`, alone on the right side: what it gives is
    /// kept in that variable, and later steps use the variable. In a guard, a text or a function,
    /// which are worked out again and again, it has no place.
    MISPLACED_HOST_CALL = "misplaced-host-call", Error;
    /// `answer` is used before there is one.
    ///
    /// The answer of a step can be used in its `check`, `save`, `set`, `tells`, `next` and
    /// `follow_up`. To show it later, `save` it.
    ANSWER_TOO_EARLY = "answer-too-early", Error;
    /// `item` or `index` stands in a step without `over`.
    ///
    /// Write `over = "list"` in the step, which then is done once for each item of the list.
    ITEM_WITHOUT_OVER = "item-without-over", Error;
    /// `me` or `partner` stands in a step for everyone.
    ///
    /// They are the one at the keyboard and the other; where both read, nobody is either. Use the
    /// names of the roles.
    NOBODY_IN_PARTICULAR = "nobody-in-particular", Error;
    /// A script uses a part of the language that exercises do not have.
    ///
    /// Scripts only work out values: no `import`, `this`, `eval` or names with `::`. Write a function
    /// of your own in the script file instead.
    FORBIDDEN_WORD = "forbidden-word", Error;
}

/// What the expressions of one step may name, and what they turned out to name.
pub(super) struct Scope<'a> {
    pub(super) definition: &'a Definition,
    pub(super) functions: Option<&'a Functions>,
    pub(super) audience: Audience,
    /// The step's readers are one person, by the way its unit is called.
    pub(super) alone: bool,
    pub(super) over: bool,
    pub(super) mentions: Vec<Mention>,
}

pub(super) struct Resolver<'a> {
    pub(super) scripts: &'a Scripts,
    pub(super) sources: &'a Sources,
    pub(super) found: Vec<Diagnostic>,
    /// The functions of the exercise could not be read, so nobody knows which there are.
    pub(super) torn: bool,
    pub(super) shelves: Shelves,
}

impl Resolver<'_> {
    fn report(
        &mut self,
        kind: crate::diagnostic::Code,
        code: &Code,
        chars: Range<usize>,
        message: String,
        hint: Option<String>,
    ) {
        let chars = chars.start + code.offset..chars.end + code.offset;
        let span = self.sources.inside(code.span, chars);
        self.found.push(Diagnostic::new(kind, span, message).hint(hint));
    }

    fn problem(&mut self, code: &Code, problem: Problem) {
        self.report(SCRIPT_SYNTAX, code, problem.chars, problem.message, problem.hint);
    }

    /// Says that a sentence stands where something is worked out.
    fn prose(&mut self, code: &Code, used: Use) {
        let inside = code.offset > 0;
        let hint = match used {
            Use::Set(_) | Use::With | Use::Returns if !inside => {
                let quoted = script::as_expression(&code.source);
                let quoted = quoted.unwrap_or_else(|| "'\"…\"'".to_owned());
                format!("give them quotes of their own: `{quoted}`")
            }
            Use::When | Use::Next | Use::Tells if !inside => {
                "ask about something that was saved, such as `mood >= 7` or `need != ()`".to_owned()
            }
            Use::Over | Use::Choices if !inside => {
                "name a list, or write one: `\"['one', 'two']\"`".to_owned()
            }
            Use::Check => "name a helper, such as `blame`".to_owned(),
            Use::FollowUp => "name what holds the date".to_owned(),
            _ if inside => "between braces stands the name of something saved: `{need}`; for a plain brace write `{{`".to_owned(),
            _ => "name something that was saved; words to read stand in `say`".to_owned(),
        };
        let chars = 0..code.source.chars().count();
        let message = "these are words, where something is worked out".to_owned();
        self.report(WORDS_UNQUOTED, code, chars, message, Some(hint));
    }

    pub(super) fn functions(&mut self, code: &Code, host: &[Declared]) -> Option<Functions> {
        let compiled = match self.scripts.functions(code) {
            Ok(compiled) => compiled,
            Err(problems) => {
                problems.into_iter().for_each(|problem| self.problem(code, problem));
                return None;
            }
        };
        let names = compiled.names.clone();
        for read in &names.variables {
            let message = format!("the function knows no `{}`", read.name);
            let hint = "functions see only what they are given: add it between the brackets";
            let chars = read.at..read.at + read.name.chars().count();
            self.report(FUNCTION_SCOPE, code, chars, message, Some(hint.to_owned()));
        }
        self.calls(code, &names, Some(&compiled), host);
        for call in names.calls.iter().filter(|call| is_chance(&call.name)) {
            let message = format!("`{}` cannot be called from a function", call.name);
            let hint = "call it in `set`, and hand the value to the function".to_owned();
            let chars = call.at..call.at + call.name.chars().count();
            self.report(MISPLACED_CHANCE, code, chars, message, Some(hint));
        }
        Some(compiled)
    }

    fn calls(&mut self, code: &Code, names: &Names, own: Option<&Functions>, host: &[Declared]) {
        for (word, at) in &names.forbidden {
            let message = format!("`{word}` cannot be used in an exercise");
            self.report(FORBIDDEN_WORD, code, *at..at + word.chars().count(), message, None);
        }
        let defines = own.map(|own| own.names.defines.as_slice()).unwrap_or_default();
        for call in &names.calls {
            let chars = call.at..call.at + call.name.chars().count();
            if host.iter().any(|declared| declared.name == call.name) {
                let message = format!("`{}` is the host's, and cannot be asked here", call.name);
                let hint =
                    format!("write `set = {{ x = \"{}(…)\" }}`, and use `x` later", call.name);
                self.report(MISPLACED_HOST_CALL, code, chars, message, Some(hint));
                continue;
            }
            let own: Vec<usize> =
                defines.iter().filter(|def| def.0 == call.name).map(|def| def.1).collect();
            let given = functions().find(|function| function.name == call.name);
            let fits: Vec<usize> = match given {
                Some(function) if own.is_empty() => function.arguments.to_vec(),
                _ => own,
            };
            if fits.is_empty() && self.torn {
                continue;
            }
            if fits.is_empty() {
                let known = defines.iter().map(|def| def.0.as_str());
                let host = host.iter().map(|declared| declared.name.as_str());
                let known: Vec<&str> =
                    known.chain(functions().map(|f| f.name)).chain(host).collect();
                let near = suggest::nearest(&call.name, known);
                let hint = near.map(|near| format!("did you mean `{near}`?")).or_else(|| {
                    Some("a function of your own is written with `fn` in the script file".into())
                });
                let message = format!("there is no function `{}`", call.name);
                self.report(UNKNOWN_FUNCTION, code, chars, message, hint);
            } else if !fits.contains(&call.arguments) {
                let wants = fits.iter().map(ToString::to_string).collect::<Vec<_>>().join(" or ");
                let message = format!(
                    "`{}` works with {wants} value{}, and here it has {}",
                    call.name,
                    if fits == [1] { "" } else { "s" },
                    call.arguments
                );
                let hint = given.map(|function| format!("write `{}`", function.usage));
                self.report(WRONG_ARGUMENTS, code, chars, message, hint);
            }
        }
    }

    pub(super) fn expression(
        &mut self,
        code: &Code,
        used: Use,
        scope: &mut Scope<'_>,
    ) -> Option<Expression> {
        if let Some(date) = a_date(&code.source) {
            let chars = 0..code.source.chars().count();
            let message = "a date stands here, where something is worked out".to_owned();
            let hint = format!("give it quotes of its own: `\"'{date}'\"`");
            self.report(WORDS_UNQUOTED, code, chars, message, Some(hint));
            return None;
        }
        let snippet = match self.scripts.expression(code, scope.functions) {
            Ok(snippet) => snippet,
            Err(_) if script::is_prose(&code.source) => {
                self.prose(code, used);
                return None;
            }
            Err(problem) => {
                self.problem(code, problem);
                return None;
            }
        };
        let names = &snippet.names;
        self.calls(code, names, scope.functions, &scope.definition.host);
        for (name, at) in &names.assigns {
            let message = format!("an expression cannot change `{name}`");
            let hint = "to change it, write it in `set`; to compare, write `==`".to_owned();
            self.report(ASSIGNMENT, code, *at..at + name.chars().count(), message, Some(hint));
        }
        for call in names.calls.iter().filter(|call| is_chance(&call.name)) {
            if !matches!(used, Use::Set(_) | Use::Choices | Use::Over) {
                let message = format!("`{}` has no place here", call.name);
                let hint = "call it in `set` and use that variable here".to_owned();
                let chars = call.at..call.at + call.name.chars().count();
                self.report(MISPLACED_CHANCE, code, chars, message, Some(hint));
            }
        }
        let mut inputs = Vec::new();
        for read in &names.variables {
            let source = self.name(code, &read.name, read.at, used, scope)?;
            let mut input = Input { source, properties: Vec::new() };
            if source.is_person() {
                for (property, at) in &read.properties {
                    let slot = self.property(code, property, *at, scope)?;
                    mention(code, source, Some(slot), *at, property, used, scope);
                    input.properties.push(slot);
                }
            }
            mention(code, source, None, read.at, &read.name, used, scope);
            inputs.push(input);
        }
        Some(Expression::laid(snippet, inputs, &mut self.shelves))
    }

    /// What `name` stands for.
    fn name(
        &mut self,
        code: &Code,
        name: &str,
        at: usize,
        used: Use,
        scope: &Scope<'_>,
    ) -> Option<Source> {
        let chars = at..at + name.chars().count();
        let definition = scope.definition;
        if let Some(role) = definition.role(name) {
            return Some(Source::Role(role));
        }
        if let Some(data) = definition.data.iter().position(|(constant, _)| constant == name) {
            return Some(Source::Data(data));
        }
        match name {
            "answer" if !has_answer(used) => {
                let hint = "`save` it, and use the saved name in a later step".to_owned();
                let message = "there is no answer yet at this point".to_owned();
                self.report(ANSWER_TOO_EARLY, code, chars, message, Some(hint));
                None
            }
            "answer" => Some(Source::Answer),
            "item" | "index" if !scope.over => {
                let message = format!("`{name}` is only there in a step with `over`");
                self.report(ITEM_WITHOUT_OVER, code, chars, message, None);
                None
            }
            "item" => Some(Source::Item),
            "index" => Some(Source::Index),
            "draft" => Some(Source::Draft),
            "together" => Some(Source::Together),
            "me" | "partner" if scope.audience == Audience::All && !scope.alone => {
                let message = format!("this step is for everyone, so nobody here is `{name}`");
                let hint = match definition.roles.is_empty() {
                    true => "say it without a name, or let the step be `for = \"each\"`".to_owned(),
                    false => format!("use `{}`", definition.roles.join("` or `")),
                };
                self.report(NOBODY_IN_PARTICULAR, code, chars, message, Some(hint));
                None
            }
            "me" => Some(Source::Me),
            "partner" => Some(Source::Partner),
            _ => self.variable(code, name, chars, scope),
        }
    }

    fn variable(
        &mut self,
        code: &Code,
        name: &str,
        chars: Range<usize>,
        scope: &Scope<'_>,
    ) -> Option<Source> {
        let definition = scope.definition;
        if let Some(slot) = definition.slot(name) {
            return Some(match definition.variables[slot].class {
                Class::Private => Source::Private(slot),
                Class::Shared | Class::Told => Source::Shared(slot),
            });
        }
        let known: Vec<&str> = definition
            .variables
            .iter()
            .map(|variable| variable.name.as_str())
            .chain(definition.roles.iter().map(String::as_str))
            .chain(definition.data.iter().map(|(name, _)| name.as_str()))
            .chain(BUILTIN)
            .collect();
        let joined = joined(code, &chars);
        let hint = written_here(name).or_else(|| joined
            .filter(|(written, name)| {
                known.contains(&name.as_str()) || known.contains(&written.as_str())
            })
            .map(|(written, name)| format!("`{written}` reads as a minus: write `{name}`")))
            .or_else(|| {
                let near = suggest::nearest(name, known.iter().copied().filter(|name| is_identifier(name)))?;
                Some(format!("did you mean `{near}`?"))
            })
            .unwrap_or_else(|| {
                format!("`save` an answer as `{name}` first; if it is a word, give it quotes: `'{name}'`")
            });
        let message = format!("nothing here is called `{name}`");
        self.report(UNKNOWN_VARIABLE, code, chars, message, Some(hint));
        None
    }

    fn property(&mut self, code: &Code, name: &str, at: usize, scope: &Scope<'_>) -> Option<Slot> {
        let definition = scope.definition;
        let own = definition.slot(name);
        let private = |slot: &usize| definition.variables[*slot].class == Class::Private;
        if let Some(slot) = own.filter(private) {
            return Some(slot);
        }
        let message = match own {
            Some(_) => format!("`{name}` is everyone's, not one person's"),
            None => format!("nobody here has a `{name}`"),
        };
        let known = definition.variables.iter().filter(|v| v.class == Class::Private);
        let near = suggest::nearest(name, known.map(|variable| variable.name.as_str()));
        let hint = match own {
            Some(_) => Some(format!("write `{name}` alone")),
            None => near.map(|near| format!("did you mean `{near}`?")),
        };
        self.report(UNKNOWN_VARIABLE, code, at..at + name.chars().count(), message, hint);
        None
    }

    pub(super) fn words(
        &mut self,
        words: &exercise::Words,
        used: Use,
        scope: &mut Scope<'_>,
    ) -> Words {
        let fills: Vec<Fill> = words.fills().map(|code| self.fill(code, used, scope)).collect();
        words.lay(fills, &mut self.shelves.letters, &mut self.shelves.pieces)
    }

    fn fill(&mut self, code: &Code, used: Use, scope: &mut Scope<'_>) -> Fill {
        let nothing = Fill::Input(Source::Data(0));
        let text = code.source.trim();
        if text.is_empty() {
            return nothing; // named where the text was read
        }
        let lead = code.source.chars().take_while(|c| c.is_whitespace()).count();
        if is_identifier(text) {
            return match self.name(code, text, lead, used, scope) {
                Some(source) => {
                    mention(code, source, None, lead, text, used, scope);
                    Fill::Input(source)
                }
                None => nothing,
            };
        }
        if let Some((person, property)) = text.split_once('.')
            && is_identifier(person)
            && is_identifier(property)
            && (scope.definition.role(person).is_some() || ["me", "partner"].contains(&person))
        {
            let at = lead + person.chars().count() + 1;
            let source = self.name(code, person, lead, used, scope);
            let slot = source.and_then(|_| self.property(code, property, at, scope));
            let (Some(source), Some(slot)) = (source, slot) else { return nothing };
            mention(code, source, Some(slot), at, property, used, scope);
            return Fill::Opened(source, slot);
        }
        self.expression(code, used, scope).map_or(nothing, Fill::Expression)
    }

    pub(super) fn operand(&mut self, expr: &Expr, used: Use, scope: &mut Scope<'_>) -> Operand {
        match expr {
            Expr::Literal(value) => Operand::Literal(value.clone()),
            Expr::Code(code) => {
                let worked = match host::call(code, &scope.definition.host) {
                    Some(call) if matches!(used, Use::Set(_)) => {
                        self.host_call(code, &call, used, scope)
                    }
                    _ => self.expression(code, used, scope).map(Operand::Expression),
                };
                worked.unwrap_or(Operand::Literal(crate::value::Value::Unit))
            }
        }
    }

    /// The lines a step says.
    pub(super) fn lines(
        &mut self,
        lines: &[exercise::Line],
        scope: &mut Scope<'_>,
    ) -> List<(Option<Expression>, Words)> {
        let lines = lines.iter().map(|line| {
            let when = line.when.as_ref();
            let when = when.and_then(|code| self.expression(code, Use::Text, scope));
            (when, self.words(&line.text, Use::Text, scope))
        });
        let lines: Vec<_> = lines.collect();
        self.shelves.lines.lay(lines)
    }

    /// What a step or a choice sets, each name by its slot.
    pub(super) fn sets(
        &mut self,
        sets: &[(exercise::Name, Expr)],
        slots: Vec<Option<Slot>>,
        scope: &mut Scope<'_>,
    ) -> List<(Slot, Operand)> {
        let sets = sets.iter().zip(slots).filter_map(|((_, expr), slot)| {
            let slot = slot?;
            Some((slot, self.operand(expr, Use::Set(slot), scope)))
        });
        let sets: Vec<_> = sets.collect();
        self.shelves.sets.lay(sets)
    }

    /// What a step tells of an answer, each name by its slot.
    pub(super) fn tells(
        &mut self,
        tells: &[(exercise::Name, Code)],
        slots: Vec<Option<Slot>>,
        scope: &mut Scope<'_>,
    ) -> List<(Slot, Expression)> {
        let tells = tells.iter().zip(slots).filter_map(|((_, code), slot)| {
            Some((slot?, self.expression(code, Use::Tells, scope)?))
        });
        let tells: Vec<_> = tells.collect();
        self.shelves.tells.lay(tells)
    }

    pub(super) fn amount(
        &mut self,
        number: &exercise::Number,
        used: Use,
        scope: &mut Scope<'_>,
    ) -> Amount {
        match self.operand(&number.value, used, scope) {
            Operand::Literal(crate::value::Value::Int(number)) => Amount::Fixed(number),
            Operand::Literal(_) | Operand::Host(_) => Amount::Fixed(0),
            Operand::Expression(expression) => Amount::Worked(expression),
        }
    }

    pub(super) fn length(&mut self, length: &exercise::Length, scope: &mut Scope<'_>) -> Length {
        match length {
            exercise::Length::Fixed(length) => Length::Fixed(*length),
            exercise::Length::Words(words, span) => {
                Length::Worked(self.words(words, Use::Length, scope), *span)
            }
        }
    }
}

fn mention(
    code: &Code,
    source: Source,
    property: Option<Slot>,
    at: usize,
    name: &str,
    used: Use,
    scope: &mut Scope<'_>,
) {
    let start = code.offset + at;
    let chars = (start, start + name.chars().count());
    scope.mentions.push(Mention { used, source, property, span: code.span, chars });
}

/// The date that `source` is, which would be read as a sum.
fn a_date(source: &str) -> Option<String> {
    let source = source.trim();
    if !source.starts_with(|first: char| first.is_ascii_digit()) {
        return None;
    }
    if time::is_date(source) { Some(source.to_owned()) } else { time::mended_date(source) }
}

/// What a word of other languages, and of people, is here.
fn written_here(name: &str) -> Option<String> {
    match name.to_lowercase().as_str() {
        plain @ ("true" | "false") => Some(format!("write `{plain}`")),
        "none" | "null" | "nil" | "nothing" | "empty" | "undefined" => {
            Some("that nothing was answered is written `()`".to_owned())
        }
        _ => None,
    }
}

/// The name with hyphens that begins at `chars`, as it is written and with underscores.
fn joined(code: &Code, chars: &Range<usize>) -> Option<(String, String)> {
    let tail = code.source.chars().skip(chars.start);
    let written: String =
        tail.take_while(|c| c.is_ascii_alphanumeric() || *c == '_' || *c == '-').collect();
    let written = written.trim_end_matches('-');
    written.contains('-').then(|| (written.to_owned(), written.replace('-', "_")))
}

pub(super) fn is_chance(name: &str) -> bool {
    name == "random" || name == "shuffle"
}

fn has_answer(used: Use) -> bool {
    matches!(used, Use::Check | Use::Set(_) | Use::Tells | Use::Next | Use::FollowUp)
}

fn is_identifier(text: &str) -> bool {
    let mut letters = text.chars();
    letters.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
        && letters.all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
        && !["true", "false"].contains(&text)
}
