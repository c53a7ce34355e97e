func.func private @unpack_channels(%packed: tensor<?x?x?x$T>, %indices: tensor<?x?xi32>, %base: tensor<?x?x?x$T>)
    -> tensor<?x?x?x$T> {
  %result = dsk.scatter_channels ins(%packed, %indices : tensor<?x?x?x$T>, tensor<?x?xi32>)
    outs(%base : tensor<?x?x?x$T>) reads_outs -> tensor<?x?x?x$T>
  return %result : tensor<?x?x?x$T>
}
