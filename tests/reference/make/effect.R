# Effect sizes that no test's table holds. Rscript tests/reference/make/effect.R
# Noncentralities are solved to the last bit here (effectsize minimises to about 1e-4); its formulas are kept.
source("tests/reference/make/cases.R")
suppressMessages({library(effectsize); library(car); library(pROC)})
set.seed(1313)
delta <- function(case, x, y) {
  fields(case, x = x, y = y)
  d <- cliffs_delta(x, y)[[1]]
  a <- roc(controls = y, cases = x, direction = "<", quiet = TRUE); ci <- ci.auc(a, method = "delong")
  stopifnot(abs(2 * auc(a) - 1 - d) < 1e-12)
  field(case, "delta", c(d, 2 * ci[c(1, 3)] - 1))
}
delta("delta", c(1.2, 3.4, 2.2, 5.1), c(0.4, 1.1, 2.9))
delta("delta_ties", c(1, 2, 2, 3, 5, 5, 5, 7), c(0, 1, 1, 2, 2, 3, 3, 3, 4))
delta("delta_below", round(rnorm(20), 1), round(rnorm(35, 1), 1))

partial_eta <- function(case, fit) {
  a <- Anova(fit, type = 2); df2 <- a["Residuals", "Df"]
  e <- suppressMessages(eta_squared(a, partial = TRUE, alternative = "two.sided"))
  for (term in setdiff(rownames(a), "Residuals")) {
    f <- a[term, "F value"]; df1 <- a[term, "Df"]
    low <- if (pf(f, df1, df2) < 0.975) 0 else root(function(d) pf(f, df1, df2, ncp = d) - 0.975, 0, 10 * f * df1 + 50)
    high <- if (pf(f, df1, df2) < 0.025) 0 else root(function(d) pf(f, df1, df2, ncp = d) - 0.025, 0, 10 * f * df1 + 50)
    ours <- c(low, high) / (c(low, high) + df2); of <- e[e$Parameter == term, ]
    stopifnot(abs(of$CI_low - ours[1]) < 2e-3, abs(of$CI_high - ours[2]) < 2e-3)
    field(paste(case, gsub("[^a-z]", "", term), sep = "_"), "partial_eta", c(f, df1, df2, of$Eta2_partial, ours))
  }
}
d <- data.frame(a = factor(rep(0:2, 20)), b = factor(rep(0:1, each = 30)), z = rnorm(60))
d$y <- rnorm(60) + as.numeric(d$a) / 2 + d$z
partial_eta("layout", lm(y ~ a * b + z, d))
save_cases("effect", c("effectsize", "car", "pROC"))
