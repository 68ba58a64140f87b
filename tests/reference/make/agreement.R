# Agreement of repeats and of readers. Rscript tests/reference/make/agreement.R
# Not in Debian, so written here from the papers: Fleiss' kappa (Fleiss 1971; null error Fleiss, Nee & Landis 1979; interval
# Gwet 2008), the null error of Cohen's kappa (Fleiss, Cohen & Everitt 1969), limits of agreement with intervals (Bland &
# Altman 1999, 2.2), within-subject sd and repeatability coefficient (Raunig et al. 2015).
# Estimates of weighted kappa are those of psych and of vcd, which agree; the error is vcd's, which is that of the paper to
# the last digits; that of psych 2.2.9 is another. Without weights the two agree.
source("tests/reference/make/cases.R")
suppressMessages({ library(psych); library(epiR); library(vcd) })
set.seed(919)
ln10 <- log(10)

# shift: taken away before R's QR decomposition, which loses the digits of an offset (1e-10 of F at 1e6).
icc_case <- function(case, x, level = .95, shift = 0) {
  fields(case, icc_x = x, repeats = ncol(x), level = level)
  full <- x[complete.cases(x), , drop = FALSE] - shift
  r <- suppressWarnings(ICC(full, lmer = FALSE, alpha = 1 - level))$results
  r <- r[c(1, 2, 3, 4, 5, 6), ]
  log_p <- pf(r$F, r$df1, r$df2, lower.tail = FALSE, log.p = TRUE) / ln10
  fields(case, n = nrow(full), icc = r$ICC, f = r$F, df1 = r$df1, df2 = r$df2, log10_p = log_p,
         low = r$`lower bound`, high = r$`upper bound`)
}
repeats <- function(n, k, between, error, offset = 0, digits = 3)
  round(outer(rnorm(n, 10, between), rep(1, k)) + matrix(rnorm(n * k, 0, error), n) + rep(offset * seq_len(k), each = n), digits)
# Shrout & Fleiss 1979, table 2: four judges, six subjects.
shrout <- matrix(c(9, 6, 8, 7, 10, 6, 2, 1, 4, 1, 5, 2, 5, 3, 6, 2, 6, 4, 8, 2, 8, 6, 9, 7), 6)
icc_case("shrout_fleiss", shrout)
icc_case("shrout_fleiss_90", shrout, .9)
icc_case("retest", repeats(31, 2, 3, 1))
icc_case("offset", repeats(25, 3, 3, 1, offset = 2))
icc_case("near_perfect", repeats(40, 2, 3, .01, digits = 6))
icc_case("none", repeats(30, 2, 0, 1))
icc_case("negative", cbind(c(1, 2, 3, 4, 5, 6), c(6, 5, 4, 3.5, 2, 1)))
icc_case("two_subjects", matrix(c(1.2, 3.4, 1.1, 3.9, .8, 3.2), 2))
icc_case("many_repeats", repeats(12, 9, 2, 2, offset = .3))
icc_case("ordinal_ties", matrix(pmin(pmax(round(outer(rnorm(40, 3, 1), rep(1, 3)) + rnorm(120, 0, .6)), 1), 5), 40))
gaps <- repeats(30, 3, 2, 1); gaps[sample(90, 9)] <- NA
icc_case("gaps", gaps)
icc_case("one_repeat_constant", cbind(round(rnorm(20, 5), 3), 5))
icc_case("large_offset", 1e6 + repeats(20, 2, 3, 1), shift = 1e6)
icc_case("huge", 1e150 * repeats(20, 2, 3, 1))
icc_case("tiny", 1e-150 * repeats(20, 2, 3, 1))

ccc_case <- function(case, x, y, level = .95) {
  fields(case, ccc_x = x, ccc_y = y, level = level)
  r <- epi.ccc(x, y, ci = "z-transform", conf.level = level)$rho.c
  fields(case, ccc = unlist(r), n = sum(complete.cases(x, y)))
}
pair <- function(n, error, offset = 0, scale = 1) {
  x <- round(rnorm(n, 20, 4), 3)
  list(x, round(offset + scale * x + rnorm(n, 0, error), 3))
}
# Bland & Altman 1986, table 1: peak flow by two meters, twice each.
wright <- c(494, 395, 516, 434, 476, 557, 413, 442, 650, 433, 417, 656, 267, 478, 178, 423, 427)
wright2 <- c(490, 397, 512, 401, 470, 611, 415, 431, 638, 429, 420, 633, 275, 492, 165, 372, 421)
mini <- c(512, 430, 520, 428, 500, 600, 364, 380, 658, 445, 432, 626, 260, 477, 259, 350, 451)
mini2 <- c(525, 415, 508, 444, 500, 625, 460, 390, 642, 432, 420, 605, 227, 467, 268, 370, 443)
pairs <- list(flow = list(wright, mini), retest = pair(31, 1), shifted = pair(40, 1, 5), scaled = pair(40, 2, 0, 1.3),
              apart = pair(25, 30), opposed = pair(20, 2, 40, -1), three = pair(3, 2), tied = lapply(pair(40, 3), round, -1))
holes <- pair(30, 2); holes[[1]][c(3, 9)] <- NA; holes[[2]][c(9, 17, 21)] <- NA
pairs$gaps <- holes
for (p in names(pairs)) ccc_case(paste0("ccc_", p), pairs[[p]][[1]], pairs[[p]][[2]])
ccc_case("ccc_level", wright, mini, .9)

ba_case <- function(case, x, y, scale, level = .95) {
  fields(case, ba_x = x, ba_y = y, scale = match(scale, c("difference", "percent", "ratio")) - 1, level = level)
  k <- complete.cases(x, y); x <- x[k]; y <- y[k]; n <- length(x)
  m <- (x + y) / 2
  d <- switch(scale, difference = x - y, percent = 100 * (x - y) / m, ratio = log(x) - log(y))
  if (scale == "ratio") m <- sqrt(x * y)
  back <- if (scale == "ratio") exp else identity
  z <- qnorm(.975); t <- qt(.5 + level / 2, n - 1); s <- sd(d)
  bias <- unname(c(mean(d), t.test(d, conf.level = level)$conf.int))
  se <- s * sqrt(1 / n + z^2 / (2 * (n - 1)))
  limits <- mean(d) + c(-1, 1) * z * s
  fields(case, n = n, bias = back(bias), sd = s, lower = back(limits[1] + c(0, -1, 1) * t * se),
         upper = back(limits[2] + c(0, -1, 1) * t * se))
  if (n < 3) return(invisible())
  fit <- lm(d ~ m); ci <- confint(fit, level = level)[2, ]
  fields(case, slope = c(coef(fit)[2], ci, summary(fit)$coefficients[2, 4]))
}
for (p in names(pairs)) for (s in c("difference", "percent", "ratio"))
  if (s != "ratio" || all(unlist(pairs[[p]]) > 0, na.rm = TRUE)) ba_case(paste("ba", p, s, sep = "_"), pairs[[p]][[1]], pairs[[p]][[2]], s)
ba_case("ba_level", wright, mini, "difference", .9)
ba_case("ba_two", c(3, 5), c(2.5, 5.5), "difference")

repeatability_case <- function(case, x, level = .95) {
  fields(case, rc_x = x, repeats = ncol(x), level = level)
  n <- nrow(x); k <- ncol(x); df <- n * (k - 1)
  msw <- function(v) mean(apply(v, 1, var))
  long <- data.frame(v = as.vector(x), s = factor(rep(seq_len(n), k)))
  wsd <- if (n > 1) sqrt(anova(lm(v ~ s, long))[2, 3]) else sqrt(msw(x))
  stopifnot(abs(wsd^2 - msw(x)) < 1e-8 * wsd^2)
  by <- sqrt(df / qchisq(c(.5 + level / 2, .5 - level / 2), df)); c0 <- qnorm(.975) * sqrt(2)
  around <- function(s) c(s, s * by)
  fields(case, n = n, df = df, within_sd = around(wsd), coefficient = around(c0 * wsd))
  if (all(rowMeans(x) > 0)) {
    cv <- sqrt(mean(apply(x, 1, var) / rowMeans(x)^2))
    fields(case, within_cv = around(cv), percent = around(c0 * cv))
  }
  if (all(x > 0)) field(case, "ratio", exp(c(-1, 1) * c0 * sqrt(msw(log(x)))))
}
repeatability_case("rc_flow_wright", cbind(wright, wright2))
repeatability_case("rc_flow_mini", cbind(mini, mini2))
repeatability_case("rc_four", repeats(15, 4, 2, .5))
repeatability_case("rc_negative", repeats(15, 3, 2, .5) - 10)
repeatability_case("rc_one_subject", matrix(c(3.1, 3.4, 2.8, 3.3), 1))
repeatability_case("rc_level", cbind(wright, wright2), .9)

kappa_case <- function(case, a, b, categories, level = .95) {
  fields(case, first = a, second = b, categories = categories, level = level)
  t <- table(factor(a, 0:(categories - 1)), factor(b, 0:(categories - 1)))
  n <- sum(t); p <- unclass(t) / n; r <- rowSums(p); s <- colSums(p)
  off <- abs(outer(1:categories, 1:categories, "-")) / max(categories - 1, 1)
  for (w in c("none", "linear", "quadratic")) {
    W <- switch(w, none = diag(categories), linear = 1 - off, quadratic = 1 - off^2)
    k <- suppressWarnings(cohen.kappa(p * n, w = W, alpha = 1 - level))
    v <- if (w == "none") list(k$kappa, k$var.kappa) else list(k$weighted.kappa, k$var.weighted)
    asy <- suppressWarnings(Kappa(t, weights = if (w == "none") "Equal-Spacing" else W))[[if (w == "none") 1 else 2]]
    stopifnot(abs(asy[1] - v[[1]]) < 1e-12, w != "none" || abs(asy[2]^2 - v[[2]]) < 1e-12)
    v[[2]] <- unname(asy[2])^2
    pc <- sum(W * outer(r, s)); mw <- outer(drop(W %*% s), drop(r %*% W), "+")
    se0 <- sqrt((sum(outer(r, s) * (W - mw)^2) - pc^2) / n) / (1 - pc); z <- v[[1]] / se0
    ci <- v[[1]] + c(-1, 1) * qnorm(.5 + level / 2) * sqrt(v[[2]])
    field(case, w, c(v[[1]], pmin(pmax(ci, -1), 1), sqrt(v[[2]]), se0, z, 2 * pnorm(-abs(z)), sum(W * p), pc))
  }
  field(case, "n", n)
}
scores <- function(n, levels, error) {
  truth <- rnorm(n)
  cut0 <- function(v) as.numeric(cut(v, c(-Inf, qnorm(seq_len(levels - 1) / levels), Inf))) - 1
  list(cut0(truth + rnorm(n, 0, error)), cut0(truth + rnorm(n, 0, error)))
}
s <- scores(80, 4, .5); kappa_case("kappa_ordinal", s[[1]], s[[2]], 4)
s <- scores(60, 2, .5); kappa_case("kappa_binary", s[[1]], s[[2]], 2)
kappa_case("kappa_chance", sample(0:2, 90, TRUE), sample(0:2, 90, TRUE), 3)
s <- scores(50, 3, .4); s[[1]][c(2, 8)] <- NA; s[[2]][c(8, 11)] <- NA; kappa_case("kappa_gaps", s[[1]], s[[2]], 3)
s <- scores(40, 4, .5); kappa_case("kappa_empty_category", s[[1]], s[[2]], 6)
kappa_case("kappa_below_chance", rep(0:1, 10), rep(c(1, 1, 0, 0, 1), 4), 2)
kappa_case("kappa_level", rep(0:2, 8), c(rep(0:2, 6), 0, 0, 1, 2, 2, 1), 3, .9)
kappa_case("kappa_nearly", c(rep(0:3, 9), 0), c(rep(0:3, 9), 1), 4)

fleiss_case <- function(case, ratings, categories, level = .95) {
  fields(case, ratings = ratings, readers = ncol(ratings), categories = categories, level = level)
  x <- ratings[complete.cases(ratings), , drop = FALSE]; n <- nrow(x); m <- ncol(x)
  r <- t(apply(x, 1, function(v) tabulate(v + 1, categories)))
  p <- colSums(r) / (n * m); q <- 1 - p
  agreed <- rowSums(r * (r - 1)) / (m * (m - 1)); pe <- sum(p^2)
  k <- (mean(agreed) - pe) / (1 - pe)
  se0 <- sqrt(2) / (sum(p * q) * sqrt(n * m * (m - 1))) * sqrt(sum(p * q)^2 - sum(p * q * (q - p)))
  per <- 1 - colSums(r * (m - r)) / (n * m * (m - 1) * p * q)
  one <- (agreed - pe) / (1 - pe) - 2 * (1 - k) * (drop(r %*% p) / m - pe) / (1 - pe)
  se <- sqrt(sum((one - k)^2) / (n * (n - 1)))
  z <- k / se0; ci <- k + c(-1, 1) * qt(.5 + level / 2, n - 1) * se
  per[!is.finite(per)] <- NA
  fields(case, n = n, fleiss = c(k, pmin(pmax(ci, -1), 1), se, se0, z, 2 * pnorm(-abs(z)), mean(agreed), pe), category = per)
}
# Fleiss' kind of table: 14 readers, ten subjects, five categories; kappa 0.210 in many textbooks.
counts <- matrix(c(0, 0, 0, 0, 14, 0, 2, 6, 4, 2, 0, 0, 3, 5, 6, 0, 3, 9, 2, 0, 2, 2, 8, 1, 1, 7, 7, 0, 0, 0, 3, 2, 6, 3, 0, 2, 5, 3, 2, 2, 6, 5, 2, 1, 0, 0, 2, 2, 3, 7), 10, byrow = TRUE)
fleiss_case("fleiss_textbook", t(apply(counts, 1, function(v) rep(0:4, v))), 5)
many <- function(n, m, levels, error) { truth <- rnorm(n); sapply(seq_len(m), function(j) as.numeric(cut(truth + rnorm(n, 0, error), c(-Inf, qnorm(seq_len(levels - 1) / levels), Inf))) - 1) }
fleiss_case("fleiss_three", many(60, 3, 4, .6), 4)
fleiss_case("fleiss_two", many(50, 2, 3, .6), 3)
g <- many(40, 4, 3, .5); g[sample(160, 6)] <- NA; fleiss_case("fleiss_gaps", g, 3)
fleiss_case("fleiss_empty_category", many(30, 3, 3, .5), 5)
fleiss_case("fleiss_chance", matrix(sample(0:2, 120, TRUE), 40), 3, .9)
save_cases("agreement", c("psych", "epiR", "vcd"))
