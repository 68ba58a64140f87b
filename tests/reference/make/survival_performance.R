# Models of time to event judged on held-out cases. Rscript tests/reference/make/survival_performance.R
source("tests/reference/make/cases.R")
suppressMessages({library(survival); library(riskRegression)})
set.seed(939)
horizon <- 15
one <- function(case, n, repeats, folds, holdout = FALSE, last_fold_censored = FALSE) {
  x <- round(matrix(rnorm(n * 2), n), 3)
  time <- round(rexp(n, exp(.8 * x[, 1] - .3 * x[, 2]) / 20), 2) + .01; cens <- round(runif(n, 5, 60), 2) + .01
  event <- as.numeric(time <= cens); time <- pmin(time, cens)
  d <- data.frame(time, event, x)
  rows <- NULL; C <- A <- B <- list(); base <- NULL; q <- c()
  for (r in seq_len(repeats)) {
    fold <- if (holdout) ifelse(seq_len(n) <= n / 3, 1, 0) else sample(rep_len(seq_len(folds), n))
    if (last_fold_censored && r == 1) { fold[] <- rep_len(2:folds, n); fold[which(event == 0)[1:6]] <- 1 }
    for (k in setdiff(unique(sort(fold)), 0)) {
      test <- d[fold == k, ]; train <- d[fold != k, ]
      f <- coxph(Surv(time, event) ~ X1 + X2, data = train, control = coxph.control(eps = 1e-12, iter.max = 60))
      lp <- predict(f, newdata = test, type = "lp")
      h <- basehaz(f, centered = TRUE); h <- h[h$hazard > 0 & !duplicated(h$hazard), ]
      rows <- rbind(rows, data.frame(r, k, time = test$time, event = test$event, lp, train = nrow(train)))
      base <- rbind(base, data.frame(r, k, time = h$time, hazard = h$hazard))
      q <- c(q, nrow(test) / nrow(train))
      c1 <- concordance(Surv(time, event) ~ lp, data = test, reverse = TRUE)
      known <- sum(test$event) > 0
      C <- c(C, list(data.frame(r, v = if (known) c1$concordance else NA, se = sqrt(c1$var))))
      ok <- known && sum(test$time > horizon) > 0 && max(test$time[test$event == 1]) >= horizon
      if (ok) {
        grid <- sort(unique(c(test$time, h$time, horizon))); grid <- grid[grid <= horizon]
        H <- sapply(grid, function(t) max(0, h$hazard[h$time <= t]))
        S <- exp(-outer(exp(lp), H))
        s <- Score(list(m = 1 - S), Surv(time, event) ~ 1, data = test[, 1:2], times = grid, metrics = "brier", summary = "ibs",
                   null.model = FALSE, cens.model = "km")$Brier$score
        a <- Score(list(m = as.numeric(lp)), Surv(time, event) ~ 1, data = test[, 1:2], times = horizon, metrics = "auc", null.model = FALSE, cens.model = "km")$AUC$score
        B <- c(B, list(data.frame(r, v = s$IBS[length(grid)], se = NA))); A <- c(A, list(data.frame(r, v = a$AUC, se = a$se)))
      } else { B <- c(B, list(data.frame(r, v = NA, se = NA))); A <- c(A, list(data.frame(r, v = NA, se = NA))) }
    }
  }
  fields(case, "repeat" = rows$r, fold = rows$k, time = rows$time, event = rows$event, score = rows$lp, train = rows$train,
         base_repeat = base$r, base_fold = base$k, base_time = base$time, base_hazard = base$hazard, horizon = horizon)
  ratio <- sum(table(rows$r, rows$k)) / sum(tapply(rows$train, paste(rows$r, rows$k), function(v) v[1]))
  judged <- function(name, l) {
    v <- do.call(rbind, l); left <- sum(is.na(v$v)); v <- v[!is.na(v$v), ]
    estimate <- mean(tapply(v$v, v$r, mean)); J <- nrow(v)
    half <- if (J == 1) qnorm(.975) * v$se else qt(.975, J - 1) * sqrt((1 / J + ratio) * var(v$v))
    field(case, name, c(estimate, max(0, estimate - half), min(1, estimate + half), left))
  }
  judged("c_index", C); judged("time_auc", A); judged("integrated_brier", B)
  h <- sapply(split(rows, rows$r), function(o) {
    g <- coxph(Surv(time, event) ~ scale(lp), data = o, control = coxph.control(eps = 1e-12, iter.max = 60)); c(coef(g), g$var[1, 1])
  })
  field(case, "hazard_ratio", exp(mean(h[1, ]) + c(0, -1, 1) * qnorm(.975) * sqrt(mean(h[2, ]))))
}
one("folds", 150, 2, 4)
one("one_repeat", 120, 1, 3)
one("left_out", 120, 2, 4, last_fold_censored = TRUE)
one("holdout", 180, 1, 1, holdout = TRUE)
save_cases("survival_performance", c("survival", "riskRegression"))
