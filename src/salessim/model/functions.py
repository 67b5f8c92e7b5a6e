"""The elementary functions, compiled.

Rules take these and no others of `math` but `sqrt` and `floor`, which are exact: then a rule gives
the same bits on every processor, compiled and plain.
"""

from salessim import elementary
from salessim.model.compiled import compiled_twin

exp = compiled_twin(elementary.exp)
exp2 = compiled_twin(elementary.exp2)
expm1 = compiled_twin(elementary.expm1)
log = compiled_twin(elementary.log)
log1p = compiled_twin(elementary.log1p)
power = compiled_twin(elementary.power)
normal_cdf = compiled_twin(elementary.normal_cdf)
normal_quantile = compiled_twin(elementary.normal_quantile)
