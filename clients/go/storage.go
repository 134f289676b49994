// Rows that are kept on the server: caches and checkpoints.

package sparrow

import (
	"context"
	"strings"

	"github.com/sparrow-connect/sparrow-go/internal/proto/connect"
)

// StorageLevel says where cached rows are kept.
type StorageLevel struct {
	UseDisk, UseMemory, UseOffHeap, Deserialized bool
	Replication                                  int32
}

// The levels that Spark names.
var (
	StorageNone           = StorageLevel{false, false, false, false, 1}
	StorageDiskOnly       = StorageLevel{true, false, false, false, 1}
	StorageDiskOnly2      = StorageLevel{true, false, false, false, 2}
	StorageDiskOnly3      = StorageLevel{true, false, false, false, 3}
	StorageMemoryOnly     = StorageLevel{false, true, false, false, 1}
	StorageMemoryOnly2    = StorageLevel{false, true, false, false, 2}
	StorageMemoryAndDisk  = StorageLevel{true, true, false, false, 1}
	StorageMemoryAndDisk2 = StorageLevel{true, true, false, false, 2}
	StorageOffHeap        = StorageLevel{true, true, true, false, 1}
	// StorageMemoryAndDiskDeserialized is the level of Cache.
	StorageMemoryAndDiskDeserialized = StorageLevel{true, true, false, true, 1}
)

var storageLevels = map[string]StorageLevel{
	"NONE": StorageNone, "DISK_ONLY": StorageDiskOnly, "DISK_ONLY_2": StorageDiskOnly2, "DISK_ONLY_3": StorageDiskOnly3,
	"MEMORY_ONLY": StorageMemoryOnly, "MEMORY_ONLY_2": StorageMemoryOnly2, "MEMORY_AND_DISK": StorageMemoryAndDisk,
	"MEMORY_AND_DISK_2": StorageMemoryAndDisk2, "OFF_HEAP": StorageOffHeap,
	"MEMORY_AND_DISK_DESER": StorageMemoryAndDiskDeserialized,
}

// StorageLevelNamed is the level by Spark's name, such as DISK_ONLY.
func StorageLevelNamed(name string) (StorageLevel, error) {
	level, ok := storageLevels[strings.ToUpper(name)]
	if !ok {
		return StorageLevel{}, clientError("the storage level %q is not known: use one such as MEMORY_AND_DISK or DISK_ONLY", shortened(name))
	}
	return level, nil
}

func (l StorageLevel) message() *connect.StorageLevel {
	return &connect.StorageLevel{
		UseDisk: l.UseDisk, UseMemory: l.UseMemory, UseOffHeap: l.UseOffHeap, Deserialized: l.Deserialized,
		Replication: l.Replication,
	}
}

// Cache keeps the rows on the server once they were computed. It returns the DataFrame itself.
func (d *DataFrame) Cache(ctx context.Context) (*DataFrame, error) {
	return d.Persist(ctx, StorageMemoryAndDiskDeserialized)
}

// Persist keeps the rows at a level once they were computed. It returns the DataFrame itself.
func (d *DataFrame) Persist(ctx context.Context, level StorageLevel) (*DataFrame, error) {
	if d.err != nil {
		return nil, d.err
	}
	_, err := d.session.analyze(ctx, &connect.AnalyzePlanRequest{Analyze: &connect.AnalyzePlanRequest_Persist_{
		Persist: &connect.AnalyzePlanRequest_Persist{Relation: d.relation, StorageLevel: level.message()},
	}})
	if err != nil {
		return nil, err
	}
	return d, nil
}

// Unpersist gives up the rows that are kept; with blocking it waits until they are gone.
func (d *DataFrame) Unpersist(ctx context.Context, blocking bool) (*DataFrame, error) {
	if d.err != nil {
		return nil, d.err
	}
	_, err := d.session.analyze(ctx, &connect.AnalyzePlanRequest{Analyze: &connect.AnalyzePlanRequest_Unpersist_{
		Unpersist: &connect.AnalyzePlanRequest_Unpersist{Relation: d.relation, Blocking: &blocking},
	}})
	if err != nil {
		return nil, err
	}
	return d, nil
}

// StorageLevel is how the rows are kept; StorageNone where they are not.
func (d *DataFrame) StorageLevel(ctx context.Context) (StorageLevel, error) {
	if d.err != nil {
		return StorageLevel{}, d.err
	}
	answer, err := d.session.analyze(ctx, &connect.AnalyzePlanRequest{Analyze: &connect.AnalyzePlanRequest_GetStorageLevel_{
		GetStorageLevel: &connect.AnalyzePlanRequest_GetStorageLevel{Relation: d.relation},
	}})
	if err != nil {
		return StorageLevel{}, err
	}
	level := answer.GetGetStorageLevel().GetStorageLevel()
	return StorageLevel{
		UseDisk: level.GetUseDisk(), UseMemory: level.GetUseMemory(), UseOffHeap: level.GetUseOffHeap(),
		Deserialized: level.GetDeserialized(), Replication: level.GetReplication(),
	}, nil
}

// LocalCheckpoint computes the rows now, if eager, and is a DataFrame of what the server then holds, without the plan that
// made it. The server holds it until ReleaseCheckpoint, or the end of the session.
func (d *DataFrame) LocalCheckpoint(ctx context.Context, eager bool) (*DataFrame, error) {
	return d.checkpoint(ctx, true, eager)
}

// Checkpoint is LocalCheckpoint in the folder that the server keeps checkpoints in.
func (d *DataFrame) Checkpoint(ctx context.Context, eager bool) (*DataFrame, error) {
	return d.checkpoint(ctx, false, eager)
}

func (d *DataFrame) checkpoint(ctx context.Context, local, eager bool) (*DataFrame, error) {
	if d.err != nil {
		return nil, d.err
	}
	command := &connect.Command{CommandType: &connect.Command_CheckpointCommand{
		CheckpointCommand: &connect.CheckpointCommand{Relation: d.relation, Local: local, Eager: eager},
	}}
	result, err := d.session.runCommand(ctx, command, d.observations)
	if err != nil {
		return nil, err
	}
	if result.relation.GetCachedRemoteRelation() == nil {
		return nil, protocolError("a checkpoint was made, but it was not named")
	}
	return d.session.frame(result.relation), nil
}

// ReleaseCheckpoint gives up what the server holds of a checkpoint; the DataFrame cannot be used after.
func (d *DataFrame) ReleaseCheckpoint(ctx context.Context) error {
	if d.err != nil {
		return d.err
	}
	held := d.relation.GetCachedRemoteRelation()
	if held == nil {
		return clientError("the DataFrame is not a checkpoint: call this on what LocalCheckpoint or Checkpoint returned")
	}
	_, err := d.session.runCommand(ctx, &connect.Command{CommandType: &connect.Command_RemoveCachedRemoteRelationCommand{
		RemoveCachedRemoteRelationCommand: &connect.RemoveCachedRemoteRelationCommand{Relation: held},
	}}, nil)
	return err
}
