//! The nodes by themselves: what they keep, what they refuse, and their way through bytes.

use std::sync::Arc;

use ballista_core::serde::scheduler::{
    ExecutorMetadata, ExecutorOperatingSystemSpecification, ExecutorSpecification, PartitionId, PartitionLocation,
    PartitionStats,
};
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::common::ScalarValue;
use datafusion::execution::TaskContext;
use datafusion::physical_expr::equivalence::{AcrossPartitions, ConstExpr};
use datafusion::physical_expr::expressions::col;
use datafusion::physical_expr::{EquivalenceProperties, Partitioning, PhysicalExpr, PhysicalSortExpr};
use datafusion::physical_plan::{ExecutionPlan, displayable};
use datafusion_proto::physical_plan::DefaultPhysicalExtensionCodec;

use super::{PickPartitionExec, StageInputExec, check_job_id};

fn schema() -> SchemaRef {
    let field = |name, is_nullable| Field::new(name, DataType::Int64, is_nullable);
    let with_metadata = field("c", true).with_metadata([("spark".to_owned(), "x".to_owned())].into());
    Arc::new(Schema::new(vec![field("a", false), field("b", true), with_metadata, field("d", true)]))
}

fn column(name: &str) -> Arc<dyn PhysicalExpr> {
    col(name, &schema()).unwrap()
}

fn location(executor: &str, map: usize, partition: usize) -> PartitionLocation {
    PartitionLocation {
        map_partition_id: map,
        partition_id: PartitionId::new(&"job".into(), 7, partition),
        executor_meta: ExecutorMetadata {
            id: executor.into(),
            host: format!("host-{executor}"),
            port: 5000,
            grpc_port: 0,
            specification: ExecutorSpecification { vcores: 4 },
            os_info: ExecutorOperatingSystemSpecification::default(),
        },
        partition_stats: PartitionStats::new(Some(3), Some(1), Some(100)),
        file_id: Some(map as u64 + 10),
        is_sort_shuffle: map.is_multiple_of(2),
    }
}

fn hash(count: usize) -> Partitioning {
    Partitioning::Hash(vec![column("a"), column("b")], count)
}

fn input() -> StageInputExec {
    StageInputExec::new(7, schema(), hash(2), None)
}

fn decoded(input: &StageInputExec) -> StageInputExec {
    let codec = DefaultPhysicalExtensionCodec {};
    let bytes = input.encode(&codec).unwrap();
    StageInputExec::decode(&bytes, &TaskContext::default(), &codec).unwrap()
}

#[test]
fn an_input_is_the_same_after_its_way_through_bytes() {
    let bare = input();
    let located = bare.with_locations(vec![vec![location("e", 0, 0), location("f", 1, 0)], vec![location("e", 0, 1)]]);
    let blanked = bare.with_locations(vec![vec![], vec![location("e", 0, 1)]]);
    for input in [bare, located, blanked] {
        let again = decoded(&input);
        assert_eq!(again.stage_id(), 7);
        assert_eq!(again.schema(), schema());
        assert_eq!(format!("{:?}", again.locations()), format!("{:?}", input.locations()));
        assert_eq!(again.properties().output_partitioning(), input.properties().output_partitioning());
    }
}

#[test]
fn what_is_known_of_the_rows_is_known_after_decoding() {
    let sort = |name: &str, descending| {
        let mut sort = PhysicalSortExpr::new_default(column(name));
        sort.options.descending = descending;
        sort
    };
    let orderings = [vec![sort("a", true), sort("b", false)], vec![sort("d", false)]];
    let mut equivalences = EquivalenceProperties::new_with_orderings(schema(), orderings);
    equivalences.add_equal_conditions(column("a"), column("c")).unwrap();
    let value = AcrossPartitions::Uniform(Some(ScalarValue::Int64(Some(5))));
    equivalences.add_constants([ConstExpr::new(column("d"), value)]).unwrap();
    let input = StageInputExec::new(7, schema(), Partitioning::UnknownPartitioning(2), Some(equivalences));
    let (before, again) = (input.properties().equivalence_properties().clone(), decoded(&input));
    let after = again.properties().equivalence_properties();
    assert_eq!(format!("{after}"), format!("{before}"));
    assert_eq!(after.constants(), before.constants());
    // `c` sorts as `a` does, and `d` is constant.
    assert!(after.ordering_satisfy([sort("d", true), sort("c", true), sort("b", false)]).unwrap());
    assert!(!after.ordering_satisfy([sort("b", false)]).unwrap());
}

#[test]
fn rubbish_does_not_decode() {
    let codec = DefaultPhysicalExtensionCodec {};
    let bytes = input().with_locations(vec![vec![location("e", 0, 0)], vec![]]).encode(&codec).unwrap();
    for end in 0..bytes.len() {
        let _ = StageInputExec::decode(&bytes[..end], &TaskContext::default(), &codec).is_ok();
    }
    assert!(StageInputExec::decode(b"", &TaskContext::default(), &codec).is_err());
    for bytes in [&b""[..], b"1", b"123456789"] {
        assert!(PickPartitionExec::decode(bytes, Arc::new(input())).is_err());
    }
}

#[test]
fn merged_hash_partitions_stay_hash_partitions() {
    let merged = input().with_locations(vec![vec![location("e", 0, 0), location("e", 0, 1)]]);
    assert_eq!(merged.properties().output_partitioning(), &hash(1));
    let unknown = StageInputExec::new(7, schema(), Partitioning::RoundRobinBatch(2), None);
    let split = unknown.with_locations(vec![vec![]; 3]);
    assert_eq!(split.properties().output_partitioning().to_string(), "UnknownPartitioning(3)");
    let shown = displayable(&merged).one_line().to_string();
    assert_eq!(shown.trim(), "StageInputExec: stage=7, partitioning=Hash([a@0, b@1], 1), blocks=2");
}

#[tokio::test]
async fn what_cannot_run_is_an_error() {
    let located = input().with_locations(vec![vec![], vec![]]);
    let refused: [(&dyn ExecutionPlan, usize); 5] = [
        // Without locations, without a worker, out of range.
        (&input(), 0),
        (&located, 0),
        (&located, 2),
        (&PickPartitionExec::new(Arc::new(input()), 2), 0),
        (&PickPartitionExec::new(Arc::new(located.clone()), 0), 1),
    ];
    for (plan, partition) in refused {
        let error = plan.execute(partition, Arc::default()).err().unwrap();
        assert!(matches!(error, datafusion::common::DataFusionError::Internal(_)), "{error}");
    }
}

#[test]
fn a_pick_is_its_input_with_one_partition() {
    let ordering = [[PhysicalSortExpr::new_default(column("a"))]];
    let equivalences = EquivalenceProperties::new_with_orderings(schema(), ordering);
    let input: Arc<dyn ExecutionPlan> = Arc::new(StageInputExec::new(7, schema(), hash(4), Some(equivalences)));
    let pick = PickPartitionExec::new(Arc::clone(&input), 3);
    let again = PickPartitionExec::decode(&pick.encode(), input).unwrap();
    for pick in [pick, again] {
        assert_eq!((pick.partition(), pick.schema()), (3, schema()));
        assert_eq!(pick.properties().output_partitioning().to_string(), "UnknownPartitioning(1)");
        assert_eq!(pick.properties().output_ordering().map(|o| o.len()), Some(1));
        assert_eq!(pick.input().properties().output_partitioning(), &hash(4));
    }
}

#[test]
fn ids_of_jobs_name_one_folder() {
    assert!(check_job_id("0198c0de-aB_3.x").is_ok());
    for id in ["", ".", "..", ".x", "a/b", "a\\b", "../a", "a b", "a\0", "ü"] {
        assert!(check_job_id(id).is_err(), "{id:?}");
    }
}
