# Maximally selected log-rank statistics. Rscript tests/reference/make/maximal_log_rank.R
source("tests/reference/make/cases.R")
suppressMessages({ library(survival); library(maxstat) })
set.seed(707)
ln10 <- log(10)
cut_case <- function(case, time, event, x, low = .1, high = .9, enumerate = FALSE, every = TRUE) {
  fields(case, time = time, event = event, x = x, shares = c(low, high))
  d <- data.frame(time, event, x)[complete.cases(time, event, x), ]
  run <- function(p) maxstat.test(Surv(time, event) ~ x, data = d, smethod = "LogRank", pmethod = p, minprop = low, maxprop = high)
  m <- run("Lau92")
  scores <- exactRankTests::cscores(Surv(d$time, d$event), type = "LogRank"); attr(scores, "scores") <- NULL
  if (every) field(case, "scores", scores)
  below <- sapply(m$cuts, function(v) sum(d$x <= v))
  b <- unname(m$statistic)
  L <- log(high * (1 - low) / ((1 - high) * low))
  ln <- if (b < 1) 0 else min(0, dnorm(b, log = TRUE) + log(4 / b + (b - 1 / b) * L))
  stopifnot(b < 1 || abs(exp(dnorm(b, log = TRUE) + log(4 / b + (b - 1 / b) * L)) - m$p.value) < 1e-12)
  fields(case, statistic = b, cut = m$estimate, size = c(sum(d$x <= m$estimate), sum(d$x > m$estimate)), p = c(exp(ln), ln / ln10))
  if (every) fields(case, cuts = m$cuts, stats = m$stats)
  t <- if (length(below) > 1) sqrt(1 - head(below, -1) * (nrow(d) - below[-1]) / ((nrow(d) - head(below, -1)) * below[-1])) else 0
  if (sum(t - (b^2 / 4 - 1) * t^3 / 6) >= 0) field(case, "p_improved", min(1, run("Lau94")$p.value))
  if (enumerate) {
    # every order of the scores; extremes to a rounding
    y <- scores[order(d$x)]; n <- length(y); y <- round(y, 12); codes <- match(y, sort(unique(y)))
    perms <- function(v) if (length(v) == 1) list(v) else unlist(lapply(seq_along(v), function(i) lapply(perms(v[-i]), function(p) c(v[i], p))), FALSE)
    all <- unique(do.call(rbind, perms(codes)))
    values <- sort(unique(y)); E <- below / n * sum(y); V <- below * (n - below) / (n^2 * (n - 1)) * (n * sum(y^2) - sum(y)^2)
    M <- apply(all, 1, function(p) max(abs((cumsum(values[p])[below] - E) / sqrt(V))))
    field(case, "complete", c(sum(M >= b - 1e-12 * max(b, 1)), nrow(all)))
  }
}
n <- 80
x <- round(rnorm(n), 3)
time <- round(rexp(n, .04 * exp(.9 * (x > .4))), 3) + .001; cens <- round(runif(n, 3, 60), 3)
event <- as.numeric(time <= cens); time <- pmin(time, cens)
cut_case("plain", time, event, x)
cut_case("tied_times", ceiling(time / 4), event, x)
cut_case("tied_numbers", time, event, round(x))
cut_case("tied_both", ceiling(time / 4), event, round(x * 2))
cut_case("shares", time, event, x, .25, .75)
cut_case("wide", time, event, x, .02, .95)
cut_case("no_effect", time, event, sample(x))
holes <- function(v, k) { v[sample(length(v), k)] <- NA; v }
cut_case("gaps", holes(time, 4), holes(event, 3), holes(x, 6))
cut_case("zero_times", pmax(round(time) - 9, 0), event, x)
cut_case("binary", time, event, as.numeric(x > .2))
cut_case("units", time * 1e3, event, x * 1e90)
cut_case("lung", lung$time, lung$status - 1, lung$age)
cut_case("tenths", time[1:30], event[1:30], x[1:30])
cut_case("small", c(4, 3, 1, 1, 2, 6, 3), c(1, 1, 1, 0, 1, 1, 0), c(.3, 1, .2, 5, 2, 3, 4), enumerate = TRUE)
cut_case("small_tied", c(4, 3, 1, 1, 2, 2, 3), c(1, 1, 1, 0, 1, 1, 0), c(1, 1, 2, 5, 2, 3, 3), .2, .8, enumerate = TRUE)
far <- 1:6000
cut_case("far", far, rep(1, 6000), -far, every = FALSE)
save_cases("maximal_log_rank", c("survival", "maxstat", "exactRankTests"))
