-- operators
SELECT ~1
SELECT ~ 1.5
SELECT ~cast(1 as tinyint)
SELECT ~c FROM VALUES (0), (5), (15), (-15), (2147483647), (null) t(c)
-- 1
SELECT 1 << 2
SELECT 1 & 3
SELECT 1 | 2
SELECT 1^2
SELECT 1 & 3L
SELECT 1 & 'a'
SELECT 1 | null
-- 5
SELECT 5 >> 1
SELECT 5 >>> 1
-- bit_count
SELECT bit_count(7)
SELECT bit_count(true)
SELECT bit_count(-1)
SELECT bit_count(cast(-1 as tinyint))
SELECT bit_count(null)
SELECT bit_count(c) FROM VALUES (0), (5), (15), (-15), (2147483647), (null) t(c)
-- bit_get
SELECT bit_get(11,0)
SELECT bit_get(11,1)
SELECT bit_get(11, 64)
-- c
SELECT c & 7 FROM VALUES (0), (5), (15), (-15), (2147483647), (null) t(c)
SELECT c | 8 FROM VALUES (0), (5), (15), (-15), (2147483647), (null) t(c)
SELECT c ^ 5 FROM VALUES (0), (5), (15), (-15), (2147483647), (null) t(c)
-- getbit
SELECT getbit(11L, 3)
-- shiftleft
SELECT shiftleft(1, 2)
SELECT shiftleft(1, 33)
SELECT shiftleft(1L, 65)
SELECT shiftleft(cast(1 as tinyint), 1)
SELECT shiftleft('1', 1)
SELECT shiftleft(c, 2) FROM VALUES (0), (5), (15), (-15), (2147483647), (null) t(c)
-- shiftright
SELECT shiftright(4,1)
SELECT shiftright(-8,1)
SELECT shiftright(c, 1) FROM VALUES (0), (5), (15), (-15), (2147483647), (null) t(c)
-- shiftrightunsigned
SELECT shiftrightunsigned(-1, 1)
SELECT shiftrightunsigned(-8L,1)
