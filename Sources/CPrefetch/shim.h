#pragma once

/// Begins to fetch what lies at an address into the processor's cache, and waits for nothing. Swift has no word for it; a read
/// that isn't used yet holds up all that comes behind it as soon as the processor can't keep more of that in mind.
static inline void cprefetch(const void *_Nonnull address) { __builtin_prefetch(address); }
