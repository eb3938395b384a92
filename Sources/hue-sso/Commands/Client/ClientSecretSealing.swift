import Keys
import OpenIDConnect
import Operations

extension DataOptions {
    /// What seals the secret of a client that is to sign with it (`client_secret_jwt`).
    /// - Returns: `nil` for any other client, which takes no master key, and where the settings have none sign so.
    func sealer(for registration: ClientRegistration, _ installation: Installation) async throws -> SecretSealer? {
        guard registration.signsWithSecret else { return nil }
        let configuration = try await completeConfiguration()
        guard configuration.takesSecretJWT else { return nil }
        let vault = try KeyVault(masterKey: try configuration.masterKey(), random: installation.random)
        return try await openKeys(configuration, installation, vault).sealer
    }
}
