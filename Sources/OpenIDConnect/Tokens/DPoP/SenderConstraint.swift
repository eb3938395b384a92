import Wire

/// How a request is bound to who sends it, and what that asks of tokens (RFC 9449 §5, §10).
extension Client {
    /// What its tokens are bound to, if this request proves something.
    package func confirmation(_ proof: DPoPProof?) throws(TokenRefusal) -> Confirmation? {
        guard let proof else {
            if protection.requiresProof { throw DPoPFlaw.absent.refusal }
            return nil
        }
        return proof.confirmation
    }
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
