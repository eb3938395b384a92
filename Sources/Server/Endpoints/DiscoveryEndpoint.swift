import Hummingbird
import JOSE
import NIOCore
import OpenIDConnect
import Wire

/// Metadata (OpenID Connect Discovery §4, RFC 8414 §3) and keys (RFC 7517 §5): written once, when the provider starts.
struct DiscoveryEndpoint: Sendable {
    private let metadata: ByteBuffer
    private let keys: ByteBuffer

    /// How long others may keep what they have read. Keys change with a restart only, and whoever meets an unknown
    /// `kid` fetches again.
    private static let cacheControl = "public, max-age=3600"

    init(_ provider: Provider) {
        metadata = ByteBuffer(bytes: JSONWriter.write(ProviderMetadata.json(provider.issuer, keys: provider.keys)))
        keys = ByteBuffer(bytes: JSONWriter.write(provider.keys.published.json))
    }

    func metadata(_ request: Request, _ context: ProviderRequestContext) -> Response {
        Self.answer(metadata, type: "application/json")
    }

    func keys(_ request: Request, _ context: ProviderRequestContext) -> Response {
        Self.answer(keys, type: "application/jwk-set+json")
    }

    private static func answer(_ body: ByteBuffer, type: String) -> Response {
        // Public, and the same for everybody: scripts of any origin may read it (as Discovery §4.1 recommends).
        Response(
            status: .ok,
            headers: [
                .contentType: type, .cacheControl: cacheControl, .accessControlAllowOrigin: "*",
            ],
            body: .init(byteBuffer: body))
    }
}
