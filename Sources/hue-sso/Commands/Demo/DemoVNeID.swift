import ArgumentParser
import Cryptography
import Keys
import Operations
import Settings
import VNeIDMock
import Wire

/// The demo's registration with the simulated VNeID.
enum DemoVNeID {
    /// How the two speak.
    enum Profile: String, ExpressibleByArgument, CaseIterable, Sendable {
        case oidc, quirks

        /// What the profile needs to be told besides. The simulation asks every time, for a password and a one-time password.
        func settings(port: Int) -> [String: String] {
            switch self {
            case .oidc: ["vneid.app-link": "http://localhost:\(port)/app/open"]
            case .quirks: ["vneid.login-level": "2", "vneid.asks-every-time": "true"]
            }
        }
    }

    static func register(
        at mock: VNeIDMock, _ settings: ProviderSettings, secret: String, _ configuration: ProviderConfiguration
    ) async throws {
        guard let vneid = settings.vneid,
            let registration = VNeIDMockClient(
                id: vneid.clientID, secret: secret, name: "Hệ thống đăng nhập một lần thành phố Huế",
                redirectURIs: vneid.redirectURIs.compactMap { try? URI($0) },
                publicKey: vneid.sealsEnvelopes ? try await publicKey(configuration) : nil)
        else { return }
        await mock.register(registration)
    }

    /// The key that is made at the first start, and stays.
    private static func publicKey(_ configuration: ProviderConfiguration) async throws -> RSAPublicKey {
        let place = try KeyInstallation(configuration)
        let vault = try await place.vault()
        if let present = try await place.envelopeKeys(vault).first { return present.key.publicKey }
        return try await MakeEnvelopeKey(place.installation, vault.sealer).run(place.act).done()
    }
}
