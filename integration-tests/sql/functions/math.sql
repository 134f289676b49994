-- acos
SELECT acos(2)
-- acosh
SELECT acosh(0)
-- asin
SELECT asin(0)
-- asinh
SELECT asinh(1)
-- atan
SELECT atan(c) FROM VALUES (0.0D), (1.5D), (-2.25D), (100.125D), (double('nan')), (double('infinity')), (null) t(c)
-- atan2
SELECT atan2(0,0)
SELECT atan2(a, b) FROM VALUES (2D, 10D), (0D, 0D), (-1D, 0.5D), (null, 1D) t(a, b)
-- atanh
SELECT atanh(1)
-- bin
SELECT bin(5)
SELECT bin(-1)
SELECT bin(null)
SELECT bin(c) FROM VALUES (0), (5), (15), (-15), (2147483647), (null) t(c)
-- bround
SELECT bround(2.5)
SELECT bround(3.5)
SELECT bround(2.5D)
SELECT bround(25, -1)
SELECT bround(c, 1) FROM VALUES (1.25BD), (-1.25BD), (0.00BD), (99.95BD), (null) t(c)
-- cbrt
SELECT cbrt(27)
SELECT cbrt(c) FROM VALUES (0.0D), (1.5D), (-2.25D), (100.125D), (double('nan')), (double('infinity')), (null) t(c)
-- ceil
SELECT ceil(1.5)
SELECT ceil(1.5D)
SELECT ceil(1)
SELECT ceil(1.234, 2)
SELECT ceil(null)
SELECT ceil('1.5')
SELECT ceil(true)
SELECT ceil(-0.1BD)
SELECT ceil(5.4BD, -1)
SELECT ceil(1e19D)
SELECT ceil(double('nan'))
SELECT ceil(3.14D, 1)
SELECT ceil(5, 0)
SELECT ceil(52, -1)
SELECT ceil(c) FROM VALUES (0.0D), (1.5D), (-2.25D), (100.125D), (double('nan')), (double('infinity')), (null) t(c)
SELECT ceil(c) FROM VALUES (1.25BD), (-1.25BD), (0.00BD), (99.95BD), (null) t(c)
-- ceiling
SELECT ceiling(1.5)
-- conv
SELECT conv(10, 10, 16)
SELECT conv('10', 10, 16)
SELECT conv('100',2,10)
SELECT conv('-10',16,-10)
SELECT conv('ff',16,10)
SELECT conv('zz',10,16)
SELECT conv('18446744073709551616',10,10)
SELECT conv('-15',10,16)
SELECT conv('9223372036854775808',10,-10)
SELECT conv('1',1,10)
SELECT conv('',10,16)
SELECT conv('11abc',10,16)
SELECT conv(' 1',10,16)
SELECT conv(c, 10, 16) FROM VALUES (0), (5), (15), (-15), (2147483647), (null) t(c)
SELECT conv('100', 2, 10)
SELECT conv('-10', 16, -10)
SELECT conv('ff', 16, 10)
SELECT conv('zz', 10, 16)
-- cos
SELECT cos(c) FROM VALUES (0.0D), (1.5D), (-2.25D), (100.125D), (double('nan')), (double('infinity')), (null) t(c)
-- cosh
SELECT cosh(1)
-- cot
SELECT cot(0)
-- csc
SELECT csc(0)
-- degrees
SELECT degrees(1)
SELECT degrees(c) FROM VALUES (0.0D), (1.5D), (-2.25D), (100.125D), (double('nan')), (double('infinity')), (null) t(c)
-- e
SELECT e()
-- exp
SELECT exp(1)
SELECT exp(c) FROM VALUES (0.0D), (1.5D), (-2.25D), (100.125D), (double('nan')), (double('infinity')), (null) t(c)
-- expm1
SELECT expm1(1)
-- factorial
SELECT factorial(5L)
SELECT factorial(20)
SELECT factorial(21)
SELECT factorial(-1)
SELECT factorial(c % 10) FROM VALUES (0), (5), (15), (-15), (2147483647), (null) t(c)
-- floor
SELECT floor(-1.5)
SELECT floor('2.5')
SELECT floor(3.1411, 3)
SELECT floor(-0.1D)
SELECT floor(c) FROM VALUES (0.0D), (1.5D), (-2.25D), (100.125D), (double('nan')), (double('infinity')), (null) t(c)
SELECT floor(c) FROM VALUES (1.25BD), (-1.25BD), (0.00BD), (99.95BD), (null) t(c)
-- hypot
SELECT hypot(3,4)
SELECT hypot(a, b) FROM VALUES (2D, 10D), (0D, 0D), (-1D, 0.5D), (null, 1D) t(a, b)
-- ln
SELECT ln(1)
SELECT ln(0)
SELECT ln(c) FROM VALUES (0.0D), (1.5D), (-2.25D), (100.125D), (double('nan')), (double('infinity')), (null) t(c)
-- log
SELECT log(2, 8)
SELECT log(2)
SELECT log(1,1)
SELECT log(0,1)
SELECT log(2,0)
SELECT log(-1, 2)
SELECT log(10, -1)
SELECT log(null, 2)
SELECT log(a, b) FROM VALUES (2D, 10D), (0D, 0D), (-1D, 0.5D), (null, 1D) t(a, b)
-- log10
SELECT log10(0)
SELECT log10(-1)
-- log1p
SELECT log1p(-1)
-- log2
SELECT log2(8)
-- pi
SELECT pi()
-- pow
SELECT pow(2,2)
SELECT pow(0,0)
SELECT pow(a, b) FROM VALUES (2D, 10D), (0D, 0D), (-1D, 0.5D), (null, 1D) t(a, b)
-- power
SELECT power(2,2)
-- radians
SELECT radians(180)
-- rand
SELECT rand(1)
SELECT rand(42) FROM range(3)
SELECT rand(0) FROM range(3)
SELECT rand(null) FROM range(3)
SELECT rand(42L) FROM range(3)
-- randn
SELECT randn(42) FROM range(3)
-- random
SELECT random(1)
-- rint
SELECT rint(2.5)
SELECT rint(-0.5)
-- round
SELECT round(1.25, 1)
SELECT round(2.5)
SELECT round(2.5D)
SELECT round(25, -1)
SELECT round(null)
SELECT round('2.5')
SELECT round(-2.5)
SELECT round(2.345D, 2)
SELECT round(12345, -2)
SELECT round(2.5F)
SELECT round(1e20D, 2)
SELECT round(cast(127 as tinyint), -1)
SELECT round(1.005D, 2)
SELECT round(null, 1)
SELECT round(1.5, null)
SELECT round(cast(127 as tinyint), -2)
SELECT round(2147483647, -9)
SELECT round(9.99BD, 1)
SELECT round(0.5BD)
SELECT round(1234.5678BD, -2)
SELECT round(double('nan'))
SELECT round(c, 1) FROM VALUES (0.0D), (1.5D), (-2.25D), (100.125D), (double('nan')), (double('infinity')), (null) t(c)
SELECT round(c, 1) FROM VALUES (1.25BD), (-1.25BD), (0.00BD), (99.95BD), (null) t(c)
SELECT round(c) FROM VALUES (1.25BD), (-1.25BD), (0.00BD), (99.95BD), (null) t(c)
SELECT round(c, -1) FROM VALUES (1.25BD), (-1.25BD), (0.00BD), (99.95BD), (null) t(c)
SELECT round(c, -1) FROM VALUES (0), (5), (15), (-15), (2147483647), (null) t(c)
-- sec
SELECT sec(0)
-- sign
SELECT sign(1)
SELECT sign(-2.5)
SELECT sign(cast(null as int))
SELECT sign(interval '-1' day)
SELECT sign(-2.5BD)
SELECT sign(null)
SELECT sign(c) FROM VALUES (0.0D), (1.5D), (-2.25D), (100.125D), (double('nan')), (double('infinity')), (null) t(c)
SELECT sign(c) FROM VALUES (1.25BD), (-1.25BD), (0.00BD), (99.95BD), (null) t(c)
-- signum
SELECT signum(1)
SELECT signum('3')
-- sin
SELECT sin(1)
SELECT sin(c) FROM VALUES (0.0D), (1.5D), (-2.25D), (100.125D), (double('nan')), (double('infinity')), (null) t(c)
-- sqrt
SELECT sqrt('4')
SELECT sqrt(4)
SELECT sqrt(4.0)
SELECT sqrt(null)
SELECT sqrt(true)
SELECT sqrt(c) FROM VALUES (1.5BD) t(c)
SELECT sqrt(c) FROM VALUES (date'2020-01-01') t(c)
SELECT sqrt(-1)
SELECT sqrt(c) FROM VALUES (0.0D), (1.5D), (-2.25D), (100.125D), (double('nan')), (double('infinity')), (null) t(c)
-- tan
SELECT tan(1)
SELECT tan(c) FROM VALUES (0.0D), (1.5D), (-2.25D), (100.125D), (double('nan')), (double('infinity')), (null) t(c)
-- width_bucket
SELECT width_bucket(5.3, 0.2, 10.6, 5)
SELECT width_bucket(-2.1, 1.3, 3.4, 3)
SELECT width_bucket(8.1, 0.0, 5.7, 4)
SELECT width_bucket(1,1,1,4)
SELECT width_bucket(1,2,3,0)
