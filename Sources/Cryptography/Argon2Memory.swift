import CArgon2
import Glibc

/// Where the blocks of a hash lie (RFC 9106 §3.2): in pages of its own, which go back to the system with it; huge ones where
/// the kernel has them (madvise(2), `MADV_HUGEPAGE`). Blocks are read in no order: with pages of 4 KiB a quarter of a hash's
/// time went into finding pages, and into asking the kernel for 16,384 of them.
enum Argon2Memory {
    /// Leaves `nil` where there is none: that is what libargon2 looks at.
    static let allocate: allocate_fptr = { memory, count in
        let pages = mmap(nil, count, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        guard let pages, pages != MAP_FAILED else {
            memory?.pointee = nil
            return ARGON2_MEMORY_ALLOCATION_ERROR.rawValue
        }
        // A kernel that has no huge pages refuses, and the pages are small.
        _ = madvise(pages, count, MADV_HUGEPAGE)
        memory?.pointee = pages.assumingMemoryBound(to: UInt8.self)
        return ARGON2_OK.rawValue
    }

    static let free: deallocate_fptr = { memory, count in munmap(memory, count) }
}
