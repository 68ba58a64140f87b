# Step-down maxT and minP under all arrangements. Rscript tests/reference/make/westfall_young.R
# Cases t_*, f_*, w_* (Welch, equal variances in k groups, rank sum without ties): multtest with B = 0. The others: base R from
# Ge, Dudoit & Speed 2003, boxes 2 and 4, on lm, cor and t.test of every arrangement; with covariates by Freedman & Lane
# 1983 (fitted values of the model without the outcome plus its permuted residuals, the whole model fitted again;
# features with gaps: the rows of the model dealt out instead, which is the same where there are none).
source("tests/reference/make/cases.R")
suppressMessages(library(multtest))
set.seed(1729)
adjusted <- function(counts, order) { out <- counts; out[order] <- cummax(counts[order]); out }
# T: features x arrangements of absolute statistics, column 1 observed.
step_down <- function(T) {
  T[is.na(T)] <- 0
  reach <- function(a, b) a >= b * (1 - 1e-9) - 1e-12
  B <- ncol(T); m <- nrow(T)
  raw <- sapply(1:m, function(i) sum(reach(T[i, ], T[i, 1])))
  o <- order(-T[, 1]); maxT <- raw; u <- rep(0, B)
  for (i in rev(o)) { u <- pmax(u, T[i, ]); maxT[i] <- sum(reach(u, T[i, 1])) }
  rank <- t(apply(T, 1, function(v) sapply(v, function(x) sum(reach(v, x)))))
  op <- order(raw, -T[, 1]); minP <- raw; q <- rep(Inf, B)
  for (i in rev(op)) { q <- pmin(q, rank[i, ]); minP[i] <- sum(q <= raw[i]) }
  list(raw = raw / B, maxT = adjusted(maxT, o) / B, minP = adjusted(minP, op) / B)
}
put <- function(case, X, g = NULL, y = NULL, strata = NULL, z = NULL, k = NULL, stat, observed, raw, maxT, minP) {
  fields(case, cases = ncol(X), X = t(X), statistic = stat, observed = observed, raw = raw, maxT = maxT, minP = minP)
  if (!is.null(g)) field(case, "group", g)
  if (!is.null(y)) field(case, "outcome", y)
  if (!is.null(strata)) field(case, "strata", strata)
  if (!is.null(z)) field(case, "z", as.vector(z))
  if (!is.null(k)) field(case, "k", k)
}
package <- function(case, X, g, test, scale = 1) {
  sink("/dev/null")
  a <- mt.maxT(X, g, test = test, B = 0)
  b <- mt.minP(X, g, test = test, B = 0)
  sink()
  a <- a[order(a$index), ]; b <- b[order(b$index), ]
  put(case, X * scale, g, stat = c(t = 0, t.equalvar = 1, f = 2, wilcoxon = 3)[[test]], observed = a$teststat, raw = a$rawp, maxT = a$adjp, minP = b$adjp)
}
wide <- function(m, n) { f <- rnorm(n); t(sapply(1:m, function(i) f * runif(1, -1, 1) + rnorm(n))) }
g10 <- rep(0:1, each = 5)
X <- wide(12, 10); X[1, g10 == 1] <- X[1, g10 == 1] + 3; X[2, g10 == 1] <- X[2, g10 == 1] - 2
package("t_plain", X, g10, "t")
package("s_plain", X, g10, "t.equalvar")
package("w_plain", X, g10, "wilcoxon")
package("t_unbalanced", X, c(1, 1, 1, rep(0, 7)), "t")
M <- X; M[1, 2] <- NA; M[4, 10] <- NA; M[5, 10] <- NA; M[7, c(1, 3)] <- NA
package("t_missing", M, g10, "t")
package("f_missing", M, g10, "f")
package("f_three", X[, 1:9], c(0, 0, 0, 1, 1, 1, 2, 2, 2), "f")
package("t_units", X[1:6, ], g10, "t", c(1e150, 1e-150, 1, 1e8, 1e-8, 1))  # multtest itself takes tiny variances for 0

orders <- function(v) if (length(v) < 2) matrix(v, 1) else do.call(rbind, lapply(seq_along(v), function(i) cbind(v[i], orders(v[-i]))))
deals <- function(strata) { # all orders of the cases, within strata; the first is the identity
  all <- orders(seq_along(strata))
  all[apply(all, 1, function(o) all(strata[o] == strata)), ]
}
own <- function(case, X, f, all, ...) {
  T <- apply(all, 1, function(o) f(X, o))
  tested <- !is.na(T[, 1])
  s <- step_down(abs(T[tested, , drop = FALSE]))
  s <- lapply(s, function(v) replace(rep(NA_real_, nrow(X)), tested, v))
  put(case, X, observed = T[, 1], raw = s$raw, maxT = s$maxT, minP = s$minP, ...)
}
each <- function(f) function(X, o) apply(X, 1, function(x) f(x, o))
welch <- function(g) each(function(x, o) { g <- g[o]; k <- !is.na(x); a <- x[k & g == 1]; b <- x[k & g == 0]
  if (length(a) < 2 || length(b) < 2) NA else (mean(a) - mean(b)) / sqrt(var(a) / length(a) + var(b) / length(b)) })
s8 <- c(0, 0, 0, 0, 1, 1, 1, 1); g8 <- c(0, 1, 0, 1, 0, 1, 1, 0)
X8 <- wide(7, 8); X8[1, g8 == 1] <- X8[1, g8 == 1] + 4
X8 <- X8 + rep(3 * s8, each = 7)
own("strata", X8, welch(g8), deals(s8), g = g8, strata = s8, stat = 0)
thin <- X8; thin[2, c(1, 3, 8)] <- NA; thin[3, 2:4] <- NA
own("thin", thin, welch(g8), deals(s8), g = g8, strata = s8, stat = 0)
ranksum <- function(g) each(function(x, o) { g <- g[o]; k <- !is.na(x); r <- rank(x[k]); g <- g[k]; n1 <- sum(g); n <- length(g)
  if (n1 < 1 || n1 == n) NA else (sum(r[g == 1]) - n1 * (n + 1) / 2) / sqrt(n1 * (n - n1) / n * var(r)) })
ties <- round(X8); ties[4, 5] <- NA
own("w_ties", ties, ranksum(g8), deals(s8), g = g8, strata = s8, stat = 3)
y7 <- rnorm(7); X7 <- wide(5, 7); X7[1, ] <- X7[1, ] + 2 * y7
cors <- function(y, method) each(function(x, o) suppressWarnings(cor(x, y[o], method = method, use = "complete.obs")))
s7 <- rep(0, 7)
own("pearson", X7, cors(y7, "pearson"), deals(s7), y = y7, stat = 4)
gaps <- X7; gaps[2, 3] <- NA; gaps[3, c(1, 6)] <- NA
own("pearson_missing", gaps, cors(y7, "pearson"), deals(s7), y = y7, stat = 4)
own("spearman_missing", round(2 * gaps), cors(round(y7, 1), "spearman"), deals(s7), y = round(y7, 1), stat = 5)
z7 <- cbind(rnorm(7)); k7 <- c(0, 0, 1, 1, 0, 1, 0)
# y: a number or a factor; the t or F of the outcome in the model beside the covariates.
lane <- function(y, Z, statistic, gaps = FALSE) each(function(x, o) {
  keep <- !is.na(x)
  null <- lm.fit(cbind(1, Z[keep, , drop = FALSE]), x[keep])
  e <- null$residuals
  if (!gaps) {
    rows <- seq_along(x)
    e <- null$fitted.values + e[o]
  } else {  # cases carry the covariates and the outcome of the case dealt to them
    rows <- o[keep]
  }
  small <- lm.fit(cbind(1, Z[rows, , drop = FALSE]), e)
  full <- lm.fit(cbind(1, Z[rows, , drop = FALSE], y[rows, , drop = FALSE]), e)
  d <- full$rank - small$rank
  if (d < 1 || full$df.residual < 1) return(NA)
  a <- sum(small$residuals^2); b <- sum(full$residuals^2)
  sign <- sign(full$coefficients[ncol(Z) + 2])
  switch(statistic, t = sign * sqrt((a - b) / (b / full$df.residual)), r = sign * sqrt((a - b) / a), F = (a - b) / d / (b / full$df.residual))
})
g7 <- c(0, 1, 1, 0, 1, 0, 1)
Z7 <- cbind(z7, k7); X7z <- X7 + rep(2 * z7, each = 5)
own("lane_t", X7z, lane(cbind(g7), Z7, "t"), deals(s7), g = g7, z = z7, k = k7, stat = 1)
own("lane_r", X7z, lane(cbind(y7), Z7, "r"), deals(s7), y = y7, z = z7, k = k7, stat = 4)
h7 <- c(0, 1, 2, 0, 1, 2, 0)
own("lane_f", X7z, lane(cbind(h7 == 1, h7 == 2) * 1, z7, "F"), deals(s7), g = h7, z = z7, stat = 2)
own("lane_missing", gaps + rep(2 * z7, each = 5), lane(cbind(g7), z7, "t", gaps = TRUE), deals(s7), g = g7, z = z7, stat = 1)
own("lane_strata", X7z, lane(cbind(y7), z7, "r"), deals(k7), y = y7, z = z7, strata = k7, stat = 4)
save_cases("westfall_young", "multtest")
