# Tables. Rscript tests/reference/make/contingency.R
# fisher.test's odds ratio and interval are solved to 1e-4 by R; here the same equations to the last bit.
source("tests/reference/make/cases.R")
suppressMessages(library(effectsize))
set.seed(303)
odds <- function(m) {
  M <- sum(m[, 1]); N <- sum(m[, 2]); k <- sum(m[1, ]); x <- m[1, 1]; lo <- max(0, k - N); hi <- min(k, M)
  s <- lo:hi; ln <- dhyper(s, M, N, k, log = TRUE)
  d <- function(o) { v <- ln + o * s; v <- exp(v - max(v)); v / sum(v) }
  est <- if (x == lo) 0 else if (x == hi) Inf else exp(root(function(o) sum(s * d(o)) - x, -50, 50))
  low <- if (x == lo) 0 else exp(root(function(o) sum(d(o)[s >= x]) - 0.025, -50, 50))
  high <- if (x == hi) Inf else exp(root(function(o) sum(d(o)[s <= x]) - 0.025, -50, 50))
  f <- fisher.test(m)
  near <- function(a, b) identical(a, as.numeric(b)) || abs(a - b) < 1e-3 || abs(1 / a - 1 / b) < 1e-3
  stopifnot(near(est, unname(f$estimate)), near(low, f$conf.int[1]), near(high, f$conf.int[2]))
  c(est, low, high)
}
v_limits <- function(m) {
  x <- suppressWarnings(chisq.test(m, correct = FALSE)$statistic); df <- prod(dim(m) - 1)
  low <- if (pchisq(x, df) < 0.975) 0 else root(function(d) pchisq(x, df, ncp = d) - 0.975, 0, 3 * x + 60)
  high <- if (pchisq(x, df) < 0.025) 0 else root(function(d) pchisq(x, df, ncp = d) - 0.025, 0, 3 * x + 60)
  v <- sqrt(c(x, low, high) / (sum(m) * (min(dim(m)) - 1)))
  e <- cramers_v(m, adjust = FALSE, alternative = "two.sided")
  stopifnot(abs(e$Cramers_v - v[1]) < 1e-12)
  gap <- max(abs(c(e$CI_low, e$CI_high) - pmin(1, v[2:3]))) # effectsize minimises and may stop anywhere
  if (gap > 2e-3) message("effectsize stops ", signif(gap, 2), " away: ", paste(m, collapse = " "))
  pmin(1, v)
}
table_case <- function(case, m, exact = TRUE) {
  dimnames(m) <- NULL
  fields(case, dim = dim(m), counts = t(m))
  for (yates in c(TRUE, FALSE)) {
    r <- suppressWarnings(chisq.test(m, correct = yates)); ln <- pchisq(r$statistic, r$parameter, lower.tail = FALSE, log.p = TRUE)
    field(case, if (yates) "chi" else "chi_plain", c(r$statistic, r$parameter, r$p.value, ln / log(10), any(r$expected < 5)))
  }
  field(case, "v", v_limits(m))
  if (exact) field(case, "fisher", fisher.test(m, workspace = 2e8)$p.value)
  if (all(dim(m) == 2)) field(case, "odds", odds(m))
}
table_case("design", matrix(c(8, 1, 2, 5), 2))
table_case("zero", matrix(c(0, 6, 5, 3), 2))
table_case("corner", matrix(c(7, 0, 0, 5), 2))
table_case("nearly", matrix(c(10, 10, 10, 11), 2))
table_case("idh", matrix(c(60, 34, 9, 85), 2))
table_case("thousands", matrix(c(1200, 900, 800, 1500), 2))
table_case("steep", matrix(c(900, 4, 6, 1100), 2))
table_case("equal", matrix(c(5, 5, 5, 5), 2))
random_table <- function(r, c, n, rows = NULL, cols = NULL, tie = 0) {
  x <- sample(r, n, TRUE, rows); y <- ifelse(runif(n) < tie, (x - 1) %% c + 1, sample(c, n, TRUE, cols))
  m <- matrix(table(factor(x, 1:r), factor(y, 1:c)), r); m[rowSums(m) > 0, colSums(m) > 0]
}
table_case("t3x2", matrix(c(3, 1, 2, 0, 4, 5), 3))
table_case("t2x3", t(matrix(c(3, 1, 2, 0, 4, 5), 3)))
table_case("t4x3", matrix(c(3, 1, 2, 7, 0, 4, 5, 1, 2, 2, 2, 9), 4))
table_case("even3x3", matrix(4, 3, 3))
table_case("diagonal", diag(c(9, 8, 7)))
table_case("t9x2a", random_table(9, 2, 188, c(60, 40, 30, 20, 15, 10, 6, 4, 3)))
table_case("t9x2b", random_table(9, 2, 188, c(60, 40, 30, 20, 15, 10, 6, 4, 3), tie = 0.3))
table_case("t9x2even", random_table(9, 2, 188, tie = 0.2))
table_case("t6x3", random_table(6, 3, 188, c(80, 40, 30, 20, 10, 8), c(100, 60, 28)))
table_case("t6x3small", matrix(c(44, 26, 21, 3, 3, 2, 11, 4, 8, 4, 0, 4, 11, 9, 6, 3, 1, 0) + 0, 6, byrow = FALSE)[, c(1, 3, 2)])
table_case("t5x3", random_table(5, 3, 150, tie = 0.1))
table_case("t4x4", random_table(4, 4, 100, tie = 0.1))
table_case("large", random_table(5, 4, 5000, tie = 0.05), exact = FALSE)
save_cases("contingency", "effectsize")
