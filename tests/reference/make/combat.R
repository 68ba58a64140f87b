# ComBat. Rscript tests/reference/make/combat.R
# sva takes features × cases and batches by name in their order; x here is cases × features, batches are 0, 1, …
source("tests/reference/make/cases.R")
suppressPackageStartupMessages(library(sva))
set.seed(1207)
combat_case <- function(case, x, batch, z = NULL, ref = NULL, nonparametric = FALSE, mean_only = FALSE) {
  fields(case, x = x, features = ncol(x), batch = batch, reference = if (is.null(ref)) -1 else ref,
         nonparametric = as.numeric(nonparametric), mean_only = as.numeric(mean_only))
  if (!is.null(z)) fields(case, z = z, columns = ncol(as.matrix(z)))
  sink(nullfile())
  y <- suppressMessages(ComBat(t(x), batch, mod = if (is.null(z)) NULL else model.matrix(~z), par.prior = !nonparametric,
                               mean.only = mean_only, ref.batch = ref))
  sink()
  field(case, "adjusted", t(y))
}
made <- function(sizes, p) {
  batch <- sample(rep(seq_along(sizes) - 1, sizes))
  n <- length(batch)
  z <- cbind(round(rnorm(n, 60, 9), 1), rbinom(n, 1, 0.4))
  shift <- matrix(rnorm(length(sizes) * p, 0, 0.8), length(sizes)); scale <- matrix(runif(length(sizes) * p, 0.6, 1.6), length(sizes))
  x <- matrix(rnorm(n * p), n) %*% (diag(p) + 0.2) * scale[batch + 1, ] + shift[batch + 1, ]
  x <- x + outer(z[, 1] - 60, rnorm(p, 0, 0.03)) + outer(z[, 2], rnorm(p, 0, 0.4))
  # Units of a radiomic table: from 1e-4 to 1e6
  x <- sweep(x, 2, 10^rep_len(c(0, -4, 3, 6, 1), p), "*")
  list(x = matrix(as.numeric(sprintf("%.6g", x)), n), batch = batch, z = z)
}
d <- made(c(14, 9, 11), 12)
combat_case("plain", d$x, d$batch)
combat_case("covariates", d$x, d$batch, d$z)
combat_case("reference", d$x, d$batch, d$z, ref = 1)
combat_case("reference_plain", d$x, d$batch, ref = 0)
combat_case("mean_only", d$x, d$batch, d$z, mean_only = TRUE)
combat_case("mean_only_reference", d$x, d$batch, d$z, mean_only = TRUE, ref = 2)
combat_case("nonparametric", d$x, d$batch, d$z, nonparametric = TRUE)
combat_case("nonparametric_reference", d$x, d$batch, nonparametric = TRUE, ref = 1)
combat_case("nonparametric_mean_only", d$x, d$batch, d$z, nonparametric = TRUE, mean_only = TRUE)
few <- made(c(12, 1, 9), 10) # a batch of one: locations alone
combat_case("batch_of_one", few$x, few$batch, few$z)
flat <- d$x; flat[d$batch == 1, 3] <- 2.5; flat[, 8] <- -1
combat_case("constant", flat, d$batch, d$z)
gaps <- d$x; gaps[cbind(c(1, 5, 9, 14, 20, 22, 30, 33), c(1, 2, 2, 5, 7, 7, 11, 12))] <- NA
combat_case("gaps", gaps, d$batch, d$z)
combat_case("gaps_reference", gaps, d$batch, d$z, ref = 0)
combat_case("gaps_nonparametric", gaps, d$batch, nonparametric = TRUE)
two <- made(c(7, 8), 40) # more features than cases
combat_case("wide", two$x, two$batch, two$z[, 1])
# Without a prior: least squares and nothing else
own_case <- function(case, x, batch, z, mean_only) {
  fields(case, x = x, features = ncol(x), batch = batch, reference = -1, nonparametric = 0, no_prior = 1,
         mean_only = as.numeric(mean_only), z = z, columns = ncol(z))
  fit <- lm(x ~ 0 + factor(batch) + z)
  k <- nlevels(factor(batch)); b <- coef(fit)[1:k, , drop = FALSE]; share <- as.numeric(table(batch)) / nrow(x)
  expected <- outer(rep(1, nrow(x)), colSums(share * b)) + z %*% coef(fit)[-(1:k), , drop = FALSE]
  scale <- sapply(1:ncol(x), function(j) tapply(resid(fit)[, j], batch, var) / mean(resid(fit)[, j]^2))
  y <- expected + resid(fit) / (if (mean_only) 1 else sqrt(scale)[batch + 1, ])
  field(case, "adjusted", y)
}
own_case("no_prior", d$x, d$batch, d$z, FALSE)
own_case("location_only", d$x, d$batch, d$z, TRUE)
save_cases("combat", "sva")
