#pragma once
// Predictions of one of several classes. probability: cases × classes, rows sum to 1; y: classes 0 … classes - 1.
#include <Eigen/Core>
#include <span>

#include "stats/base/refs.hpp"

namespace rgx::stats {

// Mean over pairs of classes of the AUC by which each one's probability tells the two apart (Hand & Till, Machine
// Learning 45, 2001, eq. 7). Pairs of which one class has no cases are left out; NaN when none is left.
// R: pROC::multiclass.roc(y, probability).
double hand_till(ConstMatrix probability, std::span<const int> y);

// -mean log of the true class's probability, cut at 1e-15 (from 1 too, as for two classes).
double multiclass_log_loss(ConstMatrix probability, std::span<const int> y);
// Mean over cases of the sum over classes of (probability - [true class])², 0 … 2 (Brier 1950): of two classes it is
// twice the score of the positive one.
double multiclass_brier(ConstMatrix probability, std::span<const int> y);

// The class of the highest probability; ties go to the first.
std::vector<int> most_probable(ConstMatrix probability);
// counts(true, predicted).
Eigen::MatrixXd confusion_matrix(std::span<const int> y, std::span<const int> predicted, int classes);
// Mean over the classes with cases of the share found. NaN without cases.
double balanced_accuracy(ConstMatrix confusion);
// Gorodkin, Computational Biology and Chemistry 28, 2004; of two classes Matthews' correlation. NaN when the true
// classes are one, 0 when only the predicted ones are.
double multiclass_mcc(ConstMatrix confusion);

}  // namespace rgx::stats
