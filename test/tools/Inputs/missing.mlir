func.func private @defined_nowhere(index)
func.func @missing(%a: index) {
  call @defined_nowhere(%a) : (index) -> ()
  return
}
