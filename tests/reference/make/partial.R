# Semi-partial and point-biserial correlations. Rscript tests/reference/make/partial.R
source("tests/reference/make/cases.R")
set.seed(1010)
semi <- function(case, x, y, z = NULL, g = NULL) {
  fields(case, x = x, y = y)
  if (!is.null(z)) { field(case, "z", z); field(case, "zcols", ncol(z)) }
  if (!is.null(g)) field(case, "g", g)
  keep <- complete.cases(x, y, if (is.null(z)) x else z, if (is.null(g)) x else g)
  for (kind in c("pearson", "spearman")) {
    f <- if (kind == "pearson") identity else rank
    a <- f(x[keep]); b <- f(y[keep]); n <- length(a)
    d <- data.frame(b = b)
    if (!is.null(z)) d <- cbind(d, apply(z[keep, , drop = FALSE], 2, f))
    if (!is.null(g)) d$g <- factor(g[keep])
    fit <- lm(b ~ ., d, tol = 1e-10)
    df <- n - 1 - fit$rank; r <- cor(a, resid(fit)); t <- r * sqrt(df / (1 - r^2))
    ln <- log(2) + pt(abs(t), df, lower.tail = FALSE, log.p = TRUE)
    se <- sqrt((if (kind == "pearson") 1 else 1 + r^2 / 2) / (df - 1))
    ci <- if (df > 1) tanh(atanh(r) + c(-1, 1) * qnorm(0.975) * se) else c(NA, NA)
    field(case, kind, c(n, df, r, t, exp(ln), ln / log(10), ci))
  }
}
# hsb2-like small integers, ppcor's own example scale
n <- 25; z <- cbind(round(rnorm(n), 3), round(rexp(n), 3)); x <- round(rnorm(n) + z[, 1], 3); y <- round(x / 2 + z[, 2] + rnorm(n), 3)
semi("plain", x, y, z)
semi("one", x, y, z[, 1, drop = FALSE])
semi("groups", x, y, g = rep(0:3, length.out = n))
semi("both", x, y, z, rep(0:2, length.out = n))
xg <- x; xg[c(2, 9)] <- NA; yg <- y; yg[4] <- NA; zg <- z; zg[11, 2] <- NA; semi("gaps", xg, yg, zg)
semi("ties", round(x), round(y), round(z))
semi("units", x * 1e-9, y * 1e200, z * 1e5)
semi("collinear_covariates", x, y, cbind(z, z[, 1] + z[, 2])[, c(1, 3)])
semi("few", c(1, 4, 2, 5, 3), c(2, 3.5, 1, 0.5, 7), cbind(c(3, 1, 4, 2, 9), c(1, 9, 4, 4, 7)))
n <- 900; z <- cbind(rnorm(n)); y <- rnorm(n) + z[, 1]; x <- y - z[, 1] + 0.1 * rnorm(n); semi("extreme", x, y, z)

biserial <- function(case, x, code) {
  fields(case, x = x, code = code)
  r <- cor.test(x, code); t <- t.test(x[code == 1], x[code == 0], var.equal = TRUE)
  stopifnot(abs(r$statistic - t$statistic) < 1e-9 * max(1, abs(t$statistic)))
  ln <- log(2) + pt(abs(t$statistic), t$parameter, lower.tail = FALSE, log.p = TRUE)
  field(case, "biserial", c(r$estimate, t$statistic, t$parameter, exp(ln), ln / log(10), r$conf.int))
}
biserial("biserial", round(rnorm(30, rep(0:1, 15)), 3), rep(0:1, 15))
biserial("biserial_gaps", c(1.5, 2, NA, 4, 3, 7, 2.5), c(0, NA, 1, 1, 0, 1, 0))
biserial("biserial_uneven", round(rnorm(40), 2), c(rep(0, 38), 1, 1))
biserial("biserial_extreme", round(rnorm(700, rep(0:1, 350) * 9), 3), rep(0:1, 350))
save_cases("partial")
