import Wire

/// How a request is bound to who sends it, and what that asks of tokens (RFC 9449 §5, §10; RFC 8705 §3).
extension Client {
    /// What its tokens are bound to, if this request proves something.
    /// - Parameter certificate: the one with which the connection began. A client that isn't registered for it shows it for
    ///   another reason, and its tokens stay what they are.
    package func confirmation(
        _ proof: DPoPProof?, _ certificate: ClientCertificate? = nil
    ) throws(TokenRefusal) -> Confirmation? {
        if let proof { return proof.confirmation }
        if protection.bindsToCertificate {
            guard let certificate else { throw .certificateAbsent }
            return .certificate(certificate.thumbprint)
        }
        if protection.requiresProof { throw DPoPFlaw.absent.refusal }
        return nil
    }
}

extension TokenRefusal {
    package static let certificateAbsent = TokenRefusal(
        .invalidRequest, "this client's tokens are bound to its certificate; ask with it (RFC 8705 section 3)",
        code: "certificate-absent")
}

extension FormParameters {
    /// A pushed request that came with a proof is bound to its key, as if it had `dpop_jkt` (RFC 9449 §10.1).
    package func bound(to proof: DPoPProof?) throws(TokenRefusal) -> FormParameters {
        guard let proof else { return self }
        let name = AuthorizationParameter.dpopKey.rawValue
        let named = all(name)
        guard named.allSatisfy({ $0.hasSameBytes(as: proof.key.text) }) else { throw DPoPFlaw.otherKey.refusal }
        guard named.isEmpty else { return self }
        return FormParameters(pairs.map { ($0.name, $0.value) } + [(name, proof.key.text)])
    }
}
