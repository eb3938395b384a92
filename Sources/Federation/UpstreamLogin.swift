import Cryptography
import Identity
import Wire

/// One login that was sent to an upstream: `state` finds it again, `nonce` and the code verifier bind the answer to it.
package struct UpstreamLogin: Sendable {
    package let state: String
    package let nonce: String
    /// The secret of PKCE (RFC 7636); used where the upstream offers S256.
    package let codeVerifier: String

    /// Nonce and verifier are derived from what only one browser knows: an answer that another browser brings back fits
    /// neither, and nothing of them is stored.
    /// - Parameters:
    ///   - upstream: an answer of another fits neither.
    ///   - derive: makes a value, by its label and the state, that only this browser can have.
    package init(
        state: String, at upstream: UpstreamID, boundBy derive: (_ label: String, _ state: String) -> String
    ) {
        self.state = state
        nonce = derive("\(upstream)-nonce", state)
        codeVerifier = derive("\(upstream)-verifier", state)
    }

    /// What is kept of a login, and by which its answer finds it.
    package var stateHash: String { Base64URL.encode(SHA2.sha256(Array(state.utf8))) }

    package func isExpired(begunAt moment: Instant, at now: Instant) -> Bool { now >= moment + Self.lifetime }

    /// How long the answer is waited for: VNeID's own consent lives 300 s, and a person needs time before it.
    package static let lifetime = Duration.minutes(15)
}

/// What comes back from an upstream in the browser: read, not yet believed.
package struct UpstreamCallback: Sendable {
    package let state: String
    package let result: Result
    /// Whose answer it says it is (RFC 9207).
    package let issuer: String?
    /// What opens the code, where a profile's codes are sealed.
    package let encryptKey: String?

    package enum Result: Hashable, Sendable {
        case code(String)
        case error(String)
    }

    /// `nil` when the query has no single `state`, or neither one `code` nor one `error`, or two of `iss`.
    package init?(_ parameters: FormParameters, encryptKey: String? = nil) {
        guard let state = try? parameters.single("state"), let code = try? parameters.single("code") as String??,
            let error = try? parameters.single("error") as String??,
            let issuer = try? parameters.single("iss") as String??
        else { return nil }
        switch (code, error) {
        case (let code?, nil): result = .code(code)
        case (nil, let error?): result = .error(error)
        default: return nil
        }
        self.state = state
        self.issuer = issuer
        self.encryptKey = encryptKey
    }

    /// The code.
    /// - Parameter flaw: what an error is that the person can do nothing about.
    func code(orElse flaw: FederationError.Flaw) throws(FederationError) -> String {
        switch result {
        case .code(let code): return code
        case .error("access_denied"): throw .refusedByPerson
        case .error("temporarily_unavailable"), .error("server_error"): throw .unavailable
        case .error: throw .untrustworthy(flaw)
        }
    }
}
