# Comparisons between groups. Rscript tests/reference/make/compare.R
# Noncentralities are solved to the last bit here (effectsize minimises to about 1e-4); its formulas are kept.
source("tests/reference/make/cases.R")
suppressMessages({library(pROC); library(effectsize)})
set.seed(202)

# R's pt gives up digits beyond a noncentrality of 37: there the integral over the spread, on a fine grid.
noncentral_t <- function(t, df, ncp) {
  if (abs(ncp) < 30) return(pt(t, df, ncp = ncp))
  s <- seq(max(1e-9, 1 - 12 / sqrt(2 * df)), 1 + 12 / sqrt(2 * df), length.out = 40001)
  w <- exp((df - 1) * log(s) - df * (s^2 - 1) / 2)
  sum(w * pnorm(t * s - ncp)) / sum(w)
}
hedges <- function(x, y, pooled, level = 0.95) {
  n1 <- length(x); n2 <- length(y); v1 <- var(x); v2 <- var(y)
  if (pooled) {
    s <- sqrt(((n1 - 1) * v1 + (n2 - 1) * v2) / (n1 + n2 - 2)); se <- s * sqrt(1 / n1 + 1 / n2); df <- n1 + n2 - 2
  } else {
    s <- sqrt((v1 + v2) / 2); se <- sqrt(v1 / n1 + v2 / n2)
    df <- se^4 / ((v1 / n1)^2 / (n1 - 1) + (v2 / n2)^2 / (n2 - 1))
  }
  J <- exp(lgamma(df / 2) - log(sqrt(df / 2)) - lgamma((df - 1) / 2))
  t <- (mean(x) - mean(y)) / se
  a <- (1 - level) / 2
  low <- root(function(d) noncentral_t(t, df, d) - (1 - a), t - 8 - abs(t) / 2, t + 8 + abs(t) / 2)
  high <- root(function(d) noncentral_t(t, df, d) - a, t - 8 - abs(t) / 2, t + 8 + abs(t) / 2)
  g <- hedges_g(x, y, pooled_sd = pooled)
  ours <- c((mean(x) - mean(y)) / s * J, c(low, high) * se / s * J)
  # optim stops early; a slip in the formulas would be far larger
  stopifnot(abs(g$Hedges_g - ours[1]) < 1e-12 * max(1, abs(ours[1])), max(abs(c(g$CI_low, g$CI_high) - ours[2:3])) < 0.02 * max(1, abs(ours[1])))
  ours
}
two_groups <- function(case, x, y, delong = TRUE, t = TRUE) {
  fields(case, x = x, y = y)
  x <- x[!is.na(x)]; y <- y[!is.na(y)]
  if (t) for (pooled in c(FALSE, TRUE)) {
    r <- t.test(x, y, var.equal = pooled); name <- if (pooled) "student" else "welch"
    ln <- log(2) + pt(abs(r$statistic), r$parameter, lower.tail = FALSE, log.p = TRUE)
    field(case, name, c(r$statistic, r$parameter, r$p.value, ln / log(10)))
    field(case, paste0(name, "_g"), hedges(x, y, pooled))
  }
  w <- suppressWarnings(wilcox.test(x, y))
  exact <- length(x) < 50 && length(y) < 50 && !anyDuplicated(c(x, y))
  field(case, "wilcoxon", c(w$statistic, w$p.value, exact))
  field(case, "wilcoxon_normal", suppressWarnings(wilcox.test(x, y, exact = FALSE)$p.value))
  if (delong) {
    r <- roc(controls = y, cases = x, direction = "<", quiet = TRUE); ci <- ci.auc(r, method = "delong")
    field(case, "auc", c(auc(r), ci[1], ci[3]))
  }
}
two_groups("small", c(1.2, 3.4, 2.2, 5.1), c(0.4, 1.1, 2.9))
two_groups("pairs", c(1, 2), c(0.5, 3), delong = FALSE)
two_groups("ties", c(1, 2, 2, 3, 5, 5, 5, 7), c(0, 1, 1, 2, 2, 3, 3, 3, 4))
two_groups("gaps", c(1.5, NA, 2.25, 4, NA, 8, 1.75), c(NA, 2, 0.25, 1, 3.5))
two_groups("unequal", round(rnorm(12, 1, 4), 3), round(rnorm(70, 0, 0.5), 3))
two_groups("large", round(rnorm(120, 0.2), 4), round(rnorm(90), 4))
two_groups("edge49", round(rnorm(49, 0.3), 6), round(rnorm(49), 6))
two_groups("edge50", round(rnorm(50, 0.3), 6), round(rnorm(10), 6))
two_groups("extreme", round(rnorm(400, 30), 3), round(rnorm(400), 3), delong = FALSE)
two_groups("huge", rnorm(10, 1) * 1e150, rnorm(8) * 1e150, t = FALSE)
two_groups("units", round(rnorm(20, 3), 3) * 1e-9, round(rnorm(18, 2), 3) * 1e-9)
two_groups("half", c(1, 4), c(2, 3), delong = FALSE)

groups <- function(case, x, g) {
  fields(case, x = x, g = g)
  keep <- !is.na(x) & !is.na(g); x <- x[keep]; f <- factor(g[keep])
  k <- kruskal.test(x, f)
  ln <- pchisq(k$statistic, k$parameter, lower.tail = FALSE, log.p = TRUE)
  field(case, "kruskal", c(k$statistic, k$parameter, k$p.value, ln / log(10), rank_epsilon_squared(x, f, ci = NULL)$rank_epsilon_squared))
  a <- anova(lm(x ~ f)); F <- a$F[1]; d1 <- a$Df[1]; d2 <- a$Df[2]
  low <- if (pf(F, d1, d2) < 0.975) 0 else root(function(d) pf(F, d1, d2, ncp = d) - 0.975, 0, 10 * F * d1 + 50)
  high <- if (pf(F, d1, d2) < 0.025) 0 else root(function(d) pf(F, d1, d2, ncp = d) - 0.025, 0, 10 * F * d1 + 50)
  e <- F_to_eta2(F, d1, d2, alternative = "two.sided"); ours <- c(low, high) / (c(low, high) + d2)
  stopifnot(abs(e$CI_low - ours[1]) < 2e-3, abs(e$CI_high - ours[2]) < 2e-3)
  field(case, "anova", c(F, d1, d2, a$`Pr(>F)`[1], e$Eta2_partial, ours))
  w <- oneway.test(x ~ f)
  field(case, "welch_anova", c(w$statistic, w$parameter, w$p.value))
}
groups("three", round(rnorm(40, rep(c(0, 0.5, 1), length.out = 40)), 3), rep(0:2, length.out = 40))
groups("four_tied", sample(1:6, 90, TRUE) + rep(0:3, length.out = 90), rep(0:3, length.out = 90))
groups("gap_levels", c(round(rnorm(15), 2), NA, NA), c(rep(c(0, 2, 5), 5), 0, NA))
groups("nothing", c(2, 4, 6, 3, 5, 4.5, 1, 7, 3.9), rep(0:2, 3))
groups("separate", round(rnorm(300, rep(c(0, 40, 90), 100)), 3), rep(0:2, 100))
groups("two", c(3, 1, 4, 1.5, 9, 2.6), c(0, 0, 0, 1, 1, 1))

# BCa limits from given replicates: boot.ci on the same numbers.
library(boot)
x <- round(rexp(20), 3); s <- rep(1:2, each = 10)
statistic <- function(d, i) mean(d[i])^2
b <- boot(x, statistic, R = 999, strata = s)
L <- empinf(b, type = "jack")
ci <- boot.ci(b, type = "bca", L = L)$bca
left_out <- sapply(seq_along(x), function(i) statistic(x, seq_along(x)[-i]))
fields("bca", estimate = b$t0, replicates = b$t, left_out = left_out, stratum = s - 1, limits = ci[4:5])
save_cases("compare", c("pROC", "effectsize", "boot"))
