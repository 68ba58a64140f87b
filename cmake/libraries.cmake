# Every third-party library, found in one place and given to the rooms as rgx::lib_*.
function(rgx_library name)
  add_library(rgx_lib_${name} INTERFACE)
  add_library(rgx::lib_${name} ALIAS rgx_lib_${name})
  target_link_libraries(rgx_lib_${name} INTERFACE ${ARGN})
endfunction()

find_package(Boost 1.74 REQUIRED)
rgx_library(boost Boost::headers)

find_package(Eigen3 3.4 REQUIRED NO_MODULE)
rgx_library(eigen Eigen3::Eigen)
# Eigen's own threads and its run-time allocation checks stay out: parallelism is ours, by ParallelFor.
target_compile_definitions(rgx_lib_eigen INTERFACE EIGEN_DONT_PARALLELIZE)

find_package(TBB REQUIRED)
find_package(OpenSSL REQUIRED COMPONENTS Crypto)
find_package(fmt REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(LibArchive REQUIRED)
find_package(zstd REQUIRED)
find_package(CURL REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(CMARK_GFM REQUIRED IMPORTED_TARGET libcmark-gfm)
find_library(CMARK_GFM_EXTENSIONS cmark-gfm-extensions REQUIRED)
find_path(MUSTACHE_INCLUDE kainjow/mustache.hpp REQUIRED)
rgx_library(text fmt::fmt)
rgx_library(engine TBB::tbb OpenSSL::Crypto nlohmann_json::nlohmann_json LibArchive::LibArchive
            zstd::libzstd_shared PkgConfig::CMARK_GFM ${CMARK_GFM_EXTENSIONS} CURL::libcurl)
target_include_directories(rgx_lib_engine SYSTEM INTERFACE ${MUSTACHE_INCLUDE})

# ITK's headers are named by the imaging room alone (stdlib/imaging/itk_bridge and its neighbours).
find_package(ITK 5.2 REQUIRED COMPONENTS ITKCommon ITKIOImageBase ITKIONIFTI ITKIONRRD ITKIOMeta ITKIOGDCM
             ITKBiasCorrection ITKImageGrid ITKImageFunction ITKThresholding)
set(ITK_NO_IO_FACTORY_REGISTER_MANAGER 1)
include(${ITK_USE_FILE})
rgx_library(imaging ${ITK_LIBRARIES})
target_include_directories(rgx_lib_imaging SYSTEM INTERFACE ${ITK_INCLUDE_DIRS})

# Gradient boosting: named by stdlib/models/boosting.cpp alone.
pkg_check_modules(XGBOOST REQUIRED IMPORTED_TARGET xgboost)
rgx_library(boosting PkgConfig::XGBOOST)

# Support vector machines: named by stdlib/models/svm.cpp alone.
find_library(LIBSVM_LIBRARY svm REQUIRED)
find_path(LIBSVM_INCLUDE libsvm/svm.h REQUIRED)
rgx_library(svm ${LIBSVM_LIBRARY})
target_include_directories(rgx_lib_svm SYSTEM INTERFACE ${LIBSVM_INCLUDE})

find_package(CLI11 REQUIRED)
rgx_library(cli CLI11::CLI11)
