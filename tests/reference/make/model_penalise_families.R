# Elastic net paths of glmnet run to convergence, their folds by cv.glmnet, and Cox paths. Coefficients at four lambdas are
# written. Rscript tests/reference/make/model_penalise_families.R
source("tests/reference/make/model_common.R")
suppressPackageStartupMessages({library(glmnet); library(survival)})
set.seed(20261130)
at_places <- function(f) unique(round(seq(1, length(f$lambda), length.out = 4)))
path <- function(case, ..., thresh = 1e-20) {
  f <- glmnet(..., thresh = thresh, maxit = 1e7)
  at <- at_places(f)
  put(case, "lambda", f$lambda); put(case, "deviance_ratio", f$dev.ratio)
  # mgaussian takes a mean out of it that its model does not have.
  if (!grepl("responses_origin", case)) put(case, "null_deviance", f$nulldev)
  put(case, "at", at - 1)
  if (is.list(f$beta)) {
    put(case, "intercept", f$a0)
    for (k in seq_along(f$beta)) put(case, paste0("coefficient", k - 1), as.matrix(f$beta[[k]][, at]))
  } else {
    if (!is.null(f$a0)) put(case, "intercept", f$a0)
    put(case, "coefficient", as.matrix(f$beta[, at]))
  }
  invisible(f)
}
folds <- function(case, ..., lambda, foldid, thresh = 1e-20) {
  v <- suppressWarnings(cv.glmnet(..., lambda = lambda, foldid = foldid, thresh = thresh, maxit = 1e7))
  put(case, "given", lambda); put(case, "mean", v$cvm); put(case, "se", v$cvsd)
  put(case, "best", match(v$lambda.min, lambda) - 1); put(case, "one_se", match(v$lambda.1se, lambda) - 1)
}
design <- function(n, p) sapply(seq_len(p), function(j) round(rnorm(n) * (1 + j %% 3), 2))
steps <- function(f, count = 12) f$lambda[unique(round(seq(1, length(f$lambda), length.out = count)))]

n <- 60; p <- 8
x <- design(n, p); w <- sample(1:4, n, replace = TRUE) / 2; offset <- round(rnorm(n, 0, 0.4), 2); fold <- sample(rep(1:5, length.out = n))
factor <- c(0, 1, 2, 1, 0.5, 1, 1, 1); low <- c(-Inf, -0.1, 0, -0.2, -Inf, -1, 0, -0.05); high <- c(0.3, Inf, 0.2, 0.1, 0, 1, Inf, 0.05)
lp <- drop(x[, 1:4] %*% c(0.5, -0.4, 0.3, 0.2))
count <- rpois(n, exp(0.4 * lp)); y01 <- rbinom(n, 1, plogis(lp)); y <- round(lp + rnorm(n), 2)
class <- apply(cbind(lp, -lp + x[, 5], 0.3) + matrix(rnorm(3 * n), n), 1, which.max) - 1
class4 <- (class + 2 * (x[, 6] > 0.5)) %% 4
Y <- cbind(y, round(-lp + x[, 5] + rnorm(n), 2), round(x[, 6] / 2 + rnorm(n), 2))
put("tall", "x", x); put("tall", "w", w); put("tall", "offset", offset); put("tall", "fold", fold - 1); put("tall", "factor", factor)
put("tall", "lower", ifelse(is.finite(low), low, -1e30)); put("tall", "upper", ifelse(is.finite(high), high, 1e30))
put("tall", "count", count); put("tall", "y01", y01); put("tall", "y", y); put("tall", "class", class); put("tall", "class4", class4); put("tall", "Y", Y)
m <- 40; q <- 90
z <- design(m, q); lz <- drop(z[, 1:5] %*% c(0.6, -0.5, 0.4, 0.3, -0.3))
zcount <- rpois(m, exp(0.5 * lz)); zclass <- apply(cbind(lz, -lz, 0.2) + matrix(rnorm(3 * m), m), 1, which.max) - 1
zY <- cbind(round(lz + rnorm(m), 2), round(z[, 3] + rnorm(m), 2))
put("wide", "x", z); put("wide", "count", zcount); put("wide", "class", zclass); put("wide", "Y", zY)

single <- list(gaussian = y, binomial = y01, poisson = count)
for (family in names(single)) {
  v <- single[[family]]
  f <- path(paste0(family, "_plain"), x, v, family = family, alpha = 0.5)
  folds(paste0(family, "_folds"), x, v, family = family, alpha = 0.5, lambda = steps(f), foldid = fold)
  folds(paste0(family, "_folds_weighted"), x, v, family = family, alpha = 1, weights = w, offset = offset, lambda = steps(f), foldid = fold)
  folds(paste0(family, "_folds_small"), x, v, family = family, alpha = 1, lambda = steps(f, 6), foldid = (seq_len(n) - 1) %/% 2 + 1)
  path(paste0(family, "_offset"), x, v, family = family, alpha = 0.7, offset = offset)
  path(paste0(family, "_limits"), x, v, family = family, alpha = 0.8, lower.limits = low, upper.limits = high)
  path(paste0(family, "_all"), x, v, family = family, alpha = 0.6, weights = w, offset = offset, penalty.factor = factor, lower.limits = low, upper.limits = high)
}
path("poisson_ridge", x, count, family = "poisson", alpha = 0)
path("poisson_lasso", x, count, family = "poisson", alpha = 1)
path("poisson_origin", x, count, family = "poisson", alpha = 1, intercept = FALSE)
path("poisson_wide", z, zcount, family = "poisson", alpha = 0.9, thresh = 1e-19)

for (group in c("ungrouped", "grouped")) {
  fit <- function(name, ..., thresh = 1e-17) path(paste(group, name, sep = "_"), ..., family = "multinomial", type.multinomial = group, thresh = thresh, lambda.min.ratio = 0.02)
  f <- fit("plain", x, class, alpha = 0.5)
  folds(paste0(group, "_folds"), x, class, family = "multinomial", type.multinomial = group, alpha = 0.5, lambda = steps(f, 8), foldid = fold, thresh = 1e-16)
  fit("lasso", x, class, alpha = 1)
  fit("ridge", x, class, alpha = 0)
  fit("weights", x, class, alpha = 0.5, weights = w, penalty.factor = factor)
  fit("four", x, class4, alpha = 0.8)
  fit("wide", z, zclass, alpha = 0.9, thresh = 1e-17)
}
f <- path("responses_plain", x, Y, family = "mgaussian", alpha = 0.5)
folds("responses_folds", x, Y, family = "mgaussian", alpha = 0.5, lambda = steps(f, 8), foldid = fold)
path("responses_lasso", x, Y, family = "mgaussian", alpha = 1)
path("responses_weights", x, Y, family = "mgaussian", alpha = 0.4, weights = w, penalty.factor = factor)
path("responses_origin", x, Y, family = "mgaussian", alpha = 0.6, intercept = FALSE)
path("responses_wide", z, zY, family = "mgaussian", alpha = 0.9)
save_reference("model_penalise_families", c("R", "glmnet", "survival"))
