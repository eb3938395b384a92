import Wire

/// A JSON Web Signature in the compact serialisation (RFC 7515 §3.1, §7.1), the only one that we read or
/// write.
package enum JWS {
    /// Signs a payload; the header holds `alg`, `kid` and, if given, `typ`.
    package static func sign(
        payload: [UInt8], type: String? = nil, key: SigningKey
    ) throws(JOSEError) -> String {
        var header: JSONObject = ["alg": .string(key.algorithm.rawValue), "kid": .string(key.id.value)]
        header["typ"] = type.map(JSONValue.string)
        var token: [UInt8] = []
        // One block of memory for nearly every token.
        token.reserveCapacity(payload.count * 4 / 3 + 256)
        Base64URL.append(JSONWriter.write(header), to: &token)
        token.append(UInt8(ascii: "."))
        Base64URL.append(payload, to: &token)
        let signature = try key.sign(token)
        token.append(UInt8(ascii: "."))
        Base64URL.append(signature, to: &token)
        return String(decoding: token, as: UTF8.self)
    }
}

/// The three parts of a token in the compact serialisation, decoded.
struct CompactJWS<Algorithm: NamedAlgorithm>: Sendable {
    let header: TokenHeader<Algorithm>
    let payload: [UInt8]
    let signature: [UInt8]
    let signingInput: [UInt8]

    /// Reads exactly three parts, each of canonical Base64url, none of them empty but the payload (an empty signature is that
    /// of `alg: none`).
    init(parsing text: String) throws(JOSEError) {
        guard text.utf8.count <= Limits.tokenBytes else { throw .malformed }
        let parts = text.utf8.split(
            separator: UInt8(ascii: "."), maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 3, !parts[0].isEmpty, !parts[2].isEmpty,
            parts[0].count <= Limits.tokenHeaderBytes
        else { throw .malformed }
        let header: [UInt8]
        do {
            header = try Base64URL.decode(Substring(parts[0]))
            payload = try Base64URL.decode(Substring(parts[1]))
            signature = try Base64URL.decode(Substring(parts[2]))
        } catch {
            throw .malformed
        }
        self.header = try TokenHeader(header)
        signingInput = Array(text.utf8[..<parts[1].endIndex])
    }

    /// `sub` of a JWT, which nobody has verified.
    var claimedSubject: String? { (try? JSONReader.readObject(payload))?["sub"]?.string }
}

/// A token that has the form of a JWS of a private key. Nothing in it is to be believed before it is verified.
package struct UnverifiedJWS: Sendable {
    let parts: CompactJWS<SignatureAlgorithm>

    package var header: JWSHeader { parts.header }

    package init(parsing text: String) throws(JOSEError) { parts = try CompactJWS(parsing: text) }

    /// The payload, if one of the set's keys that may have signed it has.
    /// - Parameter algorithms: what the signer may use; narrow it to what it is registered with (RFC 8725
    ///   §3.1).
    package func verified(
        by keys: JWKSet, algorithms: Set<SignatureAlgorithm> = Set(SignatureAlgorithm.allCases)
    ) throws(JOSEError) -> VerifiedJWS {
        guard algorithms.contains(header.algorithm) else { throw .wrongAlgorithm }
        guard keys.candidates(for: header).contains(where: { $0.isValid(parts.signature, for: parts.signingInput) })
        else {
            throw .invalidSignature
        }
        return VerifiedJWS(header: header, payload: parts.payload)
    }

    /// The payload, if this key signed it by the algorithm that both the key and the header say.
    package func verified(by key: VerificationKey) throws(JOSEError) -> VerifiedJWS {
        guard key.algorithm == header.algorithm else { throw .wrongAlgorithm }
        guard key.isValid(parts.signature, for: parts.signingInput) else { throw .invalidSignature }
        return VerifiedJWS(header: header, payload: parts.payload)
    }
}

/// A token whose signature is good.
package struct VerifiedJWS: Sendable {
    package let header: JWSHeader
    package let payload: [UInt8]

    fileprivate init(header: JWSHeader, payload: [UInt8]) {
        self.header = header
        self.payload = payload
    }
}
