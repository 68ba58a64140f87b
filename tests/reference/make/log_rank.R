# Log-rank tests. Rscript tests/reference/make/log_rank.R
source("tests/reference/make/cases.R")
suppressMessages(library(survival))
set.seed(606)
chi <- function(stat, df) c(stat, df, pchisq(stat, df, lower.tail = FALSE), pchisq(stat, df, lower.tail = FALSE, log.p = TRUE) / log(10))
ratio <- function(time, event, group, stratum, y = Surv(time, event)) {
  fit <- function(init = NULL) {
    args <- list(y ~ group + strata(stratum), init = init, control = coxph.control(eps = 1e-12, iter.max = 60))
    suppressWarnings(do.call(coxph, args[!sapply(args, is.null)]))
  }
  f <- fit(fit(coef(fit()))$coefficients); b <- unname(coef(f)); se <- sqrt(drop(f$var))
  exp(c(b, b - qnorm(.975) * se, b + qnorm(.975) * se))
}
rank_case <- function(case, time, event, group, stratum = NULL, scores = NULL, rho = c(0, 1), hazard = TRUE, pairs = TRUE) {
  k <- max(group, na.rm = TRUE) + 1
  fields(case, time = time, event = event, group = group, groups = k)
  if (!is.null(stratum)) field(case, "stratum", stratum)
  if (!is.null(scores)) field(case, "scores", scores)
  st <- if (is.null(stratum)) rep(0, length(time)) else stratum
  d <- data.frame(time, event, group, st)[complete.cases(time, event, group, st), ]
  d$g <- factor(d$group, levels = 0:(k - 1))[drop = FALSE]
  used <- which(table(d$g) > 0)
  for (r in rho) {
    s <- survdiff(Surv(time, event) ~ group + strata(st), d, rho = r)
    O <- rowSums(as.matrix(s$obs)); E <- rowSums(as.matrix(s$exp)); df <- sum(E > 0) - 1
    name <- function(f) if (r == 0) f else paste0(f, "_peto")
    field(case, name("test"), chi(s$chisq, df))
    o <- e <- rep(0, k); o[used] <- O; e[used] <- E; V <- matrix(0, k, k); V[used, used] <- s$var
    field(case, name("observed"), o); field(case, name("expected"), e); field(case, name("variance"), V)
    w <- if (is.null(scores)) seq_len(k) else scores
    w <- w - mean(w) # large scores lose the digits of their differences
    if (k > 2) field(case, name("trend"), chi(sum(w * (o - e))^2 / drop(w %*% V %*% w), 1))
    if (length(used) > 2 && pairs) {
      p <- combn(used, 2)
      field(case, name("pairs"), apply(p, 2, function(u) {
        s <- survdiff(Surv(time, event) ~ group + strata(st), d[d$group %in% (u - 1), ], rho = r)
        c(u - 1, s$chisq, s$pvalue)
      }))
      if (r == 0 && hazard) field(case, "pair_ratios", apply(p, 2, function(u) { e <- d[d$group %in% (u - 1), ]; ratio(e$time, e$event, as.numeric(e$group == u[2] - 1), e$st) }))
    }
  }
  if (length(used) == 2 && hazard) field(case, "hazard_ratio", ratio(d$time, d$event, as.numeric(d$group == used[2] - 1), d$st))
}
# Left truncation: survdiff takes none; the score test of the discrete partial likelihood has the same mean and variance.
entry_case <- function(case, entry, time, event, group, stratum = rep(0, length(time))) {
  fields(case, time = time, event = event, group = group, groups = max(group) + 1, entry = entry, stratum = stratum)
  f <- suppressWarnings(coxph(Surv(entry, time, event) ~ factor(group) + strata(stratum), ties = "exact", iter.max = 0))
  field(case, "entry_test", chi(f$score, max(group)))
  if (max(group) == 1) field(case, "entry_ratio", ratio(time, event, group, stratum, Surv(entry, time, event)))
}
n <- 90
g <- sample(0:2, n, TRUE); s <- sample(0:3, n, TRUE)
time <- round(rexp(n, c(.03, .05, .08)[g + 1] * c(.5, 1, 1.5, 2)[s + 1]), 3) + .002; cens <- round(runif(n, 3, 60), 3)
event <- as.numeric(time <= cens); time <- pmin(time, cens)
two <- as.numeric(g > 0)
tied <- ceiling(time / 3)
rank_case("two", time, event, two)
rank_case("three", time, event, g)
rank_case("three_tied", tied, event, g, scores = c(0, 1, 5))
rank_case("three_strata", time, event, g, s)
rank_case("tied_strata", tied, event, two, s)
rank_case("far_scores", time, event, g, scores = 1e6 + c(1, 2, 4))
rank_case("aml", aml$time, aml$status, as.numeric(aml$x) - 1)
rank_case("veteran", veteran$time, veteran$status, as.numeric(veteran$celltype) - 1, veteran$trt - 1)
rank_case("lung", lung$time, lung$status - 1, lung$ph.ecog, pairs = FALSE)
holes <- function(v, k) { v[sample(length(v), k)] <- NA; v }
rank_case("gaps", holes(tied, 5), holes(event, 4), holes(g, 6), holes(s, 3))
rank_case("zero_times", pmax(round(time) - 9, 0), event, g)
rank_case("all_events", time, rep(1, n), two)
rank_case("one_event", time, as.numeric(seq_len(n) == order(time)[9]), two, hazard = FALSE)
rank_case("no_event_in_group", time, ifelse(two == 0, 0, event), two, hazard = FALSE)
rank_case("near_ties", round(time) + ifelse(seq_len(n) %% 2, 1e-10, 0) + 1, event, g)
rank_case("group_without_cases", time, event, ifelse(g == 1, 3, g))
rank_case("gone_before_events", c(1, 1, 2, 4, 5, 6, 7, 8), c(0, 0, 0, 1, 1, 0, 1, 1), c(2, 2, 2, 0, 1, 0, 1, 0), hazard = FALSE, pairs = FALSE)
rank_case("small", c(4, 3, 1, 1, 2, 2, 3), c(1, 1, 1, 0, 1, 1, 0), c(0, 0, 1, 1, 1, 0, 0))
rank_case("stratum_of_one_group", time, event, two, ifelse(two == 1 & s == 0, 4, 0))
far <- 1:8000
rank_case("far", far, rep(1, 8000), as.numeric(far > 4000), hazard = FALSE)
entry <- round(time * runif(n, 0, .8), 3) * rbinom(n, 1, .6)
entry_case("entries", entry, time, event, g)
entry_case("entries_tied", floor(entry), ceiling(time) + 1, event, g, s)
entry_case("entries_two", floor(entry), ceiling(time) + 1, event, two)
save_cases("log_rank", "survival")
