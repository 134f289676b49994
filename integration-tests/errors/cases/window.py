"""Windows: functions without one, frames that cannot be, windows where none may stand."""

CASES = {
    "without_over": "SELECT row_number() FROM people",
    "scalar_over": "SELECT sqrt(id) OVER (ORDER BY id) FROM people",
    "rank_without_order": "SELECT rank() OVER (PARTITION BY city) FROM people",
    "rank_frame": "SELECT row_number() OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM people",
    "lag_frame": "SELECT lag(id) OVER (ORDER BY id ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) FROM people",
    "range_without_order": "SELECT sum(id) OVER (RANGE BETWEEN 1 PRECEDING AND CURRENT ROW) FROM people",
    "range_two_orders": "SELECT sum(id) OVER (ORDER BY id, age RANGE BETWEEN 1 PRECEDING AND CURRENT ROW) FROM people",
    "range_text": "SELECT sum(id) OVER (ORDER BY name RANGE BETWEEN 1 PRECEDING AND CURRENT ROW) FROM people",
    "rows_text": "SELECT sum(id) OVER (ORDER BY id ROWS BETWEEN 'a' PRECEDING AND CURRENT ROW) FROM people",
    "rows_column": "SELECT sum(id) OVER (ORDER BY id ROWS BETWEEN id PRECEDING AND CURRENT ROW) FROM people",
    "bounds_swapped": "SELECT sum(id) OVER (ORDER BY id ROWS BETWEEN 1 FOLLOWING AND 1 PRECEDING) FROM people",
    "unbounded_following_first": "SELECT sum(id) OVER (ORDER BY id ROWS BETWEEN UNBOUNDED FOLLOWING AND CURRENT ROW)"
                                 " FROM people",
    "in_where": "SELECT id FROM people WHERE row_number() OVER (ORDER BY id) = 1",
    "in_having": "SELECT city FROM people GROUP BY city HAVING row_number() OVER (ORDER BY city) = 1",
    "in_group_by": "SELECT 1 FROM people GROUP BY row_number() OVER (ORDER BY id)",
    "in_aggregate": "SELECT sum(row_number() OVER (ORDER BY id)) FROM people",
    "distinct": "SELECT count(DISTINCT id) OVER (ORDER BY id) FROM people",
    "filter": "SELECT row_number() FILTER (WHERE id > 1) OVER (ORDER BY id) FROM people",
    "order_by_map": "SELECT sum(1) OVER (ORDER BY map(1, 2))",
    "partition_by_map": "SELECT sum(1) OVER (PARTITION BY map(1, 2))",
    "unknown_column": "SELECT sum(id) OVER (ORDER BY absent) FROM people",
    "name_of_name": "SELECT sum(id) OVER w FROM people WINDOW v AS (ORDER BY id), w AS u",
    "ignore_nulls_rank": "SELECT rank() IGNORE NULLS OVER (ORDER BY id) FROM people",
    "qualify": "SELECT id FROM people QUALIFY id > 1",
}
