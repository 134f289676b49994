//! Windows: `OVER` and the WINDOW clause, whose names are replaced by what they stand for.

use std::collections::HashMap;

use sparrow_plan::{ExprKind, Expression, FrameBound, FrameUnits, Literal, Value, WindowFrame, WindowSpec};
use sparrow_spark_error::{Result, SparkError, condition, unsupported};

use crate::parser::Parser;
use crate::token::Kind;

impl Parser<'_> {
    /// What follows OVER: a window's name, or a window.
    pub(super) fn window_reference(&mut self) -> Result<WindowSpec> {
        if self.identifier_at(0) {
            let name = self.identifier()?;
            return self.named_window(&name);
        }
        self.window()
    }

    /// `(PARTITION BY … ORDER BY … frame)` or `(name)`
    fn window(&mut self) -> Result<WindowSpec> {
        self.expect_symbol("(")?;
        if self.identifier_at(0) && self.symbol_at(1, ")") {
            let name = self.identifier()?;
            self.advance();
            return self.named_window(&name);
        }
        let mut spec = WindowSpec::default();
        if self.take_words(&["CLUSTER", "BY"]) {
            spec.partition_by = self.expressions()?;
            spec.order_by = spec.partition_by.iter().cloned().map(super::super::query::ascending).collect();
        } else if self.take_words(&["PARTITION", "BY"]) || self.take_words(&["DISTRIBUTE", "BY"]) {
            spec.partition_by = self.expressions()?;
        }
        if self.take_words(&["ORDER", "BY"]) || self.take_words(&["SORT", "BY"]) {
            spec.order_by = self.sort_items()?;
        }
        spec.frame = self.frame()?;
        self.expect_symbol(")")?;
        Ok(spec)
    }

    fn named_window(&self, name: &str) -> Result<WindowSpec> {
        let lower = name.to_lowercase();
        let found = self.windows.last().and_then(|windows| windows.get(&lower)).cloned();
        found.ok_or_else(|| {
            SparkError::new(&condition::MISSING_WINDOW_SPECIFICATION)
                .with("windowName", name)
                .with("docroot", "https://spark.apache.org/docs/latest")
        })
    }

    fn frame(&mut self) -> Result<Option<WindowFrame>> {
        let units = if self.take_word("ROWS") {
            FrameUnits::Rows
        } else if self.take_word("RANGE") {
            FrameUnits::Range
        } else {
            return Ok(None);
        };
        if !self.take_word("BETWEEN") {
            let lower = self.frame_bound("PRECEDING")?;
            return Ok(Some(WindowFrame { units, lower, upper: FrameBound::CurrentRow }));
        }
        let lower = self.frame_bound("PRECEDING")?;
        self.expect_word("AND")?;
        let upper = self.frame_bound("FOLLOWING")?;
        Ok(Some(WindowFrame { units, lower, upper }))
    }

    /// A bound; `outer` is the direction in which this end of the frame may be unbounded.
    fn frame_bound(&mut self, outer: &str) -> Result<FrameBound> {
        if self.take_words(&["CURRENT", "ROW"]) {
            return Ok(FrameBound::CurrentRow);
        }
        if self.word_at(0, "UNBOUNDED") && self.any_word_at(1, &["PRECEDING", "FOLLOWING"]) {
            self.advance();
            let usual = self.word_at(0, outer);
            self.advance();
            return if usual {
                Ok(FrameBound::Unbounded)
            } else {
                Err(unsupported("a window frame unbounded at its near end"))
            };
        }
        let start = self.position();
        let offset = self.expression()?;
        if self.take_word("PRECEDING") {
            return Ok(FrameBound::Offset(Box::new(self.negated(start, offset))));
        }
        self.expect_word("FOLLOWING")?;
        Ok(FrameBound::Offset(Box::new(offset)))
    }

    /// `-offset`, worked out for integral constants.
    fn negated(&self, start: usize, offset: Expression) -> Expression {
        match offset.kind {
            ExprKind::Literal(Literal { value: Value::Integral(n), data_type }) => {
                let literal = Literal::new(Value::Integral(n.wrapping_neg()), data_type);
                Expression { kind: ExprKind::Literal(literal), origin: offset.origin }
            }
            _ => self.call(start, "negative", vec![offset]),
        }
    }

    /// The windows the SELECT that begins here names in its WINDOW clause, read ahead of the expressions that use them.
    pub(crate) fn windows_ahead(&mut self) -> Result<HashMap<String, WindowSpec>> {
        let here = self.position();
        let mut windows = HashMap::new();
        if let Some(clause) = self.find_window_clause() {
            self.windows.push(HashMap::new());
            self.rewind(clause);
            let read = self.window_clause(&mut windows);
            self.windows.pop();
            self.rewind(here);
            read?;
        }
        Ok(windows)
    }

    /// Passes the WINDOW clause here, if there is one.
    pub(crate) fn skip_window_clause(&mut self) -> Result<()> {
        if self.word_at(0, "WINDOW") && self.identifier_at(1) && self.word_at(2, "AS") {
            self.windows.push(HashMap::new());
            let read = self.window_clause(&mut HashMap::new());
            self.windows.pop();
            read?;
        }
        Ok(())
    }

    fn window_clause(&mut self, windows: &mut HashMap<String, WindowSpec>) -> Result<()> {
        self.expect_word("WINDOW")?;
        self.comma_separated(|parser| {
            let name = parser.identifier()?.to_lowercase();
            parser.expect_word("AS")?;
            let spec = parser.window_reference()?;
            windows.insert(name.clone(), spec.clone());
            if let Some(scope) = parser.windows.last_mut() {
                scope.insert(name, spec);
            }
            Ok(())
        })?;
        Ok(())
    }

    /// Where `WINDOW name AS` stands on this level, before the next set operation.
    fn find_window_clause(&self) -> Option<usize> {
        let mut at = self.position();
        loop {
            let ahead = at - self.position();
            match self.kind(ahead) {
                Kind::End | Kind::Symbol(")") => return None,
                Kind::Symbol("(") => at = self.closing(at)?,
                Kind::Word if self.word_at(ahead, "WINDOW") && self.word_at(ahead + 2, "AS") => return Some(at),
                Kind::Word if ahead > 0 && self.word_at(ahead, "SELECT") => return None,
                _ => {}
            }
            at += 1;
        }
    }
}
