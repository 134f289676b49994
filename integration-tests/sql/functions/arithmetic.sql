-- Operators and functions of arithmetic, over numbers, dates and intervals.
SELECT 1 - CAST(2.5 AS DECIMAL(15,2))
SELECT 1 + 2
SELECT 1 + 2L
SELECT 1Y + 1Y
SELECT 127Y + 1Y
SELECT 32767S * 2S
SELECT 2147483647 + 1
SELECT 9223372036854775807L + 1L
SELECT -9223372036854775808L
SELECT - (-2147483647 - 1)
SELECT abs(-2147483648)
SELECT 1 / 2
SELECT 1 / 0
SELECT 1 % 0
SELECT 1.5D % 0.0D
SELECT 1 div 2
SELECT 5 div 0
SELECT 5.5 div 2
SELECT 7 % -3
SELECT -7 % 3
SELECT pmod(-7, 3)
SELECT pmod(7, -3)
SELECT pmod(-7, -3)
SELECT pmod(-7.5, 3)
SELECT positive(1)
SELECT negative(1)
SELECT -a FROM VALUES (1) t(a)
SELECT +a FROM VALUES (1) t(a)
SELECT a+b, a-b, a*b, a/b, a%b, a div b FROM VALUES (1,2) t(a,b)
SELECT mod(7,3)
SELECT try_mod(7,0)
SELECT try_add(2147483647,1)
SELECT try_subtract(1,2)
SELECT try_multiply(1,2)
SELECT try_divide(1,0)
SELECT try_divide(interval '1' day, 0)
SELECT '1' + 1
SELECT '1' + '2'
SELECT '1' + 1.5
SELECT 'a' + 1
SELECT '1.5' + 1
SELECT 1 + true
SELECT DATE'2020-01-01' + 1
SELECT 1 + DATE'2020-01-01'
SELECT DATE'2020-01-01' - 1
SELECT DATE'2020-01-05' - DATE'2020-01-01'
SELECT DATE'2020-01-05' - TIMESTAMP'2020-01-01 12:00:00'
SELECT TIMESTAMP'2020-01-05 00:00:00' - TIMESTAMP'2020-01-01 12:00:00'
SELECT DATE'2020-01-01' + interval '1' month
SELECT DATE'2020-01-01' + interval '1' day
SELECT DATE'2020-01-01' + interval '1' hour
SELECT TIMESTAMP'2020-01-31 00:00:00' + interval '1' month
SELECT TIMESTAMP'2020-03-07 12:00:00' + interval '1' day
SELECT TIMESTAMP'2020-03-07 12:00:00' + make_interval(0,0,0,1)
SELECT TIMESTAMP_NTZ'2020-03-07 12:00:00' - interval '1 1:1:1' day to second
SELECT interval '1' day + interval '2' hour
SELECT interval '1' day * 2
SELECT CAST(2 * interval '1' month AS STRING)
SELECT interval '1' day / 2
SELECT CAST(interval '1' month * 1.5 AS STRING)
SELECT interval '1' year / 0
SELECT - interval '1' day
SELECT interval '1' day + '2020-01-01'
SELECT '2020-01-01' + interval '1' day
SELECT '2020-01-05' - DATE'2020-01-01'
SELECT 1.0 + 2.00
SELECT CAST(1 AS DECIMAL(38,10)) * CAST(1 AS DECIMAL(38,10))
SELECT CAST(1 AS DECIMAL(10,2)) / CAST(3 AS DECIMAL(10,2))
SELECT CAST(1 AS DECIMAL(10,2)) / 3
SELECT CAST(7 AS DECIMAL(10,2)) % 3
SELECT CAST(7.5 AS DECIMAL(10,2)) div 3
SELECT CAST(99999999999999999999999999999999999999 AS DECIMAL(38,0)) + CAST(1 AS DECIMAL(38,0))
SELECT CAST(99999999999999999999999999999999999999 AS DECIMAL(38,0)) * 10
SELECT 2.5D + 1.5
SELECT 2.5 + 1Y
SELECT abs(-1.5)
SELECT abs(interval '-1' day)
SELECT 1 + NULL
SELECT NULL + NULL
SELECT NULL / 1
SELECT a + a FROM VALUES (2147483647) t(a)
SELECT a * a FROM VALUES (9223372036854775807L) t(a)
SELECT -a FROM VALUES (-2147483648) t(a)
SELECT abs(a) FROM VALUES (-9223372036854775808L) t(a)
SELECT -a FROM VALUES (CAST(-128 AS TINYINT)) t(a)
SELECT a + a FROM VALUES (interval '100000000' day) t(a)
SELECT a div -1L FROM VALUES (-9223372036854775808L) t(a)
SELECT DATE'2020-01-01' + a FROM VALUES (2147483647) t(a)
SELECT 1 + a FROM VALUES ('x') t(a)
SELECT interval '1' day / 0
SELECT a + b, a - b, a * b FROM VALUES (1, 2), (NULL, 1), (2147483647, -1) t(a, b)
SELECT try_add(a, b), try_subtract(a, b), try_multiply(a, b) FROM VALUES (2147483647, 1), (-2147483648, 1), (1, 2) t(a, b)
SELECT try_add(a, b) FROM VALUES (127Y, 1Y) t(a, b)
SELECT a / b, a div b, a % b, pmod(a, b) FROM VALUES (7, 2), (-7, 2), (7, -2), (NULL, 1), (0, 5) t(a, b)
SELECT a / b, a % b, pmod(a, b) FROM VALUES (7.5D, 2.0D), (-7.5D, 2.0D), (CAST('NaN' AS DOUBLE), 1.0D), (1.0D, CAST('inf' AS DOUBLE)) t(a, b)
SELECT a / b FROM VALUES (1.0D, 0.0D) t(a, b)
SELECT a + b, a - b, a * b, a / b, a % b, a div b, pmod(a, b) FROM VALUES (CAST(7.50 AS DECIMAL(10,2)), CAST(2.125 AS DECIMAL(12,3))), (CAST(-7.50 AS DECIMAL(10,2)), CAST(2.125 AS DECIMAL(12,3))) t(a, b)
SELECT a * b, a / b FROM VALUES (CAST(1234567.891 AS DECIMAL(38,18)), CAST(9.87654321 AS DECIMAL(38,18))) t(a, b)
SELECT a * b * c FROM VALUES (CAST(12.34 AS DECIMAL(15,2)), CAST(0.95 AS DECIMAL(16,2)), CAST(1.08 AS DECIMAL(16,2))) t(a, b, c)
SELECT sum(a * (1 - b)) FROM VALUES (CAST(100.00 AS DECIMAL(15,2)), CAST(0.05 AS DECIMAL(15,2))) t(a, b)
SELECT try_divide(a, b), try_mod(a, b) FROM VALUES (1.5, 0.0), (3, 2) t(a, b)
SELECT a + b FROM VALUES (CAST(1 AS FLOAT), 2), (CAST(0.1 AS FLOAT), 3) t(a, b)
SELECT a + b FROM VALUES (CAST(1 AS FLOAT), 2.5) t(a, b)
SELECT a + b FROM VALUES (1S, 2Y) t(a, b)
SELECT DATE'2020-01-31' + interval '1' month, DATE'2020-03-31' - interval '1' month, DATE'2020-02-29' + interval '1' year
SELECT DATE'2020-01-01' + 1L
SELECT DATE'2020-01-01' - TIMESTAMP_NTZ'2019-12-31 12:00:00'
SELECT DATE'2020-01-01' + make_interval(0, 1, 0, 2)
SELECT TIMESTAMP'2020-01-31 12:00:00' + make_interval(0, 1, 0, 1, 2, 3, 4.5), TIMESTAMP'2020-01-31 12:00:00' - interval '1 02:03:04' day to second
SELECT interval '1' day + interval '1' month
SELECT CAST(interval '1-1' year to month - interval '3' month AS STRING), interval '1 1' day to hour - interval '2' hour
SELECT interval '1' day div interval '6' hour
SELECT interval '10' day * 1.5, interval '10' day * '2', interval '10' day / 3, CAST(interval '1-2' year to month / 4 AS STRING)
SELECT CAST(make_interval(0, 1, 0, 2) + make_interval(0, 0, 0, 3) AS STRING), CAST(- make_interval(0, 1, 0, 2) AS STRING), CAST(make_interval(0, 1) * 2 AS STRING)
SELECT '2020-01-01' - interval '1' month
SELECT abs(a), -a, +a, positive(a), negative(a) FROM VALUES (1.50), (-2.25) t(a)
SELECT abs(a), -a FROM VALUES (-1.5D), (CAST('NaN' AS DOUBLE)), (0.0D) t(a)
SELECT abs('-1.5'), -'2', +'3'
SELECT -TRUE
SELECT abs(DATE'2020-01-01')
SELECT 1 + DATE'2020-01-01' + 1
SELECT 1 + array(1)
SELECT TRUE + TRUE
SELECT 1 % NULL, NULL % 1
SELECT mod(-7, 3), 7 mod 3
SELECT 2 * 3 + 4 / 2 - 1
SELECT CAST(0.1 AS DECIMAL(38,38)) * CAST(0.1 AS DECIMAL(38,38))
SELECT CAST(1 AS DECIMAL(38,0)) / CAST(3 AS DECIMAL(38,0))
SELECT 1Y / 2Y, 1S div 2S, 7Y % 4Y
