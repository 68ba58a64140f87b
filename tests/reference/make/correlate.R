# Correlations. Rscript tests/reference/make/correlate.R
source("tests/reference/make/cases.R")
set.seed(404)
z_interval <- function(r, se) tanh(atanh(r) + c(-1, 1) * qnorm(0.975) * se)
# Partial: residuals of left and right on the covariates (ranked for Spearman), df = n - 2 - rank(covariates).
pair <- function(case, x, y, z = NULL, g = NULL) {
  fields(case, x = x, y = y)
  if (!is.null(z)) fields(case, z = as.matrix(z), zcols = ncol(as.matrix(z)))
  if (!is.null(g)) field(case, "g", g)
  keep <- complete.cases(cbind(x, y, z, g))
  d <- list(x = x[keep], y = y[keep])
  for (kind in c("pearson", "spearman")) {
    a <- d$x; b <- d$y; zz <- if (is.null(z)) NULL else as.matrix(z)[keep, , drop = FALSE]
    if (kind == "spearman") { a <- rank(a); b <- rank(b); if (!is.null(zz)) zz <- apply(zz, 2, rank) }
    terms <- cbind(zz, if (!is.null(g)) model.matrix(~ factor(g[keep]))[, -1])
    k <- if (is.null(terms)) 0 else lm(a ~ terms)$rank - 1
    r <- if (k == 0) cor(a, b) else cor(resid(lm(a ~ terms)), resid(lm(b ~ terms)))
    n <- length(a); df <- n - 2 - k; t <- r * sqrt(df / (1 - r^2))
    ln <- log(2) + pt(abs(t), df, lower.tail = FALSE, log.p = TRUE)
    if (k == 0) { # the same numbers as cor.test
      R <- suppressWarnings(cor.test(d$x, d$y, method = kind, exact = FALSE))
      stopifnot(abs(R$estimate - r) < 1e-14, abs(R$p.value - exp(ln)) <= 1e-12 * exp(ln) + 1e-300)
      if (kind == "pearson" && n > 3) stopifnot(max(abs(R$conf.int - z_interval(r, 1 / sqrt(n - 3)))) < 1e-12)
    }
    ci <- if (df > 1) z_interval(r, sqrt((if (kind == "pearson") 1 else 1 + r^2 / 2) / (n - 3 - k))) else c(NA, NA)
    field(case, kind, c(n, df, r, t, exp(ln), ln / log(10), ci))
  }
}
n <- 60
x <- round(rnorm(n), 3); y <- round(0.4 * x + rnorm(n), 3); z <- round(cbind(rnorm(n), x + rnorm(n)), 3)
g <- sample(0:3, n, TRUE)
holes <- function(v, k) { v[sample(length(v), k)] <- NA; v }
pair("plain", x, y)
pair("gaps", holes(x, 9), holes(y, 7))
pair("tied", sample(1:5, 80, TRUE), sample(1:4, 80, TRUE))
pair("three", c(1, 2, 3.5), c(2, 1, 4))
pair("four", c(1, 2, 3.5, -1), c(2, 1, 4, 0))
pair("strong", 1:400 + round(rnorm(400), 3) * 4, 1:400 + round(rnorm(400), 3) * 4)
pair("scales", x * 1e120, y * 1e-120)
pair("offset", 1e6 + x, y)
pair("covariates", x, y, z)
pair("categories", x, y, NULL, g)
pair("both", x, y, z, g)
pair("both_gaps", holes(x, 6), holes(y, 5), cbind(holes(z[, 1], 4), z[, 2]), holes(g, 3))
pair("redundant", x, y, cbind(z[, 1], 2 * z[, 1] + 3, z[, 2]))

# A block with patterns of missingness, every pair on its own complete cases.
m <- 30
left <- round(matrix(rnorm(m * 5), m), 2); right <- round(matrix(rnorm(m * 6), m) + left[, 1], 2)
left[1:4, 2] <- NA; left[c(3, 9), 3] <- NA; right[c(2, 3, 20), 2] <- NA; right[25:30, 4] <- NA; right[, 6] <- 1
c1 <- round(rnorm(m), 2); c1[7] <- NA
fields("block", left = left, right = right, c1 = c1)
for (kind in c("pearson", "spearman")) {
  r <- df <- p <- matrix(NA, 5, 6)
  for (i in 1:5) for (j in 1:5) {
    k <- complete.cases(left[, i], right[, j], c1)
    f <- if (kind == "spearman") rank else identity
    a <- resid(lm(f(left[k, i]) ~ f(c1[k]))); b <- resid(lm(f(right[k, j]) ~ f(c1[k])))
    r[i, j] <- cor(a, b); df[i, j] <- sum(k) - 3
    p[i, j] <- 2 * pt(abs(r[i, j]) * sqrt(df[i, j] / (1 - r[i, j]^2)), df[i, j], lower.tail = FALSE)
  }
  field("block", paste0(kind, "_r"), r); field("block", paste0(kind, "_df"), df); field("block", paste0(kind, "_p"), p)
}
# Ranks made before deletion are not what cor.test gives.
for (k in 3:9) {
  a <- sample(20, k); b <- sample(20, k); r <- cor.test(a, b, method = "spearman", exact = TRUE)
  fields(paste0("exact", k), x = a, y = b, exact = c(r$statistic, r$estimate, r$p.value))
}
save_cases("correlate")
