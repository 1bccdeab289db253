# Run at every build: writes OUTPUT, a source file that knows the commit of SOURCE_DIR, and touches it only when that has
# changed, so that a build in which nothing changed compiles nothing.
set(commit unknown)
find_program(git git)
if(git)
  # An unpacked archive inside somebody else's checkout must not claim that one's commit: no prefix means our own top.
  execute_process(COMMAND ${git} -C ${SOURCE_DIR} rev-parse --show-prefix
    RESULT_VARIABLE failed OUTPUT_VARIABLE prefix ERROR_QUIET OUTPUT_STRIP_TRAILING_WHITESPACE)
  if(NOT failed AND prefix STREQUAL "")
    execute_process(COMMAND ${git} -C ${SOURCE_DIR} --no-optional-locks describe --always --dirty --abbrev=40 --exclude=*
      RESULT_VARIABLE failed OUTPUT_VARIABLE described ERROR_QUIET OUTPUT_STRIP_TRAILING_WHITESPACE)
    if(NOT failed AND described MATCHES "^[0-9a-f]+(-dirty)?$")
      set(commit ${described})
    endif()
  endif()
endif()
set(text "namespace rederive {\nconst char* generated_commit();\nconst char* generated_commit() { return \"${commit}\"; }\n}  // namespace rederive\n")
set(before "")
if(EXISTS ${OUTPUT})
  file(READ ${OUTPUT} before)
endif()
if(NOT text STREQUAL before)
  file(WRITE ${OUTPUT} "${text}")
endif()
