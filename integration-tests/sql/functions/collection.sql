-- array_append
SELECT array_append(array(1), null)
SELECT array_append(array(1), 2L)
SELECT array_append(null, 1)
SELECT array_append(c, 7) FROM VALUES (array(3, 1, 2, 2)), (array(1, null, 1)), (cast(array() as array<int>)), (null) t(c)
-- array_compact
SELECT array_compact(c) FROM VALUES (array(3, 1, 2, 2)), (array(1, null, 1)), (cast(array() as array<int>)), (null) t(c)
-- array_contains
SELECT array_contains(array(1,2), 1L)
SELECT array_contains(array(1,2), 1.5)
SELECT array_contains(array(1,null), null)
SELECT array_contains(array(1,2), '1')
SELECT array_contains(1, '1')
SELECT array_contains(c, 2) FROM VALUES (array(3, 1, 2, 2)), (array(1, null, 1)), (cast(array() as array<int>)), (null) t(c)
SELECT array_contains(c, 'b') FROM VALUES (array('b', 'a', null)), (array('')), (null) t(c)
SELECT array_contains(array(1, null), 2)
-- array_distinct
SELECT array_distinct(c) FROM VALUES (array(3, 1, 2, 2)), (array(1, null, 1)), (cast(array() as array<int>)), (null) t(c)
SELECT array_distinct(c) FROM VALUES (array('b', 'a', null)), (array('')), (null) t(c)
-- array_except
SELECT array_except(c, array(2)) FROM VALUES (array(3, 1, 2, 2)), (array(1, null, 1)), (cast(array() as array<int>)), (null) t(c)
-- array_insert
SELECT array_insert(array(1,2), -1, 3)
SELECT array_insert(array(1,3,4), -5, 2)
SELECT array_insert(array(1),3,5)
SELECT array_insert(c, 2, 7) FROM VALUES (array(3, 1, 2, 2)), (array(1, null, 1)), (cast(array() as array<int>)), (null) t(c)
SELECT array_insert(array(1), 3, 5)
SELECT array_insert(array(1), 0, 5)
-- array_intersect
SELECT array_intersect(c, array(1, null)) FROM VALUES (array(3, 1, 2, 2)), (array(1, null, 1)), (cast(array() as array<int>)), (null) t(c)
-- array_join
SELECT array_join(array('a'), ',')
SELECT array_join(array('a',null), ',')
SELECT array_join(array('a',null), ',', 'x')
SELECT array_join(array(1,2), ',')
SELECT array_join(c, '-') FROM VALUES (array('b', 'a', null)), (array('')), (null) t(c)
SELECT array_join(c, '-', 'N') FROM VALUES (array('b', 'a', null)), (array('')), (null) t(c)
-- array_max
SELECT array_max(array(1,2,null))
SELECT array_max(array(double('nan'), 1.0D))
SELECT array_max(c) FROM VALUES (array(3, 1, 2, 2)), (array(1, null, 1)), (cast(array() as array<int>)), (null) t(c)
-- array_min
SELECT array_min(array())
SELECT array_min(c) FROM VALUES (array(3, 1, 2, 2)), (array(1, null, 1)), (cast(array() as array<int>)), (null) t(c)
-- array_position
SELECT array_position(c, 2) FROM VALUES (array(3, 1, 2, 2)), (array(1, null, 1)), (cast(array() as array<int>)), (null) t(c)
SELECT array_position(array(1, 2), 2)
-- array_prepend
SELECT array_prepend(array(1), '2')
SELECT array_prepend(c, 7) FROM VALUES (array(3, 1, 2, 2)), (array(1, null, 1)), (cast(array() as array<int>)), (null) t(c)
-- array_remove
SELECT array_remove(array(1,null), 1)
SELECT array_remove(array(1,2), null)
SELECT array_remove(c, 2) FROM VALUES (array(3, 1, 2, 2)), (array(1, null, 1)), (cast(array() as array<int>)), (null) t(c)
-- array_repeat
SELECT array_repeat(1, 2)
SELECT array_repeat(null, 2)
SELECT array_repeat('a', -1)
SELECT array_repeat(c, 2) FROM VALUES (array(3, 1, 2, 2)), (array(1, null, 1)), (cast(array() as array<int>)), (null) t(c)
-- array_size
SELECT array_size(null)
SELECT array_size(array(1, 2))
-- array_sort
SELECT array_sort(array(3,1,null))
-- array_union
SELECT array_union(array(1), array('a'))
SELECT array_union(c, array(9, null)) FROM VALUES (array(3, 1, 2, 2)), (array(1, null, 1)), (cast(array() as array<int>)), (null) t(c)
-- arrays_overlap
SELECT arrays_overlap(c, array(3, 4)) FROM VALUES (array(3, 1, 2, 2)), (array(1, null, 1)), (cast(array() as array<int>)), (null) t(c)
SELECT arrays_overlap(array(1, null), array(2))
SELECT arrays_overlap(array(1), array(1))
-- arrays_zip
SELECT arrays_zip(array(1,2), array('a')) FROM VALUES (array(1), array(2)) t(a,b)
SELECT arrays_zip(a, b) FROM VALUES (array(1), array(2)) t(a,b)
-- cardinality
SELECT cardinality(map(1,2))
SELECT cardinality(array(1))
-- flatten
SELECT flatten(array(1))
SELECT flatten(c) FROM VALUES (array(array(1, 2), array(3))), (array(array(1), null)), (null) t(c)
-- map_concat
SELECT map_concat(map(1,2), map(1,3))
SELECT map_concat(m, map('z', 9)) FROM VALUES (map('a', 1, 'b', null)), (map('c', 3)), (null) t(m)
-- map_contains_key
SELECT map_contains_key(map(1,2), 1L)
SELECT map_contains_key(map(1,2), 'a')
SELECT map_contains_key(m, 'a') FROM VALUES (map('a', 1, 'b', null)), (map('c', 3)), (null) t(m)
-- map_entries
SELECT map_entries(m) FROM VALUES (map('a', 1, 'b', null)), (map('c', 3)), (null) t(m)
-- map_from_arrays
SELECT map_from_arrays(array(1), array(1,2))
SELECT map_from_arrays(array(1,null), array(1,2))
SELECT map_from_arrays(array('a', 'b'), array(1, null))
-- map_from_entries
SELECT map_from_entries(array(struct('a', 1), struct('b', 2)))
SELECT map_from_entries(array(struct(1, 'x'), null))
-- map_keys
SELECT map_keys(m) FROM VALUES (map('a', 1, 'b', null)), (map('c', 3)), (null) t(m)
-- map_values
SELECT map_values(m) FROM VALUES (map('a', 1, 'b', null)), (map('c', 3)), (null) t(m)
-- sequence
SELECT sequence(1, 5, -1)
SELECT sequence(5,1)
SELECT sequence(1,10,3)
SELECT sequence(1,1,0)
SELECT sequence(1L, 2)
SELECT sequence('1', 2)
SELECT sequence(1, 10000000000L)
-- size
SELECT size(array(1))
SELECT size(null)
SELECT size(1)
SELECT size(c) FROM VALUES (array(3, 1, 2, 2)), (array(1, null, 1)), (cast(array() as array<int>)), (null) t(c)
SELECT size(m) FROM VALUES (map('a', 1, 'b', null)), (map('c', 3)), (null) t(m)
SELECT size(c) FROM VALUES (array(array(1, 2), array(3))), (array(array(1), null)), (null) t(c)
-- slice
SELECT slice(c, 1, 2) FROM VALUES (array(3, 1, 2, 2)), (array(1, null, 1)), (cast(array() as array<int>)), (null) t(c)
SELECT slice(array(1,2,3), 0, 1)
SELECT slice(array(1,2,3), 2, -1)
SELECT slice(array(1,2,3), -2, 5)
SELECT slice(array(1,2,3), 9, 1)
SELECT slice(null, 1, 1)
-- sort_array
SELECT sort_array(array(3,1,null))
SELECT sort_array(array(3,1,null), false)
SELECT sort_array(c) FROM VALUES (array(3, 1, 2, 2)), (array(1, null, 1)), (cast(array() as array<int>)), (null) t(c)
SELECT sort_array(c, false) FROM VALUES (array(3, 1, 2, 2)), (array(1, null, 1)), (cast(array() as array<int>)), (null) t(c)
SELECT sort_array(c) FROM VALUES (array('b', 'a', null)), (array('')), (null) t(c)
-- str_to_map
SELECT str_to_map('a:1,b:2')
SELECT str_to_map('a')
SELECT str_to_map(null)
SELECT str_to_map('a:1,a:2', ';')
