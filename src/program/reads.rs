//! What a step of a program reads: its expressions and texts in one list. Evaluates nothing.

use super::{
    Action, Amount, Check, Choose, Expression, Fill, FollowUp, Length, Next, Node, Operand, Use,
    Words,
};

/// What is read at a step.
#[derive(Debug, Default)]
pub(crate) struct Reads<'a> {
    /// Each expression, and what for.
    pub(crate) expressions: Vec<(Use, &'a Expression)>,
    /// Each place in a text.
    pub(crate) fills: Vec<&'a Fill>,
}

impl<'a> Reads<'a> {
    /// Everything that `node` reads.
    pub(crate) fn of(node: &'a Node) -> Reads<'a> {
        let mut reads = Reads::default();
        reads.guards(node);
        for (when, words) in &node.say {
            reads.add(Use::Text, when.as_ref());
            reads.words(words);
        }
        reads.add(Use::Text, node.quote.as_ref());
        reads.expressions.extend(node.tells.iter().map(|(_, tells)| (Use::Tells, tells)));
        node.set.iter().for_each(|(slot, operand)| reads.operand(Use::Set(*slot), operand));
        reads.length(node.within.as_deref().map(|(length, _)| length));
        node.follow_up.iter().for_each(|follow_up| reads.follow_up(follow_up));
        reads.action(&node.action);
        reads
    }

    pub(crate) fn words(&mut self, words: &'a Words) {
        for fill in words.fills() {
            if let Fill::Expression(expression) = fill {
                self.expressions.push((Use::Text, expression));
            }
            self.fills.push(fill);
        }
    }

    pub(crate) fn length(&mut self, length: Option<&'a Length>) {
        if let Some(Length::Worked(words, _)) = length {
            for fill in words.fills() {
                if let Fill::Expression(expression) = fill {
                    self.expressions.push((Use::Length, expression));
                }
                self.fills.push(fill);
            }
        }
    }

    fn guards(&mut self, node: &'a Node) {
        self.add(Use::When, node.when.as_ref());
        self.add(Use::Over, node.over.as_ref());
        self.amount(Use::AtMost, node.at_most.as_deref().map(|(amount, _)| amount));
        if let Next::Guarded(transitions) = &node.next {
            transitions.iter().for_each(|(when, _)| self.add(Use::Next, when.as_ref()));
        }
    }

    fn add(&mut self, used: Use, expression: Option<&'a Expression>) {
        self.expressions.extend(expression.map(|expression| (used, expression)));
    }

    fn operand(&mut self, used: Use, operand: &'a Operand) {
        self.add(used, operand.expression());
    }

    fn amount(&mut self, used: Use, amount: Option<&'a Amount>) {
        if let Some(Amount::Worked(expression)) = amount {
            self.expressions.push((used, expression));
        }
    }

    fn follow_up(&mut self, follow_up: &'a FollowUp) {
        self.length(follow_up.after.as_ref());
        self.add(Use::FollowUp, follow_up.on.as_ref());
        follow_up.note.iter().for_each(|note| self.words(note));
    }

    fn action(&mut self, action: &'a Action) {
        match action {
            Action::Ask(ask) => {
                self.words(&ask.question);
                ask.initial.iter().chain(&ask.help).for_each(|words| self.words(words));
                for operand in ask.min.iter().chain(&ask.max) {
                    self.operand(Use::Check, operand);
                }
                if let Some((least, most)) = &ask.many {
                    self.amount(Use::Check, Some(least));
                    self.amount(Use::Check, Some(most));
                }
                for check in &ask.check {
                    if let Check::Expression(_, expression) = check {
                        self.expressions.push((Use::Check, expression));
                    }
                }
            }
            Action::Choose(choose) => self.choose(choose),
            Action::Rate(rate) => {
                self.words(&rate.question);
                let words = rate.low.iter().chain(&rate.high).chain(&rate.help);
                words.for_each(|words| self.words(words));
            }
            Action::Confirm(question) => self.words(question),
            Action::Pause(pause) => {
                self.length(Some(&pause.length));
                pause.cue.iter().for_each(|cue| self.words(cue));
            }
            Action::Call(call) => {
                call.with.iter().for_each(|(_, operand)| self.operand(Use::With, operand));
            }
            Action::End(end) => {
                end.returns.iter().for_each(|(_, operand)| self.operand(Use::Returns, operand));
            }
            Action::Say | Action::Share(..) | Action::Invite(_) => {}
        }
    }

    fn choose(&mut self, choose: &'a Choose) {
        self.words(&choose.question);
        choose.help.iter().for_each(|help| self.words(help));
        self.add(Use::Choices, choose.from.as_ref());
        if let Some((least, most)) = choose.pick.as_deref() {
            self.amount(Use::Choices, Some(least));
            self.amount(Use::Choices, Some(most));
        }
        for choice in &choose.choices {
            self.words(&choice.text);
            self.add(Use::Choices, choice.when.as_ref());
            choice.set.iter().for_each(|(slot, operand)| self.operand(Use::Set(*slot), operand));
        }
    }
}
