//! What a script names: the variables it reads, the functions it calls, what it declares. Judges
//! none of it.

use rhai::{AST, ASTNode, Expr, FnCallExpr, Position, ScriptFnMetadata, Stmt};

use super::Lines;

/// A variable that is read, and where first, in characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Read {
    pub(crate) name: String,
    pub(crate) at: usize,
    /// What is looked up in it: `need` of `asker.need`, and where.
    pub(crate) properties: Vec<(String, usize)>,
}

/// A function that is called, and where, in characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Call {
    pub(crate) name: String,
    pub(crate) at: usize,
    /// How many arguments, the one before the dot included.
    pub(crate) arguments: usize,
}

/// What a script names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Names {
    /// Variables from outside, each once.
    pub(crate) variables: Vec<Read>,
    /// Calls, each where it stands.
    pub(crate) calls: Vec<Call>,
    /// Functions it defines: name, parameters, where.
    pub(crate) defines: Vec<(String, usize, usize)>,
    /// Where something from outside is assigned to.
    pub(crate) assigns: Vec<(String, usize)>,
    /// Own names of its `let` and `for`, and where.
    pub(crate) locals: Vec<(String, usize)>,
    /// Where something stands that no script here may use, and what it is called.
    pub(crate) forbidden: Vec<(String, usize)>,
}

impl Names {
    pub(super) fn of_expression(ast: &AST, source: &str) -> Names {
        let mut gather = Gather { lines: Lines::of(source), names: Names::default() };
        gather.walk(ast, &[]);
        gather.names
    }

    /// Of all functions together: a name that is no parameter or local of *any* function is
    /// from outside, where functions see nothing.
    pub(super) fn of_functions(ast: &AST, source: &str) -> Names {
        let mut gather = Gather { lines: Lines::of(source), names: Names::default() };
        let parameters: Vec<String> = ast
            .iter_functions()
            .flat_map(|function: ScriptFnMetadata<'_>| function.params)
            .map(str::to_owned)
            .collect();
        gather.walk(ast, &parameters);
        for function in ast.iter_functions() {
            let at = source.find(&format!("fn {}", function.name)).unwrap_or(0);
            let at = source[..at].chars().count() + 3;
            gather.names.defines.push((function.name.to_owned(), function.params.len(), at));
        }
        gather.names
    }
}

struct Gather {
    lines: Lines,
    names: Names,
}

impl Gather {
    fn walk(&mut self, ast: &AST, parameters: &[String]) {
        ast.walk(&mut |path| {
            if let Some(ASTNode::Stmt(statement)) = path.last() {
                self.declare(statement);
            }
            true
        });
        let mut known: Vec<String> = parameters.to_vec();
        known.extend(self.names.locals.iter().map(|(name, _)| name.clone()));
        ast.walk(&mut |path| {
            match path.last() {
                Some(ASTNode::Expr(expression)) => self.expression(expression, &known),
                Some(ASTNode::Stmt(statement)) => self.statement(statement, &known),
                _ => {}
            }
            true
        });
    }

    fn at(&self, position: Position) -> usize {
        self.lines.offset(position)
    }

    fn declare(&mut self, statement: &Stmt) {
        match statement {
            Stmt::Var(parts, ..) => {
                let at = self.at(parts.0.pos);
                self.names.locals.push((parts.0.name.to_string(), at));
            }
            Stmt::For(parts, _) => {
                for ident in std::iter::once(&parts.0).chain(&parts.1) {
                    let at = self.at(ident.pos);
                    self.names.locals.push((ident.name.to_string(), at));
                }
            }
            Stmt::TryCatch(parts, _) => {
                if let Expr::Variable(name, _, position) = &parts.expr {
                    let at = self.at(*position);
                    self.names.locals.push((name.1.to_string(), at));
                }
            }
            _ => {}
        }
    }

    fn statement(&mut self, statement: &Stmt, known: &[String]) {
        match statement {
            Stmt::Assignment(parts) => {
                if let Expr::Variable(name, _, position) = &parts.1.lhs
                    && !known.iter().any(|known| known == name.1.as_str())
                {
                    let at = self.at(*position);
                    self.names.assigns.push((name.1.to_string(), at));
                }
            }
            Stmt::FnCall(call, position) => self.call(call, *position, 0),
            Stmt::Import(_, position) | Stmt::Export(_, position) => {
                let at = self.at(*position);
                self.names.forbidden.push(("import".to_owned(), at));
            }
            _ => {}
        }
    }

    fn expression(&mut self, expression: &Expr, known: &[String]) {
        match expression {
            Expr::Variable(parts, _, position) => {
                if !parts.2.is_empty() {
                    let at = self.at(*position);
                    self.names.forbidden.push((parts.2.to_string(), at));
                } else if !known.iter().any(|known| known == parts.1.as_str()) {
                    self.read(&parts.1, *position);
                }
            }
            Expr::ThisPtr(position) => {
                let at = self.at(*position);
                self.names.forbidden.push(("this".to_owned(), at));
            }
            Expr::Dot(parts, ..) => self.property(&parts.lhs, &parts.rhs, known),
            Expr::FnCall(call, position) => self.call(call, *position, 0),
            Expr::MethodCall(call, position) => self.call(call, *position, 1),
            _ => {}
        }
    }

    fn read(&mut self, name: &str, position: Position) -> &mut Read {
        let at = self.at(position);
        let variables = &mut self.names.variables;
        let index = match variables.iter().position(|read| read.name == name) {
            Some(index) => index,
            None => {
                variables.push(Read { name: name.to_owned(), at, properties: Vec::new() });
                variables.len() - 1
            }
        };
        &mut variables[index]
    }

    fn property(&mut self, of: &Expr, tail: &Expr, known: &[String]) {
        let Expr::Variable(parts, _, position) = of else { return };
        let property = match tail {
            Expr::Property(property, at) => (&property.2, *at),
            Expr::Dot(inner, ..) | Expr::Index(inner, ..) => match &inner.lhs {
                Expr::Property(property, at) => (&property.2, *at),
                _ => return,
            },
            _ => return,
        };
        if known.iter().any(|known| known == parts.1.as_str()) {
            return;
        }
        let at = self.at(property.1);
        let name = property.0.to_string();
        let read = self.read(&parts.1.clone(), *position);
        if !read.properties.iter().any(|(known, _)| *known == name) {
            read.properties.push((name, at));
        }
    }

    fn call(&mut self, call: &FnCallExpr, position: Position, before: usize) {
        let at = self.at(position);
        if !call.namespace.is_empty() {
            self.names.forbidden.push((call.namespace.to_string(), at));
        } else if call.op_token.is_none() && !is_operator(&call.name) {
            let arguments = call.args.len() + before;
            self.names.calls.push(Call { name: call.name.to_string(), at, arguments });
        }
    }
}

fn is_operator(name: &str) -> bool {
    !name.starts_with(|letter: char| letter.is_alphabetic() || letter == '_')
        || name == rhai::OP_CONTAINS
}
