-- Databases and catalogs.
DROP DATABASE IF EXISTS st_database CASCADE
CREATE DATABASE IF NOT EXISTS st_database COMMENT 'for tests' WITH DBPROPERTIES ('a' = 'b')
CREATE SCHEMA IF NOT EXISTS st_database
SHOW DATABASES LIKE 'st_data*'
SHOW NAMESPACES LIKE 'st_data*'
SHOW SCHEMAS LIKE 'st_data*'
USE st_database
USE DATABASE st_database
SHOW CURRENT NAMESPACE
SELECT current_database(), current_catalog()
ALTER DATABASE st_database SET DBPROPERTIES ('c' = 'd')
ALTER DATABASE st_database UNSET DBPROPERTIES ('c')
ALTER DATABASE st_database SET LOCATION 'file:/tmp/st_database_elsewhere'
ALTER DATABASE st_database DEFAULT COLLATION UTF8_BINARY
COMMENT ON DATABASE st_database IS 'changed'
SHOW CATALOGS
SHOW CATALOGS LIKE 'spark*'
SET CATALOG spark_catalog
USE spark_catalog.st_database
USE default
SHOW CURRENT NAMESPACE
DROP DATABASE st_database
DROP SCHEMA IF EXISTS st_database
