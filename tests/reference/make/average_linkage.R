# Hierarchical clustering by average linkage. Rscript tests/reference/make/average_linkage.R
source("tests/reference/make/cases.R")
set.seed(60)
tree <- function(case, x) {
  d <- dist(x)
  h <- hclust(d, method = "average")
  fields(case, rows = nrow(x), columns = ncol(x), x = as.vector(t(x)), merge = as.vector(t(h$merge)),
         height = h$height, order = h$order)
}
tree("two", matrix(c(1, 2, 4, 8), 2))
tree("three", matrix(c(0, 1, 5), 3))
tree("plain", matrix(rnorm(12 * 5), 12))
tree("sixty", matrix(runif(60 * 12, -1, 1), 60))
missing <- matrix(rnorm(20 * 8), 20)
missing[sample(length(missing), 30)] <- NA
tree("missing", missing)
tree("huge_and_tiny", matrix(rnorm(9 * 3) * 10^sample(-9:9, 27, TRUE), 9))
save_cases("average_linkage")
