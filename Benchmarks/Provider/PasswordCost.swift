import BenchmarkSupport
import Cryptography
import Glibc

/// What one Argon2id hash with the provider's own parameters costs on this machine, in CPU milliseconds of all its lanes.
enum PasswordCost {
    static func measure(times: Int = 5) throws -> Double {
        let argon2 = Argon2id(parameters: .recommended)
        let salt = KernelRandomSource().bytes(16)
        func hash() throws { _ = try argon2.hash(password: Array(ServerProcess.password.utf8), salt: salt) }
        try hash()
        let before = cpuMilliseconds()
        for _ in 0..<times { try hash() }
        return (cpuMilliseconds() - before) / Double(times)
    }

    private static func cpuMilliseconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) * 1000 + Double(time.tv_nsec) / 1e6
    }
}
