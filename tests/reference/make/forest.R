# Random forests. Rscript tests/reference/make/forest.R
# One tree on all cases with all columns draws nothing: predictions and impurities are ranger's own. Nodes are kept large,
# since ranger breaks ties between columns at random. Forests: error out of bag and importances over 20 seeds each.
source("tests/reference/make/cases.R")
suppressMessages({library(ranger); library(survival)})
set.seed(66)
n <- 150; p <- 6
x <- round(matrix(rnorm(n * p), n), 3); x[, 3] <- round(x[, 3]); x[, 4] <- rbinom(n, 1, .4); x[, 5] <- round(x[, 5], 1)
colnames(x) <- paste0("x", seq_len(p))
eta <- 1.2 * x[, 1] + .8 * (x[, 2] > .3) * x[, 3] - .9 * x[, 4]
two <- rbinom(n, 1, plogis(eta)); three <- as.numeric(cut(eta + rlogis(n), c(-Inf, -.7, .8, Inf))) - 1
number <- round(eta + rnorm(n), 3)
time <- round(rexp(n, exp(.8 * eta) / 20), 2); cens <- round(runif(n, 3, 60), 2)
event <- as.numeric(time <= cens); time <- pmin(time, cens); tied <- ceiling(time / 2)
weight <- round(runif(n, .2, 3), 2)
x <- round(1000 * x) # whole numbers are short in the table; a forest does not see the scale
kinds <- c("votes", "probability", "regression", "survival")

fit <- function(kind, y, d, ...) {
  if (kind == "survival") return(ranger(x = x, y = Surv(y, d), num.threads = 1, ...))
  if (kind == "regression") return(ranger(x = x, y = y, num.threads = 1, ...))
  ranger(x = x, y = factor(y), probability = kind == "probability", num.threads = 1, ...)
}
inputs <- function(case, kind, y, d) {
  fields(case, x = x, columns = p, kind = match(kind, kinds) - 1, y = y)
  if (kind == "survival") field(case, "event", d) else if (kind != "regression") field(case, "classes", length(unique(y)))
}
tree <- function(case, kind, y, d = NULL, min_node, depth = 0) {
  f <- fit(kind, y, d, num.trees = 1, mtry = p, replace = FALSE, sample.fraction = 1, importance = "impurity",
           min.node.size = min_node, max.depth = depth, seed = 1)
  inputs(case, kind, y, d)
  fields(case, min_node = min_node, max_depth = depth, impurity = f$variable.importance)
  q <- predict(f, as.data.frame(x))
  if (kind == "survival") {
    at <- sort(unique(y[d == 1])); at <- at[unique(round(seq(1, length(at), length.out = 6)))]
    fields(case, at = at, hazard = q$chf[, match(at, q$unique.death.times)])
  } else if (kind == "probability") field(case, "predicted", q$predictions[, order(as.numeric(colnames(q$predictions)))])
  else field(case, "predicted", as.numeric(as.character(q$predictions)))
}
tree("tree_votes", "votes", two, min_node = 25)
tree("tree_votes_three", "votes", three, min_node = 30, depth = 3)
tree("tree_probability", "probability", two, min_node = 35)
tree("tree_probability_three", "probability", three, min_node = 45)
tree("tree_stump", "probability", two, min_node = 10, depth = 1)
tree("tree_regression", "regression", number, min_node = 12)
tree("tree_regression_deep", "regression", number, min_node = 8, depth = 4)
tree("tree_survival", "survival", time, event, min_node = 15)
tree("tree_survival_tied", "survival", tied, event, min_node = 12)
tree("tree_survival_depth", "survival", tied, event, min_node = 6, depth = 2)

# The statistic of every cut, by survdiff.
cuts <- function(case, v, t, d) {
  k <- order(v); k <- k[seq_len(length(k) - 1)]
  chi <- sapply(sort(v)[-length(v)], function(c) {
    g <- v <= c
    if (all(g)) return(-1)
    s <- survdiff(Surv(t, d) ~ g)
    if (s$var[1, 1] < 1e-12) -1 else s$chisq
  })
  chi[diff(sort(v)) == 0] <- -1
  fields(case, column = v, time = t, event = d, chi_square = chi)
}
cuts("cuts", x[1:60, 1], time[1:60], event[1:60])
cuts("cuts_tied", x[, 5], tied, event)
cuts("cuts_many", rnorm(400), round(rexp(400), 3), rbinom(400, 1, .7))
cuts("cuts_censored_first", c(5:1, 6:20), 1:20, rep(0:1, c(5, 15)))
cuts("cuts_one_event", 1:10, 1:10, as.numeric(1:10 == 4))

# Over seeds. Survival: 1 - C of the mortality at the distinct times of events (ranger's own sums over all times).
# Tree i of seed s is grown from i * s: small seeds would share trees.
seeds <- sample.int(.Machine$integer.max, 20)
bag <- function(case, kind, y, d = NULL, trees = 100, permutation = FALSE, weights = NULL, ...) {
  runs <- lapply(seeds, function(s) fit(kind, y, d, num.trees = trees, seed = s, case.weights = weights,
    importance = if (permutation) "permutation" else "impurity", ...))
  error <- sapply(runs, function(f) {
    if (kind == "votes") return(mean(f$predictions != factor(y), na.rm = TRUE))
    if (kind == "regression") return(f$prediction.error)
    if (kind == "probability") {
      q <- f$predictions[, order(as.numeric(colnames(f$predictions)))]
      return(mean(rowSums((q - outer(y, sort(unique(y)), "=="))^2) / 2, na.rm = TRUE))
    }
    m <- rowSums(f$chf[, f$unique.death.times %in% y[d == 1]])
    1 - concordance(Surv(y, d) ~ m, reverse = TRUE)$concordance
  })
  importance <- sapply(runs, function(f) f$variable.importance)
  o <- list(...)
  inputs(case, kind, y, d)
  opt <- function(name, other) if (is.null(o[[name]])) other else o[[name]]
  fields(case, trees = trees, mtry = opt("mtry", 0), min_node = opt("min.node.size", 0), max_depth = opt("max.depth", 0),
         sample = opt("sample.fraction", 0), replace = as.numeric(opt("replace", TRUE)),
         random_cuts = if (opt("splitrule", "") == "extratrees") opt("num.random.splits", 1) else 0,
         error = error, permutation = as.numeric(permutation), importance = rowMeans(importance),
         importance_se = apply(importance, 1, sd) / sqrt(length(seeds)))
  if (!is.null(weights)) field(case, "weight", weights)
}
bag("bag_votes", "votes", two)
bag("bag_votes_three", "votes", three, mtry = 4)
bag("bag_probability", "probability", two)
bag("bag_probability_three", "probability", three, replace = FALSE, min.node.size = 5)
bag("bag_regression", "regression", number)
bag("bag_regression_depth", "regression", number, max.depth = 3, sample.fraction = .5)
bag("bag_survival", "survival", time, event)
bag("bag_survival_tied", "survival", tied, event, replace = FALSE, mtry = 3)
bag("bag_extra_votes", "votes", two, splitrule = "extratrees")
bag("bag_extra_probability", "probability", two, splitrule = "extratrees", num.random.splits = 5)
bag("bag_extra_regression", "regression", number, splitrule = "extratrees", num.random.splits = 2)
bag("bag_extra_survival", "survival", time, event, splitrule = "extratrees", num.random.splits = 3)
bag("bag_weights", "probability", two, weights = weight)
bag("bag_weights_left_out", "regression", number, weights = weight, replace = FALSE, sample.fraction = .5)
bag("bag_permutation_votes", "votes", two, permutation = TRUE)
bag("bag_permutation_probability", "probability", two, permutation = TRUE)
bag("bag_permutation_regression", "regression", number, permutation = TRUE)
bag("bag_permutation_survival", "survival", time, event, permutation = TRUE)
save_cases("forest", c("ranger", "survival"))
