# Permutation tests by complete enumeration. Rscript tests/reference/make/permute.R
source("tests/reference/make/cases.R")
suppressMessages({library(coin); library(energy)})
set.seed(1212)

# All distinct orders of a vector of codes, one a row.
orders <- function(v) {
  if (length(v) < 2) return(matrix(v, 1))
  do.call(rbind, lapply(unique(v), function(u) cbind(u, orders(v[-match(u, v)]), deparse.level = 0)))
}
arrangements <- function(code, stratum) {
  all <- matrix(0L, 1, 0); where <- integer()
  for (s in unique(stratum)) {
    i <- which(stratum == s); o <- orders(code[i])
    all <- cbind(all[rep(seq_len(nrow(all)), each = nrow(o)), , drop = FALSE], o[rep(seq_len(nrow(o)), nrow(all)), , drop = FALSE])
    where <- c(where, i)
  }
  all[, order(where), drop = FALSE]
}
# Extreme: at least as large as the observed one, but for rounding.
counted <- function(value, observed) c(sum(value >= observed - 1e-9 * max(1, abs(observed))), length(value))
two_sided <- function(value, observed) counted(abs(value - mean(value)), abs(observed - mean(value)))

groups <- function(case, x, g, stratum = NULL) {
  fields(case, x = x, g = g)
  if (!is.null(stratum)) field(case, "stratum", stratum)
  s <- if (is.null(stratum)) rep(1, length(x)) else stratum
  keep <- !is.na(x) & !is.na(g) & !is.na(s); x <- x[keep]; g <- g[keep]; s <- s[keep]
  a <- arrangements(g, s); r <- rank(x)
  if (all(g %in% 0:1)) {
    m <- function(a, x) (a %*% x) / rowSums(a) - ((1 - a) %*% x) / rowSums(1 - a)
    o <- matrix(g, 1); centre <- mean(m(a, x))
    t <- function(a) sapply(seq_len(nrow(a)), function(i) {
      u <- x[a[i, ] == 1]; v <- x[a[i, ] == 0]; d <- mean(u) - mean(v) - centre
      if (abs(d) < 1e-12) 0 else d / sqrt(var(u) / length(u) + var(v) / length(v)) })
    field(case, "mean_difference", c(mean(x[g == 1]) - mean(x[g == 0]), two_sided(m(a, x), m(o, x)[1])))
    field(case, "rank_sum", c(o %*% r - sum(g) * (sum(g) + 1) / 2, two_sided(a %*% r, (o %*% r)[1])))
    if (min(table(g)) > 1) field(case, "welch_t", c(t(o), counted(abs(t(a)), abs(t(o)))))
    if (is.null(stratum)) {
      f <- factor(g); d <- x - x[1]  # coin counts in integers
      stopifnot(abs(pvalue(oneway_test(d ~ f, distribution = "exact")) - do.call("/", as.list(two_sided(m(a, x), m(o, x)[1])))) < 1e-12,
                abs(pvalue(wilcox_test(x ~ f, distribution = "exact")) - do.call("/", as.list(two_sided(a %*% r, (o %*% r)[1])))) < 1e-12)
    }
  }
  between <- function(a, x) apply(a, 1, function(g) sum(tapply(x, g, function(v) length(v) * (mean(v) - mean(x))^2)) / sum((x - mean(x))^2))
  o <- matrix(g, 1)
  if (length(x) > length(unique(g))) field(case, "f", c(anova(lm(I(x - mean(x)) ~ factor(g)))$F[1], counted(between(a, x), between(o, x))))
  field(case, "h", c(kruskal.test(x, g)$statistic, counted(between(a, r), between(o, r))))
}
groups("two", c(1.2, 3.4, 2.2, 5.1, 0.4, 1.1, 2.9), c(1, 1, 1, 1, 0, 0, 0))
groups("two_ties", c(1, 2, 2, 3, 5, 5, 1, 7, 3), c(1, 0, 1, 0, 1, 1, 0, 1, 0))
groups("two_tenths", c(0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8), c(0, 1, 0, 1, 1, 0, 0, 1))
groups("two_level", c(1, 4, 2, 3), c(1, 1, 0, 0))
groups("two_uneven", c(0.3, 2.5, 1.1, 0.9, 4.2, 0.7), c(0, 1, 0, 0, 0, 0))
groups("two_gaps", c(1.5, NA, 2.25, 4, 8, 1.75, 3, 0.5), c(1, 1, 0, 1, NA, 0, 0, 1))
groups("two_strata", c(1.2, 3.4, 2.2, 15.1, 10.4, 11.1, 12.9, 14.2, 1.9), c(1, 0, 0, 1, 1, 1, 0, 1, 0), c(0, 0, 0, 2, 2, 2, 2, 2, 0))
groups("two_strata_gaps", c(1.2, 3.4, 2.2, 15.1, 10.4, 11.1, 12.9, 14.2, 1.9), c(1, 0, 0, 1, 1, 1, 0, 1, 0), c(0, 0, 0, 2, NA, 2, 2, 2, 0))
# Each subject twice: the sign of each difference is exchanged.
groups("subjects", c(3, 1, 5.5, 5, 2, 3.25, 8, 6, 4, 3.5, 7, 6.125), rep(1:0, 6), rep(0:5, each = 2))
groups("two_far", 2^20 + c(1.25, 3.5, 2.25, 5.125, 0.375, 1.125, 2.875, 4), c(1, 1, 1, 1, 0, 0, 0, 0))
groups("three", c(1.2, 3.4, 2.2, 5.1, 0.4, 1.1, 2.9, 6.3), c(0, 0, 1, 1, 1, 2, 2, 2))
groups("three_ties", c(1, 2, 2, 3, 5, 5, 1, 7), c(0, 1, 1, 0, 2, 2, 0, 2))
groups("three_strata", c(1.2, 3.4, 2.2, 5.1, 10.4, 11.1, 12.9, 16.3), c(0, 1, 2, 1, 0, 1, 2, 2), c(0, 0, 0, 0, 1, 1, 1, 1))
groups("three_gap_level", c(1.2, 3.4, 2.2, 5.1, 0.4, 1.1), c(0, 3, 3, 5, 0, 5))

pairs <- function(case, x, y, stratum = NULL) {
  fields(case, left = x, right = y)
  if (!is.null(stratum)) field(case, "stratum", stratum)
  s <- if (is.null(stratum)) rep(1, length(x)) else stratum
  keep <- !is.na(x) & !is.na(y) & !is.na(s); x <- x[keep]; y <- y[keep]; s <- s[keep]; n <- length(x)
  a <- arrangements(match(y, sort(unique(y))), s); value <- sort(unique(y))
  over <- function(f) apply(a, 1, function(i) f(value[i]))
  for (kind in c("pearson", "spearman", "kendall")) {
    f <- function(y) cor(x, y, method = kind)
    field(case, kind, c(f(y), two_sided(over(f), f(y))))
  }
  if (n > 3) {
    centre <- function(v) { D <- abs(outer(v, v, "-")); D - outer(rowMeans(D), rowMeans(D), "+") + mean(D) }
    A <- centre(x); A <- A / max(abs(A)); B <- centre(y); first <- match(value, y)
    f <- function(y2) { i <- first[match(y2, value)]; mean(A * B[i, i]) / max(abs(B)) }
    field(case, "distance", c(dcor(x, y), counted(over(f), f(y))))
  }
}
pairs("pairs", c(1.2, 3.4, 2.2, 5.1, 0.7, 2.5), c(0.4, 1.1, 2.9, 4.2, -1, 0.9))
pairs("pairs_ties", c(1, 2, 2, 3, 5, 5, 4), c(0, 1, 1, 2, 2, 3, 1))
pairs("pairs_gaps", c(1.5, NA, 2.25, 4, 8, 1.75, 3), c(2, 0.25, NA, 1, 3.5, 1.8, 2.4))
pairs("pairs_parabola", c(-2.5, -1.5, -0.5, 0.5, 1.5, 2.5), c(6, 2.5, 0.4, 0.3, 2, 6.5))
pairs("pairs_nothing", c(1, 2, 3, 4, 5), c(2, 1, 3, 5, 4) * 0.1)
pairs("pairs_strata", c(1.2, 3.4, 2.2, 5.1, 10.7, 12.5, 11.5, 13), c(4, 1, 2.9, 4.2, 11, 15.5, 14, 12), c(3, 3, 3, 3, 1, 1, 1, 1))
pairs("pairs_three", c(1, 2, 4), c(3, 5, 4))

# Where listing is too long: coin's exact distributions, for the draws.
large <- function(case, x, g) {
  fields(case, x = x, g = g); f <- factor(g)
  field(case, "exact_mean_difference", pvalue(oneway_test(x ~ f, distribution = "exact")))
  field(case, "exact_rank_sum", pvalue(wilcox_test(x ~ f, distribution = "exact")))
}
large("large", round(rnorm(40, rep(0:1, 20) / 2)), rep(0:1, 20))
large("large_uneven", round(rnorm(60, rep(c(0, 0, 0, 1), 15)), 1) * 10, rep(c(0, 0, 0, 1), 15))
save_cases("permute", c("coin", "energy"))
