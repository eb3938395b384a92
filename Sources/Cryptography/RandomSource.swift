import Glibc

/// Where unpredictable bytes come from. There is one per process, passed in; tests pass one that repeats from
/// a seed.
package protocol RandomSource: Sendable {
    /// `count` fresh bytes; `count` is written in our code and never comes from outside.
    func bytes(_ count: Int) -> [UInt8]
}

/// The kernel's generator, which seeds libcrypto's as well: for a few bytes it takes a third of the time.
///
/// Keys are generated inside libcrypto, by its own generator, and not from a ``RandomSource``.
package struct KernelRandomSource: RandomSource {
    package init() {}

    package func bytes(_ count: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        // It is getrandom(2), and ends the process where the kernel gives nothing: without randomness every code, session and
        // nonce that we'd still hand out could be guessed.
        arc4random_buf(&bytes, count)
        return bytes
    }
}
