import BenchmarkSupport
import Cryptography
import Glibc

/// What one Argon2id hash with the provider's own parameters costs on this machine, in CPU milliseconds of all its lanes.
enum PasswordCost {
    static func measure() throws -> Double {
        let before = cpuMilliseconds()
        _ = try Argon2id(parameters: .recommended).hash(
            password: Array(ServerProcess.password.utf8), salt: KernelRandomSource().bytes(16))
        return cpuMilliseconds() - before
    }

    private static func cpuMilliseconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) * 1000 + Double(time.tv_nsec) / 1e6
    }
}
