# Harrell's and Uno's C. Rscript tests/reference/make/concordance.R
# A high score speaks for an early event (reverse = TRUE). Two scores of the same cases: coxph() held at coefficient 1,
# so that its linear predictor is the score.
source("tests/reference/make/cases.R")
suppressMessages(library(survival))
set.seed(909)
log10p <- function(z) (log(2) + pnorm(-abs(z), log.p = TRUE)) / log(10)
c_case <- function(case, time, event, x, y = NULL, stratum = NULL, cluster = NULL, tau = NULL) {
  fields(case, time = time, event = event, x = x)
  for (v in c("y", "stratum", "cluster", "tau")) if (!is.null(get(v))) field(case, v, get(v))
  n <- length(time)
  d <- data.frame(time, event, x, y = if (is.null(y)) NA else y, s = if (is.null(stratum)) 1 else stratum,
                  id = if (is.null(cluster)) seq_len(n) else cluster)
  d <- d[complete.cases(d[, c("time", "event", "x", "s", "id")]) & (is.null(y) | !is.na(d$y)), ]
  for (weights in c("n", "n/G2")) {
    args <- list(timewt = weights, keepstrata = TRUE)
    if (!is.null(tau)) args$ymax <- tau
    name <- if (weights == "n") "harrell" else "uno"
    f <- do.call(concordance, c(list(Surv(time, event) ~ x + strata(s), data = d, reverse = TRUE, cluster = d$id), args))
    se <- sqrt(f$var); z <- (f$concordance - .5) / se
    counts <- if (is.matrix(f$count)) colSums(f$count) else f$count
    field(case, name, c(nrow(d), sum(counts[1:3]), f$concordance, se, z, log10p(z)))
    if (!is.null(y)) {
      hold <- function(v) { d$v <- d[[v]]; coxph(Surv(time, event) ~ v + strata(s), data = d, init = 1, iter.max = 0) }
      g <- do.call(concordance, c(list(hold("x"), hold("y"), cluster = d$id), args))
      delta <- g$concordance[1] - g$concordance[2]; se <- sqrt(g$var[1, 1] + g$var[2, 2] - 2 * g$var[1, 2])
      field(case, paste0(name, "_difference"), c(delta, se, delta / se, log10p(delta / se)))
    }
  }
}
n <- 120
x <- round(rnorm(n), 3); y <- round(.5 * x + rnorm(n), 1)
time <- round(rexp(n, exp(.7 * x + .3 * y) / 20), 4); cens <- round(runif(n, 2, 40), 4)
event <- as.numeric(time <= cens); time <- pmin(time, cens)
tied <- ceiling(time / 2); s <- sample(0:2, n, TRUE); id <- rep(0:39, 3)
holes <- function(v, k) { v[sample(length(v), k)] <- NA; v }
c_case("plain", time, event, x, y)
c_case("tau", time, event, x, y, tau = 12)
c_case("tied", tied, event, round(x), round(y))
c_case("tied_tau", tied, event, round(x, 1), tau = 6)
c_case("tau_at_event", tied, event, x, tau = tied[event == 1][5])
c_case("strata", tied, event, round(x, 1), y, stratum = s)
c_case("strata_tau", tied, event, x, stratum = s, tau = 5)
c_case("cluster", tied, event, x, y, cluster = id)
c_case("both", tied, event, x, stratum = id %% 2, cluster = id)
c_case("gaps", holes(time, 4), holes(event, 3), holes(x, 5), holes(y, 6))
c_case("all_events", time, rep(1, n), x, y)
c_case("against", time, event, -x, y)
c_case("huge", time * 1e6, event, x * 1e200)
c_case("near_ties", time + ifelse(seq_len(n) %% 2, 1e-10, 0) + round(time) - time, event, x, y)
c_case("one_event", time, as.numeric(seq_len(n) == order(time)[9]), x)
c_case("lung", lung$time, lung$status - 1, lung$ph.ecog, lung$age, tau = 365)
c_case("veteran", veteran$time, veteran$status, -veteran$karno, veteran$age, stratum = veteran$trt)
m <- 3000; far <- round(rnorm(m), 3); ft <- rexp(m, exp(2 * far))
c_case("far", round(ft, 6), rep(1, m), far)
# The screen: every feature on its own complete cases.
q <- 6; f <- round(matrix(rnorm(n * q), n) + outer(x, rnorm(q, 0, .4)), 2)
f[c(3, 9, 40), 2] <- NA; f[c(3, 9, 40), 3] <- NA; f[20:60, 4] <- NA; f[, 5] <- round(f[, 5])
fields("screen", time = tied, event = event, features = f, feature_columns = q, tau = 15)
for (weights in c("n", "n/G2")) {
  out <- sapply(seq_len(q), function(j) {
    k <- !is.na(f[, j]); g <- concordance(Surv(tied, event) ~ f[, j], subset = k, reverse = TRUE, timewt = weights, ymax = 15)
    z <- (g$concordance - .5) / sqrt(g$var)
    c(sum(k), g$concordance, sqrt(g$var), 2 * pnorm(-abs(z)))
  })
  for (r in 1:4) field("screen", paste0(if (weights == "n") "harrell_" else "uno_", c("n", "c", "se", "p")[r]), out[r, ])
}
save_cases("concordance", "survival")
