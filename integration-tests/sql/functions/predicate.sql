-- Comparisons, logic, lists, ranges, patterns.
SELECT 1 = '1'
SELECT 1 = 'a'
SELECT 1 = 1.0
SELECT 'a' = 'b'
SELECT a = b, a == b, a != b, a <> b, a <=> b, a < b, NOT a, a IS NULL, a IS NOT NULL, a AND b, a OR b FROM VALUES (true,false) t(a,b)
SELECT ! a FROM VALUES (true) t(a)
SELECT isnull(a), isnotnull(a), isnan(a), nanvl(a, 1) FROM VALUES (1.0D) t(a)
SELECT 1 IN (1,2,3), 1 NOT IN (1,NULL), '1' IN (1,2)
SELECT 1 BETWEEN 0 AND 2, 1 NOT BETWEEN 0 AND 2
SELECT a LIKE 'a%', a LIKE 'a/%' ESCAPE '/', a NOT LIKE 'x', a ILIKE 'A%', a RLIKE 'a.*', regexp(a,'x'), regexp_like(a,'x'), like(a,'x'), ilike(a,'X') FROM VALUES ('abc') t(a)
SELECT 'a\\' LIKE 'a\\'
SELECT 'a' LIKE 'a\\b'
SELECT equal_null(1,1), nullif(1,2)
SELECT TRUE = 1
SELECT DATE'2020-01-01' = '2020-01-01'
SELECT TIMESTAMP'2020-01-01 00:00:00' = DATE'2020-01-01'
SELECT DATE'2020-01-01' < 1
SELECT array(1) = array(1L)
SELECT map(1,2) = map(1,2)
SELECT CAST('NaN' AS DOUBLE) = CAST('NaN' AS DOUBLE), CAST('NaN' AS DOUBLE) > 1e300D, 0.0D = -0.0D
SELECT struct(1,null) = struct(1,null)
SELECT not 'true'
SELECT not 1
SELECT 'true' and true
SELECT a = 1, a <=> '2', a <> DATE'2020-01-01' FROM VALUES ('2020-01-01') t(a)
SELECT 'a' LIKE concat('a', '\\')
SELECT a LIKE a FROM VALUES ('a\\b') t(a)
SELECT 'a' RLIKE '('
SELECT a IN (1, 'x') FROM VALUES (1) t(a)
SELECT a IN ('1', DATE'2020-01-01') FROM VALUES ('1') t(a)
SELECT 1 IN (1, DATE'2020-01-01')
SELECT 1 IN (TRUE)
SELECT 'a' AND 'b'
SELECT 1 AND true
SELECT null AND true
SELECT null = null
SELECT null = 1
SELECT null <=> null
SELECT a = NULL FROM VALUES (1) t(a)
SELECT like('a')
SELECT 'abc' LIKE 'ABC'
SELECT lower('a') LIKE upper('A')
SELECT 1 LIKE 1
SELECT 1 RLIKE '1'
SELECT X'61' LIKE 'a'
SELECT isnan('NaN')
SELECT isnan(NULL)
SELECT isnan(1)
SELECT isnull()
SELECT 1 BETWEEN '0' AND 2.5
SELECT 'b' BETWEEN 'a' AND 'c'
SELECT between(1, 2, 3)
SELECT a = b, a < b, a <= b, a > b, a >= b, a <=> b, a != b FROM VALUES (1, 2), (2, 2), (NULL, 1), (NULL, NULL) t(a, b)
SELECT a = b, a < b, a > b, a <=> b FROM VALUES (CAST('NaN' AS DOUBLE), CAST('NaN' AS DOUBLE)), (0.0D, -0.0D), (CAST('NaN' AS DOUBLE), 1.0D), (CAST('inf' AS DOUBLE), CAST('NaN' AS DOUBLE)) t(a, b)
SELECT a = 0, a = -0.0D, a < 0, a IN (0.0D) FROM VALUES (-0.0D), (1.0D), (CAST('NaN' AS DOUBLE)) t(a)
SELECT a < 5, a = 2.50, a BETWEEN 0.05 AND 2.5 FROM VALUES (CAST(2.50 AS DECIMAL(15,2))), (NULL) t(a)
SELECT a = b, a < b FROM VALUES (array(1, 2), array(1, 3)), (array(1), array(1, 2)), (array(1, NULL), array(1, NULL)), (NULL, array(1)) t(a, b)
SELECT a = b, a < b, a <=> b FROM VALUES (struct(1, 'a'), struct(1, 'b')), (struct(1, NULL), struct(1, NULL)) t(a, b)
SELECT a AND b, a OR b, NOT a FROM VALUES (TRUE, NULL), (FALSE, NULL), (NULL, NULL), (TRUE, FALSE) t(a, b)
SELECT a IN (1, 2), a NOT IN (1, 2), a IN (1, NULL), a NOT IN (3, NULL) FROM VALUES (1), (3), (NULL) t(a)
SELECT a LIKE b FROM VALUES ('abc', 'a%'), ('abc', '_b_'), ('a\nc', 'a_c'), ('a%c', 'a\\%c'), ('abc', 'a\\%c'), ('', '%'), ('abc', ''), (NULL, '%') t(a, b)
SELECT a LIKE 'a\\_c', a LIKE '%b%', a LIKE '_b_', a LIKE 'a%c', a LIKE '%', a LIKE '' FROM VALUES ('abc'), ('a_c'), (''), (NULL) t(a)
SELECT a LIKE 'a|%c' ESCAPE '|', a LIKE '||%' ESCAPE '|' FROM VALUES ('a%c'), ('|x') t(a)
SELECT a ILIKE 'AB%', a ILIKE '%É%', a NOT ILIKE 'x%' FROM VALUES ('abc'), ('aé'), ('Xy') t(a)
SELECT a RLIKE '^a.c$', a RLIKE '\\d+', a RLIKE '(?i)ABC', regexp_like(a, 'b|z'), a RLIKE b FROM VALUES ('abc', 'c$'), ('x1', '[a-z]\\d'), (NULL, 'x') t(a, b)
SELECT 'aa' RLIKE '(a)\\1', 'ab' RLIKE 'a(?=b)', 'é' RLIKE '\\w'
SELECT DATE'2020-01-01' < TIMESTAMP'2020-01-01 00:00:01', TIMESTAMP_NTZ'2020-01-01 00:00:00' = DATE'2020-01-01'
SELECT X'61' = 'a', X'61' < X'62'
SELECT interval '1' day = interval '24' hour, interval '1' month < interval '1' year
SELECT make_interval(0, 1) = make_interval(0, 1)
SELECT 1 = TRUE
SELECT '1' = 1.0, '1.5' > 1, 'abc' = X'616263'
SELECT 1 < '2', 10 > '9'
SELECT isnan(a), a IS NULL, isnull(a), isnotnull(a) FROM VALUES (CAST('NaN' AS DOUBLE)), (1.0D), (NULL) t(a)
SELECT NOT NULL, NOT (1 = 2)
SELECT 1 <=> NULL, NULL <=> NULL, 1 <=> 1L
SELECT 1 IN ('1', '2'), '1' IN (1L), 1.0 IN (1, 2)
SELECT a NOT BETWEEN 1 AND 2 FROM VALUES (1), (3), (NULL) t(a)
SELECT (1, 2) IN ((1, 2), (3, 4))
SELECT equal_null(NULL, NULL), equal_null(1, NULL)
