      scf.for %y = %c0 to %bq step %c1 {
        %i = arith.addi %first_query, %y : index
        %query_inside = arith.cmpi ult, %i, %n : index
        scf.for %x = %c0 to %bk step %c1 {
          %j = arith.addi %first_key, %x : index
          %key_inside = arith.cmpi ult, %j, %m : index
          %inside = arith.andi %query_inside, %key_inside : i1
          %in_set = scf.if %is_partial -> (i1) {
$element_bit
            %both = arith.andi %holds, %inside : i1
            scf.yield %both : i1
          } else {
            scf.yield %inside : i1
          }
          %score = scf.if %in_set -> ($S) {
            %whole_sums = scf.for %z = %c0 to %whole step %lanes iter_args(%sum = %zeros) -> (vector<${lanes}x$S>) {
$whole_step
              scf.yield %next : vector<${lanes}x$S>
            }
            %sums = scf.for %z = %whole to %d step %lanes iter_args(%sum = %whole_sums) -> (vector<${lanes}x$S>) {
$last_step
              scf.yield %next : vector<${lanes}x$S>
            }
            %product = vector.reduction <add>, %sums fastmath<reassoc> : vector<${lanes}x$S> into $S
            %of_key = memref.load %bias[%bias_b, %bias_h, %j] : memref<?x?x?x$S, strided<[?, ?, ?], offset: ?>>
            %biased = math.fma %product, %scale, %of_key : $S
            scf.yield %biased : $S
          } else {
            scf.yield %zero : $S
          }
          memref.store %score, %scores[%tile_b, %tile_h, %at, %y, %x]
            : memref<?x?x?x?x?x$S, strided<[?, ?, ?, ?, $score_stride], offset: ?>>
        }
      }
