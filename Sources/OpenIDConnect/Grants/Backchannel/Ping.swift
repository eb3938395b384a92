import Cryptography
import Wire

/// What a client is told at its notification endpoint once a person has decided (CIBA Core §10.2): which request, and the token
/// by which it knows us. It says neither what was decided nor by whom.
package struct Ping: Sendable {
    package let id: AuthRequestID
    package let notificationToken: String

    package init(id: AuthRequestID, notificationToken: String) {
        self.id = id
        self.notificationToken = notificationToken
    }

    package var headers: [(String, String)] {
        [("Content-Type", "application/json"), ("Authorization", "Bearer \(notificationToken)")]
    }

    package var body: [UInt8] { JSONWriter.write(["auth_req_id": .string(id.text)] as JSONObject) }
}

/// Seals pings while they wait: who has the database alone can neither poll with an `auth_req_id` nor notify a client.
///
/// The key is derived from the provider's secret that never changes, and not from the master key: what waits for minutes needn't
/// be sealed anew when that one is replaced.
package struct PingSeal: Sendable {
    private let cipher: AES256GCM

    /// - Parameter secret: 32 bytes for this use alone.
    package init(secret: [UInt8]) throws(CryptographyError) {
        var secret = secret
        cipher = try AES256GCM(key: SecretBytes(moving: &secret))
    }

    package func seal(_ ping: Ping, random: any RandomSource) throws(CryptographyError) -> String {
        let nonce = random.bytes(AES256GCM.nonceLength)
        // Neither part has a space.
        let sealed = try cipher.seal(
            Array("\(ping.id.text) \(ping.notificationToken)".utf8), nonce: nonce,
            additionalData: Array(ping.id.hash.text.utf8))
        return Base64URL.encode(nonce + sealed.ciphertext + sealed.tag)
    }

    /// - Returns: `nil` for what isn't the sealed ping of this request.
    package func open(_ text: String, of id: AuthRequestHash) -> Ping? {
        let overhead = AES256GCM.nonceLength + AES256GCM.tagLength
        guard let bytes = try? Base64URL.decode(text), bytes.count > overhead else { return nil }
        let content = try? cipher.open(
            Array(bytes.dropFirst(AES256GCM.nonceLength).dropLast(AES256GCM.tagLength)),
            tag: Array(bytes.suffix(AES256GCM.tagLength)), nonce: Array(bytes.prefix(AES256GCM.nonceLength)),
            additionalData: Array(id.text.utf8))
        let parts = content.map { String(decoding: $0, as: UTF8.self).split(separator: " ") } ?? []
        guard parts.count == 2 else { return nil }
        return Ping(id: AuthRequestID(stored: String(parts[0])), notificationToken: String(parts[1]))
    }
}
