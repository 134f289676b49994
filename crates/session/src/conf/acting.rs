//! Which of Spark's confs have an effect: here, or in the clients that ask for them. The others answer a warning when
//! they are set to anything but their default.

/// Keys the server acts on.
const HONOURED: &[&str] = &[
    "spark.connect.progress.reportInterval",
    "spark.sql.ansi.enabled",
    "spark.sql.autoBroadcastJoinThreshold",
    "spark.sql.caseSensitive",
    "spark.sql.crossJoin.enabled",
    "spark.sql.defaultCatalog",
    "spark.sql.execution.arrow.maxRecordsPerBatch",
    "spark.sql.execution.rangeExchange.sampleSizePerPartition",
    "spark.sql.execution.sortBeforeRepartition",
    "spark.sql.files.maxPartitionBytes",
    "spark.sql.files.maxRecordsPerFile",
    "spark.sql.groupByAliases",
    "spark.sql.groupByOrdinal",
    "spark.sql.leafNodeDefaultParallelism",
    "spark.sql.orderByOrdinal",
    "spark.sql.parquet.compression.codec",
    "spark.sql.retainGroupColumns",
    "spark.sql.session.timeZone",
    "spark.sql.shuffle.partitions",
    "spark.sql.sources.default",
    "spark.sql.sources.partitionColumnTypeInference.enabled",
    "spark.sql.sources.partitionOverwriteMode",
    "spark.sql.timestampType",
    "spark.sql.view.maxNestedViewDepth",
];

/// Keys, or with a trailing `*` their beginnings, that clients read and act on themselves.
const OF_CLIENTS: &[&str] = &[
    "spark.connect.session.planCompression.*",
    "spark.python.sql.dataFrameDebugging.enabled",
    "spark.sql.connect.serverStacktrace.enabled",
    "spark.sql.execution.arrow.enabled",
    "spark.sql.execution.arrow.fallback.enabled",
    "spark.sql.execution.arrow.pyspark.*",
    "spark.sql.execution.arrow.useLargeVarTypes",
    "spark.sql.execution.pandas.*",
    "spark.sql.execution.pyspark.binaryAsBytes",
    "spark.sql.pyspark.infer*",
    "spark.sql.pyspark.jvmStacktrace.enabled",
    "spark.sql.pyspark.legacy.*",
    "spark.sql.pyspark.plotting.*",
    "spark.sql.pyspark.toJSON.returnDataFrame",
    "spark.sql.repl.eagerEval.*",
    "spark.sql.session.localRelation*",
    "spark.sql.stackTracesInDataFrameContext",
];

/// Keys, or their beginnings, that Spark takes from a session without doing anything: they are for the start of a cluster.
const OF_CLUSTERS: &[&str] = &[
    "spark.default.parallelism",
    "spark.driver.*",
    "spark.executor.*",
    "spark.executorEnv.*",
    "spark.kubernetes.*",
    "spark.mesos.*",
    "spark.yarn.*",
];

/// Whether a key that is no conf of Spark's SQL speaks of a cluster.
pub(super) fn is_for_a_cluster(key: &str) -> bool {
    OF_CLUSTERS.iter().any(|pattern| matches(pattern, key))
}

/// Whether setting `key` does something.
pub(super) fn acts(key: &str) -> bool {
    HONOURED.contains(&key) || OF_CLIENTS.iter().any(|pattern| matches(pattern, key))
}

fn matches(pattern: &str, key: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(start) => key.starts_with(start),
        None => pattern == key,
    }
}
