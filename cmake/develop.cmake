# Targets for whoever changes the code: format, format_check, lint. Each stands only where its tool is installed
# (sh cmake/bootstrap.sh develop).
file(GLOB_RECURSE rgx_own CONFIGURE_DEPENDS
     "${PROJECT_SOURCE_DIR}/lang/*.[ch]pp" "${PROJECT_SOURCE_DIR}/stats/*.[ch]pp" "${PROJECT_SOURCE_DIR}/engine/*.[ch]pp"
     "${PROJECT_SOURCE_DIR}/stdlib/*.[ch]pp" "${PROJECT_SOURCE_DIR}/tests/*.[ch]pp")

find_program(CLANG_FORMAT NAMES clang-format clang-format-14)
if(CLANG_FORMAT)
  add_custom_target(format COMMAND "${CLANG_FORMAT}" -i ${rgx_own} VERBATIM)
  add_custom_target(format_check COMMAND "${CLANG_FORMAT}" --dry-run -Werror ${rgx_own} VERBATIM)
endif()

find_program(RUN_CLANG_TIDY NAMES run-clang-tidy run-clang-tidy-14)
if(RUN_CLANG_TIDY)
  add_custom_target(lint COMMAND "${RUN_CLANG_TIDY}" -quiet -p "${PROJECT_BINARY_DIR}"
                                 "^${PROJECT_SOURCE_DIR}/(lang|stats|engine|stdlib)/" VERBATIM)
endif()
