import ArgumentParser
import Cryptography
import Foundation
import Keys
import Settings
import VNeIDMock
import Wire

/// The demo's registration with the simulated VNeID.
enum DemoVNeID {
    /// How the two speak.
    enum Profile: String, ExpressibleByArgument, CaseIterable, Sendable {
        case oidc, quirks

        /// What the profile needs to be told besides. The simulation asks every time, for a password and a one-time password.
        func settings(in keysDirectory: String, port: Int) -> [String: String] {
            switch self {
            case .oidc: ["vneid.app-link": "http://localhost:\(port)/app/open"]
            case .quirks:
                [
                    "vneid.key-file": keysDirectory + "/demo-vneid-key.json", "vneid.login-level": "2",
                    "vneid.asks-every-time": "true",
                ]
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
                publicKey: try publicKey(configuration))
        else { return }
        await mock.register(registration)
    }

    /// The key that is made at the first start, and stays.
    private static func publicKey(_ configuration: ProviderConfiguration) throws -> RSAPublicKey? {
        guard let path = configuration.vneidKeyFile else { return nil }
        let vault = try KeyVault(masterKey: try configuration.masterKey(), random: KernelRandomSource())
        let file = UpstreamKeyFile(path)
        guard FileManager.default.fileExists(atPath: path) else { return try file.make(by: vault.sealer) }
        return try file.open(by: vault.sealer).publicKey
    }
}
