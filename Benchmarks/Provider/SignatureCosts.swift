import BenchmarkSupport
import Subprocess

/// What signatures cost on this machine, in CPU milliseconds, by `openssl speed`: S and V of the targets are those of P-256.
struct SignatureCosts {
    struct Cost {
        let sign, verify: Double
    }

    let es256: Cost
    let rs256: Cost

    static func measure() async throws -> SignatureCosts {
        // It ends a measurement by SIGALRM, which a thread that starts it the plain way may have masked.
        let text = try await Subprocess.run(
            .path("/usr/bin/openssl"), arguments: ["speed", "-mr", "-seconds", "2", "rsa3072", "ecdsap256"],
            output: .string(limit: 1 << 16), error: .discarded
        ).standardOutput
        // +F2:…:bits:signatures per second:verifications per second (RSA), +F4:… (ECDSA)
        func cost(_ prefix: String) throws -> Cost {
            let line = text.split(separator: "\n").first { $0.hasPrefix(prefix) }
            guard let fields = line?.split(separator: ":"), fields.count >= 5,
                let signatures = Double(fields[3]), let verifications = Double(fields[4])
            else { throw BenchmarkError("openssl speed printed no \(prefix) line:\n\(text)") }
            return Cost(sign: 1000 / signatures, verify: 1000 / verifications)
        }
        return SignatureCosts(es256: try cost("+F4"), rs256: try cost("+F2"))
    }
}
