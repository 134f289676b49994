-- Confs, variables, functions and resources of a session.
SET spark.sql.shuffle.partitions = 3
SET spark.sql.shuffle.partitions
SET `spark.sql.shuffle.partitions` = `4`
RESET spark.sql.shuffle.partitions
SET TIME ZONE 'Europe/Oslo'
SELECT current_timezone()
SET TIME ZONE INTERVAL '-2' HOUR
SELECT current_timezone()
SET TIME ZONE LOCAL
SET TIME ZONE 'UTC'
RESET spark.sql.ansi.enabled
DECLARE VARIABLE st_variable INT DEFAULT 5
SELECT st_variable
SET VAR st_variable = 6
SELECT st_variable + 1
SET VARIABLE (st_variable) = (SELECT 7)
DROP TEMPORARY VARIABLE st_variable
DROP TEMPORARY VARIABLE IF EXISTS st_variable
CREATE TEMPORARY FUNCTION st_twice(x INT) RETURNS INT RETURN x * 2
SELECT st_twice(4)
DROP TEMPORARY FUNCTION st_twice
DROP TEMPORARY FUNCTION IF EXISTS st_twice
CREATE FUNCTION st_java AS 'no.such.Class'
REFRESH FUNCTION st_java
LIST FILES
LIST JARS
BEGIN SELECT 1 AS a; SELECT 2 AS b; END
BEGIN DECLARE x INT DEFAULT 1; WHILE x < 3 DO SET x = x + 1; END WHILE; SELECT x; END
