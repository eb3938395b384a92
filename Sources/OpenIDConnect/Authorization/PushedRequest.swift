import Cryptography
import Identity
import Wire

/// An authorization request that a client has pushed to us by itself, before it sends the browser (RFC 9126): nobody in
/// between can read or change it, and who sends it has proven to be the client. It is read as any other; what it is known by
/// afterwards is a `request_uri`.
package struct PushedRequest: Sendable {
    package let client: AuthenticatedClient
    package let request: AuthorizationRequest

    /// Reads the body of a push (RFC 9126 §2.1).
    package init(_ received: ReceivedRequest, from client: AuthenticatedClient) throws(TokenRefusal) {
        let parameters = received.parameters
        // A client that can't prove to be itself could be anybody, and each push is a row.
        guard client.client.isConfidential else { throw .pushNeedsProof }
        guard parameters.all(AuthorizationParameter.requestURI.rawValue).isEmpty else { throw .pushedRequestURI }
        guard try parameters.onceForPush("client_id") != nil else { throw TokenRefusal(.missing("client_id")) }
        do throws(AuthorizationRefusal) {
            request = try AuthorizationRequest(parameters, client: client.client)
            try request.refuseUnsigned(received)
        } catch { throw TokenRefusal(pushed: error) }
        self.client = client
    }
}

/// What a pushed request is known by: a URI with 256 random bits in it (RFC 9126 §2.2), good for one request of a browser and
/// a minute. We keep its hash.
package struct PushedRequestURI: Sendable {
    package let text: String

    /// How long a browser may take to come with it.
    package static let lifetime = Duration.seconds(60)
    private static let prefix = "urn:ietf:params:oauth:request_uri:"

    package init(random: any RandomSource) { text = Self.prefix + Base64URL.encode(random.bytes(32)) }

    package var hash: PushedRequestHash { PushedRequestHash(ofPresented: text) }

    /// The one that an authorization request names.
    /// - Returns: `nil` where it names none, or one of another kind, which is refused as what it is.
    package static func hash(in parameters: FormParameters) -> PushedRequestHash? {
        let text = (try? parameters.single(AuthorizationParameter.requestURI.rawValue)) ?? nil
        guard let text, text.utf8.starts(with: prefix.utf8) else { return nil }
        return PushedRequestHash(ofPresented: text)
    }

    /// The answer to a push (RFC 9126 §2.2).
    package var json: JSONObject {
        ["request_uri": .string(text), "expires_in": .integer(Self.lifetime.wholeSeconds)]
    }
}

package typealias PushedRequestHash = TokenHash<PushedRequestURI>

extension FormParameters {
    fileprivate func onceForPush(_ name: String) throws(TokenRefusal) -> String? {
        do throws(TokenError) { return try once(name) } catch { throw TokenRefusal(error) }
    }
}

extension TokenRefusal {
    package static let pushNeedsProof = TokenRefusal(
        .unauthorizedClient, "only a client that authenticates can push a request", code: "push-needs-proof")
    package static let pushedRequestURI = TokenRefusal(
        .invalidRequest, "request_uri can't be pushed (RFC 9126 section 2.1)", code: "pushed-request-uri")

    /// What is wrong with an authorization request, told to the client itself (RFC 9126 §2.3): by the same code where the
    /// authorization endpoint would tell it to the redirect URI, and as an invalid request where a page would.
    package init(pushed refusal: AuthorizationRefusal) {
        switch refusal {
        case .page(let refusal):
            let code: TokenError.Code = refusal.isAboutRequestObject ? .invalidRequestObject : .invalidRequest
            self.init(TokenError(code, refusal.reason, AuthorizationRefusal.page(refusal).mistake), code: refusal.code)
        case .redirect(let error, _):
            let code = TokenError.Code(rawValue: error.code.rawValue) ?? .invalidRequest
            self.init(TokenError(code, error.description, error.mistake), code: error.code.rawValue)
        }
    }
}

extension AuthorizationRequest {
    /// Refuses a request that came through the browser where it had to be pushed (RFC 9126 §5, §6).
    /// - Parameter requiredOfAll: whether every client has to push.
    package func refuseUnpushed(requiredOfAll: Bool) throws(AuthorizationRefusal) {
        guard requiredOfAll || client.requiresPushedRequests else { return }
        throw .redirect(
            AuthorizationError(
                .invalidRequest,
                "this client has to push its requests (RFC 9126) and send client_id and request_uri only",
                .unpushedRequest),
            to: address)
    }
}
