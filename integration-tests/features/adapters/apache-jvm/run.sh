#!/bin/sh
# Starts the adapter of Apache's client for the JVM, which `mvn -q package` in this folder has built.
# Arrow reaches into java.nio for its buffers, the client into the calendar for old dates (--add-opens). Times are given in the
# zone of the process, which is UTC.
set -eu
built="${APACHE_JVM_TARGET:-$(dirname "$0")/target}"
test -f "$built/apache-jvm.jar" || {
  echo "apache-jvm: $built/apache-jvm.jar is not there: run mvn -q package in $(dirname "$0")" >&2
  exit 2
}
exec java -Xmx2g -Duser.timezone=UTC -Dfile.encoding=UTF-8 \
  --add-opens=java.base/java.nio=ALL-UNNAMED \
  --add-opens=java.base/java.lang=ALL-UNNAMED \
  --add-opens=java.base/java.lang.invoke=ALL-UNNAMED \
  --add-opens=java.base/java.util=ALL-UNNAMED \
  --add-opens=java.base/sun.util.calendar=ALL-UNNAMED \
  -cp "$built/apache-jvm.jar:$built/lib/*" sparrow.features.Adapter
