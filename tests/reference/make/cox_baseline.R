# Survival predicted by proportional hazards. Rscript tests/reference/make/cox_baseline.R
source("tests/reference/make/cases.R")
suppressMessages(library(survival))
set.seed(929)
curve_case <- function(case, time, event, x, ties = "efron", stratum = NULL, weight = NULL, offset = NULL) {
  x <- as.matrix(x)
  fields(case, time = time, event = event, x = x, columns = ncol(x), ties = as.numeric(ties == "breslow"))
  for (v in c("stratum", "weight", "offset")) if (!is.null(get(v))) field(case, v, get(v))
  n <- nrow(x)
  d <- data.frame(time, event, x = I(x), s = if (is.null(stratum)) 0 else stratum, o = if (is.null(offset)) 0 else offset,
                  w = if (is.null(weight)) 1 else weight)
  formula <- if (is.null(stratum)) Surv(time, event) ~ x + offset(o) else Surv(time, event) ~ x + strata(s) + offset(o)
  fit <- function(init) suppressWarnings(coxph(formula, data = d, weights = w, ties = ties,
    init = init, robust = FALSE, control = coxph.control(eps = 1e-12, iter.max = 60)))
  f <- fit(coef(fit(rep(0, ncol(x)))))
  rows <- round(seq(1, n, length.out = 5))
  at <- as.numeric(quantile(time, c(0, .1, .3, .5, .8, 1), type = 1)) + c(-.01, 0, .003, 0, .001, 5)
  # One a row of the data, with its own stratum and offset.
  S <- t(sapply(rows, function(i) summary(survfit(f, newdata = d[i, ], se.fit = FALSE), times = at, extend = TRUE)$surv))
  fields(case, rows = rows - 1, at = at, survival = S)
}
n <- 90
x <- round(cbind(rnorm(n), rbinom(n, 1, .4), rnorm(n, 50, 9)), 3)
eta <- .6 * x[, 1] - .5 * x[, 2] + .02 * x[, 3]
time <- round(rexp(n, exp(eta) / 30), 4); cens <- round(runif(n, 2, 40), 4)
event <- as.numeric(time <= cens); time <- pmin(time, cens)
tied <- ceiling(time)
s <- sample(0:2, n, TRUE); w <- round(runif(n, .3, 3), 2); o <- round(rnorm(n, 0, .4), 3)
curve_case("plain", time, event, x)
for (t in c("efron", "breslow")) {
  curve_case(paste0("tied_", t), tied, event, x, t)
  curve_case(paste0("strata_", t), tied, event, x, t, stratum = s)
  curve_case(paste0("weights_", t), tied, event, x[, 1:2], t, weight = w)
  curve_case(paste0("offset_", t), tied, event, x[, 1], t, offset = o)
}
curve_case("far_from_zero", time, event, cbind(x[, 1] + 400, x[, 3] * 1e4))
curve_case("veteran", veteran$time, veteran$status, cbind(veteran$karno, veteran$age), stratum = veteran$trt)
save_cases("cox_baseline", "survival")
