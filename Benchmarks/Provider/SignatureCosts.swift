import BenchmarkSupport
import Foundation

/// What a signature costs on this machine, in CPU milliseconds, by `openssl speed`.
struct SignatureCosts {
    let es256: Double
    let rs256: Double

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
        func cost(_ prefix: String) throws -> Double {
            let line = text.split(separator: "\n").first { $0.hasPrefix(prefix) }
            guard let fields = line?.split(separator: ":"), fields.count >= 5, let perSecond = Double(fields[3]) else {
                throw BenchmarkError("openssl speed printed no \(prefix) line:\n\(text)")
            }
            return 1000 / perSecond
        }
        return SignatureCosts(es256: try cost("+F4"), rs256: try cost("+F2"))
    }

    func cost(of algorithm: String) -> Double { algorithm == "RS256" ? rs256 : es256 }
}
