//! `GROUP BY`: expressions, ALL, ROLLUP, CUBE, GROUPING SETS and their combinations.

use sparrow_plan::{ExprKind, Expression, GroupingKind};
use sparrow_spark_error::{Result, limit_exceeded};

use crate::parser::Parser;

/// The most grouping sets a statement may spell out or combine to.
const GROUPING_SETS_MAX: usize = 4096;

/// One item of GROUP BY.
enum Item {
    One(Expression),
    /// Each member may be several columns: `ROLLUP((a, b), c)`.
    Rollup(Vec<Vec<Expression>>),
    Cube(Vec<Vec<Expression>>),
    Sets(Vec<Vec<Expression>>),
}

type Grouping = (Vec<Expression>, GroupingKind);

impl Parser<'_> {
    /// The GROUP BY clause, if there is one.
    pub(super) fn group_by(&mut self) -> Result<Option<Grouping>> {
        if !self.take_words(&["GROUP", "BY"]) {
            return Ok(None);
        }
        let items = self.comma_separated(Self::group_item)?;
        if self.take_words(&["WITH", "ROLLUP"]) {
            return Ok(Some((plain(items), GroupingKind::Rollup)));
        }
        if self.take_words(&["WITH", "CUBE"]) {
            return Ok(Some((plain(items), GroupingKind::Cube)));
        }
        if self.word_at(0, "GROUPING") && self.word_at(1, "SETS") {
            let sets = self.grouping_sets()?;
            return Ok(Some((plain(items), GroupingKind::GroupingSets(sets))));
        }
        self.combined(items).map(Some)
    }

    fn group_item(&mut self) -> Result<Item> {
        if self.word_at(0, "ROLLUP") && self.symbol_at(1, "(") {
            self.advance();
            return Ok(Item::Rollup(self.parenthesized(Self::grouping_set)?));
        }
        if self.word_at(0, "CUBE") && self.symbol_at(1, "(") {
            self.advance();
            return Ok(Item::Cube(self.parenthesized(Self::grouping_set)?));
        }
        if self.word_at(0, "GROUPING") && self.word_at(1, "SETS") {
            return self.grouping_sets().map(Item::Sets);
        }
        self.expression().map(Item::One)
    }

    /// `a`, `(a, b)` or `()`
    fn grouping_set(&mut self) -> Result<Vec<Expression>> {
        if self.at_symbol("(") && self.symbol_at(1, ")") {
            self.advance();
            self.advance();
            return Ok(vec![]);
        }
        let expression = self.expression()?;
        Ok(match expression.kind {
            ExprKind::Function { name, args, .. } if name == ["struct"] => args,
            kind => vec![Expression { kind, origin: expression.origin }],
        })
    }

    /// `GROUPING SETS (a, (b, c), ROLLUP(d))`
    fn grouping_sets(&mut self) -> Result<Vec<Vec<Expression>>> {
        self.nested(|parser| {
            parser.expect_words(&["GROUPING", "SETS"])?;
            let members = parser.parenthesized(|parser| {
                let special = parser.any_word_at(0, &["ROLLUP", "CUBE"]) && parser.symbol_at(1, "(")
                    || parser.words(&["GROUPING", "SETS"]);
                if special {
                    let item = parser.group_item()?;
                    return parser.sets_of(item);
                }
                Ok(vec![parser.grouping_set()?])
            })?;
            Ok(members.into_iter().flatten().collect())
        })
    }

    /// The sets one item stands for.
    fn sets_of(&self, item: Item) -> Result<Vec<Vec<Expression>>> {
        match item {
            Item::One(expression) => Ok(vec![vec![expression]]),
            Item::Sets(sets) => Ok(sets),
            Item::Rollup(members) => Ok((0..=members.len()).rev().map(|length| members[..length].concat()).collect()),
            Item::Cube(members) => self.cube(&members),
        }
    }

    /// Every subset, the full one first, members in their order.
    fn cube(&self, members: &[Vec<Expression>]) -> Result<Vec<Vec<Expression>>> {
        let count = u32::try_from(members.len()).ok().and_then(|n| 1_usize.checked_shl(n)).unwrap_or(usize::MAX);
        self.check_sets(count)?;
        let last = members.len();
        let subset = |mask: usize| {
            (0..last).filter(|i| mask & (1 << (last - 1 - i)) != 0).flat_map(|i| members[i].clone()).collect()
        };
        Ok((0..count).rev().map(subset).collect())
    }

    /// One kind for all items: their sets are the cross product of each item's.
    fn combined(&self, items: Vec<Item>) -> Result<Grouping> {
        if items.iter().all(|item| matches!(item, Item::One(_))) {
            let only = items.len() == 1;
            let grouping = plain(items).into_iter().map(|e| if only { super::all_call(e) } else { e }).collect();
            return Ok((grouping, GroupingKind::GroupBy));
        }
        if let [Item::Rollup(members)] = items.as_slice()
            && members.iter().all(|m| m.len() == 1)
        {
            return Ok((members.concat(), GroupingKind::Rollup));
        }
        if let [Item::Cube(members)] = items.as_slice()
            && members.iter().all(|m| m.len() == 1)
        {
            return Ok((members.concat(), GroupingKind::Cube));
        }
        let mut sets: Vec<Vec<Expression>> = vec![vec![]];
        let mut grouping = Vec::new();
        for item in items {
            grouping.extend(columns_of(&item));
            let factor = self.sets_of(item)?;
            self.check_sets(sets.len().saturating_mul(factor.len()))?;
            sets = sets.iter().flat_map(|set| factor.iter().map(move |more| [set.as_slice(), more].concat())).collect();
        }
        let sets = sets.into_iter().map(without_repeats).collect();
        let grouping = without_repeats(grouping);
        Ok((grouping, GroupingKind::GroupingSets(sets)))
    }

    fn check_sets(&self, count: usize) -> Result<()> {
        if count <= GROUPING_SETS_MAX {
            return Ok(());
        }
        let (what, advice) = ("The number of grouping sets", "Group in several queries.");
        Err(limit_exceeded(what, GROUPING_SETS_MAX, "grouping_sets_count_max, fixed", advice))
    }
}

fn columns_of(item: &Item) -> Vec<Expression> {
    match item {
        Item::One(expression) => vec![expression.clone()],
        Item::Rollup(members) | Item::Cube(members) | Item::Sets(members) => members.concat(),
    }
}

fn plain(items: Vec<Item>) -> Vec<Expression> {
    items.iter().flat_map(columns_of).collect()
}

/// The expressions without columns that an earlier one names already.
fn without_repeats(expressions: Vec<Expression>) -> Vec<Expression> {
    let name = |e: &Expression| match &e.kind {
        ExprKind::Attribute { name, .. } => Some(name.join(".").to_lowercase()),
        _ => None,
    };
    let mut seen = std::collections::HashSet::new();
    expressions.into_iter().filter(|e| name(e).is_none_or(|name| seen.insert(name))).collect()
}
