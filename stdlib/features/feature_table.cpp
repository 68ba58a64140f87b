#include "stdlib/features/feature_table.hpp"

#include <array>

namespace rgx::features {

namespace {

// Order within a family: that of the families' computations. Tags: `ibsi_features.csv`; the IVH pairs share the tags of
// the reference manual (BC2M, GBPN), and GLSZM small zone emphasis is 5QRC.
constexpr Feature kTable[] = {
    {Family::shape, "volume_mesh", "RNU0", Unit::mm3, "volume enclosed by the surface mesh"},
    {Family::shape, "volume_voxel", "YEKZ", Unit::mm3, "number of voxels times the volume of one"},
    {Family::shape, "surface_area", "C0JK", Unit::mm2, "area of the surface mesh"},
    {Family::shape, "surface_to_volume_ratio", "2PR5", Unit::per_mm, "surface area A over mesh volume V"},
    {Family::shape, "compactness_1", "SKGS", Unit::one, "V / (sqrt(pi) A^(3/2))"},
    {Family::shape, "compactness_2", "BQWJ", Unit::one, "36 pi V^2 / A^3; 1 for a sphere"},
    {Family::shape, "spherical_disproportion", "KRCK", Unit::one, "A over the area of a sphere of volume V"},
    {Family::shape, "sphericity", "QCFX", Unit::one, "area of a sphere of volume V over A"},
    {Family::shape, "asphericity", "25C7", Unit::one, "(A^3 / (36 pi V^2))^(1/3) - 1; 0 for a sphere"},
    {Family::shape, "centre_of_mass_shift", "KLMA", Unit::mm,
     "distance from the centre of the voxels to their intensity-weighted centre", true, true},
    {Family::shape, "integrated_intensity", "99N0", Unit::intensity_mm3,
     "mean intensity times mesh volume; in PET, total lesion glycolysis", true, true},
    {Family::shape, "maximum_3d_diameter", "L0JK", Unit::mm, "largest distance between two vertices of the mesh"},
    {Family::shape, "convex_hull_volume_density", "R3ER", Unit::one,
     "V over the volume of the convex hull of the mesh"},
    {Family::shape, "convex_hull_area_density", "7T7F", Unit::one, "A over the area of the convex hull of the mesh"},
    {Family::shape, "axis_aligned_bounding_box_volume_density", "PBX1", Unit::one,
     "V over the volume of the box around the mesh, along the image axes"},
    {Family::shape, "axis_aligned_bounding_box_area_density", "R59B", Unit::one,
     "A over the area of the box around the mesh, along the image axes"},
    {Family::shape, "oriented_minimum_bounding_box_volume_density", "ZH1A", Unit::one,
     "V over the volume of the smallest box around the mesh", false, false},
    {Family::shape, "oriented_minimum_bounding_box_area_density", "IQYR", Unit::one,
     "A over the area of the smallest box around the mesh", false, false},
    {Family::shape, "major_axis_length", "TDIC", Unit::mm,
     "4 sqrt(largest eigenvalue) of the covariance of the voxel centres"},
    {Family::shape, "minor_axis_length", "P9VJ", Unit::mm,
     "4 sqrt(second eigenvalue) of the covariance of the voxel centres"},
    {Family::shape, "shortest_axis_length", "7J51", Unit::mm,
     "4 sqrt(smallest eigenvalue) of the covariance of the voxel centres"},
    {Family::shape, "elongation", "Q3CK", Unit::one, "minor over major axis length"},
    {Family::shape, "flatness", "N17B", Unit::one, "shortest over major axis length"},
    {Family::shape, "approximate_enclosing_ellipsoid_volume_density", "6BDE", Unit::one,
     "V over the volume of the ellipsoid with the three axis lengths"},
    {Family::shape, "approximate_enclosing_ellipsoid_area_density", "RDD2", Unit::one,
     "A over the area of that ellipsoid (Legendre series to degree 20)"},
    {Family::shape, "minimum_volume_enclosing_ellipsoid_volume_density", "SWZ1", Unit::one,
     "V over the volume of the smallest ellipsoid around the mesh", false, false},
    {Family::shape, "minimum_volume_enclosing_ellipsoid_area_density", "BRI8", Unit::one,
     "A over the area of the smallest ellipsoid around the mesh", false, false},
    {Family::shape, "morans_i_index", "N365", Unit::one,
     "spatial autocorrelation of intensities, every pair weighted by inverse distance", true, true},
    {Family::shape, "gearys_c_measure", "NPT7", Unit::one,
     "squared intensity differences of all pairs, weighted by inverse distance", true, true},
    {Family::local_intensity, "local_peak", "VJGA", Unit::intensity,
     "mean in the 1 cm3 sphere around the voxel of highest intensity (SUVpeak in PET)"},
    {Family::local_intensity, "global_peak", "0F91", Unit::intensity,
     "highest mean in a 1 cm3 sphere around any voxel of the region"},
    {Family::intensity, "mean", "Q4LE", Unit::intensity, "mean intensity"},
    {Family::intensity, "variance", "ECT3", Unit::intensity_squared,
     "mean squared deviation from the mean, N in the denominator"},
    {Family::intensity, "skewness", "KE2A", Unit::one,
     "third central moment over variance^(3/2); 0 if the variance is 0"},
    {Family::intensity, "kurtosis", "IPH6", Unit::one,
     "fourth central moment over variance squared, minus 3; 0 if the variance is 0"},
    {Family::intensity, "median", "Y12H", Unit::intensity, "median intensity"},
    {Family::intensity, "minimum", "1GSF", Unit::intensity, "smallest value"},
    {Family::intensity, "10th_percentile", "QG58", Unit::intensity, "10th percentile"},
    {Family::intensity, "90th_percentile", "8DWT", Unit::intensity, "90th percentile"},
    {Family::intensity, "maximum", "84IY", Unit::intensity, "largest value"},
    {Family::intensity, "interquartile_range", "SALO", Unit::intensity, "75th minus 25th percentile"},
    {Family::intensity, "range", "2OJQ", Unit::intensity, "maximum minus minimum"},
    {Family::intensity, "mean_absolute_deviation", "4FUA", Unit::intensity, "mean absolute deviation from the mean"},
    {Family::intensity, "robust_mean_absolute_deviation", "1128", Unit::intensity,
     "mean absolute deviation from their mean of the values from the 10th to the 90th percentile"},
    {Family::intensity, "median_absolute_deviation", "N72L", Unit::intensity,
     "mean absolute deviation from the median"},
    {Family::intensity, "coefficient_of_variation", "7TET", Unit::one, "standard deviation over mean"},
    {Family::intensity, "quartile_coefficient_of_dispersion", "9S40", Unit::one, "(P75 - P25) / (P75 + P25)"},
    {Family::intensity, "energy", "N8CA", Unit::intensity_squared, "sum of squares"},
    {Family::intensity, "root_mean_square", "5ZWQ", Unit::intensity, "square root of the mean square"},
    {Family::histogram, "mean", "X6K6", Unit::level, "mean of the grey levels"},
    {Family::histogram, "variance", "CH89", Unit::one,
     "mean squared deviation from the mean, N in the denominator of the grey levels"},
    {Family::histogram, "skewness", "88K1", Unit::one,
     "third central moment over variance^(3/2); 0 if the variance is 0; of the grey levels"},
    {Family::histogram, "kurtosis", "C3I7", Unit::one,
     "fourth central moment over variance squared, minus 3; 0 if the variance is 0; of the grey levels"},
    {Family::histogram, "median", "WIFQ", Unit::level, "median of the grey levels"},
    {Family::histogram, "minimum", "1PR8", Unit::level, "smallest value of the grey levels"},
    {Family::histogram, "10th_percentile", "GPMT", Unit::level, "10th percentile of the grey levels"},
    {Family::histogram, "90th_percentile", "OZ0C", Unit::level, "90th percentile of the grey levels"},
    {Family::histogram, "maximum", "3NCY", Unit::level, "largest value of the grey levels"},
    {Family::histogram, "mode", "AMMC", Unit::level, "most frequent grey level, the one nearest the mean on a tie"},
    {Family::histogram, "interquartile_range", "WR0O", Unit::level, "75th minus 25th percentile of the grey levels"},
    {Family::histogram, "range", "5Z3W", Unit::level, "maximum minus minimum of the grey levels"},
    {Family::histogram, "mean_absolute_deviation", "D2ZX", Unit::level,
     "mean absolute deviation from the mean of the grey levels"},
    {Family::histogram, "robust_mean_absolute_deviation", "WRZB", Unit::level,
     "mean absolute deviation from their mean of the values from the 10th to the 90th percentile of the grey levels"},
    {Family::histogram, "median_absolute_deviation", "4RNL", Unit::level,
     "mean absolute deviation from the median of the grey levels"},
    {Family::histogram, "coefficient_of_variation", "CWYJ", Unit::one,
     "standard deviation over mean of the grey levels"},
    {Family::histogram, "quartile_coefficient_of_dispersion", "SLWD", Unit::one,
     "(P75 - P25) / (P75 + P25) of the grey levels"},
    {Family::histogram, "entropy", "TLU2", Unit::one, "-sum p log2 p"},
    {Family::histogram, "uniformity", "BJ5W", Unit::one, "sum p^2"},
    {Family::histogram, "maximum_histogram_gradient", "12CE", Unit::voxels,
     "steepest rise of the histogram (central differences)"},
    {Family::histogram, "maximum_histogram_gradient_grey_level", "8E6O", Unit::level,
     "grey level of the steepest rise"},
    {Family::histogram, "minimum_histogram_gradient", "VQB3", Unit::voxels,
     "steepest fall of the histogram (central differences)"},
    {Family::histogram, "minimum_histogram_gradient_grey_level", "RHQZ", Unit::level,
     "grey level of the steepest fall"},
    {Family::ivh, "volume_fraction_at_10_intensity", "BC2M", Unit::one,
     "largest volume fraction with an intensity fraction of at least 10 %"},
    {Family::ivh, "volume_fraction_at_90_intensity", "BC2M", Unit::one,
     "largest volume fraction with an intensity fraction of at least 90 %"},
    {Family::ivh, "intensity_at_10_volume", "GBPN", Unit::intensity,
     "smallest intensity present in at most 10 % of the volume"},
    {Family::ivh, "intensity_at_90_volume", "GBPN", Unit::intensity,
     "smallest intensity present in at most 90 % of the volume"},
    {Family::ivh, "volume_fraction_difference_between_10_and_90_intensity", "DDTU", Unit::one,
     "volume fraction at 10 % minus that at 90 % intensity"},
    {Family::ivh, "intensity_difference_between_10_and_90_volume", "CNV2", Unit::intensity,
     "intensity at 10 % minus that at 90 % volume"},
    {Family::ivh, "area_under_ivh_curve", "9CMM", Unit::one, "area under volume fraction against intensity fraction",
     false, false},
    {Family::glcm, "joint_maximum", "GYBY", Unit::one, "largest p(i,j)"},
    {Family::glcm, "joint_average", "60VM", Unit::level, "sum of i p(i,j)"},
    {Family::glcm, "joint_variance", "UR99", Unit::one, "sum of (i - mu)^2 p(i,j)"},
    {Family::glcm, "joint_entropy", "TU9B", Unit::one, "-sum of p(i,j) log2 p(i,j)"},
    {Family::glcm, "difference_average", "TF7R", Unit::level, "mean of k = |i-j|"},
    {Family::glcm, "difference_variance", "D3YU", Unit::one, "variance of k = |i-j|"},
    {Family::glcm, "difference_entropy", "NTRS", Unit::one, "entropy (log2) of k = |i-j|"},
    {Family::glcm, "sum_average", "ZGXS", Unit::level, "mean of k = i+j"},
    {Family::glcm, "sum_variance", "OEEB", Unit::one, "variance of k = i+j"},
    {Family::glcm, "sum_entropy", "P6QZ", Unit::one, "entropy (log2) of k = i+j"},
    {Family::glcm, "angular_second_moment", "8ZQL", Unit::one, "sum of p(i,j)^2"},
    {Family::glcm, "contrast", "ACUI", Unit::one, "sum of (i-j)^2 p(i,j)"},
    {Family::glcm, "dissimilarity", "8S9J", Unit::one, "sum of |i-j| p(i,j)"},
    {Family::glcm, "inverse_difference", "IB1Z", Unit::one, "sum of p(i,j) / (1 + |i-j|)"},
    {Family::glcm, "normalised_inverse_difference", "NDRX", Unit::one, "sum of p(i,j) / (1 + |i-j| / N_g)"},
    {Family::glcm, "inverse_difference_moment", "WF0Z", Unit::one, "sum of p(i,j) / (1 + (i-j)^2)"},
    {Family::glcm, "normalised_inverse_difference_moment", "1QCO", Unit::one, "sum of p(i,j) / (1 + (i-j)^2 / N_g^2)"},
    {Family::glcm, "inverse_variance", "E8JP", Unit::one, "sum over i != j of p(i,j) / (i-j)^2"},
    {Family::glcm, "correlation", "NI2N", Unit::one, "(sum of i j p(i,j) - mu^2) / sigma^2"},
    {Family::glcm, "autocorrelation", "QWB0", Unit::one, "sum of i j p(i,j)"},
    {Family::glcm, "cluster_tendency", "DG8W", Unit::one, "sum of (i + j - 2 mu)^2 p(i,j)"},
    {Family::glcm, "cluster_shade", "7NFM", Unit::one, "sum of (i + j - 2 mu)^3 p(i,j)"},
    {Family::glcm, "cluster_prominence", "AE86", Unit::one, "sum of (i + j - 2 mu)^4 p(i,j)"},
    {Family::glcm, "first_measure_of_information_correlation", "R8DG", Unit::one,
     "(HXY - HXY1) / HX with entropies in bits"},
    {Family::glcm, "second_measure_of_information_correlation", "JN9H", Unit::one,
     "sqrt(1 - exp(-2 (HXY2 - HXY))) with entropies in bits"},
    {Family::glrlm, "short_runs_emphasis", "22OV", Unit::one, "mean of 1/j^2 over the runs (j: length)"},
    {Family::glrlm, "long_runs_emphasis", "W4KF", Unit::one, "mean of j^2 over the runs (j: length)"},
    {Family::glrlm, "low_grey_level_run_emphasis", "V3SW", Unit::one, "mean of 1/i^2 over the runs, i the grey level"},
    {Family::glrlm, "high_grey_level_run_emphasis", "G3QZ", Unit::one, "mean of i^2 over the runs, i the grey level"},
    {Family::glrlm, "short_run_low_grey_level_emphasis", "HTZT", Unit::one,
     "mean of 1/(i^2 j^2) over the runs (j: length)"},
    {Family::glrlm, "short_run_high_grey_level_emphasis", "GD3A", Unit::one,
     "mean of i^2/j^2 over the runs (j: length)"},
    {Family::glrlm, "long_run_low_grey_level_emphasis", "IVPO", Unit::one, "mean of j^2/i^2 over the runs (j: length)"},
    {Family::glrlm, "long_run_high_grey_level_emphasis", "3KUM", Unit::one,
     "mean of i^2 j^2 over the runs (j: length)"},
    {Family::glrlm, "grey_level_non_uniformity", "R5YN", Unit::one,
     "sum over grey levels of squared counts, over the number of runs"},
    {Family::glrlm, "normalised_grey_level_non_uniformity", "OVBL", Unit::one,
     "sum over grey levels of squared counts, over the squared number of runs"},
    {Family::glrlm, "run_length_non_uniformity", "W92Y", Unit::one,
     "sum over j of squared counts, over the number of runs (j: length)"},
    {Family::glrlm, "normalised_run_length_non_uniformity", "IC23", Unit::one,
     "sum over j of squared counts, over the squared number of runs (j: length)"},
    {Family::glrlm, "run_percentage", "9ZK5", Unit::one, "number of runs over number of voxels"},
    {Family::glrlm, "grey_level_variance", "8CE5", Unit::one, "variance of the grey level over the runs"},
    {Family::glrlm, "run_length_variance", "SXLW", Unit::one, "variance of j over the runs (j: length)"},
    {Family::glrlm, "run_entropy", "HJ9O", Unit::one, "entropy (log2) of grey level and j over the runs (j: length)"},
    {Family::glszm, "small_zone_emphasis", "5QRC", Unit::one, "mean of 1/j^2 over the zones (j: voxels)"},
    {Family::glszm, "large_zone_emphasis", "48P8", Unit::one, "mean of j^2 over the zones (j: voxels)"},
    {Family::glszm, "low_grey_level_zone_emphasis", "XMSY", Unit::one,
     "mean of 1/i^2 over the zones, i the grey level"},
    {Family::glszm, "high_grey_level_zone_emphasis", "5GN9", Unit::one, "mean of i^2 over the zones, i the grey level"},
    {Family::glszm, "small_zone_low_grey_level_emphasis", "5RAI", Unit::one,
     "mean of 1/(i^2 j^2) over the zones (j: voxels)"},
    {Family::glszm, "small_zone_high_grey_level_emphasis", "HW1V", Unit::one,
     "mean of i^2/j^2 over the zones (j: voxels)"},
    {Family::glszm, "large_zone_low_grey_level_emphasis", "YH51", Unit::one,
     "mean of j^2/i^2 over the zones (j: voxels)"},
    {Family::glszm, "large_zone_high_grey_level_emphasis", "J17V", Unit::one,
     "mean of i^2 j^2 over the zones (j: voxels)"},
    {Family::glszm, "grey_level_non_uniformity", "JNSA", Unit::one,
     "sum over grey levels of squared counts, over the number of zones"},
    {Family::glszm, "normalised_grey_level_non_uniformity", "Y1RO", Unit::one,
     "sum over grey levels of squared counts, over the squared number of zones"},
    {Family::glszm, "zone_size_non_uniformity", "4JP3", Unit::one,
     "sum over j of squared counts, over the number of zones (j: voxels)"},
    {Family::glszm, "normalised_zone_size_non_uniformity", "VB3A", Unit::one,
     "sum over j of squared counts, over the squared number of zones (j: voxels)"},
    {Family::glszm, "zone_percentage", "P30P", Unit::one, "number of zones over number of voxels"},
    {Family::glszm, "grey_level_variance", "BYLV", Unit::one, "variance of the grey level over the zones"},
    {Family::glszm, "zone_size_variance", "3NSA", Unit::one, "variance of j over the zones (j: voxels)"},
    {Family::glszm, "zone_size_entropy", "GU8N", Unit::one,
     "entropy (log2) of grey level and j over the zones (j: voxels)"},
    {Family::gldzm, "small_distance_emphasis", "0GBI", Unit::one,
     "mean of 1/j^2 over the zones (j: distance to the edge)"},
    {Family::gldzm, "large_distance_emphasis", "MB4I", Unit::one,
     "mean of j^2 over the zones (j: distance to the edge)"},
    {Family::gldzm, "low_grey_level_zone_emphasis", "S1RA", Unit::one,
     "mean of 1/i^2 over the zones, i the grey level"},
    {Family::gldzm, "high_grey_level_zone_emphasis", "K26C", Unit::one, "mean of i^2 over the zones, i the grey level"},
    {Family::gldzm, "small_distance_low_grey_level_emphasis", "RUVG", Unit::one,
     "mean of 1/(i^2 j^2) over the zones (j: distance to the edge)"},
    {Family::gldzm, "small_distance_high_grey_level_emphasis", "DKNJ", Unit::one,
     "mean of i^2/j^2 over the zones (j: distance to the edge)"},
    {Family::gldzm, "large_distance_low_grey_level_emphasis", "A7WM", Unit::one,
     "mean of j^2/i^2 over the zones (j: distance to the edge)"},
    {Family::gldzm, "large_distance_high_grey_level_emphasis", "KLTH", Unit::one,
     "mean of i^2 j^2 over the zones (j: distance to the edge)"},
    {Family::gldzm, "grey_level_non_uniformity", "VFT7", Unit::one,
     "sum over grey levels of squared counts, over the number of zones"},
    {Family::gldzm, "normalised_grey_level_non_uniformity", "7HP3", Unit::one,
     "sum over grey levels of squared counts, over the squared number of zones"},
    {Family::gldzm, "zone_distance_non_uniformity", "V294", Unit::one,
     "sum over j of squared counts, over the number of zones (j: distance to the edge)"},
    {Family::gldzm, "normalised_zone_distance_non_uniformity", "IATH", Unit::one,
     "sum over j of squared counts, over the squared number of zones (j: distance to the edge)"},
    {Family::gldzm, "zone_percentage", "VIWW", Unit::one, "number of zones over number of voxels"},
    {Family::gldzm, "grey_level_variance", "QK93", Unit::one, "variance of the grey level over the zones"},
    {Family::gldzm, "zone_distance_variance", "7WT1", Unit::one,
     "variance of j over the zones (j: distance to the edge)"},
    {Family::gldzm, "zone_distance_entropy", "GBDU", Unit::one,
     "entropy (log2) of grey level and j over the zones (j: distance to the edge)"},
    {Family::ngtdm, "coarseness", "QCDE", Unit::one, "1 / sum of p_i s_i, at most 10^6"},
    {Family::ngtdm, "contrast", "65HE", Unit::one,
     "spread of grey levels times mean difference to the neighbourhood; 0 for one level"},
    {Family::ngtdm, "busyness", "NQ30", Unit::one, "sum of p_i s_i over sum of |i p_i - j p_j|; 0 for one level"},
    {Family::ngtdm, "complexity", "HDEZ", Unit::one, "mean over voxels of |i-j| (p_i s_i + p_j s_j) / (p_i + p_j)"},
    {Family::ngtdm, "strength", "1X9X", Unit::one, "sum of (p_i + p_j) (i-j)^2 over sum of s_i; 0 if that is 0"},
    {Family::ngldm, "low_dependence_emphasis", "SODN", Unit::one,
     "mean of 1/j^2 over the neighbourhoods (j: dependent voxels, the centre included)"},
    {Family::ngldm, "high_dependence_emphasis", "IMOQ", Unit::one,
     "mean of j^2 over the neighbourhoods (j: dependent voxels, the centre included)"},
    {Family::ngldm, "low_grey_level_count_emphasis", "TL9H", Unit::one,
     "mean of 1/i^2 over the neighbourhoods, i the grey level"},
    {Family::ngldm, "high_grey_level_count_emphasis", "OAE7", Unit::one,
     "mean of i^2 over the neighbourhoods, i the grey level"},
    {Family::ngldm, "low_dependence_low_grey_level_emphasis", "EQ3F", Unit::one,
     "mean of 1/(i^2 j^2) over the neighbourhoods (j: dependent voxels, the centre included)"},
    {Family::ngldm, "low_dependence_high_grey_level_emphasis", "JA6D", Unit::one,
     "mean of i^2/j^2 over the neighbourhoods (j: dependent voxels, the centre included)"},
    {Family::ngldm, "high_dependence_low_grey_level_emphasis", "NBZI", Unit::one,
     "mean of j^2/i^2 over the neighbourhoods (j: dependent voxels, the centre included)"},
    {Family::ngldm, "high_dependence_high_grey_level_emphasis", "9QMG", Unit::one,
     "mean of i^2 j^2 over the neighbourhoods (j: dependent voxels, the centre included)"},
    {Family::ngldm, "grey_level_non_uniformity", "FP8K", Unit::one,
     "sum over grey levels of squared counts, over the number of neighbourhoods"},
    {Family::ngldm, "normalised_grey_level_non_uniformity", "5SPA", Unit::one,
     "sum over grey levels of squared counts, over the squared number of neighbourhoods"},
    {Family::ngldm, "dependence_count_non_uniformity", "Z87G", Unit::one,
     "sum over j of squared counts, over the number of neighbourhoods (j: dependent voxels, the centre included)"},
    {Family::ngldm, "normalised_dependence_count_non_uniformity", "OKJI", Unit::one,
     "sum over j of squared counts, over the squared number of neighbourhoods (j: dependent voxels, the centre "
     "included)"},
    {Family::ngldm, "dependence_count_percentage", "6XV8", Unit::one, "number of neighbourhoods over number of voxels"},
    {Family::ngldm, "grey_level_variance", "1PFV", Unit::one, "variance of the grey level over the neighbourhoods"},
    {Family::ngldm, "dependence_count_variance", "DNX2", Unit::one,
     "variance of j over the neighbourhoods (j: dependent voxels, the centre included)"},
    {Family::ngldm, "dependence_count_entropy", "FCBV", Unit::one,
     "entropy (log2) of grey level and j over the neighbourhoods (j: dependent voxels, the centre included)"},
    {Family::ngldm, "dependence_count_energy", "CAS9", Unit::one, "sum of squared shares of grey level and j"},
};
constexpr int kFeatures = static_cast<int>(std::size(kTable));
static_assert(kFeatures == 174);

constexpr std::array<std::string_view, kFamilies> kFamilyNames{
    "shape", "local_intensity", "intensity", "histogram", "ivh", "glcm", "glrlm", "glszm", "gldzm", "ngtdm", "ngldm"};

struct AggregationRow {
  Aggregation aggregation;
  std::string_view name, tag;
};
constexpr AggregationRow kAggregations[] = {
    {Aggregation::none, "", ""},
    {Aggregation::average_2d, "2d_average", "BTW3"},
    {Aggregation::slice_merge_2d, "2d_slice_merge", "SUJT"},
    {Aggregation::direction_merge_25d, "25d_direction_merge", "JJUI"},
    {Aggregation::volume_merge_25d, "25d_volume_merge", "ZW7Z"},
    {Aggregation::average_3d, "3d_average", "ITBB"},
    {Aggregation::volume_merge_3d, "3d_volume_merge", "IAZD"},
    {Aggregation::slices_2d, "2d", "8QNN"},
    {Aggregation::slices_25d, "25d", "62GR"},
    {Aggregation::volume_3d, "3d", "KOBO"},
};

constexpr std::array kNoAggregation{Aggregation::none};
constexpr std::array kDirectional{Aggregation::average_2d,          Aggregation::slice_merge_2d,
                                  Aggregation::direction_merge_25d, Aggregation::volume_merge_25d,
                                  Aggregation::average_3d,          Aggregation::volume_merge_3d};
constexpr std::array kVolumetric{Aggregation::slices_2d, Aggregation::slices_25d, Aggregation::volume_3d};

}  // namespace

std::span<const Feature> all_features() { return kTable; }

std::span<const Feature> features_of(Family family) {
  const Feature* first = kTable;
  const Feature* const end = kTable + kFeatures;
  while (first != end && first->family != family) ++first;
  const Feature* last = first;
  while (last != end && last->family == family) ++last;
  return {first, last};
}

const Feature* find_feature(Family family, std::string_view name) {
  for (const Feature& feature : features_of(family)) {
    if (feature.name == name) return &feature;
  }
  return nullptr;
}

bool measures_region(Family family) { return family == Family::shape; }

bool on_levels(Family family) { return family == Family::histogram || aggregations_of(family).size() > 1; }

std::string_view name(Family family) { return kFamilyNames[static_cast<std::size_t>(family)]; }

std::optional<Family> family_named(std::string_view wanted, std::string_view conventions) {
  if (conventions != "ibsi") return std::nullopt;
  for (std::size_t i = 0; i < kFamilyNames.size(); ++i) {
    if (kFamilyNames[i] == wanted) return static_cast<Family>(i);
  }
  return std::nullopt;
}

bool built(Family family) {
  for (const Feature& feature : features_of(family)) {
    if (feature.built) return true;
  }
  return false;
}

std::string_view name(Aggregation aggregation) { return kAggregations[static_cast<std::size_t>(aggregation)].name; }
std::string_view tag(Aggregation aggregation) { return kAggregations[static_cast<std::size_t>(aggregation)].tag; }

std::optional<Aggregation> aggregation_named(Family family, std::string_view wanted) {
  for (Aggregation aggregation : aggregations_of(family)) {
    if (aggregation != Aggregation::none && name(aggregation) == wanted) return aggregation;
  }
  return std::nullopt;
}

std::span<const Aggregation> aggregations_of(Family family) {
  switch (family) {
    case Family::glcm:
    case Family::glrlm:
      return kDirectional;
    case Family::glszm:
    case Family::gldzm:
    case Family::ngtdm:
    case Family::ngldm:
      return kVolumetric;
    default:
      return kNoAggregation;
  }
}

Aggregation default_aggregation(Family family) {
  const auto choices = aggregations_of(family);
  if (choices.size() == kDirectional.size()) return Aggregation::average_3d;
  return choices.size() == kVolumetric.size() ? Aggregation::volume_3d : Aggregation::none;
}

std::string unit_text(Unit unit, std::string_view intensity_unit) {
  const std::string own = intensity_unit.empty() ? "intensity" : std::string(intensity_unit);
  switch (unit) {
    case Unit::one:
      return "1";
    case Unit::mm:
      return "mm";
    case Unit::mm2:
      return "mm2";
    case Unit::mm3:
      return "mm3";
    case Unit::per_mm:
      return "1/mm";
    case Unit::intensity:
      return own;
    case Unit::intensity_squared:
      return own + "^2";
    case Unit::intensity_mm3:
      return own + " mm3";
    case Unit::intensity_squared_mm3:
      return own + "^2 mm3";
    case Unit::level:
      return "grey level";
    case Unit::voxels:
      return "voxels";
    case Unit::ml:
      return "ml";
    case Unit::intensity_ml:
      return own + " ml";
  }
  return "1";
}

}  // namespace rgx::features
