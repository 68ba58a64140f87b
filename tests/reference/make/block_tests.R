# MANOVA and tests of two blocks: stats/multivariate/manova.hpp, block_dependence.hpp.
# Rscript tests/reference/make/block_tests.R
source("tests/reference/make/cases.R")
suppressMessages({library(vegan); library(energy)})
set.seed(515)
ln10 <- log(10)
manova_case <- function(case, y, tested, z = NULL, group = FALSE) {
  fields(case, responses = y, response_columns = ncol(y), tested = if (group) as.integer(tested) - 1 else as.matrix(tested), tested_columns = if (group) 1 else NCOL(tested), group = group)
  if (!is.null(z)) fields(case, covariates = z, covariate_columns = NCOL(z))
  y <- as.matrix(y); t <- if (group) factor(tested) else as.matrix(tested)
  fit <- if (is.null(z)) manova(y ~ t) else manova(y ~ as.matrix(z) + t)
  for (test in c("Pillai", "Wilks", "Hotelling-Lawley", "Roy")) {
    s <- summary(fit, test = test, tol = 1e-12)$stats["t", ]
    field(case, tolower(sub("-", "_", test)), c(s[2:5], s[6], pf(s[3], s[4], s[5], lower.tail = FALSE, log.p = TRUE) / ln10))
  }
}
manova_case("manova_iris", as.matrix(iris[, 1:4]), iris$Species, group = TRUE) # p far down
g <- factor(rep(1:3, c(9, 12, 14))); n <- length(g)
y <- round(matrix(rnorm(n * 4), n) + outer(as.integer(g), c(.4, 0, -.2, .1)), 3); z <- round(rnorm(n) + as.integer(g) / 2, 3)
manova_case("manova_three", y, g, group = TRUE)
manova_case("manova_covariate", y, g, z, group = TRUE)
manova_case("manova_two", y, factor(as.integer(g) > 1), group = TRUE)
manova_case("manova_numbers", y, cbind(z, z^2 / 3))
manova_case("manova_units", sweep(y, 2, c(1e-40, 1e40, 1, 1e5), "*"), g, group = TRUE)
gone <- y; gone[c(3, 20), 2] <- NA
manova_case("manova_missing", gone, g, z, group = TRUE)

arrange <- function(v) if (length(v) < 2) list(v) else do.call(c, lapply(seq_along(v), function(i) lapply(arrange(v[-i]), function(r) c(v[i], r))))
double_centre <- function(m) { m <- sweep(m, 1, rowMeans(m)); sweep(m, 2, colMeans(m)) }
kernel <- function(x) { d <- dist(x); exp(-as.matrix(d)^2 / (2 * median(d)^2)) }
hsic <- function(k, l) sum(double_centre(k) * double_centre(l)) / nrow(k)^2
rv <- function(x, y) { a <- tcrossprod(scale(x, scale = FALSE)); b <- tcrossprod(scale(y, scale = FALSE)); sum(a * b) / sqrt(sum(a^2) * sum(b^2)) }
block_case <- function(case, x, y, scale = FALSE, exact = FALSE) {
  x <- as.matrix(x); y <- as.matrix(y)
  fields(case, left = x, left_columns = ncol(x), right = y, right_columns = ncol(y), scale = scale)
  if (scale) { x <- scale(x); y <- scale(y) }
  dx <- dist(x); dy <- dist(y)
  m <- mantel(dx, dy, permutations = 0)$statistic; ms <- mantel(dx, dy, method = "spearman", permutations = 0)$statistic
  dc <- dcov.test(x, y, R = NULL); k <- kernel(x); l <- kernel(y)
  fields(case, rv = rv(x, y), mantel = m, mantel_spearman = ms, dcov = c(dc$statistic, dcor(x, y)),
         hsic = c(hsic(k, l), hsic(k, l) / sqrt(hsic(k, k) * hsic(l, l))))
  if (!exact) return()
  p <- function(f) { v <- sapply(arrange(seq_len(nrow(x))), f); mean(v >= f(seq_len(nrow(x))) - 1e-12) }
  mx <- as.matrix(dx); my <- as.matrix(dy); lower <- lower.tri(mx)
  fields(case, rv_p = p(function(o) rv(x, y[o, , drop = FALSE])), mantel_p = p(function(o) cor(mx[lower], my[o, o][lower])),
         mantel_spearman_p = p(function(o) cor(rank(mx[lower]), rank(my[o, o][lower]))),
         dcov_p = p(function(o) sum(double_centre(mx) * double_centre(my)[o, o])), hsic_p = p(function(o) hsic(k, l[o, o])))
}
u <- rnorm(30)
a <- round(cbind(u, rnorm(30), rnorm(30) + u), 3); b <- round(cbind(u^2, rnorm(30), u + rnorm(30), rnorm(30)), 3)
block_case("blocks", a, b)
block_case("blocks_scaled", a %*% diag(c(1, 100, .01)), b, TRUE)
block_case("blocks_wide", cbind(a, matrix(round(rnorm(30 * 50), 3), 30)), b, TRUE)
block_case("blocks_ties", round(a), round(b))
block_case("blocks_six", a[1:6, ], b[1:6, ], exact = TRUE)
block_case("blocks_five", round(a[11:15, ]), round(b[11:15, 1:2]), exact = TRUE)
save_cases("block_tests", c("vegan", "energy"))
