# Moderated t and F. Rscript tests/reference/make/moderated.R
# t, p and the prior are limma's. F: limma's where nothing is missing and nothing aliased; with missing values limma takes
# the correlation of coefficients from the whole design, here F is formed from the fit of the row's own cases with
# limma's posterior variance and df (the two are checked to agree where they should).
source("tests/reference/make/cases.R")
suppressMessages(library(limma))
set.seed(808)

moderated <- function(case, covariates, tested, y) {
  k <- ncol(tested); design <- cbind(covariates, tested); colnames(design) <- paste0("c", seq_len(ncol(design)))
  columns <- ncol(covariates) + seq_len(k)
  fields(case, genes = nrow(y), covariates = ncol(covariates), tested = k)
  for (j in seq_len(ncol(design))) field(case, paste0("x", j - 1), design[, j])
  for (i in seq_len(nrow(y))) field(case, paste0("y", i - 1), y[i, ])
  rows <- complete.cases(design)
  x <- design[rows, , drop = FALSE]; e <- y[, rows, drop = FALSE]
  f <- suppressMessages(suppressWarnings(eBayes(lmFit(e, x))))
  fields(case, prior_df = f$df.prior, prior_variance = f$s2.prior, mean = f$Amean,
         variance = ifelse(f$df.residual > 0, f$sigma^2, NA), residual_df = f$df.residual,
         posterior_variance = f$s2.post, df_total = f$df.total)
  for (j in seq_len(k)) {
    at <- columns[j]; put <- function(name, v) field(case, paste0(name, j - 1), v)
    put("coefficient", f$coefficients[, at]); put("t", f$t[, at]); put("p", f$p.value[, at])
    put("se", f$coefficients[, at] / f$t[, at])
    put("log10_p", (log(2) + pt(-abs(f$t[, at]), f$df.total, log.p = TRUE)) / log(10))
  }
  joint <- t(sapply(seq_len(nrow(e)), function(i) {
    there <- is.finite(e[i, ])
    if (!any(there)) return(c(NA, NA))
    out <- lm.fit(x[there, , drop = FALSE], e[i, there])
    kept <- out$qr$pivot[seq_len(out$rank)]
    last <- which(out$qr$pivot[seq_len(out$rank)] %in% columns)
    if (!length(last)) return(c(NA, 0))
    inverse <- chol2inv(out$qr$qr, size = out$rank)[last, last, drop = FALSE]
    b <- out$coefficients[kept[last]]
    c(sum(b * solve(inverse, b)) / length(last) / f$s2.post[i], length(last))
  }))
  if (all(is.finite(e)) && qr(x)$rank == ncol(x)) {
    limmas <- eBayes(lmFit(e, x))[, columns]
    stopifnot(all(abs(limmas$F / joint[, 1] - 1) < 1e-9 | joint[, 1] < 1e-20))
  }
  fields(case, f = joint[, 1], f_df = joint[, 2],
         f_p = pf(joint[, 1], joint[, 2], f$df.total, lower.tail = FALSE),
         f_log10_p = pf(joint[, 1], joint[, 2], f$df.total, lower.tail = FALSE, log.p = TRUE) / log(10))
}
genes <- function(g, n, spread = 4) round(matrix(rnorm(g * n), g) * sqrt(spread / rchisq(g, spread)) + rnorm(g, 8), 6)
class <- function(n) as.matrix(as.numeric(seq_len(n) > n / 2))
one <- function(n) matrix(1, n)

moderated("two_groups", one(12), class(12), genes(40, 12))
moderated("covariates", cbind(one(15), round(rnorm(15), 4), rep(0:2, 5)), round(matrix(rnorm(15)), 4), genes(30, 15))
moderated("three_classes", cbind(one(14), round(rnorm(14), 4)), cbind(rep(c(0, 1), 7), c(0, 0, 1, rep(0, 5), rep(1, 6))), genes(30, 14))
moderated("unbalanced", one(11), as.matrix(c(1, 1, rep(0, 9))), genes(25, 11))
moderated("one_df", one(4), cbind(c(0, 0, 1, 1), c(0.3, -0.2, 1.4, 0.8)), genes(30, 4))
moderated("one_df_spread", one(4), cbind(c(0, 0, 1, 1), c(0.3, -0.2, 1.4, 0.8)), round(genes(40, 4) * exp(rnorm(40, 0, 4)), 9))
local({
  y <- genes(30, 10); y[3, ] <- 7.3; y[9, ] <- 0; y[12, ] <- 0.1
  moderated("zero_variance", one(10), class(10), y)
})
local({
  y <- genes(30, 12)
  y[2, 1:4] <- NA; y[3, ] <- NA; y[4, 2:12] <- NA; y[5, 1:6] <- NA; y[6, 7:12] <- NA; y[7, c(1, 12)] <- NA; y[8, 1:10] <- NA
  moderated("missing", one(12), class(12), y)
  moderated("missing_joint", one(12), cbind(class(12), rep(c(0, 1, 2), 4), round(rnorm(12), 3)), y)
  x <- class(12); x[5] <- NA
  moderated("missing_case", one(12), x, y)
})
local({
  x <- cbind(one(10), class(10)); e <- qr.resid(qr(x), matrix(rnorm(400), 10))
  e <- t(e) / sqrt(colSums(e^2) / 8) * seq(0.9, 1.1, length = 40)
  moderated("infinite_prior", one(10), class(10), round(e + outer(rnorm(40), x[, 2]), 9))
})
# Nearly so: a prior of a hundred degrees of freedom.
local({
  x <- cbind(one(30), class(30)); e <- qr.resid(qr(x), matrix(rnorm(60 * 30), 30))
  moderated("large_prior", one(30), class(30), round(t(e) * sqrt(exp(rnorm(60, 0, 0.1))) + outer(rnorm(60, 3), x[, 2]), 9))
})
moderated("wide_prior", one(12), class(12), round(genes(30, 12) * exp(rnorm(30, 0, 4)), 9))
moderated("aliased", cbind(one(12), rep(0:1, 6)), cbind(class(12), 1 - rep(0:1, 6), rep(c(0, 1, 2), 4)), genes(20, 12))
moderated("far_below_double", cbind(one(400), rep(0:1, 200)), cbind(class(400), rep(c(0, 1, 1, 0), 100)), round(genes(4, 400) + outer(c(200, 100, 0, -50), class(400)[, 1]), 4))
moderated("huge", one(12), class(12), genes(20, 12) * 1e140)
moderated("tiny", one(12), class(12), genes(20, 12) * 1e-140)
moderated("ties", one(12), class(12), round(genes(30, 12)))
moderated("two_genes", one(6), class(6), genes(2, 6))
moderated("one_gene", one(6), class(6), genes(1, 6))
save_cases("moderated", "limma")
