// The generated messages are those of the repository's .proto files, as the server's own descriptors say.

package connect

import (
	"os"
	"testing"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protodesc"
	"google.golang.org/protobuf/reflect/protoregistry"
	"google.golang.org/protobuf/types/descriptorpb"
)

const descriptors = "../../../../../proto/src/generated/descriptors.bin"

func TestMessagesAreThoseOfTheRepository(t *testing.T) {
	data, err := os.ReadFile(descriptors)
	if os.IsNotExist(err) {
		t.Skip("this is not a checkout of the repository: there is no " + descriptors + " to compare with")
	}
	if err != nil {
		t.Fatal(err)
	}
	var set descriptorpb.FileDescriptorSet
	if err := proto.Unmarshal(data, &set); err != nil {
		t.Fatal(err)
	}
	compared := 0
	for _, due := range set.GetFile() {
		if due.GetPackage() != "spark.connect" {
			continue
		}
		found, err := protoregistry.GlobalFiles.FindFileByPath(due.GetName())
		if err != nil {
			t.Errorf("%s has no Go code: run `cargo xtask codegen --go`", due.GetName())
			continue
		}
		generated := protodesc.ToFileDescriptorProto(found)
		withoutOrigin(due)
		withoutOrigin(generated)
		if !proto.Equal(due, generated) {
			t.Errorf("the Go code of %s is stale: run `cargo xtask codegen --go`", due.GetName())
		}
		compared++
	}
	if compared != 11 {
		t.Errorf("%d files were compared, 11 are due", compared)
	}
}

// withoutOrigin takes out what does not change the messages: where they came from, and names that JSON derives.
func withoutOrigin(file *descriptorpb.FileDescriptorProto) {
	file.SourceCodeInfo, file.Options = nil, nil
	for _, message := range file.GetMessageType() {
		withoutNames(message)
	}
}

func withoutNames(message *descriptorpb.DescriptorProto) {
	for _, field := range message.GetField() {
		field.JsonName = nil
	}
	for _, nested := range message.GetNestedType() {
		withoutNames(nested)
	}
}
