# What predictions are worth beyond areas and means: shares of calls, precision against recall, parts of the Brier
# score, smooth calibration, net benefit, several classes, reclassification, the bootstrap, held-out survival.
# Rscript tests/reference/make/validation.R
source("tests/reference/make/cases.R")
suppressMessages({library(survival); library(pROC); library(Hmisc); library(ipred)})
set.seed(20261130)
two_classes <- function(n, share, steps = Inf) {
  y <- rbinom(n, 1, share); y[1:2] <- 0:1
  p <- plogis(qlogis(share) + .9 * (y - share) + rnorm(n))
  if (is.finite(steps)) p <- round(p * steps) / steps
  list(y = y, p = p)
}
# --- shares of calls; delta method with gradients by deriv() (Takahashi et al., Applied Intelligence 52, 2022)
counts <- function(case, p, y, cut) {
  a <- sum(p >= cut & y == 1); b <- sum(p >= cut & y == 0); c <- sum(p < cut & y == 1); d <- sum(p < cut & y == 0); n <- length(y)
  wil <- function(x, m) { w <- prop.test(x, m, correct = FALSE); c(w$estimate, w$conf.int) }
  delta <- function(f) {
    g <- eval(deriv(f, c("a", "b", "c", "d"))); v <- as.numeric(attr(g, "gradient")) * n; q <- c(a, b, c, d) / n
    c(as.numeric(g), sqrt((sum(q * v^2) - sum(q * v)^2) / n))
  }
  f1 <- delta(quote(2 * a / (2 * a + b + c))); z <- qnorm(.975)
  m <- delta(quote((a * d - b * c) / sqrt((a + b) * (a + c) * (d + b) * (d + c))))
  stopifnot(abs(m[1] - cor(p >= cut, y)) < 1e-12)
  s <- a / (a + c); t <- d / (b + d); half <- z * sqrt(s * (1 - s) / (a + c) + t * (1 - t) / (b + d)) / 2
  fields(case, p = p, y = y, cut = cut, four = c(a, b, c, d), sensitivity = wil(a, a + c), specificity = wil(d, b + d), ppv = wil(a, a + b),
         npv = wil(d, c + d), accuracy = wil(a + d, n), f1 = f1[1] + c(0, -z, z) * f1[2],
         mcc = c(m[1], tanh(atanh(m[1]) - z * m[2] / (1 - m[1]^2)), tanh(atanh(m[1]) + z * m[2] / (1 - m[1]^2))),
         balanced_accuracy = (s + t) / 2 + c(0, -half, half))
}
# --- precision and recall: sums over thresholds; hyperbolae by numerical integration (Davis & Goadrich 2006)
recall <- function(case, p, y) {
  at <- sort(unique(p), decreasing = TRUE)
  tp <- sapply(at, function(t) sum(p >= t & y == 1)); fp <- sapply(at, function(t) sum(p >= t & y == 0)); P <- sum(y)
  ap <- sum(diff(c(0, tp)) / P * tp / (tp + fp))
  k <- which(tp > 0)[1]; area <- tp[k] * tp[k] / (tp[k] + fp[k])
  for (i in seq_along(at)) if (i > k && tp[i] > tp[i - 1]) {
    slope <- (fp[i] - fp[i - 1]) / (tp[i] - tp[i - 1])
    area <- area + integrate(function(x) x / (x + fp[i - 1] + slope * (x - tp[i - 1])), tp[i - 1], tp[i], rel.tol = 1e-13)$value
  }
  logit <- function(a) plogis(qlogis(a) + c(0, -1, 1) * qnorm(.975) / sqrt(P * a * (1 - a)))
  fields(case, p = p, y = y, at = at, recall = tp / P, precision = tp / (tp + fp), average = logit(ap), interpolated = logit(area / P))
}
# --- Brier's parts (Murphy 1973), groups of equal size by rank, equal predictions together
brier <- function(case, p, y, groups = 10) {
  o <- order(p); p <- p[o]; y <- y[o]; n <- length(p); g <- integer(n); i <- 1; k <- 0
  for (j in 1:groups) {
    end <- (j * n) %/% groups; first <- i
    while (i <= n && (i <= end || (i > first && p[i] == p[i - 1]))) { if (i == first) k <- k + 1; g[i] <- k; i <- i + 1 }
  }
  m <- tapply(y, g, mean); q <- tapply(p, g, mean); w <- table(g) / n; all <- mean(y)
  rel <- sum(w * (q - m)^2); res <- sum(w * (m - all)^2); b <- mean((p - y)^2)
  fields(case, p = p, y = y, parts = c(b, rel, res, all * (1 - all), b - (rel - res + all * (1 - all)), k))
}
# --- smooth calibration
smooth <- function(case, p, y, at = quantile(p, seq(.02, .98, .12))) {
  f <- loess(y ~ p, span = .75, degree = 2, surface = "direct", statistics = "exact")
  s <- predict(f, data.frame(p = at), se = TRUE); own <- abs(p - predict(f, data.frame(p = p)))
  fields(case, p = p, y = y, at = at, fitted = s$fit, se = s$se.fit, scale = c(s$residual.scale, s$df),
         distance = c(mean(own), quantile(own, c(.5, .9)), max(own)))
}
# --- net benefit (Vickers & Elkin 2006)
benefit <- function(case, p, y, at = seq(.05, .9, .05)) {
  one <- function(t) {
    own <- ifelse(p >= t, ifelse(y == 1, 1, -t / (1 - t)), 0); half <- qnorm(.975) * sd(own) / sqrt(length(own))
    c(sum(p >= t & y == 1) / length(y) - sum(p >= t & y == 0) / length(y) * t / (1 - t), mean(own) - half, mean(own) + half,
      mean(y) - mean(1 - y) * t / (1 - t))
  }
  v <- sapply(at, one)
  fields(case, p = p, y = y, at = at, model = v[1, ], low = v[2, ], high = v[3, ], all = v[4, ], standardised = v[1, ] / mean(y))
}
all_of <- function(name, d, cut = .4) {
  counts(paste0("counts_", name), d$p, d$y, cut); recall(paste0("recall_", name), d$p, d$y); brier(paste0("brier_", name), d$p, d$y)
  smooth(paste0("smooth_", name), d$p, d$y); benefit(paste0("benefit_", name), d$p, d$y)
}
all_of("even", two_classes(120, .45)); all_of("rare", two_classes(250, .12), cut = .15); all_of("tied", two_classes(150, .4, steps = 12))
brier("brier_few", c(.1, .1, .4, .7, .7), c(0, 1, 0, 1, 1)); recall("recall_worst", c(.9, .8, .3, .2), c(0, 0, 1, 1))
recall("recall_one_score", rep(.5, 7), c(1, 0, 0, 1, 0, 0, 0))

# --- several classes (Hand & Till 2001; Gorodkin 2004)
classes <- function(case, n, k, steps = Inf) {
  y <- sample(rep_len(1:k, n)); e <- matrix(rnorm(n * k), n); e[cbind(1:n, y)] <- e[cbind(1:n, y)] + 1; q <- exp(e) / rowSums(exp(e))
  if (is.finite(steps)) { q <- round(q * steps) + 1; q <- q / rowSums(q) }
  colnames(q) <- 1:k
  h <- as.numeric(multiclass.roc(y, q)$auc)
  called <- max.col(q, ties.method = "first"); t <- table(factor(y, 1:k), factor(called, 1:k)); s <- sum(t)
  hot <- diag(k)[y, ]; hot2 <- diag(k)[called, ]
  cc <- function(a, b) sum(sapply(1:k, function(j) sum((a[, j] - mean(a[, j])) * (b[, j] - mean(b[, j])))))
  fields(case, y = y - 1, probability = q, classes = k, hand_till = h, log_loss = -mean(log(q[cbind(1:n, y)])), brier = mean(rowSums((q - hot)^2)),
         accuracy = sum(diag(t)) / s, balanced_accuracy = mean(diag(t) / rowSums(t)), mcc = cc(hot, hot2) / sqrt(cc(hot, hot) * cc(hot2, hot2)),
         counts = as.numeric(t))
}
classes("classes_three", 90, 3); classes("classes_five", 140, 5); classes("classes_tied", 80, 4, steps = 3)

# --- reclassification
moved <- function(case, n, cuts = c(.2, .5)) {
  y <- rbinom(n, 1, .4); a <- plogis(-.4 + .7 * (y - .4) + rnorm(n)); b <- plogis(qlogis(a) + .5 * (y - .4) + .6 * rnorm(n))
  h <- improveProb(a, b, y)
  up <- function(v) findInterval(v, cuts); d <- up(b) - up(a); ev <- y == 1
  s <- c(mean(d[ev] > 0) - mean(d[ev] < 0), mean(d[!ev] < 0) - mean(d[!ev] > 0))
  se <- function(g) { u <- mean(d[g] > 0); w <- mean(d[g] < 0); sqrt((u + w - (u - w)^2) / sum(g)) }
  fields(case, before = a, after = b, y = y, cuts = cuts, continuous = c(h$nri, h$nri.ev, h$nri.ne, h$se.nri, h$se.nri.ev, h$se.nri.ne, h$z.nri),
         categories = c(sum(s), s, sqrt(se(ev)^2 + se(!ev)^2), se(ev), se(!ev)), idi = c(h$idi, h$improveSens, h$improveSpec, h$se.idi, h$z.idi))
}
moved("moved_some", 110); moved("moved_more", 300, cuts = c(.1, .3, .6))

# --- .632 and .632+ against ipred on the same samples; AUC by the formula with 0.5 (Efron & Tibshirani 1997)
boot <- function(case, n, p, nboot) {
  x <- matrix(rnorm(n * p), n); y <- rbinom(n, 1, plogis(x[, 1])); d <- data.frame(y = factor(y), x)
  fit <- function(formula, data) glm(formula, data = data, family = binomial)
  call <- function(object, newdata) factor(as.numeric(predict(object, newdata) >= 0), levels = c(0, 1))
  index <- lapply(1:nboot, function(b) sample(n, replace = TRUE))
  plus <- suppressWarnings(ipred:::bootest.factor(d$y, y ~ ., d, fit, call, bc632plus = TRUE, list.tindx = index))
  whole <- fit(y ~ ., d); mine <- list(case = c(), loss = c(), area = c(), sample = c(), all = c())
  area <- function(y, s) as.numeric(roc(y, s, levels = c(0, 1), direction = "<", quiet = TRUE)$auc)
  for (i in index) {
    m <- suppressWarnings(fit(y ~ ., d[i, ])); s <- predict(m, d); out <- setdiff(1:n, i)
    mine$case <- c(mine$case, out - 1); mine$loss <- c(mine$loss, (s[out] >= 0) != (y[out] == 1)); mine$area <- c(mine$area, area(y[out], s[out]))
    mine$sample <- c(mine$sample, area(y[i], s[i])); mine$all <- c(mine$all, area(y, s))
  }
  called <- predict(whole, d) >= 0; apparent <- mean(called != (y == 1)); gamma <- mean(y) * mean(!called) + mean(1 - y) * mean(called)
  one <- mean(tapply(mine$loss, mine$case, mean)); stopifnot(one <= gamma)
  A <- area(y, predict(whole, d)); B <- mean(mine$area); r <- if (B < A) min(1, (A - B) / (A - .5)) else 0; w <- .632 / (1 - .368 * r)
  fields(case, cases = n, case_of = mine$case, loss = mine$loss, apparent = apparent, gamma = c(mean(y), mean(!called), mean(called), gamma),
         one = one, error = plus$error, plain = .368 * apparent + .632 * one, area = c(A, B, (1 - w) * A + w * max(B, .5)), on_sample = mine$sample,
         on_all = mine$all, optimism = c(mean(mine$sample) - mean(mine$all), A - mean(mine$sample) + mean(mine$all),
         quantile(mine$sample, c(.025, .975)) - mean(mine$sample) + A - mean(mine$sample) + mean(mine$all)))
}
boot("boot_tall", 80, 3, 40); boot("boot_wide", 60, 8, 25)

# --- scores of different cases
a <- two_classes(70, .4); b <- two_classes(90, .5)
ra <- roc(a$y, a$p, levels = c(0, 1), direction = "<", quiet = TRUE); rb <- roc(b$y, b$p, levels = c(0, 1), direction = "<", quiet = TRUE)
t <- roc.test(ra, rb, method = "delong", paired = FALSE)
fields("unpaired", p_a = a$p, y_a = a$y, p_b = b$p, y_b = b$y, test = c(as.numeric(ra$auc - rb$auc), t$statistic, t$parameter, t$p.value))

# --- held-out survival: Uno's C up to a horizon, and the slope of the score within folds
held <- function(case, n, folds, repeats, horizon) {
  x <- rnorm(n); time <- round(rexp(n, exp(.7 * x) / 20), 2) + .01; cens <- round(runif(n, 5, 60), 2); event <- as.numeric(time <= cens)
  time <- pmin(time, cens); rows <- NULL
  for (r in 1:repeats) {
    k <- if (folds == 1) rep(1, n) else sample(rep_len(1:folds, n))
    rows <- rbind(rows, data.frame(r, k, time, event, score = .9 * x + .5 * rnorm(n) + .3 * k, train = n - as.numeric(table(k)[as.character(k)])))
  }
  if (folds == 1) rows$train <- 2 * n
  value <- function(d) { u <- concordance(Surv(time, event) ~ score, d, reverse = TRUE, timewt = "n/G2", ymax = horizon); c(u$concordance, sqrt(u$var)) }
  by <- sapply(split(rows, list(rows$k, rows$r)), value); J <- ncol(by); size <- sapply(split(rows, list(rows$k, rows$r)), nrow)
  ratio <- sum(size) / sum(sapply(split(rows, list(rows$k, rows$r)), function(d) d$train[1]))
  half <- if (J == 1) qnorm(.975) * by[2, 1] else qt(.975, J - 1) * sqrt((1 / J + ratio) * var(by[1, ]))
  slope <- sapply(split(rows, rows$r), function(d) {
    f <- coxph(Surv(time, event) ~ score + strata(k), d, control = coxph.control(eps = 1e-12, iter.max = 60)); c(coef(f), f$var[1, 1])
  })
  fields(case, "repeat" = rows$r, fold = rows$k, time = rows$time, event = rows$event, score = rows$score, train = rows$train, horizon = horizon,
         uno_c = mean(by[1, ]) + c(0, -half, half), slope = mean(slope[1, ]) + c(0, -1, 1) * qnorm(.975) * sqrt(mean(slope[2, ])))
}
held("held_folds", 120, 4, 3, 15); held("held_one", 90, 1, 1, 18)
# --- repeated folds: estimates of each repeat's predictions together (areas: of folds), corrected resampled t
folds_of <- function(n, folds, repeats) do.call(rbind, lapply(1:repeats, function(r) data.frame(r, k = sample(rep_len(1:folds, n)), i = 1:n)))
corrected <- function(f, d, ratio, area = FALSE) {
  by <- sapply(split(d, list(d$k, d$r)), f); v <- by[!is.na(by)]; J <- length(v)
  centre <- if (area) mean(v) else mean(sapply(split(d, d$r), f)); centre + c(0, -1, 1) * qt(.975, J - 1) * sqrt((1 / J + ratio) * var(v))
}
two <- two_classes(120, .45); d <- folds_of(120, 4, 2); d$p <- round(pmin(.99, pmax(.01, two$p[d$i] + .05 * rnorm(240))), 4); d$y <- two$y[d$i]
four <- function(d) list(a = sum(d$p >= .5 & d$y == 1), b = sum(d$p >= .5 & d$y == 0), c = sum(d$p < .5 & d$y == 1), e = sum(d$p < .5 & d$y == 0))
precise <- function(d) {
  at <- sort(unique(d$p), decreasing = TRUE); tp <- sapply(at, function(t) sum(d$p >= t & d$y == 1)); m <- sapply(at, function(t) sum(d$p >= t))
  sum(diff(c(0, tp)) / sum(d$y) * tp / m)
}
fields("folds_two", "repeat" = d$r, fold = d$k, y = d$y, p = d$p, auprc = corrected(precise, d, 1 / 3, area = TRUE),
       ppv = corrected(function(d) with(four(d), a / (a + b)), d, 1 / 3), npv = corrected(function(d) with(four(d), e / (c + e)), d, 1 / 3),
       f1 = corrected(function(d) with(four(d), 2 * a / (2 * a + b + c)), d, 1 / 3), mcc = corrected(function(d) cor(d$p >= .5, d$y), d, 1 / 3),
       balanced_accuracy = corrected(function(d) with(four(d), (a / (a + c) + e / (b + e)) / 2), d, 1 / 3),
       ici = mean(sapply(split(d, d$r), function(d) { f <- loess(y ~ p, d, span = .75, degree = 2, surface = "direct"); mean(abs(d$p - predict(f, d))) })))
y <- sample(rep_len(1:3, 90)); d <- folds_of(90, 3, 2); d$y <- y[d$i]; q <- matrix(rnorm(180 * 3), 180); q[cbind(1:180, d$y)] <- q[cbind(1:180, d$y)] + 1
q <- exp(q) / rowSums(exp(q)); colnames(q) <- 1:3; d$row <- 1:180
fields("folds_three", "repeat" = d$r, fold = d$k, y = d$y - 1, probability = q, classes = 3,
       hand_till = corrected(function(d) as.numeric(multiclass.roc(d$y, q[d$row, ])$auc), d, 1 / 2, area = TRUE),
       log_loss = corrected(function(d) -mean(log(q[cbind(d$row, d$y)])), d, 1 / 2),
       brier = corrected(function(d) mean(rowSums((q[d$row, ] - diag(3)[d$y, ])^2)), d, 1 / 2),
       accuracy = corrected(function(d) mean(max.col(q[d$row, ]) == d$y), d, 1 / 2),
       balanced_accuracy = corrected(function(d) mean(tapply(max.col(q[d$row, ]) == d$y, d$y, mean)), d, 1 / 2))
save_cases("validation", c("survival", "pROC", "Hmisc", "ipred"))
