import HTTPTypes
import Hummingbird
import Identity
import OpenIDConnect

/// Gives whoever sends a DPoP proof a nonce for the next one, with every answer, also a refusal (RFC 9449 §8.2).
struct DPoPNonceField {
    let nonces: DPoPNonces
    let clock: any WallClock

    func add(to response: inout Response, of request: Request) {
        if request.headers[.dpop] != nil { response.headers[.dpopNonce] = nonces.nonce(at: clock.now) }
    }
}

extension HTTPField.Name {
    static let dpop = HTTPField.Name("DPoP")!
    static let dpopNonce = HTTPField.Name("DPoP-Nonce")!
}
