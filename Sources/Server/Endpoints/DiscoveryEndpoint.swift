import Hummingbird
import JOSE
import Keys
import NIOCore
import OpenIDConnect
import Wire

/// Metadata (OpenID Connect Discovery §4, RFC 8414 §3) and keys (RFC 7517 §5), as the keys are now.
struct DiscoveryEndpoint: Sendable {
    private let keyRing: KeyRing
    private let issuer: Issuer

    /// How long others may keep what they have read: so long that they know a key before it signs, even those who don't
    /// fetch again when they meet an unknown `kid`.
    private let cacheControl: String

    init(_ provider: Provider) {
        keyRing = provider.keys
        issuer = provider.issuer
        cacheControl = "public, max-age=\(provider.keySchedule.maxAge.wholeSeconds)"
    }

    func metadata(_ visit: Visit) -> Response {
        answer(ProviderMetadata.json(issuer, keys: keyRing.current), type: "application/json")
    }

    func keys(_ visit: Visit) -> Response {
        answer(keyRing.current.published.json, type: "application/jwk-set+json")
    }

    private func answer(_ json: JSONObject, type: String) -> Response {
        // Public, and the same for everybody: scripts of any origin may read it (as Discovery §4.1 recommends).
        Response(
            status: .ok,
            headers: [
                .contentType: type, .cacheControl: cacheControl, .accessControlAllowOrigin: "*",
            ],
            body: .init(byteBuffer: ByteBuffer(bytes: JSONWriter.write(json))))
    }
}
