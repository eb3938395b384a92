/// How a resource of ours challenges whom it refuses (RFC 6750 §3, RFC 9449 §7.1): by both schemes, as it takes bearer tokens and
/// bound ones. What is wrong is said by the scheme that was used; the other one says only that it could be.
package struct ResourceChallenge: Sendable {
    private let error: BearerError
    private let wasProven: Bool
    private let metadata: String?

    /// - Parameters:
    ///   - authorization: the field of the request that is refused.
    ///   - metadata: where the resource says where tokens for it come from (RFC 9728 §5.1); `nil` of an endpoint that has
    ///     bearer tokens of its own, as that of registrations (RFC 7592 §1.3).
    package init(_ error: BearerError, authorization: String?, metadata: String?) {
        self.error = error
        // A bad proof is one by whatever scheme its token came.
        if case .badProof = error { wasProven = true } else { wasProven = BearerToken.isByProof(authorization) }
        self.metadata = metadata
    }

    /// The values of `WWW-Authenticate`, a field each: who reads one challenge only reads the one that it is about.
    ///
    /// Another scheme would not have helped with a request that can't be read, or a token that is good and not for this.
    package var fields: [String] {
        let used = field(isProven: wasProven && metadata != nil, parameters: error.challengeParameters)
        guard error.status == 401, metadata != nil else { return [used] }
        return [used, field(isProven: !wasProven, parameters: [])]
    }

    private func field(isProven: Bool, parameters: [(String, String)]) -> String {
        var all = [("realm", "hue-sso")] + parameters
        if isProven { all.append(("algs", DPoPProof.algorithms.map(\.rawValue).joined(separator: " "))) }
        if let metadata { all.append(("resource_metadata", metadata)) }
        return (isProven ? "DPoP " : "Bearer ") + all.map { "\($0)=\"\($1)\"" }.joined(separator: ", ")
    }
}

extension BearerError {
    /// RFC 6750 §3; texts of ours, without a quotation mark. Who showed no token is told no error.
    fileprivate var challengeParameters: [(String, String)] {
        switch self {
        case .missing: []
        case .insufficientScope(let scope): [("error", code), ("scope", scope.rawValue)]
        case .badProof(let flaw): [("error", flaw.code), ("error_description", sentence)]
        case .invalidRequest, .invalidToken, .expiredToken:
            [("error", errorCode ?? code), ("error_description", sentence)]
        }
    }
}
