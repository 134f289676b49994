"""Subqueries with too much in them, or where none may be."""

CASES = {
    "two_columns": "SELECT (SELECT 1, 2)",
    "two_rows": "SELECT (SELECT id FROM people)",
    "in_width": "SELECT 1 FROM people WHERE (id, age) IN (SELECT 1)",
    "in_types": "SELECT 1 FROM people WHERE id IN (SELECT array(1))",
    "correlated_not_aggregated": "SELECT (SELECT o.id FROM orders o WHERE o.person = p.id) FROM people p",
    "correlated_group": "SELECT (SELECT count(*) FROM orders o WHERE o.person = p.id GROUP BY o.day) FROM people p",
    "correlated_in_projection": "SELECT (SELECT p.id + o.id FROM orders o) FROM people p",
    "correlated_aggregate_mixed": "SELECT (SELECT max(o.id + p.id) FROM orders o) FROM people p",
    "unknown_outer": "SELECT (SELECT max(o.id) FROM orders o WHERE o.person = p.absent) FROM people p",
    "in_order_by": "SELECT id FROM people p ORDER BY (SELECT max(o.id) FROM orders o WHERE o.person = p.id)",
    "in_values": "SELECT * FROM VALUES ((SELECT 1)) AS t(a)",
    "in_limit": "SELECT id FROM people LIMIT (SELECT 1)",
    "not_in_with_or": "SELECT 1 FROM people WHERE id = 1 OR id NOT IN (SELECT person FROM orders WHERE absent)",
    "lateral_unknown": "SELECT * FROM people p, LATERAL (SELECT p.absent)",
    "lateral_nondeterministic": "SELECT * FROM people p, LATERAL (SELECT rand() + p.id)",
    "derived_outer": "SELECT * FROM people p JOIN (SELECT p.id) x",
    "table_argument": "SELECT * FROM range(TABLE(people))",
    "aggregate_of_outer": "SELECT (SELECT sum(p.id)) FROM people p",
}
