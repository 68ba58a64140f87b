#include "stdlib/features/pyradiomics/table.hpp"

#include <algorithm>

namespace rgx::features {

namespace {

constexpr Feature kTable[] = {
    {Family::py_shape, "Elongation", "Q3CK", Unit::one,
     "sqrt(minor / major eigenvalue) of the voxel centres' covariance"},
    {Family::py_shape, "Flatness", "N17B", Unit::one,
     "sqrt(least / major eigenvalue) of the voxel centres' covariance"},
    {Family::py_shape, "LeastAxisLength", "", Unit::mm, "4 sqrt(least eigenvalue), covariance over N"},
    {Family::py_shape, "MajorAxisLength", "", Unit::mm, "4 sqrt(largest eigenvalue), covariance over N"},
    {Family::py_shape, "Maximum2DDiameterColumn", "", Unit::mm, "largest distance of two mesh vertices of equal y"},
    {Family::py_shape, "Maximum2DDiameterRow", "", Unit::mm, "largest distance of two mesh vertices of equal x"},
    {Family::py_shape, "Maximum2DDiameterSlice", "", Unit::mm, "largest distance of two mesh vertices of equal z"},
    {Family::py_shape, "Maximum3DDiameter", "L0JK", Unit::mm, "largest distance of two mesh vertices"},
    {Family::py_shape, "MeshVolume", "RNU0", Unit::mm3, "volume within the triangle mesh"},
    {Family::py_shape, "MinorAxisLength", "", Unit::mm, "4 sqrt(second eigenvalue), covariance over N"},
    {Family::py_shape, "Sphericity", "QCFX", Unit::one, "(36 pi V^2)^(1/3) / A of the mesh"},
    {Family::py_shape, "SurfaceArea", "C0JK", Unit::mm2, "area of the triangle mesh"},
    {Family::py_shape, "SurfaceVolumeRatio", "2PR5", Unit::per_mm, "A / V of the mesh"},
    {Family::py_shape, "VoxelVolume", "YEKZ", Unit::mm3, "number of voxels times the volume of one"},
    {Family::py_firstorder, "10Percentile", "QG58", Unit::intensity,
     "10th percentile, linear between order statistics"},
    {Family::py_firstorder, "90Percentile", "8DWT", Unit::intensity,
     "90th percentile, linear between order statistics"},
    {Family::py_firstorder, "Energy", "N8CA", Unit::intensity_squared, "sum of (x + shift)^2"},
    {Family::py_firstorder, "Entropy", "TLU2", Unit::one, "entropy (log2) of the grey levels' histogram"},
    {Family::py_firstorder, "InterquartileRange", "SALO", Unit::intensity, "75th less 25th percentile"},
    {Family::py_firstorder, "Kurtosis", "", Unit::one,
     "fourth central moment over squared variance; 3 of a normal distribution"},
    {Family::py_firstorder, "Maximum", "84IY", Unit::intensity, "largest intensity"},
    {Family::py_firstorder, "MeanAbsoluteDeviation", "4FUA", Unit::intensity, "mean distance to the mean"},
    {Family::py_firstorder, "Mean", "Q4LE", Unit::intensity, "mean intensity"},
    {Family::py_firstorder, "Median", "Y12H", Unit::intensity, "median intensity"},
    {Family::py_firstorder, "Minimum", "1GSF", Unit::intensity, "smallest intensity"},
    {Family::py_firstorder, "Range", "2OJQ", Unit::intensity, "maximum less minimum"},
    {Family::py_firstorder, "RobustMeanAbsoluteDeviation", "1128", Unit::intensity,
     "mean distance to their mean of the intensities between the 10th and the 90th percentile"},
    {Family::py_firstorder, "RootMeanSquared", "5ZWQ", Unit::intensity, "root of the mean of (x + shift)^2"},
    {Family::py_firstorder, "Skewness", "KE2A", Unit::one,
     "third central moment over variance^1.5; 0 of a flat region"},
    {Family::py_firstorder, "TotalEnergy", "", Unit::intensity_squared_mm3, "energy times the volume of a voxel"},
    {Family::py_firstorder, "Uniformity", "BJ5W", Unit::one, "sum of squared shares of the grey levels"},
    {Family::py_firstorder, "Variance", "ECT3", Unit::intensity_squared, "mean squared distance to the mean"},
    {Family::py_glcm, "Autocorrelation", "QWB0", Unit::one, "sum of i j p(i,j)"},
    {Family::py_glcm, "ClusterProminence", "AE86", Unit::one, "sum of (i + j - 2 mu)^4 p(i,j)"},
    {Family::py_glcm, "ClusterShade", "7NFM", Unit::one, "sum of (i + j - 2 mu)^3 p(i,j)"},
    {Family::py_glcm, "ClusterTendency", "DG8W", Unit::one, "sum of (i + j - 2 mu)^2 p(i,j)"},
    {Family::py_glcm, "Contrast", "ACUI", Unit::one, "sum of (i - j)^2 p(i,j)"},
    {Family::py_glcm, "Correlation", "NI2N", Unit::one, "(sum of i j p(i,j) - mu^2) / sigma^2; 1 of one grey level"},
    {Family::py_glcm, "DifferenceAverage", "TF7R", Unit::one, "mean of |i - j|"},
    {Family::py_glcm, "DifferenceEntropy", "NTRS", Unit::one, "entropy (log2) of |i - j|"},
    {Family::py_glcm, "DifferenceVariance", "D3YU", Unit::one, "variance of |i - j|"},
    {Family::py_glcm, "Id", "IB1Z", Unit::one, "sum of p(i,j) / (1 + |i-j|)"},
    {Family::py_glcm, "Idm", "WF0Z", Unit::one, "sum of p(i,j) / (1 + (i-j)^2)"},
    {Family::py_glcm, "Idmn", "1QCO", Unit::one, "sum of p(i,j) / (1 + (i-j)^2 / N_g^2)"},
    {Family::py_glcm, "Idn", "NDRX", Unit::one, "sum of p(i,j) / (1 + |i-j| / N_g)"},
    {Family::py_glcm, "Imc1", "R8DG", Unit::one, "(HXY - HXY1) / HX, entropies in bits; 0 of one grey level"},
    {Family::py_glcm, "Imc2", "JN9H", Unit::one, "sqrt(1 - exp(-2 (HXY2 - HXY))), entropies in bits"},
    {Family::py_glcm, "InverseVariance", "E8JP", Unit::one, "sum over i != j of p(i,j) / (i-j)^2"},
    {Family::py_glcm, "JointAverage", "60VM", Unit::one, "sum of i p(i,j)"},
    {Family::py_glcm, "JointEnergy", "8ZQL", Unit::one, "sum of p(i,j)^2"},
    {Family::py_glcm, "JointEntropy", "TU9B", Unit::one, "entropy (log2) of p(i,j)"},
    {Family::py_glcm, "MCC", "", Unit::one,
     "root of the second eigenvalue of Q(i,j) = sum over k of p(i,k) p(j,k) / (p_x(i) p_y(k)); 1 of one grey level"},
    {Family::py_glcm, "MaximumProbability", "GYBY", Unit::one, "largest p(i,j)"},
    {Family::py_glcm, "SumAverage", "ZGXS", Unit::one, "mean of i + j"},
    {Family::py_glcm, "SumEntropy", "P6QZ", Unit::one, "entropy (log2) of i + j"},
    {Family::py_glcm, "SumSquares", "UR99", Unit::one, "sum of (i - mu)^2 p(i,j)"},
    {Family::py_glrlm, "GrayLevelNonUniformity", "R5YN", Unit::one,
     "sum over grey levels of squared counts, over the number of runs"},
    {Family::py_glrlm, "GrayLevelNonUniformityNormalized", "OVBL", Unit::one,
     "sum over grey levels of squared counts, over the squared number of runs"},
    {Family::py_glrlm, "GrayLevelVariance", "8CE5", Unit::one, "variance of the grey level over the runs"},
    {Family::py_glrlm, "HighGrayLevelRunEmphasis", "G3QZ", Unit::one, "mean of i^2 over the runs, i the grey level"},
    {Family::py_glrlm, "LongRunEmphasis", "W4KF", Unit::one, "mean of j^2 over the runs (j: length)"},
    {Family::py_glrlm, "LongRunHighGrayLevelEmphasis", "3KUM", Unit::one, "mean of i^2 j^2 over the runs (j: length)"},
    {Family::py_glrlm, "LongRunLowGrayLevelEmphasis", "IVPO", Unit::one, "mean of j^2/i^2 over the runs (j: length)"},
    {Family::py_glrlm, "LowGrayLevelRunEmphasis", "V3SW", Unit::one, "mean of 1/i^2 over the runs, i the grey level"},
    {Family::py_glrlm, "RunEntropy", "HJ9O", Unit::one, "entropy (log2) of grey level and j over the runs (j: length)"},
    {Family::py_glrlm, "RunLengthNonUniformity", "W92Y", Unit::one,
     "sum over j of squared counts, over the number of runs (j: length)"},
    {Family::py_glrlm, "RunLengthNonUniformityNormalized", "IC23", Unit::one,
     "sum over j of squared counts, over the squared number of runs (j: length)"},
    {Family::py_glrlm, "RunPercentage", "9ZK5", Unit::one, "number of runs over number of voxels"},
    {Family::py_glrlm, "RunVariance", "SXLW", Unit::one, "variance of j over the runs (j: length)"},
    {Family::py_glrlm, "ShortRunEmphasis", "22OV", Unit::one, "mean of 1/j^2 over the runs (j: length)"},
    {Family::py_glrlm, "ShortRunHighGrayLevelEmphasis", "GD3A", Unit::one, "mean of i^2/j^2 over the runs (j: length)"},
    {Family::py_glrlm, "ShortRunLowGrayLevelEmphasis", "HTZT", Unit::one,
     "mean of 1/(i^2 j^2) over the runs (j: length)"},
    {Family::py_glszm, "GrayLevelNonUniformity", "JNSA", Unit::one,
     "sum over grey levels of squared counts, over the number of zones"},
    {Family::py_glszm, "GrayLevelNonUniformityNormalized", "Y1RO", Unit::one,
     "sum over grey levels of squared counts, over the squared number of zones"},
    {Family::py_glszm, "GrayLevelVariance", "BYLV", Unit::one, "variance of the grey level over the zones"},
    {Family::py_glszm, "HighGrayLevelZoneEmphasis", "5GN9", Unit::one, "mean of i^2 over the zones, i the grey level"},
    {Family::py_glszm, "LargeAreaEmphasis", "48P8", Unit::one, "mean of j^2 over the zones (j: voxels)"},
    {Family::py_glszm, "LargeAreaHighGrayLevelEmphasis", "J17V", Unit::one,
     "mean of i^2 j^2 over the zones (j: voxels)"},
    {Family::py_glszm, "LargeAreaLowGrayLevelEmphasis", "YH51", Unit::one,
     "mean of j^2/i^2 over the zones (j: voxels)"},
    {Family::py_glszm, "LowGrayLevelZoneEmphasis", "XMSY", Unit::one, "mean of 1/i^2 over the zones, i the grey level"},
    {Family::py_glszm, "SizeZoneNonUniformity", "4JP3", Unit::one,
     "sum over j of squared counts, over the number of zones (j: voxels)"},
    {Family::py_glszm, "SizeZoneNonUniformityNormalized", "VB3A", Unit::one,
     "sum over j of squared counts, over the squared number of zones (j: voxels)"},
    {Family::py_glszm, "SmallAreaEmphasis", "5QRC", Unit::one, "mean of 1/j^2 over the zones (j: voxels)"},
    {Family::py_glszm, "SmallAreaHighGrayLevelEmphasis", "HW1V", Unit::one,
     "mean of i^2/j^2 over the zones (j: voxels)"},
    {Family::py_glszm, "SmallAreaLowGrayLevelEmphasis", "5RAI", Unit::one,
     "mean of 1/(i^2 j^2) over the zones (j: voxels)"},
    {Family::py_glszm, "ZoneEntropy", "GU8N", Unit::one,
     "entropy (log2) of grey level and j over the zones (j: voxels)"},
    {Family::py_glszm, "ZonePercentage", "P30P", Unit::one, "number of zones over number of voxels"},
    {Family::py_glszm, "ZoneVariance", "3NSA", Unit::one, "variance of j over the zones (j: voxels)"},
    {Family::py_gldm, "DependenceEntropy", "FCBV", Unit::one,
     "entropy (log2) of grey level and j over the voxels (j: dependent voxels, the centre included)"},
    {Family::py_gldm, "DependenceNonUniformity", "Z87G", Unit::one,
     "sum over j of squared counts, over the number of voxels (j: dependent voxels, the centre included)"},
    {Family::py_gldm, "DependenceNonUniformityNormalized", "OKJI", Unit::one,
     "sum over j of squared counts, over the squared number of voxels (j: dependent voxels, the centre included)"},
    {Family::py_gldm, "DependenceVariance", "DNX2", Unit::one,
     "variance of j over the voxels (j: dependent voxels, the centre included)"},
    {Family::py_gldm, "GrayLevelNonUniformity", "FP8K", Unit::one,
     "sum over grey levels of squared counts, over the number of voxels"},
    {Family::py_gldm, "GrayLevelVariance", "1PFV", Unit::one, "variance of the grey level over the voxels"},
    {Family::py_gldm, "HighGrayLevelEmphasis", "OAE7", Unit::one, "mean of i^2 over the voxels, i the grey level"},
    {Family::py_gldm, "LargeDependenceEmphasis", "IMOQ", Unit::one,
     "mean of j^2 over the voxels (j: dependent voxels, the centre included)"},
    {Family::py_gldm, "LargeDependenceHighGrayLevelEmphasis", "9QMG", Unit::one,
     "mean of i^2 j^2 over the voxels (j: dependent voxels, the centre included)"},
    {Family::py_gldm, "LargeDependenceLowGrayLevelEmphasis", "NBZI", Unit::one,
     "mean of j^2/i^2 over the voxels (j: dependent voxels, the centre included)"},
    {Family::py_gldm, "LowGrayLevelEmphasis", "TL9H", Unit::one, "mean of 1/i^2 over the voxels, i the grey level"},
    {Family::py_gldm, "SmallDependenceEmphasis", "SODN", Unit::one,
     "mean of 1/j^2 over the voxels (j: dependent voxels, the centre included)"},
    {Family::py_gldm, "SmallDependenceHighGrayLevelEmphasis", "JA6D", Unit::one,
     "mean of i^2/j^2 over the voxels (j: dependent voxels, the centre included)"},
    {Family::py_gldm, "SmallDependenceLowGrayLevelEmphasis", "EQ3F", Unit::one,
     "mean of 1/(i^2 j^2) over the voxels (j: dependent voxels, the centre included)"},
    {Family::py_ngtdm, "Busyness", "NQ30", Unit::one,
     "sum of p_i s_i over sum of |i p_i - j p_j|; 0 of one grey level"},
    {Family::py_ngtdm, "Coarseness", "QCDE", Unit::one, "1 / sum of p_i s_i; 10^6 where that is 0"},
    {Family::py_ngtdm, "Complexity", "HDEZ", Unit::one, "mean over voxels of |i-j| (p_i s_i + p_j s_j) / (p_i + p_j)"},
    {Family::py_ngtdm, "Contrast", "65HE", Unit::one,
     "spread of grey levels times mean difference to the neighbourhood; 0 of one grey level"},
    {Family::py_ngtdm, "Strength", "1X9X", Unit::one, "sum of (p_i + p_j) (i-j)^2 over sum of s_i; 0 if that is 0"},
};
static_assert(std::size(kTable) == 107);

constexpr std::array<std::string_view, kPyradiomicsFamilies.size()> kNames{"shape", "firstorder", "glcm", "glrlm",
                                                                           "glszm", "gldm",       "ngtdm"};

}  // namespace

std::string_view pyradiomics_name(Family family) {
  const auto at = std::find(kPyradiomicsFamilies.begin(), kPyradiomicsFamilies.end(), family);
  return at == kPyradiomicsFamilies.end() ? std::string_view{}
                                          : kNames[static_cast<std::size_t>(at - kPyradiomicsFamilies.begin())];
}

std::optional<Family> pyradiomics_family_named(std::string_view name) {
  const auto at = std::find(kNames.begin(), kNames.end(), name);
  if (at == kNames.end()) return std::nullopt;
  return kPyradiomicsFamilies[static_cast<std::size_t>(at - kNames.begin())];
}

std::span<const Feature> features_of_pyradiomics(Family family) {
  const auto of_family = [&](const Feature& f) { return f.family == family; };
  const Feature* const first = std::find_if(std::begin(kTable), std::end(kTable), of_family);
  return {first, std::find_if_not(first, std::end(kTable), of_family)};
}

const Feature* find_pyradiomics_feature(Family family, std::string_view name) {
  for (const Feature& feature : features_of_pyradiomics(family)) {
    if (feature.name == name) return &feature;
  }
  return nullptr;
}

}  // namespace rgx::features
