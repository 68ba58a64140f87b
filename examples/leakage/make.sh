#!/bin/sh
# Pure noise: 44 patients, 200 features, 1000 genes, none of which has anything to do with another. The studies beside
# this file are copied to it. sh examples/leakage/make.sh FOLDER
set -eu
folder=${1:?"sh make.sh FOLDER"}
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
mkdir -p "$folder"
# Park & Miller's generator (1988) and the sum of twelve uniform numbers less six: the same numbers with every awk.
noise() {
  awk -v seed="$1" -v columns="$2" -v stem="$3" 'BEGIN {
    state = seed
    for (i = 0; i < 100; i++) state = (state * 16807) % 2147483647
    printf "patient"
    for (j = 1; j <= columns; j++) printf ",%s%d", stem, j
    printf "\n"
    for (i = 1; i <= 44; i++) {
      printf "P%02d", i
      for (j = 1; j <= columns; j++) {
        sum = -6
        for (k = 0; k < 12; k++) { state = (state * 16807) % 2147483647; sum += state / 2147483647 }
        printf ",%.5f", sum
      }
      printf "\n"
    }
  }'
}
noise 20220101 200 feature > "$folder/features.csv"
noise 19880101 1000 gene > "$folder/genes.csv"
cp "$here"/*.rgx "$folder"
