import Cryptography
import Identity
import Wire

/// The nonces that we give to clients for their DPoP proofs (RFC 9449 §8): a moment, and our seal over it. Nothing is kept of
/// them, and each node knows those of the others.
package struct DPoPNonces: Sendable {
    private let secret: [UInt8]

    /// How long one counts.
    package static let lifetime = Duration.minutes(5)
    private static let sealBytes = 16

    /// - Parameter secret: 32 bytes that all nodes share and nobody else has.
    package init(secret: [UInt8]) { self.secret = secret }

    /// One that counts from now on. Those of one second are the same: it is no secret, and says only that a proof is no older.
    package func nonce(at now: Instant) -> String {
        let moment = Self.bytes(now.secondsSince1970)
        return Base64URL.encode(moment + seal(moment))
    }

    /// Until when a nonce counts; `nil` for one that isn't ours, or is over.
    func end(of nonce: String, at now: Instant) -> Instant? {
        guard let bytes = try? Base64URL.decode(nonce), bytes.count == 8 + Self.sealBytes,
            constantTimeEqual(Array(bytes.dropFirst(8)), seal(Array(bytes.prefix(8))))
        else { return nil }
        let given = Instant(secondsSince1970: bytes.prefix(8).reduce(0) { $0 << 8 | Int64($1) })
        return now.isWithin(Self.lifetime, of: given) ? given + Self.lifetime : nil
    }

    private func seal(_ moment: [UInt8]) -> [UInt8] {
        Array(HMAC.sha256(key: secret, Array("dpop-nonce\u{0}".utf8) + moment).prefix(Self.sealBytes))
    }

    private static func bytes(_ seconds: Int64) -> [UInt8] {
        withUnsafeBytes(of: seconds.bigEndian) { Array($0) }
    }
}
