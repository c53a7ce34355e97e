; Ends the program if a tensor argument, whose descriptor that is, has elements elsewhere than in row-major order from its pointer on.
@dynsparse.of_offset = private unnamed_addr constant [114 x i8] c"%s: argument #%lld: expected a tensor in row-major order, with an offset of 0, found %lld: add it to the pointer\0A\00"
@dynsparse.of_stride = private unnamed_addr constant [191 x i8] c"%s: argument #%lld: expected a tensor in row-major order, with a stride of %lld of dimension %lld, found %lld: copy the view, or make the argument a memref with a layout, as the header says\0A\00"

declare i32 @dprintf(i32, ptr, ...)
declare void @abort() cold noreturn nounwind

define void @dynsparse.check_view(ptr %view, i64 %rank, ptr %function, i64 %argument) noinline {
  %offset_at = getelementptr i8, ptr %view, i64 16
  %offset = load i64, ptr %offset_at
  %sizes = getelementptr i8, ptr %view, i64 24
  %strides = getelementptr i64, ptr %sizes, i64 %rank
  br label %count

count:
  %counted = phi i64 [ 0, %0 ], [ %counted_next, %count_size ]
  %all_counted = icmp eq i64 %counted, %rank
  br i1 %all_counted, label %has_elements, label %count_size

count_size:
  %counted_at = getelementptr i64, ptr %sizes, i64 %counted
  %counted_size = load i64, ptr %counted_at
  %counted_next = add i64 %counted, 1
  %none = icmp slt i64 %counted_size, 1
  br i1 %none, label %fine, label %count

has_elements:
  %moved = icmp ne i64 %offset, 0
  br i1 %moved, label %refuse_offset, label %inward

inward:
  %left = phi i64 [ %rank, %has_elements ], [ %dimension, %check_stride ]
  %expected = phi i64 [ 1, %has_elements ], [ %next, %check_stride ]
  %done = icmp eq i64 %left, 0
  br i1 %done, label %fine, label %check_stride

check_stride:
  %dimension = sub i64 %left, 1
  %size_at = getelementptr i64, ptr %sizes, i64 %dimension
  %size = load i64, ptr %size_at
  %stride_at = getelementptr i64, ptr %strides, i64 %dimension
  %stride = load i64, ptr %stride_at
  %next = mul i64 %expected, %size
  %one = icmp eq i64 %size, 1
  %same = icmp eq i64 %stride, %expected
  %fits = or i1 %one, %same
  br i1 %fits, label %inward, label %refuse_stride

refuse_offset:
  %said_offset = call i32 (i32, ptr, ...) @dprintf(i32 2, ptr @dynsparse.of_offset, ptr %function, i64 %argument, i64 %offset)
  call void @abort()
  unreachable

refuse_stride:
  %said_stride = call i32 (i32, ptr, ...) @dprintf(i32 2, ptr @dynsparse.of_stride, ptr %function, i64 %argument, i64 %expected, i64 %dimension, i64 %stride)
  call void @abort()
  unreachable

fine:
  ret void
}
