//! How large plans may be.

/// How large plans may be.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Relations above each other (`plan.relation_levels_max`).
    pub relation_levels_max: usize,
    /// Expressions, literals or types inside each other (`plan.expression_levels_max`).
    pub expression_levels_max: usize,
    /// Constructs of SQL text inside each other (`plan.sql_levels_max`).
    pub sql_levels_max: usize,
    /// Relations, expressions and literals of one message (`plan.nodes_count_max`).
    pub nodes_count_max: usize,
    /// Bytes of a compressed plan once it is expanded (`plan.decompressed_bytes_max`).
    pub decompressed_bytes_max: u64,
    /// Bytes one compressed byte may become (`plan.expansion_ratio_max`): real plans stay far below, bombs far above.
    pub expansion_ratio_max: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            relation_levels_max: 2_000,
            expression_levels_max: 1_000,
            sql_levels_max: sparrow_sql::LEVELS_MAX,
            nodes_count_max: 4_000_000,
            decompressed_bytes_max: 1 << 30,
            expansion_ratio_max: 1_000,
        }
    }
}

impl Limits {
    /// Messages inside each other: a relation and its kind are two, so are an expression and its kind.
    pub(super) fn message_levels_max(&self) -> usize {
        let levels = self.relation_levels_max.saturating_add(self.expression_levels_max);
        levels.saturating_mul(2).saturating_add(100)
    }
}
