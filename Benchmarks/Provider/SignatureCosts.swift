import BenchmarkSupport
import Foundation

/// What signatures cost on this machine, in CPU milliseconds, by `openssl speed`: S and V of the targets are those of P-256.
struct SignatureCosts {
    struct Cost {
        let sign, verify: Double
    }

    let es256: Cost
    let rs256: Cost

    static func measure() throws -> SignatureCosts {
        let openssl = Process()
        openssl.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        openssl.arguments = ["speed", "-mr", "-seconds", "2", "rsa3072", "ecdsap256"]
        let output = Pipe()
        openssl.standardOutput = output
        openssl.standardError = FileHandle.nullDevice
        try openssl.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        openssl.waitUntilExit()
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
