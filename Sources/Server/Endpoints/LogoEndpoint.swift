import HTTPTypes
import Hummingbird
import NIOCore
import OpenIDConnect
import Operations

/// Shows the pictures of clients that registered themselves, so that a page of ours loads nothing from anybody else.
struct LogoEndpoint: Sendable {
    let logos: ReadClientLogo

    func get(_ visit: Visit) async throws -> Response {
        guard let client = ClientID(visit.parameters.get("client") ?? ""),
            let logo = try await logos.logo(of: client, at: visit.now)
        else { throw RefusedRequest(nil, .notFound) }
        return Response(
            status: .ok,
            headers: [
                .contentType: logo.format.rawValue, .contentSecurityPolicy: "default-src 'none'; sandbox",
                .cacheControl: "public, max-age=\(ReadClientLogo.lifetime.wholeSeconds)",
            ],
            body: .init(byteBuffer: ByteBuffer(bytes: logo.bytes)))
    }
}
