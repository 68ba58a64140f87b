# Proportional hazards of cases that enter late, and residuals. Rscript tests/reference/make/cox_late.R
# Run to convergence as cox.R does.
source("tests/reference/make/cases.R")
suppressMessages({library(survival); library(splines)})
set.seed(909)
ln10 <- log(10)
chi <- function(stat, df) c(stat, df, pchisq(stat, df, lower.tail = FALSE), pchisq(stat, df, lower.tail = FALSE, log.p = TRUE) / ln10)
late_case <- function(case, time, event, x, entry = NULL, ties = "efron", stratum = NULL, cluster = NULL, weight = NULL, offset = NULL,
                      tested = NULL, residuals = TRUE) {
  x <- as.matrix(x); p <- ncol(x); n <- length(time)
  fields(case, time = time, event = event, x = x, columns = p, ties = as.numeric(ties == "breslow"))
  for (v in c("entry", "stratum", "cluster", "weight", "offset")) if (!is.null(get(v))) field(case, v, get(v))
  d <- data.frame(time = time, event = event, entry = if (is.null(entry)) -1 else entry)
  d$s <- if (is.null(stratum)) 1 else stratum
  d$o <- if (is.null(offset)) 0 else offset
  d$w <- if (is.null(weight)) 1 else weight
  d$id <- if (is.null(cluster)) seq_len(n) else cluster
  fit <- function(columns, init = NULL, iter = 60) {
    d$x <- x[, columns, drop = FALSE]
    y <- if (is.null(entry)) "Surv(time, event)" else "Surv(entry, time, event)"
    rhs <- c(if (length(columns)) "x", if (!is.null(stratum)) "strata(s)", "offset(o)")
    args <- list(as.formula(paste(y, "~", paste(rhs, collapse = "+"))), data = d, weights = d$w, ties = ties, x = TRUE,
                 control = suppressWarnings(coxph.control(eps = 1e-12, iter.max = iter)))
    if (!is.null(init)) args$init <- init
    args$robust <- !is.null(cluster)
    if (!is.null(cluster)) args$cluster <- d$id
    suppressWarnings(do.call(coxph, args))
  }
  f <- fit(seq_len(p)); again <- fit(seq_len(p), init = coef(f)); b <- coef(again)
  V <- if (is.null(cluster)) again$var else again$naive.var
  se <- sqrt(diag(V)); rse <- sqrt(diag(again$var)); z <- b / rse
  fields(case, n = c(f$n, f$nevent), coefficient = b, se = se, z = z, log10_p = (log(2) + pnorm(-abs(z), log.p = TRUE)) / ln10,
         loglik = c(f$loglik[1], again$loglik[2]), hazard_ratio = exp(b), ci_low = exp(b - qnorm(.975) * rse), ci_high = exp(b + qnorm(.975) * rse),
         lr = chi(2 * diff(c(f$loglik[1], again$loglik[2])), p), score = chi(f$score, p), wald = chi(drop(b %*% solve(again$var, b)), p))
  if (!is.null(cluster)) field(case, "robust_se", rse)
  zph <- cox.zph(again, terms = FALSE)
  field(case, "zph", zph$table[, "chisq"]); field(case, "zph_p", zph$table[, "p"])
  if (!is.null(tested)) {
    rest <- setdiff(seq_len(p), tested); null <- fit(rest, init = coef(fit(rest)))
    start <- rep(0, p); start[rest] <- coef(null)
    fields(case, tested = tested - 1, test_lr = chi(2 * (again$loglik[2] - null$loglik[2]), length(tested)), test_score = chi(fit(seq_len(p), init = start, iter = 0)$score, length(tested)))
  }
  if (!residuals) return(invisible())
  r <- function(type) unname(as.matrix(residuals(again, type)))
  fields(case, martingale = r("martingale"), deviance = r("deviance"), score_residual = r("score"), dfbeta = r("dfbeta"), dfbetas = r("dfbetas"))
  # zph's order is by stratum and time, ties as it has them: here as in the data.
  ev <- which(event == 1); at <- ev[order(d$s[ev], time[ev], ev)]
  raw <- r("schoenfeld"); y <- as.matrix(zph$y)
  if (!is.null(entry)) stopifnot(all(sort(zph$time) == sort(time[ev])))
  # Its rows again in that order, told apart by the raw residual: x less the mean at the time, and y is linear in it.
  key <- function(t, v) paste(t, signif(v, 9))
  scho <- residuals(again, "schoenfeld"); st <- if (is.null(stratum)) NULL else rep(names(attr(scho, "strata")), attr(scho, "strata"))
  scho <- as.matrix(scho)
  fields(case, events = at - 1, event_time = time[at])
  # Raw residuals: the row of an event is x minus the mean of its time and stratum.
  mean_at <- function(i) { same <- which(event == 1 & time == time[i] & d$s == d$s[i]); rows <- which(abs(as.numeric(rownames(scho)) - time[i]) < 1e-9 & (if (is.null(st)) TRUE else st == paste0("s=", d$s[i]) | st == d$s[i]))
    (colSums(x[same, , drop = FALSE]) - colSums(scho[rows, , drop = FALSE])) / length(same) }
  own <- t(sapply(at, function(i) x[i, ] - mean_at(i))); if (p == 1) own <- t(own)
  field(case, "schoenfeld", own)
  scaled <- matrix(NA, length(at), p); gx <- numeric(length(at))
  for (i in seq_along(at)) {
    # The row of zph of this event: same time and stratum, and the same residual.
    rows <- which(zph$time == time[at[i]] & (if (is.null(stratum)) TRUE else as.character(zph$strata) %in% c(paste0("s=", d$s[at[i]]), d$s[at[i]])))
    same <- at[time[at] == time[at[i]] & d$s[at] == d$s[at[i]]]
    # y = coefficient + residual V: ties differ by their x only, so each is its mean plus a linear map of x.
    gx[i] <- zph$x[rows[1]]
    if (length(rows) == 1) scaled[i, ] <- y[rows, ]
  }
  field(case, "scale", gx); field(case, "scaled", scaled)
  if (all(!is.na(scaled))) {
    B <- cbind(1, ns(gx, df = 3)); q <- qr(B); var_map <- diag(zph$var)
    XtX <- chol2inv(qr.R(q)); s <- sapply(seq_len(p), function(j) B %*% qr.coef(q, scaled[, j]))
    half <- sapply(seq_len(p), function(j) qnorm(.975) * sqrt(var_map[j] * rowSums((B[, q$pivot] %*% XtX) * B[, q$pivot])))
    fields(case, smooth = s, smooth_low = s - half, smooth_high = s + half)
  }
}
n <- 90
x <- round(cbind(rnorm(n), rbinom(n, 1, .4), rnorm(n, 50, 9)), 3)
eta <- .6 * x[, 1] - .5 * x[, 2] + .02 * x[, 3]
time <- round(rexp(n, exp(eta) / 30), 4) + .05; cens <- round(runif(n, 2, 40), 4)
event <- as.numeric(time <= cens); time <- pmin(time, cens)
entry <- round(time * runif(n, 0, .8), 3); entry[1:20] <- 0
tied <- ceiling(time); whole <- pmin(floor(entry), tied - 1)
s <- sample(0:2, n, TRUE); id <- rep(0:29, 3); w <- round(runif(n, .3, 3), 2); o <- round(rnorm(n, 0, .4), 3)
late_case("plain", time, event, x)
late_case("late_plain", time, event, x, entry, tested = 3)
for (t in c("efron", "breslow")) {
  late_case(paste0("tied_", t), tied, event, x, NULL, t)
  late_case(paste0("late_", t), tied, event, x, whole, t, tested = c(1, 3))
  late_case(paste0("strata_", t), tied, event, x, NULL, t, stratum = s)
  late_case(paste0("late_strata_", t), tied, event, x, whole, t, stratum = s, tested = 2)
  late_case(paste0("late_cluster_", t), tied, event, x, whole, t, cluster = id)
  late_case(paste0("late_all_", t), tied, event, x, whole, t, s, id, w, o)
  late_case(paste0("weights_", t), tied, event, x, NULL, t, weight = w)
}
# A case whose risk is ten thousand times the others' leaves: what stays must not be its rounding.
heavy <- x[, 1]; heavy[3] <- 9; keep_time <- time; keep_time[3] <- max(time) + 1; he <- event; he[3] <- 1; hentry <- entry; hentry[3] <- max(time[event == 1]) - .01
late_case("late_heavy", keep_time, he, heavy, hentry, residuals = FALSE)
late_case("one_column", time, event, x[, 1])
late_case("stratum_constant", time, event, cbind(x[, 1], ifelse(s == 0, 0, x[, 3])), stratum = s)
save_cases("cox_late", "survival")
