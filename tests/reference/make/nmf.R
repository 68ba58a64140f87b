# Non-negative factorisation: multiplicative updates of NMF from given matrices. Rscript tests/reference/make/nmf.R
source("tests/reference/make/cases.R")
suppressMessages(library(NMF))
nmf.options(cores = 1)
set.seed(313)
nmf_case <- function(case, v, k, steps) {
  w <- matrix(runif(nrow(v) * k), nrow(v)); h <- matrix(runif(k * ncol(v)), k)
  fields(case, data = v, columns = ncol(v), components = k, steps = steps, w = w, h = h)
  for (method in c("brunet", "lee")) {
    args <- list(v, k, method, seed = nmfModel(W = w, H = h), .opt = "-p", maxIter = steps, .stop = function(strategy, i, target, data, ...) FALSE)
    if (method == "lee") args$rescale <- FALSE
    f <- do.call(nmf, args)
    field(case, paste0(method, "_w"), basis(f)); field(case, paste0(method, "_h"), coef(f))
    fit <- basis(f) %*% coef(f)
    field(case, paste0(method, "_divergence"), if (method == "brunet") sum(ifelse(v > 0, v * log(v / fit), 0) - v + fit) else sum((v - fit)^2) / 2)
  }
}
mixed <- function(p, n, k) { w <- matrix(rexp(p * k), p) * rbinom(p * k, 1, .6); h <- matrix(rexp(k * n), k); round(w %*% h + .05 * runif(p * n), 4) }
nmf_case("nmf_small", mixed(12, 9, 2), 2, 50)
nmf_case("nmf_three", mixed(30, 20, 3), 3, 200)
zeros <- mixed(15, 10, 2); zeros[sample(150, 40)] <- 0
nmf_case("nmf_zeros", zeros, 2, 100)
save_cases("nmf", "NMF")
