import Cryptography
import HueSBackend
import Identity
import JOSE
import OpenIDConnect
import Wire

/// Hue-S in the demo: the backend of the app, and the map that it calls in a citizen's name (Article 7.7).
struct DemoHueS: Sendable {
    private let backend: HueSBackend
    private let map: MapService
    /// The backend's own, of this start: the provider is told its public part.
    private let key: SigningKey
    private let port: Int
    private let mapPort: Int

    private static let backendID = "hue-s-backend"
    private static let mapID = "demo-map"

    /// Starts both, whose ports the provider is told.
    static func start(
        _ servers: inout ThrowingTaskGroup<Void, any Error>, port: Int, mapPort: Int, clock: any WallClock,
        random: any RandomSource, fetcher: any Fetcher
    ) async throws -> DemoHueS {
        let map = MapService(port: mapPort, clock: clock, fetcher: fetcher)
        let mapAt = try await DemoService.start(&servers) { ready in try await map.run(onReady: ready) }
        let backend = try HueSBackend(
            settings: HueSSettings(port: port, clock: clock, random: random, fetcher: fetcher))
        let backendAt = try await DemoService.start(&servers) { ready in try await backend.run(onReady: ready) }
        let key = try SigningKey.generate(algorithm: .ES256)
        return DemoHueS(backend: backend, map: map, key: key, port: backendAt, mapPort: mapAt)
    }

    var address: String { "http://localhost:\(port)" }

    /// The backend may exchange tokens for the map's resource, which the map answers for.
    var registrations: [ClientRegistration] {
        var backend = ClientRegistration(
            id: Self.backendID, name: "Hue-S (máy chủ của ứng dụng)",
            redirectURIs: [HueSBackend.redirectURI(port: port)])
        backend.homeURI = address
        backend.authenticationMethod = ClientKeys.methodName
        backend.proofs.keys = JWKSet(keys: [key.publicJWK]).json
        backend.grants = [GrantType.authorizationCode, .refreshToken, .tokenExchange, .clientCredentials].map(
            \.rawValue)
        backend.scopes = ["openid", "profile", "offline_access", "ssf.manage"]
        backend.audiences = [MapService.resource(port: mapPort)]
        backend.backchannelLogoutURI = HueSBackend.backchannelLogoutURI(port: port)
        var map = ClientRegistration(id: Self.mapID, name: "Bản đồ (minh họa)", redirectURIs: [])
        map.grants = [GrantType.clientCredentials.rawValue]
        map.resources = [MapService.resource(port: mapPort)]
        return [backend, map]
    }

    func connect(to issuer: URI, _ clients: [DemoClient]) async {
        await map.trust(issuer)
        guard let own = clients.first(where: { $0.client.id.text == Self.backendID }),
            let resource = try? URI(MapService.resource(port: mapPort))
        else { return }
        await backend.connect(
            to: HueSRegistration(
                issuer: issuer, clientID: own.client.id.text, key: key, map: resource))
    }
}
