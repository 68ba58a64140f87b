# Steps within folds: scale(), median(), caret::findCorrelation(exact = TRUE). Rscript tests/reference/make/model_steps.R
source("tests/reference/make/model_common.R")
suppressPackageStartupMessages(library(caret))
x <- model_data("correlated")
put("standardise", "mean", colMeans(x)); put("standardise", "sd", apply(x, 2, sd))
put("standardise", "scaled", scale(x)[1:5, ])
for (limit in c(0.5, 0.7, 0.8, 0.9, 0.99)) {
  gone <- rep(0, ncol(x)); gone[findCorrelation(cor(x), cutoff = limit, exact = TRUE)] <- 1
  put("drop_correlated", paste0("dropped_", limit), gone)
}
tall <- model_data("tall")[, c(1:8, 10:11)]
for (limit in c(0.1, 0.3, 0.6)) {
  gone <- rep(0, ncol(tall)); gone[findCorrelation(cor(tall), cutoff = limit, exact = TRUE)] <- 1
  put("drop_tall", paste0("dropped_", limit), gone)
}
wide <- model_data("wide")[, 1:70]
for (limit in c(0.3, 0.4, 0.5)) {
  gone <- rep(0, 70); gone[findCorrelation(cor(wide), cutoff = limit, exact = TRUE)] <- 1
  put("drop_wide", paste0("dropped_", limit), gone)
}
# Copies: caret compares column i with everything but row j, so of three copies it is the last that stays
copies <- cbind(x[, 1:4], x[, 2], -x[, 2])
gone <- rep(0, 6); gone[findCorrelation(cor(copies), cutoff = 0.9, exact = TRUE)] <- 1
put("drop_copies", "dropped_0.9", gone)
h <- x; h[cbind(1:20, 1:20)] <- NA; h[cbind(2:21, 1:20)] <- NA; h[3, 1] <- NA
put("impute", "median", apply(h, 2, median, na.rm = TRUE))
save_reference("model_steps", c("R", "caret"))
