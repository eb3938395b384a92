// The allocator's entrances, which the program defines in glibc's stead, as glibc allows
// ("Replacing malloc" in its manual): each counts, and passes the request on.

#include "CAllocations.h"

#include <errno.h>
#include <stddef.h>

void *__libc_malloc(size_t);
void *__libc_calloc(size_t, size_t);
void *__libc_realloc(void *, size_t);
void *__libc_memalign(size_t, size_t);
void __libc_free(void *);

static _Thread_local unsigned long calls;

unsigned long allocations_of_this_thread(void) { return calls; }

void *malloc(size_t size) {
    calls += 1;
    return __libc_malloc(size);
}

void *calloc(size_t count, size_t size) {
    calls += 1;
    return __libc_calloc(count, size);
}

void *realloc(void *memory, size_t size) {
    calls += 1;
    return __libc_realloc(memory, size);
}

void *memalign(size_t alignment, size_t size) {
    calls += 1;
    return __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
    calls += 1;
    return __libc_memalign(alignment, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size) {
    calls += 1;
    *memory = __libc_memalign(alignment, size);
    return *memory ? 0 : ENOMEM;
}

void free(void *memory) { __libc_free(memory); }
