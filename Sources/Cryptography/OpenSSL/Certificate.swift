import COpenSSL

/// An X.509 certificate (RFC 5280), as far as somebody is known by it: its names, its key, its time. That it is well-formed says
/// nothing of who made it: see ``CertificateAuthorities``.
package struct Certificate: Hashable, Sendable {
    /// DER, to the byte.
    package let encoded: [UInt8]
    /// The subject's distinguished name in the text form of RFC 4514, the last part first.
    package let subject: String
    package let names: Set<AlternativeName>
    /// `nil` for a key of a kind that this room doesn't have.
    package let publicKey: PublicKey?
    /// In seconds since 1970.
    package let validFrom, validUntil: Int64

    /// One of the subject's other names (RFC 5280 §4.2.1.6); other kinds are left out.
    package enum AlternativeName: Hashable, Sendable {
        case dns(String)
        case uri(String)
        case email(String)
        /// Four or sixteen bytes.
        case address([UInt8])
    }

    package enum PublicKey: Hashable, Sendable {
        case rsa(RSAPublicKey)
        case ec(ECPublicKey)
        case ed25519(Ed25519PublicKey)
    }

    /// - Throws: `.malformedCertificate` for anything but one certificate and nothing behind it.
    package init(_ encoded: [UInt8]) throws(CryptographyError) {
        let handle = try CertificateHandle(encoded)
        self.encoded = encoded
        subject = try handle.subject()
        names = handle.names()
        publicKey = handle.publicKey()
        (validFrom, validUntil) = try handle.period()
    }

    package var thumbprint: [UInt8] { SHA2.sha256(encoded) }

    package func isValid(atSecond now: Int64) -> Bool { validFrom <= now && now <= validUntil }
}

/// Those whose certificates are believed: each certificate in the file is one, whether or not it signed itself.
package final class CertificateAuthorities: @unchecked Sendable {
    // Safe to share: the store is never changed after it is made, and libcrypto counts and locks its own references.
    private let store: OpaquePointer

    package init(_ certificates: [[UInt8]]) throws(CryptographyError) {
        store = try Library.check(X509_STORE_new())
        for encoded in certificates {
            let handle = try CertificateHandle(encoded)
            // The store takes a reference of its own; until then ours has to last.
            let added = withExtendedLifetime(handle) { X509_STORE_add_cert(store, handle.pointer) }
            try Library.check(added)
        }
        try Library.check(X509_STORE_set_flags(store, HUE_X509_V_FLAG_PARTIAL_CHAIN))
    }

    deinit { X509_STORE_free(store) }

    /// Whether one of them has signed a certificate, for clients of TLS, and it counts at a moment.
    package func vouch(for certificate: Certificate, atSecond now: Int64) -> Bool {
        guard let handle = try? CertificateHandle(certificate.encoded), let context = X509_STORE_CTX_new() else {
            return Library.isTrue(0)
        }
        defer { X509_STORE_CTX_free(context) }
        // The context only borrows the certificate.
        return withExtendedLifetime(handle) {
            guard Library.isTrue(X509_STORE_CTX_init(context, store, handle.pointer, nil)),
                Library.isTrue(X509_STORE_CTX_set_purpose(context, X509_PURPOSE_SSL_CLIENT))
            else { return false }
            X509_STORE_CTX_set_time(context, 0, Int(now))
            return Library.isTrue(X509_verify_cert(context))
        }
    }
}

/// A parsed certificate of libcrypto. What is got of it is libcrypto's own, and lasts as long as this does.
private final class CertificateHandle {
    let pointer: OpaquePointer

    init(_ encoded: [UInt8]) throws(CryptographyError) {
        let parsed = encoded.withUnsafeBufferPointer { bytes -> OpaquePointer? in
            var start = bytes.baseAddress
            guard let certificate = d2i_X509(nil, &start, bytes.count) else { return nil }
            guard start == bytes.baseAddress.map({ $0 + bytes.count }) else {
                X509_free(certificate)
                return nil
            }
            return certificate
        }
        guard let parsed else {
            ERR_clear_error()
            throw .malformedCertificate
        }
        pointer = parsed
    }

    deinit { X509_free(pointer) }

    func subject() throws(CryptographyError) -> String {
        defer { withExtendedLifetime(self) {} }
        guard let output = BIO_new(BIO_s_mem()) else { throw Library.failure() }
        defer { BIO_free(output) }
        guard X509_NAME_print_ex(output, X509_get_subject_name(pointer), 0, HUE_XN_FLAG_RFC4514) >= 0 else {
            throw Library.failure()
        }
        var text: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 256)
        while case let count = BIO_read(output, &part, Int32(part.count)), count > 0 { text += part[..<Int(count)] }
        guard let subject = String(validating: text, as: UTF8.self) else { throw .malformedCertificate }
        return subject
    }

    func names() -> Set<Certificate.AlternativeName> {
        defer { withExtendedLifetime(self) {} }
        guard let list = hue_alternative_names(pointer) else {
            ERR_clear_error()
            return []
        }
        defer { GENERAL_NAMES_free(list) }
        return Set((0..<hue_names_count(list)).compactMap { Self.name(hue_names_at(list, $0)) })
    }

    private static func name(_ name: UnsafeMutablePointer<GENERAL_NAME>?) -> Certificate.AlternativeName? {
        var kind: Int32 = 0
        guard let value = GENERAL_NAME_get0_value(name, &kind) else { return nil }
        guard [GEN_DNS, GEN_URI, GEN_EMAIL, GEN_IPADD].contains(kind) else { return nil }
        let text = value.assumingMemoryBound(to: ASN1_STRING.self)
        let bytes = Array(UnsafeBufferPointer(start: ASN1_STRING_get0_data(text), count: Int(ASN1_STRING_length(text))))
        if kind == GEN_IPADD { return .address(bytes) }
        // An IA5String is ASCII; a NUL in it would end the name for whoever reads it as C does.
        guard bytes.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
        let line = String(decoding: bytes, as: UTF8.self)
        return switch kind {
        case GEN_DNS: .dns(line)
        case GEN_URI: .uri(line)
        default: .email(line)
        }
    }

    func publicKey() -> Certificate.PublicKey? {
        defer { withExtendedLifetime(self) {} }
        guard let key = X509_get_pubkey(pointer) else {
            ERR_clear_error()
            return nil
        }
        let handle = KeyHandle(owning: key)
        defer { withExtendedLifetime(handle) {} }
        if EVP_PKEY_is_a(key, "RSA") == 1 { return (try? Self.rsa(handle)).map(Certificate.PublicKey.rsa) }
        if EVP_PKEY_is_a(key, "ED25519") == 1 {
            return (try? Ed25519PublicKey(of: handle)).map(Certificate.PublicKey.ed25519)
        }
        guard EVP_PKEY_is_a(key, "EC") == 1 else { return nil }
        // A point lies on one curve of ours at most.
        for curve in EllipticCurve.allCases {
            if let point = try? Self.point(handle, on: curve) { return .ec(point) }
        }
        return nil
    }

    private static func rsa(_ key: KeyHandle) throws(CryptographyError) -> RSAPublicKey {
        try RSAPublicKey(
            modulus: BigNumber(.modulus, of: key).octets(), publicExponent: BigNumber(.publicExponent, of: key).octets()
        )
    }

    private static func point(_ key: KeyHandle, on curve: EllipticCurve) throws(CryptographyError) -> ECPublicKey {
        try ECPublicKey(
            curve, x: BigNumber(.publicX, of: key).octets(count: curve.byteCount),
            y: BigNumber(.publicY, of: key).octets(count: curve.byteCount))
    }

    /// In seconds since 1970.
    func period() throws(CryptographyError) -> (from: Int64, until: Int64) {
        defer { withExtendedLifetime(self) {} }
        return (
            try Self.seconds(X509_get0_notBefore(pointer)), try Self.seconds(X509_get0_notAfter(pointer))
        )
    }

    private static func seconds(_ time: UnsafePointer<ASN1_TIME>?) throws(CryptographyError) -> Int64 {
        guard let epoch = ASN1_TIME_set(nil, 0) else { throw Library.failure() }
        defer { ASN1_TIME_free(epoch) }
        var (days, seconds): (Int32, Int32) = (0, 0)
        guard ASN1_TIME_diff(&days, &seconds, epoch, time) == 1 else {
            ERR_clear_error()
            throw .malformedCertificate
        }
        return Int64(days) * 86_400 + Int64(seconds)
    }
}
