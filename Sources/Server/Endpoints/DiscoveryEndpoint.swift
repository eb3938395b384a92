import Hummingbird
import JOSE
import Keys
import NIOCore
import OpenIDConnect
import Synchronization
import Wire

/// Metadata (OpenID Connect Discovery §4, RFC 8414 §3) and keys (RFC 7517 §5), as the keys are now.
struct DiscoveryEndpoint: Sendable {
    private let keyRing: KeyRing
    private let documents: PublishedDocuments

    /// How long others may keep what they have read: so long that they know a key before it signs, even those who don't
    /// fetch again when they meet an unknown `kid`.
    private let cacheControl: String

    init(_ provider: Provider) {
        keyRing = provider.keys
        documents = PublishedDocuments(
            issuer: provider.issuer, requiresPushedRequests: provider.requiresPushedRequests, grants: provider.grants,
            extensions: provider.metadataExtensions)
        cacheControl = "public, max-age=\(provider.keySchedule.maxAge.wholeSeconds)"
    }

    func metadata(_ visit: Visit) -> Response {
        answer(documents.written(of: keyRing.current).metadata, type: "application/json")
    }

    func keys(_ visit: Visit) -> Response {
        answer(documents.written(of: keyRing.current).keys, type: "application/jwk-set+json")
    }

    private func answer(_ body: ByteBuffer, type: String) -> Response {
        // Public, and the same for everybody: scripts of any origin may read it (as Discovery §4.1 recommends).
        Response(
            status: .ok,
            headers: [
                .contentType: type, .cacheControl: cacheControl, .accessControlAllowOrigin: "*",
            ],
            body: .init(byteBuffer: body))
    }
}

/// The two documents, written once for each set of keys: they are asked for far more often than keys change.
private final class PublishedDocuments: Sendable {
    private let issuer: Issuer
    private let requiresPushedRequests: Bool
    private let grants: Set<GrantType>
    private let extensions: JSONObject
    private let last = Mutex<Written?>(nil)

    struct Written {
        let published: JWKSet
        let algorithms: [SignatureAlgorithm]
        let metadata: ByteBuffer
        let keys: ByteBuffer
    }

    init(issuer: Issuer, requiresPushedRequests: Bool, grants: Set<GrantType>, extensions: JSONObject) {
        self.extensions = extensions
        self.grants = grants
        self.issuer = issuer
        self.requiresPushedRequests = requiresPushedRequests
    }

    func written(of keys: SigningKeys) -> Written {
        last.withLock { last in
            if let last, last.published == keys.published, last.algorithms == keys.algorithms { return last }
            let written = Written(
                published: keys.published, algorithms: keys.algorithms,
                metadata: ByteBuffer(
                    bytes: JSONWriter.write(
                        ProviderMetadata.json(
                            issuer, keys: keys, requiresPushedRequests: requiresPushedRequests, grants: grants,
                            extensions: extensions))),
                keys: ByteBuffer(bytes: JSONWriter.write(keys.published.json)))
            last = written
            return written
        }
    }
}
