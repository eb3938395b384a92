#pragma once

/// What a program has called of its C library since it began, in the order in which the numbers stand in the file.
enum call_counter {
    /// Memory that was asked for: malloc, calloc, realloc, posix_memalign, aligned_alloc.
    call_counter_allocations,
    /// write and writev: to sockets, as a database writes by pwrite.
    call_counter_writes,
    /// fdatasync and fsync.
    call_counter_syncs,
    call_counter_kinds,
};
