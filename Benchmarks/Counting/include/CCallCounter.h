#pragma once

/// What a program has called of its C library since it began. The file has a line of 64 bytes for each thread, of which the
/// first numbers are these.
enum call_counter {
    /// Memory that was asked for: malloc, calloc, realloc, posix_memalign, aligned_alloc.
    call_counter_allocations,
    /// write and writev: to sockets, as a database writes by pwrite.
    call_counter_writes,
    /// fdatasync and fsync.
    call_counter_syncs,
    call_counter_kinds,
};

/// How many threads a program may have had; one more ends it.
enum { call_counter_threads = 4096 };
