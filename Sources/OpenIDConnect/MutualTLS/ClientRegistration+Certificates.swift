import Wire

/// How a client proves to be itself by a certificate (RFC 8705 §2).
extension ClientRegistration {
    /// Whether the client has one of the two methods.
    var hasCertificate: Bool {
        [MutualTLS.signedMethod, MutualTLS.selfSignedMethod].contains { $0.hasSameBytes(as: authenticationMethod) }
    }

    func certificateCredential() throws(ClientRegistrationError) -> ClientCredential {
        if authenticationMethod.hasSameBytes(as: MutualTLS.selfSignedMethod) { return .selfSigned(try provingKeys()) }
        // RFC 8705 §2.1.2: exactly one.
        guard let (kind, text) = proofs.certificateSubjects.first, proofs.certificateSubjects.count == 1,
            let subject = CertificateSubject(kind, text)
        else { throw .certificateSubjectNeeded }
        return .certificate(subject)
    }
}

extension ClientRegistration.Proofs {
    /// The names that the metadata give (RFC 8705 §2.1.2).
    static func certificateSubjects(
        _ metadata: JSONObject
    ) throws(ClientRegistrationError) -> [CertificateSubject.Kind: String] {
        var subjects: [CertificateSubject.Kind: String] = [:]
        for kind in CertificateSubject.Kind.allCases { subjects[kind] = try metadata.text(registered: kind.rawValue) }
        return subjects
    }
}
