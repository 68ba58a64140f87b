# Ranks, quantiles, sums. Rscript tests/reference/make/describe.R
source("tests/reference/make/cases.R")
set.seed(101)
data <- list(plain = round(rnorm(23), 4), tied = sample(1:5, 40, TRUE), one = 3, two = c(9, -1), huge = rnorm(12) * 1e200,
             tiny = rnorm(9) * 1e-200, offset = 1e9 + round(rnorm(3000), 3), ten = 1:10, infinite = c(-Inf, 3, Inf, 3))
for (name in names(data)) {
  x <- data[[name]]
  fields(name, x = x, rank = rank(x), tie_groups = table(x), quantile_p = (0:20) / 20)
  if (all(is.finite(x))) {
    for (type in 1:9) field(name, paste0("quantile", type), quantile(x, (0:20) / 20, type = type, names = FALSE))
    fields(name, median = median(x), mean = mean(x), sum = sum(x))
    if (length(x) > 1 && name != "huge" && name != "tiny") fields(name, variance = var(x))
  }
}
save_cases("describe")
