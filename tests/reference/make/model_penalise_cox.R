# Elastic net paths of proportional hazards by glmnet (Breslow), run to convergence, their folds by cv.glmnet, and
# coxph (Efron) where nothing is penalised. Coefficients at four lambdas. Rscript tests/reference/make/model_penalise_cox.R
source("tests/reference/make/model_common.R")
suppressPackageStartupMessages({library(glmnet); library(survival)})
set.seed(20261201)
glmnet.control(epsnr = 1e-15, mxitnr = 1000)
# (Several strata or late entries are fitted in R by glmnet; its first lambda with a free column rests on coxph's Efron
# ties, so that the lambdas are given there.)
path <- function(case, ..., thresh = 1e-17) {
  f <- glmnet(..., family = "cox", thresh = thresh, maxit = 1e7)
  at <- unique(round(seq(1, length(f$lambda), length.out = 4)))
  put(case, "lambda", f$lambda); put(case, "deviance_ratio", f$dev.ratio); put(case, "null_deviance", f$nulldev)
  put(case, "at", at - 1); put(case, "coefficient", as.matrix(f$beta[, at]))
  invisible(f)
}
folds <- function(case, ..., lambda, foldid, thresh = 1e-17) {
  v <- cv.glmnet(..., family = "cox", lambda = lambda, foldid = foldid, thresh = thresh, maxit = 1e7)
  put(case, "given", lambda); put(case, "mean", v$cvm); put(case, "se", v$cvsd)
  put(case, "best", match(v$lambda.min, lambda) - 1); put(case, "one_se", match(v$lambda.1se, lambda) - 1)
}
design <- function(n, p) sapply(seq_len(p), function(j) round(rnorm(n) * (1 + j %% 3), 2))
steps <- function(f, count = 12) f$lambda[unique(round(seq(1, length(f$lambda), length.out = count)))]
times <- function(lp) {
  t <- rexp(length(lp), exp(lp) / 20); c <- runif(length(lp), 5, 60)
  cbind(time = pmax(2, ceiling(pmin(t, c))), event = as.numeric(t <= c))
}
n <- 80; p <- 8
x <- design(n, p); w <- sample(1:4, n, replace = TRUE) / 2; offset <- round(rnorm(n, 0, 0.4), 2); fold <- sample(rep(1:5, length.out = n))
factor <- c(0, 1, 2, 1, 0.5, 1, 1, 1); low <- c(-Inf, -0.1, 0, -0.2, -Inf, -1, 0, -0.05); high <- c(0.3, Inf, 0.2, 0.1, 0, 1, Inf, 0.05)
t <- times(drop(x[, 1:4] %*% c(0.4, -0.3, 0.3, 0.2))); stratum <- sample(0:2, n, replace = TRUE); entry <- pmin(t[, 1] - 1, sample(0:6, n, replace = TRUE))
for (name in c("x", "w", "offset", "factor", "t", "stratum", "entry")) put("tall", name, get(name))
put("tall", "fold", fold - 1); put("tall", "lower", ifelse(is.finite(low), low, -1e30)); put("tall", "upper", ifelse(is.finite(high), high, 1e30))
m <- 40; q <- 90
z <- design(m, q); zt <- times(drop(z[, 1:5] %*% c(0.6, -0.5, 0.4, 0.3, -0.3))); put("wide", "x", z); put("wide", "t", zt)

S <- Surv(t[, 1], t[, 2]); L <- Surv(entry, t[, 1], t[, 2])
f <- path("plain", x, S, alpha = 0.5)
folds("folds", x, S, alpha = 0.5, lambda = steps(f), foldid = fold)
path("lasso", x, S, alpha = 1); path("ridge", x, S, alpha = 0); path("raw", x, S, alpha = 0.5, standardize = FALSE)
path("weights", x, S, alpha = 0.5, weights = w)
path("offset", x, S, alpha = 0.7, offset = offset)
path("factor", x, S, alpha = 0.7, penalty.factor = factor)
path("limits", x, S, alpha = 0.8, lower.limits = low, upper.limits = high)
path("all", x, S, alpha = 0.6, weights = w, offset = offset, penalty.factor = factor, lower.limits = low, upper.limits = high)
path("wide", z, Surv(zt[, 1], zt[, 2]), alpha = 0.9, lambda.min.ratio = 0.05)
path("strata", x, stratifySurv(S, stratum), alpha = 0.5)
path("strata_all", x, stratifySurv(S, stratum), alpha = 0.6, weights = w, penalty.factor = factor, lambda = c(0.1, 0.05, 0.02, 0.005))
path("late", x, L, alpha = 0.5)
path("late_all", x, stratifySurv(L, stratum), alpha = 0.6, weights = w, offset = offset)
folds("late_folds", x, L, alpha = 0.5, lambda = steps(f), foldid = fold)

# Nothing penalised: coxph's maximum.
for (ties in c("efron", "breslow")) {
  fit <- function(name, formula) put(paste(ties, name, sep = "_"), "coefficient",
    coef(coxph(formula, weights = w, ties = ties, control = coxph.control(eps = 1e-14, toler.chol = 1e-14, iter.max = 60)))[1:p])
  fit("right", S ~ x + offset(offset)); fit("strata", S ~ x + offset(offset) + strata(stratum))
  fit("late", L ~ x + offset(offset)); fit("late_strata", L ~ x + offset(offset) + strata(stratum))
}
save_reference("model_penalise_cox", c("R", "glmnet", "survival"))
