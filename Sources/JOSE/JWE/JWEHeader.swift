import Cryptography
import Wire

/// The protected header of an encrypted message (RFC 7516 §4), as far as we understand it. One that asks for an extension, or
/// for compression (`zip`, which a few bytes could make megabytes of, and whose lengths betray what is inside), is refused.
package struct JWEHeader: Hashable, Sendable {
    package let algorithm: KeyManagementAlgorithm
    package let encryption: ContentEncryption
    package let keyID: KeyID?
    /// `epk`: the sender's key of this one message, a point of P-256 (RFC 7518 §4.6.1.1).
    let ephemeralKey: ECPublicKey?
    /// `apu` and `apv` (RFC 7518 §4.6.1.2).
    let partyU: [UInt8]
    let partyV: [UInt8]

    init(_ bytes: [UInt8]) throws(JOSEError) {
        let json: JSONObject
        do { json = try JSONReader.readObject(bytes) } catch { throw .malformed }
        guard json["crit"] == nil, json["zip"] == nil else { throw .criticalExtension }
        guard let name = json["alg"]?.string, let algorithm = KeyManagementAlgorithm(exactly: name),
            let name = json["enc"]?.string, let encryption = ContentEncryption(exactly: name)
        else { throw .unsupportedAlgorithm }
        self.algorithm = algorithm
        self.encryption = encryption
        switch json["kid"] {
        case nil: keyID = nil
        case .string(let text)?: keyID = KeyID(text)
        default: throw .malformed
        }
        guard algorithm.agreesOnKey else {
            (ephemeralKey, partyU, partyV) = (nil, [], [])
            return
        }
        guard let key = json["epk"]?.object, !JWK.isPrivate(key),
            case .p256(let point) = try EncryptionKey.Material(key)
        else { throw .invalidKey }
        ephemeralKey = point
        partyU = json["apu"] == nil ? [] : try json.octets("apu")
        partyV = json["apv"] == nil ? [] : try json.octets("apv")
    }
}
