-- assert_true
SELECT assert_true(1 = 2)
-- raise_error
SELECT raise_error('x')
-- typeof
SELECT typeof(1)
SELECT typeof('a')
SELECT typeof(array(1))
SELECT typeof(null)
SELECT typeof(map('a', 1.5))
SELECT typeof(struct(1, 'a'))
SELECT typeof(interval '1' day)
SELECT typeof()
