# Order statistics of uniform values, and genomic inflation. Rscript tests/reference/make/uniform_order.R
source("tests/reference/make/cases.R")
set.seed(4549)
order_of <- function(case, n, ranks) {
  fields(case, n = n, rank = ranks, mean = ranks / (n + 1), low = qbeta(.025, ranks, n + 1 - ranks),
         high = qbeta(.975, ranks, n + 1 - ranks))
}
order_of("one", 1, 1)
order_of("few", 7, 1:7)
order_of("hundred", 100, c(1, 2, 5, 50, 99, 100))
order_of("million", 1e6, c(1, 2, 3, 10, 1000, 500000, 999999, 1e6))
inflation <- function(case, p) {
  fields(case, p = p, lambda = median(qchisq(p, 1, lower.tail = FALSE), na.rm = TRUE) / qchisq(.5, 1))
}
inflation("uniform", runif(501))
inflation("inflated", runif(300)^2)
inflation("deflated", sqrt(runif(40)))
inflation("gaps", c(NA, .2, .7, NA, .01))
inflation("two", c(.3, .8))
inflation("ones", c(1, 1, 1))
inflation("tiny", c(1e-300, 1e-310, 1e-250))
inflation("nothing", c(NA_real_, NA_real_))
save_cases("uniform_order")
