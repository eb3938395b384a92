// Put before the C library by LD_PRELOAD, counts calls into the file that CALL_COUNTS names: what an operation costs in
// calls doesn't depend on how busy the machine is.
#define _GNU_SOURCE
#include "CCallCounter.h"
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);

// Each thread counts in a line of the cache of its own: if they shared one, every allocation would wait for the other
// core, and the counting would cost more than what it counts.
struct thread_counts {
    _Alignas(64) _Atomic long calls[call_counter_kinds];
};

// Threads that have ended keep their line, as their calls count.
static struct thread_counts *lines;
static atomic_int taken;
// Not to be allocated at its first use: that would count itself.
static _Thread_local struct thread_counts *mine __attribute__((tls_model("initial-exec")));

static void count(enum call_counter kind) {
    if (!lines) return;
    if (!mine) {
        int line = atomic_fetch_add(&taken, 1);
        if (line >= call_counter_threads) abort();
        mine = lines + line;
    }
    // Nobody else writes there, so that nothing has to be locked.
    long calls = atomic_load_explicit(&mine->calls[kind], memory_order_relaxed);
    atomic_store_explicit(&mine->calls[kind], calls + 1, memory_order_relaxed);
}

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("CALL_COUNTS");
    int file = path ? open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600) : -1;
    if (file < 0) return;
    const size_t size = call_counter_threads * sizeof(struct thread_counts);
    if (ftruncate(file, size) == 0) {
        void *shared = mmap(0, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
        if (shared != MAP_FAILED) lines = shared;
    }
    close(file);
}

void *malloc(size_t size) {
    count(call_counter_allocations);
    return __libc_malloc(size);
}

void *calloc(size_t number, size_t size) {
    count(call_counter_allocations);
    return __libc_calloc(number, size);
}

void *realloc(void *memory, size_t size) {
    count(call_counter_allocations);
    return __libc_realloc(memory, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
    count(call_counter_allocations);
    return __libc_memalign(alignment, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size) {
    count(call_counter_allocations);
    void *block = __libc_memalign(alignment, size);
    if (!block) return ENOMEM;
    *memory = block;
    return 0;
}

ssize_t write(int file, const void *bytes, size_t size) {
    static ssize_t (*_Atomic next)(int, const void *, size_t);
    if (!next) next = dlsym(RTLD_NEXT, "write");
    count(call_counter_writes);
    return next(file, bytes, size);
}

ssize_t writev(int file, const struct iovec *parts, int number) {
    static ssize_t (*_Atomic next)(int, const struct iovec *, int);
    if (!next) next = dlsym(RTLD_NEXT, "writev");
    count(call_counter_writes);
    return next(file, parts, number);
}

int fdatasync(int file) {
    static int (*_Atomic next)(int);
    if (!next) next = dlsym(RTLD_NEXT, "fdatasync");
    count(call_counter_syncs);
    return next(file);
}

int fsync(int file) {
    static int (*_Atomic next)(int);
    if (!next) next = dlsym(RTLD_NEXT, "fsync");
    count(call_counter_syncs);
    return next(file);
}
