# Proportional hazards. Rscript tests/reference/make/cox.R
# coxph run to convergence: eps 1e-12, then once more from where it stopped; its default (1e-9) leaves 1e-7 in the
# coefficients. Columns with monotone likelihood (infinite) leave R as some large number or NA: their sign is that of the
# eighth step; the finite ones and the likelihoods are good.
source("tests/reference/make/cases.R")
suppressMessages(library(survival))
set.seed(808)
ln10 <- log(10)
chi <- function(stat, df) c(stat, df, pchisq(stat, df, lower.tail = FALSE), pchisq(stat, df, lower.tail = FALSE, log.p = TRUE) / ln10)
surv_case <- function(case, time, event, x, ties = "efron", stratum = NULL, cluster = NULL, weight = NULL,
                      offset = NULL, tested = NULL, zph = TRUE, infinite = NULL) {
  x <- as.matrix(x); p <- ncol(x)
  fields(case, time = time, event = event, x = x, columns = p, ties = as.numeric(ties == "breslow"))
  for (v in c("stratum", "cluster", "weight", "offset")) if (!is.null(get(v))) field(case, v, get(v))
  d <- data.frame(time = time, event = event, x = I(x))
  n <- nrow(d)
  d$s <- if (is.null(stratum)) 1 else stratum
  d$o <- if (is.null(offset)) 0 else offset
  d$w <- if (is.null(weight)) 1 else weight
  d$id <- if (is.null(cluster)) seq_len(n) else cluster
  d <- d[complete.cases(time, event, x, d$s, d$o, d$w, d$id), ]
  fit <- function(columns, init = NULL, iter = 60) {
    d$x <- unclass(d$x)[, columns, drop = FALSE]
    args <- list(Surv(time, event) ~ x + strata(s) + offset(o), data = d, weights = d$w, ties = ties, x = TRUE,
                 control = suppressWarnings(coxph.control(eps = 1e-12, iter.max = iter)))
    if (!is.null(init)) args$init <- init
    args$robust <- !is.null(cluster) # coxph's own choice at fractional weights is TRUE
    if (!is.null(cluster)) args$cluster <- d$id
    if (length(columns) == 0) args[[1]] <- Surv(time, event) ~ strata(s) + offset(o)
    suppressWarnings(do.call(coxph, args))
  }
  f <- fit(seq_len(p))
  b <- coef(f); alias <- is.na(b); alias[infinite] <- FALSE
  again <- fit(seq_len(p), init = ifelse(is.na(b), 0, b))
  b <- coef(again); V <- if (is.null(cluster)) again$var else again$naive.var
  se <- sqrt(diag(V)); se[alias] <- NA
  rse <- sqrt(diag(again$var)); rse[alias] <- NA
  b[infinite] <- sign(coef(fit(seq_len(p), iter = 8))[infinite]) * Inf; se[infinite] <- rse[infinite] <- NA
  z <- b / rse
  fields(case, n = c(f$n, f$nevent), coefficient = b, se = se, z = z, log10_p = (log(2) + pnorm(-abs(z), log.p = TRUE)) / ln10,
         loglik = c(f$loglik[1], again$loglik[2]), hazard_ratio = exp(b),
         ci_low = exp(b - qnorm(.975) * rse), ci_high = exp(b + qnorm(.975) * rse))
  if (!is.null(cluster)) {
    # rscore leaves the offset out of the linear predictor, so it is taken from the residuals at coefficients 0.
    at0 <- residuals(fit(seq_len(p), init = rep(0, p), iter = 0), "score", collapse = d$id, weighted = TRUE)
    u <- colSums(as.matrix(at0)); rscore <- drop(u %*% solve(crossprod(as.matrix(at0)), u))
    if (is.null(offset)) stopifnot(abs(rscore - f$rscore) < 1e-10 * rscore)
    fields(case, robust_se = rse, robust_score = chi(rscore, sum(!alias)))
  }
  keep <- which(!alias)
  if (length(keep)) {
    fields(case, lr = chi(2 * diff(c(f$loglik[1], again$loglik[2])), sum(!alias)), score = chi(f$score, sum(!alias)))
    bk <- b[keep]; if (is.null(infinite)) wald <- drop(bk %*% solve(again$var[keep, keep, drop = FALSE], bk, tol = 1e-300))
    if (is.null(infinite)) field(case, "wald", chi(wald, length(keep)))
  }
  if (zph && length(keep)) {
    t <- cox.zph(again, terms = FALSE)$table
    field(case, "zph", t[, "chisq"]); field(case, "zph_p", t[, "p"])
  }
  if (!is.null(tested)) {
    rest <- setdiff(seq_len(p), tested)
    null <- fit(rest)
    if (length(rest)) null <- fit(rest, init = ifelse(is.na(coef(null)), 0, coef(null)))
    start <- rep(0, p); if (length(rest)) start[rest] <- ifelse(is.na(coef(null)), 0, coef(null))
    df <- sum(!alias) - (if (length(rest)) sum(!is.na(coef(null))) else 0)
    ll0 <- null$loglik[length(null$loglik)]
    fields(case, tested = tested - 1, test_lr = chi(2 * (again$loglik[2] - ll0), df),
           test_score = chi(fit(seq_len(p), init = start, iter = 0)$score, df))
    k <- intersect(tested, keep)
    if (length(k) && !any(k %in% infinite)) field(case, "test_wald", chi(drop(b[k] %*% solve(again$var[k, k, drop = FALSE], b[k], tol = 1e-300)), length(k)))
  }
}
n <- 90
x <- round(cbind(rnorm(n), rbinom(n, 1, .4), rnorm(n, 50, 9)), 3)
eta <- .6 * x[, 1] - .5 * x[, 2] + .02 * x[, 3]
time <- round(rexp(n, exp(eta) / 30), 4); cens <- round(runif(n, 2, 40), 4)
event <- as.numeric(time <= cens); time <- pmin(time, cens)
tied <- ceiling(time)
s <- sample(0:2, n, TRUE); id <- rep(0:29, 3); w <- round(runif(n, .3, 3), 2); o <- round(rnorm(n, 0, .4), 3)
surv_case("plain", time, event, x, tested = 3)
for (t in c("efron", "breslow")) {
  surv_case(paste0("tied_", t), tied, event, x, t, tested = c(1, 3))
  surv_case(paste0("strata_", t), tied, event, x, t, stratum = s, tested = 2)
  surv_case(paste0("weights_", t), tied, event, x, t, weight = w, tested = 1)
  surv_case(paste0("offset_", t), tied, event, x, t, offset = o, tested = 1)
  surv_case(paste0("cluster_", t), tied, event, x, t, cluster = id, tested = c(1, 2))
  surv_case(paste0("all_", t), tied, event, x, t, s, id, w, o, tested = 3)
}
holes <- function(v, k) { v[sample(length(v), k)] <- NA; v }
surv_case("gaps", holes(tied, 5), holes(event, 4), matrix(holes(x, 9), n), stratum = holes(s, 3), tested = 1)
surv_case("aliased", time, event, cbind(x[, 1], 2 * x[, 1] + 1, 7, x[, 3], x[, 1] - x[, 3]))
surv_case("stratum_constant", time, event, cbind(x[, 1], s), stratum = s, tested = 1)
surv_case("scales", time * 1e3, event, cbind(x[, 1] * 1e-90, x[, 3] * 1e6, 1e5 + x[, 1] * x[, 2]), zph = FALSE)
surv_case("near_ties", time + ifelse(seq_len(n) %% 2, 1e-10, 0) + round(time) - time, event, x, tested = 1)
surv_case("zero_times", pmax(time - 8, 0), event, x, tested = 1)
surv_case("all_tied", rep(3, n), event, x, tested = 2, zph = FALSE)
surv_case("all_tied_breslow", rep(3, n), event, x, "breslow", tested = 2, zph = FALSE)
surv_case("all_events", time, rep(1, n), x, tested = 1)
surv_case("one_event", time, as.numeric(seq_len(n) == which(order(time) == 1)[1] | seq_len(n) == order(time)[9]), x[, 2:3], zph = FALSE, infinite = 1)
surv_case("two_cases", c(2, 5), c(1, 1), c(0.3, 0.9), zph = FALSE, infinite = 1)
surv_case("small", c(4, 3, 1, 1, 2, 2, 3), c(1, 1, 1, 0, 1, 1, 0), c(0, 2, 1, 1, 1, 0, 0), stratum = c(0, 0, 0, 0, 1, 1, 1))
surv_case("veteran", veteran$time, veteran$status, cbind(veteran$karno, veteran$age, veteran$trt == 2, veteran$celltype == "large"), tested = 4)
surv_case("lung", lung$time, lung$status - 1, cbind(lung$ph.ecog, lung$sex, lung$ph.karno), stratum = lung$inst, tested = c(1, 3))
# p far below 1e-300
m <- 4000; far <- round(rnorm(m), 2); ft <- rexp(m, exp(3 * far))
surv_case("far", round(ft, 6), rep(1, m), far, zph = FALSE)
# Monotone: the event always has the largest x at risk; beside a column that is not.
surv_case("monotone", c(1, 2, 3, 4, 5, 6, 7, 8), c(1, 1, 0, 1, 0, 1, 0, 1), 8:1, tested = 1, zph = FALSE, infinite = 1)
g <- rep(0:1, c(12, n - 12))
surv_case("no_event_in_group", time, ifelse(g == 0, 0, event), cbind(g, x[, 1]), tested = 1, zph = FALSE, infinite = 1)

# The screen: every feature with the covariates; own complete cases.
q <- 9; f <- round(matrix(rnorm(n * q), n) + outer(eta, rnorm(q, 0, .3)), 3)
f[, 3] <- 5; f[, 4] <- x[, 1] * 2; f[c(3, 9, 40), 5] <- NA; f[c(3, 9, 40), 6] <- NA; f[20:70, 7] <- NA; f[, 8] <- round(f[, 8])
f[, 9] <- as.numeric(seq_len(n) == which.min(time))
for (kind in c("alone", "covariates", "strata")) for (ties in c("efron", "breslow")) {
  z <- if (kind == "alone") x[, 0] else x[, 1:2]
  st <- if (kind == "strata") s else rep(0, n)
  wt <- if (kind == "strata") w else rep(1, n)
  case <- paste0("screen_", kind, "_", ties)
  fields(case, time = tied, event = event, features = f, feature_columns = q, z = z, columns = ncol(z), stratum = st, weight = wt, ties = as.numeric(ties == "breslow"))
  out <- sapply(seq_len(q), function(j) {
    k <- complete.cases(f[, j]); d <- data.frame(t = tied, e = event, s = st)[k, ]; y <- f[k, j]; zz <- z[k, , drop = FALSE]; ww <- wt[k]
    run <- function(m, init = NULL, iter = 60) {
      args <- list(if (ncol(m)) Surv(t, e) ~ m + strata(s) else Surv(t, e) ~ strata(s), data = d, weights = ww, ties = ties, robust = FALSE,
                   control = suppressWarnings(coxph.control(eps = 1e-12, iter.max = iter)))
      if (!is.null(init)) args$init <- init
      suppressWarnings(do.call(coxph, args))
    }
    null <- run(zz); b0 <- if (ncol(zz)) coef(null) else numeric()
    if (ncol(zz)) { null <- run(zz, b0); b0 <- coef(null) }
    both <- cbind(zz, y); full <- run(both)
    if (anyNA(coef(full))) return(c(sum(k), rep(NA, 9)))
    score <- run(both, c(b0, 0), 0)$score
    full <- run(both, coef(full)); b <- tail(coef(full), 1); se <- sqrt(tail(diag(full$var), 1))
    c(sum(k), score, pchisq(score, 1, lower.tail = FALSE), b, se, (b / se)^2, pchisq((b / se)^2, 1, lower.tail = FALSE), exp(b + c(-1, 1) * qnorm(.975) * se),
      2 * (full$loglik[2] - tail(null$loglik, 1)))
  })
  for (r in seq_len(10)) field(case, c("n", "score", "score_p", "coefficient", "se", "wald", "wald_p", "low", "high", "lr")[r], out[r, ])
}
save_cases("cox", "survival")
