# Adjusted p values. Rscript tests/reference/make/correct.R
source("tests/reference/make/cases.R")
set.seed(505)
family <- function(case, p, n = NULL) {
  fields(case, p = p)
  if (!is.null(n)) field(case, "tests", n)
  m <- if (is.null(n)) sum(!is.na(p)) else n
  for (method in c("none", "bonferroni", "holm", "hochberg", "hommel", "BH", "BY"))
    field(case, method, p.adjust(p, method, n = m))
  field(case, "sidak", -expm1(m * log1p(-p)))
}
family("plain", round(runif(12)^3, 5))
family("tied", c(0.01, 0.01, 0.04, 0.04, 0.2, 0.2, 1, 1))
family("gaps", c(0.003, NA, 0.4, 0.02, NA, 0.9, 0.02))
family("one", 0.03)
family("two", c(0.03, 0.6))
family("declared", c(0.001, 0.02, NA, 0.04, 0.3), 24)
family("declared_two", 0.01, 2)
family("tiny", c(1e-320, 1e-300, 0, 0.5, 1e-12))
family("many", runif(300)^2)
family("none_left", c(NA_real_, NA_real_))
save_cases("correct")
