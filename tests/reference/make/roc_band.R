# Bands of the ROC curve by the stratified bootstrap of pROC, 20 000 draws. Rscript tests/reference/make/roc_band.R
source("tests/reference/make/cases.R")
suppressMessages(library(pROC))
set.seed(20261130)
case <- function(name, n, share, steps = Inf) {
  y <- rbinom(n, 1, share); y[1:2] <- 0:1
  p <- plogis(qlogis(share) + 1.2 * (y - share) + rnorm(n))
  if (is.finite(steps)) p <- round(p * steps) / steps
  r <- roc(y, p, direction = "<", quiet = TRUE)
  at <- seq(.1, .9, .1)
  band <- ci.se(r, specificities = 1 - at, boot.n = 20000, progress = "none")
  fields(name, score = p, y = y, rate = at, sensitivity = as.numeric(coords(r, 1 - at, input = "specificity", ret = "sensitivity")[, 1]),
         low = band[, 1], high = band[, 3])
}
case("large", 600, .4)
case("rare", 400, .12)
case("tied", 300, .5, 20)
save_cases("roc_band", "pROC")
