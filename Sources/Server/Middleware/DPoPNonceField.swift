import HTTPTypes
import Hummingbird
import Identity
import OpenIDConnect

/// Gives whoever sends a DPoP proof a nonce for the next one, with every answer, also a refusal (RFC 9449 §8.2).
struct DPoPNonceField: RouterMiddleware {
    let nonces: DPoPNonces
    let clock: any WallClock

    func handle(
        _ request: Request, context: ProviderRequestContext,
        next: @concurrent (Request, ProviderRequestContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        guard request.headers[.dpop] != nil else { return response }
        response.headers[.dpopNonce] = nonces.nonce(at: clock.now)
        return response
    }
}

extension HTTPField.Name {
    static let dpop = HTTPField.Name("DPoP")!
    static let dpopNonce = HTTPField.Name("DPoP-Nonce")!
}
