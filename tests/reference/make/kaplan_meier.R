# Kaplan–Meier curves, their quantiles and landmarks, restricted means. Rscript tests/reference/make/kaplan_meier.R
# Restricted means: survRM2 is not in Debian; area and Greenwood variance by the formula of Royston & Parmar (BMC Med Res
# Methodol 2013, 13:152, §2.1) and Uno et al. (J Clin Oncol 2014, 32:2380), written out on survfit's curve.
source("tests/reference/make/cases.R")
suppressMessages(library(survival))
set.seed(505)
probs <- c(.1, .25, .5, .75)
rmean <- function(f, tau) {
  k <- f$time <= tau; t <- c(0, f$time[k], tau); s <- c(1, f$surv[k])
  area <- diff(t) * s; d <- f$n.event[k]; r <- f$n.risk[k]
  behind <- rev(cumsum(rev(area)))[-1]
  se <- sqrt(sum(ifelse(r > d, behind^2 * d / (r * (r - d)), 0)))
  c(sum(area), se, sum(area) - qnorm(.975) * se, sum(area) + qnorm(.975) * se)
}
# marks: landmark times; tau: horizons (the first is the default where NULL)
km_case <- function(case, time, event, group = rep(0, length(time)), entry = NULL, marks, tau = NULL) {
  k <- max(group, na.rm = TRUE) + 1
  fields(case, time = time, event = event, group = group, groups = k)
  if (!is.null(entry)) field(case, "entry", entry)
  g <- factor(group, levels = 0:(k - 1))
  y <- if (is.null(entry)) Surv(time, event) else Surv(entry, time, event)
  fit <- function(type) {
    f <- if (k > 1) survfit(y ~ g, conf.type = type) else survfit(y ~ 1, conf.type = type)
    keep <- table(g[complete.cases(time, event, g)]) > 0
    lapply(seq_len(k), function(i) if (!keep[i]) NULL else if (k == 1) f else f[sum(keep[1:i])])
  }
  all <- list(log = fit("log"), log_log = fit("log-log"), plain = fit("plain"))
  last <- sapply(all$log, function(f) if (is.null(f)) NA else max(f$time))
  field(case, "marks", marks)
  if (is.null(tau)) tau <- min(last, na.rm = TRUE)
  field(case, "tau", tau)
  field(case, "follow_up", min(last, na.rm = TRUE))
  for (i in seq_len(k)) {
    f <- all$log[[i]]; if (is.null(f)) next
    at <- function(name) paste0(name, i - 1)
    field(case, at("n"), c(f$n, sum(f$n.event)))
    field(case, at("curve_time"), f$time); field(case, at("at_risk"), f$n.risk); field(case, at("events"), f$n.event)
    field(case, at("censored"), f$n.censor); field(case, at("survival"), f$surv); field(case, at("se_log"), f$std.err)
    for (type in names(all)) {
      f <- all[[type]][[i]]
      field(case, at(paste0(type, "_low")), f$lower); field(case, at(paste0(type, "_high")), f$upper)
      q <- quantile(f, probs)
      field(case, at(paste0(type, "_quantiles")), c(q$quantile, q$lower, q$upper))
      s <- summary(f, marks, extend = TRUE)
      beyond <- marks > max(f$time) & tail(f$surv, 1) > 0
      gone <- function(v) ifelse(beyond, NA, v)
      field(case, at(paste0(type, "_marks")), c(s$n.risk, gone(s$surv), gone(s$lower), gone(s$upper)))
    }
    for (t in tau) if (t <= last[i] || tail(f$surv, 1) == 0) field(case, paste0("rmst", i - 1, "_", which(tau == t)), rmean(all$log[[i]], t))
  }
  m <- sapply(all$log, function(f) if (is.null(f)) rep(NA, 4) else rmean(f, tau[1])); known <- which(!is.na(m[1, ]))
  if (length(known) > 1) {
    a <- m[, known[1]]; b <- m[, known[2]]
    z <- (b[1] - a[1]) / sqrt(a[2]^2 + b[2]^2); se <- sqrt(a[2]^2 + b[2]^2)
    lse <- sqrt((a[2] / a[1])^2 + (b[2] / b[1])^2); l <- log(b[1] / a[1])
    two <- function(z) c(z, 2 * pnorm(-abs(z)), (log(2) + pnorm(-abs(z), log.p = TRUE)) / log(10))
    if (se > 0) {
      field(case, "difference", c(b[1] - a[1], b[1] - a[1] - qnorm(.975) * se, b[1] - a[1] + qnorm(.975) * se, two(z)))
      field(case, "ratio", c(exp(l), exp(l - qnorm(.975) * lse), exp(l + qnorm(.975) * lse), two(l / lse)))
    }
    if (all(m[2, known] > 0)) {
      # Wald: differences to the first mean against their covariance
      q <- length(known); C <- cbind(-1, diag(q - 1)); V <- diag(m[2, known]^2, q); d <- C %*% m[1, known]
      chi <- drop(t(d) %*% solve(C %*% V %*% t(C), d))
      field(case, "equal", c(chi, q - 1, pchisq(chi, q - 1, lower.tail = FALSE), pchisq(chi, q - 1, lower.tail = FALSE, log.p = TRUE) / log(10)))
    }
  }
}
n <- 70
g <- sample(0:2, n, TRUE)
time <- round(rexp(n, c(.03, .05, .09)[g + 1]), 3); cens <- round(runif(n, 3, 60), 3)
event <- as.numeric(time <= cens); time <- pmin(time, cens)
km_case("plain", time, event, g, marks = c(0, 5, 12, 24, 59))
km_case("one_group", time, event, marks = c(5, 12, 24))
km_case("tied", ceiling(time / 4), event, g, marks = c(0, 1, 3, 6), tau = c(4, 2.5))
km_case("aml", aml$time, aml$status, as.numeric(aml$x) - 1, marks = c(6, 12, 24, 48, 200))
km_case("veteran", veteran$time, veteran$status, as.numeric(veteran$celltype) - 1, marks = c(30, 100, 400), tau = c(200, 100))
km_case("lung", lung$time, lung$status - 1, lung$ph.ecog, marks = c(100, 365))
holes <- function(v, k) { v[sample(length(v), k)] <- NA; v }
km_case("gaps", holes(time, 5), holes(event, 4), holes(g, 6), marks = c(5, 12))
km_case("zero_times", pmax(round(time) - 9, 0), event, g, marks = c(0, 5, 20))
km_case("all_events", time, rep(1, n), g, marks = c(5, 12, 80))
km_case("all_censored", time, rep(0, n), g, marks = c(5, 12))
km_case("one_group_censored", time, ifelse(g == 1, 0, event), g, marks = c(5, 12))
km_case("event_and_censored", c(2, 2, 3, 3, 3, 5, 5, 6), c(1, 0, 1, 0, 1, 0, 1, 0), marks = c(2, 3, 5))
km_case("one_case", 4, 1, marks = c(1, 4))
km_case("one_censored", 4, 0, marks = c(1, 4))
km_case("level_at_half", c(1, 2, 3, 4, 5, 6), c(1, 1, 1, 0, 1, 1), marks = 3)
km_case("level_to_the_end", c(1, 2, 3, 4, 5, 6), c(1, 1, 1, 0, 0, 0), marks = 3)
km_case("group_without_cases", time, event, ifelse(g == 1, 0, g), marks = 5)
km_case("near_ties", round(time) + ifelse(seq_len(n) %% 2, 1e-10, 0) + 1, event, g, marks = c(5, 12))
km_case("days", time * 30.4375 * 1e4, event, g, marks = c(1e6, 4e6))
entry <- round(time * runif(n, 0, .8), 3) * rbinom(n, 1, .6)
entry <- ifelse(entry >= time, 0, entry); late <- time > 0
km_case("entries", time[late], event[late], g[late], entry[late], marks = c(5, 12, 24))
km_case("entries_tied", ceiling(time[late]) + 1, event[late], g[late], floor(entry[late]), marks = c(5, 12, 24))
far <- c(seq_len(300), 2000 + seq_len(300))
km_case("far_apart", far, rep(1, 600), rep(0:1, each = 300), marks = 200, tau = 2200)
save_cases("kaplan_meier", "survival")
