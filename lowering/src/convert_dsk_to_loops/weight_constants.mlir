%false = arith.constant false
%no_weights = arith.constant dense<0> : vector<${lanes}xi64>
%whole_weights = arith.constant dense<1099511627776> : vector<${lanes}xi64>
%weight_steps = arith.constant dense<1099511627776.0> : vector<${lanes}xf64>
%halves = arith.constant dense<0.5> : vector<${lanes}xf64>
