import OpenIDConnect
import TestSupport
import Testing
import Wire

@testable import Operations

extension TokenWorld {
    /// A map platform's resource, for which the backend of an app may exchange the app's tokens.
    static let map = "https://map.hue.test/"

    /// Sends a request to exchange a token; by the client itself, for its own audience, unless it is said otherwise.
    func exchange(
        _ token: String, actor: String? = nil, by other: Client? = nil, _ more: [(String, String)] = []
    ) async throws -> TokenOutcome {
        let type = TokenTypeURI.accessToken.rawValue
        var pairs = [
            ("grant_type", GrantType.tokenExchange.rawValue), ("subject_token", token), ("subject_token_type", type),
        ]
        if let actor { pairs += [("actor_token", actor), ("actor_token_type", type)] }
        return try await send(pairs + more, by: other)
    }

    /// The service behind an app, to which the app's tokens are shown.
    func backend(
        _ id: String = "backend", _ change: (inout ClientRegistration) -> Void = { _ in }
    ) async throws -> Client {
        try await add(
            Self.client(id) {
                $0.resources = [Self.api]
                $0.audiences = [Self.map]
                change(&$0)
            })
    }

    /// The platform that the backend calls.
    func mapPlatform(_ change: (inout ClientRegistration) -> Void = { _ in }) async throws -> Client {
        try await add(
            Self.client("map") {
                $0.redirectURIs = ["https://map.hue.test/callback"]
                $0.resources = [Self.map]
                change(&$0)
            })
    }

    /// A token of the app that the backend was shown.
    func shown(scope: String = "openid profile") async throws -> String {
        try text(try await signIn(scope: scope, resource: Self.api))
    }
}
