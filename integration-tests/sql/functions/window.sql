-- Window functions.
SELECT row_number() OVER (ORDER BY a), rank() OVER (ORDER BY a), dense_rank() OVER (ORDER BY a), percent_rank() OVER (ORDER BY a), cume_dist() OVER (ORDER BY a), ntile(2) OVER (ORDER BY a), lag(a) OVER (ORDER BY a), lead(a, 2, 0) OVER (ORDER BY a), nth_value(a, 2) OVER (ORDER BY a), lag(a, 1) IGNORE NULLS OVER (ORDER BY a) FROM VALUES (1),(2),(2) t(a)
SELECT lag(a, -1, 'x') OVER (ORDER BY a) FROM VALUES (1),(2) t(a)
SELECT a, b, row_number() OVER (PARTITION BY a ORDER BY b), rank() OVER (PARTITION BY a ORDER BY b), dense_rank() OVER (PARTITION BY a ORDER BY b) FROM VALUES ('x', 1), ('x', 1), ('x', 2), ('y', 3) t(a, b) ORDER BY a, b, 3
SELECT a, percent_rank() OVER (ORDER BY a), cume_dist() OVER (ORDER BY a), ntile(3) OVER (ORDER BY a) FROM VALUES (1), (2), (3), (4) t(a) ORDER BY a
SELECT a, lag(b) OVER (ORDER BY a), lag(b, 2, 'z') OVER (ORDER BY a), lead(b) OVER (ORDER BY a), lead(b, 1) IGNORE NULLS OVER (ORDER BY a), nth_value(b, 2) OVER (ORDER BY a) FROM VALUES (1, 'p'), (2, NULL), (3, 'q') t(a, b) ORDER BY a
SELECT a, sum(a) OVER (ORDER BY a), avg(a) OVER (ORDER BY a ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING), count(*) OVER (), min(a) OVER (ORDER BY a ROWS BETWEEN 1 PRECEDING AND CURRENT ROW), max(a) OVER (ORDER BY a) FROM VALUES (1), (2), (3) t(a) ORDER BY a
SELECT a, sum(b) OVER (ORDER BY a ROWS BETWEEN 1 PRECEDING AND CURRENT ROW), avg(b) OVER (ORDER BY a ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM VALUES (1, 1.50), (2, 2.25), (3, NULL), (4, 1.00) t(a, b) ORDER BY a
SELECT a, max(b) OVER (ORDER BY a ROWS BETWEEN 1 PRECEDING AND CURRENT ROW), collect_list(b) OVER (ORDER BY a ROWS BETWEEN 1 PRECEDING AND CURRENT ROW), stddev(b) OVER (ORDER BY a) FROM VALUES (1, 1.5D), (2, 2.5D), (3, NULL) t(a, b) ORDER BY a
SELECT a, first(b) OVER (ORDER BY a), last(b) OVER (ORDER BY a), first_value(b) IGNORE NULLS OVER (ORDER BY a), last(b) OVER (ORDER BY a ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM VALUES (1, NULL), (2, 'x'), (3, 'y') t(a, b) ORDER BY a
SELECT a, first(b) OVER (ORDER BY a ROWS BETWEEN 1 PRECEDING AND CURRENT ROW), last(b) OVER (ORDER BY a ROWS BETWEEN CURRENT ROW AND 1 FOLLOWING) FROM VALUES (1, 'w'), (2, 'x'), (3, 'y') t(a, b) ORDER BY a
SELECT ntile(0) OVER (ORDER BY a) FROM VALUES (1) t(a)
SELECT rank() OVER (ORDER BY a), ntile() OVER (ORDER BY a) FROM VALUES (1) t(a)
SELECT nth_value(a, 0) OVER (ORDER BY a) FROM VALUES (1) t(a)
