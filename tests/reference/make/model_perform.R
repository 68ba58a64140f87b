# Areas, calibration and metrics of held-out predictions: pROC, glm, prop.test, loess and, for the corrected resampled t
# (Nadeau & Bengio 2003, eq. 9), its formula. Rscript tests/reference/make/model_perform.R
source("tests/reference/make/model_common.R")
suppressPackageStartupMessages(library(pROC))
d <- model_data("scores")
s <- d[, 1:3]; fold <- d[, 4:6]; y <- d[, 7]; value <- d[, 8]
area <- function(score, y) roc(y, score, levels = c(0, 1), direction = "<", quiet = TRUE)
for (r in 1:3) {
  a <- area(s[, r], y); ci <- ci.auc(a, method = "delong")
  put("delong", paste0("set", r), c(a$auc, var(a, method = "delong"), ci[1], ci[3]))
}
test <- roc.test(area(s[, 1], y), area(s[, 2], y), method = "delong", paired = TRUE)
put("delong", "paired", c(test$statistic, test$p.value, test$conf.int))
k <- c(which(y == 0)[1:4], which(y == 1)[1:5]); small <- ci.auc(area(s[k, 1], y[k]), method = "delong")
put("delong", "small", c(small[2], small[1], small[3]))
a <- area(s[, 1], y)
put("roc", "curve", cbind(rev(a$thresholds), rev(a$sensitivities), rev(a$specificities)))
best <- coords(a, "best", best.method = "youden", transpose = FALSE)
put("roc", "youden", max(best$threshold))
ok <- coords(a, "all", transpose = FALSE); put("roc", "sensitivity90", max(ok$threshold[ok$sensitivity >= 0.9]))

tight <- glm.control(epsilon = 1e-13, maxit = 100)
for (r in 1:3) {
  lp <- s[, r]
  # Once more from where it stopped: its standard errors are those of the step before the last.
  terms <- function(model) {
    f <- glm(model, family = binomial, control = tight)
    summary(glm(model, family = binomial, control = tight, start = coef(f)))$coefficients
  }
  i <- terms(y ~ 1 + offset(lp)); j <- terms(y ~ lp)
  put("calibration", paste0("intercept", r), i[1, 1:2]); put("calibration", paste0("slope", r), j[2, 1:2])
}
p <- plogis(s)
ratio <- mean(1 / 4)  # 30 of 150 in each fold
t_interval <- function(centre, values, J = length(values)) {
  half <- qt(0.975, J - 1) * sqrt((1 / J + ratio) * var(values)); c(centre, centre - half, centre + half)
}
by_fold <- function(f) c(sapply(1:3, function(r) sapply(0:4, function(k) f(r, fold[, r] == k))))
by_repeat <- function(f) mean(sapply(1:3, function(r) f(r, rep(TRUE, 150))))
mean_metric <- function(name, f) put("metric", name, t_interval(by_repeat(f), by_fold(f)))
areas <- by_fold(function(r, k) as.numeric(area(s[k, r], y[k])$auc))
put("metric", "auc", t_interval(mean(areas), areas))
mean_metric("brier", function(r, k) mean((p[k, r] - y[k])^2))
mean_metric("log_loss", function(r, k) -mean(dbinom(y[k], 1, p[k, r], log = TRUE)))
mean_metric("accuracy", function(r, k) mean((p[k, r] >= 0.5) == (y[k] == 1)))
mean_metric("sensitivity", function(r, k) mean(p[k & y == 1, r] >= 0.5))
mean_metric("specificity", function(r, k) mean(p[k & y == 0, r] < 0.5))
mse <- function(r, k) mean((s[k, r] * 1.4 + 2 - value[k])^2)
spread <- mean((value - mean(value))^2)
m <- t_interval(by_repeat(mse), by_fold(mse))
put("metric", "r_squared", c(by_repeat(function(r, k) 1 - mse(r, k) / spread), 1 - m[3] / spread, 1 - m[2] / spread))
put("metric", "rmse", c(by_repeat(function(r, k) sqrt(mse(r, k))), sqrt(m[2]), sqrt(m[3])))
difference <- by_fold(function(r, k) mean((p[k, r] - y[k])^2) - mean((p[k, r] * 0.8 + 0.1 - y[k])^2))
J <- 15; se <- sqrt((1 / J + ratio) * var(difference))
put("compare", "brier", c(mean(difference), se, mean(difference) / se, 2 * pt(-abs(mean(difference) / se), J - 1)))
# One hold-out set: the first repeat's predictions
b <- (p[, 1] - y)^2; tt <- t.test(b); put("holdout", "brier", c(mean(b), tt$conf.int))
right <- (p[, 1] >= 0.5) == (y == 1)
wilson <- function(x) { w <- prop.test(sum(x), length(x), correct = FALSE); c(w$estimate, w$conf.int) }
put("holdout", "accuracy", wilson(right)); put("holdout", "sensitivity", wilson(right[y == 1]))
put("wilson", "ends", rbind(wilson(rep(0, 10)), wilson(rep(1, 10)), wilson(c(1, 0, 0))))
smooth <- function(x, y) predict(loess(y ~ x, span = 0.75, degree = 2, surface = "direct"), x)
put("loess", "scores", smooth(value, s[, 1])); put("loess", "ici", mean(abs(smooth(p[, 1], y) - p[, 1])))
save_reference("model_perform", c("R", "pROC"))
