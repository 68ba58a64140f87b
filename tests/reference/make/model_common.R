# Written rows of a reference table: case, quantity, i, j, value; i and j count from 0.
rows <- list()
put <- function(case, quantity, value) {
  value <- as.matrix(value)
  rows[[length(rows) + 1]] <<- data.frame(case = case, quantity = quantity, i = c(row(value)) - 1, j = c(col(value)) - 1,
                                          value = as.numeric(c(value)))
}
save_reference <- function(name, tools) {
  version <- function(tool) paste(tool, if (tool == "R") getRversion() else packageVersion(tool))
  out <- file("tests/reference" |> file.path(paste0(name, ".csv")), "w")
  writeLines(c(paste0("# tool: ", paste(sapply(tools, version), collapse = ", ")),
               paste0("# script: tests/reference/make/", name, ".R"), "# digits: 15 significant",
               "case,quantity,i,j,value"), out)
  d <- do.call(rbind, rows)
  writeLines(paste(d$case, d$quantity, d$i, d$j, ifelse(is.na(d$value), "NA", sprintf("%.15g", d$value)), sep = ","), out)
  close(out)
}
# The data of model_data.R: x (cases × columns), outcome y01, number y, weights w.
model_data <- function(name) {
  d <- read.csv("tests/reference/model_data.csv", comment.char = "#")
  d <- d[d$set == name, ]
  m <- matrix(NA_real_, max(d$i) + 1, max(d$j) + 1)
  m[cbind(d$i + 1, d$j + 1)] <- d$value
  m
}
