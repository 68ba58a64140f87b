# glmnet run to convergence (thresh 1e-14 is not there yet with more columns than cases). Coefficients at six lambdas are written. Rscript tests/reference/make/model_penalise.R
source("tests/reference/make/model_common.R")
suppressPackageStartupMessages(library(glmnet))
path <- function(case, ...) {
  f <- glmnet(..., thresh = 1e-22, maxit = 1e8)
  at <- unique(round(seq(1, length(f$lambda), length.out = 6)))
  put(case, "lambda", f$lambda); put(case, "deviance_ratio", f$dev.ratio); put(case, "null_deviance", f$nulldev)
  put(case, "intercept", f$a0); put(case, "at", at - 1); put(case, "coefficient", as.matrix(f$beta[, at]))
  put(case, "predicted", predict(f, list(...)[[1]][1:5, ], type = "response")[, at])
}
for (set in c("tall", "wide")) {
  d <- model_data(set); p <- ncol(d) - 3; x <- d[, 1:p]; y01 <- d[, p + 1]; y <- d[, p + 2]; w <- d[, p + 3]
  for (alpha in c(1, 0.5, 0.1)) {
    path(paste0(set, "_gaussian_", alpha), x, y, alpha = alpha)
    path(paste0(set, "_binomial_", alpha), x, y01, family = "binomial", alpha = alpha)
  }
}
d <- model_data("tall"); x <- d[, 1:12]; y01 <- d[, 13]; y <- d[, 14]; w <- d[, 15]
factor <- c(0, 1, 2, 1, 0.5, 1, 1, 1, 1, 1, 1, 1)
path("ridge_gaussian", x, y, alpha = 0); path("ridge_binomial", x, y01, family = "binomial", alpha = 0)
path("factor_gaussian", x, y, alpha = 0.7, penalty.factor = factor)
path("factor_binomial", x, y01, family = "binomial", alpha = 0.7, penalty.factor = factor)
path("weights_gaussian", x, y, alpha = 0.5, weights = w)
path("weights_binomial", x, y01, family = "binomial", alpha = 0.5, weights = w)
path("raw_gaussian", x, y, alpha = 0.5, standardize = FALSE)
path("raw_binomial", x, y01, family = "binomial", alpha = 0.5, standardize = FALSE)
path("origin_gaussian", x, y, alpha = 0.5, intercept = FALSE)
path("origin_binomial", x, y01, family = "binomial", alpha = 0.5, intercept = FALSE)
given <- c(0.3, 0.1, 0.05, 0.01, 0.001)
path("given_gaussian", x, y, alpha = 0.5, lambda = given)
path("given_binomial", x, y01, family = "binomial", alpha = 0.5, lambda = given)
# An outcome that one column gives exactly: the path ends at devmax or for want of variance
path("exact_gaussian", x, 2 * x[, 1] - 1, alpha = 1)
path("exact_binomial", x, as.numeric(x[, 3] > 0), family = "binomial", alpha = 1)
save_reference("model_penalise", c("R", "glmnet"))
